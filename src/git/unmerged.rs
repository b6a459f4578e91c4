//! Files in conflict: the three versions that the index holds of each.

use std::path::{Path, PathBuf};

use super::command::{self, records};
use super::staged::object_id;
use super::{GitError, Id, Repo};

/// A file in conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmerged {
    /// Relative to the root of the work tree.
    pub path: PathBuf,
    /// What both sides came of; none where both added it.
    pub base: Option<Id>,
    /// Ours; none where we removed it.
    pub ours: Option<Id>,
    /// Theirs; none where they removed it.
    pub theirs: Option<Id>,
}

impl Repo {
    /// The files in conflict, in the order of the index.
    ///
    /// # Errors
    /// When git cannot list them.
    pub fn unmerged(&self) -> Result<Vec<Unmerged>, GitError> {
        let args = ["ls-files", "--unmerged", "--full-name", "-z"];
        let output = self.git.output(args)?;
        let mut files: Vec<Unmerged> = Vec::new();
        for record in records(&output) {
            // `MODE ID STAGE`, a tab, and the path.
            let tab = record.iter().position(|&byte| byte == b'\t');
            let (head, path) = record.split_at(tab.unwrap_or(record.len()));
            let path = command::path(path.get(1..).unwrap_or_default())?;
            let mut words = head.split(|&byte| byte == b' ').skip(1);
            let id = Id(object_id(words.next().unwrap_or_default())?);
            if files.last().is_none_or(|file| file.path != path) {
                files.push(Unmerged {
                    path: path.to_owned(),
                    base: None,
                    ours: None,
                    theirs: None,
                });
            }
            let Some(file) = files.last_mut() else {
                continue;
            };
            match words.next() {
                Some(b"1") => file.base = Some(id),
                Some(b"2") => file.ours = Some(id),
                _ => file.theirs = Some(id),
            }
        }
        Ok(files)
    }

    /// Merges three files as `git merge-file` does, with labels and style that do not count.
    ///
    /// # Errors
    /// When git cannot be run, and when the files cannot be merged as text.
    pub fn merged_by_git(&self, files: [&Path; 3]) -> Result<Vec<u8>, GitError> {
        let [base, ours, theirs] = files;
        let args = ["merge-file".as_ref(), "-p".as_ref()];
        let args = [
            &args[..],
            &[ours.as_os_str(), base.as_os_str(), theirs.as_os_str()],
        ]
        .concat();
        let output = self.git.run(&args, Vec::new())?;
        // The exit code is the number of conflicts.
        match output.status.code() {
            Some(0..=127) => Ok(output.stdout),
            _ => Err(command::failure(&args, &output)),
        }
    }

    /// Stages a file as it is in the work tree, which ends its conflict.
    ///
    /// # Errors
    /// When git cannot do it.
    pub fn add(&self, path: &Path) -> Result<(), GitError> {
        let args = ["add".as_ref(), "--".as_ref(), path.as_os_str()];
        self.git.output(args).map(|_| ())
    }
}
