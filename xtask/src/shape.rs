//! How the Rust types of generated signatures are made of JSON and shown as JSON: the text of the
//! expressions that do it with `kontrakt_probe::loopback`.

use std::collections::BTreeMap;

use syn::{Fields, GenericArgument, Item, PathArguments, Type};

/// How a type carries a value.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// `()`
    Unit,
    /// Anything that reads and writes itself.
    Value,
    /// `&str`
    Text,
    /// A stream of bytes.
    Stream,
    /// Bytes in memory.
    Buffer,
    /// A file of a form.
    File,
    /// Items one after another.
    Items,
    /// Events.
    Events,
    /// A member that may be absent or null.
    Presence,
    /// What may be absent.
    Option(Box<Shape>),
    /// What is lent.
    Reference(Box<Shape>),
    /// A list of what is no value.
    List(Box<Shape>),
    /// A map of what is no value, which is left empty.
    Map,
    /// A struct or an enum that is no value.
    Own(String),
}

/// The variants of an enum, and what each holds.
pub(crate) type Variants = Vec<(String, Vec<Type>)>;

/// A generated type that is no value by itself.
pub(crate) enum Own {
    /// A struct of arguments or of the parts of a form.
    Struct(Vec<(String, Type)>),
    /// An enum of bodies.
    Enum(Variants),
}

/// The generated types that are no values, by their names.
#[derive(Default)]
pub(crate) struct Owned(pub(crate) BTreeMap<String, Own>);

impl Owned {
    /// Takes the structs and enums of a file.
    pub(crate) fn add(&mut self, file: &syn::File) {
        for item in &file.items {
            let (name, own) = match item {
                Item::Struct(item) => {
                    let Fields::Named(fields) = &item.fields else {
                        continue;
                    };
                    let field = |it: &syn::Field| {
                        let name = it.ident.as_ref().map(ToString::to_string);
                        (name.unwrap_or_default(), it.ty.clone())
                    };
                    let fields = fields.named.iter().map(field).collect();
                    (&item.ident, Own::Struct(fields))
                }
                Item::Enum(item) => {
                    let variant = |it: &syn::Variant| {
                        let held = it.fields.iter().map(|field| field.ty.clone());
                        (it.ident.to_string(), held.collect())
                    };
                    (
                        &item.ident,
                        Own::Enum(item.variants.iter().map(variant).collect()),
                    )
                }
                _ => continue,
            };
            self.0.insert(name.to_string(), own);
        }
    }

    /// How a type carries a value.
    pub(crate) fn shape(&self, ty: &Type) -> Shape {
        match ty {
            Type::ImplTrait(_) => Shape::Stream,
            Type::Tuple(tuple) if tuple.elems.is_empty() => Shape::Unit,
            Type::Reference(reference) => match &*reference.elem {
                Type::Path(path) if path.path.is_ident("str") => Shape::Text,
                inner => Shape::Reference(Box::new(self.shape(inner))),
            },
            Type::Path(path) => {
                let Some(last) = path.path.segments.last() else {
                    return Shape::Value;
                };
                let inner = argument(&last.arguments).map(|ty| self.shape(ty));
                let is_value = matches!(inner, None | Some(Shape::Value));
                match (last.ident.to_string().as_str(), inner) {
                    ("ByteStream", _) => Shape::Stream,
                    ("Bytes", _) => Shape::Buffer,
                    ("File", _) if path.path.segments.len() > 1 => Shape::File,
                    ("Event", Some(_)) => Shape::Events,
                    ("Items", Some(Shape::Events)) => Shape::Events,
                    ("Items", Some(_)) => Shape::Items,
                    ("Presence", _) => Shape::Presence,
                    ("Option", Some(inner)) => Shape::Option(Box::new(inner)),
                    ("Vec", Some(inner)) if !is_value => Shape::List(Box::new(inner)),
                    ("BTreeMap", _)
                        if last_argument_is(&last.arguments, |ty| {
                            !matches!(self.shape(ty), Shape::Value)
                        }) =>
                    {
                        Shape::Map
                    }
                    (name, _) if self.0.contains_key(name) => Shape::Own(name.to_owned()),
                    _ => Shape::Value,
                }
            }
            _ => Shape::Value,
        }
    }

    /// The expression that makes a value of `json`, an `Option<&Json>`.
    pub(crate) fn make(&self, shape: &Shape, json: &str) -> String {
        match shape {
            Shape::Unit => "()".to_owned(),
            Shape::Value => format!("probe::value({json})"),
            Shape::Text => format!("&probe::value::<String>({json})"),
            Shape::Stream | Shape::Buffer => format!("probe::bytes({json})"),
            Shape::File => format!("probe::file({json})"),
            Shape::Items => format!("probe::items({json})"),
            Shape::Events => format!("probe::events({json})"),
            Shape::Presence => format!("probe::presence({json})"),
            Shape::Map => "Default::default()".to_owned(),
            Shape::List(inner) => {
                let inner = self.make(inner, "it");
                format!("probe::list({json}).map(|it| {inner}).collect()")
            }
            Shape::Reference(inner) => format!("&{}", self.make(inner, json)),
            Shape::Option(inner) => match &**inner {
                Shape::Value => format!("probe::optional({json})"),
                Shape::Reference(inner) => {
                    let made = self.make(&Shape::Option(inner.clone()), json);
                    format!("{made}.as_ref()")
                }
                inner => format!("{json}.map(|it| {})", self.make(inner, "Some(it)")),
            },
            Shape::Own(name) => self.make_own(name, json),
        }
    }

