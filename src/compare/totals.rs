//! What is counted over the pages of two sites: causes, losses, edits of the wiki text.
//!
//! Each worker counts for itself, and the counts are added up. The sums do not depend on who counted what: where more
//! is found than is kept, the least ids and the first pages stay.

use std::collections::BTreeMap;

use super::{LossKind, PageChange, Seen};
use crate::finding::Cause;

/// How many causes are told apart.
pub const MOST_CAUSES: usize = 4096;

/// A cause with so many pages or fewer is an odd one: its pages are named.
pub const FEW_PAGES: usize = 3;

/// How many losses of a kind are kept.
pub const MOST_LOSSES: usize = 1000;

/// A cause over all pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The cause.
    pub cause: Cause,
    /// How many pages have it.
    pub pages: usize,
    /// How many differences it makes.
    pub differences: usize,
    /// The first pages that have it, one more than an odd one has.
    pub first: Vec<usize>,
    /// How it was seen on the first of them.
    pub example: Seen,
}

/// A change of one page, in short.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brief {
    /// Whether the wiki text changed.
    pub source: bool,
    /// Whether the front matter did.
    pub front_matter: bool,
    /// Whether the body did.
    pub body: bool,
    /// The ids of its causes.
    pub causes: Vec<u32>,
    /// How many losses it has.
    pub losses: usize,
}

/// What was counted. Pages are named by their places in the list of pages after.
#[derive(Debug, Default)]
pub struct Totals {
    /// The causes, by id.
    pub causes: BTreeMap<String, Count>,
    /// The pages that changed.
    pub pages: BTreeMap<usize, Brief>,
    /// The pages that could not be compared, each with the reason in words.
    pub not_compared: BTreeMap<usize, String>,
    /// How many losses there are of each kind.
    pub losses: BTreeMap<LossKind, usize>,
    /// The first of them: kind, page, line, what.
    pub kept: BTreeMap<LossKind, BTreeMap<(usize, usize, usize), String>>,
}

impl Totals {
    /// Counts what differs on the page at `place`.
    pub fn count(&mut self, place: usize, change: PageChange) {
        if change.is_none() && change.losses.is_empty() {
            return;
        }
        let brief = Brief {
            source: change.source,
            front_matter: change.front_matter,
            body: change.body,
            causes: change
                .causes
                .keys()
                .filter_map(|id| u32::from_str_radix(id, 16).ok())
                .collect(),
            losses: change.losses.len(),
        };
        for (number, loss) in change.losses.into_iter().enumerate() {
            self.lose(loss.kind, (place, loss.line, number), loss.what);
        }
        self.pages.insert(place, brief);
        for (id, seen) in change.causes {
            let count = Count {
                cause: seen.cause.clone(),
                pages: 1,
                differences: seen.differences,
                first: vec![place],
                example: seen,
            };
            self.add_cause(id, count);
        }
    }

    /// Counts a loss at a place: page, line, and its number on the page.
    pub fn lose(&mut self, kind: LossKind, at: (usize, usize, usize), what: String) {
        *self.losses.entry(kind).or_default() += 1;
        self.keep(kind, at, what);
    }

    fn keep(&mut self, kind: LossKind, at: (usize, usize, usize), what: String) {
        let kept = self.kept.entry(kind).or_default();
        kept.insert(at, what);
        if kept.len() > MOST_LOSSES {
            kept.pop_last();
        }
    }

    fn add_cause(&mut self, id: String, count: Count) {
        match self.causes.get_mut(&id) {
            Some(known) => {
                known.pages += count.pages;
                known.differences += count.differences;
                if count.first < known.first {
                    known.example = count.example;
                }
                known.first.extend(count.first);
                known.first.sort_unstable();
                known.first.truncate(FEW_PAGES + 1);
            }
            None => {
                self.causes.insert(id, count);
                if self.causes.len() > MOST_CAUSES {
                    self.causes.pop_last();
                }
            }
        }
    }

    /// Adds what another worker counted.
    pub fn add(&mut self, other: Self) {
        for (id, count) in other.causes {
            self.add_cause(id, count);
        }
        self.pages.extend(other.pages);
        self.not_compared.extend(other.not_compared);
        for (kind, count) in other.losses {
            *self.losses.entry(kind).or_default() += count;
        }
        for (kind, kept) in other.kept {
            for (at, what) in kept {
                self.keep(kind, at, what);
            }
        }
    }

    /// The causes, those of the most pages first.
    #[must_use]
    pub fn by_pages(&self) -> Vec<&Count> {
        let mut list: Vec<&Count> = self.causes.values().collect();
        list.sort_by(|a, b| {
            b.pages
                .cmp(&a.pages)
                .then_with(|| b.differences.cmp(&a.differences))
                .then_with(|| a.cause.id.cmp(&b.cause.id))
        });
        list
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Loss, causes::cause};
    use super::*;

    fn change(causes: &[&str]) -> PageChange {
        let mut change = PageChange {
            body: true,
            losses: vec![Loss {
                kind: LossKind::Words,
                line: 3,
                what: causes.join(" "),
            }],
            ..PageChange::default()
        };
        for what in causes {
            change.see(cause("text", what), 1, what, "");
        }
        change
    }

    /// Whoever counts which page, the sums are the same; also where more causes are found than are kept.
    #[test]
    fn sums_do_not_depend_on_who_counted() {
        let names: Vec<String> = (0..MOST_CAUSES + 500)
            .map(|n| format!("cause {n}"))
            .collect();
        let pages: Vec<PageChange> = (0..40)
            .map(|page| {
                let step = page % 5 + 1;
                let list: Vec<&str> = names.iter().step_by(step).map(String::as_str).collect();
                change(&list)
            })
            .collect();
        let count = |workers: usize| {
            let mut totals: Vec<Totals> = (0..workers).map(|_| Totals::default()).collect();
            for (place, page) in pages.iter().enumerate() {
                totals[(place * 7) % workers].count(place, page.clone());
            }
            let mut sum = Totals::default();
            totals.into_iter().rev().for_each(|totals| sum.add(totals));
            sum
        };
        let (one, many) = (count(1), count(3));
        assert_eq!(one.causes.len(), MOST_CAUSES);
        assert_eq!(one.causes, many.causes);
        assert_eq!(one.kept, many.kept);
        assert_eq!(one.pages, many.pages);
    }
}
