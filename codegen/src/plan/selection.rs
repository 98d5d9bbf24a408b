//! Which operations are generated, and which components they reach.

use kontrakt_model::api::Operation;
use kontrakt_model::{Api, Diagnostics, Finding, SchemaId, nearest};
use wildmatch::WildMatch;

use crate::codes;
use crate::config::{Choice, Config};

/// What of an API is generated.
pub(super) struct Selection {
    include: Patterns,
    exclude: Patterns,
    /// For each schema, whether the operations reach it; absent when all are generated.
    reached: Option<Vec<bool>>,
}

impl Selection {
    /// What a configuration selects. A pattern that fits nothing is a finding.
    pub(super) fn new(api: &Api, config: &Config, diagnostics: &mut Diagnostics) -> Self {
        let mut selection = Selection {
            include: Patterns::new(&config.include),
            exclude: Patterns::new(&config.exclude),
            reached: None,
        };
        if config.include.is_empty() && config.exclude.is_empty() {
            return selection;
        }
        selection.include.report(api, diagnostics);
        selection.exclude.report(api, diagnostics);
        selection.reached = Some(selection.reach(api));
        selection
    }

    /// Whether an operation of `paths` is generated.
    pub(super) fn has(&self, operation: &Operation) -> bool {
        self.admits(operation, &operation.path)
    }

    /// Whether an operation of a webhook is generated.
    pub(super) fn has_webhook(&self, operation: &Operation, name: &str) -> bool {
        self.admits(operation, name)
    }

    /// Whether a schema is generated, if it is a component.
    pub(super) fn has_schema(&self, id: SchemaId) -> bool {
        let reached = self.reached.as_ref();
        reached.is_none_or(|reached| reached.get(id.0 as usize) == Some(&true))
    }

    fn admits(&self, operation: &Operation, path: &str) -> bool {
        (self.include.is_empty() || self.include.fit(operation, path))
            && !self.exclude.fit(operation, path)
    }

    /// The schemas that the selected operations reach.
    fn reach(&self, api: &Api) -> Vec<bool> {
        let mut waiting = Vec::new();
        let operations = api.operations.iter().filter(|it| self.has(it));
        let webhooks = api.webhooks.iter().flat_map(|webhook| {
            let operations = webhook.operations.iter();
            operations.filter(|it| self.has_webhook(it, &webhook.name))
        });
        for operation in operations.chain(webhooks) {
            roots(operation, &mut waiting);
        }
        let mut reached = vec![false; api.schemas.len()];
        while let Some(id) = waiting.pop() {
            let Some(seen) = reached.get_mut(id.0 as usize) else {
                continue;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            let schema = api.schema(id);
            waiting.extend(schema.subschemas());
            if schema.discriminator.is_some() {
                waiting.extend(heirs(api, id));
            }
        }
        reached
    }
}

/// The schemas that an operation names, also those of its callbacks.
fn roots(operation: &Operation, roots: &mut Vec<SchemaId>) {
    roots.extend(operation.parameters.iter().filter_map(|it| it.schema));
    let body = operation.request_body.iter().flat_map(|it| &it.content);
    let answers = operation.responses.iter().flat_map(|it| &it.content);
    for media in body.chain(answers) {
        roots.extend(media.schema.iter().chain(&media.item_schema));
        let headers = media.encoding.iter().flat_map(|it| &it.headers);
        roots.extend(headers.filter_map(|header| header.schema));
    }
    let headers = operation.responses.iter().flat_map(|it| &it.headers);
    roots.extend(headers.filter_map(|header| header.schema));
    for callback in &operation.callbacks {
        // The model ends where callbacks contain themselves.
        for operation in &callback.operations {
            self::roots(operation, roots);
        }
    }
}

/// The components that are built on a schema with a discriminator, and so are meant by it.
fn heirs(api: &Api, base: SchemaId) -> impl Iterator<Item = SchemaId> {
    let base = api.resolved(base);
    api.components.iter().map(|(_, id)| *id).filter(move |id| {
        let parts = &api.schema(*id).all_of;
        parts.iter().any(|part| api.resolved(*part) == base)
    })
}

/// A choice, ready to be compared.
struct Patterns {
    tags: Vec<WildMatch>,
    operations: Vec<WildMatch>,
    paths: Vec<WildMatch>,
}

impl Patterns {
    fn new(choice: &Choice) -> Self {
        let compile = |list: &[String]| list.iter().map(|it| WildMatch::new(it)).collect();
        Patterns {
            tags: compile(&choice.tags),
            operations: compile(&choice.operations),
            paths: compile(&choice.paths),
        }
    }

    fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.operations.is_empty() && self.paths.is_empty()
    }

    fn fit(&self, operation: &Operation, path: &str) -> bool {
        let named = format!("{} {path}", operation.method);
        self.paths.iter().any(|it| it.matches(path))
            || self.operations.iter().any(|it| {
                it.matches(&named)
                    || operation
                        .operation_id
                        .as_ref()
                        .is_some_and(|id| it.matches(id))
            })
            || self
                .tags
                .iter()
                .any(|it| operation.tags.iter().any(|tag| it.matches(tag)))
    }

    /// Says which patterns fit nothing.
    fn report(&self, api: &Api, diagnostics: &mut Diagnostics) {
        let operations = || api.operations.iter();
        let tags: Vec<&str> = operations()
            .flat_map(|it| &it.tags)
            .map(String::as_str)
            .collect();
        let mut paths: Vec<&str> = operations().map(|it| it.path.as_str()).collect();
        paths.extend(api.webhooks.iter().map(|it| it.name.as_str()));
        let named: Vec<String> = operations()
            .map(|it| format!("{} {}", it.method, it.path))
            .collect();
        let mut ids: Vec<&str> = operations()
            .filter_map(|it| it.operation_id.as_deref())
            .collect();
        ids.extend(named.iter().map(String::as_str));
        for (what, patterns, known) in [
            ("tag", &self.tags, tags),
            ("operation", &self.operations, ids),
            ("path", &self.paths, paths),
        ] {
            for pattern in patterns {
                if known.iter().any(|name| pattern.matches(name)) {
                    continue;
                }
                let text = pattern.to_string();
                let mut finding = Finding::error(
                    codes::NOTHING_SELECTED,
                    format!("no {what} of the description fits `{text}`"),
                );
                if let Some(name) = nearest(&text, known.iter().copied()) {
                    finding = finding.help(format!("there is `{name}`"));
                }
                diagnostics.push(finding);
            }
        }
    }
}
