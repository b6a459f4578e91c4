//! The page this tool was asked for, put out of step in every way: the verdict, and the bytes that a fix leaves.

use super::support::{Snapshot, TestRepo};
use super::{SEED_PAGE, page_of, parts, read, seed_page, seed_site};

/// The site with `page` in place of the seed page, whose findings are all of `rule`.
fn site_with(page: &str, rule: &str) -> TestRepo {
    let site = seed_site();
    site.write(SEED_PAGE, page);
    let before = Snapshot::of(&site.root);
    let run = site.tikicheck(&["--format", "concise"]);
    run.ended_with(1);
    let mut rules = run.rules();
    rules.dedup();
    assert_eq!(rules, [rule], "{run:#?}");
    assert_eq!(run.census(), "1 page: 0 in sync, 1 drifted");
    before.assert_same(&Snapshot::of(&site.root));
    site
}

/// Runs a fix that mends everything, and another one that has nothing to do.
fn fix(site: &TestRepo, args: &[&str]) -> String {
    let run = site.tikicheck(args);
    assert_eq!(run.ended_with(0), "1 page: 1 in sync\n");
    assert_eq!(run.stderr, format!("fixed {SEED_PAGE}\n"));
    let fixed = Snapshot::of(&site.root);
    assert_eq!(site.tikicheck(args).ended_with(0), "1 page: 1 in sync\n");
    assert_eq!(site.tikicheck(&[]).ended_with(0), "1 page: 1 in sync\n");
    fixed.assert_same(&Snapshot::of(&site.root));
    read(site, SEED_PAGE)
}

