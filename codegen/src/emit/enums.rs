//! Enums of strings and integers.

use super::file::File;
use crate::plan::types::{Enum, EnumValue, EnumValues, Item, Variant};
use crate::rust::{Expr, literal};

/// Writes an enum and what it implements.
pub(super) fn write(file: &mut File<'_>, item: &Item, list: &Enum) {
    definition(file, item, list);
    file.code.blank();
    file.code.line(format!("impl {} {{", item.name));
    file.code.nested_start();
    constants(file, list);
    value(file, list);
    let has_meanings = list
        .variants
        .iter()
        .any(|variant| variant.meaning.is_some());
    if has_meanings {
        file.code.blank();
        meaning(file, list);
    }
    file.code.nested_end();
    file.code.line("}");
    file.code.blank();
    if list.values == EnumValues::Integers {
        from(file, item, list);
        file.code.blank();
    }
    let mut arguments = vec![Expr::from(item.name.as_str())];
    arguments.extend(has_meanings.then(|| Expr::from("meaning")));
    arguments.extend((!list.typed && list.open.is_none()).then(|| Expr::from("untyped")));
    match (list.values, &list.open) {
        (EnumValues::Integers, _) => {
            file.code
                .expr("", &Expr::Macro("kontrakt::integer_enum", arguments), ";")
        }
        (EnumValues::Strings, None) => {
            arguments.extend(list.closed.then(|| Expr::from("closed")));
            file.code
                .expr("", &Expr::Macro("kontrakt::string_enum", arguments), ";")
        }
        (EnumValues::Strings, Some(checks)) => {
            // What is no expression, rustfmt leaves as it is.
            let checks = file.checks(checks);
            arguments.push(format!("open: {checks}").into());
            let call = Expr::Macro("kontrakt::string_enum", arguments);
            file.code.line(format!("{call};"));
        }
    }
}

fn definition(file: &mut File<'_>, item: &Item, list: &Enum) {
    let (copy, payload) = match list.values {
        EnumValues::Integers => ("Copy, ", "i64"),
        EnumValues::Strings => ("", "String"),
    };
    let code = &mut file.code;
    code.derive(
        &format!("Debug, Clone, {copy}PartialEq, Eq, Hash"),
        &item.derives,
    );
    code.item(&format!("pub enum {}", item.name), "", |code| {
        for variant in &list.variants {
            code.docs(&variant.docs);
            code.line([variant.ident.as_str(), ","]);
        }
        if list.closed {
            return;
        }
        code.line(match list.open {
            None => "/// A value that the description does not list.",
            Some(_) => "/// Any other value.",
        });
        code.line(format!("{}({payload}),", list.rest));
    });
}

fn constants(file: &mut File<'_>, list: &Enum) {
    file.code
        .line("/// Every value that the description lists.");
    let all = list
        .variants
        .iter()
        .map(|variant| Expr::text(variant_path(variant)));
    file.code.expr(
        "pub const ALL: &[Self] = ",
        &Expr::slice(all.collect()),
        ";",
    );
    file.code.blank();
}

fn variant_path(variant: &Variant) -> String {
    ["Self::", variant.ident.as_str()].concat()
}

fn json(value: &EnumValue) -> String {
    match value {
        EnumValue::String(text) => literal(text),
        EnumValue::Integer(value) => value.to_string(),
    }
}

fn value(file: &mut File<'_>, list: &Enum) {
    file.code.line("/// The value as it is sent.");
    let head = match list.values {
        EnumValues::Integers => "pub fn value(self) -> i64",
        EnumValues::Strings => "pub fn as_str(&self) -> &str",
    };
    file.code.block(head, |code| {
        code.block("match self", |code| {
            for variant in &list.variants {
                code.arm(&variant_path(variant), json(&variant.value));
            }
            if !list.closed {
                code.line(format!("Self::{}(value) => value,", list.rest));
            }
        });
    });
}

fn meaning(file: &mut File<'_>, list: &Enum) {
    file.code.line("/// What the value means.");
    let text = |variant: &Variant| variant.meaning.as_deref().map(literal);
    file.code
        .block("pub fn meaning(&self) -> Option<&'static str>", |code| {
            code.block_with("Some(match self", "})", |code| {
                for variant in &list.variants {
                    let text = text(variant).unwrap_or_else(|| "return None".to_owned());
                    code.arm(&variant_path(variant), text);
                }
                if !list.closed {
                    code.line(format!("Self::{}(_) => return None,", list.rest));
                }
            });
        });
}

fn from(file: &mut File<'_>, item: &Item, list: &Enum) {
    file.code
        .item("impl From<i64>", &format!("for {}", item.name), |code| {
            code.block("fn from(value: i64) -> Self", |code| {
                code.block("match value", |code| {
                    for variant in &list.variants {
                        code.arm(&json(&variant.value), variant_path(variant));
                    }
                    code.line(format!("_ => Self::{}(value),", list.rest));
                });
            });
        });
}
