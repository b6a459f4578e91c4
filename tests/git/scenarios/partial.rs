//! E: clones that lack some of the objects, work trees that lack some of the files, and repositories of others.

use std::path::PathBuf;

use super::*;

/// A clone of `origin` over a protocol that leaves objects out.
fn clone(origin: &Project, args: &[&str]) -> PathBuf {
    for key in ["uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"] {
        origin.git(&["config", key, "true"]);
    }
    let url = format!("file://{}", origin.root.display());
    origin.git(&[&["clone", "--quiet"], args, &[&url, "../clone"]].concat());
    origin.beside("clone")
}

/// Runs the program in a clone, which may get objects that it lacks.
fn run(origin: &Project, clone: &Path, args: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = origin.command_in(clone, TIKICHECK);
    command.args(args).envs(variables.iter().copied());
    Run::of(&command.output().expect("it starts"))
}

/// The same while nothing can be fetched.
fn run_alone(origin: &Project, clone: &Path, args: &[&str]) -> Run {
    std::fs::rename(&origin.root, origin.beside("gone")).expect("moved away");
    let run = run(origin, clone, args, &[]);
    std::fs::rename(origin.beside("gone"), &origin.root).expect("moved back");
    run
}

/// The packs of a clone.
fn packs(clone: &Path) -> usize {
    let files = std::fs::read_dir(clone.join(".git/objects/pack")).expect("a directory");
    let names = files.map(|file| file.expect("an entry").file_name());
    names
        .filter(|name| name.to_string_lossy().ends_with(".pack"))
        .count()
}

/// More pages than a store of objects has room for packs that it did not expect.
const MANY: usize = 60;

/// A site with many pages in `content/out`, one of which links to the only page in `content/in`.
fn large_site() -> Project {
    let origin = Project::new();
    origin.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
    origin.write("content/in/zinc.md", page("Zinc"));
    for n in 0..MANY {
        origin.write(format!("content/out/p{n}.md"), page(&format!("Page {n}")));
    }
    add_linking_page(&origin, "content/out/links.md", "zinc");
    origin.commit_all("site");
    origin
}

#[test]
fn e5_missing_blobs_are_fetched_or_named() {
    let origin = Project::site();
    origin.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", origin.root.display());
    origin.git(&[
        "clone",
        "--quiet",
        "--filter=blob:none",
        "--no-checkout",
        &url,
        "../clone",
    ]);
    let clone = origin.beside("clone");
    origin.git_in(&clone, &["read-tree", "HEAD"]);
    origin.git_in(
        &clone,
        &["update-index", "--add", "--cacheinfo", &{
            let id = origin.git(&["rev-parse", &format!("HEAD:{B}")]);
            format!("100644,{},content/posts/c.md", id.trim())
        }],
    );
    std::fs::rename(&origin.root, origin.beside("gone")).expect("moved away");
    let run = Run::of(
        &origin
            .command_in(&clone, TIKICHECK)
            .arg("--staged")
            .output()
            .expect("it starts"),
    );
    std::fs::rename(origin.beside("gone"), &origin.root).expect("moved back");
    run.expect(2).says(&["not in this clone"]);
    let run = Run::of(
        &origin
            .command_in(&clone, TIKICHECK)
            .arg("--staged")
            .output()
            .expect("it starts"),
    );
    run.expect(0).says(&["1 page: 1 in sync"]);
}

/// A site of many pages, and a sparse clone of it without blobs, in which a page is renamed that others link to.
fn renamed_in_a_sparse_clone() -> (Project, PathBuf) {
    let origin = large_site();
    let clone = clone(&origin, &["--filter=blob:none", "--sparse"]);
    origin.git_in(&clone, &["sparse-checkout", "set", "content/in"]);
    let rename = ["mv", "content/in/zinc.md", "content/in/iron.md"];
    origin.git_in(&clone, &rename);
    (origin, clone)
}

