//! Short stretches of long texts, and the lines and columns of places in them; it never looks far from the place asked for.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// A place in a file: byte offset from 0, line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Position {
    /// Bytes from the start of the file.
    pub offset: usize,
    /// Lines from 1; a line ends with LF.
    pub line: usize,
    /// Characters (Unicode scalar values) from 1.
    pub column: usize,
}

impl Position {
    /// The first byte of a file.
    pub const START: Self = Self {
        offset: 0,
        line: 1,
        column: 1,
    };
}

/// A short stretch of one line around a place, cut to a width that fits a terminal.
///
/// All texts are raw (unescaped, not made visible-safe); `…` marks where the line was cut.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Excerpt {
    /// Where `text` starts in the file; `None` for text that is on no file.
    pub at: Option<Position>,
    /// The same line in front of `text`, at most about 80 graphemes.
    pub before: String,
    /// The text in question; may be empty (something is missing here) and may hold newlines.
    pub text: String,
    /// The rest of the line behind `text`, at most about 80 graphemes.
    pub after: String,
}

/// Most graphemes of the same line shown on either side.
const AROUND: usize = 80;
/// Most graphemes shown of one line of the text itself.
const MOST_GRAPHEMES: usize = 120;
/// Most lines shown of the text itself.
const MOST_LINES: usize = 6;
/// Bytes in which a grapheme is expected to end; only a hostile text has longer ones.
const GRAPHEME_BYTES: usize = 16;

/// The place `range` of `text` with what surrounds it in its line, cut to a width that can be shown.
///
/// `at` is where `range` starts in its file, `None` if the text is on no file. `…` stands where something was cut; a
/// text of many lines ends with a line such as `… (12 more lines)`. A range that is no range of `text` is taken for the
/// nearest one that is.
#[must_use]
pub fn excerpt(text: &str, range: Range<usize>, at: Option<Position>) -> Excerpt {
    let start = floor(text, range.start.min(text.len()));
    let end = floor(text, range.end.min(text.len())).max(start);
    let (shown, complete) = cut_lines(&text[start..end]);
    Excerpt {
        at,
        before: line_before(&text[..start]),
        text: shown,
        after: if complete {
            line_after(&text[end..])
        } else {
            String::new()
        },
    }
}

/// Bytes on either side of a place in which its line is looked at.
const NEAR: usize = 2 * AROUND * GRAPHEME_BYTES;

/// As [`excerpt`], of a file that may not be text throughout: `�` stands for what is none.
#[must_use]
pub fn excerpt_of_file(file: &[u8], range: Range<usize>, at: Position) -> Excerpt {
    let end = range.end.min(file.len());
    let start = range.start.min(end);
    let before = String::from_utf8_lossy(&file[start.saturating_sub(NEAR)..start]);
    let inside = String::from_utf8_lossy(&file[start..end]);
    let behind = String::from_utf8_lossy(&file[end..file.len().min(end + NEAR)]);
    let text = [&*before, &*inside, &*behind].concat();
    excerpt(&text, before.len()..before.len() + inside.len(), Some(at))
}

/// The last graphemes of the line that `text` ends with.
fn line_before(text: &str) -> String {
    let near = ceil(text, text.len().saturating_sub(AROUND * GRAPHEME_BYTES));
    let start = memchr::memrchr(b'\n', &text.as_bytes()[near..]).map_or(near, |at| near + at + 1);
    let cut = start > 0 && text.as_bytes()[start - 1] != b'\n';
    let mut graphemes = text[start..].grapheme_indices(true).rev();
    let first = graphemes.by_ref().take(AROUND).last();
    let first = first.map_or(text.len(), |(at, _)| start + at);
    let first = match graphemes.next() {
        // The first grapheme of a stretch that was cut by bytes may have lost its beginning.
        None if cut => first + text[first..].graphemes(true).next().map_or(0, str::len),
        _ => first,
    };
    let shown = &text[first..];
    if cut || first > start {
        format!("…{shown}")
    } else {
        shown.to_owned()
    }
}

/// The first graphemes of the rest of a line, without its end.
fn line_after(text: &str) -> String {
    let near = &text[..floor(text, (AROUND * GRAPHEME_BYTES).min(text.len()))];
    let end = memchr::memchr(b'\n', near.as_bytes());
    let line = match end {
        Some(end) => near[..end].strip_suffix('\r').unwrap_or(&near[..end]),
        None => near,
    };
    let is_cut = end.is_none() && near.len() < text.len();
    let mut graphemes = line.grapheme_indices(true);
    let last = graphemes.by_ref().take(AROUND).last();
    let (last_at, behind) = last.map_or((0, 0), |(at, last)| (at, at + last.len()));
    let (shown, is_cut) = match graphemes.next() {
        Some(_) => (&line[..behind], true),
        None if is_cut => (&line[..last_at], true), // the last one may go on behind the stretch
        None => (line, false),
    };
    let ends = if is_cut { "…" } else { "" };
    format!("{shown}{ends}")
}

