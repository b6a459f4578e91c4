//! Where a run takes place: the repository, if there is one, the root of the site, and what stands beside the pages.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::cli::{ConfigChoice, Version};
use crate::config::{self, Config};
use crate::files::read::{Inside, read_at_most, take};
use crate::git::{Index, Repo};
use crate::site::Attachments;
use crate::site::attachments::LARGEST as LARGEST_ATTACHMENTS;

mod environment;
pub mod error;
mod names;
pub mod page_set;

pub use environment::{Environment, Screen};
pub use error::{InstallError, RunError};
pub use names::Names;
use names::relative;

/// Where a run takes place.
pub struct Project {
    /// What paths on the command line are relative to; absolute.
    pub cwd: PathBuf,
    /// Where the user is, which for a hook is another directory: what people read and paste is named from here.
    here: PathBuf,
    /// The root of the site, to which the paths of pages are relative; absolute.
    pub root: PathBuf,
    /// The repository that holds it, if one does and has a work tree.
    pub repo: Option<Repo>,
    /// The index, where the run is about what is staged.
    pub index: Option<Arc<Index>>,
    /// The root of the site, relative to that of the repository.
    pub prefix: PathBuf,
    /// Whether pre-commit or prek runs the program.
    pub under_pre_commit: bool,
}

