//! Where Hugo finds the front matter of a file, which is not quite where a page of this format has it.
//!
//! Hugo passes over white space, takes `---x` for the end of front matter, and ends the build at a page that begins with
//! `- one`, for it takes the dash for the first of three.

use std::ops::Range;

use super::Stop;
use crate::page::{Syntax, object_end};

/// The front matter of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How it is written.
    pub syntax: Syntax,
    /// Its text.
    pub text: Range<usize>,
    /// Where what is behind it begins.
    pub end: usize,
}

/// Finds the front matter of `file`.
///
/// # Errors
///
/// Where Hugo stops.
pub fn find(file: &str) -> Result<Head, Stop> {
    let none = |end| Head {
        syntax: Syntax::None,
        text: end..end,
        end,
    };
    let is_passed = |c: char| c.is_ascii_whitespace() || c == '\u{feff}';
    let start = file.len() - file.trim_start_matches(is_passed).len();
    let rest = &file[start..];
    match rest.chars().next() {
        Some('-') => between(file, start, "---", Syntax::Yaml),
        Some('+') => between(file, start, "+++", Syntax::Toml),
        Some('{') => object(file, start),
        _ => Ok(none(0)),
    }
}

/// Front matter between two lines that begin with `fence`.
fn between(file: &str, start: usize, fence: &str, syntax: Syntax) -> Result<Head, Stop> {
    let rest = &file[start..];
    if !rest.starts_with(fence) {
        let sign = &fence[..1];
        return Err(Stop {
            at: start..start + 1,
            message: format!(
                "the file begins with `{sign}`, which Hugo takes for front matter without `{fence}`, and ends the build"
            ),
            help: "write something else in front of it, or front matter",
        });
    }
    let from = start + fence.len();
    let bytes = file.as_bytes();
    let mut line_ends = memchr::memchr2_iter(b'\n', b'\r', &bytes[from..]);
    let close = line_ends.find_map(|end| {
        let at = from + end + 1;
        file[at..].starts_with(fence).then_some(at)
    });
    let Some(close) = close else {
        return Err(Stop {
            at: start..from,
            message: "the front matter is never closed, and Hugo ends the build here".to_owned(),
            help: "close it with a line of the same three signs",
        });
    };
    Ok(Head {
        syntax,
        text: from..close,
        end: close + fence.len(),
    })
}

/// A JSON object.
fn object(file: &str, start: usize) -> Result<Head, Stop> {
    if let Some(length) = object_end(&file.as_bytes()[start..]) {
        let end = start + length;
        return Ok(Head {
            syntax: Syntax::Json,
            text: start..end,
            end,
        });
    }
    Err(Stop {
        at: start..start + 1,
        message: "the file begins with `{`, which Hugo takes for front matter that is never closed, and ends the build"
            .to_owned(),
        help: "close the object, or write something else in front of it",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_where_hugo_finds_it() {
        for (file, text) in [
            ("---\na: 1\n---\nx", "\na: 1\n"),
            ("\n \u{feff}---\na: 1\n---x\ny", "\na: 1\n"),
            ("+++\r\na = 1\r\n+++\r\n", "\r\na = 1\r\n"),
            ("{\"a\": \"}\"} x", "{\"a\": \"}\"}"),
            ("x\n---\na: 1\n---\n", ""),
            ("", ""),
        ] {
            assert_eq!(&file[find(file).expect(file).text], text, "{file:?}");
        }
        for file in [
            "- one",
            "+x",
            "---",
            "---\na",
            "{{< x >}}",
            "{",
            "+++\na\n---\n",
        ] {
            assert!(find(file).is_err() || file.starts_with("{{<"), "{file:?}");
        }
    }
}
