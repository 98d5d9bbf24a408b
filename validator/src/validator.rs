//! The check of a payload against a schema of a description.

use std::borrow::Cow;
use std::sync::Arc;

use kontrakt::Clock;
use kontrakt_model::api::Type;
use kontrakt_model::direction::Withheld;
use kontrakt_model::{
    Description, Diagnostics, Direction, Finding, Format, Node, Place, Purpose, SchemaId, Source,
    SourceId, parse_as,
};

use crate::aliases::Renamed;
use crate::breach::{self, Breach, Detail};
use crate::contract::Contract;
use crate::engine::{Tree, whole};
use crate::explain::{Setting, explain};
use crate::format::{self, Range};
use crate::payload::{self, Survey};
use crate::report::{Entry, Report};
use crate::root::{Parameters, Root};
use crate::rulebook::Rulebook;
use crate::rules::Rulebase;
use crate::shown::{shown, subject};
use crate::{aliases, codes, direction, target, text};

/// Checks payloads against one schema of a description.
pub struct Validator<'d> {
    contract: Arc<Contract<'d>>,
    engine: jsonschema::Validator<Tree>,
    root: Root<'d>,
    /// Whether members may have other names.
    has_aliases: bool,
    /// Another clock than that of the caller.
    clock: Option<Clock>,
}

/// Makes validators for many schemas of one description, which is read once for all.
pub struct Validators<'d> {
    contract: Arc<Contract<'d>>,
}

impl<'d> Validators<'d> {
    /// For the schemas of a description, and what goes in a direction if one is given.
    ///
    /// # Errors
    ///
    /// Findings when one of the description's rules cannot be evaluated.
    pub fn new(
        description: &'d Description,
        direction: Option<Direction>,
    ) -> Result<Self, Vec<Finding>> {
        let contract = Arc::new(Contract::new(description, direction)?);
        Ok(Validators { contract })
    }

    /// A validator for a schema of the description.
    ///
    /// # Errors
    ///
    /// A finding when the schema cannot be evaluated.
    pub fn for_schema(&self, schema: SchemaId) -> Result<Validator<'d>, Finding> {
        Validator::new(Arc::clone(&self.contract), Root::Schema(schema))
    }
}

impl<'d> Validator<'d> {
    /// A validator for the request body of an operation, named by its `operationId` or by method and
    /// path such as `POST /orders`.
    ///
    /// # Errors
    ///
    /// Findings when there is no such operation, when it takes no JSON, or when the description has
    /// rules that cannot be evaluated.
    pub fn for_operation(
        description: &'d Description,
        operation: &str,
    ) -> Result<Self, Vec<Finding>> {
        let operation =
            target::operation(&description.api, operation).map_err(|finding| vec![finding])?;
        let schema = target::request_body(operation).map_err(|finding| vec![finding])?;
        // A webhook comes from the owner of the data.
        let mut operations = description.api.operations.iter();
        let direction = match operations.any(|it| std::ptr::eq(it, operation)) {
            true => Direction::Request,
            false => Direction::Response,
        };
        Self::of_schema(description, schema, Some(direction))
    }

    /// A validator for the schema at a JSON pointer in the description, such as
    /// `/components/schemas/Order`, or `Order` for short.
    ///
    /// # Errors
    ///
    /// Findings when no schema is there, or when the description has rules that cannot be evaluated.
    pub fn for_pointer(description: &'d Description, pointer: &str) -> Result<Self, Vec<Finding>> {
        let schema = target::schema(&Rulebook::new(description), pointer)
            .map_err(|finding| vec![finding])?;
        Self::for_schema(description, schema)
    }

    /// The same for what goes in a direction: members that go only the other way (`readOnly`,
    /// `writeOnly`) may be missing, are not looked at, and are a warning.
    ///
    /// # Errors
    ///
    /// Findings when no schema is there, or when the description has rules that cannot be evaluated.
    pub fn for_pointer_in(
        description: &'d Description,
        pointer: &str,
        direction: Direction,
    ) -> Result<Self, Vec<Finding>> {
        let schema = target::schema(&Rulebook::new(description), pointer)
            .map_err(|finding| vec![finding])?;
        Self::of_schema(description, schema, Some(direction))
    }

