//! What the merge driver makes of pages under real Git.

use crate::site::{BASE, Branches, HEAD, PAGE, edited, page};

/// The source with this replaced.
fn with(was: &str, is: &str) -> String {
    assert!(BASE.contains(was), "{was}");
    BASE.replacen(was, is, 1)
}

const OURS: (&str, &str) = ("lamp is old", "lamp is green");
const THEIRS: (&str, &str) = ("rope is new", "rope is long");

fn both() -> String {
    with(OURS.0, OURS.1).replacen(THEIRS.0, THEIRS.1, 1)
}

/// Our page and theirs, that go together.
fn apart() -> Branches {
    let repo = Branches::new();
    repo.diverge(
        &page(&with(OURS.0, OURS.1)),
        &page(&with(THEIRS.0, THEIRS.1)),
    );
    repo
}

/// Our page and theirs, that do not.
fn in_conflict() -> Branches {
    let repo = Branches::new();
    repo.diverge(
        &page(&with("lamp is old", "lamp is green")),
        &page(&with("lamp is old", "lamp is broken")),
    );
    repo
}

#[test]
fn two_edits_of_a_line_are_one_page() {
    let repo = apart();
    repo.run(&["merge", "--quiet", "--no-edit", "topic"])
        .expect(0);
    repo.has_source(&both());
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn without_the_driver_the_same_is_several_conflicts() {
    let repo = apart();
    repo.tikicheck(&["uninstall", "--merge"]).expect(0);
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    assert!(repo.page_text().matches("<<<<<<<").count() > 1);
}

#[test]
fn a_hand_edit_of_one_side_is_carried() {
    let repo = Branches::new();
    repo.diverge(
        &edited(BASE, OURS.0, OURS.1),
        &page(&with(THEIRS.0, THEIRS.1)),
    );
    repo.run(&["merge", "--quiet", "--no-edit", "topic"])
        .expect(0);
    repo.has_source(&both());
    let repo = Branches::new();
    repo.diverge(
        &edited(BASE, OURS.0, OURS.1),
        &edited(BASE, THEIRS.0, THEIRS.1),
    );
    repo.run(&["merge", "--quiet", "--no-edit", "topic"])
        .expect(0);
    repo.has_source(&both());
}

#[test]
fn a_hand_edit_that_no_wiki_text_generates_is_merged_as_text() {
    let repo = Branches::new();
    let ours = edited(BASE, "*  salt", "```\ncode\n```\n\n*  salt");
    repo.diverge(&ours, &page(&with("__Water__", "__Snow__")));
    repo.run(&["merge", "--no-edit", "topic"]).expect(0).says(&[
        "content/posts/a.md: merged as text: no wiki text generates the hand edit in the body of our side",
    ]);
    let merged = repo.page_text();
    assert!(
        merged.contains("```\ncode\n```") && merged.contains("__Snow__"),
        "{merged}"
    );
}

#[test]
fn a_conflict_is_one_place_in_the_source() {
    let repo = in_conflict();
    let ours = repo.page_text();
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    let merged = repo.page_text();
    let (front, source) = merged.split_once("Original Tiki:").expect("a source");
    assert!(ours.starts_with(front), "all else is as ours");
    assert_eq!(
        source,
        "\n-------------\n!Harbour\n<<<<<<< HEAD\nThe lamp is green. The rope is new.\n=======\n\
         The lamp is broken. The rope is new.\n>>>>>>> topic\n\n* salt\n* bread\n\n__Water__ is cold.\n</code>\n</pre>\n"
    );
    // Until then it is an error.
    repo.tikicheck(&[]).expect(1).says(&["damaged-block"]);
    // A person chooses, in the source alone; the rest is for `--fix`.
    repo.choose("The lamp is green and broken. The rope is new.\n");
    repo.tikicheck(&["--fix", PAGE]).expect(0);
    repo.has_source(&with("old", "green and broken"));
    repo.git(&["add", PAGE]);
    repo.git(&["commit", "--quiet", "--no-edit"]);
}

#[test]
fn a_conflict_beside_a_hand_edit_of_ours_keeps_it() {
    let repo = Branches::new();
    repo.diverge(
        &edited(&with("lamp is old", "lamp is green"), "bread", "wine"),
        &page(&with("lamp is old", "lamp is broken")),
    );
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    repo.choose("The lamp is gone. The rope is new.\n");
    repo.tikicheck(&["--fix", PAGE]).expect(0);
    repo.has_source(&with("old", "gone").replace("bread", "wine"));
}

#[test]
fn conflicts_look_as_git_was_told() {
    let repo = in_conflict();
    repo.write(".gitattributes", {
        let lines = String::from_utf8(repo.read(".gitattributes")).expect("UTF-8");
        format!("{lines}*.md conflict-marker-size=11\n")
    });
    repo.commit_all("markers");
    repo.git(&["config", "merge.conflictStyle", "diff3"]);
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    let merged = repo.page_text();
    assert!(
        merged.contains("\n<<<<<<<<<<< HEAD\nThe lamp is green"),
        "{merged}"
    );
    assert!(merged.contains("\n||||||||||| "), "{merged}");
    assert!(
        merged.contains("\nThe lamp is old. The rope is new.\n===========\n"),
        "{merged}"
    );
    assert!(merged.contains("\n>>>>>>>>>>> topic\n"), "{merged}");
}

#[test]
fn front_matter_is_merged_by_lines() {
    let head = |was: &str, is: &str| HEAD.replacen(was, is, 1);
    let repo = Branches::new();
    let ours = page(BASE).replacen(HEAD, &head("Harbour", "The harbour"), 1);
    let theirs = page(&with(THEIRS.0, THEIRS.1)).replacen(HEAD, &head("[a]", "[a, b]"), 1);
    repo.diverge(&ours, &theirs);
    // Lines side by side are a conflict, and the page below is made of the merged source.
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    let merged = repo.page_text();
    assert_eq!(merged.matches("<<<<<<<").count(), 1);
    let (_, below) = merged.split_once("\n---\n").expect("its end");
    let expected = page(&with(THEIRS.0, THEIRS.1));
    assert_eq!(
        Some(below),
        expected.split_once("\n---\n").map(|(_, below)| below)
    );

    let repo = Branches::new();
    repo.diverge(&page(&with(OURS.0, OURS.1)), &theirs);
    repo.run(&["merge", "--quiet", "--no-edit", "topic"])
        .expect(0);
    assert_eq!(
        repo.page_text(),
        page(&both()).replacen(HEAD, &head("[a]", "[a, b]"), 1)
    );
}

#[test]
fn a_conflict_in_the_source_does_not_lose_their_front_matter() {
    let repo = Branches::new();
    let theirs = page(&with("lamp is old", "lamp is broken")).replacen("[a]", "[a, b]", 1);
    repo.diverge(&page(&with("lamp is old", "lamp is green")), &theirs);
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    assert!(repo.page_text().contains("tags: [a, b]\n"));
}

#[test]
fn rebase_cherry_pick_and_revert_call_it() {
    let repo = apart();
    repo.git(&["checkout", "--quiet", "topic"]);
    repo.run(&["rebase", "--quiet", "main"]).expect(0);
    repo.has_source(&both());

    let repo = apart();
    repo.run(&["cherry-pick", "topic"]).expect(0);
    repo.has_source(&both());
    // Our own edit is taken back, theirs stays.
    repo.run(&["revert", "--no-edit", "HEAD~1"]).expect(0);
    repo.has_source(&with(THEIRS.0, THEIRS.1));
}

#[test]
fn a_stash_and_a_checkout_call_it() {
    let repo = apart();
    repo.write(PAGE, page(&both().replace("bread", "wine")));
    repo.git(&["stash", "--quiet"]);
    repo.write(PAGE, page(&with(OURS.0, "lamp is red")));
    repo.commit_all("red");
    repo.run(&["stash", "pop"]).expect(0);
    repo.has_source(
        &with(OURS.0, "lamp is red")
            .replace("bread", "wine")
            .replacen(THEIRS.0, THEIRS.1, 1),
    );

    let repo = apart();
    repo.write(PAGE, page(&with(OURS.0, OURS.1).replace("bread", "wine")));
    repo.run(&["checkout", "--quiet", "-m", "topic"]).expect(0);
    repo.has_source(&with(THEIRS.0, THEIRS.1).replace("bread", "wine"));
}

#[test]
fn merge_tree_stays_readable() {
    let repo = apart();
    let tree = repo.git(&["merge-tree", "--write-tree", "main", "topic"]);
    let tree = tree.trim();
    assert!(tree.chars().all(|c| c.is_ascii_hexdigit()), "{tree:?}");
    let merged = repo.git(&["cat-file", "blob", &format!("{tree}:{PAGE}")]);
    assert_eq!(merged, page(&both()));
}

#[test]
fn a_criss_cross_merge_has_no_markers_in_its_base() {
    let repo = in_conflict();
    // Each branch merges the other, and each chooses its own wording.
    repo.git(&["branch", "main-before"]);
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    repo.write(PAGE, page(&with("lamp is old", "lamp is green")));
    repo.commit_all("merged on main");
    repo.git(&["checkout", "--quiet", "topic"]);
    repo.run(&["merge", "--no-edit", "main-before"]).expect(1);
    repo.write(
        PAGE,
        page(&with("lamp is old", "lamp is broken").replace("bread", "wine")),
    );
    repo.commit_all("merged on topic");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["config", "merge.conflictStyle", "diff3"]);
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    let merged = repo.page_text();
    assert_eq!(merged.matches("\n<<<<<<<").count(), 1, "{merged}");
    // The two common ancestors are themselves in conflict; their own base answers for them.
    let (_, base) = merged.split_once("|||||||").expect("a base");
    let (base, _) = base.split_once("=======").expect("its end");
    assert!(base.contains("The lamp is old."), "{merged}");
    assert!(merged.contains("wine"), "{merged}");
}

