//! The shell behind action.yml, run outside of GitHub with the runner's variables set by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::support::TestRepo;

/// A runner with a stand-in for tikicheck.
struct Runner {
    repo: TestRepo,
    temp: PathBuf,
}

/// What a run of the script left behind.
struct Run {
    code: Option<i32>,
    log: String,
    summary: String,
    outputs: String,
    calls: String,
}

impl Runner {
    /// The stand-in ends with `code`, prints its `--format` argument, writes its `--output` files, and tries a command.
    fn new(code: u8) -> Self {
        let repo = TestRepo::new();
        repo.write("page.md", "x");
        repo.commit_all("one");
        let temp = repo.beside("runner temp");
        fs::create_dir(&temp).expect("a fresh directory");
        let program = temp.join("tikicheck");
        let script = format!(
            "#!/bin/sh\nline=\nfor a; do\n\
             case $a in *=/*) echo \"out <${{a%%=*}}>\" >\"${{a#*=}}\"; a=${{a%%/*}} ;; github) echo \"out <github>\" ;; esac\n\
             line=\"$line$a \"\ndone\necho \"${{line% }}\" >>\"$RUNNER_TEMP/calls\"\n\
             echo '::error::smuggled' >&2\nprintf 'census & more' >&2\nexit {code}\n"
        );
        crate::support::script(&program, &script);
        Self { repo, temp }
    }

    fn check(&self, variables: &[(&str, &str)]) -> Run {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action/run.sh");
        let mut command = self.repo.command_in(&self.repo.root, script);
        command.arg("check").env("RUNNER_TEMP", &self.temp);
        command.env("TIKICHECK_BINARY", self.temp.join("tikicheck"));
        command.env("GITHUB_STEP_SUMMARY", self.temp.join("summary"));
        command.env("GITHUB_OUTPUT", self.temp.join("output"));
        command.envs(variables.iter().copied());
        let output: Output = command.output().expect("a shell");
        let read = |name: &str| fs::read_to_string(self.temp.join(name)).unwrap_or_default();
        Run {
            code: output.status.code(),
            log: String::from_utf8_lossy(&output.stdout).into_owned(),
            summary: read("summary"),
            outputs: read("output"),
            calls: read("calls"),
        }
    }
}

/// The one call that checks: annotations, report and patch.
fn called(args: &str) -> String {
    format!("{args}--format github --output concise= --output patch=\n")
}

#[test]
fn a_clean_run_calls_once_and_says_so() {
    let run = Runner::new(0).check(&[("GITHUB_EVENT_NAME", "push")]);
    assert_eq!(run.code, Some(0));
    assert_eq!(run.calls, called(""));
    assert!(run.log.starts_with("out <github>\n"), "{}", run.log);
    assert!(
        run.summary.starts_with("### tikicheck: in sync\n"),
        "{}",
        run.summary
    );
    assert!(run.summary.contains("census &amp; more"), "{}", run.summary);
    assert_eq!(run.outputs, "");
}

/// GitHub drops a summary that is larger.
#[test]
fn a_summary_stays_below_its_limit() {
    for line in ["x".repeat(4_000), "<".repeat(600)] {
        let runner = Runner::new(1);
        let script = format!(
            "#!/bin/sh\nfor a; do case $a in *=/*) for i in $(seq 500); do echo '{line}'; done >\"${{a#*=}}\" ;; esac; done\n\
             for i in $(seq 500); do echo '{line}' >&2; done\nexit 1\n"
        );
        crate::support::script(&runner.temp.join("tikicheck"), &script);
        let run = runner.check(&[("GITHUB_EVENT_NAME", "push")]);
        assert_eq!(run.code, Some(1));
        assert!(run.summary.len() < 1024 * 1024, "{}", run.summary.len());
        assert_eq!(run.summary.matches(" more lines\n").count(), 2);
        let shown = run.summary.matches('\n').count();
        assert!(shown > 100, "{shown}");
    }
}

#[test]
fn findings_fail_the_step_and_leave_a_report_and_a_patch() {
    let runner = Runner::new(1);
    let pull_request = [
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_BASE_REF", "main"),
    ];
    let run = runner.check(&pull_request);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.calls, called("--since origin/main "));
    assert!(
        run.summary.contains("<pre>\nout &lt;concise&gt;\n</pre>"),
        "{}",
        run.summary
    );
    assert!(
        run.summary
            .contains("git apply --whitespace=nowarn tikicheck.patch"),
        "{}",
        run.summary
    );
    let patch = run
        .outputs
        .trim()
        .strip_prefix("patch=")
        .expect("the patch is an output");
    assert_eq!(
        fs::read_to_string(patch).expect("the patch is there"),
        "out <patch>\n"
    );
}

