//! Rust source as text, laid out as rustfmt lays it out.
//!
//! rustfmt is no library, and printers that are one (such as `prettyplease`) break lines by other
//! rules, so that what they print is not clean under `rustfmt --check`. The little of Rust that is
//! generated is laid out here by rustfmt's own rules, in one pass over small trees: also far
//! faster than tokens that are parsed again.

mod code;
mod expr;
mod first_lines;
mod layout;
mod literal;
mod one_line;

pub(crate) use code::Code;
pub(crate) use expr::{CHAIN_WIDTH, Expr, LIST_WIDTH, Link};
pub(crate) use literal::literal;

/// The longest line (`max_width`).
pub(crate) const MAX_WIDTH: usize = 100;

/// How wide a text is on the screen, as rustfmt measures it.
pub(crate) fn width(text: &str) -> usize {
    match text.is_ascii() {
        true => text.len(),
        false => unicode_width::UnicodeWidthStr::width(text),
    }
}

/// Writes so many spaces at the end of a text.
fn indent(out: &mut String, mut columns: usize) {
    const SPACES: &str = "                                ";
    while columns > 0 {
        let step = columns.min(SPACES.len());
        out.push_str(&SPACES[..step]);
        columns -= step;
    }
}
