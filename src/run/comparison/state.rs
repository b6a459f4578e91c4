//! One side of a comparison: its files, its settings, and the site that they make.

use crate::cli::ConfigChoice;
use crate::compare::fnv::fnv;
use crate::compare::pages::normal;
use crate::config::Config;
use crate::project::snapshot::{Listed, Snapshot};
use crate::project::{Project, RunError};
use crate::site::{Attachments, Site};

/// One side of a comparison.
pub struct State {
    /// How it is called.
    pub name: String,
    /// Its files.
    pub snapshot: Snapshot,
    /// Its settings.
    pub config: Config,
    /// Its pages, sorted by path.
    pub files: Vec<Listed>,
    attachments: Attachments,
}

impl State {
    /// A revision, under the settings that it holds unless others are named.
    ///
    /// # Errors
    ///
    /// Where it names no commit, or its settings cannot be read.
    pub fn of_revision(
        project: &Project,
        rev: &str,
        choice: &ConfigChoice,
    ) -> Result<Self, RunError> {
        let snapshot = project
            .snapshot_of(rev)?
            .ok_or(RunError::NoRepository("compare"))?;
        Self::new(project, snapshot, rev.to_owned(), choice)
    }

    /// What is on disk.
    ///
    /// # Errors
    ///
    /// Where the settings or the list of the pages cannot be read.
    pub fn of_disk(project: &Project, choice: &ConfigChoice) -> Result<Self, RunError> {
        Self::new(project, project.snapshot(), "the disk".to_owned(), choice)
    }

    fn new(
        project: &Project,
        snapshot: Snapshot,
        name: String,
        choice: &ConfigChoice,
    ) -> Result<Self, RunError> {
        let config = project.config_of(&snapshot, choice)?;
        let attachments = project.attachments_of(&snapshot, &config)?;
        let mut files = snapshot.list(&config)?.files;
        files.retain(|file| file.kind.is_file());
        Ok(Self {
            name,
            snapshot,
            config,
            files,
            attachments,
        })
    }

    /// Does `work` on the site that the pages make.
    ///
    /// # Errors
    ///
    /// Those of the list of the pages, and of the work.
    pub fn with_site<T>(
        &self,
        work: impl FnOnce(&Site) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        let pages = self.snapshot.pages(&self.config);
        pages.with_site(&self.config.links, self.attachments.clone(), work)
    }
}

/// The addresses of files below `static/` that one state has and the other has not.
#[must_use]
pub fn files_gone(before: &Snapshot, after: &Snapshot) -> Vec<u64> {
    let directory = std::path::Path::new("static");
    let files = before.files_below(directory).unwrap_or_default();
    let gone = files
        .iter()
        .filter(|file| !after.has(&directory.join(file)))
        .filter_map(|file| file.to_str());
    gone.map(|file| fnv(normal(&format!("/{}", file.replace('\\', "/"))).as_bytes()))
        .collect()
}