#[test]
fn e5_what_a_commit_needs_is_fetched_in_one_step() {
    let (origin, clone) = renamed_in_a_sparse_clone();
    let git = |args: &[&str]| origin.git_in(&clone, args);
    let before = packs(&clone);
    let spy = Spy::new(":", "fetch");
    run(&origin, &clone, &["--staged"], &[("PATH", &spy.path)])
        .expect(1)
        .says(&["stale-links", "content/out/links.md", "2 pages: 1 in sync"])
        .says_nothing_of(&["error:"]);
    assert_eq!(packs(&clone), before + 1, "one pack came");
    let calls = spy.calls();
    assert_eq!(calls.matches(" fetch ").count(), 1, "{calls}");
    assert!(!calls.contains("cat-file"), "{calls}");
    // The commit is not blocked for good.
    git(&["sparse-checkout", "disable"]);
    run(&origin, &clone, &["--fix", "--staged"], &[]).expect(0);
}

#[test]
fn e5_nothing_is_judged_where_something_cannot_be_fetched() {
    let (origin, clone) = renamed_in_a_sparse_clone();
    let said = [
        "links.md and of 60 more is not in this clone",
        "nothing was checked",
        "`git fetch`",
    ];
    let alone = run_alone(&origin, &clone, &["--staged"]).expect(2);
    assert_eq!((alone.out.as_str(), alone.err.lines().count()), ("", 1));
    alone.says(&said);
    let before = packs(&clone);
    let forbidden = [("GIT_NO_LAZY_FETCH", "1")];
    run(&origin, &clone, &["--staged"], &forbidden)
        .expect(2)
        .says(&said)
        .says(&["GIT_NO_LAZY_FETCH"]);
    assert_eq!(packs(&clone), before);
}

#[test]
fn e5_an_older_git_fetches_one_by_one() {
    let (origin, clone) = renamed_in_a_sparse_clone();
    let bin = origin.beside("bin");
    let older = format!(
        "#!/bin/sh\ncase \"$*\" in *--no-write-fetch-head*) exit 129 ;; esac\nexec '{}' \"$@\"\n",
        git_program().display()
    );
    script(&bin.join("git"), &older);
    let path = std::env::var("PATH").expect("a PATH");
    let path = format!("{}:{path}", bin.display());
    let before = packs(&clone);
    run(
        &origin,
        &clone,
        &["--staged", "--jobs", "2"],
        &[("PATH", &path)],
    )
    .expect(1)
    .says(&["content/out/links.md", "2 pages: 1 in sync"])
    .says_nothing_of(&["error:"]);
    assert!(packs(&clone) > before + MANY, "each came as a pack");
}

#[test]
fn e5_missing_trees_are_fetched_too() {
    let origin = large_site();
    origin.git(&["branch", "base"]);
    origin.write("content/in/zinc.md", stale("Zinc", "Iron"));
    origin.commit_all("stale");
    for args in [&["--filter=tree:0"][..], &["--filter=tree:0", "--sparse"]] {
        let clone = clone(&origin, args);
        if args.contains(&"--sparse") {
            let set = [
                "sparse-checkout",
                "set",
                "--cone",
                "--sparse-index",
                "content/in",
            ];
            origin.git_in(&clone, &set);
        }
        let since = ["--since", "origin/base"];
        run_alone(&origin, &clone, &since)
            .expect(2)
            .says(&["not in this clone", "`git fetch`"]);
        let before = packs(&clone);
        run(&origin, &clone, &since, &[])
            .expect(1)
            .says(&["zinc.md", "1 page: 0 in sync"]);
        assert!(packs(&clone) <= before + 2, "few packs came");
        std::fs::remove_dir_all(&clone).expect("it is there");
    }
}

#[test]
fn e10_pages_that_a_sparse_checkout_leaves_out_are_counted() {
    let repo = Project::site();
    repo.write(
        "tikicheck.yaml",
        "pages: [\"content/posts/*.md\", \"content/out/*.md\"]\n\
         ignore:\n  - {path: \"content/out/*.md\", rule: stale-page, reason: old}\n",
    );
    repo.write("content/out/stale.md", stale("Old", "New"));
    repo.write("content/out/good.md", page("Good"));
    repo.commit_all("more");
    repo.git(&["sparse-checkout", "set", "content/posts"]);
    let said = "2 pages that the sparse checkout leaves out of the work tree were not looked at";
    repo.tikicheck(&[])
        .expect(0)
        .says(&[said, "2 pages: 2 in sync"])
        .says_nothing_of(&["unused-ignore"]);
    repo.tikicheck(&["--strict"]).expect(2).says(&[said]);
    repo.tikicheck(&["--strict", "content/posts"])
        .expect(1)
        .says_nothing_of(&["left out", "leaves"]);
    for named in ["content/out", "content/out/stale.md", "content/o*/*.md"] {
        repo.tikicheck(&[named])
            .expect(2)
            .says(&["the sparse checkout leaves it out"]);
    }
    repo.tikicheck(&["content/none.md"])
        .expect(2)
        .says(&["no such file"]);
    repo.git(&["sparse-checkout", "set", "docs"]);
    repo.tikicheck(&[])
        .expect(2)
        .says(&["leaves all of them out"]);
}

