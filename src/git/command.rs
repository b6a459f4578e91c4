//! The git command as a child process: never through a shell, never asking questions, always about this repository.

use std::ffi::{OsStr, OsString};
use std::io::{self, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::GitError;

/// How to call git for one repository.
///
/// Children inherit the environment, with the variables that select the repository made absolute, so that a
/// relative `GIT_INDEX_FILE` means the same file from everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Git {
    /// Where children run: the root of the work tree, or the git directory of a bare repository.
    pub dir: PathBuf,
    /// The git directory, absolute.
    pub git_dir: PathBuf,
    /// The root of the work tree, absolute.
    pub work_tree: Option<PathBuf>,
    /// The index file, absolute; set for children only when the environment named one.
    pub index: Option<PathBuf>,
}

impl Git {
    /// A command line to add arguments to; it changes nothing unless the subcommand's very purpose is to.
    pub fn command(&self) -> Command {
        let mut command = Command::new("git");
        command
            .current_dir(&self.dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
            .env("GIT_DIR", &self.git_dir)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0");
        if let Some(work_tree) = &self.work_tree {
            command.env("GIT_WORK_TREE", work_tree);
        }
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        for name in [
            "GIT_GLOB_PATHSPECS",
            "GIT_NOGLOB_PATHSPECS",
            "GIT_ICASE_PATHSPECS",
            "GIT_PREFIX",
        ] {
            command.env_remove(name);
        }
        command.args(["--no-pager", "--literal-pathspecs"]);
        command
    }

    /// Runs git with `args` and returns its standard output.
    ///
    /// # Errors
    /// When git cannot be started or ends with anything but 0.
    pub fn output<I, S>(&self, args: I) -> Result<Vec<u8>, GitError>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        self.output_with(args, Vec::new())
    }

    /// As [`Git::output`], with `input` on standard input.
    ///
    /// # Errors
    /// When git cannot be started or ends with anything but 0.
    pub fn output_with<I, S>(&self, args: I, input: Vec<u8>) -> Result<Vec<u8>, GitError>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let args: Vec<OsString> = args
            .into_iter()
            .map(|arg| arg.as_ref().to_owned())
            .collect();
        let output = self.run(&args, input)?;
        succeeded(&args, output)
    }

    /// As [`Git::output`], with what `write` writes on standard input.
    ///
    /// # Errors
    /// When `write` fails, git cannot be started or ends with anything but 0.
    pub fn output_from<S: AsRef<OsStr>>(
        &self,
        args: &[S],
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> Result<Vec<u8>, GitError> {
        let output = self.run_from(args, write)?;
        succeeded(args, output)
    }

    /// Runs git with `args` and returns its output, also when git fails.
    ///
    /// # Errors
    /// When git cannot be started or talked to.
    pub fn run<S: AsRef<OsStr>>(&self, args: &[S], input: Vec<u8>) -> Result<Output, GitError> {
        if input.is_empty() {
            return self
                .command()
                .args(args)
                .output()
                .map_err(|source| GitError::NoGit { source });
        }
        self.run_from(args, |out| out.write_all(&input))
    }

    fn run_from<S: AsRef<OsStr>>(
        &self,
        args: &[S],
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> Result<Output, GitError> {
        // From a file, not from a pipe: should this process be killed, git would take half of its input for all of it.
        let file = tempfile::tempfile().and_then(|file| {
            let mut out = io::BufWriter::new(file);
            write(&mut out)?;
            out.rewind()?;
            Ok(out.into_inner()?)
        });
        let file = file.map_err(GitError::Input)?;
        let mut command = self.command();
        let command = command.args(args).stdin(file);
        command
            .output()
            .map_err(|source| GitError::NoGit { source })
    }
}

/// The standard output of a child, unless it failed.
fn succeeded<S: AsRef<OsStr>>(args: &[S], output: Output) -> Result<Vec<u8>, GitError> {
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(failure(args, &output))
    }
}

/// What went wrong in a child that ran.
pub(crate) fn failure<S: AsRef<OsStr>>(args: &[S], output: &Output) -> GitError {
    let command = args
        .iter()
        .map(|arg| arg.as_ref().to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let detail = stderr.trim();
    let detail = if detail.is_empty() {
        output.status.to_string()
    } else {
        detail.to_owned()
    };
    GitError::Command { command, detail }
}

/// The NUL-terminated records of a `-z` output.
pub(crate) fn records(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    output
        .split(|byte| *byte == 0)
        .filter(|record| !record.is_empty())
}

/// A path as git wrote it.
///
/// # Errors
/// On Windows, when it is not UTF-8.
pub(crate) fn path(bytes: &[u8]) -> Result<&Path, GitError> {
    use gix::bstr::ByteSlice as _;
    bytes
        .to_path()
        .map_err(|error| GitError::read("a path", error))
}

/// The bytes git writes for a path relative to the root of the work tree.
///
/// # Errors
/// On Windows, when it is not Unicode.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, GitError> {
    let bytes = gix::path::into_bstr(path).map_err(|error| GitError::read("a path", error))?;
    Ok(gix::path::to_unix_separators_on_windows(bytes)
        .into_owned()
        .into())
}
