//! What snippets show of a difference, and how they fit the width.

use super::*;
use crate::report::ExpectedBy;

fn excerpt(before: &str, text: &str, after: &str) -> Excerpt {
    Excerpt {
        at: None,
        before: before.into(),
        text: text.into(),
        after: after.into(),
    }
}

fn difference(found: &Excerpt, expected: &Excerpt) -> Difference {
    Difference {
        found: found.clone(),
        expected: expected.clone(),
        source: None,
        expected_by: ExpectedBy::Source,
        edited: None,
    }
}

/// The snippets of both sides, the mark in brackets.
fn both(before: &str, found: &str, expected: &str, after: &str) -> [(String, Option<String>); 2] {
    let (found, expected) = (
        excerpt(before, found, after),
        excerpt(before, expected, after),
    );
    let show = Show::of(&difference(&found, &expected));
    [found, expected].map(|side| {
        let Snippet {
            mut text,
            mark,
            label,
        } = Snippet::new(&side, show, "nothing", Glyphs::Unicode, 60);
        text.insert(mark.end, ']');
        text.insert(mark.start, '[');
        (text, label)
    })
}

fn said(text: &str, label: &str) -> (String, Option<String>) {
    (text.to_owned(), Some(label.to_owned()))
}

fn plain(text: &str) -> (String, Option<String>) {
    (text.to_owned(), None)
}

#[test]
fn words() {
    assert_eq!(
        both("a ", "old", "new", " z"),
        [plain("a [old] z"), plain("a [new] z")]
    );
    assert_eq!(
        both("", "old one\n", "", "next"),
        [plain("[old one]"), said("[]next", "nothing")]
    );
    assert_eq!(
        both("", "a\nb\n", "c\n", "next"),
        [plain("[a\nb]"), plain("[c]")]
    );
    assert_eq!(
        both("", "a\t\nb  \n", "c", ""),
        [plain("[a····\nb··]"), plain("[c]")]
    );
}

#[test]
fn blanks_are_shown_and_counted() {
    assert_eq!(
        both("word", "  ", "", ""),
        [
            said("word[··]", "2 trailing spaces"),
            said("word[] ", "nothing")
        ]
    );
    assert_eq!(
        both("a", "\t", " ", "b"),
        [said("a[→]b", "1 tab"), said("a[·]b", "1 space")]
    );
    assert_eq!(
        both("a", "\u{a0}", " ", "b"),
        [
            said("a[\\u{a0}]b", "1 other blank"),
            said("a[·]b", "1 space")
        ]
    );
}

#[test]
fn line_ends_are_shown() {
    assert_eq!(
        both("text", "", "\n", "```"),
        [
            said("text[]```", "nothing"),
            said("text[⏎]\n```", "1 line end")
        ]
    );
    assert_eq!(
        both("text", "", "\n", ""),
        [said("text[] ", "nothing"), said("text[⏎]", "1 line end")]
    );
    assert_eq!(
        both("", "\n", "", "x"),
        [said("[⏎]\nx", "1 line end"), said("[]x", "nothing")]
    );
    assert_eq!(
        both("a", "\r\n", "\n", "b"),
        [
            said("a[␍⏎]", "line ends with CRLF"),
            said("a[⏎]", "line ends with LF")
        ]
    );
    assert_eq!(
        both("a", "\r", "\n", "b"),
        [
            said("a[␍]b", "CR without LF"),
            said("a[⏎]", "line ends with LF")
        ]
    );
    assert_eq!(
        both("", "a b", "a\nb", ""),
        [plain("[a b]"), plain("[a\nb]")]
    );
    assert_eq!(
        both("", "ab", "a\nb", "."),
        [plain("[ab]."), plain("[a⏎\nb].")]
    );
}

#[test]
fn characters_that_look_alike_are_spelled_out() {
    assert_eq!(
        both("", "e\u{301}", "\u{e9}", ""),
        [plain("[e\\u{301}]"), plain("[\\u{e9}]")]
    );
}

#[test]
fn nothing_is_still_a_place() {
    assert_eq!(
        both("", "", "x\n", ""),
        [said("[] ", "nothing"), plain("[x]")]
    );
}

#[test]
fn lines_fit_the_width() {
    let long = "0123456789".repeat(12);
    for (before, text, after) in [
        ("", "x", long.as_str()),
        (&long, "x", ""),
        (&long, "x", &long),
        (&long, &long, &long),
    ] {
        let snippet = Snippet::new(
            &excerpt(before, text, after),
            Show::Words,
            "",
            Glyphs::Unicode,
            40,
        );
        assert!(
            columns(&snippet.text) <= 40 && columns(&snippet.text) > 37,
            "{}",
            snippet.text
        );
        assert!(!snippet.text.contains("……"));
    }
    let wide = "日本語".repeat(20);
    let snippet = Snippet::new(
        &excerpt(&wide, "x", &wide),
        Show::Words,
        "",
        Glyphs::Unicode,
        40,
    );
    assert!(columns(&snippet.text) <= 40, "{}", snippet.text);
}

#[test]
fn a_label_has_room_behind_its_mark() {
    let snippet = Snippet::new(
        &excerpt(&"b".repeat(30), "  ", ""),
        Show::Blanks,
        "",
        Glyphs::Unicode,
        40,
    );
    assert_eq!(snippet.text, format!("…{}··", "b".repeat(17)));
}

#[test]
fn pieces_side_by_side_are_no_command() {
    for (before, text, after) in [
        ("a#", "#[error]", ""),
        ("", "a##", "[b]"),
        ("##vs", "", "o[b"),
        ("#", "#", "[x"),
    ] {
        let excerpt = excerpt(before, text, after);
        let snippet = Snippet::new(&excerpt, Show::Words, "here", Glyphs::Unicode, 60);
        assert_eq!(visible_line(&snippet.text), snippet.text, "{snippet:?}");
        assert!(!snippet.text.contains("##[") && !snippet.text.contains("##vso["));
    }
}
