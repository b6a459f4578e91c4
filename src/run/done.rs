//! What came of a run: what is to be said by page, what was written, and what could not be done.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::left::Reason;
use super::select::SelectedPage;
use super::spool::Spool;
use super::tally::Tally;
use crate::check::{Checked, Verdict};
use crate::cli::CheckArgs;
use crate::finding::Finding;
use crate::git::{Id, IndexUse};
use crate::report::{Beside, Summary};
use crate::rules::{Fix, Rule, Severity};

/// What came of all pages.
#[derive(Default)]
pub struct Done {
    /// What was counted.
    pub tally: Tally,
    /// The pages with something to say, by their places in the list.
    pub pages: BTreeMap<usize, PageResult>,
    /// The findings of these pages.
    findings: Spool,
    /// Findings that only a run over all pages has, by place, and in the order of each file.
    across: BTreeMap<usize, Vec<Finding>>,
    /// Findings about the settings, which follow those of the pages.
    pub settings: Vec<Finding>,
    /// The patch of each page, where one was asked for.
    pub patches: Spool,
    /// The files that were written, as the user knows them, and what was done to them.
    pub fixed: Vec<(PathBuf, &'static str)>,
    /// What could not be checked or written, in words.
    pub problems: Vec<String>,
    /// What was left as it is, and why; the findings about it stay.
    pub refused: Vec<String>,
    /// What the user should know besides.
    pub notes: Vec<String>,
    /// Fixes of staged pages, which wait until the run is known to end well; by place.
    pub staged: Vec<StagedFix>,
    /// The bytes that each of these fixes makes of its page.
    pub fixes: Spool,
    /// Whose index the run is about.
    pub index_use: IndexUse,
}

/// A page with something to say. Its findings are kept apart, for there may be many.
#[derive(Debug, Clone, Copy)]
pub struct PageResult {
    /// The page in one word.
    pub verdict: Verdict,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Whether a finding has a safe fix.
    pub has_safe_fix: bool,
    /// Whether a finding has a fix that keeps a hand edit in another spelling.
    pub keeps_edit: bool,
    /// Whether a finding has a fix that discards a hand edit.
    pub has_edit: bool,
    /// Whether the source was edited besides: then a fix that keeps the edit discards the body, too.
    pub has_conflict: bool,
    /// Why a safe fix leaves it alone, and the rule that says so; `None` where it does not.
    pub left: Option<(Reason, Rule)>,
    /// The file on disk beside it.
    pub beside: Beside,
}

impl PageResult {
    /// What these findings come to.
    pub fn of(checked: &Checked, beside: Beside) -> Self {
        let of = |severity| {
            let findings = checked.findings.iter();
            findings
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let has = |fix| checked.findings.iter().any(|finding| finding.fix == fix);
        Self {
            verdict: checked.verdict,
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            has_safe_fix: has(Fix::Safe),
            keeps_edit: has(Fix::KeepsEdit),
            has_edit: has(Fix::DiscardsEdit),
            has_conflict: checked.findings.iter().any(is_conflict),
            left: Reason::of(&checked.findings),
            beside,
        }
    }

    /// Whether its findings fail a run.
    pub fn fails(&self, args: &CheckArgs) -> bool {
        self.errors > 0 || args.strict && self.warnings > 0
    }
}

/// Whether a fix of the finding discards one of two edits.
fn is_conflict(finding: &Finding) -> bool {
    finding.rule == Rule::ConflictingEdits && finding.fix == Fix::DiscardsEdit
}

/// A staged page that has a fix. The bytes that the fix makes of it are kept apart, for there may be many.
pub struct StagedFix {
    /// Its place in the list.
    pub place: usize,
    /// Relative to the root of the site.
    pub path: PathBuf,
    /// As the user knows it.
    pub shown: PathBuf,
    /// What is staged.
    pub from: Id,
    /// What is left to be said about the page once it is fixed.
    pub left: Checked,
}

impl Done {
    /// Keeps what there is to say about the page at `place`, in place of what was kept before.
    ///
    /// # Errors
    ///
    /// Where there is no room to keep it.
    pub fn say(&mut self, place: usize, checked: &Checked, beside: Beside) -> io::Result<()> {
        keep(&self.findings, place, &checked.findings)?;
        self.pages.insert(place, PageResult::of(checked, beside));
        Ok(())
    }

    /// Where workers keep the findings of their pages.
    pub fn findings(&self) -> &Spool {
        &self.findings
    }

