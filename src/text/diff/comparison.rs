//! Runs of lines that stand in place of others, told in pieces a person would name: words, lines, line ends.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use super::edges::{common_edges, is_edge, is_grapheme_edge};
use super::{Change, Changes, bytes, count_lines};

/// Most bytes on either side, between the first and the last differing word of a line, in which words are lined up.
const MOST_WORD_BYTES: usize = 8 * 1024;
/// Most bytes in all whose words are lined up in one comparison.
const MOST_WORD_BYTES_IN_ALL: usize = 128 * 1024;
/// Word changes with fewer characters than this between them are one change.
const CLOSE: usize = 20;

/// How a pair of lines differs, as far as neighbouring pairs may belong to the same change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The lines have next to nothing in common.
    Whole,
    /// Only their ends differ: LF, CRLF or none.
    End,
}

/// The changes found so far in two texts.
pub(super) struct Comparison<'t> {
    found: &'t str,
    expected: &'t str,
    /// What there is to tell.
    pub(super) changes: Changes,
    most: usize,
    /// Bytes whose words may still be lined up.
    words_left: usize,
    /// A change that the next line may belong to.
    open: Option<(Kind, Change)>,
}

impl<'t> Comparison<'t> {
    /// Begins with no changes; of all there will be, the first `most` are kept.
    pub(super) fn new(found: &'t str, expected: &'t str, most: usize) -> Self {
        let words_left = MOST_WORD_BYTES_IN_ALL;
        Self {
            found,
            expected,
            changes: Changes::default(),
            most,
            words_left,
            open: None,
        }
    }

    fn push(&mut self, change: Change) {
        self.changes.total += 1;
        if self.changes.list.len() < self.most {
            self.changes.list.push(change);
        }
    }

    /// A run of lines that stands in place of another: line by line as far as the lines belong together.
    pub(super) fn run(&mut self, found: Range<usize>, expected: Range<usize>) {
        let (old, new) = (&self.found[found.clone()], &self.expected[expected.clone()]);
        if old.is_empty() || new.is_empty() {
            self.push(Change { found, expected });
        } else if count_lines(old) == count_lines(new) {
            let (mut at_found, mut at_expected) = (found.start, expected.start);
            for (old, new) in old.split_inclusive('\n').zip(new.split_inclusive('\n')) {
                self.pair(at_found, old, at_expected, new);
                at_found += old.len();
                at_expected += new.len();
            }
            self.close();
        } else if old
            .split_whitespace()
            .flat_map(str::chars)
            .eq(new.split_whitespace().flat_map(str::chars))
        {
            let (head, tail) = common_edges(old, new, is_grapheme_edge);
            self.push(inner(found, expected, head, tail));
        } else {
            self.uneven_run(found, expected);
        }
    }

    /// A run of lines in place of fewer or more: lines that are alike at either end are told by their words.
    fn uneven_run(&mut self, found: Range<usize>, expected: Range<usize>) {
        let (old, new) = (&self.found[found.clone()], &self.expected[expected.clone()]);
        let mut old_lines = old.split_inclusive('\n');
        let mut new_lines = new.split_inclusive('\n');
        let (mut head_found, mut head_expected) = (found.start, expected.start);
        let (mut tail_found, mut tail_expected) = (found.end, expected.end);
        while let (Some(old), Some(new)) = (old_lines.next(), new_lines.next()) {
            let Some(list) = self.alike(old, new) else {
                break;
            };
            for change in list {
                self.push(moved(change, head_found, head_expected));
            }
            head_found += old.len();
            head_expected += new.len();
        }
        let mut old_lines = self.found[head_found..tail_found]
            .split_inclusive('\n')
            .rev();
        let mut new_lines = self.expected[head_expected..tail_expected]
            .split_inclusive('\n')
            .rev();
        let mut last = Vec::new();
        while let (Some(old), Some(new)) = (old_lines.next(), new_lines.next()) {
            let Some(list) = self.alike(old, new) else {
                break;
            };
            tail_found -= old.len();
            tail_expected -= new.len();
            last.extend(
                list.into_iter()
                    .rev()
                    .map(|change| moved(change, tail_found, tail_expected)),
            );
        }
        self.middle_of_run(head_found..tail_found, head_expected..tail_expected);
        for change in last.into_iter().rev() {
            self.push(change);
        }
    }

    fn middle_of_run(&mut self, found: Range<usize>, expected: Range<usize>) {
        let (old, new) = (&self.found[found.clone()], &self.expected[expected.clone()]);
        let (head, tail) = common_edges(old, new, is_edge);
        let change = Change {
            found: found.clone(),
            expected: expected.clone(),
        };
        self.push(if old.is_empty() || new.is_empty() {
            change
        } else if head + tail >= old.len().min(new.len()).div_ceil(2) {
            inner(found, expected, head, tail)
        } else {
            self.without_common_end(change)
        });
    }