#[test]
fn a_renamed_page_is_merged_at_its_new_place() {
    let repo = Branches::new();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.git(&["mv", PAGE, "content/posts/b.md"]);
    repo.write("content/posts/b.md", page(&with(THEIRS.0, THEIRS.1)));
    repo.commit_all("renamed");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write(PAGE, page(&with(OURS.0, OURS.1)));
    repo.commit_all("ours");
    repo.run(&["merge", "--quiet", "--no-edit", "topic"])
        .expect(0);
    assert_eq!(repo.read("content/posts/b.md"), page(&both()).as_bytes());
}

#[test]
fn a_page_that_is_new_on_both_sides_is_merged_as_text() {
    let repo = Branches::new();
    let other = "content/posts/new.md";
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.write(other, page("The lamp is broken."));
    repo.commit_all("theirs");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write(other, page("The lamp is green."));
    repo.commit_all("ours");
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    let merged = String::from_utf8(repo.read(other)).expect("UTF-8");
    assert!(merged.contains("lamp is broken") && merged.contains("lamp is green"));
    assert!(merged.contains("<<<<<<< HEAD\n"), "{merged}");
}

#[test]
fn a_resolution_is_recorded_and_replayed() {
    let repo = in_conflict();
    repo.git(&["config", "rerere.enabled", "true"]);
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    repo.choose("The lamp is gone. The rope is new.\n");
    repo.tikicheck(&["--fix", PAGE]).expect(0);
    let chosen = repo.page_text();
    repo.commit_all("merged");
    repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    repo.run(&["merge", "--no-edit", "topic"])
        .expect(1)
        .says(&["using previous resolution"]);
    // What was replayed may be the source alone; `--fix` does the rest again.
    repo.tikicheck(&["--fix", PAGE]).expect(0);
    assert_eq!(repo.page_text(), chosen);
}

