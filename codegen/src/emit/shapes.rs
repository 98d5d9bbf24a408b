//! `shapes.rs`: how values stand in XML and in forms.

use std::collections::BTreeSet;

use kontrakt_model::api::{Style, Type, Xml, XmlNode};
use kontrakt_model::shape::ShapeId;

use super::file::File;
use crate::plan::Plan;
use crate::plan::docs::Docs;
use crate::plan::parameters::{Styled, Whole};
use crate::plan::shapes::Shape;
use crate::rust::{Code, Expr, MAX_WIDTH, literal};

/// Whether any shape is written down.
pub(super) fn exist(plan: &Plan) -> bool {
    plan.shapes.iter().any(|shape| shape.ident.is_some())
}

/// The expression of a shape from another file.
pub(super) fn reference(file: &mut File<'_>, id: ShapeId) -> Expr {
    let shape = file.plan.shapes.get(id);
    match shape.and_then(|shape| shape.ident.as_ref()) {
        Some(ident) => {
            file.own("shapes");
            Expr::text(format!("&shapes::{ident}"))
        }
        None => Expr::text(format!("&kontrakt::wire::{}", constant(shape))),
    }
}

/// The expression of a style.
pub(super) fn style(file: &mut File<'_>, styled: &Styled) -> Expr {
    file.core("wire");
    let form = styled
        .style
        .map_or("Json".to_owned(), |it| format!("{it:?}"));
    let form = Expr::text(format!("wire::Form::{form}"));
    let mut style = Expr::Call("wire::Style::new".to_owned(), vec![form]);
    let default = matches!(styled.style, Some(Style::Form | Style::Cookie));
    // Of a deep object each member is always written on its own.
    let has_choice = !matches!(styled.style, None | Some(Style::DeepObject));
    if has_choice && styled.explode != default {
        style = style.then("explode", Some(vec![styled.explode.to_string().into()]));
    }
    match styled.reserved {
        true => style.then("reserved", Some(Vec::new())),
        false => style,
    }
}

/// The expression of how a whole query string is written.
pub(super) fn query(file: &mut File<'_>, whole: &Whole) -> Expr {
    file.core("wire");
    match whole {
        Whole::Json => Expr::text("wire::Query::Json"),
        Whole::Form { shape, fields } => {
            let arguments = vec![reference(file, *shape), super::bodies::fields(fields)];
            Expr::Call("wire::Query::Form".to_owned(), arguments)
        }
        Whole::Raw => Expr::text("wire::Query::Raw"),
    }
}

/// `src/shapes.rs`
pub(super) fn file(plan: &Plan) -> String {
    let mut file = File::new(plan, "crate::types");
    file.runtime("wire", "Shape");
    let mut first = true;
    for shape in &plan.shapes {
        let Some(ident) = &shape.ident else {
            continue;
        };
        if !first {
            file.code.blank();
        }
        first = false;
        let pointer = crate::plan::docs::code(&shape.pointer);
        file.code.line(format!("/// `#{pointer}`"));
        declaration(&mut file, plan, ident.as_str(), shape);
    }
    let docs = Docs(vec![
        "What tells numbers from strings and lists from items in XML and in forms.".to_owned(),
    ]);
    file.finish(&docs, &BTreeSet::new(), |code, imports| {
        imports.write_after(code, |_| {});
    })
}

/// Writes the static of a shape, whose name may be too long for a line.
fn declaration(file: &mut File<'_>, plan: &Plan, ident: &str, shape: &Shape) {
    let head = format!("pub static {ident}: Shape =");
    // rustfmt moves the type down where that helps, and else the value.
    let is_type_below = (MAX_WIDTH + 1..=MAX_WIDTH + 5).contains(&head.len());
    let is_value_below = !is_type_below && head.len() + " Shape {".len() >= MAX_WIDTH;
    if is_type_below {
        file.code.line(format!("pub static {ident}:"));
        file.code.line("    Shape = Shape {");
    } else if is_value_below {
        file.code.line(head);
        file.code.nested_start();
        file.code.line("Shape {");
    } else {
        file.code.line(format!("{head} Shape {{"));
    }
    file.code.nested_start();
    write(file, plan, shape);
    file.code.nested_end();
    file.code.line("};");
    if is_value_below {
        file.code.nested_end();
    }
}