impl Project {
    /// The site that the current directory is in.
    ///
    /// Its root is the nearest directory, upwards, that holds a `tikicheck.yaml`; else the only one in the repository
    /// that does. Without any it is the root of the repository, or outside of repositories the current directory.
    ///
    /// # Errors
    ///
    /// When Git cannot be asked, and when settings are there that were meant and would not be used.
    pub fn find(
        environment: &Environment,
        choice: &ConfigChoice,
        version: &Version,
    ) -> Result<Self, RunError> {
        let cwd = &environment.cwd;
        let repo = Repo::discover(cwd)?;
        let needs_repo = match version {
            Version::Disk => None,
            Version::Staged => Some("--staged"),
            Version::Since(_) => Some("--since"),
        };
        let repo = match (repo, needs_repo) {
            (None, Some(flag)) => return Err(RunError::NoRepository(flag)),
            (Some(repo), Some(_)) => {
                repo.root()?;
                Some(repo)
            }
            (repo, None) => repo.filter(|repo| repo.root().is_ok()),
        };
        let index = match (&repo, version) {
            (Some(repo), Version::Staged) => Some(Arc::new(repo.index()?)),
            _ => None,
        };
        // Links in the way to `cwd` would keep it from being recognised as a part of the work tree.
        let cwd = std::fs::canonicalize(cwd).unwrap_or_else(|_| cwd.clone());
        let top = match &repo {
            Some(repo) => {
                let root = repo.root()?;
                Some(std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()))
            }
            None => None,
        };
        let has_config = |dir: &&Path| match (&index, &top) {
            (Some(index), Some(top)) => dir
                .strip_prefix(top)
                .is_ok_and(|dir| index.get(&dir.join(config::FILE_NAME)).is_some()),
            // Whatever has that name is meant; reading it says what is wrong with it.
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
                unconfigured(&above, repo.as_ref(), index.as_deref(), top.as_deref())?
                    .or_else(|| top.clone())
                    .unwrap_or_else(|| cwd.clone())
            }
            (None, _) => top.clone().unwrap_or_else(|| cwd.clone()),
        };
        let here = match &top {
            Some(top) if *top == cwd => top.join(&environment.git_prefix),
            _ => cwd.clone(),
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
            prefix,
            under_pre_commit: environment.under_pre_commit,
        })
    }

    /// The site that `tikicheck init` makes: at the root that [`Project::find`] gives, but in the current directory
    /// where that root belongs to another site.
    ///
    /// # Errors
    ///
    /// Those of [`Project::find`].
    pub fn for_new_site(environment: &Environment) -> Result<Self, RunError> {
        match Self::find(environment, &ConfigChoice::Root, &Version::Disk) {
            Ok(place) if place.cwd.starts_with(&place.root) => return Ok(place),
            Ok(_) | Err(RunError::SeveralSites { .. }) => {}
            Err(error) => return Err(error),
        }
        let mut place = Self::find(environment, &ConfigChoice::Defaults, &Version::Disk)?;
        place.prefix = relative(&place.root, &place.cwd);
        place.root.clone_from(&place.cwd);
        Ok(place)
    }

    /// The configuration in force.
    pub fn config(&self, choice: &ConfigChoice, version: &Version) -> Result<Config, RunError> {
        Ok(match self.config_text(choice, version)? {
            Some((name, text)) => Config::parse(&text, &name)?,
            None => Config::default(),
        })
    }

    /// The text of the configuration and its name; `None` where nothing is configured.
    pub fn config_text(
        &self,
        choice: &ConfigChoice,
        version: &Version,
    ) -> Result<Option<(PathBuf, String)>, RunError> {
        let (name, text) = match choice {
            ConfigChoice::Defaults => return Ok(None),
            ConfigChoice::File(path) => {
                let full = self.cwd.join(path);
                // Whoever names a file may name a pipe.
                let file = std::fs::File::open(&full);
                let text = file
                    .and_then(|file| take(file, config::LARGEST_CONFIG))
                    .map_err(|source| {
                        if source.kind() == io::ErrorKind::NotFound {
                            RunError::NoConfig { path: path.clone() }
                        } else {
                            RunError::Unreadable {
                                path: path.clone(),
                                source,
                            }
                        }
                    })?;
                (path.clone(), Some(text))
            }
            ConfigChoice::Root => {
                let name = self.shown_config();
                let text = self.beside_pages(
                    Path::new(config::FILE_NAME),
                    version,
                    config::LARGEST_CONFIG,
                )?;
                (name, text)
            }
        };
        let Some(text) = text else {
            return Ok(None);
        };
        if text.len() > config::LARGEST_CONFIG {
            // It was cut off while it was read, maybe inside a character, and will be refused for its length.
            let text = String::from_utf8_lossy(&text).into_owned();
            return Ok(Some((name, text)));
        }
        let text = String::from_utf8(text).map_err(|error| RunError::NotText {
            path: name.clone(),
            at: error.utf8_error().valid_up_to(),
        })?;
        Ok(Some((name, text)))
    }

    /// The attachments file that the configuration names, if it names one.
    pub fn attachments(&self, config: &Config, version: &Version) -> Result<Attachments, RunError> {
        let Some(path) = &config.links.attachments else {
            return Ok(Attachments::default());
        };
        let shown = self.names().for_person(path);
        match self.beside_pages(path, version, LARGEST_ATTACHMENTS)? {
            Some(text) => parse_attachments(&text, &shown),
            None => Err(RunError::NoAttachments {
                path: shown,
                config: self.shown_config().to_string_lossy().into_owned(),
                staged: self.index.is_some(),
            }),
        }
    }

    /// The bytes of a file at `path`, relative to the root of the site, in the version of the run; `None` where there
    /// is none. Of a file larger than `most` bytes only a byte more is read.
    fn beside_pages(
        &self,
        path: &Path,
        version: &Version,
        most: usize,
    ) -> Result<Option<Vec<u8>>, RunError> {
        if let (Version::Staged, Some(repo), Some(index)) = (version, &self.repo, &self.index) {
            let full = self.prefix.join(path);
            let Some(entry) = index.get(&full) else {
                return Ok(None);
            };
            let blobs = repo.blobs();
            let is_large = blobs.size(entry.id)?.is_some_and(|size| size > most as u64);
            if is_large || !entry.kind.is_file() {
                let source = io::Error::other(if is_large {
                    format!("larger than {most} bytes")
                } else {
                    "not a regular file".to_owned()
                });
                let path = self.names().for_person(path);
                return Err(RunError::Unreadable { path, source });
            }
            let mut buffer = Vec::new();
            let content = blobs.read(&full, entry.id, &mut buffer)?;
            return Ok(Some(content.to_vec()));
        }
        let full = self.root.join(path);
        if !Inside::new(self.top()).is_inside(&self.prefix.join(path)) {
            return Err(RunError::LeadsOut {
                path: self.names().for_person(path),
            });
        }
        match read_at_most(&full, most) {
            Ok(text) => Ok(Some(text)),
            // A link that leads nowhere is there, and something was meant by it.
            Err(source)
                if source.kind() == io::ErrorKind::NotFound && full.symlink_metadata().is_err() =>
            {
                Ok(None)
            }
            Err(source) => Err(RunError::Unreadable {
                path: self.names().for_person(path),
                source,
            }),
        }
    }

    /// The root of the repository, or of the site where there is none.
    fn top(&self) -> &Path {
        let depth = self.prefix.components().count();
        self.root.ancestors().nth(depth).unwrap_or(&self.root)
    }

    /// How the configuration is named to the user.
    pub fn shown_config(&self) -> PathBuf {
        self.names().for_person(Path::new(config::FILE_NAME))
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
    pub fn in_site(&self, written: &Path) -> Result<PathBuf, RunError> {
        let full = normal(&self.cwd.join(written));
        let outside = || RunError::Outside {
            path: written.to_owned(),
            root: self.root.clone(),
        };
        if let Ok(path) = full.strip_prefix(&self.root) {
            return Ok(path.to_owned());
        }
        // The user may have come through a link.
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

/// The attachments file, parsed.
fn parse_attachments(text: &[u8], name: &Path) -> Result<Attachments, RunError> {
    let text = std::str::from_utf8(text).map_err(|error| RunError::NotText {
        path: name.to_owned(),
        at: error.valid_up_to(),
    })?;
    Ok(Attachments::parse(text, name)?)
}

/// Names that settings are given by mistake.
const MISNAMED: [&str; 3] = ["tikicheck.yml", ".tikicheck.yaml", ".tikicheck.yml"];

/// The root of the site where none of the directories `above` holds settings: the only site of the repository.
fn unconfigured(
    above: &[&Path],
    repo: Option<&Repo>,
    staged: Option<&Index>,
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
    let index = match staged {
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
    if staged.is_some()
        && sites.is_empty()
        && let Some(path) = on_disk().find(is_there)
    {
        return Err(RunError::NotStaged { path });
    }
    match sites.len() {
        0 => Ok(None),
        1 => Ok(sites.pop().map(|site| top.join(site))),
        _ => Err(RunError::SeveralSites { sites }),
    }
}

/// An absolute path without `.` and `..`, by its words alone.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_taken_out() {
        assert_eq!(normal(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(normal(Path::new("/../a")), Path::new("/a"));
    }
}
