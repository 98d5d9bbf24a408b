//! progenitor, asked in this process: the only place that names it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Command, Stdio};

use kontrakt_model::{Diagnostics, SourceId, decode, parse};
use nix::sys::resource::{Resource, setrlimit};
use openapiv3::OpenAPI;
use progenitor::Generator;
use serde_json::Value;
use syn::{Fields, Ident, Item};

use crate::loopback::signatures::{self, Method};

/// A client that progenitor generated.
pub(super) struct Peer {
    pub(super) code: String,
    pub(super) methods: BTreeMap<String, Method>,
}

/// Has progenitor generate a client; otherwise why it does not.
pub(super) fn generate(document: &Value) -> Result<Peer, String> {
    let code = tokens(document)?;
    let file = syn::parse_file(&code).map_err(|error| format!("its code is no Rust: {error}"))?;
    match twice(&file.items) {
        Some(what) => Err(format!("its code has {what} twice")),
        None => Ok(Peer {
            code,
            methods: signatures::methods(&file).collect(),
        }),
    }
}

fn tokens(document: &Value) -> Result<String, String> {
    let spec: OpenAPI =
        serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    // What it says of a panic is in the table.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let generated = catch_unwind(AssertUnwindSafe(|| {
        Generator::default().generate_tokens(&spec)
    }));
    panic::set_hook(hook);
    match generated {
        Ok(Ok(tokens)) => Ok(tokens.to_string()),
        Ok(Err(error)) => Err(start(&error.to_string())),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(format!("it panics: {}", start(text.unwrap_or_default())))
        }
    }
}

/// What of a message is not about one operation alone.
fn start(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.split([':', '{', '`'])
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// What has a name that another of its kind has beside it.
fn twice(items: &[Item]) -> Option<&'static str> {
    items.iter().find_map(|item| match item {
        Item::Mod(module) => twice(module.content.as_ref().map_or(&[], |(_, items)| items)),
        Item::Struct(item) => match &item.fields {
            Fields::Named(fields) => {
                let names = fields.named.iter().filter_map(|it| it.ident.as_ref());
                has_twice(names).then_some("a field")
            }
            _ => None,
        },
        Item::Enum(item) => {
            has_twice(item.variants.iter().map(|it| &it.ident)).then_some("a variant")
        }
        _ => None,
    })
}

fn has_twice<'a>(names: impl Iterator<Item = &'a Ident>) -> bool {
    let mut seen = BTreeSet::new();
    names.into_iter().any(|name| !seen.insert(name))
}

/// How much progenitor may take for a description as it stands.
const MOST_SECONDS: u64 = 60;
const MOST_MEMORY: u64 = 4 << 30;

/// Whether progenitor generates from a file as it stands, found out in a process of its own.
pub(super) fn is_accepted(file: &Path) -> Result<bool, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let status = Command::new(program)
        .arg("accepts")
        .arg(file)
        .stderr(Stdio::null())
        .status();
    Ok(status.map_err(|error| error.to_string())?.success())
}

/// The process of its own.
pub(crate) fn accepts(file: &Path) -> Result<bool, String> {
    for (resource, most) in [
        (Resource::RLIMIT_CPU, MOST_SECONDS),
        (Resource::RLIMIT_AS, MOST_MEMORY),
        (Resource::RLIMIT_CORE, 0),
    ] {
        setrlimit(resource, most, most).map_err(|error| error.to_string())?;
    }
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let source = decode(&file.display().to_string(), &bytes, None).map_err(|it| it.message)?;
    let node = parse(&source, SourceId(0), &mut Diagnostics::new()).ok_or("it cannot be read")?;
    tokens(&node.to_json()).map(|_| true)
}
