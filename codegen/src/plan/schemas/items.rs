//! The types that are generated: adding them under names that are free.

use kontrakt_model::{Schema, SchemaId};

use super::{Name, Task, Types};
use crate::names::{self, Ident};
use crate::plan::docs::Docs;
use crate::plan::merge::Merged;
use crate::plan::types::{self, EnumValues, Item, Kind, Object, Ty, TypeId, Union, Use};
use crate::plan::unions;

impl<'a> Types<'a> {
    /// A union, to be planned inside later.
    pub(in crate::plan) fn union(
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
    pub(in crate::plan) fn object(&mut self, name: &Name, merged: Merged<'a>) -> Use {
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
    pub(in crate::plan) fn boxed_if_object(&self, ty: Ty) -> Ty {
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
    pub(in crate::plan) fn add_named(
        &mut self,
        ids: &[SchemaId],
        name: &Name,
        kind: Kind,
    ) -> TypeId {
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

    pub(in crate::plan) fn add(&mut self, name: Ident, schema: &Schema, kind: Kind) -> TypeId {
        self.push(
            name,
            Docs::of_schema(self.api, schema),
            schema.deprecated,
            kind,
        )
    }

    /// Adds a type that has no schema.
    pub(in crate::plan) fn add_documented(
        &mut self,
        name: &Name,
        docs: Docs,
        kind: Kind,
    ) -> TypeId {
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
    pub(in crate::plan) fn is_text(&self, ty: &Ty) -> bool {
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
    pub(in crate::plan) fn item(&self, id: TypeId) -> Option<&Item> {
        self.items.get(id.0 as usize)
    }
}
