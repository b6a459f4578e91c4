//! Findings as the check makes them, for the tests of all formats.

use std::path::PathBuf;

use super::{Advice, Entry, Summary};
use crate::finding::{Difference, Excerpt, ExpectedBy, Fix, Part, Position};
use crate::rules::Rule;
use crate::rules::Severity;
use crate::text::diff::changes;
use crate::text::excerpt::{Positions, excerpt};

const PATH: &str = "content/posts/selenium-and-bones.md";

pub(super) const SUMMARY: Summary = Summary {
    pages: 15_000,
    in_sync: 14_993,
    drifted: 5,
    without_source: 2,
    errors: 6,
    warnings: 1,
};

/// What all differences of a page share.
struct Page<'t> {
    rule: Rule,
    path: &'t str,
    message: &'t str,
    fix: Fix,
    help: &'t str,
    /// The file from this line on.
    first_line: usize,
    /// What of the source, at which line, the differing text comes from.
    source: Option<(usize, [&'t str; 3])>,
}

const STALE: Page<'static> = Page {
    rule: Rule::StalePage,
    path: PATH,
    message: "the source was edited, and the page was not made again since",
    fix: Fix::Safe,
    help: "run `tikicheck --fix content/posts/selenium-and-bones.md`",
    first_line: 12,
    source: None,
};

const EDITED: Page<'static> = Page {
    rule: Rule::EditedBody,
    message: "the generated Markdown was edited by hand; the source was not",
    fix: Fix::DiscardsEdit,
    help: "make the edit in the source, or give it up: `tikicheck --fix --discard-edits content/posts/selenium-and-bones.md`",
    ..STALE
};

impl Page<'_> {
    fn findings(&self, found: &str, expected: &str) -> Vec<Entry> {
        let differences = changes(found, expected, 10);
        let mut positions = Positions::starting_at(
            found,
            Position {
                offset: 400,
                line: self.first_line,
                column: 1,
            },
        );
        let mut findings = Vec::new();
        for change in &differences.list {
            let (start, end) = (
                positions.at(change.found.start),
                positions.at(change.found.end),
            );
            let source = self.source.map(|(line, [before, text, after])| Excerpt {
                at: Some(Position {
                    offset: 40_000,
                    line,
                    column: before.chars().count() + 1,
                }),
                before: before.to_owned(),
                text: text.to_owned(),
                after: after.to_owned(),
            });
            let difference = Difference {
                found: excerpt(found, change.found.clone(), Some(start)),
                expected: excerpt(expected, change.expected.clone(), None),
                source,
                expected_by: ExpectedBy::Source,
                edited: None,
            };
            findings.push(self.finding(self.message.to_owned(), start, end, Some(difference)));
        }
        if differences.total > differences.list.len() {
            let message = format!(
                "… and {} more differences",
                differences.total - differences.list.len()
            );
            let start = findings.last().map(|last| last.start).unwrap_or_default();
            findings.push(self.finding(message, start, start, None));
        }
        findings
    }

    fn finding(
        &self,
        message: String,
        start: Position,
        end: Position,
        difference: Option<Difference>,
    ) -> Entry {
        Entry {
            rule: self.rule,
            severity: Severity::Error,
            path: PathBuf::from(self.path),
            message,
            part: Some(Part::Body),
            start,
            end,
            excerpt: None,
            source: None,
            difference,
            more: None,
            cause: None,
            source_change: None,
            fix: self.fix,
            help: self.help.to_owned(),
        }
    }
}

/// One word of a line of 2,000 characters.
/// How to fix what was found, with these commands.
pub(super) fn advice(commands: &[String]) -> Vec<Advice> {
    if commands.is_empty() {
        return Vec::new();
    }
    vec![Advice {
        words: "To fix this:".to_owned(),
        commands: commands.to_vec(),
    }]
}

pub(super) fn one_word() -> Vec<Entry> {
    let line = "High intake of selenium cut the risk of osteoporosis in half. ".repeat(16);
    let found = format!(
        "{line}The strongest effect was **OR = 0.47** (95% CI 0.31–0.72), in four studies. {line}\n"
    );
    let source = Some((
        97,
        [
            "…The strongest effect was __OR = ",
            "0.48",
            "__ (95% CI 0.31–0.72), in…",
        ],
    ));
    Page { source, ..STALE }.findings(&found, &found.replace("0.47", "0.48"))
}

/// Cells of a table, and a row that is new.
pub(super) fn table() -> Vec<Entry> {
    let found = "\
| Study | Year | OR |
| --- | --- | --- |
| Zhang | 2017 | 0.52 |
| Wang | 2019 | 0.44 |
| Beukhof | 2016 | 0.93 |

Four studies were left out.
";
    let expected = found
        .replace(
            "| Wang | 2019 | 0.44 |\n",
            "| Wang | 2019 | 0.45 |\n| Galvez-Fernandez | 2021 | 0.27 |\n| Xue | 2022 | 0.61 |\n",
        )
        .replace("0.52", "0.53");
    STALE.findings(found, &expected)
}

/// A heading edited by hand.
pub(super) fn heading() -> Vec<Entry> {
    let found = "text above\n\n## Selenium protects bones\n\ntext below\n";
    let expected = found.replace("protects bones", "and bone density");
    let source = Some((64, ["!!", "Selenium and bone density", ""]));
    Page { source, ..EDITED }.findings(found, &expected)
}

/// Blanks at the end of a line, nothing else.
pub(super) fn trailing_blanks() -> Vec<Entry> {
    let found = "one line of text\nand another one, with blanks  \nand the last\n";
    EDITED.findings(found, &found.replace("  \n", "\n"))
}

