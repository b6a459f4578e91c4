//! Tags of a page that is HTML: those that Markdown has a mark for are pairs of marks, the others pass as they are.
//!
//! ```text
//! <b>a</b> <big>b</big>      bold(a), and two tags as they are
//! <a href="b.html">c</a>      link(b.html, c)
//! ```

use super::super::flow::{Does, Flow, Style};

/// The longest tag, in bytes.
const LONGEST_TAG: usize = 4_000;

/// Finds the tags and the comments.
pub fn tags(flow: &mut Flow) {
    // Those that are not closed yet.
    let mut open: Vec<Opener> = Vec::new();
    let mut has_comment_end = true;
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
        let Some((length, name, closes)) = tag(flow, at) else {
            at += 1;
            continue;
        };
        match style(&name) {
            _ if name == "br" => flow.mark(at, length, Does::Break),
            Some(style) if closes => match open.iter().rposition(|opener| opener.style == style) {
                Some(opener) => {
                    for crossed in open.drain(opener + 1..) {
                        flow.mark(crossed.at, crossed.length, Does::Character);
                    }
                    if let Some(Opener {
                        at: start,
                        length: opener_length,
                        head,
                        ..
                    }) = open.pop()
                    {
                        flow.mark(start, opener_length, Does::Open(style, head));
                        flow.mark(at, length, Does::Close(start));
                    }
                }
                None => flow.mark(at, length, Does::Character),
            },
            Some(style) if open.len() < MOST_OPEN => {
                let head = match style {
                    Style::Link => href(flow, at, length),
                    _ => Some((flow.place(at), flow.place(at))),
                };
                match head {
                    Some(head) => open.push(Opener {
                        at,
                        length,
                        style,
                        head,
                    }),
                    None => flow.mark(at, length, Does::Character),
                }
            }
            _ => flow.mark(at, length, Does::Character),
        }
        at += length;
    }
    for Opener { at, length, .. } in open {
        flow.mark(at, length, Does::Character);
    }
}

/// A tag that opens a mark.
struct Opener {
    /// Its place in the flow, and its length.
    at: usize,
    length: usize,
    style: Style,
    /// The address of a link in the whole text; nothing for other marks.
    head: (usize, usize),
}

/// Where the address of a link is in the whole text; `None` for the name of a place, and for a link in no quotes.
fn href(flow: &Flow, at: usize, length: usize) -> Option<(usize, usize)> {
    let tag = &flow.bytes[at..at + length];
    let small = tag.to_ascii_lowercase();
    let has = |name: &[u8]| memchr::memmem::find(&small, name).is_some();
    if has(b" name=") || has(b" id=") {
        return None;
    }
    let start = memchr::memmem::find(&small, b" href=\"")? + 7;
    let end = start + memchr::memchr(b'"', &tag[start..])?;
    (end > start).then(|| (flow.place(at + start), flow.place_behind(at + end)))
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

/// The length of the tag at `at`, its name in lower case, and whether it is a closing one.
fn tag(flow: &Flow, at: usize) -> Option<(usize, String, bool)> {
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
    let end = memchr::memchr2(b'<', b'>', rest)?;
    let length = end + 2;
    let fits = rest[end] == b'>' && flow.is_free(at, at + length);
    fits.then(|| (length, String::from_utf8_lossy(&name).into_owned(), closes))
}
