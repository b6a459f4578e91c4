//! The files of a commit.

use super::{GitError, Index, Repo};

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
}
