//! One page on standard input, as editors hand it over before it is saved.

use std::process::Output;

use super::support::{Snapshot, TestRepo};
use super::{SEED_PAGE, seed_page, seed_site};

fn fed(site: &TestRepo, page: &[u8], args: &[&str]) -> Output {
    let all = [&["--stdin-filename", SEED_PAGE, "-"], args].concat();
    site.tikicheck_fed(page, &all)
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

fn edited() -> String {
    seed_page().replace("(__OR = 0.47__", "(__OR = 0.48__")
}

#[test]
fn the_text_counts_and_the_file_does_not() {
    let site = seed_site();
    let before = Snapshot::of(&site.root);
    let clean = fed(&site, seed_page().as_bytes(), &[]);
    assert_eq!(clean.status.code(), Some(0));
    assert_eq!(text(&clean.stdout), "1 page: 1 in sync\n");
    let stale = fed(&site, edited().as_bytes(), &["--format", "concise"]);
    assert_eq!(stale.status.code(), Some(1));
    assert!(text(&stale.stdout).starts_with(&format!("{SEED_PAGE}:")));
    assert!(text(&stale.stdout).contains("error[stale-page]"));
    before.assert_same(&Snapshot::of(&site.root));
}

#[test]
fn the_page_need_not_exist() {
    let site = seed_site();
    site.remove(SEED_PAGE);
    let clean = fed(&site, seed_page().as_bytes(), &[]);
    assert_eq!(clean.status.code(), Some(0));
}

#[test]
fn a_fix_comes_out_at_standard_output() {
    let site = seed_site();
    let before = Snapshot::of(&site.root);
    let fixed = fed(&site, edited().as_bytes(), &["--fix"]);
    assert_eq!(fixed.status.code(), Some(0), "{}", text(&fixed.stderr));
    assert_eq!(
        text(&fixed.stdout),
        seed_page().replace("OR = 0.47", "OR = 0.48")
    );
    let kept = fed(&site, seed_page().as_bytes(), &["--fix"]);
    assert_eq!(text(&kept.stdout), seed_page());
    before.assert_same(&Snapshot::of(&site.root));
}

#[test]
fn what_a_fix_leaves_goes_to_standard_error() {
    let site = seed_site();
    let wrapped = seed_page().replacen("systematically searched", "thoroughly\nsearched", 1);
    let kept = fed(&site, wrapped.as_bytes(), &["--fix", "--keep-edits"]);
    assert_eq!(kept.status.code(), Some(0));
    let expected = seed_page().replace("systematically searched", "thoroughly searched");
    assert_eq!(text(&kept.stdout), expected);
    let code = "thoroughly:\n\n```\none\ntwo\n```\n\nsearched";
    let page = seed_page().replacen("systematically searched", code, 1);
    for quiet in [&["--fix"][..], &["--fix", "-q"]] {
        let left = fed(&site, page.as_bytes(), quiet);
        assert_eq!(left.status.code(), Some(1));
        assert_eq!(text(&left.stdout), page);
        assert!(text(&left.stderr).contains("error[edited-body]"));
    }
    let dropped = fed(&site, page.as_bytes(), &["--fix", "--discard-edits"]);
    assert_eq!(dropped.status.code(), Some(0));
    assert_eq!(text(&dropped.stdout), seed_page());
}

#[test]
fn a_page_that_cannot_be_mended_comes_back_as_it_was() {
    let site = seed_site();
    let page = b"caf\xe9\n<code class=\"language-text\">\nMarkdown:\n--------\n";
    let output = fed(&site, page, &["--fix"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, page);
}

#[test]
fn a_patch_is_for_the_named_file() {
    let site = seed_site();
    site.write("sub/tikicheck.yaml", "");
    site.git(&["init", "--quiet"]);
    let args = ["--stdin-filename", "a page.md", "-", "--diff"];
    let dir = site.root.join("sub");
    std::fs::write(dir.join("a page.md"), edited()).expect("a page");
    let input = std::fs::File::open(dir.join("a page.md")).expect("it is there");
    let output = site
        .binary(&dir, &args)
        .stdin(input)
        .output()
        .expect("it was built");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    site.write("patch", &output.stdout);
    site.git(&["apply", "patch"]);
    assert_eq!(
        site.read("sub/a page.md"),
        seed_page().replace("OR = 0.47", "OR = 0.48").into_bytes()
    );
}

#[test]
fn a_name_has_to_be_that_of_a_page() {
    let site = seed_site();
    for (args, words) in [
        (&["-"][..], "`-` needs `--stdin-filename PATH`"),
        (&["--stdin-filename", "a.txt", "-"], "a.txt: is no page"),
        (
            &["--stdin-filename", "../a.md", "-"],
            "../a.md: lies outside of the site",
        ),
        (
            &["--stdin-filename", "a.md"],
            "`--stdin-filename` needs `-` as the path",
        ),
        (&["--stdin-filename", "a.md", "-", "b.md"], "no other path"),
    ] {
        let output = site.tikicheck_fed(b"", args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(output.stdout, b"", "{args:?}");
        assert!(
            text(&output.stderr).contains(words),
            "{}",
            text(&output.stderr)
        );
    }
}
