//! Values that schemas allow, made of what they say.
//!
//! What is made is a proposal: whoever asks for it has the validator judge it, and asks for the
//! next one where that refuses.

mod merged;
mod strings;

use kontrakt_model::api::Type;
use kontrakt_model::{Api, SchemaId};
use serde_json::{Map, Value, json};

pub(crate) use merged::Merged;

/// How deep values are nested; deeper, only what is required is there.
const DEPTH: usize = 4;
/// Beyond this depth a schema is taken to have no end.
const END: usize = 24;

/// Which of the values that a schema allows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// Whether everything optional is there.
    pub(crate) full: bool,
    /// Which branch of a union, counted over all branches.
    pub(crate) branch: usize,
}

impl Wish {
    /// What is tried for a full or a minimal value, one after the other.
    pub(crate) fn tries(full: bool) -> impl Iterator<Item = Wish> {
        let with = |full| (0..12).map(move |branch| Wish { full, branch });
        with(full).chain(with(!full))
    }
}

/// A value of a schema, if one can be thought of.
pub(crate) fn make(api: &Api, schema: SchemaId, wish: Wish) -> Option<Value> {
    Maker { api, wish }.value(&[schema], 0)
}

#[derive(Clone, Copy)]
struct Maker<'a> {
    api: &'a Api,
    wish: Wish,
}

impl Maker<'_> {
    /// A value for which all of `schemas` hold.
    fn value(self, schemas: &[SchemaId], depth: usize) -> Option<Value> {
        if depth > END {
            return None;
        }
        let merged = Merged::gather(self.api, schemas, self.wish.branch)?;
        if let Some(value) = merged.listed() {
            return Some(value);
        }
        match merged.kind()? {
            Type::Null => Some(Value::Null),
            Type::Boolean => Some(Value::Bool(true)),
            Type::Integer => integer(&merged),
            Type::Number => number(&merged),
            Type::String => strings::make(&merged).map(Value::String),
            Type::Array => self.array(&merged, depth),
            Type::Object => self.object(&merged, depth),
        }
    }

    fn array(self, merged: &Merged<'_>, depth: usize) -> Option<Value> {
        let least = merged.most(|schema| schema.min_items).unwrap_or(0);
        let most = merged.least(|schema| schema.max_items).unwrap_or(u64::MAX);
        // In XML, a list of one item is not told from the item.
        let usual = if merged.is_one_of_several() { 2 } else { 1 };
        let wanted = match self.wish.full && depth < DEPTH {
            true => least.max(merged.prefix_items().len() as u64).max(usual),
            false => least,
        };
        let wanted = usize::try_from(wanted.min(most))
            .ok()
            .filter(|it| *it <= 100)?;
        let items = merged.items();
        let mut list = Vec::new();
        for at in 0..wanted {
            let item = match merged.prefix_items().get(at) {
                Some(schema) => self.value(&[*schema], depth + 1),
                None if items.is_empty() => Some(json!("item")),
                None => self.value(&items, depth + 1),
            };
            match item {
                Some(item) if merged.any(|it| it.unique_items) => list.push(other(item, at)),
                Some(item) => list.push(item),
                None if at as u64 >= least => break,
                None => return None,
            }
        }
        Some(Value::Array(list))
    }

    fn object(self, merged: &Merged<'_>, depth: usize) -> Option<Value> {
        let mut members = Map::new();
        let required = merged.required();
        let all = self.wish.full && depth < DEPTH;
        let most = merged.least(|schema| schema.max_properties);
        let most = usize::try_from(most.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let properties = merged.properties();
        let count = |name: &str| required.contains(&name);
        let wanted = properties.iter().filter(|(name, _)| count(name));
        let others = properties.iter().filter(|(name, _)| !count(name) && all);
        for (name, schemas) in wanted.chain(others) {
            if members.len() >= most {
                break;
            }
            match self.value(schemas, depth + 1) {
                // Neither XML nor a form tells an empty list from none.
                Some(Value::Array(list)) if list.is_empty() && !count(name) => {}
                Some(value) => {
                    members.insert((*name).to_owned(), value);
                }
                None if count(name) => return None,
                None => {}
            }
        }
        let rest = merged.additional();
        for name in required
            .iter()
            .filter(|name| !properties.iter().any(|(it, _)| it == *name))
        {
            let value = match rest.as_slice() {
                [] => json!("text"),
                rest => self.value(rest, depth + 1)?,
            };
            members.insert((*name).to_owned(), value);
        }
        let least = merged.most(|schema| schema.min_properties).unwrap_or(0);
        let map = all && properties.is_empty() && !rest.is_empty();
        let wanted = usize::try_from(least.max(u64::from(map)))
            .ok()
            .filter(|it| *it <= 100)?;
        for at in members.len()..wanted.min(most) {
            let value = match rest.as_slice() {
                [] => Some(json!("text")),
                rest => self.value(rest, depth + 1),
            };
            if let Some(value) = value {
                members.insert(format!("key{at}"), value);
            }
        }
        members.extend(merged.tags());
        Some(Value::Object(members))
    }
}

/// The same kind of value, another one for each position.
fn other(item: Value, at: usize) -> Value {
    match (at, item) {
        (0, item) => item,
        (_, Value::String(text)) => Value::String(format!("{text}{at}")),
        (_, Value::Number(number)) => match number.as_i64() {
            Some(number) => json!(number.saturating_add(at as i64)),
            None => Value::Number(number),
        },
        (_, item) => item,
    }
}

fn integer(merged: &Merged<'_>) -> Option<Value> {
    let (least, most) = bounds(merged);
    let step = merged.step().filter(|step| *step >= 1.0).unwrap_or(1.0);
    let value = match (least, most) {
        (Some(least), _) if least > 1.0 => (least / step).ceil() * step,
        (_, Some(most)) if most < 1.0 => (most / step).floor() * step,
        _ => step,
    };
    (value.abs() < 9e15).then(|| json!(value as i64))
}

fn number(merged: &Merged<'_>) -> Option<Value> {
    let (least, most) = bounds(merged);
    if let Some(step) = merged.step() {
        let value = match (least, most) {
            (Some(least), _) if least > step => (least / step).ceil() * step,
            (_, Some(most)) if most < step => (most / step).floor() * step,
            _ => step,
        };
        return Some(json!(value));
    }
    Some(json!(match (least, most) {
        (Some(least), Some(most)) => (least + most) / 2.0,
        (Some(least), None) => (least + 0.5).max(1.5),
        (None, Some(most)) => (most - 0.5).min(1.5),
        (None, None) => 1.5,
    }))
}

/// The bounds of a number, those that are excluded moved by one.
fn bounds(merged: &Merged<'_>) -> (Option<f64>, Option<f64>) {
    let all = |literal: fn(&kontrakt_model::Schema) -> &Option<Box<str>>| {
        let literals = merged
            .schemas
            .iter()
            .filter_map(move |it| literal(it).as_ref());
        literals
            .filter_map(|text| text.parse::<f64>().ok())
            .collect::<Vec<_>>()
    };
    let above = all(|it| &it.exclusive_minimum).into_iter();
    let below = all(|it| &it.exclusive_maximum).into_iter();
    let least = above.map(|it| it + 1.0).chain(all(|it| &it.minimum));
    let most = below.map(|it| it - 1.0).chain(all(|it| &it.maximum));
    (least.reduce(f64::max), most.reduce(f64::min))
}
