//! What holds for every description in `specs/`.

use std::fs;

use kontrakt_model::{Diagnostics, NoLoader, Severity, Sources};
use kontrakt_tests::{Spec, root};
use kontrakt_validator::enums;

/// The folders of `specs/`.
fn apis() -> Vec<String> {
    let entries = fs::read_dir(root().join("specs")).unwrap();
    let mut apis: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    apis.sort();
    apis
}

#[test]
fn every_description_is_sound() {
    for api in apis() {
        let name = format!("specs/{api}/openapi.yaml");
        let bytes = fs::read(root().join(&name)).unwrap();
        let mut diagnostics = Diagnostics::new();
        let description = kontrakt_model::describe(
            &name,
            &bytes,
            &NoLoader,
            &mut Sources::new(),
            &mut diagnostics,
        );
        assert!(description.is_some(), "{name}");
        let worse: Vec<_> = diagnostics
            .findings()
            .iter()
            .filter(|finding| finding.severity > Severity::Info)
            .collect();
        assert!(worse.is_empty(), "{name}: {worse:#?}");
    }
}

#[test]
fn every_description_is_3_0_3_and_parses_with_openapiv3() {
    for api in apis() {
        let spec = Spec::read(&api);
        assert_eq!(spec.description.api.openapi, "3.0.3", "{api}");
        let document = spec
            .description
            .document
            .to_openapiv3(&spec.sources)
            .unwrap();
        let count: usize = document.operations().count();
        assert_eq!(count, spec.description.api.operations.len(), "{api}");
    }
}

#[test]
fn every_description_has_notes_and_samples() {
    for api in apis() {
        let folder = root().join("specs").join(&api);
        assert!(folder.join("NOTES.md").is_file(), "{api}");
        assert!(folder.join("samples").is_dir(), "{api}");
    }
}

/// What the original documents have, counted there by hand: operations, callbacks, closed value
/// lists, their values. MensaMax has a fifth list, of weekdays, which the description leaves open
/// for the 0 that a sample of the document has.
#[test]
fn the_counts_are_those_of_the_documents() {
    let expected = [
        ("geisenheim", 2, 0, 9, 79),
        ("helium-v", 18, 0, 0, 0),
        ("jvb", 4, 2, 0, 0),
        ("mensamax", 25, 0, 4, 25),
        ("tjansteguiden", 6, 0, 0, 0),
    ];
    let counted: Vec<_> = apis().iter().map(|api| count(api)).collect();
    let expected: Vec<_> = expected
        .map(|(api, operations, callbacks, lists, values)| {
            (api.to_owned(), operations, callbacks, lists, values)
        })
        .into();
    assert_eq!(counted, expected);
}

#[test]
fn the_open_list_of_weekdays_is_whole() {
    let spec = Spec::read("mensamax");
    let lists = enums::lists(&spec.description.api);
    let weekdays = enums::find(&lists, "Wochentag").unwrap();
    assert_eq!(weekdays.values.len(), 7);
    assert!(weekdays.values.iter().all(|value| value.meaning.is_some()));
}

fn count(name: &str) -> (String, usize, usize, usize, usize) {
    let spec = Spec::read(name);
    let api = &spec.description.api;
    let callbacks = api
        .operations
        .iter()
        .flat_map(|operation| &operation.callbacks);
    let callbacks = callbacks.map(|callback| callback.operations.len()).sum();
    // A list is open where its description also allows other values, and closed elsewhere.
    let open: Vec<_> = api
        .schemas
        .iter()
        .filter(|schema| schema.extensible)
        .flat_map(|schema| schema.any_of.iter().chain(&schema.one_of).copied())
        .collect();
    let closed: Vec<_> = enums::lists(api)
        .into_iter()
        .filter(|list| !open.contains(&list.schema) && !api.schema(list.schema).extensible)
        .collect();
    let values = closed.iter().map(|list| list.values.len()).sum();
    (
        name.to_owned(),
        api.operations.len(),
        callbacks,
        closed.len(),
        values,
    )
}
