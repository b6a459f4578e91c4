//! I: what holds for every run.

use super::*;

#[test]
fn i1_nothing_changes_without_fix() {
    let repo = Project::site();
    repo.write(A, stale("Alpha", "Gamma"));
    stage(&repo, B, edited("Beta", "Edited"));
    repo.write(B, stale("Beta", "Delta"));
    repo.write("stashed.txt", "x");
    repo.git(&["add", "stashed.txt"]);
    repo.git(&["stash", "push", "--quiet", "--", "stashed.txt"]);
    // `tikicheck` compares every byte, mode and time before and after.
    let formats = [
        "human", "concise", "json", "sarif", "github", "gitlab", "patch",
    ];
    for format in formats {
        repo.tikicheck(&["--format", format]).expect(1);
        repo.tikicheck(&["--staged", "--format", format]).expect(1);
        repo.tikicheck(&["--since", "HEAD", "--format", format])
            .expect(1);
    }
    repo.tikicheck(&["--diff"]).expect(1);
}

#[test]
fn i2_git_is_never_asked_to_hide_or_restore_anything() {
    let repo = Project::site();
    let spy = Spy::new(":", "");
    stage(&repo, A, stale("Alpha", "Gamma"));
    repo.write(B, stale("Beta", "Delta"));
    for args in [
        &["--staged"][..],
        &[],
        &["--since", "HEAD"],
        &["--fix", "--staged"],
        &["--fix"],
    ] {
        repo.tikicheck_in(&repo.root, args, &[("PATH", &spy.path)]);
    }
    let calls = spy.calls();
    assert!(
        calls.contains("update-index"),
        "the spy sees the calls: {calls}"
    );
    for word in [
        "stash",
        "checkout",
        "reset",
        "restore",
        "apply",
        "clean",
        "switch",
        "read-tree",
        "gc",
    ] {
        let is_called = calls
            .lines()
            .any(|call| call.split(' ').any(|arg| arg == word));
        assert!(!is_called, "{word} in {calls}");
    }
}

#[test]
fn i3_an_exit_other_than_0_leaves_index_and_work_tree_alone() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    stage(&repo, B, edited("Beta", "Edited\nby hand"));
    let before = repo.standing();
    // One of the two cannot be fixed, so neither is.
    repo.tikicheck(&["--fix", "--staged"])
        .expect(1)
        .says(&["nothing was written"]);
    before.assert_same(&repo.standing());
    // The same where it could not check at all.
    stage(&repo, "tikicheck.yaml", "nonsense: true\n");
    let before = repo.standing();
    for args in [&["--fix", "--staged"][..], &["--fix"]] {
        repo.tikicheck(args).expect(2).says(&["nonsense"]);
        before.assert_same(&repo.standing());
    }
}

#[test]
#[cfg(unix)]
fn i3_what_a_failing_fix_of_the_work_tree_had_finished_stays_and_is_listed() {
    use std::os::unix::fs::PermissionsExt as _;
    let repo = Project::site();
    for (path, text) in [(A, "Alpha"), (B, "Beta")] {
        repo.write(path, stale(text, "Gamma"));
    }
    let read_only = std::fs::Permissions::from_mode(0o444);
    std::fs::set_permissions(repo.root.join(B), read_only).expect("a mode");
    let index = repo.git(&["ls-files", "--stage"]);
    repo.tikicheck(&["--fix"])
        .expect(2)
        .says(&[&format!("fixed {A}"), &format!("{B}: read-only")]);
    assert_eq!(repo.read(A), page("Gamma").as_bytes());
    assert_eq!(repo.read(B), stale("Beta", "Gamma").as_bytes());
    assert_eq!(repo.git(&["ls-files", "--stage"]), index);
}

#[test]
fn i4_exit_0_means_that_what_is_committed_is_in_sync() {
    let repo = Project::site();
    repo.tikicheck(&[]).expect(0).says(&["2 pages: 2 in sync"]);
    repo.tikicheck(&["--staged"]).expect(0).says(&["0 pages"]);
    stage(&repo, A, page("Gamma"));
    repo.write(A, stale("Gamma", "Delta"));
    repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);
    repo.git(&["clone", "--quiet", ".", "../clone"]);
    repo.tikicheck_in(&repo.beside("clone"), &[], &[])
        .expect(0)
        .says(&["2 pages: 2 in sync"]);
    // With more to check than what is named, the census says how many that were.
    stage(&repo, "tikicheck.yaml", "pages: [content/posts/*.md]\n");
    repo.commit(&[]).expect(0).says(&["2 pages: 2 in sync"]);
}

