//! Which members and items of a value the checks of a schema speak of, for `unevaluatedProperties`
//! and `unevaluatedItems` (JSON Schema 2020-12, section 11).

use std::collections::BTreeSet;

use serde_json::Map;

use super::Check;
use super::evaluation::Evaluation;
use super::schema::{Additional, Choice};
use crate::Json;

/// How deeply schemas are followed; only a loop is as long.
const DEPTH: usize = 64;

/// The members that the checks speak of.
pub(super) fn properties<'v>(
    evaluation: &mut Evaluation,
    value: &'v Json,
    members: &'v Map<String, Json>,
    checks: &'static [Check],
) -> BTreeSet<&'v String> {
    let mut known = BTreeSet::new();
    let mut mark = |evaluation: &mut Evaluation, check: &'static Check| match check {
        Check::Values(_) => known.extend(members.keys()),
        Check::Members(stated) => {
            let is_named = |name: &String| {
                stated.properties.iter().any(|(it, _)| it == name)
                    || stated.patterns.iter().any(|(it, _)| it.matches(name))
            };
            let all = !matches!(stated.additional, Additional::Any);
            known.extend(members.keys().filter(|name| all || is_named(name)));
        }
        Check::UnevaluatedProperties(unevaluated) => {
            for (name, value) in members {
                if evaluation.inside(|it| it.holds(value, unevaluated.rest)) {
                    known.insert(name);
                }
            }
        }
        _ => {}
    };
    walk(evaluation, value, checks, DEPTH, &mut mark);
    known
}

/// For each item, whether the checks speak of it.
pub(super) fn items(
    evaluation: &mut Evaluation,
    value: &Json,
    items: &[Json],
    checks: &'static [Check],
) -> Vec<bool> {
    let mut known = vec![false; items.len()];
    let mut mark = |evaluation: &mut Evaluation, check: &'static Check| {
        let (first, rest) = match check {
            Check::Items(_) | Check::ItemsFrom(..) => (items.len(), None),
            Check::PrefixItems(prefix) => (prefix.len(), None),
            Check::Contains(contains) => (0, Some(contains.item)),
            Check::UnevaluatedItems(unevaluated) => (0, Some(unevaluated.rest)),
            _ => return,
        };
        for ((index, item), known) in items.iter().enumerate().zip(&mut known) {
            *known |= index < first
                || rest.is_some_and(|rest| evaluation.inside(|it| it.holds(item, rest)));
        }
    };
    walk(evaluation, value, checks, DEPTH, &mut mark);
    known
}

/// Shows `mark` every check that speaks of the value itself, in the schemas that hold for it.
fn walk(
    evaluation: &mut Evaluation,
    value: &Json,
    checks: &'static [Check],
    depth: usize,
    mark: &mut dyn FnMut(&mut Evaluation, &'static Check),
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    for check in checks {
        mark(evaluation, check);
        match check {
            Check::Schema(schema) => walk(evaluation, value, schema.0, depth, mark),
            Check::Ref(schema) => walk(evaluation, value, schema().0, depth, mark),
            Check::AllOf(parts) => {
                for part in fitting(evaluation, value, parts) {
                    walk(evaluation, value, part, depth, mark);
                }
            }
            Check::AnyOf(Choice { branches, .. }) => {
                for part in fitting(evaluation, value, branches) {
                    walk(evaluation, value, part, depth, mark);
                }
            }
            Check::OneOf(Choice { branches, .. }) => {
                if let [only] = fitting(evaluation, value, branches).as_slice() {
                    walk(evaluation, value, only, depth, mark);
                }
            }
            Check::If(condition) => {
                if evaluation.holds(value, condition.holds) {
                    walk(evaluation, value, condition.holds, depth, mark);
                    walk(evaluation, value, condition.then, depth, mark);
                } else {
                    walk(evaluation, value, condition.otherwise, depth, mark);
                }
            }
            Check::DependentSchemas(dependent) => {
                let has = |name: &str| value.get(name).is_some();
                for (_, checks) in dependent.iter().filter(|(name, _)| has(name)) {
                    walk(evaluation, value, checks, depth, mark);
                }
            }
            _ => {}
        }
    }
}

fn fitting(
    evaluation: &mut Evaluation,
    value: &Json,
    schemas: &'static [&'static [Check]],
) -> Vec<&'static [Check]> {
    let fits = |checks: &&'static [Check]| evaluation.holds(value, checks);
    schemas.iter().copied().filter(fits).collect()
}
