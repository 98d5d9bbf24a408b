//! The methods that set credentials.

use crate::emit::file::File;
use crate::plan::docs;
use crate::plan::security::{Presented, Scheme};
use crate::rust::{Expr, literal};

/// Writes the method that sets the credential of a scheme.
pub(super) fn write(file: &mut File<'_>, scheme: &Scheme) {
    let name = literal(&scheme.name);
    let label = docs::code(&scheme.name);
    let (what, parameters, make): (_, _, Vec<String>) = match &scheme.presented {
        Presented::Basic => (
            format!("the user name and the password for `{label}` (HTTP Basic)"),
            "username: impl Into<String>, password: impl Into<String>",
            vec![
                "let credential = Credential::Basic {".to_owned(),
                "    username: username.into(),".to_owned(),
                "    password: password.into(),".to_owned(),
                "};".to_owned(),
            ],
        ),
        Presented::Bearer => (
            format!("the token for `{label}`"),
            "token: impl Into<String>",
            vec!["let credential = Credential::Bearer(token.into());".to_owned()],
        ),
        Presented::Header(key) => key_credential(&label, "Header", key),
        Presented::Query(key) => key_credential(&label, "Query", key),
        Presented::Cookie(key) => key_credential(&label, "Cookie", key),
        Presented::Other(_) => return,
    };
    let code = &mut file.code;
    code.line(format!("/// Sets {what}."));
    if !scheme.docs.is_empty() {
        code.line("///");
        code.docs(&scheme.docs);
    }
    code.line("#[must_use]");
    let parameters: Vec<String> = std::iter::once("mut self".to_owned())
        .chain(parameters.split(", ").map(str::to_owned))
        .collect();
    code.signature(
        &format!("pub fn {}", scheme.ident),
        &parameters,
        " -> Self {",
    );
    code.nested(|code| {
        make.into_iter().for_each(|line| code.line(line));
        let arguments = vec![Expr::text(name), Expr::text("credential")];
        code.expr(
            "",
            &Expr::text("self")
                .then("core", None)
                .then("set_credential", Some(arguments)),
            ";",
        );
        code.line("self");
    });
    code.line("}");
}

fn key_credential(label: &str, variant: &str, key: &str) -> (String, &'static str, Vec<String>) {
    let make = vec![
        format!("let credential = Credential::{variant} {{"),
        format!("    name: {},", literal(key)),
        "    key: key.into(),".to_owned(),
        "};".to_owned(),
    ];
    (
        format!("the key for `{label}`"),
        "key: impl Into<String>",
        make,
    )
}
