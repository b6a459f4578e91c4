//! Where settings lie, and what a change of them touches: what users stumbled on.

use super::*;

/// Under these settings a title stands in the page as another one than by default.
const INLINE: &str = "render: {comments: inline}\n";

/// A page that is in sync under [`INLINE`] alone.
fn inline_page(repo: &Project, dir: &str) -> String {
    let wiki = "A ~tc~ remark ~/tc~ within.";
    let path = format!("{dir}content/posts/a.md");
    repo.write(&path, stale("x", wiki));
    repo.write(format!("{dir}tikicheck.yaml"), INLINE);
    let run = repo.tikicheck_in(&repo.root.join(dir), &["--fix"], &[]);
    run.expect(0);
    path
}

/// Commits everything past the hook, as a site does that has old drift.
fn commit_anyway(repo: &Project) {
    repo.git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
}

#[test]
fn a_site_in_a_subdirectory_is_the_same_site_for_the_hook() {
    let repo = Project::new();
    let path = inline_page(&repo, "site/");
    repo.commit_all("one");
    repo.install();
    let text = String::from_utf8(repo.read(&path)).expect("text");
    stage(
        &repo,
        &path,
        text.replacen("---\n", "---\ndescription: x\n", 1),
    );
    repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);
    // From the root, as the hook is run, and from elsewhere in the repository.
    std::fs::create_dir(repo.root.join("other")).expect("a directory");
    for dir in ["", "other", "site", "site/content/posts"] {
        repo.tikicheck_in(&repo.root.join(dir), &[], &[])
            .expect(0)
            .says(&["1 page: 1 in sync"]);
    }
    // What it prints can be pasted where it was printed.
    let at = text.rfind("within").expect("it is in the source");
    let edited = [&text[..at], "outside", &text[at + "within".len()..]].concat();
    stage(&repo, &path, edited);
    let command = format!("tikicheck --fix --staged {path}");
    repo.tikicheck(&["--staged"]).expect(1).says(&[&command]);
    repo.tikicheck(&["--fix", "--staged", &path])
        .expect(0)
        .says(&[&format!("fixed and staged {path}")]);
}

#[test]
fn a_repository_of_several_sites_says_so() {
    let repo = Project::new();
    inline_page(&repo, "one/");
    inline_page(&repo, "two/");
    repo.commit_all("sites");
    for args in [&[][..], &["--staged"], &["--fix"]] {
        repo.tikicheck(args)
            .expect(2)
            .says(&["2 sites", "one, two"]);
    }
    repo.tikicheck_in(&repo.root.join("two"), &[], &[])
        .expect(0)
        .says(&["1 page: 1 in sync"]);
    // A third one gets settings of its own.
    repo.write("three/content/a.md", page("Alpha"));
    let init = repo.binary(&repo.root.join("three"), &["init"]).output();
    Run::of(&init.expect("it starts")).expect(0);
    assert!(repo.root.join("three/tikicheck.yaml").is_file());
    assert!(!repo.root.join("tikicheck.yaml").exists());
}

#[test]
fn settings_that_are_not_staged_or_misnamed_are_no_default_settings() {
    let repo = Project::new();
    let path = inline_page(&repo, "");
    repo.git(&["add", &path]);
    for args in [&["--staged"][..], &["--fix", "--staged"]] {
        repo.tikicheck(args)
            .expect(2)
            .says(&["tikicheck.yaml", "not in the index", "git add"]);
    }
    repo.git(&["add", "tikicheck.yaml"]);
    repo.tikicheck(&["--staged"]).expect(0);
    repo.git(&["mv", "tikicheck.yaml", "tikicheck.yml"]);
    for args in [&[][..], &["--staged"], &["--fix"], &["--show-config"]] {
        repo.tikicheck(args)
            .expect(2)
            .says(&["tikicheck.yml", "rename it"]);
    }
    repo.tikicheck(&["--no-config", "--show-config"]).expect(0);
}

