//! W: what a fix does to files.

use super::*;

/// Somebody saves the file while git is asked about it: what they wrote stays, and so does the index.
#[test]
fn w1_a_staged_file_that_changes_meanwhile_is_left_alone() {
    for moment in ["status", "fast-import"] {
        let repo = Project::site();
        stage(&repo, A, stale("Alpha", "Gamma"));
        stage(&repo, B, stale("Beta", "Delta"));
        let (mine, index) = (stale("Alpha", "mine"), repo.git(&["ls-files", "--stage"]));
        repo.write("mine", &mine);
        let root = repo.root.display();
        let spy = Spy::new(&format!("cp '{root}/mine' '{root}/{A}'"), moment);
        let variables = [("PATH", spy.path.as_str())];
        let run = repo.tikicheck_in(&repo.root, &["--fix", "--staged"], &variables);
        assert_eq!(repo.read(A), mine.as_bytes(), "{moment}: {}", run.said());
        if moment == "status" {
            // Then git had just said that there are no unstaged changes.
            run.expect(2).says(&[A, "changed since it was read"]);
            assert_eq!(repo.git(&["ls-files", "--stage"]), index);
            assert_eq!(repo.read(B), stale("Beta", "Delta").as_bytes());
        } else {
            // All had been written by then: what is staged is mended, and the file is theirs.
            run.expect(0);
            assert_eq!(repo.staged(A), page("Gamma").as_bytes());
        }
    }
}

/// Two runs at a time want to fix the same pages: one of them finds that they changed since it read them.
#[test]
fn w1_two_runs_at_a_time() {
    let repo = Project::site();
    let names: Vec<_> = (0..40)
        .map(|n| format!("content/posts/page-{n}.md"))
        .collect();
    for _ in 0..3 {
        for name in &names {
            repo.write(name, stale("Old", "New"));
        }
        let run = || {
            let mut command = repo.command_in(&repo.root, TIKICHECK);
            Run::of(&command.arg("--fix").output().expect("it starts"))
        };
        let runs = std::thread::scope(|scope| {
            [scope.spawn(run), scope.spawn(run)].map(|run| run.join().expect("no panic"))
        });
        for run in runs {
            match run.code {
                Some(0) => {}
                Some(2) => drop(run.says(&["left alone"])),
                code => panic!("{code:?}: {}", run.said()),
            }
        }
        for name in &names {
            let content = repo.read(name);
            let is_whole =
                content == stale("Old", "New").as_bytes() || content == page("New").as_bytes();
            assert!(is_whole, "{name} is neither old nor new");
        }
        repo.tikicheck(&["--fix"]).expect(0);
        repo.tikicheck(&[])
            .expect(0)
            .says(&["42 pages: 42 in sync"]);
        let found = std::fs::read_dir(repo.root.join("content/posts")).expect("a directory");
        assert_eq!(found.count(), 42, "no litter");
    }
}

#[test]
fn w2_a_locked_index_is_waited_for_and_then_nothing_is_written() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    repo.write(".git/index.lock", "");
    let before = repo.snapshot();
    repo.tikicheck(&["--fix", "--staged"])
        .expect(2)
        .says(&[A, "index.lock", "try again"]);
    before.assert_same(&repo.snapshot());
    // Checking needs no lock.
    repo.tikicheck(&["--staged"]).expect(1);
}

/// Another git holds the lock at the first try. It lets go before the second try, or before anybody looks whether it
/// still holds it.
#[test]
#[cfg(unix)]
fn w2_a_lock_that_goes_away_is_waited_for() {
    let before_the_second = "test -e tried && rm -f .git/index.lock; : >tried; git \"$@\"; code=$?";
    let behind_the_first = "git \"$@\"; code=$?; rm -f .git/index.lock; : >tried";
    for update in [before_the_second, behind_the_first] {
        let repo = Project::site();
        stage(&repo, A, stale("Alpha", "Gamma"));
        let content = format!(
            "#!/bin/sh\ngit() {{ '{git}' \"$@\"; }}\ncd '{root}'\ncase \"$*\" in\n\
             *' update-index '*) {update} ;;\n\
             *' fast-import '*) git \"$@\"; code=$?; : >.git/index.lock ;;\n\
             *) git \"$@\"; code=$? ;;\nesac\nexit $code\n",
            git = git_program().display(),
            root = repo.root.display(),
        );
        let bin = repo.beside("bin");
        script(&bin.join("git"), &content);
        let path = std::env::var("PATH").expect("a PATH");
        let path = format!("{}:{path}", bin.display());
        repo.tikicheck_in(&repo.root, &["--fix", "--staged"], &[("PATH", &path)])
            .expect(0);
        assert_eq!(repo.staged(A), page("Gamma").as_bytes());
        repo.remove("tried");
        assert!(!repo.root.join(".git/index.lock").exists());
    }
}

