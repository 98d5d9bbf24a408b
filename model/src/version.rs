//! Which version of OpenAPI a document is written in.

use crate::codes;
use crate::finding::{Diagnostics, Finding, Place, SourceId};
use crate::node::{Node, Value};
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

/// The version that a document states, with its text.
///
/// `None` when it states none that can be read; a finding says what to do.
pub(crate) fn detect(
    root: &Node,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Option<(Version, String)> {
    let place = |node: &Node| Place {
        source,
        span: node.span,
    };
    let Some(object) = root.as_object() else {
        let message = format!(
            "this is no OpenAPI description but a value of type {}",
            root.type_name()
        );
        diagnostics.push(Finding::error(codes::NOT_OPENAPI, message).at(place(root), ""));
        return None;
    };
    if let Some(member) = object.member("swagger") {
        let version = member.value.as_str().unwrap_or("2.0");
        let finding = Finding::error(codes::SWAGGER, format!("this is a Swagger {version} document"))
            .at(Place { source, span: member.name_span }, "OpenAPI 3 has `openapi` here")
            .help("convert it to OpenAPI 3 first, for instance with https://converter.swagger.io or swagger2openapi");
        diagnostics.push(finding);
        return None;
    }
    let Some(stated) = object.get("openapi") else {
        diagnostics.push(missing(root, source));
        return None;
    };
    let text = match &stated.value {
        Value::String(text) => text.to_string(),
        Value::Number(number) => {
            let literal = number.literal();
            let finding =
                Finding::warning(codes::VERSION, "`openapi` is a number and must be a string")
                    .at(place(stated), "")
                    .help("put it in quotes, with all three parts, such as `\"3.1.0\"`");
            diagnostics.push(finding);
            literal.to_string()
        }
        _ => String::new(),
    };
    let mut parts = text.trim().splitn(3, '.').map(str::parse::<u32>);
    let version = match (parts.next(), parts.next()) {
        (Some(Ok(3)), Some(Ok(0))) => Version::V3_0,
        (Some(Ok(3)), Some(Ok(1))) => Version::V3_1,
        (Some(Ok(3)), Some(Ok(2))) => Version::V3_2,
        (Some(Ok(3)), Some(Ok(_))) => {
            let finding = Finding::warning(codes::VERSION, format!("OpenAPI {text} is not known"))
                .at(place(stated), "read as 3.2");
            diagnostics.push(finding);
            Version::V3_2
        }
        _ => {
            let finding = Finding::error(
                codes::VERSION,
                "`openapi` states no version that can be read",
            )
            .at(place(stated), "")
            .help("it is one of 3.0, 3.1 and 3.2, with a patch number, such as `3.1.0`");
            diagnostics.push(finding);
            return None;
        }
    };
    Some((version, text))
}

fn missing(root: &Node, source: SourceId) -> Finding {
    let span = Span {
        start: root.span.start,
        end: root.span.start,
    };
    let place = Place { source, span };
    if root.get("asyncapi").is_some() {
        return Finding::error(codes::NOT_OPENAPI, "this is an AsyncAPI document").at(place, "");
    }
    if ["paths", "components", "webhooks"]
        .iter()
        .any(|name| root.get(name).is_some())
    {
        return Finding::error(codes::VERSION, "the description does not state its version")
            .at(place, "`openapi` is missing")
            .help("add `openapi` with the version it is written in, such as `3.0.3`");
    }
    Finding::error(codes::NOT_OPENAPI, "this is no OpenAPI description").at(
        place,
        "there is no `openapi`, `paths`, `components` or `webhooks`",
    )
}
