//! The module `git` against real repositories; git itself is the judge.

use std::path::{Path, PathBuf};

use crate::support::TestRepo;
use tikicheck::internals::git::{FileChanges, FileKind, GitError, Index, Repo};

fn open(repo: &TestRepo) -> Repo {
    crate::support::open(&repo.root)
}

fn staged(repo: &TestRepo) -> FileChanges {
    let repo = open(repo);
    repo.staged(&repo.index().expect("an index"))
        .expect("staged changes")
}

fn paths(index: &Index) -> Vec<String> {
    index
        .committed()
        .map(|entry| entry.path.display().to_string())
        .collect()
}

/// What `staged` finds, in the words of `git diff --raw`.
fn as_raw(changes: &FileChanges) -> Vec<String> {
    let side = |side: Option<tikicheck::internals::git::Side>| match side {
        None => "000000 0".to_owned(),
        Some(side) => {
            let mode = match side.kind {
                FileKind::File => "100644",
                FileKind::Executable => "100755",
                FileKind::Symlink => "120000",
                FileKind::Submodule => "160000",
            };
            format!("{mode} {}", side.id.expect("staged content has an id"))
        }
    };
    let line = |change: &tikicheck::internals::git::FileChange| {
        format!(
            "{} -> {} {}",
            side(change.before),
            side(change.after),
            change.path.display()
        )
    };
    changes.own.iter().map(line).collect()
}

/// The same from git.
fn git_raw(repo: &TestRepo) -> Vec<String> {
    let args = [
        "diff",
        "--cached",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--ita-invisible-in-index",
    ];
    let output = repo.git(&args);
    let mut fields = output.split('\0');
    let mut lines = Vec::new();
    while let (Some(meta), Some(path)) = (fields.next(), fields.next()) {
        let parts: Vec<_> = meta.trim_start_matches(':').split(' ').collect();
        let side = |mode: &str, id: &str| {
            if mode == "000000" {
                "000000 0".into()
            } else {
                format!("{mode} {id}")
            }
        };
        lines.push(format!(
            "{} -> {} {path}",
            side(parts[0], parts[2]),
            side(parts[1], parts[3])
        ));
    }
    lines
}

/// Both, in one order.
fn assert_agrees_with_git(repo: &TestRepo) {
    let mut ours = as_raw(&staged(repo));
    let mut theirs = git_raw(repo);
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs);
}

#[test]
fn outside_of_a_repository_there_is_none() {
    let plain = tempfile::tempdir().expect("a temporary directory");
    assert!(Repo::discover(plain.path()).expect("no error").is_none());
}

#[test]
fn the_root_is_the_same_from_everywhere() {
    let repo = TestRepo::new();
    repo.write("a/b/page.md", "x");
    repo.commit_all("one");
    for dir in ["", "a", "a/b"] {
        let found = crate::support::open(&repo.root.join(dir));
        assert_eq!(found.root().expect("a work tree"), repo.root);
        assert_eq!(paths(&found.index().expect("an index")), ["a/b/page.md"]);
    }
    let linked = repo.beside("linked");
    repo.git(&["worktree", "add", "--quiet", "-b", "other", "../linked"]);
    for dir in ["", "a/b"] {
        let found = crate::support::open(&linked.join(dir));
        assert_eq!(found.root().expect("a work tree"), linked);
        assert_eq!(paths(&found.index().expect("an index")), ["a/b/page.md"]);
    }
}

#[test]
fn a_bare_repository_has_no_root() {
    let repo = TestRepo::init(&["--bare"]);
    let found = open(&repo);
    assert!(matches!(found.root(), Err(GitError::Bare(_))));
    assert!(matches!(found.index(), Err(GitError::Bare(_))));
}

#[test]
fn a_broken_repository_is_not_taken_for_none() {
    let repo = TestRepo::new();
    repo.write(".git/config", "[core\n");
    assert!(matches!(Repo::discover(&repo.root), Err(GitError::Open(_))));
}

#[test]
fn unknown_extensions_are_refused() {
    let repo = TestRepo::new();
    repo.git(&["config", "core.repositoryFormatVersion", "1"]);
    repo.git(&["config", "extensions.futureThing", "true"]);
    assert!(
        repo.try_git(&["status"]).status.code() != Some(0),
        "git refuses it as well"
    );
    let error = Repo::discover(&repo.root).expect_err("refused");
    assert!(error.to_string().contains("futurething"), "{error}");
}

#[test]
fn a_missing_index_is_fatal_once_head_has_files() {
    let repo = TestRepo::new();
    assert!(paths(&open(&repo).index().expect("nothing is tracked yet")).is_empty());
    repo.write("page.md", "x");
    repo.commit_all("one");
    repo.remove(".git/index");
    assert!(matches!(open(&repo).index(), Err(GitError::NoIndex(_))));
}

