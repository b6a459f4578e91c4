//! Findings of a check by cause and rule: what is shown, what is counted, and what is written anew.

use serde_json::Value;

use super::revisions::made;
use super::support::TestRepo;

/// Five pages of an exporter that indents by two, one of which it wrote in yet another way, under settings that indent
/// by three; and a page whose source was edited.
fn site() -> TestRepo {
    let repo = TestRepo::new();
    repo.write("other.yaml", "exporter: {writes: {bullet_indent: 2}}\n");
    for n in 0..5 {
        let page = made(
            &repo,
            &["--config", "other.yaml"],
            &format!("Page {n}.\n** a\n"),
        );
        repo.write(format!("content/{n}.md"), page);
    }
    let mixed = made(
        &repo,
        &["--config", "other.yaml"],
        "Mixed __b__ and more.\nA line between.\n** a\n",
    );
    // In the body as it is, in the copy escaped.
    let mixed = mixed.replacen("**b**", "<b>b</b>", 1);
    let mixed = mixed.replacen("**b**", "&lt;b&gt;b&lt;/b&gt;", 1);
    repo.write("content/mixed.md", mixed);
    repo.write(
        "content/stale.md",
        super::support::scenario::stale("One.", "Two."),
    );
    repo.remove("other.yaml");
    repo.commit_all("one");
    repo
}

fn statistics(repo: &TestRepo) -> Value {
    let run = repo.tikicheck(&["--statistics", "--format", "json"]);
    serde_json::from_str(run.ended_with(1)).expect("it is JSON")
}

#[test]
fn rules_and_causes_are_counted() {
    let repo = site();
    let counted = statistics(&repo);
    let rules: Vec<(&str, u64)> = counted["rules"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|rule| {
            let name = rule["rule"].as_str().expect("a name");
            (name, rule["findings"].as_u64().expect("a number"))
        })
        .collect();
    assert!(rules.contains(&("stale-page", 1)), "{counted:#}");
    assert_eq!(counted["causes"][0]["pages"], 6, "{counted:#}");
    let text = repo.tikicheck(&["--statistics"]);
    let text = text.ended_with(1);
    assert!(text.contains("stale-page  (1 with --fix)"), "{text}");
    assert!(
        text.contains("; 1 with a safe fix, 0 with one that drops an edit, "),
        "{text}"
    );
}

#[test]
fn chosen_rules_alone_are_shown() {
    let repo = site();
    let run = repo.tikicheck(&["--rule", "stale-page", "--format", "concise"]);
    run.ended_with(1);
    assert_eq!(run.rules(), ["stale-page"]);
    let report = repo.tikicheck(&["--rule", "stale-page", "--format", "json"]);
    let report: Value = serde_json::from_str(report.ended_with(1)).expect("it is JSON");
    assert_eq!(report["findings"].as_array().expect("a list").len(), 1);
}

#[test]
fn causes_are_listed_once_or_by_page() {
    let repo = site();
    let count = |args: &[&str]| {
        let run = repo.tikicheck(args);
        run.ended_with(1).matches("error[misfit]").count()
    };
    let by_page = count(&["--by", "page"]);
    let usual = count(&[]);
    let by_cause = count(&["--by", "cause"]);
    assert!(
        by_cause < usual && usual < by_page,
        "{by_cause} {usual} {by_page}"
    );
}

#[test]
fn one_cause_is_fixed_and_the_rest_is_left() {
    let repo = site();
    let counted = statistics(&repo);
    let id = counted["causes"][0]["id"].as_str().expect("an id");
    let before = repo.read("content/mixed.md");
    let stale = repo.read("content/stale.md");
    let diff = repo.tikicheck(&["--diff", "--cause", id]);
    assert_eq!(
        diff.ended_with(1).matches("diff --git").count(),
        5,
        "{diff:#?}"
    );
    let run = repo.tikicheck(&["--fix", "--cause", id]);
    assert!(
        run.stderr
            .contains("1 page with this cause and others besides"),
        "{run:#?}"
    );
    assert_eq!(repo.read("content/mixed.md"), before);
    assert_eq!(repo.read("content/stale.md"), stale);
    let left = statistics(&repo);
    assert_eq!(left["causes"][0]["pages"], 1, "{left:#}");
}

#[test]
fn one_run_writes_several_reports() {
    let repo = site();
    let alone = |format: &str| repo.tikicheck(&["--format", format]).stdout;
    let run = repo.tikicheck(&[
        "--format",
        "json",
        "--output",
        "sarif=report.sarif",
        "--output",
        "patch=fix.patch",
        "--output",
        "concise=report.txt",
    ]);
    assert_eq!(run.ended_with(1), alone("json"));
    for (file, format) in [
        ("report.sarif", "sarif"),
        ("fix.patch", "patch"),
        ("report.txt", "concise"),
    ] {
        let text = String::from_utf8(repo.read(file)).expect("text");
        assert_eq!(text, alone(format), "{format}");
    }
    let run = repo.tikicheck(&["--output", "sarif=no/such/report"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("no/such/report"), "{run:#?}");
}