/// The text itself, and whether its end is still there.
fn cut_lines(text: &str) -> (String, bool) {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let lines = ends + usize::from(!text.is_empty() && !text.ends_with('\n'));
    let shown = if lines > MOST_LINES {
        MOST_LINES - 1
    } else {
        lines
    };
    let mut cut: String = text
        .split_inclusive('\n')
        .take(shown)
        .map(cut_line)
        .collect();
    if shown < lines {
        cut.push_str(&format!("… ({} more lines)", lines - shown));
        if text.ends_with('\n') {
            cut.push('\n');
        }
    }
    (cut, shown == lines)
}

/// One line, with its end, without its middle if it is long.
fn cut_line(line: &str) -> String {
    let (body, end) = match line.strip_suffix('\n') {
        Some(body) => (
            body.strip_suffix('\r').unwrap_or(body),
            &line[body.strip_suffix('\r').unwrap_or(body).len()..],
        ),
        None => (line, ""),
    };
    if body.len() <= MOST_GRAPHEMES
        || body.len() <= MOST_GRAPHEMES * GRAPHEME_BYTES && count(body) <= MOST_GRAPHEMES
    {
        return line.to_owned();
    }
    let half = MOST_GRAPHEMES / 2;
    let head: String = body[..floor(body, half * GRAPHEME_BYTES)]
        .graphemes(true)
        .take(half)
        .collect();
    let rest = &body[head.len()..];
    let tail = &rest[ceil(rest, rest.len().saturating_sub(half * GRAPHEME_BYTES))..];
    let graphemes: Vec<&str> = tail.graphemes(true).collect();
    let tail = graphemes[graphemes.len().saturating_sub(half - 1)..].concat();
    format!("{head}…{tail}{end}")
}

fn count(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The character boundary at or before `at`, or the end.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The character boundary at or behind `at`, or the end.
fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Turns byte offsets of a text into lines and columns, in one pass as long as they rise.
#[derive(Debug, Clone)]
pub struct Positions<'t> {
    text: &'t str,
    base: Position,
    /// Offset in `text` and the position of that place.
    reached: (usize, Position),
}

