//! Values with the way to them.

use std::cell::RefCell;

use crate::api::Location;
use crate::finding::{Place, SourceId};
use crate::node::{Node, Value, push_pointer};
use crate::source::Span;

/// The ways that were gone, each a step from another one. Most are gone without anybody asking for the
/// JSON pointer, which is made of them where it is kept.
pub(super) struct Steps<'a> {
    steps: RefCell<Vec<Step>>,
    /// Where ways start.
    starts: RefCell<Vec<Known<'a>>>,
    /// The step that was gone on from last.
    last: RefCell<Option<(u32, Known<'a>)>>,
}

#[derive(Clone, Copy)]
struct Step {
    /// The step before it; `START` for the first.
    from: u32,
    /// The position of the value in the one before it, or of the start among all.
    index: u32,
}

const START: u32 = u32::MAX;

/// A value and its pointer.
#[derive(Clone)]
struct Known<'a> {
    pointer: String,
    node: &'a Node,
}

/// A value with the way to it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) source: SourceId,
    step: u32,
    pub(super) node: &'a Node,
    steps: &'a Steps<'a>,
}

impl<'a> Steps<'a> {
    pub(super) fn new() -> Self {
        Steps {
            steps: RefCell::default(),
            starts: RefCell::default(),
            last: RefCell::default(),
        }
    }

    /// A value by its pointer.
    pub(super) fn start(&'a self, source: SourceId, pointer: String, node: &'a Node) -> At<'a> {
        let mut starts = self.starts.borrow_mut();
        starts.push(Known { pointer, node });
        At {
            source,
            step: self.push(START, starts.len() - 1),
            node,
            steps: self,
        }
    }

    fn push(&self, from: u32, index: usize) -> u32 {
        let position = |at| u32::try_from(at).unwrap_or(u32::MAX);
        let mut steps = self.steps.borrow_mut();
        steps.push(Step {
            from,
            index: position(index),
        });
        position(steps.len() - 1)
    }

    /// The pointer that a way makes.
    fn pointer(&self, step: u32) -> String {
        let step = self.steps.borrow()[step as usize];
        if step.from == START {
            return self.starts.borrow()[step.index as usize].pointer.clone();
        }
        // Neighbours are asked for one after the other.
        let mut last = self.last.borrow_mut();
        let last = match &mut *last {
            Some((from, known)) if *from == step.from => known,
            last => &mut last.insert((step.from, self.known(step.from))).1,
        };
        last.child(step.index).pointer
    }

    fn known(&self, step: u32) -> Known<'a> {
        let step = self.steps.borrow()[step as usize];
        match step.from {
            START => self.starts.borrow()[step.index as usize].clone(),
            from => self.known(from).child(step.index),
        }
    }
}

impl<'a> Known<'a> {
    /// The value at a position in it.
    fn child(&self, index: u32) -> Known<'a> {
        let at = index as usize;
        let number;
        let (token, node) = match &self.node.value {
            Value::Object(object) => {
                let member = &object.members()[at];
                (&*member.name, &member.value)
            }
            Value::Array(items) => {
                number = index.to_string();
                (number.as_str(), &items[at])
            }
            _ => ("", self.node),
        };
        let mut pointer = String::with_capacity(self.pointer.len() + token.len() + 1);
        pointer.push_str(&self.pointer);
        push_pointer(&mut pointer, token);
        Known { pointer, node }
    }
}

impl<'a> At<'a> {
    pub(super) fn get(&self, name: &str) -> Option<At<'a>> {
        let object = self.node.as_object()?;
        let index = object.position(name)?;
        Some(self.below(index, &object.members()[index].value))
    }

    /// The value at a position in it, of an object among its members.
    pub(super) fn below(&self, index: usize, node: &'a Node) -> At<'a> {
        At {
            step: self.steps.push(self.step, index),
            ..self.at(node)
        }
    }

    /// The same way to another value, for the place of which the way does not count.
    pub(super) fn at(&self, node: &'a Node) -> At<'a> {
        At { node, ..*self }
    }

    /// The JSON pointer from the root of its document.
    pub(super) fn pointer(&self) -> String {
        self.steps.pointer(self.step)
    }

    pub(super) fn place(&self) -> Place {
        Place {
            source: self.source,
            span: self.node.span,
        }
    }

    pub(super) fn location(&self) -> Location {
        Location {
            source: self.source,
            pointer: self.pointer(),
            span: self.node.span,
        }
    }

    /// The place of a member's name, or of the whole when there is no such member.
    pub(super) fn name_place(&self, name: &str) -> Place {
        let member = self.node.as_object().and_then(|object| object.member(name));
        Place {
            source: self.source,
            span: member.map_or(self.node.span, |member| member.name_span),
        }
    }

    /// The place of the start of the value, for what is missing in it.
    pub(super) fn start(&self) -> Place {
        let start = self.node.span.start;
        Place {
            source: self.source,
            span: Span { start, end: start },
        }
    }
}
