//! Every sample that `index.tsv` lists, through the command and through the generated types.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use kontrakt::Invalid;
use kontrakt_cli::{CLEAN, Streams, USAGE, VIOLATIONS, run};
use kontrakt_tests::samples::{Sample, Target, folder, index};
use kontrakt_tests::{is_equal, root};
use serde_json::Value;

/// The APIs, with how many samples their documents have that are kept as they are.
const DOCUMENTED: [(&str, usize); 5] = [
    ("geisenheim", 1),
    ("helium-v", 23),
    ("jvb", 1),
    ("mensamax", 28),
    ("tjansteguiden", 0),
];

#[test]
fn geisenheim() {
    check("geisenheim");
}

#[test]
fn helium_v() {
    check("helium-v");
}

#[test]
fn jvb() {
    check("jvb");
}

#[test]
fn mensamax() {
    check("mensamax");
}

#[test]
fn tjansteguiden() {
    check("tjansteguiden");
}

/// Asserts for each sample what is found, and shows how a user is told.
fn check(api: &str) {
    let mut wrong = Vec::new();
    let mut shown = BTreeSet::new();
    for sample in index(api) {
        let (code, json) = validate(api, &sample, &["--format", "json"]);
        let found = found(&json);
        if found != sample.expected || !is_fitting(code, &sample.file) {
            wrong.push(format!("{} {code}: {}", sample.file, found.join("; ")));
        }
        if !found.is_empty() {
            let (_, output) = validate(api, &sample, &[]);
            snapshot(api, &sample.file, &output);
            shown.insert(snapshot_path(api, &sample.file));
        }
    }
    assert!(wrong.is_empty(), "in other words:\n{}", wrong.join("\n"));
    assert_eq!(snapshots(api), shown, "snapshots of nothing");
}

/// The folder says what comes of a sample; in `syntax` anything can.
fn is_fitting(code: u8, file: &str) -> bool {
    match file.split('/').next() {
        Some("valid") => code == CLEAN,
        Some("invalid") => code == VIOLATIONS,
        Some("syntax") => [CLEAN, VIOLATIONS, USAGE].contains(&code),
        _ => false,
    }
}

/// Runs `kontrakt validate` on a sample, in process, and gives its exit code and what it writes,
/// with paths from the root of the project.
fn validate(api: &str, sample: &Sample, options: &[&str]) -> (u8, String) {
    let path = |path: &Path| path.display().to_string();
    let spec = path(&root().join("specs").join(api).join("openapi.yaml"));
    let file = path(&folder(api).join(&sample.file));
    let target = match &sample.target {
        Target::Schema(pointer) => ["--schema", pointer],
        Target::Parameters(operation) => ["--parameters", operation],
    };
    let mut output = Vec::new();
    let mut errors = Vec::new();
    let mut streams = Streams {
        input: &mut std::io::empty() as &mut dyn Read,
        output: &mut output,
        errors: &mut errors,
        output_is_terminal: false,
        errors_is_terminal: false,
    };
    let arguments = ["kontrakt", "validate", &spec, &file].into_iter();
    let arguments = arguments.chain(target).chain(options.iter().copied());
    let code = run(arguments.map(Into::into), &mut streams);
    output.extend(errors);
    let output = String::from_utf8(output).unwrap();
    (code, output.replace(&format!("{}/", root().display()), ""))
}

/// What a report in JSON has, in the form of the third column of `index.tsv`, sorted.
fn found(report: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(report).unwrap_or_else(|_| panic!("{report}"));
    let findings = report["findings"].as_array().unwrap().iter();
    let found: BTreeSet<String> = findings
        .map(|finding| match &finding["violation"] {
            Value::Null => finding["code"].as_str().unwrap().to_owned(),
            violation => format!(
                "#{} {}",
                violation["pointer"].as_str().unwrap(),
                violation["keyword"].as_str().unwrap()
            ),
        })
        .collect();
    found.into_iter().collect()
}

fn snapshot(api: &str, file: &str, output: &str) {
    let path = snapshot_path(api, file);
    insta::with_settings!({
        snapshot_path => path.parent().unwrap(),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(path.file_stem().unwrap().to_string_lossy().into_owned(), output);
    });
}

/// Where the snapshot of a sample lies: `snapshots/<api>/<folder>/<name>.snap`.
fn snapshot_path(api: &str, file: &str) -> PathBuf {
    let file = file.strip_suffix(".json").unwrap_or(file);
    let name = format!("{}.snap", file.replace('.', "-"));
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    snapshots.join(api).join(name)
}

/// The snapshots that there are.
fn snapshots(api: &str) -> BTreeSet<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    files(&folder.join(api))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "snap"))
        .collect()
}

/// The files in the folders of a folder.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder);
        let entries = entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let folders = entries(folder).into_iter().filter(|path| path.is_dir());
    folders.flat_map(|folder| entries(&folder)).collect()
}