    /// A validator for a schema of the description.
    ///
    /// # Errors
    ///
    /// Findings when the schema or one of the description's rules cannot be evaluated.
    pub fn for_schema(
        description: &'d Description,
        schema: SchemaId,
    ) -> Result<Self, Vec<Finding>> {
        Self::of_schema(description, schema, None)
    }

    fn of_schema(
        description: &'d Description,
        schema: SchemaId,
        direction: Option<Direction>,
    ) -> Result<Self, Vec<Finding>> {
        let contract = Arc::new(Contract::new(description, direction)?);
        Self::new(contract, Root::Schema(schema)).map_err(|finding| vec![finding])
    }

    /// A validator for the parameters of an operation, as an object with a member for each
    /// parameter: its value as its schema describes it, not as a URL or a header has it. Where two
    /// have the same name, the place is put before it, as in `query.id`.
    ///
    /// # Errors
    ///
    /// Findings when there is no such operation, or when one of its parameters or one of the
    /// description's rules cannot be evaluated.
    pub fn for_parameters(
        description: &'d Description,
        operation: &str,
    ) -> Result<Self, Vec<Finding>> {
        let operation =
            target::operation(&description.api, operation).map_err(|finding| vec![finding])?;
        let contract = Arc::new(Contract::new(description, Some(Direction::Request))?);
        let parameters = Parameters::new(operation, &contract.rules);
        Self::new(contract, Root::Parameters(parameters)).map_err(|finding| vec![finding])
    }

    pub(crate) fn new(contract: Arc<Contract<'d>>, root: Root<'d>) -> Result<Self, Finding> {
        let (schema, place) = root.schema(&contract.book);
        let engine = contract.compile(&schema, place)?;
        Ok(Validator {
            has_aliases: aliases::exist(&contract.book),
            contract,
            clock: None,
            engine,
            root,
        })
    }

    /// Reads a payload. XML, which does not tell a number from a string or a list from its item, is
    /// read by what the schema says.
    ///
    /// `None` when the text breaks the grammar; the finding says where and why.
    pub fn read(
        &self,
        source: &Source,
        id: SourceId,
        diagnostics: &mut Diagnostics,
    ) -> Option<Node> {
        match (source.format(), &self.root) {
            (Format::Xml, Root::Schema(root)) => {
                text::read_xml(self.book().api(), *root, source, id, diagnostics)
            }
            _ => parse_as(Purpose::Payload, source, id, diagnostics),
        }
    }

