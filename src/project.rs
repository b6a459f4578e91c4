//! Where a run takes place: the root of the site, and the repository that holds it, if there is one.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::cli::{ConfigChoice, Version};
use crate::config;
use crate::git::{GitError, Index, Repo};

mod environment;
pub mod error;
mod hugo;
mod names;
mod settings;
pub mod snapshot;

pub use environment::{Environment, Screen};
pub use error::{InstallError, RunError};
pub use names::Names;
pub use snapshot::Snapshot;

use names::relative;

/// Where a run takes place.
pub struct Project {
    /// The current directory, without links: what paths on the command line are relative to.
    pub cwd: PathBuf,
    /// The directory that the user is in, which for a hook is not the current one; messages name files from here.
    here: PathBuf,
    /// The root of the site, to which the paths of pages are relative; absolute.
    pub root: PathBuf,
    /// The repository that holds the site, if one does and has a work tree.
    pub repo: Option<Arc<Repo>>,
    /// The index; only for a run with `--staged`.
    pub index: Option<Arc<Index>>,
    /// The files of the commit that the run is about; only for a run over a range.
    commit: Option<Arc<Index>>,
    /// The root of the site, relative to that of the repository.
    pub prefix: PathBuf,
    /// Whether pre-commit or prek runs the program.
    pub under_pre_commit: bool,
    /// Whether a machine runs the program, in a clone that is thrown away.
    pub in_ci: bool,
}

impl Project {
    /// The site that the current directory is in.
    ///
    /// Its root is the nearest directory, upwards, that holds a `tikicheck.yaml`; else the only one in the repository
    /// that does. Without any it is the root of the repository, or outside of repositories the current directory.
    ///
    /// # Errors
    ///
    /// Where Git cannot be asked, and where a file looks like the configuration and would not be used.
    pub fn find(
        environment: &Environment,
        choice: &ConfigChoice,
        version: &Version,
    ) -> Result<Self, RunError> {
        Self::find_from(&environment.cwd, environment, choice, version)
    }

    /// The site that the directory `cwd` is in, in the repository of the current directory.
    ///
    /// # Errors
    ///
    /// Those of [`Project::find`].
    pub fn find_from(
        cwd: &Path,
        environment: &Environment,
        choice: &ConfigChoice,
        version: &Version,
    ) -> Result<Self, RunError> {
        // The variables of Git may be relative to the current directory.
        let repo = Repo::discover(&environment.cwd)?;
        let needs_repo = match version {
            Version::Disk => None,
            Version::Staged => Some("--staged"),
            Version::Since(_) => Some("--since"),
            Version::Range(_) => Some("--hook"),
        };
        let repo = match (repo, needs_repo) {
            (None, Some(flag)) => return Err(RunError::NoRepository(flag)),
            (Some(repo), Some(_)) => {
                repo.root()?;
                Some(repo)
            }
            (repo, None) => repo.filter(|repo| repo.root().is_ok()),
        };
        let repo = repo.map(Arc::new);
        let index = match (&repo, version) {
            (Some(repo), Version::Staged) => Some(Arc::new(repo.index()?)),
            _ => None,
        };
        let commit = match (&repo, version) {
            (Some(repo), Version::Range(range)) => Some(Arc::new(repo.files_of(&range.to)?)),
            _ => None,
        };
        let held = index.as_deref().or(commit.as_deref());
        // Git knows the work tree by its path without links.
        let cwd = std::fs::canonicalize(cwd).unwrap_or_else(|_| cwd.to_owned());
        let top = match &repo {
            Some(repo) => {
                let root = repo.root()?;
                Some(std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()))
            }
            None => None,
        };
        let has_config = |dir: &&Path| match (held, &top) {
            (Some(index), Some(top)) => dir
                .strip_prefix(top)
                .is_ok_and(|dir| index.get(&dir.join(config::FILE_NAME)).is_some()),
            // A directory or a broken link of that name counts too: reading it says what is wrong with it.
            _ => dir.join(config::FILE_NAME).symlink_metadata().is_ok(),
        };
        let within = |dir: &&Path| top.as_ref().is_none_or(|top| dir.starts_with(top));
        let nearest = match choice {
            ConfigChoice::Root => cwd.ancestors().take_while(within).find(has_config),
            ConfigChoice::File(_) | ConfigChoice::Defaults => None,
        };
        let root = match (nearest, choice) {
            (Some(nearest), _) => nearest.to_owned(),
            (None, ConfigChoice::Root) => {
                let above: Vec<&Path> = cwd.ancestors().take_while(within).collect();
                unconfigured(&above, repo.as_deref(), held, version, top.as_deref())?
                    .or_else(|| top.clone())
                    .unwrap_or_else(|| cwd.clone())
            }
            (None, _) => top.clone().unwrap_or_else(|| cwd.clone()),
        };
        let user = &environment.cwd;
        let user = std::fs::canonicalize(user).unwrap_or_else(|_| user.clone());
        let here = match &top {
            Some(top) if *top == user => top.join(&environment.git_prefix),
            _ => user,
        };
        let prefix = top
            .and_then(|top| root.strip_prefix(top).ok().map(Path::to_owned))
            .unwrap_or_default();
        Ok(Self {
            cwd,
            here,
            root,
            repo,
            index,
            commit,
            prefix,
            under_pre_commit: environment.under_pre_commit,
            in_ci: environment.in_ci,
        })
    }

    /// The site that `tikicheck init` makes: at the root that [`Project::find`] gives, but in the current directory
    /// where that root belongs to another site, and where the current directory alone looks like one.
    ///
    /// # Errors
    ///
    /// Those of [`Project::find`].
    pub fn for_new_site(environment: &Environment) -> Result<Self, RunError> {
        match Self::find(environment, &ConfigChoice::Root, &Version::Disk) {
            Ok(project) if project.cwd.starts_with(&project.root) && !is_site_below(&project) => {
                return Ok(project);
            }
            Ok(_) | Err(RunError::SeveralSites { .. }) => {}
            Err(error) => return Err(error),
        }
        let mut project = Self::find(environment, &ConfigChoice::Defaults, &Version::Disk)?;
        project.prefix = relative(&project.root, &project.cwd);
        project.root.clone_from(&project.cwd);
        Ok(project)
    }

    /// The files that the run is about: those in the index with `--staged`, those of a commit for a range,
    /// else those on disk.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        match (&self.repo, &self.index, &self.commit) {
            (Some(repo), Some(index), _) => {
                let (repo, index) = (Arc::clone(repo), Arc::clone(index));
                Snapshot::of_index(&self.root, &self.prefix, repo, index)
            }
            (Some(repo), None, Some(files)) => {
                let (repo, files) = (Arc::clone(repo), Arc::clone(files));
                Snapshot::of_files(&self.root, &self.prefix, repo, files)
            }
            (repo, _, _) => Snapshot::of_disk(&self.root, &self.prefix, repo.clone()),
        }
    }

    /// The files of the commit that `rev` names; `None` outside of a repository.
    ///
    /// # Errors
    ///
    /// Where `rev` names no commit, or its files cannot be listed.
    pub fn snapshot_of(&self, rev: &str) -> Result<Option<Snapshot>, GitError> {
        let Some(repo) = &self.repo else {
            return Ok(None);
        };
        Snapshot::of_commit(&self.root, &self.prefix, Arc::clone(repo), rev).map(Some)
    }

    /// The files that the run is about, where they are not those on disk.
    #[must_use]
    pub fn held(&self) -> Option<&Index> {
        self.index.as_deref().or(self.commit.as_deref())
    }

    /// How the files of the site are named to those who read about them.
    #[must_use]
    pub fn names(&self) -> Names<'_> {
        Names {
            here: &self.here,
            root: &self.root,
            prefix: &self.prefix,
        }
    }

    /// The path of a page, relative to the root of the site, from the path `written` that the user typed.
    ///
    /// # Errors
    ///
    /// [`RunError::Outside`] where the path leads out of the site.
    pub fn in_site(&self, written: &Path) -> Result<PathBuf, RunError> {
        let full = normal(&self.cwd.join(written));
        let outside = || RunError::Outside {
            path: written.to_owned(),
            root: self.root.clone(),
        };
        if let Ok(path) = full.strip_prefix(&self.root) {
            return Ok(path.to_owned());
        }
        // The directory may have another path through a link.
        let (parent, name) = (full.parent(), full.file_name());
        let real = match (parent.map(std::fs::canonicalize), name) {
            (Some(Ok(parent)), Some(name)) => parent.join(name),
            _ => return Err(outside()),
        };
        real.strip_prefix(&self.root)
            .map(Path::to_owned)
            .map_err(|_| outside())
    }
}

