//! Which pages a run is about, and where their bytes are; no page is read here.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::lost::Gone;
use crate::cli::{self, CheckArgs, Strangers, Version};
use crate::config::{self, Config};
use crate::files::read::Inside;
use crate::git::{FileChanges, FileKind, Id};
pub use crate::project::snapshot::Content;
use crate::project::{Project, RunError, Snapshot};
use crate::site::{LazyPages, PageSet};
use crate::text::sanitize::{visible, visible_path};

mod handed;
mod left_out;
mod scope;
mod target;

use handed::Handed;
pub use left_out::{not_looked_at, unwritten};
use scope::RunScope;
pub use target::GivenPattern;
use target::{Match, Targets};

/// A page to be checked.
#[derive(Debug)]
pub struct SelectedPage {
    /// Relative to the root of the site.
    pub path: PathBuf,
    /// Where its bytes are.
    pub content: Content,
    /// Why it is checked.
    pub role: Role,
    /// What it was before the commit or the range.
    pub before: Before,
}

/// What a page was before the commit or the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// The same, or nobody knows.
    Unknown,
    /// There was none at its path.
    Absent,
    /// A file with this content.
    File(Id),
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
    pub pages: Vec<SelectedPage>,
    /// The pages that exist, to which links can lead.
    pub existing: LazyPages,
    /// The stems of pages that came or went.
    pub affected: HashSet<String>,
    /// The pages that are gone.
    pub gone: Gone,
    /// What the user should know about files that are not checked.
    pub notes: Vec<String>,
    /// How many pages were asked for that a sparse checkout leaves out of the work tree.
    pub left_out: usize,
}

impl Selection {
    /// No page.
    fn empty(note: Option<String>, snapshot: &Snapshot, config: &Config) -> Self {
        Self {
            pages: Vec::new(),
            existing: snapshot.pages(config),
            affected: HashSet::new(),
            gone: Gone::default(),
            notes: note.into_iter().collect(),
            left_out: 0,
        }
    }
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
    let snapshot = project.snapshot();
    let mut targets = Targets::default();
    let mut handed = None;
    let mut note = None;
    match (&args.targets, args.strangers) {
        (cli::Targets::All | cli::Targets::Stdin(_), _) => {}
        (cli::Targets::Handed(files), _) => {
            if !files.is_empty() {
                let files = Handed::new(files, project, config)?;
                note = files.note();
                handed = Some(files);
            }
        }
        (cli::Targets::Named(named), Strangers::Refuse) => {
            targets = Targets::new(named, project, args)?;
        }
        (cli::Targets::Named(named), Strangers::PassOver) => {
            let (known, strangers) = Handed::tell_apart(named, project, config)?;
            note = strangers.note();
            targets = Targets::new(&known, project, args)?;
            if known.is_empty() {
                some_page(args, project, config)?;
                return Ok(Selection::empty(note, &snapshot, config));
            }
        }
    }
    let changes = changes(project, &args.version)?;
    // A hook that gets no names has nothing to check then, whatever the hook runner was asked for.
    let is_untouched = args.targets == cli::Targets::All
        && changes
            .as_ref()
            .is_some_and(|changes| changes.own.is_empty() && changes.inherited.is_empty());
    let scope = match (changes, handed) {
        (Some(changes), Some(handed)) => {
            let scope = RunScope::of(&changes, args, project, config);
            handed.narrow(scope, &changes, project, &args.version)
        }
        (Some(changes), None) => RunScope::of(&changes, args, project, config),
        (None, Some(handed)) => return handed_files(handed, args, project, config),
        (None, None) => match targets.files_only() {
            Some(files) => return named_files(&files, note, project, config),
            None => RunScope::all(),
        },
    };
    let needs_list = match args.version {
        Version::Disk | Version::Since(_) => true,
        // With nothing staged there is nothing to say.
        Version::Staged | Version::Range(_) => scope.others.is_some() || !targets.is_empty(),
    };
    let (files, absent, existing) = if needs_list {
        let listing = snapshot.list(config)?;
        let existing = PageSet::from_paths(listing.pages());
        (listing.files, listing.absent, existing.into())
    } else {
        (Vec::new(), Vec::new(), snapshot.pages(config))
    };
    // A commit that renames a folder, or mistypes the patterns, must not leave a site without pages, and so without checks.
    // A range may be about pages that are not on disk.
    let has_pages = !files.is_empty() || args.version != Version::Disk && !absent.is_empty();
    match needs_list {
        true if !has_pages && targets.is_empty() => {
            return Err(nothing(args, project, config, &absent));
        }
        true => {}
        false => some_page(args, project, config)?,
    }
    let settings_changed = args.version != Version::Disk && scope.others == Some(Role::Changed);
    if targets.is_empty() && settings_changed {
        let pages = files.iter().filter(|file| file.kind.is_file());
        let pages = pages.map(|file| &*file.path);
        every_pattern_matched(pages, &absent, args, project, config)?;
    }

