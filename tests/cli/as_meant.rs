//! `--as-meant`: blanks of the source change, and no word, so that a page is shown as it is meant.

use crate::support::TestRepo;

/// A site with one page that this wiki text generates.
fn site(wiki: &str) -> TestRepo {
    let site = TestRepo::empty();
    site.write("tikicheck.yaml", "");
    let page = site.tikicheck_fed(wiki.as_bytes(), &["render", "--emit", "page"]);
    site.write("content/posts/a.md", page.stdout);
    site
}

fn source(site: &TestRepo) -> String {
    let run = site.tikicheck(&["source", "content/posts/a.md"]);
    run.stdout.trim_end_matches('\n').to_owned()
}

#[test]
fn blanks_of_the_source_change_and_no_word() {
    for (wiki, rule, fixed) in [
        (
            "a\n    Take it daily\n\n    or\tnot\nb",
            "shown-as-code",
            "a\nTake it daily\n\nor\tnot\nb",
        ),
        (
            "a\n\tTake __it__ daily\nb",
            "shown-as-code",
            "a\nTake __it__ daily\nb",
        ),
        ("if a <b and c> d", "text-lost", "if a < b and c> d"),
    ] {
        let site = site(wiki);
        let before = site.read("content/posts/a.md");
        let told = site.tikicheck(&["--format", "concise"]);
        assert!(told.stdout.contains(rule), "{wiki:?}: {}", told.stdout);
        // It has to be asked for.
        site.tikicheck(&["--fix"]);
        assert_eq!(site.read("content/posts/a.md"), before, "{wiki:?}");
        let patch = site.tikicheck(&["--diff", "--as-meant"]);
        assert!(
            patch.stdout.starts_with("diff --git a/content/posts/a.md"),
            "{wiki:?}: {}",
            patch.stdout
        );
        site.tikicheck(&["--fix", "--as-meant"]).ended_with(0);
        assert_eq!(source(&site), fixed, "{wiki:?}");
        assert_eq!(
            site.tikicheck(&[]).ended_with(0),
            "1 page: 1 in sync\n",
            "{wiki:?}"
        );
        // Once more changes nothing.
        let once = site.read("content/posts/a.md");
        site.tikicheck(&["--fix", "--as-meant"]);
        assert_eq!(site.read("content/posts/a.md"), once, "{wiki:?}");
    }
}

#[test]
fn the_way_out_names_the_command() {
    let site = site("a\n    b\nc `d`");
    let run = site.tikicheck(&["--width", "100"]);
    let run = if run.stdout.is_empty() {
        site.tikicheck(&[])
    } else {
        run
    };
    assert!(run.stdout.contains("--as-meant"), "{}", run.stdout);
    // Back quotes have no way out.
    site.tikicheck(&["--fix", "--as-meant"]);
    assert_eq!(source(&site), "a\nb\nc `d`");
    let left = site.tikicheck(&[]);
    assert!(
        left.stdout.contains("back quotes") && !left.stdout.contains("--as-meant"),
        "{}",
        left.stdout
    );
}

#[test]
fn what_would_mean_something_else_is_left() {
    for wiki in [
        // Without the blanks it is an item, a heading, a rule.
        "a\n    * b",
        "a\n    !!b",
        "a\n    ----",
        // Nothing tells where the text ends.
        "a `b` c",
        "{BOX()}* one{BOX}",
    ] {
        let site = site(wiki);
        let before = site.read("content/posts/a.md");
        site.tikicheck(&["--fix", "--as-meant"]);
        assert_eq!(site.read("content/posts/a.md"), before, "{wiki:?}");
    }
}

#[test]
fn a_page_that_drifted_or_accepts_the_finding_is_left() {
    let site = site("a\n    b\nc");
    let page = String::from_utf8(site.read("content/posts/a.md")).expect("UTF-8");
    let accepted = format!("---\ntikicheck: {{ignore: [shown-as-code]}}\n---\n\n{page}");
    site.write("content/posts/a.md", &accepted);
    site.tikicheck(&["--fix", "--as-meant"]).ended_with(0);
    assert_eq!(site.read("content/posts/a.md"), accepted.as_bytes());
    // The source was edited: that comes first, and the blanks go with the next run.
    let edited = page.replace("\nc\n</code>", "\nd\n</code>");
    assert_ne!(edited, page);
    site.write("content/posts/a.md", &edited);
    site.tikicheck(&["--fix", "--as-meant"]);
    assert_eq!(source(&site), "a\n    b\nd");
    site.tikicheck(&["--fix", "--as-meant"]);
    assert_eq!(source(&site), "a\nb\nd");
}