impl<'t> Positions<'t> {
    /// For offsets in a whole file.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self::starting_at(text, Position::START)
    }

    /// For offsets in a stretch of a file which starts at `base`.
    #[must_use]
    pub fn starting_at(text: &'t str, base: Position) -> Self {
        Self {
            text,
            base,
            reached: (0, base),
        }
    }

    /// The position, in the file, of a byte offset in the text.
    ///
    /// An offset inside a character stands for its start, one behind the end for the end. Asking for an earlier place
    /// than before is allowed, and costs a new pass.
    pub fn at(&mut self, offset: usize) -> Position {
        let offset = floor(self.text, offset);
        if offset < self.reached.0 {
            self.reached = (0, self.base);
        }
        let (from, position) = &mut self.reached;
        let passed = &self.text[*from..offset];
        let ends = memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        match memchr::memrchr(b'\n', passed.as_bytes()) {
            Some(last) => position.column = 1 + passed[last + 1..].chars().count(),
            None => position.column += passed.chars().count(),
        }
        position.line += ends;
        position.offset += passed.len();
        *from = offset;
        *position
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn around(text: &str, what: &str) -> (String, String, String) {
        let start = text.find(what).expect("the text holds it");
        let excerpt = excerpt(text, start..start + what.len(), None);
        (excerpt.before, excerpt.text, excerpt.after)
    }

    fn parts(before: &str, text: &str, after: &str) -> (String, String, String) {
        (before.to_owned(), text.to_owned(), after.to_owned())
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        assert_eq!(
            around("first\none two three\nlast\n", "two"),
            parts("one ", "two", " three")
        );
        assert_eq!(
            around("one two three", "two"),
            parts("one ", "two", " three")
        );
        assert_eq!(
            around("a\r\none two three\r\nb", "two"),
            parts("one ", "two", " three")
        );
        assert_eq!(excerpt("", 0..0, None), Excerpt::default());
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = format!(
            "{}HERE{}",
            "0123456789".repeat(200),
            "abcdefghij".repeat(200)
        );
        assert_eq!(
            around(&text, "HERE"),
            parts(
                &format!("…{}", "0123456789".repeat(AROUND / 10)),
                "HERE",
                &format!("{}…", "abcdefghij".repeat(AROUND / 10))
            )
        );
        let exact = format!("{}HERE{}", "b".repeat(AROUND), "a".repeat(AROUND));
        assert_eq!(
            around(&exact, "HERE"),
            parts(&"b".repeat(AROUND), "HERE", &"a".repeat(AROUND))
        );
    }

    #[test]
    fn graphemes_stay_whole() {
        let family = "👨\u{200d}👩\u{200d}👧";
        let text = format!("{}HERE{}", family.repeat(100), "e\u{301}".repeat(100));
        let (before, _, after) = around(&text, "HERE");
        assert!(before.starts_with(&format!("…{family}")), "{before}");
        assert_eq!(after, format!("{}…", "e\u{301}".repeat(AROUND)));
    }

    #[test]
    fn long_texts_lose_their_middle() {
        let text = format!("{}MIDDLE{}\n", "a".repeat(100), "z".repeat(100));
        let shown = excerpt(&text, 0..text.len(), None).text;
        assert_eq!(shown, format!("{}…{}\n", "a".repeat(60), "z".repeat(59)));
    }

    #[test]
    fn many_lines_end_with_how_many_more() {
        let text: String = (1..=17).map(|line| format!("line {line}\n")).collect();
        let shown = excerpt(&text, 0..text.len(), None);
        assert_eq!(
            shown.text,
            "line 1\nline 2\nline 3\nline 4\nline 5\n… (12 more lines)\n"
        );
        let six: String = (1..=6).map(|line| format!("line {line}\n")).collect();
        assert_eq!(excerpt(&six, 0..six.len(), None).text, six);
        let inside = excerpt(&text, 0..text.len() - 3, None);
        assert_eq!(
            (inside.text.lines().last(), inside.after.as_str()),
            (Some("… (12 more lines)"), "")
        );
    }

    #[test]
    fn monsters_are_bounded() {
        let zalgo = format!("a{}", "\u{301}".repeat(100_000));
        let text = format!("{zalgo}HERE{zalgo}");
        let (before, _, after) = around(&text, "HERE");
        assert!(before.len() < 3000 && after.len() < 3000);
        assert!(excerpt(&text, 0..text.len(), None).text.len() < 4000);
    }

    #[test]
    fn a_file_that_is_no_text_is_shown_as_far_as_it_is() {
        let at = Position::default();
        let shown = excerpt_of_file(b"a\nb \xE9 c\nd", 4..5, at);
        assert_eq!(
            [shown.before, shown.text, shown.after],
            ["b ", "\u{FFFD}", " c"]
        );
        let long = ["é".repeat(5000), "x".to_owned(), "é".repeat(5000)].concat();
        let shown = excerpt_of_file(long.as_bytes(), 10_000..10_001, at);
        let side = "é".repeat(AROUND);
        assert_eq!(
            [shown.before, shown.text, shown.after],
            [format!("…{side}"), "x".to_owned(), format!("{side}…")]
        );
        assert_eq!(excerpt_of_file(b"a", 7..9, at).before, "a");
    }

    #[test]
    fn positions_count_lines_and_characters() {
        let mut positions = Positions::new("aé\n\n日本x");
        let mut place = |offset| {
            let Position {
                offset,
                line,
                column,
            } = positions.at(offset);
            (offset, line, column)
        };
        assert_eq!(place(0), (0, 1, 1));
        assert_eq!(place(2), (1, 1, 2)); // inside é
        assert_eq!(place(3), (3, 1, 3));
        assert_eq!(place(4), (4, 2, 1));
        assert_eq!(place(8), (8, 3, 2));
        assert_eq!(place(99), (12, 3, 4));
        assert_eq!(place(1), (1, 1, 2));
    }

    #[test]
    fn positions_of_a_part_are_those_of_the_file() {
        let file = "---\ntitle: é\n---\n\nbody\n";
        let mut whole = Positions::new(file);
        let base = whole.at(9);
        let mut part = Positions::starting_at(&file[9..], base);
        for offset in 9..=file.len() {
            assert_eq!(part.at(offset - 9), whole.at(offset));
        }
    }

    proptest! {
        #[test]
        fn any_range_gives_an_excerpt(text in "(\\PC|\n|\r\n|e\u{301}){0,300}", a in 0usize..1000, b in 0usize..1000) {
            let excerpt = excerpt(&text, a..b, None);
            prop_assert!(!excerpt.before.contains('\n') && !excerpt.after.contains('\n'));
            prop_assert!(excerpt.before.graphemes(true).count() <= AROUND + 1);
            prop_assert!(excerpt.after.graphemes(true).count() <= AROUND + 1);
            prop_assert!(excerpt.text.lines().count() <= MOST_LINES);
        }

        #[test]
        fn positions_agree_with_counting(text in "(a|é|\n|\r\n|日){0,40}", mut offsets in proptest::collection::vec(0usize..100, 0..8)) {
            offsets.sort_unstable();
            let mut positions = Positions::new(&text);
            for offset in offsets {
                let position = positions.at(offset);
                let before = &text[..position.offset];
                prop_assert_eq!(position.line, 1 + before.matches('\n').count());
                prop_assert_eq!(position.column, 1 + before.rsplit('\n').next().map_or(0, |line| line.chars().count()));
            }
        }
    }
}
