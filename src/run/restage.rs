//! Writing the fixes of staged pages into work tree and index: all of them, on the way to exit code 0, or none.
//!
//! In a commit hook an index that changed would replace what the user staged even if the commit then fails. So nothing
//! is written unless everything that was found is mended by it.
//!
//! pre-commit and prek hide unstaged work while hooks run. Where it does not fit a fix, they bring the files back to
//! what is staged and try once more, so an index that holds the fix would keep the user's work from coming back. They
//! expect a hook to write files alone and to fail; under them that is what is done.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use thiserror::Error;

use super::done::{Done, StagedFix};
use super::fix::allowed;
use super::pages::Job;
use super::spool::Spool;
use crate::check;
use crate::files::{SystemFiles, WriteError, replace_file};
use crate::generator::Workspace;
use crate::git::{FileKind, GitError, Id, Index, IndexUse, OnDisk, Repo, Restage};
use crate::page::apply;
use crate::project::{Project, RunError};
use crate::report::Beside;
use crate::rules::Severity;
use crate::text::sanitize::visible_path;
use crate::text::shell;

/// Writes the fixes that wait in `done`, or says in it why none was written.
pub fn restage(job: &Job<'_>, done: &mut Done) -> Result<(), RunError> {
    let fixes = std::mem::take(&mut done.staged);
    let (Some(repo), Some(index)) = (&job.project.repo, &job.project.index) else {
        return Ok(());
    };
    if fixes.is_empty() {
        return Ok(());
    }
    if repo.index_use() == IndexUse::Temporary {
        done.refused.push("nothing was written: `git commit -- PATH` commits from a temporary index, where a fix would be lost again".to_owned());
        return Ok(());
    }
    if !done.problems.is_empty() || !fixes_everything(job, done, &fixes) {
        done.notes.push(
            "nothing was written: some of what was found has to be mended by hand, and staged pages are fixed all together or not at all".to_owned(),
        );
        return Ok(());
    }
    let steps = steps(job, repo, index, &fixes, done)?;
    if !done.refused.is_empty() {
        return Ok(());
    }
    let reach = reach(job.project);
    if let Err(problem) = write(job, repo, &steps, &done.fixes, reach) {
        done.problems.push(problem.to_string());
        return Ok(());
    }
    for fix in fixes {
        match reach {
            WriteTo::Index => {
                done.settle(fix.place, &fix.left)
                    .map_err(RunError::NoRoom)?;
                done.fixed.push((fix.shown, "fixed and staged"));
            }
            WriteTo::Files => {
                if let Some(page) = done.pages.get_mut(&fix.place) {
                    page.beside = Beside::InSync;
                }
                done.fixed.push((fix.shown, "fixed"));
            }
        }
    }
    Ok(())
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WriteTo {
    /// The files and the index.
    Index,
    /// The files alone.
    Files,
}

fn reach(project: &Project) -> WriteTo {
    if project.under_pre_commit {
        WriteTo::Files
    } else {
        WriteTo::Index
    }
}

/// Whether the run ends well once all `fixes` are made.
fn fixes_everything(job: &Job<'_>, done: &Done, fixes: &[StagedFix]) -> bool {
    let fails = |severity| severity == Severity::Error || job.args.strict;
    let fixed: HashSet<usize> = fixes.iter().map(|fix| fix.place).collect();
    let failing = done.places(|page| page.fails(job.args));
    let mut left = fixes.iter().flat_map(|fix| &fix.left.findings);
    failing.is_subset(&fixed) && !left.any(|finding| fails(finding.severity))
}

/// What has to be done for one fix.
struct Restaging<'f> {
    fix: &'f StagedFix,
    /// From the root of the work tree.
    path: PathBuf,
    kind: FileKind,
    /// What will be staged.
    to: Id,
    file: OnFile,
}

/// What has to be done to the file on disk.
enum OnFile {
    /// It is what is staged and gets the same fix.
    Fix,
    /// It holds the fix already.
    Leave,
}

