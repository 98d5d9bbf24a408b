//! `oneOf` and `anyOf`.

use kontrakt_model::SchemaId;

use super::{Case, Words};
use crate::codes;
use crate::rulebook::RulePlace;
use crate::shown::{any_of, count};

/// A value that matches more than one branch of `oneOf`.
pub(super) fn several(case: &Case<'_>, matching: &[usize]) -> Words {
    let names: Vec<String> = match &case.breach.rule {
        Some(rule) => matching
            .iter()
            .map(|&index| branch_name(case, rule, index))
            .collect(),
        None => Vec::new(),
    };
    let message = format!(
        "{} must match one branch of `oneOf`, but matches {}",
        case.subject(),
        matching.len()
    );
    let mut words = Words::new(codes::UNION, message, "matches several branches")
        .expected("one branch of `oneOf`");
    words.found = format!(
        "{} that match",
        count(matching.len() as u64, "branch").replace("branchs", "branches")
    );
    words.help(format!(
        "it can be {}, and the description does not tell them apart",
        any_of(&names)
    ))
}

/// Which branch of a union a violation belongs to.
pub(super) fn note(case: &Case<'_>) -> Option<String> {
    let branch = case
        .breach
        .branch
        .as_ref()
        .filter(|branch| branch.count > 1)?;
    let name = branch_name(case, &branch.union, branch.index);
    Some(format!(
        "none of the {} branches matches; the closest is {name}",
        branch.count
    ))
}

/// A branch by what people call it: its component or its title, otherwise its number.
fn branch_name(case: &Case<'_>, union: &RulePlace, index: usize) -> String {
    let book = case.setting.book;
    let keyword = union.pointer.rsplit('/').next().unwrap_or_default();
    let schema = book.schema_at(union).map(|id| book.api().schema(id));
    let branches = schema.map(|schema| {
        if keyword == "oneOf" {
            &schema.one_of
        } else {
            &schema.any_of
        }
    });
    match branches.and_then(|branches| name(case, *branches.get(index)?)) {
        Some(name) => format!("`{name}`"),
        None => format!("branch {} of `{keyword}`", index + 1),
    }
}

fn name(case: &Case<'_>, id: SchemaId) -> Option<String> {
    let api = case.setting.book.api();
    let target = api.resolved(id);
    let component = api
        .components
        .iter()
        .find(|(_, component)| api.resolved(*component) == target);
    component
        .map(|(name, _)| name.clone())
        .or_else(|| api.schema(target).title.as_deref().map(str::to_owned))
}
