//! Lines of Markdown with what stands in front of them: the marks of quotes, and the blanks of items.
//!
//! ```text
//! blocks          in front of lines     written
//! quote
//!   list
//!     item "a"    `> ` `- `             > - a
//!     item "b"    `> ` `- `             > - b
//! ```
//!
//! A block that holds blocks opens with the first of them that writes something.

use crate::render::record::Recorded;
use crate::render::{Aspect, Origin, Sink};
use crate::text::span::How;
use crate::wiki::tree::{Node, Span};

use super::inline::{Glyph, NO_PLACE};

/// What a block is, for what stands between it and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, and whatever else is parted by a blank line.
    Plain,
    /// A bullet list.
    Bullets,
    /// A numbered list.
    Numbers,
    /// An item of a list without blank lines between its items.
    TightItem,
    /// An item of a list with them.
    LooseItem,
    /// A line that the next block follows directly.
    Head,
    /// A footnote.
    Note,
}

impl Block {
    fn is_item(self) -> bool {
        matches!(self, Block::TightItem | Block::LooseItem)
    }
}

/// A block that holds blocks.
#[derive(Debug)]
struct Frame {
    kind: Block,
    is_open: bool,
    previous: Option<Block>,
    /// How many prefixes its blocks have.
    prefixes: usize,
}

/// What stands in front of lines.
#[derive(Debug)]
struct Prefix {
    first: String,
    rest: String,
    is_used: bool,
}

/// The lines that are written.
#[derive(Debug, Default)]
pub struct Lines {
    /// The text, with where it comes from.
    pub written: Recorded,
    frames: Vec<Frame>,
    prefixes: Vec<Prefix>,
    /// What stood between the blocks of the page last.
    previous: Option<Block>,
    /// Where what is written comes from, if from nowhere else.
    place: u32,
}

impl Lines {
    /// Whether the next block is the first of an item.
    #[must_use]
    pub fn starts_item(&self) -> bool {
        self.frames
            .last()
            .is_some_and(|frame| frame.kind.is_item() && frame.previous.is_none())
    }

    /// Takes the last prefix as written: its block goes on in a line.
    pub fn use_prefix(&mut self) {
        if let Some(prefix) = self.prefixes.last_mut() {
            prefix.is_used = true;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.is_open = true;
        }
    }

