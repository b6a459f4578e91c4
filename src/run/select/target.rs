//! What the user named on the command line, and which pages that is.
//!
//! A page is compared with patterns one by one, but found among named files and directories by its path: thousands of
//! named files, which is what hooks are called with, cost no more than a few.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::{left_out, patterns};
use crate::cli::{CheckArgs, Version, instead_of_path};
use crate::config::Config;
use crate::project::Project;
use crate::project::RunError;
use crate::text::sanitize::visible_path;

/// One path or pattern on the command line.
enum Target {
    /// A page.
    File(PathBuf),
    /// A directory and all below it.
    Below(PathBuf),
    /// What matches a pattern.
    Matching(GivenPattern),
}

/// A pattern on the command line.
pub struct GivenPattern {
    glob: glob::Pattern,
    /// As the user wrote it.
    written: String,
    /// The directory that the pattern starts from; absolute, or empty for a pattern of absolute paths.
    from: PathBuf,
}

/// What the user named on the command line. Nothing named stands for all pages.
#[derive(Default)]
pub struct Targets {
    /// In the order of the command line; a file or directory that is named twice is here once.
    list: Vec<Target>,
    /// What was found for each in `list`.
    found: Vec<Match>,
    /// The places of files in `list`.
    files: HashMap<PathBuf, usize>,
    /// The places of directories in `list`.
    directories: HashMap<PathBuf, usize>,
    /// The places of patterns in `list`.
    patterns: Vec<usize>,
    /// The root of the site; absolute.
    root: PathBuf,
}

/// What was found for a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Nothing.
    Nothing,
    /// Nothing but pages that a sparse checkout leaves out of the work tree.
    LeftOut,
    /// Nothing but links and submodules, which are skipped.
    Skipped,
    /// A page.
    Page,
}

impl Targets {
    /// The paths and patterns that were `named`.
    ///
    /// # Errors
    ///
    /// For the first that is neither a file, a directory nor a pattern, or lies outside of the site.
    pub fn new(named: &[OsString], project: &Project, args: &CheckArgs) -> Result<Self, RunError> {
        let mut targets = Self {
            root: project.root.clone(),
            ..Self::default()
        };
        for named in named {
            targets.add(target(named, project, &args.version)?);
        }
        Ok(targets)
    }

    fn add(&mut self, target: Target) {
        let place = self.list.len();
        match &target {
            Target::File(path) if self.files.contains_key(path) => return,
            Target::Below(path) if self.directories.contains_key(path) => return,
            Target::File(path) => {
                self.files.insert(path.clone(), place);
            }
            Target::Below(path) => {
                self.directories.insert(path.clone(), place);
            }
            Target::Matching(_) => self.patterns.push(place),
        }
        self.list.push(target);
        self.found.push(Match::Nothing);
    }

    /// Whether nothing was named.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The named files, in the order of the command line; `None` where anything else was named, or nothing.
    pub fn files_only(&self) -> Option<Vec<&Path>> {
        let files = self.list.iter().map(|target| match target {
            Target::File(path) => Some(&**path),
            Target::Below(_) | Target::Matching(_) => None,
        });
        let files: Option<Vec<&Path>> = files.collect();
        files.filter(|files| !files.is_empty())
    }

    /// Whether the file at `path` was asked for. It is noted as `found` for each target that it fits.
    pub fn ask_for(&mut self, path: &Path, found: Match) -> bool {
        if self.is_empty() {
            return true;
        }
        let file = self.files.get(path);
        let directories = path
            .ancestors()
            .filter_map(|directory| self.directories.get(directory));
        let patterns = self.patterns.iter().filter(|place| {
            matches!(&self.list[**place], Target::Matching(pattern) if pattern.fits(&self.root, path))
        });
        let mut is_asked_for = false;
        for &place in file.into_iter().chain(directories).chain(patterns) {
            self.found[place] = self.found[place].max(found);
            is_asked_for = true;
        }
        is_asked_for
    }

    /// Checks that there is a page for each target, once all files were looked at: a run that checks nothing of what
    /// was named never passes.
    ///
    /// # Errors
    ///
    /// For the first target without a page; first of all for one that names only what is skipped.
    pub fn all_found(&self, config: &Config) -> Result<(), RunError> {
        let first = |found| self.found.iter().position(|one| *one == found);
        if let Some(place) = first(Match::Skipped) {
            return Err(RunError::NothingMatched {
                what: self.list[place].written(),
                hint: "what is there is a symbolic link or a submodule, and skipped".to_owned(),
            });
        }
        if let Some(place) = first(Match::LeftOut) {
            let path = PathBuf::from(self.list[place].written());
            return Err(RunError::LeftOut { path });
        }
        let Some(place) = first(Match::Nothing) else {
            return Ok(());
        };
        Err(match &self.list[place] {
            Target::File(path) => RunError::NoPage { path: path.clone() },
            target @ (Target::Below(_) | Target::Matching(_)) => RunError::NothingMatched {
                what: target.written(),
                hint: format!("pages are the files that match {}", patterns(config)),
            },
        })
    }
}

impl Target {
    /// How a message names it.
    fn written(&self) -> String {
        match self {
            Target::File(path) | Target::Below(path) => visible_path(path),
            Target::Matching(pattern) => pattern.written.clone(),
        }
    }
}

