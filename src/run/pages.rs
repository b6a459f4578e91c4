//! Checking the pages of a run, several at a time; what comes out is in the order of their paths.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::beside;
use super::files::{Inside, read_into};
use super::progress::{Progress, Watch};
use super::select::{Content, Page, Role};
use super::whole_site::Claimants;
use super::workplace::Workplace;
use super::{Outcome, RunError, Styles};
use crate::check::{self, Checked, Context, Mends, Name, Verdict, Workspace};
use crate::cli::{Action, CheckArgs, Format, Version};
use crate::diff;
use crate::finding::{Finding, Severity};
use crate::git::{Blobs, Id, IndexUse, Repo, is_lfs_pointer};
use crate::report::Summary;
use crate::visible::visible_path;
use crate::write::{SystemFiles, replace_file};

/// What every page of a run needs.
pub struct Job<'r> {
    /// Where the run takes place.
    pub workplace: &'r Workplace,
    /// What the pages are checked against.
    pub context: Context<'r>,
    /// What the user asked for.
    pub args: &'r CheckArgs,
    /// The stems of pages that came or went.
    pub affected: HashSet<String>,
    /// Whether it is shown how far the run is.
    pub progress: Progress,
}

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

#[derive(Default)]
struct Counts {
    pages: usize,
    in_sync: usize,
    drifted: usize,
    without_source: usize,
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

    fn count(&mut self, verdict: Verdict) {
        self.counts.pages += 1;
        *self.counts.of(verdict) += 1;
    }
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

/// What came of one page; pages with nothing to say are only counted.
#[derive(Default)]
struct PageDone {
    findings: Vec<Finding>,
    patch: Vec<u8>,
    fixed: Option<PathBuf>,
    problem: Option<String>,
    staged: Option<StagedFix>,
}

/// Pages a worker takes at a time: enough to make taking them cheap, few enough that all end together.
const BATCH: usize = 16;

/// Checks `pages`.
pub fn all(job: &Job<'_>, pages: &[Page]) -> Result<Done, RunError> {
    let jobs = job.args.jobs.map_or_else(
        || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        NonZeroUsize::get,
    );
    let jobs = jobs.min(pages.len().div_ceil(BATCH)).max(1);
    let next = AtomicUsize::new(0);
    let watch = job.progress.watch(pages.len());
    let mut results = if jobs == 1 {
        vec![work(job, pages, &next, &watch)]
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs)
                .map(|_| scope.spawn(|| work(job, pages, &next, &watch)))
                .collect();
            workers
                .into_iter()
                .map(|worker| {
                    worker
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        })
    };
    // Off the screen before anything is said.
    drop(watch);
    let repo = job.workplace.repo.as_ref();
    let mut done = Done {
        index_use: repo.map(Repo::index_use).unwrap_or_default(),
        ..Done::default()
    };
    let mut said = Vec::new();
    for result in &mut results {
        done.counts.pages += result.done.counts.pages;
        done.counts.in_sync += result.done.counts.in_sync;
        done.counts.drifted += result.done.counts.drifted;
        done.counts.without_source += result.done.counts.without_source;
        done.ignored_by.extend(&result.done.ignored_by);
        done.mended_on_disk.append(&mut result.done.mended_on_disk);
        done.claimants.append(&mut result.done.claimants);
        for (style, count) in result.done.styles.drain() {
            *done.styles.entry(style).or_default() += count;
        }
        said.append(&mut result.said);
    }
    said.sort_unstable_by_key(|(place, _)| *place);
    for (_, page) in said {
        done.findings.extend(page.findings);
        done.patch.extend(page.patch);
        done.fixed.extend(page.fixed.map(|path| (path, "fixed")));
        done.problems.extend(page.problem);
        done.staged.extend(page.staged);
    }
    Ok(done)
}

/// What one worker did.
struct Worked {
    /// Its counts and styles.
    done: Done,
    /// What there is to say, by the page's place in the list.
    said: Vec<(usize, PageDone)>,
}