#[test]
fn accepted_findings_and_comments_are_no_reason_to_check_every_page() {
    let repo = Project::site();
    repo.write(B, stale("Beta", "Gamma"));
    stage(&repo, "tikicheck.yaml", "rules: {}\n");
    commit_anyway(&repo);
    repo.git(&["branch", "base"]);
    let accept =
        format!("# for now\nrules: {{}}\nignore: [{{path: {B}, rule: stale-page, reason: old}}]\n");
    stage(&repo, "tikicheck.yaml", &accept);
    repo.tikicheck(&["--staged"]).expect(0).says(&["0 pages"]);
    repo.tikicheck(&["--since", "base"])
        .expect(0)
        .says(&["0 pages"]);
    // To take the exception back changes no page either.
    commit_anyway(&repo);
    stage(&repo, "tikicheck.yaml", "rules: {}\n");
    repo.tikicheck(&["--staged"]).expect(0).says(&["0 pages"]);
    stage(&repo, "tikicheck.yaml", format!("{INLINE}{accept}"));
    repo.tikicheck(&["--staged"]).expect(0).says(&["1 in sync"]);
    stage(&repo, "tikicheck.yaml", INLINE);
    repo.tikicheck(&["--staged"]).expect(1).says(&[B]);
}

#[test]
fn a_page_that_nobody_changed_and_nobody_can_read_stops_no_commit() {
    let repo = Project::site();
    let limit = "limits: {page_bytes: 2000}\n";
    stage(&repo, "tikicheck.yaml", limit);
    repo.write("content/posts/large.md", page(&"long ".repeat(1000)));
    repo.write(
        "content/posts/pointer.md",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    );
    commit_anyway(&repo);
    repo.git(&["branch", "base"]);
    stage(&repo, "content/about.md", "no source\n");
    repo.tikicheck(&["--staged"])
        .expect(0)
        .says_nothing_of(&["large.md", "pointer.md"]);
    repo.tikicheck(&["--since", "base"]).expect(0);
    // Who changes it hears of it.
    stage(
        &repo,
        "content/posts/large.md",
        page(&"longer ".repeat(1000)),
    );
    repo.tikicheck(&["--staged"]).expect(1).says(&["too-large"]);
}

#[test]
fn pages_that_a_sparse_checkout_leaves_out_still_exist() {
    let repo = Project::site();
    add_linking_page(&repo, "content/posts/links.md", "b");
    repo.commit_all("links");
    let before = repo.read("content/posts/links.md");
    repo.git(&[
        "sparse-checkout",
        "set",
        "--no-cone",
        "/*",
        &format!("!/{B}"),
    ]);
    assert!(!repo.root.join(B).exists());
    for args in [
        &[][..],
        &["content/posts/links.md"],
        &["--fix"],
        &["--since", "HEAD"],
    ] {
        repo.tikicheck(args).expect(0);
    }
    assert_eq!(repo.read("content/posts/links.md"), before);
}

#[test]
fn the_hook_names_pages_from_where_the_commit_was_made() {
    let repo = Project::site();
    repo.install();
    stage(&repo, A, stale("Alpha", "Gamma"));
    let posts = repo.root.join("content/posts");
    let commit = Run::of(&repo.try_git_in(&posts, &["commit", "-m", "x"]));
    commit
        .expect(1)
        .says(&["tikicheck --fix --staged a.md", "[a.md:"]);
    repo.tikicheck_in(&posts, &["--fix", "--staged", "a.md"], &[])
        .expect(0)
        .says(&["fixed and staged a.md"]);
    // A prefix that leads out is none.
    for prefix in ["../..", "/etc", "content/../../x"] {
        stage(&repo, A, stale("Alpha", "Delta"));
        repo.tikicheck_in(&repo.root, &["--staged"], &[("GIT_PREFIX", prefix)])
            .expect(1)
            .says(&[&format!("[{A}:")]);
    }
}

#[test]
fn what_is_staged_in_part_is_mended_as_the_refusal_says() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    repo.write(A, stale("Alpha", "Gamma and more"));
    let on_disk = repo.read(A);
    let pipe = format!("tikicheck -q --staged --diff {A} | git apply --cached --whitespace=nowarn");
    repo.tikicheck(&["--fix", "--staged"])
        .expect(1)
        .says(&["unstaged changes", &pipe]);
    let command = pipe.replacen("tikicheck", TIKICHECK, 1);
    let done = repo
        .command_in(&repo.root, "sh")
        .args(["-c", &command])
        .output();
    Run::of(&done.expect("a shell")).expect(0);
    repo.tikicheck(&["--staged"])
        .expect(0)
        .says(&["1 page: 1 in sync"]);
    assert_eq!(repo.staged(A), page("Gamma").as_bytes());
    assert_eq!(repo.read(A), on_disk);
}
