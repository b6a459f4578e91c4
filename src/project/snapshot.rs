//! The files of a site as of one state: on disk, in the index, or in a commit.
//!
//! [`Snapshot::list`] lists the pages, a [`Reader`] for each thread reads them, [`Snapshot::read_beside`] reads the
//! configuration and the attachments file, and [`Snapshot::pages`] answers the links.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Config;
use crate::files::read::{Inside, read_at_most};
use crate::git::{self, Blobs, FileKind, GitError, Id, Index, Repo};

mod pages;
mod reader;

pub use reader::{Read, ReadError, Reader};

/// The files of a site as of one state; paths are relative to the root of the site.
///
/// A copy is cheap: it shares the list of files.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The root of the site; absolute.
    root: PathBuf,
    /// The root of the site, relative to that of the repository.
    prefix: PathBuf,
    state: State,
}

/// Which state of the files.
#[derive(Debug, Clone)]
enum State {
    /// As they are on disk; in a repository, without those that Git ignores.
    Disk(Option<Arc<Repo>>),
    /// As they are staged.
    Index(Arc<Repo>, Arc<Index>),
    /// As a commit holds them.
    Commit(Arc<Repo>, Arc<Index>),
}

/// Where the bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// In the work tree.
    Disk,
    /// In the object database, under this id.
    Blob(Id),
}

/// The files that are pages by their paths.
#[derive(Debug, Default)]
pub struct Listing {
    /// Sorted by path. On disk there are links and submodules among them; the index and a commit give files alone.
    pub files: Vec<Listed>,
    /// Pages that a sparse checkout leaves out of the work tree: they exist, but not on disk. Sorted by path.
    pub absent: Vec<PathBuf>,
}

/// A file that is a page by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Relative to the root of the site.
    pub path: PathBuf,
    /// Only a regular file is a page.
    pub kind: FileKind,
    /// Where its bytes are.
    pub content: Content,
}

impl Listing {
    /// The pages that exist, those that are not on disk among them.
    pub fn pages(&self) -> impl Iterator<Item = &Path> {
        let files = self.files.iter().filter(|file| file.kind.is_file());
        let files = files.map(|file| &*file.path);
        files.chain(self.absent.iter().map(|path| &**path))
    }
}

impl Snapshot {
    /// The files on disk below `root`, in the repository that holds them, where `prefix` leads to them.
    pub(super) fn of_disk(root: &Path, prefix: &Path, repo: Option<Arc<Repo>>) -> Self {
        Self::new(root, prefix, State::Disk(repo))
    }

    /// The files in the index.
    pub(super) fn of_index(root: &Path, prefix: &Path, repo: Arc<Repo>, index: Arc<Index>) -> Self {
        Self::new(root, prefix, State::Index(repo, index))
    }

    /// The files of the commit that `rev` names.
    ///
    /// # Errors
    ///
    /// Where `rev` names no commit, or its files cannot be listed.
    pub(super) fn of_commit(
        root: &Path,
        prefix: &Path,
        repo: Arc<Repo>,
        rev: &str,
    ) -> Result<Self, GitError> {
        let files = Arc::new(repo.files_of(rev)?);
        Ok(Self::of_files(root, prefix, repo, files))
    }

    /// The `files` of a commit.
    pub(super) fn of_files(root: &Path, prefix: &Path, repo: Arc<Repo>, files: Arc<Index>) -> Self {
        Self::new(root, prefix, State::Commit(repo, files))
    }

    fn new(root: &Path, prefix: &Path, state: State) -> Self {
        Self {
            root: root.to_owned(),
            prefix: prefix.to_owned(),
            state,
        }
    }

