//! What is on disk, what changed since a revision, and what is put into the index; git itself is the judge.

use std::io;
use std::path::{Path, PathBuf};

use crate::support::{TestRepo, open};
use tikicheck::internals::git::{FileKind, GitError, Id, OnDisk, Repo, Restage};

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

fn on_disk(dir: &Path) -> Vec<String> {
    let repo = open(dir);
    let index = repo.index().expect("an index");
    let files = repo.on_disk(&index, |_| true, is_markdown).expect("a list");
    let line = |file: &tikicheck::internals::git::DiskFile| {
        format!("{} {:?}", file.path.display(), file.kind)
    };
    files.iter().map(line).collect()
}

#[test]
fn the_work_tree_holds_tracked_and_untracked_but_no_ignored_files() {
    let repo = TestRepo::new();
    for path in ["a/tracked.md", "gone.md", "other.txt", "became-dir.md"] {
        repo.write(path, path);
    }
    repo.write(".gitignore", "*.tmp.md\nbuild/\n");
    repo.commit_all("one");
    repo.remove("gone.md");
    repo.remove("became-dir.md");
    repo.write("became-dir.md/inside.md", "x");
    repo.write("a/untracked.md", "x");
    repo.write("build/page.md", "x");
    repo.write("x.tmp.md", "x");
    repo.write("a/announced.md", "x");
    repo.git(&["add", "--intent-to-add", "a/announced.md"]);
    repo.git(&["init", "--quiet", "nested"]);
    repo.write("nested/page.md", "x");
    #[cfg(unix)]
    std::os::unix::fs::symlink("a/tracked.md", repo.root.join("link.md")).expect("a link");
    let expected = [
        "a/announced.md File",
        "a/tracked.md File",
        "a/untracked.md File",
        "became-dir.md/inside.md File",
        #[cfg(unix)]
        "link.md Symlink",
    ];
    let before = repo.snapshot();
    assert_eq!(on_disk(&repo.root), expected);
    assert_eq!(
        on_disk(&repo.root.join("a")),
        expected,
        "the same from a subdirectory"
    );
    before.assert_same(&repo.snapshot());
}

#[test]
fn a_conflicted_page_is_on_disk_once() {
    let repo = conflict();
    assert_eq!(on_disk(&repo.root), ["page.md File"]);
}

#[test]
fn without_git_the_directory_is_walked() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for path in ["b.md", "a/z.md", "a/x.txt", ".git/page.md", "a.md"] {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("below")).expect("a directory");
        std::fs::write(path, "x").expect("a file");
    }
    let files = tikicheck::internals::git::walk(dir.path(), |_| true, is_markdown).expect("a list");
    let paths: Vec<_> = files.into_iter().map(|file| file.path).collect();
    assert_eq!(
        paths,
        [
            PathBuf::from("a.md"),
            PathBuf::from("a/z.md"),
            PathBuf::from("b.md")
        ]
    );
    assert!(
        tikicheck::internals::git::walk(&dir.path().join("no"), |_| true, is_markdown).is_err()
    );
}

fn conflict() -> TestRepo {
    let repo = TestRepo::new();
    repo.write("page.md", "one");
    repo.commit_all("one");
    repo.git(&["checkout", "--quiet", "-b", "other"]);
    repo.write("page.md", "two");
    repo.commit_all("two");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("page.md", "three");
    repo.commit_all("three");
    assert!(!repo.try_git(&["merge", "other"]).status.success());
    repo
}

fn unstaged(repo: &TestRepo, paths: &[&str]) -> Vec<OnDisk> {
    let room = open(&repo.root);
    let paths: Vec<_> = paths.iter().map(Path::new).collect();
    room.unstaged(&room.index().expect("an index"), &paths)
        .expect("an answer")
}

#[test]
fn unstaged_changes_are_told_from_the_index() {
    let repo = TestRepo::new();
    repo.write(".gitattributes", "*.md text\ncrlf.md eol=crlf\n");
    for path in [
        "same.md",
        "edited.md",
        "gone.md",
        "touched.md",
        "staged.md",
        "both.md",
        "crlf.md",
        "assumed.md",
    ] {
        repo.write(path, "one\n");
    }
    repo.write("-dash *.md", "one\n");
    repo.commit_all("one");
    repo.write("edited.md", "two\n");
    repo.remove("gone.md");
    repo.write("touched.md", "one\n");
    repo.write("staged.md", "two\n");
    repo.write("both.md", "two\n");
    repo.git(&["add", "staged.md", "both.md"]);
    repo.write("both.md", "three\n");
    repo.write("crlf.md", "one\r\n");
    repo.git(&["update-index", "--assume-unchanged", "assumed.md"]);
    repo.write("assumed.md", "two\n");
    let before = repo.snapshot();
    use OnDisk::{Different, Missing, Same};
    let paths = [
        "same.md",
        "edited.md",
        "gone.md",
        "touched.md",
        "staged.md",
        "both.md",
        "crlf.md",
        "assumed.md",
    ];
    let states = [
        Same, Different, Missing, Same, Same, Different, Same, Different,
    ];
    assert_eq!(unstaged(&repo, &paths), states);
    assert_eq!(unstaged(&repo, &["-dash *.md"]), [Same]);
    before.assert_same(&repo.snapshot());
}