#[test]
fn a_damaged_index_is_an_error() {
    let repo = TestRepo::new();
    repo.write("page.md", "x");
    repo.commit_all("one");
    let good = repo.read(".git/index");
    for len in [0, 4, 11, 40, good.len() - 21] {
        repo.write(".git/index", &good[..len]);
        assert!(
            matches!(open(&repo).index(), Err(GitError::Read { .. })),
            "cut to {len} bytes"
        );
    }
}

#[test]
fn every_kind_of_staged_change_is_found() {
    let repo = TestRepo::new();
    for name in [
        "edited",
        "deleted",
        "renamed",
        "moved-and-edited",
        "executable",
        "to-link",
        "same",
        "to-dir",
    ] {
        repo.write(name, format!("content of {name}\n"));
    }
    repo.write("dir/to-file", "x");
    repo.write("dir.md", "x");
    repo.write("dir-2", "x");
    repo.commit_all("one");
    repo.write("edited", "new");
    repo.write("added", "new");
    repo.write("announced", "new");
    repo.git(&["rm", "--quiet", "deleted", "to-dir"]);
    repo.write("to-dir/inside", "x");
    repo.git(&["rm", "--quiet", "-r", "dir"]);
    repo.write("dir", "now a file");
    repo.git(&["mv", "renamed", "renamed-to"]);
    repo.git(&["mv", "moved-and-edited", "moved"]);
    repo.write("moved", "and edited");
    repo.git(&["update-index", "--chmod=+x", "executable"]);
    repo.git(&["add", "edited", "added", "moved", "dir", "to-dir"]);
    repo.git(&["add", "--intent-to-add", "announced"]);
    let target = repo.git(&["hash-object", "-w", "same"]);
    repo.git(&[
        "update-index",
        "--cacheinfo",
        &format!("120000,{},to-link", target.trim()),
    ]);
    assert_agrees_with_git(&repo);

    let changes = staged(&repo);
    let set: Vec<_> = changes
        .altering_set()
        .map(|change| change.path.display().to_string())
        .collect();
    let expected = [
        "added",
        "deleted",
        "dir",
        "dir/to-file",
        "moved",
        "moved-and-edited",
        "renamed",
        "renamed-to",
    ];
    let more = ["to-dir", "to-dir/inside", "to-link"];
    assert_eq!(set, [&expected[..], &more[..]].concat());
    assert!(changes.get(Path::new("edited")).is_some());
    assert!(changes.get(Path::new("same")).is_none());
    let index = open(&repo).index().expect("an index");
    assert!(!paths(&index).contains(&"announced".to_owned()));
    assert!(
        index
            .tracked()
            .any(|entry| entry.path == Path::new("announced"))
    );
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let repo = TestRepo::new();
    repo.write("a/page.md", "x");
    repo.git(&["add", "."]);
    assert_agrees_with_git(&repo);
    assert_eq!(staged(&repo).own.len(), 1);
}

#[test]
fn an_empty_commit_is_an_empty_tree() {
    let repo = TestRepo::new();
    repo.commit_all("empty");
    assert_agrees_with_git(&repo);
    repo.write("page.md", "x");
    repo.git(&["add", "."]);
    assert_agrees_with_git(&repo);
}

/// A small generator, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// Names whose order differs between files and directories.
const NAMES: &[&str] = &["a", "a.md", "a-b", "a0", "b", "b.md", "aa", "z"];

/// One random change to the index or the work tree.
fn shuffle(repo: &TestRepo, dice: &mut Dice) {
    let depth = 1 + dice.roll(3);
    let parts: Vec<_> = (0..depth).map(|_| NAMES[dice.roll(NAMES.len())]).collect();
    let path = parts.join("/");
    match dice.roll(6) {
        0 => {
            repo.try_git(&[
                "rm",
                "-r",
                "--quiet",
                "--force",
                "--ignore-unmatch",
                "--",
                &path,
            ]);
        }
        1 => {
            repo.try_git(&["update-index", "--chmod=+x", "--", &path]);
        }
        2 => {
            repo.try_git(&["add", "--intent-to-add", "--", &path]);
        }
        3 => {
            // Computes trees into the index, as a commit would, so that the next comparison meets them.
            repo.try_git(&["write-tree"]);
        }
        _ => {
            let blob = format!("content {}\n", dice.roll(4));
            repo.write(".git/scratch", blob);
            let id = repo.git(&["hash-object", "-w", ".git/scratch"]);
            let info = format!("100644,{},{path}", id.trim());
            repo.try_git(&["update-index", "--add", "--replace", "--cacheinfo", &info]);
        }
    }
}

