//! The files that a hook was handed, pages or not, and which of them are pages that the run is about.
//!
//! A list for `*.md` holds other files beside pages, and pre-commit hands over everything that is staged. So what is no
//! page is passed over, and a note says so.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::scope::RunScope;
use super::{Before, Content, Role, SelectedPage, no_file};
use crate::cli::Version;
use crate::config::Config;
use crate::git::{FileChange, FileChanges};
use crate::project::{Project, RunError};
use crate::text::sanitize::visible_path;

/// Named files, those that are no pages taken out.
#[derive(Debug, Default)]
pub struct Handed {
    /// The pages, relative to the root of the site, each once.
    pub pages: Vec<PathBuf>,
    /// The files that are no pages, as they were named.
    strangers: Vec<PathBuf>,
}

impl Handed {
    /// Tells pages from other files by their names.
    ///
    /// # Errors
    ///
    /// For a directory that is no submodule: what is below it was not named.
    pub fn new(files: &[OsString], project: &Project, config: &Config) -> Result<Self, RunError> {
        let mut handed = Self::default();
        let mut known = HashSet::new();
        for file in files {
            let written = Path::new(file);
            let full = project.cwd.join(written);
            if full.is_dir() && !full.join(".git").exists() {
                let path = written.to_owned();
                return Err(RunError::HandedDirectory { path });
            }
            match page(written, project, config) {
                Some(path) if known.insert(path.clone()) => handed.pages.push(path),
                Some(_) => {}
                None => handed.strangers.push(written.to_owned()),
            }
        }
        Ok(handed)
    }

    /// Tells files that are no pages from all else that was named: pages, directories, patterns, and what is not there.
    ///
    /// # Errors
    ///
    /// None of its own; those of [`Handed::new`].
    pub fn tell_apart(
        named: &[OsString],
        project: &Project,
        config: &Config,
    ) -> Result<(Vec<OsString>, Self), RunError> {
        let is_stranger = |named: &&OsString| {
            let written = Path::new(named);
            project.cwd.join(written).is_file() && page(written, project, config).is_none()
        };
        let (strangers, known): (Vec<_>, Vec<_>) = named.iter().partition(is_stranger);
        let strangers: Vec<OsString> = strangers.into_iter().cloned().collect();
        let strangers = Self::new(&strangers, project, config)?;
        Ok((known.into_iter().cloned().collect(), strangers))
    }

    /// What the user should know about the files that are no pages.
    pub fn note(&self) -> Option<String> {
        let count = self.strangers.len();
        let first = visible_path(self.strangers.first()?);
        Some(match count {
            1 => format!("passed over {first}, which is no page"),
            _ => format!("passed over {count} files that are no pages, such as {first}"),
        })
    }

    /// The same scope, where of the pages that changed only those are checked that were handed over; and those too
    /// that were handed over though they did not change.
    ///
    /// A page that a merge takes from one side as it is stays out: it is not the merger's.
    pub fn narrow<'c>(
        self,
        scope: RunScope,
        changes: &'c FileChanges,
        project: &Project,
        version: &Version,
    ) -> RunScope {
        let (mut taken, left): (Vec<SelectedPage>, Vec<SelectedPage>) = {
            let handed: HashSet<&PathBuf> = self.pages.iter().collect();
            let changed = scope.changed.into_iter();
            changed.partition(|page| handed.contains(&page.path))
        };
        let known: HashSet<PathBuf> = taken.iter().map(|page| page.path.clone()).collect();
        let mut notes = scope.notes;
        let paths = |changes: &'c [FileChange]| -> HashSet<&'c Path> {
            changes.iter().map(|change| &*change.path).collect()
        };
        let (own, inherited) = (paths(&changes.own), paths(&changes.inherited));
        let mut merged = 0_usize;
        for path in self.pages {
            if known.contains(&path) {
                continue;
            }
            let in_repo = project.prefix.join(&path);
            if inherited.contains(&*in_repo) {
                merged += 1;
                continue;
            }
            if own.contains(&*in_repo) {
                // Removed, or a link now; that is noted already.
                continue;
            }
            match content(&path, project, version) {
                Some(content) => taken.push(SelectedPage {
                    path,
                    content,
                    role: Role::Changed,
                    before: Before::Unknown,
                }),
                None => notes.push(no_file(&path, project)),
            }
        }
        if merged > 0 {
            let pages = if merged == 1 { "page" } else { "pages" };
            notes.push(format!(
                "passed over {merged} {pages} that the merge takes from one side unchanged"
            ));
        }
        RunScope {
            changed: taken,
            elsewhere: left.into_iter().map(|page| page.path).collect(),
            notes,
            ..scope
        }
    }
}

/// The page that a file is; `None` where it is none, or lies outside of the site.
fn page(written: &Path, project: &Project, config: &Config) -> Option<PathBuf> {
    let path = project.in_site(written).ok()?;
    config.is_page(&path).then_some(path)
}

/// Where the bytes are of a page that did not change: for a range in its last commit, else on disk.
fn content(path: &Path, project: &Project, version: &Version) -> Option<Content> {
    let held = || {
        let in_repo = project.prefix.join(path);
        let entry = project.held()?.get(&in_repo)?;
        entry.kind.is_file().then_some(Content::Blob(entry.id))
    };
    let full = project.root.join(path);
    let is_on_disk = full.symlink_metadata().is_ok_and(|file| file.is_file());
    match version {
        Version::Range(_) => held(),
        Version::Disk | Version::Staged | Version::Since(_) if is_on_disk => Some(Content::Disk),
        // A sparse checkout leaves it out.
        Version::Disk | Version::Staged | Version::Since(_) => held(),
    }
}
