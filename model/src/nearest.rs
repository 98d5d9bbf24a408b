//! The name that was probably meant.

/// The candidate that differs from `wanted` least, if by little: a third of its letters at most,
/// apart from upper and lower case.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = wanted.to_lowercase();
    let length = lower.chars().count();
    let most = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(wanted.len()) <= length / 3 + 1)
        .filter(|candidate| letters_differ(&lower, candidate) <= most)
        .map(|candidate| {
            (
                strsim::osa_distance(&lower, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// By how many letters texts in ASCII differ in whatever order, which is no more than their distance and
/// quickly counted.
fn letters_differ(lower: &str, candidate: &str) -> usize {
    if !lower.is_ascii() || !candidate.is_ascii() {
        return 0;
    }
    let mut counts = [0_i32; 128];
    lower.bytes().for_each(|it| counts[usize::from(it)] += 1);
    let mut missing = 0;
    for letter in candidate.bytes().map(|it| it.to_ascii_lowercase()) {
        let count = &mut counts[usize::from(letter)];
        *count -= 1;
        missing += usize::from(*count < 0);
    }
    let extra = (lower.len() + missing).saturating_sub(candidate.len());
    missing.max(extra)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_nothing_else() {
        let names = ["Order", "Orders", "Recipient"];
        assert_eq!(nearest("order", names), Some("Order"));
        assert_eq!(nearest("Recipeint", names), Some("Recipient"));
        assert_eq!(nearest("Item", names), None);
        assert_eq!(nearest("", names), None);
    }
}
