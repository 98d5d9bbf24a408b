//! How wide the first line of what goes over several lines will be.
//!
//! Where brackets share lines with what stands in them depends on it. It is found without laying
//! anything out: to lay each level out to see whether it fits would double the work with each.

use super::expr::{CHAIN_WIDTH, Expr, LIST_WIDTH, Link, is_short};
use super::layout::Shape;
use super::{MAX_WIDTH, one_line, width};

/// Whether an expression has several lines and starts with the same one in two places.
pub(super) fn are_same(expr: &Expr, one: Shape, other: Shape) -> bool {
    let Expr::Chain(head, links) = expr else {
        let first = of(expr, one);
        return first.is_some() && first == of(expr, other);
    };
    // Each call of a chain that is so wide before the last one has a line of its own, but those on
    // something very short.
    let front = links.split_last().map_or(&[][..], |(_, front)| front);
    let left = head.measure(CHAIN_WIDTH);
    let is_wide = left.is_none_or(|left| one_line::measure_links(front, left).is_none());
    let stands = |shape| head.is_on_one_line(shape);
    is_wide && !front.is_empty() && !head.short(4) && stands(one) && stands(other)
}

/// The width of the first line; absent when there is no second one.
fn of(expr: &Expr, shape: Shape) -> Option<usize> {
    if expr.is_on_one_line(shape) {
        return None;
    }
    match expr {
        Expr::Call(callee, items) => of_list(items, shape, width(callee) + 1),
        Expr::Macro(name, items) => of_list(items, shape, width(name) + 2),
        Expr::Array(items) => of_list(items, shape, 1),
        Expr::Struct(name, _) => Some(width(name) + 2),
        Expr::Closure(parameter, _) => Some(width(parameter) + 4),
        Expr::Prefix(sign, inner) => {
            let inner = of(inner, shape.within(sign.len(), 0))?;
            Some(sign.len() + inner)
        }
        // Brackets do not share lines with these.
        Expr::Text(_) | Expr::Binary(..) | Expr::Paren(_) | Expr::Try(_) | Expr::Chain(..) => None,
    }
}

/// The same of a list whose bracket opens after `open` columns; it closes with one.
fn of_list(items: &[Expr], shape: Shape, open: usize) -> Option<usize> {
    if let [only] = items {
        let inner = shape.within(open, 1);
        if let Some((_, first)) = hugged(only, inner) {
            return Some(open + first);
        }
        if stands(only, inner) {
            return None;
        }
    }
    match before_closure(items, shape, open, 1) {
        Some((inner, closure)) => match closure.is_on_one_line(inner) {
            true => None,
            false => of(closure, inner).map(|first| inner.column - shape.column + first),
        },
        None => Some(open),
    }
}

/// Where an item is laid out and the width of its first line, if brackets share lines with it.
pub(super) fn hugged(only: &Expr, inner: Shape) -> Option<(Shape, usize)> {
    if !only.hugs() {
        return None;
    }
    // Calls within a call have no more room than the arguments of that have.
    let called = match only {
        Expr::Prefix(_, called) => called,
        only => only,
    };
    let max = match called {
        Expr::Call(..) | Expr::Macro(..) => inner.max.min(inner.column + LIST_WIDTH),
        _ => inner.max,
    };
    let inner = Shape { max, ..inner };
    let first = of(only, inner)?;
    let fits = first <= LIST_WIDTH && inner.column + first <= MAX_WIDTH;
    fits.then_some((inner, first))
}

/// Whether an item is on one line with the brackets around it.
pub(super) fn stands(only: &Expr, inner: Shape) -> bool {
    only.short(inner.room().min(MAX_WIDTH)) && only.may_stand_on_one_line()
}

/// Where the closure at the end of a list is laid out, if what comes before it stands on its first
/// line.
pub(super) fn before_closure(
    items: &[Expr],
    shape: Shape,
    open: usize,
    close: usize,
) -> Option<(Shape, &Expr)> {
    let Some((last @ Expr::Closure(..), before)) = items.split_last() else {
        return None;
    };
    if before.is_empty() {
        return None;
    }
    let left = one_line::measure_list(before, LIST_WIDTH.checked_sub(2)?)?;
    let before = LIST_WIDTH - left;
    let inner = shape.within(open + before, close);
    let max = inner.max.min(shape.column + open + LIST_WIDTH);
    let inner = Shape { max, ..inner };
    let first = of(last, inner).or_else(|| one_line_width(last))?;
    let fits = before + first < LIST_WIDTH && inner.column + first <= shape.max.min(MAX_WIDTH);
    fits.then_some((inner, last))
}

/// The width of the first line of a link, or of all of it.
pub(super) fn of_link(link: &Link, shape: Shape) -> usize {
    let sign = usize::from(link.tries);
    let name = width(&link.name) + 1;
    let Some(items @ [_, ..]) = link.arguments.as_deref() else {
        return name + sign + if link.arguments.is_some() { 2 } else { 0 };
    };
    let shape = shape.within(0, sign);
    let open = name + 1;
    let on_one_line = |most: usize| {
        let left = one_line::measure_list(items, most)?;
        Some(open + most - left + 1 + sign)
    };
    let room = shape.room().min(MAX_WIDTH).checked_sub(open + 1);
    if let Some(all) = room.and_then(on_one_line).filter(|_| is_short(items)) {
        return all;
    }
    // One that is too wide for a line is too wide for any place.
    of_list(items, shape, open)
        .or_else(|| on_one_line(MAX_WIDTH))
        .unwrap_or(MAX_WIDTH + 1)
}

fn one_line_width(expr: &Expr) -> Option<usize> {
    Some(MAX_WIDTH - expr.measure(MAX_WIDTH)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each level looked at twice would take 2^60 steps.
    #[test]
    fn depth_costs_no_more_than_what_is_written() {
        let depth = 60;
        let mut expr = Expr::text("an_innermost_name_that_is_long_enough_to_break_all_lines");
        for level in 0..depth {
            expr = match level % 3 {
                0 => Expr::Call("all_of".to_owned(), vec![Expr::slice(vec![expr])]),
                1 => Expr::text("checks").then("with", Some(vec![expr])),
                _ => Expr::Call(
                    "any".to_owned(),
                    vec![
                        Expr::text("x"),
                        Expr::Closure("x".to_owned(), Box::new(expr)),
                    ],
                ),
            };
        }
        let mut text = String::new();
        let shape = Shape {
            indent: 0,
            column: 0,
            max: MAX_WIDTH,
            tail: 0,
            in_macro: false,
        };
        expr.render(&mut text, shape);
        assert_eq!(text.matches("all_of(").count(), depth / 3);
        assert_eq!(text.matches("checks").count(), depth / 3);
        assert_eq!(text.matches("|x|").count(), depth / 3);
    }
}
