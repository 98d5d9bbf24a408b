use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::node::{Number, Value};

fn read(purpose: Purpose, format: Format, text: &str) -> (Option<Node>, Vec<Finding>) {
    let source = Source::new("a", text, format);
    let mut diagnostics = Diagnostics::new();
    let node = parse_as(purpose, &source, SourceId(0), &mut diagnostics);
    (node, diagnostics.into_findings())
}

fn clean(format: Format, text: &str) -> Node {
    let (node, findings) = read(Purpose::Payload, format, text);
    assert_eq!(findings, [], "{text}");
    node.expect("a value")
}

fn yaml(text: &str) -> Json {
    clean(Format::Yaml, text).to_json()
}

/// The one finding of a text, and the text at its place.
fn finding(format: Format, text: &str) -> (Finding, &str) {
    let (_, mut findings) = read(Purpose::Payload, format, text);
    let finding = findings.pop().expect("a finding");
    assert!(findings.is_empty(), "{findings:?}");
    let Span { start, end } = finding.place.expect("a place").span;
    (finding, &text[start as usize..end as usize])
}

/// The text with every fix of its findings made.
fn fixed(text: &str) -> (Json, String) {
    let (node, findings) = read(Purpose::Payload, Format::Json, text);
    let mut fixed = text.to_string();
    let mut fixes: Vec<_> = findings.iter().flat_map(|finding| &finding.fixes).collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.place.span.start));
    for fix in fixes {
        let Span { start, end } = fix.place.span;
        fixed.replace_range(start as usize..end as usize, &fix.replacement);
    }
    (node.expect("a value").to_json(), fixed)
}

#[test]
fn json_values_know_their_places() {
    let text = r#"{ "größe": [1.50, "a\n"], "b": {} }"#;
    let node = clean(Format::Json, text);
    let at = |pointer: &str| {
        let Span { start, end } = node.pointer(pointer).expect("a node").span;
        &text[start as usize..end as usize]
    };
    assert_eq!(at(""), text);
    assert_eq!(at("/größe"), r#"[1.50, "a\n"]"#);
    assert_eq!(at("/größe/1"), r#""a\n""#);
    assert_eq!(at("/b"), "{}");
    assert_eq!(
        node.pointer("/größe/0")
            .and_then(Node::as_number)
            .map(Number::literal),
        Some("1.50")
    );
    let name = node
        .as_object()
        .and_then(|object| object.member("größe"))
        .expect("a member")
        .name_span;
    assert_eq!(&text[name.start as usize..name.end as usize], "\"größe\"");
}

#[test]
fn comments_and_trailing_commas_are_named_and_reading_goes_on() {
    let text = "{ // one\n \"a\": [1, /* two */ 2,], \"b\": {\"c\": 3,} , } # no";
    let (node, findings) = read(
        Purpose::Payload,
        Format::Json,
        text.trim_end_matches(" # no"),
    );
    assert_eq!(
        node.expect("a value").to_json(),
        json!({"a": [1, 2], "b": {"c": 3}})
    );
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    use codes::{COMMENT, TRAILING_COMMA};
    assert_eq!(
        codes,
        [
            COMMENT,
            COMMENT,
            TRAILING_COMMA,
            TRAILING_COMMA,
            TRAILING_COMMA
        ]
    );
    assert!(
        findings
            .iter()
            .all(|finding| finding.severity == Severity::Error && finding.fixes.len() == 1)
    );
    let (value, fixed) = fixed(text.trim_end_matches(" # no"));
    assert_eq!(clean(Format::Json, &fixed).to_json(), value);
}

#[test]
fn a_deleted_comment_leaves_no_blanks_behind() {
    for (text, expected) in [
        ("[\n  1, // one\n  2\n]", "[\n  1,\n  2\n]"),
        ("[\n  // one\n  // two\n  1\n]", "[\n  1\n]"),
        ("[\r\n  /* one\r\n     two */\t\r\n  1]", "[\r\n  1]"),
        ("{\"a\": /* one */ 1}", "{\"a\": 1}"),
        ("[1/* one */, 2]", "[1, 2]"),
        ("[1 /* one */ /* two */\n]", "[1\n]"),
        ("// one\n1 // two", "1"),
        ("[1, // ü\n]", "[1\n]"),
    ] {
        let (value, fixed) = fixed(text);
        assert_eq!(fixed, expected, "{text:?}");
        assert_eq!(clean(Format::Json, &fixed).to_json(), value);
    }
}

#[test]
fn raw_characters_are_named_and_fixed() {
    let text = "[\u{a0}\"a\tb\", \"c\u{1}\"]";
    let (value, fixed) = fixed(text);
    assert_eq!(value, json!(["a\tb", "c\u{1}"]));
    assert_eq!(fixed, "[ \"a\\tb\", \"c\\u0001\"]");
}

#[test]
fn descriptions_get_warnings_where_payloads_get_errors() {
    let text = r#"{"a": 1, "b": 2, "a": 3}"#;
    for (purpose, severity) in [
        (Purpose::Description, Severity::Warning),
        (Purpose::Payload, Severity::Error),
    ] {
        let (node, findings) = read(purpose, Format::Json, text);
        assert_eq!(
            node.expect("a value").get("a").map(Node::to_json),
            Some(json!(3))
        );
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].severity, severity);
        assert_eq!(
            findings[0].place.map(|place| place.span),
            Some(Span::new(17, 20))
        );
        assert_eq!(findings[0].related[0].place.span, Span::new(1, 4));
    }
}

