//! The calls of the operations of a description, with values made from its schemas.

use std::collections::BTreeSet;

use kontrakt_codegen::Plan;
use kontrakt_codegen::plan::bodies::{Content, Form};
use kontrakt_codegen::plan::headers::members;
use kontrakt_codegen::plan::multipart::{Multipart, PartContent, Rest};
use kontrakt_codegen::plan::operations::Operation;
use kontrakt_codegen::plan::parameters::{Parameter, Styled, Wire};
use kontrakt_codegen::plan::responses::Case;
use kontrakt_codegen::plan::routes::shape;
use kontrakt_codegen::plan::types::{Kind, TypeId};
use kontrakt_model::api::{self, MediaType, ParameterIn, Status, Type};
use kontrakt_model::{Api, Direction, SchemaId};
use kontrakt_probe::loopback::{Answer, Call};
use serde_json::{Map, Value, json};

use crate::judge::Judge;
use crate::shape::plain;

/// Makes the calls of one description.
pub(crate) struct Calls<'d> {
    pub(crate) api: &'d Api,
    pub(crate) plan: &'d Plan,
    pub(crate) judge: Judge<'d>,
}

type Made = Result<Value, String>;

impl<'d> Calls<'d> {
    /// The calls of an operation: one for each of its answers, and for each way to ask. Otherwise
    /// why there is none.
    pub(super) fn of(&mut self, operation: &'d Operation) -> Result<Vec<Call>, String> {
        if operation.route.only_aliases || self.is_hidden(operation) {
            return Err("nothing tells its requests from those of another operation".to_owned());
        }
        let described = self.described(operation)?;
        if operation.parameters.iter().any(says_length) {
            return Err("how long the body is must be said before it is made".to_owned());
        }
        let requests = self.requests(operation, described)?;
        let answers = self.answers(operation, described)?;
        let most = requests.len().max(answers.len());
        let call = |at: usize| {
            Some(Call {
                operation: plain(operation.ident.as_str()).to_owned(),
                request: requests.get(at % requests.len())?.clone(),
                answer: answers.get(at % answers.len())?.clone(),
            })
        };
        Ok((0..most).filter_map(call).collect())
    }

    /// What can be asked of an operation: the least, all, and with each media type of the body.
    pub(crate) fn asked(
        &mut self,
        operation: &'d Operation,
    ) -> Result<Vec<Map<String, Value>>, String> {
        let described = self.described(operation)?;
        self.requests(operation, described)
    }

