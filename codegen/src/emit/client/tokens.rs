//! Methods that make a client ask for tokens.

use crate::emit::bodies::{self, Hand};
use crate::emit::file::File;
use crate::plan::docs;
use crate::plan::operations::Operation;
use crate::plan::security::{DeviceFlow, Presented, Scheme};
use crate::plan::tokens::TokenOperation;
use crate::rust::{Expr, literal};

/// Writes the methods for a scheme of bearer tokens.
pub(super) fn write(file: &mut File<'_>, scheme: &Scheme) {
    if scheme.presented != Presented::Bearer {
        return;
    }
    for name in ["Credential", "TokenProvider", "Tokens"] {
        file.runtime("client", name);
    }
    let label = docs::code(&scheme.name);
    let code = &mut file.code;
    code.blank();
    code.line(format!("/// Sets where the tokens for `{label}` come from: each is kept, and renewed before it ends"));
    code.line("/// or when it is refused.");
    code.line("#[must_use]");
    let head = format!(
        "pub fn {}_with",
        scheme.ident.as_str().trim_end_matches('_')
    );
    let parameters = [
        "mut self".to_owned(),
        "provider: impl TokenProvider".to_owned(),
    ];
    code.signature(&head, &parameters, " -> Self {");
    code.nested(|code| {
        code.line("let credential = Credential::Tokens(Tokens::new(provider));");
        let arguments = vec![Expr::text(literal(&scheme.name)), Expr::text("credential")];
        let set = Expr::text("self").then("core", None);
        code.expr("", &set.then("set_credential", Some(arguments)), ";");
        code.line("self");
    });
    code.line("}");
    if let Some(url) = &scheme.token_url {
        client_credentials(file, scheme, url);
    }
    if let Some(flow) = &scheme.device {
        device_authorization(file, scheme, flow);
    }
    let operation = scheme.tokens.as_ref().and_then(|tokens| {
        let mut all = file.surface.operations(file.plan);
        Some((
            tokens,
            all.find(|operation| operation.ident == tokens.ident)?,
        ))
    });
    if let Some((tokens, operation)) = operation {
        from_operation(file, scheme, tokens, operation);
    }
}

/// Writes the method that takes the account of a client.
fn client_credentials(file: &mut File<'_>, scheme: &Scheme, url: &str) {
    file.runtime("client", "ClientCredentials");
    file.runtime("client", "Secret");
    let base = scheme.ident.as_str().trim_end_matches('_');
    let code = &mut file.code;
    code.blank();
    code.line(format!(
        "/// Asks `{}` for the tokens for `{}`, as the client of this name, each with the scopes that an",
        docs::code(url),
        docs::code(&scheme.name)
    ));
    code.line("/// operation asks for.");
    code.line("#[must_use]");
    let parameters = ["self", "id: impl Into<String>", "secret: impl Into<Secret>"];
    code.signature(
        &format!("pub fn {base}_client_credentials"),
        &parameters.map(str::to_owned),
        " -> Self {",
    );
    code.nested(|code| {
        let arguments = ["&self.core", &literal(url), "id.into()", "secret.into()"];
        let arguments = arguments.iter().map(|it| Expr::text(*it)).collect();
        let new = Expr::Call("ClientCredentials::new".to_owned(), arguments);
        code.expr("let provider = ", &new, ";");
        code.line(format!("self.{base}_with(provider)"));
    });
    code.line("}");
}

/// Writes the method that has a person grant the tokens.
fn device_authorization(file: &mut File<'_>, scheme: &Scheme, flow: &DeviceFlow) {
    for name in ["DeviceAuthorization", "DevicePrompt", "Secret"] {
        file.runtime("client", name);
    }
    let base = scheme.ident.as_str().trim_end_matches('_');
    let code = &mut file.code;
    code.blank();
    code.line(format!(
        "/// Has a person grant the tokens for `{}`, as the client of this name: `prompt` shows where to enter",
        docs::code(&scheme.name)
    ));
    code.line("/// which code, and the call that needs the token waits until it is done.");
    code.line("#[must_use]");
    let parameters = [
        "self",
        "id: impl Into<String>",
        "secret: Option<Secret>",
        "prompt: impl Fn(DevicePrompt) + Send + Sync + 'static",
    ];
    code.signature(
        &format!("pub fn {base}_device_authorization"),
        &parameters.map(str::to_owned),
        " -> Self {",
    );
    code.nested(|code| {
        let (device, token) = (literal(&flow.authorization_url), literal(&flow.token_url));
        let arguments = [
            "&self.core",
            &device,
            &token,
            "id.into()",
            "secret",
            "prompt",
        ];
        let arguments = arguments.iter().map(|it| Expr::text(*it)).collect();
        let mut provider = Expr::Call("DeviceAuthorization::new".to_owned(), arguments);
        if let Some(url) = &flow.refresh_url {
            let arguments = vec![Expr::text("&self.core"), Expr::text(literal(url))];
            provider = provider.then("refresh_url", Some(arguments));
        }
        if !flow.scopes.is_empty() {
            let scopes = flow.scopes.iter().map(|it| Expr::text(literal(it)));
            let scopes = Expr::slice(scopes.collect());
            provider = provider.then("scopes", Some(vec![scopes]));
        }
        code.expr("let provider = ", &provider, ";");
        code.line(format!("self.{base}_with(provider)"));
    });
    code.line("}");
}

