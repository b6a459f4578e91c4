//! Two revisions, or a revision and the disk: what changed, by cause, and what was lost.

use serde_json::Value;

use super::support::TestRepo;
use super::support::scenario::{page, stale};

/// What `tikicheck compare ARGS --format json` says.
pub fn compared(repo: &TestRepo, args: &[&str]) -> Value {
    let args = [&["compare"], args, &["--format", "json"]].concat();
    let run = repo.tikicheck(&args);
    serde_json::from_str(run.ended_with(0)).expect("it is JSON")
}

/// The causes with the number of their pages.
pub fn causes(report: &Value) -> Vec<(String, u64)> {
    let list = report["causes"].as_array().expect("a list");
    let mut causes: Vec<_> = list
        .iter()
        .map(|cause| {
            let words = cause["words"].as_str().expect("words").to_owned();
            (words, cause["pages"].as_u64().expect("a number"))
        })
        .collect();
    causes.sort();
    causes
}

/// The losses: kind, page, what.
pub fn losses(report: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let kinds = report["losses"].as_array().expect("a list");
    kinds
        .iter()
        .flat_map(|kind| {
            let first = kind["first"].as_array().expect("a list");
            first
                .iter()
                .map(|loss| {
                    (
                        text(&kind["kind"]),
                        text(&loss["path"]),
                        text(&loss["what"]),
                    )
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The losses, a line each: what kind, on which page, what.
fn loss_lines(report: &Value) -> Vec<String> {
    let losses = losses(report).into_iter();
    losses
        .map(|(kind, path, what)| format!("{kind} {path} {what}"))
        .collect()
}

fn plain(body: &str) -> String {
    format!("---\ntitle: \"Page\"\n---\n{body}\n")
}

/// A page in sync, whose source is `source`, as `tikicheck` writes it.
pub fn made(repo: &TestRepo, config: &[&str], source: &str) -> String {
    let args = [&["render", "--emit", "page"], config].concat();
    let output = repo.tikicheck_fed(source.as_bytes(), &args);
    let page = String::from_utf8(output.stdout).expect("text");
    format!("---\ntitle: \"Page\"\n---\n\n{page}")
}

#[test]
fn each_change_is_told_under_its_cause() {
    let repo = TestRepo::new();
    let names = ["a", "b", "c", "d", "e"];
    for name in names {
        repo.write(
            format!("content/posts/{name}.md"),
            plain(&format!(
                "Page {name}.\n\n  * one [Zinc](/tags/zinc.html)\n  * two"
            )),
        );
    }
    repo.write("content/posts/gone.md", plain("Gone."));
    repo.write(
        "content/posts/old-name.md",
        plain("A text that stays as it is."),
    );
    repo.write("content/posts/empty.md", plain("Will be empty."));
    repo.commit_all("one");
    for name in names {
        let red = "<a href=\"/posts/zinc\" style=\"color: red;\">Zinc</a>";
        repo.write(
            format!("content/posts/{name}.md"),
            plain(&format!("Page {name}.\n\n   * one {red}\n   * two")),
        );
    }
    repo.remove("content/posts/gone.md");
    repo.git(&[
        "mv",
        "content/posts/old-name.md",
        "content/posts/new-name.md",
    ]);
    repo.write("content/posts/empty.md", plain(""));
    repo.write("content/posts/new.md", plain("New."));
    let report = compared(&repo, &["HEAD"]);
    assert_eq!(
        causes(&report),
        [
            ("bullets: indent 2 → 3".to_owned(), 5),
            ("links to missing pages: tag link → red link".to_owned(), 5),
            ("text: left out".to_owned(), 1),
        ]
    );
    assert_eq!(report["causes"][0]["differences"], 10, "two items a page");
    let lost = loss_lines(&report);
    assert_eq!(
        lost,
        [
            "page-gone content/posts/gone.md ",
            "body-empty content/posts/empty.md ",
            "address-gone content/posts/new-name.md content/posts/old-name.md",
        ]
    );
    let summary = &report["summary"];
    for (key, count) in [
        ("pages_before", 8),
        ("pages_after", 8),
        ("changed", 6),
        ("came", 1),
        ("gone", 1),
        ("renamed", 1),
        ("unchanged", 1),
    ] {
        assert_eq!(summary[key], count, "{key} of {summary}");
    }
    // The same between two commits, on one thread and on many.
    repo.commit_all("two");
    let twice = compared(&repo, &["HEAD~", "HEAD", "--jobs", "1"]);
    for key in ["summary", "losses", "causes", "pages", "renamed"] {
        assert_eq!(twice[key], report[key], "{key}");
    }
    assert_eq!(twice, compared(&repo, &["HEAD~", "HEAD", "--jobs", "7"]));
}

#[test]
fn an_edit_of_the_wiki_text_is_no_cause() {
    let repo = TestRepo::new();
    repo.write("content/posts/a.md", made(&repo, &[], "One __two__ three."));
    repo.write("content/posts/b.md", page("Four five."));
    repo.commit_all("one");
    repo.write("content/posts/a.md", made(&repo, &[], "One __2__ three."));
    repo.write("content/posts/b.md", stale("Four five.", "Four six."));
    let report = compared(&repo, &["HEAD"]);
    assert_eq!(causes(&report), []);
    assert_eq!(losses(&report), []);
    let edits = report["source_edits"].as_array().expect("a list");
    assert_eq!(edits, &["content/posts/a.md", "content/posts/b.md"]);
}

#[test]
fn links_aliases_and_words_that_are_lost_are_told() {
    let repo = TestRepo::new();
    let with_alias = |alias: &str| format!("---\ntitle: x\naliases: [\"{alias}\"]\n---\nText.\n");
    repo.write("content/posts/a.md", with_alias("/old-a"));
    repo.write(
        "content/posts/b.md",
        plain("See [c](/posts/c) and ![d](/img/d.png)."),
    );
    repo.write("content/posts/c.md", plain("To be seen."));
    repo.write("static/img/d.png", "image");
    repo.write("content/posts/e.md", page("Liver and kidney."));
    repo.commit_all("one");
    repo.write("content/posts/a.md", with_alias("/other-a"));
    repo.remove("content/posts/c.md");
    repo.remove("static/img/d.png");
    let lost = page("Liver and kidney.").replace("\nLiver and kidney.\n\n", "\nkidney.\n\n");
    repo.write("content/posts/e.md", lost);
    let report = compared(&repo, &["HEAD"]);
    let lost = loss_lines(&report);
    assert_eq!(
        lost,
        [
            "page-gone content/posts/c.md ",
            "words-gone content/posts/e.md Liver and",
            "link-dead content/posts/b.md /posts/c",
            "image-dead content/posts/b.md /img/d.png",
            "alias-gone content/posts/a.md /old-a",
        ]
    );
    for (what, code) in [("losses", 1), ("changes", 1)] {
        let run = repo.tikicheck(&["compare", "HEAD", "--fail-on", what]);
        run.ended_with(code);
    }
    repo.git(&["checkout", "--quiet", "."]);
    let run = repo.tikicheck(&["compare", "HEAD", "--fail-on", "changes"]);
    assert_eq!(
        run.ended_with(0),
        "HEAD → the disk\n\n4 pages: 4 unchanged\n"
    );
}

#[test]
fn pages_are_paired_by_the_key_that_the_settings_name() {
    let repo = TestRepo::new();
    let page = |id: u32, text: &str| format!("---\ntitle: x\ntiki_page_id: {id}\n---\n{text}\n");
    repo.write("tikicheck.yaml", "identity: tiki_page_id\n");
    repo.write("content/posts/a.md", page(7, "One two three."));
    repo.commit_all("one");
    repo.remove("content/posts/a.md");
    repo.write("content/posts/b.md", page(7, "Four five six."));
    let report = compared(&repo, &["HEAD"]);
    assert_eq!(report["summary"]["gone"], 0);
    assert_eq!(report["renamed"][0]["to"], "content/posts/b.md");
}

#[test]
fn a_revision_that_is_none_is_told() {
    let repo = TestRepo::new();
    repo.write("a.md", "x\n");
    repo.commit_all("one");
    let run = repo.tikicheck(&["compare", "no-such-revision"]);
    run.could_not_check(&["no-such-revision"]);
    let nowhere = TestRepo::empty();
    nowhere
        .tikicheck(&["compare", "HEAD"])
        .could_not_check(&["needs a Git repository"]);
}

/// A page larger than the settings allow is named as not compared. It takes nothing from the others, and it lost no
/// alias that anybody knows of.
#[test]
fn a_page_that_is_too_large_is_named_and_the_others_are_compared() {
    let repo = TestRepo::new();
    repo.write("tikicheck.yaml", "limits: {page_bytes: 1000}\n");
    let with_alias = |body: &str| format!("---\ntitle: x\naliases: [\"/old\"]\n---\n{body}\n");
    repo.write("content/posts/large.md", with_alias("Small."));
    repo.write("content/posts/same.md", plain(&"Same. ".repeat(300)));
    repo.write("content/posts/a.md", plain("See [old](/old). One two."));
    repo.commit_all("one");
    let large = with_alias(&"Large. ".repeat(300));
    let bytes = large.len();
    repo.write("content/posts/large.md", large);
    repo.write("content/posts/a.md", plain("See [old](/old). One 2."));
    repo.commit_all("two");
    let report = compared(&repo, &["HEAD~", "HEAD"]);
    assert_eq!(
        report["not_compared"],
        serde_json::json!([{
            "path": "content/posts/large.md",
            "why": format!("{bytes} bytes, more than `limits: {{page_bytes: 1000}}`"),
        }])
    );
    assert_eq!(losses(&report), []);
    assert_eq!(causes(&report), [("text: other words".to_owned(), 1)]);
    assert_eq!(report["summary"]["unchanged"], 1, "same.md is one file");
    let run = repo.tikicheck(&["compare", "HEAD~"]);
    let said = run.ended_with(0);
    assert!(
        said.ends_with("3 pages: 0 unchanged, 1 changed, 2 not compared\n"),
        "{said}"
    );
    assert!(said.contains("\nNot compared: 2 pages\n"), "{said}");
    for what in ["losses", "changes"] {
        repo.tikicheck(&["compare", "HEAD~", "HEAD", "--fail-on", what])
            .ended_with(1);
    }
    for format in ["github", "html"] {
        let run = repo.tikicheck(&["compare", "HEAD~", "HEAD", "--format", format]);
        assert!(
            run.ended_with(0).contains("Not compared: 1 page"),
            "{run:#?}"
        );
    }
    repo.write(
        "other.yaml",
        "limits: {page_bytes: 1000}\nexporter: {writes: {bullet_indent: 2}}\n",
    );
    let report = compared(&repo, &["--with", "other.yaml"]);
    assert_eq!(report["not_compared"].as_array().map(Vec::len), Some(2));
}

/// A page that was renamed and edited in one commit is one page; of two that are alike, none is it.
#[test]
fn a_renamed_page_that_was_edited_is_still_one() {
    let repo = TestRepo::new();
    let text = |name: &str| -> String {
        let words = (0..40).map(|n| format!("{name}{n} "));
        words.collect::<String>() + "\n"
    };
    for name in ["first", "second"] {
        repo.write(
            format!("content/posts/{name}.md"),
            made(&repo, &[], &text(name)),
        );
    }
    repo.write("content/posts/plain.md", plain(&text("plain")));
    repo.commit_all("one");
    for name in ["first", "second", "plain"] {
        repo.remove(format!("content/posts/{name}.md"));
    }
    let longer = text("first") + "Some words more.\n";
    repo.write("content/posts/first-renamed.md", made(&repo, &[], &longer));
    repo.write("content/posts/other.md", made(&repo, &[], &text("other")));
    let shorter = text("plain").replace("plain39 ", "");
    repo.write("content/posts/plain-renamed.md", plain(&shorter));
    repo.commit_all("two");
    let report = compared(&repo, &["HEAD~", "HEAD"]);
    let renamed: Vec<&str> = report["renamed"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|pair| pair["to"].as_str())
        .collect();
    assert_eq!(
        renamed,
        [
            "content/posts/first-renamed.md",
            "content/posts/plain-renamed.md"
        ]
    );
    assert_eq!(
        report["came"],
        serde_json::json!(["content/posts/other.md"])
    );
    assert_eq!(
        report["source_edits"],
        serde_json::json!(["content/posts/first-renamed.md"])
    );
    let lost = loss_lines(&report);
    assert_eq!(
        lost,
        [
            "page-gone content/posts/second.md ",
            "words-gone content/posts/plain-renamed.md plain39",
            "address-gone content/posts/first-renamed.md content/posts/first.md",
            "address-gone content/posts/plain-renamed.md content/posts/plain.md",
        ]
    );
}

/// Settings, texts and bodies changed in one commit: each page is told under what happened to it, and nothing else.
#[test]
fn settings_edits_and_losses_of_one_commit_are_told_apart() {
    let repo = TestRepo::new();
    let settings = |indent: usize| format!("exporter: {{writes: {{bullet_indent: {indent}}}}}\n");
    let source = |n: usize| format!("Page {n}.\n** one\n---\n!Head\nMore of page {n}.\n");
    let write = |n: usize, source: &str| {
        repo.write(format!("content/{n}.md"), made(&repo, &[], source));
    };
    repo.write("tikicheck.yaml", settings(2));
    for n in 0..6 {
        write(n, &source(n));
    }
    repo.commit_all("one");
    repo.write("tikicheck.yaml", settings(3));
    for n in 0..6 {
        write(n, &source(n));
    }
    write(1, &source(1).replace("More", "Less"));
    write(2, &source(2).replace("---\n!Head\nMore of page 2.\n", ""));
    let page = |n: usize| String::from_utf8(repo.read(format!("content/{n}.md"))).expect("text");
    let (emptied, without) = (page(3), page(4));
    let (start, end) = (
        emptied.find("Page 3.").expect("the body"),
        emptied.find("<pre").expect("the block"),
    );
    repo.write(
        "content/3.md",
        format!("{}{}", &emptied[..start], &emptied[end..]),
    );
    repo.write(
        "content/4.md",
        &without[..without.find("\n\n<pre").expect("the block")],
    );
    repo.commit_all("two");
    let report = compared(&repo, &["HEAD~", "HEAD"]);
    assert_eq!(
        causes(&report),
        [
            ("bullets: indent 2 → 3".to_owned(), 5),
            ("debug block: removed".to_owned(), 1),
            ("text: edited by hand".to_owned(), 1),
        ]
    );
    assert_eq!(
        losses(&report),
        [(
            "body-empty".to_owned(),
            "content/3.md".to_owned(),
            String::new()
        )]
    );
    assert_eq!(
        report["source_edits"],
        serde_json::json!(["content/1.md", "content/2.md"])
    );
    assert_eq!(report["summary"]["changed"], 6);
}