    /// What the description says of an operation.
    pub(crate) fn described(&self, operation: &Operation) -> Result<&'d api::Operation, String> {
        let mut all = self.api.operations.iter();
        let it = all.find(|it| it.method == operation.method && it.path == operation.path);
        it.ok_or_else(|| "it is not described".to_owned())
    }

    /// Whether an operation before has the same route.
    fn is_hidden(&self, operation: &Operation) -> bool {
        let before = self.plan.operations.iter();
        let mut before = before.take_while(|it| it.ident != operation.ident);
        before.any(|it| {
            it.method == operation.method
                && shape(&it.route.path) == shape(&operation.route.path)
                && it.route.needs == operation.route.needs
        })
    }

    /// The least that can be asked, all that can be, and with each media type of the body.
    fn requests(
        &mut self,
        operation: &'d Operation,
        described: &'d api::Operation,
    ) -> Result<Vec<Map<String, Value>>, String> {
        let media_types = operation
            .body
            .as_ref()
            .map_or(1, |body| body.contents.len());
        let mut requests: Vec<Map<String, Value>> = Vec::new();
        for (full, at) in std::iter::once((false, 0)).chain((0..media_types).map(|at| (true, at))) {
            let mut request = Map::new();
            for parameter in &operation.parameters {
                if !(parameter.required || full) {
                    continue;
                }
                match self.parameter(parameter, described, full) {
                    Ok(value) => {
                        request.insert(plain(parameter.ident.as_str()).to_owned(), value);
                    }
                    Err(error) if parameter.required => {
                        return Err(format!("parameter `{}`: {error}", parameter.name));
                    }
                    Err(_) => {}
                }
            }
            if let Some(body) = &operation.body
                && (body.required || full)
                && let Some(content) = body.contents.get(at)
            {
                let described = described.request_body.as_ref();
                let media_types = described.map_or(&[][..], |it| &it.content);
                let value = self
                    .body(content, media_types, Direction::Request, full)
                    .map_err(|error| format!("body: {error}"))?;
                let value = match body.choice {
                    Some(choice) => self.chosen(choice, content, value),
                    None => value,
                };
                request.insert("body".to_owned(), value);
            }
            if !requests.contains(&request) {
                requests.push(request);
            }
        }
        Ok(requests)
    }

    fn parameter(&mut self, parameter: &Parameter, described: &api::Operation, full: bool) -> Made {
        let mut all = described.parameters.iter();
        let described = all.find(|it| it.name == parameter.name && it.place == parameter.place);
        match described.and_then(|it| it.schema) {
            Some(schema) if !parameter.wire.is_raw() => self.judge.parameter(schema, full),
            _ => Ok(json!("text")),
        }
    }

    /// The value under the name of the first media type that has the same Rust type.
    fn chosen(&self, choice: TypeId, content: &Content, value: Value) -> Value {
        let contents = match self.plan.item(choice).map(|item| &item.kind) {
            Some(Kind::Body(contents)) => contents.as_slice(),
            _ => &[],
        };
        let same = |it: &&Content| it.form.carried() == content.form.carried();
        let name = contents.iter().find(same).unwrap_or(content).ident.as_str();
        json!({ name: value })
    }

    fn body(
        &mut self,
        content: &Content,
        described: &[MediaType],
        direction: Direction,
        full: bool,
    ) -> Made {
        let is_it = |media: &&MediaType| {
            let name = media.name.split(';').next().unwrap_or_default().trim();
            name.eq_ignore_ascii_case(&content.media_type)
                || name.eq_ignore_ascii_case(&content.sent)
        };
        let media = described
            .iter()
            .find(|media| media.name == content.media_type);
        let media = media.or_else(|| described.iter().find(is_it));
        let schema = media.and_then(|media| media.schema);
        match &content.form {
            Form::Text => Ok(json!("text")),
            Form::Bytes => Ok(json!("bytes")),
            Form::Json(_) | Form::Xml(_) | Form::UrlEncoded(_) => match schema {
                Some(schema) => self.judge.value((schema, direction), full),
                None => Ok(json!({ "key": "text" })),
            },
            Form::Multipart(id) => match self.plan.item(*id).map(|item| &item.kind) {
                Some(Kind::Multipart(form)) => self.form(form, schema, full),
                _ => Err("there is no form".to_owned()),
            },
            Form::Events { text: true, .. } => Ok(json!(["text"])),
            Form::Items(_) | Form::Events { .. } => {
                let Some(item) = media.and_then(|media| self.item(media)) else {
                    return Ok(json!([{ "key": "text" }]));
                };
                Ok(json!([self.judge.value((item, direction), full)?]))
            }
        }
    }

    /// The schema of an item of a sequence: of an event that is its `data`.
    fn item(&self, media: &MediaType) -> Option<SchemaId> {
        const EVENT: [&str; 4] = ["data", "event", "id", "retry"];
        let stated = self.api.resolved(media.item_schema.or(media.schema)?);
        let schema = self.api.schema(stated);
        let mut members = schema.properties.iter();
        let is_event = media.item_schema.is_some()
            || members
                .clone()
                .all(|(name, _)| EVENT.contains(&name.as_str()));
        let data = members.find(|(name, _)| name == "data" && is_event);
        match data {
            Some((_, data)) if media.name.starts_with("text/event-stream") => Some(*data),
            _ if media.item_schema.is_none() && *schema.types == [Type::Array] => schema.items,
            _ => Some(stated),
        }
    }

    /// The parts of a form by their names in Rust.
    fn form(&mut self, form: &Multipart, schema: Option<SchemaId>, full: bool) -> Made {
        let whole = match schema {
            Some(schema) => self.judge.value((schema, Direction::Request), full)?,
            None => json!({}),
        };
        let mut parts = Map::new();
        for part in &form.parts {
            let is_file = matches!(part.held.content, PartContent::File(_));
            let value = match whole.get(&part.name) {
                // One that is required and has no property may be there several times.
                Some(value) if is_file && part.held.many && value.is_string() => json!([value]),
                Some(value) => value.clone(),
                None if !part.required => continue,
                None if is_file && part.held.many => json!(["text"]),
                None if is_file => json!("text"),
                None => return Err(format!("part `{}` has no value", part.name)),
            };
            parts.insert(plain(part.ident.as_str()).to_owned(), value);
        }
        // A map of values is one that has none; one of files is left empty by whoever makes it.
        if matches!(&form.rest, Rest::Kept(held) if matches!(held.content, PartContent::Value(_))) {
            parts.insert("additional_properties".to_owned(), json!({}));
        }
        Ok(Value::Object(parts))
    }

    /// What can be answered.
    fn answers(
        &mut self,
        operation: &'d Operation,
        described: &'d api::Operation,
    ) -> Result<Vec<Answer>, String> {
        let mut answers = Vec::new();
        let known: BTreeSet<u16> = described.responses.iter().filter_map(code).collect();
        for case in &operation.responses.cases {
            let response = described
                .responses
                .iter()
                .find(|it| it.status == case.status);
            let contents = response.map_or(&[][..], |it| &it.content);
            let status = status(case.status, &known, &described.responses);
            // What is no final answer comes before one, and is not for an application to send.
            let Some(status) = status.filter(|it| *it >= 200) else {
                continue;
            };
            let body = match case.contents.first() {
                Some(_) if matches!(status, 204 | 205 | 304) => None,
                Some(content) => Some(
                    self.body(content, contents, Direction::Response, true)
                        .map_err(|error| format!("answer {status}: {error}"))?,
                ),
                None => None,
            };
            if body.is_none() && !case.contents.is_empty() && !case.optional {
                continue;
            }
            answers.push(Answer {
                variant: variant(case),
                names: vec![variant(case), case.ident.to_string()],
                status,
                body,
                headers: self
                    .headers(case, response)
                    .map_err(|error| format!("answer {status}: {error}"))?,
            });
        }
        if answers.is_empty() && operation.responses.cases.is_empty() {
            answers.push(Answer {
                variant: "Other".to_owned(),
                names: Vec::new(),
                status: 200,
                body: Some(json!("")),
                headers: Vec::new(),
            });
        }
        match answers.is_empty() {
            true => Err("it has no final answer".to_owned()),
            false => Ok(answers),
        }
    }

    /// The headers of an answer, each with a value.
    fn headers(
        &mut self,
        case: &Case,
        described: Option<&api::Response>,
    ) -> Result<Vec<(String, String)>, String> {
        let planned = case.headers.map(|at| members(&self.plan.headers, at));
        let mut fields = Vec::new();
        for header in planned.into_iter().flatten() {
            let lower = header.name.to_ascii_lowercase();
            if OF_THE_TRANSPORT.contains(&lower.as_str()) && !header.required {
                continue;
            }
            let mut all = described.iter().flat_map(|it| &it.headers);
            let schema = all.find(|it| it.name == header.name);
            let text = match schema.and_then(|it| it.schema) {
                _ if header.wire == Wire::Cookies => "a=1; Path=/".to_owned(),
                Some(schema) if !header.wire.is_raw() => match self.judge.parameter(schema, true) {
                    Ok(value) => simple(&value, &header.wire),
                    Err(_) if !header.required => continue,
                    Err(error) => return Err(format!("`{}`: {error}", header.name)),
                },
                _ => "text".to_owned(),
            };
            fields.push((header.name.clone(), text));
        }
        Ok(fields)
    }
}

