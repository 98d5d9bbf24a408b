//! Parameters and fields of forms as values, by a shape.

use super::{Form, Style};
use crate::wire::{Entry, Shape, Tree, TreeValue, Types, follow, scalar};

/// Why a text is no value of a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is not UTF-8 once decoded.
    Encoding,
    /// It is there more than once.
    Twice,
    /// It is not written in the style.
    Style,
}

type Read<T> = Result<T, Unreadable>;

/// Decodes a text that was percent-encoded, or takes one as it is.
pub(crate) type Decode = fn(&str) -> Option<String>;

/// What texts say, before the shape tells types apart.
enum Raw {
    Text(String),
    List(Vec<Raw>),
    Members(Vec<(String, Raw)>),
}

/// Reads a value from a path or a header.
pub(crate) fn from_text(
    name: &str,
    text: &str,
    style: Style,
    shape: &Shape<'_>,
    decode: Decode,
) -> Read<Tree> {
    let (is_list, is_object) = kinds(shape);
    let (text, separator) = match style.form {
        Form::Label => {
            let rest = text.strip_prefix('.').ok_or(Unreadable::Style)?;
            (rest, if style.explode { "." } else { "," })
        }
        Form::Matrix => {
            let rest = text.strip_prefix(';').ok_or(Unreadable::Style)?;
            (rest, if style.explode { ";" } else { "," })
        }
        _ => (text, ","),
    };
    let own = |text| match style.form {
        Form::Matrix => after_name(name, text, decode),
        _ => Ok(text),
    };
    let raw = if is_object && style.explode {
        members(text.split(separator), decode)?
    } else if is_object {
        alternating(own(text)?, separator, decode)?
    } else if is_list {
        let parts = |text: &str| -> Read<Vec<Raw>> {
            let parts = text.split(separator).filter(|_| !text.is_empty());
            parts
                .map(|it| decoded(it.trim_matches(' '), decode))
                .collect()
        };
        match (style.form, style.explode) {
            (Form::Matrix, true) => {
                let items = text.split(separator).filter(|it| !it.is_empty());
                let items = items.map(|it| decoded(own(it)?, decode));
                Raw::List(items.collect::<Read<_>>()?)
            }
            _ => Raw::List(parts(own(text)?)?),
        }
    } else {
        decoded(own(text)?, decode)?
    };
    Ok(convert(raw, shape, 0))
}

/// Reads a value from the pairs of a query, a form or cookies, whose names are decoded and whose
/// values are not. `others` are the names of all other parameters, which are no members of an object
/// whose members stand on their own. `None` when it is absent.
pub(crate) fn from_pairs(
    name: &str,
    pairs: &[(String, String)],
    style: Style,
    shape: &Shape<'_>,
    others: &[&str],
    decode: Decode,
) -> Read<Option<Tree>> {
    let (is_list, is_object) = kinds(shape);
    let named = || pairs.iter().filter(|(it, _)| it == name);
    let texts: Vec<&str> = named().map(|(_, text)| text.as_str()).collect();
    let raw = if style.form == Form::DeepObject && (is_object || is_list) {
        match deep(name, pairs, decode)? {
            Some(raw) => raw,
            None => return Ok(None),
        }
    } else if is_object && style.explode {
        let members = pairs.iter().filter(|(it, _)| is_member(it, shape, others));
        let list = grouped(members, decode)?;
        if list.is_empty() {
            return Ok(None);
        }
        Raw::Members(list)
    } else if texts.is_empty() {
        return Ok(None);
    } else if is_list && style.explode {
        let items = texts.iter().map(|text| decoded(text, decode));
        Raw::List(items.collect::<Read<_>>()?)
    } else if let [text] = texts[..] {
        match (is_object, is_list) {
            (true, _) => alternating(&same(text, style), ",", decode)?,
            (false, true) if text.is_empty() => Raw::List(Vec::new()),
            (false, true) => {
                let text = same(text, style);
                let items = text.split(',').map(|it| decoded(it, decode));
                Raw::List(items.collect::<Read<_>>()?)
            }
            _ => decoded(text, decode)?,
        }
    } else if shape.types == Types::NONE && style.explode {
        let items = texts.iter().map(|text| decoded(text, decode));
        Raw::List(items.collect::<Read<_>>()?)
    } else {
        return Err(Unreadable::Twice);
    };
    Ok(Some(convert(raw, shape, 0)))
}

