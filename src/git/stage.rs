//! Replacing what is staged, for fixes in a commit hook: all or nothing, by git itself.

use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::command::{self, failure};
use super::staged::object_id;
use super::{FileKind, GitError, Id, Repo};

/// One staged file to get other content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restage {
    /// Relative to the root of the work tree.
    pub path: PathBuf,
    /// What kind of file it is and stays.
    pub kind: FileKind,
    /// What must be staged there now.
    pub from: Id,
    /// What is staged there afterwards.
    pub to: Id,
}

/// What becomes of the index that a run works on. A hook knows it by the name that Git gave the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IndexUse {
    /// The one that stays.
    #[default]
    Lasting,
    /// Of `git commit --all` or `--include`: it stays if the commit is made.
    Proposed,
    /// Of `git commit -- PATH`: Git removes it after the commit, so changes in it are lost.
    Temporary,
}

/// How long to wait for a locked index, try by try, in milliseconds.
const WAITS: [u64; 5] = [50, 100, 200, 400, 0];

impl Repo {
    /// Whose index this is.
    #[must_use]
    pub fn index_use(&self) -> IndexUse {
        let name = self.index_path.file_name().unwrap_or_default();
        let name = name.to_string_lossy();
        if name == "index.lock" {
            IndexUse::Proposed
        } else if name.starts_with("next-index-") && name.ends_with(".lock") {
            IndexUse::Temporary
        } else {
            IndexUse::Lasting
        }
    }

    /// Waits until no other process holds the lock of the index. One may take it again right afterwards.
    ///
    /// # Errors
    /// [`GitError::Locked`] when that takes longer than a second.
    pub fn wait_for_index(&self) -> Result<(), GitError> {
        wait_until_gone(self.index_lock(), sleep)
    }

    fn index_lock(&self) -> PathBuf {
        let mut lock = self.index_path.clone().into_os_string();
        lock.push(".lock");
        lock.into()
    }

    /// The id of a content as it is, without filters; nothing is stored.
    ///
    /// # Errors
    /// When the content is one of those that break SHA-1.
    pub fn id_of(&self, content: &[u8]) -> Result<Id, GitError> {
        let kind = self.gix.to_thread_local().object_hash();
        gix::objs::compute_hash(kind, gix::objs::Kind::Blob, content)
            .map(Id)
            .map_err(|error| GitError::read("a content", error))
    }

    /// Stores contents as they are, without filters, and returns their ids in the same order. One of them is held at a
    /// time.
    ///
    /// Nothing refers to them yet; Git removes them some day if nothing ever does.
    ///
    /// # Errors
    /// When they cannot be written, or one of them cannot be had.
    pub fn write_blobs<C: AsRef<[u8]>>(
        &self,
        contents: impl IntoIterator<Item = io::Result<C>>,
    ) -> Result<Vec<Id>, GitError> {
        let mut contents = contents.into_iter().peekable();
        if contents.peek().is_none() {
            return Ok(Vec::new());
        }
        // `hash-object` would need a process or a temporary file for each; fast-import takes them all at once, and
        // without a commit in its input it touches no reference.
        let mut count = 0;
        let output = self
            .git
            .output_from(&["fast-import", "--quiet"], |stream| {
                stream.write_all(b"feature done\nfeature get-mark\n")?;
                for content in contents {
                    let content = content?;
                    let content = content.as_ref();
                    count += 1;
                    write!(stream, "blob\nmark :{count}\ndata {}\n", content.len())?;
                    stream.write_all(content)?;
                    write!(stream, "\nget-mark :{count}\n")?;
                }
                stream.write_all(b"done\n")
            })?;
        let lines = output
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        let ids = lines
            .map(|line| object_id(line).map(Id))
            .collect::<Result<Vec<_>, _>>()?;
        if ids.len() == count {
            return Ok(ids);
        }
        let detail = format!("{} ids for {count} contents", ids.len());
        Err(GitError::read("the output of git fast-import", detail))
    }

    /// The id that `git add` would give a file at `path` with this content, line ends and filters considered.
    ///
    /// # Errors
    /// When git, or a filter it calls, fails.
    pub fn id_if_added(&self, path: &Path, content: &[u8]) -> Result<Id, GitError> {
        let mut option = std::ffi::OsString::from("--path=");
        option.push(path);
        let args = ["hash-object".into(), "--stdin".into(), option];
        object_id(&self.git.output_with(args, content.to_owned())?).map(Id)
    }

    /// Gives staged files other content, in one step that happens or does not.
    ///
    /// # Errors
    /// [`GitError::IndexChanged`] when something else is staged by now, [`GitError::Locked`] when the index stays
    /// locked for a second, [`GitError::TemporaryIndex`] when the change would not last.
    pub fn restage(&self, changes: &[Restage]) -> Result<(), GitError> {
        if self.index_use() == IndexUse::Temporary {
            return Err(GitError::TemporaryIndex);
        }
        let lock = self.index_lock();
        let args = ["update-index", "-z", "--index-info"];
        let mut failed_without_lock = false;
        for wait in WAITS {
            let info = self.index_info(changes)?;
            let output = self.git.run(&args, info)?;
            if output.status.success() {
                return Ok(());
            }
            if lock.exists() {
                sleep(Duration::from_millis(wait));
            } else if failed_without_lock {
                return Err(failure(&args, &output));
            } else {
                // Perhaps the lock was there when git looked, and went away before we did: git looks again.
                failed_without_lock = true;
            }
        }
        Err(GitError::Locked(lock))
    }

    /// The new entries in the words of `git update-index`, when the old ones are still what they were.
    fn index_info(&self, changes: &[Restage]) -> Result<Vec<u8>, GitError> {
        let index = self.index()?;
        let mut info = Vec::new();
        for change in changes {
            let entry = index.get(&change.path);
            if entry.is_none_or(|entry| (entry.id, entry.kind) != (change.from, change.kind)) {
                return Err(GitError::IndexChanged(change.path.clone()));
            }
            let mode = match change.kind {
                FileKind::File => "100644",
                FileKind::Executable => "100755",
                FileKind::Symlink => "120000",
                FileKind::Submodule => "160000",
            };
            info.extend_from_slice(format!("{mode} {} 0\t", change.to).as_bytes());
            info.extend(command::bytes(&change.path)?);
            info.push(0);
        }
        Ok(info)
    }
}

/// Looks at a lock until it is gone; `sleep` lets time pass between the tries.
fn wait_until_gone(lock: PathBuf, mut sleep: impl FnMut(Duration)) -> Result<(), GitError> {
    for wait in WAITS {
        if !lock.exists() {
            return Ok(());
        }
        sleep(Duration::from_millis(wait));
    }
    Err(GitError::Locked(lock))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lock that is there until the given number of sleeps have passed; how long each took, and what came of it.
    fn waits(sleeps: usize) -> (Vec<u64>, bool) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let lock = dir.path().join("index.lock");
        std::fs::write(&lock, "").expect("a file");
        let mut slept = Vec::new();
        let result = wait_until_gone(lock.clone(), |time| {
            slept.push(u64::try_from(time.as_millis()).expect("a short time"));
            if slept.len() == sleeps {
                std::fs::remove_file(&lock).expect("it is there");
            }
        });
        (slept, result.is_ok())
    }

    #[test]
    fn a_lock_is_waited_for_a_little_longer_each_time_and_not_forever() {
        assert_eq!(waits(1), (vec![50], true));
        assert_eq!(waits(3), (vec![50, 100, 200], true));
        assert_eq!(waits(4), (vec![50, 100, 200, 400], true));
        assert_eq!(waits(9), (WAITS.to_vec(), false));
    }
}