/// Somebody takes the lock after it was looked at: the files get their old content back.
#[test]
fn w2_a_lock_at_the_last_moment() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    stage(&repo, B, stale("Beta", "Delta"));
    let before = repo.standing();
    let lock = repo.root.join(".git/index.lock");
    let spy = Spy::new(&format!(": >'{}'", lock.display()), "fast-import");
    let variables = [("PATH", spy.path.as_str())];
    repo.tikicheck_in(&repo.root, &["--fix", "--staged"], &variables)
        .expect(2)
        .says(&[A, "index.lock"]);
    before.assert_same(&repo.standing());
    repo.remove(".git/index.lock");
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
}

/// A limit on the size of files stands in for a full disk: writing fails half-way.
#[cfg(unix)]
fn on_a_full_disk(repo: &Project, args: &str) -> Run {
    let limited = format!("trap '' XFSZ; ulimit -f 64; exec '{TIKICHECK}' {args}");
    let mut command = repo.command_in(&repo.root, "sh");
    Run::of(&command.args(["-c", &limited]).output().expect("a shell"))
}

#[test]
#[cfg(unix)]
fn w3_a_full_disk() {
    let repo = Project::site();
    let long = |text: &str| text.repeat(20_000);
    repo.write(B, stale(&long("Beta "), &long("Delta ")));
    let before = repo.snapshot();
    on_a_full_disk(&repo, "--fix").expect(2).says(&[B, "room"]);
    before.assert_same(&repo.snapshot());
    // What is staged is fixed all together: the page that could be written is taken back.
    stage(&repo, A, stale("Alpha", "Gamma"));
    repo.git(&["add", B]);
    let before = repo.snapshot();
    on_a_full_disk(&repo, "--fix --staged")
        .expect(2)
        .says(&[B, "room"]);
    before.assert_same(&repo.snapshot());
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
    assert_eq!(repo.read(A), page("Gamma").as_bytes());
    assert_eq!(repo.read(B), page(&long("Delta ")).as_bytes());
    repo.commit(&[]).expect(0);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
#[cfg(unix)]
fn w3_a_directory_that_cannot_be_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let repo = Project::site();
    repo.write(A, stale("Alpha", "Gamma"));
    repo.git(&["add", A]);
    let posts = repo.root.join("content/posts");
    let set_mode = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&posts, mode).expect("a mode");
    };
    set_mode(0o555);
    let before = repo.snapshot();
    for args in [&["--fix"][..], &["--fix", "--staged"]] {
        repo.as_somebody(args)
            .expect(2)
            .says(&[A, "its directory can be written"]);
        before.assert_same_but(&repo.snapshot(), &[".git/objects"]);
    }
    set_mode(0o755);
    repo.as_somebody(&["--fix", "--staged"]).expect(0);
    assert_eq!(repo.staged(A), page("Gamma").as_bytes());
    assert_eq!(repo.read(A), page("Gamma").as_bytes());
}

