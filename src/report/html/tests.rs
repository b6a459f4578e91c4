//! The whole report: its structure, what of pages can get into it, and how large it becomes.

mod markup;

use std::io;

use proptest::prelude::*;
use regex::Regex;

use super::super::{Format, Look, assert_snapshot, samples, written};
use super::*;
use crate::finding::{Cause, Difference, Excerpt};
use crate::report::ExpectedBy;
use crate::rules::Rule;
use markup::{assert_safe, outline};

fn report(findings: &[Entry]) -> String {
    // As a run tells them: those of a page one behind the other.
    let mut in_order = findings.to_vec();
    in_order.sort_by_key(|finding| findings.iter().position(|other| other.path == finding.path));
    let commands = ["tikicheck --fix".to_owned()];
    written(Format::Html, &in_order, &commands, &Look::default())
}

#[test]
fn nothing_is_loaded_and_no_text_is_made_markup() {
    let report = report(&samples::plain());
    let orders = [
        "@import",
        "url(",
        "image-set(",
        "fetch(",
        "XMLHttpRequest",
        "WebSocket",
        "import(",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "://",
    ];
    for order in orders {
        assert!(!report.contains(order), "{order}");
    }
}

/// A finding that says `text` wherever a finding can say something.
fn saying(text: &str) -> Entry {
    let side = Excerpt {
        at: None,
        before: text.replace('\n', " "),
        text: text.to_owned(),
        after: text.replace('\n', " "),
    };
    let mut finding = samples::one_word().swap_remove(0);
    finding.path = text.into();
    finding.message = text.to_owned();
    finding.help = text.to_owned();
    finding.difference = Some(Difference {
        found: side.clone(),
        expected: Excerpt {
            text: format!("{text}!"),
            ..side.clone()
        },
        source: Some(side),
        expected_by: ExpectedBy::Source,
        edited: None,
    });
    finding
}

const MARKUP: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</textarea></title></style></script><svg/onload=alert(1)>",
    "<!-- -->",
    "<![CDATA[ ]]>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#60;b&#62; &quot;",
    "`</code><b>` <i>",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "\u{202e}gnp.\u{2066}<a href=//example.org>\u{2069}\u{200b}",
    "a\r\n<\n/p\n>\u{0}\u{1b}[31m",
];

