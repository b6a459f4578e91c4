//! Which pages a run is about, and where their bytes are; no page is read here.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use super::RunError;
use super::files::Inside;
use super::workplace::Workplace;
use crate::cli::{CheckArgs, ConfigChoice, Format, Targets, Version, nearest_subcommand};
use crate::config::{self, Config};
use crate::git::{self, Changes, Id, Index, Kind, Repo};
use crate::site::{PageSet, Stems, stem};
use crate::visible::visible_path;

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

/// What went wrong when the pages were listed, which happens when the first link asks for one.
#[derive(Clone, Default)]
pub struct SetError(Arc<Mutex<Option<RunError>>>);

impl SetError {
    /// What went wrong, if anything did.
    pub fn take(&self) -> Option<RunError> {
        self.0.lock().ok()?.take()
    }

    fn set(&self, error: RunError) {
        if let Ok(mut slot) = self.0.lock() {
            *slot = Some(error);
        }
    }
}

/// The pages that the arguments ask for.
pub fn select(args: &CheckArgs, place: &Workplace, config: &Config) -> Result<Selection, RunError> {
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

/// Directories that are looked into before all pages are listed.
const FEW: usize = 8;

/// The pages that exist, for a run over the pages at `named`. Most links lead to pages in the same directory; only when
/// one does not, all pages are listed.
pub fn page_set<'p>(
    named: impl IntoIterator<Item = &'p Path>,
    place: &Workplace,
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

/// Whether no symbolic link is on the way from the root to a directory: lists do not follow any.
fn has_no_links(root: &Path, directory: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    real(root).is_some_and(|root| real(&root.join(directory)) == Some(root.join(directory)))
}

/// The pages that exist, listed when a link first asks for one.
fn all_pages(place: &Workplace, config: &Config) -> (PageSet, SetError) {
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
        let files = listed.unwrap_or_else(|error| {
            reported.set(error);
            Vec::new()
        });
        stems(
            files
                .iter()
                .filter(|file| file.kind.is_file())
                .map(|file| &*file.path),
        )
    };
    (PageSet::lazy(load), error)
}

fn stems<'p>(paths: impl Iterator<Item = &'p Path>) -> Stems {
    paths.filter_map(|path| Some(stem(path)?.into())).collect()
}