    let mut notes = scope.notes;
    notes.extend(note);
    if args.version == Version::Staged && project.under_pre_commit && is_untouched {
        notes.push(NOTHING_STAGED.to_owned());
    }
    if let (Version::Since(rev), Some(repo), true) = (&args.version, &project.repo, is_untouched)
        && repo.has_head(rev)?
    {
        let rev = visible(rev);
        notes.push(format!(
            "nothing was compared: `{rev}` has every commit that is checked out, and nothing else is changed"
        ));
    }
    let mut pages = scope.changed;
    let changed: HashSet<PathBuf> = pages.iter().map(|page| page.path.clone()).collect();
    pages.retain(|page| targets.ask_for(&page.path, Match::Page));
    for file in files {
        if !file.kind.is_file() {
            // Of a commit or a range, the links that changed are noted already.
            if args.version == Version::Disk && targets.ask_for(&file.path, Match::Skipped) {
                notes.push(skipped(&project.names().for_person(&file.path), file.kind));
            }
            continue;
        }
        // A target has to be a page, whether or not that changed.
        let is_asked_for = targets.ask_for(&file.path, Match::Page);
        let Some(role) = scope.others.filter(|_| is_asked_for) else {
            continue;
        };
        if !changed.contains(&file.path) && !scope.elsewhere.contains(&file.path) {
            pages.push(SelectedPage {
                path: file.path,
                content: file.content,
                role,
                before: Before::Unknown,
            });
        }
    }
    let mut left_out = 0;
    for path in &absent {
        let is_asked_for = targets.ask_for(path, Match::LeftOut);
        if is_asked_for && scope.others.is_some() && !changed.contains(path) {
            left_out += 1;
        }
    }
    targets
        .all_found(config)
        .map_err(|error| match (error, not_followed(project, config)) {
            (RunError::NothingMatched { what, .. }, Some(hint)) if pages.is_empty() => {
                RunError::NothingMatched { what, hint }
            }
            (error, _) => error,
        })?;
    if args.version == Version::Disk && targets.is_empty() {
        let pages = pages.iter().map(|page| &*page.path);
        every_pattern_matched(pages, &absent, args, project, config)?;
        notes.extend(unused_excludes(project, config));
    }
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Selection {
        pages,
        existing,
        affected: scope.stems,
        gone: Gone::new(scope.gone),
        notes,
        left_out,
    })
}

/// What is said under pre-commit or prek where nothing is staged.
const NOTHING_STAGED: &str = "nothing is staged, so no page was checked; for `--all-files`, the hook's entry has to be `tikicheck --hook`, with `pass_filenames: true`";

/// What the run's commit or range changes; `None` for a run over all pages.
fn changes(project: &Project, version: &Version) -> Result<Option<FileChanges>, RunError> {
    let changes = match (version, &project.repo, &project.index) {
        (Version::Disk, _, _) => return Ok(None),
        (Version::Staged, Some(repo), Some(index)) => repo.staged(index)?,
        (Version::Since(rev), Some(repo), _) => repo.since(&repo.index()?, rev)?,
        (Version::Range(range), Some(repo), _) => {
            let files = project
                .held()
                .expect("a project finds the files of its range");
            repo.range(&range.from, &range.to, files)?
        }
        (Version::Staged, _, _) => return Err(RunError::NoRepository("--staged")),
        (Version::Range(_), None, _) => return Err(RunError::NoRepository("--hook")),
        (Version::Since(_), None, _) => return Err(RunError::NoRepository("--since")),
    };
    Ok(Some(changes))
}

/// The selection of files on disk that were named one by one: no list is made for them.
fn named_files(
    files: &[&Path],
    note: Option<String>,
    project: &Project,
    config: &Config,
) -> Result<Selection, RunError> {
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
        pages.push(SelectedPage {
            path: path.to_owned(),
            content: Content::Disk,
            role: Role::Changed,
            before: Before::Unknown,
        });
    }
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Selection {
        pages,
        existing: project.snapshot().pages_near(files.iter().copied(), config),
        affected: HashSet::new(),
        gone: Gone::default(),
        notes: note.into_iter().collect(),
        left_out: 0,
    })
}

/// The selection of files on disk that a hook was handed.
fn handed_files(
    handed: Handed,
    args: &CheckArgs,
    project: &Project,
    config: &Config,
) -> Result<Selection, RunError> {
    let inside = Inside::new(&project.root);
    let tracked = project.repo.as_ref().map(|repo| (repo, repo.index()));
    let is_link = |path: &Path| match &tracked {
        Some((repo, Ok(index))) => repo.is_written_link(index, &project.prefix.join(path)),
        _ => false,
    };
    let is_page = |path: &&PathBuf| {
        let file = project.root.join(path).symlink_metadata();
        file.is_ok_and(|file| file.is_file()) && inside.is_inside(path) && !is_link(path)
    };
    let (files, others): (Vec<&PathBuf>, Vec<_>) = handed.pages.iter().partition(is_page);
    if files.is_empty() {
        some_page(args, project, config)?;
    }
    let files: Vec<&Path> = files.into_iter().map(|path| &**path).collect();
    let mut selection = named_files(&files, handed.note(), project, config)?;
    let others = others.into_iter().map(|path| no_file(path, project));
    selection.notes.extend(others);
    Ok(selection)
}

