//! What schemas say about values that come as text: the types, members and items that tell a number
//! from a string and a list from one item in XML, in forms and in parameters.

use serde::Serialize;

use crate::api::{Api, Schema, SchemaId, Type, Types, Xml};
use crate::hash::HashMap;

/// Index of a shape in [`Shapes::list`].
pub type ShapeId = usize;

/// The shapes of some schemas and of all that they refer to.
#[derive(Debug)]
pub struct Shapes<'a> {
    api: &'a Api,
    /// The shapes, which refer to each other by their positions.
    pub list: Vec<Shape>,
    ids: HashMap<Vec<SchemaId>, ShapeId>,
    components: HashMap<SchemaId, &'a str>,
    /// How many of the list have been read.
    read: usize,
    types: HashMap<SchemaId, u8>,
}

/// What is said about one value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// The schemas that say it.
    pub schemas: Vec<SchemaId>,
    /// The JSON types that it can have; empty when nothing is said.
    pub types: Types,
    /// The name of the component that it is.
    pub component: Option<String>,
    /// `xml`
    pub xml: Option<Box<Xml>>,
    /// The known members of an object, each name once.
    pub members: Vec<ShapeMember>,
    /// The other members of an object, where something is said about them.
    pub additional: Option<ShapeId>,
    /// The items of an array, where something is said about them.
    pub items: Option<ShapeId>,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShapeMember {
    /// The name.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// Its value.
    pub shape: ShapeId,
}

/// How far references and branches are followed.
const DEPTH: usize = 64;

impl<'a> Shapes<'a> {
    /// No shapes yet.
    pub fn new(api: &'a Api) -> Self {
        let inputs = api.inputs.iter().filter_map(|(at, id)| {
            let (name, _) = api.components.get(*at)?;
            Some((*id, name.as_str()))
        });
        let components = api.components.iter().map(|(name, id)| (*id, name.as_str()));
        Shapes {
            api,
            list: Vec::new(),
            ids: HashMap::default(),
            components: inputs.chain(components.rev()).collect(),
            read: 0,
            types: HashMap::default(),
        }
    }

    /// The shape of a schema, with those that it refers to.
    pub fn of(&mut self, schema: SchemaId) -> ShapeId {
        let id = self.id(vec![schema]);
        // Those that are met on the way are added at the end.
        while let Some(waiting) = self.list.get(self.read) {
            let shape = self.read(&waiting.schemas.clone());
            self.list[self.read] = shape;
            self.read += 1;
        }
        id
    }

    /// Gives the list and forgets it.
    pub fn take(&mut self) -> Vec<Shape> {
        self.ids = HashMap::default();
        self.types = HashMap::default();
        self.read = 0;
        std::mem::take(&mut self.list)
    }

    fn id(&mut self, mut schemas: Vec<SchemaId>) -> ShapeId {
        for id in &mut schemas {
            *id = self.target(*id);
        }
        schemas.dedup();
        if let Some(known) = self.ids.get(&schemas) {
            return *known;
        }
        let id = self.list.len();
        self.ids.insert(schemas.clone(), id);
        self.list.push(Shape {
            schemas,
            ..Shape::default()
        });
        id
    }

    /// What a reference means that has nothing beside it that counts in text.
    fn target(&self, id: SchemaId) -> SchemaId {
        let mut at = id;
        for _ in 0..DEPTH {
            let schema = self.api.schema(at);
            match schema.reference {
                Some(target) if !schema.has_siblings && schema.xml.is_none() => at = target,
                _ => break,
            }
        }
        at
    }

    fn read(&mut self, schemas: &[SchemaId]) -> Shape {
        let (mut parts, mut always) = (Vec::new(), Vec::new());
        for id in schemas {
            self.parts(*id, DEPTH, true, &mut parts);
            self.parts(*id, DEPTH, false, &mut always);
        }
        let mut names: Vec<(String, Vec<SchemaId>)> = Vec::new();
        let mut positions: HashMap<&str, usize> = HashMap::default();
        let api = self.api;
        let (mut items, mut additional, mut required) = (Vec::new(), Vec::new(), Vec::new());
        let mut others: Vec<(&str, SchemaId)> = Vec::new();
        for schema in parts.iter().map(|id| api.schema(*id)) {
            for (name, id) in &schema.properties {
                let at = *positions.entry(name).or_insert_with(|| {
                    names.push((name.clone(), Vec::new()));
                    names.len() - 1
                });
                names[at].1.push(*id);
            }
            items.extend(schema.items);
            additional.extend(schema.additional_properties.filter(|id| self.says(*id)));
            for alias in &schema.aliases {
                let of = |(name, _): &&(String, SchemaId)| *name == alias.property;
                let property = schema.properties.iter().find(of);
                others.extend(property.map(|(_, id)| (alias.name.as_str(), *id)));
            }
        }
        // Another name is read like the first.
        for (alias, id) in others {
            if !names.iter().any(|(name, _)| name == alias) {
                names.push((alias.to_owned(), vec![id]));
            }
        }
        for schema in always.iter().map(|id| api.schema(*id)) {
            required.extend(&schema.required);
        }
        let mut types = 0;
        for id in schemas {
            types |= self.types(*id, DEPTH);
        }
        let has = |flag| if flag { ALL } else { 0 };
        let hint =
            has(!names.is_empty()) & bit(Type::Object) | has(!items.is_empty()) & bit(Type::Array);
        let members = names.into_iter().map(|(name, ids)| ShapeMember {
            required: required.contains(&&name),
            shape: self.id(ids),
            name,
        });
        let members = members.collect();
        let mut one = |ids: Vec<SchemaId>| (!ids.is_empty()).then(|| self.id(ids));
        let (items, additional) = (one(items), one(additional));
        Shape {
            schemas: schemas.to_vec(),
            types: names_of(if types == 0 { hint } else { types }),
            component: match schemas {
                [one] => self.component(*one).map(str::to_owned),
                _ => None,
            },
            xml: schemas.iter().find_map(|id| self.xml(*id)),
            members,
            additional,
            items,
        }
    }