fn since(repo: &TestRepo, rev: &str) -> Result<Vec<String>, GitError> {
    let room = open(&repo.root);
    let changes = room.since(&room.index().expect("an index"), rev)?;
    let sign = |change: &tikicheck::internals::git::FileChange| match (change.before, change.after)
    {
        (None, Some(_)) => '+',
        (Some(_), None) => '-',
        _ => '~',
    };
    Ok(changes
        .own
        .iter()
        .map(|change| format!("{}{}", sign(change), change.path.display()))
        .collect())
}

/// A base commit, then `main` goes on and so does `topic`, which is checked out.
fn parted() -> TestRepo {
    let repo = TestRepo::new();
    for path in [
        "kept.md",
        "edited.md",
        "gone.md",
        "on-main.md",
        "staged.md",
        "unstaged.md",
        "removed.md",
    ] {
        repo.write(path, path);
    }
    repo.commit_all("base");
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.write("edited.md", "edited");
    repo.write("new.md", "new");
    repo.git(&["rm", "--quiet", "gone.md"]);
    repo.commit_all("topic");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("on-main.md", "changed on main");
    repo.commit_all("main");
    repo.git(&["checkout", "--quiet", "topic"]);
    repo
}

#[test]
fn since_sees_what_is_on_disk() {
    let repo = parted();
    assert_eq!(
        since(&repo, "main").expect("a list"),
        ["~edited.md", "-gone.md", "+new.md"]
    );
    repo.write("staged.md", "staged");
    repo.write("staged-new.md", "staged");
    repo.git(&["add", "."]);
    repo.write("unstaged.md", "unstaged");
    repo.write("untracked.md", "untracked");
    repo.write("kept.md", "kept.md");
    repo.remove("removed.md");
    repo.remove("new.md");
    let before = repo.snapshot();
    let expected = [
        "~edited.md",
        "-gone.md",
        "-removed.md",
        "+staged-new.md",
        "~staged.md",
        "~unstaged.md",
        "+untracked.md",
    ];
    assert_eq!(since(&repo, "main").expect("a list"), expected);
    before.assert_same(&repo.snapshot());
    assert_eq!(
        since(&repo, "HEAD").expect("a list").len(),
        6,
        "new.md is gone, the rest is not committed"
    );
}

#[test]
fn bad_revisions_are_errors() {
    let repo = parted();
    for rev in [
        "",
        "nowhere",
        "-n",
        "--all",
        "main..topic",
        "main^{blob}",
        "HEAD:kept.md",
        "ma\nin",
    ] {
        let error = since(&repo, rev).expect_err(rev);
        assert!(
            matches!(error, GitError::UnknownRevision { .. }),
            "{rev}: {error}"
        );
    }
    let empty = TestRepo::new();
    assert!(matches!(
        since(&empty, "main"),
        Err(GitError::UnknownRevision { .. })
    ));
}

#[test]
fn unrelated_histories_are_an_error() {
    let repo = parted();
    repo.git(&["checkout", "--quiet", "--orphan", "island"]);
    repo.commit_all("island");
    assert!(matches!(since(&repo, "main"), Err(GitError::Unrelated(_))));
}

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let repo = parted();
    let url = format!("file://{}", repo.root.display());
    repo.git(&[
        "clone",
        "--quiet",
        "--depth=1",
        "--no-single-branch",
        "--branch=topic",
        &url,
        "../clone",
    ]);
    let clone = open(&repo.beside("clone"));
    let index = clone.index().expect("an index");
    let error = clone
        .since(&index, "origin/main")
        .expect_err("no merge base");
    assert!(matches!(error, GitError::Shallow(_)), "{error}");
    assert!(error.to_string().contains("fetch-depth: 0"), "{error}");
    let error = clone
        .since(&index, "origin/other")
        .expect_err("no such branch");
    assert!(error.to_string().contains("fetch-depth: 0"), "{error}");
    assert!(
        clone
            .since(&index, "HEAD")
            .expect("there is a merge base")
            .own
            .is_empty()
    );
}

