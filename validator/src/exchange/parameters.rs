//! The parameters of a request: from text in the style of each to values.

mod objects;
mod querystring;

use std::borrow::Cow;
use std::collections::BTreeSet;

use kontrakt_model::api::{Header, Parameter, ParameterIn, Style, Type};
use kontrakt_model::{
    Diagnostics, Finding, Format, Node, Number, Object, Place, Purpose, SchemaId, Source, SourceId,
    Span, Value, parse_as, percent_decoded,
};

pub(super) use objects::{deep_key, properties};

use super::Piece;
use super::route::Pair;
use crate::codes;
use crate::rulebook::Rulebook;
use crate::shown::shown_name;

/// Decodes a name or a value of a query; `None` when it is not UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    percent_decoded(&text.replace('+', " ")).map(Cow::into_owned)
}

/// What a request gives as parameters.
pub(super) struct Given<'g, 'r> {
    /// The variables of the path.
    pub(super) path: &'g [(String, Piece<'r>)],
    /// The pairs of the query.
    pub(super) query: &'g [Pair<'r>],
    /// The names in the query that are no part of a parameter that is all of it.
    pub(super) beside: Vec<&'g str>,
    /// The query as a whole.
    pub(super) whole_query: Option<Piece<'r>>,
    /// The header fields.
    pub(super) fields: Vec<(String, Piece<'r>)>,
    /// The cookies.
    pub(super) cookies: Vec<Pair<'r>>,
    pub(super) source: SourceId,
}

/// How the text of a value is encoded.
#[derive(Clone, Copy)]
enum Encoding {
    Path,
    Query,
    None,
}

impl Encoding {
    fn decode(self, text: &str) -> Option<String> {
        match self {
            Encoding::Path => percent_decoded(text).map(Cow::into_owned),
            Encoding::Query => decode(text),
            Encoding::None => Some(text.to_owned()),
        }
    }
}

/// Reads one parameter; `None` where the request does not have it.
///
/// # Errors
///
/// A finding when its text is not in the parameter's style.
pub(super) fn read(
    parameter: &Parameter,
    given: &Given<'_, '_>,
    book: &Rulebook<'_>,
) -> Result<Option<Node>, Finding> {
    let reading = Reading {
        parameter,
        book,
        source: given.source,
        encoding: match parameter.place {
            // JSON as a query string knows no `+` for a space.
            ParameterIn::Path | ParameterIn::Querystring => Encoding::Path,
            ParameterIn::Query => Encoding::Query,
            ParameterIn::Header | ParameterIn::Cookie => Encoding::None,
        },
    };
    let schemas = reading.alternatives(parameter.schema);
    if parameter.place == ParameterIn::Querystring {
        return reading.whole(given, &schemas);
    }
    reading.styled(given, &schemas)
}

/// Reads a header of a response, which is written in the style `simple`.
///
/// # Errors
///
/// A finding when its text is not in that style.
pub(super) fn read_header(
    header: &Header,
    pieces: &[Piece<'_>],
    source: SourceId,
    book: &Rulebook<'_>,
) -> Result<Option<Node>, Finding> {
    let parameter = header.as_parameter();
    let given = Given {
        path: &[],
        query: &[],
        beside: Vec::new(),
        whole_query: None,
        fields: pieces
            .iter()
            .map(|piece| (header.name.clone(), *piece))
            .collect(),
        cookies: Vec::new(),
        source,
    };
    read(&parameter, &given, book)
}

/// The texts that a request has under the parameter's name.
fn pieces<'r>(parameter: &Parameter, given: &Given<'_, 'r>) -> Vec<Piece<'r>> {
    let name = parameter.name.as_str();
    let named = |pairs: &[Pair<'r>]| {
        let pairs = pairs.iter().filter(|pair| pair.name == name);
        pairs.map(|pair| pair.value).collect()
    };
    match parameter.place {
        ParameterIn::Path => {
            let own = given.path.iter().filter(|(other, _)| other == name);
            own.map(|(_, piece)| *piece).collect()
        }
        ParameterIn::Query => named(given.query),
        ParameterIn::Cookie => named(&given.cookies),
        ParameterIn::Querystring => given.whole_query.into_iter().collect(),
        ParameterIn::Header => {
            let own = given
                .fields
                .iter()
                .filter(|(other, _)| other.eq_ignore_ascii_case(name));
            own.map(|(_, piece)| *piece).collect()
        }
    }
}

/// The reading of one parameter.
struct Reading<'p> {
    parameter: &'p Parameter,
    book: &'p Rulebook<'p>,
    source: SourceId,
    encoding: Encoding,
}

