//! Real repositories for tests: made with the git command in a scrubbed environment, compared byte for byte.
#![allow(dead_code, reason = "every test binary uses its own part of this")]

pub mod binary;
pub mod made;
pub mod page;
pub mod scenario;
pub mod webdriver;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A repository in a directory of its own, with a home directory of its own.
pub struct TestRepo {
    /// Holds everything; removed at the end.
    pub temp: TempDir,
    /// The root of the work tree.
    pub root: PathBuf,
}

impl TestRepo {
    /// An empty repository on the branch `main`.
    pub fn new() -> Self {
        Self::init(&[])
    }

    /// As [`TestRepo::new`], with more arguments for `git init`.
    pub fn init(args: &[&str]) -> Self {
        let this = Self::empty();
        let init = [&["init", "--quiet"], args].concat();
        this.git(&init);
        this
    }

    /// No repository yet, only the directories.
    pub fn empty() -> Self {
        Self::below(&std::env::temp_dir())
    }

    /// As [`TestRepo::empty`], below a given directory.
    pub fn below(place: &Path) -> Self {
        let temp = tempfile::Builder::new()
            .prefix("tikicheck-")
            .tempdir_in(place)
            .expect("a temporary directory");
        let base = temp
            .path()
            .canonicalize()
            .expect("the temporary directory exists");
        let root = base.join("repo");
        for dir in [&root, &base.join("home")] {
            fs::create_dir(dir).expect("a fresh directory");
        }
        Self { temp, root }
    }

    /// The same files seen as another work tree, for [`TestRepo::git_in`] and the like.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.root
            .parent()
            .expect("the root is inside the temporary directory")
            .join(name)
    }

    /// A command in `dir` that sees nothing of the machine's Git configuration.
    pub fn command_in(&self, dir: &Path, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        let base = self
            .root
            .parent()
            .expect("the root is inside the temporary directory");
        scrub(&mut command, base);
        command.current_dir(dir).stdin(Stdio::null());
        command
    }

    /// Runs git in `dir`, whatever comes of it.
    pub fn try_git_in(&self, dir: &Path, args: &[&str]) -> Output {
        self.command_in(dir, "git")
            .args(args)
            .output()
            .expect("git is installed")
    }

    /// Runs git in `dir` and returns its standard output; panics when git fails.
    pub fn git_in(&self, dir: &Path, args: &[&str]) -> String {
        let output = self.try_git_in(dir, args);
        assert!(
            output.status.success(),
            "git {args:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs git in the root and returns its standard output; panics when git fails.
    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.root, args)
    }

    /// Runs git in the root, whatever comes of it.
    pub fn try_git(&self, args: &[&str]) -> Output {
        self.try_git_in(&self.root, args)
    }

    /// Writes a file below the root, with the directories it needs.
    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("below the root"))
            .expect("directories can be made");
        fs::write(path, content).expect("the file can be written");
    }

    /// Reads a file below the root.
    pub fn read(&self, path: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.root.join(path)).expect("the file is there")
    }

    /// Removes a file below the root.
    pub fn remove(&self, path: impl AsRef<Path>) {
        fs::remove_file(self.root.join(path)).expect("the file is there");
    }

    /// Stages everything and commits it.
    pub fn commit_all(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
    }

    /// What is staged at `path`, as bytes.
    pub fn staged(&self, path: &str) -> Vec<u8> {
        let output = self.try_git(&["cat-file", "blob", &format!(":{path}")]);
        assert!(output.status.success(), "{path} is not staged");
        output.stdout
    }

    /// What a program says in the root when somebody runs it who is not root, and to whom all of this belongs.
    ///
    /// Root may read and write everything, so what others may not is tried in this way.
    #[cfg(unix)]
    pub fn output_as_somebody(&self, program: &Path, args: &[&str]) -> Output {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, lchown};
        use std::os::unix::process::CommandExt as _;
        /// The user to whom nothing belongs.
        const NOBODY: u32 = 65534;
        let base = self.beside("");
        let is_root = fs::metadata(&base).expect("it is there").uid() == 0;
        if !is_root {
            let mut command = self.command_in(&self.root, program);
            return command.args(args).output().expect("it starts");
        }
        // Others may not be able to reach the directory of the program.
        let place = tempfile::tempdir().expect("a temporary directory");
        let copy = place.path().join("program");
        copy_program(program, &copy);
        for path in [place.path(), &copy, &base] {
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(path, mode).expect("a mode");
        }
        let own = |id| {
            for entry in walkdir::WalkDir::new(&base) {
                let entry = entry.expect("it can be read");
                lchown(entry.path(), Some(id), Some(id)).expect("root may");
            }
        };
        own(NOBODY);
        let mut command = self.command_in(&self.root, copy);
        let output = command.args(args).uid(NOBODY).gid(NOBODY).output();
        own(0);
        output.expect("it starts")
    }

    /// Everything there is: work tree, index, references, objects.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(
            self.root
                .parent()
                .expect("the root is inside the temporary directory"),
        )
    }
}

/// The program under test; a long run can be given one that no build replaces meanwhile.
pub fn program() -> PathBuf {
    let given = std::env::var_os("TIKICHECK_TEST_PROGRAM");
    given.map_or_else(|| env!("CARGO_BIN_EXE_tikicheck").into(), PathBuf::from)
}

