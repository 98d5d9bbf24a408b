//! Percent-encoding (RFC 3986) and the styles of parameters.

use crate::Json;
pub(super) use crate::wire::percent::encode;

/// A scalar as it stands in a path or query, before encoding; `None` for arrays and objects.
pub(super) fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::Null => Some(String::new()),
        Json::String(text) => Some(text.clone()),
        Json::Array(_) | Json::Object(_) => None,
        other => Some(other.to_string()),
    }
}

/// A value in the style `simple` of a path, encoded: arrays and objects with commas.
pub(super) fn simple(value: &Json) -> Option<String> {
    match value {
        Json::Array(list) => joined(list.iter()),
        Json::Object(members) => {
            let parts = members
                .iter()
                .map(|(name, value)| Some(format!("{},{}", encode(name), encode(&scalar(value)?))));
            Some(parts.collect::<Option<Vec<_>>>()?.join(","))
        }
        value => Some(encode(&scalar(value)?)),
    }
}

/// The pairs of a query parameter in the style `form`, encoded. With `explode` each item and each
/// member is a pair of its own.
pub(super) fn form(name: &str, value: &Json, explode: bool) -> Option<Vec<String>> {
    let name = encode(name);
    match value {
        Json::Array(list) if explode => list
            .iter()
            .map(|item| Some(format!("{name}={}", encode(&scalar(item)?))))
            .collect(),
        Json::Object(members) if explode => members
            .iter()
            .map(|(name, value)| Some(format!("{}={}", encode(name), encode(&scalar(value)?))))
            .collect(),
        value => Some(vec![format!("{name}={}", simple(value)?)]),
    }
}

fn joined<'a>(items: impl Iterator<Item = &'a Json>) -> Option<String> {
    let items = items.map(|item| Some(encode(&scalar(item)?)));
    Some(items.collect::<Option<Vec<_>>>()?.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn styles_of_openapi() {
        assert_eq!(simple(&json!("a/b c")).unwrap(), "a%2Fb%20c");
        assert_eq!(simple(&json!([3, "x,y"])).unwrap(), "3,x%2Cy");
        assert_eq!(simple(&json!([[1]])), None);
        assert_eq!(form("a b", &json!(true), true).unwrap(), ["a%20b=true"]);
        assert_eq!(form("c", &json!(["x", "y"]), true).unwrap(), ["c=x", "c=y"]);
        assert_eq!(form("c", &json!(["x", "y"]), false).unwrap(), ["c=x,y"]);
        assert_eq!(form("c", &json!({"R": 100}), true).unwrap(), ["R=100"]);
        assert_eq!(form("c", &json!({"R": 100}), false).unwrap(), ["c=R,100"]);
    }
}
