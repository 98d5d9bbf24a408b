//! `headers.rs`: the headers of answers.

use std::collections::BTreeSet;

use super::file::File;
use super::objects::field_docs;
use super::shapes;
use crate::plan::Plan;
use crate::plan::docs::Docs;
use crate::plan::headers::Headers;
use crate::plan::parameters::{Parameter, Wire};
use crate::rust::{Expr, literal};

/// Whether there are some, and what reads or writes them.
pub(super) fn exist(plan: &Plan) -> bool {
    !plan.headers.is_empty() && (plan.package.client || plan.package.server)
}

/// `src/headers.rs`
pub(super) fn file(plan: &Plan) -> String {
    let mut file = File::new(plan, "crate::types");
    file.take_names(plan.headers.iter().map(|it| it.ident.to_string()));
    for (at, headers) in plan.headers.iter().enumerate() {
        if at > 0 {
            file.code.blank();
        }
        file.code.docs(&headers.docs);
        match &headers.same_as {
            Some(same) => {
                let same = Expr::text(same.to_string());
                let head = format!("pub type {} = ", headers.ident);
                file.code.expr(&head, &same, ";");
            }
            None => write(&mut file, headers),
        }
    }
    let docs = Docs(vec![
        "The headers that answers are described with: `read(answer.headers())` reads them."
            .to_owned(),
    ]);
    file.finish(&docs, &BTreeSet::new(), |code, imports| {
        imports.write_after(code, |_| {});
    })
}

fn write(file: &mut File<'_>, headers: &Headers) {
    let members = &headers.members;
    let has_required = members.iter().any(is_required);
    let default = if has_required { "" } else { ", Default" };
    file.code
        .line(format!("#[derive(Debug, Clone, PartialEq{default})]"));
    file.code
        .item_start(&format!("pub struct {}", headers.ident), "");
    for member in members {
        field_docs(file, &member.docs, member.deprecated);
        let ty = match member.wire {
            Wire::Cookies => format!("Vec<{}>", file.core("Secret")),
            _ => file.member(&member.value, member.required),
        };
        file.code.field(member.ident.as_str(), &ty);
    }
    file.code.nested_end();
    file.code.line("}");
    file.code.blank();
    file.code.item_start(&format!("impl {}", headers.ident), "");
    for name in ["HeaderMap", "InvalidHeader"] {
        file.runtime("headers", name);
    }
    read(file, members);
    file.code.blank();
    write_out(file, members);
    file.code.nested_end();
    file.code.line("}");
}

/// Whether a member has no value by default.
fn is_required(member: &Parameter) -> bool {
    member.required && member.wire != Wire::Cookies
}

/// The function that reads all.
fn read(file: &mut File<'_>, members: &[Parameter]) {
    file.code.docs(&Docs(vec![
        "Reads them from an answer.".to_owned(),
        String::new(),
        "# Errors".to_owned(),
        String::new(),
        "Where one is missing or is not as it is described.".to_owned(),
    ]));
    file.code
        .line("pub fn read(from: &HeaderMap) -> Result<Self, InvalidHeader> {");
    file.code.nested_start();
    let start = file.code.position();
    let mut entries = Vec::with_capacity(members.len());
    for member in members {
        entries.push((member.ident.to_string(), Some(read_one(file, member))));
    }
    file.code.literal("Ok(Self", ")", &entries);
    file.write_constants(start);
    file.code.nested_end();
    file.code.line("}");
}

fn read_one(file: &mut File<'_>, member: &Parameter) -> Expr {
    let header = file.runtime("headers", "header").to_owned();
    let arguments = vec!["from".into(), literal(&member.name).into()];
    let mut read = Expr::Call(header, arguments);
    if let Wire::Styled(styled) = &member.wire {
        let style = shapes::style(file, styled);
        let shape = shapes::reference(file, styled.shape);
        read = read.then("styled", Some(vec![style, shape]));
    }
    let (required, optional) = match member.wire {
        Wire::List { .. } => ("list", "optional_list"),
        Wire::Cookies => ("cookies", "optional_cookies"),
        _ => ("required", "optional"),
    };
    let method = if member.required { required } else { optional };
    if member.wire == Wire::Cookies {
        let read = read.then(method, Some(Vec::new()));
        return if member.required { read.tried() } else { read };
    }
    let checks = file.local_checks(member.ident.as_str(), &member.value.checks);
    read.then(method, Some(vec![checks])).tried()
}

/// The function that writes all.
fn write_out(file: &mut File<'_>, members: &[Parameter]) {
    file.code.docs(&Docs(vec![
        "The fields of an answer.".to_owned(),
        String::new(),
        "# Errors".to_owned(),
        String::new(),
        "Where a header cannot have the value.".to_owned(),
    ]));
    file.code
        .line("pub fn write(&self) -> Result<HeaderMap, InvalidHeader> {");
    file.code.nested_start();
    file.code.line("let mut to = HeaderMap::new();");
    for member in members {
        let value = Expr::text(format!("&self.{}", member.ident));
        let mut arguments = vec!["&mut to".into(), literal(&member.name).into(), value];
        let function = match &member.wire {
            Wire::Cookies => "add_cookies",
            wire => {
                arguments.push(match wire {
                    Wire::Styled(styled) => shapes::style(file, styled),
                    _ => Expr::text(file.runtime("headers", "SIMPLE")),
                });
                "add"
            }
        };
        let function = file.runtime("headers", function).to_owned();
        let add = Expr::Call(function, arguments).tried();
        file.code.expr("", &add, ";");
    }
    file.code.line("Ok(to)");
    file.code.nested_end();
    file.code.line("}");
}
