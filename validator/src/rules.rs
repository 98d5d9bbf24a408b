//! Rules across members: `x-validations`, CEL expressions over `self`.

mod shape;
mod time;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use cel::common::types::{
    CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString,
};
use cel::common::value::Val;
use cel::{Context, Env, Program};
use jsonschema::{Keyword, ValidationError};
use kontrakt_model::api::{Operation, Validation};
use kontrakt_model::direction::Withheld;
use kontrakt_model::{Api, Finding, Location, Node, Number, Place, SchemaId, Value};

use crate::codes;
use crate::engine::{Tree, is_written_as_integer, whole};
use shape::{NumberKind, Shapes};

/// The keyword.
pub(crate) const KEYWORD: &str = "x-validations";

/// The rules of every schema and operation of a description that has some, compiled.
#[derive(Clone)]
pub(crate) struct Rulebase {
    by_schema: Arc<BTreeMap<SchemaId, Arc<SchemaRules>>>,
    /// By the place of the operation; the id, which no schema has, stands for its parameters.
    by_operation: Arc<BTreeMap<Place, SchemaId>>,
}

/// The rules of one schema.
pub(crate) struct SchemaRules {
    schema: SchemaId,
    env: Arc<Env>,
    shapes: Arc<Shapes>,
    programs: Vec<Program>,
    /// Which of them read a member that is withheld, and so are not asked.
    silent: Vec<bool>,
    /// The members of `self` that the rules read; `None` when they read it as a whole.
    members: Option<Vec<String>>,
    /// Whether the rules are about an object, and so say nothing about other values.
    objects_only: bool,
}

impl Rulebase {
    /// Compiles every rule.
    ///
    /// # Errors
    ///
    /// One finding for each rule that is no CEL expression.
    pub(crate) fn new(api: &Api, withheld: &Withheld<'_>) -> Result<Self, Vec<Finding>> {
        let with_rules = (0..)
            .map(SchemaId)
            .zip(&api.schemas)
            .filter(|(_, schema)| !schema.validations.is_empty())
            .map(|(id, schema)| (id, &schema.validations));
        let operations = api.every_operation();
        let operations = operations.filter(|operation| !operation.validations.is_empty());
        let operations: Vec<_> = (api.schemas.len() as u32..)
            .map(SchemaId)
            .zip(operations)
            .collect();
        let mut compiler = Compiler {
            env: Arc::new(time::env()),
            api,
            withheld,
            parameters: operations.iter().map(|(_, operation)| *operation).collect(),
            shapes: None,
            findings: Vec::new(),
        };
        let of_operations = operations.iter().map(|(id, it)| (*id, &it.validations));
        let by_schema = with_rules
            .chain(of_operations)
            .map(|(id, validations)| (id, Arc::new(compiler.compile(id, validations))))
            .collect();
        if !compiler.findings.is_empty() {
            return Err(compiler.findings);
        }
        let by_operation = operations
            .iter()
            .map(|(id, operation)| (operation.location.place(), *id));
        Ok(Rulebase {
            by_schema: Arc::new(by_schema),
            by_operation: Arc::new(by_operation.collect()),
        })
    }

    /// The rules of a schema.
    pub(crate) fn of(&self, schema: SchemaId) -> Option<&Arc<SchemaRules>> {
        self.by_schema.get(&schema)
    }

    /// The rules across the parameters of an operation, with the id that stands for them.
    pub(crate) fn of_operation(&self, at: &Location) -> Option<(SchemaId, Arc<SchemaRules>)> {
        let id = *self.by_operation.get(&at.place())?;
        Some((id, Arc::clone(self.of(id)?)))
    }
}

/// From rules as they are written to programs.
struct Compiler<'a> {
    env: Arc<Env>,
    api: &'a Api,
    withheld: &'a Withheld<'a>,
    /// The operations with rules.
    parameters: Vec<&'a Operation>,
    /// Made when the first rule is met.
    shapes: Option<Arc<Shapes>>,
    findings: Vec<Finding>,
}

