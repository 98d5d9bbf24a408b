//! Members that a rule reads.

use cel::common::ast::Expr as Cel;

use super::guards::Guards;
use super::{Refusal, Result, Scope};
use crate::plan::types::{self, EnumValues, Field, Item, Kind, Ty, TypeId};
use crate::rust::Expr;

/// The variable of a comprehension.
#[derive(Clone)]
pub(super) struct Variable<'a> {
    /// Its name in CEL.
    pub(super) name: String,
    /// Its name in Rust, that of a reference to an item.
    pub(super) ident: String,
    pub(super) ty: &'a Ty,
}

/// How a value is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// As itself.
    Plain,
    /// By reference: an item of a list.
    Reference,
    /// In an `Option`: it may be absent.
    Option,
    /// In a `Presence` or `Nullable`: it may be `null`.
    Nullable {
        /// Whether it may be absent too.
        optional: bool,
    },
}

/// A member, or an item of a list.
#[derive(Clone)]
pub(super) struct Place<'a> {
    /// Where it is in Rust.
    pub(super) expr: Expr,
    /// The Rust name that a closure gives to what it holds.
    pub(super) ident: String,
    /// Its path in CEL.
    pub(super) path: String,
    /// The type of its value, behind aliases and boxes.
    pub(super) ty: &'a Ty,
    pub(super) holder: Holder,
}

/// What a value can be compared with and asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort<'a> {
    Bool,
    Int32,
    Int64,
    Double,
    String,
    Enum(TypeId, EnumValues),
    List(&'a Ty),
    Map,
    Object,
    /// JSON of any type, and unions.
    Other,
}

/// `self.a.b` as a path, of members and variables alone.
pub(super) fn path(expression: &Cel) -> Option<String> {
    match expression {
        Cel::Ident(name) => Some(name.clone()),
        Cel::Select(select) if !select.test => {
            Some(format!("{}.{}", path(&select.operand.expr)?, select.field))
        }
        _ => None,
    }
}

