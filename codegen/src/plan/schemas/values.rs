//! The types of values, and what is checked of them.

use kontrakt_model::{Code, Finding, Schema, SchemaId};

use super::{Name, Types};
use crate::codes;
use crate::plan::checks::{Check, Collected};
use crate::plan::merge::Merged;
use crate::plan::shape::TypeSet;
use crate::plan::types::{Ty, Use};
use crate::plan::{enums, objects, unions, untyped};

impl<'a> Types<'a> {
    /// Plans what is not a component.
    pub(in crate::plan) fn plan(&mut self, ids: &[SchemaId], name: &Name) -> Use {
        let api = self.api;
        let merged = Merged::gather(api, ids);
        let possible = ids
            .iter()
            .fold(merged.types, |set, id| set.and(self.shapes.types(api, *id)));
        if merged.atoms.is_empty() {
            return Use::plain(Ty::Json);
        }
        if possible == TypeSet::NONE {
            return self.json(
                ids,
                codes::IMPOSSIBLE,
                "no value satisfies this schema; it becomes a JSON value, which is checked",
                None,
            );
        }
        let is_told = merged.typed || merged.lists_values();
        let nullable = is_told && possible.has(TypeSet::NULL);
        let merged = merged.narrowed(merged.types.and(possible).without(TypeSet::NULL));
        let beyond = merged.untyped_keyword();
        let of_null = match nullable {
            true => self.checks_of_null(&merged),
            false => Vec::new(),
        };
        let mut planned = self.plan_merged(ids, name, merged);
        if planned.ty == Ty::Json {
            return planned;
        }
        if let Some((id, keyword)) = beyond {
            self.checked(id, keyword);
        }
        planned.nullable |= nullable;
        if !of_null.is_empty() {
            planned.checks.push(Check::Null(of_null));
        }
        planned
    }

    /// What is checked also for a `null` that `type` allows.
    fn checks_of_null(&mut self, merged: &Merged<'a>) -> Vec<Check> {
        let narrowed = merged.narrowed(TypeSet::NULL);
        self.deep_checks(&narrowed)
    }

    /// Says that a keyword is checked and not expressed by the type.
    pub(in crate::plan) fn checked(&mut self, id: SchemaId, keyword: &str) {
        let location = &self.api.schema(id).location;
        let message =
            format!("`{keyword}` is checked at run time; the Rust type does not express it");
        self.diagnostics.push(
            Finding::info(codes::CHECKED_KEYWORD, message)
                .at(location.place(), format!("`#{}`", location.pointer)),
        );
    }

    fn plan_merged(&mut self, ids: &[SchemaId], name: &Name, merged: Merged<'a>) -> Use {
        if !merged.choices.is_empty() {
            return unions::plan(self, ids, name, merged);
        }
        if merged.lists_values() {
            return enums::plan(self, ids, name, &merged);
        }
        let kinds: Vec<TypeSet> = merged.types.split().collect();
        match kinds.as_slice() {
            _ if !merged.typed => untyped::plan(self, ids, name, &merged),
            // Nothing but `null`, which no Rust type stands for.
            [] => self.checked_json(ids),
            [kind] => self.plan_kind(*kind, name, merged),
            kinds => {
                let branch = |kind: &TypeSet| unions::Branch::of_type(*kind, &merged);
                let branches = kinds.iter().map(branch).collect();
                self.union(ids, name, unions::Branches::by_type(branches))
            }
        }
    }

    /// A JSON value for which all that these schemas say is checked.
    pub(in crate::plan) fn checked_json(&mut self, ids: &[SchemaId]) -> Use {
        let checks = ids.iter().flat_map(|id| self.lowering.schema(*id));
        Use {
            checks: checks.collect(),
            ..Use::plain(Ty::Json)
        }
    }

    /// Plans a value of one JSON type.
    pub(in crate::plan) fn plan_kind(
        &mut self,
        kind: TypeSet,
        name: &Name,
        merged: Merged<'a>,
    ) -> Use {
        if kind == TypeSet::BOOLEAN {
            self.scalar(Ty::Bool, &merged)
        } else if kind == TypeSet::STRING {
            self.chosen_text(&merged)
        } else if kind.meets(TypeSet::NUMBER) {
            let has_format = |format| {
                merged
                    .atoms
                    .iter()
                    .any(|(_, schema)| schema.format.as_deref() == Some(format))
            };
            let ty = match kind == TypeSet::INTEGER {
                true if has_format("int32") => Ty::I32,
                true => Ty::I64,
                false if has_format("decimal") => self.chosen_decimal(),
                // Also for `format: float`: what is read is kept as it is.
                false => Ty::F64,
            };
            self.scalar(ty, &merged)
        } else if kind == TypeSet::ARRAY {
            self.array(name, &merged)
        } else {
            objects::plan_object(self, name, merged)
        }
    }

    /// A scalar with the checks of all parts.
    pub(in crate::plan) fn scalar(&mut self, ty: Ty, merged: &Merged<'a>) -> Use {
        let checks = self.checks(merged);
        Use {
            ty,
            nullable: false,
            checks,
        }
    }

