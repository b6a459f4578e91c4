//! A page that is Markdown already: only wiki links, calls of plugins and marks of headings are rewritten.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::build::Placed;
use super::read::{Reader, leaf_tokens};
use super::scan::{What, scan};
use crate::wiki::token::Token;
use crate::wiki::tree::{Kind, Span};

fn span(from: usize, to: usize) -> Span {
    Span::new(from as u32, to as u32)
}

/// Reads the text from `start` on as Markdown: as text, links and calls.
pub fn page(reader: &mut Reader<'_>, start: usize) -> Vec<Placed> {
    let text = reader.text;
    let end = text.len();
    let mut tokens = vec![(Token::Open(Kind::MarkdownPage), span(0, start))];
    let mut atoms = scan(text, start, end).atoms.into_iter().peekable();
    let mut verbatim = verbatim(text, start).into_iter().peekable();
    // Where text begins that is no token yet.
    let mut free = start;
    let mut at = start;
    // Up to here nothing closes a link to a page.
    let mut unclosed = start;
    while at < end {
        while atoms.next_if(|atom| atom.start < at).is_some() {}
        let made = match atoms.next_if(|atom| atom.start == at) {
            Some(atom) if matches!(atom.what, What::Call { .. }) => {
                Some((reader.call(atom).1, atom.end))
            }
            Some(atom) => {
                at = atom.end;
                continue;
            }
            None => {
                while verbatim.next_if(|code| code.end <= at).is_some() {}
                if let Some(code) = verbatim.next_if(|code| code.start <= at) {
                    at = code.end;
                    continue;
                }
                link(text, at, &mut unclosed)
            }
        };
        let Some((made, behind)) = made else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if free < at {
            tokens.push((Token::Text, span(free, at)));
        }
        tokens.extend(made);
        at = behind;
        free = behind;
    }
    if free < end {
        tokens.push((Token::Text, span(free, end)));
    }
    tokens.push((Token::Close(Kind::MarkdownPage), span(end, end)));
    tokens
}

/// Where code and comments are in a Markdown text from `start` on.
fn verbatim(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut list: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new(&text[start..]).into_offset_iter() {
        let range = start + range.start..start + range.end;
        let is_verbatim = match event {
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => true,
            Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => {
                text[range.clone()].starts_with("<!--")
            }
            _ => false,
        };
        if is_verbatim {
            list.push(range);
        }
    }
    list
}

/// `((page))`, `((page|text))` or `[url|text]` at `at`, and where it ends.
fn link(text: &str, at: usize, unclosed: &mut usize) -> Option<(Vec<Placed>, usize)> {
    let rest = &text[at..];
    let (kind, opener, closer) = if rest.starts_with("((") {
        (Kind::AliasedLocalLink, "((", "))")
    } else if rest.starts_with('[') {
        (Kind::Link, "[", "]")
    } else {
        return None;
    };
    if kind == Kind::AliasedLocalLink && at < *unclosed {
        return None;
    }
    let Some(length) = closer_in_line(&rest[opener.len()..], opener, closer) else {
        if kind == Kind::AliasedLocalLink {
            *unclosed = at + memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        }
        return None;
    };
    let inner = (at + opener.len(), at + opener.len() + length);
    let behind = inner.1 + closer.len();
    let inside = &text[inner.0..inner.1];
    let mut bars = inside.match_indices('|').map(|(bar, _)| inner.0 + bar);
    let bar = bars.next();
    // `((page|#anchor|text))`
    let has_anchor = |bar: usize| kind != Kind::Link && text[bar + 1..].starts_with('#');
    let bar = bar.and_then(|bar| {
        if has_anchor(bar) {
            bars.next()
        } else {
            Some(bar)
        }
    });
    let bar = bar.filter(|&bar| !text[bar + 1..inner.1].trim().is_empty());
    if kind == Kind::Link {
        let is_markdown = text[behind..].starts_with(['(', '[', ':']);
        let url = bar.map_or("", |bar| text[inner.0..bar].trim());
        if is_markdown || url.is_empty() || url.contains(char::is_whitespace) {
            return None;
        }
    }
    let tokens = match bar {
        Some(bar) => vec![
            (Token::Open(kind), span(at, inner.0)),
            (Token::Url, span(inner.0, bar)),
            (Token::Bar, span(bar, bar + 1)),
            (Token::Text, span(bar + 1, inner.1)),
            (Token::Close(kind), span(inner.1, behind)),
        ],
        None => leaf_tokens(Kind::LocalLink, at, inner, behind).into(),
    };
    Some((tokens, behind))
}

/// Where a closer is on the first line of a text; none where another bracket opens in front of it.
fn closer_in_line(text: &str, opener: &str, closer: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr3(closer.as_bytes()[0], b'[', b'\n', &bytes[at..])?;
        match bytes[at] {
            b'\n' => return None,
            b'[' if opener == "[" => return None,
            _ if bytes[at..].starts_with(closer.as_bytes()) => return Some(at),
            _ => at += 1,
        }
    }
}
