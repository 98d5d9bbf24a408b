//! The styles of parameters (OpenAPI, "Style Values", after RFC 6570), and forms, whose fields are
//! written like parameters of a query.

pub(crate) mod read;

use crate::Json;

/// How a parameter or a field of a form is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The style.
    pub form: Form,
    /// Whether each item of an array and each member of an object is written on its own.
    pub explode: bool,
    /// Whether reserved characters are left as they are where they have no other meaning.
    pub reserved: bool,
}

/// A name of `style`, or the notation of `content`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "these are the names of the specification")]
pub enum Form {
    Matrix,
    Label,
    Simple,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Cookie,
    /// One text of JSON: `content` with a media type of JSON.
    Json,
}

impl Style {
    /// A style; `explode` as it is by default.
    pub const fn new(form: Form) -> Self {
        Style {
            form,
            explode: matches!(form, Form::Form | Form::Cookie | Form::DeepObject),
            reserved: false,
        }
    }

    /// With or without `explode`.
    #[must_use]
    pub const fn explode(self, explode: bool) -> Self {
        Style { explode, ..self }
    }

    /// With `allowReserved`.
    #[must_use]
    pub const fn reserved(self) -> Self {
        Style {
            reserved: true,
            ..self
        }
    }

    /// What stands between the items of an array that is not exploded.
    fn separator(self) -> &'static str {
        match self.form {
            Form::SpaceDelimited => "%20",
            Form::PipeDelimited => "%7C",
            _ => ",",
        }
    }
}

/// A scalar as text; `None` for arrays and objects.
pub(crate) fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::Null => Some(String::new()),
        Json::String(text) => Some(text.clone()),
        Json::Array(_) | Json::Object(_) => None,
        other => Some(other.to_string()),
    }
}

/// Percent-encodes a text.
type Encode = fn(&str) -> String;

/// The items of an array or the members of an object, one after another.
fn flat(value: &Json, encode: Encode) -> Option<Vec<String>> {
    match value {
        Json::Array(items) => items.iter().map(|it| Some(encode(&scalar(it)?))).collect(),
        Json::Object(members) => {
            let mut list = Vec::with_capacity(2 * members.len());
            for (name, value) in members {
                list.push(encode(name));
                list.push(encode(&scalar(value)?));
            }
            Some(list)
        }
        value => Some(vec![encode(&scalar(value)?)]),
    }
}

/// The members of an object as `name=value`.
fn named(value: &Json, encode: Encode) -> Option<Vec<String>> {
    let pair = |(name, value): (&String, &Json)| {
        let value = encode(&scalar(value)?);
        Some(format!("{}={value}", encode(name)))
    };
    value.as_object()?.iter().map(pair).collect()
}

/// A value in a path or a header; `None` when it is nested too deeply for that.
pub(crate) fn in_path(name: &str, value: &Json, style: Style, encode: Encode) -> Option<String> {
    if style.form == Form::Json {
        return Some(encode(&value.to_string()));
    }
    let exploded = style.explode && matches!(value, Json::Array(_) | Json::Object(_));
    let list = match value {
        Json::Object(_) if exploded => named(value, encode)?,
        value => flat(value, encode)?,
    };
    Some(match style.form {
        Form::Label if exploded => list.iter().map(|it| format!(".{}", dotless(it))).collect(),
        Form::Label => format!(".{}", list.join(",")),
        Form::Matrix => {
            let name = encode(name);
            let pair = |text: &str| match text {
                "" => format!(";{name}"),
                text => format!(";{name}={text}"),
            };
            match value {
                Json::Object(_) if exploded => list.iter().map(|it| format!(";{it}")).collect(),
                _ if exploded => list.iter().map(|it| pair(it)).collect(),
                _ => pair(&list.join(",")),
            }
        }
        _ => list.join(","),
    })
}

/// A dot stands between the items of a label.
fn dotless(encoded: &str) -> String {
    encoded.replace('.', "%2E")
}

/// The pairs of a value in a query, a form or cookies, encoded; `None` when it is nested too deeply
/// for that.
pub(crate) fn pairs(
    name: &str,
    value: &Json,
    style: Style,
    encode: Encode,
) -> Option<Vec<(String, String)>> {
    let own = encode(name);
    match (style.form, value) {
        (Form::Json, value) => Some(vec![(own, encode(&value.to_string()))]),
        (Form::DeepObject, Json::Object(_) | Json::Array(_)) => {
            let mut pairs = Vec::new();
            deep(&own, value, encode, &mut pairs, 0)?;
            Some(pairs)
        }
        (_, Json::Object(members)) if style.explode => {
            let pairs = members
                .iter()
                .map(|(name, value)| repeated(&encode(name), value, encode));
            let pairs: Option<Vec<_>> = pairs.collect();
            pairs.map(|pairs| pairs.concat())
        }
        (_, value) if style.explode => repeated(&own, value, encode),
        (form, value) => {
            let list = flat(value, encode)?;
            let is_separated = |text: &String| match form {
                Form::SpaceDelimited => text.contains(['+', ' ']) || text.contains("%20"),
                Form::PipeDelimited => text.contains('|') || text.contains("%7C"),
                _ => false,
            };
            let nested = value.is_array() || value.is_object();
            // There is no way to escape these.
            if nested && list.iter().any(is_separated) {
                return None;
            }
            Some(vec![(own, list.join(style.separator()))])
        }
    }
}

/// A scalar as a pair, and a list as one for each item.
fn repeated(name: &str, value: &Json, encode: Encode) -> Option<Vec<(String, String)>> {
    let items = match value {
        Json::Array(items) => items.as_slice(),
        value => std::slice::from_ref(value),
    };
    let pair = |item| Some((name.to_owned(), encode(&scalar(item)?)));
    items.iter().map(pair).collect()
}

/// The members of an object as `name[member]`, of what is in them as `name[member][member]`. Items
/// have the name of their array, and those that are no scalars their position besides.
fn deep(
    name: &str,
    value: &Json,
    encode: Encode,
    pairs: &mut Vec<(String, String)>,
    depth: usize,
) -> Option<()> {
    if depth > crate::reader::MAX_DEPTH {
        return None;
    }
    let inner = |key: &str| format!("{name}%5B{}%5D", encode(key));
    match value {
        Json::Object(members) => members
            .iter()
            .try_for_each(|(key, value)| deep(&inner(key), value, encode, pairs, depth + 1)),
        Json::Array(items) if items.iter().all(|it| scalar(it).is_some()) => {
            let items = items.iter().filter_map(scalar);
            pairs.extend(items.map(|text| (name.to_owned(), encode(&text))));
            Some(())
        }
        Json::Array(items) => items.iter().enumerate().try_for_each(|(at, value)| {
            deep(&inner(&at.to_string()), value, encode, pairs, depth + 1)
        }),
        value => {
            pairs.push((name.to_owned(), encode(&scalar(value)?)));
            Some(())
        }
    }
}

#[cfg(test)]
mod tests;
