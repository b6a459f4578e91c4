//! A text as one flow of bytes, in which each protected stretch is a single byte and comments are gone, and the marks
//! that the passes find in it.
//!
//! ```text
//! a ~np~__~/np~~tc~x~/tc~ __b__      the text
//! a ␚ __b__                          the flow: ␚ is an atom
//! ```
//!
//! A pass looks only at bytes that no earlier pass has used. So the order of the passes is the precedence.

use super::Syntax;
use super::scan::{Atom, What, scan};

/// A byte of plain text.
pub const TEXT: u8 = 0;
/// A byte of a marker, of a head, or of what vanishes.
pub const USED: u8 = 1;
/// An atom.
pub const ATOM: u8 = 2;
/// A byte of a bare URL: text that holds no markup.
pub const URL: u8 = 4;
/// A byte in brackets: text that holds no box, underline or centre.
pub const BRACKET: u8 = 8;

/// A byte of a word that is no link.
pub const WORD: u8 = 16;

/// Marks of text between an opening and a closing marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `--x--`
    Strike,
    /// `~~red:x~~`
    Colour,
    /// `===x===`
    Underline,
    /// `-+x+-`
    Monospace,
    /// `__x__`
    Bold,
    /// `''x''`
    Italic,
    /// `[url|x]`
    Link,
    /// `((page|x))`
    PageLink,
}

/// What a mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Opens a style, whose head is at these bytes of the whole text.
    Open(Style, (usize, usize)),
    /// Closes the style of the mark that opened it, by the place of that mark.
    Close(usize),
    /// A link without a text of its own; its target is at these bytes of the whole text.
    Link(Style, (usize, usize)),
    /// A bare URL.
    Url,
    /// A character in another spelling.
    Character,
    /// `%%%`
    Break,
    /// An atom, by its number.
    Atom(usize),
    /// Vanishes.
    Drop,
}

/// Something in the flow that is no text.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// Its first byte in the flow.
    pub at: usize,
    /// Its length in bytes of the flow.
    pub length: usize,
    /// What it does.
    pub does: Does,
}

/// A text as a flow of bytes, with its marks.
#[derive(Debug, Default)]
pub struct Flow {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What each byte is: [`TEXT`], or some of the others.
    pub state: Vec<u8>,
    /// Where each byte is in the whole text.
    pub from: Vec<u32>,
    /// Where its newlines are.
    newlines: Vec<usize>,
    /// Where the text ends.
    pub end: usize,
    /// The atoms.
    pub atoms: Vec<Atom>,
    /// The marks; sorted once all passes are done.
    pub marks: Vec<Mark>,
}

/// How the text of a flow is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// As wiki text.
    Plainly,
    /// As the value of an argument: `\"` is a quote, and `&quot;` is one.
    InArgument,
}

impl Flow {
    /// The flow of the bytes `from..to` of `text`.
    #[must_use]
    pub fn new(text: &str, from: usize, to: usize, written: Written, syntax: Syntax) -> Self {
        let mut scanned = scan(text, from, to);
        if syntax.keeps_comments {
            for atom in &mut scanned.atoms {
                if atom.what == What::Comment {
                    atom.what = What::HtmlComment;
                }
            }
        }
        let mut flow = Self {
            end: to,
            atoms: scanned.atoms,
            ..Self::default()
        };
        flow.bytes.reserve(to - from);
        flow.state.reserve(to - from);
        flow.from.reserve(to - from);
        let atoms = std::mem::take(&mut flow.atoms);
        let mut at = from;
        for (number, atom) in atoms.iter().enumerate() {
            flow.plain(text, at, atom.start, written);
            at = atom.end;
            if atom.what != What::Comment {
                let place = flow.bytes.len();
                flow.push(b'\0', ATOM, atom.start);
                flow.mark(place, 1, Does::Atom(number));
            }
        }
        flow.plain(text, at, to, written);
        flow.atoms = atoms;
        flow.newlines = memchr::memchr_iter(b'\n', &flow.bytes).collect();
        flow
    }

    fn push(&mut self, byte: u8, state: u8, from: usize) {
        self.bytes.push(byte);
        self.state.push(state);
        self.from.push(from as u32);
    }

    fn plain(&mut self, text: &str, from: usize, to: usize, written: Written) {
        let bytes = &text.as_bytes()[..to];
        if written == Written::Plainly {
            self.bytes.extend_from_slice(&bytes[from..]);
            self.state.resize(self.bytes.len(), TEXT);
            self.from.extend((from..to).map(|at| at as u32));
            return;
        }
        let mut at = from;
        while at < to {
            if bytes[at] == b'\\' && bytes.get(at + 1) == Some(&b'"') {
                at += 1;
            } else if bytes[at] == b'&'
                && let Some(length) = super::entity(&text[at..to])
            {
                let place = self.bytes.len();
                self.push(b'&', USED, at);
                self.mark(place, 1, Does::Character);
                at += length;
                continue;
            }
            self.push(bytes[at], TEXT, at);
            at += 1;
        }
    }

