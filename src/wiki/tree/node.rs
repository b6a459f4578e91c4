//! What a tree consists of: nodes of one kind each, with spans into its text.

use std::num::NonZeroU32;

use super::Kind;
use crate::text::span;
use crate::wiki::dialect::PluginId;

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
    #[must_use]
    pub fn index(self) -> usize {
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
    /// How many spaces it gives.
    Repeat(u32),
    /// Its arguments.
    Arguments(Arguments),
    /// Its colours.
    Color(Color),
    /// The numbers a citation names.
    Citation(Citation),
    /// A link's target.
    Url(Span),
    /// The page a local link names.
    Page(Span),
    /// A plugin of the Tiki dialect.
    Call(PluginId, Arguments),
}

/// The arguments of a plugin: the text as written, and the pairs found in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arguments {
    /// The text as written, parentheses and white space included.
    pub raw: Span,
    pub(super) first: u32,
    pub(super) count: u32,
}

/// What a coloured text is written with: `red` or `red,blue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// All of it, read as arguments too.
    pub spec: Arguments,
    /// The first comma of it, or its end.
    pub(super) comma: u32,
}

impl Color {
    /// The colour of the text: what is in front of the first comma, not trimmed.
    #[must_use]
    pub fn foreground(self) -> Span {
        Span::new(self.spec.raw.start, self.comma)
    }

    /// The colour behind the text: what is behind the first comma, not trimmed.
    #[must_use]
    pub fn background(self) -> Option<Span> {
        let raw = self.spec.raw;
        (self.comma < raw.end).then(|| Span::new(self.comma + 1, raw.end))
    }
}

/// A citation `[[1, 2]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation {
    /// What is in the brackets, without the white space around it.
    pub numbers: Span,
    /// Whether a white space character in front belongs to it.
    pub spaced: bool,
}

/// One `key = value` of a plugin's arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// One or more characters.
    pub key: Span,
    /// Without the quotes it may have been written in; maybe empty.
    pub value: Span,
}

impl Detail {
    /// The arguments it was written with.
    #[must_use]
    pub fn arguments(self) -> Option<Arguments> {
        match self {
            Detail::Arguments(arguments) => Some(arguments),
            Detail::Color(color) => Some(color.spec),
            Detail::Call(_, arguments) => Some(arguments),
            Detail::None
            | Detail::Level(_)
            | Detail::Repeat(_)
            | Detail::Citation(_)
            | Detail::Url(_)
            | Detail::Page(_) => None,
        }
    }
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
    /// What is between its markers.
    pub inner: Span,
    /// What else it holds.
    pub detail: Detail,
    pub(super) first_child: Option<NodeId>,
    pub(super) next: Option<NodeId>,
}