/// Names that are given to the configuration by mistake.
const MISNAMED: [&str; 3] = ["tikicheck.yml", ".tikicheck.yaml", ".tikicheck.yml"];

/// The root of the site where none of the directories `above` holds a configuration: the only site of the repository.
///
/// # Errors
///
/// Where the repository holds several sites, where the configuration has a wrong name or is not staged, and where the
/// index cannot be read.
fn unconfigured(
    above: &[&Path],
    repo: Option<&Repo>,
    held: Option<&Index>,
    version: &Version,
    top: Option<&Path>,
) -> Result<Option<PathBuf>, RunError> {
    let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
    let mut misnamed = above
        .iter()
        .flat_map(|dir| MISNAMED.map(|name| dir.join(name)));
    if let Some(path) = misnamed.find(is_there) {
        return Err(RunError::Misnamed { path });
    }
    let (Some(repo), Some(top)) = (repo, top) else {
        return Ok(None);
    };
    let read;
    let index = match held {
        Some(index) => index,
        None => {
            read = repo.index()?;
            &read
        }
    };
    let mut sites: Vec<PathBuf> = index
        .tracked()
        .filter(|entry| entry.path.file_name() == Some(config::FILE_NAME.as_ref()))
        .filter_map(|entry| entry.path.parent().map(Path::to_owned))
        .collect();
    let on_disk = || above.iter().map(|dir| dir.join(config::FILE_NAME));
    if held.is_some()
        && sites.is_empty()
        && let Some(path) = on_disk().find(is_there)
    {
        return Err(match version {
            Version::Range(range) => RunError::NotCommitted {
                path,
                rev: range.to.clone(),
            },
            Version::Staged | Version::Disk | Version::Since(_) => RunError::NotStaged { path },
        });
    }
    match sites.len() {
        0 => Ok(None),
        1 => Ok(sites.pop().map(|site| top.join(site))),
        _ => Err(RunError::SeveralSites { sites }),
    }
}

/// An absolute path without `.` and `..`: `/a/./b/../c` is `/a/c`. The file system is not asked.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            _ => normal.push(component),
        }
    }
    normal
}

/// Whether the current directory is a site of its own below a root without settings: it has a directory `content`, in
/// which Hugo keeps the pages of a site, and the root has none.
fn is_site_below(project: &Project) -> bool {
    let Project { cwd, root, .. } = project;
    let has = |directory: &Path, name: &str| directory.join(name).symlink_metadata().is_ok();
    cwd != root && !has(root, config::FILE_NAME) && has(cwd, "content") && !has(root, "content")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_taken_out() {
        assert_eq!(normal(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(normal(Path::new("/../a")), Path::new("/a"));
    }
}
