//! The files of the crate that are not about one part.

use std::collections::BTreeSet;

use super::file::{File, first_line};
use crate::config::Runtime;
use crate::plan::Plan;
use crate::plan::callbacks::Called;
use crate::plan::docs::{self, Docs};
use crate::plan::package::Package;
use crate::plan::servers::{Listed, Piece, Server};
use crate::rust::{Expr, literal};

/// `Cargo.toml`
pub(super) fn manifest(plan: &Plan) -> String {
    let package = &plan.package;
    let parts = match (package.client, package.server) {
        (true, true) => "types, client and server",
        (true, false) => "types and client",
        (false, true) => "types and server",
        (false, false) => "types",
    };
    let mut text = format!(
        "# {}\n\n[package]\nname = {}\ndescription = {}\n",
        first_line(plan),
        toml_string(&package.name),
        toml_string(&format!("{}: {parts}", package.title)),
    );
    let workspace = package.runtime == Runtime::Workspace;
    text.push_str(match workspace {
        true => "version.workspace = true\nedition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n",
        false => "version = \"0.1.0\"\nedition = \"2024\"\n",
    });
    text.push_str("publish = false\n");
    features(plan, &mut text);
    let runtime = match &package.runtime {
        Runtime::Workspace if !features_of(package).is_empty() => {
            let features = features_of(package);
            format!("kontrakt = {{ workspace = true, features = [{features}] }}")
        }
        Runtime::Workspace => "kontrakt.workspace = true".to_owned(),
        Runtime::Version(version) => dependency("version", version, package),
        Runtime::Path(path) => dependency("path", path, package),
    };
    text.push_str(&format!("\n[dependencies]\n{runtime}\n"));
    for (name, place) in &package.dependencies {
        text.push_str(&match place {
            Runtime::Workspace => format!("{name}.workspace = true\n"),
            Runtime::Version(version) => format!("{name} = {}\n", toml_string(version)),
            Runtime::Path(path) => format!("{name} = {{ path = {} }}\n", toml_string(path)),
        });
    }
    text.push_str(match workspace {
        true => "\n[lints]\nworkspace = true\n",
        false => "\n[lints.rust]\nmissing_docs = \"warn\"\nunsafe_code = \"forbid\"\n",
    });
    text
}

/// What the types need of the runtime crate.
fn features_of(package: &Package) -> String {
    let all = [("stream", package.stream), ("xml", package.xml)];
    let wanted = all.iter().filter(|(_, wanted)| *wanted);
    let all = package.crates.iter().chain(wanted.map(|(name, _)| name));
    let names: Vec<String> = all.map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}

/// The runtime crate from a place, with what the types need of it.
fn dependency(place: &str, value: &str, package: &Package) -> String {
    let features = match features_of(package).as_str() {
        "" => String::new(),
        features => format!(", features = [{features}]"),
    };
    let value = toml_string(value);
    format!("kontrakt = {{ {place} = {value}, default-features = false{features} }}")
}

fn features(plan: &Plan, text: &mut String) {
    let (client, server) = (plan.package.client, plan.package.server);
    if !client && !server {
        return;
    }
    let parts = [("client", client), ("server", server)];
    let parts: Vec<&str> = parts
        .iter()
        .filter(|(_, wanted)| *wanted)
        .map(|(name, _)| *name)
        .collect();
    // Without TLS a client could not reach the servers that most descriptions name.
    let defaults = parts.iter().copied().chain(client.then_some("tls"));
    let quoted: Vec<String> = defaults.map(|part| format!("\"{part}\"")).collect();
    text.push_str(&format!(
        "\n[features]\ndefault = [{}]\n",
        quoted.join(", ")
    ));
    for part in parts {
        let more = match part {
            "server" if plan.package.multipart => ", \"kontrakt/multipart\"",
            "client" if asks_for_tokens(plan) => ", \"kontrakt/oauth2\"",
            _ => "",
        };
        text.push_str(&format!("{part} = [\"kontrakt/{part}\"{more}]\n"));
    }
    if client {
        text.push_str("tls = [\"client\", \"kontrakt/tls\"]\n");
    }
}

/// Whether the client can ask for tokens by OAuth 2.0.
fn asks_for_tokens(plan: &Plan) -> bool {
    let mut schemes = plan.security.schemes.iter();
    schemes.any(|scheme| scheme.token_url.is_some() || scheme.device.is_some())
}

/// A basic string of TOML, which has the escapes of JSON.
fn toml_string(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !c.is_control()).collect();
    serde_json::Value::String(visible).to_string()
}

/// `README.md`
pub(super) fn readme(plan: &Plan) -> String {
    let package = &plan.package;
    let mut text = format!(
        "<!-- {} -->\n\n# {}\n",
        first_line(plan).replace("--", "- -"),
        package.name
    );
    let heading = Docs::default().text(Some(&package.title));
    text.push_str(&format!("\n{}\n", heading.0.join("\n")));
    let parts = [
        (
            "types",
            "the schemas of the description; each reads, writes and checks itself",
            !plan.modules.is_empty(),
        ),
        (
            "client",
            "`Client`, with a method for each operation",
            package.client && !plan.tags.is_empty(),
        ),
        (
            "server",
            "`Service`, a trait to implement, and `router(service)`",
            package.server && !plan.tags.is_empty(),
        ),
        (
            "callbacks",
            "a client that sends them, and a `Receiver` to implement",
            has_called(plan, &plan.callbacks),
        ),
        (
            "webhooks",
            "a client that sends them, and a `Receiver` to implement",
            has_called(plan, &plan.webhooks),
        ),
        (
            "servers",
            "the base URLs of the description",
            !plan.servers.is_empty(),
        ),
    ];
    text.push('\n');
    for (name, what, _) in parts.iter().filter(|(.., there)| *there) {
        text.push_str(&format!("* `{name}`: {what}\n"));
    }
    text
}

