//! Since when a page is out of step, and which commit is to blame for what.

use serde_json::Value;

use super::revisions::made;
use super::support::TestRepo;
use super::support::scenario::{edited, page, stale};

/// What `tikicheck blame ARGS --format json` says, a line a page: page, subject of the commit, what it changed, subject
/// of the commit that was last in step.
pub fn blamed(repo: &TestRepo, args: &[&str]) -> Vec<String> {
    let args = [&["blame"], args, &["--format", "json"]].concat();
    let run = repo.tikicheck(&args);
    let report: Value = serde_json::from_str(run.ended_with(0)).expect("it is JSON");
    let list = report["pages"].as_array().expect("a list");
    list.iter()
        .map(|page| {
            let changed: Vec<&str> = page["changed"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            format!(
                "{}: {} ({}; {}), last {}",
                page["path"].as_str().expect("a path"),
                page["since"]["subject"].as_str().unwrap_or("-"),
                changed.join(", "),
                page["rule"].as_str().expect("a rule"),
                page["last_in"]["subject"].as_str().unwrap_or("-"),
            )
        })
        .collect()
}

#[test]
fn the_commit_and_the_side_are_named() {
    let repo = TestRepo::new();
    repo.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
    for name in ["a", "b", "c", "d"] {
        repo.write(format!("content/{name}.md"), page("One two."));
    }
    repo.write("content/born.md", stale("One.", "Two."));
    repo.write("content/links.md", made(&repo, &[], "See ((Zinc))."));
    repo.commit_all("begin");
    repo.write("content/a.md", stale("One two.", "One 2."));
    repo.write("content/c.md", page("One two three."));
    repo.commit_all("edit the source of a");
    repo.write("content/b.md", edited("One two.", "One 2."));
    repo.git(&["mv", "content/a.md", "content/a-renamed.md"]);
    repo.commit_all("edit the body of b");
    repo.write("content/b.md", edited("One two.", "One 2 again."));
    repo.write("content/zinc.md", page("Zinc."));
    repo.commit_all("add zinc");
    repo.write("content/d.md", stale("One two.", "Not committed."));
    assert_eq!(
        blamed(&repo, &["--all"]),
        [
            "content/a-renamed.md: edit the source of a (source; stale-page), last begin",
            "content/b.md: edit the body of b (body; edited-body), last begin",
            "content/born.md: begin (page; stale-page), last -",
            "content/d.md: - (source; stale-page), last begin",
            "content/links.md: add zinc (other pages; stale-links), last edit the body of b",
        ]
    );
    assert_eq!(
        blamed(&repo, &["content/b.md"]),
        ["content/b.md: edit the body of b (body; edited-body), last begin"]
    );
    let run = repo.tikicheck(&["blame", "content/c.md"]);
    assert_eq!(run.ended_with(0), "content/c.md: in step\n");
    let run = repo.tikicheck(&["blame", "--all"]);
    assert!(
        run.ended_with(0).ends_with("\n5 pages out of step\n"),
        "{run:#?}"
    );
    repo.tikicheck(&["blame", "content/none.md"])
        .could_not_check(&["content/none.md"]);
}

#[test]
fn settings_that_changed_are_to_blame() {
    let repo = TestRepo::new();
    repo.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
    repo.write("content/a.md", made(&repo, &[], "**One"));
    repo.commit_all("begin");
    repo.write("content/b.md", page("Two."));
    repo.commit_all("add b");
    repo.write(
        "tikicheck.yaml",
        "pages: [\"content/**/*.md\"]\nexporter: {writes: {bullet_indent: 2}}\n",
    );
    repo.commit_all("other settings");
    assert_eq!(
        blamed(&repo, &["--all"]),
        ["content/a.md: other settings (settings; misfit), last add b"]
    );
}

/// An attachment that lies elsewhere changes pages that show it. Pages wait for the commit that did it, all of them at
/// once, and what is said does not depend on the number of threads.
#[test]
fn an_attachments_file_that_changed_is_to_blame() {
    let repo = TestRepo::new();
    repo.write("tikicheck.yaml", "links: {attachments: files.yaml}\n");
    repo.write("files.yaml", "attachments: {7: /files/a.pdf}\n");
    for n in 0..40 {
        let source = format!("Page {n}: {{img type=\"attId\" attId=\"7\"}}.\n");
        repo.write(format!("content/{n}.md"), made(&repo, &[], &source));
    }
    repo.commit_all("begin");
    repo.write("content/other.md", page("Other."));
    repo.commit_all("add other");
    repo.write("content/other.md", page("Another."));
    repo.commit_all("edit other");
    repo.write("files.yaml", "attachments: {7: /files/b.pdf}\n");
    repo.commit_all("move the file");
    repo.write("content/other.md", page("Yet another."));
    repo.commit_all("edit other again");
    let told = blamed(&repo, &["--all"]);
    assert_eq!(told.len(), 40, "{told:#?}");
    for page in &told {
        assert!(
            page.contains(": move the file (settings; ") && page.ends_with(", last add other"),
            "{page}"
        );
    }
    assert_eq!(told, blamed(&repo, &["--all", "--jobs", "1"]));
    assert_eq!(told, blamed(&repo, &["--all", "--jobs", "7"]));
}

#[test]
fn an_edit_on_a_branch_is_that_of_its_commit() {
    let repo = TestRepo::new();
    repo.write("content/a.md", page("One."));
    repo.write("content/b.md", page("Two."));
    repo.commit_all("begin");
    repo.git(&["checkout", "--quiet", "-b", "other"]);
    repo.write("content/a.md", stale("One.", "One and more."));
    repo.commit_all("edit on a branch");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("content/b.md", page("Two and more."));
    repo.commit_all("edit on main");
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "other"]);
    assert_eq!(
        blamed(&repo, &["--all"]),
        ["content/a.md: edit on a branch (source; stale-page), last begin"]
    );
}
