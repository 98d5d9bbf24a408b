//! Has progenitor generate a client from the same description, for `tests/progenitor.rs`.
//!
//! progenitor takes one type of answer for all errors and one for all successes, so it refuses the
//! description as it is, and what it makes of an open list of strings reads no string. So of the
//! answers only the first success stays, and the open list becomes any string; what shapes a
//! request is the same.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use kontrakt_model::{Diagnostics, NoLoader, Sources};
use openapiv3::{
    OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind, StatusCode, StringType, Type,
};
use quote::quote;

pub(crate) fn generate(out: &Path) -> Result<(), Box<dyn Error>> {
    let spec = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../specs/geisenheim/openapi.yaml");
    println!("cargo::rerun-if-changed={}", spec.display());
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let name = spec.display().to_string();
    let bytes = fs::read(&spec)?;
    let description =
        kontrakt_model::describe(&name, &bytes, &NoLoader, &mut sources, &mut diagnostics)
            .ok_or("the description is broken")?;
    let mut spec = description
        .document
        .to_openapiv3(&sources)
        .map_err(|finding| finding.message)?;
    keep_first_success(&mut spec);
    let delivery = spec
        .components
        .as_mut()
        .and_then(|components| components.schemas.get_mut("Delivery"));
    *delivery.ok_or("there is no list `Delivery`")? = any_string();
    let client = progenitor::Generator::default().generate_tokens(&spec)?;
    let module = quote! {
        #[allow(
            clippy::all,
            clippy::unwrap_used,
            dead_code,
            elided_lifetimes_in_paths,
            missing_docs,
            unreachable_pub,
            unused_imports,
            reason = "the code is progenitor's"
        )]
        mod peer {
            #client
        }
    };
    let code = prettyplease::unparse(&syn::parse2(module)?);
    fs::write(out.join("progenitor.rs"), code)?;
    Ok(())
}

fn any_string() -> ReferenceOr<Schema> {
    ReferenceOr::Item(Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Type(Type::String(StringType::default())),
    })
}

fn keep_first_success(spec: &mut OpenAPI) {
    for (_, item) in &mut spec.paths.paths {
        let ReferenceOr::Item(item) = item else {
            continue;
        };
        for operation in [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.patch,
        ] {
            let Some(operation) = operation else { continue };
            operation.responses.default = None;
            let is_success = |status: &StatusCode| matches!(status, StatusCode::Code(200..=299));
            let success = operation
                .responses
                .responses
                .keys()
                .find(|status| is_success(status))
                .cloned();
            operation
                .responses
                .responses
                .retain(|status, _| Some(status) == success.as_ref());
        }
    }
}
