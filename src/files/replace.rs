//! Replaces one file by a new version, whole or not at all; the only place that writes to a work tree.
//!
//! The new version is written beside the old one, made durable and then renamed over it. Whatever fails or is killed
//! on the way, the file is whole, old or new. What is not what the check saw is left alone.

use std::fs::Metadata;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::text::sanitize::visible_path;

mod files;

pub use files::{FileOps, SystemFiles};

/// A file that was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// How many other hard links the file had: they keep the old content, as with Git and most editors.
    pub other_links: u64,
    /// Whether the rename is known to survive a power cut; some file systems do not say.
    pub durable: bool,
}

/// Why a file was not replaced. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Its content is no longer what the check saw.
    #[error(
        "{}: changed since it was read, so it was left alone; run the command again",
        visible_path(path)
    )]
    ChangedSince {
        /// The file as it was named.
        path: PathBuf,
    },
    /// It is a symbolic link, or lies behind one, that leads out of the repository.
    #[error(
        "{}: leads out of the repository to {}, so it was left alone; fix the file there",
        visible_path(path),
        visible_path(target)
    )]
    Outside {
        /// The file as it was named.
        path: PathBuf,
        /// Where it really lies.
        target: PathBuf,
    },
    /// Nobody may write it. A rename would not ask.
    #[error(
        "{}: read-only, so it was left alone; make it writable (`chmod u+w`) and run the command again",
        visible_path(path)
    )]
    ReadOnly {
        /// The file as it was named.
        path: PathBuf,
    },
    /// It is a directory, a device or something else.
    #[error("{}: not a regular file, so it was left alone", visible_path(path))]
    NotAFile {
        /// The file as it was named.
        path: PathBuf,
    },
    /// The system refused a step.
    #[error("{}: cannot {step} ({source}), so it was left alone; {}", visible_path(path), step.way_out())]
    Refused {
        /// The file as it was named.
        path: PathBuf,
        /// What was tried.
        step: Step,
        /// What the system said.
        source: io::Error,
    },
}

/// What is done to replace a file, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The file is looked up and its mode is read.
    Find,
    /// A new file is created beside it.
    Create,
    /// The new content is written.
    Write,
    /// Mode and owner are taken over.
    Adopt,
    /// The new content is made durable.
    Sync,
    /// The old content is read again.
    Reread,
    /// The new file takes the place of the old one.
    Rename,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Step::Find => "find it",
            Step::Create => "create a file beside it",
            Step::Write => "write the new version beside it",
            Step::Adopt => "give the new version its mode",
            Step::Sync => "get the new version onto the disk",
            Step::Reread => "read it again",
            Step::Rename => "put the new version in its place",
        })
    }
}

impl Step {
    fn way_out(self) -> &'static str {
        match self {
            Step::Find | Step::Reread => "check that it exists and can be read",
            Step::Create | Step::Rename => "check that its directory can be written",
            Step::Adopt => "check whom it belongs to",
            Step::Write | Step::Sync => "check that there is room on the disk",
        }
    }
}

/// Replaces the file at `path`, relative to `root`, by `new`, if it still holds the bytes `read`.
///
/// Mode bits stay, and the owner where the system allows it. A symbolic link stays too: the file that it leads to is
/// replaced, if that lies under `root` and not in `.git`.
///
/// # Errors
///
/// Why the file was left alone; nothing is left beside it then.
pub fn replace_file(
    root: &Path,
    path: &Path,
    read: &[u8],
    new: &[u8],
    ops: &impl FileOps,
) -> Result<Written, WriteError> {
    let refused = |step| {
        move |source| WriteError::Refused {
            path: path.to_owned(),
            step,
            source,
        }
    };
    let target = inside(root, path)?;
    let metadata = target.metadata().map_err(refused(Step::Find))?;
    if !metadata.is_file() {
        return Err(WriteError::NotAFile {
            path: path.to_owned(),
        });
    }
    if metadata.permissions().readonly() || !files::may_write(&target) {
        return Err(WriteError::ReadOnly {
            path: path.to_owned(),
        });
    }
    // A canonical path to a file has a parent.
    let directory = target.parent().unwrap_or(root);

    let mut temporary = ops.create(&target).map_err(refused(Step::Create))?;
    ops.write(&mut temporary, new)
        .map_err(refused(Step::Write))?;
    ops.adopt(&mut temporary, &metadata)
        .map_err(refused(Step::Adopt))?;
    ops.sync(&mut temporary).map_err(refused(Step::Sync))?;
    // One byte more than expected is enough to see that it grew.
    match ops.read(&target, read.len() as u64 + 1) {
        Ok(now) if now == read => {}
        Ok(_) => {
            return Err(WriteError::ChangedSince {
                path: path.to_owned(),
            });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(WriteError::ChangedSince {
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(refused(Step::Reread)(error)),
    }
    ops.rename(temporary, &target)
        .map_err(refused(Step::Rename))?;
    let durable = ops.sync_directory(directory).is_ok();
    Ok(Written {
        other_links: other_links(&metadata),
        durable,
    })
}

/// Where a file really lies, if that is a place in the work tree.
fn inside(root: &Path, path: &Path) -> Result<PathBuf, WriteError> {
    let refused = |source| WriteError::Refused {
        path: path.to_owned(),
        step: Step::Find,
        source,
    };
    let root = root.canonicalize().map_err(refused)?;
    let target = root.join(path).canonicalize().map_err(refused)?;
    let in_work_tree = target.strip_prefix(&root).is_ok_and(|inner| {
        !inner
            .components()
            .any(|component| component == Component::Normal(".git".as_ref()))
    });
    if !in_work_tree {
        return Err(WriteError::Outside {
            path: path.to_owned(),
            target,
        });
    }
    Ok(target)
}

#[cfg(unix)]
fn other_links(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata).saturating_sub(1)
}

#[cfg(not(unix))]
fn other_links(_: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests;