    /// Replaces the result of a page by the result after its fix.
    ///
    /// # Errors
    ///
    /// As [`Done::say`].
    pub fn settle(&mut self, place: usize, left: &Checked) -> io::Result<()> {
        if let Some(page) = self.pages.get(&place) {
            self.tally.counts.uncount(page.verdict);
        }
        self.tally.counts.count(left.verdict);
        self.say(place, left, Beside::NoHelp)
    }

    /// Adds findings about the page at `place` that only a run over all pages has.
    pub fn add_across(&mut self, place: usize, findings: Vec<Finding>) {
        if !findings.is_empty() {
            self.across.entry(place).or_default().extend(findings);
        }
    }

    /// The census and the number of findings.
    pub fn summary(&self) -> Summary {
        let beside = self.across.values().flatten().chain(&self.settings);
        let (mut errors, mut warnings) = (0, 0);
        for finding in beside {
            match finding.severity {
                Severity::Error => errors += 1,
                Severity::Warning => warnings += 1,
            }
        }
        for page in self.pages.values() {
            errors += page.errors;
            warnings += page.warnings;
        }
        let counts = &self.tally.counts;
        Summary {
            pages: counts.pages,
            in_sync: counts.in_sync,
            drifted: counts.drifted,
            without_source: counts.without_source,
            errors,
            warnings,
        }
    }

    /// How many pages carry a source.
    pub fn with_source(&self) -> usize {
        self.tally.counts.pages - self.tally.counts.without_source
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

    /// All findings, each with what lies on disk beside its page: in the order of `pages`, those of a page in the order
    /// of the file, those about the settings last. One page's are in memory at a time. What goes wrong is put into
    /// `failed`, and ends the list.
    pub fn in_order<'d>(
        &'d self,
        pages: &'d [SelectedPage],
        failed: &'d mut Option<io::Error>,
    ) -> impl Iterator<Item = (Finding, Beside)> + 'd {
        let mut places: Vec<usize> = self
            .pages
            .keys()
            .chain(self.across.keys())
            .copied()
            .collect();
        places.sort_unstable();
        places.dedup();
        let of_pages = places.into_iter().map_while(move |place| {
            let mut findings = match kept(&self.findings, place) {
                Ok(findings) => findings,
                Err(error) => {
                    *failed = Some(error);
                    return None;
                }
            };
            if let Some(page) = pages.get(place) {
                for finding in &mut findings {
                    finding.page.clone_from(&page.path);
                }
            }
            if let Some(across) = self.across.get(&place) {
                findings.extend(across.iter().cloned());
                findings.sort_by_key(|finding| finding.start.offset);
            }
            let beside = self
                .pages
                .get(&place)
                .map_or(Beside::NoHelp, |page| page.beside);
            Some(findings.into_iter().map(move |finding| (finding, beside)))
        });
        let settings = self.settings.iter().cloned();
        of_pages
            .flatten()
            .chain(settings.map(|finding| (finding, Beside::NoHelp)))
    }

    /// Why pages are not fixed by a safe fix, and the rule that says so; one for each page that is not.
    pub fn left(&self) -> impl Iterator<Item = (Reason, Rule)> {
        let of_page = |place| {
            self.pages
                .get(place)
                .and_then(|page: &PageResult| page.left)
        };
        let across = self
            .across
            .iter()
            .filter(move |(place, _)| of_page(place).is_none());
        let across = across.filter_map(|(_, findings)| Reason::of(findings));
        self.pages
            .values()
            .filter_map(|page| page.left)
            .chain(across)
    }

    /// The places of the pages with something to say for which `is_one` holds.
    pub fn places(&self, is_one: impl Fn(&PageResult) -> bool) -> HashSet<usize> {
        let pages = self.pages.iter().filter(|(_, page)| is_one(page));
        pages.map(|(place, _)| *place).collect()
    }
}

/// Keeps the findings of one page.
///
/// # Errors
///
/// Where there is no room to keep them.
pub fn keep(spool: &Spool, place: usize, findings: &[Finding]) -> io::Result<()> {
    if findings.is_empty() {
        return spool.put(place, &[]);
    }
    spool.put(place, &serde_json::to_vec(findings)?)
}

/// The findings of one page, without the page.
fn kept(spool: &Spool, place: usize) -> io::Result<Vec<Finding>> {
    let text = spool.get(place)?;
    if text.is_empty() {
        return Ok(Vec::new());
    }
    Ok(serde_json::from_slice(&text)?)
}

/// The path of the page at `place`.
pub fn path_at(pages: &[SelectedPage], place: usize) -> &Path {
    pages.get(place).map_or(Path::new(""), |page| &page.path)
}
