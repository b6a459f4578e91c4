//! Why a file of settings cannot be used: what is wrong, where, and the way out.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::text::sanitize::{visible_line, visible_path};

/// What is wrong in a configuration or an attachments file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub struct ConfigError {
    /// The file, as it was named to the parser.
    pub file: PathBuf,
    /// Line and column from 1, columns in characters; `None` for an error about the file as a whole.
    pub place: Option<(usize, usize)>,
    /// What is wrong and the way out. May quote the file, with its control characters.
    pub message: String,
}

/// The characters of a message that are shown: it may quote a whole file.
const LONGEST_MESSAGE: usize = 400;

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", visible_path(&self.file))?;
        if let Some((line, column)) = self.place {
            write!(f, "{line}:{column}:")?;
        }
        match self.message.char_indices().nth(LONGEST_MESSAGE) {
            Some((cut, _)) => write!(f, " {}…", visible_line(&self.message[..cut])),
            None => write!(f, " {}", visible_line(&self.message)),
        }
    }
}

impl ConfigError {
    /// An error about the file as a whole.
    pub(crate) fn whole(file: &Path, message: impl Into<String>) -> Self {
        ConfigError {
            file: file.to_owned(),
            place: None,
            message: message.into(),
        }
    }
}

/// Line and column, from 1, of the place behind `text`.
pub(crate) fn place_after(text: &str) -> (usize, usize) {
    let line = text.rsplit('\n').next().unwrap_or_default();
    (text.matches('\n').count() + 1, line.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_its_place() {
        let mut error = ConfigError::whole(Path::new("tikicheck.yaml"), "too large");
        assert_eq!(error.to_string(), "tikicheck.yaml: too large");
        error.place = Some((3, 5));
        assert_eq!(error.to_string(), "tikicheck.yaml:3:5: too large");
    }

    #[test]
    fn an_error_shows_no_control_characters_and_no_whole_file() {
        let error = ConfigError::whole(
            Path::new("a\nb"),
            format!("\u{1b}[2J\u{202e}{}", "x".repeat(1000)),
        );
        let shown = error.to_string();
        assert!(shown.starts_with("a␊b: ␛[2J\\u{202e}xxx"), "{shown}");
        assert!(shown.ends_with("x…"), "{shown}");
        assert!(shown.len() < 500);
    }
}
