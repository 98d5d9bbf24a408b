//! The program that has a client call its server.

use std::fmt::Write as _;

use kontrakt_codegen::Plan;
use kontrakt_codegen::plan::security::Presented;
use syn::Type;

use super::signatures::{Method, Signatures, outcomes, output, type_name};
use crate::shape::{Own, Shape, plain};

/// The text of the program for a crate.
pub(super) fn write(plan: &Plan, package: &str, signatures: &Signatures) -> String {
    let package = package.replace('-', "_");
    let mut text = format!(
        "#![allow(deprecated, unused, missing_docs)]\n\n\
         use std::sync::Arc;\n\n\
         use {package}::{{client, server}};\n{}\
         use kontrakt_probe::loopback as probe;\n\n\
         struct Service(Arc<probe::Desk>);\n\nimpl server::Service for Service {{\n",
        [
            ("headers", plan.headers.is_empty()),
            ("types", plan.modules.is_empty())
        ]
        .into_iter()
        .filter(|(_, is_empty)| !is_empty)
        .map(|(module, _)| format!("use {package}::{module};\n"))
        .collect::<String>()
    );
    if !plan.security.credentials.is_empty() {
        text.push_str(
            "    type Caller = ();\n\n    \
             async fn authenticate(&self, _: server::Credentials) -> Result<(), server::Denied> {\n        \
             Ok(())\n    }\n",
        );
    }
    for method in served(signatures) {
        serve(&mut text, signatures, method);
    }
    text.push_str("}\n");
    for method in served(signatures) {
        if let Some(client) = signatures.client.get(&method.name) {
            send(&mut text, signatures, client);
        }
    }
    main(&mut text, plan, signatures);
    text
}

fn served(signatures: &Signatures) -> impl Iterator<Item = &Method> {
    let methods = signatures.service.iter();
    methods.filter(|method| method.name != "authenticate")
}

/// The server's side of an operation.
fn serve(text: &mut String, signatures: &Signatures, method: &Method) {
    let owned = &signatures.owned;
    let Some(response) = method.result.as_ref().and_then(output) else {
        return;
    };
    let mut parameters = String::new();
    let mut arrived = Vec::new();
    for (name, ty) in &method.arguments {
        let known = context(ty);
        if let Some(known) = known {
            let _ = write!(parameters, ", _: {known}");
            continue;
        }
        let _ = write!(parameters, ", {name}: {}", owned.text(ty));
        let shape = owned.shape(ty);
        match (&shape, owned.0.get(type_name(&shape))) {
            // The fields of a struct of arguments are the arguments.
            (Shape::Own(_), Some(Own::Struct(fields))) if name == "request" => {
                for (field, ty) in fields {
                    let shown = owned.show(&owned.shape(ty), &format!("request.{field}"));
                    arrived.push(format!("({:?}, {shown})", plain(field)));
                }
            }
            _ => arrived.push(format!("({:?}, {})", plain(name), owned.show(&shape, name))),
        }
    }
    let _ = write!(
        text,
        "\n    async fn {}(&self{parameters}) -> server::{response} {{\n        \
         let arrived = [{}];\n        \
         let answer = self.0.arrived({:?}, arrived);\n        \
         let (status, body) = (server::StatusCode::from_u16(answer.status).unwrap(), answer.body.as_ref());\n        \
         match answer.variant.as_str() {{\n",
        method.name,
        arrived.join(", "),
        plain(&method.name),
    );
    if let Some(variants) = signatures.answers.get(&("server", response.clone())) {
        for (variant, held) in variants {
            let held: Vec<String> = held
                .iter()
                .map(|ty| match owned.text(ty).as_str() {
                    "server::StatusCode" => "status".to_owned(),
                    _ => match headers(ty) {
                        Some(name) => format!("headers::{name}::read(&answer.fields()).unwrap()"),
                        None => owned.make(&owned.shape(ty), "body"),
                    },
                })
                .collect();
            let held = match held.is_empty() {
                true => String::new(),
                false => format!("({})", held.join(", ")),
            };
            let _ = writeln!(
                text,
                "            {variant:?} => server::{response}::{variant}{held},"
            );
        }
    }
    text.push_str(
        "            other => panic!(\"there is no variant {other}\"),\n        }\n    }\n",
    );
}

