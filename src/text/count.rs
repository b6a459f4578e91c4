//! Numbers with their nouns.

/// A number with its noun: `1 page`, `2 pages`, `2 losses`. English nouns without another plural.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    match (count, noun.ends_with('s')) {
        (1, _) => format!("1 {noun}"),
        (_, true) => format!("{count} {noun}es"),
        (_, false) => format!("{count} {noun}s"),
    }
}
