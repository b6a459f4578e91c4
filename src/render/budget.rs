//! A sink that keeps nothing and stops where there is no more room: how large a text becomes, without making it.

use std::fmt;

use super::Sink;

/// ByteBudget for so many bytes.
#[derive(Debug)]
pub struct ByteBudget {
    /// Bytes that are left.
    pub left: u64,
}

impl fmt::Write for ByteBudget {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.left = self.left.checked_sub(text.len() as u64).ok_or(fmt::Error)?;
        Ok(())
    }
}

impl Sink for ByteBudget {}
