//! Reads the pages of a snapshot: no more bytes than a page may have, and nothing that lies outside of the site.

use std::io;
use std::path::{Path, PathBuf};

use super::Content;
use crate::files::read::{Inside, read_into};
use crate::git::{Blobs, GitError};
use crate::text::sanitize::visible_path;

/// Reads the pages of a [`Snapshot`](super::Snapshot); one for each thread.
#[derive(Debug)]
pub struct Reader {
    pub(super) root: PathBuf,
    pub(super) prefix: PathBuf,
    pub(super) inside: Inside,
    /// Where pages are not read from disk.
    pub(super) blobs: Option<Blobs>,
}

/// What reading a page gave.
#[derive(Debug, PartialEq, Eq)]
pub enum Read<'b> {
    /// All its bytes.
    File(&'b [u8]),
    /// It has this many bytes, more than the limit, and was not read.
    TooLarge(u64),
}

/// Why a file could not be read. The message does not name the file; [`ReadError::about`] does.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A directory on the way to it is a link out of the site.
    #[error("a symbolic link on the way to it leads out of the site, so it was not read")]
    LeadsOut,
    /// It is no regular file, or the system said no.
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// Git could not give its bytes; the message names the file.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl ReadError {
    /// Whether the file does not exist: somebody removed it after it was listed.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        match self {
            ReadError::Unreadable(source) => source.kind() == io::ErrorKind::NotFound,
            ReadError::LeadsOut | ReadError::Git(_) => false,
        }
    }

    /// The message about the file that is `named` so.
    #[must_use]
    pub fn about(&self, named: &Path) -> String {
        match self {
            ReadError::LeadsOut | ReadError::Unreadable(_) => {
                format!("{}: {self}", visible_path(named))
            }
            ReadError::Git(error) => error.to_string(),
        }
    }
}

impl Reader {
    /// Reads the page at `path`, relative to the root of the site, from where the list says that its bytes are.
    /// `limit` is in bytes; `buffer` is storage to be used again, and what it holds is lost.
    ///
    /// # Errors
    ///
    /// Where the page cannot be read, and where a link on the way to it leads out of the site.
    pub fn read<'b>(
        &mut self,
        path: &Path,
        content: Content,
        limit: u64,
        buffer: &'b mut Vec<u8>,
    ) -> Result<Read<'b>, ReadError> {
        if let (Content::Blob(id), Some(blobs)) = (content, &self.blobs) {
            if let Some(bytes) = blobs.size(id)?.filter(|&size| size > limit) {
                return Ok(Read::TooLarge(bytes));
            }
            let file = blobs.read(&self.prefix.join(path), id, buffer)?;
            // A partial clone does not know the size of a file before it has fetched the file.
            return Ok(match file.len() as u64 {
                bytes if bytes > limit => Read::TooLarge(bytes),
                _ => Read::File(file),
            });
        }
        if !self.inside.holds_directory_of(path) {
            return Err(ReadError::LeadsOut);
        }
        match read_into(&self.root.join(path), limit, buffer) {
            Ok(None) => Ok(Read::File(buffer)),
            Ok(Some(bytes)) => Ok(Read::TooLarge(bytes)),
            Err(source) => Err(ReadError::Unreadable(source)),
        }
    }
}
