//! Where a piece of rendered text comes from: the stretch of the tree's text, the construct, and what of it.

use crate::text::span::How;
use crate::wiki::tree::{Kind, Node, NodeId, Span};

/// Where a piece of rendered text comes from.
///
/// The Markdown of `[/a b|c]` is `[c](/a%20b)`, in these pieces:
///
/// ```text
/// [     Link, Opens     made for [/a b|c]
/// c     Text, Text      copied
/// ](    Link, Between   made for [/a b|c]
/// /a    Link, Target    copied
/// %20   Link, Target    made for the blank
/// b     Link, Target    copied
/// )     Link, Closes    made for [/a b|c]
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The stretch of the tree's text that it comes from.
    pub span: Span,
    /// Whether it is that stretch as it is, or was made for it.
    pub how: How,
    /// What of the construct it shows.
    pub aspect: Aspect,
    /// The construct; `None` for what belongs to the page and not to its source.
    pub kind: Option<Kind>,
    /// The node of the construct, in the same case.
    pub node: Option<NodeId>,
}

/// What of a construct a piece of rendered text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// What is around all that is generated: the empty lines at the start and the end of a body.
    Frame,
    /// The marks in front of its content.
    Opens,
    /// The marks behind its content.
    Closes,
    /// The marks between its parts.
    Between,
    /// The marks that count its level or depth.
    Level,
    /// Its text.
    Text,
    /// The text of a link, where that is no node.
    Label,
    /// Where it leads.
    Target,
    /// A value it was given: a colour, a width, an alternative text.
    Value,
    /// All of it, written at once.
    Whole,
    /// In a dump: the name of the node.
    Name,
    /// In a dump: all of it.
    FullMatch,
    /// In a dump: its inner content.
    InnerContent,
    /// In a dump: one of its other fields.
    Field,
}

impl Origin {
    /// It is in the tree's text as it is, at `span`, and belongs to `node`.
    #[inline]
    #[must_use]
    pub fn copied(span: Span, node: &Node, aspect: Aspect) -> Self {
        Self {
            span,
            how: How::Copied,
            aspect,
            kind: Some(node.kind),
            node: Some(node.id),
        }
    }

    /// The renderer made it for all of `node`.
    #[inline]
    #[must_use]
    pub fn made(node: &Node, aspect: Aspect) -> Self {
        Self::made_for(node.full, node, aspect)
    }

    /// The renderer made it for the stretch `span`, which belongs to `node`.
    #[inline]
    #[must_use]
    pub fn made_for(span: Span, node: &Node, aspect: Aspect) -> Self {
        Self {
            span,
            how: How::Made,
            aspect,
            kind: Some(node.kind),
            node: Some(node.id),
        }
    }

    /// It belongs to the page, at this place of the tree's text.
    #[must_use]
    pub fn frame(at: u32) -> Self {
        Self {
            span: Span::new(at, at),
            how: How::Made,
            aspect: Aspect::Frame,
            kind: None,
            node: None,
        }
    }

    /// The origin of a part of a piece: `length` bytes from byte `start` on.
    #[inline]
    #[must_use]
    pub(super) fn part(self, start: usize, length: usize) -> Self {
        match self.how {
            How::Copied => {
                let start = self.span.start + start as u32;
                let span = Span::new(start, start + length as u32);
                Self { span, ..self }
            }
            How::Made => self,
        }
    }

    /// The same for a piece that the renderer made for that stretch.
    #[inline]
    #[must_use]
    pub(super) fn as_made(self) -> Self {
        let how = How::Made;
        Self { how, ..self }
    }
}
