//! How a run ends: its exit code, and output that a reader may close early.

use std::io;

use crate::project::RunError;

/// What a run came to, as its exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Checked, and nothing to report: 0.
    Clean,
    /// Findings that fail the run: 1.
    Findings,
    /// Some of it could not be checked; what is wrong has been said: 2.
    Incomplete,
}

impl Outcome {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::Incomplete => 2,
        }
    }
}

/// A closed pipe is how a reader says that it has seen enough.
///
/// # Errors
///
/// Any other error of the output.
pub fn end_quietly(written: io::Result<()>) -> Result<(), RunError> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(RunError::Output(error)),
        _ => Ok(()),
    }
}
