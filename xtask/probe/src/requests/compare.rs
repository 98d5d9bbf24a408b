//! Whether two requests are the same.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value as Json;

use super::{Call, Excuse, Part, Verdict};
use crate::is_equal;

/// What of a request matters to a server.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: BTreeMap<String, Vec<String>>,
    pub(super) body: Vec<u8>,
}

/// The pairs of a query or a form. Which characters are written as escapes, and whether a space is
/// `+` or `%20`, is left to who writes it: a server reads the same.
fn pairs(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

/// The segments of a path, each with its escapes read.
fn segments(path: &str) -> Vec<Vec<u8>> {
    let segments = path.split('/');
    segments
        .map(|it| percent_decode_str(it).collect())
        .collect()
}

/// Whether two requests of a call are the same.
pub(super) fn compare(ours: &Seen, theirs: &Seen, call: &Call) -> Verdict {
    let mut different = Vec::new();
    let mut excused = None;
    let mut differ = |left: &str, right: &str, excuse: Option<&Excuse>| {
        let detail = format!("{left} is {right} by progenitor");
        match excuse {
            Some(excuse) => excused = Some((excuse.reason.clone(), detail)),
            None => different.push(detail),
        }
    };
    let excuses = |part: Part| call.excuses.iter().filter(move |it| it.part == part);
    if ours.method != theirs.method {
        differ(&ours.method, &theirs.method, None);
    }
    if segments(&ours.path) != segments(&theirs.path) {
        differ(&ours.path, &theirs.path, excuses(Part::Path).next());
    }
    let (query, other) = (pairs(ours.query.as_bytes()), pairs(theirs.query.as_bytes()));
    if query != other {
        let excuse = faulty(&query, &other, &excuses(Part::Query).collect::<Vec<_>>());
        differ(&ours.query, &theirs.query, excuse);
    }
    let named = call.headers.iter().map(String::as_str);
    for name in named.chain(["content-type"]) {
        let (left, right) = (ours.headers.get(name), theirs.headers.get(name));
        if left != right {
            let shown = |values: Option<&Vec<String>>| format!("{name}: {values:?}");
            let excuse = excuses(Part::Header).find(|it| it.names.iter().any(|it| it == name));
            differ(&shown(left), &shown(right), excuse);
        }
    }
    if !same_body(ours, theirs) {
        let text = |seen: &Seen| String::from_utf8_lossy(&seen.body).into_owned();
        differ(&text(ours), &text(theirs), None);
    }
    match (different.is_empty(), excused) {
        (false, _) => Verdict::Different(different.join("; ")),
        (true, Some((reason, detail))) => Verdict::Excused { reason, detail },
        (true, None) => Verdict::Equal,
    }
}

/// The first excuse that is about pairs that differ, if all that differ have one.
fn faulty<'e>(
    left: &[(String, String)],
    right: &[(String, String)],
    excuses: &[&'e Excuse],
) -> Option<&'e Excuse> {
    let differs = |is_meant: &dyn Fn(&String) -> bool| {
        let left = left.iter().filter(|(name, _)| is_meant(name));
        let right = right.iter().filter(|(name, _)| is_meant(name));
        !left.eq(right)
    };
    let names = |name: &String| excuses.iter().any(|it| it.names.contains(name));
    if differs(&|name| !names(name)) {
        return None;
    }
    let mut excuses = excuses.iter().copied();
    excuses.find(|it| differs(&|name| it.names.contains(name)))
}

fn same_body(ours: &Seen, theirs: &Seen) -> bool {
    let media_type = ours.headers.get("content-type").and_then(|it| it.first());
    let parsed = |seen: &Seen| serde_json::from_slice::<Json>(&seen.body);
    match media_type.map_or("", |it| it.split(';').next().unwrap_or_default()) {
        "application/json" => match (parsed(ours), parsed(theirs)) {
            (Ok(left), Ok(right)) => is_equal(&left, &right),
            _ => false,
        },
        "application/x-www-form-urlencoded" => by_name(&ours.body) == by_name(&theirs.body),
        _ => ours.body == theirs.body,
    }
}

