//! What two texts have in common at their ends, cut back to where a line, a word or a grapheme ends.

use unicode_segmentation::GraphemeCursor;

/// Length of the lines that both texts begin with.
pub(super) fn common_head(found: &[u8], expected: &[u8]) -> usize {
    let same = common_prefix(found, expected);
    if same == found.len() && same == expected.len() {
        return same;
    }
    memchr::memrchr(b'\n', &found[..same]).map_or(0, |at| at + 1)
}

/// Length of the lines that both texts end with, their first line end in front of it being common as well.
pub(super) fn common_tail(found: &[u8], expected: &[u8]) -> usize {
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

/// Lengths of what two texts have in common at their start and at their end, cut back to an edge, so that no word is torn.
pub(super) fn common_edges(old: &str, new: &str, edge: fn(&str, usize) -> bool) -> (usize, usize) {
    let head = common_start(old, new, edge);
    (head, common_end(&old[head..], &new[head..], edge))
}

/// How far to look for the edge of a word, in bytes; longer words are torn between graphemes.
const FARTHEST_EDGE: usize = 256;

fn common_start(old: &str, new: &str, edge: fn(&str, usize) -> bool) -> usize {
    let same = floor(old, common_prefix(old.as_bytes(), new.as_bytes()));
    let back = || {
        (same.saturating_sub(FARTHEST_EDGE)..=same)
            .rev()
            .filter(|at| old.is_char_boundary(*at))
    };
    back()
        .find(|at| edge(old, *at) && edge(new, *at))
        .or_else(|| back().find(|at| is_grapheme_edge(old, *at) && is_grapheme_edge(new, *at)))
        .unwrap_or(same)
}

fn common_end(old: &str, new: &str, edge: fn(&str, usize) -> bool) -> usize {
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
        .find(|len| at_both(*len, edge))
        .or_else(|| forth().find(|len| at_both(*len, is_grapheme_edge)))
        .or_else(|| forth().next())
        .unwrap_or(0)
}

/// Whether blanks, line ends and anything else meet here, or the text ends.
pub(super) fn is_edge(text: &str, at: usize) -> bool {
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

pub(super) fn is_grapheme_edge(text: &str, at: usize) -> bool {
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
