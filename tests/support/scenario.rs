//! The hook under test: a repository in which every run and every commit that must change nothing is seen to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use super::{Snapshot, State, TestRepo, script};

/// The program under test.
pub const TIKICHECK: &str = env!("CARGO_BIN_EXE_tikicheck");

/// What came of a command.
pub struct Run {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
}

impl Run {
    /// From a command that ended.
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Everything it said.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// Panics with everything it said unless it ended with `code`.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.said());
        self
    }

    /// Panics with everything it said unless that holds each of `parts`.
    #[track_caller]
    pub fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(
                self.said().contains(part),
                "{part:?} is not in {}",
                self.said()
            );
        }
        self
    }

    /// Panics with everything it said if that holds any of `parts`.
    #[track_caller]
    pub fn says_nothing_of(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(
                !self.said().contains(part),
                "{part:?} is in {}",
                self.said()
            );
        }
        self
    }
}

/// A repository with the hooks of the program under test.
pub struct Project(TestRepo);

impl std::ops::Deref for Project {
    type Target = TestRepo;

    fn deref(&self) -> &TestRepo {
        &self.0
    }
}

impl From<TestRepo> for Project {
    fn from(repo: TestRepo) -> Self {
        Self(repo)
    }
}

impl Project {
    /// An empty repository, without the hooks.
    pub fn new() -> Self {
        Self(TestRepo::new())
    }

    /// As [`Project::new`], with more arguments for `git init`.
    pub fn init(args: &[&str]) -> Self {
        Self(TestRepo::init(args))
    }

    /// A site: its configuration, two pages in sync, the hooks; all committed.
    pub fn site() -> Self {
        let repo = Self::new();
        repo.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
        repo.write("content/posts/a.md", page("Alpha"));
        repo.write("content/posts/b.md", page("Beta"));
        repo.commit_all("site");
        repo.install();
        repo
    }

    /// Installs the hooks; they will find the program under test.
    pub fn install(&self) {
        self.tikicheck(&["install"]).expect(0);
        self.git(&["config", "tikicheck.path", TIKICHECK]);
    }

    /// Runs the program in the root, which must change nothing unless it is told to fix or to install.
    #[track_caller]
    pub fn tikicheck(&self, args: &[&str]) -> Run {
        self.tikicheck_in(&self.root, args, &[])
    }

    /// Runs the program in `dir` with more variables; it must change nothing unless it is told to.
    #[track_caller]
    pub fn tikicheck_in(&self, dir: &Path, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let may_write = ["--fix", "install", "uninstall", "resolve"]
            .iter()
            .any(|word| args.contains(word));
        let before = (!may_write).then(|| self.snapshot());
        let mut command = self.command_in(dir, TIKICHECK);
        let output = command
            .args(args)
            .envs(variables.iter().copied())
            .output()
            .expect("it starts");
        if let Some(before) = before {
            before.assert_same(&self.snapshot());
        }
        Run::of(&output)
    }

    /// Runs the program in the root as somebody who is not root, and to whom all of this belongs.
    #[cfg(unix)]
    pub fn as_somebody(&self, args: &[&str]) -> Run {
        Run::of(&self.output_as_somebody(TIKICHECK.as_ref(), args))
    }

    /// Whether a merge or the like is in the same state as then, whatever is staged.
    pub fn is_in_state_of(&self, then: &Standing) -> bool {
        self.standing().states == then.states
    }

    /// Runs `git commit` with the hook. When that fails, work tree, index, references and states are as they were.
    #[track_caller]
    pub fn commit(&self, args: &[&str]) -> Run {
        self.with_hook(&[&["commit", "--message", "x"], args].concat())
    }

    /// Runs a git command that calls the hook; when that fails, all is as it was.
    #[track_caller]
    pub fn with_hook(&self, args: &[&str]) -> Run {
        let before = self.standing();
        let run = Run::of(&self.try_git(args));
        if run.code != Some(0) {
            before.assert_same(&self.standing());
        }
        run
    }