    /// The words that differ in two lines that say mostly the same.
    fn alike(&mut self, old: &str, new: &str) -> Option<Vec<Change>> {
        if old == new {
            return Some(Vec::new());
        }
        let list = self.words(old, new);
        let weight = |text: &str| text.chars().filter(|char| char.is_alphanumeric()).count();
        let whole = weight(old).max(weight(new));
        let changed = |change: &Change| {
            weight(&old[change.found.clone()]).max(weight(&new[change.expected.clone()]))
        };
        let changed: usize = list.iter().map(changed).sum();
        (whole > 0 && changed * 5 <= whole * 2).then_some(list)
    }

    /// A line that stands in place of another.
    fn pair(&mut self, at_found: usize, old: &str, at_expected: usize, new: &str) {
        if old == new {
            return self.close();
        }
        let (old_body, new_body) = (without_end(old).len(), without_end(new).len());
        if old[..old_body] == new[..new_body] {
            let end = Change {
                found: old_body..old.len(),
                expected: new_body..new.len(),
            };
            return self.extend(Kind::End, moved(end, at_found, at_expected));
        }
        let list = self.words(old, new);
        let length = |change: &Change| change.found.len().max(change.expected.len());
        let whole = Change {
            found: 0..old.len(),
            expected: 0..new.len(),
        };
        let common = length(&whole).saturating_sub(list.iter().map(length).sum());
        let blank = |change: &Change| {
            old[change.found.clone()].trim().is_empty()
                && new[change.expected.clone()].trim().is_empty()
        };
        if common < length(&whole) / 3 && !list.iter().all(blank) {
            return self.extend(Kind::Whole, moved(whole, at_found, at_expected));
        }
        self.close();
        for change in list {
            self.push(moved(change, at_found, at_expected));
        }
    }

    /// Adds to the change that the line before began, if it is of the same kind.
    fn extend(&mut self, kind: Kind, change: Change) {
        match &mut self.open {
            Some((open, before)) if *open == kind => {
                before.found.end = change.found.end;
                before.expected.end = change.expected.end;
            }
            _ => {
                self.close();
                self.open = Some((kind, change));
            }
        }
    }

    fn close(&mut self) {
        let Some((kind, change)) = self.open.take() else {
            return;
        };
        let change = match kind {
            Kind::Whole => self.without_common_end(change),
            Kind::End => change,
        };
        self.push(change);
    }

    /// A change of whole lines does not speak of the line end that both have.
    fn without_common_end(&self, mut change: Change) -> Change {
        let (old, new) = (
            &self.found[change.found.clone()],
            &self.expected[change.expected.clone()],
        );
        let end = &old[without_end(old).len()..];
        if end == &new[without_end(new).len()..] && old.len() > end.len() && new.len() > end.len() {
            change.found.end -= end.len();
            change.expected.end -= end.len();
        }
        change
    }

    /// The words that differ in two different lines, relative to these lines.
    fn words(&mut self, old: &str, new: &str) -> Vec<Change> {
        let (head, tail) = common_edges(old, new, is_edge);
        let (old, new) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
        let whole = Change {
            found: head..head + old.len(),
            expected: head..head + new.len(),
        };
        let cost = old.len() + new.len();
        if old.is_empty()
            || new.is_empty()
            || old.len().max(new.len()) > MOST_WORD_BYTES
            || cost > self.words_left
        {
            return vec![whole];
        }
        self.words_left -= cost;
        let old_words: Vec<&str> = old.split_word_bounds().collect();
        let new_words: Vec<&str> = new.split_word_bounds().collect();
        let mut list: Vec<Change> = Vec::new();
        let (mut at_found, mut at_expected) = (head, head);
        let mut close = false;
        for op in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
            let from = at_found..at_found + bytes(&old_words[op.old_range()]);
            let to = at_expected..at_expected + bytes(&new_words[op.new_range()]);
            (at_found, at_expected) = (from.end, to.end);
            if op.tag() == DiffTag::Equal {
                let between = old[from.start - head..from.end - head].chars();
                close = !list.is_empty() && between.take(CLOSE).count() < CLOSE;
                continue;
            }
            match list.last_mut() {
                Some(last) if close => {
                    last.found.end = from.end;
                    last.expected.end = to.end;
                }
                _ => list.push(Change {
                    found: from,
                    expected: to,
                }),
            }
            close = true; // a deletion and an insertion side by side are one change
        }
        list
    }
}

/// A change told relative to two places, as one of the whole texts.
fn moved(change: Change, found: usize, expected: usize) -> Change {
    Change {
        found: change.found.start + found..change.found.end + found,
        expected: change.expected.start + expected..change.expected.end + expected,
    }
}

/// A change without what both sides have at its start and end.
fn inner(found: Range<usize>, expected: Range<usize>, head: usize, tail: usize) -> Change {
    Change {
        found: found.start + head..found.end - tail,
        expected: expected.start + head..expected.end - tail,
    }
}

fn without_end(line: &str) -> &str {
    let Some(body) = line.strip_suffix('\n') else {
        return line;
    };
    body.strip_suffix('\r').unwrap_or(body)
}
