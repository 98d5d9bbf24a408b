//! Decides on which rung a schema lands: a type, a type with checks, or a JSON value.

use std::collections::{BTreeSet, VecDeque};

use kontrakt_model::api::Validation;
use kontrakt_model::hash::HashMap;
use kontrakt_model::shape::ShapeId;
use kontrakt_model::{Api, Code, Diagnostics, Finding, Schema, SchemaId, pointer_tokens};

use super::checks::{Check, Collected};
use super::docs::Docs;
use super::lowered::Lowering;
use super::merge::Merged;
use super::selection::Selection;
use super::shape::{Shapes, TypeSet};
use super::types::{self, EnumValues, Item, Kind, Object, Ty, TypeId, Union, Use};
use super::{chosen, enums, objects, unions, untyped};
use crate::codes;
use crate::config::{Map, Rust};
use crate::names::{self, Ident, Scope};

/// How deeply arrays, maps and branches may be nested in one type.
const DEPTH: usize = 32;

/// What a type is called.
#[derive(Debug, Clone)]
pub(super) enum Name {
    /// This name, which is taken for it: that of a component.
    Claimed(Ident),
    /// This name if it is free: that of a schema in place.
    Wanted(Ident),
    /// This name if it is free, while what is inside is called after another one.
    Outside(Ident, Ident),
}

impl Name {
    pub(super) fn ident(&self) -> &Ident {
        match self {
            Name::Claimed(ident) | Name::Wanted(ident) | Name::Outside(ident, _) => ident,
        }
    }

    /// The name of a schema inside.
    pub(super) fn join(&self, text: &str) -> Name {
        Name::Wanted(match self {
            Name::Outside(_, inside) => inside.join(text),
            _ => self.ident().join(text),
        })
    }
}