/// What is said of a page that a hook was handed and that is no file.
fn no_file(path: &Path, project: &Project) -> String {
    let path = project.names().for_person(path);
    format!("passed over {}, which is no file", visible_path(&path))
}

/// Checks that the settings match a page: a commit that mistypes a pattern never passes.
///
/// # Errors
///
/// Where they match none.
fn some_page(args: &CheckArgs, project: &Project, config: &Config) -> Result<(), RunError> {
    if project.snapshot().lacks_pages(config)? {
        Err(nothing(args, project, config, &[]))
    } else {
        Ok(())
    }
}

/// Checks that each pattern of the configuration matches a page, be it one that a sparse checkout leaves out: a run with
/// a mistyped pattern never passes.
///
/// # Errors
///
/// For the first pattern that matches no page.
fn every_pattern_matched<'p>(
    pages: impl Iterator<Item = &'p Path>,
    absent: &'p [PathBuf],
    args: &CheckArgs,
    project: &Project,
    config: &Config,
) -> Result<(), RunError> {
    let pages: Vec<&Path> = pages.collect();
    if pages.is_empty() {
        return Err(nothing(args, project, config, absent));
    }
    let paths = || {
        let absent = absent.iter().map(PathBuf::as_path);
        pages.iter().copied().chain(absent)
    };
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

/// The patterns of `exclude` that can match no file, in words: one without a wildcard that names none, and one with a
/// wildcard below a directory that does not exist.
fn unused_excludes(project: &Project, config: &Config) -> Vec<String> {
    let file = visible_path(&project.shown_config());
    let unused = config.exclude.iter().filter_map(|pattern| {
        let text = pattern.as_str();
        // What a sparse checkout leaves out is tracked.
        let is_there = |path: &Path| project.root.join(path).exists() || is_tracked(project, path);
        if pattern.has_wildcard() {
            return (!is_there(pattern.directory()))
                .then(|| format!("{file}: `{text}` of `exclude` matches no file"));
        }
        let path = project.root.join(text);
        if path.is_dir() {
            let text = text.trim_end_matches('/');
            return Some(format!(
                "{file}: `{text}` of `exclude` matches no file, for it is a directory; the files in it are `{text}/**`"
            ));
        }
        (!is_there(Path::new(text))).then(|| format!("{file}: `{text}` of `exclude` matches no file"))
    });
    unused.collect()
}

/// Whether Git tracks the file, or one below the directory, at a path relative to the root of the site.
fn is_tracked(project: &Project, path: &Path) -> bool {
    let path = project.prefix.join(path);
    let index = project.repo.as_ref().and_then(|repo| repo.index().ok());
    index.is_some_and(|index| index.tracked().any(|entry| entry.path.starts_with(&path)))
}

/// The error of a site without a page on disk.
fn nothing(args: &CheckArgs, project: &Project, config: &Config, absent: &[PathBuf]) -> RunError {
    let is_configured = matches!(project.config_text(&args.config), Ok(Some(_)));
    let hint = if !absent.is_empty() {
        "the sparse checkout leaves all of them out of the work tree; `git sparse-checkout add DIRECTORY` brings \
         those of a directory back, `git sparse-checkout disable` all"
            .to_owned()
    } else if let Some(hint) = not_followed(project, config) {
        hint
    } else if is_configured {
        format!(
            "correct `pages` and `exclude` in {}, or run tikicheck where the site is",
            visible_path(&project.shown_config())
        )
    } else {
        format!(
            "there is no Markdown file in {}; run tikicheck where the site is",
            visible_path(&project.root)
        )
    };
    RunError::NothingMatched {
        what: patterns(config),
        hint,
    }
}

/// Why the pages of a pattern are not looked at, where a directory on the way to them is none of this repository.
fn not_followed(project: &Project, config: &Config) -> Option<String> {
    config.pages.iter().find_map(|pattern| {
        let directory = pattern.directory();
        let ancestors: Vec<&Path> = directory.ancestors().collect();
        ancestors.into_iter().rev().find_map(|path| {
            let full = project.root.join(path);
            let what = if path.as_os_str().is_empty() {
                return None;
            } else if full.is_symlink() {
                "is a symbolic link, and tikicheck follows none; run it where the pages are"
            } else if full.join(".git").exists() {
                "is a repository of its own, such as a submodule; run tikicheck in it"
            } else {
                return None;
            };
            Some(format!("{} {what}", visible_path(path)))
        })
    })
}

fn patterns(config: &Config) -> String {
    let patterns: Vec<_> = config
        .pages
        .iter()
        .map(|pattern| format!("`{}`", pattern.as_str()))
        .collect();
    patterns.join(", ")
}

fn skipped(path: &Path, kind: FileKind) -> String {
    let why = match kind {
        FileKind::Symlink => "it is a symbolic link",
        FileKind::Submodule => "it is a submodule",
        FileKind::File | FileKind::Executable => "it is no page",
    };
    format!("{}: skipped, {why}", visible_path(path))
}
