//! The arguments of a plugin, cut into tokens (exporter dialect, section 2).
//!
//! Tokens cover the text as written without a gap: names, equals signs, values, and filler. `(a="x, y", b)`, at whose
//! first comma one quote follows and at whose second none does, is cut at the second:
//!
//! ```text
//! (       a    ="      x, y   ", b)
//! filler  key  equals  value  filler
//! ```

use super::token::{Token, Tokens};
use super::tree::Span;

/// Cuts `text`, which starts at byte `base` of the wiki text, into argument tokens.
///
/// Linear in the length of `text`.
pub fn tokens(text: &str, base: u32, out: &mut Tokens) {
    let list = without_parentheses(text.trim());
    let start = list.as_ptr() as usize - text.as_ptr() as usize;
    let mut writer = Writer { base, at: 0, out };
    // A comma parts two arguments where an even number of quotes follows it.
    let mut quotes_behind = memchr::memchr_iter(b'"', list.as_bytes()).count();
    let mut piece_start = 0;
    for at in memchr::memchr2_iter(b'"', b',', list.as_bytes()) {
        if list.as_bytes()[at] == b'"' {
            quotes_behind -= 1;
        } else if quotes_behind.is_multiple_of(2) {
            pairs(&list[piece_start..at], start + piece_start, &mut writer);
            piece_start = at + 1;
        }
    }
    pairs(&list[piece_start..], start + piece_start, &mut writer);
    writer.token_to(Token::Filler, text.len());
}

/// Drops one pair of outer parentheses if both are there.
fn without_parentheses(text: &str) -> &str {
    text.strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
        .unwrap_or(text)
}

/// Finds `key = value` in one piece, left to right; `offset` is the piece's place in the arguments.
fn pairs(piece: &str, offset: usize, writer: &mut Writer<'_>) {
    let mut at = 0;
    while let Some(key) = piece[at..].find(|c: char| c != '=' && !c.is_whitespace()) {
        let key = at + key;
        let key_end = end_of(piece, key, |c| c != '=' && !c.is_whitespace());
        let equals = end_of(piece, key_end, char::is_whitespace);
        if !piece[equals..].starts_with('=') {
            at = equals;
            continue;
        }
        let value = end_of(piece, equals + 1, char::is_whitespace);
        let quoted = piece[value..]
            .strip_prefix('"')
            .and_then(|rest| rest.find('"'));
        let (value, value_end) = match quoted {
            Some(length) => (value + 1, value + 1 + length),
            None => (
                value,
                end_of(piece, value, |c| c != '"' && !c.is_whitespace()),
            ),
        };
        writer.token_to(Token::Filler, offset + key);
        writer.token_to(Token::Key, offset + key_end);
        writer.token_to(Token::Equals, offset + value);
        writer.value_to(offset + value_end);
        at = value_end + usize::from(quoted.is_some());
    }
}

/// The first byte at or behind `from` whose character is not `wanted`.
fn end_of(text: &str, from: usize, wanted: impl Fn(char) -> bool) -> usize {
    text[from..]
        .find(|c| !wanted(c))
        .map_or(text.len(), |length| from + length)
}

/// Writes tokens that follow each other without a gap.
struct Writer<'o> {
    base: u32,
    at: usize,
    out: &'o mut Tokens,
}

impl Writer<'_> {
    fn token_to(&mut self, token: Token, end: usize) {
        let span = self.span_to(end);
        self.out.push_unless_empty(token, span);
    }

    /// A value is a token even where it is empty.
    fn value_to(&mut self, end: usize) {
        let span = self.span_to(end);
        self.out.push(Token::Value, span);
    }

    fn span_to(&mut self, end: usize) -> Span {
        let span = Span::new(self.base + self.at as u32, self.base + end as u32);
        self.at = end;
        span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<(&str, &str)> {
        let mut tokens = Tokens::default();
        super::tokens(text, 0, &mut tokens);
        let mut covered = 0;
        let mut pairs = Vec::new();
        for (start, token, end) in tokens.iter() {
            assert_eq!(start, covered, "tokens leave no gap in {text:?}");
            covered = end;
            let piece = &text[start as usize..end as usize];
            match token {
                Token::Key => pairs.push((piece, "")),
                Token::Value => pairs.last_mut().expect("a key comes first").1 = piece,
                _ => {}
            }
        }
        assert_eq!(covered as usize, text.len());
        pairs
    }

    #[test]
    fn pairs_are_found_from_left_to_right() {
        assert_eq!(parsed("a=1 b = 2"), [("a", "1"), ("b", "2")]);
        assert_eq!(parsed("db=>vitamind"), [("db", ">vitamind")]);
        assert_eq!(parsed("attId= fileId=77"), [("attId", "fileId=77")]);
        assert_eq!(parsed("a==b"), [("a", "=b")]);
        assert_eq!(parsed("=x=3"), [("x", "3")]);
        assert_eq!(parsed("a=\"x\"b=2"), [("a", "x"), ("b", "2")]);
        assert_eq!(parsed("no pairs here"), []);
        assert_eq!(parsed(""), []);
    }

    #[test]
    fn quotes_are_no_part_of_the_value() {
        assert_eq!(
            parsed(r#"label="CLICK, to see" icon='y'"#),
            [("label", "CLICK, to see"), ("icon", "'y'")]
        );
        assert_eq!(parsed(r#"a="" b="never closed"#), [("a", ""), ("b", "")]);
    }

    #[test]
    fn a_comma_with_an_odd_number_of_quotes_behind_it_does_not_part() {
        assert_eq!(parsed(r#"title="T, bg="#), [("title", ""), ("bg", "")]);
        assert_eq!(
            parsed(r##"title="T, bg="#fff""##),
            [("title", ""), ("bg", "#fff")]
        );
        assert_eq!(parsed("a=1,b=2"), [("a", "1"), ("b", "2")]);
    }

    #[test]
    fn one_pair_of_outer_parentheses_is_dropped() {
        assert_eq!(parsed(" (a=1) "), [("a", "1")]);
        assert_eq!(parsed("((a=1))"), [("(a", "1)")]);
        assert_eq!(parsed("(a=1"), [("(a", "1")]);
        assert_eq!(parsed(")("), []);
    }
}
