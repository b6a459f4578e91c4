//! Which pages a run is about: all of them, or those that a commit or a range changes and those that this can affect.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::left_out::read_from_index;
use super::{Before, Role, SelectedPage, skipped};
use crate::cli::{CheckArgs, ConfigChoice, Version};
use crate::config::{self, Config};
use crate::git::{FileChanges, Id, Side};
use crate::project::Project;
use crate::project::snapshot::Content;
use crate::site::names;

/// Which pages a run is about, before those are taken that the user named.
pub struct RunScope {
    /// The pages that changed.
    pub changed: Vec<SelectedPage>,
    /// Why the other pages that exist are checked; `None` where they are not.
    pub others: Option<Role>,
    /// Pages that changed and are checked elsewhere: a hook runner hands them to another call, or was told to leave
    /// them out.
    pub elsewhere: HashSet<PathBuf>,
    /// The stems of pages that came or went: links to them lead elsewhere now.
    pub stems: HashSet<String>,
    /// The pages that are gone, with what they were.
    pub gone: Vec<(PathBuf, Id)>,
    /// What the user should know about files that changed and are not checked.
    pub notes: Vec<String>,
}

impl RunScope {
    /// All pages.
    pub fn all() -> Self {
        Self {
            changed: Vec::new(),
            others: Some(Role::Changed),
            elsewhere: HashSet::new(),
            stems: HashSet::new(),
            gone: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The pages that `changes` can affect.
    ///
    /// A page that came or went affects the pages that link to it. The configuration and the files that it names affect
    /// all pages.
    pub fn of(changes: &FileChanges, args: &CheckArgs, project: &Project, config: &Config) -> Self {
        let in_site = |path: &Path| {
            let path = path.strip_prefix(&project.prefix).ok()?;
            config.is_page(path).then(|| path.to_owned())
        };
        // In a range, what has an id is not on disk: a sparse checkout leaves it out.
        let content = |id: Option<Id>| id.map_or(Content::Disk, Content::Blob);
        let mut from_index = 0;
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
            if after.id.is_some() && matches!(args.version, Version::Since(_)) {
                from_index += 1;
            }
            pages.push(SelectedPage {
                path,
                content: content(after.id),
                role: Role::Changed,
                before: match change.before.filter(|side| side.kind.is_file()) {
                    Some(Side { id: Some(id), .. }) => Before::File(id),
                    Some(Side { id: None, .. }) => Before::Unknown,
                    None => Before::Absent,
                },
            });
        }
        notes.extend(read_from_index(from_index));
        let mut stems: HashSet<String> = HashSet::new();
        for path in changes
            .altering_set()
            .filter_map(|change| in_site(&change.path))
        {
            names(&path, |name| {
                stems.insert(name.to_owned());
            });
        }
        let gone = changes.own.iter().filter_map(|change| {
            let before = change.before.filter(|side| side.kind.is_file())?;
            let is_gone = !change.after.is_some_and(|side| side.kind.is_file());
            Some((in_site(&change.path)?, before.id?)).filter(|_| is_gone)
        });
        let gone = gone.collect();
        let changed = |path: &Path| changes.get(&project.prefix.join(path)).is_some();
        let settings = args.config == ConfigChoice::Root
            && changed(Path::new(config::FILE_NAME))
            && !accepts_only(changes, project, config)
            || config.files_beside().any(changed);
        let others = if settings {
            Some(Role::Changed)
        } else {
            (!stems.is_empty()).then_some(Role::IfAffected)
        };
        Self {
            changed: pages,
            others,
            elsewhere: HashSet::new(),
            stems,
            gone,
            notes,
        }
    }
}

/// Whether the configuration differs from what it was in nothing but accepted findings and comments. That changes no
/// page, and an accepted finding fails no run.
fn accepts_only(changes: &FileChanges, project: &Project, config: &Config) -> bool {
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
