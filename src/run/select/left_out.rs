//! Pages that a sparse checkout leaves out of the work tree: a run about files on disk does not look at them, and says so.
//!
//! Git shows only `content/in/` after `git sparse-checkout set content/in`. The pages in `content/out/` are in the index
//! and not on disk. A run checks `content/in/`, and says how many others there are; with `--strict` that ends with 2.

use std::path::{Path, PathBuf};

use crate::project::{Project, RunError};
use crate::text::sanitize::visible_path;
use crate::text::shell;

/// What to say about pages that were not looked at; `None` where there is none.
#[must_use]
pub fn not_looked_at(count: usize) -> Option<String> {
    Some(format!(
        "{} not looked at; `git sparse-checkout disable` brings everything back",
        left_out(count)?
    ))
}

/// What to say about pages that changed, are not on disk, and were checked as the index holds them; `None` where there
/// is none.
#[must_use]
pub fn read_from_index(count: usize) -> Option<String> {
    Some(format!("{} checked as staged", left_out(count)?))
}

/// How a sentence about so many pages begins: `2 pages that … were`.
fn left_out(count: usize) -> Option<String> {
    let (pages, were) = match count {
        0 => return None,
        1 => ("1 page".to_owned(), "was"),
        _ => (format!("{count} pages"), "were"),
    };
    Some(format!(
        "{pages} that the sparse checkout leaves out of the work tree {were}"
    ))
}

/// The error about a path that the user named, which is not on disk; `None` where no sparse checkout is the reason.
///
/// # Errors
///
/// Where the path lies outside of the site, or the index cannot be read.
pub fn named(written: &Path, project: &Project) -> Result<Option<RunError>, RunError> {
    let Some(repo) = &project.repo else {
        return Ok(None);
    };
    let Ok(path) = project.in_site(written) else {
        return Ok(None);
    };
    let path = project.prefix.join(path);
    let index = repo.index()?;
    let mut tracked = index.tracked();
    let is_left_out = tracked.any(|entry| entry.sparse && entry.path.starts_with(&path));
    Ok(is_left_out.then(|| RunError::LeftOut {
        path: written.to_owned(),
    }))
}

/// Why the fix of a page was not written that is not on disk.
#[must_use]
pub fn unwritten(shown: &Path) -> String {
    let directory = match shown.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    format!(
        "{}: the sparse checkout leaves it out of the work tree, so its fix was not written; \
         `git sparse-checkout add {}` brings it back",
        visible_path(shown),
        shell::path(&directory)
    )
}