fn replace_once(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// The one place with this bracket in front of the bold text is the source.
fn edit_source(page: &str) -> String {
    replace_once(page, "(__OR = 0.47__", "(__OR = 0.48__")
}

#[test]
fn an_edit_of_the_source_is_carried_into_body_copy_and_tree() {
    let original = seed_page();
    assert_eq!(original.matches("OR = 0.47").count(), 7);
    let edited = edit_source(&original);
    let site = site_with(&edited, "stale-page");
    assert_eq!(
        fix(&site, &["--fix"]),
        original.replace("OR = 0.47", "OR = 0.48")
    );
}

#[test]
fn an_edit_of_the_body_is_carried_into_the_source() {
    let original = seed_page();
    let [head, copy, tree, source] = parts(&original);
    let head = replace_once(head, "systematically searched", "thoroughly searched");
    let edited = page_of([&head, copy, tree, source]);
    let site = site_with(&edited, "edited-body");

    let run = site.tikicheck(&[]);
    let report = run.ended_with(1);
    for said in [
        "the edit can be carried into the source",
        "systematically searched",
        "thoroughly searched",
        &format!("tikicheck --fix {SEED_PAGE}"),
        "the source with the edit; it generates this page exactly",
    ] {
        assert!(report.contains(said), "no `{said}` in {report}");
    }
    // What would destroy the edit is no way out.
    assert!(!report.contains("--discard-edits"), "{report}");
    assert_eq!(
        fix(&site, &["--fix"]),
        original.replace("systematically searched", "thoroughly searched")
    );
}

#[test]
fn an_edit_of_the_body_that_no_source_generates_is_kept_unless_it_is_to_be_dropped() {
    let original = seed_page();
    let [head, copy, tree, source] = parts(&original);
    let head = replace_once(
        head,
        "systematically searched",
        "thoroughly:\n\n```\none\ntwo\n```\n\nsearched",
    );
    let edited = page_of([&head, copy, tree, source]);
    let site = site_with(&edited, "edited-body");

    let before = Snapshot::of(&site.root);
    site.tikicheck(&["--fix", "--keep-edits"]).ended_with(1);
    before.assert_same(&Snapshot::of(&site.root));
    let run = site.tikicheck(&["--fix"]);
    let report = run.ended_with(1);
    for way in [
        "generates a block of code over several lines",
        "the nearest source that was tried",
        "it would generate",
        "write it as wiki text in the source",
        &format!("tikicheck --fix {SEED_PAGE}"),
        &format!("tikicheck --fix --discard-edits {SEED_PAGE}"),
    ] {
        assert!(report.contains(way), "no `{way}` in {report}");
    }
    before.assert_same(&Snapshot::of(&site.root));

    assert_eq!(fix(&site, &["--fix", "--discard-edits", "."]), original);
}

#[test]
fn an_edit_of_the_body_that_can_be_spelled_otherwise_is_kept_when_that_is_asked_for() {
    let original = seed_page();
    let [head, copy, tree, source] = parts(&original);
    // A line end without an empty line behind it, which no wiki text generates.
    let head = replace_once(head, "systematically searched", "thoroughly\nsearched");
    let site = site_with(&page_of([&head, copy, tree, source]), "edited-body");

    let before = Snapshot::of(&site.root);
    let run = site.tikicheck(&["--fix"]);
    let report = run.ended_with(1);
    let way = format!("tikicheck --fix --keep-edits {SEED_PAGE}");
    for said in [&*way, "which then generates what reads the same"] {
        assert!(report.contains(said), "no `{said}` in {report}");
    }
    assert!(!report.contains("--discard-edits"), "{report}");
    assert!(
        run.stderr.contains("which `--keep-edits` fixes"),
        "{run:#?}"
    );
    before.assert_same(&Snapshot::of(&site.root));

    let run = site.tikicheck(&["--diff", "--keep-edits"]);
    let patch = run.ended_with(1);
    assert!(patch.contains("\n-searched"), "{patch}");
    before.assert_same(&Snapshot::of(&site.root));
    let kept = original.replace("systematically searched", "thoroughly searched");
    assert_eq!(fix(&site, &["--fix", "--keep-edits"]), kept);
}

#[test]
fn an_edit_of_the_body_that_is_made_in_the_source_too_is_kept() {
    let original = seed_page();
    let [head, copy, tree, source] = parts(&original);
    let both = |part| replace_once(part, "systematically searched", "thoroughly searched");
    let (head, source) = (both(head), both(source));
    let site = site_with(&page_of([&head, copy, tree, &source]), "stale-copy");
    assert_eq!(
        fix(&site, &["--fix"]),
        original.replace("systematically searched", "thoroughly searched")
    );
}

#[test]
fn edits_on_both_sides_that_go_together_are_made_one() {
    let original = seed_page();
    let [head, copy, tree, source] = parts(&original);
    let head = replace_once(head, "systematically searched", "thoroughly searched");
    let source = edit_source(source);
    let edited = page_of([&head, copy, tree, &source]);
    let site = site_with(&edited, "conflicting-edits");
    let both = original
        .replace("OR = 0.47", "OR = 0.48")
        .replace("systematically searched", "thoroughly searched");
    assert_eq!(fix(&site, &["--fix"]), both);
    site.write(SEED_PAGE, &edited);
    assert_eq!(
        fix(&site, &["--fix", "--discard-edits", "."]),
        original.replace("OR = 0.47", "OR = 0.48")
    );
}

#[test]
fn edits_of_the_same_place_are_left_alone_and_shown() {
    let original = seed_page();
    let [head, copy, tree, source] = parts(&original);
    let head = replace_once(head, "**OR = 0.47**", "**OR = 0.74**");
    let source = edit_source(source);
    let edited = page_of([&head, copy, tree, &source]);
    let site = site_with(&edited, "conflicting-edits");
    let run = site.tikicheck(&["--fix", "--format", "concise"]);
    run.ended_with(1);
    let run = site.tikicheck(&["--format", "json"]);
    let report = run.ended_with(1);
    for wording in [
        "write in the source what is meant, and run `tikicheck --fix --discard-edits ",
        "__OR = 0.47__",
        "the source says",
        "__OR = 0.48__",
        "the body",
        "__OR = 0.74__",
    ] {
        assert!(report.contains(wording), "no `{wording}` in {report}");
    }
    assert_eq!(read(&site, SEED_PAGE), edited);
    assert_eq!(
        fix(&site, &["--fix", "--discard-edits", "."]),
        original.replace("OR = 0.47", "OR = 0.48")
    );
}

#[test]
fn a_stale_copy_is_restored() {
    let original = seed_page();
    let [head, copy, tree, source] = parts(&original);
    let copy = replace_once(copy, "p &lt; 0.001", "p &lt; 0.01");
    let site = site_with(&page_of([head, &copy, tree, source]), "stale-copy");
    assert_eq!(fix(&site, &["--fix"]), original);
}

#[test]
fn a_stale_tree_is_restored() {
    let original = seed_page();
    let [head, copy, tree, source] = parts(&original);
    let tree = replace_once(tree, "level: `4`", "level: `3`");
    let site = site_with(&page_of([head, copy, &tree, source]), "stale-tree");
    assert_eq!(fix(&site, &["--fix"]), original);
}

#[test]
fn a_page_that_is_cut_off_is_never_written() {
    let original = seed_page();
    let cut = original.strip_suffix("</pre>\n").expect("the last line");
    let site = site_with(cut, "damaged-block");
    let before = Snapshot::of(&site.root);
    for args in [
        &["--fix"][..],
        &["--fix", "--discard-edits", "."],
        &["--diff"],
    ] {
        site.tikicheck(args).ended_with(1);
        before.assert_same(&Snapshot::of(&site.root));
    }
    assert_eq!(site.tikicheck(&["--diff"]).ended_with(1), "");
}

#[test]
fn a_page_with_crlf_stays_one() {
    let crlf = seed_page().replace('\n', "\r\n");
    let site = seed_site();
    site.write(SEED_PAGE, &crlf);
    assert_eq!(site.tikicheck(&[]).ended_with(0), "1 page: 1 in sync\n");
    let edited = edit_source(&crlf);
    let site = site_with(&edited, "stale-page");
    assert_eq!(
        fix(&site, &["--fix"]),
        crlf.replace("OR = 0.47", "OR = 0.48")
    );
}

#[test]
fn line_ends_and_modes_of_a_fixed_file_stay() {
    let original = seed_page();
    // As the wiki stored it: CRLF inside the source only.
    let [head, copy, tree, source] = parts(&original);
    let (text, closing) = source.split_once("\n</code>").expect("the block ends");
    let source = format!("{}\n</code>{closing}", text.replace('\n', "\r\n"));
    let wiki = page_of([head, copy, tree, &source]);
    let site = seed_site();
    site.write(SEED_PAGE, &wiki);
    assert_eq!(site.tikicheck(&[]).ended_with(0), "1 page: 1 in sync\n");

    let edited = edit_source(&wiki);
    let site = site_with(&edited, "stale-page");
    #[cfg(unix)]
    set_mode(&site, 0o640);
    assert_eq!(
        fix(&site, &["--fix"]),
        wiki.replace("OR = 0.47", "OR = 0.48")
    );
    #[cfg(unix)]
    assert_eq!(mode(&site), 0o640);
}

#[cfg(unix)]
fn set_mode(site: &TestRepo, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(site.root.join(SEED_PAGE), permissions).expect("it is our file");
}

#[cfg(unix)]
fn mode(site: &TestRepo) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = std::fs::metadata(site.root.join(SEED_PAGE)).expect("it is there");
    metadata.permissions().mode() & 0o777
}

#[test]
fn what_a_fix_would_drop_can_be_seen_before() {
    let original = seed_page();
    let [head, ..] = parts(&original);
    let edited = original.replacen(head, &replace_once(head, "OR = 0.47", "OR = 0.99"), 1);
    let site = site_with(&edited, "edited-body");
    let before = Snapshot::of(&site.root);
    let run = site.tikicheck(&["--diff"]);
    let patch = run.ended_with(1);
    assert!(
        patch.contains("\n+") && patch.contains("OR = 0.99"),
        "{patch}"
    );
    let run = site.tikicheck(&["--diff", "--discard-edits", "."]);
    let patch = run.ended_with(1);
    assert!(
        patch.contains("\n-") && patch.contains("OR = 0.99"),
        "{patch}"
    );
    before.assert_same(&Snapshot::of(&site.root));
    site.tikicheck(&["--discard-edits"])
        .could_not_check(&["`--discard-edits` needs `--fix`"]);
}
