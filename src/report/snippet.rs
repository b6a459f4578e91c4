//! Lays an excerpt out as the few lines a person sees, and says what of them to mark; it measures, cuts, shows blanks.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::Glyphs;
use crate::finding::{Difference, Excerpt};
use crate::report::words::cut;
use crate::text::sanitize::{visible_in_front_of, visible_line};

/// Columns in front of a line that is one of several marked ones, which a frame of their own takes.
const FRAME: usize = 4;
/// Columns of a message, which wraps by itself.
const MESSAGE: usize = 100;
/// Columns of the same line that stay in sight on either side of a long text.
const LEAST_AROUND: usize = 10;

/// How the two texts of a difference have to be shown so that one sees what differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// As they are.
    Words,
    /// With their line ends, which are not of the same kind.
    LineEnds,
    /// With their line ends, which are not in the same places.
    LineBreaks,
    /// With every blank and line end: there is nothing else.
    Blanks,
    /// With the characters that look alike spelled out.
    Characters,
}

impl Show {
    pub(super) fn of(difference: &Difference) -> Self {
        let (found, expected) = (
            difference.found.text.as_str(),
            difference.expected.text.as_str(),
        );
        let same_but_for_ends =
            found.replace(['\n', '\r'], "") == expected.replace(['\n', '\r'], "");
        if same_but_for_ends && found.contains('\r') != expected.contains('\r') {
            Self::LineEnds
        } else if found.trim().is_empty() && expected.trim().is_empty() {
            Self::Blanks
        } else if same_but_for_ends {
            Self::LineBreaks
        } else if found.nfc().eq(expected.nfc()) {
            Self::Characters
        } else {
            Self::Words
        }
    }

    fn shows_ends(self) -> bool {
        match self {
            Self::LineEnds | Self::LineBreaks | Self::Blanks => true,
            Self::Words | Self::Characters => false,
        }
    }
}

/// Lines to show, and what of them to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snippet {
    /// Lines, with `\n` between them; safe to show, never empty.
    pub(super) text: String,
    /// The bytes of `text` to mark; empty where something is missing.
    pub(super) mark: Range<usize>,
    /// What is to be said of the mark, if it does not speak for itself.
    pub(super) label: Option<String>,
}

impl Snippet {
    /// Lays out `excerpt` in at most `width` columns; `nothing` is said where it has no text.
    pub(super) fn new(
        excerpt: &Excerpt,
        show: Show,
        nothing: &str,
        glyphs: Glyphs,
        width: usize,
    ) -> Self {
        let label = label(excerpt, show, nothing);
        let mut lines = marked_lines(excerpt, show, glyphs);
        let ends_with_line = lines.len() > 1 && lines.last().is_some_and(String::is_empty);
        let marked = lines.len() - usize::from(ends_with_line);
        let mut before = in_line(&excerpt.before);
        let mut after = in_line(&excerpt.after);
        if ends_with_line && (after.is_empty() || !matches!(show, Show::LineBreaks | Show::Blanks))
        {
            // What follows whole lines is of interest only where a line end makes the difference.
            lines.pop();
            after.clear();
        }
        // Each piece is safe by itself; side by side they must not become a command.
        if let Some(line) = lines.last_mut() {
            *line = visible_in_front_of(line, &after).into_owned();
        }
        if let Some(line) = lines.first() {
            let rest = if lines.len() == 1 { &*after } else { "" };
            before = visible_in_front_of(&before, &[line, rest].concat()).into_owned();
        }
        let (width, beside) = match (marked, &label) {
            (1, Some(label)) => (width, columns(label) + FRAME),
            (1, None) => (width, 0),
            _ => (width.saturating_sub(FRAME), 0),
        };
        let mut text = String::new();
        let mut mark = 0..0;
        let last = lines.len() - 1;
        for (index, line) in lines.into_iter().enumerate() {
            let [before, line, after] = fit(
                if index == 0 { &before } else { "" },
                &line,
                if index == last { &after } else { "" },
                width,
                beside,
            );
            text.push_str(if index == 0 { "" } else { "\n" });
            text.push_str(&before);
            mark.start = if index == 0 { text.len() } else { mark.start };
            text.push_str(&line);
            mark.end = if index < marked { text.len() } else { mark.end };
            text.push_str(&after);
        }
        if mark.start == text.len() {
            text.push(' '); // the end of a line, too, is a place to point at
        }
        Self { text, mark, label }
    }
}

/// Both sides of a difference in words, for messages that cannot draw: what is on the page, what the source generates.
pub(super) fn sides(difference: &Difference) -> [String; 2] {
    let show = Show::of(difference);
    let side = |excerpt: &Excerpt, nothing: &str| {
        let Snippet {
            text,
            mark: _,
            label,
        } = Snippet::new(excerpt, show, nothing, Glyphs::Unicode, MESSAGE);
        cut(label.map_or_else(
            || text.clone(),
            |label| format!("{} ({label})", text.trim_end()),
        ))
    };
    [
        side(&difference.found, "something is missing"),
        side(&difference.expected, "nothing more"),
    ]
}

