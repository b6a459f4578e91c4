//! Merges two texts that came of one: by lines, and where both changed the same lines, by sentences or words.
//!
//! ```text
//! base    Zinc keeps.  Salt is white.
//! ours    Zinc shines. Salt is white.       by lines   a conflict
//! theirs  Zinc keeps.  Salt is grey.        by sentences  Zinc shines. Salt is grey.
//! ```
//!
//! 1. Base and side are lined up ([`hunks`](crate::text::diff::align::hunks)), for each side.
//! 2. Hunks of the two sides that overlap or touch are one *region*. A region with hunks of one side takes that side; one
//!    in which both sides say the same takes it once.
//! 3. Any other region is cut into sentences, then into words where these were asked for, and merged again. What is
//!    still in doubt is a *conflict* of whole lines.
//!
//! So nothing is lost: what a side added is in the result, or in a conflict; what both kept is in the result.
//!
//! Lines that differ in nothing but their ends are the same. Where the ends of each text are of one kind, so are those
//! of the result; else each line keeps its own.

mod line_ends;
#[cfg(any(test, feature = "cli"))]
mod marked;
mod pieces;
mod regions;

#[cfg(any(test, feature = "cli"))]
pub use marked::{Labels, Style};

use line_ends::LineEnds;
use pieces::{Piece, lines, sentences, words};
use regions::{Part, regions};

/// How far a merge looks into lines that both sides changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Within {
    /// Not at all: as Git merges.
    Lines,
    /// Sentences that only one side changed are merged.
    #[default]
    Sentences,
    /// Words that only one side changed are merged.
    Words,
}

/// The three texts of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides<'t> {
    /// What both came of.
    pub base: &'t str,
    /// One of them; it has precedence where only line ends differ.
    pub ours: &'t str,
    /// The other.
    pub theirs: &'t str,
}

/// A stretch of a merged text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stretch {
    /// It is merged.
    Clean(String),
    /// Both sides changed it; whole lines.
    Conflict(Conflict),
}

/// What the three texts say in a place that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflict {
    /// What it was.
    pub base: String,
    /// What one side made of it.
    pub ours: String,
    /// What the other side made of it.
    pub theirs: String,
}

/// A merged text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// In order; no two clean ones follow each other.
    pub stretches: Vec<Stretch>,
}

impl Merged {
    /// The text; `None` where there is a conflict.
    #[must_use]
    pub fn clean(&self) -> Option<String> {
        let mut text = String::new();
        for stretch in &self.stretches {
            let Stretch::Clean(clean) = stretch else {
                return None;
            };
            text.push_str(clean);
        }
        Some(text)
    }

    /// What is in conflict.
    pub fn conflicts(&self) -> impl Iterator<Item = &Conflict> {
        self.stretches.iter().filter_map(|stretch| match stretch {
            Stretch::Clean(_) => None,
            Stretch::Conflict(conflict) => Some(conflict),
        })
    }

    fn push(&mut self, text: &str) {
        match self.stretches.last_mut() {
            _ if text.is_empty() => {}
            Some(Stretch::Clean(clean)) => clean.push_str(text),
            _ => self.stretches.push(Stretch::Clean(text.to_owned())),
        }
    }
}

/// Merges two texts that came of one.
#[must_use]
pub fn merge(sides: Sides<'_>, within: Within) -> Merged {
    let ends = LineEnds::merged(sides);
    let sides = sides.map(|text| ends.applied(text));
    let sides = Sides {
        base: &sides[0],
        ours: &sides[1],
        theirs: &sides[2],
    };
    let mut merged = Merged {
        stretches: Vec::new(),
    };
    let cut = sides.map(lines);
    for part in regions(&cut, pieces::any) {
        match part {
            Part::Clean(text) => merged.push(&text),
            Part::Conflict(conflict) => match inside(&conflict, within) {
                Some(text) => merged.push(&text),
                None => merged.stretches.push(Stretch::Conflict(conflict)),
            },
        }
    }
    merged
}

/// The merged text of a conflict of lines, by sentences or words.
fn inside(conflict: &Conflict, within: Within) -> Option<String> {
    let sides = Sides {
        base: &conflict.base,
        ours: &conflict.ours,
        theirs: &conflict.theirs,
    };
    let by_sentences = || clean(&sides.map(sentences), pieces::any);
    match within {
        Within::Lines => None,
        Within::Sentences => by_sentences(),
        Within::Words => by_sentences().or_else(|| clean(&sides.map(words), pieces::is_word)),
    }
}

/// The merged text of three lists of pieces, where no conflict is left.
fn clean(cut: &[Vec<Piece<'_>>; 3], anchors: fn(&Piece<'_>) -> bool) -> Option<String> {
    let mut text = String::new();
    for part in regions(cut, anchors) {
        let Part::Clean(clean) = part else {
            return None;
        };
        text.push_str(&clean);
    }
    Some(text)
}

impl<'t> Sides<'t> {
    /// The same of each text: of the base, ours and theirs.
    fn map<T>(self, of: impl Fn(&'t str) -> T) -> [T; 3] {
        [of(self.base), of(self.ours), of(self.theirs)]
    }
}

#[cfg(test)]
mod tests;
