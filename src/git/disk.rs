//! What is in the work tree: which files, and how they compare with what is staged.

use std::collections::{HashMap, HashSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::command::{self, records};
use super::{FileKind, GitError, Index, Repo};

/// A file on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiskFile {
    /// Relative to the root that was listed.
    pub path: PathBuf,
    /// What kind of file it is; never a submodule.
    pub kind: FileKind,
}

/// How a file on disk compares with what is staged for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDisk {
    /// It is what is staged, line ends and filters considered.
    Same,
    /// It has unstaged changes.
    Different,
    /// It is not there.
    Missing,
}

impl Repo {
    /// The files on disk that `keep` wants, in directories that `enter` wants: tracked ones, and untracked ones that are
    /// not ignored; sorted by path. Of executable files it only says that they are files.
    ///
    /// # Errors
    /// When a directory cannot be read, or git cannot tell which untracked files are ignored.
    pub fn on_disk(
        &self,
        index: &Index,
        enter: impl Fn(&Path) -> bool,
        keep: impl Fn(&Path) -> bool,
    ) -> Result<Vec<DiskFile>, GitError> {
        let root = self.root()?;
        let mut tracked: Vec<&Path> = index
            .tracked()
            .map(|entry| entry.path)
            .filter(|path| keep(path))
            .collect();
        // On some systems paths are compared otherwise than their bytes are.
        tracked.sort_by_key(|path| path.as_os_str());
        let is_tracked = |path: &Path| {
            let by_name = |tracked: &&Path| tracked.as_os_str().cmp(path.as_os_str());
            tracked.binary_search_by(by_name).is_ok()
        };
        // Where a directory cannot be read, git finds nothing untracked either; what it tracks there is looked at below.
        let found = below(root, enter, &keep, |_| Ok(()))?;
        let mut files = Vec::with_capacity(tracked.len());
        let mut untracked = Vec::new();
        for file in found {
            let list = if is_tracked(&file.path) {
                &mut files
            } else {
                &mut untracked
            };
            list.push(file);
        }
        // Not seen: gone, as a rule; but a file system may give a name back in another form.
        let seen = files.len();
        for path in &tracked {
            let by_name = |file: &DiskFile| file.path.as_os_str().cmp(path.as_os_str());
            if files[..seen].binary_search_by(by_name).is_err() {
                files.extend(looked_up(root, path)?);
            }
        }
        if !untracked.is_empty() {
            let known: HashSet<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
            files.extend(
                self.not_ignored(&keep)?
                    .into_iter()
                    .filter(|file| !known.contains(&file.path)),
            );
        }
        files.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
        for link in self.written_links(index, &keep) {
            let by_name = |file: &DiskFile| file.path.as_os_str().cmp(link.as_os_str());
            if let Ok(place) = files.binary_search_by(by_name) {
                files[place].kind = FileKind::Symlink;
            }
        }
        Ok(files)
    }

