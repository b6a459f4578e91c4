//! Which pages a run is about, and where their bytes are; no page is read here.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::cli::{self, CheckArgs, Version};
use crate::config::{self, Config};
use crate::files::read::Inside;
use crate::git::{Changes, Kind};
pub use crate::project::snapshot::Content;
use crate::project::{Project, RunError};
use crate::site::{LazyPages, PageSet};
use crate::text::sanitize::visible_path;

mod left_out;
mod scope;
mod target;

pub use left_out::{not_looked_at, unwritten};
use scope::Scope;
use target::{Found, Targets};

/// A page to be checked.
#[derive(Debug)]
pub struct Page {
    /// Relative to the root of the site.
    pub path: PathBuf,
    /// Where its bytes are.
    pub content: Content,
    /// Why it is checked.
    pub role: Role,
}

/// Why a page is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It was asked for, or it changed.
    Changed,
    /// Other pages came or went; it is checked if it links to one of them.
    IfAffected,
}

/// The pages of a run.
pub struct Selection {
    /// In the order of their paths.
    pub pages: Vec<Page>,
    /// The pages that exist, to which links can lead.
    pub existing: LazyPages,
    /// The stems of pages that came or went.
    pub affected: HashSet<String>,
    /// What the user should know about files that are not checked.
    pub notes: Vec<String>,
    /// How many pages were asked for that a sparse checkout leaves out of the work tree.
    pub left_out: usize,
}

/// The pages that the arguments ask for.
///
/// All files of the run's snapshot are looked at. A page is taken if it is in the scope of the run (with `--staged`: it
/// is changed by the commit, or may link to a page that comes or goes) and if the user named it, or named nothing.
///
/// # Errors
///
/// Where files cannot be listed or compared, and where a path, a pattern or the configuration names no page.
pub fn select(args: &CheckArgs, project: &Project, config: &Config) -> Result<Selection, RunError> {
    let mut targets = match &args.targets {
        cli::Targets::Named(named) => Targets::new(named, project, args)?,
        cli::Targets::All | cli::Targets::Stdin(_) => Targets::default(),
    };
    let scope = match changes(project, &args.version)? {
        Some(changes) => Scope::of(&changes, args, project, config),
        None => match targets.files_only() {
            Some(files) => return named_files(&files, project, config),
            None => Scope::all(),
        },
    };
    let snapshot = project.snapshot();
    let (needs_list, needs_pages) = match args.version {
        Version::Disk | Version::Since(_) => (true, targets.is_empty()),
        // With nothing staged there is nothing to say. But a commit that renames a folder, or changes the patterns, must
        // not leave a site without pages, and so without checks.
        Version::Staged => {
            let widens = scope.others.is_some();
            (widens || !targets.is_empty(), widens)
        }
    };
    let (files, absent, existing) = if needs_list {
        let listing = snapshot.list(config)?;
        let existing = PageSet::from_paths(listing.pages());
        (listing.files, listing.absent, existing.into())
    } else {
        (Vec::new(), Vec::new(), snapshot.pages(config))
    };
    // A range may be about pages that are not on disk.
    let has_pages = !files.is_empty() || args.version != Version::Disk && !absent.is_empty();
    if needs_pages && !has_pages {
        return Err(nothing(config, &absent));
    }

    let mut notes = scope.notes;
    let mut pages = scope.changed;
    let changed: HashSet<PathBuf> = pages.iter().map(|page| page.path.clone()).collect();
    pages.retain(|page| targets.ask_for(&page.path, Found::Page));
    for file in files {
        if !file.kind.is_file() {
            // Of a commit or a range, the links that changed are noted already.
            if args.version == Version::Disk && targets.ask_for(&file.path, Found::Skipped) {
                notes.push(skipped(&project.names().for_person(&file.path), file.kind));
            }
            continue;
        }
        // A target has to be a page, whether or not that changed.
        let is_asked_for = targets.ask_for(&file.path, Found::Page);
        let Some(role) = scope.others.filter(|_| is_asked_for) else {
            continue;
        };
        if !changed.contains(&file.path) {
            pages.push(Page {
                path: file.path,
                content: file.content,
                role,
            });
        }
    }
    let mut left_out = 0;
    for path in &absent {
        let is_asked_for = targets.ask_for(path, Found::LeftOut);
        if is_asked_for && scope.others.is_some() && !changed.contains(path) {
            left_out += 1;
        }
    }
    targets.all_found(config)?;
    if args.version == Version::Disk && targets.is_empty() {
        every_pattern_matched(&pages, &absent, config)?;
    }
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Selection {
        pages,
        existing,
        affected: scope.stems,
        notes,
        left_out,
    })
}

