//! Checking the pages of a run, several at a time; what comes out is in the order of their paths.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::done::Done;
use super::progress::{Progress, Watch};
use super::select::Page;
use crate::check::Context;
use crate::cli::CheckArgs;
use crate::project::Project;
use crate::project::RunError;

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
    /// Whether it is shown how far the run is.
    pub progress: Progress,
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
    let mut done = Done::default();
    if let Some(repo) = &job.project.repo {
        done.index_use = repo.index_use();
    }
    let mut said = Vec::new();
    for result in &mut results {
        done.join(&mut result.done);
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

/// Takes pages from the list until none is left.
fn work(job: &Job<'_>, pages: &[Page], next: &AtomicUsize, watch: &Watch) -> Worked {
    let mut worker = Worker::new(job);
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