/// How to make each fix; those that would surprise are refused in `done`.
fn steps<'f>(
    job: &Job<'_>,
    repo: &Repo,
    index: &Index,
    fixes: &'f [StagedFix],
    done: &mut Done,
) -> Result<Vec<Restaging<'f>>, RunError> {
    let full = |fix: &StagedFix| job.project.prefix.join(&fix.path);
    let paths: Vec<PathBuf> = fixes.iter().map(full).collect();
    let borrowed: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let states = repo.unstaged(index, &borrowed)?;
    let mut steps = Vec::new();
    for ((fix, path), state) in fixes.iter().zip(paths).zip(states) {
        let Some(kind) = index.get(&path).map(|entry| entry.kind) else {
            return Err(GitError::IndexChanged(path).into());
        };
        let new = done.fixes.get(fix.place).map_err(RunError::NoRoom)?;
        let to = repo.id_of(&new)?;
        let file = match state {
            OnDisk::Same if has_other_form(repo, job, fix) => {
                done.refused.push(other_form(&fix.shown));
                continue;
            }
            OnDisk::Same => OnFile::Fix,
            OnDisk::Different if holds(repo, job, fix, &path, to)? => OnFile::Leave,
            OnDisk::Different | OnDisk::Missing => {
                done.refused.push(refusal(&fix.shown, state));
                continue;
            }
        };
        steps.push(Restaging {
            fix,
            path,
            kind,
            to,
            file,
        });
    }
    Ok(steps)
}

/// Whether the file on disk, were it added, would be what a fix makes of the staged one.
fn holds(
    repo: &Repo,
    job: &Job<'_>,
    fix: &StagedFix,
    path: &Path,
    to: Id,
) -> Result<bool, RunError> {
    match std::fs::read(job.project.root.join(&fix.path)) {
        Ok(file) => Ok(would_be(repo, path, &file, to)?),
        Err(_) => Ok(false),
    }
}

/// Whether Git writes a file to disk in a form that is no page, or has nothing to fix: in another encoding, or through
/// a filter. Other line ends are no other form.
fn has_other_form(repo: &Repo, job: &Job<'_>, fix: &StagedFix) -> bool {
    let Ok(file) = std::fs::read(job.project.root.join(&fix.path)) else {
        return false;
    };
    if repo.id_of(&file).is_ok_and(|id| id == fix.from) {
        return false;
    }
    let mut workspace = Workspace::default();
    let examined = check::check(&fix.path, &file, job.context, &mut workspace);
    examined.edits(allowed(job.args)).is_empty()
}

fn other_form(path: &Path) -> String {
    let word = shell::path(path);
    let path = visible_path(path);
    format!(
        "{path}: Git writes it to disk in another form than it keeps (`working-tree-encoding` or `filter` in .gitattributes), so its fix was not written; fix what is staged alone: `tikicheck -q --staged --diff {word} | git apply --cached --whitespace=nowarn && git checkout -- {word}`"
    )
}

fn refusal(path: &Path, state: OnDisk) -> String {
    let word = shell::path(path);
    let path = visible_path(path);
    match state {
        OnDisk::Missing => format!(
            "{path}: is staged but not on disk, so its fix was not written; bring it back (`git checkout -- {word}`), or stage its removal (`git rm --cached {word}`)"
        ),
        OnDisk::Same | OnDisk::Different => format!(
            "{path}: has unstaged changes, so its fix was not written; stage them too (`git add {word}`), or set them aside (`git stash push --keep-index -- {word}`), and run the command again; or mend what is staged alone: `tikicheck -q --staged --diff {word} | git apply --cached --whitespace=nowarn`"
        ),
    }
}

/// A file that was written.
struct RestagedFile<'s> {
    step: &'s Restaging<'s>,
    modified: Option<SystemTime>,
}

/// The files that were written, what they were before, and what they became.
#[derive(Default)]
struct WrittenFiles<'s> {
    files: Vec<RestagedFile<'s>>,
    old: Spool,
    new: Spool,
}

/// Why staged pages were not fixed.
#[derive(Debug, Error)]
enum RestageError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {source}", visible_path(path))]
    Unreadable { path: PathBuf, source: io::Error },
    /// A file or its staged version is no longer what was checked.
    #[error(
        "{}: changed since it was read, so nothing was written; run the command again",
        visible_path(path)
    )]
    Changed { path: PathBuf },
    /// A file cannot be replaced.
    #[error(transparent)]
    Replace(#[from] WriteError),
    /// Git, or no room for what is kept.
    #[error(transparent)]
    Run(#[from] RunError),
    /// What was written before the error cannot be taken back either.
    #[error("{cause}\n{}", left.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Left {
        cause: Box<RestageError>,
        left: Vec<TakeBackError>,
    },
}

/// Why a file keeps its fix, which is not staged.
#[derive(Debug, Error)]
#[error(
    "{cause}; it holds its fix, which is not staged (`git add {}`)",
    shell::path(path)
)]
struct TakeBackError {
    path: PathBuf,
    cause: TakeBackCause,
}

