//! What a commit or a range changes, and which other pages that can affect.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::wanted::{Wanted, is_wanted};
use super::{Page, Role, skipped};
use crate::cli::{CheckArgs, ConfigChoice};
use crate::config::{self, Config};
use crate::git::{Changes, Id};
use crate::project::Project;
use crate::site::stem;

/// What a commit or a range changes, as far as pages can tell.
pub struct Changed {
    /// The pages that changed, with their content where it was hashed.
    pub own: Vec<(PathBuf, Option<Id>)>,
    /// The stems of pages that came or went: links to them lead elsewhere now.
    pub stems: HashSet<String>,
    /// Whether the configuration or the attachments file changed, which can change every page.
    settings: bool,
    /// What the user should know about files that changed and are not checked.
    pub notes: Vec<String>,
}

impl Changed {
    /// What `changes` mean for the pages of the site.
    pub fn of(changes: &Changes, args: &CheckArgs, place: &Project, config: &Config) -> Self {
        let in_site = |path: &Path| {
            let path = path.strip_prefix(&place.prefix).ok()?;
            config.is_page(path).then(|| path.to_owned())
        };
        let mut own = Vec::new();
        let mut notes = Vec::new();
        for change in &changes.own {
            let (Some(after), Some(path)) = (change.after, in_site(&change.path)) else {
                continue;
            };
            if after.kind.is_file() {
                own.push((path, after.id));
            } else {
                notes.push(skipped(&place.names().for_person(&path), after.kind));
            }
        }
        let stems = changes
            .altering_set()
            .filter_map(|change| Some(stem(&in_site(&change.path)?)?.to_owned()))
            .collect();
        let changed = |path: &Path| changes.get(&place.prefix.join(path)).is_some();
        let settings = args.config == ConfigChoice::Root
            && changed(Path::new(config::FILE_NAME))
            && !accepts_only(changes, place, config)
            || config.links.attachments.as_deref().is_some_and(changed);
        Self {
            own,
            stems,
            settings,
            notes,
        }
    }

    /// Whether pages are to be checked that did not change themselves.
    pub fn widens(&self) -> bool {
        self.settings || !self.stems.is_empty()
    }

    /// `own` pages and those of `all` that they can affect, as far as they are `wanted`.
    pub fn widen(
        &self,
        own: Vec<Page>,
        all: Vec<Page>,
        wanted: &[Wanted],
        matched: &mut [bool],
    ) -> Vec<Page> {
        let mut pages = own;
        let changed: HashSet<&PathBuf> = self.own.iter().map(|(path, _)| path).collect();
        for mut page in all {
            // What is wanted has to be a page, be it changed or not.
            is_wanted(wanted, &page.path, matched);
            if !self.widens() || changed.contains(&page.path) {
                continue;
            }
            if self.settings {
                page.role = Role::Own;
            }
            pages.push(page);
        }
        pages.retain(|page| is_wanted(wanted, &page.path, matched));
        pages.sort_by(|a, b| a.path.cmp(&b.path));
        pages
    }
}

/// Whether the configuration differs from what it was in nothing but accepted findings and comments: no page is another
/// one for that, and what is accepted fails no run.
fn accepts_only(changes: &Changes, place: &Project, config: &Config) -> bool {
    let path = place.prefix.join(config::FILE_NAME);
    let before = changes.get(&path).and_then(|change| change.before?.id);
    let (Some(id), Some(repo)) = (before, &place.repo) else {
        return false;
    };
    let mut buffer = Vec::new();
    let Ok(text) = repo.blobs().read(&path, id, &mut buffer) else {
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