#[test]
#[cfg(unix)]
fn w4_links_and_modes() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let repo = Project::site();
    let set_mode = |path: &str, mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(repo.root.join(path), mode).expect("a mode");
    };
    // The executable bit stays in file and index; another hard link keeps what it had.
    stage(&repo, A, stale("Alpha", "Gamma"));
    set_mode(A, 0o755);
    std::fs::hard_link(repo.root.join(A), repo.root.join("other-name")).expect("a link");
    repo.git(&["add", A]);
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
    let metadata = std::fs::metadata(repo.root.join(A)).expect("it is there");
    assert_eq!(metadata.mode() & 0o777, 0o755);
    assert!(repo.git(&["ls-files", "--stage", A]).starts_with("100755"));
    assert_eq!(repo.read("other-name"), stale("Alpha", "Gamma").as_bytes());
    repo.commit(&[]).expect(0);

    // A read-only file is left alone, staged or not.
    stage(&repo, B, stale("Beta", "Delta"));
    set_mode(B, 0o444);
    let before = repo.snapshot();
    for args in [&["--fix", "--staged"][..], &["--fix"]] {
        repo.tikicheck(args).expect(2).says(&[B, "read-only"]);
        before.assert_same(&repo.snapshot());
    }
    set_mode(B, 0o644);
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
    repo.commit(&[]).expect(0);

    // A link that is named is followed inside of the repository, and no further.
    let link = |target: &Path, path: &str| symlink(target, repo.root.join(path)).expect("a link");
    link(Path::new("b.md"), "content/posts/inside.md");
    let outside = repo.beside("outside.md");
    std::fs::write(&outside, stale("Old", "New")).expect("a file");
    link(&outside, "content/posts/outside.md");
    repo.write(B, stale("Delta", "Epsilon"));
    repo.tikicheck(&["--fix", "content/posts/inside.md"])
        .expect(0);
    assert_eq!(repo.read(B), page("Epsilon").as_bytes());
    let metadata = std::fs::symlink_metadata(repo.root.join("content/posts/inside.md"));
    assert!(metadata.expect("it is there").is_symlink());
    repo.tikicheck(&["--fix", "content/posts/outside.md"])
        .expect(2)
        .says(&["lies outside of the site"]);
    let content = std::fs::read_to_string(&outside).expect("a file");
    assert_eq!(content, stale("Old", "New"));
}

#[test]
fn w5_a_second_fix_changes_nothing() {
    let repo = Project::site();
    repo.write(A, stale("Alpha", "Gamma"));
    stage(&repo, B, stale("Beta", "Delta"));
    for args in [&["--fix", "--staged"][..], &["--fix"]] {
        repo.tikicheck(args).expect(0);
        let before = repo.snapshot();
        repo.tikicheck(args).expect(0);
        before.assert_same(&repo.snapshot());
    }
    repo.tikicheck(&[]).expect(0).says(&["2 pages: 2 in sync"]);
    repo.tikicheck(&["--staged"]).expect(0);
}

/// Without the list of the pages a link to a page looks like a link to a tag: no fix is made of that.
#[test]
fn no_fix_is_written_when_the_pages_cannot_be_listed() {
    let repo = Project::site();
    add_linking_page(&repo, "content/sub/c.md", "a");
    repo.write(".git/index", "no index");
    let before = repo.snapshot();
    let run = |arguments: &[&str]| {
        let run = repo.tikicheck(arguments).expect(2);
        run.says(&["could not read the index"]);
        before.assert_same(&repo.snapshot());
    };
    run(&["content/sub/c.md"]);
    run(&["--fix", "content/sub/c.md"]);
    run(&["--diff", "content/sub/c.md"]);
}

#[test]
fn w7_a_page_in_another_encoding_on_disk_is_said_once() {
    let repo = Project::site();
    repo.write(
        ".gitattributes",
        "*.md working-tree-encoding=UTF-16LE-BOM\n",
    );
    let utf16 = |text: &str| -> Vec<u8> {
        let marked = format!("\u{feff}{text}");
        marked.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    repo.write(B, utf16(&page("Beta")));
    stage(&repo, A, utf16(&stale("Alpha", "Gamma")));
    repo.git(&["add", "."]);
    assert_eq!(repo.staged(A), stale("Alpha", "Gamma").as_bytes());
    repo.tikicheck(&["--staged"])
        .expect(1)
        .says(&["stale-page"]);
    let before = repo.standing();
    let refused = repo.tikicheck(&["--fix", "--staged"]).expect(1);
    assert_eq!(refused.err.matches("in another form").count(), 1);
    let refused = refused.says_nothing_of(&["changed since"]);
    before.assert_same(&repo.standing());
    // The command that it names does it.
    let command = refused.err.split('`').find(|part| part.contains("--diff"));
    let command = command.expect("a command").replace("tikicheck", TIKICHECK);
    let mut shell = repo.command_in(&repo.root, "sh");
    Run::of(&shell.args(["-c", &command]).output().expect("it starts")).expect(0);
    assert_eq!(repo.staged(A), page("Gamma").as_bytes());
    assert_eq!(repo.read(A), utf16(&page("Gamma")));
    repo.commit(&[]).expect(0);
    // On disk it is no page, which is said once a page.
    let disk = repo.tikicheck(&["--format", "concise"]).expect(1);
    assert_eq!(
        disk.out.matches("the file is UTF-16").count(),
        2,
        "{}",
        disk.out
    );
}
