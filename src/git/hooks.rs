//! Where Git looks for this clone's hooks.

use std::path::PathBuf;

use super::{GitError, Repo, command};

/// The hooks directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hooks {
    /// Absolute; it may not exist.
    pub dir: PathBuf,
    /// `core.hooksPath` was set for all repositories of this user or machine, not for this one.
    pub shared: bool,
    /// `core.hooksPath` is set and empty: Git looks for hooks at no place of this clone.
    pub is_empty: bool,
}

impl Repo {
    /// Where Git looks for this clone's hooks, `core.hooksPath` and linked worktrees considered.
    ///
    /// # Errors
    /// When git cannot tell.
    pub fn hooks(&self) -> Result<Hooks, GitError> {
        let output = self.git.output(["rev-parse", "--git-path", "hooks"])?;
        let line = output.strip_suffix(b"\n").unwrap_or(&output);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let dir = self.git.dir.join(command::path(line)?);
        let origin = self.git.run(
            &["config", "--show-scope", "--get", "core.hooksPath"],
            Vec::new(),
        )?;
        let shared = [&b"global"[..], b"system"]
            .iter()
            .any(|scope| origin.stdout.starts_with(scope));
        // `local`, a tab, and the value.
        let mut value = origin.stdout.splitn(2, |byte| *byte == b'\t').skip(1);
        let is_empty = value
            .next()
            .is_some_and(|value| value.trim_ascii().is_empty());
        Ok(Hooks {
            dir,
            shared,
            is_empty,
        })
    }

    /// A value of Git's configuration, a leading `~/` expanded; `None` when it is not set.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn configured_path(&self, key: &str) -> Result<Option<PathBuf>, GitError> {
        let output = self
            .git
            .run(&["config", "--path", "--get", key], Vec::new())?;
        let line = output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout);
        if line.is_empty() {
            Ok(None)
        } else {
            Ok(Some(command::path(line)?.to_owned()))
        }
    }
}
