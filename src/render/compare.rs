//! A sink that keeps nothing and stops at the first byte that differs from what it expects.

use std::fmt;

use super::Sink;

/// Compares what is written with what a page holds.
#[derive(Debug)]
pub struct Compare<'e> {
    rest: &'e [u8],
}

impl<'e> Compare<'e> {
    /// Expects `expected`, byte for byte.
    #[must_use]
    pub fn new(expected: &'e [u8]) -> Self {
        Self { rest: expected }
    }

    /// Whether everything expected has been written.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.rest.is_empty()
    }
}

impl fmt::Write for Compare<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.rest = self.rest.strip_prefix(text.as_bytes()).ok_or(fmt::Error)?;
        Ok(())
    }
}

impl Sink for Compare<'_> {}
