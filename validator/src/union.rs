//! One branch of a `oneOf` or `anyOf` in place of a wall of errors.
//!
//! Where no branch matches, the one that was most likely meant is found by JSON type, by the
//! discriminator, by `const` and `enum` of tag members, and by the fewest and deepest breaches. The
//! readers of generated types choose in the same way (`runtime/src/reader/union.rs`).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jsonschema::JsonType;
use kontrakt_model::api::Type;
use kontrakt_model::{Node, SchemaId};

use crate::breach::{Branch, Breach, Detail};
use crate::rulebook::{RulePlace, Rulebook, child};

/// The breaches of the branch that the instance at `pointer` comes closest to.
///
/// `branches` has the breaches of each; `rule` is the place of `oneOf` or `anyOf`.
pub(crate) fn closest(
    pointer: &str,
    mut branches: Vec<Vec<Breach>>,
    rule: Option<RulePlace>,
    payload: &Node,
    book: &Rulebook<'_>,
) -> Vec<Breach> {
    let Some(instance) = payload.pointer(pointer) else {
        return branches.into_iter().flatten().collect();
    };
    let union = rule.as_ref().and_then(|rule| Union::new(rule, book));
    if let Some(index) = union
        .as_ref()
        .and_then(|union| union.beside_null(book))
        .filter(|&index| index < branches.len())
    {
        return or_null(branches.swap_remove(index), pointer);
    }
    let admitted: Vec<usize> = (0..branches.len())
        .filter(|&index| {
            !branches[index]
                .iter()
                .any(|breach| rejects_type(breach, pointer))
        })
        .collect();
    if admitted.is_empty() {
        let types = branches
            .iter()
            .flatten()
            .filter(|breach| breach.pointer == pointer);
        return vec![type_breach(pointer, types, rule)];
    }
    let named = union
        .as_ref()
        .and_then(|union| union.discriminated(instance, book))
        .filter(|index| admitted.contains(index));
    let tags = union
        .as_ref()
        .map(|union| union.tags(book))
        .unwrap_or_default();
    let distance = |&index: &usize| {
        let has = |which: &dyn Fn(&Breach) -> bool| branches[index].iter().any(which);
        (
            named.is_some_and(|named| named != index),
            has(&|breach| is_tag_breach(breach, pointer, &tags)),
            has(&|breach| breach.pointer == pointer && is_value_keyword(&breach.keyword)),
            distance(&branches[index]),
        )
    };
    let Some(index) = admitted.into_iter().min_by_key(distance) else {
        return Vec::new();
    };
    let count = branches.len();
    let mut breaches = branches.swap_remove(index);
    if let Some(union) = rule {
        for breach in &mut breaches {
            breach.branch.get_or_insert_with(|| Branch {
                union: union.clone(),
                index,
                count,
            });
        }
    }
    breaches
}

/// What a schema says that is nullable by a union with `null`: that is no choice between branches.
fn or_null(mut breaches: Vec<Breach>, pointer: &str) -> Vec<Breach> {
    for breach in breaches
        .iter_mut()
        .filter(|breach| breach.pointer == pointer)
    {
        breach.or_null = true;
        if let Detail::Types(types) = &mut breach.detail {
            types.push(JsonType::Null);
        }
    }
    breaches
}

/// How many places and keywords are broken, fewest first, then how deep the deepest lies. A member
/// that is missing or must not be there counts on its own.
fn distance(breaches: &[Breach]) -> (usize, Reverse<usize>) {
    let keys: BTreeSet<(&str, &str, &str)> = breaches
        .iter()
        .map(|breach| {
            let member = match (&*breach.keyword, &breach.detail) {
                ("required" | "additionalProperties", Detail::Member(name)) => name,
                _ => "",
            };
            (&*breach.pointer, &*breach.keyword, member)
        })
        .collect();
    let depths = keys
        .iter()
        .map(|(pointer, ..)| pointer.matches('/').count());
    (keys.len(), Reverse(depths.max().unwrap_or_default()))
}

fn is_value_keyword(keyword: &str) -> bool {
    matches!(keyword, "const" | "enum")
}

fn is_tag_breach(breach: &Breach, pointer: &str, tags: &BTreeSet<&str>) -> bool {
    is_value_keyword(&breach.keyword)
        && tags.iter().any(|tag| breach.pointer == child(pointer, tag))
}

/// Whether the branch has no place for the JSON type of the instance.
fn rejects_type(breach: &Breach, pointer: &str) -> bool {
    breach.pointer == pointer && matches!(breach.detail, Detail::Types(_))
}

fn type_breach<'b>(
    pointer: &str,
    breaches: impl Iterator<Item = &'b Breach>,
    rule: Option<RulePlace>,
) -> Breach {
    let mut types: Vec<JsonType> = Vec::new();
    for breach in breaches {
        if let Detail::Types(more) = &breach.detail {
            types.extend(
                more.iter()
                    .filter(|name| !types.contains(name))
                    .copied()
                    .collect::<Vec<_>>(),
            );
        }
    }
    Breach {
        pointer: pointer.to_owned(),
        keyword: "type".to_owned(),
        rule,
        detail: Detail::Types(types),
        branch: None,
        or_null: false,
    }
}

/// A `oneOf` or `anyOf` of the model.
struct Union<'b> {
    schema: SchemaId,
    branches: &'b [SchemaId],
}

impl<'b> Union<'b> {
    fn new(rule: &RulePlace, book: &'b Rulebook<'_>) -> Option<Self> {
        let id = book.schema_at(rule)?;
        let schema = book.api().schema(id);
        let branches = if rule.pointer.ends_with("/oneOf") {
            &schema.one_of
        } else {
            &schema.any_of
        };
        Some(Union {
            schema: id,
            branches,
        })
    }

    /// The one branch beside `null`, if the union only says that something is nullable.
    fn beside_null(&self, book: &Rulebook<'_>) -> Option<usize> {
        let is_null = |id: &SchemaId| *book.api().schema(*id).types == [Type::Null];
        match self.branches {
            [other, null] if is_null(null) && !is_null(other) => Some(0),
            [null, other] if is_null(null) && !is_null(other) => Some(1),
            _ => None,
        }
    }

    /// The branch that the discriminator's value names.
    fn discriminated(&self, instance: &Node, book: &Rulebook<'_>) -> Option<usize> {
        let discriminated = book.api().discriminated(self.schema, self.branches)?;
        let value = instance.get(discriminated.property)?.as_str()?;
        discriminated.branch(value)
    }

    /// The members that have `const` or `enum` in every branch for objects.
    fn tags(&self, book: &'b Rulebook<'_>) -> BTreeSet<&'b str> {
        let mut tags: Option<BTreeSet<&str>> = None;
        for &branch in self.branches {
            let mut own = BTreeSet::new();
            let mut has_properties = false;
            for schema in book.parts(branch) {
                has_properties |= !schema.properties.is_empty();
                let closed = schema
                    .properties
                    .iter()
                    .filter(|(_, id)| book.is_value_list(*id));
                own.extend(closed.map(|(name, _)| name.as_str()));
            }
            if has_properties {
                tags = Some(match tags {
                    Some(tags) => tags.intersection(&own).copied().collect(),
                    None => own,
                });
            }
        }
        tags.unwrap_or_default()
    }
}
