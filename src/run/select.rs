//! Which pages a run is about, and where their bytes are; no page is read here.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::{CheckArgs, Targets, Version};
use crate::config::{self, Config};
use crate::files::read::Inside;
use crate::git::{Id, Index, Kind};
use crate::project::Project;
use crate::project::RunError;
use crate::project::page_set::{SetError, list, page_set, stems};
use crate::site::PageSet;
use crate::text::sanitize::visible_path;

mod changed;
mod wanted;

use changed::Changed;
use wanted::{Wanted, all_matched, is_wanted, wanted};

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

/// Where the bytes of a page are.
#[derive(Debug, Clone, Copy)]
pub enum Content {
    /// In the work tree.
    Disk,
    /// In the index.
    Staged(Id),
}

/// Why a page is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It was asked for, or it changed.
    Own,
    /// Other pages came or went; it is checked if it links to one of them.
    IfAffected,
}

/// The pages of a run.
pub struct Selection {
    /// In the order of their paths.
    pub pages: Vec<Page>,
    /// The pages that exist, and what went wrong when they were listed.
    pub set: (PageSet, SetError),
    /// The stems of pages that came or went.
    pub affected: HashSet<String>,
    /// What the user should know about files that are not checked.
    pub notes: Vec<String>,
}

/// The pages that the arguments ask for.
pub fn select(args: &CheckArgs, place: &Project, config: &Config) -> Result<Selection, RunError> {
    let wanted = match &args.targets {
        Targets::Named(named) => wanted(named, place, args)?,
        Targets::All | Targets::Stdin(_) => Vec::new(),
    };
    match &args.version {
        Version::Disk => on_disk(&wanted, place, config),
        Version::Staged => staged(&wanted, args, place, config),
        Version::Since(rev) => since(rev, &wanted, args, place, config),
    }
}

fn on_disk(wanted: &[Wanted], place: &Project, config: &Config) -> Result<Selection, RunError> {
    let mut paths = Vec::new();
    let mut notes = Vec::new();
    let files_only = !wanted.is_empty()
        && wanted
            .iter()
            .all(|wanted| matches!(wanted, Wanted::File(_)));
    let set = if files_only {
        let inside = Inside::new(&place.root);
        for wanted in wanted {
            let Wanted::File(path) = wanted else { continue };
            if !config.is_page(path) {
                return Err(RunError::NoPage {
                    path: place.names().for_person(path),
                });
            }
            if !inside.is_inside(path) {
                return Err(RunError::Outside {
                    path: place.names().for_person(path),
                    root: place.root.clone(),
                });
            }
            paths.push(path.clone());
        }
        page_set(paths.iter().map(|path| &**path), place, config)
    } else {
        let listed = list(place.repo.as_ref(), &place.root, &place.prefix, config)?;
        let known = PageSet::from_paths(listed.pages());
        let mut matched = vec![false; wanted.len()];
        let mut skips = vec![false; wanted.len()]; // what is skipped is not looked at, so it is no match
        for file in listed.files {
            let is_file = file.kind.is_file();
            let matched = if is_file { &mut matched } else { &mut skips };
            if !is_wanted(wanted, &file.path, matched) {
                continue;
            }
            if is_file {
                paths.push(file.path);
            } else {
                notes.push(skipped(&place.names().for_person(&file.path), file.kind));
            }
        }
        let only_skipped = (0..wanted.len()).find(|&i| skips[i] && !matched[i]);
        if let Some(i) = only_skipped {
            return Err(RunError::NothingMatched {
                what: wanted[i].written(),
                hint: "what is there is a symbolic link or a submodule, and skipped".to_owned(),
            });
        }
        all_matched(wanted, &matched, config)?;
        if wanted.is_empty() {
            every_pattern_matched(&paths, config)?;
        }
        (known, SetError::default())
    };
    paths.sort();
    paths.dedup();
    let page = |path| Page {
        path,
        content: Content::Disk,
        role: Role::Own,
    };
    Ok(Selection {
        pages: paths.into_iter().map(page).collect(),
        set,
        affected: HashSet::new(),
        notes,
    })
}

