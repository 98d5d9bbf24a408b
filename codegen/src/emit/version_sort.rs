//! The order in which rustfmt sorts names (style edition 2024): numbers by value, `_` first.

use std::cmp::Ordering;

/// Compares two names.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    while !left.is_empty() && !right.is_empty() {
        let ((a, left_rest), (b, right_rest)) = (chunk(left), chunk(right));
        let order = match (number(a), number(b)) {
            // More leading zeros come first.
            (Some(x), Some(y)) => x.len().cmp(&y.len()).then(x.cmp(y)).then(b.len().cmp(&a.len())),
            _ => a.chars().map(rank).cmp(b.chars().map(rank)),
        };
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (left_rest, right_rest);
    }
    left.len().cmp(&right.len())
}

/// The first run of digits or of other characters, and the rest.
fn chunk(text: &str) -> (&str, &str) {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len());
    text.split_at(end)
}

/// The digits without leading zeros.
fn number(chunk: &str) -> Option<&str> {
    chunk.starts_with(|c: char| c.is_ascii_digit()).then(|| chunk.trim_start_matches('0'))
}

fn rank(c: char) -> u32 {
    match c {
        '_' => 0,
        c => u32::from(c) + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_rustfmt_does() {
        // As `rustfmt --edition 2024` sorts them in a `use`.
        let sorted = [
            "A_B", "A1", "AB", "ABC", "Aa", "AbC", "Abc", "Order", "Order_2", "Order2", "Order10", "OrderItem",
            "OrderX", "V1", "V1_2", "V2", "V10", "a_b", "ab", "zeta",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, sorted);
    }
}
