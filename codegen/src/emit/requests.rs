//! Structs with all that an operation takes.

use super::bodies;
use super::file::File;
use super::objects::field_docs;
use crate::plan::types::Item;

/// Writes the struct with all that an operation takes.
pub(super) fn write(file: &mut File<'_>, item: &Item, operation: usize) {
    let plan = file.plan;
    let Some(operation) = plan.operations.get(operation) else {
        return;
    };
    let body_required = operation.body.as_ref().is_some_and(|body| body.required);
    let required = body_required
        || operation
            .parameters
            .iter()
            .any(|parameter| parameter.required);
    let values = match operation.is_streamed() {
        true => "",
        false => ", Clone, PartialEq",
    };
    let default = if required { "" } else { ", Default" };
    file.code.line(format!("#[derive(Debug{values}{default})]"));
    file.code.line(format!("pub struct {} {{", item.name));
    file.code.nested_start();
    for parameter in &operation.parameters {
        field_docs(file, &parameter.docs, parameter.deprecated);
        let ty = file.member(&parameter.value, parameter.required);
        file.code.field(parameter.ident.as_str(), &ty);
    }
    if let Some(body) = &operation.body {
        match body.docs.is_empty() {
            true => file.code.line("/// The body."),
            false => file.code.docs(&body.docs),
        }
        let ty = bodies::request(file, body);
        let ty = bodies::wanted(body, ty);
        file.code.line(format!("pub body: {ty},"));
    }
    file.code.nested_end();
    file.code.line("}");
    if !operation.rules.is_empty() {
        file.code.blank();
        file.code.item_start(&format!("impl {}", item.name), "");
        file.code.line("/// The rules across the parameters.");
        super::objects::rules(file, "pub ", &operation.rules);
        file.code.nested_end();
        file.code.line("}");
    }
}
