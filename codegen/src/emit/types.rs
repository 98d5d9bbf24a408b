//! The files of types.

use std::collections::BTreeSet;

use super::file::{File, first_line};
use super::{bodies, enums, multipart, objects, requests, unions, version_sort};
use crate::plan::docs::Docs;
use crate::plan::types::{Item, Kind};
use crate::plan::{Module, Plan};
use crate::rust::Code;

/// `types.rs`: the modules and what they export.
pub(super) fn index(plan: &Plan) -> String {
    let mut code = Code::default();
    code.line(format!("// {}", first_line(plan)));
    code.blank();
    code.line("//! The schemas of the description.");
    code.blank();
    let mut modules: Vec<&Module> = plan.modules.iter().collect();
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    let mut names: Vec<(&str, &str)> = modules
        .iter()
        .map(|module| ("mod", module.name.as_str()))
        .collect();
    names.extend((!plan.schemas.is_empty()).then_some(("pub mod", "schemas")));
    names.sort_by_key(|(_, name)| *name);
    for (head, name) in names {
        code.line(format!("{head} {name};"));
    }
    code.blank();
    modules.sort_by(|a, b| version_sort::compare(a.name.as_str(), b.name.as_str()));
    for module in modules {
        let mut names: Vec<String> = items(plan, module)
            .map(|item| item.name.to_string())
            .collect();
        names.sort_by(|a, b| version_sort::compare(a, b));
        code.import(&format!("pub use {}::", module.name), &names);
    }
    code.into_text()
}

fn items<'p>(plan: &'p Plan, module: &'p Module) -> impl Iterator<Item = &'p Item> {
    module.types.iter().filter_map(|id| plan.item(*id))
}

/// The types of a file.
pub(super) fn module(plan: &Plan, module: &Module) -> String {
    let mut file = File::new(plan, "super");
    let items: Vec<&Item> = items(plan, module).collect();
    let defined = write(&mut file, &items);
    file.finish(&Docs::default(), &defined, |code, imports| {
        imports.write_after(code, |_| {})
    })
}

/// `types.rs`: all types in one file.
pub(super) fn whole(plan: &Plan) -> String {
    let mut file = File::new(plan, "self");
    let modules = plan.modules.iter();
    let items: Vec<&Item> = modules.flat_map(|module| items(plan, module)).collect();
    let defined = write(&mut file, &items);
    let docs = Docs(vec!["The schemas of the description.".to_owned()]);
    file.finish(&docs, &defined, |code, imports| {
        if !plan.schemas.is_empty() {
            code.line("pub mod schemas;");
            code.blank();
        }
        imports.write_after(code, |_| {})
    })
}

/// Writes types; gives their names.
fn write(file: &mut File<'_>, items: &[&Item]) -> BTreeSet<String> {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            file.code.blank();
        }
        item_docs(&mut file.code, item);
        match &item.kind {
            Kind::Object(object) => objects::write(file, item, object),
            Kind::Enum(list) => enums::write(file, item, list),
            Kind::Union(union) => unions::write(file, item, union),
            Kind::Alias(ty) => {
                let ty = file.ty(ty);
                file.code
                    .expr(&format!("pub type {} = ", item.name), &ty.into(), ";");
            }
            Kind::Multipart(form) => multipart::write(file, item, form),
            Kind::Body(contents) => bodies::write(file, item, contents),
            Kind::Request(operation) => requests::write(file, item, *operation),
        }
    }
    items.iter().map(|item| item.name.to_string()).collect()
}

fn item_docs(code: &mut Code, item: &Item) {
    code.docs(&item.docs);
    if item.deprecated {
        code.line("///");
        code.line("/// Deprecated by the description.");
    }
}
