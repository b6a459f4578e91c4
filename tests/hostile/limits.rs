//! Limits: what is too large is told, never read whole, and what is much is counted, not shown.

use std::fs::File;
use std::process::Stdio;

use super::marks::{OPENERS, OTHERS};
use super::site::{Site, page, stale};

/// A file of zeros that takes no room on the disk.
fn huge(site: &Site, path: &str, bytes: u64) {
    site.write(path, "");
    let file = File::options()
        .write(true)
        .open(site.root().join(path))
        .expect("a file");
    file.set_len(bytes).expect("a sparse file");
}

#[test]
fn a_huge_page_is_a_finding_and_is_not_read() {
    for site in [Site::new(), Site::in_git()] {
        huge(&site, "content/posts/100-mb.md", 100 << 20);
        // More than a run may take.
        huge(&site, "content/posts/64-gb.md", 64 << 30);
        site.write("content/posts/good.md", page("Text."));
        assert_eq!(site.check_in_all_formats(&[]), 1);
        let said = site.run(&["--format", "concise"]);
        assert!(said.says("64-gb.md:1:1: error[too-large] "), "{said}");
        assert!(
            said.says("it has 104857600 bytes, and the limit is 8388608"),
            "{said}"
        );
        assert!(said.says("3 pages: 1 in sync, 2 drifted"), "{said}");
        let said = site.run(&["--fix", "--discard-edits", "."]);
        assert_eq!(said.code, 1, "{said}");
        assert_eq!(site.run(&["content/posts/64-gb.md"]).code, 1);
    }
}

#[test]
fn a_huge_staged_page_is_a_finding() {
    let site = Site::in_git();
    site.write("content/posts/large.md", vec![b'x'; 9 << 20]);
    site.git(&["add", "--all"]);
    let said = site.run(&["--staged", "--format", "concise"]);
    assert_eq!(said.code, 1, "{said}");
    assert!(said.says("large.md:1:1: error[too-large] "), "{said}");
}

#[test]
fn the_limit_is_what_the_configuration_says() {
    let site = Site::new();
    let page = page("Text.");
    site.write("content/posts/a.md", &page);
    site.write(
        "tikicheck.yaml",
        format!("limits: {{page_bytes: {}}}", page.len()),
    );
    assert_eq!(site.run(&[""; 0]).code, 0);
    site.write(
        "tikicheck.yaml",
        format!("limits: {{page_bytes: {}}}", page.len() - 1),
    );
    let said = site.run(&[""; 0]);
    assert_eq!(said.code, 1, "{said}");
    assert!(said.says("too-large"), "{said}");
}

#[test]
fn what_comes_from_standard_input_has_the_same_limit() {
    let site = Site::new();
    let endless = || Stdio::from(File::open("/dev/zero").expect("a device"));
    let said = site.run_with(&["--stdin-filename", "content/posts/a.md", "-"], endless());
    assert_eq!(said.code, 1, "{said}");
    assert!(said.says("too-large"), "{said}");
    let said = site.run_with(
        &["--stdin-filename", "content/posts/a.md", "--fix", "-"],
        endless(),
    );
    assert_eq!(said.code, 2, "{said}");
    assert!(said.out.is_empty(), "{said}");
    for emit in ["markdown", "tree", "page"] {
        let said = site.run_with(&["render", "--emit", emit], endless());
        assert_eq!(said.code, 2, "{said}");
        assert!(said.says("8388608"), "{said}");
    }
    assert_eq!(site.run(&["render", "/dev/zero"]).code, 2);
}

#[test]
fn a_huge_configuration_is_an_error() {
    let site = Site::new();
    site.write("content/posts/a.md", page("Text."));
    let comment = |bytes: usize| format!("#{}\n", "x".repeat(bytes - 2));
    site.write("tikicheck.yaml", comment(64 * 1024));
    assert_eq!(site.run(&[""; 0]).code, 0);
    site.write("tikicheck.yaml", comment(64 * 1024 + 1));
    let said = site.run(&[""; 0]);
    assert_eq!(said.code, 2, "{said}");
    assert!(said.says("larger than 65536 bytes"), "{said}");
    huge(&site, "tikicheck.yaml", 64 << 30);
    assert_eq!(site.run(&[""; 0]).code, 2);
    assert_eq!(site.run(&["--config", "/dev/zero"]).code, 2);
}

#[test]
fn a_huge_attachments_file_is_an_error() {
    let site = Site::new();
    site.write("content/posts/a.md", page("Text."));
    site.write("tikicheck.yaml", "links: {attachments: attachments.yaml}\n");
    huge(&site, "attachments.yaml", 64 << 30);
    let said = site.run(&[""; 0]);
    assert_eq!(said.code, 2, "{said}");
    assert!(said.says("larger than 33554432 bytes"), "{said}");
}

#[test]
fn markup_beyond_the_greatest_depth_is_a_finding() {
    let site = Site::new();
    site.write("content/posts/a.md", page(&"!*".repeat(100)));
    let said = site.run(&["--format", "concise"]);
    assert_eq!(said.code, 1, "{said}");
    assert!(said.says("error[too-deep]"), "{said}");
    assert!(said.says("deeper than 64 levels"), "{said}");
}

