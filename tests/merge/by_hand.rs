//! Pages that are in conflict already: `tikicheck resolve` and `git mergetool`.

use crate::site::{BASE, Branches, PAGE, edited, page};

/// A merge that Git did without the driver, of these pages.
fn merged_by_git(ours: &str, theirs: &str) -> Branches {
    let repo = Branches::new();
    repo.diverge(ours, theirs);
    let own = "merge.tikicheck.driver=git merge-file --marker-size=%L -L %X -L %S -L %Y %A %O %B";
    repo.run(&["-c", own, "merge", "--no-edit", "topic"])
        .expect(1);
    repo
}

fn with(was: &str, is: &str) -> String {
    BASE.replacen(was, is, 1)
}

#[test]
fn a_conflict_that_is_none_is_resolved_and_staged() {
    let repo = merged_by_git(
        &page(&with("lamp is old", "lamp is green")),
        &edited(BASE, "rope is new", "rope is long"),
    );
    repo.tikicheck(&["resolve"])
        .expect(0)
        .says(&["merged and staged content/posts/a.md"]);
    repo.has_source(&with("lamp is old", "lamp is green").replace("rope is new", "rope is long"));
    assert_eq!(repo.git(&["diff", "--name-only", "--diff-filter=U"]), "");
    repo.git(&["commit", "--quiet", "--no-edit"]);
    repo.tikicheck(&["resolve"])
        .expect(0)
        .says(&["no page is in conflict"]);
    repo.tikicheck(&["resolve", PAGE])
        .expect(2)
        .says(&["is not in conflict"]);
}

#[test]
fn a_conflict_that_is_one_becomes_one_place() {
    let repo = merged_by_git(
        &page(&with("lamp is old", "lamp is green")),
        &page(&with("lamp is old", "lamp is broken")),
    );
    assert!(repo.page_text().matches("<<<<<<<").count() > 1);
    let run = repo.tikicheck(&["resolve", PAGE]).expect(1);
    run.says(&["1 place left to you", "tikicheck --fix content/posts/a.md"]);
    assert_eq!(repo.page_text().matches("<<<<<<<").count(), 1);
    // Once more changes nothing.
    let page = repo.page_text();
    repo.tikicheck(&["resolve"]).expect(1);
    assert_eq!(repo.page_text(), page);
    repo.choose("The lamp is gone. The rope is new.\n");
    repo.tikicheck(&["--fix", PAGE]).expect(0);
    repo.has_source(&with("lamp is old", "lamp is gone"));
}

#[test]
fn what_a_person_began_is_left_alone() {
    let repo = merged_by_git(
        &page(&with("lamp is old", "lamp is green")),
        &page(&with("lamp is old", "lamp is broken")),
    );
    let begun = repo
        .page_text()
        .replacen("lamp is green", "lamp is greenish", 1);
    repo.write(PAGE, &begun);
    repo.tikicheck(&["resolve"]).expect(2).says(&[
        "it was edited since the merge",
        "git checkout --merge -- content/posts/a.md",
    ]);
    assert_eq!(repo.page_text(), begun);
}

#[test]
fn a_page_that_one_side_removed_is_left_alone() {
    let repo = Branches::new();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.git(&["rm", "--quiet", PAGE]);
    repo.commit_all("removed");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write(PAGE, page("New."));
    repo.commit_all("ours");
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    repo.tikicheck(&["resolve"])
        .expect(2)
        .says(&["one side removed it"]);
}

#[test]
fn a_merge_tool_merges_wiki_text() {
    let repo = merged_by_git(
        &page(&with("lamp is old", "lamp is green")),
        &page(&with("lamp is old", "lamp is broken")),
    );
    let line = r#"grep -q '<<<<<<< ours' "$MERGED" && grep -q 'is green' "$LOCAL" && grep -q 'is broken' "$REMOTE" &&
        grep -q 'is old' "$BASE" && sed -i '/^[<=>]/d; /is broken/d; s/is green/is "gone"/' "$MERGED""#;
    repo.git(&["config", "tikicheck.mergetool", line]);
    repo.run(&["mergetool", "--no-prompt", "--tool=tikicheck"])
        .expect(0);
    repo.has_source(&with("lamp is old", "lamp is \"gone\""));
    assert_eq!(repo.git(&["diff", "--name-only", "--diff-filter=U"]), "");
}

#[test]
fn an_editor_that_leaves_the_conflict_changes_nothing() {
    let repo = merged_by_git(
        &page(&with("lamp is old", "lamp is green")),
        &page(&with("lamp is old", "lamp is broken")),
    );
    let before = repo.page_text();
    let run = repo
        .run(&["mergetool", "--no-prompt", "--tool=tikicheck"])
        .expect(1);
    run.says(&["the conflict is still there"]);
    assert_eq!(repo.page_text(), before);
    // An editor that ends its file with a line end adds none to the page.
    repo.git(&[
        "config",
        "core.editor",
        "sed -i -e '/^[<=>]/d' -e '/is green/d' -e '$a\\'",
    ]);
    let output = repo
        .command_in(&repo.root, "git")
        .env_remove("GIT_EDITOR")
        .args(["mergetool", "--no-prompt", "--tool=tikicheck"])
        .output()
        .expect("git");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    repo.has_source(&with("lamp is old", "lamp is broken"));
}
