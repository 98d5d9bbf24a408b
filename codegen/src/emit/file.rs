//! A file of Rust: its first line, its documentation, what it imports, and its items.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use kontrakt_model::hash::HashSet;

use super::imports::Imports;
use super::surface::Surface;
use super::version_sort;
use crate::config::Map;
use crate::names;
use crate::plan::Plan;
use crate::plan::checks::{Check, Limit, Scalar};
use crate::plan::docs::Docs;
use crate::plan::responses::Case;
use crate::plan::types::{Ty, TypeId, Use};
use crate::rust::{Code, Expr, literal};

/// A file that is being written.
pub(super) struct File<'p> {
    pub(super) plan: &'p Plan,
    /// The operations that the file is about.
    pub(super) surface: Surface<'p>,
    /// The items.
    pub(super) code: Code,
    /// Where the types of the description are imported from.
    types_from: &'static str,
    /// Names that mean something else in this file; types with such names are written with a path.
    taken: HashSet<String>,
    /// More of them, which several files share.
    also_taken: Arc<BTreeSet<String>>,
    /// What the items name: of `std`, of the runtime by module, and of the types.
    std: BTreeSet<&'static str>,
    runtime: HashSet<(&'static str, &'static str)>,
    types: HashSet<&'p str>,
    /// Whether checks refer to schemas.
    schemas: bool,
    /// Modules of the crate that the items name.
    own: BTreeSet<&'static str>,
    /// The constants of the function that is being written.
    constants: Vec<(String, Expr)>,
    /// Whether a type is one that clippy takes for too complex.
    is_complex: bool,
}

impl<'p> File<'p> {
    pub(super) fn new(plan: &'p Plan, types_from: &'static str) -> Self {
        File {
            plan,
            surface: Surface::of_paths(plan),
            code: Code::default(),
            types_from,
            taken: HashSet::default(),
            also_taken: Arc::default(),
            std: BTreeSet::new(),
            runtime: HashSet::default(),
            types: HashSet::default(),
            schemas: false,
            own: BTreeSet::new(),
            constants: Vec::new(),
            is_complex: false,
        }
    }

    /// A file about operations, with the types of the crate.
    pub(super) fn of_surface(plan: &'p Plan, surface: Surface<'p>) -> Self {
        File {
            surface,
            ..File::new(plan, "crate::types")
        }
    }

    /// Says that names mean something else in this file.
    pub(super) fn take_names(&mut self, names: impl IntoIterator<Item = String>) {
        self.taken.extend(names);
    }

    /// Says the same of names that several files share.
    pub(super) fn take_all(&mut self, names: &Arc<BTreeSet<String>>) {
        self.also_taken = Arc::clone(names);
    }

    /// Imports an item of `std`.
    pub(super) fn std(&mut self, path: &'static str) {
        self.std.insert(path);
    }

