//! The change of the source that comes nearest to an edit that is not carried, and what it would generate.

use std::ops::Range;

use super::hunk::common;
use super::splice::Splices;
use super::trial::Near;
use crate::page::escape::unescape;

/// A change of the source that was tried, and does not generate the edited body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// Where it begins: a byte of the escaped source, as the page holds it.
    pub at: usize,
    /// The lines of the source that it changes, as they are; not escaped.
    pub before: Cut,
    /// What they would be.
    pub after: Cut,
    /// The lines of the body that would be generated otherwise.
    pub generates: Cut,
}

/// A stretch of a text with the rest of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Whole lines.
    pub lines: String,
    /// The stretch, in bytes of these lines.
    pub at: Range<usize>,
}

impl Nearest {
    /// The candidate `near` of the source with what was carried so far, which generates `shown`.
    pub(super) fn new(near: &Near, splices: &Splices, shown: &str) -> Self {
        let Near { splice, text, .. } = near;
        let source = &*splices.text;
        let changed = [
            &source[..splice.range.start],
            &splice.text,
            &source[splice.range.end..],
        ];
        let changed = changed.concat();
        let start = splice.range.start;
        let (head, tail) = common(shown, text);
        Self {
            at: splices.origin(start),
            before: Cut::new(source, splice.range.clone()).unescaped(),
            after: Cut::new(&changed, start..start + splice.text.len()).unescaped(),
            generates: Cut::new(text, head..text.len() - tail),
        }
    }
}

impl Cut {
    fn new(text: &str, at: Range<usize>) -> Self {
        let start = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at.end..].find('\n');
        let end = end.map_or(text.len(), |end| at.end + end);
        Self {
            lines: text[start..end].to_owned(),
            at: at.start - start..at.end - start,
        }
    }

    fn unescaped(self) -> Self {
        let [before, inside, after] = [
            &self.lines[..self.at.start],
            &self.lines[self.at.clone()],
            &self.lines[self.at.end..],
        ]
        .map(unescape);
        Self {
            at: before.len()..before.len() + inside.len(),
            lines: [before, inside, after].concat(),
        }
    }
}
