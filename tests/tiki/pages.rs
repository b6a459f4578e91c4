//! Pages of the Tiki dialect: what is generated checks clean, a fix is done once, and a finding points at its line.

use std::path::Path;

use tikicheck::internals::check::{Allowed, Context, HandEdits, Misfits, Unmeant, Verdict};
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::rules::{Rule, Severity};
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::testing::{Outcome, check};

use crate::cases::cases;

const ALLOWED: Allowed = Allowed {
    hand_edits: HandEdits::Keep,
    misfits: Misfits::Keep,
    unmeant: Unmeant::Keep,
};

fn outcome(page: &[u8], config: &Config) -> Outcome {
    let site = Site::new(
        PageSet::from_paths(["a.md"]),
        &config.links,
        Attachments::default(),
    );
    let generator = Generator::new(config, &site);
    let context = Context { config, generator };
    check(
        Path::new("a.md"),
        page,
        context,
        ALLOWED,
        &mut Workspace::default(),
    )
}

fn page(wiki: &str, config: &Config) -> String {
    let site = Site::new(
        PageSet::from_paths(["a.md"]),
        &config.links,
        Attachments::default(),
    );
    Generator::new(config, &site).page(wiki, &mut Workspace::default())
}

#[test]
fn a_generated_page_checks_clean() {
    for case in cases() {
        // A checkout makes LF of what the dump shows.
        let page = page(&case.wiki.replace("\r\n", "\n"), &case.config);
        let outcome = outcome(page.as_bytes(), &case.config);
        assert_eq!(
            outcome.verdict,
            Verdict::InSync,
            "{}: {:?}",
            case.name,
            outcome.findings
        );
        assert!(outcome.fixed.is_none(), "{}", case.name);
    }
}

#[test]
fn a_fix_follows_the_source_and_is_done_once() {
    let config = cases().remove(0).config;
    let old = page("!A\nSome __old__ words.\n* item\n", &config);
    // The source is the last of the parts.
    let at = old.rfind("__old__").expect("the source");
    let edited = format!("{}__new__{}", &old[..at], &old[at + 7..]);
    let first = outcome(edited.as_bytes(), &config);
    assert_eq!(first.findings[0].rule, Rule::StalePage);
    let fixed = first.fixed.expect("a fix");
    let text = String::from_utf8(fixed.clone()).expect("a text");
    assert!(
        text.trim_start()
            .starts_with("# A\n\nSome **new** words.\n\n- item\n"),
        "{text}"
    );
    let second = outcome(&fixed, &config);
    assert_eq!(second.verdict, Verdict::InSync, "{:?}", second.findings);
    assert!(second.fixed.is_none());
}

#[test]
fn a_loss_is_found_at_its_line_where_the_rule_is_on() {
    let mut config = cases().remove(0).config;
    let page = page(
        "one\n\nPages: {listpages max=5}\n{GROUP(groups=A)}secret{GROUP}\n",
        &config,
    );
    assert_eq!(outcome(page.as_bytes(), &config).findings.len(), 0);
    config
        .rules
        .insert(Rule::ConversionLoss, Some(Severity::Warning));
    let findings = outcome(page.as_bytes(), &config).findings;
    let lines: Vec<(usize, String)> = findings
        .iter()
        .map(|finding| (finding.start.line, finding.message.clone()))
        .collect();
    let line = |needle: &str| {
        let last = page.rfind(needle).expect("the source");
        page[..last].matches('\n').count() + 1
    };
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[0].0, line("{listpages"));
    assert!(lines[0].1.starts_with("dynamic-plugin: "), "{lines:?}");
    assert_eq!(lines[1].0, line("{GROUP(groups=A)}secret"));
    assert!(lines[1].1.starts_with("restricted-text: "), "{lines:?}");
}

#[test]
fn markup_that_nothing_closes_is_found_where_the_rule_is_on() {
    let mut config = cases().remove(0).config;
    let page = page("one\n\na __bold and [note]\n", &config);
    assert_eq!(outcome(page.as_bytes(), &config).findings.len(), 0);
    config
        .rules
        .insert(Rule::UnclosedMarkup, Some(Severity::Warning));
    let findings = outcome(page.as_bytes(), &config).findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    let line = page.lines().nth(findings[0].start.line - 1);
    assert_eq!(line, Some("a __bold and [note]"));
    assert_eq!(findings[0].start.column, 3);
    assert!(
        findings[0].message.starts_with("`__` opens markup here"),
        "{findings:?}"
    );
}

#[test]
fn init_knows_pages_of_the_dialect() {
    let config = cases().remove(0).config;
    let page = page("!A\n__b__ {listpages}\n", &config);
    let files = ["a.md".into(), "b.md".into()];
    let read = |path: &Path| (path == Path::new("a.md")).then(|| page.clone().into_bytes());
    let proposal = tikicheck::internals::init::propose(&files, None, &read)
        .unwrap_or_else(|_| panic!("a page has a source"));
    assert!(proposal.fits, "{}", proposal.report);
    assert!(
        proposal.report.contains("1 of 1 pages"),
        "{}",
        proposal.report
    );
    let learned = Config::parse(&proposal.config, Path::new("tikicheck.yaml")).expect("settings");
    assert_eq!(learned.dialect, config.dialect);
}

/// The losses of a wiki text on a site of these pages: line, cause, what.
fn losses(wiki: &str, pages: &[&str], attachments: &str) -> Vec<(usize, String)> {
    let config = cases().remove(0).config;
    let attachments =
        Attachments::parse(attachments, Path::new("attachments")).expect("attachments");
    let site = Site::new(
        PageSet::from_paths(pages.iter().copied()),
        &config.links,
        attachments,
    );
    let generator = Generator::new(&config, &site);
    let mut workspace = Workspace::default();
    generator.parse(wiki, &mut workspace);
    let losses = generator.losses(&workspace.tree);
    losses
        .iter()
        .map(|loss| {
            let line = wiki[..loss.span.start as usize].matches('\n').count() + 1;
            (line, format!("{}: {}", loss.cause.name(), loss.what))
        })
        .collect()
}

#[test]
fn each_loss_has_its_cause_and_its_line() {
    let wiki = "{NOSUCH(a=1)}b{NOSUCH} {nosuch a=1} {x} {LISTPAGES()}{LISTPAGES}\n\
                ((Home)) ((Gone)) ((https://example.org|x))\n\
                ||a|b||\n||c|d||\n\n\
                ||e|f||g|h||\n\
                {img fileId=3} {img fileId=4} {file fileId=5}\n";
    let found = losses(wiki, &["Home.md"], "files:\n  4: media/four.png\n");
    let expected = [
        (1, "unknown-plugin: nosuch"),
        (1, "unknown-plugin: nosuch"),
        (1, "dynamic-plugin: listpages"),
        (2, "missing-page: Gone"),
        (3, "merged-tables: "),
        (7, "file-number: 3"),
        (7, "file-number: 5"),
    ];
    let expected: Vec<(usize, String)> = expected
        .into_iter()
        .map(|(line, what)| (line, what.to_owned()))
        .collect();
    assert_eq!(found, expected);
    // A text outside of any site says nothing of pages.
    assert_eq!(losses("((Gone))", &[], ""), []);
}
