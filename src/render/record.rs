//! A sink that keeps the text and remembers where each piece of it comes from.

use std::fmt;
use std::ops::Range;

use super::{Origin, Sink};
use crate::wiki::tree::Span;

/// A rendered text with the origins of its pieces.
#[derive(Debug, Default)]
pub struct Recorded {
    /// The text.
    pub text: String,
    /// Where each piece begins in the text, ascending, and where it comes from.
    pieces: Vec<(usize, Origin)>,
}

impl Recorded {
    /// The stretch of the tree's text that the bytes `range` of the rendered text come from.
    ///
    /// Empty ranges give the place they stand at.
    #[must_use]
    pub fn origin(&self, range: Range<usize>) -> Span {
        let first = self.piece_at(range.start);
        let last = self.piece_at(range.end.saturating_sub(1).max(range.start));
        let start = first.map_or(0, |(at, origin)| match origin {
            Origin::Copied(span) => (span.start + (range.start - at) as u32).min(span.end),
            Origin::Made(span) => span.start,
        });
        let end = last.map_or(start, |(at, origin)| match origin {
            Origin::Copied(span) => (span.start + (range.end - at) as u32).min(span.end),
            Origin::Made(span) => span.end,
        });
        Span::new(start.min(end), start.max(end))
    }

    /// Hands the pieces on to another sink, with their origins.
    ///
    /// # Errors
    ///
    /// Only where `out` fails.
    pub fn replay<S: Sink>(&self, out: &mut S) -> fmt::Result {
        let ends = self.pieces.iter().skip(1).map(|&(at, _)| at);
        let ends = ends.chain([self.text.len()]);
        self.pieces
            .iter()
            .zip(ends)
            .try_for_each(|(&(start, origin), end)| out.piece(&self.text[start..end], origin))
    }

    fn piece_at(&self, offset: usize) -> Option<(usize, Origin)> {
        let after = self.pieces.partition_point(|&(at, _)| at <= offset);
        self.pieces.get(after.checked_sub(1)?).copied()
    }
}

impl fmt::Write for Recorded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        Ok(())
    }
}

impl Sink for Recorded {
    fn piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        if !text.is_empty() {
            self.pieces.push((self.text.len(), origin));
            self.text.push_str(text);
        }
        Ok(())
    }
}
