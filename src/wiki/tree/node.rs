//! What a tree consists of: nodes of one kind each, with spans into its text.

use std::num::NonZeroU32;

use super::Kind;
use crate::text::span;

/// A stretch of a tree's text: byte offsets, half open.
pub type Span = span::Span<span::TreeText>;

/// A node's place in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    /// The node at this place of the arena; `None` behind the last place that has a number.
    pub(super) fn new(index: usize) -> Option<Self> {
        let number = u32::try_from(index).ok()?.checked_add(1)?;
        NonZeroU32::new(number).map(Self)
    }

    /// Its place in the arena.
    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

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
    /// Its place in the tree.
    pub id: NodeId,
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
