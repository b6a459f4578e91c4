//! Reports for people as they are printed, and what of hostile text can get into them.

use super::super::{Format, assert_snapshot, samples, written};
use super::*;
use crate::finding::{Difference, Position};
use crate::report::ExpectedBy;

fn human(findings: &[Entry], look: &Look) -> String {
    let commands = ["tikicheck --fix content/posts/selenium-and-bones.md".to_owned()];
    written(Format::Human, findings, &commands, look)
}

#[test]
fn one_changed_word_in_a_long_line() {
    assert_snapshot(
        "human-one-word",
        &human(&samples::one_word(), &Look::default()),
    );
}

#[test]
fn a_changed_table() {
    assert_snapshot("human-table", &human(&samples::table(), &Look::default()));
}

#[test]
fn an_edited_heading() {
    assert_snapshot(
        "human-heading",
        &human(&samples::heading(), &Look::default()),
    );
}

#[test]
fn trailing_blanks_only() {
    assert_snapshot(
        "human-trailing-blanks",
        &human(&samples::trailing_blanks(), &Look::default()),
    );
}

#[test]
fn line_ends_only() {
    assert_snapshot(
        "human-line-ends",
        &human(&samples::line_ends(), &Look::default()),
    );
}

#[test]
fn a_missing_newline_at_a_seam() {
    let findings = [samples::seam(), samples::broken_line()].concat();
    assert_snapshot("human-seam", &human(&findings, &Look::default()));
}

#[test]
fn a_page_where_everything_differs() {
    assert_snapshot(
        "human-everything",
        &human(&samples::everything(), &Look::default()),
    );
}

#[test]
fn more_differences_than_are_shown() {
    assert_snapshot("human-many", &human(&samples::many(), &Look::default()));
}

#[test]
fn forty_pages_at_once() {
    assert_snapshot(
        "human-forty-pages",
        &human(&samples::forty(), &Look::default()),
    );
}

#[test]
fn findings_without_a_difference() {
    assert_snapshot("human-plain", &human(&samples::plain(), &Look::default()));
}
#[test]
fn sixty_columns() {
    let findings = [
        samples::one_word(),
        samples::table(),
        samples::trailing_blanks(),
        samples::everything(),
    ]
    .concat();
    let text = human(
        &findings,
        &Look {
            width: 60,
            ..Look::default()
        },
    );
    // Paths and commands stay in one piece, everything else fits.
    let whole = |line: &&str| !line.contains("[content/") && !line.contains("tikicheck --");
    for line in text.lines().filter(whole) {
        assert!(line.chars().count() <= 60, "{line}");
    }
    assert_snapshot("human-60-columns", &text);
}

#[test]
fn the_width_is_bounded() {
    let narrow = |width| {
        human(
            &samples::one_word(),
            &Look {
                width,
                ..Look::default()
            },
        )
    };
    assert_eq!(narrow(0), narrow(40));
    assert_eq!(narrow(usize::MAX), narrow(160));
}

/// A line is shown as far as the terminal is wide, and no farther.
#[test]
fn excerpts_are_as_wide_as_the_terminal() {
    let mut finding = samples::one_word().remove(0);
    let difference = finding.difference.as_mut().expect("it differs");
    for side in [&mut difference.found, &mut difference.expected] {
        side.before = format!("…{}", "before ".repeat(11));
        side.after = format!("{}…", " behind".repeat(11));
    }
    for width in [80, 120, 160] {
        let look = Look {
            width,
            ..Look::default()
        };
        let text = human(&[finding.clone()], &look);
        let widest = text
            .lines()
            .filter(|line| line.contains("before"))
            .map(|line| line.chars().count())
            .max();
        assert!(
            widest.is_some_and(|widest| (width - 2..=width).contains(&widest)),
            "{width}: {widest:?}\n{text}"
        );
    }
}

#[test]
fn rules_are_links_where_the_terminal_shows_them() {
    let findings = samples::one_word();
    let look = Look {
        manual: Some("https://example.org/rules.md"),
        ..Look::default()
    };
    let text = human(&findings, &look);
    let link = "error[\u{1b}]8;;https://example.org/rules.md#stale-page\u{1b}\\stale-page\u{1b}]8;;\u{1b}\\]:";
    assert!(text.contains(link), "{text:?}");
    // A link takes no columns: lines break where they do without.
    let shown = text.replace(&link["error[".len()..link.len() - "]:".len()], "stale-page");
    assert_eq!(shown, human(&findings, &Look::default()));
}

