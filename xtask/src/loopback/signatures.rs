//! The signatures of a generated client and server, read from their code.

use std::collections::BTreeMap;

use kontrakt_codegen::plan::types::Kind;
use kontrakt_codegen::{Files, Plan};
use syn::{FnArg, ImplItem, Item, Pat, PathArguments, ReturnType, Signature, TraitItem, Type};

use crate::shape::{Own, Owned, Shape, Variants, argument, plain};

/// A method and what it takes and gives.
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) arguments: Vec<(String, Type)>,
    pub(crate) result: Option<Type>,
}

/// Both sides of a generated crate.
#[derive(Default)]
pub(crate) struct Signatures {
    pub(crate) client: BTreeMap<String, Method>,
    pub(crate) service: Vec<Method>,
    pub(crate) owned: Owned,
    /// The enums of answers, by module and name.
    pub(crate) answers: BTreeMap<(&'static str, String), Variants>,
}

impl Signatures {
    /// The arguments of a method of the client, made of `request`: an object in JSON of their values
    /// by name.
    pub(crate) fn arguments(&self, method: &Method) -> String {
        let owned = &self.owned;
        let arguments = method.arguments.iter().map(|(name, ty)| {
            let shape = owned.shape(ty);
            let inner = match &shape {
                Shape::Reference(inner) => inner,
                shape => shape,
            };
            let is_struct = matches!(owned.0.get(type_name(inner)), Some(Own::Struct(_)));
            match is_struct && name == "request" {
                true => owned.make(&shape, "Some(&request)"),
                false => owned.make(&shape, &format!("request.get({:?})", plain(name))),
            }
        });
        arguments.collect::<Vec<_>>().join(", ")
    }
}

/// The name of a type that is no value.
pub(crate) fn type_name(shape: &Shape) -> &str {
    match shape {
        Shape::Own(name) => name,
        _ => "",
    }
}

/// Reads the files of a crate.
pub(crate) fn read(plan: &Plan, files: &Files) -> Result<Signatures, String> {
    let mut signatures = Signatures::default();
    let mut aliases = Vec::new();
    for (path, text) in files {
        let module = match path.as_str() {
            "src/server.rs" => "server",
            "src/client.rs" => "client",
            path if path.starts_with("src/client/") => "client",
            path if path.starts_with("src/server/") => "server",
            path if is_own(plan, path) => "types",
            _ => continue,
        };
        let file = syn::parse_file(text).map_err(|error| format!("{path}: {error}"))?;
        match path.as_str() {
            "src/server.rs" => signatures.service = service(&file),
            _ if module == "types" => add_own(plan, &file, &mut signatures.owned),
            _ => {
                let mut enums = Owned::default();
                enums.add(&file);
                for (name, own) in enums.0 {
                    if let Own::Enum(variants) = own {
                        signatures.answers.insert((module, name), variants);
                    }
                }
                aliases.extend(alike(&file));
                signatures.client.extend(methods(&file));
            }
        }
    }
    for (name, shared) in aliases {
        if let Some(variants) = signatures.answers.get(&("client", shared)) {
            let variants = variants.clone();
            signatures.answers.insert(("client", name), variants);
        }
    }
    Ok(signatures)
}

/// The other names of enums that operations share, with those of the enums.
fn alike(file: &syn::File) -> impl Iterator<Item = (String, String)> {
    file.items.iter().filter_map(|item| match item {
        Item::Type(alias) => match &*alias.ty {
            Type::Path(path) => {
                let shared = path.path.segments.last()?.ident.to_string();
                Some((alias.ident.to_string(), shared))
            }
            _ => None,
        },
        _ => None,
    })
}

/// The names of types that are no values.
fn own(plan: &Plan) -> impl Iterator<Item = (usize, String)> {
    let items = plan.types.iter().enumerate();
    items
        .filter(|(_, item)| {
            matches!(
                item.kind,
                Kind::Multipart(_) | Kind::Body(_) | Kind::Request(_)
            )
        })
        .map(|(at, item)| (at, item.name.to_string()))
}

/// Whether a file has types that are no values.
fn is_own(plan: &Plan, path: &str) -> bool {
    let Some(name) = path
        .strip_prefix("src/types/")
        .and_then(|it| it.strip_suffix(".rs"))
    else {
        return false;
    };
    let mut modules = plan.modules.iter();
    let module = modules.find(|module| module.name.as_str() == name);
    module.is_some_and(|module| {
        own(plan).any(|(at, _)| module.types.iter().any(|id| id.0 as usize == at))
    })
}

/// Takes the types that are no values, and no others.
fn add_own(plan: &Plan, file: &syn::File, owned: &mut Owned) {
    let names: Vec<String> = own(plan).map(|(_, name)| name).collect();
    let is_own = |item: &Item| match item {
        Item::Struct(item) => names.contains(&item.ident.to_string()),
        Item::Enum(item) => names.contains(&item.ident.to_string()),
        _ => false,
    };
    let items = file.items.iter().filter(|item| is_own(item)).cloned();
    let file = syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: items.collect(),
    };
    owned.add(&file);
}

/// The asynchronous methods of a file.
pub(crate) fn methods(file: &syn::File) -> impl Iterator<Item = (String, Method)> {
    let blocks = file.items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
        _ => None,
    });
    let functions = blocks.flatten().filter_map(|item| match item {
        ImplItem::Fn(function) if function.sig.asyncness.is_some() => Some(&function.sig),
        _ => None,
    });
    functions.map(|signature| {
        let method = method(signature);
        (method.name.clone(), method)
    })
}

fn service(file: &syn::File) -> Vec<Method> {
    let service = file.items.iter().find_map(|item| match item {
        Item::Trait(item) if item.ident == "Service" => Some(&item.items),
        _ => None,
    });
    let functions = service.into_iter().flatten().filter_map(|item| match item {
        TraitItem::Fn(function) => Some(method(&function.sig)),
        _ => None,
    });
    functions.collect()
}

fn method(signature: &Signature) -> Method {
    let arguments = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Some((name.ident.to_string(), (*typed.ty).clone())),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    Method {
        name: signature.ident.to_string(),
        arguments: arguments.collect(),
        result: match &signature.output {
            ReturnType::Type(_, ty) => Some((**ty).clone()),
            ReturnType::Default => None,
        },
    }
}

/// What `Result<ResponseValue<S>, Error<E>>` holds.
pub(crate) fn outcomes(result: &Type) -> Option<(Type, Type)> {
    let Type::Path(path) = result else {
        return None;
    };
    let PathArguments::AngleBracketed(held) = &path.path.segments.last()?.arguments else {
        return None;
    };
    let mut held = held.args.iter().filter_map(|it| match it {
        syn::GenericArgument::Type(Type::Path(path)) => {
            argument(&path.path.segments.last()?.arguments).cloned()
        }
        _ => None,
    });
    Some((held.next()?, held.next()?))
}

/// What `impl Future<Output = R> + Send` gives.
pub(crate) fn output(result: &Type) -> Option<String> {
    let Type::ImplTrait(bounds) = result else {
        return None;
    };
    bounds.bounds.iter().find_map(|bound| {
        let syn::TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments
        else {
            return None;
        };
        arguments.args.iter().find_map(|it| match it {
            syn::GenericArgument::AssocType(output) => match &output.ty {
                Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
                _ => None,
            },
            _ => None,
        })
    })
}
