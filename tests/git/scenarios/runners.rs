//! The hooks of `.pre-commit-hooks.yaml` under the real pre-commit and the real prek.
//!
//! They are looked for on the `PATH`. What is not said of a run here is tried without them in `handed.rs`.

use std::path::PathBuf;
use std::process::Command;

use super::*;

/// What reads `.pre-commit-config.yaml`.
const RUNNERS: [&str; 2] = ["pre-commit", "prek"];

/// A site whose hooks are those of the manifest.
struct Site {
    repo: Project,
    runner: &'static str,
    /// Where the program under test is called `tikicheck`.
    path: String,
}

impl Site {
    /// The hooks of the manifest, but with the program that was built; `stages` in place of the manifest's.
    fn new(runner: &'static str, stages: Option<&str>) -> Self {
        let repo = Project::new();
        repo.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
        repo.write(A, page("Alpha"));
        repo.write(B, page("Beta"));
        repo.write("README.md", "x\n");
        let mut config = "repos:\n- repo: local\n  hooks:\n".to_owned();
        for line in include_str!("../../../.pre-commit-hooks.yaml").lines() {
            let line = match (line.trim(), stages) {
                ("language: rust", _) => "  language: system".to_owned(),
                (text, Some(stages)) if text.starts_with("stages:") => {
                    format!("  stages: [{stages}]")
                }
                _ => line.to_owned(),
            };
            config.push_str(&format!("  {line}\n"));
        }
        // One hook checks, the other is called by its name.
        let config = config.replace("stages: [pre-commit]", "stages: [manual]");
        repo.write(".pre-commit-config.yaml", config);
        repo.commit_all("site");
        let programs = PathBuf::from(TIKICHECK);
        let programs = programs.parent().expect("a directory").display();
        let path = std::env::var("PATH").expect("a PATH");
        Self {
            repo,
            runner,
            path: format!("{programs}:{path}"),
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = self.repo.command_in(&self.repo.root, program);
        command.env("PATH", &self.path).env("NO_COLOR", "1");
        command
    }

    /// What comes of the runner with these arguments.
    fn run(&self, args: &[&str]) -> Run {
        let output = self.command(self.runner).arg("run").args(args).output();
        Run::of(&output.expect("the runner is installed"))
    }

    fn install(&self, stages: &[&str]) {
        let mut command = self.command(self.runner);
        command.arg("install");
        for stage in stages {
            command.args(["-t", stage]);
        }
        Run::of(&command.output().expect("the runner is installed")).expect(0);
    }

    /// A git command that calls the hooks.
    fn git(&self, args: &[&str]) -> Run {
        Run::of(&self.command("git").args(args).output().expect("git"))
    }

    fn commit(&self) -> Run {
        self.git(&["commit", "-m", "x"])
    }

    /// Stages the content and commits it past the hooks.
    fn commit_anyway(&self, path: &str, content: String) {
        stage(&self.repo, path, content);
        self.repo
            .git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    }
}

/// Tries it with each runner.
fn with_each(stages: Option<&str>, check: impl Fn(&Site)) {
    for runner in RUNNERS {
        check(&Site::new(runner, stages));
    }
}

#[test]
#[ignore = "needs pre-commit and prek"]
fn all_files() {
    with_each(None, |site| {
        site.run(&["--all-files"]).expect(0);
        site.commit_anyway(A, stale("Alpha", "Gamma"));
        site.run(&["--all-files"])
            .expect(1)
            .says(&[A, "2 pages: 1 in sync"]);
        site.run(&["--files", A]).expect(1).says(&[A]);
        site.run(&["--files", B, "README.md"]).expect(0);
        site.run(&[]).expect(0);
        // With something else staged, and something else on disk alone.
        stage(&site.repo, "README.md", "y\n");
        site.repo.write(B, stale("Beta", "Delta"));
        site.run(&["--all-files"]).expect(1).says(&[A, B]);
    });
}

#[test]
#[ignore = "needs pre-commit and prek"]
fn more_files_than_one_call_takes() {
    with_each(None, |site| {
        for n in 0..4000 {
            let name = format!("content/posts/a-page-with-a-rather-long-name-{n}.md");
            let page = match n {
                1 | 3998 => stale("Old", "New"),
                _ => page("Text"),
            };
            site.repo.write(name, page);
        }
        site.repo.git(&["add", "."]);
        site.run(&[]).expect(1).says(&["name-1.md", "name-3998.md"]);
        site.repo
            .git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
        site.run(&["--all-files"])
            .expect(1)
            .says(&["name-1.md", "name-3998.md"]);
    });
}

#[test]
#[ignore = "needs pre-commit and prek"]
fn ranges() {
    with_each(None, |site| {
        site.commit_anyway(A, stale("Alpha", "Gamma"));
        site.commit_anyway(B, stale("Beta", "Delta"));
        let range = |from, to| site.run(&["--from-ref", from, "--to-ref", to]);
        range("HEAD~1", "HEAD")
            .expect(1)
            .says(&[B])
            .says_nothing_of(&[A]);
        range("HEAD~2", "HEAD").expect(1).says(&[A, B]);
        range("HEAD~2", "HEAD~1")
            .expect(1)
            .says(&[A])
            .says_nothing_of(&[B]);
        range("HEAD", "HEAD").expect(0);
        // A page that is gone is handed to nobody.
        add_linking_page(&site.repo, "content/posts/links.md", "b");
        site.repo.commit_all("links");
        site.repo.git(&["rm", "--quiet", B]);
        site.repo
            .git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
        range("HEAD~1", "HEAD").expect(1).says(&["links.md"]);
    });
}

#[test]
#[ignore = "needs pre-commit and prek"]
fn commits() {
    with_each(None, |site| {
        site.install(&["pre-commit", "pre-merge-commit"]);
        stage(&site.repo, A, stale("Alpha", "Gamma"));
        site.commit().expect(1).says(&[A]);
        // The fix is on disk, and not staged: it is set aside while the hook runs.
        site.repo.write(A, page("Gamma"));
        site.commit().expect(1).says(&[A]);
        assert_eq!(site.repo.read(A), page("Gamma").as_bytes());
        stage(&site.repo, A, page("Gamma"));
        site.repo.write(A, stale("Gamma", "unstaged"));
        site.commit().expect(0);
        site.repo.git(&["checkout", "--quiet", "--", A]);
        // Effects on other pages, with and without names.
        add_linking_page(&site.repo, "content/posts/links.md", "b");
        site.repo.git(&["add", "."]);
        site.commit().expect(0);
        site.repo.git(&["mv", B, "content/posts/c.md"]);
        site.commit().expect(1).says(&["links.md"]);
        site.repo.git(&["reset", "--quiet", "--hard"]);
        site.repo.git(&["rm", "--quiet", B]);
        site.commit().expect(1).says(&["links.md"]);
        site.repo.git(&["reset", "--quiet", "--hard"]);
        // What is no page, and what was one.
        stage(&site.repo, "README.md", "y\n");
        site.commit().expect(0);
        stage(&site.repo, A, "---\ntitle: \"Page\"\n---\n\nGamma\n");
        site.commit().expect(1).says(&["lost-source"]);
        site.repo.git(&["reset", "--quiet", "--hard"]);
        stage(&site.repo, "tikicheck.yaml", "pages: [\"conten/*.md\"]\n");
        site.commit().expect(1).says(&["no page found"]);
    });
}

#[test]
#[ignore = "needs pre-commit and prek"]
fn merges() {
    const THEIRS: &str = "content/posts/theirs.md";
    with_each(None, |site| {
        let theirs = [
            (THEIRS, stale("Old", "New")),
            ("README.md", "theirs\n".to_owned()),
        ];
        let ours = [
            ("content/posts/ours.md", page("Ours")),
            ("README.md", "ours\n".to_owned()),
        ];
        diverge(&site.repo, &theirs[..1], &ours[..1]);
        site.install(&["pre-commit", "pre-merge-commit"]);
        site.git(&["merge", "--no-edit", "other"]).expect(0);
        site.repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
        // With a conflict, pre-commit hands over what was in it.
        site.commit_anyway("README.md", ours[1].1.clone());
        site.repo.git(&["checkout", "--quiet", "other"]);
        site.commit_anyway("README.md", theirs[1].1.clone());
        site.repo.git(&["checkout", "--quiet", "main"]);
        site.git(&["merge", "--no-edit", "other"]).expect(1);
        stage(&site.repo, "README.md", "both\n");
        stage(&site.repo, B, stale("Beta", "in the merge"));
        site.commit()
            .expect(1)
            .says(&[B])
            .says_nothing_of(&[THEIRS]);
        stage(&site.repo, B, page("in the merge"));
        site.commit().expect(0);
    });
}

#[test]
#[ignore = "needs pre-commit and prek"]
fn pushes() {
    with_each(Some("pre-push"), |site| {
        site.repo.git(&["init", "--quiet", "--bare", "../server"]);
        site.repo.git(&["remote", "add", "origin", "../server"]);
        site.install(&["pre-push"]);
        site.git(&["push", "--quiet", "origin", "main"]).expect(0);
        site.commit_anyway(A, stale("Alpha", "Gamma"));
        site.git(&["push", "origin", "main"]).expect(1).says(&[A]);
        // A branch that is not checked out.
        site.repo.git(&["branch", "other"]);
        site.repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
        site.git(&["push", "origin", "other"]).expect(1).says(&[A]);
        site.git(&["push", "origin", "main"]).expect(0);
    });
}

#[test]
#[ignore = "needs pre-commit and prek"]
fn fixes() {
    with_each(None, |site| {
        let fix = ["--hook-stage", "manual", "tikicheck-fix"];
        let run = |args: &[&str]| site.run(&[&fix[..], args].concat());
        site.commit_anyway(A, stale("Alpha", "Gamma"));
        run(&["--all-files"]).expect(1);
        assert_eq!(site.repo.read(A), page("Gamma").as_bytes());
        site.repo.git(&["add", "."]);
        run(&["--all-files"]).expect(0);
        stage(&site.repo, B, stale("Beta", "Delta"));
        run(&[]).expect(1);
        assert_eq!(site.repo.read(B), page("Delta").as_bytes());
    });
}

/// Its `install` finds the hooks of the runners, and sees that they call it.
#[test]
#[ignore = "needs pre-commit and prek"]
fn installed() {
    with_each(None, |site| {
        site.install(&["pre-commit", "pre-merge-commit"]);
        site.repo
            .tikicheck(&["install"])
            .expect(0)
            .says(&["it calls tikicheck already"]);
        site.repo.write(".pre-commit-config.yaml", "repos: []\n");
        site.repo
            .tikicheck(&["install"])
            .expect(2)
            .says(&["entry: tikicheck --hook"]);
    });
}