    /// What a commit that fails must leave alone, by its content.
    pub fn standing(&self) -> Standing {
        let git = |args: &[&str]| self.git(args);
        let root = Snapshot::of(&self.root).files;
        let files = root
            .into_iter()
            .filter(|(path, _)| !path.starts_with(".git"));
        let states = [
            "HEAD",
            "MERGE_HEAD",
            "CHERRY_PICK_HEAD",
            "REVERT_HEAD",
            "BISECT_HEAD",
            "BISECT_LOG",
        ];
        let more = ["REBASE_HEAD", "ORIG_HEAD", "MERGE_MSG", "MERGE_MODE"];
        let states = states
            .iter()
            .chain(&more)
            .map(|name| fs::read(self.root.join(".git").join(name)).ok());
        Standing {
            files: files.collect(),
            index: git(&["ls-files", "--stage", "-z", "-t"]),
            intended: git(&["diff", "--name-only", "--diff-filter=A", "-z"]),
            references: git(&["for-each-ref"]),
            stash: git(&["stash", "list"]),
            states: states.collect(),
        }
    }
}

/// What a commit that fails must leave alone, by its content.
#[derive(Debug, PartialEq, Eq)]
pub struct Standing {
    files: BTreeMap<PathBuf, State>,
    index: String,
    intended: String,
    references: String,
    stash: String,
    states: Vec<Option<Vec<u8>>>,
}

impl Standing {
    /// Panics unless nothing differs.
    #[track_caller]
    pub fn assert_same(&self, after: &Self) {
        let paths = |standing: &Self| standing.files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(self), paths(after));
        for (path, state) in &self.files {
            assert!(
                after.files.get(path) == Some(state),
                "{} changed",
                path.display()
            );
        }
        assert_eq!(self.index, after.index, "the index changed");
        assert_eq!(
            self.intended, after.intended,
            "what is announced with `git add -N` changed"
        );
        assert_eq!(self.references, after.references, "references changed");
        assert_eq!(self.stash, after.stash, "the stash changed");
        assert_eq!(
            self.states, after.states,
            "the state of a merge or the like changed"
        );
    }
}

/// A page in sync whose body is one line of text without markup.
pub fn page(text: &str) -> String {
    page_of(text, text, text)
}

/// A page in sync with the source `old`, whose source was then edited to be `new`.
pub fn stale(old: &str, new: &str) -> String {
    page_of(old, old, new)
}

/// A page in sync with the source `text`, whose body was then edited by hand to be `body`.
pub fn edited(text: &str, body: &str) -> String {
    page_of(body, text, text)
}

/// A page of one line of text without markup: its body, what was generated last, and its source.
pub fn page_of(body: &str, generated: &str, source: &str) -> String {
    format!(
        "---\ntitle: \"Page\"\n---\n\n\n{body}\n\n<pre style=\"background-color: #e0e0e0;\">\n\
         <code class=\"language-text\">\nMarkdown:\n--------\n{generated}\n\nAST Structure:\n-------------\n\
         ├── TextNode\n│   full_match: `{generated}`\n│   inner_content: `{generated}`\n\n\
         Original Tiki:\n-------------\n{source}\n</code>\n</pre>\n"
    )
}

/// The git command on this machine.
pub fn git_program() -> PathBuf {
    std::env::split_paths(&std::env::var_os("PATH").expect("a PATH"))
        .map(|dir| dir.join("git"))
        .find(|path| path.is_file())
        .expect("git is installed")
}

/// A stand-in for the git command that notes every call, and then calls it.
pub struct Spy {
    /// A `PATH` on which it comes first.
    pub path: String,
    dir: TempDir,
}

impl Spy {
    /// Runs a line of shell after each call of a git command.
    pub fn new(line: &str, command: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (log, git) = (dir.path().join("calls"), git_program());
        let content = format!(
            "#!/bin/sh\necho \"$*\" >>'{log}'\n'{git}' \"$@\"\ncode=$?\n\
             case \"$*\" in *' {command} '*) {line} ;; esac\nexit $code\n",
            log = log.display(),
            git = git.display()
        );
        script(&dir.path().join("git"), &content);
        let path = std::env::var("PATH").expect("a PATH");
        Self {
            path: format!("{}:{path}", dir.path().display()),
            dir,
        }
    }

    /// The arguments of each call, a line each.
    pub fn calls(&self) -> String {
        fs::read_to_string(self.dir.path().join("calls")).expect("git was called")
    }
}