    /// The files that are pages by their paths.
    ///
    /// # Errors
    ///
    /// On disk, where the index or a directory cannot be read, or Git cannot tell which files it ignores.
    pub fn list(&self, config: &Config) -> Result<Listing, GitError> {
        match &self.state {
            State::Disk(None) => {
                let enter = |directory: &Path| config.reaches(directory);
                let files = git::walk(&self.root, enter, |path| config.is_page(path))?;
                Ok(Listing {
                    files: files.into_iter().map(Listed::from).collect(),
                    absent: Vec::new(),
                })
            }
            State::Disk(Some(repo)) => self.list_disk(repo, config),
            State::Index(_, files) | State::Commit(_, files) => {
                let page = |entry: git::Entry<'_>| {
                    Some(Listed {
                        path: self.page(entry.path, config)?.to_owned(),
                        kind: entry.kind,
                        content: Content::Blob(entry.id),
                    })
                };
                let files = files.committed().filter(|entry| entry.kind.is_file());
                Ok(Listing {
                    files: files.filter_map(page).collect(),
                    absent: Vec::new(),
                })
            }
        }
    }

    /// The files that are no pages and that `keep` wants, in directories that `enter` wants, relative to the root of the
    /// site; on disk those that Git ignores too.
    ///
    /// # Errors
    ///
    /// On disk, where a directory cannot be read.
    pub fn files_where(
        &self,
        enter: impl Fn(&Path) -> bool,
        keep: impl Fn(&Path) -> bool,
    ) -> Result<Vec<PathBuf>, GitError> {
        match &self.state {
            State::Disk(_) => {
                let files = git::walk(&self.root, enter, keep)?;
                let files = files.into_iter().filter(|file| file.kind.is_file());
                Ok(files.map(|file| file.path).collect())
            }
            State::Index(_, files) | State::Commit(_, files) => {
                let files = files.committed().filter(|entry| entry.kind.is_file());
                let inside = files.filter_map(|entry| entry.path.strip_prefix(&self.prefix).ok());
                Ok(inside
                    .filter(|path| keep(path))
                    .map(Path::to_owned)
                    .collect())
            }
        }
    }

    /// Whether there are files and none is a page; quick in the index and in a commit, where nothing is listed.
    ///
    /// # Errors
    ///
    /// Those of [`Snapshot::list`].
    pub fn lacks_pages(&self, config: &Config) -> Result<bool, GitError> {
        match &self.state {
            State::Disk(_) => Ok(self.list(config)?.pages().next().is_none()),
            State::Index(_, files) | State::Commit(_, files) => {
                let mut files = files.committed().peekable();
                let is_page = |file: git::Entry<'_>| {
                    file.kind.is_file() && self.page(file.path, config).is_some()
                };
                Ok(files.peek().is_some() && !files.any(is_page))
            }
        }
    }

    /// The files on disk that Git tracks or does not ignore.
    fn list_disk(&self, repo: &Repo, config: &Config) -> Result<Listing, GitError> {
        let index = repo.index()?;
        let enter = |directory: &Path| match directory.strip_prefix(&self.prefix) {
            Ok(directory) => config.reaches(directory),
            Err(_) => self.prefix.starts_with(directory),
        };
        let is_page = |path: &Path| self.page(path, config).is_some();
        let mut files = repo.on_disk(&index, enter, is_page)?;
        for file in &mut files {
            if let Ok(path) = file.path.strip_prefix(&self.prefix) {
                file.path = path.to_owned();
            }
        }
        let left_out = index
            .tracked()
            .filter(|entry| entry.sparse && entry.kind.is_file());
        let absent = left_out.filter_map(|entry| Some(self.page(entry.path, config)?.to_owned()));
        // Somebody may have put a file there all the same.
        let is_on_disk = |path: &PathBuf| {
            let by_name = |file: &git::DiskFile| file.path.as_os_str().cmp(path.as_os_str());
            files.binary_search_by(by_name).is_ok()
        };
        let mut absent: Vec<PathBuf> = absent.filter(|path| !is_on_disk(path)).collect();
        absent.sort();
        Ok(Listing {
            files: files.into_iter().map(Listed::from).collect(),
            absent,
        })
    }

    /// The path of a page, relative to the root of the site, from its path in the repository; `None` for other files.
    fn page<'a>(&self, path: &'a Path, config: &Config) -> Option<&'a Path> {
        let path = path.strip_prefix(&self.prefix).ok()?;
        config.is_page(path).then_some(path)
    }

    /// The bytes of a file that is no page, such as the configuration; `None` where there is none. Of a larger file on
    /// disk one byte more than `most` is read; elsewhere it is an error.
    ///
    /// # Errors
    ///
    /// Where it is no regular file or cannot be read, and where a link leads out of the repository.
    pub fn read_beside(&self, path: &Path, most: usize) -> Result<Option<Vec<u8>>, ReadError> {
        let in_repo = self.prefix.join(path);
        match &self.state {
            State::Index(_, files) | State::Commit(_, files) => {
                self.read_beside_in(files, &in_repo, most)
            }
            State::Disk(repo) => match (self.read_beside_on_disk(path, most)?, repo) {
                // A sparse checkout may leave it out of the work tree. It counts all the same.
                (None, Some(repo)) => {
                    let index = repo.index()?;
                    match index.get(&in_repo).filter(|entry| entry.sparse) {
                        Some(_) => self.read_beside_in(&index, &in_repo, most),
                        None => Ok(None),
                    }
                }
                (read, _) => Ok(read),
            },
        }
    }

    /// As [`Snapshot::read_beside`], for a file that `files` hold at `in_repo`, its path in the repository.
    fn read_beside_in(
        &self,
        files: &Index,
        in_repo: &Path,
        most: usize,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        let (Some(entry), Some(blobs)) = (files.get(in_repo), self.blobs()) else {
            return Ok(None);
        };
        let is_large = blobs.size(entry.id)?.is_some_and(|size| size > most as u64);
        if is_large || !entry.kind.is_file() {
            return Err(ReadError::Unreadable(io::Error::other(if is_large {
                format!("larger than {most} bytes")
            } else {
                "not a regular file".to_owned()
            })));
        }
        let mut buffer = Vec::new();
        let content = blobs.read(in_repo, entry.id, &mut buffer)?;
        Ok(Some(content.to_vec()))
    }

    fn read_beside_on_disk(&self, path: &Path, most: usize) -> Result<Option<Vec<u8>>, ReadError> {
        let full = self.root.join(path);
        if !Inside::new(self.top()).is_inside(&self.prefix.join(path)) {
            return Err(ReadError::LeadsOut);
        }
        match read_at_most(&full, most) {
            Ok(text) => Ok(Some(text)),
            // A link to a file that does not exist is an error: the file was meant to be read.
            Err(source)
                if source.kind() == io::ErrorKind::NotFound && full.symlink_metadata().is_err() =>
            {
                Ok(None)
            }
            Err(source) => Err(ReadError::Unreadable(source)),
        }
    }

    /// The root of the repository, or of the site where there is none.
    fn top(&self) -> &Path {
        let depth = self.prefix.components().count();
        self.root.ancestors().nth(depth).unwrap_or(&self.root)
    }

    /// The files below `directory` that a commit or the index holds, relative to it; `None` for the disk, where nothing
    /// is listed.
    #[must_use]
    pub fn files_below(&self, directory: &Path) -> Option<Vec<PathBuf>> {
        let (State::Index(_, files) | State::Commit(_, files)) = &self.state else {
            return None;
        };
        let root = self.prefix.join(directory);
        let below = files
            .committed()
            .filter_map(|entry| entry.path.strip_prefix(&root).ok());
        Some(below.map(Path::to_owned).collect())
    }

    /// Whether there is something at `path`, relative to the root of the site.
    #[must_use]
    pub fn has(&self, path: &Path) -> bool {
        match &self.state {
            State::Index(_, files) | State::Commit(_, files) => {
                files.get(&self.prefix.join(path)).is_some()
            }
            State::Disk(_) => self.root.join(path).symlink_metadata().is_ok(),
        }
    }

    /// A reader of pages for one thread.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader {
            inside: Inside::new(&self.root),
            blobs: self.blobs(),
            root: self.root.clone(),
            prefix: self.prefix.clone(),
        }
    }

    /// What reads the bytes of files that are not on disk.
    fn blobs(&self) -> Option<Blobs> {
        match &self.state {
            State::Disk(None) => None,
            // Those that a sparse checkout leaves out.
            State::Disk(Some(repo)) | State::Index(repo, _) => Some(repo.blobs()),
            State::Commit(repo, _) => Some(repo.committed_blobs()),
        }
    }
}

impl From<git::DiskFile> for Listed {
    fn from(file: git::DiskFile) -> Self {
        Self {
            path: file.path,
            kind: file.kind,
            content: Content::Disk,
        }
    }
}
