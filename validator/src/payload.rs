//! What a payload shows before any schema is asked.

use kontrakt_model::{Member, Node, Object, Value, push_pointer};

use crate::engine::{is_written_as_integer, whole};

/// Numbers of note, by their pointers, and whether a name occurs twice in an object.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Numbers beyond the range of 64-bit floats.
    pub(crate) beyond_floats: Vec<String>,
    /// Whole numbers written with a fraction or an exponent.
    pub(crate) whole_with_fraction: Vec<String>,
    pub(crate) has_duplicates: bool,
}

/// Looks through a payload once.
pub(crate) fn survey(payload: &Node) -> Survey {
    let mut survey = Survey::default();
    if is_of_note(payload) {
        look(payload, &mut String::new(), &mut survey);
    }
    survey
}

fn look(node: &Node, pointer: &mut String, survey: &mut Survey) {
    let length = pointer.len();
    match &node.value {
        Value::Number(number) if !number.as_f64().is_finite() => {
            survey.beyond_floats.push(pointer.clone())
        }
        Value::Number(number) if whole(number).is_some() => {
            survey.whole_with_fraction.push(pointer.clone())
        }
        Value::Array(items) => {
            for (index, item) in items
                .iter()
                .enumerate()
                .filter(|(_, item)| is_of_note(item))
            {
                push_pointer(pointer, &index.to_string());
                look(item, pointer, survey);
                pointer.truncate(length);
            }
        }
        Value::Object(object) => {
            survey.has_duplicates = survey.has_duplicates || !object.duplicates().is_empty();
            for member in object
                .members()
                .iter()
                .filter(|member| is_of_note(&member.value))
            {
                push_pointer(pointer, &member.name);
                look(&member.value, pointer, survey);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// Whether a value has others in it, or is a number that is not plainly an integer.
fn is_of_note(node: &Node) -> bool {
    /// No integer with fewer digits is beyond the range of floats.
    const DIGITS: usize = 300;
    match &node.value {
        Value::Array(_) | Value::Object(_) => true,
        Value::Number(number) => !is_written_as_integer(number) || number.literal().len() > DIGITS,
        _ => false,
    }
}

/// The payload as readers take it: of members with the same name the last one.
pub(crate) fn without_duplicates(node: &Node) -> Node {
    let value = match &node.value {
        Value::Array(items) => Value::Array(items.iter().map(without_duplicates).collect()),
        Value::Object(object) => {
            let last = |member: &&Member| {
                object
                    .get(&member.name)
                    .is_some_and(|value| std::ptr::eq(value, &member.value))
            };
            let members = object.members().iter().filter(last).map(|member| Member {
                value: without_duplicates(&member.value),
                ..member.clone()
            });
            Value::Object(Object::new(members.collect()))
        }
        scalar => scalar.clone(),
    };
    Node {
        span: node.span,
        value,
    }
}