/// The fix of `path`: other content for what is staged now.
fn fix(room: &Repo, path: &str, content: &[u8]) -> Restage {
    let index = room.index().expect("an index");
    let entry = index.get(Path::new(path)).expect("it is staged");
    let to = room.write_blobs([Ok(content)]).expect("an id")[0];
    Restage {
        path: path.into(),
        kind: entry.kind,
        from: entry.id,
        to,
    }
}

#[test]
fn restaging_replaces_exactly_what_it_names() {
    let repo = TestRepo::new();
    for path in ["a.md", "b.md", "run.md", "kept.md", "spaced out\n.md"] {
        repo.write(path, path);
    }
    repo.git(&["add", "."]);
    repo.git(&["update-index", "--chmod=+x", "run.md"]);
    repo.git(&["commit", "--quiet", "-m", "one"]);
    repo.write("b.md", "staged");
    repo.git(&["add", "b.md"]);
    repo.write("announced.md", "x");
    repo.git(&["add", "--intent-to-add", "announced.md"]);
    let before = repo.snapshot();
    let room = open(&repo.root);
    let binary: &[u8] = b"line\r\n\0\ndone\n";
    let changes = [
        fix(&room, "a.md", b""),
        fix(&room, "run.md", binary),
        fix(&room, "spaced out\n.md", b"blob\nmark :1\n"),
    ];
    room.restage(&changes).expect("restaged");
    before.assert_same_but(&repo.snapshot(), &[".git/index", ".git/objects"]);
    assert_eq!(repo.staged("a.md"), b"");
    assert_eq!(repo.staged("run.md"), binary);
    assert_eq!(repo.staged("spaced out\n.md"), b"blob\nmark :1\n");
    assert_eq!(repo.staged("b.md"), b"staged");
    assert!(
        repo.git(&["ls-files", "--stage", "run.md"])
            .starts_with("100755")
    );
    assert_eq!(
        repo.git(&["diff", "--name-only", "--diff-filter=A"]),
        "announced.md\n",
        "still intent-to-add"
    );
    assert_eq!(repo.git(&["fsck", "--strict", "--no-dangling"]), "");
    repo.git(&["commit", "--quiet", "-m", "two"]);
    assert_eq!(repo.git(&["show", "HEAD:b.md"]), "staged");
    assert_eq!(
        repo.git(&["cat-file", "-s", "HEAD:a.md"]),
        "0\n",
        "the commit has the fix"
    );
}

