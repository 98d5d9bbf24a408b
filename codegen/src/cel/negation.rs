//! The opposite of an expression, written as one would.

use crate::rust::{Expr, Link};

/// `!expr`, with the negation moved to where it reads best.
pub(super) fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Prefix("!", inner) => *inner,
        Expr::Binary(operator, operands) => match opposite(operator) {
            Some(operator) => Expr::Binary(operator, operands),
            None => Expr::Prefix(
                "!",
                Box::new(Expr::Paren(Box::new(Expr::Binary(operator, operands)))),
            ),
        },
        Expr::Paren(inner) => match not(*inner) {
            Expr::Prefix("!", inner) => Expr::Prefix("!", inner),
            other => Expr::Paren(Box::new(other)),
        },
        Expr::Chain(head, links) => chain(*head, links),
        expr => Expr::Prefix("!", Box::new(expr)),
    }
}

/// Of two numbers, which never are NaN, one of these always holds.
fn opposite(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "==" => "!=",
        "!=" => "==",
        "<" => ">=",
        ">=" => "<",
        ">" => "<=",
        "<=" => ">",
        _ => return None,
    })
}

fn chain(head: Expr, mut links: Vec<Link>) -> Expr {
    let Some(last) = links.pop() else {
        return Expr::Prefix("!", Box::new(head));
    };
    let name = match last.name.as_str() {
        "is_some" => "is_none",
        "is_none" => "is_some",
        "is_some_and" => "is_none_or",
        "is_none_or" => "is_some_and",
        _ => {
            links.push(last);
            return Expr::Prefix("!", Box::new(Expr::Chain(Box::new(head), links)));
        }
    };
    let negated = |argument: Expr| match argument {
        Expr::Closure(parameter, body) => Expr::Closure(parameter, Box::new(not(*body))),
        other => other,
    };
    links.push(Link {
        name: name.to_owned(),
        tries: false,
        arguments: last
            .arguments
            .map(|arguments| arguments.into_iter().map(negated).collect()),
    });
    Expr::Chain(Box::new(head), links)
}
