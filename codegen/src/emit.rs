//! Writes a plan down as the files of a crate.
//!
//! There are no decisions here but those of layout.

mod bodies;
mod client;
mod enums;
mod file;
mod multipart;
mod objects;
mod package;
mod readers;
mod requests;
mod schemas;
mod server;
mod shapes;
mod surface;
mod types;
mod unions;
mod version_sort;

use std::collections::BTreeMap;

pub use readers::readers;
use surface::Surface;

use crate::plan::Plan;

/// The files of a crate: paths from its folder, with `/`, and their text.
pub type Files = BTreeMap<String, String>;

/// The files of a plan.
pub fn emit(plan: &Plan) -> Files {
    let mut files = Files::new();
    let mut add = |path: &str, text: String| files.insert(path.to_owned(), text);
    add("Cargo.toml", package::manifest(plan));
    add("README.md", package::readme(plan));
    add("src/lib.rs", package::root(plan));
    if !plan.servers.is_empty() {
        add("src/servers.rs", package::servers(plan));
    }
    if shapes::exist(plan) {
        add("src/shapes.rs", shapes::file(plan));
    }
    if !plan.modules.is_empty() || !plan.schemas.is_empty() {
        add("src/types.rs", types::index(plan));
    }
    if !plan.schemas.is_empty() {
        add("src/types/schemas.rs", schemas::write(plan));
    }
    for module in &plan.modules {
        add(
            &format!("src/types/{}.rs", module.name),
            types::module(plan, module),
        );
    }
    for surface in Surface::all(plan) {
        let folder = surface.folder();
        if let Some(module) = surface.module {
            add(&format!("src/{module}.rs"), package::called(plan, module));
        }
        for tag in surface.tags {
            if plan.package.client {
                let path = format!("{folder}client/{}.rs", tag.name);
                add(&path, client::tag(plan, surface, tag));
            }
            if plan.package.server {
                let path = format!("{folder}server/{}.rs", tag.name);
                add(&path, server::tag(plan, surface, tag));
            }
        }
        if plan.package.client {
            add(&format!("{folder}client.rs"), client::root(plan, surface));
        }
        if plan.package.server {
            add(&format!("{folder}server.rs"), server::root(plan, surface));
        }
    }
    files
}
