//! The whole story, from a fresh repository to a pull request that passes, on the example site.

use std::path::Path;

use crate::support::TestRepo;
use crate::support::binary::copy_into;
use crate::support::scenario::Project;

const PAGE: &str = "content/posts/vitamin-d-basics.md";

/// The example site in a repository with the hooks, on a branch of its own.
///
/// Most of its pages are out of step on purpose. They were so before there was a hook, and a hook that looks at what is
/// staged lets people work on all others.
fn site() -> Project {
    let repo = TestRepo::new();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/site");
    copy_into(&example, &repo.root);
    repo.commit_all("The site as it was exported");
    let repo = Project::from(repo);
    repo.install();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo
}

/// Changes the first place in the page where `was` stands, from `start` on.
fn edit(repo: &Project, start: &str, was: &str, is: &str) {
    let page = String::from_utf8(repo.read(PAGE)).expect("UTF-8");
    let start = page.find(start).expect("it is there");
    let (before, behind) = page.split_at(start);
    assert!(behind.contains(was), "{was}");
    repo.write(PAGE, format!("{before}{}", behind.replacen(was, is, 1)));
}

fn body(repo: &Project) -> String {
    let page = String::from_utf8(repo.read(PAGE)).expect("UTF-8");
    let (body, _) = page.split_once("<pre style=").expect("a block");
    body.to_owned()
}

#[test]
fn an_edit_of_the_source() {
    let repo = site();
    edit(&repo, "Original Tiki:", "wool fat", "wool grease");
    repo.git(&["add", PAGE]);

    // The report says which side changed, where, and what to do about what is staged.
    let command = format!("run `tikicheck --fix --staged {PAGE}`");
    repo.commit(&[]).expect(1).says(&[
        &format!("[{PAGE}:21:"),
        "the source was edited",
        "wool grease",
        &command,
        "1 page: 0 in sync, 1 drifted",
    ]);
    // Who mends the file all the same is told what is missing.
    repo.tikicheck(&["--fix", PAGE])
        .expect(0)
        .says(&[&format!("fixed {PAGE}")]);
    assert!(body(&repo).contains("1. D3, from skin, fish and wool grease\n"));
    // What is staged is still the page as it was.
    repo.commit(&[])
        .expect(1)
        .says(&[&format!("git add {PAGE}")]);
    repo.git(&["add", PAGE]);
    repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);

    repo.tikicheck(&["--since", "main"])
        .expect(0)
        .says(&["1 page: 1 in sync"]);
    repo.git(&["clone", "--quiet", "--branch=topic", ".", "../clone"]);
    repo.tikicheck_in(&repo.beside("clone"), &["--since", "origin/main"], &[])
        .expect(0)
        .says(&["1 page: 1 in sync"]);
}

