//! Which schema a payload is checked against.

use kontrakt_model::api::{MediaType, Operation};
use kontrakt_model::{Api, Finding, SchemaId, nearest};

use crate::codes;
use crate::rulebook::Rulebook;

/// The schema at a JSON pointer such as `/components/schemas/Order`; a leading `#` is left out, and a
/// name alone is that of a component.
pub(crate) fn schema(book: &Rulebook<'_>, pointer: &str) -> Result<SchemaId, Finding> {
    let api = book.api();
    let pointer = pointer.strip_prefix('#').unwrap_or(pointer);
    let component = || {
        api.components
            .iter()
            .find(|(name, _)| name == pointer)
            .map(|(_, id)| *id)
    };
    book.schema(pointer).or_else(component).ok_or_else(|| {
        let finding = Finding::error(
            codes::UNKNOWN_SCHEMA,
            format!("the description has no schema at `{pointer}`"),
        );
        let pointers: Vec<&str> = api
            .schemas
            .iter()
            .map(|schema| schema.location.pointer.as_ref())
            .collect();
        let names = api.components.iter().map(|(name, _)| name.as_str());
        match nearest(pointer, names.chain(pointers)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding
                .help("a schema is named like `/components/schemas/Order`, or `Order` for short"),
        }
    })
}

/// The operation with an `operationId`, or with a method and path such as `POST /orders`.
pub(crate) fn operation<'a>(api: &'a Api, name: &str) -> Result<&'a Operation, Finding> {
    let webhooks = api.webhooks.iter().flat_map(|webhook| &webhook.operations);
    let all: Vec<&Operation> = api.operations.iter().chain(webhooks).collect();
    let by_id = || {
        all.iter()
            .find(|operation| operation.operation_id.as_deref() == Some(name))
    };
    let by_path = || {
        let (method, path) = name.trim().split_once(char::is_whitespace)?;
        all.iter().find(|operation| {
            operation.method.eq_ignore_ascii_case(method) && operation.path == path.trim()
        })
    };
    by_id()
        .or_else(by_path)
        .copied()
        .ok_or_else(|| unknown_operation(name, &all))
}

fn unknown_operation(name: &str, all: &[&Operation]) -> Finding {
    /// How many operations a finding lists.
    const LISTED: usize = 10;
    let finding = Finding::error(
        codes::UNKNOWN_OPERATION,
        format!("the description has no operation `{name}`"),
    );
    let paths: Vec<String> = all
        .iter()
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    let ids = all
        .iter()
        .filter_map(|operation| operation.operation_id.as_deref());
    if let Some(near) = nearest(name, ids.chain(paths.iter().map(String::as_str))) {
        return finding.help(format!("did you mean `{near}`?"));
    }
    let listed: Vec<String> = all
        .iter()
        .zip(&paths)
        .take(LISTED)
        .map(|(operation, path)| match &operation.operation_id {
            Some(id) => format!("`{id}` ({path})"),
            None => format!("`{path}`"),
        })
        .collect();
    match all.len() {
        0 => finding.help("it has no operations at all"),
        count if count > LISTED => finding.help(format!("its first are {}", listed.join(", "))),
        _ => finding.help(format!("it has {}", listed.join(", "))),
    }
}

/// The schema of an operation's request body in JSON.
pub(crate) fn request_body(operation: &Operation) -> Result<SchemaId, Finding> {
    let name = operation.operation_id.as_deref().unwrap_or(&operation.path);
    let none = |what: String| {
        Finding::error(codes::NO_REQUEST_BODY, format!("`{name}` {what}"))
            .at(operation.location.place(), "this operation")
    };
    let Some(body) = &operation.request_body else {
        return Err(none("takes no request body".into()));
    };
    let json: Vec<&MediaType> = body
        .content
        .iter()
        .filter(|media| is_json(&media.name))
        .collect();
    match json.iter().find_map(|media| media.schema) {
        Some(schema) => Ok(schema),
        None if !json.is_empty() => Err(none("has no schema for its request body".into())),
        None => {
            let names: Vec<&str> = body
                .content
                .iter()
                .map(|media| media.name.as_str())
                .collect();
            Err(none(format!(
                "takes no request body in JSON but in `{}`",
                names.join("`, `")
            )))
        }
    }
}

/// A media type or range without its parameters, in small letters.
pub(crate) fn essence(name: &str) -> String {
    let essence = name.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a media type or range takes JSON.
pub(crate) fn is_json(name: &str) -> bool {
    let name = essence(name);
    matches!(
        &*name,
        "application/json" | "text/json" | "application/*" | "*/*"
    ) || name.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn knows_json_by_name_and_suffix() {
        for name in [
            "application/json; charset=utf-8",
            "application/problem+json",
            "*/*",
            "Application/JSON",
        ] {
            assert!(is_json(name), "{name}");
        }
        for name in [
            "application/xml",
            "text/plain",
            "application/json5",
            "multipart/form-data",
        ] {
            assert!(!is_json(name), "{name}");
        }
    }
}
