//! Examples of a description through the generated types.

use std::collections::BTreeSet;

use kontrakt::{Check, Invalid, Value, Violations};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// An example, and what the validator says of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Example {
    /// The JSON pointer of the example in the description.
    pub pointer: String,
    /// Which reader reads its type.
    pub reader: usize,
    /// The JSON text.
    pub text: String,
    /// The names of members that may go only the other way, and so may be gone when it is written.
    pub withheld: BTreeSet<String>,
    /// What is broken, as pointer and keyword; nothing if the example is valid.
    pub broken: BTreeSet<(String, String)>,
}

/// An example with which the generated types do not do what they should.
#[derive(Debug, Serialize, Deserialize)]
pub struct Failure {
    /// The JSON pointer of the example.
    pub pointer: String,
    /// What went wrong.
    pub reason: String,
    /// The JSON text.
    pub text: String,
}

/// Reads a value of some type and writes it again.
pub struct Reader {
    read: fn(&[u8], &'static [Check]) -> Read,
    checks: &'static [Check],
}

/// What reading with checks, and `validate()` of what was read without, say of a text.
struct Read {
    reading: Result<Vec<u8>, Invalid>,
    validated: Option<Result<(), Violations>>,
}

/// The reader of a type with the checks that stand where it is used.
pub const fn reader<T: Value>(checks: &'static [Check]) -> Reader {
    Reader {
        read: read::<T>,
        checks,
    }
}

fn read<T: Value>(json: &[u8], checks: &'static [Check]) -> Read {
    let reading = kontrakt::from_slice_with::<T>(json, checks);
    let unchecked = kontrakt::read_unchecked::<T>(json).ok();
    Read {
        reading: reading.map(|value| kontrakt::to_vec(&value)),
        validated: unchecked.map(|value| kontrakt::validate_with(&value, checks)),
    }
}

/// Runs the examples of a file and prints the [`Failure`]s as JSON.
///
/// # Panics
///
/// If the file is not what [`Example`]s are written as.
pub fn run(readers: &[Reader], data: &str) {
    let text = std::fs::read_to_string(data).unwrap_or_else(|error| panic!("{data}: {error}"));
    let examples: Vec<Example> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{data}: {error}"));
    let failures: Vec<Failure> = examples
        .into_iter()
        .filter_map(|example| {
            let reader = readers.get(example.reader)?;
            let reason = failure(reader, &example)?;
            Some(Failure {
                pointer: example.pointer,
                reason,
                text: example.text,
            })
        })
        .collect();
    println!("{}", serde_json::json!(failures));
}

/// What is wrong with what became of an example.
fn failure(reader: &Reader, example: &Example) -> Option<String> {
    let read = (reader.read)(example.text.as_bytes(), reader.checks);
    let broken = match &read.reading {
        Ok(_) => BTreeSet::new(),
        Err(Invalid::Violations(violations)) => pairs(violations),
        Err(Invalid::Syntax(syntax)) => return Some(format!("it is no JSON: {syntax}")),
    };
    if broken != example.broken {
        let expected = &example.broken;
        return Some(format!(
            "reading finds {broken:?}, the validator {expected:?}"
        ));
    }
    if let Some(validated) = &read.validated {
        let validated = validated.as_ref().err().map(pairs).unwrap_or_default();
        // A member that a closed type does not hold is gone before `validate()` could see it.
        let is_gone = |(_, keyword): &&(String, String)| keyword == "additionalProperties";
        let differing: BTreeSet<_> = broken.symmetric_difference(&validated).collect();
        if !(validated.is_subset(&broken) && differing.iter().all(is_gone)) {
            return Some(format!(
                "reading finds {broken:?}, validate() {validated:?}"
            ));
        }
    }
    let bytes = read.reading.ok()?;
    let written = String::from_utf8_lossy(&bytes);
    let parsed = |text: &str| serde_json::from_str::<Json>(text);
    let parsed = |text: &str| {
        let mut value = parsed(text);
        value
            .iter_mut()
            .for_each(|it| leave_out(it, &example.withheld));
        value
    };
    match (parsed(&written), parsed(&example.text)) {
        (Ok(one), Ok(other)) if crate::is_equal(&one, &other) => None,
        _ => Some(format!("it is written as {written}")),
    }
}

fn leave_out(value: &mut Json, names: &BTreeSet<String>) {
    match value {
        Json::Object(members) => {
            members.retain(|name, _| !names.contains(name));
            members.values_mut().for_each(|it| leave_out(it, names));
        }
        Json::Array(items) => items.iter_mut().for_each(|it| leave_out(it, names)),
        _ => {}
    }
}

fn pairs(violations: &Violations) -> BTreeSet<(String, String)> {
    violations
        .iter()
        .map(|it| (it.pointer.clone(), it.keyword.to_owned()))
        .collect()
}