impl<'a> Scope<'a> {
    /// The member that an expression names, if it names one.
    pub(super) fn place(&self, expression: &Cel, guards: &Guards) -> Result<Option<Place<'a>>> {
        match expression {
            Cel::Ident(name) => Ok(self.variable(name)),
            Cel::Select(select) if !select.test => {
                let Some((object, base)) = self.object(&select.operand.expr, guards)? else {
                    return Ok(None);
                };
                let field = self.field(object, &select.field)?;
                let place = self.member(field, base, path(expression).unwrap_or_default());
                self.require_present(&place, field, guards)?;
                Ok(Some(place))
            }
            _ => Ok(None),
        }
    }

    /// `has(a.b)`: the member, whether it is there or not.
    pub(super) fn tested(
        &self,
        operand: &Cel,
        name: &str,
        guards: &Guards,
    ) -> Result<(Place<'a>, &'a Field)> {
        let Some((object, base)) = self.object(operand, guards)? else {
            return Err(Refusal::new(
                "`has()` asks for a member of something that is no member itself",
            ));
        };
        let field = self.field(object, name)?;
        let path = format!("{}.{name}", path(operand).unwrap_or_default());
        Ok((self.member(field, base, path), field))
    }

    fn require_present(&self, place: &Place<'_>, field: &Field, guards: &Guards) -> Result<()> {
        if field.required || guards.is_present(&place.path) {
            return Ok(());
        }
        let path = &place.path;
        Err(Refusal::new(format!(
            "`{path}` may be absent, and no `has({path})` before it makes sure that it is there"
        ))
        .help(format!("Write `has({path}) && …` or `!has({path}) || …`.")))
    }

    fn variable(&self, name: &str) -> Option<Place<'a>> {
        let variable = self
            .variables
            .iter()
            .rev()
            .find(|variable| variable.name == name)?;
        let (ty, holder) = match types::resolved(self.items, variable.ty) {
            Ty::Nullable(inner) => (
                types::resolved(self.items, inner),
                Holder::Nullable { optional: false },
            ),
            ty => (ty, Holder::Reference),
        };
        Some(Place {
            expr: Expr::text(variable.ident.clone()),
            ident: variable.ident.clone(),
            path: name.to_owned(),
            ty,
            holder,
        })
    }

    /// The members of an object that an expression names, and where they are.
    fn object(&self, expression: &Cel, guards: &Guards) -> Result<Option<(&'a [Field], Expr)>> {
        if matches!(expression, Cel::Ident(name) if name == "self")
            && !self.variables.iter().any(|it| it.name == "self")
        {
            return Ok(Some((self.fields, Expr::text("it"))));
        }
        let Some(place) = self.place(expression, guards)? else {
            return Ok(None);
        };
        let inner = match place.ty {
            Ty::Box(inner) => types::resolved(self.items, inner),
            ty => ty,
        };
        let fields = match inner {
            Ty::Named(id) => self.items.get(id.0 as usize).and_then(fields_of),
            _ => None,
        };
        match (fields, place.holder) {
            (Some(fields), Holder::Plain | Holder::Reference) => Ok(Some((fields, place.expr))),
            (Some(_), _) => Err(Refusal::new(format!(
                "members of `{}`, which may itself be absent or null, are not supported in rules",
                place.path
            ))),
            (None, _) => Err(Refusal::new(format!(
                "`{}` has no members that the description names",
                place.path
            ))),
        }
    }

    fn field(&self, fields: &'a [Field], name: &str) -> Result<&'a Field> {
        fields
            .iter()
            .find(|field| field.name == name)
            .ok_or_else(|| Refusal::new(format!("the description names no member `{name}` here")))
    }

    fn member(&self, field: &'a Field, base: Expr, path: String) -> Place<'a> {
        let holder = match (field.required, field.value.nullable) {
            (true, false) => Holder::Plain,
            (false, false) => Holder::Option,
            (required, true) => Holder::Nullable {
                optional: !required,
            },
        };
        Place {
            expr: base.then(field.ident.to_string(), None),
            ident: field.ident.to_string(),
            path,
            ty: types::resolved(self.items, &field.value.ty),
            holder,
        }
    }

    /// What the value of a place is.
    pub(super) fn sort(&self, place: &Place<'a>) -> Sort<'a> {
        self.sort_of(place.ty)
    }

    pub(super) fn sort_of(&self, ty: &'a Ty) -> Sort<'a> {
        match types::resolved(self.items, ty) {
            Ty::Bool => Sort::Bool,
            Ty::I32 => Sort::Int32,
            Ty::I64 => Sort::Int64,
            Ty::F64 => Sort::Double,
            Ty::String => Sort::String,
            Ty::Vec(item) => Sort::List(item),
            Ty::Map(_) => Sort::Map,
            Ty::Box(inner) => self.sort_of(inner),
            Ty::Named(id) => match self.items.get(id.0 as usize) {
                Some(item) => match &item.kind {
                    Kind::Enum(list) => Sort::Enum(*id, list.values),
                    Kind::Object(_) => Sort::Object,
                    _ => Sort::Other,
                },
                None => Sort::Other,
            },
            // What CEL computes with doubles would be exact with decimals.
            Ty::Decimal | Ty::Json | Ty::Nullable(_) | Ty::Path(_) => Sort::Other,
        }
    }
}

fn fields_of(item: &Item) -> Option<&[Field]> {
    match &item.kind {
        Kind::Object(object) => Some(&object.fields),
        _ => None,
    }
}

impl Place<'_> {
    /// The place as an `Option` of a reference.
    pub(super) fn as_option(&self) -> Expr {
        match self.holder {
            Holder::Plain => Expr::Call(
                "Some".to_owned(),
                vec![Expr::Prefix("&", Box::new(self.expr.clone()))],
            ),
            Holder::Reference => Expr::Call("Some".to_owned(), vec![self.expr.clone()]),
            Holder::Option => self.expr.clone().then("as_ref", Some(Vec::new())),
            Holder::Nullable { .. } => self.expr.clone().then("value", Some(Vec::new())),
        }
    }

    /// Whether the value is at hand, without any wrapping.
    pub(super) fn is_bare(&self) -> bool {
        matches!(self.holder, Holder::Plain | Holder::Reference)
    }

    /// The value itself, for types that are copied.
    pub(super) fn copied(&self) -> Expr {
        match self.holder {
            Holder::Reference => Expr::Prefix("*", Box::new(self.expr.clone())),
            _ => self.expr.clone(),
        }
    }

    /// A test of the value, made by `test` from the name of a reference to it; false where there is
    /// no value.
    pub(super) fn with_value(&self, test: impl FnOnce(Expr) -> Expr) -> Expr {
        if self.is_bare() {
            return test(self.expr.clone());
        }
        let body = test(Expr::text(self.ident.clone()));
        let closure = Expr::Closure(self.ident.clone(), Box::new(body));
        self.as_option().then("is_some_and", Some(vec![closure]))
    }

    /// Asks that a value is there that is not `null`: for operations that fail on `null`.
    pub(super) fn require_value(&self, operation: &str, guards: &Guards) -> Result<()> {
        match self.holder {
            Holder::Nullable { .. } if !guards.is_not_null(&self.path) => {
                let path = &self.path;
                Err(Refusal::new(format!(
                    "`{path}` may be null, for which there is no {operation}"
                ))
                .help(format!(
                    "Write `{path} != null && …` or `{path} == null || …` before it."
                )))
            }
            _ => Ok(()),
        }
    }
}