#[test]
fn the_index_lists_every_sample_once() {
    for (api, verbatim) in DOCUMENTED {
        let samples = index(api);
        let listed: Vec<_> = samples
            .iter()
            .map(|it| folder(api).join(&it.file))
            .collect();
        let listed_once: BTreeSet<_> = listed.iter().cloned().collect();
        assert_eq!(listed.len(), listed_once.len(), "{api}");
        assert_eq!(listed_once, files(&folder(api)), "{api}");
        let documented = samples.iter().filter(|sample| sample.is_verbatim).count();
        assert_eq!(documented, verbatim, "{api}");
    }
}

/// Reads into a generated type, with checks, and writes again.
type RoundTrip = fn(&[u8]) -> Result<Vec<u8>, Invalid>;

/// The types of components, which have their names.
macro_rules! components {
    ($api:literal, $module:ident: $($name:ident),* $(,)?) => {
        &[$((
            $api,
            concat!("/components/schemas/", stringify!($name)),
            round_trip::<$module::$name>,
        )),*]
    };
}

/// A generated type by API and schema.
type Known = (&'static str, &'static str, RoundTrip);

/// The generated types of the schemas that samples are of.
const TYPES: [&[Known]; 5] = [
    components!("geisenheim", geisenheim: Order),
    components!("helium-v", helium_v:
        CreateOrderItemPositionEntry, CreateOrderManualItemPositionEntry,
        CreateOrderTextPositionEntry, CreateOrderTextblockPositionEntry, CreatedOrderPositionEntry,
        DeliverableOrderEntry, MultipartBody, OfflineOrderEntry, OrderActivationEntry,
        OrderComments, OrderEntries, OrderSortedEntry, OrderpositionEntries,
        OrderpositionsEntries, SettlementOfHoursEntry, SettlementOfHoursSignatureEntry,
    ),
    components!("jvb", jvb: Bestellung, MotivZuweisung, NeueBestellung, Pic),
    components!("mensamax", mensamax:
        CreateToken, Deactivate, Health, Klasse, KlasseCreate, KlassenAntwort, Klassenstufe,
        KlassenstufeCreate, KlassenstufenAntwort, PersonCreate, PersonSearch, PersonUpdate,
        PersonenOhneBestellung, Personenbestellungen, Wochenspeiseplan,
    ),
    &[
        (
            "mensamax",
            "/paths/~1api~1bestellzahlen/get/responses/200/content/application~1json/schema",
            round_trip::<Vec<mensamax::Bestellzahlen>>,
        ),
        (
            "mensamax",
            "/paths/~1api~1createToken/post/responses/200/content/application~1json/schema",
            round_trip::<String>,
        ),
        (
            "mensamax",
            "/paths/~1api~1identifikation/post/requestBody/content/application~1json/schema",
            round_trip::<Vec<mensamax::IdentifikationZuweisung>>,
        ),
        (
            "mensamax",
            "/paths/~1api~1identifikation~1deactivate/post/requestBody/content/application~1json/schema",
            round_trip::<Vec<mensamax::IdentifikationZuweisung>>,
        ),
        (
            "mensamax",
            "/paths/~1api~1person/post/responses/200/content/application~1json/schema",
            round_trip::<i64>,
        ),
        (
            "mensamax",
            "/paths/~1api~1person/post/responses/201/content/application~1json/schema",
            round_trip::<i64>,
        ),
        (
            "mensamax",
            "/paths/~1api~1person~1search/post/responses/200/content/application~1json/schema",
            round_trip::<Vec<mensamax::Person>>,
        ),
        (
            "mensamax",
            "/paths/~1api~1wochenspeiseplan/get/responses/200/content/application~1json/schema",
            round_trip::<Vec<mensamax::Wochenspeiseplan>>,
        ),
        (
            "mensamax",
            "/paths/~1api~1wochenspeiseplan/post/responses/200/content/application~1json/schema",
            round_trip::<String>,
        ),
    ],
];

fn round_trip<T: kontrakt::Value>(json: &[u8]) -> Result<Vec<u8>, Invalid> {
    kontrakt::from_slice::<T>(json).map(|value| kontrakt::to_vec(&value))
}

#[test]
fn generated_types_read_and_write_what_is_valid() {
    let types = || TYPES.into_iter().flatten();
    let apis: BTreeSet<_> = types().map(|(api, ..)| *api).collect();
    for api in apis {
        for sample in index(api).iter().filter(|sample| sample.is_valid()) {
            let Target::Schema(pointer) = &sample.target else {
                continue;
            };
            // XML reaches the types with a request or an answer, as the flows show.
            if sample.file.ends_with(".xml") {
                continue;
            }
            let known = types().find(|(of, schema, _)| (of, schema) == (&api, &pointer.as_str()));
            let Some((.., round_trip)) = known else {
                panic!("{api}/{}: which type has {pointer}?", sample.file);
            };
            let json = fs::read(folder(api).join(&sample.file)).unwrap();
            let written =
                round_trip(&json).unwrap_or_else(|invalid| panic!("{}: {invalid}", sample.file));
            let written: Value = serde_json::from_slice(&written).unwrap();
            let read: Value = serde_json::from_slice(&json).unwrap();
            // What is read by another name is not written by it, and an accepted prefix is cut off.
            if sample.expected.is_empty() && !sample.file.ends_with("-data-uri.json") {
                assert!(is_equal(&written, &read), "{}: {written}", sample.file);
            }
        }
    }
}
