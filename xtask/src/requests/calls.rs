//! The calls that both clients make.

use kontrakt_codegen::plan::operations::Operation;
use kontrakt_model::api::ParameterIn;
use kontrakt_model::{Direction, SchemaId};
use kontrakt_probe::requests::Call;
use serde_json::{Map, Value};

use super::cut::Piece;
use crate::loopback::calls::Calls;
use crate::shape::plain;

/// The calls of an operation: the least that can be sent, all, and all that is not easy.
pub(super) fn of<'d>(
    calls: &mut Calls<'d>,
    operation: &'d Operation,
    piece: &Piece,
) -> Result<Vec<Call>, String> {
    let mut requests = calls.asked(operation)?;
    if let Some(last) = requests.last() {
        let uneasy = uneasy(calls, operation, last)?;
        if !requests.contains(&uneasy) {
            requests.push(uneasy);
        }
    }
    let headers = operation.parameters.iter();
    let headers = headers.filter(|it| it.place == ParameterIn::Header);
    let headers: Vec<String> = headers.map(|it| it.name.to_ascii_lowercase()).collect();
    let call = |request| Call {
        operation: piece.id.clone(),
        request,
        headers: headers.clone(),
        excuses: piece.excuses.clone(),
    };
    Ok(requests.into_iter().map(call).collect())
}

/// A request in which free texts have characters that are escaped somewhere, and lists two items.
fn uneasy<'d>(
    calls: &mut Calls<'d>,
    operation: &'d Operation,
    request: &Map<String, Value>,
) -> Result<Map<String, Value>, String> {
    let described = calls.described(operation)?;
    let mut uneasy = request.clone();
    let mut change = |name: &str, text: &str, schema: Option<SchemaId>| {
        let (Some(value), Some(schema)) = (uneasy.get_mut(name), schema) else {
            return;
        };
        let mut other = value.clone();
        replace(&mut other, text);
        if calls.judge.allows((schema, Direction::Request), &other) {
            *value = other;
        }
    };
    for parameter in &operation.parameters {
        let mut all = described.parameters.iter();
        let it = all.find(|it| it.name == parameter.name && it.place == parameter.place);
        let text = match parameter.place {
            // Others than of ASCII have no place in a header.
            ParameterIn::Header => "a b;c=\"d\"",
            _ => "a b/c?d#e%f&g=h+i,ü;j",
        };
        let name = plain(parameter.ident.as_str());
        change(name, text, it.and_then(|it| it.schema));
    }
    let media = described
        .request_body
        .as_ref()
        .and_then(|it| it.content.first());
    change(
        "body",
        "a b\"c\\d&e=f+g%h\nü\u{1f377}",
        media.and_then(|it| it.schema),
    );
    Ok(uneasy)
}

/// Puts a text in the place of those that values are made with, and a second item into lists of one.
fn replace(value: &mut Value, text: &str) {
    match value {
        Value::String(old) if old == "text" => text.clone_into(old),
        Value::Array(items) => {
            if let [item] = items.as_slice() {
                let second = item.clone();
                items.push(second);
            }
            if let [first, ..] = items.as_mut_slice() {
                replace(first, text);
            }
        }
        Value::Object(members) => members.values_mut().for_each(|it| replace(it, text)),
        _ => {}
    }
}
