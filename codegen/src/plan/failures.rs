//! Failures that several operations document alike, which share one enum.

use kontrakt_model::api::Status;
use kontrakt_model::hash::HashMap;

use super::bodies::Form;
use super::operations::Operation;
use super::responses::{Case, Responses};
use super::types::{Item, Ty};
use crate::names::{self, Ident};

/// An enum of a longer name would be harder to read than one for each operation.
const LONGEST_NAME: usize = 48;

/// More statuses of what holds the same are named by the first and the last.
const MOST_STATUSES: usize = 3;

/// Names the enums that operations of one client share: after what the failures hold and their
/// statuses, and so not after the operations, of which others may come.
pub(super) fn share(operations: &mut [Operation], items: &[Item]) {
    let mut alike: HashMap<Ident, Vec<Vec<usize>>> = HashMap::default();
    for (at, operation) in operations.iter().enumerate() {
        let Some(name) = name(&operation.responses, items) else {
            continue;
        };
        let groups = alike.entry(name).or_default();
        let is_same = |group: &&mut Vec<usize>| {
            let first = group.first().and_then(|first| operations.get(*first));
            first.is_some_and(|first| are_same(&first.responses, &operation.responses))
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    for (name, groups) in alike {
        // Those that say something else of the same failures keep enums of their own.
        let largest = groups.into_iter().rev().max_by_key(Vec::len);
        for at in largest.filter(|group| group.len() > 1).unwrap_or_default() {
            if let Some(operation) = operations.get_mut(at) {
                operation.responses.shared_failures = Some(name.clone());
            }
        }
    }
}

fn are_same(one: &Responses, other: &Responses) -> bool {
    let is_same = |(a, b): (&&Case, &Case)| {
        (a.status, &a.ident, a.optional) == (b.status, &b.ident, b.optional)
            && a.contents == b.contents
            && a.docs == b.docs
    };
    let (one, other) = (one.failures(), other.failures());
    one.len() == other.len() && one.iter().zip(other).all(is_same)
}

/// What an enum of the failures is called, such as `Problem400_404` or `Problem400To500`; none where
/// they hold what has no name of its own.
fn name(responses: &Responses, items: &[Item]) -> Option<Ident> {
    // What is held, and with which statuses.
    let mut held: Vec<(String, Vec<Status>)> = Vec::new();
    for case in responses.failures() {
        let label = label(case.form(), items)?;
        match held.iter_mut().find(|(known, _)| *known == label) {
            Some((_, statuses)) => statuses.push(case.status),
            None => held.push((label, vec![case.status])),
        }
    }
    let mut parts = Vec::new();
    for (at, (label, statuses)) in held.iter().enumerate() {
        parts.push(label.clone());
        let next = held.get(at + 1).map(|(_, next)| next);
        if next != Some(statuses) {
            parts.extend(numbers(statuses));
        }
    }
    let name = names::run_together(parts.into_iter());
    (1..=LONGEST_NAME)
        .contains(&name.as_str().len())
        .then_some(name)
}

fn numbers(statuses: &[Status]) -> Vec<String> {
    let text = |status: &Status| match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}xx"),
        Status::Default => "Other".to_owned(),
    };
    let listed = statuses.iter().filter(|it| **it != Status::Default);
    let listed: Vec<&Status> = listed.collect();
    let mut numbers = match listed.as_slice() {
        [first, .., last] if listed.len() > MOST_STATUSES => {
            vec![format!("{}To{}", text(first), text(last))]
        }
        _ => listed.into_iter().map(text).collect(),
    };
    if statuses.contains(&Status::Default) {
        numbers.push("Other".to_owned());
    }
    numbers
}

fn label(form: Option<&Form>, items: &[Item]) -> Option<String> {
    let of = |ty: &Ty| match ty {
        Ty::Json => Some("Json".to_owned()),
        Ty::String => Some("String".to_owned()),
        Ty::Named(id) => Some(items.get(id.0 as usize)?.name.to_string()),
        _ => None,
    };
    match form {
        None => Some("Status".to_owned()),
        Some(Form::Text) => Some("Text".to_owned()),
        Some(Form::Json(value)) => of(&value.full()),
        Some(Form::Xml(it)) => Some(of(&it.value.full())? + "Xml"),
        Some(Form::UrlEncoded(it)) => Some(of(&it.value.full())? + "Form"),
        Some(_) => Some("Bytes".to_owned()),
    }
}