fn fuzz(repo: &TestRepo, seed: u64) {
    let mut dice = Dice(seed);
    let mut seen = 0;
    for round in 0..4 {
        for _ in 0..25 {
            shuffle(repo, &mut dice);
        }
        assert_agrees_with_git(repo);
        seen += staged(repo).own.len();
        if round % 2 == 0 {
            repo.git(&["commit", "--quiet", "--allow-empty", "-m", "x"]);
        }
    }
    assert!(seen > 20, "only {seen} differences were compared");
}

#[test]
fn random_histories_agree_with_git() {
    for seed in 1..=6 {
        fuzz(&TestRepo::new(), seed);
    }
}

#[test]
fn random_histories_agree_with_git_in_every_format() {
    fuzz(&TestRepo::init(&["--object-format=sha256"]), 11);
    fuzz(&TestRepo::init(&["--ref-format=reftable"]), 12);
    let with = |key: &str, value: &str| {
        let repo = TestRepo::new();
        repo.git(&["config", key, value]);
        repo
    };
    fuzz(&with("core.splitIndex", "true"), 13);
    fuzz(&with("core.untrackedCache", "true"), 14);
    fuzz(&with("index.version", "4"), 15);
    fuzz(&with("index.skipHash", "true"), 16);
}

#[test]
fn a_sparse_index_is_read_as_if_it_were_whole() {
    let repo = TestRepo::new();
    for path in [
        "in/page.md",
        "out/deep/page.md",
        "out/deep.md",
        "out/page.md",
        "out.md",
        "top.md",
    ] {
        repo.write(path, path);
    }
    repo.commit_all("one");
    let whole = paths(&open(&repo).index().expect("an index"));
    repo.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    assert!(
        repo.git(&["ls-files", "--sparse"]).contains("out/\n"),
        "the index is sparse"
    );
    let index = open(&repo).index().expect("an index");
    assert_eq!(paths(&index), whole);
    assert!(
        index
            .get(Path::new("out/deep/page.md"))
            .expect("it is there")
            .sparse
    );
    assert!(
        !index
            .get(Path::new("in/page.md"))
            .expect("it is there")
            .sparse
    );
    repo.write("in/page.md", "edited");
    repo.git(&["add", "in"]);
    assert_agrees_with_git(&repo);
    assert_eq!(staged(&repo).own.len(), 1);
}

#[test]
fn reftables_are_read_through_git() {
    let repo = TestRepo::init(&["--ref-format=reftable"]);
    repo.write("page.md", "x");
    repo.git(&["add", "."]);
    assert_eq!(staged(&repo).own.len(), 1, "before the first commit");
    repo.commit_all("one");
    assert_eq!(staged(&repo).own.len(), 0);
    repo.remove(".git/index");
    assert!(matches!(open(&repo).index(), Err(GitError::NoIndex(_))));
}