#[test]
fn duplicates_are_found_in_large_objects() {
    let members: Vec<String> = (0..40).map(|n| format!("\"m{}\": {n}", n % 39)).collect();
    let (found, at) = (format!("{{{}}}", members.join(",")), "\"m0\"");
    assert_eq!(finding(Format::Json, &found).1, at);
}

#[test]
fn json_syntax_errors_have_a_place_and_a_sentence() {
    let cases = [
        ("[1 2]", "a comma is missing here", ""),
        ("{\"a\" 1}", "a `:` is missing after this name", ""),
        ("{a: 1}", "the name of a member is expected, not `a`", "a"),
        ("[1", "the text ends before this `[` is closed", ""),
        (
            "{\"a\": {\"b\": 1}",
            "the text ends before this `{` is closed",
            "",
        ),
        ("[1}", "`}` cannot stand here", "}"),
        ("[True]", "`True` is no JSON value", "True"),
        ("['a']", "a string in single quotes", "'"),
        ("[.5]", "a decimal point without digits on both sides", "."),
        ("[\"a]", "a string that is never closed", "\""),
        (
            "[\"\\x\"]",
            "a backslash that starts no escape of JSON",
            "\\x",
        ),
        (
            "[\"\\ud800\"]",
            "half of a surrogate pair, which is no character",
            "\\ud800\"",
        ),
        ("[] []", "the text goes on after the value", "["),
        ("[,]", "a value is expected, not `,`", ","),
        ("[1] /*", "a comment that is never closed", "/*"),
    ];
    for (text, message, at) in cases {
        let (finding, place) = finding(Format::Json, text);
        assert_eq!(finding.code, codes::SYNTAX, "{text}");
        assert_eq!((finding.message.as_str(), place), (message, at), "{text}");
        assert_eq!(read(Purpose::Payload, Format::Json, text).0, None, "{text}");
    }
}

#[test]
fn nesting_has_a_limit() {
    for format in [Format::Json, Format::Yaml] {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        clean(format, &nested(MAX_DEPTH));
        assert_eq!(finding(format, &nested(100_000)).0.code, codes::NESTING);
        let text = nested(MAX_DEPTH + 1);
        let (finding, _) = finding(format, &text);
        assert_eq!(finding.code, codes::NESTING);
        assert_eq!(
            finding.place.map(|place| place.span.start),
            Some(MAX_DEPTH as u32)
        );
    }
    let block: String = (0..=MAX_DEPTH)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    assert_eq!(finding(Format::Yaml, &block).0.code, codes::NESTING);
}

