//! What was probably meant: the nearest of the names or values that exist.

/// The nearest of some words, if one is near enough to be worth a question.
pub(crate) struct Nearest<'w> {
    /// The word.
    pub(crate) word: &'w str,
    /// Whether it is one edit away, or one of capitals, and no other is as near.
    pub(crate) certain: bool,
}

/// The word nearest to `word`, by edits with transpositions.
pub(crate) fn nearest<'w>(
    word: &str,
    words: impl IntoIterator<Item = &'w str>,
) -> Option<Nearest<'w>> {
    /// Longer texts are no misspelt names, and comparing them costs their product.
    const LONGEST: usize = 80;
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let folded = fold(word);
    let allowed = match folded.chars().count() {
        0..=2 => 1,
        3..=7 => 2,
        _ => 3,
    };
    let mut found: Vec<(usize, &str)> = words
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.len() <= LONGEST)
        .map(|candidate| (strsim::osa_distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| {
            *distance <= allowed && *distance < candidate.chars().count()
        })
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    let (distance, word) = *found.first()?;
    let is_unique = found.get(1).is_none_or(|(next, _)| *next > distance);
    Some(Nearest {
        word,
        certain: is_unique && distance <= 1,
    })
}

/// Names that differ in capitals, dashes and underscores alone are the same to people.
fn fold(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    fn found(word: &str, words: &[&str]) -> Option<(String, bool)> {
        nearest(word, words.iter().copied()).map(|it| (it.word.to_owned(), it.certain))
    }

    #[test]
    fn one_edit_or_other_capitals_are_certain() {
        assert_eq!(
            found("paypall", &["cash", "paypal"]),
            Some(("paypal".into(), true))
        );
        assert_eq!(
            found("postalcode", &["postalCode", "country"]),
            Some(("postalCode".into(), true))
        );
        assert_eq!(
            found("brut_nature", &["brut-natur", "brut"]),
            Some(("brut-natur".into(), true))
        );
    }

    #[test]
    fn ties_and_larger_distances_are_not_certain() {
        assert_eq!(found("dra", &["dry", "dray"]).map(|it| it.1), Some(false));
        assert_eq!(
            found("invoyse", &["invoice"]),
            Some(("invoice".into(), false))
        );
    }

    #[test]
    fn nothing_is_near_what_is_other() {
        assert_eq!(found("champagne", &["dry", "sweet"]), None);
        assert_eq!(found("", &["a"]), None);
        assert_eq!(found("x", &["y"]), None);
        assert_eq!(found(&"a".repeat(1000), &["a"]), None);
    }
}
