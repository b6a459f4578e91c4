//! The hooks of `.pre-commit-hooks.yaml`, called as pre-commit and prek call them: the names of files, and variables.

use super::*;

/// The entry of a hook of the manifest, as arguments of the program.
fn entry(id: &str) -> Vec<String> {
    let text = include_str!("../../../.pre-commit-hooks.yaml");
    let hooks: serde_yaml::Value = serde_yaml::from_str(text).expect("YAML");
    let hooks = hooks.as_sequence().expect("a list");
    let hook = hooks.iter().find(|hook| hook["id"].as_str() == Some(id));
    let hook = hook.expect("a hook of that name");
    assert_eq!(hook["pass_filenames"].as_bool(), Some(true), "{id}");
    // A commit that removes a page comes without names.
    assert_eq!(hook["always_run"].as_bool(), Some(true), "{id}");
    let words = hook["entry"].as_str().expect("an entry").split(' ');
    let mut words = words.map(str::to_owned);
    assert_eq!(words.next().as_deref(), Some("tikicheck"));
    words.collect()
}

/// Calls a hook of the manifest with the names that follow and with more variables.
#[track_caller]
fn hook_in(repo: &Project, id: &str, files: &[&str], variables: &[(&str, &str)]) -> Run {
    let entry = entry(id);
    let args: Vec<&str> = entry
        .iter()
        .map(String::as_str)
        .chain(files.iter().copied())
        .collect();
    let variables = [&[("PRE_COMMIT", "1")], variables].concat();
    repo.tikicheck_in(&repo.root, &args, &variables)
}

/// The checking hook in a commit, or with `--all-files`.
#[track_caller]
fn hook(repo: &Project, files: &[&str]) -> Run {
    hook_in(repo, "tikicheck", files, &[])
}

/// The checking hook for a range.
#[track_caller]
fn hook_for(repo: &Project, from: &str, to: &str, files: &[&str]) -> Run {
    let range = [("PRE_COMMIT_FROM_REF", from), ("PRE_COMMIT_TO_REF", to)];
    hook_in(repo, "tikicheck", files, &range)
}

/// Commits everything past the hook.
fn commit_anyway(repo: &Project) {
    repo.git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
}

/// Drift that is committed; nothing is staged.
fn drifted() -> Project {
    let repo = Project::site();
    repo.write(A, stale("Alpha", "Gamma"));
    commit_anyway(&repo);
    repo
}

#[test]
fn all_files_are_judged_though_none_is_staged() {
    let repo = drifted();
    hook(&repo, &["tikicheck.yaml", A, B]).expect(1).says(&[
        A,
        "2 pages: 1 in sync",
        &format!("tikicheck --fix {A}"),
    ]);
    hook(&repo, &["tikicheck.yaml", B])
        .expect(0)
        .says(&["1 page: 1 in sync", "passed over tikicheck.yaml"]);
    // What nobody staged is judged as it is on disk: nothing is hidden from the hook then.
    repo.write(B, stale("Beta", "Delta"));
    hook(&repo, &[B]).expect(1).says(&[B]);
    // Something else that is staged changes nothing about it.
    stage(&repo, "notes.txt", "x");
    hook(&repo, &["notes.txt", A, B]).expect(1).says(&[A, B]);
    // The fix that is named fixes it.
    repo.tikicheck(&["--fix", A, B]).expect(0);
    hook(&repo, &["notes.txt", A, B]).expect(0);
}

#[test]
fn in_a_commit_what_is_staged_is_judged() {
    let repo = Project::site();
    stage(&repo, A, stale("Alpha", "Gamma"));
    // The fix is on disk, and not staged.
    repo.write(A, page("Gamma"));
    hook(&repo, &[A]).expect(1).says(&[&format!("git add {A}")]);
    stage(&repo, A, page("Gamma"));
    repo.write(A, stale("Gamma", "Delta"));
    hook(&repo, &[A]).expect(0).says(&["1 page: 1 in sync"]);
    // Without names, everything that is staged is.
    stage(&repo, B, stale("Beta", "Delta"));
    hook(&repo, &[]).expect(1).says(&[B]);
    // Of two staged pages, the one that was handed over.
    hook(&repo, &[A]).expect(0).says_nothing_of(&[B]);
}

