//! Patterns for lines of Markdown: regular expressions in linear time.

use regex::{Regex, RegexBuilder};

/// The most bytes that a compiled pattern may take; such a pattern is long or counts far.
const MOST_BYTES: usize = 1024 * 1024;

/// A pattern for lines that an exporter left out: a regular expression, looked for anywhere in the line.
#[derive(Debug, Clone)]
pub struct LinePattern {
    regex: Regex,
}

impl LinePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("the pattern is empty, so all lines would be left out".to_owned());
        }
        let regex = RegexBuilder::new(text)
            .size_limit(MOST_BYTES)
            .dfa_size_limit(MOST_BYTES)
            .build()
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => format!("`{text}` is too large a pattern"),
                error => {
                    let told = error.to_string();
                    let last = told.lines().last().unwrap_or_default();
                    format!(
                        "`{text}` is no regular expression: {}",
                        last.trim_start_matches("error: ")
                    )
                }
            })?;
        Ok(Self { regex })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }

    /// Whether a line, without its newline, is meant.
    #[must_use]
    pub fn matches(&self, line: &str) -> bool {
        self.regex.is_match(line)
    }
}

impl PartialEq for LinePattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for LinePattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_meant_where_the_pattern_is_in_it() {
        let pattern = LinePattern::new(r"Harbour.*contains:?\s*$").expect("a pattern");
        assert!(pattern.matches("In Harbour this contains: "));
        assert!(!pattern.matches("Harbour contains boats"));
        assert_eq!(
            pattern,
            LinePattern::new(pattern.as_str()).expect("it again")
        );
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for (text, words) in [
            ("", "is empty"),
            (
                "{SQL",
                "is no regular expression: repetition operator missing expression",
            ),
            ("a(b", "unclosed group"),
            (r"(?:\w{1000}){1000}", "too large"),
        ] {
            let message = LinePattern::new(text).expect_err(text);
            assert!(message.contains(words), "{message}");
        }
    }
}