/// The name of headers that a variant holds.
fn headers(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else {
        return None;
    };
    let mut names = path.path.segments.iter();
    let (module, name) = (names.next()?, names.next()?);
    (module.ident == "headers").then(|| name.ident.to_string())
}

/// The type of an argument that is about the call and not of the description.
fn context(ty: &Type) -> Option<&'static str> {
    let Type::Path(path) = ty else {
        return None;
    };
    let names: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    match names.join("::").as_str() {
        "Self::Caller" => Some("()"),
        "Accept" => Some("kontrakt::server::Accept"),
        _ => None,
    }
}

/// The client's side of an operation.
fn send(text: &mut String, signatures: &Signatures, method: &Method) {
    let Some((success, error)) = method.result.as_ref().and_then(outcomes) else {
        return;
    };
    let name = &method.name;
    let _ = write!(
        text,
        "\nfn send_{}<'a>(client: &'a client::Client, call: &'a probe::Call) -> probe::Sent<'a> {{\n    \
         Box::pin(async move {{\n        \
         let request = serde_json::Value::Object(call.request.clone());\n        \
         let result = client.{name}({}).await;\n        \
         Ok(match result {{\n            \
         Ok(answer) => {{\n                \
         let (status, headers) = (answer.status().as_u16(), answer.headers().clone());\n                \
         let it = answer.into_inner();\n                \
         {}\n            }}\n            \
         Err(client::Error::ErrorResponse(answer)) => {{\n                \
         let (status, headers) = (answer.status().as_u16(), answer.headers().clone());\n                \
         let it = answer.into_inner();\n                \
         {}\n            }}\n            \
         Err(error) => return Err(probe::refused(error)),\n        }})\n    }})\n}}\n",
        plain(name),
        signatures.arguments(method),
        seen(signatures, &success),
        seen(signatures, &error),
    );
}

/// The expression of what the client has, of the value `it`.
fn seen(signatures: &Signatures, ty: &Type) -> String {
    let owned = &signatures.owned;
    let shape = owned.shape(ty);
    let one = |variant: &str, shape: &Shape| {
        let body = owned.show(shape, "it");
        format!("probe::Seen {{ status, variant: {variant}, body: {body}, headers }}")
    };
    let name = match ty {
        Type::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    };
    let name = name.unwrap_or_default();
    let Some(variants) = signatures.answers.get(&("client", name.clone())) else {
        return one("None", &shape);
    };
    let arms = variants.iter().map(|(variant, held)| {
        let named = format!("Some({variant:?})");
        let bodies: Vec<&Type> = held.iter().filter(|ty| !is_status(ty)).collect();
        let pattern: Vec<&str> = held
            .iter()
            .map(|ty| if is_status(ty) { "_" } else { "it" })
            .collect();
        let pattern = match pattern.is_empty() {
            true => String::new(),
            false => format!("({})", pattern.join(", ")),
        };
        let shape = bodies.first().map_or(Shape::Unit, |ty| owned.shape(ty));
        format!(
            "client::{name}::{variant}{pattern} => {}",
            one(&named, &shape)
        )
    });
    let arms: Vec<String> = arms.collect();
    format!("match it {{ {} }}", arms.join(", "))
}

/// Whether a variant of the client holds a status there, which no schema has as its type.
fn is_status(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("u16"))
}

fn main(text: &mut String, plan: &Plan, signatures: &Signatures) {
    let mut client = "client::Client::new(url)".to_owned();
    for scheme in &plan.security.schemes {
        let arguments = match scheme.presented {
            Presented::Basic => "(\"someone\", \"secret\")",
            Presented::Other(_) => continue,
            _ => "(\"secret\")",
        };
        let _ = write!(client, ".{}{arguments}", scheme.ident);
    }
    let operations: Vec<String> = served(signatures)
        .filter(|method| signatures.client.contains_key(&method.name))
        .map(|method| format!("({0:?}, send_{0})", plain(&method.name)))
        .collect();
    let _ = write!(
        text,
        "\nfn main() {{\n    \
         let operations: &[probe::Operation<client::Client>] = &[{}];\n    \
         probe::run(\n        &std::env::args().nth(1).unwrap_or_default(),\n        \
         |desk| server::router(Service(desk)),\n        |url| {client},\n        operations,\n    );\n}}\n",
        operations.join(", ")
    );
}
