//! Has progenitor generate a client from the same description, for `tests/progenitor.rs`.
//!
//! progenitor takes one type of answer for all errors and one for all successes, so it refuses the
//! description as it is. What shapes a request is kept whole; of the answers only the first
//! success stays.

use std::path::{Path, PathBuf};
use std::{env, fs};

use kontrakt_model::{Diagnostics, NoLoader, Sources};
use openapiv3::{OpenAPI, ReferenceOr, StatusCode};
use quote::quote;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let spec = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../specs/geisenheim/openapi.yaml");
    println!("cargo::rerun-if-changed={}", spec.display());
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let name = spec.display().to_string();
    let bytes = fs::read(&spec)?;
    let description = kontrakt_model::describe(&name, &bytes, &NoLoader, &mut sources, &mut diagnostics)
        .ok_or("the description is broken")?;
    let mut spec = description.document.to_openapiv3(&sources).map_err(|finding| finding.message)?;
    keep_first_success(&mut spec);
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
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("progenitor.rs"), code)?;
    Ok(())
}

fn keep_first_success(spec: &mut OpenAPI) {
    for (_, item) in &mut spec.paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        for operation in [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch] {
            let Some(operation) = operation else { continue };
            operation.responses.default = None;
            let is_success = |status: &StatusCode| matches!(status, StatusCode::Code(200..=299));
            let success = operation.responses.responses.keys().find(|status| is_success(status)).cloned();
            operation.responses.responses.retain(|status, _| Some(status) == success.as_ref());
        }
    }
}
