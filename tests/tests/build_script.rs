//! What a build script makes is used as any other code.

use from_build_rs::{Book, Language};
use kontrakt::Invalid;

fn book(json: &str) -> Result<Book, Invalid> {
    kontrakt::from_slice(json.as_bytes())
}

fn broken(json: &str) -> Vec<(String, &'static str)> {
    match book(json) {
        Err(Invalid::Violations(violations)) => violations
            .into_iter()
            .map(|violation| (violation.pointer, violation.keyword))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn types_read_check_and_write() {
    let json = r#"{"isbn":"9783161484100","title":"Die Verwandlung","language":"de","pages":null,"tags":{"shelf":"3"}}"#;
    let mut book = book(json).unwrap();
    assert_eq!(book.language, Language::De);
    assert_eq!(book.language.meaning(), Some("German"));
    assert!(book.pages.is_null());
    assert_eq!(String::from_utf8(kontrakt::to_vec(&book)).unwrap(), json);

    let mut sequel = book.clone();
    sequel.isbn = "9793161484100".to_owned();
    book.sequel = Some(Box::new(sequel));
    let violations = book.validate().unwrap_err();
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].pointer, "/sequel");
    assert_eq!(
        violations[0].message,
        "only English books have an ISBN that starts with 979"
    );
}

#[test]
fn everything_that_is_wrong_is_found_at_once() {
    let json = r#"{"isbn":"978","title":"","language":"fr","pages":0,"tags":{"long":"more than twenty characters"},"x":1}"#;
    let expected = [
        ("/isbn", "pattern"),
        ("/title", "minLength"),
        ("/language", "enum"),
        ("/pages", "minimum"),
        ("/tags/long", "maxLength"),
        ("", "additionalProperties"),
    ];
    let mut found = broken(json);
    let mut expected = expected
        .map(|(pointer, keyword)| (pointer.to_owned(), keyword))
        .to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}