#[test]
fn restaging_can_be_taken_back() {
    let repo = TestRepo::new();
    repo.write("a.md", "one");
    repo.commit_all("one");
    let before = repo.git(&["ls-files", "--stage"]);
    let room = open(&repo.root);
    let change = fix(&room, "a.md", b"two");
    room.restage(std::slice::from_ref(&change))
        .expect("restaged");
    assert_ne!(repo.git(&["ls-files", "--stage"]), before);
    let back = Restage {
        from: change.to,
        to: change.from,
        ..change
    };
    room.restage(&[back]).expect("taken back");
    assert_eq!(repo.git(&["ls-files", "--stage"]), before);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn restaging_is_all_or_nothing() {
    let repo = TestRepo::new();
    repo.write("a.md", "one");
    repo.write("b.md", "one");
    repo.commit_all("one");
    let room = open(&repo.root);
    let changes = [fix(&room, "a.md", b"two"), fix(&room, "b.md", b"two")];
    repo.write("b.md", "meanwhile");
    repo.git(&["add", "b.md"]);
    let before = repo.snapshot();
    let error = room.restage(&changes).expect_err("b.md is another now");
    assert!(
        matches!(&error, GitError::IndexChanged(path) if path == Path::new("b.md")),
        "{error}"
    );
    before.assert_same(&repo.snapshot());
}

#[test]
fn a_locked_index_is_waited_for_and_then_left_alone() {
    let repo = TestRepo::new();
    repo.write("a.md", "one");
    repo.commit_all("one");
    let room = open(&repo.root);
    let change = fix(&room, "a.md", b"two");
    repo.write(".git/index.lock", "");
    let before = repo.snapshot();
    let error = room
        .restage(std::slice::from_ref(&change))
        .expect_err("locked");
    assert!(
        matches!(&error, GitError::Locked(path) if path.ends_with("index.lock")),
        "{error}"
    );
    before.assert_same(&repo.snapshot());
    // That a lock which goes away is waited for, the hook's tests show (W2).
    repo.remove(".git/index.lock");
    room.restage(&[change]).expect("no lock is left");
    assert_eq!(repo.staged("a.md"), b"two");
}

#[test]
fn restaging_works_in_every_format() {
    let config = |key: &str, value: &str| {
        let repo = TestRepo::new();
        repo.git(&["config", key, value]);
        repo
    };
    let repos = [
        TestRepo::init(&["--object-format=sha256"]),
        TestRepo::init(&["--ref-format=reftable"]),
        config("core.splitIndex", "true"),
        config("index.version", "4"),
    ];
    for repo in repos {
        repo.write("a.md", "one");
        repo.write("b.md", "one");
        repo.commit_all("one");
        let room = open(&repo.root);
        room.restage(&[fix(&room, "a.md", b"two")])
            .expect("restaged");
        assert_eq!(repo.staged("a.md"), b"two");
        assert_eq!(repo.git(&["diff", "--cached", "--name-only"]), "a.md\n");
        let index = room.index().expect("an index");
        assert_eq!(room.staged(&index).expect("staged changes").own.len(), 1);
    }
}

#[test]
fn many_blobs_are_written_at_once() {
    let repo = TestRepo::new();
    let contents: Vec<_> = (0..300)
        .map(|n| format!("content {n}\n").repeat(n))
        .collect();
    let slices: Vec<_> = contents.iter().map(String::as_bytes).collect();
    let room = open(&repo.root);
    let ids: Vec<Id> = room
        .write_blobs(slices.iter().copied().map(Ok))
        .expect("ids");
    let blobs = room.blobs();
    let mut buffer = Vec::new();
    for (id, content) in ids.iter().zip(&slices) {
        assert_eq!(
            &blobs
                .read(Path::new("x"), *id, &mut buffer)
                .expect("it was written"),
            content
        );
    }
    let none: [io::Result<&[u8]>; 0] = [];
    assert!(room.write_blobs(none).expect("nothing to do").is_empty());
}

#[test]
fn line_ends_count_as_git_counts_them() {
    let repo = TestRepo::new();
    repo.write(".gitattributes", "*.md text eol=crlf\n*.bin -text\n");
    repo.write("a.md", "one\r\n");
    repo.commit_all("one");
    let room = open(&repo.root);
    let contents = [&b"two\n"[..], b"two\r\n"];
    let stored = room.write_blobs(contents.map(Ok)).expect("ids");
    assert_eq!(
        room.id_if_added(Path::new("a.md"), b"two\r\n")
            .expect("an id"),
        stored[0]
    );
    assert_eq!(
        room.id_if_added(Path::new("a.bin"), b"two\r\n")
            .expect("an id"),
        stored[1]
    );
}

#[test]
fn hooks_are_where_git_looks_for_them() {
    let repo = TestRepo::new();
    repo.commit_all("one");
    let hooks = |dir: &Path| open(dir).hooks().expect("a directory");
    assert_eq!(hooks(&repo.root).dir, repo.root.join(".git/hooks"));
    repo.git(&["worktree", "add", "--quiet", "-b", "other", "../linked"]);
    assert_eq!(
        hooks(&repo.beside("linked")).dir,
        repo.root.join(".git/hooks")
    );
    repo.write("sub/x", "x");
    repo.git(&["config", "core.hooksPath", "my hooks"]);
    assert_eq!(
        hooks(&repo.root.join("sub")).dir,
        repo.root.join("my hooks")
    );
    assert_eq!(
        hooks(&repo.beside("linked")).dir,
        repo.beside("linked").join("my hooks")
    );
    assert!(!hooks(&repo.root).shared);
}

#[test]
fn an_executable_file_is_listed_as_a_file() {
    let repo = TestRepo::new();
    repo.write("a.md", "x");
    repo.commit_all("one");
    let index = open(&repo.root).index().expect("an index");
    assert_eq!(
        index.get(Path::new("a.md")).expect("tracked").kind,
        FileKind::File
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(repo.root.join("a.md"), mode).expect("a mode");
        assert_eq!(on_disk(&repo.root), ["a.md File"]);
    }
}

#[test]
#[cfg(unix)]
fn a_tracked_page_in_a_directory_that_cannot_be_read_is_not_taken_for_gone() {
    use std::os::unix::fs::PermissionsExt as _;
    let repo = TestRepo::new();
    repo.write("shut/a.md", "x");
    repo.commit_all("one");
    let shut = repo.root.join("shut");
    let set = |mode| {
        std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    set(0o000);
    let opened = open(&repo.root);
    let index = opened.index().expect("an index");
    let listed = opened.on_disk(&index, |_| true, is_markdown);
    // Root reads what it likes.
    let is_root = std::fs::read_dir(&shut).is_ok();
    set(0o755);
    if is_root {
        assert_eq!(listed.expect("a list").len(), 1);
    } else {
        let error = listed.expect_err("nobody can tell").to_string();
        assert!(error.contains("shut"), "{error}");
    }
}
