//! Enums of strings and integers.

use super::file::File;
use crate::plan::types::{Enum, EnumValue, EnumValues, Item, OTHER, Variant};
use crate::rust::literal;

/// Writes an enum and what it implements.
pub(super) fn write(file: &mut File<'_>, item: &Item, list: &Enum) {
    definition(file, item, list);
    file.code.blank();
    table(file, item, list);
}

fn definition(file: &mut File<'_>, item: &Item, list: &Enum) {
    let (derives, by_table, payload): (_, &[&str], _) = match list.values {
        EnumValues::Integers => ("Clone, Copy, PartialEq, Eq, Hash", &["Debug"], "i64"),
        EnumValues::Strings => ("Clone", &["Debug", "PartialEq", "Eq", "Hash"], "String"),
    };
    let code = &mut file.code;
    code.derive(derives, by_table, &item.derives);
    code.item(&format!("pub enum {}", item.name), "", |code| {
        for variant in &list.variants {
            code.docs(&variant.docs);
            code.line([variant.ident.as_str(), ","]);
        }
        if list.closed {
            return;
        }
        code.line(match list.rest.as_str() {
            OTHER => "/// Any other value.",
            _ => "/// A value that the description does not list.",
        });
        code.line(format!("{}({payload}),", list.rest));
    });
}

/// The table of values, from which the enum reads, writes and checks itself.
fn table(file: &mut File<'_>, item: &Item, list: &Enum) {
    let open = list.open.as_ref().map(|checks| file.checks(checks));
    let code = &mut file.code;
    code.line(match list.values {
        EnumValues::Integers => "kontrakt::integer_enum! {",
        EnumValues::Strings => "kontrakt::string_enum! {",
    });
    code.nested(|code| {
        code.block(item.name.as_str(), |code| {
            list.variants
                .iter()
                .for_each(|variant| code.line(entry(variant)));
            match &open {
                _ if list.closed => {}
                Some(checks) => code.line(format!("..{} open {checks}", list.rest)),
                None => code.line(format!("..{}", list.rest)),
            }
        });
        if list.variants.iter().any(|it| it.meaning.is_some()) {
            code.line("with meaning");
        }
        if list.constant {
            code.line("keyword \"const\"");
        }
        if !list.typed {
            code.line("typed false");
        }
        if let Some(checks) = open.filter(|_| list.closed) {
            code.line(format!("open {checks}"));
        }
    });
    code.line("}");
}

fn entry(variant: &Variant) -> String {
    let value = match &variant.value {
        EnumValue::String(text) => literal(text),
        EnumValue::Integer(value) => value.to_string(),
    };
    match &variant.meaning {
        Some(meaning) => format!("{value}: {} means {},", variant.ident, literal(meaning)),
        None => format!("{value}: {},", variant.ident),
    }
}
