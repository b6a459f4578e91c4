//! Texts and the changes that a person would name between them.

use proptest::prelude::*;

use super::*;

fn named(found: &str, expected: &str) -> Vec<(String, String)> {
    let changes = changes(found, expected, usize::MAX);
    assert_eq!(changes.total, changes.list.len());
    assert_eq!(spliced(found, expected, &changes.list), expected);
    let texts = |change: Change| {
        (
            found[change.found].to_owned(),
            expected[change.expected].to_owned(),
        )
    };
    changes.list.into_iter().map(texts).collect()
}

fn spliced(found: &str, expected: &str, list: &[Change]) -> String {
    let mut text = String::new();
    let mut at = 0;
    for change in list {
        text.push_str(&found[at..change.found.start]);
        text.push_str(&expected[change.expected.clone()]);
        at = change.found.end;
    }
    text + &found[at..]
}

fn check(found: &str, expected: &str, changes: &[(&str, &str)]) {
    let changes: Vec<_> = changes
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect();
    assert_eq!(named(found, expected), changes);
}

#[test]
fn equal_texts_do_not_differ() {
    check("", "", &[]);
    check("a\nb", "a\nb", &[]);
}

#[test]
fn a_number_is_one_word() {
    check(
        "x\nOR = 0.47 (low)\ny\n",
        "x\nOR = 0.48 (low)\ny\n",
        &[("0.47", "0.48")],
    );
    check(
        "(OR=0.47,p<.05)\n",
        "(OR=0.48,p<.05)\n",
        &[("0.47", "0.48")],
    );
}

#[test]
fn markup_around_a_word_belongs_together() {
    check(
        "see the bold word here\n",
        "see the **bold** word here\n",
        &[("bold", "**bold**")],
    );
}

#[test]
fn close_changes_of_a_line_are_one_and_distant_ones_are_not() {
    let found =
        "the old way of life, and then there was nothing for a long time but the old gods\n";
    check(
        found,
        &found.replace("old way", "new ways"),
        &[("old way", "new ways")],
    );
    check(
        found,
        &found.replace("old", "new"),
        &[("old", "new"), ("old", "new")],
    );
}

#[test]
fn white_space_is_told_tightly() {
    check("a\nb  \nc\n", "a\nb\nc\n", &[("  ", "")]);
    check("a\nb\nc\n", "a\nb\t\nc\n", &[("", "\t")]);
    check("a  b\n", "a b\n", &[("  ", " ")]);
    check("a\n  b\n", "a\nb\n", &[("  ", "")]);
    check("a\n   \nb\n", "a\n\nb\n", &[("   ", "")]);
    check("x  \n", "x\n", &[("  ", "")]);
}

#[test]
fn line_ends_are_told_tightly() {
    check("a\nb\r\nc\n", "a\nb\nc\n", &[("\r\n", "\n")]);
    check("text", "text\n", &[("", "\n")]);
    check("text\n", "text", &[("\n", "")]);
    check("a\n\n\nb\n", "a\n\nb\n", &[("\n", "")]);
    check("end```\n", "end\n```\n", &[("", "\n")]);
    check(
        "one two three four\n",
        "one two\nthree four\n",
        &[(" ", "\n")],
    );
}

#[test]
fn line_ends_of_neighbouring_lines_are_one_change() {
    check(
        "a\r\nb\r\nc\r\n",
        "a\nb\nc\n",
        &[("\r\nb\r\nc\r\n", "\nb\nc\n")],
    );
}

#[test]
fn lines_that_come_or_go_are_one_change() {
    check("a\nb\nc\nd\n", "a\nd\n", &[("b\nc\n", "")]);
    check("a\nd\n", "a\nb\nc\nd\n", &[("", "b\nc\n")]);
}

#[test]
fn unlike_lines_are_one_change() {
    check(
        "same\nHello world\nmore of it\nsame\n",
        "same\ntotally\nchanged!\nsame\n",
        &[("Hello world\nmore of it", "totally\nchanged!")],
    );
    check(
        "same\nHello world\nsame\n",
        "same\ntotally\nother lines\nhere\nsame\n",
        &[("Hello world", "totally\nother lines\nhere")],
    );
}

#[test]
fn alike_lines_of_a_run_are_told_apart() {
    check(
        "| Alpha | 1 |\n| Beta | 2 |\n",
        "| Alpha | 3 |\n| Beta | 4 |\n",
        &[("1", "3"), ("2", "4")],
    );
}

