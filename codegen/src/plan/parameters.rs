//! Parameters: scalars and lists of scalars are typed, others are passed as text.

use kontrakt_model::Finding;
use kontrakt_model::SchemaId;
use kontrakt_model::api::{self, ParameterIn, Style, Type};
use kontrakt_model::shape::ShapeId;
use serde::Serialize;

use super::bodies::{Field, essence, field, is_json};
use super::docs::Docs;
use super::routes::{Target, path_of};
use super::schemas::{Name, Types};
use super::shapes;
use super::types::{Kind, Ty, Use};
use crate::codes;
use crate::names::{self, Ident, Scope};

/// A parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The name in Rust.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Whether the description says more of it than its name.
    #[serde(skip)]
    pub is_described: bool,
    /// Whether the description calls it deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Where it goes.
    #[serde(rename = "in")]
    pub place: ParameterIn,
    /// Whether it must be there.
    pub required: bool,
    /// Other names under which a server reads it (`x-aliases`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// How it is written.
    pub wire: Wire,
    /// Its type and constraints.
    #[serde(flatten)]
    pub value: Use,
}

/// How a parameter is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wire {
    /// One scalar.
    Scalar,
    /// The items of an array.
    List {
        /// Whether each item is written under the name of the parameter; else commas separate them.
        explode: bool,
    },
    /// A value in a style, with its shape.
    Styled(Styled),
    /// The whole query string.
    Whole(Whole),
    /// Text that the caller writes in the form that the description asks for.
    Text,
    /// Texts that are each a field of their own: the cookies that an answer sets.
    Cookies,
}

impl Wire {
    /// Whether the caller writes it in the form that goes over the wire.
    pub fn is_raw(&self) -> bool {
        matches!(self, Wire::Text | Wire::Whole(Whole::Raw))
    }
}

/// How a parameter that is the whole query string is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whole {
    /// As JSON.
    Json,
    /// As a form.
    Form {
        /// The shape of the value.
        shape: ShapeId,
        /// How fields are written, where the description says so.
        fields: Vec<Field>,
    },
    /// As the caller writes it.
    Raw,
}

/// A style and the shape of what is written in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Styled {
    /// The style; none for a text of JSON.
    pub style: Option<Style>,
    /// Whether items and members are written on their own.
    pub explode: bool,
    /// Whether reserved characters are left as they are.
    pub reserved: bool,
    /// Whether the members of an object stand beside other parameters.
    pub beside: bool,
    /// The shape of the value.
    pub shape: ShapeId,
}

/// Plans the parameters of an operation; path parameters that only the path names are added.
pub(super) fn plan_all(
    types: &mut Types<'_>,
    operation: &api::Operation,
    name: &Name,
) -> Vec<Parameter> {
    let mut scope = Scope::with_reserved(&[
        "body", "call", "caller", "clock", "request", "response", "sent", "service",
    ]);
    let mut parameters: Vec<Parameter> = Vec::with_capacity(operation.parameters.len());
    for parameter in &operation.parameters {
        if is_fixed(operation, parameter) {
            report_fixed(types, parameter);
            continue;
        }
        let ident = scope.claim(names::snake(&parameter.name));
        parameters.push(plan(types, parameter, ident, name));
    }
    for variable in variables(path_of(&operation.path)) {
        let known = |it: &Parameter| it.place == ParameterIn::Path && it.name == variable;
        if parameters.iter().any(known) {
            continue;
        }
        let message = format!(
            "the path names `{{{variable}}}`, for which there is no parameter; it is passed as a string"
        );
        let place = operation.location.place();
        types
            .diagnostics
            .push(Finding::info(codes::PATH_TEMPLATE, message).at(place, "this operation"));
        parameters.push(Parameter {
            name: variable.to_owned(),
            ident: scope.claim(names::snake(variable)),
            docs: Docs::of_property(variable, std::iter::empty()),
            is_described: false,
            deprecated: false,
            place: ParameterIn::Path,
            required: true,
            aliases: Vec::new(),
            wire: Wire::Scalar,
            value: Use::plain(Ty::String),
        });
    }
    parameters.retain(|parameter| {
        let stray = parameter.place == ParameterIn::Path
            && !variables(path_of(&operation.path)).any(|it| it == parameter.name);
        if stray {
            let message = format!(
                "the path does not name the parameter `{}`, which is left out",
                parameter.name
            );
            let place = operation.location.place();
            types
                .diagnostics
                .push(Finding::warning(codes::PATH_TEMPLATE, message).at(place, "this operation"));
        }
        !stray
    });
    parameters
}

