//! The order in which rustfmt sorts names (style edition 2024): numbers by value, `_` first.

use std::cmp::Ordering;

/// Compares two names.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let same = common(one, other);
    let (mut left, mut right) = (&one[same..], &other[same..]);
    while let (Some(a), Some(b)) = (left.chars().next(), right.chars().next()) {
        if a.is_ascii_digit() && b.is_ascii_digit() {
            let ((x, left_rest), (y, right_rest)) = (number(left), number(right));
            let (short_x, short_y) = (x.trim_start_matches('0'), y.trim_start_matches('0'));
            // More leading zeros come first.
            let zeros = y.len().cmp(&x.len());
            let order = short_x
                .len()
                .cmp(&short_y.len())
                .then(short_x.cmp(short_y))
                .then(zeros);
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (left_rest, right_rest);
        } else if a == b {
            (left, right) = (&left[a.len_utf8()..], &right[b.len_utf8()..]);
        } else {
            return rank(a).cmp(&rank(b));
        }
    }
    left.len().cmp(&right.len())
}

/// How much of two names is the same, up to the number that the difference may be in.
fn common(one: &str, other: &str) -> usize {
    let pairs = one.bytes().zip(other.bytes());
    let same = pairs.take_while(|(a, b)| a == b && a.is_ascii()).count();
    one[..same]
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .len()
}

/// The digits at the start, and the rest.
fn number(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
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
            "A_B",
            "A1",
            "AB",
            "ABC",
            "Aa",
            "AbC",
            "Abc",
            "Order",
            "Order_2",
            "Order2",
            "Order10",
            "OrderItem",
            "OrderX",
            "V1",
            "V1_2",
            "V2",
            "V10",
            "a_b",
            "ab",
            "zeta",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, sorted);
    }
}