/// A type whose inside is planned later, so that nesting does not become recursion.
pub(super) enum Task<'a> {
    Object(TypeId, Name, Merged<'a>),
    Union(TypeId, Name, unions::Branches<'a>),
}

/// How far a component is.
#[derive(Debug, Clone)]
pub(super) enum Component {
    Waiting,
    Started,
    Planned(Use),
}

/// The state of planning the types of an API.
pub(super) struct Types<'a> {
    pub(super) api: &'a Api,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// How the Rust looks.
    pub(super) rust: &'a Rust,
    /// The crates that the runtime passes on.
    pub(super) crates: BTreeSet<&'static str>,
    /// The types planned so far.
    pub(super) items: Vec<Item>,
    /// For each type, the place in the order of files: that of the component or operation it is
    /// for.
    pub(super) order: Vec<usize>,
    /// The rules of each struct, translated when all types are known.
    pub(super) rules: Vec<(TypeId, Vec<&'a Validation>)>,
    pub(super) shapes: Shapes,
    /// The schemas that checks refer to.
    pub(super) lowering: Lowering<'a>,
    /// The shapes of what is text on the wire, and what they are called.
    pub(super) text: kontrakt_model::shape::Shapes<'a>,
    /// Shapes that are only asked for what is in them.
    pub(super) probed: kontrakt_model::shape::Shapes<'a>,
    pub(super) text_names: HashMap<ShapeId, String>,
    pub(super) tasks: VecDeque<Task<'a>>,
    /// The component or operation that is planned now.
    pub(super) current: usize,
    names: Scope,
    /// The components, and then what is sent of some of them.
    pub(super) component_ids: Vec<SchemaId>,
    /// Which of them are generated even if nothing else refers to them.
    selected: Vec<bool>,
    pub(super) component_names: Vec<Ident>,
    pub(super) component_of: HashMap<SchemaId, usize>,
    pub(super) components: Vec<Component>,
    in_place: HashMap<Vec<SchemaId>, Use>,
    depth: usize,
}

/// Names that generated modules use for other things than the types of a description.
const RESERVED: &[&str] = &[
    "Box",
    "ByteStream",
    "Check",
    "Checker",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Eq",
    "Err",
    "Field",
    "FormReader",
    "FormWriter",
    "From",
    "Hash",
    "Into",
    "Json",
    "JsonType",
    "Limit",
    "Multipart",
    "None",
    "Nullable",
    "Object",
    "Ok",
    "Option",
    "PartialEq",
    "Presence",
    "Reader",
    "Result",
    "Rule",
    "Scalar",
    "Self",
    "Sizes",
    "Some",
    "String",
    "TryFrom",
    "UnlistedValue",
    "Unread",
    "Value",
    "Vec",
    "Violations",
    "Writer",
];

impl<'a> Types<'a> {
    /// Takes the names of all components, in source order, before any other type is named.
    pub(super) fn new(api: &'a Api, rust: &'a Rust, diagnostics: &'a mut Diagnostics) -> Self {
        let mut names = Scope::with_reserved(RESERVED).reserving(rust.map.name());
        let mut component_names = chosen::component_names(api, rust, &mut names, diagnostics);
        for (at, _) in &api.inputs {
            let answered = component_names.get(*at).cloned();
            let wanted = answered.map_or_else(|| names::camel("input"), |it| it.join("input"));
            component_names.push(names.claim(wanted));
        }
        let components = api.components.iter().map(|(_, id)| *id);
        let components: Vec<SchemaId> = components
            .chain(api.inputs.iter().map(|(_, id)| *id))
            .collect();
        Types {
            api,
            diagnostics,
            rust,
            crates: match rust.map {
                Map::Index => BTreeSet::from(["indexmap"]),
                Map::BTree | Map::Hash => BTreeSet::new(),
            },
            items: Vec::new(),
            order: Vec::new(),
            rules: Vec::new(),
            shapes: Shapes::default(),
            lowering: Lowering::new(api),
            text: kontrakt_model::shape::Shapes::new(api),
            probed: kontrakt_model::shape::Shapes::new(api),
            text_names: HashMap::default(),
            tasks: VecDeque::new(),
            current: 0,
            names,
            component_names,
            component_of: components
                .iter()
                .enumerate()
                .map(|(at, id)| (*id, at))
                .rev()
                .collect(),
            components: vec![Component::Waiting; components.len()],
            component_ids: components,
            selected: Vec::new(),
            in_place: HashMap::default(),
            depth: 0,
        }
    }

    /// Plans every selected component, whether or not an operation uses it. What is sent of one is
    /// planned where it is used.
    pub(super) fn plan_components(&mut self, selection: &Selection) {
        let components = self.api.components.iter();
        let is_selected = |(_, id): &(String, SchemaId)| selection.has_schema(*id);
        self.selected = components.map(is_selected).collect();
        for at in 0..self.selected.len() {
            if self.is_selected(at) {
                self.current = at;
                self.component(at);
                self.run_tasks();
            }
        }
    }

    pub(super) fn is_selected(&self, at: usize) -> bool {
        self.selected.get(at) == Some(&true)
    }

    /// The place of a component in the order of files: what is sent stands beside what is answered.
    pub(super) fn place_of(&self, at: usize) -> usize {
        match at.checked_sub(self.api.components.len()) {
            Some(input) => self.api.inputs.get(input).map_or(at, |(of, _)| *of),
            None => at,
        }
    }

    /// Plans the insides that are waiting.
    pub(super) fn run_tasks(&mut self) {
        while let Some(task) = self.tasks.pop_front() {
            let (Task::Object(id, ..) | Task::Union(id, ..)) = &task;
            // What is inside stands in the file of what it is inside of.
            self.current = self
                .order
                .get(id.0 as usize)
                .copied()
                .unwrap_or(self.current);
            match task {
                Task::Object(id, name, merged) => {
                    let object = objects::plan(self, &name, &merged);
                    self.rules.push((id, merged.rules()));
                    self.set(id, Kind::Object(object));
                }
                Task::Union(id, name, branches) => {
                    let union = unions::plan_variants(self, &name, branches);
                    self.set(id, Kind::Union(union));
                }
            }
        }
    }

    fn set(&mut self, id: TypeId, kind: Kind) {
        if let Some(item) = self.items.get_mut(id.0 as usize) {
            item.kind = kind;
        }
    }

    /// The type of a value for which all of `ids` hold.
    pub(super) fn use_of(&mut self, ids: &[SchemaId], name: &Name) -> Use {
        if self.depth >= DEPTH {
            let message = format!(
                "schemas are nested more than {DEPTH} deep here and become a JSON value, which is checked"
            );
            return self.json(ids, codes::DEEP_SCHEMA, message, None);
        }
        self.depth += 1;
        let planned = self.use_within(ids, name);
        self.depth -= 1;
        planned
    }

    /// The type of a schema by itself.
    pub(super) fn stand_alone(&mut self, id: SchemaId) -> Use {
        let planned = self.use_of(&[id], &Name::Wanted(names::camel("value")));
        self.run_tasks();
        planned
    }

    fn use_within(&mut self, ids: &[SchemaId], name: &Name) -> Use {
        let mut nullable = true;
        let mut targets = Vec::with_capacity(ids.len());
        for id in ids {
            let (target, null) = self.target(*id);
            nullable &= null;
            if !targets.contains(&target) && (ids.len() == 1 || !self.says_nothing(target)) {
                targets.push(target);
            }
        }
        let mut planned = match targets.as_slice() {
            [one] if self.component_of.contains_key(one) => match self.component_of.get(one) {
                Some(&at) => self.component(at),
                None => Use::plain(Ty::Json),
            },
            _ => self.in_place(targets, name),
        };
        if nullable && !ids.is_empty() {
            planned.or_null();
        }
        planned
    }

    fn in_place(&mut self, targets: Vec<SchemaId>, name: &Name) -> Use {
        if let Some(planned) = self.in_place.get(&targets) {
            return planned.clone();
        }
        let named = match targets.as_slice() {
            [one] => self.name_of_place(*one),
            _ => None,
        };
        let planned = self.plan(&targets, named.as_ref().unwrap_or(name));
        self.in_place.insert(targets, planned.clone());
        planned
    }

    /// The name of a schema by where it stands, if that has one and nothing else has taken it: the
    /// name of a definition, or of a document that is a schema. Whatever refers to it first does not
    /// name it then.
    fn name_of_place(&self, id: SchemaId) -> Option<Name> {
        let location = &self.api.schema(id).location;
        let file = self.api.file_of(location.source);
        let mut tokens = pointer_tokens(&location.pointer);
        let mut group = None;
        let mut last = tokens.next();
        for token in tokens {
            group = last.replace(token);
        }
        let is_named = match group.as_deref() {
            Some("$defs" | "definitions") => true,
            None | Some("schemas") => file.is_some(),
            Some(_) => false,
        };
        let last = match last {
            Some(last) => last,
            None => file?.split('.').next().unwrap_or_default().into(),
        };
        let name = names::camel(&last);
        (is_named && !last.is_empty() && self.names.is_free(&name)).then_some(Name::Wanted(name))
    }

    /// Plans what is not a component.
    pub(super) fn plan(&mut self, ids: &[SchemaId], name: &Name) -> Use {
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
    pub(super) fn checked(&mut self, id: SchemaId, keyword: &str) {
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
    pub(super) fn checked_json(&mut self, ids: &[SchemaId]) -> Use {
        let checks = ids.iter().flat_map(|id| self.lowering.schema(*id));
        Use {
            checks: checks.collect(),
            ..Use::plain(Ty::Json)
        }
    }

    /// Plans a value of one JSON type.
    pub(super) fn plan_kind(&mut self, kind: TypeSet, name: &Name, merged: Merged<'a>) -> Use {
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
    pub(super) fn scalar(&mut self, ty: Ty, merged: &Merged<'a>) -> Use {
        let checks = self.checks(merged);
        Use {
            ty,
            nullable: false,
            checks,
        }
    }

    /// The checks of all parts that are about the types at hand.
    pub(super) fn checks(&mut self, merged: &Merged<'a>) -> Vec<Check> {
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
    pub(super) fn beside_choices(
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

    /// A union, to be planned inside later.
    pub(super) fn union(
        &mut self,
        ids: &[SchemaId],
        name: &Name,
        branches: unions::Branches<'a>,
    ) -> Use {
        let id = self.add_named(ids, name, Kind::Union(Union::default()));
        self.tasks
            .push_back(Task::Union(id, self.name_of(id), branches));
        Use::plain(Ty::Named(id))
    }

    /// A struct, to be planned inside later.
    pub(super) fn object(&mut self, name: &Name, merged: Merged<'a>) -> Use {
        let origin = merged.origin.as_slice();
        let id = self.add_named(origin, name, Kind::Object(Object::default()));
        let inside = match name {
            Name::Outside(_, inside) => Name::Claimed(inside.clone()),
            _ => self.name_of(id),
        };
        self.tasks.push_back(Task::Object(id, inside, merged));
        Use::plain(Ty::Named(id))
    }

    /// A generated struct goes into a box, so that the variants of an enum are of similar size.
    pub(super) fn boxed_if_object(&self, ty: Ty) -> Ty {
        let mut at = &ty;
        while let Ty::Named(id) = at {
            match self.item(*id).map(|item| &item.kind) {
                Some(Kind::Alias(target)) => at = target,
                Some(Kind::Object(_)) => return Ty::Box(Box::new(ty)),
                _ => return ty,
            }
        }
        ty
    }

    fn name_of(&self, id: TypeId) -> Name {
        match self.item(id) {
            Some(item) => Name::Claimed(item.name.clone()),
            None => Name::Wanted(names::camel("")),
        }
    }

    /// Adds a type under its name, or the next one that is free.
    pub(super) fn add_named(&mut self, ids: &[SchemaId], name: &Name, kind: Kind) -> TypeId {
        let ident = match name {
            Name::Claimed(ident) => ident.clone(),
            Name::Wanted(ident) | Name::Outside(ident, _) => self.names.claim(ident.clone()),
        };
        match ids.first() {
            Some(id) => {
                let schema = self.api.schema(*id);
                self.add(ident, schema, kind)
            }
            None => TypeId(u32::MAX),
        }
    }

    pub(super) fn add(&mut self, name: Ident, schema: &Schema, kind: Kind) -> TypeId {
        self.push(
            name,
            Docs::of_schema(self.api, schema),
            schema.deprecated,
            kind,
        )
    }

    /// Adds a type that has no schema.
    pub(super) fn add_documented(&mut self, name: &Name, docs: Docs, kind: Kind) -> TypeId {
        let ident = self.names.claim(name.ident().clone());
        self.push(ident, docs, false, kind)
    }

    fn push(&mut self, name: Ident, docs: Docs, deprecated: bool, kind: Kind) -> TypeId {
        let id = TypeId(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        let derives = self.derives(&name);
        self.items.push(Item {
            derives,
            name,
            docs,
            deprecated,
            kind,
        });
        self.order.push(self.current);
        id
    }

    /// Whether a type is read from a string alone.
    pub(super) fn is_text(&self, ty: &Ty) -> bool {
        match types::resolved(&self.items, ty) {
            Ty::String => true,
            Ty::Named(id) => match self.item(*id).map(|item| &item.kind) {
                Some(Kind::Enum(list)) => list.values == EnumValues::Strings,
                _ => false,
            },
            _ => false,
        }
    }

    /// The type with an id.
    pub(super) fn item(&self, id: TypeId) -> Option<&Item> {
        self.items.get(id.0 as usize)
    }

    /// The lowest rung: a JSON value that is checked, and why.
    pub(super) fn json(
        &mut self,
        ids: &[SchemaId],
        code: Code,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Use {
        self.json_at(ids, ids, code, message, help)
    }

    /// A JSON value that is checked by `ids`, and why, which is to be seen at the first of `places`.
    pub(super) fn json_at(
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
