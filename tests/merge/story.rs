//! The whole story on one repository: an edit of the body, two branches that go together, two that do not.

use crate::site::{BASE, Branches, PAGE, edited, page};
use crate::support::scenario::Run;

fn with(was: &str, is: &str) -> String {
    BASE.replacen(was, is, 1)
}

#[test]
fn an_edit_of_the_body_two_branches_and_a_conflict() {
    let repo = Branches::new();
    repo.install();
    // `install` names the program for hooks and driver alike.
    repo.tikicheck(&["install", "--merge"]).expect(0);

    // Somebody edits what is shown; the hook refuses it and shows the change of the source.
    repo.write(PAGE, edited(BASE, "salt", "coarse salt"));
    repo.git(&["add", PAGE]);
    repo.commit(&[]).expect(1).says(&[
        "the edit can be carried into the source",
        "* coarse salt",
        "tikicheck --fix --staged content/posts/a.md",
    ]);
    repo.tikicheck(&["--fix", "--staged", PAGE]).expect(0);
    repo.commit(&[]).expect(0);
    let base = with("salt", "coarse salt");
    repo.has_source(&base);

    // Two branches edit one line, one of them in the body.
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.write(PAGE, page(&base.replace("rope is new", "rope is long")));
    repo.git(&["add", PAGE]);
    repo.commit(&[]).expect(0);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write(PAGE, edited(&base, "lamp is old", "lamp is green"));
    repo.git(&["add", PAGE]);
    repo.commit(&["--no-verify"]).expect(0);
    Run::of(&repo.try_git(&["merge", "--no-edit", "topic"])).expect(0);
    let base = base
        .replace("rope is new", "rope is long")
        .replace("lamp is old", "lamp is green");
    repo.has_source(&base);

    // Two branches change the same sentence: one conflict, in wiki text.
    repo.git(&["checkout", "--quiet", "-b", "other"]);
    repo.write(PAGE, page(&base.replace("is cold", "is warm")));
    repo.git(&["add", PAGE]);
    repo.commit(&[]).expect(0);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write(PAGE, page(&base.replace("is cold", "is deep")));
    repo.git(&["add", PAGE]);
    repo.commit(&[]).expect(0);
    repo.run(&["merge", "--no-edit", "other"]).expect(1);
    assert_eq!(repo.page_text().matches("<<<<<<<").count(), 1);
    // It cannot be committed as it is.
    repo.git(&["add", PAGE]);
    repo.commit(&[]).expect(1).says(&["damaged-block"]);
    repo.choose("__Water__ is warm and deep.\n");
    repo.tikicheck(&["--fix", PAGE]).expect(0);
    repo.git(&["add", PAGE]);
    repo.commit(&[]).expect(0);
    repo.has_source(&base.replace("is cold", "is warm and deep"));

    // Whoever reviews it reads wiki text.
    let shown = repo.git(&["diff", "--no-color", "HEAD~1", "HEAD"]);
    assert!(
        shown.contains("\n-__Water__ is deep.\n+__Water__ is warm and deep.\n"),
        "{shown}"
    );
    assert!(!shown.contains("full_match"), "{shown}");
}

/// What CI keeps as an artifact.
#[test]
fn the_patch_of_the_action_carries_edits() {
    let repo = Branches::new();
    repo.write(PAGE, edited(BASE, "salt", "coarse salt"));
    let both = edited(BASE, "rope is new", "rope is long")
        .replace("__Water__ is cold.\n</code>", "__Water__ is deep.\n</code>");
    repo.write("content/posts/b.md", both);
    repo.commit_all("edits");
    let temp = repo.beside("runner");
    std::fs::create_dir(&temp).expect("a fresh directory");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/action/run.sh");
    let output = repo
        .command_in(&repo.root, script)
        .arg("check")
        .env("RUNNER_TEMP", &temp)
        .env("TIKICHECK_BINARY", crate::support::program())
        .env("GITHUB_OUTPUT", temp.join("output"))
        .output()
        .expect("a shell");
    assert_eq!(output.status.code(), Some(1));
    let outputs = std::fs::read_to_string(temp.join("output")).expect("it has outputs");
    let patch = outputs.trim().strip_prefix("patch=").expect("a patch");
    repo.git(&["apply", "--whitespace=nowarn", patch]);
    repo.has_source(&with("salt", "coarse salt"));
    let made_one = with("rope is new", "rope is long").replace("is cold", "is deep");
    assert_eq!(repo.read("content/posts/b.md"), page(&made_one).as_bytes());
}
