//! Wiki text → tokens: decides what is a marker and what is text, and never fails.
//!
//! A construct that opens has found its closer already, so tokens are balanced; an opener without a closer is text.
//! Each inner content is read as a text of its own, by a call of its own:
//!
//! ```text
//! a __b ((c))__ d      scope 0..15, depth 0: text, bold, text
//!     b ((c))          scope 4..11, depth 1: text, local link
//!         c            scope 8..9,  depth 2: text
//!
//! text  open(Bold)  text  open(LocalLink)  text  close(LocalLink)  close(Bold)  text
//! `a `  `__`        `b `  `((`             `c`   `))`              `__`         ` d`
//! ```
//!
//! Tokens cover the text without a gap. Time is linear in the text: a byte is read once for each construct around it,
//! of which there are at most [`MAX_DEPTH`], and closers are remembered by `memo`.

use super::args;
use super::construct::{Construct, Constructs, Content, Extent, Head};
use super::dialect::{Body, PluginId};
use super::reading::Reading;
use super::source::Lines;
use super::token::{Token, Tokens};
use super::tree::{Span, Synthesized};

/// How deep inner contents are read; one that is deeper stays text (exporter dialect, section 1, “Depth”).
pub const MAX_DEPTH: usize = 64;

/// What the lexer makes.
#[derive(Debug, Default)]
pub struct Lexed {
    /// The tokens, in order; spans count into the text and, behind its end, into `appended`.
    pub tokens: Tokens,
    /// The inner contents that are in the text in two pieces, put together: `page|text` of aliased links whose halves
    /// lost white space.
    pub appended: String,
    /// Where each of them comes from.
    pub synthesized: Vec<Synthesized>,
    /// The first inner content that nests too deep and stays text.
    pub too_deep: Option<Span>,
}

impl Lexed {
    /// Empties it, keeping its memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.appended.clear();
        self.synthesized.clear();
        self.too_deep = None;
    }
}

/// Reads `text`, whose line ends are LF and whose lines are trimmed already where `reading` says so.
pub fn lex(text: &str, reading: Reading, out: &mut Lexed) {
    let mut lexer = Lexer {
        text,
        base: 0,
        written: text.len(),
        reading,
        nodes: Constructs::new(text, reading),
        cells: Constructs::new(text, reading),
        out,
    };
    lexer.nodes_in(Extent::new(text, 0, text.len()), 0);
}

struct Lexer<'t, 'o> {
    text: &'t str,
    /// What to add to a place in `text` for its place in the tree's text.
    base: usize,
    /// Length of the text that was read; appended contents are counted from here.
    written: usize,
    reading: Reading,
    /// Looks for constructs.
    nodes: Constructs<'t>,
    /// Looks ahead in a table's rows for bars that part no cells.
    cells: Constructs<'t>,
    out: &'o mut Lexed,
}

impl Lexer<'_, '_> {
    /// Reads a scope: constructs, and text between them.
    fn nodes_in(&mut self, scope: Extent, depth: usize) {
        let mut free = scope.start;
        let mut at = scope.start;
        while let Some(marker) = next_marker(self.text, at, scope) {
            if let Some(construct) = self.nodes.at(marker, free, scope) {
                self.text_token(free, construct.start);
                self.construct(&construct, depth);
                free = construct.end;
                at = construct.end;
            } else {
                at = marker + 1;
            }
        }
        self.text_token(free, scope.end);
    }

    fn construct(&mut self, construct: &Construct, depth: usize) {
        let Construct {
            kind,
            start,
            head,
            head_at,
            content,
            inner,
            end,
        } = *construct;
        if content == Content::Marker {
            self.token(Token::Mark(kind), start, end);
            return;
        }
        match head {
            Head::Call(plugin) => {
                self.plugin(construct, plugin, depth);
                return;
            }
            Head::None => self.token(Token::Open(kind), start, head_at.0),
            Head::Colors => {
                self.token(Token::Open(kind), start, head_at.0);
                self.arguments(head_at);
                self.token(Token::Colon, head_at.1, inner.0);
            }
            Head::Url => {
                self.token(Token::Open(kind), start, head_at.0);
                self.token(Token::Url, head_at.0, head_at.1);
                self.token(Token::Bar, head_at.1, inner.0);
            }
        }
        match content {
            Content::Marker | Content::OfPlugin => {}
            Content::Parsed => self.parsed(inner, depth + 1),
            Content::Body => self.token(Token::Body, inner.0, inner.1),
            Content::Rows => self.rows(inner, depth + 1),
            Content::Halves(bar) => self.halves(inner, bar, depth + 1),
        }
        self.token(Token::Close(kind), inner.1, end);
    }

    /// A plugin: its arguments, and its body as its row says. The grammar chooses its production by the same row.
    fn plugin(&mut self, construct: &Construct, id: PluginId, depth: usize) {
        let (call, inner) = (construct.head_at, construct.inner);
        let body = self.reading.dialect.plugin(id).body;
        self.token(Token::Plugin(body, id), construct.start, call.0);
        self.arguments(call);
        if body.is_written() {
            self.token(Token::ArgumentsEnd, call.1, inner.0);
        }
        match body {
            Body::Wiki => self.parsed(inner, depth + 1),
            Body::Verbatim | Body::Opaque => self.token(Token::Body, inner.0, inner.1),
            Body::None | Body::NoneButText => {}
        }
        self.token(Token::PluginEnd, inner.1, construct.end);
    }