impl Compiler<'_> {
    fn compile(&mut self, id: SchemaId, validations: &[Validation]) -> SchemaRules {
        let shapes = self
            .shapes
            .get_or_insert_with(|| Arc::new(Shapes::new(self.api, &self.parameters)));
        let silent = match self.api.schemas.get(id.0 as usize) {
            Some(_) => self.withheld.silent_rules(self.api, id),
            None => Vec::new(),
        };
        let is_silent = |rule: &Validation| silent.iter().any(|it| it.location == rule.location);
        let silent = validations.iter().map(is_silent).collect();
        let mut programs = Vec::new();
        for rule in validations {
            match self.env.compile(&rule.rule) {
                Ok(program) => programs.push(program),
                Err(errors) => self.findings.push(not_cel(rule, &errors)),
            }
        }
        SchemaRules {
            schema: id,
            env: Arc::clone(&self.env),
            shapes: Arc::clone(shapes),
            members: members_read(&programs),
            silent,
            programs,
            objects_only: shapes.is_object(id),
        }
    }
}

fn not_cel(rule: &Validation, errors: &cel::ParseErrors) -> Finding {
    let said = errors
        .errors
        .first()
        .map(|error| error.msg.as_str())
        .unwrap_or_default();
    Finding::error(
        codes::RULE,
        format!("this rule is no CEL expression: {said}"),
    )
    .at(rule.location.place(), "this rule")
    .help("rules are written in the Common Expression Language, over `self`: https://cel.dev")
}

impl SchemaRules {
    /// The indices of the rules that do not hold.
    pub(crate) fn broken(&self, instance: &Node) -> Vec<usize> {
        let Some(context) = self.context(instance) else {
            return Vec::new();
        };
        let programs = self.programs.iter().enumerate();
        programs
            .filter(|(index, _)| self.silent.get(*index) != Some(&true))
            .filter(|(_, program)| execute(program, &context) != Ok(true))
            .map(|(index, _)| index)
            .collect()
    }

    /// The members of `self` that a rule reads, in the order of the rule; none if it reads all.
    pub(crate) fn members(&self, index: usize) -> Vec<String> {
        self.programs
            .get(index)
            .and_then(|program| members_read([program]))
            .unwrap_or_default()
    }

    /// Why a rule cannot be evaluated, if it cannot: what CEL says, such as a member that is missing or
    /// of another type than the rule expects.
    pub(crate) fn failure(&self, index: usize, instance: &Node) -> Option<String> {
        execute(self.programs.get(index)?, &self.context(instance)?).err()
    }

    /// What the rules see; nothing where they do not apply.
    fn context<'v>(&'v self, instance: &'v Node) -> Option<Context<'v, 'v>> {
        let applies = if self.objects_only {
            instance.as_object().is_some()
        } else {
            !instance.is_null()
        };
        applies.then(|| {
            let mut context = Context::with_env(Arc::clone(&self.env));
            context.add_variable_as_val("self", self.bind(instance));
            context
        })
    }

    /// The instance as CEL sees it, of an object only the members that the rules read.
    fn bind<'v>(&'v self, instance: &'v Node) -> Box<dyn Val + 'v> {
        let (Some(members), Some(object)) = (&self.members, instance.as_object()) else {
            return value(instance, Some(self.schema), &self.shapes);
        };
        let entries = members.iter().filter_map(|name| {
            let member = object.get(name)?;
            let schema = self.shapes.member(self.schema, name);
            Some((
                CelMapKey::from(name.as_str()),
                value(member, schema, &self.shapes),
            ))
        });
        Box::new(CelMap::from(entries.collect::<HashMap<_, _>>()))
    }
}

fn execute(program: &Program, context: &Context<'_, '_>) -> Result<bool, String> {
    match program.execute(context) {
        Ok(cel::Value::Bool(holds)) => Ok(holds),
        Ok(other) => Err(format!("it gives {} and not a boolean", other.type_of())),
        Err(error) => Err(error.to_string()),
    }
}