    /// How many bytes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The place in the whole text of the byte `at`, or of the end.
    #[must_use]
    pub fn place(&self, at: usize) -> usize {
        self.from.get(at).map_or(self.end, |&place| place as usize)
    }

    /// The place in the whole text behind the byte in front of `at`.
    #[must_use]
    pub fn place_behind(&self, at: usize) -> usize {
        let Some(before) = at.checked_sub(1) else {
            return self.place(at);
        };
        match self.state[before] & ATOM {
            0 => self.from[before] as usize + 1,
            _ => self
                .atoms
                .binary_search_by_key(&(self.from[before] as usize), |atom| atom.start)
                .map_or(self.place(at), |atom| self.atoms[atom].end),
        }
    }

    /// Whether `needle` is at `at`, each byte of it free: none of the states in `taken`.
    #[must_use]
    pub fn is_at(&self, at: usize, needle: &[u8], taken: u8) -> bool {
        self.bytes[at..].starts_with(needle)
            && self.state[at..at + needle.len()]
                .iter()
                .all(|state| state & (taken | USED | ATOM) == 0)
    }

    /// Whether no pass has used a byte of this stretch.
    #[must_use]
    pub fn is_free(&self, from: usize, to: usize) -> bool {
        to <= self.len()
            && self.state[from..to]
                .iter()
                .all(|state| state & (USED | ATOM) == 0)
    }

    /// Whether the byte at `at` is a blank or a tab of the text.
    #[must_use]
    pub fn is_blank(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), Some(b' ' | b'\t')) && self.state[at] & (USED | ATOM) == 0
    }

    /// Whether the byte at `at` is a newline of the text.
    #[must_use]
    pub fn is_newline(&self, at: usize) -> bool {
        self.bytes.get(at) == Some(&b'\n') && self.state[at] & (USED | ATOM) == 0
    }

    /// Where the line that holds `at` ends.
    #[must_use]
    pub fn line_end(&self, at: usize) -> usize {
        let next = self.newlines.partition_point(|&newline| newline < at);
        self.newlines.get(next).copied().unwrap_or(self.len())
    }

    /// Puts the marks in their order, once all passes are done.
    pub fn sort_marks(&mut self) {
        self.marks
            .sort_by_key(|mark| (mark.at, std::cmp::Reverse(mark.length)));
    }

    /// The first colon between two places that is text, and not in the text of a link; the marks are sorted.
    ///
    /// `[https://a|b: c]: text`: the last one.
    #[must_use]
    pub fn term_end(&self, from: usize, to: usize) -> Option<usize> {
        let first = self.marks.partition_point(|mark| mark.at < from);
        let mut links: Vec<(usize, usize)> = Vec::new();
        let mut open = None;
        for mark in self.marks[first..].iter().take_while(|mark| mark.at < to) {
            match mark.does {
                Does::Open(Style::Link | Style::PageLink, _) if open.is_none() => {
                    open = Some(mark.at);
                }
                Does::Close(start) if open == Some(start) => {
                    links.push((start, mark.at));
                    open = None;
                }
                _ => {}
            }
        }
        let mut links = links.into_iter().peekable();
        (from..to).find(|&at| {
            while links.next_if(|link| link.1 < at).is_some() {}
            let in_link = links.peek().is_some_and(|link| link.0 < at);
            self.bytes[at] == b':' && self.state[at] & (USED | ATOM) == 0 && !in_link
        })
    }

    /// Adds a mark and uses its bytes.
    pub fn mark(&mut self, at: usize, length: usize, does: Does) {
        for state in &mut self.state[at..at + length] {
            *state |= USED;
        }
        self.marks.push(Mark { at, length, does });
    }

    /// Opens and closes a style around the bytes between two markers.
    pub fn pair(&mut self, style: Style, open: (usize, usize), close: (usize, usize)) {
        let head = (self.place(open.0 + 2), self.place_behind(open.1 - 1));
        self.mark(open.0, open.1 - open.0, Does::Open(style, head));
        self.mark(close.0, close.1 - close.0, Does::Close(open.0));
    }

    /// Sets a state on a stretch.
    pub fn set(&mut self, from: usize, to: usize, state: u8) {
        for byte in &mut self.state[from..to] {
            *byte |= state;
        }
    }
}
