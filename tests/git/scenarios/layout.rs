//! E: shapes of repositories, and what surrounds a run.

use super::*;

#[test]
fn e1_the_same_from_root_subdirectory_and_worktree() {
    let repo = Project::site();
    repo.git(&["worktree", "add", "--quiet", "-b", "other", "../linked"]);
    let linked = repo.beside("linked");
    let git_dir = repo.root.join(".git/worktrees/linked");
    let (git_dir, index) = (git_dir.to_str().expect("UTF-8"), git_dir.join("index"));
    let hook = [
        ("GIT_DIR", git_dir),
        ("GIT_INDEX_FILE", index.to_str().expect("UTF-8")),
    ];
    std::fs::write(linked.join(A), stale("Alpha", "Gamma")).expect("a file");
    repo.git_in(&linked, &["add", "."]);
    for dir in ["", "content", "content/posts"] {
        for variables in [&[][..], &hook] {
            let run = repo.tikicheck_in(
                &linked.join(dir),
                &["--staged", "--format", "json"],
                variables,
            );
            run.expect(1)
                .says(&[r#""path":"content/posts/a.md""#, r#""pages":1"#]);
        }
        repo.tikicheck_in(&repo.root.join(dir), &["--staged"], &[])
            .expect(0)
            .says(&["0 pages"]);
    }
    let commit = |args: &[&str]| Run::of(&repo.try_git_in(&linked, args));
    commit(&["commit", "-m", "x"]).expect(1).says(&["a.md"]);
    std::fs::write(linked.join(A), page("Gamma")).expect("a file");
    commit(&["commit", "-a", "-m", "x"]).expect(0);
}

#[test]
fn e2_a_relative_index_means_the_same_from_everywhere_and_a_missing_one_is_fatal() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    for dir in ["", "content", "content/posts"] {
        let run = |index| {
            repo.tikicheck_in(
                &repo.root.join(dir),
                &["--staged"],
                &[("GIT_INDEX_FILE", index)],
            )
        };
        run(".git/index").expect(1).says(&["a.md"]);
        run("no-such-index").expect(2).says(&["no-such-index"]);
    }
    repo.remove(".git/index");
    for args in [&["--staged"][..], &[], &["--since", "HEAD"]] {
        repo.tikicheck(args).expect(2).says(&["index"]);
    }
    // Without a commit there is nothing that could be missing.
    let fresh = Project::new();
    fresh.tikicheck(&["--staged"]).expect(0).says(&["0 pages"]);
}

#[test]
fn e3_git_may_be_a_file_and_hooks_may_be_elsewhere() {
    let repo = Project::new();
    repo.write(A, page("Alpha"));
    repo.commit_all("one");
    repo.git(&["init", "--quiet", "--separate-git-dir", "../elsewhere"]);
    assert!(repo.root.join(".git").is_file());
    repo.git(&["config", "core.hooksPath", "tools/hooks"]);
    repo.tikicheck(&["install"]).expect(0);
    assert!(repo.root.join("tools/hooks/pre-commit").is_file());
    repo.git(&["config", "tikicheck.path", TIKICHECK]);
    stage(&repo, A, stale("Alpha", "Gamma"));
    Run::of(&repo.try_git(&["commit", "-m", "x"]))
        .expect(1)
        .says(&[A]);
    // What Git tells the hook means the same in a subdirectory.
    let git_dir = repo.beside("elsewhere");
    let hook = [("GIT_DIR", git_dir.to_str().expect("UTF-8"))];
    for dir in ["", "content", "content/posts"] {
        repo.tikicheck_in(&repo.root.join(dir), &["--staged"], &hook)
            .expect(1)
            .says(&["a.md"]);
    }
    // With a git directory alone, Git takes any other directory for a work tree; there, everything is missing.
    let empty = repo.beside("home");
    repo.tikicheck_in(&empty, &["--staged"], &hook).expect(1);
    repo.tikicheck_in(&empty, &[], &hook).expect(2);
    let before = repo.snapshot();
    repo.tikicheck(&["install"]).expect(0).says(&["already"]);
    before.assert_same(&repo.snapshot());
    repo.tikicheck(&["uninstall"]).expect(0);
    assert!(!repo.root.join("tools/hooks/pre-commit").exists());
    Run::of(&repo.try_git(&["commit", "-m", "x"])).expect(0);
}

#[test]
fn e3_foreign_hooks_are_never_overwritten() {
    let repo = Project::new();
    script(
        &repo.root.join(".git/hooks/pre-commit"),
        "#!/bin/sh\nmake lint\n",
    );
    repo.tikicheck(&["install"])
        .expect(2)
        .says(&["another hook", "tikicheck --staged"]);
    repo.tikicheck(&["uninstall"]).expect(0);
    assert_eq!(
        repo.read(".git/hooks/pre-commit"),
        b"#!/bin/sh\nmake lint\n"
    );
    let global = repo.beside("home").join("config");
    std::fs::write(&global, "[core]\n\thooksPath = /nowhere/hooks\n").expect("a file");
    let variables = [("GIT_CONFIG_GLOBAL", global.to_str().expect("UTF-8"))];
    let run = repo.tikicheck_in(&repo.root, &["install"], &variables);
    run.expect(2)
        .says(&["/nowhere/hooks", "all your repositories"]);
}

#[test]
fn e4_repository_formats() {
    let config = |key: &str, value: &str| {
        let repo = Project::new();
        repo.git(&["config", key, value]);
        repo
    };
    let repos = [
        Project::init(&["--object-format=sha256"]),
        Project::init(&["--ref-format=reftable"]),
        config("core.splitIndex", "true"),
        config("core.untrackedCache", "true"),
        config("index.version", "4"),
        config("index.sparse", "true"),
    ];
    for repo in repos {
        repo.write(A, page("Alpha"));
        repo.write(B, page("Beta"));
        repo.write("other/page.md", stale("Old", "New"));
        repo.commit_all("one");
        repo.install();
        if repo
            .git(&["config", "--default", "false", "--get", "index.sparse"])
            .contains("true")
        {
            repo.git(&[
                "sparse-checkout",
                "set",
                "--cone",
                "--sparse-index",
                "content",
            ]);
            assert!(repo.git(&["ls-files", "--sparse"]).contains("other/\n"));
        }
        stage(&repo, A, stale("Alpha", "Gamma"));
        Run::of(&repo.try_git(&["commit", "-m", "x"]))
            .expect(1)
            .says(&[A])
            .says_nothing_of(&["other", B]);
        repo.tikicheck(&["--fix", "--staged"]).expect(0);
        Run::of(&repo.try_git(&["commit", "-m", "x"])).expect(0);
        repo.tikicheck(&["--since", "HEAD~1", "content"])
            .expect(0)
            .says(&["1 page:"]);
    }
}

#[test]
fn e5_lfs_pointers_are_not_checked() {
    let repo = Project::site();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32\
                   b1258daaa5e2ca24d17e2393\nsize 12345\n";
    stage(&repo, A, pointer);
    repo.tikicheck(&["--staged"])
        .says(&[A, "pointer", "not checked"]);
}

#[test]
fn e6_line_ends_do_not_matter() {
    for by in ["eol=crlf", "autocrlf"] {
        let repo = Project::site();
        match by {
            "autocrlf" => {
                repo.git(&["config", "core.autocrlf", "true"]);
            }
            _ => {
                stage(&repo, ".gitattributes", "*.md text eol=crlf\n");
                repo.commit(&[]).expect(0);
            }
        }
        repo.remove(A);
        repo.git(&["checkout", "--", A]);
        assert_eq!(repo.read(A), page("Alpha").replace('\n', "\r\n").as_bytes());
        repo.tikicheck(&[]).expect(0).says(&["2 pages: 2 in sync"]);
        stage(&repo, A, stale("Alpha", "Gamma").replace('\n', "\r\n"));
        repo.commit(&[]).expect(1);
        repo.tikicheck(&["--fix", "--staged"]).expect(0);
        assert_eq!(repo.staged(A), page("Gamma").as_bytes());
        assert_eq!(repo.read(A), page("Gamma").replace('\n', "\r\n").as_bytes());
        repo.commit(&[]).expect(0);
        assert_eq!(repo.git(&["status", "--porcelain"]), "");
    }
}

#[test]
fn e6_line_ends_within_a_blob() {
    let repo = Project::site();
    let source_alone = |line_end: &str| {
        let text = page_of("one\n\ntwo", "one\n\ntwo", &format!("one{line_end}two"));
        text.replace("`one\n\ntwo`", r"`one\ntwo`")
    };
    stage(&repo, ".gitattributes", "*.md -text\n");
    let variants = [
        ("all CRLF", page("Delta").replace('\n', "\r\n")),
        ("CRLF in the source", source_alone("\r\n")),
        ("lone CR in the source", source_alone("\r")),
        ("a byte order mark", format!("\u{feff}{}", page("Delta"))),
    ];
    for (name, content) in variants {
        stage(&repo, B, &content);
        let run = repo.commit(&[]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.said());
        repo.tikicheck(&[]).expect(0);
        repo.git(&["rm", "--quiet", "--force", B]);
        repo.commit(&[]).expect(0);
    }
}

#[test]
fn e7_a_shallow_clone_is_told_what_to_fetch() {
    let repo = Project::site();
    diverge(&repo, &[(A, page("Theirs"))], &[(B, stale("Beta", "Ours"))]);
    let url = format!("file://{}", repo.root.display());
    repo.git(&[
        "clone",
        "--quiet",
        "--depth=1",
        "--no-single-branch",
        &url,
        "../clone",
    ]);
    let clone = repo.beside("clone");
    let run = |rev| repo.tikicheck_in(&clone, &["--since", rev], &[]);
    run("origin/other").expect(2).says(&["fetch-depth: 0"]);
    run("origin/nowhere").expect(2).says(&["fetch-depth: 0"]);
    repo.git_in(&clone, &["fetch", "--quiet", "--unshallow"]);
    run("origin/other")
        .expect(1)
        .says(&["b.md"])
        .says_nothing_of(&["a.md"]);
    run("--upload-pack=x").expect(2);
    run("nowhere").expect(2).says(&["nowhere"]);
}

#[test]
#[cfg(unix)]
fn e8_no_terminal_no_environment_no_standard_output() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    let git = std::env::split_paths(&std::env::var_os("PATH").expect("a PATH"))
        .map(|dir| dir.join("git"))
        .find(|path| path.is_file())
        .expect("git is installed");
    let bin = repo.beside("bin");
    std::fs::create_dir(&bin).expect("a directory");
    std::os::unix::fs::symlink(git, bin.join("git")).expect("a link");
    for args in [&["--staged"][..], &[], &["--since", "HEAD"]] {
        let mut command = repo.command_in(&repo.root, TIKICHECK);
        command.args(args).env_clear().env("PATH", &bin);
        Run::of(&command.output().expect("it starts"))
            .expect(1)
            .says(&[A])
            .says_nothing_of(&["\x1b"]);
        // A reader that is gone is no failure of the check: the verdict stands.
        let closed = format!("'{TIKICHECK}' {} >&-", args.join(" "));
        let run = repo
            .command_in(&repo.root, "sh")
            .args(["-c", &closed])
            .output()
            .expect("a shell");
        Run::of(&run).expect(1);
        let full = format!("'{TIKICHECK}' {} --format json | true", args.join(" "));
        let run = repo
            .command_in(&repo.root, "sh")
            .args(["-c", &full])
            .output()
            .expect("a shell");
        Run::of(&run).says_nothing_of(&["panicked", "Broken pipe"]);
    }
    let bare = Project::init(&["--bare"]);
    bare.tikicheck(&["--staged"]).expect(2).says(&["bare"]);
}