    /// Reads an inner content, `depth` constructs deep, as a text of its own.
    fn parsed(&mut self, inner: (usize, usize), depth: usize) {
        let start = match self.reading.lines {
            Lines::AsWritten => inner.0,
            Lines::Trimmed => {
                let line = &self.text[inner.0..inner.1];
                let kept = line.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
                inner.1 - kept.len()
            }
        };
        let scope = Extent::new(self.text, start, inner.1);
        if depth > MAX_DEPTH {
            self.too_deep(scope);
            self.text_token(inner.0, inner.1);
            return;
        }
        if start > inner.0 {
            self.token(Token::Trimmed, inner.0, start);
        }
        self.nodes_in(scope, depth);
    }

    /// Notes the scope where it holds constructs that will stay text.
    fn too_deep(&mut self, scope: Extent) {
        if self.out.too_deep.is_some() {
            return;
        }
        let mut at = scope.start;
        while let Some(marker) = next_marker(self.text, at, scope) {
            if self.nodes.at(marker, scope.start, scope).is_some() {
                self.out.too_deep = Some(self.span(scope.start, scope.end));
                return;
            }
            at = marker + 1;
        }
    }

    /// Cuts a table into rows: at `||`, and at a newline that no bar follows.
    ///
    /// ```text
    /// a|b||c|d      two rows of two cells, and so is  a|b⏎c|d
    /// a⏎|b          one row of two cells: the newline belongs to the first
    /// ```
    fn rows(&mut self, inner: (usize, usize), depth: usize) {
        let bytes = &self.text.as_bytes()[..inner.1];
        let mut row = inner.0;
        let mut at = inner.0;
        while let Some(length) = memchr::memchr2(b'|', b'\n', &bytes[at..]) {
            at += length;
            let bar_next = bytes.get(at + 1) == Some(&b'|');
            let break_end = match (bytes[at], bar_next) {
                (b'|', true) => at + 2,
                (b'\n', false) => at + 1,
                _ => {
                    at += 1;
                    continue;
                }
            };
            self.row((row, at), depth);
            self.token(Token::RowBreak, at, break_end);
            row = break_end;
            at = break_end;
        }
        self.row((row, inner.1), depth);
    }

    /// Cuts a row into cells: at every bar that is in no link.
    ///
    /// ```text
    /// a|[url|text]|((page|text))      three cells
    /// ```
    fn row(&mut self, row: (usize, usize), depth: usize) {
        if self.text[row.0..row.1].trim().is_empty() {
            self.token(Token::BlankRow, row.0, row.1);
            return;
        }
        let bytes = &self.text.as_bytes()[..row.1];
        let scope = Extent::new(self.text, row.0, row.1);
        let mut cell = row.0;
        let mut at = row.0;
        while let Some(length) = memchr::memchr3(b'|', b'[', b'(', &bytes[at..]) {
            at += length;
            let link_end = match bytes[at] {
                b'[' => self.cells.bar_in_brackets(at, scope),
                b'(' if bytes.get(at + 1) == Some(&b'(') => {
                    self.cells.aliased_link(at, scope).map(|link| link.end)
                }
                b'|' => {
                    self.cell((cell, at), depth);
                    self.token(Token::CellBreak, at, at + 1);
                    cell = at + 1;
                    None
                }
                _ => None,
            };
            at = link_end.unwrap_or(at + 1);
        }
        self.cell((cell, row.1), depth);
    }

    /// A cell is an inner content that may hold no node at all.
    fn cell(&mut self, cell: (usize, usize), depth: usize) {
        if cell.0 < cell.1 {
            self.parsed(cell, depth);
        }
    }

    /// Reads the inner content `page|text` of an aliased link, each half trimmed.
    fn halves(&mut self, inner: (usize, usize), bar: usize, depth: usize) {
        let page = trimmed(self.text, inner.0, bar);
        let text = trimmed(self.text, bar + 1, inner.1);
        if page == (inner.0, bar) && text == (bar + 1, inner.1) {
            self.parsed(inner, depth);
            return;
        }
        let content = format!(
            "{}|{}",
            &self.text[page.0..page.1],
            &self.text[text.0..text.1]
        );
        let base = self.written + self.out.appended.len();
        self.out.appended.push_str(&content);
        self.out.synthesized.push(Synthesized {
            at: Span::new(base as u32, (base + content.len()) as u32),
            page: self.span(page.0, page.1),
            text: self.span(text.0, text.1),
        });
        let mut lexer = Lexer {
            text: &content,
            base,
            written: self.written,
            reading: self.reading,
            nodes: Constructs::new(&content, self.reading),
            cells: Constructs::new(&content, self.reading),
            out: self.out,
        };
        lexer.parsed((0, content.len()), depth);
    }

    fn arguments(&mut self, at: (usize, usize)) {
        let base = (self.base + at.0) as u32;
        args::tokens(&self.text[at.0..at.1], base, &mut self.out.tokens);
    }

    fn text_token(&mut self, start: usize, end: usize) {
        let span = self.span(start, end);
        self.out.tokens.push_unless_empty(Token::Text, span);
    }

    fn token(&mut self, token: Token, start: usize, end: usize) {
        let span = self.span(start, end);
        self.out.tokens.push(token, span);
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new((self.base + start) as u32, (self.base + end) as u32)
    }
}

/// The first byte from `at` on at which a construct may begin.
fn next_marker(text: &str, at: usize, scope: Extent) -> Option<usize> {
    text.as_bytes()[at..scope.end]
        .iter()
        .position(|&byte| BEGINS[byte as usize])
        .map(|length| at + length)
}

/// The bytes with which constructs begin.
const BEGINS: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"{~d(|*#+!\n_'[^%";
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
};

/// The bytes of `text` from `start` to `end`, without the white space around them.
fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let half = &text[start..end];
    let from = start + half.len() - half.trim_start().len();
    (from, from + half.trim().len())
}
