//! Puts the commit hooks into a clone and takes them out again; never touches a hook that is not its own.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::git::Repo;
use crate::project::Environment;
pub use crate::project::InstallError;
use crate::text::sanitize::visible_path;
use crate::text::shell;

mod manager;
pub mod merge;

pub use manager::Manager;

/// The script behind every hook, the same as `hooks/pre-commit` of this repository.
pub const SCRIPT: &str = include_str!("../../hooks/pre-commit");

/// The hooks it is installed as: commits, and merges that Git commits by itself.
pub const HOOKS: [&str; 2] = ["pre-commit", "pre-merge-commit"];

/// The second line of our script, by which it is known even after somebody changed the rest.
const MARK: &str = "# Installed by `tikicheck install`";

/// What was done about one hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookStep {
    /// The hook's file.
    pub path: PathBuf,
    /// What was done about it.
    pub done: HookDone,
}

/// What was done about a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookDone {
    /// It is installed now.
    Installed,
    /// It was installed already.
    Already,
    /// It is removed now.
    Removed,
    /// There is no such hook.
    Absent,
    /// It is another hook, and calls the check already.
    Calls,
    /// It is another hook, and was left alone.
    Foreign(Manager),
    /// It was ours and someone changed it since; it was left alone.
    Edited,
}

/// What came of installing or removing; its `Display` is what the user reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookReport {
    /// One for each of [`HOOKS`].
    pub steps: Vec<HookStep>,
    /// The program that the hooks will not find by themselves.
    pub unfindable: Option<PathBuf>,
}

impl HookReport {
    /// Whether everything that was asked for is done; if not, the exit code is 2.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        // Whoever manages the hooks calls it for commits; that it is not called for merges is told.
        let is_called = self.steps.iter().any(|step| step.done == HookDone::Calls);
        self.steps.iter().all(|step| match step.done {
            HookDone::Installed
            | HookDone::Already
            | HookDone::Calls
            | HookDone::Removed
            | HookDone::Absent => true,
            HookDone::Foreign(_) => is_called,
            HookDone::Edited => false,
        })
    }
}

/// Installs the hooks of the clone. Doing it again changes nothing.
///
/// # Errors
/// When the hooks directory is not this clone's own, or cannot be written.
pub fn install(repo: &Repo, environment: &Environment) -> Result<HookReport, InstallError> {
    let dir = directory(repo)?;
    // A bare repository has no files of a manager.
    let root = repo.root().unwrap_or(&dir);
    let step = |hook: &&str| {
        let path = dir.join(hook);
        let done = match look(&path, root)? {
            HookFound::Nothing => write(&dir, &path)?,
            HookFound::Ours => make_executable(&path)?,
            HookFound::Edited => HookDone::Edited,
            HookFound::Calls => HookDone::Calls,
            HookFound::Foreign(manager) => HookDone::Foreign(manager),
        };
        Ok(HookStep { path, done })
    };
    let steps = HOOKS
        .iter()
        .map(step)
        .collect::<Result<_, InstallError>>()?;
    Ok(HookReport {
        steps,
        unfindable: unfindable(repo, environment)?,
    })
}

/// Removes the hooks of the clone that [`install`] wrote and nobody changed.
///
/// # Errors
/// When the hooks directory is not this clone's own, or cannot be written.
pub fn uninstall(repo: &Repo) -> Result<HookReport, InstallError> {
    let dir = directory(repo)?;
    // A bare repository has no files of a manager.
    let root = repo.root().unwrap_or(&dir);
    let step = |hook: &&str| {
        let path = dir.join(hook);
        let done = match look(&path, root)? {
            HookFound::Ours => {
                fs::remove_file(&path).map_err(|source| InstallError::Io {
                    path: path.clone(),
                    source,
                })?;
                HookDone::Removed
            }
            // A hook of somebody else is left alone.
            HookFound::Nothing | HookFound::Calls | HookFound::Foreign(_) => HookDone::Absent,
            HookFound::Edited => HookDone::Edited,
        };
        Ok(HookStep { path, done })
    };
    let steps = HOOKS
        .iter()
        .map(step)
        .collect::<Result<_, InstallError>>()?;
    Ok(HookReport {
        steps,
        unfindable: None,
    })
}

/// What is in a hook's place.
enum HookFound {
    Nothing,
    Ours,
    Edited,
    Calls,
    Foreign(Manager),
}

fn directory(repo: &Repo) -> Result<PathBuf, InstallError> {
    let hooks = repo.hooks()?;
    if hooks.is_empty {
        return Err(InstallError::EmptyPath);
    }
    if hooks.shared {
        return Err(InstallError::Shared(hooks.dir));
    }
    if hooks.dir.exists() && !hooks.dir.is_dir() {
        return Err(InstallError::NoDirectory(hooks.dir));
    }
    Ok(hooks.dir)
}