#[derive(Debug, Error)]
enum TakeBackCause {
    #[error("{}: not taken back: {source}", visible_path(path))]
    NotKept { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Replace(#[from] WriteError),
}

/// Writes files first and the index last; what was written is taken back where a later step fails.
fn write(
    job: &Job<'_>,
    repo: &Repo,
    steps: &[Restaging<'_>],
    fixes: &Spool,
    reach: WriteTo,
) -> Result<(), RestageError> {
    let mut written = WrittenFiles::default();
    let result: Result<(), RestageError> = (|| {
        if reach == WriteTo::Index {
            repo.wait_for_index().map_err(RunError::from)?;
        }
        write_files(job, repo, steps, &mut written)?;
        if reach == WriteTo::Index {
            write_index(repo, steps, fixes)?;
        }
        Ok(())
    })();
    let Err(cause) = result else {
        return Ok(());
    };
    let take_back = |file| written.take_back(&job.project.root, file).err();
    let left: Vec<TakeBackError> = written.files.iter().filter_map(take_back).collect();
    if left.is_empty() {
        return Err(cause);
    }
    Err(RestageError::Left {
        cause: Box::new(cause),
        left,
    })
}

fn write_files<'s>(
    job: &Job<'_>,
    repo: &Repo,
    steps: &'s [Restaging<'s>],
    written: &mut WrittenFiles<'s>,
) -> Result<(), RestageError> {
    let root = &job.project.root;
    let mut workspace = Workspace::default();
    for step in steps {
        let fix = step.fix;
        match step.file {
            OnFile::Fix => {}
            OnFile::Leave => continue,
        }
        let file = root.join(&fix.path);
        let modified = file.metadata().and_then(|file| file.modified()).ok();
        let old = std::fs::read(&file).map_err(|source| RestageError::Unreadable {
            path: fix.shown.clone(),
            source,
        })?;
        // The file may have other line ends than what is staged: it gets a fix of its own, which has to come to the
        // same once it is added.
        let is = |content: &[u8], id| would_be(repo, &step.path, content, id);
        let examined = check::check(&fix.path, &old, job.context, &mut workspace);
        let edits = examined.edits(allowed(job.args));
        let new = apply(&old, &edits);
        let new = match edits.is_empty() {
            false if is(&old, fix.from)? && is(&new, step.to)? => new,
            _ => {
                return Err(RestageError::Changed {
                    path: fix.shown.clone(),
                });
            }
        };
        // Kept before the file is written, for what cannot be kept cannot be taken back.
        written
            .keep(fix.place, &old, &new)
            .map_err(RunError::NoRoom)?;
        replace_file(root, &fix.path, &old, &new, &SystemFiles)?;
        written.files.push(RestagedFile { step, modified });
    }
    Ok(())
}

/// Whether a file with this content would be staged as `id`.
fn would_be(repo: &Repo, path: &Path, content: &[u8], id: Id) -> Result<bool, RunError> {
    // Most files have the same bytes in both places, and git need not be asked about its filters.
    Ok(repo.id_of(content)? == id || repo.id_if_added(path, content)? == id)
}

fn write_index(repo: &Repo, steps: &[Restaging<'_>], fixes: &Spool) -> Result<(), RunError> {
    repo.write_blobs(steps.iter().map(|step| fixes.get(step.fix.place)))?;
    let change = |step: &Restaging<'_>| Restage {
        path: step.path.clone(),
        kind: step.kind,
        from: step.fix.from,
        to: step.to,
    };
    let changes: Vec<Restage> = steps.iter().map(change).collect();
    Ok(repo.restage(&changes)?)
}

impl WrittenFiles<'_> {
    fn keep(&self, place: usize, old: &[u8], new: &[u8]) -> io::Result<()> {
        self.old.put(place, old)?;
        self.new.put(place, new)
    }

    /// Gives a file its old content back, unless somebody has changed it again since.
    ///
    /// # Errors
    /// What is left there.
    fn take_back(&self, root: &Path, file: &RestagedFile<'_>) -> Result<(), TakeBackError> {
        let fix = file.step.fix;
        let left = |cause| TakeBackError {
            path: fix.shown.clone(),
            cause,
        };
        let contents = self.old.get(fix.place).and_then(|old| {
            let new = self.new.get(fix.place)?;
            Ok((old, new))
        });
        let (old, new) = contents.map_err(|source| {
            left(TakeBackCause::NotKept {
                path: fix.shown.clone(),
                source,
            })
        })?;
        replace_file(root, &fix.path, &new, &old, &SystemFiles)
            .map_err(|error| left(error.into()))?;
        if let Some(modified) = file.modified {
            // Only so that nothing takes the file for changed; its content is what counts.
            let _ = std::fs::File::options()
                .write(true)
                .open(root.join(&fix.path))
                .and_then(|file| file.set_modified(modified));
        }
        Ok(())
    }
}
