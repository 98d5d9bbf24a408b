//! Which version of OpenAPI a document is written in.

use crate::codes;
use crate::finding::{Diagnostics, Finding, Place, SourceId};
use crate::node::{Node, Object, Value};
use crate::source::Span;

/// A version that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    V3_0,
    V3_1,
    V3_2,
}

impl Version {
    /// As written, without the patch number.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Version::V3_0 => "3.0",
            Version::V3_1 => "3.1",
            Version::V3_2 => "3.2",
        }
    }
}

/// The version that a document is read as, with its full text.
///
/// A version that is missing or misspelt is a warning. `None` for what is no description of OpenAPI 3;
/// a finding says what to do.
pub(crate) fn detect(
    root: &Node,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Option<(Version, String)> {
    let start = Span {
        start: root.span.start,
        end: root.span.start,
    };
    let place = |span: Span| Place { source, span };
    let Some(object) = root.as_object() else {
        let message = format!(
            "this is no OpenAPI description but a value of type {}",
            root.type_name()
        );
        diagnostics.push(not_openapi(message).at(place(root.span), ""));
        return None;
    };
    if let Some(finding) = another(object, source, start) {
        diagnostics.push(finding);
        return None;
    }
    // In other letters it is an unknown member, which is reported as such.
    let member = object.member("openapi").or_else(|| {
        let mut members = object.members().iter();
        members.find(|member| member.name.eq_ignore_ascii_case("openapi"))
    });
    let (is_string, text) = match member.map(|member| &member.value.value) {
        Some(Value::String(text)) => (true, &**text),
        Some(Value::Number(number)) => (false, number.literal()),
        _ => (false, ""),
    };
    let span = member.map_or(start, |member| member.value.span);
    let (version, full) = match stated(text) {
        Stated::Version(version, full) if is_string && full == text => {
            return Some((version, full));
        }
        Stated::Version(version, full) => (version, full),
        Stated::Other => {
            let message = format!("OpenAPI {text} cannot be read");
            let finding = Finding::error(codes::VERSION, message)
                .at(place(span), "")
                .help("it is one of 3.0, 3.1 and 3.2, with a patch number, such as `3.1.0`");
            diagnostics.push(finding);
            return None;
        }
        Stated::None => {
            let version = earliest(object);
            (version, format!("{}.0", version.text()))
        }
    };
    let message = match member {
        Some(_) => "`openapi` must be a version with three parts, as a string",
        None => "the description does not state its version",
    };
    let finding = Finding::warning(codes::VERSION, message)
        .at(place(span), format!("read as {}", version.text()));
    diagnostics.push(match member {
        Some(_) => finding.fix(
            place(span),
            format!("\"{full}\""),
            format!("write `\"{full}\"`"),
        ),
        None => finding.help(format!("add `openapi: {full}`, or a later version")),
    });
    Some((version, full))
}

enum Stated {
    /// One that can be read, with its full text.
    Version(Version, String),
    /// One of another first number.
    Other,
    /// Nothing that begins as a version does.
    None,
}

fn stated(text: &str) -> Stated {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let mut parts = text.splitn(3, '.');
    let mut number = || {
        let part = parts.next().unwrap_or_default();
        let end = part.find(|c: char| !c.is_ascii_digit());
        part[..end.unwrap_or(part.len())].parse::<u32>().ok()
    };
    let (major, minor, patch) = (number(), number(), number());
    let version = match (major, minor) {
        (Some(3), None | Some(0)) => Version::V3_0,
        (Some(3), Some(1)) => Version::V3_1,
        (Some(3), Some(_)) => Version::V3_2,
        (Some(_), _) => return Stated::Other,
        (None, _) => return Stated::None,
    };
    // A text such as `3.0.3-rc1` is a version as well.
    let is_full = minor.is_some() && patch.is_some() && text.starts_with(version.text());
    let full = match is_full {
        true => text.to_owned(),
        false => format!("{}.{}", version.text(), patch.unwrap_or_default()),
    };
    Stated::Version(version, full)
}

/// The earliest version that has the members of a description.
fn earliest(object: &Object) -> Version {
    let has = |name: &&str| object.get(name).is_some();
    if object.get("$self").is_some() {
        Version::V3_2
    } else if ["webhooks", "jsonSchemaDialect"].iter().any(has) {
        Version::V3_1
    } else {
        Version::V3_0
    }
}

/// Says of a document what else it is, if it is no description of OpenAPI 3.
fn another(object: &Object, source: SourceId, start: Span) -> Option<Finding> {
    let place = |span| Place { source, span };
    if let Some(member) = object.member("swagger") {
        let version = member.value.as_str().unwrap_or("2.0");
        let message = format!("this is a Swagger {version} document");
        let label = "OpenAPI 3 has `openapi` here";
        return Some(swagger(message).at(place(member.name_span), label));
    }
    let has = |name: &&str| object.get(name).is_some();
    if has(&"openapi") {
        return None;
    }
    if has(&"asyncapi") {
        let message = "this is an AsyncAPI document";
        return Some(not_openapi(message).at(place(start), ""));
    }
    let of_swagger = ["definitions", "securityDefinitions", "basePath"];
    if let Some(member) = of_swagger.iter().find_map(|name| object.member(name)) {
        let message = "this seems to be a Swagger 2.0 document".to_owned();
        let label = format!("OpenAPI 3 has no `{}` here", member.name);
        return Some(swagger(message).at(place(member.name_span), label));
    }
    if !["paths", "components", "webhooks"].iter().any(has) {
        let label = "there is no `openapi`, `paths`, `components` or `webhooks`";
        let message = "this is no OpenAPI description";
        return Some(not_openapi(message).at(place(start), label));
    }
    None
}

fn not_openapi(message: impl Into<String>) -> Finding {
    Finding::error(codes::NOT_OPENAPI, message)
        .help("give the file that begins with `openapi`, such as `openapi: 3.1.0`")
}

fn swagger(message: String) -> Finding {
    Finding::error(codes::SWAGGER, message).help(
        "convert it to OpenAPI 3 first, for instance with https://converter.swagger.io or swagger2openapi",
    )
}
