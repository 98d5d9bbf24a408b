//! The imports of a file, in the order and form that rustfmt gives them.

use std::collections::BTreeSet;

use super::version_sort;
use crate::rust::Code;

/// What a file imports.
pub(super) struct Imports<'p> {
    pub(super) std: Vec<&'static str>,
    pub(super) runtime: BTreeSet<(&'static str, &'static str)>,
    pub(super) types_from: &'static str,
    pub(super) types: Vec<&'p str>,
    pub(super) schemas: bool,
    pub(super) own: BTreeSet<&'static str>,
}

impl Imports<'_> {
    /// Writes the imports in groups: `std`, the runtime, this crate. `own` writes lines of the last
    /// group before the types.
    pub(super) fn write_after(&self, code: &mut Code, own: impl FnOnce(&mut Code)) {
        self.write_foreign(code);
        let before = code.len();
        own(code);
        self.write_types(code);
        if code.len() > before {
            code.blank();
        }
    }

    /// Writes the imports with a group of exports before those of this crate.
    pub(super) fn write_with(&self, code: &mut Code, exports: impl FnOnce(&mut Code)) {
        self.write_foreign(code);
        exports(code);
        code.blank();
        self.write_after_foreign(code);
    }

    fn write_after_foreign(&self, code: &mut Code) {
        let before = code.len();
        self.write_types(code);
        if code.len() > before {
            code.blank();
        }
    }

    fn write_foreign(&self, code: &mut Code) {
        for path in &self.std {
            code.line(format!("use {path};"));
        }
        if !self.std.is_empty() {
            code.blank();
        }
        self.write_runtime(code);
        if !self.runtime.is_empty() {
            code.blank();
        }
    }

    fn write_types(&self, code: &mut Code) {
        for module in &self.own {
            code.line(format!("use crate::{module};"));
        }
        let types = format!("use {}::", self.types_from);
        // rustfmt sorts a list of names after modules, and a name alone among them.
        if let [_] = self.types.as_slice() {
            code.import(&types, &self.types);
        }
        // The file that declares the module needs no import.
        if self.schemas && self.types_from != "self" {
            code.line(format!("{types}schemas;"));
        }
        if self.types.len() > 1 {
            code.import(&types, &self.types);
        }
    }

    fn write_runtime(&self, code: &mut Code) {
        let names = |module: &str| {
            let names = self.runtime.iter().filter(|(of, _)| *of == module);
            let mut names: Vec<String> = names.map(|(_, name)| (*name).to_owned()).collect();
            names.sort_by(|a, b| version_sort::compare(a, b));
            names
        };
        // rustfmt sorts a list of names after modules, and a name alone among them.
        let root = names("");
        let mut alone = match root.as_slice() {
            [name] => Some(name.as_str()),
            _ => None,
        };
        let modules: BTreeSet<&str> = self.runtime.iter().map(|(module, _)| *module).collect();
        for module in modules.into_iter().filter(|module| !module.is_empty()) {
            if alone.is_some_and(|name| name < module) {
                code.import("use kontrakt::", &root);
                alone = None;
            }
            code.import(&format!("use kontrakt::{module}::"), &names(module));
        }
        if alone.is_some() {
            code.import("use kontrakt::", &root);
        }
        if root.len() > 1 {
            code.import("use kontrakt::", &root);
        }
    }
}
