//! What a commit or a range changes, and which other pages that can affect.

use std::collections::HashSet;
use std::path::Path;

use super::{Page, Role, skipped};
use crate::cli::{CheckArgs, ConfigChoice, Version};
use crate::config::{self, Config};
use crate::git::{Changes, Id};
use crate::project::Project;
use crate::project::snapshot::Content;
use crate::site::stem;

/// What a commit or a range changes, as far as pages can tell.
pub struct Changed {
    /// The pages that changed.
    pub pages: Vec<Page>,
    /// The stems of pages that came or went: links to them lead elsewhere now.
    pub stems: HashSet<String>,
    /// Whether the configuration or the attachments file changed, which can change every page.
    settings: bool,
    /// What the user should know about files that changed and are not checked.
    pub notes: Vec<String>,
}

impl Changed {
    /// What `changes` mean for the pages of the site.
    pub fn of(changes: &Changes, args: &CheckArgs, project: &Project, config: &Config) -> Self {
        let in_site = |path: &Path| {
            let path = path.strip_prefix(&project.prefix).ok()?;
            config.is_page(path).then(|| path.to_owned())
        };
        let content = |id: Option<Id>| match (&args.version, id) {
            (Version::Staged, Some(id)) => Content::Blob(id),
            (Version::Staged, None) | (Version::Since(_) | Version::Disk, _) => Content::Disk,
        };
        let mut pages = Vec::new();
        let mut notes = Vec::new();
        for change in &changes.own {
            let (Some(after), Some(path)) = (change.after, in_site(&change.path)) else {
                continue;
            };
            if !after.kind.is_file() {
                notes.push(skipped(&project.names().for_person(&path), after.kind));
                continue;
            }
            pages.push(Page {
                path,
                content: content(after.id),
                role: Role::Changed,
            });
        }
        let stems = changes
            .altering_set()
            .filter_map(|change| Some(stem(&in_site(&change.path)?)?.to_owned()))
            .collect();
        let changed = |path: &Path| changes.get(&project.prefix.join(path)).is_some();
        let settings = args.config == ConfigChoice::Root
            && changed(Path::new(config::FILE_NAME))
            && !accepts_only(changes, project, config)
            || config.links.attachments.as_deref().is_some_and(changed);
        Self {
            pages,
            stems,
            settings,
            notes,
        }
    }

    /// Whether pages are to be checked that did not change themselves.
    pub fn widens(&self) -> bool {
        self.settings || !self.stems.is_empty()
    }

    /// Why a page is checked that did not change itself; `None` where it is not.
    pub fn role_of_others(&self) -> Option<Role> {
        if self.settings {
            return Some(Role::Changed);
        }
        self.widens().then_some(Role::IfAffected)
    }
}

/// Whether the configuration differs from what it was in nothing but accepted findings and comments. That changes no
/// page, and an accepted finding fails no run.
fn accepts_only(changes: &Changes, project: &Project, config: &Config) -> bool {
    let path = project.prefix.join(config::FILE_NAME);
    let before = changes.get(&path).and_then(|change| change.before?.id);
    let (Some(id), Some(repo)) = (before, &project.repo) else {
        return false;
    };
    let mut buffer = Vec::new();
    let Ok(text) = repo.committed_blobs().read(&path, id, &mut buffer) else {
        return false;
    };
    let Some(before) = std::str::from_utf8(text)
        .ok()
        .and_then(|text| Config::parse(text, &path).ok())
    else {
        return false;
    };
    let besides = |config: &Config| Config {
        ignore: Vec::new(),
        ..config.clone()
    };
    besides(&before) == besides(config)
}
