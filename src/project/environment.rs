//! What the system tells the program when it starts: the current directory and the environment variables.
//!
//! Only the room `git` reads variables by itself: those that Git defines for every program that works on a repository
//! (`GIT_DIR` and the like), in the way that Git reads them.

use std::env;
use std::path::{Component, Path, PathBuf};

use super::RunError;
use crate::cli::Range;

/// What the system tells the program when it starts. It is read once; tests write their own.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// The current directory: what paths on the command line are relative to.
    pub cwd: PathBuf,
    /// `GIT_PREFIX`: the directory in which the user called Git, relative to the root of the work tree. Git runs hooks
    /// at the root and leaves this behind. Empty for the root, and where the variable does not name a directory below it.
    pub git_prefix: PathBuf,
    /// Whether pre-commit or prek runs the program, which set `PRE_COMMIT`.
    pub under_pre_commit: bool,
    /// Whether a machine runs the program: `CI` is set.
    pub in_ci: bool,
    /// `PRE_COMMIT_FROM_REF` and `PRE_COMMIT_TO_REF`: the range that pre-commit or prek was asked about.
    pub hook_range: Option<Range>,
    /// What the user's terminal can show.
    pub screen: Screen,
    /// Where the shell of a hook looks for programs: the directories of `PATH`, and those of Cargo.
    pub program_dirs: Vec<PathBuf>,
    /// The directories of `PATH`.
    pub path_dirs: Vec<PathBuf>,
    /// The file of this very program, where the system knows it.
    pub program: Option<PathBuf>,
}

/// What a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Screen {
    /// `TERM` is `dumb`: it has neither colours nor a cursor to move.
    pub is_dumb: bool,
    /// `NO_COLOR` is set and not empty: the user wants no colours.
    pub no_color: bool,
}

impl Environment {
    /// Reads the environment of this process.
    ///
    /// # Errors
    ///
    /// [`RunError::Unreadable`] where the current directory is gone or closed to the user.
    pub fn read() -> Result<Self, RunError> {
        let cwd = env::current_dir().map_err(|source| RunError::Unreadable {
            path: ".".into(),
            source,
        })?;
        let is_below = |path: &PathBuf| {
            let mut components = Path::components(path);
            components.all(|component| matches!(component, Component::Normal(_)))
        };
        let git_prefix = env::var_os("GIT_PREFIX").map(PathBuf::from);
        Ok(Self {
            cwd,
            git_prefix: git_prefix.filter(is_below).unwrap_or_default(),
            under_pre_commit: env::var_os("PRE_COMMIT").is_some(),
            in_ci: env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false"),
            hook_range: hook_range(),
            screen: Screen {
                is_dumb: env::var_os("TERM").is_some_and(|term| term == "dumb"),
                no_color: env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
            },
            program_dirs: program_dirs(),
            path_dirs: path_dirs(),
            program: env::current_exe().ok(),
        })
    }
}

/// The range of a run for `--from-ref` and `--to-ref`, or before a push. An empty variable is none.
fn hook_range() -> Option<Range> {
    let revision = |name| env::var(name).ok().filter(|value| !value.is_empty());
    env::var_os("PRE_COMMIT")?;
    Some(Range {
        from: revision("PRE_COMMIT_FROM_REF")?,
        to: revision("PRE_COMMIT_TO_REF")?,
    })
}

fn path_dirs() -> Vec<PathBuf> {
    let path = env::var_os("PATH");
    path.iter().flat_map(env::split_paths).collect()
}

fn program_dirs() -> Vec<PathBuf> {
    let mut dirs = path_dirs();
    dirs.extend(env::var_os("CARGO_HOME").map(|home| Path::new(&home).join("bin")));
    dirs.extend(env::var_os("HOME").map(|home| Path::new(&home).join(".cargo/bin")));
    dirs
}
