//! What differs between two states of the files; plain data.

use std::path::{Path, PathBuf};

use super::index::{FileKind, Id};

/// One state of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// What kind of file it is.
    pub kind: FileKind,
    /// Its content; `None` when it is only on disk and was not hashed.
    pub id: Option<Id>,
}

/// A file that differs. At least one side is there; a rename is two changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The file, relative to the root of the work tree.
    pub path: PathBuf,
    /// What it was; `None` for a file that is new.
    pub before: Option<Side>,
    /// What it is; `None` for a file that is gone.
    pub after: Option<Side>,
}

impl FileChange {
    /// Whether a regular file comes into being or ceases to be one: the set of files that can be pages is another.
    #[must_use]
    pub fn alters_set(&self) -> bool {
        alters_set((self.before, self.after))
    }
}

/// [`FileChange::alters_set`] for a change not yet assembled.
pub(super) fn alters_set((before, after): (Option<Side>, Option<Side>)) -> bool {
    let is_file = |side: Option<Side>| side.is_some_and(|side| side.kind.is_file());
    is_file(before) != is_file(after)
}

/// What differs, in the order of the paths' bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileChanges {
    /// What this commit, or this range, changes.
    pub own: Vec<FileChange>,
    /// In a merge: what differs from one parent but was taken as it is from another. Never the merger's fault, but a
    /// page that came or went this way, or settings that did, can alter other pages.
    pub inherited: Vec<FileChange>,
}

impl FileChanges {
    /// The change of `path`, be it own or inherited.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&FileChange> {
        self.own
            .iter()
            .chain(&self.inherited)
            .find(|change| change.path == path)
    }

    /// The files that come into being or cease to be, own and inherited.
    pub fn altering_set(&self) -> impl Iterator<Item = &FileChange> {
        self.own
            .iter()
            .chain(&self.inherited)
            .filter(|change| change.alters_set())
    }
}
