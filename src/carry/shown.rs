//! What a source generates, with the place in the escaped source that each piece of it comes from.

use std::ops::Range;

use crate::generator::{Generator, Workspace};
use crate::render::record::Recorded;
use crate::text::span::{How, PartText, Span, SpanMap, TreeText};
use crate::wiki::Tree;
use crate::wiki::source::SourceMap;
use crate::wiki::tree::{Kind, NodeId};

/// A generated text and where it comes from.
pub struct Shown {
    /// The Markdown.
    pub text: String,
    /// Its pieces, in order and without a gap.
    pub pieces: Vec<Piece>,
    /// The nodes of the source, by their place in the tree.
    pub nodes: Vec<Place>,
}

/// A piece of the generated text.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// What it comes from, in bytes of the escaped source.
    pub source: Range<usize>,
    /// What it is.
    pub role: Role,
    /// The node that it belongs to.
    pub node: Option<NodeId>,
}

/// What a piece of the generated text is to the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The same bytes as in the source.
    Copied,
    /// It stands for a stretch of the source of its own: a newline, `'` for `&#39;`, `%20` for a blank.
    Swapped,
    /// A mark that was made for a whole construct.
    Mark,
}

/// Where a node is.
#[derive(Debug, Clone)]
pub struct Place {
    /// What it is.
    pub kind: Kind,
    /// The stretch of the generated text with all of its pieces and those of the nodes in it; `None` where it shows
    /// nothing.
    pub shown: Option<Range<usize>>,
    /// All of it, in bytes of the escaped source.
    pub full: Range<usize>,
    /// What is between its marks, in the same bytes.
    pub inner: Range<usize>,
    /// The node that it is in.
    pub parent: Option<usize>,
    /// Whether it shows its inner content piece by piece, so that what is in it can be edited alone.
    pub is_open: bool,
}

impl Shown {
    /// What an escaped source generates.
    pub fn new(generator: Generator<'_>, source: &str, workspace: &mut Workspace) -> Self {
        generator.parse_escaped(source, workspace);
        Self::of_tree(generator, source, workspace)
    }

    /// The same, where the workspace holds the tree of `source`.
    pub fn of_tree(generator: Generator<'_>, source: &str, workspace: &Workspace) -> Self {
        let tree = &workspace.tree;
        let mut recorded = Recorded::default();
        generator
            .markdown(tree, &mut recorded)
            .expect("a String takes everything");
        let written = SourceMap::of_escaped(source, generator.reading().lines);
        let map = tree.source_map().then(&written);
        let pieces = pieces(&recorded, tree, &map);
        let nodes = places(tree, &map, &pieces);
        Self {
            text: recorded.text,
            pieces,
            nodes,
        }
    }

    /// The pieces that `range` touches; for an empty range those on both sides of its place.
    pub fn touched(&self, range: &Range<usize>) -> &[Piece] {
        &self.pieces[self.touched_at(range)]
    }

    /// The same as places in the list.
    pub fn touched_at(&self, range: &Range<usize>) -> Range<usize> {
        let (first, behind) = if range.is_empty() {
            (
                self.pieces
                    .partition_point(|piece| piece.at.end < range.start),
                self.pieces
                    .partition_point(|piece| piece.at.start <= range.end),
            )
        } else {
            (
                self.pieces
                    .partition_point(|piece| piece.at.end <= range.start),
                self.pieces
                    .partition_point(|piece| piece.at.start < range.end),
            )
        };
        first..behind.max(first)
    }

    /// The pieces that a change of `range` cuts or takes away. Text that is put between two pieces cuts none, unless both
    /// are marks of one construct.
    pub fn cut(&self, range: &Range<usize>) -> impl Iterator<Item = &Piece> {
        let place = range.clone();
        let mark_at = |piece: Option<&Piece>| {
            let piece = piece.filter(|piece| piece.role == Role::Mark)?;
            piece.node
        };
        let between_marks = range.is_empty()
            && mark_at(self.before(range.start)).is_some()
            && mark_at(self.before(range.start)) == mark_at(self.behind(range.start));
        self.touched(range).iter().filter(move |piece| {
            !place.is_empty()
                || between_marks
                || (piece.at.start < place.start && place.end < piece.at.end)
        })
    }

