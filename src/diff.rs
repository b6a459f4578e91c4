//! What differs between two texts, in pieces a person would name, and as a patch; the only room that names `similar`.
//!
//! Work is bounded whatever the texts are: a text beyond a limit gets coarser pieces, never a wrong one.

mod patch;

use std::hash::Hash;
use std::ops::Range;

pub use patch::unified;

use similar::algorithms::IdentifyDistinct;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff, capture_diff_slices};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// Most lines, both sides together, that are lined up with each other between the first and the last differing line.
const MOST_LINES: usize = 100_000;
/// Most bytes on either side, between the first and the last differing word of a line, in which words are lined up.
const MOST_WORD_BYTES: usize = 8 * 1024;
/// Most bytes in all whose words are lined up in one comparison.
const MOST_WORD_BYTES_IN_ALL: usize = 128 * 1024;
/// Word changes with fewer characters than this between them are one change.
const CLOSE: usize = 20;

/// One difference: these bytes of the one text stand where those of the other do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Byte range in the found text, on character boundaries; empty where something is missing.
    pub found: Range<usize>,
    /// Byte range in the expected text, on character boundaries; empty where something is too much.
    pub expected: Range<usize>,
}

/// The differences of two texts, in order and without overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The first of them, as many as were asked for.
    pub list: Vec<Change>,
    /// How many there are in all.
    pub total: usize,
}

/// What differs between `found` and `expected`, of which at most `most` are listed.
///
/// Words inside lines that have a counterpart, whole runs of lines where there is none. Putting the `expected` ranges
/// of all changes in place of their `found` ranges turns the one text into the other.
#[must_use]
pub fn changes(found: &str, expected: &str, most: usize) -> Changes {
    let head = common_head(found.as_bytes(), expected.as_bytes());
    let tail = common_tail(&found.as_bytes()[head..], &expected.as_bytes()[head..]);
    let (inner_found, inner_expected) = (
        &found[head..found.len() - tail],
        &expected[head..expected.len() - tail],
    );
    let mut comparison = Comparison {
        found,
        expected,
        changes: Changes::default(),
        most,
        words_left: MOST_WORD_BYTES_IN_ALL,
        open: None,
    };
    if inner_found.is_empty() && inner_expected.is_empty() {
        return comparison.changes;
    }
    if count_lines(inner_found) + count_lines(inner_expected) > MOST_LINES {
        comparison.run(
            head..head + inner_found.len(),
            head..head + inner_expected.len(),
        );
    } else {
        let found_lines: Vec<&str> = inner_found.split_inclusive('\n').collect();
        let expected_lines: Vec<&str> = inner_expected.split_inclusive('\n').collect();
        let (mut at_found, mut at_expected) = (head, head);
        for op in line_ops(&found_lines, &expected_lines) {
            let from = at_found..at_found + bytes(&found_lines[op.old_range()]);
            let to = at_expected..at_expected + bytes(&expected_lines[op.new_range()]);
            (at_found, at_expected) = (from.end, to.end);
            if op.tag() != DiffTag::Equal {
                comparison.run(from, to);
            }
        }
    }
    comparison.changes
}

/// How a pair of lines differs, as far as neighbouring pairs may belong to the same change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The lines have next to nothing in common.
    Whole,
    /// Only their ends differ: LF, CRLF or none.
    End,
}

struct Comparison<'t> {
    found: &'t str,
    expected: &'t str,
    changes: Changes,
    most: usize,
    words_left: usize,
    open: Option<(Kind, Change)>,
}

