//! What an exporter leaves out of the finished Markdown: lines that match a pattern, and sections.

use std::fmt;
use std::ops::Range;

use super::record::Recorded;
use super::{Origin, Sink};
use crate::config::exporter::LeavesOut;

/// Writes `markdown` without what is left out; each piece keeps its origin.
///
/// With `in the title` among the texts of sections:
///
/// ```text
/// a                          a
///
/// ---                        ---
/// Pages with Tea in the Title
/// - Green Tea
///
/// ---
/// b                          b
/// ```
///
/// In this order: lines that match go; a `---` at the start goes; the text is cut at each line of three or more dashes
/// that has a newline on both sides; sections go that are blank, that hold comments only, or that have one of the texts
/// in them; the others are joined with `---` between them. Where lines can go, three or more newlines in a section
/// become two.
///
/// The time is linear in the text, times the number of texts and patterns.
///
/// # Errors
///
/// Only where `out` fails.
pub fn leave_out<S: Sink>(markdown: Recorded, rules: &LeavesOut, out: &mut S) -> fmt::Result {
    let goes = |line: &str| rules.lines.iter().any(|pattern| pattern.matches(line));
    let markdown = if markdown.text.split('\n').any(goes) {
        without_lines(&markdown, goes)?
    } else {
        markdown
    };
    let mut is_first = true;
    for section in Sections::of(&markdown.text) {
        if is_left_out(&markdown.text[section.text.clone()], rules) {
            continue;
        }
        if !is_first {
            out.piece("\n---\n", rule_origin(&markdown, &section))?;
        }
        is_first = false;
        if rules.lines.is_empty() {
            markdown.part(section.text, out)?;
        } else {
            collapsed(&markdown, section.text, out)?;
        }
    }
    Ok(())
}

/// The text without the lines that go; the others are joined with a newline.
fn without_lines(markdown: &Recorded, goes: impl Fn(&str) -> bool) -> Result<Recorded, fmt::Error> {
    let mut kept = Recorded::default();
    // Where the newline behind the last line that was kept begins.
    let mut newline = None;
    let mut start = 0;
    for line in markdown.text.split('\n') {
        let end = start + line.len();
        if !goes(line) {
            if let Some(at) = newline {
                markdown.part(at..at + 1, &mut kept)?;
            }
            markdown.part(start..end, &mut kept)?;
            newline = Some(end);
        }
        start = end + 1;
    }
    Ok(kept)
}

/// A section of a text.
struct Section {
    /// Its bytes, without the lines of dashes around it.
    text: Range<usize>,
    /// Where the line of dashes in front of it begins; `None` for the first section.
    dashes: Option<usize>,
}

/// The sections of a text, in order.
struct Sections<'t> {
    text: &'t str,
    /// Where the next section begins; `None` behind the last one.
    next: Option<usize>,
    dashes: Option<usize>,
}

impl<'t> Sections<'t> {
    fn of(text: &'t str) -> Self {
        let start = if text.starts_with("---\n") { 4 } else { 0 };
        Self {
            text,
            next: Some(start),
            dashes: None,
        }
    }
}

impl Iterator for Sections<'_> {
    type Item = Section;

    fn next(&mut self) -> Option<Section> {
        let start = self.next.take()?;
        let bytes = self.text.as_bytes();
        let mut end = bytes.len();
        let dashes = self.dashes.take();
        for at in memchr::memchr_iter(b'\n', &bytes[start..]) {
            let line = start + at + 1;
            let count = bytes[line..]
                .iter()
                .take_while(|&&byte| byte == b'-')
                .count();
            if count >= 3 && bytes.get(line + count) == Some(&b'\n') {
                end = line - 1;
                self.dashes = Some(line);
                self.next = Some(line + count + 1);
                break;
            }
        }
        Some(Section {
            text: start..end,
            dashes,
        })
    }
}

/// Whether a section goes.
fn is_left_out(section: &str, rules: &LeavesOut) -> bool {
    is_blank_but_for_comments(section) || rules.section_text_in(section).is_some()
}

/// Whether a text has nothing but white space and whole comments.
fn is_blank_but_for_comments(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some(end) = memchr::memmem::find(comment.as_bytes(), b"-->") else {
            return false;
        };
        rest = comment[end + "-->".len()..].trim_start();
    }
    rest.is_empty()
}

