//! The formats, against the JSON Schema Test Suite, if `KONTRAKT_SHARED` names the folder that has
//! `suites/json-schema`.

use std::path::PathBuf;

use kontrakt::{Json, format};

#[test]
fn formats_of_the_json_schema_test_suite() {
    let Some(shared) = std::env::var_os("KONTRAKT_SHARED").map(PathBuf::from) else {
        // Nothing to compare with; the unit tests of `format` hold what matters most.
        return;
    };
    let folder = shared.join("suites/json-schema/draft2020-12/optional/format");
    let mut count = 0;
    for name in format::CHECKED {
        let file = folder.join(format!("{name}.json"));
        let Ok(text) = std::fs::read_to_string(&file) else {
            assert_eq!(
                *name, "byte",
                "only OpenAPI's own format is not in the suite"
            );
            continue;
        };
        let groups: Vec<Json> = serde_json::from_str(&text).unwrap();
        for test in groups
            .iter()
            .flat_map(|group| group["tests"].as_array().unwrap())
        {
            let Some(data) = test["data"].as_str() else {
                continue;
            };
            // What an A-label encodes is not looked at.
            if *name == "hostname" && data.to_ascii_lowercase().contains("xn--") {
                continue;
            }
            count += 1;
            let expected = test["valid"].as_bool();
            assert_eq!(format::check(name, data), expected, "{name} {data:?}");
        }
    }
    assert!(count > 300, "{count} tests were found");
}
