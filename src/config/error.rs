//! Why a configuration or an attachments file cannot be used.

use std::fmt;
use std::path::PathBuf;

/// What is wrong in a file of settings, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// The file, as it was named to the parser.
    pub file: PathBuf,
    /// Line and column from 1, columns in characters; `None` for what concerns the file as a whole.
    pub place: Option<(usize, usize)>,
    /// What is wrong and the way out, on one line.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(
                f,
                "{}:{line}:{column}: {}",
                self.file.display(),
                self.message
            ),
            None => write!(f, "{}: {}", self.file.display(), self.message),
        }
    }
}
