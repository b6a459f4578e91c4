//! The regions of a merge: what one side changed, what both changed alike, and what is in conflict.

use std::iter::Peekable;
use std::ops::Range;

use super::Conflict;
use super::pieces::Piece;
use crate::text::diff::align::{Hunk, hunks};

/// A stretch of a merge.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// It is merged.
    Clean(String),
    /// Both sides changed it, and not alike.
    Conflict(Conflict),
}

/// Merges base, ours and theirs, cut into pieces. Changes of one side between which no piece of the kind `anchors`
/// stands are one change.
pub fn regions(cut: &[Vec<Piece<'_>>; 3], anchors: fn(&Piece<'_>) -> bool) -> Vec<Part> {
    let [base, ours, theirs] = cut;
    let of = |side: &[Piece<'_>]| changes(base, side, anchors).into_iter().peekable();
    let mut ours = Side::new(ours, of(ours));
    let mut theirs = Side::new(theirs, of(theirs));
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(start) = first(&mut ours, &mut theirs) {
        parts.push(kept(base, &ours, &theirs, from..start));
        let mut end = start;
        let (from_ours, from_theirs) = (ours.place(start), theirs.place(start));
        // What overlaps or touches belongs together.
        let (mut takes_ours, mut takes_theirs) = (false, false);
        loop {
            let took = (ours.take(&mut end), theirs.take(&mut end));
            takes_ours |= took.0;
            takes_theirs |= took.1;
            if took == (false, false) {
                break;
            }
        }
        let of_ours = &ours.pieces[from_ours..ours.place(end)];
        let of_theirs = &theirs.pieces[from_theirs..theirs.place(end)];
        let is_same = || {
            of_ours
                .iter()
                .map(Piece::key)
                .eq(of_theirs.iter().map(Piece::key))
        };
        parts.push(match (takes_ours, takes_theirs) {
            (_, false) => Part::Clean(text(of_ours)),
            (false, true) => Part::Clean(text(of_theirs)),
            (true, true) if is_same() => Part::Clean(text(of_ours)),
            (true, true) => Part::Conflict(Conflict {
                base: text(&base[start..end]),
                ours: text(of_ours),
                theirs: text(of_theirs),
            }),
        });
        from = end;
    }
    parts.push(kept(base, &ours, &theirs, from..base.len()));
    parts
}

/// The changes from base to a side.
fn changes(base: &[Piece<'_>], side: &[Piece<'_>], anchors: fn(&Piece<'_>) -> bool) -> Vec<Hunk> {
    let mut joined: Vec<Hunk> = Vec::new();
    for hunk in hunks(&keys(base), &keys(side)) {
        match joined.last_mut() {
            Some(last) if !base[last.old.end..hunk.old.start].iter().any(anchors) => {
                last.old.end = hunk.old.end;
                last.new.end = hunk.new.end;
            }
            _ => joined.push(hunk),
        }
    }
    joined
}

fn keys<'t>(pieces: &[Piece<'t>]) -> Vec<(&'t str, bool)> {
    pieces.iter().map(Piece::key).collect()
}

/// A side, with the changes that are still to come.
struct Side<'p, 't> {
    pieces: &'p [Piece<'t>],
    changes: Peekable<std::vec::IntoIter<Hunk>>,
    /// Where base and side are behind the last change.
    at: (usize, usize),
}

impl<'p, 't> Side<'p, 't> {
    fn new(pieces: &'p [Piece<'t>], changes: Peekable<std::vec::IntoIter<Hunk>>) -> Self {
        Self {
            pieces,
            changes,
            at: (0, 0),
        }
    }

    /// The place of the side for a place of the base that no change to come is in front of.
    fn place(&self, base: usize) -> usize {
        base - self.at.0 + self.at.1
    }

    /// Takes the next change if it begins at `end` or before it, and moves `end` behind it; whether it did.
    fn take(&mut self, end: &mut usize) -> bool {
        let Some(hunk) = self.changes.next_if(|hunk| hunk.old.start <= *end) else {
            return false;
        };
        *end = (*end).max(hunk.old.end);
        self.at = (hunk.old.end, hunk.new.end);
        true
    }
}

/// Where the next change begins.
fn first(ours: &mut Side<'_, '_>, theirs: &mut Side<'_, '_>) -> Option<usize> {
    let next = |side: &mut Side<'_, '_>| side.changes.peek().map(|hunk| hunk.old.start);
    match (next(ours), next(theirs)) {
        (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
        (ours, theirs) => ours.or(theirs),
    }
}

/// What nobody changed, but for line ends: those are as one side made them.
fn kept(
    base: &[Piece<'_>],
    ours: &Side<'_, '_>,
    theirs: &Side<'_, '_>,
    range: Range<usize>,
) -> Part {
    let length = range.len();
    let mut kept = String::new();
    for i in 0..length {
        let [base, ours, theirs] = [
            base[range.start + i].text,
            ours.pieces[ours.place(range.start) + i].text,
            theirs.pieces[theirs.place(range.start) + i].text,
        ];
        kept.push_str(if ours == base { theirs } else { ours });
    }
    Part::Clean(kept)
}

fn text(pieces: &[Piece<'_>]) -> String {
    pieces.iter().map(|piece| piece.text).collect()
}
