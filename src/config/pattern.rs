//! Patterns that select files by their path.

use std::borrow::Cow;
use std::path::Path;

use glob::MatchOptions;

/// `*` stays within a directory, `**` crosses them, upper and lower case differ, hidden files are files.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// A glob pattern over paths relative to the root of the site, with forward slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    glob: glob::Pattern,
}

impl Pattern {
    /// A pattern that cannot leave the root.
    ///
    /// # Errors
    ///
    /// What is wrong with it and the way out, in words.
    pub fn new(text: &str) -> Result<Self, String> {
        let glob = glob::Pattern::new(text).map_err(|error| error.to_string())?;
        Ok(Pattern {
            text: text.to_owned(),
            glob,
        })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the path, relative to the root, is one of those meant.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        self.glob.matches_with(&lossy(path), OPTIONS)
    }
}

fn lossy(path: &Path) -> Cow<'_, str> {
    path.to_string_lossy()
}