    fn says(&self, id: SchemaId) -> bool {
        self.api.schema(id).boolean.is_none()
    }

    /// The `xml` of a schema, or of what it refers to.
    fn xml(&self, id: SchemaId) -> Option<Box<Xml>> {
        self.references(id).find_map(|schema| schema.xml.clone())
    }

    fn component(&self, id: SchemaId) -> Option<&'a str> {
        let mut ids = std::iter::successors(Some(id), |id| self.api.schema(*id).reference);
        ids.by_ref()
            .take(DEPTH)
            .find_map(|id| self.components.get(&id).copied())
    }

    fn references(&self, id: SchemaId) -> impl Iterator<Item = &'a Schema> {
        let api = self.api;
        std::iter::successors(Some(api.schema(id)), |schema| {
            schema.reference.map(|id| api.schema(id))
        })
        .take(DEPTH)
    }

    /// A schema and all that holds for the same value, or with `branches` can hold.
    fn parts(&self, id: SchemaId, depth: usize, branches: bool, out: &mut Vec<SchemaId>) {
        if depth == 0 || out.contains(&id) {
            return;
        }
        out.push(id);
        let schema = self.api.schema(id);
        let whole = schema.reference.iter().chain(&schema.all_of);
        let any = [&schema.any_of, &schema.one_of].into_iter().flatten();
        let any = any.chain(&schema.then_schema).chain(&schema.else_schema);
        for part in whole.chain(any.filter(|_| branches)) {
            self.parts(*part, depth - 1, branches, out);
        }
    }

    /// The types that can satisfy a schema as bits; none when nothing is said.
    fn types(&mut self, id: SchemaId, depth: usize) -> u8 {
        if let Some(known) = self.types.get(&id) {
            return *known;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return 0;
        };
        // A schema that leads back to itself adds nothing to what its other parts say.
        self.types.insert(id, 0);
        let schema = self.api.schema(id);
        let stated = schema.types.iter().fold(0, |all, it| all | bit(*it));
        let values = schema
            .enum_values
            .iter()
            .flatten()
            .chain(&schema.const_value);
        let listed = values.fold(0, |all, value| all | bit_of(value));
        let mut types = both(stated, listed);
        for part in schema.reference.iter().chain(&schema.all_of) {
            types = both(types, self.types(*part, depth));
        }
        for branches in [&schema.any_of, &schema.one_of] {
            let branches: Vec<u8> = branches.iter().map(|id| self.types(*id, depth)).collect();
            if !branches.contains(&0) {
                types = both(types, branches.into_iter().fold(0, |all, it| all | it));
            }
        }
        self.types.insert(id, types);
        types
    }
}

const ALL: u8 = 0x7f;

fn both(a: u8, b: u8) -> u8 {
    match (a, b) {
        (0, it) | (it, 0) => it,
        (a, b) if a & b == 0 => a,
        (a, b) => a & b,
    }
}

const TYPES: [Type; 6] = [
    Type::Null,
    Type::Boolean,
    Type::Number,
    Type::String,
    Type::Array,
    Type::Object,
];

fn bit(name: Type) -> u8 {
    match name {
        Type::Null => 1,
        Type::Boolean => 2,
        Type::Integer | Type::Number => 4,
        Type::String => 8,
        Type::Array => 16,
        Type::Object => 32,
    }
}

fn bit_of(value: &serde_json::Value) -> u8 {
    bit(Type::of(value))
}

fn names_of(types: u8) -> Types {
    TYPES
        .into_iter()
        .filter(|it| types & bit(*it) != 0)
        .collect()
}
