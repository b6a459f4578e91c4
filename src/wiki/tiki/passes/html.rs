//! Tags of a page that is HTML: those that Markdown has a mark for are pairs of marks, the others pass as they are.
//!
//! ```text
//! <b>a</b> <big>b</big>      bold(a), and two tags as they are
//! <a href="b.html">c</a>      link(b.html, c)
//! ```

use super::super::flow::{Does, Flow, Style};
use super::super::is_block_html;

/// The longest tag, in bytes.
const LONGEST_TAG: usize = 4_000;

/// Elements whose content is no wiki text.
const VERBATIM: [&str; 4] = ["pre", "script", "style", "textarea"];

/// Finds the tags, the comments, and the elements whose content is no wiki text.
pub fn tags(flow: &mut Flow) {
    // Those that are not closed yet.
    let mut open: Vec<Opener> = Vec::new();
    let mut has_comment_end = true;
    // The elements of `VERBATIM` that have no end from here on.
    let mut endless = [false; VERBATIM.len()];
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'<', &flow.bytes[at..]) {
        at += length;
        if has_comment_end && flow.bytes[at..].starts_with(b"<!--") {
            let end = memchr::memmem::find(&flow.bytes[at + 4..], b"-->");
            has_comment_end = end.is_some();
            if let Some(length) = end.map(|end| end + 7)
                && flow.is_free(at, at + length)
            {
                flow.mark(at, length, Does::Character);
                at += length;
                continue;
            }
        }
        let Some(Tag {
            length,
            name,
            closes,
        }) = tag(flow, at)
        else {
            at += 1;
            continue;
        };
        let verbatim = VERBATIM.iter().position(|element| *element == name);
        if let Some(number) = verbatim.filter(|number| !closes && !endless[*number]) {
            match end_of(&flow.bytes[at + length..], &name) {
                Some(inner) if flow.is_free(at, at + length + inner) => {
                    flow.mark(at, length + inner, Does::Character);
                    at += length + inner;
                    continue;
                }
                Some(_) => {}
                None => endless[number] = true,
            }
        }
        if is_block_html(&format!("<{name}")) {
            for opener in &mut open {
                opener.holds_block = true;
            }
        }
        match style(&name) {
            _ if name == "br" => flow.mark(at, length, Does::Break),
            Some(style) if closes => close(flow, &mut open, style, (at, length)),
            Some(style) if open.len() < MOST_OPEN => {
                open.push(Opener {
                    at,
                    length,
                    style,
                    head: head(flow, style, (at, length), &name),
                    holds_block: false,
                });
            }
            _ => flow.mark(at, length, Does::Character),
        }
        at += length;
    }
    for Opener { at, length, .. } in open {
        flow.mark(at, length, Does::Character);
    }
}

/// Closes the mark of a style that was opened last: both tags are a mark, or both pass as they are.
fn close(flow: &mut Flow, open: &mut Vec<Opener>, style: Style, tag: (usize, usize)) {
    let (at, length) = tag;
    let opener = open.iter().rposition(|opener| opener.style == style);
    let Some(opener) = opener.map(|opener| open.split_off(opener)) else {
        flow.mark(at, length, Does::Character);
        return;
    };
    for crossed in &opener[1..] {
        flow.mark(crossed.at, crossed.length, Does::Character);
    }
    let opener = &opener[0];
    match opener.head.filter(|_| !opener.holds_block) {
        Some(head) => {
            flow.mark(opener.at, opener.length, Does::Open(style, head));
            flow.mark(at, length, Does::Close(opener.at));
        }
        None => {
            flow.mark(opener.at, opener.length, Does::Character);
            flow.mark(at, length, Does::Character);
        }
    }
}

/// A tag that opens a mark.
struct Opener {
    /// Its place in the flow, and its length.
    at: usize,
    length: usize,
    style: Style,
    /// The address of a link in the whole text, nothing for other marks; `None` for a tag that says more than its mark.
    head: Option<(usize, usize)>,
    /// Whether a tag of a block stands behind it.
    holds_block: bool,
}

/// What the mark of a tag says beside its style: the address of `<a href="…">`. `None` where the tag says more.
fn head(
    flow: &Flow,
    style: Style,
    (at, length): (usize, usize),
    name: &str,
) -> Option<(usize, usize)> {
    let attributes = &flow.bytes[at + 1 + name.len()..at + length - 1];
    if style != Style::Link {
        let is_bare = attributes.trim_ascii().is_empty();
        return is_bare.then(|| (flow.place(at), flow.place(at)));
    }
    let blanks = attributes.len() - attributes.trim_ascii_start().len();
    let key = attributes.get(blanks..blanks + 6)?;
    if blanks == 0 || !key.eq_ignore_ascii_case(b"href=\"") {
        return None;
    }
    let start = blanks + 6;
    let end = start + memchr::memchr(b'"', &attributes[start..])?;
    let is_alone = attributes[end + 1..].trim_ascii().is_empty();
    let from = at + 1 + name.len();
    (is_alone && end > start).then(|| (flow.place(from + start), flow.place_behind(from + end)))
}

/// How many marks are open at most; the tag of a deeper one passes as it is.
const MOST_OPEN: usize = 16;

fn style(name: &str) -> Option<Style> {
    match name {
        "b" | "strong" => Some(Style::Bold),
        "i" | "em" => Some(Style::Italic),
        "s" | "del" | "strike" => Some(Style::Strike),
        "u" => Some(Style::Underline),
        "code" | "tt" => Some(Style::Monospace),
        "a" => Some(Style::Link),
        _ => None,
    }
}

/// A tag.
struct Tag {
    /// In bytes.
    length: usize,
    /// In small letters.
    name: String,
    /// Whether it is a closing one.
    closes: bool,
}

/// The tag at `at`.
fn tag(flow: &Flow, at: usize) -> Option<Tag> {
    let rest = &flow.bytes[at + 1..(at + LONGEST_TAG).min(flow.len())];
    let closes = rest.first() == Some(&b'/');
    let name: Vec<u8> = rest[usize::from(closes)..]
        .iter()
        .take(20)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .map(u8::to_ascii_lowercase)
        .collect();
    if !name.first()?.is_ascii_alphabetic() {
        return None;
    }
    let length = tag_end(rest)? + 2;
    let fits = flow.is_free(at, at + length);
    fits.then(|| Tag {
        length,
        name: String::from_utf8_lossy(&name).into_owned(),
        closes,
    })
}

/// Where the `>` is that ends a tag: not one in quotes, and none behind another `<`.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, &byte) in rest.iter().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Some(at),
            (b'<', None) => return None,
            (b'"' | b'\'', None) if at > 0 && rest[at - 1] == b'=' => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the closing tag of an element ends.
fn end_of(bytes: &[u8], name: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&bytes[at..], b"</") {
        at += length + 2;
        let is_name = |written: &[u8]| written.eq_ignore_ascii_case(name.as_bytes());
        if bytes.get(at..at + name.len()).is_some_and(is_name) {
            let end = memchr::memchr(b'>', &bytes[at..])?;
            return Some(at + end + 1);
        }
    }
    None
}
