//! Checking the pages of a run, several at a time; what comes out is in the order of their paths.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::done::{Done, keep};
use super::lost::Gone;
use super::progress::{Progress, Watch};
use super::select::{Content, SelectedPage};
use super::spool::Spool;
use super::tally::Tally;
use crate::check::Context;
use crate::cli::CheckArgs;
use crate::project::Project;
use crate::project::RunError;
use crate::threads::on_threads;

mod worker;

use worker::{PageDone, Worker};

/// What every page of a run needs.
pub struct Job<'r> {
    /// Where the run takes place.
    pub project: &'r Project,
    /// What the pages are checked against.
    pub context: Context<'r>,
    /// What the user asked for.
    pub args: &'r CheckArgs,
    /// The stems of pages that came or went.
    pub affected: HashSet<String>,
    /// The pages that are gone.
    pub gone: Gone,
    /// Whether it is shown how far the run is.
    pub progress: Progress,
}

/// Pages a worker takes at a time: enough to make taking them cheap, few enough that all end together.
const BATCH: usize = 16;

/// Checks `pages`.
///
/// # Errors
///
/// Where there is no room to keep what is found, and where a partial clone lacks a page that cannot be fetched.
pub fn all(job: &Job<'_>, pages: &[SelectedPage]) -> Result<Done, RunError> {
    let jobs = job.args.jobs.map_or_else(
        || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        NonZeroUsize::get,
    );
    let jobs = jobs.min(pages.len().div_ceil(BATCH)).max(1);
    let watch = job.progress.watch(pages.len());
    let mut done = Done::default();
    if let Some(repo) = &job.project.repo {
        done.index_use = repo.index_use();
        let blobs = pages.iter().filter_map(|page| match page.content {
            Content::Blob(id) => Some((&*page.path, id)),
            Content::Disk => None,
        });
        repo.fetch_missing(blobs)?;
    }
    let desk = Desk {
        pages,
        next: AtomicUsize::new(0),
        watch: &watch,
        findings: done.findings(),
        patches: &done.patches,
        fixes: &done.fixes,
    };
    let worked = on_threads(jobs, || work(job, &desk));
    // Off the screen before anything is said.
    drop(watch);
    let mut said = Vec::new();
    for worked in worked {
        let worked = worked?;
        done.tally.add(worked.tally);
        said.extend(worked.said);
    }
    said.sort_unstable_by_key(|(place, _)| *place);
    for (place, page) in said {
        done.pages.extend(page.result.map(|result| (place, result)));
        done.fixed.extend(page.fixed.map(|path| (path, "fixed")));
        done.problems.extend(page.problem);
        done.staged.extend(page.staged);
    }
    Ok(done)
}

/// What the workers of a run share.
struct Desk<'d> {
    pages: &'d [SelectedPage],
    /// The first page that no worker has taken.
    next: AtomicUsize,
    watch: &'d Watch,
    findings: &'d Spool,
    patches: &'d Spool,
    fixes: &'d Spool,
}

/// What one worker did.
struct Worked {
    tally: Tally,
    /// What there is to say, by the page's place in the list.
    said: Vec<(usize, PageDone)>,
}

/// Takes pages from the list until none is left.
fn work(job: &Job<'_>, desk: &Desk<'_>) -> Result<Worked, RunError> {
    let mut worker = Worker::new(job);
    let mut said = Vec::new();
    loop {
        let start = desk.next.fetch_add(BATCH, Ordering::Relaxed);
        desk.watch.reached(start);
        let Some(rest) = desk.pages.get(start..).filter(|rest| !rest.is_empty()) else {
            return Ok(Worked {
                tally: worker.tally,
                said,
            });
        };
        for (place, page) in (start..).zip(rest.iter().take(BATCH)) {
            let Some(done) = worker.page(place, page) else {
                continue;
            };
            keep(desk.findings, place, &done.findings)
                .and_then(|()| desk.patches.put(place, &done.patch))
                .and_then(|()| desk.fixes.put(place, &done.new))
                .map_err(RunError::NoRoom)?;
            let done = PageDone {
                findings: Vec::new(),
                patch: Vec::new(),
                new: Vec::new(),
                ..done
            };
            said.push((place, done));
        }
    }
}