/// Whether a value can be a list, and whether an object, rather than a scalar.
fn kinds(shape: &Shape<'_>) -> (bool, bool) {
    let types = shape.types;
    let is_object = types.has(Types::OBJECT) && !types.is_scalar() && !types.has(Types::ARRAY);
    (types.has(Types::ARRAY), is_object)
}

/// The text with commas as separators, whatever they are.
fn same(text: &str, style: Style) -> String {
    // A comma is no separator of the other styles.
    let plain = || text.replace(',', "%2C");
    match style.form {
        Form::SpaceDelimited => plain().replace("%20", ",").replace(['+', ' '], ","),
        Form::PipeDelimited => plain()
            .replace("%7C", ",")
            .replace("%7c", ",")
            .replace('|', ","),
        _ => text.to_owned(),
    }
}

fn decoded(text: &str, decode: Decode) -> Read<Raw> {
    decode(text).map(Raw::Text).ok_or(Unreadable::Encoding)
}

/// What follows the name of a matrix parameter.
fn after_name<'t>(name: &str, text: &'t str, decode: Decode) -> Read<&'t str> {
    let (found, value) = text.split_once('=').unwrap_or((text, ""));
    match decode(found).as_deref() == Some(name) {
        true => Ok(value),
        false => Err(Unreadable::Style),
    }
}

/// `name=value` for each member.
fn members<'t>(parts: impl Iterator<Item = &'t str>, decode: Decode) -> Read<Raw> {
    let mut list = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').ok_or(Unreadable::Style)?;
        let name = decode(name.trim_matches(' ')).ok_or(Unreadable::Encoding)?;
        list.push((name, decoded(value, decode)?));
    }
    unique(list)
}

/// Names and values in turn.
fn alternating(text: &str, separator: &str, decode: Decode) -> Read<Raw> {
    let mut list = Vec::new();
    let mut parts = text.split(separator).filter(|_| !text.is_empty());
    while let Some(name) = parts.next() {
        let value = parts.next().ok_or(Unreadable::Style)?;
        let name = decode(name.trim_matches(' ')).ok_or(Unreadable::Encoding)?;
        list.push((name, decoded(value, decode)?));
    }
    unique(list)
}

/// Members of which none is there twice.
fn unique(list: Vec<(String, Raw)>) -> Read<Raw> {
    let mut names = std::collections::HashSet::new();
    match list.iter().all(|(name, _)| names.insert(name.as_str())) {
        true => Ok(Raw::Members(list)),
        false => Err(Unreadable::Twice),
    }
}

/// Whether a pair on its own is a member of an object.
fn is_member(name: &str, shape: &Shape<'_>, others: &[&str]) -> bool {
    let is_named = shape.members.iter().any(|member| member.name == name);
    // The members of deep objects have brackets behind the name.
    let (outer, _) = name.split_once('[').unwrap_or((name, ""));
    is_named || !others.contains(&outer)
}

/// Members by their names; one that is there more than once is a list.
fn grouped<'p>(
    pairs: impl Iterator<Item = &'p (String, String)>,
    decode: Decode,
) -> Read<Vec<(String, Raw)>> {
    let mut list: Vec<(String, Raw)> = Vec::new();
    let mut positions = std::collections::HashMap::new();
    for (name, text) in pairs {
        let text = decoded(text, decode)?;
        add(&mut list, &mut positions, name, text);
    }
    Ok(list)
}

type Positions<'p> = std::collections::HashMap<&'p str, usize>;

fn add<'p>(list: &mut Vec<(String, Raw)>, positions: &mut Positions<'p>, name: &'p str, raw: Raw) {
    let Some((_, known)) = positions.get(name).and_then(|at| list.get_mut(*at)) else {
        positions.insert(name, list.len());
        list.push((name.to_owned(), raw));
        return;
    };
    match known {
        Raw::List(items) => items.push(raw),
        known => {
            let first = std::mem::replace(known, Raw::List(Vec::new()));
            *known = Raw::List(vec![first, raw]);
        }
    }
}

