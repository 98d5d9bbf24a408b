//! Values of schemas that the validator agrees to.

use std::collections::BTreeMap;

use kontrakt_model::direction::Directed;
use kontrakt_model::{
    Description, Diagnostics, Direction, Format, Purpose, SchemaId, Source, SourceId, directed,
    parse_as,
};
use kontrakt_validator::{Validator, Validators};
use serde_json::{Value, json};

use crate::values::{self, Wish};

/// A schema of the description, and which way its values go.
pub(crate) type Subject = (SchemaId, Direction);

/// Makes values and judges them.
pub(crate) struct Judge<'d> {
    description: &'d Description,
    directed: Option<Directed>,
    validators: BTreeMap<Option<Direction>, Validators<'d>>,
    known: BTreeMap<Subject, Result<Validator<'d>, String>>,
    made: BTreeMap<(Subject, bool), Result<Value, String>>,
}

impl<'d> Judge<'d> {
    pub(crate) fn new(description: &'d Description) -> Self {
        Judge {
            description,
            directed: directed(&description.api),
            validators: BTreeMap::new(),
            known: BTreeMap::new(),
            made: BTreeMap::new(),
        }
    }

    /// A valid value, with all that is optional or without; otherwise why there is none.
    pub(crate) fn value(&mut self, subject: Subject, full: bool) -> Result<Value, String> {
        if let Some(made) = self.made.get(&(subject, full)) {
            return made.clone();
        }
        let made = self.make(subject, full);
        self.made.insert((subject, full), made.clone());
        made
    }

    /// A valid value for a parameter. Of an empty list or text nothing is on the wire, and one item is
    /// not told from a list of it, so that it is a list with an item where the schema allows one.
    pub(crate) fn parameter(&mut self, schema: SchemaId, full: bool) -> Result<Value, String> {
        let subject = (schema, Direction::Request);
        let is_empty = |value: &Value| match value {
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::String(text) => text.is_empty(),
            Value::Null => true,
            _ => false,
        };
        let value = self.value(subject, full)?;
        let value = match is_empty(&value) {
            true => self.value(subject, true)?,
            false => value,
        };
        let list = json!([value]);
        match value {
            value if is_empty(&value) => Err("only an empty value can be thought of".to_owned()),
            Value::Array(_) | Value::Object(_) => Ok(value),
            // Where objects are allowed too, nothing is said of what it is, and it is read as text.
            value => match self.allows(subject, &list) && !self.allows(subject, &json!({})) {
                true => Ok(list),
                false => Ok(value),
            },
        }
    }

    /// Whether the validator agrees to a value.
    pub(crate) fn allows(&mut self, subject: Subject, value: &Value) -> bool {
        let validator = self.validator(subject);
        validator.is_ok_and(|validator| broken(validator, value).is_none())
    }

    /// The schema of the model in which each is as it goes over the wire.
    fn seen(&self, (schema, direction): Subject) -> (SchemaId, Option<Direction>) {
        match &self.directed {
            Some(directed) => directed.seen(schema, Some(direction)),
            None => (schema, None),
        }
    }

    fn validator(&mut self, subject: Subject) -> Result<&Validator<'d>, String> {
        let (_, direction) = self.seen(subject);
        if !self.known.contains_key(&subject) {
            let made = self.new_validator(subject.0, direction);
            self.known.insert(subject, made);
        }
        match self.known.get(&subject) {
            Some(Ok(validator)) => Ok(validator),
            Some(Err(error)) => Err(error.clone()),
            None => Err("there is no validator".to_owned()),
        }
    }

    fn new_validator(
        &mut self,
        schema: SchemaId,
        direction: Option<Direction>,
    ) -> Result<Validator<'d>, String> {
        if !self.validators.contains_key(&direction) {
            let made = Validators::new(self.description, direction).map_err(|findings| {
                let messages = findings.into_iter().map(|it| it.message);
                messages.collect::<String>()
            })?;
            self.validators.insert(direction, made);
        }
        let validators = self.validators.get(&direction);
        let validators = validators.ok_or("there are no validators")?;
        let made = validators.for_schema(schema);
        made.map_err(|finding| finding.message)
    }

    fn make(&mut self, subject: Subject, full: bool) -> Result<Value, String> {
        let (schema, _) = self.seen(subject);
        let mut reason = None;
        for wish in Wish::tries(full) {
            let api = match &self.directed {
                Some(directed) => &directed.api,
                None => &self.description.api,
            };
            let Some(value) = values::make(api, schema, wish) else {
                continue;
            };
            match broken(self.validator(subject)?, &value) {
                None => return Ok(value),
                Some(broken) => reason = reason.or(Some(broken)),
            }
        }
        Err(reason.unwrap_or_else(|| "no value can be thought of".to_owned()))
    }
}

/// The first rule that a value breaks.
fn broken(validator: &Validator<'_>, value: &Value) -> Option<String> {
    let source = Source::new("value.json", value.to_string(), Format::Json);
    let mut diagnostics = Diagnostics::new();
    let node = parse_as(Purpose::Payload, &source, SourceId(0), &mut diagnostics)?;
    let report = validator.check(&node, SourceId(0));
    let (pointer, keyword) = report.broken().into_iter().next()?;
    let node = node
        .pointer(pointer)
        .map_or(Value::Null, |node| node.to_json());
    Some(format!("`{keyword}` refuses {node}"))
}
