//! Why a file of settings cannot be used: what is wrong, where, and the way out.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::visible::{visible_line, visible_path};

/// What is wrong in a configuration or an attachments file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub struct ConfigError {
    /// The file, as it was named to the parser.
    pub file: PathBuf,
    /// Line and column from 1, columns in characters; `None` for what concerns the file as a whole.
    pub place: Option<(usize, usize)>,
    /// What is wrong and the way out; may quote the file, control characters included.
    pub message: String,
}

/// A message that quotes a whole file helps nobody: so many characters of it are shown.
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
    /// An error that concerns the file as a whole.
    pub(crate) fn whole(file: &Path, message: impl Into<String>) -> Self {
        ConfigError {
            file: file.to_owned(),
            place: None,
            message: message.into(),
        }
    }
}

/// The text of a file of settings.
///
/// # Errors
///
/// The bytes are not UTF-8; the place is that of the first bad one.
pub fn text_of<'a>(bytes: &'a [u8], name: &Path) -> Result<&'a str, ConfigError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        ConfigError {
            file: name.to_owned(),
            place: Some(place_after(&good)),
            message: "not UTF-8; save the file in that encoding".to_owned(),
        }
    })
}

/// Line and column, from 1, of what follows `text`.
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

    #[test]
    fn a_byte_that_is_not_utf_8_is_named_by_its_place() {
        assert_eq!(text_of(b"a: \xc3\xa9", Path::new("f")), Ok("a: é"));
        let error = text_of(b"a:\nb: \xc3\xa9\xff", Path::new("f")).expect_err("not UTF-8");
        assert_eq!(
            error.to_string(),
            "f:2:5: not UTF-8; save the file in that encoding"
        );
    }
}
