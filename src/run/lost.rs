//! Pages that had a source before the commit or the range: at the same path, or under the name that they had then.
//!
//! A page that is new and has no source may be one that was renamed: it is, where its text is that of a page with a
//! source that is gone. `git mv old.md new.md`, and then the block of `new.md` is deleted: text and front matter stay.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::check;
use crate::git::{Blobs, GitError, Id};
use crate::project::Project;

/// The pages that the commit or the range takes away; they are read when the first new page without a source asks.
#[derive(Debug, Default)]
pub struct Gone {
    /// Relative to the root of the site, each with its last content.
    pages: Vec<(PathBuf, Id)>,
    /// Those with a source, by a hash of their text. Should two texts have the same, no page is lost by it.
    by_text: OnceLock<Result<HashMap<u64, usize>, GitError>>,
}

impl Gone {
    /// These pages.
    pub fn new(pages: Vec<(PathBuf, Id)>) -> Self {
        Self {
            pages,
            by_text: OnceLock::new(),
        }
    }

    /// The page with a source whose text a new `file` has.
    ///
    /// # Errors
    ///
    /// Where a page that is gone cannot be read.
    pub fn with_text_of(&self, file: &[u8], past: &Past<'_>) -> Result<Option<&Path>, String> {
        let Some(hash) = hash_of(file).filter(|_| !self.pages.is_empty()) else {
            return Ok(None);
        };
        let by_text = self.by_text.get_or_init(|| self.read(past));
        let by_text = by_text.as_ref().map_err(ToString::to_string)?;
        Ok(by_text.get(&hash).map(|place| &*self.pages[*place].0))
    }

    fn read(&self, past: &Past<'_>) -> Result<HashMap<u64, usize>, GitError> {
        let mut by_text = HashMap::new();
        for (place, (path, id)) in self.pages.iter().enumerate() {
            let Some(file) = past.with_source(path, *id)? else {
                continue;
            };
            if let Some(hash) = hash_of(&file) {
                by_text.entry(hash).or_insert(place);
            }
        }
        Ok(by_text)
    }
}

/// A hash of the text of a file; `None` where it has none.
fn hash_of(file: &[u8]) -> Option<u64> {
    let text = check::text_without_block(file)?;
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    Some(hasher.finish())
}

/// What reads the files that pages were before.
pub struct Past<'p> {
    project: &'p Project,
    blobs: Blobs,
    /// In bytes; a larger file was no page that could be checked.
    largest: u64,
}

impl<'p> Past<'p> {
    /// For the pages of a project; `None` outside of a repository.
    pub fn new(project: &'p Project, largest: u64) -> Option<Self> {
        Some(Self {
            project,
            blobs: project.repo.as_ref()?.committed_blobs(),
            largest,
        })
    }

    /// The content of a page, if it carries a source.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn with_source(&self, path: &Path, id: Id) -> Result<Option<Vec<u8>>, GitError> {
        if self.blobs.size(id)?.is_some_and(|size| size > self.largest) {
            return Ok(None);
        }
        let mut buffer = Vec::new();
        let in_repo = self.project.prefix.join(path);
        let file = self.blobs.read(&in_repo, id, &mut buffer)?;
        Ok(check::has_source(file).then(|| file.to_vec()))
    }
}
