//! What came of a run: what is to be said, what was written, what could not be done, and how many pages were what.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::whole_site::Claimants;
use super::{Outcome, Styles};
use crate::check::{Checked, Verdict};
use crate::cli::CheckArgs;
use crate::finding::Finding;
use crate::git::{Id, IndexUse};
use crate::report::Summary;
use crate::rules::Severity;

/// What came of all pages.
#[derive(Default)]
pub struct Done {
    /// What is to be said, in the order of the paths.
    pub findings: Vec<Finding>,
    /// The patch a fix would be, where one was asked for.
    pub patch: Vec<u8>,
    /// The files that were written, and what was done to them.
    pub fixed: Vec<(PathBuf, &'static str)>,
    /// What could not be checked or written, in words.
    pub problems: Vec<String>,
    /// What was left as it is, and why; the findings about it stand.
    pub refused: Vec<String>,
    /// What the user should know besides.
    pub notes: Vec<String>,
    /// The styles of blocks that are not the configured one.
    pub styles: Styles,
    /// The entries of `ignore` that kept a finding back.
    pub ignored_by: HashSet<usize>,
    /// What the pages claim for themselves.
    pub claimants: Claimants,
    /// Fixes that wait until the run is known to end well: of staged pages.
    pub staged: Vec<StagedFix>,
    /// The staged pages that are in sync on disk, as findings name them.
    pub mended_on_disk: BTreeSet<PathBuf>,
    /// Whose index the run is about.
    pub index_use: IndexUse,
    counts: Counts,
}

/// A staged page and what it should be.
pub struct StagedFix {
    /// Relative to the root of the site.
    pub path: PathBuf,
    /// How findings name it.
    pub shown: PathBuf,
    /// What is staged.
    pub from: Id,
    /// The bytes that a fix makes of it.
    pub new: Vec<u8>,
    /// What the page counts as until it is fixed.
    pub was: Verdict,
    /// What is left to be said about the page once it is fixed.
    pub left: Checked,
}

impl Done {
    /// The census and the number of findings.
    pub fn summary(&self) -> Summary {
        let of = |severity| {
            self.findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        Summary {
            pages: self.counts.pages,
            in_sync: self.counts.in_sync,
            drifted: self.counts.drifted,
            without_source: self.counts.without_source,
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
        }
    }

    /// How many pages carry a source.
    pub fn with_source(&self) -> usize {
        self.counts.pages - self.counts.without_source
    }

    /// Adds what came of one page.
    pub fn add(&mut self, checked: Checked) {
        self.count(checked.verdict);
        self.findings.extend(checked.findings);
    }

    /// Adds what a worker counted and noted of its pages; what there is to say about them is added in their order.
    pub fn join(&mut self, worker: &mut Done) {
        self.counts.pages += worker.counts.pages;
        self.counts.in_sync += worker.counts.in_sync;
        self.counts.drifted += worker.counts.drifted;
        self.counts.without_source += worker.counts.without_source;
        self.ignored_by.extend(&worker.ignored_by);
        self.mended_on_disk.append(&mut worker.mended_on_disk);
        self.claimants.append(&mut worker.claimants);
        for (style, count) in worker.styles.drain() {
            *self.styles.entry(style).or_default() += count;
        }
    }

    /// Takes what is left to be said about a page in place of what was said before it was fixed.
    pub fn settle(&mut self, shown: &Path, was: Verdict, left: Checked) {
        self.counts.pages -= 1;
        *self.counts.of(was) -= 1;
        let first = self
            .findings
            .iter()
            .position(|finding| finding.path == shown);
        let place = first.unwrap_or(self.findings.len());
        self.findings.retain(|finding| finding.path != shown);
        self.count(left.verdict);
        self.findings.splice(place..place, left.findings);
    }

    /// What the run came to.
    pub fn outcome(&self, args: &CheckArgs) -> Outcome {
        let summary = self.summary();
        if !self.problems.is_empty() {
            Outcome::Incomplete
        } else if summary.errors > 0 || args.strict && summary.warnings > 0 {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }

    /// Counts one page.
    pub fn count(&mut self, verdict: Verdict) {
        self.counts.pages += 1;
        *self.counts.of(verdict) += 1;
    }
}

/// How many pages came to what.
#[derive(Default)]
struct Counts {
    pages: usize,
    in_sync: usize,
    drifted: usize,
    without_source: usize,
}

impl Counts {
    fn of(&mut self, verdict: Verdict) -> &mut usize {
        match verdict {
            Verdict::InSync => &mut self.in_sync,
            Verdict::Drifted | Verdict::Ignored => &mut self.drifted,
            Verdict::WithoutSource => &mut self.without_source,
        }
    }
}
