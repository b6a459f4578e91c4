//! Places in texts: spans that know which text they count in, and maps that lead from one text to another and back.
//!
//! A page is read and generated through a row of texts. Each map leads one step down this list, and maps compose:
//!
//! | space | text | map to the next |
//! | --- | --- | --- |
//! | [`Rendered`] | Markdown or dump, as generated | `Recorded::map` |
//! | [`TreeText`] | what the nodes of a tree count in | `Tree::source_map` |
//! | [`SourceText`] | the wiki text as it is read | `SourceMap::of_escaped` |
//! | [`PartText`] | a part of the page as it is written, escaped | [`SpanMap::of_part`] |
//! | [`ViewText`] | the page with LF line ends | `View::map` |
//! | [`FileBytes`] | the file on disk | |
//!
//! A map is a list of pieces. The Markdown of `__a__ b`, which is ` **a**  b`, has this one to the tree's text:
//!
//! ```text
//! ` **`  made for `__a__`      `a`  copied      `** `  made for `__a__`      ` b`  copied
//!  0..3            0..5         3..4  2..3       4..7            0..5         7..9  5..7
//! ```

use std::fmt;
use std::marker::PhantomData;

macro_rules! spaces {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $name;
    )*};
}

spaces! {
    /// The bytes of a file on disk.
    FileBytes
    /// A file as if its line ends were LF.
    ViewText
    /// A part of a page as it is written there: escaped, line ends LF or as in the source.
    PartText
    /// The wiki text as it is read: escapes undone, line ends LF.
    SourceText
    /// The text that the nodes of a tree count in: the wiki text, and the contents that are put together from it.
    TreeText
    /// A text that was generated: Markdown, or a dump.
    Rendered
}

/// A stretch of the text `S`: byte offsets, half open.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Span<S> {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    space: PhantomData<S>,
}

impl<S: Copy> Span<S> {
    /// The stretch from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self {
            start,
            end,
            space: PhantomData,
        }
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

impl<S> fmt::Debug for Span<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Whether a piece of a text is in the other text as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is: both have the same bytes.
    Copied,
    /// It was made for a stretch of the other text, all of it.
    Made,
}

/// A piece of the text `A` and where it comes from in the text `B`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<A, B> {
    /// The piece; not empty.
    pub here: Span<A>,
    /// Where it comes from; maybe empty where it was made.
    pub there: Span<B>,
    /// Whether it is there as it is; then both are of one length.
    pub how: How,
}

/// Leads from the text `A` to the text `B` that it was made from, and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanMap<A, B> {
    /// They follow each other in `A` without a gap, from its first byte on. In `B` they may be in any order.
    pieces: Vec<Piece<A, B>>,
}

impl<A, B> Default for SpanMap<A, B> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<A: Copy, B: Copy> SpanMap<A, B> {
    /// Adds the next `length` bytes of `A`, which come from `there`; nothing where there are none.
    ///
    /// Where they are copied, `there` is as long.
    pub fn push(&mut self, length: usize, there: Span<B>, how: How) {
        debug_assert!(
            how == How::Made || there.len() == length,
            "a copy is as long"
        );
        if length == 0 {
            return;
        }
        let start = self.end();
        let here = Span::new(start, start + length as u32);
        self.pieces.push(Piece { here, there, how });
    }

    /// Length of the text `A` in bytes.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.pieces.last().map_or(0, |piece| piece.here.end)
    }

    /// Where byte `at` of `A` is in `B`: within a copy that byte, else where the piece begins and as far into it.
    #[must_use]
    pub fn offset(&self, at: u32) -> u32 {
        self.piece_at(at).map_or(0, |piece| {
            (piece.there.start + (at - piece.here.start)).min(piece.there.end)
        })
    }

    fn piece_at(&self, at: u32) -> Option<&Piece<A, B>> {
        let after = self.pieces.partition_point(|piece| piece.here.start <= at);
        self.pieces.get(after.checked_sub(1)?)
    }
}

#[cfg_attr(
    not(feature = "internals"),
    allow(
        dead_code,
        reason = "findings need single places; spans are for edits that go back"
    )
)]
impl<A: Copy, B: Copy> SpanMap<A, B> {
    /// All of `A` is this stretch of `B`.
    #[must_use]
    pub fn of_part(there: Span<B>) -> Self {
        let mut map = Self::default();
        map.push(there.len(), there, How::Copied);
        map
    }

    /// The pieces in the order of `A`.
    #[must_use]
    pub fn pieces(&self) -> &[Piece<A, B>] {
        &self.pieces
    }

    /// The pieces that `span` touches; for an empty one the piece behind it.
    #[must_use]
    pub fn touched(&self, span: Span<A>) -> &[Piece<A, B>] {
        let end = span.end.max(span.start.saturating_add(1));
        let first = self
            .pieces
            .partition_point(|piece| piece.here.end <= span.start);
        let behind = self.pieces.partition_point(|piece| piece.here.start < end);
        &self.pieces[first..behind.max(first)]
    }

    /// The least stretch of `B` that holds all that `span` comes from. What is made comes from all it was made for.
    #[must_use]
    pub fn there(&self, span: Span<A>) -> Span<B> {
        let ends = self.touched(span).iter().map(|piece| match piece.how {
            How::Made => piece.there,
            How::Copied => {
                let from = span.start.max(piece.here.start) - piece.here.start;
                let to = span.end.min(piece.here.end).max(span.start) - piece.here.start;
                Span::new(piece.there.start + from, piece.there.start + to)
            }
        });
        ends.reduce(|one, other| Span::new(one.start.min(other.start), one.end.max(other.end)))
            .unwrap_or_else(|| {
                let end = self.pieces.last().map_or(0, |piece| piece.there.end);
                Span::new(end, end)
            })
    }

