//! A line of text as pieces: text, marks, and what is written as it is; and the glyphs that they become.
//!
//! ```text
//! __ padded __ y      open(strong) " padded " close(strong) " y"
//!                     " " open(strong) "padded" close(strong) " y"      blanks go out of the marks
//!                     **padded** y
//! ```

use std::borrow::Cow;

use super::escape::{Context, escape};
use super::runs::decoded_entities;
use glyphs::{urls, write};
use marks::as_html;
use tidy::tidy;

mod glyphs;
mod marks;
mod tidy;

pub use glyphs::{Glyph, NO_PLACE};

/// A mark around text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// `**`
    Strong,
    /// `*`
    Emphasis,
    /// `~~`
    Strike,
    /// An HTML element: its opening and its closing tag.
    Html(String, Cow<'static, str>),
}

impl Mark {
    fn is_markdown(&self) -> bool {
        !matches!(self, Mark::Html(..))
    }

    fn stars(&self) -> usize {
        match self {
            Mark::Strong => 2,
            Mark::Emphasis => 1,
            Mark::Strike | Mark::Html(..) => 0,
        }
    }
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A character of text, with its place.
    Text(char, u32),
    /// A character that was written as a code.
    Coded(char, u32),
    /// A blank.
    Blank(u32),
    /// What is written as it is.
    Raw(String, u32),
    /// A mark opens; its number is that of its closing piece.
    Open(Mark, usize, u32),
    /// A mark closes.
    Close(usize, u32),
    /// The text of a link begins.
    LinkOpen(usize, u32),
    /// It ends; what is written behind it, and what is written where it is empty.
    LinkClose(usize, String, String, u32),
    /// A line break that shows.
    Hard(u32),
    /// A newline that does not.
    Soft(u32),
    /// A bare URL.
    Url(String, u32),
}

/// Pieces in the making.
#[derive(Debug, Default)]
pub struct Pieces {
    /// The pieces.
    pub list: Vec<Piece>,
    /// How many marks were opened; their numbers are from 1 up to that.
    marks: usize,
    /// Which of the marks are open: strong, emphasis, strike.
    inside: [usize; 3],
}

impl Pieces {
    /// Adds text that stands at `place` in the tree's text.
    pub fn text(&mut self, text: &str, place: u32) {
        for (at, c) in text.char_indices() {
            let place = place.saturating_add(at as u32);
            self.list.push(match c {
                ' ' | '\t' | '\n' | '\r' => Piece::Blank(place),
                c => Piece::Text(c, place),
            });
        }
    }

    /// Adds text that was made, such as a title.
    pub fn made(&mut self, text: &str) {
        for c in text.chars() {
            self.list.push(if c == ' ' {
                Piece::Blank(NO_PLACE)
            } else {
                Piece::Text(c, NO_PLACE)
            });
        }
    }

    /// Adds what is written as it is.
    pub fn raw(&mut self, text: impl Into<String>, place: u32) {
        self.list.push(Piece::Raw(text.into(), place));
    }

    /// Opens a mark; `None` where it is open already.
    pub fn open(&mut self, mark: Mark, place: u32) -> Option<usize> {
        let slot = slot(&mark);
        if let Some(slot) = slot {
            if self.inside[slot] > 0 {
                return None;
            }
            self.inside[slot] += 1;
        }
        self.marks += 1;
        self.list.push(Piece::Open(mark, self.marks, place));
        Some(self.marks)
    }

    /// Closes what `open` opened.
    pub fn close(&mut self, mark: &Mark, number: Option<usize>, place: u32) {
        let Some(number) = number else {
            return;
        };
        if let Some(slot) = slot(mark) {
            self.inside[slot] -= 1;
        }
        self.list.push(Piece::Close(number, place));
    }

    /// Adds the pieces of another list, whose marks are closed.
    pub fn append(&mut self, other: Pieces) {
        let before = self.marks;
        self.marks += other.marks;
        self.list.extend(other.list.into_iter().map(|mut piece| {
            if let Piece::Open(_, number, _)
            | Piece::Close(number, _)
            | Piece::LinkOpen(number, _)
            | Piece::LinkClose(number, ..) = &mut piece
            {
                *number += before;
            }
            piece
        }));
    }

    /// Opens the text of a link.
    pub fn open_link(&mut self, place: u32) -> usize {
        self.marks += 1;
        self.list.push(Piece::LinkOpen(self.marks, place));
        self.marks
    }

    /// Whether nothing shows.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.is_blank_from(0)
    }

    /// Whether nothing shows of the pieces from `first` on.
    #[must_use]
    pub fn is_blank_from(&self, first: usize) -> bool {
        self.list[first..].iter().all(|piece| {
            matches!(
                piece,
                Piece::Blank(_)
                    | Piece::Hard(_)
                    | Piece::Soft(_)
                    | Piece::Open(..)
                    | Piece::Close(..)
            )
        })
    }

    /// Whether the last of them is a break in a cell.
    #[must_use]
    pub fn ends_with_break(&self) -> bool {
        matches!(self.list.last(), Some(Piece::Raw(raw, _)) if raw == "<br>")
    }

    /// The text that shows, without marks.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut text = String::new();
        for piece in &self.list {
            match piece {
                Piece::Text(c, _) | Piece::Coded(c, _) => text.push(*c),
                Piece::Blank(_) if text.ends_with(' ') || text.is_empty() => {}
                Piece::Blank(_) | Piece::Hard(_) | Piece::Soft(_) => text.push(' '),
                Piece::Url(url, _) => text.push_str(url),
                Piece::Raw(raw, _) => text.push_str(&visible(raw)),
                _ => {}
            }
        }
        text.trim().to_owned()
    }

    /// The glyphs, escaped for where they stand.
    #[must_use]
    pub fn glyphs(self, context: Context) -> Vec<Glyph> {
        let list = tidy(self.list, self.marks, context);
        let list = as_html(list, self.marks);
        let mut glyphs = write(&list, self.marks);
        escape(&mut glyphs, context);
        if matches!(context, Context::Heading | Context::Cell) {
            // Markup of several lines, such as a comment.
            for glyph in glyphs.iter_mut().filter(|glyph| glyph.c == '\n') {
                glyph.c = ' ';
            }
        }
        urls(glyphs)
    }
}

fn slot(mark: &Mark) -> Option<usize> {
    match mark {
        Mark::Strong => Some(0),
        Mark::Emphasis => Some(1),
        Mark::Strike => Some(2),
        Mark::Html(..) => None,
    }
}

/// What shows of markup that is written as it is.
fn visible(raw: &str) -> String {
    if let Some(code) = raw.strip_prefix('`') {
        return code.trim_matches('`').trim().to_owned();
    }
    if raw.starts_with('<') || raw.starts_with('!') || raw.starts_with("[^") {
        return String::new();
    }
    if raw.starts_with('&') {
        return decoded_entities(raw);
    }
    raw.to_owned()
}
