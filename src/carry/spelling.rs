//! The marks that a line of Markdown begins with, in every way that Markdown spells them.

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockMark {
    /// `#`, of this level.
    Heading(usize),
    /// `-`, `+` or `*` behind so many blanks.
    Bullet(usize),
    /// `1.` or `1)` behind so many blanks.
    Number(usize),
    /// `>`.
    Quote,
    /// Three or more of `-`, `*` or `_`, and nothing else.
    Rule,
    /// `|`.
    Row,
}

/// What a line begins with, and what is behind that; `None` where it is text.
pub fn block_mark(line: &str) -> Option<(BlockMark, &str)> {
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    if is_rule(text) {
        return Some((BlockMark::Rule, ""));
    }
    let first = text.chars().next()?;
    match first {
        '#' => {
            let behind = text.trim_start_matches('#');
            let level = text.len() - behind.len();
            let title = behind.strip_prefix(' ')?.trim();
            let bare = title.trim_end_matches('#');
            let is_closed = bare.is_empty() || bare.ends_with(' ');
            let title = if is_closed { bare.trim_end() } else { title };
            (level <= 6).then_some((BlockMark::Heading(level), title))
        }
        '-' | '+' | '*' => {
            let behind = text[1..].strip_prefix(' ')?;
            Some((BlockMark::Bullet(indent), behind.trim_start_matches(' ')))
        }
        '>' => Some((BlockMark::Quote, text[1..].trim_start_matches(' '))),
        '|' => Some((BlockMark::Row, text)),
        '0'..='9' => {
            let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let behind = behind.strip_prefix(['.', ')'])?.strip_prefix(' ')?;
            Some((BlockMark::Number(indent), behind.trim_start_matches(' ')))
        }
        _ => None,
    }
}

fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| *c != ' ');
    let Some(first) = marks.next().filter(|first| "-*_".contains(*first)) else {
        return false;
    };
    let more = marks.try_fold(1, |count, mark| (mark == first).then_some(count + 1));
    more.is_some_and(|count| count >= 3)
}

/// A line without the mark of a hard line break at its end: a backslash, or two blanks and more.
pub fn hard_break(line: &str) -> Option<&str> {
    let bare = line.trim_end_matches(' ');
    if line.len() - bare.len() >= 2 {
        return Some(bare);
    }
    line.strip_suffix('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_begin_with_marks_or_with_text() {
        use BlockMark::{Bullet, Heading, Number, Quote, Row, Rule};
        for (line, expected) in [
            ("# A", Some((Heading(1), "A"))),
            ("##  A ##", Some((Heading(2), "A"))),
            ("## C#", Some((Heading(2), "C#"))),
            ("#A", None),
            ("- a", Some((Bullet(0), "a"))),
            ("  *  a", Some((Bullet(2), "a"))),
            ("*a*", None),
            ("12) a", Some((Number(0), "a"))),
            ("3.5 a", None),
            (">a", Some((Quote, "a"))),
            ("* * *", Some((Rule, ""))),
            ("--", None),
            ("| a |", Some((Row, "| a |"))),
            ("", None),
        ] {
            assert_eq!(block_mark(line), expected, "{line:?}");
        }
        assert_eq!(hard_break("a  "), Some("a"));
        assert_eq!(hard_break("a\\"), Some("a"));
        assert_eq!(hard_break("a "), None);
    }
}
