//! Enums with a variant for each branch.

use std::collections::HashMap;

use super::file::File;
use crate::names::{self, Scope};
use crate::plan::Plan;
use crate::plan::types::{Discriminator, Item, JsonType, Ty, Union, UnionVariant};
use crate::rust::{Expr, literal};

/// How many JSON types there are, integers and other numbers together.
const ALL_TYPES: usize = 6;

/// Writes a union and what it implements.
pub(super) fn write(file: &mut File<'_>, item: &Item, union: &Union) {
    definition(file, item, union);
    file.code.blank();
    let constants = constant_names(union);
    table(file, item, union, &constants);
    value(file, item, union, &constants);
    conversions(file, item, union);
}

fn definition(file: &mut File<'_>, item: &Item, union: &Union) {
    let types: Vec<String> = union
        .variants
        .iter()
        .map(|variant| file.ty(&variant.value.ty))
        .collect();
    let code = &mut file.code;
    code.derive("Clone, PartialEq", &["Debug"], &item.derives);
    file.code
        .item(&format!("pub enum {}", item.name), "", |code| {
            for (variant, ty) in union.variants.iter().zip(types) {
                let names: Vec<&str> = variant.types.iter().map(|one| with_article(*one)).collect();
                let mut text = match names.len() {
                    ALL_TYPES => "any value".to_owned(),
                    _ => names.join(" or "),
                };
                if let Some(first) = text.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                code.line(format!("/// {text}."));
                code.expr(
                    "",
                    &Expr::Call(variant.ident.to_string(), vec![ty.into()]),
                    ",",
                );
            }
        });
}

fn with_article(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Null => "null",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    }
}

/// For each variant the name of the constant with its constraints, if it has some.
fn constant_names(union: &Union) -> Vec<Option<String>> {
    let mut scope = Scope::with_reserved(&["UNION"]);
    // A variant of one letter has the name that its constant would have.
    for variant in &union.variants {
        scope = scope.reserving(variant.ident.as_str());
    }
    let name = |variant: &UnionVariant| {
        let is_checked = !variant.value.checks.is_empty();
        is_checked.then(|| {
            let name = names::screaming(variant.ident.as_str());
            scope.claim(name).to_string()
        })
    };
    union.variants.iter().map(name).collect()
}

/// What the runtime has to know of the branches, and their constraints.
fn table(file: &mut File<'_>, item: &Item, union: &Union, constants: &[Option<String>]) {
    let name = file.shared("Union");
    let branches = union.variants.iter().map(|variant| branch(file, variant));
    let branches = Expr::slice(branches.collect());
    let table = if union.tags.is_empty() && union.discriminator.is_none() {
        let word = if union.exactly_one {
            "one_of"
        } else {
            "any_of"
        };
        Expr::Call(format!("{name}::{word}"), vec![branches])
    } else {
        let discriminator = match &union.discriminator {
            Some(named) => Expr::Call("Some".to_owned(), vec![discriminator(file, named)]),
            None => "None".into(),
        };
        let fields = vec![
            ("branches".to_owned(), branches),
            (
                "exactly_one".to_owned(),
                Expr::text(union.exactly_one.to_string()),
            ),
            ("tags".to_owned(), texts(&union.tags)),
            ("discriminator".to_owned(), discriminator),
        ];
        Expr::Struct(name.to_string(), fields)
    };
    let checked: Vec<(&String, Expr)> = constants
        .iter()
        .zip(&union.variants)
        .filter_map(|(name, variant)| Some((name.as_ref()?, file.checks(&variant.value.checks))))
        .collect();
    file.code.item(&format!("impl {}", item.name), "", |code| {
        code.expr(&format!("const UNION: {name} = "), &table, ";");
        for (name, checks) in &checked {
            code.expr(&format!("const {name}: &[Check] = "), checks, ";");
        }
    });
    file.code.blank();
}