#[test]
fn a_commit_that_renames_or_removes_a_page_affects_others() {
    let repo = Project::site();
    add_linking_page(&repo, "content/posts/links.md", "b");
    repo.commit_all("links");
    repo.git(&["mv", B, "content/posts/c.md"]);
    hook(&repo, &["content/posts/c.md"])
        .expect(1)
        .says(&["links.md", "stale-links"]);
    // pre-commit gives no names then.
    repo.git(&["reset", "--quiet", "--hard"]);
    repo.git(&["rm", "--quiet", B]);
    hook(&repo, &[]).expect(1).says(&["links.md"]);
    // A range does the same.
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    hook_for(&repo, "HEAD~1", "HEAD", &[])
        .expect(1)
        .says(&["links.md"]);
    hook_for(&repo, "HEAD~1", "HEAD", &["README.md"])
        .expect(1)
        .says(&["links.md"]);
}

#[test]
fn a_range_is_judged_as_its_last_commit_holds_it() {
    let repo = drifted();
    repo.git(&["branch", "first"]);
    stage(&repo, B, stale("Beta", "Delta"));
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    hook_for(&repo, "first", "HEAD", &[B])
        .expect(1)
        .says(&[B, "1 page: 0 in sync"])
        .says_nothing_of(&[A]);
    hook_for(&repo, "first", "HEAD", &[]).expect(1).says(&[B]);
    // What is on disk or staged is another matter.
    repo.write(B, page("Delta"));
    hook_for(&repo, "first", "HEAD", &[B]).expect(1).says(&[B]);
    repo.git(&["checkout", "--quiet", "--force", "first"]);
    hook_for(&repo, "first", "main", &[B]).expect(1).says(&[B]);
    hook_for(&repo, "main", "first", &[A]).expect(1).says(&[A]);
    // Neither side has an ancestor: everything differs.
    repo.git(&["checkout", "--quiet", "--orphan", "other"]);
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    repo.git(&["checkout", "--quiet", "main"]);
    hook_for(&repo, "other", "main", &[B]).expect(1).says(&[B]);
    for (from, to) in [("nowhere", "main"), ("main", "nowhere"), ("-x", "main")] {
        hook_for(&repo, from, to, &[B]).expect(2);
    }
}

#[test]
fn the_settings_of_a_range_are_those_of_its_last_commit() {
    let repo = Project::site();
    stage(&repo, A, page("Gamma"));
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    repo.write("tikicheck.yaml", "nonsense: true\n");
    hook_for(&repo, "HEAD~1", "HEAD", &[A]).expect(0);
    repo.git(&["rm", "--quiet", "--cached", "tikicheck.yaml"]);
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    hook_for(&repo, "HEAD~1", "HEAD", &[A])
        .expect(2)
        .says(&["tikicheck.yaml", "is not in HEAD"]);
}

#[test]
fn a_flag_that_looks_elsewhere_does_not_pass_for_a_range() {
    let repo = drifted();
    let range = [
        ("PRE_COMMIT", "1"),
        ("PRE_COMMIT_FROM_REF", "HEAD~1"),
        ("PRE_COMMIT_TO_REF", "HEAD"),
    ];
    repo.tikicheck_in(&repo.root, &["--staged"], &range)
        .expect(2)
        .says(&["HEAD~1..HEAD", "tikicheck --hook"]);
    // Without a word about a range, nothing staged is nothing to check; but who asked for all files hears of it.
    repo.tikicheck_in(&repo.root, &["--staged"], &range[..1])
        .expect(0)
        .says(&["nothing is staged", "`tikicheck --hook`"]);
    repo.tikicheck(&["--staged"])
        .expect(0)
        .says_nothing_of(&["nothing is staged"]);
}

#[test]
fn what_a_merge_takes_from_one_side_is_not_the_mergers() {
    const THEIRS: &str = "content/posts/theirs.md";
    let repo = Project::site();
    diverge(
        &repo,
        &[(THEIRS, stale("Old", "New"))],
        &[("content/posts/ours.md", page("Ours"))],
    );
    repo.git(&["merge", "--quiet", "--no-commit", "other"]);
    hook(&repo, &[THEIRS])
        .expect(0)
        .says(&["0 pages", "passed over 1 page that the merge takes"]);
    stage(&repo, THEIRS, stale("Old", "Newer"));
    hook(&repo, &[THEIRS]).expect(1).says(&[THEIRS]);
}

