//! Members that are missing, and members that nobody knows.

use std::collections::BTreeSet;

use kontrakt_model::{Member, Span};

use super::{Case, Words};
use crate::codes;
use crate::near::nearest;
use crate::shown::shown_name;

/// A member that must be there and is not.
pub(super) fn missing(case: &Case<'_>, name: &str) -> Words {
    let shown = shown_name(name);
    let is_parameter = case.schema.is_none() && case.setting.root.parameters().is_some();
    let what = if is_parameter { "parameter" } else { "member" };
    let is_dependent = case.breach.keyword == "dependentRequired";
    let code = if is_dependent {
        codes::DEPENDENT_REQUIRED
    } else {
        codes::REQUIRED
    };
    let message = format!("{} lacks the {what} {shown}", case.subject());
    let label = format!("{shown} is missing in this object");
    let mut words = Words::new(code, message, label).expected(format!("a {what} {shown}"));
    words.found = format!("no such {what}");
    if is_dependent
        && let Some(cause) = case
            .breach
            .rule
            .as_ref()
            .and_then(|rule| rule.pointer.rsplit('/').next())
    {
        words = words.help(format!("it must be there because {} is", shown_name(cause)));
    }
    let declared = case.declared();
    let strangers = members(case).filter(|member| !declared.contains(&*member.name));
    let Some(near) = nearest(name, strangers.map(|member| &*member.name)) else {
        return words;
    };
    rename(case, near.word, name, near.certain, words)
}

/// A member that the schema does not have and does not allow.
pub(super) fn unknown(case: &Case<'_>, name: &str) -> Words {
    let shown = shown_name(name);
    let (what, label) = match &*case.breach.keyword {
        "unevaluatedProperties" => ("`unevaluatedProperties` does not allow", "not allowed here"),
        _ => ("the description does not have", "not in the description"),
    };
    let message = format!("{} has a member {shown} that {what}", case.subject());
    let mut words = Words::new(codes::UNKNOWN_MEMBER, message, label);
    words.found = format!("a member {shown}");
    words.span = span_of(case, name);
    let declared = case.declared();
    words.expected = match declared.iter().copied().collect::<Vec<_>>().join("`, `") {
        names if names.is_empty() => "no members".to_owned(),
        names => format!("no members but `{names}`"),
    };
    let absent = declared
        .into_iter()
        .filter(|name| members(case).all(|member| &*member.name != *name));
    match nearest(name, absent) {
        Some(near) => rename(case, name, near.word, near.certain, words),
        None => words.help("leave it out, or add it to the description"),
    }
}

/// Asks whether the member `from` was meant as `to`, and offers to rename it where that is certain.
fn rename(case: &Case<'_>, from: &str, to: &str, certain: bool, words: Words) -> Words {
    let words = words.help(format!(
        "the object has {}: did you mean {}?",
        shown_name(from),
        shown_name(to)
    ));
    match span_of(case, from).filter(|_| certain) {
        Some(span) => {
            let replacement = serde_json::Value::from(to).to_string();
            let title = format!("rename it to {}", shown_name(to));
            Words {
                fix: Some((span, replacement, title)),
                ..words
            }
        }
        None => words,
    }
}

fn members<'c>(case: &Case<'c>) -> impl Iterator<Item = &'c Member> {
    case.node
        .as_object()
        .into_iter()
        .flat_map(|object| object.members())
}

fn span_of(case: &Case<'_>, name: &str) -> Option<Span> {
    case.node
        .as_object()?
        .member(name)
        .map(|member| member.name_span)
}

impl<'c> Case<'c> {
    /// The properties that the schema of the keyword declares.
    fn declared(&self) -> BTreeSet<&'c str> {
        let Some((id, _)) = self.schema else {
            let parameters = self.setting.root.parameters();
            return parameters.map_or_else(BTreeSet::new, |it| it.names().collect());
        };
        let parts = self.setting.book.parts(id);
        parts
            .into_iter()
            .flat_map(|schema| &schema.properties)
            .map(|(name, _)| name.as_str())
            .collect()
    }
}