fn staged(
    wanted: &[Wanted],
    args: &CheckArgs,
    place: &Project,
    config: &Config,
) -> Result<Selection, RunError> {
    let (Some(repo), Some(index)) = (&place.repo, &place.index) else {
        return Err(RunError::NoRepository("--staged"));
    };
    let changes = repo.staged(index)?;
    let committed = |index: &Index| -> Vec<Page> {
        let entries = index.committed().filter(|entry| entry.kind.is_file());
        let pages = entries.filter_map(|entry| {
            let path = entry.path.strip_prefix(&place.prefix).ok()?;
            config.is_page(path).then(|| Page {
                path: path.to_owned(),
                content: Content::Staged(entry.id),
                role: Role::IfAffected,
            })
        });
        pages.collect()
    };
    let stems_of = {
        let (index, prefix, config) = (Arc::clone(index), place.prefix.clone(), config.clone());
        move || {
            let files = index.committed().filter(|entry| entry.kind.is_file());
            stems(files.filter_map(|entry| {
                let path = entry.path.strip_prefix(&prefix).ok()?;
                config.is_page(path).then_some(path)
            }))
        }
    };
    let changed = Changed::of(&changes, args, place, config);
    let own = changed.own.iter().map(|(path, id)| Page {
        path: path.clone(),
        content: id.map_or(Content::Disk, Content::Staged),
        role: Role::Own,
    });
    let own: Vec<Page> = own.collect();
    let mut matched = vec![false; wanted.len()];
    let widened = changed.widens();
    let all = if widened || !wanted.is_empty() {
        committed(index)
    } else {
        Vec::new()
    };
    // With nothing staged there is nothing to say. But a pattern or a folder that was just renamed must not leave a site
    // without pages, and so without checks.
    if widened && all.is_empty() {
        return Err(nothing(config));
    }
    let pages = changed.widen(own, all, wanted, &mut matched);
    all_matched(wanted, &matched, config)?;
    Ok(Selection {
        pages,
        set: (PageSet::lazy(stems_of), SetError::default()),
        affected: changed.stems,
        notes: changed.notes,
    })
}

fn since(
    rev: &str,
    wanted: &[Wanted],
    args: &CheckArgs,
    place: &Project,
    config: &Config,
) -> Result<Selection, RunError> {
    let Some(repo) = &place.repo else {
        return Err(RunError::NoRepository("--since"));
    };
    let changes = repo.since(&repo.index()?, rev)?;
    let changed = Changed::of(&changes, args, place, config);
    let listed = list(Some(repo), &place.root, &place.prefix, config)?;
    let pages = || {
        let files = listed.files.iter();
        files
            .filter(|file| file.kind.is_file())
            .map(|file| &file.path)
    };
    let page = |role| {
        move |path: &PathBuf| Page {
            path: path.clone(),
            content: Content::Disk,
            role,
        }
    };
    let own = changed
        .own
        .iter()
        .map(|(path, _)| path)
        .map(page(Role::Own))
        .collect();
    let all = pages().map(page(Role::IfAffected)).collect();
    let mut matched = vec![false; wanted.len()];
    let selected = changed.widen(own, all, wanted, &mut matched);
    if wanted.is_empty() && listed.files.is_empty() {
        return Err(nothing(config));
    }
    all_matched(wanted, &matched, config)?;
    let known = PageSet::from_paths(listed.pages());
    Ok(Selection {
        pages: selected,
        set: (known, SetError::default()),
        affected: changed.stems,
        notes: changed.notes,
    })
}

/// An error for the first pattern of the configuration that names no page: a mistyped one is never a pass.
fn every_pattern_matched(pages: &[PathBuf], config: &Config) -> Result<(), RunError> {
    if pages.is_empty() {
        return Err(nothing(config));
    }
    let matches_none = |pattern: &&config::Pattern| !pages.iter().any(|page| pattern.matches(page));
    for (key, patterns) in [
        ("pages", &config.pages),
        ("require_source", &config.require_source),
    ] {
        if let Some(pattern) = patterns.iter().find(matches_none) {
            return Err(RunError::NothingMatched {
                what: format!("`{}`", pattern.as_str()),
                hint: format!("correct this pattern of `{key}` in tikicheck.yaml, or take it out"),
            });
        }
    }
    Ok(())
}

/// The error of a site without a page.
#[must_use]
pub fn nothing(config: &Config) -> RunError {
    RunError::NothingMatched {
        what: patterns(config),
        hint: "correct `pages` and `exclude` in tikicheck.yaml, or run tikicheck where the site is"
            .to_owned(),
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