#[test]
fn files_that_are_no_pages_are_passed_over_with_a_note() {
    let repo = Project::site();
    repo.write("README.md", "x");
    repo.write("content/image.png", "x");
    commit_anyway(&repo);
    hook(&repo, &["README.md", "content/image.png"])
        .expect(0)
        .says(&["passed over 2 files that are no pages, such as README.md"]);
    hook(&repo, &["content/posts/gone.md"])
        .expect(0)
        .says(&["passed over content/posts/gone.md, which is no file"]);
    hook(&repo, &["content"])
        .expect(2)
        .says(&["`--hook` takes files"]);
    hook(&repo, &["../outside.md"]).expect(0);
    // For lists such as those of lint-staged, whatever else is asked for.
    repo.write(A, stale("Alpha", "Gamma"));
    for args in [&[][..], &["--staged"], &["--since", "HEAD"]] {
        let with = |files: &[&str]| repo.tikicheck(&[args, files].concat());
        with(&["README.md"]).expect(2).says(&["README.md"]);
        with(&["--force-exclude", "README.md"])
            .expect(0)
            .says(&["passed over README.md, which is no page", "0 pages"]);
        with(&["--force-exclude", "nowhere/at-all.txt"]).expect(2);
        let code = i32::from(args != ["--staged"]);
        with(&["--force-exclude", "README.md", A]).expect(code);
    }
    repo.tikicheck(&["--force-exclude", "--show-files", "README.md", A])
        .expect(0)
        .says(&[A, "passed over README.md"]);
}

#[test]
fn pages_that_the_settings_do_not_match_stop_a_commit() {
    for pages in ["conten/**/*.md", "content/**/*.mdown"] {
        let repo = Project::site();
        let wrong = format!("pages: [\"{pages}\"]\n");
        stage(&repo, "tikicheck.yaml", &wrong);
        repo.tikicheck(&["--staged"])
            .expect(2)
            .says(&["no page found"]);
        // Git makes 1 of every exit code of a hook.
        repo.commit(&[]).expect(1).says(&["no page found", pages]);
        hook(&repo, &["tikicheck.yaml"])
            .expect(2)
            .says(&["no page found"]);
        // Nor does a later commit pass, whatever is in it.
        commit_anyway(&repo);
        stage(&repo, A, stale("Alpha", "Gamma"));
        repo.commit(&[]).expect(1).says(&["no page found"]);
        hook(&repo, &[A]).expect(2).says(&["no page found"]);
        repo.tikicheck(&["--staged", "--force-exclude", A])
            .expect(2);
        repo.git(&["reset", "--quiet", "--hard"]);
        hook(&repo, &[A, B]).expect(2).says(&["no page found"]);
        hook_for(&repo, "HEAD~1", "HEAD", &["tikicheck.yaml"])
            .expect(2)
            .says(&["no page found"]);
        repo.tikicheck(&["--since", "HEAD~1"]).expect(2);
    }
    // One of several patterns, in the commit that writes it.
    let repo = Project::site();
    stage(
        &repo,
        "tikicheck.yaml",
        "pages: [\"content/**/*.md\", \"doc/*.md\"]\n",
    );
    repo.commit(&[]).expect(1).says(&["doc/*.md"]);
    repo.tikicheck(&["--since", "HEAD"])
        .expect(2)
        .says(&["doc/*.md"]);
}

#[test]
fn a_page_that_lost_its_source_stops_a_commit() {
    let body = "---\ntitle: \"Page\"\n---\n\n\nAlpha\n";
    for left in ["", "\n", body, "Alpha\n"] {
        let repo = Project::site();
        repo.git(&["branch", "base"]);
        stage(&repo, A, left);
        stage(&repo, "content/posts/new.md", left);
        let told = |run: Run| {
            run.expect(1)
                .says(&["lost-source", A])
                .says_nothing_of(&["new.md"]);
        };
        told(repo.commit(&[]));
        told(repo.tikicheck(&["--staged", "--strict"]));
        told(hook(&repo, &[A, "content/posts/new.md"]));
        told(repo.tikicheck(&["--since", "base"]));
        commit_anyway(&repo);
        told(repo.tikicheck(&["--since", "base"]));
        told(hook_for(
            &repo,
            "base",
            "HEAD",
            &[A, "content/posts/new.md"],
        ));
        // It is no news any more.
        stage(&repo, A, format!("{left}\nmore\n"));
        repo.commit(&[]).expect(0);
    }
    // A damaged block is one that was there.
    let repo = Project::site();
    repo.write(A, page("Alpha").replace("AST Structure", "AST"));
    commit_anyway(&repo);
    stage(&repo, A, body);
    repo.commit(&[]).expect(1).says(&["lost-source"]);
    // Who removes the page as a whole says so.
    repo.git(&["rm", "--quiet", "--force", A]);
    repo.commit(&[]).expect(0);
}

