//! Stage B: the passes over a whole text, in the order in which Tiki replaces things.
//!
//! Each pass goes over the text once.

mod colours;
mod containers;
mod html;
mod links;

pub use containers::{Container, containers};

use colours::colours;
use html::tags;
use links::{bare_urls, brackets, page_links};

use super::Syntax;
use super::flow::{ATOM, BRACKET, Does, Flow, Style, URL, USED, WORD};

/// Finds everything but what belongs to one line.
pub fn run(flow: &mut Flow, syntax: Syntax) {
    if syntax.html {
        tags(flow);
    }
    if syntax.argument_variables {
        argument_variables(flow);
    }
    characters(flow, syntax);
    page_links(flow);
    brackets(flow);
    bare_urls(flow);
    strikes(flow);
    if !syntax.html {
        dashes(flow);
    }
    colours(flow);
    underlines(flow);
    breaks(flow);
    if syntax.wiki_words {
        wiki_words(flow);
    }
}

/// `~hs~`, `~8364~`, `{rm}`, `(:wink:)` and the like.
fn characters(flow: &mut Flow, syntax: Syntax) {
    let mut at = 0;
    while let Some(length) = memchr::memchr3(b'~', b'{', b'(', &flow.bytes[at..]) {
        at += length;
        let rest = &flow.bytes[at..(at + 16).min(flow.len())];
        let length = match rest[0] {
            b'~' if syntax.html => None,
            b'~' => super::character_length(rest),
            b'{' if rest.starts_with(b"{rm}") || rest.starts_with(b"{lm}") => Some(4),
            b'(' => super::smiley_length(rest),
            _ => None,
        };
        match length {
            Some(length) if flow.is_free(at, at + length) => {
                flow.mark(at, length, Does::Character);
                at += length;
            }
            _ => at += 1,
        }
    }
}

/// `{{name}}` and `{{name|default}}`.
fn argument_variables(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&flow.bytes[at..], b"{{") {
        at += length;
        let inside = flow.bytes[at + 2..]
            .iter()
            .take(LONGEST_VARIABLE)
            .take_while(|byte| !matches!(byte, b'{' | b'}' | b'\n'))
            .count();
        let end = at + 2 + inside;
        if inside > 0 && flow.bytes[end..].starts_with(b"}}") && flow.is_free(at, end + 2) {
            flow.mark(at, inside + 4, Does::Character);
            at = end + 2;
        } else {
            at += 1;
        }
    }
}

/// The longest name of a variable with its default, in bytes.
const LONGEST_VARIABLE: usize = 200;

/// `--x--`: within a line, with at least two characters, of which the first is no blank.
fn strikes(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'-', &flow.bytes[at..]) {
        at += length;
        let is_line_start = at == 0 || flow.is_newline(at - 1);
        let dashes = flow.bytes[at..]
            .iter()
            .take_while(|byte| **byte == b'-')
            .count();
        if is_line_start && dashes >= 6 {
            at += dashes;
            continue;
        }
        if !opens_strike(flow, at) {
            at += 1;
            continue;
        }
        let line_end = flow.line_end(at);
        let first = at + 2;
        // The second character begins behind the first, which may be longer than a byte.
        let second = (first + 1..line_end).find(|&i| flow.bytes[i] & 0xC0 != 0x80);
        let close = second.and_then(|second| {
            let third = (second + 1..line_end).find(|&i| flow.bytes[i] & 0xC0 != 0x80)?;
            (third..line_end.saturating_sub(1)).find(|&i| flow.is_at(i, b"--", URL))
        });
        match close {
            Some(close) => {
                flow.pair(Style::Strike, (at, at + 2), (close, close + 2));
                at = close + 2;
            }
            None => at = line_end,
        }
    }
}

fn opens_strike(flow: &Flow, at: usize) -> bool {
    if !flow.is_at(at, b"--", URL) {
        return false;
    }
    let before = &flow.bytes[..at];
    let refused = before.ends_with(b"<!") || before.ends_with(b"//");
    let next = flow.bytes.get(at + 2);
    !refused && next.is_some_and(|next| !next.is_ascii_whitespace() && *next != b'>')
}

/// ` -- ` is a dash.
fn dashes(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&flow.bytes[at..], b"--") {
        at += length;
        if at > 0 && flow.is_at(at, b"--", URL) && flow.is_blank(at - 1) && flow.is_blank(at + 2) {
            flow.mark(at, 2, Does::Character);
        }
        at += 2;
    }
}

/// `===x===`: within a line, not in brackets.
fn underlines(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&flow.bytes[at..], b"===") {
        at += length;
        if !flow.is_at(at, b"===", URL | BRACKET) {
            at += 1;
            continue;
        }
        let line_end = flow.line_end(at);
        let close =
            (at + 4..line_end.saturating_sub(2)).find(|&i| flow.is_at(i, b"===", URL | BRACKET));
        match close {
            Some(close) => {
                flow.pair(Style::Underline, (at, at + 3), (close, close + 3));
                at = close + 3;
            }
            None => at = line_end,
        }
    }
}

/// `%%%`.
fn breaks(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&flow.bytes[at..], b"%%%") {
        at += length;
        if flow.is_at(at, b"%%%", URL) {
            flow.mark(at, 3, Does::Break);
            at += 3;
        } else {
            at += 1;
        }
    }
}

/// `WikiWord`: two capitals with small letters between, behind a blank, a comma or a semicolon, and in front of one or a
/// full stop.
fn wiki_words(flow: &mut Flow) {
    let is_small = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || byte == b'_'
            || byte == b'-'
            || byte >= 0x80
    };
    let mut at = 0;
    while at < flow.len() {
        let before = at.checked_sub(1).map(|before| flow.bytes[before]);
        let starts =
            before.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';'));
        if !starts || !flow.bytes[at].is_ascii_uppercase() {
            at += 1;
            continue;
        }
        let word = flow.bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_uppercase() || is_small(**byte))
            .count();
        let end = at + word;
        let bytes = &flow.bytes[at..end];
        let second = bytes[1..]
            .iter()
            .position(|byte| !is_small(*byte))
            .map(|length| length + 1);
        let is_word = second.is_some_and(|second| {
            second >= 2 && bytes.get(second + 1).is_some_and(|byte| is_small(*byte))
        });
        let after = flow.bytes.get(end).copied();
        let ends = after
            .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'.'));
        let is_free = flow.state[at..end].iter().all(|state| *state == 0);
        if is_word && ends && is_free {
            let head = (flow.place(at), flow.place_behind(end));
            flow.mark(at, word, Does::Link(Style::PageLink, head));
        }
        at = end.max(at + 1);
    }
}