/// The pages on disk, paths relative to the root of the site: from Git where there is one, else from the file system.
pub fn list(
    repo: Option<&Repo>,
    root: &Path,
    prefix: &Path,
    config: &Config,
) -> Result<Vec<git::File>, RunError> {
    let Some(repo) = repo else {
        let enter = |directory: &Path| config.reaches(directory);
        return Ok(git::walk(root, enter, |path| config.is_page(path))?);
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
    Ok(files)
}

fn on_disk(wanted: &[Wanted], place: &Workplace, config: &Config) -> Result<Selection, RunError> {
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
                    path: place.shown(path, Format::Human),
                });
            }
            if !inside.is_inside(path) {
                return Err(RunError::Outside {
                    path: place.shown(path, Format::Human),
                    root: place.root.clone(),
                });
            }
            paths.push(path.clone());
        }
        page_set(paths.iter().map(|path| &**path), place, config)
    } else {
        let files = list(place.repo.as_ref(), &place.root, &place.prefix, config)?;
        let known = PageSet::from_paths(
            files
                .iter()
                .filter(|file| file.kind.is_file())
                .map(|file| &file.path),
        );
        let mut matched = vec![false; wanted.len()];
        let mut skips = vec![false; wanted.len()]; // what is skipped is not looked at, so it is no match
        for file in files {
            let is_file = file.kind.is_file();
            let matched = if is_file { &mut matched } else { &mut skips };
            if !is_wanted(wanted, &file.path, matched) {
                continue;
            }
            if is_file {
                paths.push(file.path);
            } else {
                notes.push(skipped(&place.shown(&file.path, Format::Human), file.kind));
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
    place: &Workplace,
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
    place: &Workplace,
    config: &Config,
) -> Result<Selection, RunError> {
    let Some(repo) = &place.repo else {
        return Err(RunError::NoRepository("--since"));
    };
    let changes = repo.since(&repo.index()?, rev)?;
    let changed = Changed::of(&changes, args, place, config);
    let files = list(Some(repo), &place.root, &place.prefix, config)?;
    let pages = || {
        files
            .iter()
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
    if wanted.is_empty() && files.is_empty() {
        return Err(nothing(config));
    }
    all_matched(wanted, &matched, config)?;
    let known = PageSet::from_paths(pages());
    Ok(Selection {
        pages: selected,
        set: (known, SetError::default()),
        affected: changed.stems,
        notes: changed.notes,
    })
}

/// What a commit or a range changes, as far as pages can tell.
struct Changed {
    /// The pages that changed, with their content where it was hashed.
    own: Vec<(PathBuf, Option<Id>)>,
    /// The stems of pages that came or went: links to them lead elsewhere now.
    stems: HashSet<String>,
    /// Whether the configuration or the attachments file changed, which can change every page.
    settings: bool,
    notes: Vec<String>,
}

impl Changed {
    fn of(changes: &Changes, args: &CheckArgs, place: &Workplace, config: &Config) -> Self {
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
                notes.push(skipped(&place.shown(&path, Format::Human), after.kind));
            }
        }
        let stems = changes
            .altering_set()
            .filter_map(|change| Some(stem(&in_site(&change.path)?)?.to_owned()))
            .collect();
        let changed = |path: &Path| changes.get(&place.prefix.join(path)).is_some();
        let settings = args.config == ConfigChoice::Root && changed(Path::new(config::FILE_NAME))
            || config.links.attachments.as_deref().is_some_and(changed);
        Self {
            own,
            stems,
            settings,
            notes,
        }
    }

    fn widens(&self) -> bool {
        self.settings || !self.stems.is_empty()
    }

    /// `own` pages and those of `all` that they can affect, as far as they are `wanted`.
    fn widen(
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

/// What the user named.
enum Wanted {
    /// A page.
    File(PathBuf),
    /// A directory and all below it.
    Below(PathBuf),
    /// What matches a pattern, as seen from where the user is.
    Matching {
        pattern: glob::Pattern,
        /// As the user wrote it.
        written: String,
        /// The directory that the pattern starts from; absolute, or empty for a pattern of absolute paths.
        from: PathBuf,
        /// The root of the site.
        root: PathBuf,
    },
}

impl Wanted {
    /// How a message names it.
    fn written(&self) -> String {
        match self {
            Wanted::File(path) | Wanted::Below(path) => visible_path(path),
            Wanted::Matching { written, .. } => written.clone(),
        }
    }
}

fn wanted(
    named: &[OsString],
    place: &Workplace,
    args: &CheckArgs,
) -> Result<Vec<Wanted>, RunError> {
    let one = |named: &OsString| {
        let path = Path::new(named);
        let full = place.cwd.join(path);
        if full.is_dir() {
            return place.in_site(path).map(Wanted::Below);
        }
        if full.is_file() || (args.version == Version::Staged && !is_pattern(path)) {
            return place.in_site(path).map(Wanted::File);
        }
        if !is_pattern(path) {
            return Err(RunError::NoSuchPath {
                path: path.to_owned(),
                command: nearest_subcommand(&named.to_string_lossy()),
            });
        }
        let text = named.to_string_lossy();
        let (from, relative) = base_of_pattern(&text, &place.cwd);
        let pattern = glob::Pattern::new(relative).map_err(|error| RunError::BadPattern {
            pattern: text.clone().into_owned(),
            reason: error.to_string(),
        })?;
        Ok(Wanted::Matching {
            pattern,
            written: text.into_owned(),
            from,
            root: place.root.clone(),
        })
    };
    named.iter().map(one).collect()
}

/// Where a pattern starts from, and what is left of it without the `.` and `..` in front, which match no path.
fn base_of_pattern<'t>(text: &'t str, cwd: &Path) -> (PathBuf, &'t str) {
    if Path::new(text).is_absolute() {
        return (PathBuf::new(), text);
    }
    let mut from = cwd.to_owned();
    let mut rest = text;
    loop {
        if let Some(behind) = rest.strip_prefix("./") {
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix("../") {
            from.pop();
            rest = behind;
        } else {
            return (from, rest);
        }
    }
}

fn is_pattern(path: &Path) -> bool {
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .any(|byte| b"*?[".contains(byte))
}

/// Whether `path` is among what is wanted, noting in `matched` what wanted it; nothing wanted wants all.
fn is_wanted(wanted: &[Wanted], path: &Path, matched: &mut [bool]) -> bool {
    let mut any = wanted.is_empty();
    for (wanted, matched) in wanted.iter().zip(matched) {
        let fits = match wanted {
            Wanted::File(file) => file == path,
            Wanted::Below(dir) => path.starts_with(dir),
            Wanted::Matching {
                pattern,
                from,
                root,
                ..
            } => {
                let options = glob::MatchOptions {
                    require_literal_separator: true,
                    ..glob::MatchOptions::new()
                };
                let full = root.join(path);
                full.strip_prefix(from)
                    .is_ok_and(|seen| pattern.matches_with(&seen.to_string_lossy(), options))
            }
        };
        *matched |= fits;
        any |= fits;
    }
    any
}

/// An error for the first thing wanted that matched no page: that is never a pass.
fn all_matched(wanted: &[Wanted], matched: &[bool], config: &Config) -> Result<(), RunError> {
    for (wanted, matched) in wanted.iter().zip(matched) {
        match (matched, wanted) {
            (true, _) => {}
            (false, Wanted::File(path)) => {
                return Err(RunError::NoPage { path: path.clone() });
            }
            (false, Wanted::Below(_) | Wanted::Matching { .. }) => {
                return Err(RunError::NothingMatched {
                    what: wanted.written(),
                    hint: format!("pages are the files that match {}", patterns(config)),
                });
            }
        }
    }
    Ok(())
}

/// An error for the first pattern of the configuration that names no page: a mistyped one is never a pass.
fn every_pattern_matched(pages: &[PathBuf], config: &Config) -> Result<(), RunError> {
    if pages.is_empty() {
        return Err(nothing(config));
    }
    let matches_none = |pattern: &&config::Pattern| !pages.iter().any(|page| pattern.matches(page));
    match config.pages.iter().find(matches_none) {
        None => Ok(()),
        Some(pattern) => Err(RunError::NothingMatched {
            what: format!("`{}`", pattern.as_str()),
            hint: "correct this pattern of `pages` in tikicheck.yaml, or take it out".to_owned(),
        }),
    }
}

/// The error of a site without a page.
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