    /// Whether nothing is written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.text.is_empty()
    }

    /// Whether the next block is the first of the page, with nothing in front of it on its line.
    #[must_use]
    pub fn starts_page(&self) -> bool {
        self.is_empty() && self.prefixes.is_empty()
    }

    fn put(&mut self, text: &str, origin: Origin) {
        let _ = self.written.piece(text, origin);
    }

    fn made(&mut self, text: &str) {
        let origin = Origin::frame(self.place);
        self.put(text, origin);
    }

    /// Opens a block that holds blocks.
    pub fn enter(&mut self, kind: Block, first: &str, rest: &str) {
        if !first.is_empty() || !rest.is_empty() {
            self.prefixes.push(Prefix {
                first: first.to_owned(),
                rest: rest.to_owned(),
                is_used: false,
            });
        }
        self.frames.push(Frame {
            kind,
            is_open: false,
            previous: None,
            prefixes: self.prefixes.len(),
        });
    }

    /// Closes it; an item or a note that wrote nothing is written as its marker.
    pub fn leave(&mut self) {
        if let Some(frame) = self.frames.last()
            && (frame.kind.is_item() || frame.kind == Block::Note)
            && !frame.is_open
        {
            self.open_frames();
            self.prefix_line(self.prefixes.len());
        }
        self.frames.pop();
        let kept = self.frames.last().map_or(0, |frame| frame.prefixes);
        self.prefixes.truncate(kept);
    }

    /// Begins a block that writes.
    pub fn begin(&mut self, kind: Block) {
        self.open_frames();
        let last = self.frames.len();
        self.separate(last, kind);
        self.line_start();
    }

    fn open_frames(&mut self) {
        for at in 0..self.frames.len() {
            if self.frames[at].is_open {
                continue;
            }
            let kind = self.frames[at].kind;
            self.separate(at, kind);
            self.frames[at].is_open = true;
            let inner = self.frames.get(at + 1).map(|inner| inner.kind);
            if kind.is_item() && matches!(inner, Some(Block::Bullets | Block::Numbers)) {
                // An item without a text in front of its list is its marker.
                self.prefix_line(self.frames[at].prefixes);
                self.made("\n");
            }
        }
    }

    /// Writes what stands between the last block of the frame below `depth` and a block of this kind.
    fn separate(&mut self, depth: usize, kind: Block) {
        let (previous, is_item, prefixes) = match depth.checked_sub(1) {
            Some(at) => {
                let frame = &mut self.frames[at];
                (
                    frame.previous.replace(kind),
                    frame.kind.is_item(),
                    frame.prefixes,
                )
            }
            None => (self.previous.replace(kind), false, 0),
        };
        let Some(previous) = previous else {
            return;
        };
        self.made("\n");
        let is_list = matches!(kind, Block::Bullets | Block::Numbers);
        match (previous, kind) {
            (Block::Head, _) | (_, Block::TightItem) => {}
            (Block::Bullets, Block::Bullets) | (Block::Numbers, Block::Numbers) => {
                self.blank_line(prefixes);
                self.written_prefixes(prefixes);
                self.made("<!-- -->");
                self.made("\n");
                self.blank_line(prefixes);
            }
            _ if is_item && is_list => {}
            _ => self.blank_line(prefixes),
        }
    }

    fn blank_line(&mut self, prefixes: usize) {
        let mut line = String::new();
        for prefix in &self.prefixes[..prefixes] {
            line.push_str(if prefix.is_used {
                &prefix.rest
            } else {
                &prefix.first
            });
        }
        line.truncate(line.trim_end().len());
        self.made(&line);
        self.made("\n");
    }

    fn written_prefixes(&mut self, count: usize) {
        for at in 0..count {
            let prefix = &mut self.prefixes[at];
            let text = if prefix.is_used {
                prefix.rest.clone()
            } else {
                prefix.first.clone()
            };
            prefix.is_used = true;
            self.made(&text);
        }
    }

    /// Writes what stands in front of a line.
    pub fn line_start(&mut self) {
        self.written_prefixes(self.prefixes.len());
    }

    /// Writes a line that holds nothing but its first prefixes.
    fn prefix_line(&mut self, count: usize) {
        let mut line = String::new();
        for prefix in &mut self.prefixes[..count] {
            line.push_str(if prefix.is_used {
                &prefix.rest
            } else {
                &prefix.first
            });
            prefix.is_used = true;
        }
        let line = line.trim_end().to_owned();
        self.made(&line);
    }

    /// Ends a line within a block, and begins the next; `is_empty` where nothing follows on it.
    pub fn next_line(&mut self, is_empty: bool) {
        self.made("\n");
        if is_empty {
            self.prefix_line(self.prefixes.len());
        } else {
            self.line_start();
        }
    }

    /// Writes text that comes from no node of its own.
    pub fn made_line(&mut self, text: &str) {
        self.made(text);
    }

    /// Writes text of a node that is on one line.
    pub fn text(&mut self, text: &str, node: &Node, aspect: Aspect) {
        self.place = node.full.start;
        self.put(text, Origin::made(node, aspect));
    }

    /// Writes lines of a node that stand in it as they are.
    ///
    /// `from` is where they are in the tree's text; `None` where they are nowhere as they are.
    pub fn verbatim(&mut self, text: &str, from: Option<u32>, node: &Node) {
        let mut at = from.unwrap_or_default();
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.next_line(line.is_empty());
            }
            let span = Span::new(at, at + line.len() as u32);
            let origin = match from {
                Some(_) => Origin::copied(span, node, Aspect::Text),
                None => Origin::made(node, Aspect::Text),
            };
            self.put(line, origin);
            at += line.len() as u32 + 1;
        }
    }

    /// Writes glyphs, line by line.
    pub fn glyphs(&mut self, glyphs: &[Glyph], node: &Node) {
        let mut text = String::new();
        // The place of the first glyph, and of the next if all are copied.
        let mut copied: Option<(u32, u32)> = None;
        self.place = node.full.start;
        for glyph in glyphs {
            let goes_on = match copied {
                Some((_, next)) => glyph.is_text && glyph.place == next,
                None => !glyph.is_text || glyph.place == NO_PLACE,
            };
            if !goes_on || glyph.c == '\n' {
                self.flush(&mut text, &mut copied, node);
            }
            if glyph.c == '\n' {
                if glyph.is_hard {
                    self.put("\\", Origin::made(node, Aspect::Between));
                }
                self.next_line(false);
                continue;
            }
            if text.is_empty() && glyph.is_text && glyph.place != NO_PLACE {
                copied = Some((glyph.place, glyph.place));
            }
            text.push(glyph.c);
            if let Some((_, next)) = &mut copied {
                *next += glyph.c.len_utf8() as u32;
            }
        }
        self.flush(&mut text, &mut copied, node);
    }

    fn flush(&mut self, text: &mut String, copied: &mut Option<(u32, u32)>, node: &Node) {
        if !text.is_empty() {
            let origin = match copied {
                Some((from, to)) => Origin {
                    how: How::Copied,
                    ..Origin::made_for(Span::new(*from, *to), node, Aspect::Text)
                },
                None => Origin::made(node, Aspect::Between),
            };
            self.put(text, origin);
            self.place = origin.span.end;
        }
        text.clear();
        *copied = None;
    }

    /// Ends the page.
    pub fn end(&mut self) {
        if !self.is_empty() {
            self.made("\n");
        }
    }
}
