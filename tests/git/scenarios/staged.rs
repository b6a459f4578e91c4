//! P: what the commit will contain.

use super::*;

#[test]
fn p01_staged_good_disk_broken_passes_and_the_reverse_fails() {
    let repo = Project::site();
    stage(&repo, A, page("Gamma"));
    repo.write(A, stale("Gamma", "Delta"));
    repo.commit(&[]).expect(0);
    assert_eq!(repo.read(A), stale("Gamma", "Delta").as_bytes());
    stage(&repo, A, stale("Gamma", "Delta"));
    repo.write(A, page("Delta"));
    repo.commit(&[])
        .expect(1)
        .says(&[A, "the staged version is meant"]);
}

#[test]
fn p02_only_the_source_hunk_was_staged() {
    let half = || {
        let repo = Project::site();
        stage(&repo, A, stale("Alpha", "Gamma"));
        repo.write(A, page("Gamma"));
        repo
    };
    // The way out is to stage the rest, and the message says so.
    let repo = half();
    let run = repo.commit(&[]).expect(1);
    run.says(&[
        "the unstaged part of the file contains the fix",
        &format!("\n  git add {A}\n"),
    ])
    .says_nothing_of(&["tikicheck --fix"]);
    repo.git(&["add", A]);
    repo.commit(&[]).expect(0);
    // A fix of what is staged comes to the same, so it is no surprise.
    let repo = half();
    let file = repo.snapshot();
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
    file.assert_same_but(&repo.snapshot(), &[".git"]);
    assert_eq!(repo.staged(A), page("Gamma").as_bytes());
    // Unless the file holds more than the fix.
    let repo = half();
    repo.write(A, page("Gamma and more"));
    let before = repo.standing();
    repo.tikicheck(&["--fix", "--staged"])
        .expect(1)
        .says(&["has unstaged changes", "contains the fix"]);
    before.assert_same(&repo.standing());
}

/// With `git add -p` itself.
#[test]
fn p02_by_hunks() {
    let repo = Project::site();
    let many = "Alpha\n".repeat(20);
    repo.write(A, stale("Zeta", &format!("{many}Beta\n{many}")));
    repo.tikicheck(&["--fix", A]).expect(0);
    repo.git(&["add", A]);
    repo.commit(&[]).expect(0);
    let text = String::from_utf8(repo.read(A)).expect("UTF-8");
    let (generated, source) = text.split_once("Original Tiki:").expect("a source");
    let source = source.replace("Beta", "Gamma");
    repo.write(A, format!("{generated}Original Tiki:{source}"));
    repo.tikicheck(&["--fix", A]).expect(0);
    // Of body, copy, tree and source, which Git makes hunks of, only the last is staged.
    let mut add = repo.command_in(&repo.root, "sh");
    add.args(["-c", r"printf 'n\nn\nn\ny\n' | git add -p"]);
    Run::of(&add.output().expect("a shell")).expect(0);
    let staged = repo.git(&["diff", "--cached", "--numstat"]);
    assert_eq!(staged, format!("1\t1\t{A}\n"));
    repo.commit(&[])
        .expect(1)
        .says(&["the unstaged part of the file contains the fix"]);
}

#[test]
fn p03_a_staged_page_is_fixed_in_index_and_file() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    repo.tikicheck(&["--fix", "--staged"]).expect(0).says(&[A]);
    assert_eq!(repo.staged(A), page("Gamma").as_bytes());
    assert_eq!(repo.read(A), page("Gamma").as_bytes());
    repo.commit(&[]).expect(0);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn p04_unstaged_changes_are_not_overwritten() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    repo.write(A, stale("Alpha", "Delta"));
    let before = repo.standing();
    repo.tikicheck(&["--fix", "--staged"])
        .says(&[A, "unstaged", "git add", "git stash"])
        .expect(1);
    before.assert_same(&repo.standing());
    repo.remove(A);
    let before = repo.standing();
    repo.tikicheck(&["--fix", "--staged"]).says(&[A]).expect(1);
    before.assert_same(&repo.standing());
}

/// pre-commit hides unstaged work by itself while hooks run, and fails a commit whose files a hook has changed.
#[test]
fn p04_under_pre_commit_only_files_are_fixed() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    let index = repo.git(&["ls-files", "--stage"]);
    let variables = [("PRE_COMMIT", "1")];
    let fix = || repo.tikicheck_in(&repo.root, &["--fix", "--staged"], &variables);
    fix()
        .expect(1)
        .says(&[&format!("fixed {A}"), &format!("git add {A}")]);
    assert_eq!(repo.git(&["ls-files", "--stage"]), index);
    assert_eq!(repo.read(A), page("Gamma").as_bytes());
    repo.git(&["add", A]);
    fix().expect(0);
    // Something that only a person can decide: nothing is written at all.
    stage(&repo, A, stale("Gamma", "Delta"));
    stage(&repo, B, edited("Beta", "Edited\nby hand"));
    let before = repo.standing();
    fix().expect(1);
    before.assert_same(&repo.standing());
}