    fn make_own(&self, name: &str, json: &str) -> String {
        match self.0.get(name) {
            Some(Own::Struct(fields)) => {
                let fields = fields.iter().map(|(field, ty)| {
                    let inner = format!("{json}.and_then(|it| it.get({:?}))", plain(field));
                    format!("{field}: {}", self.make(&self.shape(ty), &inner))
                });
                let fields: Vec<String> = fields.collect();
                format!("types::{name} {{ {} }}", fields.join(", "))
            }
            Some(Own::Enum(variants)) => {
                let arms = variants.iter().map(|(variant, held)| {
                    let held = held.iter().map(|ty| self.make(&self.shape(ty), "it"));
                    let held: Vec<String> = held.collect();
                    format!(
                        "({variant:?}, it) => types::{name}::{variant}({})",
                        held.join(", ")
                    )
                });
                let arms: Vec<String> = arms.collect();
                format!(
                    "match probe::variant({json}) {{ {}, (name, _) => panic!(\"{{name}}\") }}",
                    arms.join(", ")
                )
            }
            None => format!("probe::value({json})"),
        }
    }

    /// The expression that shows `value`, which it may take, as an `Option<Json>`.
    pub(crate) fn show(&self, shape: &Shape, value: &str) -> String {
        match shape {
            Shape::Unit | Shape::Map => "None".to_owned(),
            Shape::Value | Shape::Text => format!("probe::shown(&{value})"),
            Shape::Stream => format!("probe::shown_bytes({value}).await"),
            Shape::Buffer => format!("probe::shown_buffer(&{value})"),
            Shape::File => format!("probe::shown_bytes({value}.body).await"),
            Shape::Items => format!("probe::shown_items({value}).await"),
            Shape::Events => format!("probe::shown_events({value}).await"),
            Shape::Presence => format!("probe::shown_presence(&{value})"),
            Shape::Reference(inner) => self.show(inner, value),
            Shape::Option(inner) => {
                let inner = self.show(inner, "it");
                format!("match {value} {{ Some(it) => {inner}, None => None }}")
            }
            Shape::List(inner) => {
                let inner = self.show(inner, "it");
                format!(
                    "{{ let mut all = Vec::new(); for it in {value} {{ all.extend({inner}); }} Some(all.into()) }}"
                )
            }
            Shape::Own(name) => self.show_own(name, value),
        }
    }

    fn show_own(&self, name: &str, value: &str) -> String {
        match self.0.get(name) {
            Some(Own::Struct(fields)) => {
                let fields = fields.iter().map(|(field, ty)| {
                    let inner = self.show(&self.shape(ty), &format!("{value}.{field}"));
                    format!("({:?}, {inner})", plain(field))
                });
                let fields: Vec<String> = fields.collect();
                format!("Some(probe::object([{}]).into())", fields.join(", "))
            }
            Some(Own::Enum(variants)) => {
                let arms = variants.iter().map(|(variant, held)| {
                    let shape = held.last().map_or(Shape::Unit, |ty| self.shape(ty));
                    let shown = self.show(&shape, "it");
                    format!("types::{name}::{variant}(it) => Some(probe::object([({variant:?}, {shown})]).into())")
                });
                let arms: Vec<String> = arms.collect();
                format!("match {value} {{ {} }}", arms.join(", "))
            }
            None => format!("probe::shown(&{value})"),
        }
    }

    /// A type as another crate writes it, which imports the modules `types` and `kontrakt`.
    pub(crate) fn text(&self, ty: &Type) -> String {
        match ty {
            Type::Path(path) => {
                let segments: Vec<_> = path.path.segments.iter().collect();
                let names: Vec<String> = segments.iter().map(|it| it.ident.to_string()).collect();
                let name = match names.join("::").as_str() {
                    name @ ("bool" | "i32" | "i64" | "f64" | "String" | "Vec" | "Option"
                    | "Box") => name.to_owned(),
                    name @ ("Json" | "Nullable" | "Presence" | "ByteStream") => {
                        format!("kontrakt::{name}")
                    }
                    "BTreeMap" => "std::collections::BTreeMap".to_owned(),
                    "StatusCode" => "server::StatusCode".to_owned(),
                    name if name.contains("::") => name.to_owned(),
                    name => format!("types::{name}"),
                };
                let arguments = segments.last().map(|it| all_arguments(&it.arguments));
                let arguments: Vec<String> = arguments
                    .into_iter()
                    .flatten()
                    .map(|ty| self.text(ty))
                    .collect();
                match arguments.is_empty() {
                    true => name,
                    false => format!("{name}<{}>", arguments.join(", ")),
                }
            }
            _ => "()".to_owned(),
        }
    }
}

/// A name without `r#`.
pub(crate) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

fn all_arguments(arguments: &PathArguments) -> impl Iterator<Item = &Type> {
    let arguments = match arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|it| match it {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The first type argument.
pub(crate) fn argument(arguments: &PathArguments) -> Option<&Type> {
    all_arguments(arguments).next()
}

fn last_argument_is(arguments: &PathArguments, holds: impl FnOnce(&Type) -> bool) -> bool {
    all_arguments(arguments).last().is_some_and(holds)
}
