//! The files of a commit, and what a range of commits changes.

use super::staged::{changes, compare, object_id};
use super::{FileChanges, GitError, Index, Repo, command};

impl Repo {
    /// The files of the commit that `rev` names, in the form of an index that was just filled from it.
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`] when `rev` names no commit; [`GitError::Read`] when one of its trees is missing,
    /// damaged, or holds a path that leads out of a work tree.
    pub fn files_of(&self, rev: &str) -> Result<Index, GitError> {
        let commit = self.named_commit(rev)?;
        let what = format!("the files of {commit}");
        let local = self.gix.to_thread_local();
        let commit = local
            .find_commit(commit)
            .map_err(|error| GitError::read(&*what, error))?;
        let tree = commit
            .tree_id()
            .map_err(|error| GitError::read(&*what, error))?;
        Index::of_tree(self, &tree, &what)
    }

    /// What the commits change that `to` has and `from` has not; `files` are those of `to`.
    ///
    /// That is what differs from their merge base, or from `from` itself where there is none: more than was changed,
    /// and never less.
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`] when one of them names no commit, and whatever keeps a tree from being read.
    pub fn range(&self, from: &str, to: &str, files: &Index) -> Result<FileChanges, GitError> {
        let from = self.named_commit(from)?;
        let to = self.named_commit(to)?;
        let args = ["merge-base".to_owned(), from.to_string(), to.to_string()];
        let output = self.git.run(&args, Vec::new())?;
        let first = output.stdout.split(|byte| *byte == b'\n').next();
        let base = match output.status.code() {
            Some(0) => object_id(first.unwrap_or_default())?,
            Some(1) => from,
            _ => return Err(command::failure(&args, &output)),
        };
        let what = "the first commit of the range";
        let local = self.gix.to_thread_local();
        let commit = local
            .find_commit(base)
            .map_err(|error| GitError::read(what, error))?;
        let tree = commit
            .tree_id()
            .map_err(|error| GitError::read(what, error))?;
        Ok(FileChanges {
            own: changes(compare(&self.objects(), files, Some(tree.detach()))?)?,
            inherited: Vec::new(),
        })
    }

    /// Whether `rev` has every commit that `HEAD` has, so that nothing of `HEAD` can differ since.
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`] when `rev` names no commit, and when git fails.
    pub fn has_head(&self, rev: &str) -> Result<bool, GitError> {
        let rev = self.named_commit(rev)?.to_string();
        let args = ["merge-base", "--is-ancestor", "HEAD", &rev];
        let output = self.git.run(&args, Vec::new())?;
        match output.status.code() {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(command::failure(&args, &output)),
        }
    }
}