fn write(file: &mut File<'_>, plan: &Plan, shape: &Shape) {
    let base = match shape.types.as_slice() {
        [] => "ANY",
        [Type::String] => "STRING",
        [Type::Integer | Type::Number] => "NUMBER",
        [Type::Boolean] => "BOOLEAN",
        [Type::Array] => "ARRAY",
        [Type::Object] => "OBJECT",
        types => {
            file.runtime("wire", "Types");
            let mut all = types.iter().map(|it| format!("Types::{}", name(*it)));
            let first = Expr::text(all.next().unwrap_or_default());
            let all = all.fold(first, |all, it| all.then("or", Some(vec![it.into()])));
            file.code.expr("types: ", &all, ",");
            "ANY"
        }
    };
    if let Some(root) = &shape.root {
        file.code.line(format!("root: {},", literal(root)));
    }
    if let Some(xml) = &shape.xml {
        file.runtime("wire", "Xml");
        if xml.node != XmlNode::Element {
            file.runtime("wire", "XmlNode");
        }
        write_xml(&mut file.code, xml);
    }
    if !shape.members.is_empty() {
        file.runtime("wire", "Member");
        let members = shape.members.iter().map(|member| {
            let make = if member.required {
                "required"
            } else {
                "optional"
            };
            let arguments = vec![literal(&member.name).into(), local(plan, member.shape)];
            Expr::Call(format!("Member::{make}"), arguments)
        });
        let members = Expr::slice(members.collect());
        file.code.expr("members: ", &members, ",");
    }
    for (field, id) in [("additional", shape.additional), ("items", shape.items)] {
        if let Some(id) = id {
            let some = Expr::Call("Some".to_owned(), vec![local(plan, id)]);
            file.code.expr(&format!("{field}: "), &some, ",");
        }
    }
    file.code.line(format!("..Shape::{base}"));
}

fn write_xml(code: &mut Code, xml: &Xml) {
    code.line("xml: Xml {");
    code.nested(|code| {
        let texts = [
            ("name", &xml.name),
            ("namespace", &xml.namespace),
            ("prefix", &xml.prefix),
        ];
        for (field, text) in texts {
            if let Some(text) = text {
                code.line(format!("{field}: {},", literal(text)));
            }
        }
        match xml.node {
            XmlNode::Element => {}
            XmlNode::Attribute => code.line("node: XmlNode::Attribute,"),
            XmlNode::Text => code.line("node: XmlNode::Text,"),
        }
        if xml.wrapped {
            code.line("wrapped: true,");
        }
        code.line("..Xml::ELEMENT");
    });
    code.line("},");
}

/// The expression of a shape in its own file.
fn local(plan: &Plan, id: ShapeId) -> Expr {
    let shape = plan.shapes.get(id);
    match shape.and_then(|shape| shape.ident.as_ref()) {
        Some(ident) => Expr::text(format!("&{ident}")),
        None => Expr::text(format!("&{}", constant(shape))),
    }
}

/// The constant for a shape of which nothing but its type is said.
fn constant(shape: Option<&Shape>) -> String {
    let name = match shape.and_then(|shape| shape.types.first()) {
        None => "ANY",
        Some(other) => name(*other),
    };
    format!("Shape::{name}")
}

fn name(of: Type) -> &'static str {
    match of {
        Type::Null => "NULL",
        Type::Boolean => "BOOLEAN",
        Type::Integer | Type::Number => "NUMBER",
        Type::String => "STRING",
        Type::Array => "ARRAY",
        Type::Object => "OBJECT",
    }
}
