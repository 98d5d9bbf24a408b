//! A set of operations that has a client and a server of its own.

use crate::plan::callbacks::CallbackUrl;
use crate::plan::operations::Operation;
use crate::plan::security::Security;
use crate::plan::{Plan, Tag};

/// The operations of the paths, or those of the callbacks or webhooks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surface<'p> {
    /// The module of its client and server: none for that of the paths.
    pub(super) module: Option<&'static str>,
    pub(super) tags: &'p [Tag],
    pub(super) security: &'p Security,
    pub(super) urls: &'p [CallbackUrl],
}

impl<'p> Surface<'p> {
    /// That of the paths.
    pub(super) fn of_paths(plan: &'p Plan) -> Self {
        Surface {
            module: None,
            tags: &plan.tags,
            security: &plan.security,
            urls: &[],
        }
    }

    /// All that have operations.
    pub(super) fn all(plan: &'p Plan) -> Vec<Self> {
        let called = [("callbacks", &plan.callbacks), ("webhooks", &plan.webhooks)];
        let called = called.map(|(module, called)| Surface {
            module: Some(module),
            tags: &called.tags,
            security: &called.security,
            urls: &called.urls,
        });
        let all = std::iter::once(Surface::of_paths(plan)).chain(called);
        all.filter(|surface| !surface.tags.is_empty()).collect()
    }

    /// Its operations.
    pub(super) fn operations(&self, plan: &'p Plan) -> impl Iterator<Item = &'p Operation> {
        let tags: &'p [Tag] = self.tags;
        let mut positions: Vec<usize> = tags
            .iter()
            .flat_map(|tag| &tag.operations)
            .copied()
            .collect();
        positions.sort_unstable();
        positions
            .into_iter()
            .filter_map(|at| plan.operations.get(at))
    }

    /// The folder of its files, with a slash.
    pub(super) fn folder(&self) -> String {
        self.module
            .map_or_else(|| "src/".to_owned(), |module| format!("src/{module}/"))
    }

    /// The trait of its server.
    pub(super) fn service(&self) -> &'static str {
        match self.module {
            None => "Service",
            Some(_) => "Receiver",
        }
    }
}
