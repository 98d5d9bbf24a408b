//! References: objects in place of which a `$ref` stands, and loops of schemas.

use super::Resolver;
use super::place::At;
use crate::api::{Api, SchemaId};
use crate::codes;
use crate::finding::{Diagnostics, Finding, SourceId};
use crate::node::Node;

impl<'a> Resolver<'a> {
    /// The object itself, or what its `$ref` leads to.
    ///
    /// `None` where it leads nowhere, which the document has reported, or only to itself.
    pub(super) fn target(&mut self, at: At<'a>) -> Option<At<'a>> {
        // Nearly all lead to an object at once, for which nothing is remembered.
        let mut passed: Vec<*const Node> = Vec::new();
        let mut target = at;
        let mut is_start = true;
        while let Some(reference) = target.node.get("$ref") {
            let here = std::ptr::from_ref(target.node);
            let is_back = std::ptr::eq(here, at.node) || passed.contains(&here);
            if !is_start && is_back {
                let message = format!(
                    "`{}` leads back to itself",
                    reference.as_str().unwrap_or_default()
                );
                let finding = Finding::error(codes::CIRCULAR_REFERENCE, message)
                    .at(at.place(), "this stands for nothing but a reference to it");
                self.push(finding);
                return None;
            }
            if !is_start {
                passed.push(here);
            }
            is_start = false;
            target = self.follow(target.source, reference.as_str()?)?;
        }
        Some(target)
    }

    /// What the text of a reference leads to.
    pub(super) fn follow(&mut self, source: SourceId, reference: &'a str) -> Option<At<'a>> {
        let (document, steps) = (self.document, self.steps);
        *self.targets.entry((source, reference)).or_insert_with(|| {
            let target = document.follow(source, reference)?;
            Some(steps.start(target.source, target.pointer, target.node))
        })
    }
}

/// Reports schemas that are nothing but references to each other, and takes one reference out of each loop.
pub(super) fn break_loops(api: &mut Api, diagnostics: &mut Diagnostics) {
    let only_refers = |api: &Api, id: SchemaId| {
        let schema = api.schema(id);
        if schema.has_siblings {
            None
        } else {
            schema.reference
        }
    };
    let mut done = vec![false; api.schemas.len()];
    for start in 0..api.schemas.len() as u32 {
        let mut path = Vec::new();
        let mut at = SchemaId(start);
        while !done[at.0 as usize] {
            done[at.0 as usize] = true;
            path.push(at);
            match only_refers(api, at) {
                Some(next) => at = next,
                None => break,
            }
        }
        // A loop was closed if the walk came back to its own path.
        let closes = path
            .last()
            .is_some_and(|last| only_refers(api, *last) == Some(at));
        if let (true, Some(first)) = (closes, path.iter().position(|id| *id == at)) {
            report_loop(api, &path[first..], diagnostics);
            api.schemas[at.0 as usize].reference = None;
        }
    }
}

fn report_loop(api: &Api, members: &[SchemaId], diagnostics: &mut Diagnostics) {
    let place = |id: &SchemaId| api.schema(*id).location.place();
    let Some((first, rest)) = members.split_first() else {
        return;
    };
    let message = match rest {
        [] => "this schema is nothing but a reference to itself".to_string(),
        _ => format!(
            "these {} schemas are nothing but references to each other",
            members.len()
        ),
    };
    let mut finding = Finding::error(codes::CIRCULAR_REFERENCE, message).at(place(first), "");
    for id in rest.iter().take(8) {
        finding = finding.related(place(id), "which leads on here");
    }
    diagnostics.push(finding.help("one of them must say what the value is"));
}