fn work(job: &Job<'_>, pages: &[Page], next: &AtomicUsize, watch: &Watch) -> Worked {
    let mut worker = Worker {
        job,
        workspace: Workspace::default(),
        blobs: job
            .workplace
            .repo
            .as_ref()
            .filter(|_| job.args.version == Version::Staged)
            .map(|repo| repo.blobs()),
        buffer: Vec::new(),
        inside: Inside::new(&job.workplace.root),
        place: 0,
        done: Done::default(),
    };
    let mut said = Vec::new();
    loop {
        let start = next.fetch_add(BATCH, Ordering::Relaxed);
        watch.reached(start);
        let Some(rest) = pages.get(start..).filter(|rest| !rest.is_empty()) else {
            return Worked {
                done: worker.done,
                said,
            };
        };
        for (i, page) in rest.iter().take(BATCH).enumerate() {
            worker.place = start + i;
            if let Some(done) = worker.page(page) {
                said.push((start + i, done));
            }
        }
    }
}

struct Worker<'w> {
    job: &'w Job<'w>,
    workspace: Workspace,
    blobs: Option<Blobs>,
    buffer: Vec<u8>,
    inside: Inside,
    /// The place of the page at hand in the list.
    place: usize,
    done: Done,
}

impl Worker<'_> {
    /// Checks one page, and mends it where asked to; `None` where there is nothing to say.
    fn page(&mut self, page: &Page) -> Option<PageDone> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let read = self.read(page, &mut buffer);
        let done = match read {
            Ok(Read::File(file)) => self.bytes(page, file),
            Ok(Read::TooLarge(bytes)) => {
                let shown = self.shown(page);
                let name = Name {
                    path: &page.path,
                    shown: &shown,
                    mends: self.mends(page),
                };
                let checked = check::too_large(name, Some(bytes), self.job.context);
                self.done.ignored_by.extend(&checked.ignored_by);
                self.done.count(checked.verdict);
                Some(PageDone {
                    findings: checked.findings,
                    ..PageDone::default()
                })
            }
            Ok(Read::Gone) => None,
            Err(problem) => Some(PageDone {
                problem: Some(problem),
                ..PageDone::default()
            }),
        };
        self.buffer = buffer;
        done
    }

    fn read<'b>(&mut self, page: &Page, buffer: &'b mut Vec<u8>) -> Result<Read<'b>, String> {
        let limit = self.job.context.config.limits.page_bytes;
        if let (Content::Staged(id), Some(blobs)) = (page.content, &self.blobs) {
            let path = self.job.workplace.prefix.join(&page.path);
            let large = match blobs.size(id) {
                Ok(size) => size.filter(|&size| size > limit),
                Err(error) => return Err(error.to_string()),
            };
            if let Some(bytes) = large {
                return Ok(Read::TooLarge(bytes));
            }
            return match blobs.read(&path, id, buffer) {
                // A partial clone learns the size of what it left out only now.
                Ok(file) if file.len() as u64 > limit => Ok(Read::TooLarge(file.len() as u64)),
                Ok(file) => Ok(Read::File(file)),
                Err(error) => Err(error.to_string()),
            };
        }
        if !self.inside.holds_directory_of(&page.path) {
            return Err(format!(
                "{}: a symbolic link on the way to it leads out of the site, so it was not read",
                visible_path(&self.shown(page))
            ));
        }
        match read_into(&self.job.workplace.root.join(&page.path), limit, buffer) {
            Ok(None) => Ok(Read::File(buffer)),
            Ok(Some(bytes)) => Ok(Read::TooLarge(bytes)),
            // Between listing and reading it went away: then it is no page any more.
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && page.role == Role::IfAffected =>
            {
                Ok(Read::Gone)
            }
            Err(error) => {
                let shown = visible_path(&self.shown(page));
                Err(format!("{shown}: cannot be read: {error}"))
            }
        }
    }

    fn bytes(&mut self, page: &Page, file: &[u8]) -> Option<PageDone> {
        if is_lfs_pointer(file) {
            let problem = format!(
                "{}: is a Git LFS pointer, so the page itself was not checked; run `git lfs pull`",
                visible_path(&self.shown(page))
            );
            return Some(PageDone {
                problem: Some(problem),
                ..PageDone::default()
            });
        }
        let shown = self.shown(page);
        let name = Name {
            path: &page.path,
            shown: &shown,
            mends: self.mends(page),
        };
        if page.role == Role::IfAffected
            && !check::links_to(
                file,
                self.job.context,
                &mut self.workspace,
                &self.job.affected,
            )
        {
            return None;
        }
        let mut checked = check::check(name, file, self.job.context, &mut self.workspace);
        self.done.ignored_by.extend(&checked.ignored_by);
        self.done.claimants.add(self.place, &checked);
        if let Some(style) = &checked.other_style {
            *self.done.styles.entry(style.clone()).or_default() += 1;
        }
        if checked.findings.is_empty() && checked.repair.is_none() {
            self.done.count(checked.verdict);
            return None;
        }
        if matches!(page.content, Content::Staged(_))
            && checked.findings.iter().any(beside::fails)
            && beside::is_mended(
                &self.job.workplace.root,
                name,
                file,
                self.job.context,
                &mut self.workspace,
            )
        {
            beside::explain(checked.findings.iter_mut());
            self.done.mended_on_disk.insert(shown.clone());
        }
        let mut done = PageDone::default();
        let checked = self.act(page, file, checked, &mut done);
        self.done.count(checked.verdict);
        done.findings = checked.findings;
        // It is kept to the end of the run, as it is for every page with something to say.
        done.findings.shrink_to_fit();
        Some(done)
    }

    /// Does about a page what was asked for, and returns what is left to be said about it.
    fn act(
        &mut self,
        page: &Page,
        file: &[u8],
        mut checked: Checked,
        done: &mut PageDone,
    ) -> Checked {
        let Some(new) = checked.repair.take() else {
            return checked;
        };
        let args = self.job.args;
        if args.format == Format::Patch {
            let path = self.job.workplace.prefix.join(&page.path);
            done.patch = diff::unified(path.as_os_str().as_encoded_bytes(), file, &new);
        }
        if args.action == Action::Report {
            return checked;
        }
        let shown = self.shown(page);
        let name = Name {
            path: &page.path,
            shown: &shown,
            mends: self.mends(page),
        };
        let left = match check::check_repair(name, &new, self.job.context, &mut self.workspace) {
            Ok(left) => left,
            Err(why) => {
                done.problem = Some(format!("{}: not written: {why}", visible_path(&shown)));
                return checked;
            }
        };
        if let Content::Staged(from) = page.content {
            done.staged = Some(StagedFix {
                path: page.path.clone(),
                shown,
                from,
                new,
                was: checked.verdict,
                left,
            });
            return checked;
        }
        let root = &self.job.workplace.root;
        match replace_file(root, &page.path, file, &new, &SystemFiles) {
            Ok(_) => {
                done.fixed = Some(shown);
                left
            }
            Err(error) => {
                done.problem = Some(error.to_string());
                checked
            }
        }
    }

    /// What a fix of this page mends. Of a commit of named files, what is staged for it is the file.
    fn mends(&self, page: &Page) -> Mends {
        let repo = self.job.workplace.repo.as_ref();
        match (page.content, repo.map(Repo::index_use)) {
            (Content::Staged(_), Some(IndexUse::Lasting)) => Mends::Staged,
            _ => Mends::File,
        }
    }

    fn shown(&self, page: &Page) -> PathBuf {
        self.job.workplace.shown(&page.path, self.job.args.format)
    }
}

/// What reading a page came to.
enum Read<'b> {
    File(&'b [u8]),
    /// It has this many bytes, more than the limit.
    TooLarge(u64),
    /// It is not there any more.
    Gone,
}