impl Reading<'_> {
    /// A value in the parameter's style, or of its media type.
    fn styled(
        &self,
        given: &Given<'_, '_>,
        schemas: &BTreeSet<SchemaId>,
    ) -> Result<Option<Node>, Finding> {
        let parameter = self.parameter;
        if parameter.style == Style::DeepObject {
            return self.deep_object(given.query, schemas);
        }
        let is_form = matches!(parameter.style, Style::Form | Style::Cookie);
        let is_styled = parameter.media_type.is_none();
        if is_styled && parameter.explode && is_form && self.is_object(schemas) {
            let pairs = match parameter.place {
                ParameterIn::Cookie => &given.cookies,
                _ => given.query,
            };
            return self.members(pairs, schemas);
        }
        let pieces = pieces(parameter, given);
        let Some(first) = pieces.first().copied() else {
            return Ok(None);
        };
        if !is_styled {
            return self.content(first).map(Some);
        }
        let value = if self.is_list(schemas) {
            self.list(&pieces, schemas)?
        } else if pieces.len() > 1 {
            let [.., last] = pieces[..] else {
                return Ok(None);
            };
            return Err(self.wrong(last, "is given more than once"));
        } else if self.is_object(schemas) {
            self.object(first, schemas)?
        } else {
            self.scalar(self.without_prefix(first)?, schemas)?
        };
        Ok(Some(value))
    }

    /// The schemas that say something about a value, whichever branch of a union it takes.
    fn alternatives(&self, schema: Option<SchemaId>) -> BTreeSet<SchemaId> {
        self.book.with_branches(schema)
    }

    fn types(&self, schemas: &BTreeSet<SchemaId>) -> BTreeSet<Type> {
        let schemas = schemas.iter().map(|&id| self.book.api().schema(id));
        schemas
            .flat_map(|schema| schema.types.iter().copied())
            .collect()
    }

    fn is_list(&self, schemas: &BTreeSet<SchemaId>) -> bool {
        self.types(schemas).contains(&Type::Array)
    }

    fn below(&self, schemas: &BTreeSet<SchemaId>, token: &str) -> BTreeSet<SchemaId> {
        let below = schemas.iter().flat_map(|&id| self.book.below(id, token));
        self.book.with_branches(below)
    }

    fn wrong(&self, at: Piece<'_>, what: &str) -> Finding {
        let place = Place {
            source: self.source,
            span: at.span,
        };
        let parameter = self.parameter;
        let message = format!(
            "the {} parameter {} {what}",
            parameter.place.word(),
            shown_name(&parameter.name)
        );
        Finding::error(codes::PARAMETER, message)
            .at(place, "cannot be read")
            .related(
                parameter.location.place(),
                "the parameter is described here",
            )
    }

    fn decode(&self, piece: Piece<'_>) -> Result<String, Finding> {
        let decoded = self.encoding.decode(piece.text);
        decoded.ok_or_else(|| self.wrong(piece, "is not UTF-8 once decoded"))
    }

    fn node(&self, span: Span, value: Value) -> Node {
        Node { span, value }
    }

    fn scalar(&self, piece: Piece<'_>, schemas: &BTreeSet<SchemaId>) -> Result<Node, Finding> {
        let text = self.decode(piece)?;
        let types = self.types(schemas);
        let is_number = types.contains(&Type::Integer) || types.contains(&Type::Number);
        let value = match &*text {
            "true" | "false" if types.contains(&Type::Boolean) => Value::Bool(text == "true"),
            "null" if types.contains(&Type::Null) && !types.contains(&Type::String) => Value::Null,
            _ => match number(&text).filter(|_| is_number) {
                Some(number) => Value::Number(number),
                None => Value::String(text.into()),
            },
        };
        Ok(self.node(piece.span, value))
    }

    /// What follows the sign that the styles `label` and `matrix` begin with.
    fn without_prefix<'r>(&self, piece: Piece<'r>) -> Result<Piece<'r>, Finding> {
        let name = &self.parameter.name;
        let rest = match self.parameter.style {
            Style::Label => piece.text.strip_prefix('.'),
            Style::Matrix => {
                let rest = piece.text.strip_prefix(';');
                rest.and_then(|rest| rest.strip_prefix(name.as_str())?.strip_prefix('='))
            }
            _ => Some(piece.text),
        };
        match rest {
            Some(rest) => Ok(piece.part(rest)),
            None if self.parameter.style == Style::Label => {
                Err(self.wrong(piece, "must begin with `.`"))
            }
            None => Err(self.wrong(piece, "must have the form `;name=value`")),
        }
    }

    /// The parts that the style separates.
    fn parts<'r>(&self, piece: Piece<'r>) -> Result<Vec<Piece<'r>>, Finding> {
        let parameter = self.parameter;
        let separators: &'static [&'static str] = match (parameter.style, parameter.explode) {
            (Style::SpaceDelimited, _) => &["%20", "+", " "],
            (Style::PipeDelimited, _) => &["%7C", "%7c", "|"],
            (Style::Label, true) => &["."],
            (Style::Matrix, true) => &[";"],
            _ => &[","],
        };
        let is_matrix = (parameter.style, parameter.explode) == (Style::Matrix, true);
        let piece = match is_matrix {
            true => match piece.text.strip_prefix(';') {
                Some(rest) => piece.part(rest),
                None => return Err(self.wrong(piece, "must begin with `;`")),
            },
            false => self.without_prefix(piece)?,
        };
        if piece.text.is_empty() {
            return Ok(Vec::new());
        }
        let parts = piece.split(separators).into_iter();
        Ok(match parameter.place {
            ParameterIn::Header => parts.map(|part| part.part(part.text.trim())).collect(),
            _ => parts.collect(),
        })
    }

    fn list(&self, pieces: &[Piece<'_>], schemas: &BTreeSet<SchemaId>) -> Result<Node, Finding> {
        let parameter = self.parameter;
        let in_pairs = matches!(parameter.place, ParameterIn::Query | ParameterIn::Cookie);
        let is_repeated = parameter.explode && in_pairs || parameter.place == ParameterIn::Header;
        let items: Vec<Piece<'_>> = match pieces {
            several if parameter.explode && in_pairs => several.to_vec(),
            [_, .., last] if !is_repeated => {
                return Err(self.wrong(*last, "is given more than once"));
            }
            several => {
                let parts: Result<Vec<_>, _> = several.iter().map(|it| self.parts(*it)).collect();
                parts?.into_iter().flatten().collect()
            }
        };
        let mut nodes = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let item = match (parameter.style, parameter.explode) {
                (Style::Matrix, true) => item.split_once('=').map_or(item, |(_, value)| value),
                _ => item,
            };
            let schemas = self.below(schemas, &index.to_string());
            nodes.push(self.scalar(item, &schemas)?);
        }
        let whole = pieces.first().map(|piece| piece.span).unwrap_or_default();
        Ok(self.node(whole, Value::Array(nodes)))
    }

    /// A parameter that is a document of its own.
    fn content(&self, piece: Piece<'_>) -> Result<Node, Finding> {
        let text = self.decode(piece)?;
        let mut diagnostics = Diagnostics::new();
        let source = Source::new("parameter", text, Format::Json);
        let node = parse_as(Purpose::Payload, &source, self.source, &mut diagnostics);
        match (node, diagnostics.findings().first()) {
            (Some(mut node), None) => {
                set_span(&mut node, piece.span);
                Ok(node)
            }
            (_, finding) => {
                let why = finding
                    .map(|finding| finding.message.as_str())
                    .unwrap_or_default();
                Err(self.wrong(piece, "is no JSON").help(why))
            }
        }
    }
}

/// A number in JSON's notation.
fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return None;
    }
    let source = Source::new("number", text, Format::Json);
    let mut diagnostics = Diagnostics::new();
    let node = parse_as(Purpose::Payload, &source, SourceId(0), &mut diagnostics)?;
    node.as_number()
        .filter(|number| number.literal() == text)
        .cloned()
}

/// Lets a value and all in it stand at one place.
fn set_span(node: &mut Node, span: Span) {
    node.span = span;
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| set_span(item, span)),
        Value::Object(object) => {
            let mut members = object.members().to_vec();
            for member in &mut members {
                member.name_span = span;
                set_span(&mut member.value, span);
            }
            *object = Object::new(members);
        }
        _ => {}
    }
}
