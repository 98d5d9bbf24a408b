//! Words for breaches: what was expected, what was found, and what to do.

mod limits;
mod members;
mod types;
mod unions;
mod values;

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use kontrakt_model::api::Validation;
use kontrakt_model::{Code, Finding, Member, Node, Place, Schema, SchemaId, SourceId, Span, Value};

use crate::breach::{Breach, Detail};
use crate::report::{Entry, Violation};
use crate::root::Root;
use crate::rulebook::Rulebook;
use crate::rules::{Rulebase, SchemaRules};
use crate::{codes, compile, format, shown};

/// What every explanation draws from.
pub(crate) struct Setting<'s> {
    /// The description.
    pub(crate) book: &'s Rulebook<'s>,
    /// Its rules.
    pub(crate) rules: &'s Rulebase,
    /// What the payload as a whole is checked against.
    pub(crate) root: &'s Root<'s>,
    /// The payload.
    pub(crate) payload: &'s Node,
    /// The text it was read from.
    pub(crate) source: SourceId,
}

/// One breach with what is known about it.
pub(crate) struct Case<'c> {
    breach: &'c Breach,
    setting: &'c Setting<'c>,
    /// The instance.
    node: &'c Node,
    /// The schema that has the keyword.
    schema: Option<(SchemaId, &'c Schema)>,
}

/// What an explanation says; the places are added to it.
pub(crate) struct Words {
    code: Code,
    message: String,
    label: String,
    expected: String,
    found: String,
    help: Vec<String>,
    /// Where it is, if not at the instance.
    span: Option<Span>,
    /// Further places in the payload, with what is to be seen there.
    related: Vec<(Span, String)>,
    /// What to replace, by what, and how to say so.
    fix: Option<(Span, String, String)>,
}

impl Words {
    fn new(code: Code, message: String, label: impl Into<String>) -> Self {
        Words {
            code,
            message,
            label: label.into(),
            expected: String::new(),
            found: String::new(),
            help: Vec::new(),
            span: None,
            related: Vec::new(),
            fix: None,
        }
    }

    fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

/// The violation that a breach is.
pub(crate) fn explain(breach: &Breach, setting: &Setting<'_>) -> Entry {
    let node = setting
        .payload
        .pointer(&breach.pointer)
        .unwrap_or(setting.payload);
    let schema = breach
        .rule
        .as_ref()
        .and_then(|rule| setting.book.schema_at(rule));
    let schema = schema.map(|id| (id, setting.book.api().schema(id)));
    let case = Case {
        breach,
        setting,
        node,
        schema,
    };
    let words = case.words();
    let place = |span| Place {
        source: setting.source,
        span,
    };

    let mut finding = Finding::error(words.code, words.message)
        .at(place(words.span.unwrap_or(node.span)), words.label);
    if let Some(rule) = breach.rule.as_ref().and_then(|rule| case.rule_place(rule)) {
        finding = finding.related(rule, "the rule is here");
    }
    for (span, text) in words.related {
        finding = finding.related(place(span), text);
    }
    finding.help = words.help;
    if let Some(note) = unions::note(&case) {
        finding = finding.help(note);
    }
    if let Some((span, replacement, title)) = words.fix {
        finding = finding.fix(place(span), replacement, title);
    }
    let violation = Violation {
        pointer: breach.pointer.clone(),
        keyword: breach.keyword.clone(),
        rule: breach.rule.as_ref().map(|rule| rule.pointer.clone()),
        expected: words.expected,
        found: if words.found.is_empty() {
            shown::shown(node)
        } else {
            words.found
        },
    };
    Entry {
        finding,
        violation: Some(violation),
    }
}

impl<'c> Case<'c> {
    fn words(&self) -> Words {
        match &self.breach.detail {
            Detail::Types(types) => types::wrong_type(self, types),
            Detail::Member(name)
                if matches!(&*self.breach.keyword, "required" | "dependentRequired") =>
            {
                members::missing(self, name)
            }
            Detail::Member(name) => members::unknown(self, name),
            Detail::Range(range) => types::out_of_range(self, *range),
            Detail::Format(name) => self.wrong_format(name),
            Detail::Count(found) => limits::members(self, *found),
            Detail::Rule(index) => self.broken_rule(*index),
            Detail::Matches(branches) => unions::several(self, branches),
            Detail::Engine(kind) => self.engine(kind),
        }
    }

    fn engine(&self, kind: &ValidationErrorKind) -> Words {
        match kind {
            ValidationErrorKind::Enum { options } => values::not_listed(self, options),
            ValidationErrorKind::Constant { expected_value } => {
                values::not_constant(self, expected_value)
            }
            ValidationErrorKind::Pattern { pattern } => {
                let found = shown::shown(self.node);
                let message = format!(
                    "{} must match the pattern `{pattern}`, but is {found}",
                    self.subject()
                );
                let words = Words::new(codes::PATTERN, message, "does not match")
                    .expected(format!("text that matches `{pattern}`"));
                match self
                    .node
                    .as_str()
                    .and_then(|text| in_other_case(pattern, text))
                {
                    Some(near) => words.help(format!("did you mean {}?", shown::shown_text(&near))),
                    None => words,
                }
            }
            ValidationErrorKind::BacktrackLimitExceeded { .. }
            | ValidationErrorKind::RegexEngineFailure { .. } => {
                let message = format!(
                    "matching {} against its pattern takes too long",
                    self.subject()
                );
                Words::new(codes::PATTERN, message, "cannot be matched").help(
                    "simplify the pattern in the description: nested repetitions make it slow",
                )
            }
            ValidationErrorKind::Not { .. } => {
                let message = match self.forbidden() {
                    Some(name) => {
                        format!("{} must not have the member {name}", self.subject())
                    }
                    None => format!("{} is what `not` excludes", self.subject()),
                };
                Words::new(codes::NOT, message, "must not be so")
            }
            ValidationErrorKind::FalseSchema => {
                let message = format!("nothing may stand at {}", self.subject());
                Words::new(codes::FALSE_SCHEMA, message, "must not be here").expected("nothing")
            }
            ValidationErrorKind::PropertyNames { error } => {
                let message = format!("{} has a member whose name is not allowed", self.subject());
                Words::new(codes::PROPERTY_NAMES, message, "in this object").help(format!(
                    "names are checked by `propertyNames`, here by its `{}`",
                    error.kind().keyword()
                ))
            }
            other => limits::limit(self, other),
        }
    }