    /// The checks of all parts that are about the types at hand.
    pub(in crate::plan) fn checks(&mut self, merged: &Merged<'a>) -> Vec<Check> {
        let mut collected = Collected::default();
        for (id, schema) in &merged.atoms {
            if merged.types.meets(TypeSet::NUMBER) {
                collected.number(*id, schema);
            }
            if merged.types.has(TypeSet::STRING) {
                collected.string(schema);
            }
            if merged.types.has(TypeSet::ARRAY) {
                collected.array(schema);
            }
            if merged.types.has(TypeSet::OBJECT) {
                collected.object(schema);
            }
        }
        for (id, keyword) in collected.unusable {
            let message = format!("`{keyword}` cannot be checked as written and is left out");
            let place = self.api.schema(id).location.place();
            self.diagnostics
                .push(Finding::warning(codes::UNUSABLE_LIMIT, message).at(place, "in this schema"));
        }
        let mut checks = collected.checks;
        for check in self.deep_checks(merged) {
            if !checks.contains(&check) {
                checks.push(check);
            }
        }
        checks.shrink_to_fit();
        checks
    }

    /// What the parts say of the types at hand that no type expresses.
    fn deep_checks(&mut self, merged: &Merged<'a>) -> Vec<Check> {
        let mut checks = Vec::new();
        for (id, _) in &merged.atoms {
            let beyond = self.lowering.beyond_types(*id);
            checks.extend(beyond.into_iter().filter(|check| {
                merged.types.meets(match check {
                    Check::Names(_)
                    | Check::DependentRequired(_)
                    | Check::DependentSchemas(_)
                    | Check::UnevaluatedProperties(_) => TypeSet::OBJECT,
                    Check::Contains { .. } | Check::UnevaluatedItems(_) => TypeSet::ARRAY,
                    _ => TypeSet::ALL,
                })
            }));
        }
        for (id, branches, one) in &merged.choices {
            checks.push(self.lowering.choice(*id, branches, *one));
        }
        checks
    }

    /// A type for what stands beside `oneOf` and `anyOf`, where it is about one JSON type. They are
    /// checked.
    pub(in crate::plan) fn beside_choices(
        &mut self,
        ids: &[SchemaId],
        name: &Name,
        merged: &Merged<'a>,
    ) -> Option<Use> {
        let kinds: Vec<TypeSet> = merged.types.split().collect();
        let [kind] = *kinds.as_slice() else {
            return None;
        };
        let is_listed = merged.lists_values();
        let is_told = merged.typed || kind == TypeSet::OBJECT || kind == TypeSet::ARRAY;
        if !is_told && !is_listed {
            return None;
        }
        let (id, _, one) = *merged.choices.first()?;
        // What the list leaves to the choice is a matter of the list.
        let place = ids.first().filter(|_| is_listed).copied().unwrap_or(id);
        if !(is_listed && enums::fits_choices(self.api, merged)) {
            self.checked(place, if one { "oneOf" } else { "anyOf" });
        }
        Some(match is_listed {
            true => enums::plan(self, ids, name, merged),
            false => self.plan_kind(kind, name, merged.clone()),
        })
    }

    fn array(&mut self, name: &Name, merged: &Merged<'a>) -> Use {
        let mut items = Vec::new();
        for id in merged.atoms.iter().filter_map(|(_, schema)| schema.items) {
            if !items.contains(&id) {
                items.push(id);
            }
        }
        let mut checks = self.checks(merged);
        let is_tuple = |(_, schema): &(SchemaId, &Schema)| !schema.prefix_items.is_empty();
        if merged.atoms.iter().any(is_tuple) {
            return self.tuple(merged, checks);
        }
        let item = match items.is_empty() {
            true => Use::plain(Ty::Json),
            false => self.use_of(&items, &name.join("item")),
        };
        if !item.checks.is_empty() {
            checks.push(Check::Items(item.checks.clone()));
        }
        Use {
            ty: Ty::Vec(Box::new(item.full())),
            nullable: false,
            checks,
        }
    }

    /// An array whose items are of several types by their position.
    fn tuple(&mut self, merged: &Merged<'a>, mut checks: Vec<Check>) -> Use {
        let mut all = Vec::new();
        for (_, schema) in &merged.atoms {
            checks.extend(self.lowering.tuple(schema));
            if let (true, Some(items)) = (schema.prefix_items.is_empty(), schema.items) {
                all.extend(self.lowering.schema(items));
            }
        }
        if !all.is_empty() {
            checks.push(Check::Items(all));
        }
        Use {
            ty: Ty::Vec(Box::new(Ty::Json)),
            nullable: false,
            checks,
        }
    }

    /// The lowest rung: a JSON value that is checked, and why.
    pub(in crate::plan) fn json(
        &mut self,
        ids: &[SchemaId],
        code: Code,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Use {
        self.json_at(ids, ids, code, message, help)
    }

    /// A JSON value that is checked by `ids`, and why, which is to be seen at the first of `places`.
    pub(in crate::plan) fn json_at(
        &mut self,
        places: &[SchemaId],
        ids: &[SchemaId],
        code: Code,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Use {
        if let Some(id) = places.first() {
            let location = &self.api.schema(*id).location;
            let mut finding = Finding::info(code, message)
                .at(location.place(), format!("`#{}`", location.pointer));
            finding.help.extend(help);
            self.diagnostics.push(finding);
        }
        self.checked_json(ids)
    }
}