/// These tests make repositories of their own: a hook around them must not reach those.
#[test]
fn e9_another_repository_is_not_touched_by_tests_in_a_hook() {
    let outer = Project::site();
    let before = outer.snapshot();
    let this = std::env::current_exe().expect("this program");
    let mut tests = outer.command_in(&outer.root, this);
    tests
        .args([
            "--exact",
            "scenarios::staged::p03_a_staged_page_is_fixed_in_index_and_file",
        ])
        .env("GIT_DIR", outer.root.join(".git"))
        .env("GIT_WORK_TREE", &outer.root)
        .env("GIT_INDEX_FILE", ".git/index")
        .env("GIT_PREFIX", "content/");
    Run::of(&tests.output().expect("it starts"))
        .expect(0)
        .says(&["1 passed"]);
    before.assert_same(&outer.snapshot());
}

#[test]
fn e9_children_see_the_hooks_variables() {
    let repo = Project::site();
    // Another index, named by the environment: what is staged there is checked and fixed, and nothing else.
    stage(&repo, A, stale("Alpha", "Gamma"));
    let other = repo.root.join(".git/other-index");
    std::fs::copy(repo.root.join(".git/index"), &other).expect("a copy");
    repo.git(&["reset", "--quiet"]);
    let before = repo.git(&["ls-files", "--stage"]);
    let variables = [("GIT_INDEX_FILE", ".git/other-index")];
    repo.tikicheck(&["--staged"]).expect(0);
    repo.tikicheck_in(&repo.root, &["--staged"], &variables)
        .expect(1);
    repo.tikicheck_in(&repo.root, &["--fix", "--staged"], &variables)
        .expect(0);
    assert_eq!(repo.git(&["ls-files", "--stage"]), before);
    repo.tikicheck_in(&repo.root, &["--staged"], &variables)
        .expect(0)
        .says(&["1 page:"]);
}