#[test]
fn a_linked_worktree_and_a_subdirectory_merge_too() {
    let repo = apart();
    repo.git(&[
        "worktree",
        "add",
        "--quiet",
        "-b",
        "third",
        "../linked",
        "main",
    ]);
    let linked = repo.beside("linked");
    repo.git_in(
        &linked.join("content/posts"),
        &["merge", "--quiet", "--no-edit", "topic"],
    );
    let merged = std::fs::read_to_string(linked.join(PAGE)).expect("a page");
    assert_eq!(merged, page(&both()));
}

#[test]
fn a_sparse_checkout_without_the_page_merges_it() {
    let repo = apart();
    repo.write("other/x.md", "x\n");
    repo.commit_all("other");
    repo.git(&["sparse-checkout", "set", "other"]);
    assert!(!repo.root.join(PAGE).exists());
    repo.run(&["merge", "--quiet", "--no-edit", "topic"])
        .expect(0);
    assert_eq!(
        repo.git(&["cat-file", "blob", &format!("HEAD:{PAGE}")]),
        page(&both())
    );
}

#[test]
fn a_site_below_the_root_has_its_own_settings() {
    let repo = Branches::new();
    repo.git(&["mv", "tikicheck.yaml", "content/tikicheck.yaml"]);
    repo.write(
        "content/tikicheck.yaml",
        "pages: ['posts/*.md']\nmerge: {within: lines}\n",
    );
    repo.commit_all("moved");
    repo.diverge(
        &page(&with(OURS.0, OURS.1)),
        &page(&with(THEIRS.0, THEIRS.1)),
    );
    // By lines the two edits are a conflict.
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    assert_eq!(repo.page_text().matches("<<<<<<<").count(), 1);
}

