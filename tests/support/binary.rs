//! The built tikicheck, run as a user runs it; sites are copied first, so no run touches the checkout.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::TestRepo;

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` after a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Run {
    /// Standard output; panics unless the run ended with `code`.
    #[track_caller]
    pub fn ended_with(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:#?}");
        &self.stdout
    }

    /// Panics unless the run could not check and standard error holds every one of `words`.
    #[track_caller]
    pub fn could_not_check(&self, words: &[&str]) {
        assert_eq!(self.ended_with(2), "", "{self:#?}");
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` in {self:#?}");
        }
    }

    /// The last line of standard output.
    #[track_caller]
    pub fn census(&self) -> &str {
        self.stdout.lines().last().expect("there is output")
    }

    /// The rules of a concise report, in its order.
    pub fn rules(&self) -> Vec<&str> {
        self.stdout.lines().filter_map(rule_of).collect()
    }
}

fn rule_of(line: &str) -> Option<&str> {
    let (_, rule) = line
        .split_once(": error[")
        .or_else(|| line.split_once(": warning["))?;
    Some(rule.split_once(']')?.0)
}

/// A directory without a repository that holds a copy of a site of this project, such as `examples/site`.
pub fn copy_of(site: &str) -> TestRepo {
    let copy = TestRepo::empty();
    copy_into(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(site),
        &copy.root,
    );
    copy
}

/// Settings under which nothing is said about how pages are shown: what a generated page becomes under Hugo is another
/// matter than whether it is what its source generates.
#[allow(dead_code, reason = "not every test binary has a use for it")]
pub const NOT_AS_SHOWN: &str = "rules: {shown-as-code: off, markup-lost: off, markup-made: off, text-lost: off, plugin-shown: off}\n";

/// Adds [`NOT_AS_SHOWN`] to the settings of a site that says nothing of rules.
#[allow(dead_code, reason = "not every test binary has a use for it")]
pub fn judge_not_as_shown(site: &TestRepo) {
    let name = "tikicheck.yaml";
    let text = String::from_utf8(site.read(name)).expect("settings are text");
    let text = text.replace("rules: {}\n", "");
    site.write(name, format!("{text}\n{NOT_AS_SHOWN}"));
}

/// Copies what is below a directory.
pub fn copy_into(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.expect("the site can be read");
        let relative = entry.path().strip_prefix(from).expect("it is below");
        let to = to.join(relative);
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).expect("directories can be made");
        } else {
            fs::copy(entry.path(), to).expect("files can be copied");
        }
    }
}

impl TestRepo {
    /// Runs tikicheck in the root.
    pub fn tikicheck(&self, args: &[&str]) -> Run {
        self.tikicheck_in(&self.root, args)
    }

    /// Runs tikicheck in `dir`.
    pub fn tikicheck_in(&self, dir: &Path, args: &[&str]) -> Run {
        let output = self.binary(dir, args).output();
        output.expect("the binary was built").into()
    }

    /// Runs tikicheck in the root as somebody who is not root.
    #[cfg(unix)]
    pub fn tikicheck_as_somebody(&self, args: &[&str]) -> Run {
        let program = Path::new(env!("CARGO_BIN_EXE_tikicheck"));
        self.output_as_somebody(program, args).into()
    }

    /// Runs tikicheck in the root with something on standard input; standard output as bytes.
    pub fn tikicheck_fed(&self, input: &[u8], args: &[&str]) -> Output {
        let mut command = self.binary(&self.root, args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary was built");
        let mut stdin = child.stdin.take().expect("it was asked for");
        std::thread::scope(|scope| {
            // A run that refuses its arguments reads nothing.
            scope.spawn(move || stdin.write_all(input));
            child.wait_with_output().expect("it ends")
        })
    }

    /// The command that [`TestRepo::tikicheck_in`] runs.
    pub fn binary(&self, dir: &Path, args: &[&str]) -> Command {
        let mut command = self.command_in(dir, super::program());
        command
            .args(args)
            .env("NO_COLOR", "1")
            .env_remove("TERM")
            .env_remove("COLUMNS")
            .env_remove("RUST_BACKTRACE");
        command
    }

    /// The files below the root, in order, relative to it.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = walkdir::WalkDir::new(&self.root)
            .into_iter()
            .map(|entry| entry.expect("it can be read"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(&self.root);
                path.expect("it is below").to_owned()
            })
            .collect();
        files.sort();
        files
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("tikicheck writes UTF-8")
}