/// The real program, on a branch that loses a word and changes how bullets are written.
#[test]
fn a_pull_request_is_compared_with_its_base() {
    let runner = Runner::new(0);
    let repo = &runner.repo;
    repo.write("page.md", "One two three.\n\n  * a\n");
    repo.commit_all("two");
    repo.git(&["branch", "base"]);
    repo.write("page.md", "One three.\n\n   * a\n");
    repo.commit_all("three");
    let binary = env!("CARGO_BIN_EXE_tikicheck");
    let run = runner.check(&[
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_BASE_REF", "main"),
        ("TIKICHECK_SINCE", "base"),
        ("TIKICHECK_BINARY", binary),
    ]);
    assert_eq!(run.code, Some(0), "{}", run.log);
    for part in [
        "### What this changes",
        "#### Losses",
        "<code>two</code>",
        "<code>bullets&#58; indent 2 → 3</code>",
    ] {
        assert!(run.summary.contains(part), "{part} in {}", run.summary);
    }
}

/// A comparison that cannot be made is told, and one is made under the settings that the check has.
#[test]
fn what_cannot_be_compared_is_told() {
    let runner = Runner::new(0);
    let repo = &runner.repo;
    repo.write("page.md", "One two three.\n");
    repo.write("other.yaml", "pages: [\"*.md\"]\n");
    repo.write("tikicheck.yaml", "nonsense: true\n");
    repo.commit_all("two");
    repo.git(&["branch", "base"]);
    repo.write("page.md", "One three.\n");
    repo.commit_all("three");
    let checked = |args: &str| {
        runner.check(&[
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_BASE_REF", "main"),
            ("TIKICHECK_SINCE", "base"),
            ("TIKICHECK_BINARY", env!("CARGO_BIN_EXE_tikicheck")),
            ("TIKICHECK_ARGS", args),
        ])
    };
    let run = checked("");
    assert_eq!(run.code, Some(2), "{}", run.log);
    let told = "### What this changes could not be told in full\n\n<pre>\n";
    let (_, why) = run.summary.split_once(told).expect("it is told");
    assert!(why.contains("nonsense"), "{why}");
    for args in ["--config other.yaml", "--config=other.yaml", "--no-config"] {
        fs::remove_file(runner.temp.join("summary")).expect("there is one");
        let run = checked(args);
        assert_eq!(run.code, Some(0), "{}", run.log);
        assert!(run.summary.contains("<code>two</code>"), "{}", run.summary);
        assert!(
            !run.summary.contains("could not be told"),
            "{}",
            run.summary
        );
    }
}

#[test]
fn a_failure_to_check_fails_the_step_without_a_patch() {
    let run = Runner::new(2).check(&[]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.calls, called(""));
    assert!(
        run.summary.starts_with("### tikicheck: could not check\n"),
        "{}",
        run.summary
    );
    assert_eq!(run.outputs, "");
}

#[test]
fn what_the_tool_says_is_no_command_to_the_runner() {
    let run = Runner::new(0).check(&[]);
    let (_, rest) = run
        .log
        .split_once("::stop-commands::")
        .expect("commands are stopped");
    let (token, said) = rest.split_once('\n').expect("a token");
    assert_eq!(token.len(), 32);
    assert_eq!(
        said,
        format!("::error::smuggled\ncensus & more\n::{token}::\n")
    );
    let again = Runner::new(0).check(&[]);
    assert!(!again.log.contains(token), "the token cannot be guessed");
}

#[test]
fn the_event_decides_what_is_compared_and_the_author_overrules_it() {
    let calls = |variables: &[(&str, &str)]| Runner::new(0).check(variables).calls;
    let group = [
        ("GITHUB_EVENT_NAME", "merge_group"),
        ("MERGE_GROUP_BASE", "abc123"),
    ];
    assert_eq!(calls(&group), called("--since abc123 "));
    assert_eq!(calls(&[("GITHUB_EVENT_NAME", "schedule")]), called(""));
    let pull_request = [
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_BASE_REF", "main"),
    ];
    let with = |more: &[(&'static str, &'static str)]| calls(&[&pull_request[..], more].concat());
    assert_eq!(with(&[("TIKICHECK_SINCE", "all")]), called(""));
    assert_eq!(with(&[("TIKICHECK_SINCE", "v1")]), called("--since v1 "));
    assert_eq!(
        with(&[("TIKICHECK_ARGS", "--strict  *")]),
        called("--since origin/main --strict * ")
    );
}

#[test]
fn a_missing_variable_is_an_error_not_a_pass() {
    let runner = Runner::new(0);
    let run = runner.check(&[("GITHUB_EVENT_NAME", "pull_request")]);
    assert_ne!(run.code, Some(0));
    assert_eq!(run.calls, "");
    let run = runner.check(&[("TIKICHECK_BINARY", "/nowhere/tikicheck")]);
    assert_ne!(run.code, Some(0));
    assert!(run.summary.contains("could not check"), "{}", run.summary);
}