/// The lines of the marked text; the last is empty if the text ends with a line end.
fn marked_lines(excerpt: &Excerpt, show: Show, glyphs: Glyphs) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = excerpt.text.as_str();
    while let Some((line, behind)) = rest.split_once('\n') {
        let (body, end) = match line.strip_suffix('\r') {
            Some(body) => (body, "\r\n"),
            None => (line, "\n"),
        };
        let mut shown = with_trailing_blanks(marked_text(body, show, glyphs), glyphs);
        if show.shows_ends() {
            shown.push_str(match (end, glyphs) {
                ("\n", Glyphs::Unicode) => "⏎",
                ("\n", Glyphs::Ascii) => "\\n",
                (_, Glyphs::Unicode) => "␍⏎",
                (_, Glyphs::Ascii) => "\\r\\n",
            });
        }
        lines.push(shown);
        rest = behind;
    }
    let last = marked_text(rest, show, glyphs);
    lines.push(if excerpt.after.is_empty() {
        with_trailing_blanks(last, glyphs)
    } else {
        last
    });
    lines
}

fn marked_text(text: &str, show: Show, glyphs: Glyphs) -> String {
    match show {
        Show::Words | Show::LineEnds | Show::LineBreaks => in_line(text),
        Show::Blanks => text.chars().map(|char| blank(char, glyphs)).collect(),
        Show::Characters => text.chars().fold(String::new(), |mut shown, char| {
            match char {
                ' '..='~' => shown.push(char),
                char => shown.extend(char.escape_unicode()),
            }
            shown
        }),
    }
}

fn blank(char: char, glyphs: Glyphs) -> String {
    match (char, glyphs) {
        (' ', Glyphs::Unicode) => "·".to_owned(),
        (' ', Glyphs::Ascii) => " ".to_owned(),
        ('\t', Glyphs::Unicode) => "→".to_owned(),
        ('\t', Glyphs::Ascii) => "\\t".to_owned(),
        (char, _) => char.escape_unicode().collect(),
    }
}

/// Blanks at the end of a line as dots.
fn with_trailing_blanks(mut line: String, glyphs: Glyphs) -> String {
    let kept = line.trim_end_matches(' ').len();
    let blanks: String = line[kept..]
        .chars()
        .map(|char| blank(char, glyphs))
        .collect();
    line.truncate(kept);
    line + &blanks
}

/// Text within a line, safe to show, tabs as blanks.
fn in_line(text: &str) -> String {
    visible_line(&text.replace('\t', "    ")).into_owned()
}

fn label(excerpt: &Excerpt, show: Show, nothing: &str) -> Option<String> {
    let text = excerpt.text.as_str();
    if text.is_empty() {
        return Some(nothing.to_owned());
    }
    match show {
        Show::Words | Show::LineBreaks | Show::Characters => None,
        Show::LineEnds => {
            let (all, pairs) = (text.matches('\r').count(), text.matches("\r\n").count());
            // In front of its LF, which both sides have, a CR is half of the line end that differs.
            if all > pairs && !excerpt.after.is_empty() {
                return Some("CR without LF".to_owned());
            }
            let kind = if all > 0 { "CRLF" } else { "LF" };
            let lines = if text.matches('\n').count() > 1 {
                "lines end"
            } else {
                "line ends"
            };
            Some(format!("{lines} with {kind}"))
        }
        Show::Blanks => Some(blanks(excerpt)),
    }
}

/// Blanks in words: `2 trailing spaces`, `1 tab, 1 line end`.
fn blanks(excerpt: &Excerpt) -> String {
    let text = excerpt.text.as_str();
    let count = |char| text.matches(char).count();
    let trailing = !text.contains('\n') && excerpt.after.is_empty() && !excerpt.before.is_empty();
    let place = if trailing { "trailing " } else { "" };
    let counts = [
        (count(' '), "space"),
        (count('\t'), "tab"),
        (count('\n'), "line end"),
    ];
    let known: usize = counts.iter().map(|(count, _)| count).sum();
    let others = text.chars().count() - known;
    counts
        .into_iter()
        .chain([(others, "other blank")])
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {place}{what}{}", if count == 1 { "" } else { "s" }))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Cuts a line to `width` columns around its marked middle, which can be marked `beside` columns before the end.
fn fit(before: &str, marked: &str, after: &str, width: usize, beside: usize) -> [String; 3] {
    let around = [before, after]
        .into_iter()
        .filter(|text| !text.is_empty())
        .count()
        * LEAST_AROUND;
    let marked = without_middle(marked, width.saturating_sub(around).max(LEAST_AROUND));
    let room = width.saturating_sub(columns(&marked));
    let in_front = room.saturating_sub(columns(after)).max(room.div_ceil(2));
    let in_front = in_front.min(width.saturating_sub(beside + columns(&marked) / 2));
    let before = without_start(before, in_front);
    let after = without_end(after, room.saturating_sub(columns(&before)));
    [before, marked, after]
}

fn without_start(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let kept = fitting(text.graphemes(true).rev(), width.saturating_sub(1));
    format!("…{}", &text[text.len() - kept..])
}

fn without_end(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let kept = fitting(text.graphemes(true), width.saturating_sub(1));
    format!("{}…", &text[..kept])
}

fn without_middle(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let head = fitting(text.graphemes(true), width / 2);
    let tail = fitting(
        text.graphemes(true).rev(),
        width.saturating_sub(width / 2 + 1),
    );
    format!("{}…{}", &text[..head], &text[text.len() - tail..])
}

/// Bytes of the first graphemes that fit into `width` columns.
fn fitting<'t>(graphemes: impl Iterator<Item = &'t str>, width: usize) -> usize {
    let mut used = 0;
    graphemes
        .take_while(|grapheme| {
            used += columns(grapheme);
            used <= width
        })
        .map(str::len)
        .sum()
}

/// Columns a text takes on a terminal, counted as the report's frame counts them: character by character.
fn columns(text: &str) -> usize {
    text.chars().map(|char| char.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests;