/// Plans a parameter of what has this name.
pub(super) fn plan(
    types: &mut Types<'_>,
    parameter: &api::Parameter,
    ident: Ident,
    name: &Name,
) -> Parameter {
    let name = &name_of(parameter, name);
    let value = match (parameter.schema, &parameter.media_type) {
        (Some(schema), None) => types.use_of(&[schema], name),
        (Some(schema), Some(media_type)) if is_json(media_type) || is_form(parameter) => {
            types.use_of(&[schema], name)
        }
        (None, Some(media_type)) if is_json(media_type) => Use::plain(Ty::Json),
        // Nothing is said of it but its name.
        _ => Use::plain(Ty::String),
    };
    let wire = wire(types, parameter, &value.ty, name);
    let value = match wire.is_raw() {
        // `null` cannot be written in a parameter: it is the same as absent.
        false => Use {
            nullable: false,
            ..value
        },
        true => {
            report_text(types, parameter);
            Use::plain(Ty::String)
        }
    };
    let docs = Docs::default().text(parameter.description.as_deref());
    Parameter {
        is_described: !docs.is_empty(),
        docs: if docs.is_empty() {
            Docs::of_property(&parameter.name, std::iter::empty())
        } else {
            docs
        },
        name: parameter.name.clone(),
        ident,
        deprecated: parameter.deprecated,
        place: parameter.place,
        required: parameter.required || parameter.place == ParameterIn::Path,
        aliases: aliases(parameter),
        wire,
        value,
    }
}

/// What is in a parameter or a header of the components is not of the operation that is the first to
/// use it.
fn name_of(parameter: &api::Parameter, name: &Name) -> Name {
    let pointer = &parameter.location.pointer;
    let what = match pointer.starts_with("/components/headers/") {
        true => "header",
        false => "parameter",
    };
    let shared = names::of_component(pointer, what);
    shared.map_or_else(|| name.join(&parameter.name), Name::Wanted)
}

fn wire(types: &mut Types<'_>, parameter: &api::Parameter, ty: &Ty, name: &Name) -> Wire {
    if parameter.place == ParameterIn::Querystring {
        return Wire::Whole(whole(types, parameter, name));
    }
    if let Some(media_type) = &parameter.media_type {
        return match is_json(media_type) {
            true => styled(types, parameter, name, None),
            false => Wire::Text,
        };
    }
    let usual = match parameter.place {
        ParameterIn::Path | ParameterIn::Header => parameter.style == Style::Simple,
        // With `explode`, every style of the query repeats the name.
        ParameterIn::Query => {
            let delimited = matches!(
                parameter.style,
                Style::SpaceDelimited | Style::PipeDelimited
            );
            parameter.style == Style::Form || delimited && parameter.explode
        }
        ParameterIn::Cookie => matches!(parameter.style, Style::Form | Style::Cookie),
        ParameterIn::Querystring => false,
    };
    if !usual || parameter.allow_reserved {
        return styled(types, parameter, name, Some(parameter.style));
    }
    if is_scalar(types, ty) {
        return Wire::Scalar;
    }
    match super::types::resolved(&types.items, ty) {
        Ty::Vec(item) if is_scalar(types, item) => {
            let explode = parameter.explode && parameter.place == ParameterIn::Query;
            // Cookies with repeated names are not told apart by their readers.
            match parameter.place {
                ParameterIn::Cookie => styled(types, parameter, name, Some(parameter.style)),
                _ => Wire::List { explode },
            }
        }
        _ => styled(types, parameter, name, Some(parameter.style)),
    }
}

/// Whether a parameter is the whole query string as a form.
fn is_form(parameter: &api::Parameter) -> bool {
    let media_type = parameter.media_type.as_deref().map(essence);
    parameter.place == ParameterIn::Querystring
        && media_type.is_some_and(|it| it == "application/x-www-form-urlencoded")
}

fn whole(types: &mut Types<'_>, parameter: &api::Parameter, name: &Name) -> Whole {
    match (parameter.schema, &parameter.media_type) {
        (_, Some(media_type)) if is_json(media_type) => Whole::Json,
        (Some(schema), _) if is_form(parameter) => Whole::Form {
            shape: shapes::of(types, schema, name),
            fields: parameter.encoding.iter().filter_map(field).collect(),
        },
        _ => Whole::Raw,
    }
}

/// A value in a style; text where the style cannot have what is nested in it.
fn styled(
    types: &mut Types<'_>,
    parameter: &api::Parameter,
    name: &Name,
    style: Option<Style>,
) -> Wire {
    let Some(schema) = parameter.schema else {
        return Wire::Text;
    };
    if parameter.media_type.is_none() && is_too_deep(types, parameter, schema) {
        return Wire::Text;
    }
    let shape = shapes::of(types, schema, name);
    let is_object = types
        .text
        .list
        .get(shape)
        .is_some_and(|shape| shape.types.contains(&Type::Object));
    let in_pairs = matches!(parameter.place, ParameterIn::Query | ParameterIn::Cookie);
    Wire::Styled(Styled {
        style,
        explode: parameter.explode,
        reserved: parameter.allow_reserved,
        beside: is_object
            && in_pairs
            && parameter.explode
            && style.is_some_and(|style| style != Style::DeepObject),
        shape,
    })
}

