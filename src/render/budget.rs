//! A sink that hands on until a number of bytes is used up: how large a text becomes is known before it fills the memory.

use std::fmt;

use super::{Origin, Sink};

/// Hands on what it is given, up to a number of bytes.
#[derive(Debug)]
pub struct Limited<S> {
    /// Where the text goes.
    pub inner: S,
    /// Bytes that are left.
    pub left: u64,
}

impl<S> Limited<S> {
    /// Hands on to `inner`, at most `most` bytes.
    #[must_use]
    pub fn new(inner: S, most: u64) -> Self {
        Self { inner, left: most }
    }

    #[inline]
    fn take(&mut self, text: &str) -> fmt::Result {
        self.left = self.left.checked_sub(text.len() as u64).ok_or(fmt::Error)?;
        Ok(())
    }
}

impl<S: Sink> fmt::Write for Limited<S> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.take(text)?;
        self.inner.write_str(text)
    }
}

impl<S: Sink> Sink for Limited<S> {
    #[inline]
    fn piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        self.take(text)?;
        self.inner.piece(text, origin)
    }

    #[inline]
    fn plain(&mut self, text: &str, origin: Origin) -> fmt::Result {
        self.take(text)?;
        self.inner.plain(text, origin)
    }
}