/// What the run's commit or range changes; `None` for a run over all pages.
fn changes(project: &Project, version: &Version) -> Result<Option<Changes>, RunError> {
    let changes = match (version, &project.repo, &project.index) {
        (Version::Disk, _, _) => return Ok(None),
        (Version::Staged, Some(repo), Some(index)) => repo.staged(index)?,
        (Version::Since(rev), Some(repo), _) => repo.since(&repo.index()?, rev)?,
        (Version::Staged, _, _) => return Err(RunError::NoRepository("--staged")),
        (Version::Since(_), None, _) => return Err(RunError::NoRepository("--since")),
    };
    Ok(Some(changes))
}

/// The selection of files on disk that were named one by one: no list is made for them.
fn named_files(files: &[&Path], project: &Project, config: &Config) -> Result<Selection, RunError> {
    let inside = Inside::new(&project.root);
    let mut pages = Vec::new();
    for &path in files {
        if !config.is_page(path) {
            return Err(RunError::NoPage {
                path: project.names().for_person(path),
            });
        }
        if !inside.is_inside(path) {
            return Err(RunError::Outside {
                path: project.names().for_person(path),
                root: project.root.clone(),
            });
        }
        pages.push(Page {
            path: path.to_owned(),
            content: Content::Disk,
            role: Role::Changed,
        });
    }
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Selection {
        pages,
        existing: project.snapshot().pages_near(files.iter().copied(), config),
        affected: HashSet::new(),
        notes: Vec::new(),
        left_out: 0,
    })
}

/// Checks that each pattern of the configuration matches a page, be it one that a sparse checkout leaves out: a run with
/// a mistyped pattern never passes.
///
/// # Errors
///
/// For the first pattern that matches no page.
fn every_pattern_matched(
    pages: &[Page],
    absent: &[PathBuf],
    config: &Config,
) -> Result<(), RunError> {
    if pages.is_empty() {
        return Err(nothing(config, absent));
    }
    let paths = || pages.iter().map(|page| &page.path).chain(absent);
    let matches_none = |pattern: &&config::Pattern| !paths().any(|path| pattern.matches(path));
    let exporters = config.exporters.iter().map(|entry| &entry.pages);
    for (key, patterns) in [
        ("pages", config.pages.iter().collect::<Vec<_>>()),
        ("require_source", config.require_source.iter().collect()),
        ("exporters", exporters.collect()),
    ] {
        if let Some(pattern) = patterns.into_iter().find(matches_none) {
            return Err(RunError::NothingMatched {
                what: format!("`{}`", pattern.as_str()),
                hint: format!("correct this pattern of `{key}` in tikicheck.yaml, or take it out"),
            });
        }
    }
    Ok(())
}

/// The error of a site without a page on disk.
fn nothing(config: &Config, absent: &[PathBuf]) -> RunError {
    let hint = match absent {
        [] => "correct `pages` and `exclude` in tikicheck.yaml, or run tikicheck where the site is",
        _ => {
            "the sparse checkout leaves all of them out of the work tree; `git sparse-checkout add DIRECTORY` brings \
              those of a directory back, `git sparse-checkout disable` all"
        }
    };
    RunError::NothingMatched {
        what: patterns(config),
        hint: hint.to_owned(),
    }
}

fn patterns(config: &Config) -> String {
    let patterns: Vec<_> = config
        .pages
        .iter()
        .map(|pattern| format!("`{}`", pattern.as_str()))
        .collect();
    patterns.join(", ")
}

fn skipped(path: &Path, kind: Kind) -> String {
    let why = match kind {
        Kind::Symlink => "it is a symbolic link",
        Kind::Submodule => "it is a submodule",
        Kind::File | Kind::Executable => "it is no page",
    };
    format!("{}: skipped, {why}", visible_path(path))
}
