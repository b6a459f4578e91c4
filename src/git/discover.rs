//! Finding the repository a directory belongs to, and paths in it, the way git would, without changing directory.

use std::path::{Path, PathBuf};

use gix::discover::upwards::TrustPolicy;
use gix::odb::store::init::Slots;
use gix::sec::Trust;
use gix::sec::trust::{DefaultForLevel as _, Mapping};

use super::command::Git;
use super::{GitError, RefStorage, Repo};

impl Repo {
    /// The repository that `cwd` (the current directory) belongs to, `None` outside of any.
    ///
    /// `GIT_DIR`, `GIT_WORK_TREE`, `GIT_INDEX_FILE` and the like are honoured, so a hook and a person get the same.
    /// A relative `GIT_INDEX_FILE` counts from the root of the work tree, as it does for git.
    ///
    /// # Errors
    /// When there is a repository that cannot be opened, or one that Git would refuse to use.
    pub fn discover(cwd: &Path) -> Result<Option<Self>, GitError> {
        let Some(gix) = open(cwd, TrustPolicy::default())? else {
            return Ok(None);
        };
        if gix.to_thread_local().git_dir_trust() == Trust::Full {
            return Self::new(gix, cwd).map(Some);
        }
        if !is_accepted_by_git(cwd) {
            let local = gix.to_thread_local();
            let git_dir = absolute(cwd, local.git_dir())?;
            let work_tree = work_tree(&local, cwd, &git_dir)?;
            return Err(GitError::Dubious(work_tree.unwrap_or(git_dir)));
        }
        match open(cwd, TrustPolicy::Assume(Trust::Full))? {
            Some(gix) => Self::new(gix, cwd).map(Some),
            None => Ok(None),
        }
    }

    fn new(gix: gix::ThreadSafeRepository, cwd: &Path) -> Result<Self, GitError> {
        let local = gix.to_thread_local();
        let git_dir = absolute(cwd, local.git_dir())?;
        let work_tree = work_tree(&local, cwd, &git_dir)?;
        let dir = work_tree.clone().unwrap_or_else(|| git_dir.clone());
        let refs = ref_storage(&local)?;
        // Not `local.index_path()`: it takes a relative GIT_INDEX_FILE from the current directory.
        let index = std::env::var_os("GIT_INDEX_FILE")
            .filter(|file| !file.is_empty())
            .map(|file| dir.join(file));
        let index_path = index.clone().unwrap_or_else(|| git_dir.join("index"));
        Ok(Self {
            gix,
            git: Git {
                dir,
                git_dir,
                work_tree,
                index,
            },
            index_path,
            refs,
        })
    }
}

/// The repository that `cwd` belongs to, `None` outside of any.
fn open(cwd: &Path, trust: TrustPolicy) -> Result<Option<gix::ThreadSafeRepository>, GitError> {
    let options = gix::discover::upwards::Options {
        match_ceiling_dir_or_error: false,
        trust,
        ..Default::default()
    };
    let opened = |level| gix::open::Options::default_for_level(level).object_store_slots(PACKS);
    let found = gix::ThreadSafeRepository::discover_with_environment_overrides_opts(
        cwd,
        options,
        Mapping {
            full: opened(Trust::Full),
            reduced: opened(Trust::Reduced),
        },
    );
    match found {
        Ok(gix) => Ok(Some(gix)),
        Err(error) if is_outside(&error) => Ok(None),
        Err(error) => Err(GitError::Open(error.into())),
    }
}

/// Room for the packs that are there, and for those that come while the repository is open: in a partial clone,
/// whatever a git command fetches becomes a pack.
const PACKS: Slots = Slots::AsNeededByDiskState {
    multiplier: 2.0,
    minimum: 4096,
};

/// Whether git itself works on a repository that belongs to somebody else.
///
/// gix reads `safe.directory` from files alone. Git also takes it from `git -c` and from variables, knows the user
/// behind `sudo`, and does not ask whose a repository is that `GIT_DIR` names.
fn is_accepted_by_git(cwd: &Path) -> bool {
    let mut git = std::process::Command::new("git");
    git.current_dir(cwd)
        .args(["rev-parse", "--git-dir"])
        .stdin(std::process::Stdio::null());
    git.output().is_ok_and(|output| output.status.success())
}

/// The root of the work tree; `None` in a bare repository.
///
/// With `GIT_DIR` alone, which is how hooks are called, Git takes the current directory for it. Here it is what lies
/// around the current directory, so that a run from a subdirectory means the same; for a git directory that is
/// elsewhere (`git init --separate-git-dir`) gix alone would find none.
fn work_tree(
    repo: &gix::Repository,
    cwd: &Path,
    git_dir: &Path,
) -> Result<Option<PathBuf>, GitError> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let found = repo.workdir().map(|dir| absolute(cwd, dir)).transpose()?;
    let config = repo.config_snapshot();
    let is_told = is_set("GIT_WORK_TREE") || config.string("core.worktree").is_some();
    let cwd = absolute(cwd, Path::new(""))?;
    let is_around = found.as_ref().is_some_and(|root| cwd.starts_with(root));
    if !is_set("GIT_DIR") || is_told || is_around || config.boolean("core.bare") == Some(true) {
        return Ok(found);
    }
    let Ok((around, _)) = gix::discover::upwards(&cwd) else {
        return Ok(Some(cwd));
    };
    let (its_git_dir, its_root) = around.into_repository_and_work_tree_directories();
    let is_same = absolute(&cwd, &its_git_dir)? == git_dir;
    match its_root.filter(|_| is_same) {
        Some(root) => absolute(&cwd, &root).map(Some),
        None => Ok(Some(cwd)),
    }
}

/// Whether `error` says that there is no repository at all, as opposed to a broken one.
fn is_outside(error: &gix::Error) -> bool {
    use gix::discover::upwards::Error;
    error.downcast_any_ref::<Error>().is_some_and(|error| {
        matches!(
            error,
            Error::NoGitRepository { .. }
                | Error::NoGitRepositoryWithinCeiling { .. }
                | Error::NoGitRepositoryWithinFs { .. }
        )
    })
}

/// `path`, absolute and without symbolic links, so that paths of one repository can be compared.
fn absolute(cwd: &Path, path: &Path) -> Result<PathBuf, GitError> {
    let joined = cwd.join(path);
    gix::path::realpath(&joined).map_err(|error| GitError::Open(error.into()))
}

/// What stores the references; refuses what no part of this program understands.
fn ref_storage(repo: &gix::Repository) -> Result<RefStorage, GitError> {
    let config = repo.config_snapshot();
    if config.integer("core.repositoryFormatVersion").unwrap_or(0) < 1 {
        return Ok(RefStorage::Files);
    }
    for section in config.sections_by_name("extensions").into_iter().flatten() {
        for name in section.value_names() {
            let name = name.to_string().to_ascii_lowercase();
            let known = [
                "noop",
                "preciousobjects",
                "partialclone",
                "worktreeconfig",
                "objectformat",
            ];
            if !known.contains(&name.as_str())
                && !["relativeworktrees", "refstorage"].contains(&name.as_str())
            {
                let cause = format!("it uses extensions.{name}, which is not supported here");
                return Err(GitError::Open(cause.into()));
            }
        }
    }
    match config.string("extensions.refStorage") {
        None => Ok(RefStorage::Files),
        Some(storage) if storage.as_slice() == b"files" => Ok(RefStorage::Files),
        Some(_) => Ok(RefStorage::Other),
    }
}
