//! Which files there are and which bytes they hold: on disk, staged, or since a revision.
//!
//! The only room that names `gix` and the git command. It never hides, moves or restores anybody's work; what it
//! writes, it writes through git itself, and only in [`Repo::write_blobs`] and [`Repo::restage`].
//!
//! How a run uses it:
//!
//! - [`Repo::discover`], then [`Repo::index`] once.
//! - What is on disk: [`Repo::on_disk`] lists it; bytes are read with `std::fs` below [`Repo::root`].
//! - What will be committed: [`Index::committed`] lists it; [`Blobs`] (one a thread) reads it. Configuration and
//!   attachments come the same way, through [`Index::get`].
//! - What a commit holds: [`Repo::files_of`] lists it in the form of an index; [`Repo::committed_blobs`] reads it.
//! - What a partial clone left out: [`Repo::fetch_missing`] fetches it, before threads read it.
//! - What was changed when: [`Repo::history`].
//! - What changed: [`Repo::staged`] and [`Repo::since`] give [`FileChanges`], which also tell whether the set of files
//!   or one particular file is concerned.

mod blobs;
mod changes;
mod command;
mod commit;
mod config;
mod discover;
mod disk;
mod error;
mod history;
mod hooks;
mod index;
mod partial;
mod range;
mod stage;
mod staged;
mod unmerged;

pub use blobs::{Blobs, is_lfs_pointer};
pub use changes::{FileChange, FileChanges, Side};
pub use disk::{DiskFile, OnDisk, walk};
pub use error::GitError;
pub use history::{Commit, Step};
pub use index::{Entry, FileKind, Id, Index};
pub use stage::{IndexUse, Restage};
pub use unmerged::Unmerged;

use std::path::{Path, PathBuf};

/// An open repository.
///
/// It can be shared between threads; what reads objects is made per thread with [`Repo::blobs`].
#[derive(Debug)]
pub struct Repo {
    /// The handle objects and references are read through.
    gix: gix::ThreadSafeRepository,
    /// The git command, set up for this repository.
    git: command::Git,
    /// The index file, absolute, whether or not it exists.
    index_path: PathBuf,
    /// What stores the references.
    refs: RefStorage,
}

/// Who can read the references of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RefStorage {
    /// Loose and packed files: gix reads them.
    Files,
    /// Reftables, or a form that does not exist yet: only the git command reads them.
    Other,
}

impl Repo {
    /// The root of the work tree, absolute.
    ///
    /// # Errors
    /// [`GitError::Bare`] when there is no work tree.
    pub fn root(&self) -> Result<&Path, GitError> {
        self.git
            .work_tree
            .as_deref()
            .ok_or_else(|| GitError::Bare(self.git.git_dir.clone()))
    }
}
