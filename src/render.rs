//! Tree → text: Markdown, dump, escapes. Generic over where the text goes, so that checking and writing are one code.

pub mod budget;
pub mod compare;
pub mod dump;
pub mod escaped;
mod flow;
pub mod markdown;
pub mod media;
pub mod record;

use std::fmt;

use crate::wiki::tree::Span;

/// Where a piece of rendered text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It stands in the tree's text as it is, from the start of this span on.
    Copied(Span),
    /// The renderer made it up for the construct that covers this span.
    Made(Span),
}

impl Origin {
    /// The stretch of the tree's text it comes from or was made for.
    #[must_use]
    pub fn span(self) -> Span {
        match self {
            Origin::Copied(span) | Origin::Made(span) => span,
        }
    }

    /// The origin of a part of a piece: `length` bytes from byte `start` on.
    #[must_use]
    fn part(self, start: usize, length: usize) -> Self {
        match self {
            Origin::Copied(span) => {
                let start = span.start + start as u32;
                Origin::Copied(Span::new(start, start + length as u32))
            }
            Origin::Made(_) => self,
        }
    }
}

/// Where rendered text goes, piece by piece.
///
/// Whoever wants to know where the pieces come from overrides [`Sink::piece`]; for all others it costs nothing.
pub trait Sink: fmt::Write {
    /// Takes `text`, which comes from `origin`.
    ///
    /// # Errors
    ///
    /// Where the sink wants no more, such as a comparison that has seen its first difference.
    #[inline]
    fn piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        let _ = origin;
        self.write_str(text)
    }

    /// Takes `text` as [`Sink::piece`] does; none of the five characters that are escaped is in it.
    ///
    /// # Errors
    ///
    /// As [`Sink::piece`].
    #[inline]
    fn plain(&mut self, text: &str, origin: Origin) -> fmt::Result {
        self.piece(text, origin)
    }
}

impl Sink for String {}
