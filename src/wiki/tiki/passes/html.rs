//! Tags of a page that is HTML: those that Markdown has a mark for are pairs of marks, the others pass as they are.
//!
//! ```text
//! <b>a</b> <big>b</big>      bold(a), and two tags as they are
//! ```

use super::super::flow::{Does, Flow, Style};

/// The longest tag, in bytes.
const LONGEST_TAG: usize = 4_000;

/// Finds the tags and the comments.
pub fn tags(flow: &mut Flow) {
    // The openers of marks that are not closed yet: place, length, style.
    let mut open: Vec<(usize, usize, Style)> = Vec::new();
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
            Some(style) if closes => match open.iter().rposition(|opener| opener.2 == style) {
                Some(opener) => {
                    let (start, opener_length, _) = open[opener];
                    for (start, length, _) in open.drain(opener..).skip(1) {
                        flow.mark(start, length, Does::Character);
                    }
                    flow.pair(style, (start, start + opener_length), (at, at + length));
                }
                None => flow.mark(at, length, Does::Character),
            },
            Some(style) if open.len() < MOST_OPEN => open.push((at, length, style)),
            _ => flow.mark(at, length, Does::Character),
        }
        at += length;
    }
    for (start, length, _) in open {
        flow.mark(start, length, Does::Character);
    }
}

/// How many marks are open at most; the tag of a deeper one passes as it is.
const MOST_OPEN: usize = 16;

fn style(name: &str) -> Option<Style> {
    match name {
        "b" | "strong" => Some(Style::Bold),
        "i" | "em" => Some(Style::Italic),
        "s" | "del" | "strike" => Some(Style::Strike),
        "u" => Some(Style::Underline),
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
