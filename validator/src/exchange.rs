//! Whole HTTP exchanges: a request and its response, checked against the operation that they belong to.

mod body;
pub mod har;
pub mod http;
mod parameters;
mod request;
mod response;
mod route;
mod security;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kontrakt_model::{Description, Direction, Finding, Place, SchemaId, Severity, Sources, Span};

use crate::contract::Contract;
use crate::report::{Entry, Report};
use crate::root::{Parameters, Root};
use crate::validator::Validator;
use route::{Match, Route};

/// A request and its response as they were recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The response, if one came.
    pub response: Option<Response>,
}

/// A request of an [`Exchange`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Text,
    /// The URL, or the path with its query.
    pub target: Text,
    /// The header fields.
    pub fields: Vec<Field>,
    /// The body.
    pub body: Body,
}

/// A response of an [`Exchange`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Where the status code stands.
    pub place: Place,
    /// The header fields.
    pub fields: Vec<Field>,
    /// The body.
    pub body: Body,
}

/// A header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Text,
    /// Its value.
    pub value: Text,
}

/// A body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    Absent,
    /// The text at a place.
    Text(Place),
    /// There is one that cannot be looked at, with why: it was not recorded, or is no text.
    Unseen(&'static str),
}

/// A text of a message, with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    text: String,
    place: Place,
    /// The byte of the source that the text begins at, if it stands there letter by letter.
    start: Option<u32>,
}

impl Text {
    /// A text that stands at a place of one of the sources: as it is, or quoted.
    pub fn new(text: impl Into<String>, place: Place, sources: &Sources) -> Self {
        let text = text.into();
        let source = sources.get(place.source).text();
        let span = place.span.start as usize..place.span.end as usize;
        let written = source.get(span).unwrap_or_default();
        let start = match written.strip_prefix('"') {
            _ if written == text => Some(place.span.start),
            Some(rest) if rest.strip_suffix('"') == Some(&text) => Some(place.span.start + 1),
            _ => None,
        };
        Text { text, place, start }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        self.place
    }

    /// A part of it, which must be one of its slices.
    fn part<'t>(&'t self, part: &'t str) -> Piece<'t> {
        let offset = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize);
        let span = match (self.start, offset) {
            (Some(start), Some(offset)) if offset + part.len() <= self.text.len() => Span::new(
                start as usize + offset,
                start as usize + offset + part.len(),
            ),
            _ => self.place.span,
        };
        Piece { text: part, span }
    }
}

/// A part of a [`Text`], as it is written.
#[derive(Debug, Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    span: Span,
}

impl<'t> Piece<'t> {
    /// A part of it, which must be one of its slices.
    fn part(self, part: &'t str) -> Self {
        let offset = part.as_ptr() as usize - self.text.as_ptr() as usize;
        let is_verbatim = (self.span.end - self.span.start) as usize == self.text.len();
        let start = self.span.start as usize + offset;
        Piece {
            text: part,
            span: match is_verbatim {
                true => Span::new(start, start + part.len()),
                false => self.span,
            },
        }
    }

    fn split(self, separator: &'static [&'static str]) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut rest = self.text;
        loop {
            let next = separator
                .iter()
                .filter_map(|separator| Some((rest.find(separator)?, separator.len())))
                .min();
            let Some((at, length)) = next else {
                parts.push(self.part(rest));
                return parts;
            };
            parts.push(self.part(&rest[..at]));
            rest = &rest[at + length..];
        }
    }

    fn split_once(self, separator: char) -> Option<(Self, Self)> {
        let (before, after) = self.text.split_once(separator)?;
        Some((self.part(before), self.part(after)))
    }
}

/// Checks exchanges against a description.
///
/// Checked are: which operation it is, the parameters, the credentials' presence, the media types, and
/// the bodies in JSON and XML; then whether the status is described, and the response's headers. What cannot
/// be checked, such as a body in another media type, is an info finding.
pub struct Exchanges<'d> {
    description: &'d Description,
    routes: Vec<Route<'d>>,
    requests: Arc<Contract<'d>>,
    responses: Arc<Contract<'d>>,
    validators: Mutex<BTreeMap<(Direction, Subject), Prepared<'d>>>,
}