/// The dump of a text that nests repeats it at every level, twice: a small page could take all memory there is.
#[test]
fn a_page_that_would_become_too_large_is_a_finding() {
    let site = Site::new();
    let line = format!("{}{}\n", "!*".repeat(32), "x".repeat(2000));
    let lines = 50_000 / line.len() * 40;
    site.write("content/posts/a.md", stale("Text.", &line.repeat(lines)));
    site.write("tikicheck.yaml", "limits: {page_bytes: 3000000}\n");
    let before = site.read("content/posts/a.md");
    assert!(before.len() < 3_000_000);
    let said = site.run(&["--format", "concise"]);
    assert_eq!(said.code, 1, "{said}");
    assert!(said.says("error[too-large]"), "{said}");
    let said = site.run(&["--fix"]);
    assert_eq!(said.code, 1, "{said}");
    assert_eq!(site.read("content/posts/a.md"), before);
}

#[test]
fn a_million_differences_are_counted_and_ten_are_shown() {
    // As many in a build that is not as slow as a debug build.
    let count = if cfg!(debug_assertions) {
        20_000
    } else {
        1_000_000
    };
    let more = format!("and {} more differences", count - 10);
    let site = Site::new();
    site.write("tikicheck.yaml", "limits: {page_bytes: 100000000}\n");
    let page = page(&"a\n".repeat(count));
    let body = page.find("<pre").expect("a block");
    let edited = page[..body].replace('a', "b") + &page[body..];
    site.write("content/posts/a.md", edited);
    let said = site.run(&["--format", "concise"]);
    assert_eq!(said.code, 1, "{said}");
    assert!(said.says(&more), "{said}");
    assert_eq!(
        said.out.iter().filter(|byte| **byte == b'\n').count(),
        12,
        "{said}"
    );
    // Programs get the first ten thousand of them.
    let most = 10_000;
    for (format, bytes, shown) in [
        ("human", 64 * 1024, 10),
        ("json", 16 << 20, most),
        ("gitlab", 16 << 20, most),
    ] {
        let more = format!("and {} more differences", count - shown);
        let said = site.run(&["--format", format]);
        assert!(
            said.out.len() < bytes,
            "{} bytes of {format}",
            said.out.len()
        );
        assert!(said.says(&more), "{format}");
    }
    let said = site.run(&["--format", "github"]);
    assert!(said.out.len() < 64 * 1024, "{} bytes", said.out.len());
    assert!(said.says(&format!("and {} more findings", count - 10)));
    // Code scanning takes 10 MB: either the page's own count ends the list, or that of the log.
    let said = site.run(&["--format", "sarif"]);
    assert!(said.out.len() <= 10_000_000, "{} bytes", said.out.len());
    let results = said
        .out
        .windows(8)
        .filter(|bytes| bytes == b"\"ruleId\"")
        .count();
    let more = format!("and {} more differences", count - most);
    assert!(
        results == most + 1 && said.says(&more)
            || said.says(&format!("{} more findings are left out", count - results)),
        "{results}"
    );
}

#[test]
fn a_great_many_invalid_attachments_are_counted_and_ten_are_shown() {
    let site = Site::new();
    site.write("content/posts/a.md", page(&"{img x}".repeat(5_000)));
    let said = site.run(&["--format", "concise"]);
    assert_eq!(said.code, 1, "{said}");
    assert!(said.says("4990 more"), "{said}");
    assert_eq!(
        said.out.iter().filter(|byte| **byte == b'\n').count(),
        12,
        "{said}"
    );
}

#[test]
fn the_findings_of_many_pages_are_counted_exactly() {
    let site = Site::new();
    let count = 2_000;
    for n in 0..count {
        site.write(format!("content/posts/{n}.md"), stale("Text.", "more"));
    }
    let said = site.run(&["--format", "json"]);
    let summary = &said.assert_json()["summary"];
    assert_eq!(summary["drifted"], count, "{said}");
    assert_eq!(summary["errors"], count, "{said}");
}

#[test]
fn long_values_are_cut_where_they_are_shown() {
    let site = Site::new();
    let long = "x".repeat(1_000_000);
    site.write(
        "content/posts/style.md",
        page("Text.").replacen("#e0e0e0", &long, 1),
    );
    site.write("content/posts/source.md", stale("Text.", &long));
    site.write(
        "content/posts/body.md",
        page("A word.").replacen("word", &long, 1),
    );
    site.write(
        "content/posts/tree.md",
        page("A word.").replacen("TextNode", &long, 1),
    );
    site.write(
        "content/posts/attachment.md",
        page(&format!("{{img attId=\"{long}\"}}")),
    );
    for format in ["human", "concise", "github", "json", "sarif", "gitlab"] {
        let said = site.run(&["--format", format]);
        assert!(
            said.out.len() + said.err.len() < 100_000,
            "{} bytes of {format}",
            said.out.len()
        );
    }
}

/// Each mark that waits for a closer that never comes, and each that closes at once, repeated, in four places of a page.
///
/// That the work for it is linear, `benches/scaling` shows.
#[test]
fn no_markup_does_harm() {
    let site = Site::new();
    for (n, mark) in OPENERS.into_iter().chain(OTHERS).enumerate() {
        let text = mark.repeat(2_000 / mark.len());
        site.write(format!("content/posts/{n}.md"), page(&text));
        site.write(format!("content/posts/{n}-stale.md"), stale("Text.", &text));
        site.write(
            format!("content/posts/{n}-edited.md"),
            page("A word.").replacen("A word.", &text, 1),
        );
        let closed = format!("{{BOX({text})}}{text}{{BOX}}");
        site.write(format!("content/posts/{n}-box.md"), page(&closed));
    }
    site.run(&["--format", "concise"])
        .assert_harmless("concise");
    site.run(&["--diff"]);
    site.run(&["--fix", "--discard-edits", "-q"]);
    println!("{} pages", (OPENERS.len() + OTHERS.len()) * 4);
}
