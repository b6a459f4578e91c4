//! Tree → text: Markdown, dump, escapes. Generic over where the text goes, so that checking and writing are one code.

pub mod budget;
pub mod clean;
pub mod compare;
pub mod dump;
pub mod escaped;
mod flow;
mod leave_out;
pub mod markdown;
pub mod media;
mod origin;
pub mod record;

pub use origin::{Aspect, Origin};

use std::fmt;

/// Where rendered text goes, piece by piece.
///
/// A sink that wants to know where the pieces come from overrides [`Sink::piece`]; for all others it costs nothing.
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
