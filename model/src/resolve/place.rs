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
    /// Where ways start, by their pointers.
    starts: RefCell<Vec<(String, &'a Node)>>,
    trail: RefCell<Trail<'a>>,
}

#[derive(Clone, Copy)]
struct Step {
    /// The step before it; `START` for the first.
    from: u32,
    /// The position of the value in the one before it, or of the start among all.
    index: u32,
}

const START: u32 = u32::MAX;

/// The way that was asked for last. The next one mostly starts like it.
#[derive(Default)]
struct Trail<'a> {
    pointer: String,
    passed: Vec<Passed<'a>>,
}

/// A value on the way.
struct Passed<'a> {
    step: u32,
    node: &'a Node,
    /// The length of its pointer.
    length: usize,
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
            trail: RefCell::default(),
        }
    }

    /// A value by its pointer.
    pub(super) fn start(&'a self, source: SourceId, pointer: String, node: &'a Node) -> At<'a> {
        let mut starts = self.starts.borrow_mut();
        starts.push((pointer, node));
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
        let steps = self.steps.borrow();
        let mut trail = self.trail.borrow_mut();
        // A step is made after the one before it, so that those on the trail ascend.
        let mut ahead = Vec::new();
        let mut at = step;
        let known = loop {
            if let Ok(known) = trail.passed.binary_search_by_key(&at, |it| it.step) {
                break known + 1;
            }
            ahead.push(at);
            match steps[at as usize].from {
                START => break 0,
                from => at = from,
            }
        };
        trail.back_to(known);
        for step in ahead.into_iter().rev() {
            let index = steps[step as usize].index;
            match trail.passed.last().map(|last| last.node) {
                Some(last) => trail.go(step, last, index),
                None => {
                    let (pointer, node) = &self.starts.borrow()[index as usize];
                    trail.pointer.push_str(pointer);
                    trail.pass(step, node);
                }
            }
        }
        trail.pointer.clone()
    }
}

impl<'a> Trail<'a> {
    /// Keeps so many of the values.
    fn back_to(&mut self, count: usize) {
        self.passed.truncate(count);
        let length = self.passed.last().map_or(0, |last| last.length);
        self.pointer.truncate(length);
    }

    /// Goes on from a value to the one at a position in it.
    fn go(&mut self, step: u32, from: &'a Node, index: u32) {
        let at = index as usize;
        let node = match &from.value {
            Value::Object(object) => {
                let member = &object.members()[at];
                push_pointer(&mut self.pointer, &member.name);
                &member.value
            }
            Value::Array(items) => {
                push_pointer(&mut self.pointer, &index.to_string());
                &items[at]
            }
            _ => from,
        };
        self.pass(step, node);
    }

    fn pass(&mut self, step: u32, node: &'a Node) {
        self.passed.push(Passed {
            step,
            node,
            length: self.pointer.len(),
        });
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
            pointer: self.pointer().into(),
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
