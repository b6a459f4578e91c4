//! Where the front matter of a file ends: YAML between `---`, TOML between `+++`, or a JSON object.

use std::ops::Range;

use super::damage::Damage;

/// How front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Between two lines `---`.
    Yaml,
    /// Between two lines `+++`.
    Toml,
    /// An object.
    Json,
    /// There is none.
    None,
}

/// The head of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter {
    /// How it is written.
    pub syntax: Syntax,
    /// From the start of the file, a byte order mark included, to behind its last newline.
    pub range: Range<usize>,
}

impl FrontMatter {
    /// That of a file without: nothing but a byte order mark, if there is one.
    #[must_use]
    pub fn none(file: &[u8]) -> Self {
        Self {
            syntax: Syntax::None,
            range: 0..mark(file),
        }
    }

    /// The text between the lines that mark it, or the whole object; nothing where there is none.
    #[must_use]
    pub fn text(&self, file: &[u8]) -> Range<usize> {
        let start = mark(file);
        match self.syntax {
            Syntax::None => start..start,
            Syntax::Json => start..self.range.end - 1,
            Syntax::Yaml | Syntax::Toml => {
                let fence = memchr::memrchr(b'\n', &file[..self.range.end - 1]);
                start + "---\n".len()..fence.map_or(self.range.end, |end| end + 1)
            }
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.syntax == Syntax::None
    }
}

/// The front matter of `file`, or where one opens that never closes.
pub fn find(file: &[u8]) -> Result<FrontMatter, Damage> {
    let start = mark(file);
    let text = &file[start..];
    let (syntax, length) = if text.starts_with(b"---\n") {
        (Syntax::Yaml, between(text, b"---"))
    } else if text.starts_with(b"+++\n") {
        (Syntax::Toml, between(text, b"+++"))
    } else if text.starts_with(b"{") {
        (Syntax::Json, object(text))
    } else {
        return Ok(FrontMatter::none(file));
    };
    let length = length.ok_or(Damage::FrontMatterOpen { at: start })?;
    Ok(FrontMatter {
        syntax,
        range: 0..start + length,
    })
}

/// The length of the UTF-8 byte order mark, where there is one.
fn mark(file: &[u8]) -> usize {
    if file.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    }
}

/// The length of what stands up to a second line `fence`, its newline included.
fn between(text: &[u8], fence: &[u8]) -> Option<usize> {
    let mut line = fence.len() + 1;
    loop {
        let length = memchr::memchr(b'\n', &text[line..])?;
        let end = line + length;
        if text[line..end].trim_ascii_end() == fence {
            return Some(end + 1);
        }
        line = end + 1;
    }
}

/// The length of the JSON object at the start of `text`, the newline behind it included.
fn object(text: &[u8]) -> Option<usize> {
    let end = object_end(text)?;
    (text.get(end) == Some(&b'\n')).then_some(end + 1)
}

/// Where the JSON object ends that a text begins with: one past its last brace, in bytes.
#[must_use]
pub fn object_end(text: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut escaped = false;
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str) -> Option<usize> {
        find(text.as_bytes()).ok().map(|found| found.range.end)
    }

    #[test]
    fn the_three_syntaxes_are_known() {
        assert_eq!(length("---\na: 1\n---\n\n\nx"), Some(13));
        assert_eq!(length("+++\na = 1\n+++\n\n\nx"), Some(14));
        assert_eq!(
            length("{\n \"a\": \"}\\\"}\", \"b\": {}\n}\n\n\nx"),
            Some(26)
        );
        assert_eq!(length("\n\n---\n"), Some(0));
        assert_eq!(length("\u{feff}---\n---\n"), Some(11));
        assert_eq!(length("\u{feff}\nx"), Some(3));
    }

    #[test]
    fn the_text_stands_between_the_marks() {
        let text = |file: &str| {
            let found = find(file.as_bytes()).expect("it closes");
            file[found.text(file.as_bytes())].to_owned()
        };
        assert_eq!(text("---\na: 1\n---\nx"), "a: 1\n");
        assert_eq!(text("\u{feff}+++\na = 1\n+++ \nx"), "a = 1\n");
        assert_eq!(text("{\n}\nx"), "{\n}");
        assert_eq!(text("\u{feff}---\n---\nx"), "");
        assert_eq!(text("\u{feff}x"), "");
    }

    #[test]
    fn what_never_closes_is_told() {
        for text in ["---\na: 1\n", "+++\n", "{\n", "{}x\n", "{\"a}\n"] {
            assert_eq!(length(text), None, "{text:?}");
        }
    }
}