/// A value in the style `simple`, or as JSON.
fn simple(value: &Value, wire: &Wire) -> String {
    let scalar = |value: &Value| match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let explode = match wire {
        Wire::Styled(Styled { style: None, .. }) => return value.to_string(),
        Wire::Styled(styled) => styled.explode,
        _ => false,
    };
    let sign = if explode { "=" } else { "," };
    let texts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(scalar).collect(),
        Value::Object(members) => {
            let pair = |(name, value): (&String, &Value)| [name, sign, &scalar(value)].concat();
            members.iter().map(pair).collect()
        }
        value => vec![scalar(value)],
    };
    texts.join(",")
}

/// Headers that say how an answer is sent, and so have one right value.
const OF_THE_TRANSPORT: [&str; 4] = [
    "connection",
    "content-encoding",
    "content-length",
    "transfer-encoding",
];

fn code(response: &api::Response) -> Option<u16> {
    match response.status {
        Status::Code(code) => Some(code),
        _ => None,
    }
}

/// A status code that a response is for and no other one is.
fn status(status: Status, known: &BTreeSet<u16>, all: &[api::Response]) -> Option<u16> {
    let is_free = |code: &u16| !known.contains(code) && !matches!(code, 204 | 205 | 304);
    match status {
        Status::Code(code) => Some(code),
        Status::Range(digit) => {
            let start = u16::from(digit) * 100;
            (start..start + 100).find(is_free)
        }
        Status::Default => {
            let in_range = |code: &u16| {
                all.iter().any(|it| match it.status {
                    Status::Range(digit) => code / 100 == u16::from(digit),
                    _ => false,
                })
            };
            (500..600)
                .chain(400..500)
                .find(|code| is_free(code) && !in_range(code))
        }
    }
}

/// What the variant of a case is called.
fn variant(case: &Case) -> String {
    match (case.status, &case.suffix) {
        (Status::Default, Some(suffix)) => format!("Other{suffix}"),
        (Status::Default, None) => "Other".to_owned(),
        _ => case.ident.to_string(),
    }
}

/// Whether a parameter is the length of the body, which any value but the right one breaks.
fn says_length(parameter: &Parameter) -> bool {
    parameter.place == ParameterIn::Header && parameter.name.eq_ignore_ascii_case("content-length")
}