/// The scopes that an operation asks for, of schemes for which the client itself asks for tokens.
pub(super) fn scopes(file: &File<'_>, operation: &Operation) -> Option<Expr> {
    let entry = |(at, scopes): &(usize, Vec<String>)| {
        let scheme = file.surface.security.schemes.get(*at)?;
        scheme.token_url.as_ref()?;
        let scopes = scopes.iter().map(|it| Expr::text(literal(it))).collect();
        let name = Expr::text(literal(&scheme.name));
        Some(crate::emit::file::pair(name, Expr::slice(scopes)))
    };
    let all: Vec<Expr> = operation.scopes.iter().filter_map(entry).collect();
    (!all.is_empty()).then(|| Expr::slice(all))
}

/// Writes the method that takes what the operation for tokens takes.
fn from_operation(
    file: &mut File<'_>,
    scheme: &Scheme,
    tokens: &TokenOperation,
    operation: &Operation,
) {
    let inputs = inputs(file, operation);
    file.runtime("client", "token");
    if tokens.lifetime.is_some() {
        file.std("std::time::Duration");
    }
    let base = scheme.ident.as_str().trim_end_matches('_');
    let lifetime = match tokens.lifetime {
        Some(seconds) => format!("Some(Duration::from_secs({seconds}))"),
        None => "None".to_owned(),
    };
    let code = &mut file.code;
    code.blank();
    code.line(format!(
        "/// Takes the tokens for `{}` from [`Client::{}`].",
        docs::code(&scheme.name),
        operation.ident
    ));
    code.line("#[must_use]");
    let taken = inputs.iter().map(|(name, ty, _)| format!("{name}: {ty}"));
    let parameters: Vec<String> = std::iter::once("self".to_owned()).chain(taken).collect();
    code.signature(&format!("pub fn {base}_from"), &parameters, " -> Self {");
    code.nested(|code| {
        code.line("let client = self.clone();");
        code.block_with("let provider = move ||", "};", |code| {
            code.line("let client = client.clone();");
            for (name, ..) in &inputs {
                code.line(format!("let {name} = {name}.clone();"));
            }
            code.block("async move", |code| {
                let arguments = inputs.iter().map(|(.., sent)| Expr::text(sent)).collect();
                let call = Expr::text("client").then(operation.ident.to_string(), Some(arguments));
                code.expr("let answer = ", &call.then("await", None), ";");
                code.line(format!("token(answer, {lifetime})"));
            });
        });
        code.line(format!("self.{base}_with(provider)"));
    });
    code.line("}");
}

/// What the operation takes: names, types to keep, and what is handed on.
fn inputs(file: &mut File<'_>, operation: &Operation) -> Vec<(String, String, String)> {
    if let Some(request) = operation.request {
        let ty = file.named(request);
        return vec![("request".to_owned(), ty, "&request".to_owned())];
    }
    let mut inputs = Vec::new();
    for parameter in &operation.parameters {
        let name = parameter.ident.to_string();
        let sent = match super::methods::is_borrowed_text(file.plan, parameter) {
            true => format!("&{name}"),
            false => name.clone(),
        };
        let ty = file.member(&parameter.value, parameter.required);
        inputs.push((name, ty, sent));
    }
    if let Some(body) = &operation.body {
        let ty = bodies::request(file, body);
        let ty = bodies::wanted(body, ty);
        let sent = match (bodies::hand(operation, body), body.required) {
            (Hand::Borrowed, true) => "&body",
            (Hand::Borrowed, false) => "body.as_ref()",
            _ => "body",
        };
        inputs.push(("body".to_owned(), ty, sent.to_owned()));
    }
    inputs
}
