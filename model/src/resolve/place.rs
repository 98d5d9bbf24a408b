//! Values with the way to them.

use std::cell::RefCell;

use crate::api::Location;
use crate::finding::{Place, SourceId};
use crate::node::{Node, push_pointer};
use crate::source::Span;

/// The ways that were gone, each a step from another one. Most are gone without anybody asking for the
/// JSON pointer, which is made of them where it is kept.
#[derive(Debug)]
pub(super) struct Steps<'a> {
    steps: RefCell<Vec<Step<'a>>>,
    /// The last way that was gone on from, and its pointer.
    last: RefCell<(u32, String)>,
}

#[derive(Debug)]
enum Step<'a> {
    /// A pointer that is known.
    Start(String),
    /// From another one.
    To { from: u32, token: Token<'a> },
}

/// A token of a JSON pointer, not escaped.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'a> {
    Name(&'a str),
    Index(usize),
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
            last: RefCell::new((u32::MAX, String::new())),
        }
    }

    /// A value by its pointer.
    pub(super) fn start(&'a self, source: SourceId, pointer: String, node: &'a Node) -> At<'a> {
        At {
            source,
            step: self.push(Step::Start(pointer)),
            node,
            steps: self,
        }
    }

    fn push(&self, step: Step<'a>) -> u32 {
        let mut steps = self.steps.borrow_mut();
        steps.push(step);
        u32::try_from(steps.len() - 1).unwrap_or(u32::MAX)
    }

    /// The pointer that a way makes.
    fn pointer(&self, step: u32) -> String {
        let steps = self.steps.borrow();
        let Some(Step::To { from, token }) = steps.get(step as usize) else {
            return written(&steps, step, 0);
        };
        // Neighbours are asked for one after the other.
        let mut last = self.last.borrow_mut();
        if last.0 != *from {
            *last = (*from, written(&steps, *from, 0));
        }
        let mut pointer = String::with_capacity(last.1.len() + token.room());
        pointer.push_str(&last.1);
        token.write(&mut pointer);
        pointer
    }
}

/// The pointer that a way makes, with room for more.
fn written(steps: &[Step<'_>], step: u32, room: usize) -> String {
    match steps.get(step as usize) {
        Some(Step::To { from, token }) => {
            let mut pointer = written(steps, *from, room + token.room());
            token.write(&mut pointer);
            pointer
        }
        Some(Step::Start(start)) => {
            let mut pointer = String::with_capacity(start.len() + room);
            pointer.push_str(start);
            pointer
        }
        None => String::new(),
    }
}

impl Token<'_> {
    /// About how many bytes it takes in a pointer.
    fn room(self) -> usize {
        match self {
            Token::Name(name) => name.len() + 1,
            Token::Index(_) => 3,
        }
    }

    fn write(self, pointer: &mut String) {
        match self {
            Token::Name(name) => push_pointer(pointer, name),
            Token::Index(index) => push_pointer(pointer, &index.to_string()),
        }
    }
}

impl<'a> At<'a> {
    pub(super) fn get(&self, name: &str) -> Option<At<'a>> {
        let member = self.node.as_object()?.member(name)?;
        Some(self.below(Token::Name(&member.name), &member.value))
    }

    pub(super) fn below(&self, token: Token<'a>, node: &'a Node) -> At<'a> {
        let from = self.step;
        At {
            step: self.steps.push(Step::To { from, token }),
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
