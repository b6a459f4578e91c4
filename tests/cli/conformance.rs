//! The four conformance sites, checked bare: all in sync, and a fix has nothing to do.

use std::path::Path;

use super::support::binary::{NOT_AS_SHOWN, copy_of, judge_not_as_shown};
use super::support::{Snapshot, TestRepo};

fn assert_clean(site: &str, pages: usize) {
    let site = copy_of(&format!("tests/conformance/{site}"));
    judge_not_as_shown(&site);
    let s = if pages == 1 { "" } else { "s" };
    let census = format!("{pages} page{s}: {pages} in sync\n");
    let before = Snapshot::of(&site.root);
    for args in [
        &[][..],
        &["--strict"],
        &["--jobs", "1"],
        &["--fix"],
        &["--fix", "--discard-edits", "."],
    ] {
        let run = site.tikicheck(args);
        assert_eq!(run.ended_with(0), census, "{args:?}");
        assert_eq!(run.stderr, "", "{args:?}");
        before.assert_same(&Snapshot::of(&site.root));
    }
    let patch = site.tikicheck(&["--diff"]);
    assert_eq!(patch.ended_with(0), "");
    assert_eq!(patch.stderr, census);

    site.git(&["init", "--quiet"]);
    site.commit_all("The site");
    assert_eq!(site.tikicheck(&[]).ended_with(0), census);
}

#[test]
fn the_seed_page_is_clean() {
    assert_clean("seed-page", 1);
}

#[test]
fn the_seed_era_is_clean() {
    assert_clean("seed-era", 287);
}

#[test]
fn the_later_era_is_clean() {
    assert_clean("later-era", 287);
}

#[test]
fn the_real_pages_are_clean() {
    assert_clean("real-pages", 2);
}

#[test]
fn they_are_clean_where_they_lie() {
    let sites = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let elsewhere = TestRepo::empty();
    for (site, pages) in [
        ("seed-page", "1 page: 1"),
        ("seed-era", "287 pages: 287"),
        ("later-era", "287 pages: 287"),
        ("real-pages", "2 pages: 2"),
    ] {
        let run = elsewhere.tikicheck_in(&sites.join(site), &["--format", "concise"]);
        assert_eq!(run.census(), format!("{pages} in sync"));
        let others: Vec<&str> = run
            .rules()
            .into_iter()
            .filter(|rule| !NOT_AS_SHOWN.contains(rule))
            .collect();
        assert_eq!(others, [""; 0]);
    }
}
