//! Anchors, aliases and merge keys.

use std::collections::HashSet;

use saphyr_parser::Span as Marks;

use super::{Builder, Complete, Stop};
use crate::codes;
use crate::finding::Finding;
use crate::node::{Member, Node, Value};
use crate::parse::MAX_DEPTH;
use crate::source::Span;

/// How many values the aliases of a text may add to it.
const MAX_ALIASED: usize = 1_000_000;

/// A value that aliases can stand for.
pub(super) struct Anchored {
    pub(super) node: Node,
    pub(super) size: usize,
    pub(super) depth: usize,
}

impl Builder<'_, '_, '_> {
    pub(super) fn alias(&mut self, anchor: usize, marks: Marks) -> Result<(), Stop> {
        let span = self.span(marks);
        let place = self.report.place(span);
        let Some(anchored) = self.anchors.get(&anchor) else {
            let finding =
                Finding::error(codes::ALIAS, "this alias stands within what it stands for")
                    .at(place, "");
            self.report.push(finding);
            return Err(Stop::Reported);
        };
        self.aliased += anchored.size;
        if self.aliased > MAX_ALIASED {
            let finding = Finding::error(
                codes::ALIAS,
                format!("the aliases stand for more than {MAX_ALIASED} values"),
            )
            .at(place, "with this one");
            self.report.push(finding);
            return Err(Stop::Reported);
        }
        if self.open.len() + anchored.depth > MAX_DEPTH {
            self.report.nesting(span);
            return Err(Stop::Reported);
        }
        let key = match &anchored.node.value {
            Value::String(text) => Some(text.clone()),
            _ => None,
        };
        let complete = Complete {
            node: Node {
                span,
                value: anchored.node.value.clone(),
            },
            key,
            merge: false,
            size: anchored.size,
            depth: anchored.depth,
        };
        self.complete(complete, 0)
    }

    /// Puts the members of merged mappings among those that are written out, which win.
    pub(super) fn merge(
        &mut self,
        members: Vec<Member>,
        merges: Vec<(usize, Node)>,
    ) -> Vec<Member> {
        if merges.is_empty() {
            return members;
        }
        let mut names: HashSet<Box<str>> =
            members.iter().map(|member| member.name.clone()).collect();
        let mut merged = Vec::with_capacity(members.len());
        let mut merges = merges.into_iter().peekable();
        for (at, member) in members.into_iter().map(Some).chain([None]).enumerate() {
            while let Some((_, node)) = merges.next_if(|(before, _)| *before <= at) {
                let mappings = match node.value {
                    Value::Array(items) => items,
                    _ => vec![node],
                };
                for mapping in mappings {
                    let Value::Object(object) = mapping.value else {
                        self.no_mapping(mapping.span);
                        continue;
                    };
                    let members = object.members().iter();
                    merged.extend(
                        members
                            .filter(|member| names.insert(member.name.clone()))
                            .cloned(),
                    );
                }
            }
            merged.extend(member);
        }
        merged
    }

    fn no_mapping(&mut self, span: Span) {
        let place = self.report.place(span);
        let finding = self
            .report
            .blemish(codes::MERGE_KEY, "`<<` merges mappings, and this is none")
            .at(place, "left out");
        self.report.push(finding);
    }
}
