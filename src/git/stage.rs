//! Replacing what is staged, for fixes in a commit hook: all or nothing, by git itself.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::command::{self, failure};
use super::staged::object_id;
use super::{GitError, Id, Kind, Repo};

/// One staged file to get other content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restage {
    /// Relative to the root of the work tree.
    pub path: PathBuf,
    /// What kind of file it is and stays.
    pub kind: Kind,
    /// What must be staged there now.
    pub from: Id,
    /// What is staged there afterwards.
    pub to: Id,
}

impl Restage {
    /// The way back.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            from: self.to,
            to: self.from,
            ..self
        }
    }
}

impl Repo {
    /// Refuses when a change of the index would not last: in `git commit -- PATH`, whose index is temporary.
    ///
    /// # Errors
    /// [`GitError::PartialCommit`], with the commands that do it right for `paths`.
    pub fn allows_restaging(&self, paths: &[&Path]) -> Result<(), GitError> {
        let name = self
            .index_path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        if name.starts_with("next-index-") && name.ends_with(".lock") {
            return Err(GitError::PartialCommit(
                paths.iter().map(|path| path.to_path_buf()).collect(),
            ));
        }
        Ok(())
    }

    /// Stores contents as they are, without filters, and returns their ids in the same order.
    ///
    /// Nothing refers to them yet; Git removes them some day if nothing ever does.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write_blobs(&self, contents: &[&[u8]]) -> Result<Vec<Id>, GitError> {
        if contents.is_empty() {
            return Ok(Vec::new());
        }
        // `hash-object` would need a process or a temporary file for each; fast-import takes them all at once, and
        // without a commit in its input it touches no reference.
        let mut stream = b"feature done\nfeature get-mark\n".to_vec();
        for (n, content) in contents.iter().enumerate() {
            let mark = n + 1;
            stream.extend_from_slice(
                format!("blob\nmark :{mark}\ndata {}\n", content.len()).as_bytes(),
            );
            stream.extend_from_slice(content);
            stream.extend_from_slice(format!("\nget-mark :{mark}\n").as_bytes());
        }
        stream.extend_from_slice(b"done\n");
        let output = self.git.output_with(["fast-import", "--quiet"], stream)?;
        let lines = output
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        let ids = lines
            .map(|line| object_id(line).map(Id))
            .collect::<Result<Vec<_>, _>>()?;
        if ids.len() == contents.len() {
            return Ok(ids);
        }
        let detail = format!("{} ids for {} contents", ids.len(), contents.len());
        Err(GitError::Read {
            what: "the output of git fast-import".to_owned(),
            detail,
        })
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
    /// locked for a second, [`GitError::PartialCommit`] as [`Repo::allows_restaging`].
    pub fn restage(&self, changes: &[Restage]) -> Result<(), GitError> {
        let paths: Vec<_> = changes.iter().map(|change| change.path.as_path()).collect();
        self.allows_restaging(&paths)?;
        let mut lock = self.index_path.clone().into_os_string();
        lock.push(".lock");
        let lock = PathBuf::from(lock);
        let args = ["update-index", "-z", "--index-info"];
        for wait in [50, 100, 200, 400, 0] {
            let info = self.index_info(changes)?;
            let output = self.git.run(&args, info)?;
            if output.status.success() {
                return Ok(());
            }
            if !lock.exists() {
                return Err(failure(&args, &output));
            }
            std::thread::sleep(Duration::from_millis(wait));
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
                Kind::File => "100644",
                Kind::Executable => "100755",
                Kind::Symlink => "120000",
                Kind::Submodule => "160000",
            };
            info.extend_from_slice(format!("{mode} {} 0\t", change.to).as_bytes());
            info.extend(command::bytes(&change.path)?);
            info.push(0);
        }
        Ok(info)
    }
}
