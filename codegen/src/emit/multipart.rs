//! Forms of several parts.

use super::file::File;
use super::objects::field_docs;
use crate::plan::multipart::{Held, Multipart, Part, PartContent, Rest};
use crate::plan::types::Item;
use crate::rust::{Expr, literal};

/// Writes the struct of a form and what it implements.
pub(super) fn write(file: &mut File<'_>, item: &Item, form: &Multipart) {
    let required = form.parts.iter().any(|part| part.required);
    let default = if required { "" } else { ", Default" };
    file.code.line(format!("#[derive(Debug{default})]"));
    file.code
        .item_start(&format!("pub struct {}", item.name), "");
    for part in &form.parts {
        field_docs(file, &part.docs, part.deprecated);
        let ty = held(file, &part.held);
        let ty = match part.required {
            true => ty,
            false => format!("Option<{ty}>"),
        };
        file.code.field(part.ident.as_str(), &ty);
    }
    if let Rest::Kept(rest) = &form.rest {
        let (map, ty) = (file.map_type(), held(file, rest));
        file.code
            .line("/// Parts that the description does not name.");
        file.code
            .field("additional_properties", &format!("{map}<String, {ty}>"));
    }
    file.code.nested_end();
    file.code.line("}");
    file.code.blank();
    for name in ["FormReader", "FormWriter", "Multipart"] {
        file.runtime("multipart", name);
    }
    file.code
        .item_start(&format!("impl Multipart for {}", item.name), "");
    if form.has_sizes() {
        sizes(file, form);
        file.code.blank();
    }
    read(file, form);
    file.code.blank();
    write_parts(file, form);
    file.code.nested_end();
    file.code.line("}");
}

fn held(file: &mut File<'_>, held: &Held) -> String {
    let one = match &held.content {
        PartContent::File(_) => "kontrakt::multipart::File".to_owned(),
        PartContent::Value(value) if held.many => file.ty(&value.full()),
        PartContent::Value(value) => file.ty(&value.ty),
    };
    match held.many {
        true => format!("Vec<{one}>"),
        false => one,
    }
}

/// The table of limits.
fn sizes(file: &mut File<'_>, form: &Multipart) {
    file.runtime("multipart", "Sizes");
    let most = |bytes: Option<u64>| {
        Expr::text(bytes.map_or_else(|| "u64::MAX".to_owned(), |bytes| bytes.to_string()))
    };
    let size = |name: &str, held: &Held| {
        Expr::Struct(
            "kontrakt::multipart::Size".to_owned(),
            vec![
                ("name".to_owned(), literal(name).into()),
                ("many".to_owned(), Expr::text(held.many.to_string())),
                ("all".to_owned(), most(held.max_bytes)),
                ("each".to_owned(), most(held.max_bytes_each)),
            ],
        )
    };
    // Parts without limits of their own have those of other names, unless they are listed.
    let rest_has_sizes = matches!(&form.rest, Rest::Kept(held) if held.has_sizes());
    let listed = |part: &&Part| rest_has_sizes || part.held.has_sizes();
    let parts = form.parts.iter().filter(listed);
    let parts = parts.map(|part| size(&part.name, &part.held));
    let rest = match &form.rest {
        Rest::Kept(held) => size("", held),
        Rest::Ignored | Rest::Denied => Expr::text("kontrakt::multipart::Size::ANY"),
    };
    let sizes = Expr::Struct(
        "Sizes".to_owned(),
        vec![
            ("all".to_owned(), most(form.max_bytes)),
            ("parts".to_owned(), Expr::slice(parts.collect())),
            ("rest".to_owned(), rest),
        ],
    );
    file.code.expr("const SIZES: Sizes = ", &sizes, ";");
}