    /// The description that it checks against.
    pub(crate) fn book(&self) -> &Rulebook<'d> {
        &self.contract.book
    }

    /// The same with another clock than the system's, for rules that ask for the present.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Validator {
            clock: Some(clock),
            ..self
        }
    }

    /// Every violation in a payload, and what else is worth knowing about it, in the order of the
    /// text. `source` is the text that the payload was read from.
    pub fn check(&self, payload: &Node, source: SourceId) -> Report {
        match self.clock {
            Some(clock) => clock.during(|| self.report(payload, source)),
            None => self.report(payload, source),
        }
    }

    fn report(&self, payload: &Node, source: SourceId) -> Report {
        let survey = payload::survey(payload);
        let payload = match survey.has_duplicates {
            true => Cow::Owned(payload::without_duplicates(payload)),
            false => Cow::Borrowed(payload),
        };
        let renamed = self.renamed(&payload);
        let (payload, survey) = match &renamed {
            Some(renamed) => (
                Cow::Borrowed(&renamed.payload),
                payload::survey(&renamed.payload),
            ),
            None => (payload, survey),
        };
        let breaches = self.breaches(&payload, &survey);
        let setting = Setting {
            book: &self.contract.book,
            rules: &self.contract.rules,
            root: &self.root,
            payload: &payload,
            source,
        };
        let mut entries: Vec<Entry> = breaches
            .iter()
            .map(|breach| explain(breach, &setting))
            .collect();
        let fractions = survey.whole_with_fraction.iter();
        entries.extend(
            fractions
                .filter_map(|pointer| self.fraction(pointer, &payload, source))
                .map(Entry::from),
        );
        let warnings = renamed.iter().flat_map(|renamed| renamed.warnings(source));
        entries.extend(warnings.map(Entry::from));
        if let (Some(direction), Root::Schema(root)) = (self.contract.direction, &self.root) {
            let remarks = direction::check(&payload, source, *root, self.book(), direction);
            entries.extend(remarks.into_iter().map(Entry::from));
        }
        if let Some(parameters) = self.root.parameters() {
            let strangers = parameters.strangers(&payload, source);
            entries.extend(strangers.into_iter().map(Entry::from));
        }
        entries.sort_by_key(|entry| entry.finding.place.map(|place| place.span));
        Report { entries }
    }

    /// Whether a payload breaks no rule.
    pub fn is_valid(&self, payload: &Node) -> bool {
        let mut survey = payload::survey(payload);
        let mut payload = Cow::Borrowed(payload);
        if survey.has_duplicates {
            payload = Cow::Owned(payload::without_duplicates(&payload));
        }
        if let Some(renamed) = self.renamed(&payload) {
            survey = payload::survey(&renamed.payload);
            payload = Cow::Owned(renamed.payload);
        }
        let is_valid = || self.breaches(&payload, &survey).is_empty();
        match self.clock {
            Some(clock) => clock.during(is_valid),
            None => is_valid(),
        }
    }

    fn renamed(&self, payload: &Node) -> Option<Renamed> {
        match self.has_aliases {
            true => aliases::rename(payload, &self.root, &self.contract.book),
            false => None,
        }
    }

    /// What the payload breaks, sorted and each only once.
    fn breaches(&self, payload: &Node, survey: &Survey) -> Vec<Breach> {
        let book = &self.contract.book;
        let mut breaches = breach::flatten(self.engine.iter_errors(payload), payload, book);
        if let Some(parameters) = self.root.parameters() {
            parameters.locate(&mut breaches);
        }
        for pointer in &survey.beyond_floats {
            beyond_floats(pointer, &mut breaches);
        }
        breach::settle(&mut breaches);
        breaches
    }

    /// The remark about a whole number written as `1.0` where an integer is expected.
    fn fraction(&self, pointer: &str, payload: &Node, source: SourceId) -> Option<Finding> {
        let api = self.contract.book.api();
        let schemas = self.root.schemas_at(&self.contract.book, pointer);
        let has = |name| {
            schemas
                .iter()
                .any(|&id| api.schema(id).types.contains(&name))
        };
        if !has(Type::Integer) || has(Type::Number) {
            return None;
        }
        let node = payload.pointer(pointer)?;
        let value = whole(node.as_number()?)?;
        let place = Place {
            source,
            span: node.span,
        };
        let message = format!(
            "{} is an integer but written as {}",
            subject(pointer),
            shown(node)
        );
        Some(
            Finding::warning(codes::FRACTION, message)
                .at(place, format!("read as {value}"))
                .help("JSON Schema counts it as an integer, but many readers do not")
                .fix(place, value.to_string(), format!("write `{value}`")),
        )
    }
}

/// What is wrong with the rules of a description: a finding for each that is no CEL expression.
pub fn check_rules(description: &Description) -> Vec<Finding> {
    let rules = Rulebase::new(&description.api, &Withheld::default());
    rules.err().unwrap_or_default()
}

/// A number that no float can hold breaks `format` and, since it cannot be read, nothing else; unless
/// no number was expected there.
fn beyond_floats(pointer: &str, breaches: &mut Vec<Breach>) {
    let is_read = !breaches
        .iter()
        .any(|breach| breach.keyword == "type" && breach::is_at_or_below(pointer, &breach.pointer));
    if is_read {
        breaches.retain(|breach| breach.pointer != pointer);
        breaches.push(Breach {
            pointer: pointer.to_owned(),
            keyword: format::KEYWORD.to_owned(),
            rule: None,
            detail: Detail::Range(Range::Float),
            branch: None,
            or_null: false,
        });
    }
}