/// Makes an executable script.
///
/// A child writes it: while this process had it open, another thread's child could inherit that, and the system
/// runs no file that is open for writing.
pub fn script(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().expect("a directory")).expect("directories can be made");
    let mut child = Command::new("sh")
        .args(["-c", r#"cat >"$1" && chmod 755 "$1""#, "sh"])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell");
    let mut stdin = child.stdin.take().expect("it was asked for");
    std::io::Write::write_all(&mut stdin, content.as_bytes()).expect("the shell reads");
    drop(stdin);
    assert!(child.wait().expect("the shell ends").success());
}

/// Copies a program, by a child for the reason that [`script`] gives.
#[cfg(unix)]
pub fn copy_program(from: &Path, to: &Path) {
    let mut cp = Command::new("cp");
    assert!(cp.arg(from).arg(to).status().expect("cp runs").success());
}

/// Clears what could tie a command to another repository or to this machine's configuration.
pub fn scrub(command: &mut Command, base: &Path) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("GIT")
            || text.starts_with("XDG_")
            || text.starts_with("LC_")
            || text.starts_with("TIKI")
        {
            command.env_remove(&name);
        }
    }
    let config = [
        ("init.defaultBranch", "main"),
        ("commit.gpgSign", "false"),
        ("gc.auto", "0"),
        ("maintenance.auto", "false"),
        ("advice.detachedHead", "false"),
        ("protocol.file.allow", "always"),
    ];
    command.env("GIT_CONFIG_COUNT", config.len().to_string());
    for (n, (key, value)) in config.iter().enumerate() {
        command
            .env(format!("GIT_CONFIG_KEY_{n}"), key)
            .env(format!("GIT_CONFIG_VALUE_{n}"), value);
    }
    command
        .env("HOME", base.join("home"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CEILING_DIRECTORIES", base)
        .env("GIT_AUTHOR_NAME", "A U Thor")
        .env("GIT_AUTHOR_EMAIL", "author@example.com")
        .env("GIT_AUTHOR_DATE", "2024-01-02T03:04:05Z")
        .env("GIT_COMMITTER_NAME", "C O Mitter")
        .env("GIT_COMMITTER_EMAIL", "committer@example.com")
        .env("GIT_COMMITTER_DATE", "2024-01-02T03:04:05Z")
        .env("GIT_EDITOR", "true")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .env_remove("CARGO_HOME")
        .env_remove("CI");
}

/// The bytes, modes and times of everything below a directory.
#[derive(PartialEq, Eq)]
pub struct Snapshot {
    files: BTreeMap<PathBuf, State>,
}

#[derive(Debug, PartialEq, Eq)]
struct State {
    mode: u32,
    modified: Option<std::time::SystemTime>,
    content: Vec<u8>,
}

impl Snapshot {
    /// Everything below `dir`.
    pub fn of(dir: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(dir, dir, &mut files);
        Self { files }
    }

    /// Panics and names what differs, unless `self` and `after` are the same but for paths that start with one of
    /// `except` (relative to the root of the work tree).
    #[track_caller]
    pub fn assert_same_but(&self, after: &Self, except: &[&str]) {
        let mut differing = Vec::new();
        for path in self.files.keys().chain(after.files.keys()) {
            let relative = path.strip_prefix("repo").unwrap_or(path);
            let excepted = except.iter().any(|prefix| relative.starts_with(prefix));
            if !excepted
                && self.files.get(path) != after.files.get(path)
                && !differing.contains(&path)
            {
                differing.push(path);
            }
        }
        assert!(differing.is_empty(), "these changed: {differing:?}");
    }

    /// Panics and names what differs, unless nothing does.
    #[track_caller]
    pub fn assert_same(&self, after: &Self) {
        self.assert_same_but(after, &[]);
    }
}

fn collect(base: &Path, dir: &Path, files: &mut BTreeMap<PathBuf, State>) {
    for entry in fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("a directory entry").path();
        let metadata = fs::symlink_metadata(&path).expect("it was just listed");
        let kind = metadata.file_type();
        let content = if kind.is_symlink() {
            fs::read_link(&path)
                .expect("a link")
                .into_os_string()
                .into_encoded_bytes()
        } else if kind.is_file() {
            fs::read(&path).expect("a readable file")
        } else {
            Vec::new()
        };
        // A directory's time changes with every lock file that comes and goes, that of the shared part of a split
        // index with every git command that reads it.
        let is_shared_index = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("sharedindex."));
        let has_time = !kind.is_dir() && !is_shared_index;
        let modified = has_time.then(|| metadata.modified().expect("a file system with times"));
        let relative = path.strip_prefix(base).expect("below the base").to_owned();
        files.insert(
            relative,
            State {
                mode: mode(&metadata),
                modified,
                content,
            },
        );
        if kind.is_dir() {
            collect(base, &path, files);
        }
    }
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> u32 {
    use std::os::unix::fs::MetadataExt as _;
    metadata.mode()
}

#[cfg(not(unix))]
fn mode(metadata: &fs::Metadata) -> u32 {
    u32::from(metadata.permissions().readonly())
}

/// The library's view of the repository around `dir`.
///
/// It reads the environment of this process, which tests must not change; a Git hook around them would be seen.
pub fn open(dir: &Path) -> tikicheck::internals::git::Repo {
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        let is_set = std::env::var_os(name).is_some();
        assert!(
            !is_set,
            "run these tests outside of a Git hook: {name} is set"
        );
    }
    let found = tikicheck::internals::git::Repo::discover(dir);
    found
        .expect("it can be opened")
        .expect("it is a repository")
}