    /// Imports an item of the runtime: `name` of `kontrakt` or of one of its modules.
    pub(super) fn runtime(&mut self, module: &'static str, name: &'static str) -> &'static str {
        self.runtime.insert((module, name));
        name
    }

    /// Takes back an import of the runtime, since the file exports it; whether there was one.
    pub(super) fn forget(&mut self, module: &'static str, name: &'static str) -> bool {
        self.runtime.remove(&(module, name))
    }

    /// A check that refers to a schema.
    pub(super) fn schema(&mut self, at: usize) -> Expr {
        let name = self.plan.schemas.get(at).map(|schema| schema.name.as_str());
        let name = name.unwrap_or_default();
        match self.types_from {
            // In the file of the schemas, which are static themselves.
            "" => Expr::Call("Check::Schema".to_owned(), vec![format!("&{name}").into()]),
            _ => {
                self.schemas = true;
                let body = Expr::text(format!("&schemas::{name}"));
                let closure = Expr::Closure(String::new(), Box::new(body));
                Expr::Call("Check::Ref".to_owned(), vec![closure])
            }
        }
    }

    /// Imports a module of the crate.
    pub(super) fn own(&mut self, module: &'static str) {
        self.own.insert(module);
    }

    /// Imports an item of the runtime's root.
    pub(super) fn core(&mut self, name: &'static str) -> &'static str {
        self.runtime("", name)
    }

    /// How an item of the runtime's root is written whose name a type of the description may have.
    pub(super) fn shared(&mut self, name: &'static str) -> Cow<'static, str> {
        match self.plan.shared_names.contains(&name) {
            true => format!("kontrakt::{name}").into(),
            false => self.core(name).into(),
        }
    }

    /// The name of a generated type.
    pub(super) fn named(&mut self, id: TypeId) -> String {
        let Some(item) = self.plan.item(id) else {
            return self.core("Json").to_owned();
        };
        let name = item.name.as_str();
        if self.taken.contains(name) || self.also_taken.contains(name) {
            self.own("types");
            return format!("types::{name}");
        }
        self.types.insert(name);
        name.to_owned()
    }

    /// The name of the headers of an answer, if it has some.
    pub(super) fn headers(&mut self, case: &Case) -> Option<String> {
        let headers = self.plan.headers.get(case.headers?)?;
        self.own("headers");
        Some(format!("headers::{}", headers.ident))
    }

    /// A type as it is written.
    pub(super) fn ty(&mut self, ty: &Ty) -> String {
        let text = self.plain_ty(ty);
        self.is_complex |= complexity(&text) > MAX_COMPLEXITY;
        text
    }

    fn plain_ty(&mut self, ty: &Ty) -> String {
        match ty {
            Ty::Bool => "bool".to_owned(),
            Ty::I32 => "i32".to_owned(),
            Ty::I64 => "i64".to_owned(),
            Ty::F64 => "f64".to_owned(),
            // By its path, so that a schema may have the name.
            Ty::Decimal => "kontrakt::Decimal".to_owned(),
            Ty::String => "String".to_owned(),
            Ty::Json => self.core("Json").to_owned(),
            Ty::Vec(item) => format!("Vec<{}>", self.ty(item)),
            Ty::Map(value) => {
                let map = self.map_type();
                format!("{map}<String, {}>", self.ty(value))
            }
            Ty::Box(inner) => format!("Box<{}>", self.ty(inner)),
            Ty::Nullable(inner) => {
                self.core("Nullable");
                format!("Nullable<{}>", self.ty(inner))
            }
            Ty::Named(id) => self.named(*id),
            Ty::Path(path) => path.clone(),
        }
    }

    /// The type of maps.
    pub(super) fn map_type(&mut self) -> &'static str {
        let map = self.plan.package.map;
        match map {
            Map::BTree => self.std("std::collections::BTreeMap"),
            Map::Hash => self.std("std::collections::HashMap"),
            Map::Index => drop(self.runtime("indexmap", "IndexMap")),
        }
        map.name()
    }

    /// The type of a member.
    pub(super) fn member(&mut self, value: &Use, required: bool) -> String {
        match (required, value.nullable) {
            (true, _) => self.ty(&value.full()),
            (false, false) => format!("Option<{}>", self.ty(&value.ty)),
            (false, true) => {
                self.core("Presence");
                format!("Presence<{}>", self.ty(&value.ty))
            }
        }
    }

    /// Constraints as a slice.
    pub(super) fn checks(&mut self, checks: &[Check]) -> Expr {
        Expr::slice(self.check_list(checks))
    }

    /// Constraints, one by one.
    pub(super) fn check_list(&mut self, checks: &[Check]) -> Vec<Expr> {
        checks.iter().map(|check| self.check(check)).collect()
    }

    /// Constraints within a function: a constant of the function, named after what they are for,
    /// since what the slice holds has to outlive the function.
    pub(super) fn local_checks(&mut self, about: &str, checks: &[Check]) -> Expr {
        let value = self.checks(checks);
        if checks.is_empty() {
            return value;
        }
        let base = names::screaming(about).to_string();
        let mut name = base.clone();
        let mut number = 2;
        while let Some((_, known)) = self.constants.iter().find(|(known, _)| *known == name) {
            if *known == value {
                return name.into();
            }
            name = format!("{base}_{number}");
            number += 1;
        }
        self.constants.push((name.clone(), value));
        name.into()
    }

    /// Writes the constants of a function, whose body starts at `position`, at its start.
    pub(super) fn write_constants(&mut self, position: usize) {
        let constants = std::mem::take(&mut self.constants);
        if constants.is_empty() {
            return;
        }
        self.core("Check");
        self.code.insert(position, |code| {
            for (name, value) in &constants {
                code.expr(&format!("const {name}: &[Check] = "), value, ";");
            }
            code.blank();
        });
    }

    fn check(&mut self, check: &Check) -> Expr {
        self.core("Check");
        if check.is_deep() {
            return self.deep_check(check);
        }
        let (name, argument) = match check {
            Check::Minimum(limit) => ("Minimum", self.limit(*limit)),
            Check::Maximum(limit) => ("Maximum", self.limit(*limit)),
            Check::ExclusiveMinimum(limit) => ("ExclusiveMinimum", self.limit(*limit)),
            Check::ExclusiveMaximum(limit) => ("ExclusiveMaximum", self.limit(*limit)),
            Check::MultipleOf(limit) => ("MultipleOf", self.limit(*limit)),
            Check::MinLength(count) => ("MinLength", Expr::text(count.to_string())),
            Check::MaxLength(count) => ("MaxLength", Expr::text(count.to_string())),
            Check::MinItems(count) => ("MinItems", Expr::text(count.to_string())),
            Check::MaxItems(count) => ("MaxItems", Expr::text(count.to_string())),
            Check::MinProperties(count) => ("MinProperties", Expr::text(count.to_string())),
            Check::MaxProperties(count) => ("MaxProperties", Expr::text(count.to_string())),
            Check::Pattern(pattern) => {
                self.core("pattern");
                (
                    "Pattern",
                    Expr::Macro("pattern", vec![Expr::text(literal(pattern))]),
                )
            }
            Check::AcceptedPrefix(prefix) => ("AcceptedPrefix", Expr::text(literal(prefix))),
            Check::Format(format) => ("Format", Expr::text(literal(format))),
            Check::UniqueItems => return Expr::text("Check::UniqueItems"),
            Check::Untyped => return Expr::text("Check::Untyped"),
            Check::Items(checks) => ("Items", self.checks(checks)),
            Check::Values(checks) => ("Values", self.checks(checks)),
            Check::Type(types) => {
                self.core("JsonType");
                let names = types
                    .iter()
                    .map(|name| Expr::text(format!("JsonType::{name:?}")));
                ("Type", Expr::slice(names.collect()))
            }
            Check::Enum(values) => {
                let values = values.iter().map(|value| self.scalar(value)).collect();
                ("Enum", Expr::slice(values))
            }
            Check::Const(value) => ("Const", self.scalar(value)),
            Check::Names(checks) => ("Names", self.checks(checks)),
            Check::Null(checks) => ("Null", self.checks(checks)),
            _ => return Expr::text("Check::Never"),
        };
        Expr::Call(["Check::", name].concat(), vec![argument])
    }

    fn limit(&mut self, limit: Limit) -> Expr {
        self.core("Limit");
        let (name, number) = match limit {
            Limit::Int(value) => ("Int", value.to_string()),
            Limit::Float(value) => ("Float", format!("{value:?}")),
        };
        Expr::Call(format!("Limit::{name}"), vec![Expr::text(number)])
    }

    pub(super) fn scalar(&mut self, value: &Scalar) -> Expr {
        self.core("Scalar");
        match value {
            Scalar::Null => Expr::text("Scalar::Null"),
            Scalar::Boolean(value) => Expr::Call(
                "Scalar::Boolean".to_owned(),
                vec![Expr::text(value.to_string())],
            ),
            Scalar::Number(limit) => {
                Expr::Call("Scalar::Number".to_owned(), vec![self.limit(*limit)])
            }
            Scalar::String(text) => {
                Expr::Call("Scalar::String".to_owned(), vec![Expr::text(literal(text))])
            }
            Scalar::Array(items) => {
                let items = items.iter().map(|item| self.scalar(item)).collect();
                Expr::Call("Scalar::Array".to_owned(), vec![Expr::slice(items)])
            }
            Scalar::Object(members) => {
                let member = |(name, value): &(String, Scalar)| {
                    pair(Expr::text(literal(name)), self.scalar(value))
                };
                let members = members.iter().map(member).collect();
                Expr::Call("Scalar::Object".to_owned(), vec![Expr::slice(members)])
            }
        }
    }

    /// The whole file; `defined` are the types that are in it, `head` comes between its
    /// documentation and its imports.
    pub(super) fn finish(
        self,
        docs: &Docs,
        defined: &BTreeSet<String>,
        head: impl FnOnce(&mut Code, Imports<'p>),
    ) -> String {
        let File {
            plan,
            code,
            types_from,
            std,
            runtime,
            types,
            schemas,
            own,
            is_complex,
            ..
        } = self;
        let mut out = Code::default();
        out.line(format!("// {}", first_line(plan)));
        out.blank();
        for line in &docs.0 {
            match line.is_empty() {
                true => out.line("//!"),
                false => out.line(format!("//! {line}")),
            }
        }
        if !docs.is_empty() {
            out.blank();
        }
        if is_complex {
            let reason = "types are as deep as the schemas that they are for";
            out.line("#![allow(");
            out.nested(|code| {
                code.line("clippy::type_complexity,");
                code.line(format!("reason = {}", literal(reason)));
            });
            out.line(")]");
            out.blank();
        }
        let mut names: Vec<&str> = types
            .into_iter()
            .filter(|name| !defined.contains(*name))
            .collect();
        names.sort_by(|a, b| version_sort::compare(a, b));
        let imports = Imports {
            std: std.into_iter().collect(),
            runtime: runtime.into_iter().collect(),
            types_from,
            types: names,
            schemas,
            own,
        };
        head(&mut out, imports);
        let mut text = code.into_text();
        text.insert_str(0, &out.into_text());
        let end = text.trim_end().len();
        text.truncate(end);
        text.push('\n');
        text
    }
}

/// What clippy allows of a type (`type-complexity-threshold`), less what a method of a client puts
/// around it: `Result<ResponseValue<…>, Error<…>>`.
const MAX_COMPLEXITY: usize = 250 - 80;

/// What clippy counts of a type within two others: ten for each name, times how deep it stands.
fn complexity(text: &str) -> usize {
    let mut depth = 3;
    let mut sum = 10 * depth;
    for letter in text.bytes() {
        match letter {
            b'<' => depth += 1,
            b'>' => depth -= 1,
            b',' => {}
            _ => continue,
        }
        if letter != b'>' {
            sum += 10 * depth;
        }
    }
    sum
}

/// `(a, b)`
pub(super) fn pair(first: Expr, second: Expr) -> Expr {
    Expr::Call(String::new(), vec![first, second])
}

/// What every file says in its first line.
pub(super) fn first_line(plan: &Plan) -> String {
    let from = match plan.package.spec.as_str() {
        "" => String::new(),
        spec => format!(" from {spec}"),
    };
    format!("Generated by kontrakt{from}. Do not edit; run `kontrakt generate`.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clippy_takes_for_complex_is_known() {
        let is_complex = |text| complexity(text) > MAX_COMPLEXITY;
        assert!(!is_complex("Vec<BTreeMap<String, Order>>"));
        assert!(is_complex("Vec<BTreeMap<String, Vec<Order>>>"));
        assert!(!is_complex("kontrakt::Items<Order>"));
    }
}