/// `name[member]=value`, and what is inside.
fn deep(name: &str, pairs: &[(String, String)], decode: Decode) -> Read<Option<Raw>> {
    let mut root = Node::default();
    for (found, text) in pairs {
        let Some(path) = found
            .strip_prefix(name)
            .filter(|it| it.is_empty() || it.starts_with('['))
        else {
            continue;
        };
        let keys = keys(path).ok_or(Unreadable::Style)?;
        let text = decode(text).ok_or(Unreadable::Encoding)?;
        let mut at = &mut root;
        for key in keys {
            at = at.child(key);
        }
        at.texts.push(text);
    }
    Ok((!root.is_empty()).then(|| root.into_raw()))
}

/// The keys in brackets; `None` when they are not closed or too many.
fn keys(path: &str) -> Option<Vec<&str>> {
    if path.is_empty() {
        return Some(Vec::new());
    }
    let inner = path.strip_prefix('[')?.strip_suffix(']')?;
    let keys: Vec<&str> = inner.split("][").collect();
    (keys.len() < crate::reader::MAX_DEPTH).then_some(keys)
}

/// What stands under a name: texts, and keys with more.
#[derive(Default)]
struct Node<'p> {
    texts: Vec<String>,
    children: Vec<(&'p str, Node<'p>)>,
    positions: Positions<'p>,
}

impl<'p> Node<'p> {
    fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.children.is_empty()
    }

    fn child(&mut self, key: &'p str) -> &mut Node<'p> {
        let at = *self.positions.entry(key).or_insert(self.children.len());
        if at == self.children.len() {
            self.children.push((key, Node::default()));
        }
        &mut self.children[at].1
    }

    fn into_raw(mut self) -> Raw {
        let mut texts = std::mem::take(&mut self.texts);
        if self.children.is_empty() {
            return match texts.len() {
                1 => Raw::Text(texts.swap_remove(0)),
                _ => list(texts),
            };
        }
        // `name[]=value` adds an item, and a text beside keys is one too.
        if !texts.is_empty() {
            let items = &mut self.child("").texts;
            texts.append(items);
            *items = texts;
        }
        if let [("", only)] = self.children.as_mut_slice()
            && only.children.is_empty()
        {
            return list(std::mem::take(&mut only.texts));
        }
        let children = self.children.into_iter();
        Raw::Members(
            children
                .map(|(key, node)| (key.to_owned(), node.into_raw()))
                .collect(),
        )
    }
}

fn list(texts: Vec<String>) -> Raw {
    Raw::List(texts.into_iter().map(Raw::Text).collect())
}

/// The value that texts stand for.
fn convert(raw: Raw, shape: &Shape<'_>, depth: usize) -> Tree {
    let shape = follow(&[], shape);
    let types = shape.types;
    let items = shape.items.unwrap_or(&Shape::ANY);
    let value = match raw {
        _ if depth > crate::reader::MAX_DEPTH => TreeValue::Null,
        Raw::Text(text) if types.has(Types::ARRAY) && !types.is_scalar() => {
            TreeValue::Array(vec![convert(Raw::Text(text), items, depth + 1)])
        }
        Raw::Text(text) => scalar::read(&text, types, false),
        Raw::List(list) => {
            let is_list = types.has(Types::ARRAY) || types == Types::NONE;
            let of = if is_list { items } else { shape };
            let list = list.into_iter().map(|raw| convert(raw, of, depth + 1));
            TreeValue::Array(list.collect())
        }
        Raw::Members(mut members) if types.has(Types::ARRAY) && !types.has(Types::OBJECT) => {
            members.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
            let list = members.into_iter();
            TreeValue::Array(
                list.map(|(_, raw)| convert(raw, items, depth + 1))
                    .collect(),
            )
        }
        Raw::Members(members) => {
            let entries = members.into_iter().map(|(name, raw)| {
                let member = shape.members.iter().find(|member| member.name == name);
                let other = shape.additional.unwrap_or(&Shape::ANY);
                Entry {
                    value: convert(raw, member.map_or(other, |it| it.shape), depth + 1),
                    name,
                    start: 0,
                    end: 0,
                }
            });
            TreeValue::Object(entries.collect())
        }
    };
    Tree {
        start: 0,
        end: 0,
        value,
    }
}
