//! The nearest neighbour of a word that nobody knows: what a mistyped flag, rule or key was meant to be.

/// Longer words are not looked at: no name is that long, and the comparison takes time and room by length.
const LONGEST: usize = 64;

/// The candidate that `word` was most likely meant to be; `None` if none is near.
///
/// Upper and lower case count as equal, and so do `-` and `_`. At most a third of the letters may be wrong.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let word = plain(word);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &plain(candidate)), candidate))
        .filter(|&(distance, candidate)| distance <= allowed(candidate))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// `; did you mean …?` for a message, or nothing.
#[must_use]
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, candidates)
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default()
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace('_', "-")
}

/// Swapped neighbours are one mistake; a word that was cut short or drawn out is a small one.
fn distance(word: &str, candidate: &str) -> usize {
    if word == candidate {
        return 0;
    }
    if word.len() >= 3 && (candidate.starts_with(word) || word.starts_with(candidate)) {
        return 1;
    }
    strsim::damerau_levenshtein(word, candidate)
}

fn allowed(candidate: &str) -> usize {
    (candidate.chars().count() / 3).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["pages", "exclude", "require_source", "render", "rules"];

    #[test]
    fn a_mistyped_word_finds_its_neighbour() {
        for (word, near) in [
            ("page", "pages"),
            ("Pages", "pages"),
            ("pgaes", "pages"),
            ("exlude", "exclude"),
            ("require-source", "require_source"),
            ("requires_sources", "require_source"),
            ("require", "require_source"),
            ("rendering", "render"),
        ] {
            assert_eq!(nearest(word, KEYS), Some(near), "{word}");
        }
    }

    #[test]
    fn a_word_far_from_all_finds_none() {
        for word in ["", "colour", "p", "x".repeat(100_000).as_str()] {
            assert_eq!(nearest(word, KEYS), None);
        }
    }

    #[test]
    fn an_exact_word_is_its_own_neighbour_even_behind_a_longer_one() {
        assert_eq!(nearest("rule", ["rules", "rule"]), Some("rule"));
    }

    #[test]
    fn the_question_is_empty_without_a_neighbour() {
        assert_eq!(did_you_mean("rool", ["rule"]), "");
        assert_eq!(did_you_mean("ruel", ["rule"]), "; did you mean `rule`?");
    }
}
