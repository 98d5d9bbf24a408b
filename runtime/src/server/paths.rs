//! The paths of a router as a tree of segments.

use std::collections::HashMap;

use super::template::{Piece, Segment, Template};

/// A tree of segments; the first node is its root.
pub(super) struct Paths {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    texts: HashMap<String, usize>,
    /// Text and parameters together, those with the most text first.
    mixed: Vec<(Vec<Piece>, usize)>,
    parameter: Option<usize>,
    /// What ends here.
    ends: Vec<usize>,
}

impl Paths {
    pub(super) fn new() -> Self {
        let nodes = vec![Node::default()];
        Paths { nodes }
    }

    /// Adds a template under a number.
    pub(super) fn insert(&mut self, template: &Template, number: usize) {
        let mut at = 0;
        for pieces in &template.segments {
            at = self.below(at, pieces);
        }
        self.nodes[at].ends.push(number);
    }

    fn below(&mut self, at: usize, pieces: &[Piece]) -> usize {
        let next = self.nodes.len();
        let node = &mut self.nodes[at];
        let found = match pieces {
            [Piece::Text(text)] => *node.texts.entry(text.clone()).or_insert(next),
            [Piece::Parameter(_)] => *node.parameter.get_or_insert(next),
            pieces => match node.mixed.iter().find(|(known, _)| same(known, pieces)) {
                Some((_, found)) => *found,
                None => {
                    node.mixed.push((pieces.to_vec(), next));
                    node.mixed
                        .sort_by_key(|(pieces, _)| std::cmp::Reverse(text_length(pieces)));
                    next
                }
            },
        };
        if found == next {
            self.nodes.push(Node::default());
        }
        found
    }

    /// The numbers of the templates that a path fits, text before parameters from the left on.
    pub(super) fn find(&self, path: &[Segment<'_>]) -> Vec<&[usize]> {
        let mut found = Vec::new();
        // What is tried first lies on top.
        let mut waiting = vec![(0, 0)];
        while let Some((at, depth)) = waiting.pop() {
            let node = &self.nodes[at];
            let Some(segment) = path.get(depth) else {
                if !node.ends.is_empty() {
                    found.push(node.ends.as_slice());
                }
                continue;
            };
            let below = depth + 1;
            if let Some(next) = node.parameter
                && segment.decoded.as_deref() != Some("")
            {
                waiting.push((next, below));
            }
            for (pieces, next) in node.mixed.iter().rev() {
                if segment.captures(pieces, &mut Vec::new()).is_some() {
                    waiting.push((*next, below));
                }
            }
            let text = segment.decoded.as_ref();
            if let Some(next) = text.and_then(|text| node.texts.get(text)) {
                waiting.push((*next, below));
            }
        }
        found
    }
}

/// Whether segments differ in nothing but the names of parameters.
fn same(left: &[Piece], right: &[Piece]) -> bool {
    let same = |pair: (&Piece, &Piece)| match pair {
        (Piece::Text(left), Piece::Text(right)) => left == right,
        (Piece::Parameter(_), Piece::Parameter(_)) => true,
        _ => false,
    };
    left.len() == right.len() && left.iter().zip(right).all(same)
}

fn text_length(pieces: &[Piece]) -> usize {
    let length = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Parameter(_) => 0,
    };
    pieces.iter().map(length).sum()
}

#[cfg(test)]
mod tests {
    use super::super::template::segments;
    use super::*;

    #[test]
    fn text_comes_before_parameters() {
        let templates = [
            "/a/{x}",
            "/a/{x}:cancel",
            "/a/b",
            "/{y}/b",
            "/a/{z}",
            "/a/{x}:c",
            "/a/b/",
        ];
        let mut paths = Paths::new();
        for (at, template) in templates.into_iter().enumerate() {
            paths.insert(&Template::new(template), at);
        }
        let find = |path| {
            let path: Vec<_> = segments(path).map(Segment::new).collect();
            paths.find(&path).concat()
        };
        assert_eq!(find("/a/b"), [2, 0, 4, 3]);
        assert_eq!(find("/a/1:cancel"), [1, 0, 4]);
        assert_eq!(find("/a/1:c"), [5, 0, 4]);
        assert_eq!(find("/c/b"), [3]);
        assert_eq!(find("/a/b/"), [6]);
        assert!(find("/a/b/c").is_empty());
        assert!(find("/a/").is_empty());
        assert!(find("/").is_empty());
    }
}