fn read(file: &mut File<'_>, form: &Multipart) {
    file.core("Unread");
    let parameter = match form.parts.is_empty() && form.checks.is_empty() {
        true if matches!(form.rest, Rest::Ignored) => "_",
        _ => "form",
    };
    let head = format!("fn read({parameter}: &mut FormReader) -> Result<Self, Unread> {{");
    file.code.line(head);
    file.code.nested_start();
    let start = file.code.position();
    let mut fields = Vec::new();
    for part in &form.parts {
        let value = read_part(file, part);
        file.code
            .expr(&format!("let {} = ", part.ident), &value, ";");
        fields.push((
            part.ident.to_string(),
            Some(Expr::text(format!("{}?", part.ident))),
        ));
    }
    if !form.withheld.is_empty() && !matches!(form.rest, Rest::Ignored) {
        let names = form.withheld.iter().map(|it| literal(it).into()).collect();
        let call = Expr::from("form").then("withhold", Some(vec![Expr::slice(names)]));
        file.code.expr("", &call, ";");
    }
    match &form.rest {
        Rest::Ignored => {}
        Rest::Denied => file.code.line("form.no_others();"),
        Rest::Kept(held) => {
            let method = match (&held.content, held.many) {
                (PartContent::File(_), true) => "other_file_lists",
                (PartContent::File(_), false) => "other_files",
                (PartContent::Value(_), true) => "other_value_lists",
                (PartContent::Value(_), false) => "other_values",
            };
            let arguments = match method {
                "other_files" => Vec::new(),
                _ => vec![file.local_checks("additional_properties", &held.checks)],
            };
            let read = Expr::from("form").then(method, Some(arguments));
            file.code.expr("let additional_properties = ", &read, ";");
            let read = Expr::text("additional_properties?");
            fields.push(("additional_properties".to_owned(), Some(read)));
        }
    }
    if !form.checks.is_empty() {
        let checks = file.local_checks("form", &form.checks);
        let check = Expr::from("form").then("check", Some(vec![checks]));
        file.code.expr("", &check, ";");
    }
    match fields.is_empty() {
        true => file.code.line("Ok(Self {})"),
        false => file.code.literal("Ok(Self", ")", &fields),
    }
    file.write_constants(start);
    file.code.nested_end();
    file.code.line("}");
}

fn read_part(file: &mut File<'_>, part: &Part) -> Expr {
    let base = match (&part.held.content, part.held.many) {
        (PartContent::File(_), false) => "file",
        (PartContent::File(_), true) => "files",
        (PartContent::Value(_), false) => "value",
        (PartContent::Value(_), true) => "values",
    };
    let method = match part.required {
        true => base.to_owned(),
        false => format!("optional_{base}"),
    };
    let mut arguments = vec![Expr::text(literal(&part.name))];
    if base != "file" {
        arguments.push(file.local_checks(part.ident.as_str(), &part.held.checks));
    }
    Expr::from("form").then(method, Some(arguments))
}

fn write_parts(file: &mut File<'_>, form: &Multipart) {
    let used =
        !form.parts.is_empty() || !form.checks.is_empty() || matches!(form.rest, Rest::Kept(_));
    let parameter = if used { "form" } else { "_" };
    file.code
        .line(format!("fn write(self, {parameter}: &mut FormWriter) {{"));
    file.code.nested_start();
    let start = file.code.position();
    for part in &form.parts {
        let field = format!("self.{}", part.ident);
        let mut arguments = vec![Expr::text(literal(&part.name))];
        let checks = file.local_checks(part.ident.as_str(), &part.held.checks);
        let method = match (&part.held.content, part.held.many) {
            (PartContent::File(media_type), many) => {
                arguments.extend([field.into(), literal(media_type).into()]);
                arguments.extend(many.then_some(checks));
                if many { "files" } else { "file" }
            }
            (PartContent::Value(_), true) => {
                let value = match part.required {
                    true => format!("&{field}"),
                    false => format!("{field}.as_ref()"),
                };
                arguments.extend([value.into(), checks]);
                "values"
            }
            (PartContent::Value(_), false) => {
                arguments.extend([format!("&{field}").into(), checks]);
                if part.required {
                    "value"
                } else {
                    "optional_value"
                }
            }
        };
        let written = Expr::from("form").then(method, Some(arguments));
        file.code.expr("", &written, ";");
    }
    if let Rest::Kept(held) = &form.rest {
        let checks = file.local_checks("additional_properties", &held.checks);
        let field = "self.additional_properties";
        let (method, arguments) = match (&held.content, held.many) {
            (PartContent::File(media_type), true) => (
                "other_file_lists",
                vec![field.into(), literal(media_type).into(), checks],
            ),
            (PartContent::File(media_type), false) => (
                "other_files",
                vec![field.into(), literal(media_type).into()],
            ),
            (PartContent::Value(_), true) => (
                "other_value_lists",
                vec![format!("&{field}").into(), checks],
            ),
            (PartContent::Value(_), false) => {
                ("other_values", vec![format!("&{field}").into(), checks])
            }
        };
        let written = Expr::from("form").then(method, Some(arguments));
        file.code.expr("", &written, ";");
    }
    if !form.checks.is_empty() {
        let checks = file.local_checks("form", &form.checks);
        let check = Expr::from("form").then("check", Some(vec![checks]));
        file.code.expr("", &check, ";");
    }
    file.write_constants(start);
    file.code.nested_end();
    file.code.line("}");
}
