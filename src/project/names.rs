//! How the files of a site are named to those who read about them.

use std::path::{Component, Path, PathBuf};

use crate::cli::OutputFormat;

/// How the files of a site are named: each function takes a path relative to the root of the site.
#[derive(Debug, Clone, Copy)]
pub struct Names<'p> {
    /// The directory that the user is in; absolute.
    pub(super) here: &'p Path,
    /// The root of the site; absolute.
    pub(super) root: &'p Path,
    /// The root of the site, relative to that of the repository.
    pub(super) prefix: &'p Path,
}

impl Names<'_> {
    /// For a person, who pastes it into a command: relative to the user's directory.
    ///
    /// In `docs/`, the page `content/a.md` of the site around it is `../content/a.md`.
    #[must_use]
    pub fn for_person(&self, path: &Path) -> PathBuf {
        relative(self.here, &self.root.join(path))
    }

    /// For a person, a file anywhere, given by its absolute path.
    #[must_use]
    pub fn shown(&self, full: &Path) -> PathBuf {
        relative(self.here, full)
    }

    /// For a machine, or a reader of a report that was made elsewhere: relative to the root of the repository, or of
    /// the site where there is none.
    #[must_use]
    pub fn for_repo(&self, path: &Path) -> PathBuf {
        self.prefix.join(path)
    }

    /// For the readers of a format.
    #[must_use]
    pub fn for_readers_of(&self, format: OutputFormat, path: &Path) -> PathBuf {
        match format {
            OutputFormat::Human | OutputFormat::Concise => self.for_person(path),
            OutputFormat::Json
            | OutputFormat::Sarif
            | OutputFormat::Github
            | OutputFormat::Gitlab
            | OutputFormat::Html
            | OutputFormat::Patch => self.for_repo(path),
        }
    }
}

/// The path of `to` as seen from `from`, both absolute: `/a/b/c.md` is `../b/c.md` as seen from `/a/x`.
pub(super) fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_where_the_user_is() {
        let seen = |from, to| relative(Path::new(from), Path::new(to));
        assert_eq!(seen("/a/b", "/a/b/c/d.md"), Path::new("c/d.md"));
        assert_eq!(seen("/a/b/x", "/a/b/c/d.md"), Path::new("../c/d.md"));
    }

    #[test]
    fn people_and_machines_know_a_page_by_different_names() {
        let names = Names {
            here: Path::new("/repo/site/docs"),
            root: Path::new("/repo/site"),
            prefix: Path::new("site"),
        };
        let page = Path::new("content/a.md");
        assert_eq!(names.for_person(page), Path::new("../content/a.md"));
        assert_eq!(names.for_repo(page), Path::new("site/content/a.md"));
        for (format, named) in [
            (OutputFormat::Concise, "../content/a.md"),
            (OutputFormat::Sarif, "site/content/a.md"),
        ] {
            assert_eq!(names.for_readers_of(format, page), Path::new(named));
        }
    }
}
