//! `tiki.pages` in a file: which pages the wiki has, and where they lie.

use super::support::TestRepo;

const LINKS: &str = "((Home)) ((bone health)) ((Zinc)) [tiki-index.php?page=Zinc|x]\n";

fn site(list: impl AsRef<[u8]>) -> TestRepo {
    let site = TestRepo::empty();
    site.write(
        "tikicheck.yaml",
        "dialect: tiki\npages: [content/*.md]\ntiki: {pages: lists/pages.txt}\n",
    );
    site.write("lists/pages.txt", list);
    site.write("a.tiki", LINKS);
    site
}

#[test]
fn pages_that_the_list_names_exist_and_lie_where_it_says() {
    let site = site("# all pages\nBone Health\nZinc=posts/zinc.md\n");
    let markdown = site.tikicheck(&["render", "a.tiki"]);
    assert_eq!(
        markdown.ended_with(0),
        "[Home](Home.md) [bone health](bone-health.md) [Zinc](posts/zinc.md) [x](posts/zinc.md)\n"
    );
    // The site has no page at all; still, the list says which there are.
    let report = site.tikicheck(&["render", "--report", "a.tiki"]);
    let told: Vec<&str> = report.ended_with(0).lines().collect();
    assert_eq!(told[0], "a.tiki:1:1: missing-page: Home");
    assert_eq!(told.last(), Some(&"1 text: 1 loss in 1 of them"));
    site.write("content/Home.md", "here\n");
    let report = site.tikicheck(&["render", "--report", "a.tiki"]);
    assert_eq!(report.ended_with(0), "1 text: nothing is lost\n");
}

#[test]
fn the_list_is_one_of_the_settings() {
    let site = site("Home\n");
    site.write("other.txt", "Home=h.md\nBone Health\nZinc\n");
    let run = site.tikicheck(&["render", "--set", "tiki.pages=other.txt", "a.tiki"]);
    assert!(
        run.ended_with(0).starts_with("[Home](h.md) "),
        "{}",
        run.stdout
    );
    let run = site.tikicheck(&["--show-config"]);
    assert!(
        run.ended_with(0).contains("  pages: lists/pages.txt"),
        "{}",
        run.stdout
    );
    // Pages by name in the settings are no whole list.
    let run = site.tikicheck(&[
        "render",
        "--report",
        "--set",
        "tiki.pages=Home=h.md",
        "a.tiki",
    ]);
    assert_eq!(run.ended_with(0), "1 text: nothing is lost\n");
}

#[test]
fn a_list_that_is_none_is_told_by_file_and_line() {
    for (list, told) in [
        (
            &b"Home\n=a.md\n"[..],
            "lists/pages.txt:2:1: no name stands in front",
        ),
        (
            b"Home\nZinc=\n",
            "lists/pages.txt:2:1: no path stands behind",
        ),
        (b"- Home\n", "lists/pages.txt:1:1: this looks like YAML"),
        (
            b"A=a.md\nA=b.md\n",
            "lists/pages.txt:2:1: the page `A` stands in an earlier line",
        ),
        (b"A\x1b[2Jb\n", "lists/pages.txt:1:1: a control character"),
        (b"caf\xe9\n", "lists/pages.txt: is not UTF-8 (byte 3)"),
    ] {
        let site = site(list);
        site.tikicheck(&["render", "a.tiki"])
            .could_not_check(&[told]);
        site.write("content/a.md", "a\n");
        site.tikicheck(&[]).could_not_check(&[told]);
    }
    let site = site("");
    site.remove("lists/pages.txt");
    site.tikicheck(&["render", "a.tiki"]).could_not_check(&[
        "lists/pages.txt: the list of pages does not exist",
        "correct `tiki.pages` in tikicheck.yaml",
    ]);
    site.write(
        "tikicheck.yaml",
        "dialect: tiki\ntiki: {pages: ../pages.txt}\n",
    );
    site.tikicheck(&["render", "a.tiki"])
        .could_not_check(&["tikicheck.yaml:2:", "leaves the repository"]);
}
