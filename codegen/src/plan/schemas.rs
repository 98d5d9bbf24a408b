//! Decides on which rung a schema lands: a type, a type with checks, or a JSON value.

mod items;
mod values;

use std::collections::{BTreeSet, VecDeque};

use kontrakt_model::api::Validation;
use kontrakt_model::hash::HashMap;
use kontrakt_model::shape::{Shape, ShapeId};
use kontrakt_model::{Api, Diagnostics, SchemaId, pointer_tokens};

use super::headers::Sets;
use super::lowered::Lowering;
use super::merge::Merged;
use super::selection::Selection;
use super::shape::Shapes;
use super::types::{Item, Kind, Ty, TypeId, Use};
use super::{chosen, objects, unions};
use crate::codes;
use crate::config::{Map, Rust};
use crate::names::{self, Ident, Scope};

/// How deeply arrays, maps and branches may be nested in one type.
const DEPTH: usize = 32;

/// Why a type would never end.
pub(super) const ENDLESS: &str = "this schema contains itself with no object in between and becomes a JSON value there, which is checked";

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
    /// The headers of answers.
    pub(super) headers: Sets,
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
    /// The schemas in place whose types are being made, each within the one before.
    within: Vec<Vec<SchemaId>>,
    depth: usize,
}

/// Names that generated modules use for other things than the types of a description.
pub(super) const RESERVED: &[&str] = &[
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
            headers: Sets::default(),
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
            within: Vec::new(),
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

    /// Ends the planning of types: what is only for that goes. Gives the shapes of what is text on the
    /// wire, and what some of them are called.
    pub(super) fn settle(&mut self) -> (Vec<Shape>, HashMap<ShapeId, String>) {
        self.in_place = HashMap::default();
        self.names = Scope::default();
        self.probed.take();
        (self.text.take(), std::mem::take(&mut self.text_names))
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
        if self.within.contains(&targets) {
            return self.json(&targets, codes::ENDLESS_TYPE, ENDLESS, None);
        }
        self.within.push(targets.clone());
        let planned = self.plan(&targets, named.as_ref().unwrap_or(name));
        self.within.pop();
        self.in_place.insert(targets, planned.clone());
        planned
    }

    /// The name of a schema by where it stands, if that has one and nothing else has taken it: the
    /// name of a definition, or of a document that is a schema. Whatever refers to it first does not
    /// name it then.
    fn name_of_place(&self, id: SchemaId) -> Option<Name> {
        let location = &self.api.schema(id).location;
        let file = self.api.file_of(location.source);
        let pointer = &location.pointer;
        let (above, last) = pointer.split_at(pointer.rfind('/').unwrap_or(0));
        let is_named = match above.rsplit_once('/') {
            Some((_, "$defs" | "definitions")) => true,
            None | Some((_, "schemas")) => file.is_some(),
            Some(_) => false,
        };
        if !is_named {
            return None;
        }
        let last = match pointer_tokens(last).next() {
            Some(last) => last,
            None => file?.split('.').next().unwrap_or_default().into(),
        };
        let name = names::camel(&last);
        (!last.is_empty() && self.names.is_free(&name)).then_some(Name::Wanted(name))
    }
}
