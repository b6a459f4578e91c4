//! Which pages exist: listed when a link first asks for one, from Git where there is one, else from the file system.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use super::{Project, RunError};
use crate::config::Config;
use crate::git::{self, Repo};
use crate::site::{PageSet, Stems, stem};

/// The pages that exist, for a run over the pages at `named`. Most links lead to pages in the same directory; only when
/// one does not, all pages are listed.
pub fn page_set<'p>(
    named: impl IntoIterator<Item = &'p Path>,
    place: &Project,
    config: &Config,
) -> (PageSet, SetError) {
    let parents: BTreeSet<PathBuf> = named
        .into_iter()
        .filter_map(Path::parent)
        .map(Path::to_owned)
        .filter(|parent| has_no_links(&place.root, parent))
        .collect();
    let (set, error) = all_pages(place, config);
    if parents.len() > FEW {
        return (set, error);
    }
    let (cwd, root, prefix) = (place.root.clone(), place.root.clone(), place.prefix.clone());
    let config = config.clone();
    let in_repo = place.repo.is_some();
    // In a repository a page is what git tracks; whether it ignores others is for the list to say.
    let index = LazyLock::new(move || Repo::discover(&cwd).ok()??.index().ok());
    let is_tracked = move |path: &Path| {
        !in_repo
            || index
                .as_ref()
                .is_some_and(|index| index.get(&prefix.join(path)).is_some())
    };
    let near = move |stem: &str| {
        parents.iter().any(|parent| {
            let path = parent.join(format!("{stem}.md"));
            let is_file = || {
                let metadata = root.join(&path).symlink_metadata();
                metadata.is_ok_and(|metadata| metadata.is_file())
            };
            // The stem is one name, no path; and file systems that know a file by other names are asked for a list.
            path.file_stem() == Some(stem.as_ref())
                && path.parent() == Some(&**parent)
                && (in_repo || cfg!(target_os = "linux"))
                && config.is_page(&path)
                && is_file()
                && is_tracked(&path)
        })
    };
    (set.after(near), error)
}

/// Directories that are looked into before all pages are listed.
const FEW: usize = 8;

/// Whether no symbolic link is on the way from the root to a directory: lists do not follow any.
fn has_no_links(root: &Path, directory: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    real(root).is_some_and(|root| real(&root.join(directory)) == Some(root.join(directory)))
}

/// The pages that exist, listed when a link first asks for one.
fn all_pages(place: &Project, config: &Config) -> (PageSet, SetError) {
    let error = SetError::default();
    let (cwd, config) = (place.root.clone(), config.clone());
    let (root, prefix) = (place.root.clone(), place.prefix.clone());
    let reported = error.clone();
    let in_repo = place.repo.is_some();
    let load = move || {
        let listed = if in_repo {
            Repo::discover(&cwd)
                .map_err(RunError::from)
                .and_then(|repo| list(repo.as_ref(), &root, &prefix, &config))
        } else {
            list(None, &root, &prefix, &config)
        };
        let listed = listed.unwrap_or_else(|error| {
            reported.set(error);
            Listed::default()
        });
        stems(listed.pages())
    };
    (PageSet::lazy(load), error)
}

/// The stems of the pages at `paths`.
pub fn stems<'p>(paths: impl Iterator<Item = &'p Path>) -> Stems {
    paths.filter_map(|path| Some(stem(path)?.into())).collect()
}

/// The pages of a site, paths relative to its root.
#[derive(Default)]
pub struct Listed {
    /// Those on disk, and links and submodules in place of pages; sorted by path.
    pub files: Vec<git::File>,
    /// Pages that a sparse checkout leaves out: they exist, but not here.
    absent: Vec<PathBuf>,
}

impl Listed {
    /// The pages that exist.
    pub fn pages(&self) -> impl Iterator<Item = &Path> {
        self.files
            .iter()
            .filter(|file| file.kind.is_file())
            .map(|file| &*file.path)
            .chain(self.absent.iter().map(|path| &**path))
    }
}

/// The pages on disk: from Git where there is one, else from the file system.
pub fn list(
    repo: Option<&Repo>,
    root: &Path,
    prefix: &Path,
    config: &Config,
) -> Result<Listed, RunError> {
    let Some(repo) = repo else {
        let enter = |directory: &Path| config.reaches(directory);
        let files = git::walk(root, enter, |path| config.is_page(path))?;
        return Ok(Listed {
            files,
            ..Listed::default()
        });
    };
    let index = repo.index()?;
    let enter = |directory: &Path| match directory.strip_prefix(prefix) {
        Ok(directory) => config.reaches(directory),
        Err(_) => prefix.starts_with(directory),
    };
    let is_page = |path: &Path| {
        path.strip_prefix(prefix)
            .is_ok_and(|path| config.is_page(path))
    };
    let mut files = repo.on_disk(&index, enter, is_page)?;
    for file in &mut files {
        if let Ok(path) = file.path.strip_prefix(prefix) {
            file.path = path.to_owned();
        }
    }
    let absent = index
        .tracked()
        .filter(|entry| entry.sparse && entry.kind.is_file() && is_page(entry.path))
        .filter_map(|entry| entry.path.strip_prefix(prefix).ok().map(Path::to_owned))
        .collect();
    Ok(Listed { files, absent })
}

/// What went wrong when the pages were listed, which happens when the first link asks for one.
#[derive(Clone, Default)]
pub struct SetError(Arc<Mutex<Option<RunError>>>);

impl SetError {
    /// What went wrong, if anything did.
    #[must_use]
    pub fn take(&self) -> Option<RunError> {
        self.0.lock().ok()?.take()
    }

    fn set(&self, error: RunError) {
        if let Ok(mut slot) = self.0.lock() {
            *slot = Some(error);
        }
    }
}
