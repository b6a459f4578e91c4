//! K: which commits run the hook, and what of them is checked.

use super::*;

#[test]
fn k1_amending_with_nothing_new_staged_checks_nothing() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    repo.commit(&["--no-verify"]).expect(0);
    repo.commit(&["--amend"]).expect(0).says(&["0 pages"]);
    repo.tikicheck(&[]).expect(1);
    stage(&repo, B, stale("Beta", "Delta"));
    repo.commit(&["--amend"])
        .expect(1)
        .says(&[B])
        .says_nothing_of(&[A]);
}

#[test]
fn k2_the_hooks_run_for_commits_and_merges_and_for_nothing_else() {
    const THEIRS: &str = "content/posts/theirs.md";
    let repo = Project::site();
    diverge(
        &repo,
        &[(THEIRS, stale("Old", "New"))],
        &[("content/posts/ours.md", page("Ours"))],
    );
    let start = || {
        repo.git(&["checkout", "--quiet", "--force", "--detach", "main"]);
    };
    // A true merge: their broken page is inherited, so the hook runs and lets it pass (K3).
    start();
    repo.with_hook(&["merge", "--no-edit", "other"])
        .expect(0)
        .says(&["0 pages"]);
    // A squash merge is a commit of ours like any other.
    start();
    repo.git(&["merge", "--quiet", "--squash", "other"]);
    repo.commit(&[]).expect(1).says(&[THEIRS]);
    // For all of these Git runs no hook, so only a check of the whole site sees the page: CI is the authority.
    let silent: [&[&str]; 6] = [
        &["cherry-pick", "other"],
        &["rebase", "main", "other"],
        &["merge", "--ff-only", "other"],
        &["am", "--quiet", "patch"],
        &["revert", "--no-edit", "HEAD"],
        &["commit", "--amend", "--no-edit", "--no-verify"],
    ];
    repo.git(&["format-patch", "--quiet", "-1", "--output=patch", "other"]);
    for args in silent {
        start();
        match args[0] {
            "merge" => {
                repo.git(&["reset", "--quiet", "--hard", "main~1"]);
            }
            "revert" => {
                repo.git(&["cherry-pick", "other"]);
                repo.git(&["rm", "--quiet", THEIRS]);
                repo.commit(&[]).expect(0);
            }
            _ => {}
        }
        repo.with_hook(args)
            .expect(0)
            .says_nothing_of(&["page:", "pages:"]);
        let code = i32::from(args[0] != "commit");
        repo.tikicheck(&[]).expect(code);
    }
}

#[test]
fn k3_in_a_merge_only_what_differs_from_all_parents_is_checked() {
    for by_hook in ["pre-merge-commit", "pre-commit"] {
        let repo = Project::site();
        let theirs = [
            ("content/posts/theirs.md", stale("Old", "New")),
            ("shared.md", "theirs".to_owned()),
        ];
        let ours = [("content/posts/ours.md", stale("Old", "New"))];
        diverge(&repo, &theirs, &ours);
        if by_hook == "pre-merge-commit" {
            repo.with_hook(&["merge", "--no-edit", "other"])
                .expect(0)
                .says(&["0 pages"]);
            continue;
        }
        repo.git(&["merge", "--quiet", "--no-commit", "other"]);
        stage(&repo, A, stale("Alpha", "made in the merge"));
        repo.commit(&[])
            .expect(1)
            .says(&[A])
            .says_nothing_of(&["theirs.md", "ours.md"]);
        stage(&repo, A, page("made in the merge"));
        repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);
    }
}

/// What both sides bring is not looked at again, but what comes of both together is.
#[test]
fn k3_a_page_that_comes_with_a_merge_can_make_others_stale() {
    let repo = Project::site();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    add_linking_page(&repo, "content/posts/links.md", "Later");
    let linking = String::from_utf8(repo.read("content/posts/links.md")).expect("UTF-8");
    repo.remove("content/posts/links.md");
    repo.git(&["checkout", "--quiet", "main"]);
    diverge(
        &repo,
        &[("content/posts/later.md", page("Later"))],
        &[("content/posts/links.md", linking)],
    );
    Run::of(&repo.try_git(&["merge", "--no-edit", "other"]))
        .expect(1)
        .says(&["content/posts/links.md"])
        .says_nothing_of(&["later.md"]);
    // The merge is still to be committed; the fix belongs to it.
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
    repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);
    repo.tikicheck(&[]).expect(0);
}

#[test]
fn k4_states_in_progress_are_left_alone() {
    let conflict = || {
        let repo = Project::site();
        diverge(&repo, &[(A, page("Theirs"))], &[(A, page("Ours"))]);
        repo
    };
    let starts: [&[&str]; 4] = [
        &["merge", "other"],
        &["cherry-pick", "other"],
        &["rebase", "other"],
        &["revert", "--no-edit", "HEAD~1"],
    ];
    for start in starts {
        let repo = conflict();
        if start[0] == "revert" {
            stage(&repo, A, page("Later"));
            repo.commit(&[]).expect(0);
        }
        assert!(
            !repo.try_git(start).status.success(),
            "{start:?} stops at the conflict"
        );
        // That a run and a commit that fail leave the state alone is asserted where they are made.
        repo.tikicheck(&["--staged"]).expect(2);
        stage(&repo, A, stale("Alpha", "Both"));
        repo.tikicheck(&["--staged"]).expect(1);
        repo.commit(&[]).expect(1).says(&[A]);
        let finish: &[&str] = if start[0] == "merge" {
            &["commit", "--no-edit"]
        } else {
            &[start[0], "--continue"]
        };
        if start[0] != "rebase" {
            // For `rebase --continue` Git runs no hook.
            repo.with_hook(finish).expect(1).says(&[A]);
        }
        let before = repo.standing();
        stage(&repo, A, page("Both"));
        repo.tikicheck(&["--staged"]).expect(0);
        assert!(repo.is_in_state_of(&before));
        repo.with_hook(finish).expect(0);
        assert!(!repo.is_in_state_of(&before));
        repo.tikicheck(&[]).expect(0);
    }
    let repo = conflict();
    repo.git(&["bisect", "start", "HEAD", "HEAD~1"]);
    let log = repo.git(&["bisect", "log"]);
    stage(&repo, B, stale("Beta", "Delta"));
    repo.commit(&[]).expect(1);
    stage(&repo, B, page("Delta"));
    repo.commit(&[]).expect(0);
    assert_eq!(repo.git(&["bisect", "log"]), log);
}