    fn wrong_format(&self, name: &str) -> Words {
        let message = format!(
            "{} is not in the format `{name}`: {}",
            self.subject(),
            shown::shown(self.node)
        );
        let words = Words::new(
            codes::FORMAT,
            message,
            format!("not in the format `{name}`"),
        )
        .expected(format!("text in the format `{name}`"));
        match format::hint(name, self.node.as_str().unwrap_or_default()) {
            Some(hint) => words.help(hint),
            None => words,
        }
    }

    fn broken_rule(&self, index: usize) -> Words {
        let (validations, rules) = self.rules();
        let rule = validations.get(index);
        let text = rule.map(|rule| rule.rule.as_str()).unwrap_or_default();
        let message = match rule.map(|rule| rule.message.trim_end_matches('.')) {
            Some(message) if !message.is_empty() => message.to_owned(),
            _ => format!("a rule about {} does not hold: `{text}`", self.subject()),
        };
        let words =
            Words::new(codes::VALIDATION, message, "the rule does not hold here").expected(text);
        let Some(rules) = rules else {
            return words;
        };
        let words = self.members_read(&rules.members(index), words);
        match rules.failure(index, self.node) {
            Some(reason) => words.help(format!("the rule cannot be evaluated: {reason}")),
            None => words,
        }
    }

    /// Marks the members that a rule reads, and names those that are missing.
    fn members_read(&self, names: &[String], mut words: Words) -> Words {
        let mut missing = Vec::new();
        for name in names {
            let shown = shown::shown_name(name);
            match self.node.as_object().and_then(|object| object.member(name)) {
                Some(member) => {
                    let span = Span {
                        start: member.name_span.start,
                        end: member.value.span.end,
                    };
                    let value = shown::shown(&member.value);
                    words.related.push((span, format!("{shown} is {value}")));
                }
                None => missing.push(shown),
            }
        }
        words.related.sort_by_key(|(span, _)| *span);
        match missing.as_slice() {
            [] => words,
            [only] => words.help(format!("{only} is missing here")),
            several => words.help(format!("{} are missing here", several.join(" and "))),
        }
    }

    /// The place that shows the rule best: of `x-validations` the one that is broken.
    fn rule_place(&self, rule: &crate::rulebook::RulePlace) -> Option<Place> {
        if let Detail::Rule(index) = &self.breach.detail {
            let (validations, _) = self.rules();
            return validations.get(*index).map(|rule| rule.location.place());
        }
        self.setting.book.place(rule)
    }

    /// The rules that the instance can break, and how they are evaluated.
    fn rules(&self) -> (&'c [Validation], Option<&'c Arc<SchemaRules>>) {
        match (self.schema, self.setting.root.parameters()) {
            (Some((id, schema)), _) => (&schema.validations, self.setting.rules.of(id)),
            (None, Some(parameters)) => parameters.rules(),
            (None, None) => (&[], None),
        }
    }

    /// The member that `not` forbids, if it only says that one must not be there.
    fn forbidden(&self) -> Option<String> {
        let api = self.setting.book.api();
        let not = api.schema(self.schema?.1.not?);
        let [name] = not.required.as_slice() else {
            return None;
        };
        let mut only = Schema::new(not.location.clone());
        only.required = not.required.clone();
        let is_only = format!("{only:?}") == format!("{not:?}");
        is_only.then(|| shown::shown_name(name))
    }

    /// The instance by its pointer.
    fn subject(&self) -> String {
        shown::subject(&self.breach.pointer)
    }

    /// The object that the instance is a member of, and its pointer.
    fn parent(&self) -> Option<(&str, &'c Member)> {
        let (parent, _) = self.breach.pointer.rsplit_once('/')?;
        let Value::Object(object) = &self.setting.payload.pointer(parent)?.value else {
            return None;
        };
        let member = object
            .members()
            .iter()
            .find(|member| std::ptr::eq(&member.value, self.node))?;
        Some((parent, member))
    }
}

/// The text in capitals or in small letters, if that matches the pattern.
fn in_other_case(pattern: &str, text: &str) -> Option<String> {
    /// Codes are short; a longer text is no slip of capitals.
    const LONGEST: usize = 20;
    let cases = [text.to_uppercase(), text.to_lowercase()];
    let mut other = cases
        .into_iter()
        .filter(|other| other != text && other.len() <= LONGEST);
    other.find(|other| compile::matches(pattern, other))
}