#[test]
fn settings_that_cannot_be_read_call_the_merge_off() {
    let repo = apart();
    repo.write(
        "tikicheck.yaml",
        "pages: [\"content/**/*.md\"]\nmerge: {within: leters}\n",
    );
    repo.commit_all("a mistake");
    repo.git(&["update-ref", "ORIG_HEAD", "HEAD"]);
    let before = repo.standing();
    let run = repo
        .run(&["merge", "--no-edit", "topic"])
        .says(&["error: tikicheck.yaml:2:17:", "`leters` is none of"]);
    assert!(run.code != Some(0) && run.code != Some(1), "{:?}", run.code);
    before.assert_same(&repo.standing());
}

#[test]
fn usage_errors_are_no_conflicts() {
    let repo = Branches::new();
    let none = "none";
    repo.tikicheck(&["merge-driver", none]).expect(129);
    let page = format!("--path={PAGE}");
    repo.tikicheck(&["merge-driver", none, none, none, &page])
        .expect(129);
}

#[test]
fn line_ends_are_those_of_the_repository() {
    let repo = Branches::new();
    repo.git(&["config", "core.autocrlf", "true"]);
    repo.diverge(
        &page(&with(OURS.0, OURS.1)).replace('\n', "\r\n"),
        &page(&with(THEIRS.0, THEIRS.1)).replace('\n', "\r\n"),
    );
    repo.run(&["merge", "--quiet", "--no-edit", "topic"])
        .expect(0);
    assert_eq!(
        repo.git(&["cat-file", "blob", &format!("HEAD:{PAGE}")]),
        page(&both())
    );
}

#[test]
fn files_that_are_no_pages_are_merged_as_git_does() {
    let repo = Branches::new();
    let lines = String::from_utf8(repo.read(".gitattributes")).expect("UTF-8");
    repo.write(".gitattributes", format!("{lines}*.txt merge=tikicheck\n"));
    repo.write("notes.txt", "a\nb\nc\nd\ne\n");
    repo.commit_all("notes");
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.write("notes.txt", "a\nb\nc\nd\nE\n");
    repo.commit_all("theirs");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("notes.txt", "A\nb\nc\nd\ne\n");
    repo.commit_all("ours");
    let run = repo.run(&["merge", "--no-edit", "topic"]).expect(0);
    run.says_nothing_of(&["merged as text"]);
    assert_eq!(repo.read("notes.txt"), b"A\nb\nc\nd\nE\n");
}

#[test]
fn a_link_to_a_page_that_comes_with_the_merge_is_one() {
    let repo = Branches::new();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.write("content/posts/zinc.md", "No wiki page.\n");
    let linked = with("__Water__", "((Zinc))");
    repo.write(PAGE, page(&linked));
    repo.tikicheck(&["--fix", PAGE]).expect(0);
    assert!(repo.page_text().contains("[Zinc](/posts/zinc)"));
    repo.commit_all("theirs");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write(PAGE, page(&with(OURS.0, OURS.1)));
    repo.commit_all("ours");
    repo.run(&["merge", "--quiet", "--no-edit", "topic"])
        .expect(0);
    assert!(repo.page_text().contains("[Zinc](/posts/zinc)"));
    repo.tikicheck(&[]).expect(0);
}
