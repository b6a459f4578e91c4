//! Which construct of the exporter dialect begins at a place, and where its parts end.
//!
//! This is section 1 of the dialect, one file for each family of constructs. Nothing here looks inside a construct: the
//! lexer reads its inner content as a text of its own. In `see [/a|b ''c'']`, asked at the bracket:
//!
//! ```text
//! start 4, head 5..7 (`/a`), inner 8..15 (`b ''c''`), end 16
//! ```

use super::dialect::PluginId;
use super::memo::{Marker, Memo};
use super::reading::Reading;
use super::tree::Kind;

mod lines;
mod links;
mod plugins;
mod spans;

/// A text or the inner content of a construct: byte offsets, half open.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// The first byte; a line starts here.
    pub start: usize,
    /// One past the last byte; the text ends here.
    pub end: usize,
    /// Where the white space at the end of the text begins.
    tail: usize,
}

impl Extent {
    /// The bytes of `text` from `start` up to `end`.
    pub fn new(text: &str, start: usize, end: usize) -> Self {
        Self {
            start,
            end,
            tail: start + text[start..end].trim_end().len(),
        }
    }
}

/// A construct and where its parts end: opening marker, head, inner content, closing marker.
#[derive(Debug, Clone, Copy)]
pub struct Construct {
    /// What it is.
    pub kind: Kind,
    /// Where its opening marker begins.
    pub start: usize,
    /// What is between opening marker and inner content.
    pub head: Head,
    /// Where the head begins and ends; both `inner.start` where there is none.
    pub head_at: (usize, usize),
    /// How the inner content is read.
    pub content: Content,
    /// Where the inner content begins and ends.
    pub inner: (usize, usize),
    /// Where its closing marker ends.
    pub end: usize,
}

/// What is between an opening marker and an inner content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// Nothing.
    None,
    /// The arguments of this plugin, whose row says how the inner content is read.
    Call(PluginId),
    /// The colour and background of a coloured text.
    Colors,
    /// The target of a link.
    Url,
}

/// How an inner content is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// The construct has none: it is a marker alone.
    Marker,
    /// As the plugin's row says.
    OfPlugin,
    /// As a text of its own.
    Parsed,
    /// Not at all.
    Body,
    /// As the rows and cells of a table.
    Rows,
    /// As `page|text`, both trimmed; the bar is at this byte.
    Halves(usize),
}

impl Construct {
    /// A construct with an inner content and no head.
    fn plain(
        kind: Kind,
        start: usize,
        content: Content,
        inner: (usize, usize),
        end: usize,
    ) -> Self {
        Self {
            kind,
            start,
            head: Head::None,
            head_at: (inner.0, inner.0),
            content,
            inner,
            end,
        }
    }

    /// A construct that is a marker alone.
    fn marker(kind: Kind, start: usize, end: usize) -> Self {
        Self::plain(kind, start, Content::Marker, (end, end), end)
    }
}

/// Finds constructs in one text.
pub struct Constructs<'t> {
    text: &'t str,
    reading: Reading,
    find: Memo<'t>,
}

impl<'t> Constructs<'t> {
    /// For `text`, to be asked from places that grow.
    pub fn new(text: &'t str, reading: Reading) -> Self {
        Self {
            text,
            reading,
            find: Memo::new(text),
        }
    }

    /// The construct that begins at `at`: of those that the exporter knows, the first of the dialect's table that
    /// matches.
    ///
    /// `free` is where the pending text begins: a construct may begin there at the earliest, which is in front of `at`
    /// only for the white space before a citation.
    pub fn at(&mut self, at: usize, free: usize, scope: Extent) -> Option<Construct> {
        let rest = &self.text.as_bytes()[at..scope.end];
        match rest[0] {
            b'{' => self.plugin(at, scope),
            b'~' => self.tilde(at, scope),
            b'd' => self.doi(at, scope),
            b'(' if rest.starts_with(b"((") => self
                .aliased_link(at, scope)
                .or_else(|| self.local_link(at, scope)),
            b'|' if rest.starts_with(b"||") => self.table(at, scope),
            b'*' if self.starts_line(at, scope) => self.item(Kind::ListItem, at, scope),
            b'#' if self.starts_line(at, scope) => self.item(Kind::NumListItem, at, scope),
            b'+' if self.starts_line(at, scope) => self.indent(at, scope),
            b'!' if self.starts_line(at, scope) => self.heading(at, scope),
            b'\n' if self.starts_line(at, scope) && rest.get(1) == Some(&b'!') => {
                self.heading(at, scope)
            }
            b'\n' => self.rule(at, scope),
            b'_' if rest.starts_with(b"__") => self.pair(Kind::Bold, Marker::Bold, at, scope),
            b'\'' if rest.starts_with(b"''") => {
                self.pair(Kind::Emphasis, Marker::Emphasis, at, scope)
            }
            b'[' => self
                .spaced_citation(at, free, scope)
                .or_else(|| self.link_with_text(at, scope))
                .or_else(|| self.citation(at, at, scope))
                .or_else(|| self.link(at, scope)),
            b'^' => self.caret(at, scope),
            b'%' if rest.starts_with(b"%%%") => self.newline(at),
            _ => None,
        }
    }

    /// How many bytes were looked at to find markers.
    #[cfg(test)]
    pub(super) fn searched(&self) -> usize {
        self.find.searched
    }

    /// Goes on, in a function that recognises a construct, where the exporter knows `kind`.
    fn known(&self, kind: Kind) -> Option<()> {
        self.reading.knows(kind).then_some(())
    }

    fn starts_line(&self, at: usize, scope: Extent) -> bool {
        at == scope.start || self.text.as_bytes()[at - 1] == b'\n'
    }

    /// Where the line that holds `at` ends, its newline not counted.
    fn line_end(&mut self, at: usize, scope: Extent) -> usize {
        self.find.next(Marker::LineEnd, at).min(scope.end)
    }

    /// The first byte at or behind `from` that is none of `bytes`.
    fn past(&self, bytes: &[u8], from: usize, scope: Extent) -> usize {
        self.text.as_bytes()[from..scope.end]
            .iter()
            .position(|byte| !bytes.contains(byte))
            .map_or(scope.end, |length| from + length)
    }

    /// The first byte at or behind `from` that is no white space.
    fn past_white_space(&self, from: usize, scope: Extent) -> usize {
        let rest = &self.text[from..scope.end];
        scope.end - rest.trim_start().len()
    }
}