#[test]
fn a_hand_edit_is_carried_into_the_source() {
    let repo = site();
    edit(&repo, "---", "wool fat", "the fat of wool");
    repo.git(&["add", PAGE]);
    let command = format!("tikicheck --fix --staged {PAGE}");
    repo.commit(&[]).expect(1).says(&[
        "the body was edited by hand, and the edit can be carried into the source",
        "the fat of wool",
        &command,
    ]);
    repo.tikicheck(&["--fix", "--staged", PAGE])
        .expect(0)
        .says(&[&format!("fixed and staged {PAGE}")]);
    repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);
    assert!(body(&repo).contains("1. D3, from skin, fish and the fat of wool\n"));
    let page = String::from_utf8(repo.read(PAGE)).expect("UTF-8");
    let (_, source) = page.split_once("Original Tiki:").expect("a source");
    assert!(source.contains("the fat of wool"));
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_hand_edit_that_reads_the_same_is_kept_when_asked_for() {
    let repo = site();
    // The exporter writes an empty line between two items.
    edit(
        &repo,
        "---",
        "wool fat\n",
        "wool fat\n1. D4, from nowhere\n",
    );
    let mine = repo.read(PAGE);
    repo.git(&["add", PAGE]);
    let command = format!("tikicheck --fix --keep-edits --staged {PAGE}");
    repo.commit(&[])
        .expect(1)
        .says(&["the edit can be carried into the source", &command]);
    repo.tikicheck(&["--fix", "--staged", PAGE])
        .expect(1)
        .says(&[PAGE]);
    assert_eq!(repo.read(PAGE), mine);
    assert_eq!(repo.staged(PAGE), mine);

    repo.tikicheck(&["--fix", "--keep-edits", "--staged", PAGE])
        .expect(0)
        .says(&[&format!("fixed and staged {PAGE}")]);
    repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);
    assert!(
        body(&repo).contains("wool fat\n\n1. D4, from nowhere\n"),
        "{}",
        body(&repo)
    );
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_hand_edit_stays_safe_throughout() {
    let repo = site();
    // A block of code, which no wiki text generates.
    let code = "the fat\n\n```\none\ntwo\n```\n\nof wool";
    edit(&repo, "---", "wool fat", code);
    let mine = repo.read(PAGE);
    let is_safe = |page: &[u8]| {
        assert_eq!(repo.read(PAGE), page);
        assert_eq!(repo.staged(PAGE), page);
    };
    repo.git(&["add", PAGE]);
    let discard = format!("tikicheck --fix --discard-edits --staged {PAGE}");
    repo.commit(&[]).expect(1).says(&[
        "the body was edited by hand",
        "no wiki text",
        &discard,
        "To drop the edit instead:",
    ]);
    // Nothing that a hurried person tries drops it, short of asking for just that.
    for args in [&["--fix", PAGE][..], &["--fix", "--staged"]] {
        repo.tikicheck(args).expect(1).says(&[PAGE]);
        is_safe(&mine);
    }
    // The source is edited as well, which makes it a conflict; still nobody guesses.
    edit(&repo, "Original Tiki:", "In winter", "In spring");
    repo.git(&["add", PAGE]);
    let both = repo.read(PAGE);
    for args in [&["--fix", PAGE][..], &["--fix", "--staged"]] {
        repo.tikicheck(args)
            .expect(1)
            .says(&["the body was edited by hand, and the source was edited too"]);
        is_safe(&both);
    }
    repo.write(PAGE, &mine);
    repo.git(&["add", PAGE]);

    // Past the hook it reaches the pull request, which says so too.
    repo.commit(&["--no-verify"]).expect(0);
    repo.tikicheck(&["--since", "main"])
        .expect(1)
        .says(&["the body was edited by hand"]);
    let committed = repo.git(&["show", &format!("HEAD:{PAGE}")]);
    assert_eq!(committed.as_bytes(), mine);

    // Its author writes it on one line: then it can be carried, and nothing is lost by a fix.
    edit(&repo, "---", code, "the fat of wool");
    repo.git(&["add", PAGE]);
    repo.commit(&[]).expect(1);
    repo.tikicheck(&["--fix", "--staged"]).expect(0);
    repo.commit(&[]).expect(0).says(&["1 page: 1 in sync"]);
    assert!(body(&repo).contains("1. D3, from skin, fish and the fat of wool\n"));
    repo.tikicheck(&["--since", "main"])
        .expect(0)
        .says(&["1 page: 1 in sync"]);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_renamed_page_and_the_links_to_it() {
    let repo = Project::site();
    repo.install();
    repo.write("links.wiki", "See ((Bone Health)).");
    let links = repo.tikicheck(&["render", "--emit", "page", "links.wiki"]);
    repo.write("content/posts/links.md", links.expect(0).out);
    repo.write("content/posts/bone-health.md", "# Bone Health\n");
    // The page was made where there was no such page.
    repo.tikicheck(&["content/posts/links.md"])
        .expect(1)
        .says(&["stale-links"]);
    repo.tikicheck(&["--fix"]).expect(0);
    repo.git(&["add", "--all"]);
    repo.commit(&[]).expect(0);

    // Whoever renames a page need not know which pages link to it.
    repo.git(&[
        "mv",
        "content/posts/bone-health.md",
        "content/posts/bones.md",
    ]);
    repo.commit(&[]).expect(1).says(&[
        "error[stale-links]",
        "[content/posts/links.md:",
        "tikicheck --fix --staged",
    ]);
    repo.tikicheck(&["--fix", "--staged"])
        .expect(0)
        .says(&["fixed and staged content/posts/links.md"]);
    repo.commit(&[]).expect(0);
    let links = repo.git(&["show", "HEAD:content/posts/links.md"]);
    assert!(links.contains("See [Bone Health](/tags/bone-health.html)."));
    repo.tikicheck(&[]).expect(0);
}