/// A hook that fixes instead of only checking.
fn fixing_hook(repo: &Project) {
    let content = format!("#!/bin/sh\nexec '{TIKICHECK}' --fix --staged\n");
    script(&repo.root.join(".git/hooks/pre-commit"), &content);
}

#[test]
fn p05_a_failing_hook_leaves_what_was_staged() {
    let repo = Project::site();
    fixing_hook(&repo);
    stage(&repo, A, stale("Alpha", "Gamma"));
    stage(&repo, B, edited("Beta", "Edited\nby hand"));
    repo.commit(&[]).expect(1);
    assert_eq!(repo.staged(A), stale("Alpha", "Gamma").as_bytes());
    // Without the page that needs a decision, the fix becomes part of the commit.
    stage(&repo, B, page("Beta"));
    repo.commit(&[]).expect(0);
    assert_eq!(repo.git(&["show", &format!("HEAD:{A}")]), page("Gamma"));
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn p06_commit_all_and_include() {
    for flags in [&["--all"][..], &["--include", A]] {
        let repo = Project::site();
        repo.write(A, stale("Alpha", "Gamma"));
        // What was staged for this commit alone is not staged any more when the user mends it.
        repo.commit(flags)
            .expect(1)
            .says(&[&format!("\n  tikicheck --fix {A}\n")]);
        assert_eq!(repo.git(&["diff", "--cached", "--name-only"]), "");
        fixing_hook(&repo);
        repo.commit(flags).expect(0);
        assert_eq!(
            repo.git(&["show", &format!("HEAD:{A}")]),
            page("Gamma"),
            "{flags:?}"
        );
        assert_eq!(repo.git(&["status", "--porcelain"]), "", "{flags:?}");
    }
}

#[test]
fn p07_commit_of_named_paths_is_only_reported() {
    let repo = Project::site();
    repo.write(A, stale("Alpha", "Gamma"));
    let commands = format!("\n  tikicheck --fix {A}\n  git commit -- {A}\n");
    repo.commit(&["--", A]).expect(1).says(&[&commands]);
    fixing_hook(&repo);
    repo.commit(&["--", A])
        .expect(1)
        .says(&[&commands, "nothing was written"]);
    repo.tikicheck(&["--fix", A]).expect(0);
    repo.commit(&["--", A]).expect(0);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
    assert_eq!(repo.git(&["show", &format!("HEAD:{A}")]), page("Gamma"));
}

#[test]
fn p08_commit_of_named_paths_leaves_other_staged_files_alone() {
    let repo = Project::site();
    stage(&repo, B, stale("Beta", "Delta"));
    repo.write(A, stale("Alpha", "Gamma"));
    repo.commit(&["--", A])
        .expect(1)
        .says(&[A, "1 page:"])
        .says_nothing_of(&[B]);
    repo.write(A, page("Gamma"));
    repo.commit(&["--", A]).expect(0).says_nothing_of(&[B]);
    assert_eq!(repo.staged(B), stale("Beta", "Delta").as_bytes());
    assert_eq!(
        repo.git(&["diff", "--cached", "--name-only"]),
        format!("{B}\n")
    );
}

#[test]
fn p09_announced_files_are_no_part_of_the_commit() {
    let repo = Project::site();
    repo.write("content/posts/new.md", stale("Old", "New"));
    repo.git(&["add", "--intent-to-add", "content/posts/new.md"]);
    let announced = || repo.git(&["diff", "--name-only", "--diff-filter=A"]);
    stage(&repo, A, stale("Alpha", "Gamma"));
    repo.commit(&[]).expect(1).says(&["1 page:"]);
    assert_eq!(announced(), "content/posts/new.md\n");
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
    assert_eq!(announced(), "content/posts/new.md\n");
    repo.commit(&[]).expect(0).says(&["1 page:"]);
    assert_eq!(announced(), "content/posts/new.md\n");
}

#[test]
fn p10_first_commit() {
    let repo = Project::new();
    repo.write(A, stale("Alpha", "Gamma"));
    repo.install();
    repo.git(&["add", "."]);
    repo.commit(&[]).expect(1).says(&[A]);
    stage(&repo, A, page("Gamma"));
    repo.commit(&[]).expect(0).says(&["1 page:"]);
}

#[test]
fn p10_delete_rename_and_mode() {
    let repo = Project::site();
    repo.git(&["rm", "--quiet", A]);
    repo.commit(&[]).expect(0).says(&["0 pages"]);
    repo.git(&["mv", B, "content/posts/c.md"]);
    repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);
    repo.git(&["mv", "content/posts/c.md", "content/posts/d.md"]);
    stage(&repo, "content/posts/d.md", stale("Beta", "Delta"));
    repo.commit(&[]).expect(1).says(&["content/posts/d.md"]);
    stage(&repo, "content/posts/d.md", page("Delta"));
    repo.git(&["update-index", "--chmod=+x", "content/posts/d.md"]);
    repo.remove("content/posts/d.md");
    repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);
}

