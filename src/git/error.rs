//! Why Git could not answer. Where the user can do something about it, the message says what.

use std::path::PathBuf;

use crate::text::sanitize::visible_path;
use crate::text::shell;

/// What went wrong underneath: an error of gix or of the system, or a sentence of our own.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a repository could not be read or written. All of these end a run with exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The `git` command could not be started.
    #[error(
        "could not run the git command: {source}{}",
        if source.kind() == std::io::ErrorKind::NotFound { "; install Git and put it on PATH" } else { "" }
    )]
    NoGit {
        /// Why.
        source: std::io::Error,
    },

    /// The input for git could not be written to a temporary file.
    #[error(
        "could not write a temporary file for git: {0}; check that there is room in the directory for temporary files"
    )]
    Input(#[source] std::io::Error),

    /// The git command said no.
    #[error("`git {command}` failed: {detail}")]
    Command {
        /// The arguments, as a person would type them.
        command: String,
        /// What git wrote to standard error, or its exit status when it wrote nothing.
        detail: String,
    },

    /// There is a repository, but it cannot be opened.
    #[error("could not open the Git repository: {}", causes(&**.0))]
    Open(#[source] Cause),

    /// The repository belongs to someone else, and Git would refuse it too.
    #[error(
        "the repository at {} is owned by someone else, so Git refuses to use it; if you trust it, run: \
         git config --global --add safe.directory {}", visible_path(.0), shell::path(.0)
    )]
    Dubious(PathBuf),

    /// The repository has no work tree, and the work tree was asked for.
    #[error("{} is a bare repository: it has no work tree and nothing is staged there; run in a clone or a linked worktree", visible_path(.0))]
    Bare(PathBuf),

    /// `HEAD` holds files and there is no index; reading that as “everything deleted” would be wrong.
    #[error("the index {} does not exist although HEAD has files; `git reset` makes it again", visible_path(.0))]
    NoIndex(PathBuf),

    /// Something in the repository is damaged or of a kind not understood.
    #[error("could not read {what}: {}", causes(&**source))]
    Read {
        /// What was being read.
        what: String,
        /// Why it failed.
        #[source]
        source: Cause,
    },

    /// The index holds merge conflicts.
    #[error("unmerged: {}; resolve the conflicts and `git add` the result", list(.0))]
    Unmerged(Vec<PathBuf>),

    /// A file's content is not in this clone and could not be fetched.
    #[error(
        "the content of {} ({id}) is not in this clone and could not be fetched: {detail}; see that `git fetch` works \
         here, and run again", visible_path(.path)
    )]
    MissingBlob {
        /// The file it belongs to, relative to the root of the work tree.
        path: PathBuf,
        /// The object's id.
        id: String,
        /// What git said.
        detail: String,
    },

    /// Contents that a partial clone left out, and that could not be fetched.
    #[error(
        "the content of {}{} is not in this clone and could not be fetched: {detail}; nothing was checked. \
         {HOW_TO_FETCH}",
        visible_path(.path),
        if *.count > 1 { format!(" and of {} more", .count - 1) } else { String::new() }
    )]
    Unfetched {
        /// How many.
        count: usize,
        /// A file that one of them belongs to, relative to the root of the work tree.
        path: PathBuf,
        /// What git said.
        detail: String,
    },

    /// An object that a partial clone left out, and that could not be fetched.
    #[error("it is not in this clone and could not be fetched: {detail}. {HOW_TO_FETCH}")]
    MissingObject {
        /// What git said.
        detail: String,
    },

    /// A revision that names nothing.
    #[error("`{rev}` names no commit: {detail}")]
    UnknownRevision {
        /// The revision as the user gave it.
        rev: String,
        /// What git said.
        detail: String,
    },

    /// The merge base is beyond the end of a shallow clone.
    #[error(
        "the history of this shallow clone does not reach back to where HEAD and `{0}` parted; \
         fetch it all: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout"
    )]
    Shallow(String),

    /// Two histories without a common commit.
    #[error("HEAD and `{0}` have no commit in common")]
    Unrelated(String),

    /// There is no commit yet to compare with.
    #[error("this branch has no commit yet, so there is nothing to compare with `{0}`")]
    Unborn(String),

    /// Somebody else holds the index lock.
    #[error("{} exists: another git process is changing the index; try again when it is done", visible_path(.0))]
    Locked(PathBuf),

    /// `git commit -- PATH`: a fix in its temporary index would be undone by the next commit.
    #[error("`git commit -- PATH` commits from a temporary index, where a fix would be lost again")]
    TemporaryIndex,

    /// The index changed between reading and writing.
    #[error("{} was staged anew in the meantime; nothing was written, run again", visible_path(.0))]
    IndexChanged(PathBuf),

    /// The file system said no.
    #[error("could not read {}: {source}", visible_path(.path))]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// The way out where something is missing in a partial clone.
const HOW_TO_FETCH: &str = "This is a partial clone, and gets what it lacks from its remote: see that `git fetch` works \
                            here and run again, or use a clone that was made without `--filter`";

impl GitError {
    /// An error while reading `what`; its message ends with what `source` and its own causes say.
    pub(crate) fn read(what: impl Into<String>, source: impl Into<Cause>) -> Self {
        Self::Read {
            what: what.into(),
            source: source.into(),
        }
    }
}

/// `error` and its causes on one line: `damaged header: unexpected end of file`. What a message says already is not
/// said again.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

/// At most ten paths, comma-separated.
fn list(paths: &[PathBuf]) -> String {
    let mut text = paths
        .iter()
        .take(10)
        .map(|path| visible_path(path))
        .collect::<Vec<_>>()
        .join(", ");
    if paths.len() > 10 {
        text.push_str(&format!(" and {} more", paths.len() - 10));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_a_message() {
        let text = GitError::Unmerged(vec![PathBuf::from("a\nb\u{1b}[2J.md")]).to_string();
        assert!(!text.contains(['\n', '\u{1b}']), "{text}");
    }

    #[test]
    fn long_lists_are_cut() {
        let paths: Vec<_> = (0..12).map(|n| PathBuf::from(format!("{n}.md"))).collect();
        let text = GitError::Unmerged(paths).to_string();
        assert!(text.contains("9.md and 2 more"), "{text}");
    }
}
