//! What the engine found, flat: one breach for each rule that an instance breaks.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use kontrakt_model::{Node, Object};

use crate::rulebook::{RulePlace, Rulebook};
use crate::union;
use crate::{count, format, rules};

/// One rule that an instance breaks, before it is worded.
#[derive(Debug)]
pub(crate) struct Breach {
    /// The JSON pointer of the instance.
    pub(crate) pointer: String,
    /// The keyword that is broken.
    pub(crate) keyword: String,
    /// Where the keyword stands in the description.
    pub(crate) rule: Option<RulePlace>,
    /// What the message needs.
    pub(crate) detail: Detail,
    /// The union branch that this was found in, if no branch matched.
    pub(crate) branch: Option<Branch>,
    /// Whether `null` may stand there too, though not by the schema that has the keyword.
    pub(crate) or_null: bool,
}

/// What a message about a breach needs beyond its keyword.
#[derive(Debug)]
pub(crate) enum Detail {
    /// The engine's own account.
    Engine(ValidationErrorKind),
    /// The JSON types that were expected.
    Types(Vec<JsonType>),
    /// The name of a member that is missing or must not be there.
    Member(String),
    /// A number outside the range of its format.
    Range(format::Range),
    /// The value of `format` that a text does not have.
    Format(String),
    /// How many members an object has, too few or too many.
    Count(u64),
    /// The rule of `x-validations` that does not hold, by its index.
    Rule(usize),
    /// The branches of `oneOf` that match, by their index.
    Matches(Vec<usize>),
}

/// The branch of a union that an instance comes closest to.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    /// Where the union's keyword stands.
    pub(crate) union: RulePlace,
    /// The index of the branch.
    pub(crate) index: usize,
    /// How many branches there are.
    pub(crate) count: usize,
}

impl Breach {
    /// What tells breaches apart, and orders those of an instance.
    fn key(&self) -> (&str, bool, &str, &Option<RulePlace>, Option<&str>, usize) {
        let (name, index) = match &self.detail {
            Detail::Member(name) => (Some(name.as_str()), 0),
            Detail::Rule(index) => (None, *index),
            _ => (None, 0),
        };
        // Of several at one place, the type says most.
        (
            &self.pointer,
            self.keyword != "type",
            &self.keyword,
            &self.rule,
            name,
            index,
        )
    }

    /// The member that it is about.
    pub(crate) fn member(&self) -> Option<&str> {
        match &self.detail {
            Detail::Member(name) => Some(name),
            _ => None,
        }
    }

    /// Whether the value cannot be read into its Rust type, so that rules over it mean nothing.
    fn is_unreadable(&self) -> bool {
        matches!(&*self.keyword, "type" | "required") || matches!(self.detail, Detail::Range(_))
    }
}

/// The breaches behind the engine's errors about `payload`.
///
/// A union that no branch matches is replaced by the breaches of its closest branch.
pub(crate) fn flatten<'e>(
    errors: impl IntoIterator<Item = ValidationError<'e>>,
    payload: &Node,
    book: &Rulebook<'_>,
) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for error in errors {
        flatten_one(error, payload, book, &mut breaches);
    }
    settle(&mut breaches);
    breaches
}

fn flatten_one(
    error: ValidationError<'_>,
    payload: &Node,
    book: &Rulebook<'_>,
    out: &mut Vec<Breach>,
) {
    let parts = error.into_parts();
    let rule = parts
        .absolute_keyword_location
        .as_ref()
        .and_then(|uri| book.rule_place(uri.as_str()));
    let pointer = parts.instance_path.as_str().to_owned();
    let keyword = keyword(&parts.kind, parts.schema_path.as_str());
    let breach = |detail| Breach {
        pointer: pointer.clone(),
        keyword: keyword.clone(),
        rule: rule.clone(),
        detail,
        branch: None,
        or_null: false,
    };
    match parts.kind {
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            let branches = context
                .into_iter()
                .map(|errors| flatten(errors, payload, book))
                .collect();
            out.extend(union::closest(&pointer, branches, rule, payload, book));
        }
        ValidationErrorKind::OneOfMultipleValid { context } => {
            let matching = context
                .iter()
                .enumerate()
                .filter(|(_, errors)| errors.is_empty());
            out.push(breach(Detail::Matches(
                matching.map(|(index, _)| index).collect(),
            )));
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            out.extend(
                unexpected
                    .into_iter()
                    .map(|name| breach(Detail::Member(name))),
            );
        }
        // Where no property is named at all, the engine asks `false` about the object.
        ValidationErrorKind::FalseSchema if keyword == "additionalProperties" => {
            let object = payload.pointer(&pointer).and_then(Node::as_object);
            let members = object.map(Object::members).unwrap_or_default();
            out.extend(
                members
                    .iter()
                    .map(|member| breach(Detail::Member(member.name.to_string()))),
            );
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default().to_owned();
            out.push(breach(Detail::Member(name)));
        }
        ValidationErrorKind::Type { kind } => {
            let types = match kind {
                TypeKind::Single(only) => vec![only],
                TypeKind::Multiple(set) => set.iter().collect(),
            };
            out.push(breach(Detail::Types(types)));
        }
        ValidationErrorKind::Custom { message, .. } => {
            let detail = match &*keyword {
                rules::KEYWORD => Detail::Rule(message.parse().unwrap_or_default()),
                count::LEAST | count::MOST => Detail::Count(message.parse().unwrap_or_default()),
                _ => format::detail(&message),
            };
            out.push(breach(detail));
        }
        kind => out.push(breach(Detail::Engine(kind))),
    }
}

/// The keyword by where it stands, for those that the engine reports as another.
fn keyword(kind: &ValidationErrorKind, schema_path: &str) -> String {
    let mut tokens = schema_path.rsplit('/');
    let last = tokens.next().unwrap_or_default();
    let parent = tokens.next().unwrap_or_default();
    let reported = kind.keyword();
    match (reported, last, parent) {
        ("required", "dependentRequired", _) | ("required", _, "dependentRequired") => {
            "dependentRequired"
        }
        ("contains", "minContains" | "maxContains", _)
        | ("falseSchema", "additionalProperties", _) => last,
        _ => reported,
    }
    .to_owned()
}

/// Leaves each breach once, and none that means nothing: a number that does not fit breaks nothing
/// else, and rules over values that could not be read are not asked.
pub(crate) fn settle(breaches: &mut Vec<Breach>) {
    breaches.sort_by(|left, right| left.key().cmp(&right.key()));
    breaches.dedup_by(|left, right| left.key() == right.key());
    let pointers = |which: fn(&Breach) -> bool| -> Vec<String> {
        breaches
            .iter()
            .filter(|breach| which(breach))
            .map(|breach| breach.pointer.clone())
            .collect()
    };
    let out_of_range = pointers(|breach| matches!(breach.detail, Detail::Range(_)));
    let unreadable = pointers(Breach::is_unreadable);
    breaches.retain(|breach| match &breach.detail {
        Detail::Range(_) | Detail::Types(_) => true,
        Detail::Rule(_) => !unreadable
            .iter()
            .any(|pointer| is_at_or_below(pointer, &breach.pointer)),
        _ => !out_of_range.contains(&breach.pointer),
    });
}

/// Whether `pointer` is `ancestor` or leads into it.
pub(crate) fn is_at_or_below(pointer: &str, ancestor: &str) -> bool {
    pointer
        .strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