/// Where the line of dashes in front of a section comes from.
fn rule_origin(markdown: &Recorded, section: &Section) -> Origin {
    let at = section.dashes.unwrap_or(section.text.start);
    let piece = markdown.pieces(at..at).next();
    piece.map_or(Origin::frame(0), |(_, origin)| origin.as_made())
}

/// Writes the bytes `range`, with three or more newlines as two.
fn collapsed<S: Sink>(markdown: &Recorded, range: Range<usize>, out: &mut S) -> fmt::Result {
    let bytes = markdown.text.as_bytes();
    let mut start = range.start;
    let mut at = range.start;
    while let Some(found) = memchr::memmem::find(&bytes[at..range.end], b"\n\n\n") {
        let keep = at + found + 2;
        markdown.part(start..keep, out)?;
        let run = bytes[keep..range.end]
            .iter()
            .take_while(|&&byte| byte == b'\n');
        start = keep + run.count();
        at = start;
    }
    markdown.part(start..range.end, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::exporter::LinePattern;
    use crate::text::span::How;
    use crate::wiki::tree::Span;

    fn left(text: &str, rules: &LeavesOut) -> String {
        let mut recorded = Recorded::default();
        // One piece for each character, so that pieces are cut and joined everywhere.
        for (at, c) in text.char_indices() {
            let origin = Origin {
                span: Span::new(at as u32, (at + c.len_utf8()) as u32),
                how: How::Copied,
                ..Origin::frame(0)
            };
            recorded
                .piece(c.encode_utf8(&mut [0; 4]), origin)
                .expect("a String takes everything");
        }
        let mut out = Recorded::default();
        leave_out(recorded, rules, &mut out).expect("a String takes everything");
        for (place, origin) in out.pieces(0..out.text.len()) {
            if origin.how == How::Copied && !place.is_empty() {
                assert_eq!(out.text[place], text[origin.span.range()], "{text:?}");
            }
        }
        out.text
    }

    fn sections(texts: &[&str]) -> LeavesOut {
        LeavesOut {
            sections: texts.iter().map(|&text| text.to_owned()).collect(),
            ..LeavesOut::default()
        }
    }

    #[test]
    fn sections_go_that_have_a_text_in_them() {
        let rules = sections(&["in the title", "{SQL"]);
        for (text, expected) in [
            ("a\n\n---\n\nx IN the Title\n\n---\n\nb", "a\n\n---\n\nb"),
            ("---\na\n-----\nb\n", "a\n---\nb\n"),
            ("---\n---\nb", "---\nb"),
            ("a\n---\n---\nb", "a\n---\n---\nb"),
            ("a\n--\nb\n---", "a\n--\nb\n---"),
            ("{sql}", ""),
            ("", ""),
            (
                "a\n---\n \n\n---\n<!-- x --> <!--\ny-->\n---\n<!-- z\n---\nb",
                "a\n---\n<!-- z\n---\nb",
            ),
            (
                "a\n---\n<!-- x -->b\n\n\n\n---\n",
                "a\n---\n<!-- x -->b\n\n\n",
            ),
        ] {
            assert_eq!(left(text, &rules), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_go_before_there_are_sections() {
        let rules = LeavesOut {
            lines: vec![LinePattern::new(r"\{SQL|contains:?\s*$").expect("a pattern")],
            ..LeavesOut::default()
        };
        for (text, expected) in [
            ("a\nb {SQL\nc", "a\nc"),
            ("{SQL\nc\n", "c\n"),
            ("c\n{SQL", "c"),
            ("c\n\n{SQL\n\n\nd\n", "c\n\nd\n"),
            ("a\n\n---\n\nthis contains: \n\n---\nb", "a\n\n---\nb"),
            ("{SQL", ""),
        ] {
            assert_eq!(left(text, &rules), expected, "{text:?}");
        }
    }

    #[test]
    fn blank_sections_go_alone_where_it_is_said() {
        let rules = LeavesOut {
            blank_sections: true,
            ..LeavesOut::default()
        };
        assert_eq!(left("a\n---\n\n---\nb", &rules), "a\n---\nb");
    }
}