fn look(path: &Path, root: &Path) -> Result<HookFound, InstallError> {
    // Husky keeps its own scripts in `.husky/_` and writes them anew; people edit the ones beside it.
    if path
        .parent()
        .is_some_and(|dir| dir.ends_with(".husky/_") || dir.ends_with(".husky"))
    {
        return Ok(HookFound::by(Manager::Husky, root, path));
    }
    let content = match fs::read(path) {
        Ok(content) => content,
        Err(_) if fs::symlink_metadata(path).is_ok() => {
            return Ok(HookFound::Foreign(Manager::Someone));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HookFound::Nothing),
        Err(source) => {
            return Err(InstallError::Io {
                path: path.to_owned(),
                source,
            });
        }
    };
    // Git for Windows may have turned the line ends of a copy.
    let text = String::from_utf8_lossy(&content).replace("\r\n", "\n");
    if text == SCRIPT {
        return Ok(HookFound::Ours);
    }
    if text.contains(MARK) {
        return Ok(HookFound::Edited);
    }
    let calls = |line: &str| {
        let names = |flag: &str| line.contains(&format!("tikicheck {flag}"));
        (names("--staged") || names("--hook")) && !line.starts_with('#')
    };
    if text.lines().any(|line| calls(line.trim_start())) {
        return Ok(HookFound::Calls);
    }
    Ok(HookFound::by(Manager::of(&text), root, path))
}

impl HookFound {
    /// A hook that `manager` wrote, in the work tree at `root`.
    fn by(manager: Manager, root: &Path, path: &Path) -> Self {
        let hook = path.file_name().unwrap_or_default().to_string_lossy();
        if manager.calls(root, &hook) {
            Self::Calls
        } else {
            Self::Foreign(manager)
        }
    }
}

fn write(dir: &Path, path: &Path) -> Result<HookDone, InstallError> {
    let io = |source| InstallError::Io {
        path: path.to_owned(),
        source,
    };
    fs::create_dir_all(dir).map_err(io)?;
    let mut file = tempfile::NamedTempFile::new_in(dir).map_err(io)?;
    file.write_all(SCRIPT.as_bytes()).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    set_executable(file.path()).map_err(io)?;
    // A hook that somebody else has put there in the meantime is not overwritten.
    match file.persist_noclobber(path) {
        Ok(_) => Ok(HookDone::Installed),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(HookDone::Foreign(Manager::Someone))
        }
        Err(error) => Err(io(error.error)),
    }
}

/// Git passes over a hook that is not executable.
fn make_executable(path: &Path) -> Result<HookDone, InstallError> {
    let io = |source| InstallError::Io {
        path: path.to_owned(),
        source,
    };
    if is_executable(path).map_err(io)? {
        return Ok(HookDone::Already);
    }
    set_executable(path).map_err(io)?;
    Ok(HookDone::Installed)
}

#[cfg(unix)]
fn is_executable(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o111 == 0o111)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(unix)]
fn set_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn set_executable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// This very program, when the script would look for it in vain.
fn unfindable(repo: &Repo, environment: &Environment) -> Result<Option<PathBuf>, InstallError> {
    if repo.configured_path("tikicheck.path")?.is_some() {
        return Ok(None);
    }
    let name = format!("tikicheck{}", std::env::consts::EXE_SUFFIX);
    let mut dirs = environment.program_dirs.iter();
    let found = dirs.any(|dir| dir.join(&name).is_file());
    Ok(if found {
        None
    } else {
        environment.program.clone()
    })
}

impl fmt::Display for HookReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            let path = visible_path(&step.path);
            match step.done {
                HookDone::Installed => writeln!(f, "installed {path}")?,
                HookDone::Already => writeln!(f, "already installed: {path}")?,
                HookDone::Removed => writeln!(f, "removed {path}")?,
                HookDone::Absent => writeln!(f, "nothing to remove: {path}")?,
                HookDone::Calls => writeln!(f, "left alone, it calls tikicheck already: {path}")?,
                HookDone::Edited => writeln!(
                    f,
                    "left alone, it was changed since it was installed: {path}; to have tikicheck write or remove it, \
                     delete it first"
                )?,
                HookDone::Foreign(_) => writeln!(f, "left alone, it is another hook: {path}")?,
            }
        }
        let mut told = Vec::new();
        for step in &self.steps {
            let HookDone::Foreign(manager) = step.done else {
                continue;
            };
            if !told.contains(&manager) {
                told.push(manager);
                let by_it = self.steps.iter();
                let by_it = by_it.filter(|step| step.done == HookDone::Foreign(manager));
                let hooks: Vec<_> = by_it
                    .filter_map(|step| step.path.file_name()?.to_str())
                    .collect();
                f.write_str(&manager.how_to_add(&hooks))?;
            }
        }
        if let Some(program) = &self.unfindable {
            writeln!(f, "the hooks will not find tikicheck by themselves; run:")?;
            writeln!(f, "  git config tikicheck.path {}", shell::path(program))?;
        }
        Ok(())
    }
}