    /// The links among the tracked files that Git writes as small files: all that `keep` wants where `core.symlinks` is
    /// off, as on file systems without links.
    fn written_links<'i>(
        &self,
        index: &'i Index,
        keep: impl Fn(&Path) -> bool,
    ) -> impl Iterator<Item = &'i Path> {
        let links = index
            .tracked()
            .filter(|entry| entry.kind == FileKind::Symlink)
            .map(|entry| entry.path)
            .filter(move |path| keep(path));
        // Only a site that has links asks for the setting.
        let mut links = links.peekable();
        let is_written = links.peek().is_some() && self.writes_links_as_files();
        links.take_while(move |_| is_written)
    }

    /// Whether the file on disk at `path` is a link for Git, which is written as a small file that holds its target.
    #[must_use]
    pub fn is_written_link(&self, index: &Index, path: &Path) -> bool {
        let is_link = index
            .get(path)
            .is_some_and(|entry| entry.kind == FileKind::Symlink);
        is_link && self.writes_links_as_files()
    }

    fn writes_links_as_files(&self) -> bool {
        let local = self.gix.to_thread_local();
        local.config_snapshot().boolean("core.symlinks") == Some(false)
    }

    /// The untracked files on disk that git does not ignore and `keep` wants.
    fn not_ignored(&self, keep: impl Fn(&Path) -> bool) -> Result<Vec<DiskFile>, GitError> {
        let root = self.root()?;
        let args = ["ls-files", "--others", "--exclude-standard", "-z"];
        let output = self.git.output(args)?;
        let mut files = Vec::new();
        for record in records(&output) {
            // A repository inside this one is listed as a directory.
            let path = command::path(record)?;
            if !record.ends_with(b"/") && keep(path) {
                files.extend(file(root, path));
            }
        }
        Ok(files)
    }

    /// How each of `paths` on disk compares with what is staged for it.
    ///
    /// # Errors
    /// When git cannot tell.
    pub fn unstaged(&self, index: &Index, paths: &[&Path]) -> Result<Vec<OnDisk>, GitError> {
        let root = self.root()?;
        let states: HashMap<PathBuf, OnDisk> =
            self.status(paths, Untracked::Ignore)?.into_iter().collect();
        let state = |path: &&Path| match (file(root, path), states.get(*path)) {
            (None, _) => Ok(OnDisk::Missing),
            (Some(_), None) if index.is_watched(path) => Ok(OnDisk::Same),
            (Some(file), _) => self.content_on_disk(index, &file),
        };
        paths.iter().map(state).collect()
    }

    /// Whether a file that is not known to be unchanged has what is staged for it after all: Git takes another size
    /// for a change, even where it comes from line ends alone.
    fn content_on_disk(&self, index: &Index, file: &DiskFile) -> Result<OnDisk, GitError> {
        let path = &file.path;
        let Some(entry) = index
            .get(path)
            .filter(|entry| entry.kind.is_file() && file.kind.is_file())
        else {
            return Ok(OnDisk::Different);
        };
        let full = self.root()?.join(path);
        let content = std::fs::read(&full).map_err(|source| GitError::Io { path: full, source })?;
        let is_same = self.id_if_added(path, &content)? == entry.id;
        Ok(if is_same {
            OnDisk::Same
        } else {
            OnDisk::Different
        })
    }

    /// The paths where disk and index differ; all of them, or those among `paths`.
    ///
    /// # Errors
    /// In a bare repository, and when git fails or its output is not understood.
    pub(super) fn status(
        &self,
        paths: &[&Path],
        untracked: Untracked,
    ) -> Result<Vec<(PathBuf, OnDisk)>, GitError> {
        self.root()?;
        let mut args: Vec<std::ffi::OsString> = [
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--ignore-submodules=all",
        ]
        .map(Into::into)
        .into();
        args.push(match untracked {
            Untracked::List => "--untracked-files=all".into(),
            Untracked::Ignore => "--untracked-files=no".into(),
        });
        // A command line holds only so much; the whole answer is a superset.
        if paths
            .iter()
            .map(|path| path.as_os_str().len() + 1)
            .sum::<usize>()
            < 50_000
        {
            args.push("--".into());
            args.extend(paths.iter().map(Into::into));
        }
        let output = self.git.output(args)?;
        let mut states = Vec::new();
        for record in records(&output) {
            let Some((&[_, disk, b' '], path)) = record.split_first_chunk() else {
                let record = String::from_utf8_lossy(record).into_owned();
                return Err(GitError::read("the output of git status", record));
            };
            let state = match disk {
                b' ' => continue,
                b'D' => OnDisk::Missing,
                _ => OnDisk::Different,
            };
            if !path.ends_with(b"/") {
                states.push((command::path(path)?.to_owned(), state));
            }
        }
        Ok(states)
    }
}

/// Whether [`Repo::status`] looks for untracked files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Untracked {
    List,
    Ignore,
}

/// The files below `root` that `keep` wants, in directories that `enter` wants; sorted by path. Links are not followed,
/// `.git` is left out, and executable files are files.
///
/// # Errors
/// When a directory cannot be read: what is in there was not checked.
pub fn walk(
    root: &Path,
    enter: impl Fn(&Path) -> bool,
    keep: impl Fn(&Path) -> bool,
) -> Result<Vec<DiskFile>, GitError> {
    below(root, enter, keep, Err)
}

/// As [`walk`]; `unreadable` says what becomes of a directory that cannot be read.
fn below(
    root: &Path,
    enter: impl Fn(&Path) -> bool,
    keep: impl Fn(&Path) -> bool,
    unreadable: impl Fn(GitError) -> Result<(), GitError>,
) -> Result<Vec<DiskFile>, GitError> {
    let is_wanted = |entry: &walkdir::DirEntry| {
        let is_entered = || entry.path().strip_prefix(root).is_ok_and(&enter);
        entry.file_name() != ".git" && (!entry.file_type().is_dir() || is_entered())
    };
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(root)
        .min_depth(1)
        .into_iter()
        .filter_entry(is_wanted)
    {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                let source = error.into();
                unreadable(GitError::Io { path, source })?;
                continue;
            }
        };
        // What a directory says about its entries saves a look at each.
        let kind = if entry.file_type().is_file() {
            FileKind::File
        } else if entry.file_type().is_symlink() {
            FileKind::Symlink
        } else {
            continue;
        };
        if let Ok(path) = entry.path().strip_prefix(root)
            && keep(path)
        {
            let path = path.to_owned();
            files.push(DiskFile { path, kind });
        }
    }
    files.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    Ok(files)
}

/// The file or link at `path`; `None` where nothing is, or something else, such as a directory.
pub(super) fn file(root: &Path, path: &Path) -> Option<DiskFile> {
    looked_up(root, path).ok()?
}

/// As [`file()`].
///
/// # Errors
/// When the system does not say what is there.
fn looked_up(root: &Path, path: &Path) -> Result<Option<DiskFile>, GitError> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    let full = root.join(path);
    let metadata = match std::fs::symlink_metadata(&full) {
        Ok(metadata) => metadata,
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => return Ok(None),
        Err(source) => return Err(GitError::Io { path: full, source }),
    };
    let kind = if metadata.is_symlink() {
        FileKind::Symlink
    } else if !metadata.is_file() {
        return Ok(None);
    } else if is_executable(&metadata) {
        FileKind::Executable
    } else {
        FileKind::File
    };
    Ok(Some(DiskFile {
        path: path.to_owned(),
        kind,
    }))
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}