#[test]
#[cfg(unix)]
fn p10_links_and_submodules_are_skipped_with_a_reason() {
    let repo = Project::site();
    repo.remove(A);
    std::os::unix::fs::symlink("b.md", repo.root.join(A)).expect("a link");
    repo.git(&["add", A]);
    repo.commit(&[]).expect(0).says(&[A, "symbolic link"]);
    repo.git(&["init", "--quiet", "content/posts/sub.md"]);
    repo.git_in(
        &repo.root.join("content/posts/sub.md"),
        &["commit", "--quiet", "--allow-empty", "-m", "x"],
    );
    repo.git(&["add", "content/posts/sub.md"]);
    repo.commit(&[])
        .expect(0)
        .says(&["content/posts/sub.md", "submodule"]);
    repo.tikicheck(&[])
        .expect(0)
        .says(&[A, "symbolic link", "1 page:"]);
}

#[test]
fn p11_unmerged_entries_are_reported_and_not_resolved() {
    let repo = Project::site();
    diverge(&repo, &[(A, page("Theirs"))], &[(A, page("Ours"))]);
    assert!(!repo.try_git(&["merge", "other"]).status.success());
    for args in [&["--staged"][..], &["--fix", "--staged"]] {
        let before = repo.snapshot();
        repo.tikicheck(args).expect(2).says(&[A, "unmerged"]);
        before.assert_same(&repo.snapshot());
    }
    // On disk it is a page like any other, with the markers of the conflict in it.
    repo.tikicheck(&[]).expect(1).says(&[A, "conflict"]);
    repo.tikicheck(&["--fix"]).expect(1);
    assert!(String::from_utf8_lossy(&repo.read(A)).contains("<<<<<<< "));
}

#[test]
fn p12_pages_that_link_to_a_page_that_comes_or_goes() {
    let repo = Project::site();
    add_linking_page(&repo, "content/posts/links.md", "Later");
    repo.git(&["add", "."]);
    repo.commit(&[]).expect(0);

    stage(&repo, "content/posts/later.md", page("Later"));
    repo.commit(&[])
        .expect(1)
        .says(&["content/posts/links.md"])
        .says_nothing_of(&[A, B]);
    // Against the staged set of pages: that the page lies on disk is not enough, that it is staged is.
    repo.git(&["rm", "--quiet", "--cached", "content/posts/later.md"]);
    repo.tikicheck(&["--staged"]).expect(0);
    repo.git(&["add", "content/posts/later.md"]);
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
    repo.commit(&[]).expect(0);

    repo.git(&["mv", "content/posts/later.md", "content/posts/sooner.md"]);
    repo.commit(&[]).expect(1).says(&["content/posts/links.md"]);
    repo.git(&["reset", "--quiet", "--hard"]);
    repo.git(&["rm", "--quiet", "content/posts/later.md"]);
    repo.commit(&[]).expect(1).says(&["content/posts/links.md"]);
}

#[test]
fn p13_configuration_and_attachments_come_from_the_index() {
    let repo = Project::site();
    let inline = "pages: [\"content/**/*.md\"]\nlinks: {attachments: attachments.yaml}\n";
    stage(&repo, "attachments.yaml", "attachments: {1: /one.png}\n");
    stage(&repo, "tikicheck.yaml", inline);
    stage(&repo, A, stale("Alpha", "{img type=\"attId\" attId=\"1\"}"));
    repo.tikicheck(&["--fix"]).expect(0);
    repo.git(&["add", "."]);
    repo.commit(&[]).expect(0);
    // On disk all is well, in the index the attachment lies elsewhere: every page is checked again.
    stage(&repo, "attachments.yaml", "attachments: {1: /two.png}\n");
    repo.write("attachments.yaml", "attachments: {1: /one.png}\n");
    repo.tikicheck(&[]).expect(0);
    repo.commit(&[]).expect(1).says(&[A]);
    repo.git(&["reset", "--quiet", "--hard"]);
    // A staged configuration counts, one on disk does not.
    repo.write("tikicheck.yaml", "nonsense: true\n");
    stage(&repo, B, page("Delta"));
    repo.commit(&[]).expect(0);
    repo.git(&["add", "tikicheck.yaml"]);
    // Git makes a 1 of whatever a hook ends with.
    repo.commit(&[])
        .expect(1)
        .says(&["tikicheck.yaml", "nonsense"]);
    repo.tikicheck(&["--staged"]).expect(2);
}

#[test]
fn p13_a_list_of_pages_that_changes_concerns_every_page() {
    let repo = Project::site();
    let settings = "dialect: tiki\npages: [\"wiki/*.md\"]\ntiki: {pages: list.txt}\n";
    stage(&repo, "tikicheck.yaml", settings);
    stage(&repo, "list.txt", "Zinc=one.md\n");
    repo.write("a.tiki", "((Zinc))\n");
    let made = repo.tikicheck(&["render", "--emit", "page", "a.tiki"]).out;
    stage(&repo, "wiki/a.md", made);
    repo.commit(&[]).expect(0);
    // On disk the list is as it was.
    stage(&repo, "list.txt", "Zinc=two.md\n");
    repo.write("list.txt", "Zinc=one.md\n");
    repo.tikicheck(&[]).expect(0);
    repo.commit(&[]).expect(1).says(&["wiki/a.md"]);
}