#[test]
fn a_page_that_was_renamed_and_lost_its_source_stops_a_commit() {
    let repo = Project::site();
    repo.git(&["branch", "base"]);
    repo.git(&["mv", A, "content/posts/renamed.md"]);
    let renamed = "---\ntitle: \"Another title\"\n---\n\nAlpha\n";
    stage(&repo, "content/posts/renamed.md", renamed);
    repo.commit(&[])
        .expect(1)
        .says(&["lost-source", "renamed.md", "when it was", A]);
    hook(&repo, &["content/posts/renamed.md"])
        .expect(1)
        .says(&["lost-source"]);
    repo.tikicheck(&["--since", "base"])
        .expect(1)
        .says(&["lost-source"]);
    // Another text is another page.
    stage(
        &repo,
        "content/posts/renamed.md",
        renamed.replace("Alpha", "Written anew"),
    );
    repo.commit(&[]).expect(0);
}

#[test]
fn a_lost_source_is_told_once_and_can_be_accepted() {
    let body = "---\ntitle: \"Page\"\n---\n\nAlpha\n";
    let repo = Project::site();
    let settings = |more: &str| format!("pages: [\"content/**/*.md\"]\n{more}");
    stage(&repo, A, body);
    stage(
        &repo,
        "tikicheck.yaml",
        settings("require_source: [\"content/**/*.md\"]\n"),
    );
    repo.commit(&[])
        .expect(1)
        .says(&["missing-source"])
        .says_nothing_of(&["lost-source"]);
    let accept = format!("ignore: [{{path: {A}, rule: lost-source, reason: no wiki text}}]\n");
    stage(&repo, "tikicheck.yaml", settings(&accept));
    repo.commit(&[]).expect(0);
    // A run that cannot tell does not call the entry unused.
    repo.tikicheck(&[]).expect(0);
    repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    for newline in ["\n", "\r\n"] {
        let own = "---\ntitle: \"Page\"\ntikicheck: {ignore: [lost-source]}\n---\n\nAlpha\n";
        stage(&repo, A, own.replace('\n', newline));
        repo.commit(&[]).expect(0);
        repo.tikicheck(&[]).expect(0);
        repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    }
    stage(&repo, A, body);
    stage(
        &repo,
        "tikicheck.yaml",
        settings("rules: {lost-source: warn}\n"),
    );
    repo.tikicheck(&["--staged"])
        .expect(0)
        .says(&["lost-source"]);
    repo.tikicheck(&["--staged", "--strict"]).expect(1);
}

#[test]
fn the_fixing_hook_writes_what_it_is_handed() {
    let repo = drifted();
    let fix = |files: &[&str], variables: &[(&str, &str)]| {
        hook_in(&repo, "tikicheck-fix", files, variables)
    };
    // The hook runner sees that the file changed, and fails.
    fix(&[A, B], &[]).expect(0).says(&[&format!("fixed {A}")]);
    assert_eq!(repo.read(A), page("Gamma").as_bytes());
    repo.git(&["checkout", "--quiet", "--", A]);
    let range = [
        ("PRE_COMMIT_FROM_REF", "HEAD~1"),
        ("PRE_COMMIT_TO_REF", "HEAD"),
    ];
    fix(&[A], &range).expect(0).says(&[&format!("fixed {A}")]);
    assert_eq!(repo.read(A), page("Gamma").as_bytes());
    repo.git(&["checkout", "--quiet", "--", A]);
    stage(&repo, B, stale("Beta", "Delta"));
    fix(&[B], &[]).expect(1).says(&[&format!("fixed {B}")]);
    assert_eq!(repo.read(B), page("Delta").as_bytes());
    assert_eq!(repo.staged(B), stale("Beta", "Delta").as_bytes());
    assert_eq!(repo.read(A), stale("Alpha", "Gamma").as_bytes());
}
