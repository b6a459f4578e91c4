//! The wiki text as the dialect reads it, made from the escaped bytes a page holds, and the way back to those bytes.
//!
//! Reading undoes the five escapes once, turns CRLF and lone CR into LF, and – where the settings say so – drops the
//! white space at the start of each line (page format, “Escaping” and “Line ends”; exporter dialect, section 1, “Lines
//! without leading white space”).

use std::ops::Range;

use crate::text::span::{How, PartText, SourceText, Span, SpanMap};

/// Whether lines lose their leading white space when they are read (`render.trim_lines`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lines {
    /// Every line is read as it is written.
    #[default]
    AsWritten,
    /// Every line loses its leading white space.
    Trimmed,
}

/// Appends to `out` the wiki text that is escaped in `escaped`.
///
/// `escaped` is the source as a page holds it: HTML-escaped, any line ends.
pub fn read_escaped(escaped: &str, lines: Lines, out: &mut String) {
    read(escaped, Encoding::Escaped, lines, &mut |piece, _| {
        out.push_str(piece);
    });
}

/// Appends `plain`, which is not escaped, to `out` as it is read: with LF line ends, and lines as `lines` says.
pub fn read_plain(plain: &str, lines: Lines, out: &mut String) {
    read(plain, Encoding::Plain, lines, &mut |piece, _| {
        out.push_str(piece);
    });
}

/// Leads from the text that is read to the escaped text that a page holds.
///
/// `it&#39;s⏎` is read as `it's⏎`: `it` is copied, `'` is made for `&#39;`, `s⏎` is copied. Made only when a place has to
/// be shown, so that reading a page that agrees costs no bookkeeping.
pub type SourceMap = SpanMap<SourceText, PartText>;

impl SourceMap {
    /// Maps the text that [`read_escaped`] reads from `escaped`.
    #[must_use]
    pub fn of_escaped(escaped: &str, lines: Lines) -> Self {
        Self::of(escaped, Encoding::Escaped, lines)
    }

    /// Maps the text that [`read_plain`] reads from `plain`: `a`, CR, LF, `b` is read as `a⏎b`.
    #[must_use]
    #[cfg_attr(
        not(feature = "cli"),
        allow(
            dead_code,
            reason = "only the report of losses reads files of wiki text"
        )
    )]
    pub fn of_plain(plain: &str, lines: Lines) -> Self {
        Self::of(plain, Encoding::Plain, lines)
    }

    fn of(input: &str, encoding: Encoding, lines: Lines) -> Self {
        let mut map = Self::default();
        read(input, encoding, lines, &mut |piece, at| {
            let written = at.start as u32..at.end as u32;
            let how = if piece == &input[at] {
                How::Copied
            } else {
                How::Made
            };
            map.push(piece.len(), Span::new(written.start, written.end), how);
        });
        map
    }

    /// The byte offset in the text of the page, or of the file, where the read text's byte `offset` begins.
    #[must_use]
    pub fn escaped_offset(&self, offset: usize) -> usize {
        self.offset(offset as u32) as usize
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Escaped,
    Plain,
}

/// The five escapes of the page format, each with its character.
const ESCAPES: [(&str, &str); 5] = [
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
];

/// Hands the read text to `emit` piece by piece, each with the bytes of `input` that it is read from.
fn read(input: &str, encoding: Encoding, lines: Lines, emit: &mut impl FnMut(&str, Range<usize>)) {
    let mut at = 0;
    if lines == Lines::Trimmed {
        at = skip_blanks(input, at);
    }
    while at < input.len() {
        let rest = &input.as_bytes()[at..];
        let special = match (encoding, lines) {
            (Encoding::Escaped, Lines::AsWritten) => memchr::memchr2(b'&', b'\r', rest),
            (Encoding::Escaped, Lines::Trimmed) => memchr::memchr3(b'&', b'\r', b'\n', rest),
            (Encoding::Plain, Lines::AsWritten) => memchr::memchr(b'\r', rest),
            (Encoding::Plain, Lines::Trimmed) => memchr::memchr2(b'\r', b'\n', rest),
        };
        let Some(plain) = special else {
            emit(&input[at..], at..input.len());
            return;
        };
        if plain > 0 {
            emit(&input[at..at + plain], at..at + plain);
            at += plain;
        }
        let rest = &input[at..];
        if rest.starts_with('&') {
            let (escape, meaning) = ESCAPES
                .into_iter()
                .find(|(escape, _)| rest.starts_with(escape))
                .unwrap_or(("&", "&"));
            emit(meaning, at..at + escape.len());
            at += escape.len();
            continue;
        }
        let line_end = if rest.starts_with("\r\n") { 2 } else { 1 };
        emit("\n", at..at + line_end);
        at += line_end;
        if lines == Lines::Trimmed {
            at = skip_blanks(input, at);
        }
    }
}

/// The first byte offset from `at` that is not white space within its line.
fn skip_blanks(input: &str, at: usize) -> usize {
    let rest = &input[at..];
    let kept = rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n' && c != '\r');
    input.len() - kept.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(escaped: &str, lines: Lines) -> String {
        let mut out = String::new();
        read_escaped(escaped, lines, &mut out);
        out
    }

    #[test]
    fn five_escapes_are_undone_once() {
        assert_eq!(
            text(
                "&lt;b&gt; &quot;x&quot; it&#39;s &amp;lt; &nbsp; &",
                Lines::AsWritten
            ),
            "<b> \"x\" it's &lt; &nbsp; &"
        );
    }

    #[test]
    fn every_line_end_is_one_newline() {
        assert_eq!(
            text("a\r\nb\rc\nd\r\r\n", Lines::AsWritten),
            "a\nb\nc\nd\n\n"
        );
    }

    #[test]
    fn trimming_keeps_blank_lines_as_empty_lines() {
        assert_eq!(
            text("  a\n \t\n\u{a0} b\r\n  \r\n c  ", Lines::Trimmed),
            "a\n\nb\n\nc  "
        );
    }

    #[test]
    fn the_map_leads_back_to_the_escaped_bytes() {
        let escaped = " a &lt; b\r\n  c";
        let map = SourceMap::of_escaped(escaped, Lines::Trimmed);
        let read = text(escaped, Lines::Trimmed);
        for (offset, _) in read.char_indices() {
            let there = &escaped[map.escaped_offset(offset)..];
            let here = &read[offset..];
            let same = there.chars().next() == here.chars().next();
            let special = there.starts_with("&lt;") || there.starts_with("\r\n");
            assert!(same || special, "{offset}: {here:?} is not {there:?}");
        }
        assert_eq!(map.escaped_offset(read.len()), escaped.len());
        for piece in map.pieces() {
            let same = read[piece.here.range()] == escaped[piece.there.range()];
            assert_eq!(same, piece.how == How::Copied, "{piece:?}");
        }
    }
}