/// A JSON value as CEL sees it. Numbers are `int` or `double` as their schema says, so that a rule
/// means the same for `1` and `1.0`.
fn value<'v>(node: &'v Node, schema: Option<SchemaId>, shapes: &Shapes) -> Box<dyn Val + 'v> {
    match &node.value {
        Value::Null => Box::new(CelNull),
        Value::Bool(value) => Box::new(CelBool::from(*value)),
        Value::Number(literal) => number(
            literal,
            schema
                .map(|schema| shapes.number(schema))
                .unwrap_or_default(),
        ),
        Value::String(text) => Box::new(CelString::from(&**text)),
        Value::Array(items) => {
            let schema = schema.and_then(|schema| shapes.items(schema));
            let items: Vec<_> = items
                .iter()
                .map(|item| value(item, schema, shapes))
                .collect();
            Box::new(CelList::from(items))
        }
        Value::Object(object) => {
            let entries = object.members().iter().map(|member| {
                let schema = schema.and_then(|schema| shapes.member(schema, &member.name));
                (
                    CelMapKey::from(&*member.name),
                    value(&member.value, schema, shapes),
                )
            });
            Box::new(CelMap::from(entries.collect::<HashMap<_, _>>()))
        }
    }
}

fn number<'v>(literal: &Number, kind: NumberKind) -> Box<dyn Val + 'v> {
    let int = match kind {
        NumberKind::Double => None,
        NumberKind::Integer => whole(literal),
        NumberKind::AsWritten if is_written_as_integer(literal) => literal.as_i64(),
        NumberKind::AsWritten => None,
    };
    match int {
        Some(int) => Box::new(CelInt::from(int)),
        None => Box::new(CelDouble::from(literal.as_f64())),
    }
}

/// The members of `self` that the programs read, in their order and each once, unless one reads
/// `self` as a whole.
fn members_read<'p>(programs: impl IntoIterator<Item = &'p Program>) -> Option<Vec<String>> {
    let mut members: Vec<String> = Vec::new();
    let mut open: Vec<&IdedExpr> = programs.into_iter().map(Program::expression).collect();
    open.reverse();
    while let Some(expression) = open.pop() {
        match &expression.expr {
            Expr::Ident(name) if name == "self" => return None,
            Expr::Select(select) if matches!(&select.operand.expr, Expr::Ident(name) if name == "self") => {
                if !members.contains(&select.field) {
                    members.push(select.field.clone());
                }
            }
            Expr::Select(select) => open.push(&select.operand),
            Expr::Call(call) => {
                open.extend(call.args.iter().rev());
                open.extend(call.target.as_deref());
            }
            Expr::List(list) => open.extend(&list.elements),
            Expr::Map(map) => open.extend(map.entries.iter().flat_map(|entry| parts(&entry.expr))),
            Expr::Struct(fields) => {
                open.extend(fields.entries.iter().flat_map(|entry| parts(&entry.expr)))
            }
            Expr::Comprehension(it) => {
                open.extend([
                    &it.iter_range,
                    &it.accu_init,
                    &it.loop_cond,
                    &it.loop_step,
                    &it.result,
                ]);
            }
            Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
        }
    }
    Some(members)
}

fn parts(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
        EntryExpr::StructField(field) => vec![&field.value],
    }
}

/// [`SchemaRules`] as the engine runs them.
pub(crate) struct RulesKeyword(pub(crate) Arc<SchemaRules>);

impl<'i> Keyword<'i, Tree> for RulesKeyword {
    fn validate(&self, instance: &'i Node) -> Result<(), ValidationError<'i>> {
        match self.0.broken(instance).first() {
            Some(index) => Err(ValidationError::custom(index.to_string())),
            None => Ok(()),
        }
    }

    fn is_valid(&self, instance: &'i Node) -> bool {
        self.0.broken(instance).is_empty()
    }

    fn iter_errors(
        &self,
        instance: &'i Node,
    ) -> Box<dyn Iterator<Item = ValidationError<'i>> + 'i> {
        let broken = self.0.broken(instance);
        Box::new(
            broken
                .into_iter()
                .map(|index| ValidationError::custom(index.to_string())),
        )
    }
}
