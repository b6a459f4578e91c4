//! The causes of pages that the settings do not fit: how many pages and differences each has, over a run.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use super::done::{Done, path_at};
use super::select::SelectedPage;
use crate::cli::By;
use crate::finding::{Cause, Finding};
use crate::report::SharedCause;
use crate::rules::Rule;

/// How many causes are told apart. A run in which every page differs in its own way has no more to say.
const MOST_CAUSES: usize = 4096;

/// A cause is told once for all of its pages where it has more of them than this.
const FEW_PAGES: usize = 3;

/// How many causes a report lists.
const MOST_LISTED: usize = 20;

/// How many causes a report lists that unfolds them.
const MOST_UNFOLDED: usize = 100;

/// Pages that the settings do not fit, by the causes of their differences.
#[derive(Debug, Default)]
pub struct Causes {
    /// How many pages.
    pub pages: usize,
    by_id: BTreeMap<String, Count>,
}

/// How often a cause was seen.
#[derive(Debug)]
struct Count {
    words: String,
    pages: usize,
    differences: usize,
    /// The place in the list of the first page that has it, and the line there, from 1.
    first: (usize, usize),
    /// The place of the page that was counted last.
    last: usize,
}

impl Causes {
    /// Counts the causes of the page at `place`, where it is a page that the settings do not fit.
    pub fn count(&mut self, place: usize, findings: &[Finding]) {
        let misfits = findings
            .iter()
            .filter(|finding| finding.rule == Rule::Misfit);
        self.pages += usize::from(misfits.clone().next().is_some());
        for finding in misfits {
            if let Some(cause) = &finding.cause {
                self.note(cause, place, finding.start.line);
            }
        }
    }

    /// Counts a cause that the page at `place` has in this line, from 1. Pages come one behind the other.
    pub fn note(&mut self, cause: &Cause, place: usize, line: usize) {
        if let Some(count) = self.by_id.get_mut(&cause.id) {
            count.differences += 1;
            count.pages += usize::from(count.last != place);
            count.last = place;
        } else if self.by_id.len() < MOST_CAUSES {
            let count = Count {
                words: cause.words.clone(),
                pages: 1,
                differences: 1,
                first: (place, line),
                last: place,
            };
            self.by_id.insert(cause.id.clone(), count);
        }
    }

    /// Adds what another worker counted.
    pub fn add(&mut self, other: Causes) {
        self.pages += other.pages;
        for (id, count) in other.by_id {
            match self.by_id.entry(id) {
                Entry::Vacant(entry) => {
                    entry.insert(count);
                }
                Entry::Occupied(mut entry) => {
                    let known = entry.get_mut();
                    known.pages += count.pages;
                    known.differences += count.differences;
                    known.first = known.first.min(count.first);
                }
            }
        }
    }

    /// All causes with their pages and differences, those of the most pages first.
    pub fn all(&self) -> Vec<(&str, &str, usize, usize)> {
        let mut list: Vec<_> = self
            .by_id
            .iter()
            .map(|(id, count)| (&**id, &*count.words, count.pages, count.differences))
            .collect();
        list.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)));
        list
    }

    /// The causes with at least `least` pages, those of the most pages first.
    fn list(
        &self,
        least: usize,
        most: usize,
        pages: &[SelectedPage],
        name: &dyn Fn(&Path) -> PathBuf,
    ) -> Vec<SharedCause> {
        let shared = self.by_id.iter().filter(|(_, count)| count.pages >= least);
        let mut shared: Vec<SharedCause> = shared
            .map(|(id, count)| SharedCause {
                id: id.clone(),
                words: count.words.clone(),
                pages: count.pages,
                differences: count.differences,
                example: (name(path_at(pages, count.first.0)), count.first.1),
            })
            .collect();
        shared.sort_by(|a, b| b.pages.cmp(&a.pages).then_with(|| a.id.cmp(&b.id)));
        shared.truncate(most);
        shared
    }
}

/// The causes that are told once for all of their pages.
pub fn shared(
    done: &Done,
    by: Option<By>,
    pages: &[SelectedPage],
    name: &dyn Fn(&Path) -> PathBuf,
) -> Vec<SharedCause> {
    let least = match by {
        None => FEW_PAGES + 1,
        Some(By::Cause) => 1,
        Some(By::Page) => return Vec::new(),
    };
    done.tally.misfits.list(least, MOST_LISTED, pages, name)
}

/// The causes that a report unfolds: the odd ones too, which few pages have.
pub fn unfolded(
    done: &Done,
    by: Option<By>,
    pages: &[SelectedPage],
    name: &dyn Fn(&Path) -> PathBuf,
) -> Vec<SharedCause> {
    match by {
        Some(By::Page) => Vec::new(),
        None | Some(By::Cause) => done.tally.misfits.list(1, MOST_UNFOLDED, pages, name),
    }
}

/// How many pages were rewritten, and by which causes; in words, none where none was.
pub fn rewritten(
    done: &Done,
    pages: &[SelectedPage],
    name: &dyn Fn(&Path) -> PathBuf,
) -> Vec<String> {
    let rewritten = &done.tally.rewritten;
    if rewritten.pages == 0 {
        return Vec::new();
    }
    let s = |count| if count == 1 { "" } else { "s" };
    let mut notes = vec![format!(
        "rewrote {} page{} that nobody edited, as today's settings say, by these causes:",
        rewritten.pages,
        s(rewritten.pages)
    )];
    notes.extend(
        rewritten
            .list(1, MOST_LISTED, pages, name)
            .iter()
            .map(|cause| format!("  {} page{}: {}", cause.pages, s(cause.pages), cause.words)),
    );
    notes
}

/// What is said first where the settings fit less than half of the pages.
pub fn headline(done: &Done, is_configured: impl FnOnce() -> bool) -> Option<String> {
    let (misfits, of) = (done.tally.misfits.pages, done.with_source());
    if of < FEW_PAGES || misfits * 2 <= of {
        return None;
    }
    let way_out = if is_configured() {
        "correct `exporter` in tikicheck.yaml, or move that file away and run `tikicheck init`, which learns the settings from the pages"
    } else {
        "run `tikicheck init`, which learns the settings from the pages"
    };
    Some(format!(
        "{misfits} of {of} pages are not what today's settings write, and nobody edited them: these are not the settings of their exporter; {way_out}"
    ))
}
