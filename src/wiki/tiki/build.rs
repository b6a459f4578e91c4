//! Balanced tokens out of marks that may cross.
//!
//! A style whose marker was read opens with the next content, and closes where a block ends or where a style around it
//! closes; then it opens again:
//!
//! ```text
//! __a ''b__ c''      bold(a italic(b)) italic(c)
//! ~~red:a⏎⏎b~~       paragraph(red(a)) paragraph(red(b))
//! ```

use super::flow::Style;
use crate::wiki::token::{Place, Token};
use crate::wiki::tree::{Kind, Span};

/// A token with its place in the whole text.
pub type Placed = (Token, Span);

/// What text goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    /// Nothing yet: text opens a paragraph.
    None,
    /// A paragraph.
    Paragraph,
    /// A heading or a cell, which holds text itself.
    Flat,
}

/// A style whose marker was read.
#[derive(Debug, Clone, Copy)]
struct Opened {
    /// The place of its marker in the flow.
    id: usize,
    style: Style,
    /// Its marker in the whole text.
    marker: (usize, usize),
    head: (usize, usize),
    /// Whether it was opened before.
    was_open: bool,
}

/// Appends balanced tokens.
pub struct Builder {
    /// The tokens.
    pub tokens: Vec<Placed>,
    /// The run at this depth of blocks, and those around.
    runs: Vec<Run>,
    styles: Vec<Opened>,
    /// How many of the styles have an opening token that is not closed yet.
    open: usize,
    percents: u32,
    newlines: u32,
    /// The newline or `%%%` that is waiting.
    waiting: (usize, usize),
    /// Whether the line has content.
    pub line_has_content: bool,
    /// Whether the marker of a style was read in the line.
    pub line_has_style: bool,
    /// Where the last token ends.
    last: usize,
}

impl Builder {
    /// Begins at this place of the text, with blocks.
    #[must_use]
    pub fn blocks(at: usize) -> Self {
        Self {
            tokens: Vec::new(),
            runs: vec![Run::None],
            styles: Vec::new(),
            open: 0,
            percents: 0,
            newlines: 0,
            waiting: (at, at),
            line_has_content: false,
            line_has_style: false,
            last: at,
        }
    }

    /// Begins at this place of the text, with text that is in no paragraph.
    #[must_use]
    pub fn flat(at: usize) -> Self {
        Self {
            runs: vec![Run::Flat],
            ..Self::blocks(at)
        }
    }

    fn run(&mut self) -> &mut Run {
        if self.runs.is_empty() {
            self.runs.push(Run::None);
        }
        let last = self.runs.len() - 1;
        &mut self.runs[last]
    }

    /// Whether text goes into a heading or a cell.
    pub fn is_flat(&mut self) -> bool {
        *self.run() == Run::Flat
    }

    /// Whether a paragraph is open.
    pub fn in_paragraph(&mut self) -> bool {
        *self.run() == Run::Paragraph
    }