#[test]
fn nothing_from_pages_becomes_markup() {
    for text in MARKUP {
        let mut without = saying(text);
        without.difference = None;
        without.message = format!("{text} again");
        let report = report(&[saying(text), without]);
        assert_safe(&report);
        let escaped = maud::html! { (line(text)) }.into_string();
        assert!(report.contains(&escaped), "{text}");
    }
    assert_safe(&report(&samples::hostile()));
    let commands: Vec<String> = MARKUP.iter().map(|text| (*text).to_owned()).collect();
    assert_safe(&written(
        Format::Html,
        &samples::plain(),
        &commands,
        &Look::default(),
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_at_all_becomes_markup(text in "(\\PC|[<>&\"'`/=\n\r\t]|<script>|onload=|\u{202e}|::){0,24}") {
        assert_safe(&report(&[saying(&text)]));
    }
}

#[test]
fn the_structure_is_as_it_was_looked_at() {
    let findings = [
        samples::plain(),
        samples::one_word(),
        samples::heading(),
        samples::trailing_blanks(),
    ]
    .concat();
    let report = report(&findings);
    assert_safe(&report);
    let version = env!("CARGO_PKG_VERSION");
    let outline = outline(&report).replace(&format!("tikicheck {version}"), "tikicheck VERSION");
    let hashes = Regex::new("sha256-[A-Za-z0-9+/=]+").expect("it is one");
    assert_snapshot("html", &hashes.replace_all(&outline, "sha256-HASH"));
}

#[test]
fn words_are_marked_on_both_sides_and_in_the_source() {
    let report = report(&samples::one_word());
    for marked in [
        "**OR = <del>0.47</del>** (95% CI",
        "**OR = <ins>0.48</ins>** (95% CI",
        "__OR = <mark>0.48</mark>__ (95% CI",
    ] {
        assert_eq!(report.matches(marked).count(), 1, "{marked}");
    }
}

#[test]
fn marks_go_over_lines() {
    let report = report(&samples::everything());
    let marked = Regex::new("<code><ins>Here are [1-5] wholly different words!</ins></code>")
        .expect("it is one");
    assert_eq!(marked.find_iter(&report).count(), 5, "{report}");
}

#[test]
fn what_is_missing_is_pointed_at_once() {
    let report = report(&samples::seam());
    assert_eq!(report.matches("class=\"gap\"").count(), 1);
    assert!(report.contains("<p class=\"label\">missing here</p>"));
    assert!(report.contains("<p class=\"label\">1 line end</p>"));
}

#[test]
fn a_page_is_listed_once_with_all_that_is_said_of_it() {
    let mut findings = [samples::one_word(), samples::plain(), samples::table()].concat();
    findings.push(findings[0].clone());
    let report = report(&findings);
    assert_eq!(report.matches("<li data-rules=").count(), 2);
    assert_eq!(
        report
            .matches("data-rules=\"stale-page damaged-block block-style\"")
            .count(),
        1
    );
}

#[test]
fn the_way_out_is_said_once_for_all_differences_of_a_rule() {
    assert_eq!(
        report(&samples::many()).matches("class=\"help\"").count(),
        1
    );
    let mut findings = samples::many();
    findings[3].help = "another way".to_owned();
    assert_eq!(report(&findings).matches("class=\"help\"").count(), 3);
}

#[test]
fn a_page_full_of_findings_is_cut() {
    let findings = vec![samples::plain().swap_remove(0); 30];
    let report = report(&findings);
    assert_eq!(report.matches("class=\"place\"").count(), 20);
    assert!(report.contains("… and 10 more findings of this rule in this page"));
}

#[test]
fn the_charts_count_pages() {
    let mut findings = [samples::many(), samples::plain(), samples::forty()].concat();
    findings[0].path = "tikicheck.yaml".into();
    let report = report(&findings);
    let rows = Regex::new(
        r#"aria-pressed="false"><span class="name">(.*?)</span>.*?<span class="count">(\d+)"#,
    )
    .expect("it is one");
    let rows: Vec<(&str, &str)> = rows
        .captures_iter(&report)
        .map(|row| row.extract::<2>().1)
        .map(|[name, count]| (name, count))
        .collect();
    assert_eq!(
        rows,
        [
            ("stale-page", "42"),
            ("damaged-block", "1"),
            ("block-style", "1"),
            ("not-utf-8", "1"),
            ("content/posts/", "42"),
            ("./", "1"),
        ]
    );
}

#[test]
fn many_folders_share_a_bar() {
    let mut findings = samples::forty();
    for (index, finding) in findings.iter_mut().enumerate() {
        finding.path = format!("content/{}/{index}.md", index % 13).into();
    }
    let report = report(&findings);
    assert!(report.contains("3 more folders"));
    assert_eq!(
        report
            .matches("<button type=\"button\" disabled data-folder=")
            .count(),
        11
    );
    let (beyond, listed) = (
        r#"data-folder="10""#,
        r#"<li data-rules="stale-page" data-folder="#,
    );
    assert_eq!(report.matches(listed).count(), 40);
    assert_eq!(report.matches(beyond).count(), 1 + 9);
}

#[test]
fn nothing_found_is_said() {
    let summary = Summary {
        pages: 3,
        in_sync: 3,
        ..Summary::default()
    };
    let mut out = Vec::new();
    let around = Around {
        summary,
        ..Around::default()
    };
    super::write(&mut std::iter::empty(), &around, &mut out).expect("a vector takes everything");
    let report = String::from_utf8(out).expect("a report is text");
    assert_safe(&report);
    assert!(report.contains("<title>tikicheck: 3 pages in sync</title>"));
    assert!(report.contains("There is nothing to report."));
    assert!(!report.contains("<details"));
}

/// From the overview to a cause, to its pages, to their differences: all of that in one report, and nothing twice.
#[test]
fn causes_unfold_to_an_example_and_their_pages() {
    let cause = |id: &str, words: &str| Cause {
        id: id.to_owned(),
        words: words.to_owned(),
    };
    let shared = |id: &str, words: &str, pages| SharedCause {
        id: id.to_owned(),
        words: words.to_owned(),
        pages,
        differences: 40,
        example: ("content/posts/0.md".into(), 17),
    };
    let around = Around {
        summary: samples::SUMMARY,
        causes: vec![
            shared("8f5f5038", "bullets, level: `<b>` on the page", 150),
            shared("00000001", "never seen here", 4),
        ],
        ..Around::default()
    };
    let misfit = |page: usize, cause: Cause| {
        let mut finding = samples::one_word().swap_remove(0);
        finding.rule = Rule::Misfit;
        finding.path = format!("content/posts/{page}.md").into();
        finding.cause = Some(cause);
        finding
    };
    let mut findings = (0..150).flat_map(|page| {
        [
            misfit(page, cause("8f5f5038", "bullets, level: `<b>` on the page")),
            misfit(page, cause("abcdef01", "another")),
        ]
    });
    let mut out = Vec::new();
    super::write(&mut findings, &around, &mut out).expect("a vector takes everything");
    let report = String::from_utf8(out).expect("a report is text");
    assert_safe(&report);
    let (_, causes) = report
        .split_once("<section class=\"causes\"")
        .expect("it is there");
    let (causes, pages) = causes
        .split_once("<section class=\"findings\"")
        .expect("it is there");
    for (said, times) in [
        ("150 pages, 40 differences", 1),
        ("bullets, level: <code>&lt;b&gt;</code> on the page", 1),
        ("content/posts/0.md:17", 2),
        ("--cause 8f5f5038", 1),
        ("data-cause=\"8f5f5038\"", 1),
        ("class=\"difference\"", 1),
        ("<a href=\"#page-99\">content/posts/99.md</a>", 1),
        ("<a href=\"#page-", 100),
        ("… and 50 more pages", 1),
        ("never seen here", 1),
    ] {
        assert_eq!(causes.matches(said).count(), times, "{said}");
    }
    let listed = "data-causes=\"8f5f5038 abcdef01\" id=\"page-";
    assert_eq!(pages.matches(listed).count(), 150);
    assert!(
        pages.contains("<p class=\"plain\">another</p>"),
        "each difference names its cause"
    );
}

/// Counts what is written and how much at once.
#[derive(Default)]
struct Measure {
    text: Vec<u8>,
    largest: usize,
}

impl io::Write for Measure {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        self.largest = self.largest.max(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_report_stays_within_its_size() {
    let forty = samples::forty();
    let findings: Vec<Entry> = (0..24_000)
        .map(|index| {
            let mut finding = forty[index % 40].clone();
            finding.path = format!("content/posts/{index}.md").into();
            finding
        })
        .collect();
    let mut out = Measure::default();
    let mut findings = findings.into_iter();
    let around = Around {
        summary: samples::SUMMARY,
        ..Around::default()
    };
    super::write(&mut findings, &around, &mut out).expect("it takes everything");
    assert!(
        out.largest < 64 * 1024,
        "page by page, not {} at once",
        out.largest
    );
    assert!((MOST..MOST + 64 * 1024).contains(&out.text.len()));
    let report = String::from_utf8(out.text).expect("a report is text");
    let number = |words: &str| -> usize {
        let (before, _) = report.split_once(words).expect(words);
        let digits = before.rsplit(' ').next().expect("a word");
        digits.parse().expect("a number")
    };
    let listed = report.matches("<li data-rules=").count();
    let short = report.matches("<div class=\"summary\">").count();
    assert!(short > 1000 && listed > short + 1000);
    assert_eq!(number(" pages listed here come without"), short);
    assert_eq!(number(" more pages with findings"), 24_000 - listed);
    assert_eq!(
        report.matches("class=\"difference\"").count(),
        listed - short
    );
    assert!(report.ends_with("</body></html>\n"));
}