impl Comparison<'_> {
    fn push(&mut self, change: Change) {
        self.changes.total += 1;
        if self.changes.list.len() < self.most {
            self.changes.list.push(change);
        }
    }

    /// A run of lines that stands in place of another: line by line if there are as many, else in one piece.
    fn run(&mut self, found: Range<usize>, expected: Range<usize>) {
        let (old, new) = (&self.found[found.clone()], &self.expected[expected.clone()]);
        if old.is_empty() || new.is_empty() {
            self.push(Change { found, expected });
        } else if count_lines(old) == count_lines(new) {
            let (mut at_found, mut at_expected) = (found.start, expected.start);
            for (old, new) in old.split_inclusive('\n').zip(new.split_inclusive('\n')) {
                self.pair(at_found, old, at_expected, new);
                at_found += old.len();
                at_expected += new.len();
            }
            self.close();
        } else {
            let (head, tail) = common_edges(old, new);
            let shorter = old.len().min(new.len());
            let change = if head + tail >= shorter.div_ceil(2) {
                Change {
                    found: found.start + head..found.end - tail,
                    expected: expected.start + head..expected.end - tail,
                }
            } else {
                self.without_common_end(Change { found, expected })
            };
            self.push(change);
        }
    }

    fn pair(&mut self, at_found: usize, old: &str, at_expected: usize, new: &str) {
        if old == new {
            return self.close();
        }
        let (old_body, new_body) = (without_end(old), without_end(new));
        let whole = |change: Change| Change {
            found: shift(change.found, at_found),
            expected: shift(change.expected, at_expected),
        };
        if old_body == new_body {
            let change = Change {
                found: old_body.len()..old.len(),
                expected: new_body.len()..new.len(),
            };
            return self.extend(Kind::End, whole(change));
        }
        let words = self.words(old, new);
        let changed = |list: &[Change]| {
            list.iter()
                .map(|change| change.found.len().max(change.expected.len()))
                .sum()
        };
        let changed: usize = changed(&words);
        let longer = old.len().max(new.len());
        let blank = |change: &Change| {
            old[change.found.clone()].trim().is_empty()
                && new[change.expected.clone()].trim().is_empty()
        };
        if longer.saturating_sub(changed) < longer / 3 && !words.iter().all(blank) {
            return self.extend(
                Kind::Whole,
                whole(Change {
                    found: 0..old.len(),
                    expected: 0..new.len(),
                }),
            );
        }
        self.close();
        for change in words {
            self.push(whole(change));
        }
    }

    /// Adds to the change that the line before began, if it is of the same kind.
    fn extend(&mut self, kind: Kind, change: Change) {
        match &mut self.open {
            Some((open, before)) if *open == kind => {
                before.found.end = change.found.end;
                before.expected.end = change.expected.end;
            }
            _ => {
                self.close();
                self.open = Some((kind, change));
            }
        }
    }

    fn close(&mut self) {
        let Some((kind, change)) = self.open.take() else {
            return;
        };
        let change = match kind {
            Kind::Whole => self.without_common_end(change),
            Kind::End => change,
        };
        self.push(change);
    }

    /// A change of whole lines does not speak of the line end that both have.
    fn without_common_end(&self, mut change: Change) -> Change {
        let (old, new) = (
            &self.found[change.found.clone()],
            &self.expected[change.expected.clone()],
        );
        let end = &old[without_end(old).len()..];
        if end == &new[without_end(new).len()..] && old.len() > end.len() && new.len() > end.len() {
            change.found.end -= end.len();
            change.expected.end -= end.len();
        }
        change
    }

    /// The words that differ in two different lines, relative to these lines.
    fn words(&mut self, old: &str, new: &str) -> Vec<Change> {
        let (head, tail) = common_edges(old, new);
        let (old, new) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
        let whole = Change {
            found: head..head + old.len(),
            expected: head..head + new.len(),
        };
        let cost = old.len() + new.len();
        if old.is_empty()
            || new.is_empty()
            || old.len().max(new.len()) > MOST_WORD_BYTES
            || cost > self.words_left
        {
            return vec![whole];
        }
        self.words_left -= cost;
        let old_words: Vec<&str> = old.split_word_bounds().collect();
        let new_words: Vec<&str> = new.split_word_bounds().collect();
        let mut list: Vec<Change> = Vec::new();
        let (mut at_found, mut at_expected) = (head, head);
        let mut close = false;
        for op in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
            let from = at_found..at_found + bytes(&old_words[op.old_range()]);
            let to = at_expected..at_expected + bytes(&new_words[op.new_range()]);
            (at_found, at_expected) = (from.end, to.end);
            if op.tag() == DiffTag::Equal {
                let between = old[from.start - head..from.end - head].chars();
                close = !list.is_empty() && between.take(CLOSE).count() < CLOSE;
                continue;
            }
            match list.last_mut() {
                Some(last) if close => {
                    last.found.end = from.end;
                    last.expected.end = to.end;
                }
                _ => list.push(Change {
                    found: from,
                    expected: to,
                }),
            }
            close = true; // a deletion and an insertion side by side are one change
        }
        list
    }
}