#[test]
fn yaml_scalars_follow_the_core_schema() {
    assert_eq!(
        yaml("{a: 010, b: 1_000, c: yes, d: ~, e: 'true', f: 0x10, g: 2020-01-01}"),
        json!({"a": 10, "b": "1_000", "c": "yes", "d": null, "e": "true", "f": 16, "g": "2020-01-01"})
    );
    assert_eq!(
        yaml("a: |\n  1\nb: >-\n  true\n"),
        json!({"a": "1\n", "b": "true"})
    );
}

#[test]
fn yaml_keys_are_strings_as_they_are_written() {
    assert_eq!(
        yaml("200: a\n1.0: b\ntrue: c\nnull: d"),
        json!({"200": "a", "1.0": "b", "true": "c", "null": "d"})
    );
    assert_eq!(finding(Format::Yaml, "[a]: 1").0.code, codes::KEY);
}

#[test]
fn yaml_tags() {
    assert_eq!(
        yaml("[!!str 1, !!int '2', ! 3, !!map {a: !!null ''}]"),
        json!(["1", 2, "3", {"a": null}])
    );
    let (finding, at) = finding(Format::Yaml, "a: !money 3");
    assert_eq!((finding.code, at), (codes::TAG, "3"));
    assert_eq!(
        super::tests::finding(Format::Yaml, "a: !!int x").0.code,
        codes::TAG
    );
}

#[test]
fn yaml_aliases_and_merge_keys() {
    let text =
        "base: &b {x: 1, y: 2}\nmore: &m {z: 3, x: 9}\nuse: {<<: [*b, *m], y: 5}\nlist: [*b]";
    let value = yaml(text);
    assert_eq!(value["use"], json!({"x": 1, "y": 5, "z": 3}));
    assert_eq!(value["list"], json!([{"x": 1, "y": 2}]));
    assert_eq!(finding(Format::Yaml, "a: {<<: 1}").0.code, codes::MERGE_KEY);
    assert_eq!(finding(Format::Yaml, "a: &a [*a]").0.code, codes::ALIAS);
}

#[test]
fn aliases_cannot_grow_without_bound() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string();
    for n in 1..12 {
        let before = format!("*a{}", n - 1);
        let items = vec![before; 10].join(", ");
        text.push_str(&format!("a{n}: &a{n} [{items}]\n"));
    }
    assert_eq!(finding(Format::Yaml, &text).0.code, codes::ALIAS);
    let mut text = "a0: &a0 [x]\n".to_string();
    for n in 1..200 {
        text.push_str(&format!("a{n}: &a{n} [*a{}]\n", n - 1));
    }
    assert_eq!(finding(Format::Yaml, &text).0.code, codes::NESTING);
}

#[test]
fn yaml_places_count_bytes_and_end_with_the_value() {
    let text = "größe:\n  - ä: |\n      blöck\n    # remark\n  - [ü, ö] # remark\n\nnext: {}\n";
    let node = clean(Format::Yaml, text);
    let at = |pointer: &str| {
        let Span { start, end } = node.pointer(pointer).expect("a node").span;
        &text[start as usize..end as usize]
    };
    assert_eq!(
        at("/größe"),
        "- ä: |\n      blöck\n    # remark\n  - [ü, ö]"
    );
    assert_eq!(at("/größe/0"), "ä: |\n      blöck");
    assert_eq!(at("/größe/1"), "[ü, ö]");
    assert_eq!(at("/größe/1/1"), "ö");
    assert_eq!(at("/next"), "{}");
}