fn branch(file: &mut File<'_>, variant: &UnionVariant) -> Expr {
    let name = file.shared("Branch");
    if variant.types.len() == ALL_TYPES && variant.tags.is_empty() {
        return Expr::text(format!("{name}::ANY"));
    }
    file.core("JsonType");
    let types = variant.types.iter();
    let types = types.map(|one| Expr::text(format!("JsonType::{one:?}")));
    let types = Expr::slice(types.collect());
    if variant.tags.is_empty() {
        return Expr::Call(format!("{name}::of"), vec![types]);
    }
    let tags = variant.tags.iter().map(|values| texts(values)).collect();
    Expr::Call(format!("{name}::tagged"), vec![types, Expr::slice(tags)])
}

fn texts(texts: &[String]) -> Expr {
    Expr::slice(texts.iter().map(|text| Expr::text(literal(text))).collect())
}

fn discriminator(file: &mut File<'_>, named: &Discriminator) -> Expr {
    let name = file.shared("Discriminator");
    let mapping = named.mapping.iter();
    let mapping = mapping.map(|(value, at)| {
        Expr::Call(
            String::new(),
            vec![Expr::text(literal(value)), Expr::text(at.to_string())],
        )
    });
    let default = match named.default {
        Some(at) => Expr::text(format!("Some({at})")),
        None => "None".into(),
    };
    let fields = vec![
        ("property".to_owned(), Expr::text(literal(&named.property))),
        ("mapping".to_owned(), Expr::slice(mapping.collect())),
        ("default".to_owned(), default),
    ];
    Expr::Struct(name.into_owned(), fields)
}

/// The branches, from which the enum reads, writes and checks itself.
fn value(file: &mut File<'_>, item: &Item, union: &Union, constants: &[Option<String>]) {
    let code = &mut file.code;
    code.line("kontrakt::union! {");
    code.nested(|code| {
        code.block(item.name.as_str(), |code| {
            for (at, variant) in union.variants.iter().enumerate() {
                let branch = match at + 1 == union.variants.len() {
                    true => "_".to_owned(),
                    false => at.to_string(),
                };
                let checks = match constants.get(at) {
                    Some(Some(name)) => format!("Self::{name}"),
                    _ => "&[]".to_owned(),
                };
                code.line(format!("{branch} => {}({checks}),", variant.ident));
            }
        });
    });
    code.line("}");
}

/// `From` each of the types that one variant alone holds.
fn conversions(file: &mut File<'_>, item: &Item, union: &Union) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for variant in &union.variants {
        *counts.entry(key(file.plan, &variant.value.ty)).or_default() += 1;
    }
    for variant in &union.variants {
        if counts.get(&key(file.plan, &variant.value.ty)) != Some(&1) {
            continue;
        }
        let (ty, value) = match &variant.value.ty {
            Ty::Json => continue,
            Ty::Box(inner) => (file.ty(inner), "Box::new(value)"),
            ty => (file.ty(ty), "value"),
        };
        if ty == item.name.as_str() {
            continue;
        }
        conversion(file, item, variant, &ty, value);
        if variant.value.ty == Ty::String {
            conversion(file, item, variant, "&str", "value.to_owned()");
        }
    }
}

/// The same for types that are the same behind their names and boxes.
fn key(plan: &Plan, ty: &Ty) -> String {
    match plan.resolved(ty) {
        Ty::Box(inner) => key(plan, inner),
        Ty::Vec(inner) => format!("[{}]", key(plan, inner)),
        Ty::Map(inner) => format!("{{{}}}", key(plan, inner)),
        Ty::Nullable(inner) => format!("?{}", key(plan, inner)),
        ty => format!("{ty:?}"),
    }
}

fn conversion(file: &mut File<'_>, item: &Item, variant: &UnionVariant, ty: &str, value: &str) {
    file.code.blank();
    file.code.item(
        &format!("impl From<{ty}>"),
        &format!("for {}", item.name),
        |code| {
            code.signature("fn from", &[format!("value: {ty}")], " -> Self {");
            code.nested(|code| code.line(format!("Self::{}({value})", variant.ident)));
            code.line("}");
        },
    );
}