#[test]
fn e10_what_a_range_changes_is_checked_where_it_is_not_on_disk() {
    let repo = Project::site();
    repo.git(&["branch", "base"]);
    repo.write("content/out/stale.md", stale("Old", "New"));
    repo.write(B, page("Better"));
    repo.git(&["add", "."]);
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    repo.git(&["sparse-checkout", "set", "content/posts"]);
    let since = ["--since", "base"];
    repo.tikicheck(&since).expect(1).says(&[
        "1 page that the sparse checkout leaves out of the work tree was checked as staged",
        "content/out/stale.md",
        "2 pages: 1 in sync",
    ]);
    let before = repo.standing();
    repo.tikicheck(&["--fix", "--since", "base"])
        .expect(2)
        .says(&[
            "its fix was not written",
            "git sparse-checkout add content/out",
        ]);
    before.assert_same(&repo.standing());
    // A file that somebody put there counts.
    repo.write("content/out/stale.md", page("New"));
    repo.tikicheck(&since).expect(0);
    repo.tikicheck(&["--strict", "content/out"])
        .says(&["1 page: 1 in sync"]);
}

#[test]
fn e10_settings_that_a_sparse_checkout_leaves_out_count() {
    let repo = Project::site();
    repo.write("docs/draft.md", stale("Old", "New"));
    repo.commit_all("a draft");
    repo.git(&["sparse-checkout", "set", "--no-cone", "/content/", "/docs/"]);
    assert!(!repo.root.join("tikicheck.yaml").exists());
    repo.tikicheck(&[]).expect(0).says(&["2 pages: 2 in sync"]);
}

/// A repository that belongs to somebody else; root alone can make one.
#[cfg(unix)]
#[test]
fn e11_a_repository_of_somebody_else_is_used_where_git_uses_it() {
    use std::os::unix::fs::{MetadataExt as _, lchown};
    let repo = Project::site();
    if std::fs::metadata(&repo.root).expect("it is there").uid() != 0 {
        return;
    }
    for entry in walkdir::WalkDir::new(&repo.root) {
        lchown(entry.expect("it can be read").path(), Some(65534), None).expect("root may");
    }
    let root = repo.root.to_str().expect("UTF-8");
    repo.tikicheck(&[])
        .expect(2)
        .says(&["owned by someone else", "safe.directory"]);
    let number = |count| {
        [
            ("GIT_CONFIG_COUNT", count),
            ("GIT_CONFIG_KEY_0", "safe.directory"),
            ("GIT_CONFIG_VALUE_0", root),
        ]
    };
    repo.tikicheck_in(&repo.root, &[], &number("1"))
        .expect(0)
        .says(&["2 pages: 2 in sync"]);
    let parameters = format!("'safe.directory'='{root}'");
    let option = [("GIT_CONFIG_PARAMETERS", parameters.as_str())];
    repo.tikicheck_in(&repo.root, &[], &option).expect(0);
    let alias = format!("alias.check=!{TIKICHECK}");
    let safe = format!("safe.directory={root}");
    Run::of(&repo.try_git(&["-c", &safe, "-c", &alias, "check"]))
        .expect(0)
        .says(&["2 pages: 2 in sync"]);
    // Leave for another directory is none for this one.
    let other = [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "safe.directory"),
        ("GIT_CONFIG_VALUE_0", "/elsewhere"),
    ];
    repo.tikicheck_in(&repo.root, &[], &other).expect(2);
    // Git does not ask whose a repository is that it is told to use.
    let git_dir = [("GIT_DIR", ".git")];
    repo.tikicheck_in(&repo.root, &[], &git_dir).expect(0);
}
