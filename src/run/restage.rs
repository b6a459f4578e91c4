//! Writing the fixes of staged pages into work tree and index: all of them, on the way to exit code 0, or none.
//!
//! In a commit hook an index that changed would replace what the user staged even if the commit then fails. So nothing
//! is written unless everything that was found is mended by it.

use std::path::{Path, PathBuf};

use super::RunError;
use super::commands::quoted;
use super::pages::{Done, Job, StagedFix};
use crate::check::{self, Name, Workspace};
use crate::finding::Severity;
use crate::git::{Index, OnDisk, Repo, Restage};
use crate::visible::visible_path;
use crate::write::{SystemFiles, replace_file};

/// Writes the fixes that wait in `done`, or says in its problems why none was written.
pub fn restage(job: &Job<'_>, done: &mut Done) -> Result<(), RunError> {
    let fixes = std::mem::take(&mut done.staged);
    let (Some(repo), Some(index)) = (&job.workplace.repo, &job.workplace.index) else {
        return Ok(());
    };
    if fixes.is_empty() || !done.problems.is_empty() {
        return Ok(());
    }
    let full = |path: &Path| job.workplace.prefix.join(path);
    let paths: Vec<PathBuf> = fixes.iter().map(|fix| full(&fix.path)).collect();
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    repo.allows_restaging(&paths)?;
    if !mends_everything(job, done, &fixes) {
        done.notes.push(
            "nothing was written: some of what was found has to be mended by hand, and staged pages are fixed all together or not at all".to_owned(),
        );
        return Ok(());
    }
    let states = repo.unstaged(index, &paths)?;
    for (fix, state) in fixes.iter().zip(states) {
        if state != OnDisk::Same {
            done.problems.push(unstaged_changes(&fix.shown, state));
        }
    }
    if !done.problems.is_empty() {
        return Ok(());
    }
    if let Err(problem) = write(job, repo, index, &fixes) {
        done.problems.push(problem);
        return Ok(());
    }
    for fix in fixes {
        done.fixed.push((fix.shown.clone(), "fixed and staged"));
        done.settle(&fix.shown, fix.was, fix.left);
    }
    Ok(())
}

/// Whether the run ends well once all `fixes` are made.
fn mends_everything(job: &Job<'_>, done: &Done, fixes: &[StagedFix]) -> bool {
    let fails = |severity| severity == Severity::Error || job.args.strict;
    let fixed = |path: &Path| fixes.iter().any(|fix| fix.shown == path);
    let others = done.findings.iter().filter(|finding| !fixed(&finding.path));
    let left = fixes.iter().flat_map(|fix| &fix.left.findings);
    !others.chain(left).any(|finding| fails(finding.severity))
}

fn unstaged_changes(path: &Path, state: OnDisk) -> String {
    let word = quoted(&path.to_string_lossy());
    let path = visible_path(path);
    match state {
        OnDisk::Missing => format!(
            "{path}: is staged but not on disk, so its fix was not written; bring it back (`git checkout -- {word}`), or stage its removal (`git rm --cached {word}`)"
        ),
        OnDisk::Same | OnDisk::Different => format!(
            "{path}: has unstaged changes, so its fix was not written; stage them too (`git add {word}`), or set them aside (`git stash push --keep-index -- {word}`), and run the command again"
        ),
    }
}

/// Writes files first and the index last; what was written is taken back where a later step fails.
fn write(job: &Job<'_>, repo: &Repo, index: &Index, fixes: &[StagedFix]) -> Result<(), String> {
    let root = &job.workplace.root;
    let mut workspace = Workspace::default();
    let mut written: Vec<(&Path, Vec<u8>, Vec<u8>)> = Vec::new();
    let take_back = |written: &[(&Path, Vec<u8>, Vec<u8>)]| {
        for (path, old, new) in written {
            // What somebody has changed again since stays as it is.
            let _ = replace_file(root, path, new, old, &SystemFiles);
        }
    };
    let result = (|| {
        for fix in fixes {
            let old = std::fs::read(root.join(&fix.path)).map_err(|error| {
                format!("{}: cannot be read: {error}", visible_path(&fix.shown))
            })?;
            // The file may have other line ends than what is staged: it gets a fix of its own.
            let name = Name {
                path: &fix.path,
                shown: &fix.shown,
            };
            let new = check::check(name, &old, job.context, &mut workspace)
                .repair
                .ok_or_else(|| {
                    format!(
                        "{}: changed since it was read; run the command again",
                        visible_path(&fix.shown)
                    )
                })?;
            replace_file(root, &fix.path, &old, &new, &SystemFiles)
                .map_err(|error| error.to_string())?;
            written.push((&fix.path, old, new));
        }
        let contents: Vec<&[u8]> = fixes.iter().map(|fix| &*fix.new).collect();
        let ids = repo
            .write_blobs(&contents)
            .map_err(|error| error.to_string())?;
        let mut changes = Vec::new();
        for (fix, to) in fixes.iter().zip(ids) {
            let path = job.workplace.prefix.join(&fix.path);
            let kind = index
                .get(&path)
                .map(|entry| entry.kind)
                .ok_or_else(|| format!("{}: is not staged any more", visible_path(&fix.shown)))?;
            changes.push(Restage {
                path,
                kind,
                from: fix.from,
                to,
            });
        }
        repo.restage(&changes).map_err(|error| error.to_string())
    })();
    if result.is_err() {
        take_back(&written);
    }
    result
}
