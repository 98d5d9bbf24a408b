//! The generated crate as a package.

use std::collections::BTreeMap;

use kontrakt_model::Api;
use serde::Serialize;

use super::docs::Docs;
use crate::config::{Config, Layout, Map, Part, Runtime};

/// The generated crate.
#[derive(Debug, Clone, Serialize)]
pub struct Package {
    /// The name of the package.
    pub name: String,
    /// The title of the API, in one line.
    pub title: String,
    /// The version of the API.
    pub version: String,
    /// The documentation of the crate.
    pub docs: Docs,
    /// The description, as the first line of every file names it.
    pub spec: String,
    /// Whether there is a client.
    pub client: bool,
    /// Whether there is a server.
    pub server: bool,
    /// Whether bodies are streamed.
    pub stream: bool,
    /// Whether there are bodies of XML.
    pub xml: bool,
    /// Whether there are forms of several parts.
    pub multipart: bool,
    /// The crates that the runtime passes on, whose types are used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub crates: Vec<&'static str>,
    /// Where the runtime crate comes from.
    pub runtime: Runtime,
    /// The maps of members that have no names of their own.
    pub map: Map,
    /// How the types are laid out in files.
    pub layout: Layout,
    /// What else the crate depends on.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub dependencies: BTreeMap<String, Runtime>,
}

impl Package {
    pub(super) fn new(api: &Api, config: &Config) -> Self {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = match one_line(&api.info.title) {
            title if title.is_empty() => config.name.clone(),
            title => title,
        };
        let version = one_line(&api.info.version);
        let heading = match version.as_str() {
            "" => format!("{title}."),
            version => format!("{title}, version {version}."),
        };
        let wants = |part| config.only.is_empty() || config.only.contains(&part);
        let has_operations = !api.operations.is_empty() || !api.webhooks.is_empty();
        Package {
            name: config.name.clone(),
            docs: Docs::default()
                .text(Some(&heading))
                .text(api.info.summary.as_deref())
                .text(api.info.description.as_deref()),
            title,
            version,
            spec: one_line(&config.spec),
            client: wants(Part::Client) && has_operations,
            server: wants(Part::Server) && has_operations,
            stream: false,
            xml: false,
            multipart: false,
            crates: Vec::new(),
            runtime: config.runtime.clone(),
            map: config.rust.map,
            layout: config.rust.layout,
            dependencies: config.rust.dependencies.clone(),
        }
    }
}
