//! Enums with a variant for each JSON type.

use super::file::File;
use crate::names;
use crate::plan::types::{Item, JsonType, Ty, Union, UnionVariant};
use crate::rust::Expr;

/// The widest list of types that stands where it is used.
const INLINE_TYPES: usize = 2;

/// Writes a union and what it implements.
pub(super) fn write(file: &mut File<'_>, item: &Item, union: &Union) {
    definition(file, item, union);
    file.code.blank();
    constants(file, item, union);
    value(file, item, union);
    conversions(file, item, union);
}

fn definition(file: &mut File<'_>, item: &Item, union: &Union) {
    let types: Vec<String> = union
        .variants
        .iter()
        .map(|variant| file.ty(&variant.value.ty))
        .collect();
    file.code.line("#[derive(Debug, Clone, PartialEq)]");
    file.code
        .item(&format!("pub enum {}", item.name), "", |code| {
            for (variant, ty) in union.variants.iter().zip(types) {
                let names: Vec<&str> = variant.types.iter().map(|one| with_article(*one)).collect();
                let mut text = names.join(" or ");
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
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    }
}

fn constant(variant: &UnionVariant) -> String {
    match variant.value.checks.is_empty() {
        true => "&[]".to_owned(),
        false => format!("Self::{}", names::screaming(variant.ident.as_str())),
    }
}

/// The JSON types of all variants.
fn types(union: &Union) -> Vec<Expr> {
    let all = union.variants.iter().flat_map(|variant| &variant.types);
    all.map(|one| Expr::text(format!("JsonType::{one:?}")))
        .collect()
}

fn constants(file: &mut File<'_>, item: &Item, union: &Union) {
    let types = types(union);
    let checked: Vec<(String, Expr)> = union
        .variants
        .iter()
        .filter(|variant| !variant.value.checks.is_empty())
        .map(|variant| {
            (
                names::screaming(variant.ident.as_str()).to_string(),
                file.checks(&variant.value.checks),
            )
        })
        .collect();
    if checked.is_empty() && types.len() <= INLINE_TYPES {
        return;
    }
    file.code.item(&format!("impl {}", item.name), "", |code| {
        if types.len() > INLINE_TYPES {
            code.expr("const TYPES: &[JsonType] = ", &Expr::slice(types), ";");
        }
        for (name, checks) in &checked {
            code.expr(&format!("const {name}: &[Check] = "), checks, ";");
        }
    });
    file.code.blank();
}

fn value(file: &mut File<'_>, item: &Item, union: &Union) {
    for name in [
        "Check", "Checker", "JsonType", "Reader", "Unread", "Value", "Writer",
    ] {
        file.core(name);
    }
    let types = types(union);
    let types = match types.len() > INLINE_TYPES {
        true => "Self::TYPES".to_owned(),
        false => Expr::slice(types).to_string(),
    };
    file.code
        .item("impl Value", &format!("for {}", item.name), |code| {
            code.block(
                "fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread>",
                |code| {
                    code.block(format!("match r.branch({types}, checks)?"), |code| {
                        for (at, variant) in union.variants.iter().enumerate() {
                            let pattern: Vec<String> = variant
                                .types
                                .iter()
                                .map(|one| format!("JsonType::{one:?}"))
                                .collect();
                            let last = at + 1 == union.variants.len();
                            let pattern = if last {
                                "_".to_owned()
                            } else {
                                pattern.join(" | ")
                            };
                            let read = Expr::Call(
                                "Value::read".to_owned(),
                                vec!["r".into(), constant(variant).into()],
                            );
                            code.arm(
                                &pattern,
                                read.then(
                                    "map",
                                    Some(vec![format!("Self::{}", variant.ident).into()]),
                                ),
                            );
                        }
                    });
                },
            );
            code.blank();
            code.block("fn write(&self, w: &mut Writer)", |code| {
                code.block("match self", |code| {
                    for variant in &union.variants {
                        code.line(format!("Self::{}(value) => value.write(w),", variant.ident));
                    }
                });
            });
            code.blank();
            code.block(
                "fn check(&self, checks: &'static [Check], c: &mut Checker)",
                |code| {
                    code.block("match self", |code| {
                        for variant in &union.variants {
                            let checks =
                                Expr::slice(vec!["checks".into(), constant(variant).into()]);
                            let call =
                                Expr::Call("c.branch".to_owned(), vec!["value".into(), checks]);
                            code.arm(&format!("Self::{}(value)", variant.ident), call);
                        }
                    });
                },
            );
        });
}

/// `From` each of the types that variants hold.
fn conversions(file: &mut File<'_>, item: &Item, union: &Union) {
    for variant in &union.variants {
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

fn conversion(file: &mut File<'_>, item: &Item, variant: &UnionVariant, ty: &str, value: &str) {
    file.code.blank();
    file.code.item(
        &format!("impl From<{ty}>"),
        &format!("for {}", item.name),
        |code| {
            code.block(format!("fn from(value: {ty}) -> Self"), |code| {
                code.line(format!("Self::{}({value})", variant.ident));
            });
        },
    );
}