    /// The piece that ends at `at` or holds it.
    pub fn before(&self, at: usize) -> Option<&Piece> {
        let behind = self.pieces.partition_point(|piece| piece.at.start < at);
        self.pieces.get(behind.checked_sub(1)?)
    }

    /// The piece that begins at `at` or holds it.
    pub fn behind(&self, at: usize) -> Option<&Piece> {
        let first = self.pieces.partition_point(|piece| piece.at.end <= at);
        self.pieces.get(first)
    }

    /// The node with this id.
    pub fn place(&self, node: NodeId) -> &Place {
        &self.nodes[node.index()]
    }
}

type ToPart = SpanMap<TreeText, PartText>;

fn pieces(recorded: &Recorded, tree: &Tree, map: &ToPart) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, origin) in recorded.pieces(0..recorded.text.len()) {
        if at.is_empty() {
            continue;
        }
        let node = origin.node;
        if origin.how == How::Made {
            // What is made for less than all of its node has a source of its own.
            let full = node.map(|id| tree.node(id).full);
            let is_own =
                origin.kind == Some(Kind::Text) || full.is_some_and(|full| full != origin.span);
            pieces.push(Piece {
                at,
                source: map.there(origin.span).range(),
                role: if is_own && !origin.span.is_empty() {
                    Role::Swapped
                } else {
                    Role::Mark
                },
                node,
            });
            continue;
        }
        let mut start = at.start;
        for step in map.touched(origin.span) {
            let from = step.here.start.max(origin.span.start);
            let to = step.here.end.min(origin.span.end);
            let part = Span::new(from, to);
            let length = part.len();
            if length == 0 {
                continue;
            }
            pieces.push(Piece {
                at: start..start + length,
                source: map.there(part).range(),
                role: match step.how {
                    How::Copied => Role::Copied,
                    How::Made => Role::Swapped,
                },
                node,
            });
            start += length;
        }
        debug_assert_eq!(start, at.end, "a copy is as long as what it is of");
    }
    pieces
}

fn places(tree: &Tree, map: &ToPart, pieces: &[Piece]) -> Vec<Place> {
    let range = |span: Span<TreeText>| {
        if span.is_empty() {
            let at = map.offset(span.start) as usize;
            at..at
        } else {
            map.there(span).range()
        }
    };
    let mut nodes: Vec<Place> = tree
        .nodes()
        .map(|node| {
            let full = range(node.full);
            let mut inner = range(node.inner);
            if inner.start < full.start || inner.end > full.end {
                inner = full.end..full.end;
            }
            Place {
                kind: node.kind,
                shown: None,
                full,
                inner,
                parent: None,
                is_open: node.kind == Kind::Text,
            }
        })
        .collect();
    for piece in pieces {
        if let Some(node) = piece.node {
            let place = &mut nodes[node.index()];
            place.shown = Some(hull(place.shown.take(), piece.at.clone()));
        }
    }
    // Children stand in front of their parents.
    for node in tree.nodes() {
        let parent = node.id.index();
        let mut shown = nodes[parent].shown.take();
        for child in tree.children(node) {
            let child = &mut nodes[child.id.index()];
            child.parent = Some(parent);
            if let Some(of_child) = &child.shown {
                shown = Some(hull(shown, of_child.clone()));
                nodes[parent].is_open = true;
            }
        }
        nodes[parent].shown = shown;
    }
    nodes
}

fn hull(one: Option<Range<usize>>, other: Range<usize>) -> Range<usize> {
    match one {
        None => other,
        Some(one) => one.start.min(other.start)..one.end.max(other.end),
    }
}
