//! What a tree consists of: nodes of one kind each, with spans into its text.

use super::Kind;

/// A stretch of a tree's text: byte offsets, half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The stretch from `start` up to, not including, `end`.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The stretch as a range of bytes.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A node's place in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeId(pub(super) u32);

/// What a node holds beside its spans and children.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Nothing.
    None,
    /// How many marks opened it: a heading's or indent's level, a list item's depth.
    Level(u32),
    /// Its arguments.
    Arguments(Arguments),
    /// A link's target.
    Url(Span),
    /// The page a local link names.
    Page(Span),
}

/// The arguments of a plugin: the text as written, and the pairs found in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arguments {
    /// The text as written, parentheses and white space included.
    pub raw: Span,
    pub(super) first: u32,
    pub(super) count: u32,
}

/// One `key = value` of a plugin's arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// One or more characters.
    pub key: Span,
    /// Without the quotes it may have been written in; maybe empty.
    pub value: Span,
}

/// One node of a tree.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// All of it, markers included.
    pub full: Span,
    /// What stands between its markers.
    pub inner: Span,
    /// What else it holds.
    pub detail: Detail,
    pub(super) first_child: Option<NodeId>,
    pub(super) next: Option<NodeId>,
}