/// The pairs of a form, which stands for an object: the order of the names means nothing, and that of
/// the values of a name does.
fn by_name(form: &[u8]) -> Vec<(String, String)> {
    let mut pairs = pairs(form);
    pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
    pairs
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    fn seen(path: &str, query: &str, body: &str) -> Seen {
        let header = (
            "content-type".to_owned(),
            vec!["application/json".to_owned()],
        );
        Seen {
            method: "POST".to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: [header].into(),
            body: body.into(),
        }
    }

    fn call(excuses: &[Excuse]) -> Call {
        Call {
            operation: "op1".to_owned(),
            request: Map::new(),
            headers: vec!["x-a".to_owned()],
            excuses: excuses.to_vec(),
        }
    }

    #[test]
    fn spelling_is_no_difference() {
        let ours = seen("/a%20b/%63", "q=a%20b&r=1", r#"{"a":1,"b":2.0}"#);
        let theirs = seen("/a%20b/c", "q=a+b&r=1", r#"{"b":2,"a":1}"#);
        assert!(matches!(
            compare(&ours, &theirs, &call(&[])),
            Verdict::Equal
        ));
    }

    #[test]
    fn names_of_a_form_have_no_order_and_values_of_a_name_do() {
        let is_equal = |one: &str, other: &str| {
            let form = |body: &str| {
                let mut seen = seen("/", "", body);
                let media_type = "application/x-www-form-urlencoded".to_owned();
                seen.headers
                    .insert("content-type".to_owned(), vec![media_type]);
                seen
            };
            let verdict = compare(&form(one), &form(other), &call(&[]));
            matches!(verdict, Verdict::Equal)
        };
        assert!(is_equal("a=1&b=2&b=3", "b=2&b=3&a=1"));
        assert!(!is_equal("b=2&b=3", "b=3&b=2"));
        assert!(!is_equal("a=1&b=2", "a=2&b=1"));
    }

    #[test]
    fn each_part_makes_a_difference() {
        let one = || seen("/a", "q=1&r=2", "{}");
        let others = [
            seen("/a%2Fb", "q=1&r=2", "{}"),
            seen("/a", "r=2&q=1", "{}"),
            seen("/a", "q=1&r=2", r#"{"a":null}"#),
            Seen {
                method: "PUT".to_owned(),
                ..one()
            },
            Seen {
                headers: BTreeMap::new(),
                ..one()
            },
        ];
        for other in others {
            let verdict = compare(&one(), &other, &call(&[]));
            assert!(matches!(verdict, Verdict::Different(_)), "{other:?}");
        }
        let mut other = one();
        other.headers.insert("x-a".to_owned(), vec!["1".to_owned()]);
        let verdict = compare(&one(), &other, &call(&[]));
        assert!(matches!(verdict, Verdict::Different(_)));
        other.headers.clear();
        other.headers.clone_from(&one().headers);
        other.headers.insert("x-b".to_owned(), vec!["1".to_owned()]);
        let verdict = compare(&one(), &other, &call(&[]));
        assert!(matches!(verdict, Verdict::Equal));
    }

    #[test]
    fn an_excuse_is_for_its_names_alone() {
        let excuse = Excuse {
            part: Part::Query,
            names: vec!["q".to_owned()],
            reason: "a list".to_owned(),
        };
        let call = call(&[excuse]);
        let ours = seen("/a", "q=1,2&r=3", "{}");
        let verdict = compare(&ours, &seen("/a", "q=1&q=2&r=3", "{}"), &call);
        assert!(matches!(verdict, Verdict::Excused { .. }));
        let verdict = compare(&ours, &seen("/a", "q=1&q=2&r=4", "{}"), &call);
        assert!(matches!(verdict, Verdict::Different(_)));
    }
}
