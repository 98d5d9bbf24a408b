//! One branch of a choice in place of all that is wrong by any of them.
//!
//! Where no branch fits, the one that was most likely meant is found by JSON type, by the
//! discriminator, by `const` and `enum` of tag members, and by the fewest and deepest violations:
//! as the validator does it.

use super::schema::Choice;
use super::{instance, mismatch};
use crate::Json;
use crate::json_type::JsonType;
use crate::recorder::Recorder;

/// What is wrong by the branch that a value comes closest to; `branches` has what is wrong by each.
pub(super) fn closest(
    choice: &'static Choice,
    value: &Json,
    mut branches: Vec<Recorder>,
    offset: Option<usize>,
) -> Recorder {
    let word = |types: &[JsonType]| mismatch(&instance::shown(value), types);
    if let Some(index) = choice.beside_null.filter(|index| *index < branches.len()) {
        // That something is nullable is no choice between branches.
        let mut found = branches.swap_remove(index);
        found.or_null(word);
        return found;
    }
    let named = named(choice, value)
        .filter(|named| branches.get(*named).is_some_and(|it| !it.rejects_type()));
    let admitting = branches
        .iter()
        .enumerate()
        .filter(|(_, it)| !it.rejects_type());
    let meant = admitting.min_by_key(|(index, it)| {
        (
            named.is_some_and(|named| named != *index),
            it.breaks_tag(0, choice.tags),
            it.rejects_value(),
            it.distance(),
        )
    });
    match meant.map(|(index, _)| index) {
        Some(index) => branches.swap_remove(index),
        None => {
            let mut types: Vec<JsonType> = Vec::new();
            for name in branches.iter().flat_map(Recorder::expected_types) {
                if !types.contains(&name) {
                    types.push(name);
                }
            }
            let mut found = Recorder::default();
            found.add_type(word(&types), types, offset);
            found
        }
    }
}

/// The branch that the value of the discriminator names.
fn named(choice: &Choice, value: &Json) -> Option<usize> {
    let discriminator = choice.discriminator.as_ref()?;
    let name = value.get(discriminator.property)?.as_str()?;
    let named = discriminator.mapping.iter().find(|(it, _)| *it == name);
    named.map(|(_, index)| *index).or(discriminator.default)
}
