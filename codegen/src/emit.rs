//! Writes a plan down as the files of a crate.
//!
//! There are no decisions here but those of layout.

mod bodies;
mod client;
mod enums;
mod file;
mod headers;
mod imports;
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
use std::convert::Infallible;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

pub use readers::readers;
use surface::Surface;

use crate::config::Layout;
use crate::plan::Plan;

/// The files of a crate: paths from its folder, with `/`, and their text.
pub type Files = BTreeMap<String, String>;

/// A file: its path and how it is written.
type File<'p> = (String, Box<dyn Fn() -> String + Send + Sync + 'p>);

/// The files of a plan.
pub fn emit(plan: &Plan) -> Files {
    let files = Mutex::new(Files::new());
    let add = |path: &str, text| {
        let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(path.to_owned(), text);
        Ok::<(), Infallible>(())
    };
    let Ok(()) = emit_each(plan, &add);
    files.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Gives each file of a plan, its path and its text, to `take`: on several threads, and so in no
/// order, so that not all need be in memory at once.
///
/// # Errors
///
/// The first that `take` gives.
pub fn emit_each<E: Send>(
    plan: &Plan,
    take: &(impl Fn(&str, String) -> Result<(), E> + Sync),
) -> Result<(), E> {
    let files = files(plan);
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((path, write)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            take(path, write())?;
        }
        Ok(())
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(MOST_THREADS))
            .map(|_| scope.spawn(work))
            .collect();
        let first = work();
        others.into_iter().fold(first, |result, other| {
            result.and(other.join().unwrap_or_else(|panic| resume_unwind(panic)))
        })
    })
}

/// More would wait for the disk.
const MOST_THREADS: usize = 8;

/// All files of a plan; nothing is written yet.
fn files(plan: &Plan) -> Vec<File<'_>> {
    let mut files: Vec<File<'_>> = Vec::new();
    macro_rules! add {
        ($path:expr, $text:expr) => {
            files.push(($path.into(), Box::new(move || $text)))
        };
    }
    add!("Cargo.toml", package::manifest(plan));
    add!("README.md", package::readme(plan));
    add!("src/lib.rs", package::root(plan));
    if !plan.servers.is_empty() {
        add!("src/servers.rs", package::servers(plan));
    }
    if headers::exist(plan) {
        add!("src/headers.rs", headers::file(plan));
    }
    if shapes::exist(plan) {
        add!("src/shapes.rs", shapes::file(plan));
    }
    let one_file = plan.package.layout == Layout::OneFile;
    if !plan.modules.is_empty() || !plan.schemas.is_empty() {
        add!(
            "src/types.rs",
            match one_file {
                true => types::whole(plan),
                false => types::index(plan),
            }
        );
    }
    if !plan.schemas.is_empty() {
        add!("src/types/schemas.rs", schemas::write(plan));
    }
    for module in plan.modules.iter().filter(|_| !one_file) {
        let path = format!("src/types/{}.rs", module.name);
        add!(path, types::module(plan, module));
    }
    for surface in Surface::all(plan) {
        let folder = surface.folder();
        if let Some(module) = surface.module {
            add!(format!("src/{module}.rs"), package::called(plan, module));
        }
        let responses = Arc::new(server::response_names(plan, surface));
        for tag in surface.tags {
            if plan.package.client {
                let path = format!("{folder}client/{}.rs", tag.name);
                add!(path, client::tag(plan, surface, tag));
            }
            if plan.package.server {
                let path = format!("{folder}server/{}.rs", tag.name);
                let responses = Arc::clone(&responses);
                add!(path, server::tag(plan, surface, tag, &responses));
            }
        }
        if plan.package.client {
            add!(format!("{folder}client.rs"), client::root(plan, surface));
        }
        if plan.package.server {
            add!(format!("{folder}server.rs"), server::root(plan, surface));
        }
    }
    files
}
