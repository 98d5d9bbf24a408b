//! The program that has both clients make the same calls.

use std::fmt::Write as _;

use kontrakt_codegen::Plan;
use kontrakt_codegen::plan::operations::Operation;
use kontrakt_model::api::ParameterIn;
use syn::Type;

use super::peer::Peer;
use crate::loopback::signatures::{Method, Signatures};
use crate::shape::{argument, plain};

/// The text of the program for a crate, whose module `peer` is progenitor's client. Otherwise which
/// operation is not what was expected.
pub(super) fn write(
    plan: &Plan,
    package: &str,
    signatures: &Signatures,
    peer: &Peer,
) -> Result<String, String> {
    let package = package.replace('-', "_");
    let mut text = format!(
        "#![allow(deprecated, unused, missing_docs)]\n\n\
         use {package}::client;\n{}\
         use kontrakt_probe::loopback as probe;\n\
         use kontrakt_probe::requests;\n\n\
         #[allow(warnings)]\nmod peer;\n",
        match plan.modules.is_empty() {
            true => String::new(),
            false => format!("use {package}::types;\n"),
        }
    );
    let mut operations = Vec::new();
    for operation in &plan.operations {
        let name = plain(operation.ident.as_str());
        let ours = signatures
            .client
            .values()
            .find(|it| it.name == operation.ident.as_str());
        let ours = ours.ok_or_else(|| format!("{name} is not in the client"))?;
        let theirs = peer.methods.get(name);
        let theirs = theirs.ok_or_else(|| format!("{name} is not in progenitor's client"))?;
        let _ = write!(
            text,
            "\nfn ours_{name}<'a>(client: &'a client::Client, request: &'a serde_json::Value) -> requests::Sent<'a> {{\n    \
             Box::pin(async move {{ client.{}({}).await.map(drop).map_err(probe::refused) }})\n}}\n\n\
             fn theirs_{name}<'a>(client: &'a peer::Client, arguments: &'a requests::Arguments<'a>) -> requests::Sent<'a> {{\n    \
             Box::pin(async move {{ client.{name}({}).await.map(drop).map_err(|error| error.to_string()) }})\n}}\n",
            ours.name,
            signatures.arguments(ours),
            arguments(operation, theirs)?,
        );
        operations.push(format!("({name:?}, ours_{name}, theirs_{name})"));
    }
    let _ = write!(
        text,
        "\nfn main() {{\n    \
         let operations: &[requests::Operation<client::Client, peer::Client>] = &[{}];\n    \
         requests::run(\n        &std::env::args().nth(1).unwrap_or_default(),\n        \
         client::Client::new,\n        |url| peer::Client::new(&url),\n        operations,\n    );\n}}\n",
        operations.join(", ")
    );
    Ok(text)
}

/// The arguments of progenitor's method: those of the path in its order, of the query and of the
/// headers by their names, and the body.
fn arguments(operation: &Operation, method: &Method) -> Result<String, String> {
    let in_place = |place: ParameterIn| {
        let all = operation.parameters.iter();
        let mut all: Vec<_> = all.filter(|it| it.place == place).collect();
        match place {
            ParameterIn::Path => {
                all.sort_by_key(|it| operation.path.find(&format!("{{{}}}", it.name)))
            }
            _ => all.sort_by(|left, right| left.name.cmp(&right.name)),
        }
        all
    };
    let places = [ParameterIn::Path, ParameterIn::Query, ParameterIn::Header];
    let parameters = places.into_iter().flat_map(in_place);
    let mut names: Vec<&str> = parameters.map(|it| plain(it.ident.as_str())).collect();
    names.extend(operation.body.is_some().then_some("body"));
    if names.len() != method.arguments.len() {
        let name = &method.name;
        return Err(format!(
            "progenitor's {name} takes other arguments than {names:?}"
        ));
    }
    let arguments = names.iter().zip(&method.arguments);
    let arguments: Vec<String> = arguments.map(|(name, (_, ty))| made(name, ty)).collect();
    Ok(arguments.join(", "))
}

/// The expression that makes an argument of progenitor's method.
fn made(name: &str, ty: &Type) -> String {
    let is_text = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident("str"));
    match ty {
        Type::Reference(lent) if is_text(&lent.elem) => {
            format!("&arguments.one::<String>({name:?})")
        }
        Type::Reference(_) => format!("&arguments.one({name:?})"),
        Type::Path(path) if path.path.is_ident("B") => format!("arguments.bytes({name:?})"),
        Type::Path(path) => {
            let last = path.path.segments.last();
            let held = last.filter(|it| it.ident == "Option");
            match held.and_then(|it| argument(&it.arguments)) {
                Some(Type::Reference(lent)) if is_text(&lent.elem) => {
                    format!("arguments.optional::<String>({name:?}).as_deref()")
                }
                Some(Type::Reference(_)) => format!("arguments.optional({name:?}).as_ref()"),
                Some(_) => format!("arguments.optional({name:?})"),
                None => format!("arguments.one({name:?})"),
            }
        }
        _ => format!("arguments.one({name:?})"),
    }
}
