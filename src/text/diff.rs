//! What differs between two texts, in pieces a person would name, and as a patch; the only room that names `similar`.
//!
//! Work is bounded whatever the texts are: a text beyond a limit gets coarser pieces, never a wrong one.

pub mod align;
mod apply;
mod comparison;
mod edges;
mod patch;

use std::hash::Hash;
use std::ops::Range;

use similar::algorithms::IdentifyDistinct;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff};

pub use apply::{file_of_patch, patched};
pub use patch::unified;

use comparison::Comparison;
use edges::{common_head, common_tail};

/// Most lines, both sides together, that are lined up with each other between the first and the last differing line.
const MOST_LINES: usize = 100_000;

/// One difference: these bytes of the one text stand where those of the other do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Byte range in the found text, on character boundaries; empty where something is missing.
    pub found: Range<usize>,
    /// Byte range in the expected text, on character boundaries; empty where something is too much.
    pub expected: Range<usize>,
}

/// The differences of two texts, in order and without overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The first of them, as many as were asked for.
    pub list: Vec<Change>,
    /// How many there are in all.
    pub total: usize,
}

/// What differs between `found` and `expected`, of which at most `most` are listed.
///
/// Words inside lines that have a counterpart, whole runs of lines where there is none. Putting the `expected` ranges
/// of all changes in place of their `found` ranges turns the one text into the other.
#[must_use]
pub fn changes(found: &str, expected: &str, most: usize) -> Changes {
    let head = common_head(found.as_bytes(), expected.as_bytes());
    let tail = common_tail(&found.as_bytes()[head..], &expected.as_bytes()[head..]);
    let (inner_found, inner_expected) = (
        &found[head..found.len() - tail],
        &expected[head..expected.len() - tail],
    );
    let mut comparison = Comparison::new(found, expected, most);
    if inner_found.is_empty() && inner_expected.is_empty() {
        return comparison.changes;
    }
    if count_lines(inner_found) + count_lines(inner_expected) > MOST_LINES {
        comparison.run(
            head..head + inner_found.len(),
            head..head + inner_expected.len(),
        );
        return comparison.changes;
    }
    let found_lines: Vec<&str> = inner_found.split_inclusive('\n').collect();
    let expected_lines: Vec<&str> = inner_expected.split_inclusive('\n').collect();
    let (mut at_found, mut at_expected) = (head, head);
    for op in line_ops(&found_lines, &expected_lines) {
        let from = at_found..at_found + bytes(&found_lines[op.old_range()]);
        let to = at_expected..at_expected + bytes(&expected_lines[op.new_range()]);
        (at_found, at_expected) = (from.end, to.end);
        if op.tag() != DiffTag::Equal {
            comparison.run(from, to);
        }
    }
    comparison.changes
}

/// Most bytes of both sides together whose words are lined up with each other by [`words`].
const MOST_WORDS: usize = 32 * 1024;

/// What differs between two texts, word by word, however near the differences are to each other.
///
/// A word, a blank, a line end and a mark are one piece each. `a **b** c` and `a b c` differ in `**` and `**`. Texts
/// that are long differ as a whole, between what they begin and end with.
#[must_use]
pub fn words(found: &str, expected: &str) -> Vec<Change> {
    let (old, new) = (pieces(found), pieces(expected));
    if found.len() + expected.len() > MOST_WORDS {
        let (head, tail) = edges::common_edges(found, expected, edges::is_edge);
        return vec![Change {
            found: head..found.len() - tail,
            expected: head..expected.len() - tail,
        }];
    }
    let (mut at_found, mut at_expected) = (0, 0);
    let mut list = Vec::new();
    for op in line_ops(&old, &new) {
        let from = at_found..at_found + bytes(&old[op.old_range()]);
        let to = at_expected..at_expected + bytes(&new[op.new_range()]);
        (at_found, at_expected) = (from.end, to.end);
        if op.tag() != DiffTag::Equal {
            list.push(Change {
                found: from,
                expected: to,
            });
        }
    }
    list
}

/// What two lists have in common: places in both, in order and without a gap, and whether they are equal there.
///
/// The time grows with the length times the number of differences; whoever calls it sees to it that the lists are short.
#[must_use]
pub fn lined_up(old: &[u64], new: &[u64]) -> Vec<(Range<usize>, Range<usize>, bool)> {
    let ops = line_ops(old, new).into_iter();
    ops.map(|op| (op.old_range(), op.new_range(), op.tag() == DiffTag::Equal))
        .collect()
}

/// A text in runs of letters and digits, and single other characters.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let is_word = c.is_alphanumeric();
        if at > start && !(is_word && in_word) {
            pieces.push(&text[start..at]);
            start = at;
        }
        in_word = is_word;
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// Lines up two lists of lines (or of anything): operations in order that cover both.
fn line_ops<T: Hash + Eq>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..]
        .iter()
        .rev()
        .zip(new[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (old_inner, new_inner) = (head..old.len() - tail, head..new.len() - tail);
    let mut ops = Vec::new();
    push_equal(&mut ops, 0, 0, head);
    match (old_inner.len(), new_inner.len()) {
        (0, 0) => {}
        (old_len, new_len) if old_len == 0 || new_len == 0 || old_len + new_len > MOST_LINES => ops
            .push(DiffOp::Replace {
                old_index: head,
                old_len,
                new_index: head,
                new_len,
            }),
        _ => {
            let ids = IdentifyDistinct::<u32>::new(old, old_inner.clone(), new, new_inner.clone());
            let inner = capture_diff(
                Algorithm::Myers,
                ids.old_lookup(),
                ids.old_range(),
                ids.new_lookup(),
                ids.new_range(),
            );
            for op in inner {
                match op {
                    DiffOp::Equal {
                        old_index,
                        new_index,
                        len,
                    } => push_equal(&mut ops, old_index, new_index, len),
                    op => ops.push(op),
                }
            }
        }
    }
    push_equal(&mut ops, old_inner.end, new_inner.end, tail);
    ops
}

fn push_equal(ops: &mut Vec<DiffOp>, old_index: usize, new_index: usize, more: usize) {
    match ops.last_mut() {
        _ if more == 0 => {}
        Some(DiffOp::Equal { len, .. }) => *len += more,
        _ => ops.push(DiffOp::Equal {
            old_index,
            new_index,
            len: more,
        }),
    }
}

fn bytes(pieces: &[&str]) -> usize {
    pieces.iter().map(|piece| piece.len()).sum()
}

fn count_lines(text: &str) -> usize {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    ends + usize::from(!text.is_empty() && !text.ends_with('\n'))
}

#[cfg(test)]
mod tests;
