//! Schemas that checks refer to, and checks with schemas in them.

use super::file::{File, pair};
use crate::plan::Plan;
use crate::plan::checks::{Check, Choice, Members, Unevaluated};
use crate::plan::docs::{self, Docs};
use crate::rust::{Expr, literal};

/// `types/schemas.rs`
pub(super) fn write(plan: &Plan) -> String {
    let mut file = File::new(plan, "");
    file.core("Schema");
    for (at, schema) in plan.schemas.iter().enumerate() {
        if at > 0 {
            file.code.blank();
        }
        let pointer = docs::code(&format!("#{}", schema.pointer));
        file.code.line(format!("/// `{pointer}`"));
        let checks = Expr::Call("Schema".to_owned(), vec![file.checks(&schema.checks)]);
        file.code.expr(
            &format!("pub static {}: Schema = ", schema.name),
            &checks,
            ";",
        );
    }
    let docs = Docs(vec!["Schemas that checks refer to.".to_owned()]);
    file.finish(&docs, &Default::default(), |code, imports| {
        imports.write_after(code, |_| {})
    })
}

impl File<'_> {
    /// A check that is evaluated on a value as a whole.
    pub(super) fn deep_check(&mut self, check: &Check) -> Expr {
        let (name, arguments) = match check {
            Check::Schema(at) => return self.schema(*at),
            Check::AllOf(parts) => ("AllOf", vec![self.lists(parts)]),
            Check::AnyOf(choice) => ("AnyOf", vec![self.choice(choice)]),
            Check::OneOf(choice) => ("OneOf", vec![self.choice(choice)]),
            Check::Not(checks) => ("Not", vec![self.checks(checks)]),
            Check::If {
                holds,
                then,
                otherwise,
            } => {
                let name = self.shared("Condition");
                let parts = [holds, then, otherwise].map(|checks| self.checks(checks));
                ("If", vec![made(&name, parts.into())])
            }
            Check::Required(names) => ("Required", vec![texts(names)]),
            Check::Without(names, checks) => ("Without", vec![texts(names), self.checks(checks)]),
            Check::Members(members) => ("Members", vec![self.members(members)]),
            Check::DependentRequired(dependent) => {
                let entry = |(name, names): &(String, Vec<String>)| {
                    pair(Expr::text(literal(name)), texts(names))
                };
                let entries = dependent.iter().map(entry).collect();
                ("DependentRequired", vec![Expr::slice(entries)])
            }
            Check::DependentSchemas(schemas) => ("DependentSchemas", vec![self.map(schemas)]),
            Check::UnevaluatedProperties(part) => {
                ("UnevaluatedProperties", vec![self.unevaluated(part)])
            }
            Check::PrefixItems(items) => ("PrefixItems", vec![self.lists(items)]),
            Check::ItemsFrom(first, checks) => (
                "ItemsFrom",
                vec![Expr::text(first.to_string()), self.checks(checks)],
            ),
            Check::Contains { item, min, max } => {
                let name = self.shared("Contains");
                let mut contains = Expr::Call(format!("{name}::new"), vec![self.checks(item)]);
                for (name, limit) in [("min", min), ("max", max)] {
                    if let Some(limit) = limit {
                        contains = contains.then(name, Some(vec![Expr::text(limit.to_string())]));
                    }
                }
                ("Contains", vec![Expr::Prefix("&", Box::new(contains))])
            }
            Check::UnevaluatedItems(part) => ("UnevaluatedItems", vec![self.unevaluated(part)]),
            _ => return Expr::text("Check::Never"),
        };
        Expr::Call(["Check::", name].concat(), arguments)
    }

    fn lists(&mut self, lists: &[Vec<Check>]) -> Expr {
        Expr::slice(lists.iter().map(|checks| self.checks(checks)).collect())
    }

    fn map(&mut self, schemas: &[(String, Vec<Check>)]) -> Expr {
        let entry = |(name, checks): &(String, Vec<Check>)| {
            pair(Expr::text(literal(name)), self.checks(checks))
        };
        Expr::slice(schemas.iter().map(entry).collect())
    }

    fn members(&mut self, members: &Members) -> Expr {
        let name = self.shared("Members");
        let properties = self.map(&members.properties);
        let mut expr = Expr::Call(format!("{name}::new"), vec![properties]);
        if !members.patterns.is_empty() {
            self.core("pattern");
            let entry = |(pattern, checks): &(String, Vec<Check>)| {
                let pattern = Expr::Macro("pattern", vec![Expr::text(literal(pattern))]);
                pair(pattern, self.checks(checks))
            };
            let entries = members.patterns.iter().map(entry).collect();
            expr = expr.then("patterns", Some(vec![Expr::slice(entries)]));
        }
        expr = match members.additional.as_deref() {
            None => expr,
            Some([Check::Never]) => expr.then("closed", Some(Vec::new())),
            Some(checks) => expr.then("additional", Some(vec![self.checks(checks)])),
        };
        Expr::Prefix("&", Box::new(expr))
    }

    fn choice(&mut self, choice: &Choice) -> Expr {
        let name = self.shared("Choice");
        let mut expr = Expr::Call(format!("{name}::of"), vec![self.lists(&choice.branches)]);
        if let Some(branch) = choice.beside_null {
            expr = expr.then("or_null", Some(vec![Expr::text(branch.to_string())]));
        }
        if let Some((property, mapping)) = &choice.discriminator {
            let entry = |(value, branch): &(String, usize)| {
                pair(Expr::text(literal(value)), Expr::text(branch.to_string()))
            };
            let mapping = Expr::slice(mapping.iter().map(entry).collect());
            let arguments = vec![Expr::text(literal(property)), mapping];
            expr = expr.then("by", Some(arguments));
            if let Some(branch) = choice.default {
                expr = expr.then("by_default", Some(vec![Expr::text(branch.to_string())]));
            }
        }
        if !choice.tags.is_empty() {
            expr = expr.then("tagged", Some(vec![texts(&choice.tags)]));
        }
        Expr::Prefix("&", Box::new(expr))
    }

    fn unevaluated(&mut self, part: &Unevaluated) -> Expr {
        let name = self.shared("Unevaluated");
        let parts = vec![self.checks(&part.rest), self.checks(&part.beside)];
        made(&name, parts)
    }
}

/// A reference to a new value of a type.
fn made(name: &str, arguments: Vec<Expr>) -> Expr {
    let call = Expr::Call(format!("{name}::new"), arguments);
    Expr::Prefix("&", Box::new(call))
}

fn texts(texts: &[String]) -> Expr {
    let texts = texts.iter().map(|text| Expr::text(literal(text)));
    Expr::slice(texts.collect())
}
