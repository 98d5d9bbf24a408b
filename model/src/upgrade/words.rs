//! Words of the specification in other letters than it writes them in.

use super::Upgrade;
use crate::codes;
use crate::finding::Finding;
use crate::node::{Node, Value};
use crate::structure::Kind;

const PLACES: [&str; 5] = ["path", "query", "header", "cookie", "querystring"];
const SCHEMES: [&str; 5] = ["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"];

/// Writes where a parameter or an API key is, and what a security scheme is, as the specification does.
pub(super) fn settle(node: &mut Node, kind: Kind, cx: &mut Upgrade<'_, '_>) {
    let words: &[(&str, &[&'static str])] = match kind {
        Kind::Parameter => &[("in", &PLACES)],
        Kind::SecurityScheme => &[("in", &PLACES), ("type", &SCHEMES)],
        _ => return,
    };
    let Value::Object(object) = &mut node.value else {
        return;
    };
    for (name, words) in words {
        let Some(value) = object.get_mut(name) else {
            continue;
        };
        let text = value.as_str().unwrap_or_default();
        let mut words = words.iter();
        let Some(word) = words.find(|word| word.eq_ignore_ascii_case(text) && **word != text)
        else {
            continue;
        };
        let place = cx.place(value.span);
        let finding = Finding::warning(codes::UNKNOWN_VALUE, format!("there is no `{text}` here"))
            .at(place, format!("read as `{word}`"))
            .fix(place, format!("\"{word}\""), format!("write `{word}`"));
        cx.findings.push(finding);
        value.value = Value::String((*word).into());
    }
}