type Prepared<'d> = Result<Arc<Validator<'d>>, Vec<Finding>>;

/// What a validator is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Schema(SchemaId),
    /// The parameters of the operation at a place.
    Parameters(Place),
}

impl<'d> Exchanges<'d> {
    /// A checker for the exchanges of a description.
    ///
    /// # Errors
    ///
    /// Findings when one of the description's rules cannot be evaluated.
    pub fn new(description: &'d Description) -> Result<Self, Vec<Finding>> {
        let schemas = &description.api.schemas;
        let is_directed = schemas.iter().any(|it| it.read_only || it.write_only);
        let contract = |direction| Contract::new(description, Some(direction)).map(Arc::new);
        let requests = contract(Direction::Request)?;
        let responses = match is_directed {
            true => contract(Direction::Response)?,
            false => Arc::clone(&requests),
        };
        Ok(Exchanges {
            description,
            routes: route::routes(&description.api),
            requests,
            responses,
            validators: Mutex::default(),
        })
    }

    /// What is wrong with an exchange, and what was not checked, in the order of the text.
    pub fn check(&self, exchange: &Exchange, sources: &Sources) -> Report {
        let mut report = Report::default();
        match route::find(&self.routes, &exchange.request) {
            Ok(found) => self.check_found(exchange, &found, sources, &mut report),
            Err(finding) => report.entries.push(Entry::from(finding)),
        }
        report.entries.sort_by_key(|entry| entry.finding.place);
        report
    }

    fn check_found(
        &self,
        exchange: &Exchange,
        found: &[Match<'d, '_>],
        sources: &Sources,
        report: &mut Report,
    ) {
        let status = exchange.response.as_ref().map(|response| response.status);
        let asked = found.iter().map(|found| {
            let mut report = Report::of(found.remark.clone());
            request::check(self, &exchange.request, found, status, sources, &mut report);
            (found, report)
        });
        // Of operations at one place it is the one whose description the request breaks least.
        let Some((found, asked)) = asked.min_by_key(|(_, report)| report.count(Severity::Error))
        else {
            return;
        };
        report.extend(asked);
        if let Some(response) = &exchange.response {
            let method = exchange.request.method.as_str();
            response::check(self, response, found.operation, method, sources, report);
        }
    }

    /// The validator for a schema, made when it is first asked for.
    fn schema(&self, direction: Direction, schema: SchemaId) -> Prepared<'d> {
        self.prepared((direction, Subject::Schema(schema)), |_| {
            Root::Schema(schema)
        })
    }

    /// The validator for the parameters of an operation.
    fn parameters(&self, operation: &'d kontrakt_model::api::Operation) -> Prepared<'d> {
        let subject = Subject::Parameters(operation.location.place());
        self.prepared((Direction::Request, subject), |contract| {
            Root::Parameters(Parameters::new(operation, &contract.rules))
        })
    }

    fn prepared(
        &self,
        key: (Direction, Subject),
        root: impl FnOnce(&Contract<'d>) -> Root<'d>,
    ) -> Prepared<'d> {
        let mut validators = self
            .validators
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let entry = validators.entry(key).or_insert_with(|| {
            let contract = match key.0 {
                Direction::Request => &self.requests,
                Direction::Response => &self.responses,
            };
            let validator = Validator::new(Arc::clone(contract), root(contract));
            validator.map(Arc::new).map_err(|finding| vec![finding])
        });
        entry.clone()
    }
}

impl Report {
    fn push(&mut self, finding: Finding) {
        self.entries.push(Entry::from(finding));
    }
}

/// The values of the header fields with a name.
fn values<'f>(fields: &'f [Field], name: &str) -> Vec<&'f Text> {
    fields
        .iter()
        .filter(|field| field.name.as_str().eq_ignore_ascii_case(name))
        .map(|field| &field.value)
        .collect()
}
