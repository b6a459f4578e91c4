//! What a run would go by, shown without the run: settings, pages, the manual page, and the schema for editors.

use std::path::Path;

use tikicheck::internals::config::{Config, schema};

use super::support::binary::copy_of;
use super::{SEED_PAGE, seed_page, seed_site};

const EXAMPLE: &str = "examples/site";

/// What is said of the setting that a line with `start` shows.
fn origin<'t>(shown: &'t str, start: &str) -> &'t str {
    let line = shown.lines().find(|line| line.starts_with(start));
    let line = line.unwrap_or_else(|| panic!("{start} in {shown}"));
    line.rsplit_once("  # ").expect("it has an origin").1
}

#[test]
fn the_settings_in_force_are_shown_with_where_they_come_from() {
    let site = copy_of(EXAMPLE);
    let run = site.tikicheck_in(&site.root.join("content"), &["--show-config"]);
    let shown = run.ended_with(0);
    assert_eq!(run.stderr, "");
    assert!(shown.starts_with("# Settings for the site at "), "{shown}");
    assert_eq!(origin(shown, "pages:"), "../tikicheck.yaml:3");
    assert_eq!(origin(shown, "  tiki: https:"), "../tikicheck.yaml:8");
    assert_eq!(
        origin(shown, "  missing-page: warn"),
        "../tikicheck.yaml:11"
    );
    assert_eq!(origin(shown, "  stale-page: error"), "default");
    assert_eq!(origin(shown, "exclude: []"), "default");
    let name = Path::new("tikicheck.yaml");
    let text = String::from_utf8(site.read(name)).expect("text");
    let (set, again) = (Config::parse(&text, name), Config::parse(shown, name));
    let (set, again) = (
        set.expect("settings"),
        again.expect("what is shown is settings"),
    );
    assert_eq!(
        (set.pages, set.links, set.limits),
        (again.pages, again.links, again.limits)
    );
}

#[test]
fn other_settings_are_shown_where_others_are_asked_for() {
    let site = copy_of(EXAMPLE);
    let shown = site.tikicheck(&["--no-config", "--show-config"]);
    let lines = shown
        .ended_with(0)
        .lines()
        .filter(|line| line.contains("  # "));
    assert!(lines.clone().count() > 30);
    for line in lines {
        assert!(line.ends_with("  # default"), "{line}");
    }
    site.write("o\u{202e}ther", "block: {style: \"a\u{202e}b\"}\n");
    let run = site.tikicheck(&["--config", "o\u{202e}ther", "--show-config"]);
    let style = "  style: a\\u{202e}b";
    assert_eq!(origin(run.ended_with(0), style), "o\\u{202e}ther:1");

    site.git(&["init", "--quiet"]);
    site.git(&["add", "tikicheck.yaml"]);
    site.write("tikicheck.yaml", "limits: {page_bytes: 7}\n");
    let limit = |args: &[&str]| {
        let run = site.tikicheck(args);
        let line = run
            .ended_with(0)
            .lines()
            .find(|line| line.contains("page_bytes"));
        line.expect("it is shown").to_owned()
    };
    let staged = limit(&["--staged", "--show-config"]);
    assert_eq!(staged, "  page_bytes: 100000  # tikicheck.yaml:6");
    let on_disk = limit(&["--show-config"]);
    assert_eq!(on_disk, "  page_bytes: 7  # tikicheck.yaml:1");
}

#[test]
fn settings_that_are_wrong_are_not_shown() {
    let site = seed_site();
    site.write("tikicheck.yaml", "page: [a]\n");
    site.tikicheck(&["--show-config"])
        .could_not_check(&["did you mean `pages`"]);
    for others in [
        &["--fix"][..],
        &["--diff"],
        &["--format", "json"],
        &["content"],
        &["--show-files"],
    ] {
        let run = site.tikicheck(&[&["--show-config"], others].concat());
        run.could_not_check(&["cannot be used with"]);
    }
}

#[test]
fn the_pages_of_a_run_are_shown_one_a_line() {
    let site = copy_of(EXAMPLE);
    let run = site.tikicheck(&["--show-files"]);
    let all: Vec<&str> = run.ended_with(0).lines().collect();
    assert!(all.is_sorted());
    assert!(all.contains(&"content/_index.md"));
    let checked = site.tikicheck(&["--format", "concise"]);
    let census = format!("{} pages: ", all.len());
    assert!(
        checked.census().starts_with(&census),
        "{}",
        checked.census()
    );

    let posts = site.root.join("content/posts");
    let shown = |args: &[&str]| {
        let run = site.tikicheck_in(&posts, &[args, &["--show-files"]].concat());
        run.ended_with(0).to_owned()
    };
    assert_eq!(shown(&["zinc-and-colds.md"]), "zinc-and-colds.md\n");
    assert_eq!(
        shown(&["zinc-*.md"]),
        "zinc-and-colds.md\nzinc-and-taste.md\n"
    );
    assert_eq!(shown(&["--stdin-filename", "new.md", "-"]), "new.md\n");
    site.tikicheck(&["--show-files", "*.txt"])
        .could_not_check(&["*.txt"]);

    site.git(&["init", "--quiet"]);
    // Settings alone would be settings that match no page.
    let first = ["tikicheck.yaml", "attachments.yaml", "content/_index.md"];
    site.git(&[&["add"], &first[..]].concat());
    site.git(&["commit", "--quiet", "--message=settings"]);
    assert_eq!(shown(&["--staged"]), "");
    site.git(&["add", "content/posts/zinc-and-taste.md"]);
    assert_eq!(shown(&["--staged"]), "zinc-and-taste.md\n");
}

#[cfg(unix)]
#[test]
fn a_page_with_a_hostile_name_takes_one_line() {
    let site = seed_site();
    site.remove(SEED_PAGE);
    site.write("a\nb\u{1b}[2J.md", seed_page());
    let run = site.tikicheck(&["--show-files"]);
    assert_eq!(run.ended_with(0), "a␊b␛[2J.md\n");
}

#[test]
fn the_manual_page_and_the_schema_are_printed() {
    let site = seed_site();
    let page = site.tikicheck(&["man"]);
    assert!(
        page.ended_with(0).contains("\n.TH tikicheck 1"),
        "{}",
        page.stdout
    );
    assert_eq!(site.tikicheck(&["schema"]).ended_with(0), schema());
}