#[test]
fn yaml_lines_that_are_indented_too_little_are_mended() {
    let text = "a:\n  ä: \"x\n\ny\n  z\"\n  b: [\n    1,\n  2\n]\n  c: 'it''s\n fine'\n";
    let (node, findings) = read(Purpose::Description, Format::Yaml, text);
    assert_eq!(
        node.expect("a value").to_json(),
        json!({"a": {"ä": "x\ny z", "b": [1, 2], "c": "it's fine"}})
    );
    let at = |finding: &Finding| {
        let Span { start, end } = finding.place.expect("a place").span;
        (finding.code, &text[start as usize..end as usize])
    };
    let at: Vec<_> = findings.iter().map(at).collect();
    assert_eq!(
        at,
        [
            (codes::INDENTATION, "y"),
            (codes::INDENTATION, "2"),
            (codes::INDENTATION, "]"),
            (codes::INDENTATION, "fine'")
        ]
    );
    let node = read(Purpose::Description, Format::Yaml, text)
        .0
        .expect("a value");
    let Span { start, end } = node.pointer("/a/b").expect("a node").span;
    assert_eq!(&text[start as usize..end as usize], "[\n    1,\n  2\n]");
}

#[test]
fn yaml_errors_have_places() {
    let (finding, _) = finding(Format::Yaml, "a: 1\n\tb: 2");
    assert_eq!(finding.code, codes::SYNTAX);
    assert!(finding.help[0].contains("tab"), "{finding:?}");
    let cases = [
        ("a: b: c", codes::SYNTAX, ""),
        ("a: .inf", codes::NUMBER, ".inf"),
        ("a: 1\n---\nb: 2", codes::SEVERAL_DOCUMENTS, "---"),
        ("# nothing\n", codes::SYNTAX, ""),
        ("{a: 1, a: 2}", codes::DUPLICATE_KEY, "a"),
    ];
    for (text, code, at) in cases {
        let (finding, place) = super::tests::finding(Format::Yaml, text);
        assert_eq!(finding.code, code, "{text}");
        assert!(at.is_empty() || place == at, "{text}: {place}");
    }
}

#[test]
fn a_byte_order_mark_is_named() {
    let source = Source::new("a", "{}", Format::Json).with_byte_order_mark(true);
    let mut diagnostics = Diagnostics::new();
    assert!(parse_as(Purpose::Payload, &source, SourceId(0), &mut diagnostics).is_some());
    assert_eq!(diagnostics.findings()[0].code, codes::BYTE_ORDER_MARK);
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::String),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::vec((any::<String>(), inner), 0..20)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// Text of which much is structure.
fn any_text() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "{", "}", "[", "]", ":", ": ", ",", "\"", "'", "\n", "\n  ", " ", "\t", "- ", "? ", "|\n",
        ">-\n", "&a ", "*a", "!!int ", "<<: ", "---\n", "...\n", "#", "%", "a", "ä", "1", "-1.5e3",
        "null", "true", "//", "/*", "*/", "\\", "\\u", "\u{feff}", "\r\n", "\u{85}", "😀",
    ];
    let piece = prop_oneof![8 => prop::sample::select(PIECES).prop_map(str::to_string), 1 => any::<String>()];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_reads_back_equal(value in any_json()) {
        for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            prop_assert_eq!(clean(Format::Json, &text).to_json(), value.clone());
        }
    }

    #[test]
    fn no_text_panics(text in any_text()) {
        for format in [Format::Json, Format::Yaml] {
            let (node, findings) = read(Purpose::Payload, format, &text);
            let failed = findings.iter().any(|finding| finding.severity == Severity::Error);
            prop_assert!(node.is_some() || failed);
            for finding in &findings {
                let span = finding.place.expect("a place").span;
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{:?}", finding);
            }
            if let Some(node) = node {
                prop_assert!(spans_nest(&node, &text));
            }
        }
    }
}

/// Whether each place is one of the text. (An alias has the places of what it stands for.)
fn spans_nest(node: &Node, text: &str) -> bool {
    let own = text
        .get(node.span.start as usize..node.span.end as usize)
        .is_some();
    own && match &node.value {
        Value::Array(items) => items.iter().all(|item| spans_nest(item, text)),
        Value::Object(object) => object
            .members()
            .iter()
            .all(|member| spans_nest(&member.value, text)),
        _ => true,
    }
}
