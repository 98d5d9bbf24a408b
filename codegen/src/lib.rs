//! Generates Rust from OpenAPI descriptions: types with their checks, a client and a server.
//!
//! ```text
//! Api --plan--> Plan --emit--> Files
//! ```
//!
//! [`plan`](plan()) makes every decision about Rust, [`emit`](emit()) writes it down, and [`generate`] does
//! both. Nothing here reads or writes a file but [`Builder`], the entry for build scripts, and
//! [`FileLoader`], which it shares with the command.

mod builder;
mod cel;
pub mod codes;
mod config;
mod emit;
mod loader;
pub mod names;
pub mod plan;
mod rung;
mod rust;
mod single_file;

pub use builder::{Builder, Outcome};
pub use config::{Choice, Config, Enums, Layout, Map, Part, Runtime, Rust, SchemaChoice, TypeName};
pub use emit::{Files, emit, emit_each, readers};
pub use loader::FileLoader;
pub use plan::{Plan, plan, plan_with};
pub use rung::Rung;

use kontrakt_model::{Api, Description, Diagnostics, Finding};

/// Plans and writes the code for a description; `None` when there are errors, which the
/// diagnostics have then.
pub fn generate(
    description: &Description,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Option<Files> {
    let plan = unless_wrong(config, diagnostics, |diagnostics| {
        plan(&description.api, config, diagnostics)
    })?;
    Some(emit(&plan))
}

/// Plans the code for an API that is not needed any more, to be written by [`emit`](emit()) or
/// [`emit_each`]; `None` when there are errors.
pub fn prepare(api: Api, config: &Config, diagnostics: &mut Diagnostics) -> Option<Plan> {
    unless_wrong(config, diagnostics, |diagnostics| {
        plan::plan_last(api, config, diagnostics)
    })
}

/// A plan, unless the configuration or what is planned has errors.
fn unless_wrong(
    config: &Config,
    diagnostics: &mut Diagnostics,
    plan: impl FnOnce(&mut Diagnostics) -> Plan,
) -> Option<Plan> {
    if let Some(message) = config.problem() {
        diagnostics.push(Finding::error(codes::CONFIG, message));
        return None;
    }
    let plan = plan(diagnostics);
    (!diagnostics.has_errors()).then_some(plan)
}
