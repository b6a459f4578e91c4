//! The index as a list of files: what is tracked, and what a commit made now would contain.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice as _;
use gix::index::entry::{Flags, Mode};

use super::{GitError, Repo, command};

/// The name of a file's content in the object database.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub(super) gix::ObjectId);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.0)
    }
}

/// What Git holds under a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A regular file with the executable bit.
    Executable,
    /// A symbolic link; its content is the target.
    Symlink,
    /// A commit of another repository.
    Submodule,
}

impl FileKind {
    /// Whether it is a regular file, the only kind that can be a page.
    #[must_use]
    pub fn is_file(self) -> bool {
        match self {
            Self::File | Self::Executable => true,
            Self::Symlink | Self::Submodule => false,
        }
    }
}

/// One file of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Relative to the root of the work tree.
    pub path: &'a Path,
    /// Its staged content.
    pub id: Id,
    /// What kind of file it is.
    pub kind: FileKind,
    /// A sparse checkout leaves it out of the work tree.
    pub sparse: bool,
}

/// The index as it was when it was read.
#[derive(Debug)]
pub struct Index {
    /// All paths, one after the other.
    pub(super) paths: Vec<u8>,
    /// Sorted by path, then by stage.
    pub(super) entries: Vec<Raw>,
    /// The trees Git has already computed for unchanged directories.
    pub(super) trees: Option<gix::index::extension::Tree>,
}

/// An entry as stored here.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    pub path: Range<usize>,
    pub id: gix::ObjectId,
    pub kind: FileKind,
    pub state: EntryState,
    pub sparse: bool,
    /// Git was told not to look for changes on disk (`git update-index --assume-unchanged`).
    pub assumed: bool,
}

/// What an entry says about its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryState {
    /// This is what a commit would contain.
    Staged,
    /// Announced with `git add -N`: tracked, but not part of a commit.
    Intended,
    /// One side of a conflict.
    Unmerged,
}

impl Index {
    /// What a commit made now would contain, in the order of the paths' bytes.
    pub fn committed(&self) -> impl Iterator<Item = Entry<'_>> {
        self.entries
            .iter()
            .filter(|raw| raw.state == EntryState::Staged)
            .map(|raw| self.entry(raw))
    }

    /// Every path Git tracks, each once, with conflicts and what was announced with `git add -N`.
    pub fn tracked(&self) -> impl Iterator<Item = Entry<'_>> {
        let mut last: Option<&[u8]> = None;
        self.entries.iter().filter_map(move |raw| {
            let path = self.path(raw);
            let again = last == Some(path);
            last = Some(path);
            (!again).then(|| self.entry(raw))
        })
    }

    /// What a commit made now would contain at `path`.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<Entry<'_>> {
        let raw = self
            .find(path)
            .filter(|raw| raw.state == EntryState::Staged)?;
        Some(self.entry(raw))
    }

    /// The first entry at `path`.
    fn find(&self, path: &Path) -> Option<&Raw> {
        let bytes = command::bytes(path).ok()?;
        let path = bytes.as_slice();
        let first = self.entries.partition_point(|raw| self.path(raw) < path);
        self.entries.get(first).filter(|raw| self.path(raw) == path)
    }

    /// Whether Git looks for changes of this file on disk.
    pub(super) fn is_watched(&self, path: &Path) -> bool {
        self.find(path)
            .is_some_and(|raw| !raw.assumed && !raw.sparse)
    }

    /// The paths with conflicts, each once.
    #[must_use]
    pub fn unmerged(&self) -> Vec<PathBuf> {
        let conflicts = self
            .entries
            .iter()
            .filter(|raw| raw.state == EntryState::Unmerged);
        let mut paths: Vec<_> = conflicts
            .map(|raw| self.entry(raw).path.to_owned())
            .collect();
        paths.dedup();
        paths
    }

    /// The bytes of an entry's path.
    pub(super) fn path(&self, raw: &Raw) -> &[u8] {
        &self.paths[raw.path.clone()]
    }

    fn entry<'a>(&'a self, raw: &Raw) -> Entry<'a> {
        let path = self
            .path(raw)
            .to_path()
            .expect("paths were checked when the index was read");
        Entry {
            path,
            id: Id(raw.id),
            kind: raw.kind,
            sparse: raw.sparse,
        }
    }

    /// An index without files.
    fn empty() -> Self {
        Self {
            paths: Vec::new(),
            entries: Vec::new(),
            trees: None,
        }
    }

    /// The files of a tree, which a message names as `what`.
    ///
    /// # Errors
    /// [`GitError::Read`] when one of its trees is missing, damaged, or holds a path that leads out of a work tree.
    pub(super) fn of_tree(repo: &Repo, tree: &gix::oid, what: &str) -> Result<Self, GitError> {
        let mut index = Self::empty();
        index.add_tree(repo, tree, b"", what)?;
        check(&index, what)?;
        Ok(index)
    }

    /// Adds the files of a tree, whose paths begin with `dir`.
    fn add_tree(
        &mut self,
        repo: &Repo,
        tree: &gix::oid,
        dir: &[u8],
        what: &str,
    ) -> Result<(), GitError> {
        let read = || repo.gix.to_thread_local().index_from_tree(tree);
        let files = match read() {
            Err(_) if repo.fetch_trees(tree) => read(),
            read => read,
        };
        let files = files.map_err(|error| GitError::read(what, error))?;
        for entry in files.entries() {
            let path = [dir, entry.path(&files).as_bytes()].concat();
            self.push(&path, raw(entry)?);
        }
        Ok(())
    }

    fn push(&mut self, path: &[u8], raw: Raw) {
        let start = self.paths.len();
        self.paths.extend_from_slice(path);
        self.entries.push(Raw {
            path: start..self.paths.len(),
            ..raw
        });
    }
}

