//! The bytes of files in the index or in a commit.

use std::path::Path;

use gix::objs::Find as _;

use super::command::{Git, failure};
use super::{GitError, Id, Repo};

/// A reader of file contents; one for each thread.
#[derive(Debug)]
pub struct Blobs {
    repo: gix::Repository,
    git: Git,
    /// Where the files are, for messages: `staged` or `committed`.
    state: &'static str,
}

impl Repo {
    /// A reader of staged files for this thread.
    #[must_use]
    pub fn blobs(&self) -> Blobs {
        self.blobs_that_are("staged")
    }

    /// A reader of the files of commits for this thread.
    #[must_use]
    pub fn committed_blobs(&self) -> Blobs {
        self.blobs_that_are("committed")
    }

    fn blobs_that_are(&self, state: &'static str) -> Blobs {
        Blobs {
            repo: self.gix.to_thread_local(),
            git: self.git.clone(),
            state,
        }
    }
}

impl Blobs {
    /// The content `id` of the file at `path`, which is for messages alone. `buffer` is only storage.
    ///
    /// What a partial clone left out is fetched by git.
    ///
    /// # Errors
    /// [`GitError::MissingBlob`] when it cannot be had; others when it is damaged or no file.
    pub fn read<'b>(
        &self,
        path: &Path,
        id: Id,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b [u8], GitError> {
        let what = || {
            let path = crate::text::sanitize::visible_path(path);
            format!("the {} content of {path}", self.state)
        };
        let found = self
            .repo
            .objects
            .try_find(&id.0, buffer)
            .map_err(|error| GitError::read(what(), error))?;
        let (range, kind) = match found {
            Some(data) => (data.data.len(), data.kind),
            None => return self.fetch(path, id, buffer),
        };
        if kind != gix::objs::Kind::Blob {
            return Err(GitError::read(what(), format!("{id} is a {kind}")));
        }
        Ok(&buffer[..range])
    }

    /// The size of the content `id` in bytes, without reading it; `None` when it is not in this clone.
    ///
    /// # Errors
    /// When the object database is damaged.
    pub fn size(&self, id: Id) -> Result<Option<u64>, GitError> {
        let header = self
            .repo
            .try_find_header(id.0)
            .map_err(|error| GitError::read(format!("{id}"), error))?;
        Ok(header.map(|header| header.size()))
    }

    fn fetch<'b>(
        &self,
        path: &Path,
        id: Id,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b [u8], GitError> {
        let args = ["cat-file".to_owned(), "blob".to_owned(), id.to_string()];
        let output = self.git.run(&args, Vec::new())?;
        if !output.status.success() {
            let detail = match failure(&args, &output) {
                GitError::Command { detail, .. } => detail,
                other => other.to_string(),
            };
            return Err(GitError::MissingBlob {
                path: path.to_owned(),
                id: id.to_string(),
                detail,
            });
        }
        *buffer = output.stdout;
        Ok(buffer)
    }
}

/// Whether `content` is what Git LFS stores in place of a file.
#[must_use]
pub fn is_lfs_pointer(content: &[u8]) -> bool {
    // The specification caps pointers below 1024 bytes and wants this line first.
    content.len() < 1024 && content.starts_with(b"version https://git-lfs.github.com/spec/v1\n")
}