#[test]
#[cfg(target_os = "linux")]
fn e12_where_no_thread_can_be_started_one_does_all() {
    let repo = Project::site();
    for page in 0..100 {
        let text = format!("Text {page}");
        repo.write(format!("content/{page}.md"), stale("Text", &text));
    }
    repo.git(&["add", "."]);
    let program = repo.beside("tikicheck");
    copy_program(TIKICHECK.as_ref(), &program);
    let program = program.to_str().expect("UTF-8");
    // The limit on processes counts threads; shells differ in the letter.
    let line = r#"{ ulimit -p 1 || ulimit -u 1; } 2>/dev/null; exec "$0" "$@""#;
    let all = (&[][..], "102 pages: 2 in sync, 100 drifted");
    let staged = (&["--staged"][..], "100 pages: 0 in sync, 100 drifted");
    for (version, tally) in [all, staged] {
        let args = [&["-c", line, program, "--jobs", "8"], version].concat();
        Run::of(&repo.output_as_somebody("/bin/sh".as_ref(), &args))
            .expect(1)
            .says(&[tally]);
    }
}

#[test]
#[cfg(unix)]
fn e13_a_link_that_git_writes_as_a_file_is_a_link() {
    use std::os::unix::fs::symlink;
    let repo = Project::site();
    repo.write(
        "tikicheck.yaml",
        "pages: [\"content/**/*.md\"]\nrequire_source: [\"content/**/*.md\"]\n",
    );
    let link = "content/posts/link.md";
    symlink("b.md", repo.root.join(link)).expect("a link");
    repo.commit_all("a link");
    // A page becomes a link, which is no page.
    repo.remove(A);
    symlink("b.md", repo.root.join(A)).expect("a link");
    repo.commit_all("a page becomes a link");
    let all = [
        &["--format", "json"][..],
        &["--format", "json", "--since", "HEAD~1"],
        &["--format", "json", "--hook", link],
    ];
    let run = |args: &&[&str]| {
        let run = repo.tikicheck(args);
        (run.code, run.out)
    };
    let linked: Vec<_> = all.iter().map(run).collect();
    repo.git(&["config", "core.symlinks", "false"]);
    for path in [A, link] {
        repo.remove(path);
        repo.git(&["checkout", "--", path]);
        assert_eq!(repo.read(path), b"b.md");
    }
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
    let written: Vec<_> = all.iter().map(run).collect();
    assert_eq!(linked, written);
    // Nor does a link in wiki text lead to one.
    repo.write(B, stale("x", "((link))"));
    repo.tikicheck(&["--diff", B])
        .expect(1)
        .says(&["+[link](/tags/link.html)"]);
    // A file that takes the place of a link is a page where links are links.
    repo.git(&["config", "core.symlinks", "true"]);
    repo.tikicheck(&[link]).expect(1).says(&["missing-source"]);
    repo.tikicheck(&["--since", "HEAD"])
        .expect(1)
        .says(&[link, "missing-source"]);
}