impl Repo {
    /// Reads the index that the environment names, or this work tree's own.
    ///
    /// # Errors
    /// In a bare repository, and when it is missing although `HEAD` holds files, damaged, or not understood.
    pub fn index(&self) -> Result<Index, GitError> {
        self.root()?;
        let local = self.gix.to_thread_local();
        let options = gix::index::decode::Options::default();
        // As git does, trust the file system with the checksum: computing it takes longer than reading the index.
        let skip_hash = true;
        let file =
            match gix::index::File::at(&self.index_path, local.object_hash(), skip_hash, options) {
                Ok(file) => file,
                Err(error) if is_missing(&error, &self.index_path) => {
                    return self.without_index(&local);
                }
                Err(error) => return Err(GitError::read(THE_INDEX, error)),
            };
        let mut state = gix::index::State::from(file);
        let trees = state.remove_tree();
        let is_sparse = state.is_sparse();
        let (entries, backing) = state.into_entries();
        let paths = Vec::with_capacity(backing.len());
        let mut index = Index {
            paths,
            entries: Vec::with_capacity(entries.len()),
            trees,
        };
        for entry in &entries {
            let path = entry.path_in(&backing);
            if entry.mode == Mode::DIR && is_sparse {
                expand(self, &mut index, path, entry.id)?;
            } else {
                index.push(path, raw(entry)?);
            }
        }
        check(&index, THE_INDEX)?;
        Ok(index)
    }

    /// No index file: right for a repository without files, wrong for any other.
    fn without_index(&self, local: &gix::Repository) -> Result<Index, GitError> {
        let empty = local.empty_tree().id;
        if self.head_tree(local)?.is_some_and(|tree| tree != empty) {
            return Err(GitError::NoIndex(self.index_path.clone()));
        }
        Ok(Index::empty())
    }
}

fn is_missing(error: &gix::Error, path: &Path) -> bool {
    error
        .downcast_any_ref::<gix::index::file::init::OpenError>()
        .is_some_and(|error| {
            error.path == path && error.source.kind() == std::io::ErrorKind::NotFound
        })
}

/// An entry, but for its path.
fn raw(entry: &gix::index::Entry) -> Result<Raw, GitError> {
    let kind = match entry.mode {
        Mode::FILE => FileKind::File,
        Mode::FILE_EXECUTABLE => FileKind::Executable,
        Mode::SYMLINK => FileKind::Symlink,
        Mode::COMMIT => FileKind::Submodule,
        mode => {
            let detail = format!("an entry has the unknown mode {:o}", mode.bits());
            return Err(GitError::read(THE_INDEX, detail));
        }
    };
    let state = match entry.stage_raw() {
        0 if entry.flags.contains(Flags::INTENT_TO_ADD) => EntryState::Intended,
        0 => EntryState::Staged,
        _ => EntryState::Unmerged,
    };
    Ok(Raw {
        path: 0..0,
        id: entry.id,
        kind,
        state,
        sparse: entry.flags.contains(Flags::SKIP_WORKTREE),
        assumed: entry.flags.contains(Flags::ASSUME_VALID),
    })
}

/// Adds the files below a directory that a sparse index holds as one entry.
fn expand(repo: &Repo, index: &mut Index, dir: &[u8], tree: gix::ObjectId) -> Result<(), GitError> {
    let first = index.entries.len();
    index.add_tree(repo, &tree, dir, "a sparse index")?;
    for raw in &mut index.entries[first..] {
        raw.sparse = true;
    }
    Ok(())
}

/// How messages name what [`Repo::index`] reads.
const THE_INDEX: &str = "the index";

/// Refuses files that are not in order, on which lookups rely, or whose paths lead out of the work tree, which callers
/// join to its root. A message names them as `what`.
fn check(index: &Index, what: &str) -> Result<(), GitError> {
    let mut last: Option<(&[u8], EntryState)> = None;
    for raw in &index.entries {
        let path = index.path(raw);
        let in_order = last.is_none_or(|(before, state)| match before.cmp(path) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => {
                state == EntryState::Unmerged && raw.state == EntryState::Unmerged
            }
            std::cmp::Ordering::Greater => false,
        });
        if !in_order {
            let detail = format!("{} is out of order", path.as_bstr());
            return Err(GitError::read(what, detail));
        }
        let is_odd = |part: &[u8]| part.is_empty() || part == b"." || part == b"..";
        if path.split(|byte| *byte == b'/').any(is_odd) || path.to_path().is_err() {
            let detail = format!("{} is no path inside the work tree", path.as_bstr());
            return Err(GitError::read(what, detail));
        }
        last = Some((path, raw.state));
    }
    Ok(())
}