    /// How many styles are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.styles.len() + self.runs.len()
    }

    /// Appends a token.
    pub fn push(&mut self, token: Token, from: usize, to: usize) {
        // What comes late, such as the head of a style that opens again, does not move on.
        self.last = self.last.max(to);
        self.tokens.push((token, Span::new(from as u32, to as u32)));
    }

    fn push_here(&mut self, token: Token) {
        self.push(token, self.last, self.last);
    }

    /// Appends text; blanks alone open no paragraph.
    pub fn text(&mut self, from: usize, to: usize, is_blank: bool) {
        let waits = self.percents > 0 || self.newlines > 0;
        if is_blank && (*self.run() == Run::None || waits) {
            return;
        }
        if !is_blank {
            self.content(from);
            self.line_has_content = true;
        }
        self.push(Token::Text, from, to);
    }

    /// Makes ready for content at `at`: ends what waits, opens a paragraph and the styles.
    pub fn content(&mut self, at: usize) {
        match *self.run() {
            Run::None => {
                self.forget_breaks();
                self.last = self.last.max(at);
                self.push_here(Token::Open(Kind::Paragraph));
                *self.run() = Run::Paragraph;
            }
            Run::Paragraph => self.end_waiting(at),
            Run::Flat => self.end_waiting(at),
        }
        while self.open < self.styles.len() {
            self.open_style();
        }
    }

    fn end_waiting(&mut self, at: usize) {
        // Behind the marker that closed since.
        let from = self.waiting.0.max(self.last);
        let to = self.waiting.1.max(from);
        let is_flat = self.is_flat();
        let parts = self.percents >= 2 || (self.percents == 1 && self.newlines >= 2);
        if parts && !is_flat {
            self.end_run();
            self.last = self.last.max(at);
            self.push_here(Token::Open(Kind::Paragraph));
            *self.run() = Run::Paragraph;
        } else if parts {
            self.push(Token::Mark(Kind::Newline), from, to);
            self.push(Token::Mark(Kind::Newline), to, to);
        } else if self.percents == 1 {
            self.push(Token::Mark(Kind::Newline), from, to);
        } else if self.newlines > 0 {
            self.push(Token::Mark(Kind::LineBreak), from, to);
        }
        self.forget_breaks();
    }

    fn forget_breaks(&mut self) {
        self.percents = 0;
        self.newlines = 0;
    }

    /// A newline of the source.
    pub fn newline(&mut self, from: usize, to: usize) {
        if self.percents == 0 && self.newlines == 0 {
            self.waiting = (from, to);
        }
        self.newlines += 1;
        self.line_has_content = false;
        self.line_has_style = false;
    }

    /// A `%%%`.
    pub fn line_break(&mut self, from: usize, to: usize) {
        if self.percents == 0 {
            self.waiting = (from, to);
        }
        self.percents += 1;
        self.line_has_content = false;
    }

    /// A line break that is one whatever the settings say.
    pub fn hard_break(&mut self, from: usize, to: usize) {
        self.forget_breaks();
        self.line_break(from, to);
    }

    fn open_style(&mut self) {
        let Opened {
            style,
            marker,
            head,
            was_open,
            ..
        } = self.styles[self.open];
        let (start, end) = if was_open {
            (self.last, self.last)
        } else {
            (marker.0, marker.1)
        };
        let start = start.max(self.last);
        let end = end.max(start);
        let head_start = if was_open { start } else { head.0.max(start) };
        match style {
            Style::Strike => self.push(Token::Open(Kind::Strike), start, end),
            Style::Underline => self.push(Token::Open(Kind::Underline), start, end),
            Style::Monospace => self.push(Token::Open(Kind::Monospace), start, end),
            Style::Bold => self.push(Token::Open(Kind::Bold), start, end),
            Style::Italic => self.push(Token::Open(Kind::Emphasis), start, end),
            Style::Link | Style::PageLink | Style::Colour => {
                let kind = match style {
                    Style::Link => Kind::Link,
                    Style::PageLink => Kind::AliasedLocalLink,
                    _ => Kind::Color,
                };
                self.push(Token::Open(kind), start, head_start);
                let span = Span::new(head.0 as u32, head.1 as u32);
                self.tokens.push((Token::Url, span));
                let bar_from = end.min(head.1.max(head_start));
                self.push(Token::Bar, bar_from, end);
            }
        }
        self.styles[self.open].was_open = true;
        self.open += 1;
    }

    fn close_token(style: Style) -> Token {
        Token::Close(match style {
            Style::Strike => Kind::Strike,
            Style::Underline => Kind::Underline,
            Style::Monospace => Kind::Monospace,
            Style::Bold => Kind::Bold,
            Style::Italic => Kind::Emphasis,
            Style::Link => Kind::Link,
            Style::PageLink => Kind::AliasedLocalLink,
            Style::Colour => Kind::Color,
        })
    }

    /// Closes the tokens of all styles from `first` on; they open again with the next content.
    fn suspend(&mut self, first: usize) {
        while self.open > first {
            self.open -= 1;
            let token = Self::close_token(self.styles[self.open].style);
            self.push_here(token);
        }
    }

    /// The marker of a style was read.
    pub fn open(&mut self, id: usize, style: Style, marker: (usize, usize), head: (usize, usize)) {
        self.line_has_style = true;
        self.styles.push(Opened {
            id,
            style,
            marker,
            head,
            was_open: false,
        });
    }

    /// The closing marker of the style `id` was read.
    pub fn close(&mut self, id: usize, from: usize, to: usize) {
        let Some(place) = self.styles.iter().rposition(|opened| opened.id == id) else {
            return;
        };
        if place < self.open {
            self.suspend(place + 1);
            self.open = place;
            let token = Self::close_token(self.styles[place].style);
            let from = from.max(self.last);
            self.push(token, from, to.max(from));
        }
        self.styles.remove(place);
    }

    /// Ends the paragraph, if one is open.
    pub fn end_run(&mut self) {
        self.suspend(0);
        if *self.run() == Run::Paragraph {
            self.push_here(Token::Close(Kind::Paragraph));
            *self.run() = Run::None;
        }
        if *self.run() == Run::None {
            self.forget_breaks();
        }
    }

    /// Opens a block that holds blocks.
    pub fn open_block(&mut self, token: Token, from: usize, to: usize) {
        self.end_run();
        let from = from.max(self.last);
        self.push(token, from, to.max(from));
        self.runs.push(Run::None);
        self.line_has_content = false;
    }

    /// Opens a block that holds text.
    pub fn open_flat(&mut self, token: Token, from: usize, to: usize) {
        self.open_block(token, from, to);
        *self.run() = Run::Flat;
    }

    /// Closes the block that was opened last.
    pub fn close_block(&mut self, token: Token, from: usize, to: usize) {
        self.end_run();
        self.suspend(0);
        self.forget_breaks();
        let from = from.max(self.last);
        self.push(token, from, to.max(from));
        self.runs.pop();
    }

    /// Closes the block that was opened last, where the last token ends.
    pub fn close_block_here(&mut self, token: Token) {
        self.close_block(token, self.last, self.last);
    }

    /// Adds what is made of an atom.
    pub fn atom(&mut self, tokens: Vec<Placed>, place: Place, start: usize, end: usize) {
        match place {
            Place::Line => self.content(start),
            Place::Block if self.is_flat() => self.content(start),
            Place::Block => self.end_run(),
        }
        self.line_has_content = true;
        self.tokens.extend(tokens);
        self.last = self.last.max(end);
    }

    /// Ends everything.
    #[must_use]
    pub fn finish(mut self) -> Vec<Placed> {
        self.end_run();
        self.tokens
    }
}