fn shift(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

fn bytes(pieces: &[&str]) -> usize {
    pieces.iter().map(|piece| piece.len()).sum()
}

fn count_lines(text: &str) -> usize {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    ends + usize::from(!text.is_empty() && !text.ends_with('\n'))
}

fn without_end(line: &str) -> &str {
    let Some(body) = line.strip_suffix('\n') else {
        return line;
    };
    body.strip_suffix('\r').unwrap_or(body)
}

/// Length of the lines that both texts begin with.
fn common_head(found: &[u8], expected: &[u8]) -> usize {
    let same = common_prefix(found, expected);
    if same == found.len() && same == expected.len() {
        return same;
    }
    memchr::memrchr(b'\n', &found[..same]).map_or(0, |at| at + 1)
}

/// Length of the lines that both texts end with, their first line end in front of it being common as well.
fn common_tail(found: &[u8], expected: &[u8]) -> usize {
    let same = found
        .iter()
        .rev()
        .zip(expected.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let tail = &found[found.len() - same..];
    memchr::memchr(b'\n', tail).map_or(0, |at| tail.len() - at - 1)
}

fn common_prefix(found: &[u8], expected: &[u8]) -> usize {
    found
        .iter()
        .zip(expected)
        .take_while(|(a, b)| a == b)
        .count()
}

/// Lengths of what two texts have in common at their start and at their end, cut back so that no word is torn.
fn common_edges(old: &str, new: &str) -> (usize, usize) {
    let head = common_start(old, new);
    (head, common_end(&old[head..], &new[head..]))
}

/// How far to look for the edge of a word, in bytes; longer words are torn between graphemes.
const FARTHEST_EDGE: usize = 256;

fn common_start(old: &str, new: &str) -> usize {
    let same = floor(old, common_prefix(old.as_bytes(), new.as_bytes()));
    let back = || {
        (same.saturating_sub(FARTHEST_EDGE)..=same)
            .rev()
            .filter(|at| old.is_char_boundary(*at))
    };
    back()
        .find(|at| is_edge(old, *at) && is_edge(new, *at))
        .or_else(|| back().find(|at| is_grapheme_edge(old, *at) && is_grapheme_edge(new, *at)))
        .unwrap_or(same)
}

fn common_end(old: &str, new: &str) -> usize {
    let same = old
        .bytes()
        .rev()
        .zip(new.bytes().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let forth = || {
        (same.saturating_sub(FARTHEST_EDGE)..=same)
            .rev()
            .filter(|len| old.is_char_boundary(old.len() - len))
    };
    let at_both = |len: usize, edge: fn(&str, usize) -> bool| {
        edge(old, old.len() - len) && edge(new, new.len() - len)
    };
    forth()
        .find(|len| at_both(*len, is_edge))
        .or_else(|| forth().find(|len| at_both(*len, is_grapheme_edge)))
        .or_else(|| forth().next())
        .unwrap_or(0)
}

/// Whether blanks, line ends and anything else meet here, or the text ends.
fn is_edge(text: &str, at: usize) -> bool {
    let class = |char: char| match char {
        '\n' => 0,
        '\r' => 1,
        char if char.is_whitespace() => 2,
        _ => 3,
    };
    match (text[..at].chars().next_back(), text[at..].chars().next()) {
        (Some('\r'), Some('\n')) => false,
        (Some(before), Some(after)) => class(before) != class(after) || before == '\n',
        _ => true,
    }
}

fn is_grapheme_edge(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true)
        .is_boundary(text, 0)
        .unwrap_or(true)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Lines up two lists of lines (or of anything): operations in order that cover both.
fn line_ops<T: Hash + Eq>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..]
        .iter()
        .rev()
        .zip(new[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (old_inner, new_inner) = (head..old.len() - tail, head..new.len() - tail);
    let mut ops = Vec::new();
    push_equal(&mut ops, 0, 0, head);
    match (old_inner.len(), new_inner.len()) {
        (0, 0) => {}
        (old_len, new_len) if old_len == 0 || new_len == 0 || old_len + new_len > MOST_LINES => ops
            .push(DiffOp::Replace {
                old_index: head,
                old_len,
                new_index: head,
                new_len,
            }),
        _ => {
            let ids = IdentifyDistinct::<u32>::new(old, old_inner.clone(), new, new_inner.clone());
            let inner = capture_diff(
                Algorithm::Myers,
                ids.old_lookup(),
                ids.old_range(),
                ids.new_lookup(),
                ids.new_range(),
            );
            for op in inner {
                match op {
                    DiffOp::Equal {
                        old_index,
                        new_index,
                        len,
                    } => push_equal(&mut ops, old_index, new_index, len),
                    op => ops.push(op),
                }
            }
        }
    }
    push_equal(&mut ops, old_inner.end, new_inner.end, tail);
    ops
}

fn push_equal(ops: &mut Vec<DiffOp>, old_index: usize, new_index: usize, more: usize) {
    match ops.last_mut() {
        _ if more == 0 => {}
        Some(DiffOp::Equal { len, .. }) => *len += more,
        _ => ops.push(DiffOp::Equal {
            old_index,
            new_index,
            len: more,
        }),
    }
}

#[cfg(test)]
mod tests {
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
        check("end```\n", "end\n```\n", &[("end```", "end\n```")]);
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
}