#[test]
fn findings_beyond_the_limit_are_counted_by_rule() {
    let look = Look {
        limit: 3,
        ..Look::default()
    };
    let text = human(&samples::forty(), &look);
    assert_eq!(text.matches("error[stale-page]").count(), 3);
    let rest = "… and 37 more findings (`--limit 0` shows all):\n  37 × stale-page\n";
    assert!(text.contains(rest), "{text}");
    // What was counted is counted as before.
    let all = human(&samples::forty(), &Look::default());
    let last = |text: &str| {
        text.lines()
            .rev()
            .take(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(last(&text), last(&all));
    let quiet = Look {
        verbosity: Amount::Quiet,
        ..look
    };
    assert!(human(&samples::forty(), &quiet).contains(rest));
}

#[test]
fn what_two_rules_say_about_a_place_quotes_it_once() {
    let one = Entry {
        difference: None,
        excerpt: Some(Excerpt {
            text: "zinc".to_owned(),
            ..Excerpt::default()
        }),
        ..samples::one_word().remove(0)
    };
    let other = Entry {
        rule: crate::rules::Rule::DuplicateSlug,
        ..one.clone()
    };
    let text = human(&[one, other], &Look::default());
    assert_eq!(text.matches(" │ zinc").count(), 1, "{text}");
    assert!(text.contains("error[duplicate-slug]"), "{text}");
}

#[test]
fn ascii_only() {
    let findings = [samples::table(), samples::seam(), samples::everything()].concat();
    let text = human(
        &findings,
        &Look {
            glyphs: Glyphs::Ascii,
            ..Look::default()
        },
    );
    assert!(text.replace('…', "").is_ascii(), "{text}");
    assert_snapshot("human-ascii", &text);
}

#[test]
fn colour_is_there_if_asked_for() {
    let findings = [samples::one_word(), samples::plain()].concat();
    let text = human(
        &findings,
        &Look {
            color: Color::Ansi,
            ..Look::default()
        },
    );
    // The changed word itself, not only the mark below it.
    assert!(text.contains("\u{1b}[31m0.47\u{1b}[0m"), "{text}");
    assert_snapshot("human-colour", &text.replace('\u{1b}', "␛"));
    assert!(!human(&findings, &Look::default()).contains('\u{1b}'));
}

#[test]
fn quiet_and_verbose() {
    let findings = samples::table();
    let say = |verbosity| {
        human(
            &findings,
            &Look {
                verbosity,
                ..Look::default()
            },
        )
    };
    let helps = |text: &str| text.matches("help: ").count();
    assert_eq!(helps(&say(Amount::Normal)), 1);
    assert_eq!(helps(&say(Amount::Verbose)), findings.len());
    assert!(!say(Amount::Quiet).contains("15000 pages") && !say(Amount::Quiet).contains("To fix"));
    assert!(
        say(Amount::Normal)
            .ends_with("15000 pages: 14993 in sync, 5 drifted, 2 without a source\n")
    );
}

#[test]
fn the_look_alike_is_told_apart() {
    let mut finding = samples::heading().remove(0);
    let difference = finding.difference.as_mut().expect("it differs");
    difference.found.text = "cafe\u{301}".to_owned();
    difference.expected.text = "caf\u{e9}".to_owned();
    let text = human(&[finding], &Look::default());
    assert!(
        text.contains("cafe\\u{301}") && text.contains("caf\\u{e9}"),
        "{text}"
    );
}

#[test]
fn hostile_text_is_harmless() {
    for look in [
        Look::default(),
        Look {
            width: 40,
            glyphs: Glyphs::Ascii,
            ..Look::default()
        },
    ] {
        let commands = ["tikicheck --fix \u{1b}]0;x\u{7}\n::error::y".to_owned()];
        samples::assert_harmless(
            &written(Format::Human, &samples::hostile(), &commands, &look),
            |_| false,
        );
    }
}

#[test]
fn commands_are_not_broken() {
    let words = |text| {
        words_and_commands(text)
            .map(|word| word.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        words("run `tikicheck --fix a b` now"),
        ["run", "`tikicheck --fix a b`", "now"]
    );
    assert_eq!(
        words("a lone ` is nothing"),
        ["a", "lone", "`", "is", "nothing"]
    );
    assert_eq!(words(""), [""; 0]);
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_shown(
        parts in proptest::collection::vec("(\\PC|\n|\r|\t| |e\u{301}|\u{1b}|日|…){0,12}", 9),
        width in 0usize..140,
        line in 0usize..2000,
    ) {
        let side = |index: usize| Excerpt {
            at: Some(Position { offset: 0, line, column: 1 }),
            before: parts[index].clone(),
            text: parts[index + 1].clone(),
            after: parts[index + 2].clone(),
        };
        let mut finding = samples::heading().remove(0);
        finding.difference = Some(Difference { found: side(0), expected: side(3), source: Some(side(6)), expected_by: ExpectedBy::Source, edited: None });
        let text = human(&[finding], &Look { width, ..Look::default() });
        samples::assert_harmless(&text, |_| false);
        proptest::prop_assert!(text.lines().filter(|line| line.contains("├─[")).count() == 2, "{}", text);
    }
}