#[test]
fn conflicts_are_named() {
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
    let room = open(&repo);
    let index = room.index().expect("an index");
    assert_eq!(
        index.tracked().count(),
        1,
        "tracked once, whatever the stages"
    );
    assert_eq!(index.committed().count(), 0);
    assert!(index.get(Path::new("page.md")).is_none());
    match room.staged(&index) {
        Err(GitError::Unmerged(paths)) => assert_eq!(paths, [PathBuf::from("page.md")]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_merge_owns_what_differs_from_all_parents() {
    let repo = TestRepo::new();
    for path in [
        "both.md",
        "ours.md",
        "theirs.md",
        "same.md",
        "gone-theirs.md",
    ] {
        repo.write(path, "a\nb\nc\nd\ne\nf\ng\nh\n");
    }
    repo.commit_all("base");
    repo.git(&["checkout", "--quiet", "-b", "other"]);
    repo.write("both.md", "a\nb\nc\nd\ne\nf\ng\nTHEIRS\n");
    repo.write("theirs.md", "theirs");
    repo.write("new-theirs.md", "new");
    repo.git(&["rm", "--quiet", "gone-theirs.md"]);
    repo.commit_all("theirs");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("both.md", "OURS\nb\nc\nd\ne\nf\ng\nh\n");
    repo.write("ours.md", "ours");
    repo.write("new-ours.md", "new");
    repo.commit_all("ours");
    repo.git(&["merge", "--quiet", "--no-commit", "other"]);
    repo.write("hand.md", "made in the merge");
    repo.git(&["add", "hand.md"]);

    let changes = staged(&repo);
    let own: Vec<_> = changes
        .own
        .iter()
        .map(|change| change.path.display().to_string())
        .collect();
    assert_eq!(own, ["both.md", "hand.md"]);
    let set: Vec<_> = changes
        .altering_set()
        .map(|change| change.path.display().to_string())
        .collect();
    assert_eq!(
        set,
        ["hand.md", "gone-theirs.md", "new-ours.md", "new-theirs.md"]
    );
}

#[test]
fn staged_bytes_are_read_whatever_is_on_disk() {
    let repo = TestRepo::new();
    repo.write("loose.md", "loose");
    repo.write("packed.md", "packed\n".repeat(400));
    repo.commit_all("one");
    repo.write("packed.md", "packed\n".repeat(401));
    repo.commit_all("two");
    repo.git(&["repack", "-adq"]);
    repo.write("loose.md", "loose, staged");
    repo.git(&["add", "."]);
    repo.write("loose.md", "loose, unstaged");
    repo.remove("packed.md");

    let room = open(&repo);
    let index = room.index().expect("an index");
    let blobs = room.blobs();
    let mut buffer = Vec::new();
    for (path, content) in [
        ("packed.md", "packed\n".repeat(401)),
        ("loose.md", "loose, staged".to_owned()),
    ] {
        let entry = index.get(Path::new(path)).expect("it is staged");
        assert_eq!(
            blobs.size(entry.id).expect("no damage"),
            Some(content.len() as u64)
        );
        assert_eq!(
            blobs
                .read(entry.path, entry.id, &mut buffer)
                .expect("its bytes"),
            content.as_bytes()
        );
    }
}

#[test]
fn a_missing_blob_is_fetched_or_named() {
    let origin = TestRepo::new();
    origin.write("page.md", "the page");
    origin.commit_all("one");
    origin.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = origin.beside("clone");
    let url = format!("file://{}", origin.root.display());
    origin.git(&[
        "clone",
        "--quiet",
        "--no-checkout",
        "--filter=blob:none",
        &url,
        "../clone",
    ]);
    origin.git_in(&clone, &["read-tree", "HEAD"]);

    let room = crate::support::open(&clone);
    let index = room.index().expect("an index");
    let entry = index.get(Path::new("page.md")).expect("it is tracked");
    let mut buffer = Vec::new();
    assert_eq!(
        room.blobs().size(entry.id).expect("no damage"),
        None,
        "the clone is partial"
    );
    std::fs::rename(&origin.root, origin.beside("gone")).expect("moved away");
    let error = room
        .blobs()
        .read(entry.path, entry.id, &mut buffer)
        .expect_err("nowhere to fetch from");
    assert!(
        error.to_string().contains("page.md") && error.to_string().contains(&entry.id.to_string()),
        "{error}"
    );
    std::fs::rename(origin.beside("gone"), &origin.root).expect("moved back");
    assert_eq!(
        room.blobs()
            .read(entry.path, entry.id, &mut buffer)
            .expect("fetched"),
        b"the page"
    );
}

#[test]
fn reading_changes_nothing() {
    let repo = TestRepo::new();
    repo.write("page.md", "x");
    repo.commit_all("one");
    repo.write("page.md", "y");
    repo.write("new.md", "z");
    repo.git(&["add", "new.md"]);
    let before = repo.snapshot();
    let room = open(&repo);
    let index = room.index().expect("an index");
    room.staged(&index).expect("staged changes");
    before.assert_same(&repo.snapshot());
}

#[test]
#[cfg(unix)]
fn paths_are_bytes() {
    use std::os::unix::ffi::OsStrExt as _;
    let repo = TestRepo::new();
    let names: &[&[u8]] = &[
        b"a b.md",
        b"tab\t.md",
        b"line\nbreak.md",
        b"quote\".md",
        b"-dash.md",
        b"\xff\xfe.md",
    ];
    let unicode: &[&[u8]] = &[
        "caf\u{e9}.md".as_bytes(),
        "cafe\u{301}.md".as_bytes(),
        b"back\\slash.md",
    ];
    for name in [names, unicode].concat() {
        repo.write(std::ffi::OsStr::from_bytes(name), name);
    }
    repo.git(&["add", "."]);
    let room = open(&repo);
    let index = room.index().expect("an index");
    assert_eq!(index.committed().count(), 9);
    assert_eq!(room.staged(&index).expect("staged changes").own.len(), 9);
    let mut buffer = Vec::new();
    for entry in index.committed() {
        assert_eq!(index.get(entry.path), Some(entry));
        let content = room
            .blobs()
            .read(entry.path, entry.id, &mut buffer)
            .expect("its bytes")
            .to_owned();
        assert_eq!(content, entry.path.as_os_str().as_bytes());
    }
}
