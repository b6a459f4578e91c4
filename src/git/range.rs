//! What changed since a revision, as it is on disk.

use std::collections::BTreeMap;

use super::disk::{Untracked, file};
use super::staged::{compare, object_id};
use super::{FileChange, FileChanges, FileKind, GitError, Index, Repo, Side, command};

impl Repo {
    /// What differs between the merge base of `rev` and `HEAD`, and the work tree as it is on disk.
    ///
    /// That is what was committed since, what is staged, what is neither, and untracked files that are not ignored.
    /// A file that was changed and changed back may be listed.
    ///
    /// # Errors
    /// When `rev` names no commit, and when there is no merge base: never “nothing changed”.
    pub fn since(&self, index: &Index, rev: &str) -> Result<FileChanges, GitError> {
        let root = self.root()?;
        let base = self.merge_base(rev)?;
        let local = self.gix.to_thread_local();
        let commit = local
            .find_commit(base)
            .map_err(|error| GitError::read("the merge base", error))?;
        let tree = commit
            .tree_id()
            .map_err(|error| GitError::read("the merge base", error))?
            .detach();

        let mut before = BTreeMap::new();
        for (path, (side, _)) in compare(&self.objects(), index, Some(tree))? {
            before.insert(command::path(&path)?.to_owned(), side);
        }
        for (path, _) in self.status(&[], Untracked::List)? {
            // Not in the list so far: the index has what the base has.
            let side = index.get(&path).map(|entry| Side {
                kind: entry.kind,
                id: Some(entry.id),
            });
            before.entry(path).or_insert(side);
        }
        let own = before.into_iter().map(|(path, before)| {
            let on_disk = file(root, &path).map(|file| Side {
                kind: match self.is_written_link(index, &path) {
                    true => FileKind::Symlink,
                    false => file.kind,
                },
                id: None,
            });
            let after = on_disk.or_else(|| {
                // Left out of the work tree on purpose: it is there, only not on disk.
                let entry = index.get(&path).filter(|entry| entry.sparse)?;
                Some(Side {
                    kind: entry.kind,
                    id: Some(entry.id),
                })
            });
            FileChange {
                path,
                before,
                after,
            }
        });
        let mut own: Vec<_> = own
            .filter(|change| change.before.is_some() || change.after.is_some())
            .collect();
        own.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
        Ok(FileChanges {
            own,
            inherited: Vec::new(),
        })
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`] when it names none.
    pub(super) fn named_commit(&self, rev: &str) -> Result<gix::ObjectId, GitError> {
        let unknown = |detail: String| GitError::UnknownRevision {
            rev: rev.to_owned(),
            detail,
        };
        if rev.is_empty() || rev.starts_with('-') {
            return Err(unknown(
                "a revision is not empty and does not start with `-`".to_owned(),
            ));
        }
        if let Some(commit) = self.commit(&format!("{rev}^{{commit}}"))? {
            return Ok(commit);
        }
        let hint = if self.is_shallow()? {
            "this clone is shallow; fetch everything: `git fetch --unshallow`, or `fetch-depth: 0` for \
             actions/checkout"
        } else {
            "check the spelling, or `git fetch` the branch"
        };
        Err(unknown(hint.to_owned()))
    }

    /// The commit where `rev` and `HEAD` parted.
    fn merge_base(&self, rev: &str) -> Result<gix::ObjectId, GitError> {
        let other = self.named_commit(rev)?;
        let Some(head) = self.commit("HEAD^{commit}")? else {
            return Err(GitError::Unborn(rev.to_owned()));
        };
        let args = ["merge-base".to_owned(), other.to_string(), head.to_string()];
        let output = self.git.run(&args, Vec::new())?;
        match output.status.code() {
            Some(0) => object_id(
                output
                    .stdout
                    .split(|byte| *byte == b'\n')
                    .next()
                    .unwrap_or_default(),
            ),
            Some(1) if self.is_shallow()? => Err(GitError::Shallow(rev.to_owned())),
            Some(1) => Err(GitError::Unrelated(rev.to_owned())),
            _ => Err(command::failure(&args, &output)),
        }
    }

    /// The commit a revision names, if any.
    fn commit(&self, rev: &str) -> Result<Option<gix::ObjectId>, GitError> {
        let output = self
            .git
            .run(&["rev-parse", "--verify", "--quiet", rev], Vec::new())?;
        if output.status.success() {
            object_id(&output.stdout).map(Some)
        } else {
            Ok(None)
        }
    }

    fn is_shallow(&self) -> Result<bool, GitError> {
        Ok(self
            .git
            .output(["rev-parse", "--is-shallow-repository"])?
            .starts_with(b"true"))
    }
}