/// `src/lib.rs`
pub(super) fn root(plan: &Plan) -> String {
    let package = &plan.package;
    let has_types = !plan.modules.is_empty() || !plan.schemas.is_empty();
    let mut file = File::new(plan, "types");
    let code = &mut file.code;
    if has_called(plan, &plan.callbacks) {
        code.line("pub mod callbacks;");
    }
    let has_client = package.client && !plan.tags.is_empty();
    let has_server = package.server && !plan.tags.is_empty();
    let cfg = |name: &str| format!("#[cfg(feature = \"{name}\")]");
    if has_client {
        code.line(cfg("client"));
        code.line("pub mod client;");
    }
    if super::headers::exist(plan) {
        code.line(match (package.client, package.server) {
            (true, true) => "#[cfg(any(feature = \"client\", feature = \"server\"))]".to_owned(),
            (true, false) => cfg("client"),
            _ => cfg("server"),
        });
        code.line("pub mod headers;");
    }
    if has_server {
        code.line(cfg("server"));
        code.line("pub mod server;");
    }
    if !plan.servers.is_empty() {
        code.line("pub mod servers;");
    }
    if super::shapes::exist(plan) {
        code.line("pub mod shapes;");
    }
    if has_types {
        code.line("pub mod types;");
    }
    if has_called(plan, &plan.webhooks) {
        code.line("pub mod webhooks;");
    }
    code.blank();
    if has_client {
        code.line("#[cfg(feature = \"client\")]");
        code.line("pub use client::Client;");
    }
    if has_types {
        code.line("pub use types::*;");
    }
    file.finish(&package.docs, &BTreeSet::new(), |_, _| {})
}

/// Whether the callbacks or webhooks have a module.
fn has_called(plan: &Plan, called: &Called) -> bool {
    !called.is_empty() && (plan.package.client || plan.package.server)
}

/// `src/callbacks.rs` and `src/webhooks.rs`
pub(super) fn called(plan: &Plan, module: &str) -> String {
    let mut file = File::new(plan, "crate::types");
    let code = &mut file.code;
    let parts = [
        ("client", plan.package.client),
        ("server", plan.package.server),
    ];
    for (name, _) in parts.iter().filter(|(_, wanted)| *wanted) {
        code.line(format!("#[cfg(feature = \"{name}\")]"));
        code.line(format!("pub mod {name};"));
    }
    let docs = match module {
        "callbacks" => {
            "Callbacks: sent by whoever implements the API, received by whoever uses it."
        }
        _ => "Webhooks: sent by whoever implements the API, received by whoever subscribed.",
    };
    file.finish(&Docs(vec![docs.to_owned()]), &BTreeSet::new(), |_, _| {})
}

/// `src/servers.rs`
pub(super) fn servers(plan: &Plan) -> String {
    let mut file = File::new(plan, "types");
    for (at, server) in plan.servers.iter().enumerate() {
        if at > 0 {
            file.code.blank();
        }
        write_server(&mut file, server);
        for listed in server.variables.iter().filter_map(|it| it.listed.as_ref()) {
            write_values(&mut file, server, listed);
        }
    }
    let docs = Docs(vec![
        "The servers of the description, as base URLs.".to_owned(),
    ]);
    file.finish(&docs, &BTreeSet::new(), |_, _| {})
}

/// The enum of the values that a variable may have.
fn write_values(file: &mut File<'_>, server: &Server, listed: &Listed) {
    let code = &mut file.code;
    code.blank();
    code.line(format!(
        "/// What a variable of [`{}`] may be.",
        server.ident
    ));
    code.line("#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]");
    code.block(format!("pub enum {}", listed.ident), |code| {
        for (ident, value) in &listed.values {
            code.line(format!("/// `{}`", docs::code(value)));
            code.line(format!("{ident},"));
        }
    });
    code.blank();
    code.block(format!("impl {}", listed.ident), |code| {
        let all = listed.values.iter();
        let all = all.map(|(ident, _)| Expr::text(format!("Self::{ident}")));
        code.line("/// Every value that the description lists.");
        code.expr(
            "pub const ALL: &[Self] = ",
            &Expr::slice(all.collect()),
            ";",
        );
        code.blank();
        code.line("/// The value as it stands in the URL.");
        code.block("pub fn as_str(self) -> &'static str", |code| {
            code.block("match self", |code| {
                for (ident, value) in &listed.values {
                    code.arm(&format!("Self::{ident}"), literal(value));
                }
            });
        });
    });
    code.blank();
    code.line(format!("kontrakt::server_variable!({});", listed.ident));
}

fn write_server(file: &mut File<'_>, server: &Server) {
    file.code.docs(&server.docs);
    let parameters: Vec<String> = server
        .variables
        .iter()
        .map(|variable| match &variable.listed {
            Some(listed) => format!("{}: {}", variable.ident, listed.ident),
            None => format!("{}: &str", variable.ident),
        })
        .collect();
    let mut template = String::new();
    for piece in &server.pieces {
        match piece {
            Piece::Text(text) if server.variables.is_empty() => template.push_str(text),
            Piece::Text(text) => template.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Variable(at) => {
                if let Some(variable) = server.variables.get(*at) {
                    template.push_str(&format!("{{{}}}", variable.ident));
                }
            }
        }
    }
    let template = literal(&template);
    let (ty, body) = match server.variables.is_empty() {
        true => ("&'static str", template),
        false => ("String", format!("format!({template})")),
    };
    file.code.signature(
        &format!("pub fn {}", server.ident),
        &parameters,
        &format!(" -> {ty} {{"),
    );
    file.code.nested(|code| code.line(body));
    file.code.line("}");
}