#[test]
fn lines_beside_new_ones_are_told_by_their_words() {
    let found = "| Zhang | 2017 | 0.52 |\n| Wang | 2019 | 0.44 |\n";
    let expected = "| Zhang | 2017 | 0.53 |\n| Galvez | 2021 | 0.27 |\n| Wang | 2019 | 0.45 |\n";
    check(
        found,
        expected,
        &[
            ("0.52", "0.53"),
            ("", "| Galvez | 2021 | 0.27 |\n"),
            ("0.44", "0.45"),
        ],
    );
    check(
        expected,
        found,
        &[
            ("0.53", "0.52"),
            ("| Galvez | 2021 | 0.27 |\n", ""),
            ("0.45", "0.44"),
        ],
    );
}

#[test]
fn a_paragraph_set_anew_is_one_change() {
    let found = "one two three four five\nsix seven eight nine\n";
    check(
        found,
        "one two three\nfour five six seven\neight nine\n",
        &[(" four five\nsix seven ", "\nfour five six seven\n")],
    );
}

#[test]
fn only_as_many_as_asked_for_but_all_counted() {
    let found: String = (0..50)
        .map(|line| format!("this is line number {line}\n"))
        .collect();
    let changes = changes(&found, &found.replace("number", "no."), 3);
    assert_eq!((changes.list.len(), changes.total), (3, 50));
}

#[test]
fn a_word_in_a_huge_line_is_found() {
    let found = "lorem ipsum ".repeat(100_000);
    let mut expected = found.clone();
    expected.replace_range(600_000..600_005, "dolor");
    check(&found, &expected, &[("lorem", "dolor")]);
}

#[test]
fn a_change_in_a_huge_word_is_found() {
    let found = "a".repeat(200_000);
    let mut expected = found.clone();
    expected.replace_range(100_000..100_001, "b");
    check(&found, &expected, &[("a", "b")]);
}

#[test]
fn a_huge_page_is_compared_line_by_line() {
    let found: String = (0..60_000)
        .map(|line| format!("this is line number {line}\n"))
        .collect();
    let expected = found.replace("is line", "was line");
    assert_eq!(named(&found, &expected).len(), 60_000);
}

#[test]
fn graphemes_are_not_torn() {
    check("e\u{301}a\n", "ea\n", &[("e\u{301}a", "ea")]);
    check("🇩🇪🇫🇷\n", "🇩🇪🇮🇹\n", &[("🇫🇷", "🇮🇹")]);
    check("日本語の文\n", "日本語文\n", &[("の", "")]);
}

fn texts() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just(" ".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("👨\u{200d}👩".to_owned()),
        Just("🇩🇪".to_owned()),
        Just("**".to_owned()),
        "[a-c]{1,6}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(word, 0..60).prop_map(|words| words.concat())
}

/// Two texts that share most of what they hold.
fn edited() -> impl Strategy<Value = (String, String)> {
    proptest::collection::vec(
        (
            texts(),
            prop_oneof![4 => Just(None), 1 => texts().prop_map(Some)],
        ),
        0..8,
    )
    .prop_map(|pieces| {
        let found = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
        let expected = pieces
            .iter()
            .map(|(piece, other)| other.as_ref().unwrap_or(piece).as_str())
            .collect();
        (found, expected)
    })
}

proptest! {
    #[test]
    fn changes_turn_one_text_into_the_other((found, expected) in edited(), most in 0usize..5) {
        let all = changes(&found, &expected, usize::MAX);
        prop_assert_eq!(all.total, all.list.len());
        prop_assert_eq!(all.total == 0, found == expected);
        prop_assert_eq!(spliced(&found, &expected, &all.list), expected.clone());
        let (mut at_found, mut at_expected) = (0, 0);
        for change in &all.list {
            prop_assert!(at_found <= change.found.start && change.found.start <= change.found.end);
            prop_assert!(at_expected <= change.expected.start && change.expected.start <= change.expected.end);
            prop_assert!(found[change.found.clone()] != expected[change.expected.clone()]);
            (at_found, at_expected) = (change.found.end, change.expected.end);
        }
        let some = changes(&found, &expected, most);
        prop_assert_eq!(some.total, all.total);
        prop_assert_eq!(&some.list[..], &all.list[..most.min(all.total)]);
    }

    #[test]
    fn any_two_texts_can_be_compared(found in any::<String>(), expected in any::<String>()) {
        let all = changes(&found, &expected, usize::MAX);
        prop_assert_eq!(spliced(&found, &expected, &all.list), expected);
    }
}
