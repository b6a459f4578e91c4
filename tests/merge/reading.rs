//! What `git diff` shows of pages.

use crate::site::{BASE, Branches, HEAD, PAGE, edited, page};

fn diff(repo: &Branches) -> String {
    repo.git(&["diff", "--no-color"])
}

#[test]
fn a_diff_is_wiki_text() {
    let repo = Branches::new();
    repo.write(PAGE, page(&BASE.replace("__Water__", "__Snow__ & \"ice\"")));
    let shown = diff(&repo);
    assert!(
        shown.contains("\n-__Water__ is cold.\n+__Snow__ & \"ice\" is cold.\n"),
        "{shown}"
    );
    assert_eq!(
        shown.lines().filter(|line| line.starts_with('-')).count(),
        3,
        "{shown}"
    );
    assert!(!shown.contains("full_match"), "{shown}");
}

#[test]
fn a_hand_edit_shows() {
    let repo = Branches::new();
    repo.write(PAGE, edited(BASE, "lamp is old", "lamp is green"));
    let shown = diff(&repo);
    assert!(shown.contains("+body edited by hand:\n"), "{shown}");
    assert!(
        shown.contains("+-The lamp is old. The rope is new.\n++The lamp is green."),
        "{shown}"
    );
    repo.run(&["diff", "--quiet"]).expect(1);
}

#[test]
fn whatever_changes_is_a_difference() {
    let repo = Branches::new();
    let whole = page(BASE);
    for (was, is) in [
        ("background-color", "color"),
        ("├── HeadingNode", "├── BoldNode"),
        ("AST Structure:\n", "AST Structure:\n\n"),
        ("title", "name"),
        ("\n\n<pre", "\n\n\n<pre"),
        ("&#39;", "'"),
        ("Original Tiki:", "Original Tik:"),
    ] {
        if !whole.contains(was) {
            continue;
        }
        repo.write(PAGE, whole.replacen(was, is, 1));
        repo.run(&["diff", "--quiet"]).expect(1);
        assert!(diff(&repo).lines().count() > 4, "{was}");
    }
}

#[test]
fn a_damaged_page_is_shown_as_it_is() {
    let repo = Branches::new();
    let damaged = page(BASE).replace("\n</pre>\n", "\n");
    repo.write(PAGE, &damaged);
    let shown = diff(&repo);
    assert!(shown.contains("+<code class=\"language-text\">"), "{shown}");
    repo.write("plain.md", "no page\n");
    let shown = repo
        .tikicheck(&["source", "--for-diff=1", "--", "plain.md"])
        .expect(0);
    assert_eq!(shown.out, "no page\n");
    repo.tikicheck(&["source", "plain.md"])
        .expect(2)
        .says(&["carries no source"]);
    let source = repo
        .tikicheck(&["source", "--for-diff=1", "--", PAGE])
        .expect(0);
    assert_eq!(source.out, damaged);
}

#[test]
fn the_wiki_text_alone_is_shown_too() {
    let repo = Branches::new();
    let shown = repo.tikicheck(&["source", PAGE]).expect(0);
    assert_eq!(shown.out, format!("{BASE}\n"));
    let shown = repo
        .tikicheck(&["source", "--for-diff=1", "--", PAGE])
        .expect(0);
    assert!(
        shown
            .out
            .starts_with(&format!("{HEAD}\n{BASE}\n\ngenerated parts: ")),
        "{}",
        shown.out
    );
}

#[test]
fn patches_and_counts_are_of_the_file() {
    let repo = Branches::new();
    repo.write(PAGE, page(&BASE.replace("Water", "Snow")));
    let stat = repo.git(&["diff", "--numstat"]);
    assert!(!stat.starts_with("2\t2"), "{stat}");
    repo.commit_all("snow");
    let patch = repo.git(&["format-patch", "--stdout", "-1"]);
    assert!(patch.contains("full_match"), "{patch}");
}

#[test]
fn without_the_program_the_file_itself_is_shown() {
    let repo = Branches::new();
    let line = repo.git(&["config", "diff.tikicheck.textconv"]);
    let program = line
        .split("command -v ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let gone = line
        .trim_end()
        .replace(program.expect("a program"), "/no/such/program");
    repo.git(&["config", "diff.tikicheck.textconv", &gone]);
    repo.write(PAGE, page(&BASE.replace("Water", "Snow")));
    assert!(diff(&repo).contains("full_match"));
}

#[test]
fn a_clone_without_the_driver_is_told_once() {
    let repo = Branches::new();
    let told = "`tikicheck install --merge`";
    repo.tikicheck(&[]).expect(0).says_nothing_of(&[told]);
    repo.tikicheck(&["uninstall", "--merge"]).expect(0);
    let run = repo.tikicheck(&[]).expect(0);
    assert_eq!(run.said().matches(told).count(), 1, "{}", run.said());
    repo.tikicheck(&["--quiet"])
        .expect(0)
        .says_nothing_of(&[told]);
    repo.tikicheck(&["install", "--merge"])
        .expect(0)
        .says(&["already there"]);
    repo.tikicheck(&[]).expect(0).says_nothing_of(&[told]);
}