#[test]
#[cfg(unix)]
fn i5_paths_are_bytes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let repo = Project::site();
    let names: &[&[u8]] = &[
        b"a b",
        b"tab\t",
        b"line\nbreak",
        b"quote\"'",
        b"-dash",
        b"$(touch owned)",
        b"\xff\xfe",
    ];
    let more: &[&[u8]] = &[
        "caf\u{e9}".as_bytes(),
        "cafe\u{301}".as_bytes(),
        b"back\\slash",
        b"*",
        b"percent%0A",
    ];
    let names = [names, more].concat();
    for name in &names {
        let name = [b"content/posts/", *name, b".md"].concat();
        repo.write(OsStr::from_bytes(&name), stale("Old", "New"));
    }
    repo.git(&["add", "."]);
    let count = names.len();
    let drifted = format!("{count} pages: 0 in sync, {count} drifted");
    repo.tikicheck(&["--staged", "--format", "concise"])
        .expect(1)
        .says(&[&drifted]);
    repo.commit(&[]).expect(1);
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
    repo.commit(&[]).expect(0);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
    assert!(!repo.root.join("owned").exists(), "no shell");
    repo.tikicheck(&["--", "content/posts/-dash.md"]).expect(0);

    // Where nothing stands in front of the name, it could be taken for an option.
    let repo = Project::new();
    repo.write("-dash.md", page("Dash"));
    repo.commit_all("one");
    repo.install();
    repo.write("-dash.md", stale("Dash", "New"));
    repo.git(&["add", "."]);
    let run = repo.commit(&[]).expect(1);
    run.says(&["tikicheck --fix --staged ./-dash.md"]);
    repo.tikicheck(&["--fix", "--staged", "./-dash.md"])
        .expect(0);
    repo.commit(&["--", "./-dash.md"]).expect(0);
}

#[test]
#[cfg(unix)]
fn i6_killing_it_at_any_moment_loses_nothing() {
    const OLD: &str = "old text";
    const NEW: &str = "new text";
    let repo = Project::site();
    let names: Vec<_> = (0..24)
        .map(|n| format!("content/posts/page-{n}.md"))
        .collect();
    for (round, args) in (0..).zip([&["--fix"][..], &["--fix", "--staged"]].repeat(6)) {
        for name in &names {
            repo.write(name, stale(OLD, NEW));
        }
        repo.git(&["add", "."]);
        // A git that was called lives on when its caller is killed. It holds descriptor 9, so that we know its end.
        let mut child = repo
            .command_in(&repo.root, "sh")
            .args(["-c", "exec \"$0\" \"$@\" 9>&1 >/dev/null 2>&1", TIKICHECK])
            .args(args)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("it starts");
        // Any moment will do, and what is asserted holds at each.
        std::thread::sleep(std::time::Duration::from_millis(round * 15));
        child.kill().expect("it can be killed");
        let output = child.wait_with_output().expect("it and its children end");
        assert_eq!(output.stdout, b"");
        for name in &names {
            let content = repo.read(name);
            let is_whole = content == stale(OLD, NEW).as_bytes() || content == page(NEW).as_bytes();
            assert!(is_whole, "{name} is neither old nor new");
        }
        repo.tikicheck(args).expect(0);
        let states: std::collections::HashSet<_> =
            names.iter().map(|name| repo.staged(name)).collect();
        assert_eq!(
            states.len(),
            1,
            "the index changed as a whole or not at all"
        );
        let found = std::fs::read_dir(repo.root.join("content/posts")).expect("a directory");
        assert_eq!(
            found.count(),
            names.len() + 2,
            "no litter once a run has ended"
        );
        for name in &names {
            assert_eq!(repo.read(name), page(NEW).as_bytes(), "a rerun converges");
        }
    }
    repo.git(&["fsck", "--strict"]);
}