    /// The stretches of `A` that come from a part of `span`, in the order of `A`: the copied parts of it, and whole
    /// pieces that were made for a stretch it meets. A text may be shown several times, or not at all.
    ///
    /// Looks at every piece.
    pub fn here(&self, span: Span<B>) -> impl Iterator<Item = Span<A>> {
        self.pieces.iter().filter_map(move |piece| {
            let start = span.start.max(piece.there.start);
            let end = span.end.min(piece.there.end);
            let meets = start < end || (start == end && span.is_empty());
            meets.then(|| match piece.how {
                How::Made => piece.here,
                How::Copied => {
                    let from = piece.here.start + (start - piece.there.start);
                    Span::new(from, from + (end - start))
                }
            })
        })
    }

    /// The map from `A` to the text that `next` leads to. A copy of a copy is a copy; everything else is made.
    #[must_use]
    pub fn then<C: Copy>(&self, next: &SpanMap<B, C>) -> SpanMap<A, C> {
        let mut map = SpanMap::default();
        for piece in &self.pieces {
            if piece.how == How::Made {
                map.push(piece.here.len(), next.there(piece.there), How::Made);
                continue;
            }
            for step in next.touched(piece.there) {
                let start = step.here.start.max(piece.there.start);
                let end = step.here.end.min(piece.there.end);
                let there = match step.how {
                    How::Made => step.there,
                    How::Copied => next.there(Span::new(start, end)),
                };
                map.push((end - start) as usize, there, step.how);
            }
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn markdown() -> SpanMap<Rendered, TreeText> {
        let mut map = SpanMap::default();
        map.push(3, Span::new(0, 5), How::Made);
        map.push(1, Span::new(2, 3), How::Copied);
        map.push(3, Span::new(0, 5), How::Made);
        map.push(2, Span::new(5, 7), How::Copied);
        map
    }

    #[test]
    fn a_copy_leads_to_its_bytes_and_what_is_made_to_all_it_was_made_for() {
        let map = markdown();
        assert_eq!(map.there(Span::new(3, 4)), Span::new(2, 3));
        assert_eq!(map.there(Span::new(8, 9)), Span::new(6, 7));
        assert_eq!(map.there(Span::new(1, 2)), Span::new(0, 5));
        assert_eq!(map.there(Span::new(3, 9)), Span::new(0, 7));
        assert_eq!(map.there(Span::new(8, 8)), Span::new(6, 6));
        assert_eq!(map.there(Span::new(9, 9)), Span::new(7, 7));
    }

    #[test]
    fn a_stretch_is_found_wherever_it_is_shown() {
        let back = |start, end| markdown().here(Span::new(start, end)).collect::<Vec<_>>();
        let (opens, closes) = (Span::new(0, 3), Span::new(4, 7));
        assert_eq!(back(2, 3), [opens, Span::new(3, 4), closes]);
        assert_eq!(back(0, 1), [opens, closes]);
        assert_eq!(back(6, 7), [Span::new(8, 9)]);
    }

    #[test]
    fn maps_compose() {
        let mut next: SpanMap<TreeText, SourceText> = SpanMap::default();
        next.push(6, Span::new(10, 16), How::Copied);
        next.push(1, Span::new(16, 20), How::Made);
        let map = markdown().then(&next);
        let pieces: Vec<_> = map
            .pieces()
            .iter()
            .map(|piece| (piece.here.range(), piece.there.range(), piece.how))
            .collect();
        assert_eq!(
            pieces,
            [
                (0..3, 10..15, How::Made),
                (3..4, 12..13, How::Copied),
                (4..7, 10..15, How::Made),
                (7..8, 15..16, How::Copied),
                (8..9, 16..20, How::Made),
            ]
        );
    }

    fn map() -> impl Strategy<Value = SpanMap<Rendered, TreeText>> {
        let piece = (1_u32..4, 0_u32..20, 0_u32..4, any::<bool>());
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| {
            let mut map = SpanMap::default();
            for (length, start, made_for, copied) in pieces {
                let (there, how) = match copied {
                    true => (Span::new(start, start + length), How::Copied),
                    false => (Span::new(start, start + made_for), How::Made),
                };
                map.push(length as usize, there, how);
            }
            map
        })
    }

    proptest! {
        #[test]
        fn there_and_back_is_where_it_began(map in map(), start in 0_u32..24, length in 1_u32..8) {
            let span = Span::new(start, start + length);
            for piece in map.touched(span) {
                let part = Span::new(span.start.max(piece.here.start), span.end.min(piece.here.end));
                let there = map.there(part);
                if !there.is_empty() {
                    let holds = |back: Span<Rendered>| back.start <= part.start && part.end <= back.end;
                    prop_assert!(map.here(there).any(holds));
                }
            }
        }

        #[test]
        fn a_composed_map_leads_where_its_steps_lead(map in map(), start in 0_u32..24, length in 1_u32..8) {
            // Every second byte of the tree's text is made from two bytes of the source.
            let mut next: SpanMap<TreeText, SourceText> = SpanMap::default();
            for at in 0..24 {
                let how = if at % 2 == 0 { How::Copied } else { How::Made };
                let width = if how == How::Copied { 1 } else { 2 };
                next.push(1, Span::new(3 * at, 3 * at + width), how);
            }
            let composed = map.then(&next);
            prop_assert_eq!(composed.end(), map.end());
            let span = Span::new(start, start + length);
            for piece in map.touched(span) {
                let part = Span::new(span.start.max(piece.here.start), span.end.min(piece.here.end));
                let there = map.there(part);
                if !there.is_empty() {
                    prop_assert_eq!(composed.there(part), next.there(there));
                }
            }
        }
    }
}
