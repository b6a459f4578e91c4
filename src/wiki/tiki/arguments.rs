//! The arguments of a call: `{IMG(src=a.png alt="a word")}`.

use super::build::Placed;
use super::calls::span;
use crate::wiki::token::Token;

/// Name and value of an argument.
pub type Pair = ((usize, usize), (usize, usize));

/// The arguments between two places: `name=value`, `name=>value`, values in quotes or up to the next `name=`.
#[must_use]
pub fn arguments_in(text: &str, from: usize, to: usize) -> Vec<Pair> {
    let bytes = &text.as_bytes()[..to];
    let mut list = Vec::new();
    let mut at = from;
    while at < to {
        let Some(key) = (at..to).find(|&i| is_key(bytes[i])) else {
            break;
        };
        let key_end = (key..to).find(|&i| !is_key(bytes[i])).unwrap_or(to);
        let equals = skip_blanks(bytes, key_end);
        if bytes.get(equals) != Some(&b'=') {
            at = key_end;
            continue;
        }
        let mut value = equals + 1;
        for arrow in ["&gt;", ">"] {
            if text[value..to].starts_with(arrow) {
                value += arrow.len();
                break;
            }
        }
        value = skip_blanks(bytes, value);
        let (value, end, next) = value_at(text, value, to);
        list.push(((key, key_end), (value, end)));
        at = next;
    }
    list
}

fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || byte >= 0x80
}

fn skip_blanks(bytes: &[u8], from: usize) -> usize {
    bytes[from..]
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .map_or(bytes.len(), |length| from + length)
}

/// A value: where it begins, where it ends, and where reading goes on.
fn value_at(text: &str, from: usize, to: usize) -> (usize, usize, usize) {
    let bytes = &text.as_bytes()[..to];
    for quote in ["&quot;", "\"", "'"] {
        if !text[from..to].starts_with(quote) {
            continue;
        }
        let start = from + quote.len();
        let mut at = start;
        while let Some(length) = text[at..to].find(quote) {
            let end = at + length;
            if end == start || bytes[end - 1] != b'\\' {
                return (start, end, end + quote.len());
            }
            at = end + quote.len();
        }
    }
    // Up to the next blank or comma that a name and `=` follow.
    let mut at = from;
    while at < to {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b',' {
            let mut key = at;
            while key < to && (bytes[key].is_ascii_whitespace() || bytes[key] == b',') {
                key += 1;
            }
            let key_end = (key..to).find(|&i| !is_key(bytes[i])).unwrap_or(to);
            if key_end > key && bytes.get(skip_blanks(bytes, key_end)) == Some(&b'=') {
                return (from, trimmed_end(bytes, from, at), key);
            }
            at = key.max(at + 1);
        } else {
            at += 1;
        }
    }
    (from, trimmed_end(bytes, from, to), to)
}

fn trimmed_end(bytes: &[u8], from: usize, to: usize) -> usize {
    let kept = bytes[from..to]
        .iter()
        .rposition(|byte| !byte.is_ascii_whitespace() && *byte != b',');
    kept.map_or(from, |last| from + last + 1)
}

/// The tokens of arguments: they cover the text between the parentheses without a gap.
pub(super) fn argument_tokens(pairs: &[Pair], place: (usize, usize), out: &mut Vec<Placed>) {
    let mut at = place.0;
    let filler = |from: usize, to: usize, out: &mut Vec<Placed>| {
        if from < to {
            out.push((Token::Filler, span(from, to)));
        }
    };
    for &(key, value) in pairs {
        filler(at, key.0, out);
        out.push((Token::Key, span(key.0, key.1)));
        out.push((Token::Equals, span(key.1, value.0)));
        out.push((Token::Value, span(value.0, value.1)));
        at = value.1;
    }
    filler(at, place.1, out);
}
