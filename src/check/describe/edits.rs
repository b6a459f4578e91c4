//! Whose edit a difference is, on a page of which body and source were both edited.
//!
//! The copy is the body as it was before. What the body has otherwise than the copy was edited there; what the source
//! generates otherwise than the copy was edited in the source. With `Drink 200 ml a day.` as copy, `Drink 200 ml daily.`
//! as body and `Drink 300 ml a day.` generated, the first difference is of the source, the second of the body.

use std::ops::Range;

use super::drift::MOST;
use crate::finding::Edited;
use crate::text::diff::{self, Change};

/// The edits of a page, each side for itself.
pub enum Edits {
    /// The body alone is compared, with its copy.
    OfBody,
    /// The body is compared with what the source generates.
    OfBoth {
        /// Where the body is not its copy.
        body: Vec<Range<usize>>,
        /// Where what the source generates is not the copy.
        generated: Vec<Range<usize>>,
    },
}

impl Edits {
    /// The edits of both sides since the copy was written.
    pub fn of_both(body: &str, copy: &str, generated: &str) -> Self {
        let ranges = |text| -> Vec<Range<usize>> {
            let changes = diff::changes(text, copy, MOST).list;
            changes.into_iter().map(|change| change.found).collect()
        };
        Self::OfBoth {
            body: ranges(body),
            generated: ranges(generated),
        }
    }

    /// Whose edit a difference between body and generated text is. Where neither side shows one there, both are named.
    pub fn edited(&self, change: &Change) -> Edited {
        let Self::OfBoth { body, generated } = self else {
            return Edited::Body;
        };
        match (
            meets(body, &change.found),
            meets(generated, &change.expected),
        ) {
            (true, false) => Edited::Body,
            (false, true) => Edited::Source,
            (true, true) | (false, false) => Edited::Both,
        }
    }
}

/// What an edit of the source changed of what is generated, on a page that the settings do not fit.
pub struct Changed(Vec<Range<usize>>);

impl Changed {
    /// What is generated `now` and was not generated from the source `before`.
    pub fn between(before: &str, now: &str) -> Self {
        let changes = diff::changes(now, before, MOST);
        let mut ranges: Vec<Range<usize>> = changes
            .list
            .into_iter()
            .map(|change| change.found)
            .collect();
        if changes.total > ranges.len() {
            let end = ranges.last().map_or(0, |last| last.end);
            ranges.push(end..now.len());
        }
        Self(ranges)
    }

    /// Whether the edit made a difference between the page and what is generated; else the settings do.
    pub fn makes(&self, change: &Change) -> bool {
        meets(&self.0, &change.expected)
    }
}

/// Whether one of the ranges, which are in order, shares a byte with `range`; an empty one shares its place.
fn meets(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let first = ranges.partition_point(|other| other.end < range.start);
    ranges[first..]
        .iter()
        .take_while(|other| other.start <= range.end)
        .any(|other| {
            let touches_only = other.end == range.start || range.end == other.start;
            !touches_only || other.is_empty() || range.is_empty()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each difference of body and generated text, with whose edit it is.
    fn edited(body: &str, copy: &str, generated: &str) -> Vec<Edited> {
        let edits = Edits::of_both(body, copy, generated);
        let changes = diff::changes(body, generated, MOST).list;
        changes.iter().map(|change| edits.edited(change)).collect()
    }

    #[test]
    fn each_difference_is_the_edit_of_a_side() {
        let copy = "Drink 200 ml.\n\nBetween them are many other words.\n\nIn the morning.\n";
        let body = copy.replace("morning", "evening");
        let generated = copy.replace("200", "300");
        assert_eq!(
            edited(&body, copy, &generated),
            [Edited::Source, Edited::Body]
        );
        let both = copy.replace("200", "250");
        assert_eq!(edited(&both, copy, &generated), [Edited::Both]);
    }

    #[test]
    fn what_the_edit_changed_is_told_from_what_the_settings_do() {
        // The page was written with `__`, and today's settings write `**`.
        let page = "One __two__ three.\n\nBetween them are many other words.\n\nFive.\n";
        let before = page.replace("__", "**");
        let now = before.replace("Five", "Six");
        let changed = Changed::between(&before, &now);
        let changes = diff::changes(page, &now, MOST).list;
        let by_edit: Vec<bool> = changes.iter().map(|change| changed.makes(change)).collect();
        assert_eq!(by_edit, [false, true]);
    }

    #[test]
    fn what_is_new_or_gone_is_an_edit() {
        let copy = "One.\n\nTwo.\n\nBetween them are many other words.\n\nThree.\n";
        let gone = copy.replace("Two.\n\n", "");
        let new = copy.replace("Three.", "Three. And four.");
        assert_eq!(edited(&gone, copy, &new), [Edited::Body, Edited::Source]);
        assert_eq!(edited(&new, copy, &gone), [Edited::Source, Edited::Body]);
    }
}