/// Line ends: those of one line, and those of many.
pub(super) fn line_ends() -> Vec<Entry> {
    let found = "one\ntwo\r\nthree\nfour\nfive\nsix\r\nseven\r\neight\r\nnine\r\nten\r\neleven\r\ntwelve\r\nthirteen\r\n";
    EDITED.findings(found, &found.replace('\r', ""))
}

/// A newline that is missing between two parts.
pub(super) fn seam() -> Vec<Entry> {
    let expected = "the last line of the page\n\n";
    EDITED.findings("the last line of the page\n", expected)
}

/// A fence that lost the line end in front of it.
pub(super) fn broken_line() -> Vec<Entry> {
    EDITED.findings(
        "the last line of the code```\n\ntext\n",
        "the last line of the code\n```\n\ntext\n",
    )
}

/// Nothing is as it should be.
pub(super) fn everything() -> Vec<Entry> {
    let found: String = (1..=40)
        .map(|line| format!("Paragraph {line} speaks of one thing.\n\n"))
        .collect();
    let expected: String = (1..=35)
        .map(|line| format!("Here are {line} wholly different words!\n"))
        .collect();
    STALE.findings(&found, &expected)
}

/// More differences than are shown.
pub(super) fn many() -> Vec<Entry> {
    let found: String = (1..=40)
        .map(|line| format!("Paragraph {line} speaks of one thing.\n\n"))
        .collect();
    STALE.findings(&found, &found.replace("speaks", "tells"))
}

/// Forty pages, each with a word that differs.
pub(super) fn forty() -> Vec<Entry> {
    let pages = (1..=40).flat_map(|page| {
        let path = format!("content/posts/page-{page}.md");
        let help = format!("run `tikicheck --fix {path}`");
        let found = format!("This is page {page} of forty, and each of them has one old word.\n");
        let first_line = 10 + page;
        Page {
            path: &path,
            help: &help,
            first_line,
            ..STALE
        }
        .findings(&found, &found.replace("old", "new"))
    });
    pages.collect()
}

/// A finding without a difference, one about a whole file, and a warning.
pub(super) fn plain() -> Vec<Entry> {
    let place = Position {
        offset: 40_211,
        line: 612,
        column: 1,
    };
    let damaged = Page {
        rule: Rule::DamagedBlock,
        message: "the debug block is cut off: `</pre>` is missing at the end of the file",
        fix: Fix::None,
        help: "take the block from the last good version: `git log -p content/posts/selenium-and-bones.md`",
        ..STALE
    };
    let mut style = damaged.finding(
        "the block's style is not the configured one".into(),
        place,
        place,
        None,
    );
    style.rule = Rule::BlockStyle;
    style.severity = Severity::Warning;
    style.fix = Fix::Safe;
    let mut whole = damaged.finding(
        "the file is not UTF-8".into(),
        Position::default(),
        Position::default(),
        None,
    );
    whole.rule = Rule::NotUtf8;
    whole.path = "content/posts/latin-1.md".into();
    whole.part = None;
    whole.help = String::new();
    vec![
        damaged.finding(damaged.message.to_owned(), place, place, None),
        style,
        whole,
    ]
}

/// What a page, a path and a message can hold at worst, in every field.
pub(super) fn hostile() -> Vec<Entry> {
    let evil = "\u{1b}[31m\u{1b}]0;title\u{7}\0\r\n::error::x\n ::set-output name=a::b\n##[error]y ##vso[task.x]z \
                %0A::warning::w%25 a:b,c \u{9b}31m\u{85}\u{7f}\u{202e}\u{2066}\u{2028}\u{feff}\u{200b} [l](http://e.example) `";
    let words = "::stop-commands::pause ".repeat(12);
    let mut findings = Vec::new();
    for path in [
        evil,
        "::error::a.md",
        " ::error::b.md",
        "a,b:c%d.md",
        "-x.md",
    ] {
        for text in [
            evil,
            "",
            "\n",
            "\r\n",
            " \u{200b}",
            "x\u{1b}",
            words.as_str(),
        ] {
            for (show, other) in [(evil, evil), (words.as_str(), ""), ("", "\u{301}")] {
                let side = |text: &str| Excerpt {
                    at: Some(Position {
                        offset: 3,
                        line: 99_999,
                        column: 7,
                    }),
                    before: show.to_owned(),
                    text: text.to_owned(),
                    after: show.to_owned(),
                };
                let difference = Difference {
                    found: side(text),
                    expected: side(other),
                    source: Some(side(text)),
                    expected_by: ExpectedBy::Source,
                    edited: None,
                };
                let page = Page {
                    path,
                    help: &words,
                    message: text,
                    ..STALE
                };
                let place = Position {
                    offset: 1,
                    line: 2,
                    column: 3,
                };
                findings.push(page.finding(text.to_owned(), place, place, Some(difference)));
                findings.push(Page { help: evil, ..page }.finding(
                    words.clone(),
                    place,
                    Position::default(),
                    None,
                ));
            }
        }
    }
    findings
}

/// Nothing in `text` moves a cursor, hides, or is a command to a build log but lines that are `ours`.
pub(super) fn assert_harmless(text: &str, ours: impl Fn(&str) -> bool) {
    for char in text.chars() {
        let harmful = matches!(char, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
            || matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(char, '\u{2066}'..='\u{2069}' | '\u{feff}');
        assert!(!harmful, "{char:?} in {text}");
    }
    for line in text.lines() {
        assert!(ours(line) || !line.trim_start().starts_with("::"), "{line}");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{line}");
    }
}

/// How many of these findings people are shown.
pub(super) fn shown(findings: &[Entry]) -> usize {
    let none = std::collections::HashSet::new();
    super::Few::of(&mut findings.iter().cloned(), &none, usize::MAX).count()
}
