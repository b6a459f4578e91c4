//! The four conformance sites, checked bare: all in sync, and a fix has nothing to do.

use super::support::Snapshot;
use super::support::binary::copy_of;

fn assert_clean(site: &str, pages: usize) {
    let site = copy_of(&format!("tests/conformance/{site}"));
    let s = if pages == 1 { "" } else { "s" };
    let census = format!("{pages} page{s}: {pages} in sync\n");
    let before = Snapshot::of(&site.root);
    for args in [
        &[][..],
        &["--strict"],
        &["--jobs", "1"],
        &["--fix"],
        &["--fix", "--discard-edits"],
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
