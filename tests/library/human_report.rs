//! The human report of real checks, for the edits that people make; each snapshot is there to be read.

use std::path::Path;

use tikicheck::internals::check::{Context, HandEdits, Verdict};
use tikicheck::internals::config::Config;
use tikicheck::internals::finding::Finding;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::report::{
    self, Amount, Around, Beside, Color, FixOf, Format, Glyphs, Look, Summary, Wording,
};
use tikicheck::internals::rules::Severity;
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::testing::check;

const SOURCE: &str = "!!Vitamin D and falls\nA trial of __800 IU__ a day.\n||Group|Falls\nVitamin D|12\nPlacebo|21||\n*Take it with food\n*See ((Bone Health))\n";

/// The report of pages that are each made from a source and then edited.
fn report(pages: &[(&str, String)], look: Look) -> String {
    let config = Config::default();
    let site = Site::new(
        PageSet::from_paths(["bone-health.md"]),
        &config.links,
        Attachments::default(),
    );
    let context = Context::new(&config, &site);
    let mut workspace = Workspace::default();
    let mut findings: Vec<Finding> = Vec::new();
    let mut summary = Summary {
        pages: pages.len(),
        ..Summary::default()
    };
    for (name, page) in pages {
        let checked = check(
            Path::new(name),
            page.as_bytes(),
            context,
            HandEdits::Keep,
            &mut workspace,
        );
        match checked.verdict {
            Verdict::InSync => summary.in_sync += 1,
            Verdict::WithoutSource => summary.without_source += 1,
            _ => summary.drifted += 1,
        }
        findings.extend(checked.findings);
    }
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    summary.errors = errors.count();
    let mut out = Vec::new();
    let wording = Wording {
        name: &Path::to_owned,
        fix_of: FixOf::File,
        shared_style: None,
    };
    let mut entries = findings
        .into_iter()
        .map(|finding| wording.entry(finding, Beside::NoHelp));
    let around = Around {
        summary,
        ..Around::default()
    };
    report::write(Format::Human, &mut entries, &around, &look, &mut out)
        .expect("memory takes everything");
    String::from_utf8(out).expect("reports are text")
}

fn page(source: &str) -> String {
    let config = Config::default();
    let site = Site::new(
        PageSet::from_paths(["bone-health.md"]),
        &config.links,
        Attachments::default(),
    );
    let context = Context::new(&config, &site);
    context.generator.page(source, &mut Workspace::default())
}

fn plain() -> Look {
    Look {
        color: Color::Plain,
        glyphs: Glyphs::Unicode,
        width: 100,
        verbosity: Amount::Normal,
        ..Look::default()
    }
}

/// The page with the first `from` in it replaced: that is in the body.
fn body_edited(source: &str, from: &str, to: &str) -> String {
    let page = page(source);
    assert!(page.contains(from), "{from:?} is on the page");
    page.replacen(from, to, 1)
}

/// The page with the last `from` in it replaced: that is in the source.
fn source_edited(source: &str, from: &str, to: &str) -> String {
    let page = page(source);
    let at = page.rfind(from).expect("it is in the source");
    format!("{}{to}{}", &page[..at], &page[at + from.len()..])
}

fn assert_report(name: &str, page: String, look: Look) {
    assert_reports(name, &[("content/posts/falls.md", page)], look);
}

fn assert_reports(name: &str, pages: &[(&str, String)], look: Look) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("real-{name}"), report(pages, look)));
}

#[test]
fn one_word_in_a_line_of_2000_characters() {
    let line = "Vitamin D is made in the skin when the sun shines on it. ".repeat(36);
    let source = format!("{line}Take __800 IU__ daily. {line}\n");
    assert_report(
        "one-word",
        source_edited(&source, "800 IU", "1000 IU"),
        plain(),
    );
}

#[test]
fn a_changed_table() {
    assert_report(
        "table",
        source_edited(SOURCE, "Placebo|21", "Placebo|22\nNobody|30"),
        plain(),
    );
}

#[test]
fn an_edited_heading() {
    assert_report(
        "heading",
        body_edited(
            SOURCE,
            "## Vitamin D and falls",
            "## Vitamin D and fractures",
        ),
        plain(),
    );
}

#[test]
fn trailing_white_space_only() {
    assert_report(
        "trailing-blanks",
        body_edited(SOURCE, "a day.\n", "a day.  \n"),
        plain(),
    );
}

#[test]
fn line_ends_only() {
    assert_report(
        "line-ends",
        body_edited(SOURCE, "a day.\n\n", "a day.\r\r"),
        plain(),
    );
    let mixed = body_edited(SOURCE, "a day.\n", "a day.\r\n");
    assert_eq!(
        report(&[("a.md", mixed)], plain()),
        "1 page: 1 in sync\n",
        "CRLF is no difference"
    );
}

#[test]
fn a_missing_newline_at_a_seam() {
    assert_report("seam", body_edited(SOURCE, "\n\n<pre", "\n<pre"), plain());
}

#[test]
fn a_page_where_everything_differs() {
    let other: String = (0..40)
        .map(|i| format!("Line {i} of another text.\n"))
        .collect();
    let page = page(SOURCE);
    let (body, rest) = page.split_once("<pre").expect("there is a block");
    assert!(body.contains("falls"));
    assert_report("everything", format!("\n{other}\n\n<pre{rest}"), plain());
}

#[test]
fn forty_pages_at_once() {
    let names: Vec<String> = (1..=40)
        .map(|i| format!("content/posts/page-{i:02}.md"))
        .collect();
    let pages: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), source_edited(SOURCE, "800 IU", "1000 IU")))
        .collect();
    assert_reports("forty-pages", &pages, plain());
}

#[test]
fn sixty_columns() {
    let look = Look {
        width: 60,
        ..plain()
    };
    assert_report(
        "60-columns",
        source_edited(SOURCE, "800 IU", "1000 IU"),
        look,
    );
}

#[test]
fn in_colour() {
    let look = Look {
        color: Color::Ansi,
        ..plain()
    };
    assert_report("colour", source_edited(SOURCE, "800 IU", "1000 IU"), look);
}

#[test]
fn both_sides_edited() {
    let page = source_edited(SOURCE, "800 IU", "1000 IU").replacen("with food", "with fat", 1);
    assert_report("conflicting", page, plain());
}

#[test]
fn copy_and_tree_alone() {
    let page = page(SOURCE);
    let copy = page.find("Markdown:\n").expect("there is a copy");
    let copied = format!(
        "{}{}",
        &page[..copy],
        page[copy..].replacen("with food", "with fat", 1)
    );
    assert_report("stale-copy", copied, plain());
    let tree = page.find("AST Structure:").expect("there is a tree");
    let dumped = format!(
        "{}{}",
        &page[..tree],
        page[tree..].replacen("with food", "with fat", 1)
    );
    assert_report("stale-tree", dumped, plain());
}
