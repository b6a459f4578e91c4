//! Lines up two lists of tokens, with work that grows with their length and not with how much they differ.
//!
//! What both lists hold once each is an anchor; the longest run of anchors in order stays. Between two anchors the
//! same is done again, and what is left and small is lined up as well as can be. What is large differs as a whole.
//!
//! ```text
//! old  a b c d       anchors a, d      between them  b c | x c      hunk  b → x
//! new  a x c d
//! ```

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Most tokens of both sides together that are lined up as well as can be.
const MOST_TOKENS: usize = 2_000;
/// Most steps that this takes in all; one step for each pair of tokens at worst.
const MOST_STEPS: usize = 16_000_000;
/// How often anchors are looked for within anchors.
const DEEPEST: usize = 6;

/// A place where two lists differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Tokens of the old list; empty where something is new.
    pub old: Range<usize>,
    /// Tokens of the new list; empty where something is gone.
    pub new: Range<usize>,
}

/// Where two lists differ, in order; between two hunks there is a token that both have.
#[must_use]
pub fn hunks<T: Hash + Eq + Copy>(old: &[T], new: &[T]) -> Vec<Hunk> {
    let mut ids: HashMap<T, u32> = HashMap::new();
    let mut id = |token: &T| {
        let next = ids.len() as u32;
        *ids.entry(*token).or_insert(next)
    };
    let old: Vec<u32> = old.iter().map(&mut id).collect();
    let new: Vec<u32> = new.iter().map(&mut id).collect();
    let mut search = Search {
        old: &old,
        new: &new,
        steps: MOST_STEPS,
        hunks: Vec::new(),
    };
    search.between(0..old.len(), 0..new.len(), DEEPEST);
    search.hunks
}

struct Search<'t> {
    old: &'t [u32],
    new: &'t [u32],
    steps: usize,
    hunks: Vec<Hunk>,
}

impl Search<'_> {
    /// Lines up two stretches.
    fn between(&mut self, old: Range<usize>, new: Range<usize>, depth: usize) {
        let (a, b) = (&self.old[old.clone()], &self.new[new.clone()]);
        let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let tail = a[head..]
            .iter()
            .rev()
            .zip(b[head..].iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        let (old, new) = (
            old.start + head..old.end - tail,
            new.start + head..new.end - tail,
        );
        if old.is_empty() || new.is_empty() {
            return self.push(Hunk { old, new });
        }
        let anchors = match depth {
            0 => Vec::new(),
            _ => self.anchors(&old, &new),
        };
        if anchors.is_empty() {
            return self.closely(old, new);
        }
        let (mut from_old, mut from_new) = (old.start, new.start);
        for (at_old, at_new) in anchors {
            self.between(from_old..at_old, from_new..at_new, depth - 1);
            (from_old, from_new) = (at_old + 1, at_new + 1);
        }
        self.between(from_old..old.end, from_new..new.end, depth - 1);
    }

    /// The longest run in order of tokens that stand once in each of two stretches.
    fn anchors(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<(usize, usize)> {
        /// The only place of a token in each stretch, as far as it has been seen.
        #[derive(Clone, Copy)]
        struct Seen {
            old: Option<usize>,
            new: Option<usize>,
            is_once: bool,
        }
        let mut seen: HashMap<u32, Seen> = HashMap::new();
        for at in old.clone() {
            let entry = seen.entry(self.old[at]).or_insert(Seen {
                old: None,
                new: None,
                is_once: true,
            });
            entry.is_once &= entry.old.is_none();
            entry.old = Some(at);
        }
        for at in new.clone() {
            if let Some(entry) = seen.get_mut(&self.new[at]) {
                entry.is_once &= entry.new.is_none();
                entry.new = Some(at);
            }
        }
        let pairs: Vec<(usize, usize)> = old
            .clone()
            .filter_map(|at| {
                let entry = seen.get(&self.old[at]).filter(|entry| entry.is_once)?;
                Some((at, entry.new?))
            })
            .collect();
        longest_rise(&pairs)
    }

    /// Lines up two stretches as well as can be, where they are small.
    fn closely(&mut self, old: Range<usize>, new: Range<usize>) {
        let tokens = old.len() + new.len();
        let steps = old.len() * new.len();
        if tokens > MOST_TOKENS || steps > self.steps {
            return self.push(Hunk { old, new });
        }
        self.steps -= steps;
        let (a, b) = (&self.old[old.clone()], &self.new[new.clone()]);
        let moved = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        for op in capture_diff_slices(Algorithm::Myers, a, b) {
            if op.tag() != DiffTag::Equal {
                self.push(Hunk {
                    old: moved(op.old_range(), old.start),
                    new: moved(op.new_range(), new.start),
                });
            }
        }
    }

    /// Adds a hunk; those that touch are one.
    fn push(&mut self, hunk: Hunk) {
        if hunk.old.is_empty() && hunk.new.is_empty() {
            return;
        }
        match self.hunks.last_mut() {
            Some(last) if last.old.end == hunk.old.start && last.new.end == hunk.new.start => {
                last.old.end = hunk.old.end;
                last.new.end = hunk.new.end;
            }
            _ => self.hunks.push(hunk),
        }
    }
}

/// The longest run of pairs whose second numbers rise; the first ones rise already.
fn longest_rise(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the pair with which the lowest run of that length ends, and for each pair the one in front of it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, &(_, new)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < new);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(place) = at {
        run.push(pairs[place]);
        at = before[place];
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(old: &str, new: &str) -> Vec<(String, String)> {
        let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        hunks(&a, &b)
            .into_iter()
            .map(|hunk| {
                (
                    a[hunk.old].iter().collect::<String>(),
                    b[hunk.new].iter().collect::<String>(),
                )
            })
            .collect()
    }

    #[test]
    fn what_differs_is_told_between_what_both_have() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(told("abcd", "axcd"), [pair("b", "x")]);
        assert_eq!(told("abcd", "abcd"), []);
        assert_eq!(told("abc", "xabcy"), [pair("", "x"), pair("", "y")]);
        assert_eq!(told("aabaa", "aaxaa"), [pair("b", "x")]);
    }

    #[test]
    fn lists_without_anything_in_common_take_no_longer() {
        let old: Vec<usize> = (0..200_000).map(|i| i % 2).collect();
        let new: Vec<usize> = (0..200_000).map(|i| 2 + i % 3).collect();
        assert_eq!(hunks(&old, &new).len(), 1);
    }

    proptest! {
        #[test]
        fn hunks_make_the_new_list_of_the_old(old in "[ab\\n]{0,40}", new in "[abc\\n]{0,40}") {
            let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
            let mut made = Vec::new();
            let (mut from, mut from_new) = (0, 0);
            for hunk in hunks(&a, &b) {
                prop_assert!(hunk.old.start > from || hunk.old.start == 0 || made.is_empty());
                prop_assert_eq!(hunk.old.start - from, hunk.new.start - from_new);
                made.extend_from_slice(&a[from..hunk.old.start]);
                made.extend_from_slice(&b[hunk.new.clone()]);
                (from, from_new) = (hunk.old.end, hunk.new.end);
            }
            made.extend_from_slice(&a[from..]);
            prop_assert_eq!(made, b);
        }
    }
}