/// Whether what is in a list or an object is not to be written in the style of a parameter: only `deepObject`
/// can have any list or object there. A member that stands on its own in a query may be a list of scalars,
/// which is repeated as every list is.
fn is_too_deep(types: &mut Types<'_>, parameter: &api::Parameter, schema: SchemaId) -> bool {
    if parameter.style == Style::DeepObject {
        return false;
    }
    let repeats = parameter.place == ParameterIn::Query
        && parameter.style == Style::Form
        && parameter.explode;
    let shapes = &mut types.probed;
    let root = shapes.of(schema);
    let Some(root) = shapes.list.get(root) else {
        return false;
    };
    let is_nested = |id: &ShapeId| {
        let types = shapes.list.get(*id).map(|shape| shape.types.as_slice());
        let mut types = types.unwrap_or_default().iter();
        types.any(|it| matches!(it, Type::Array | Type::Object))
    };
    let is_list = |id: &ShapeId| {
        shapes.list.get(*id).is_some_and(|shape| {
            *shape.types == [Type::Array] && shape.items.is_some_and(|items| !is_nested(&items))
        })
    };
    let members = root.members.iter().map(|member| member.shape);
    let mut members = members.chain(root.additional);
    members.any(|id| is_nested(&id) && !(repeats && is_list(&id)))
        || root.items.is_some_and(|id| is_nested(&id))
}

fn is_scalar(types: &Types<'_>, ty: &Ty) -> bool {
    match super::types::resolved(&types.items, ty) {
        Ty::Bool | Ty::I32 | Ty::I64 | Ty::F64 | Ty::String | Ty::Path(_) => true,
        Ty::Named(id) => matches!(types.item(*id).map(|item| &item.kind), Some(Kind::Enum(_))),
        _ => false,
    }
}

fn report_text(types: &mut Types<'_>, parameter: &api::Parameter) {
    let what = match parameter.place {
        ParameterIn::Header => "header",
        _ => "parameter",
    };
    let message = format!(
        "nothing says how the {what} `{}` is written; it is passed as text in the form that goes over the wire",
        parameter.name
    );
    let place = parameter.location.place();
    types
        .diagnostics
        .push(Finding::info(codes::RAW_PARAMETER, message).at(place, format!("this {what}")));
}

/// Whether the path key gives the value of a parameter, such as `method` in `/orders?method=list`.
fn is_fixed(operation: &api::Operation, parameter: &api::Parameter) -> bool {
    let target = Target::new(&operation.path);
    let pairs = target.query.iter().chain(&target.fragment);
    let mut names = pairs.map(|(name, _)| name.as_str());
    parameter.place == ParameterIn::Query && names.any(|name| name == parameter.name)
}

fn report_fixed(types: &mut Types<'_>, parameter: &api::Parameter) {
    let message = format!(
        "the path gives the value of the parameter `{}`, which is always sent so",
        parameter.name
    );
    let place = parameter.location.place();
    types
        .diagnostics
        .push(Finding::info(codes::FIXED_PARAMETER, message).at(place, "this parameter"));
}

/// The other names of a parameter of the query.
fn aliases(parameter: &api::Parameter) -> Vec<String> {
    let lists = parameter.extensions.iter();
    let lists =
        lists.filter(|(name, _)| name == "x-aliases" && parameter.place == ParameterIn::Query);
    let names = lists.filter_map(|(_, list)| list.as_array()).flatten();
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// The names in braces in a path.
fn variables(path: &str) -> impl Iterator<Item = &str> {
    pieces(path).filter_map(|(text, is_variable)| is_variable.then_some(text))
}

/// The pieces of a path, and which are names in braces. A brace without its other is text.
pub(super) fn pieces(path: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = path;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let closed = |open: usize| rest[open..].find('}').map(|length| open + length);
        let (end, is_variable) = match rest.find('{') {
            Some(0) => match closed(0) {
                Some(close) => (close + 1, true),
                None => (rest.len(), false),
            },
            Some(open) if closed(open).is_some() => (open, false),
            _ => (rest.len(), false),
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(if is_variable {
            (&piece[1..piece.len() - 1], true)
        } else {
            (piece, false)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_paths_at_braces() {
        let cut = |path| pieces(path).collect::<Vec<_>>();
        assert_eq!(cut("/orders/{id}"), [("/orders/", false), ("id", true)]);
        assert_eq!(
            cut("/{a}.{b}/x"),
            [
                ("/", false),
                ("a", true),
                (".", false),
                ("b", true),
                ("/x", false)
            ]
        );
        assert_eq!(cut("/a{b"), [("/a{b", false)]);
        assert_eq!(cut("{"), [("{", false)]);
        assert_eq!(cut("/a}b"), [("/a}b", false)]);
        assert!(cut("").is_empty());
    }
}