impl GivenPattern {
    /// The pattern that a user in the directory `cwd` wrote; `None` for a text without signs of one.
    ///
    /// # Errors
    ///
    /// Where the signs make no pattern.
    pub fn read(named: &OsStr, cwd: &Path) -> Result<Option<Self>, RunError> {
        if !is_pattern(Path::new(named)) {
            return Ok(None);
        }
        let text = named.to_string_lossy();
        let (from, relative) = base_of_pattern(&text, cwd);
        let glob = glob::Pattern::new(relative).map_err(|error| RunError::BadPattern {
            pattern: text.clone().into_owned(),
            reason: error.to_string(),
        })?;
        Ok(Some(Self {
            glob,
            written: text.into_owned(),
            from,
        }))
    }

    /// The directory below which everything lies that it can match: `/a/b` for `b/*/c.md` in `/a`.
    #[must_use]
    pub fn directory(&self) -> PathBuf {
        let plain = Path::new(self.glob.as_str())
            .components()
            .take_while(|part| !is_pattern(part.as_ref()));
        let mut directory = self.from.clone();
        directory.extend(plain);
        directory
    }

    /// Whether it matches the file at `path` below `root`.
    #[must_use]
    pub fn fits(&self, root: &Path, path: &Path) -> bool {
        let options = glob::MatchOptions {
            require_literal_separator: true,
            ..glob::MatchOptions::new()
        };
        let full = root.join(path);
        full.strip_prefix(&self.from)
            .is_ok_and(|seen| self.glob.matches_with(&seen.to_string_lossy(), options))
    }
}

/// What `named` stands for: a page, a directory, or a pattern.
fn target(named: &OsString, project: &Project, version: &Version) -> Result<Target, RunError> {
    let path = Path::new(named);
    let full = project.cwd.join(path);
    if full.is_dir() {
        return project.in_site(path).map(Target::Below);
    }
    if full.is_file() || (*version == Version::Staged && !is_pattern(path)) {
        return project.in_site(path).map(Target::File);
    }
    if let Some(source) = unreadable(&full) {
        let path = path.to_owned();
        return Err(RunError::Unreadable { path, source });
    }
    if let Some(pattern) = GivenPattern::read(named, &project.cwd)? {
        return Ok(Target::Matching(pattern));
    }
    if let Some(error) = left_out::named(path, project)? {
        return Err(error);
    }
    Err(RunError::NoSuchPath {
        path: path.to_owned(),
        instead: instead_of_path(&named.to_string_lossy()),
    })
}

/// Why what is at a path cannot be read: it is no file, such as a pipe, or a directory on the way is closed to the user.
/// `None` where nothing is there.
fn unreadable(full: &Path) -> Option<io::Error> {
    match full.metadata() {
        Ok(_) => Some(io::Error::other("not a regular file")),
        Err(error) => (error.kind() == io::ErrorKind::PermissionDenied).then_some(error),
    }
}

/// The directory that a pattern starts from, and the pattern without the `.` and `..` in front, which match no path:
/// `../b/*.md` in `/a/c` is `b/*.md` from `/a`.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(list: Vec<Target>) -> Targets {
        let mut targets = Targets {
            root: PathBuf::from("/site"),
            ..Targets::default()
        };
        for target in list {
            targets.add(target);
        }
        targets
    }

    fn pattern(text: &str) -> Target {
        let (from, relative) = base_of_pattern(text, Path::new("/site/content"));
        Target::Matching(GivenPattern {
            glob: glob::Pattern::new(relative).expect("a pattern"),
            written: text.to_owned(),
            from,
        })
    }

    #[test]
    fn a_page_is_asked_for_by_its_path_its_directories_and_patterns() {
        let mut all = targets(Vec::new());
        assert!(all.ask_for(Path::new("content/a.md"), Match::Page));
        let mut some = targets(vec![
            Target::File("content/a.md".into()),
            Target::Below("content/posts".into()),
            pattern("../docs/*.md"),
        ]);
        for (path, is_asked_for) in [
            ("content/a.md", true),
            ("content/b.md", false),
            ("content/posts/a.md", true),
            ("content/posts/2024/a.md", true),
            ("content/posts.md", false),
            ("docs/a.md", true),
            ("docs/below/a.md", false),
        ] {
            assert_eq!(
                some.ask_for(Path::new(path), Match::Page),
                is_asked_for,
                "{path}"
            );
        }
        let mut root = targets(vec![Target::Below(PathBuf::new())]);
        assert!(root.ask_for(Path::new("content/a.md"), Match::Page));
    }

    #[test]
    fn each_target_is_missed_unless_it_has_a_page() {
        let config = Config::default();
        let error = |targets: &Targets| {
            targets
                .all_found(&config)
                .map_err(|error| error.to_string())
        };
        let mut some = targets(vec![
            Target::Below("content".into()),
            Target::File("content/a.md".into()),
            Target::File("content/a.md".into()),
            pattern("link*"),
        ]);
        assert!(error(&some).is_err_and(|text| text.starts_with("content: no page found")));
        some.ask_for(Path::new("content/link.md"), Match::Skipped);
        assert!(
            error(&some)
                .is_err_and(|text| text.contains("content: no page found; what is there is a"))
        );
        some.ask_for(Path::new("content/a.md"), Match::Page);
        assert!(
            error(&some).is_err_and(|text| text.starts_with("link*: no page found; what is there"))
        );
        some.ask_for(Path::new("content/link.md"), Match::Page);
        assert_eq!(error(&some), Ok(()));
    }

    #[test]
    fn only_files_need_no_list_of_pages() {
        let file = |path: &str| Target::File(path.into());
        let twice = targets(vec![file("b.md"), file("a.md"), file("b.md")]);
        assert_eq!(
            twice.files_only(),
            Some(vec![Path::new("b.md"), Path::new("a.md")])
        );
        assert_eq!(targets(Vec::new()).files_only(), None);
        assert_eq!(targets(vec![file("b.md"), pattern("*")]).files_only(), None);
    }
}
