//! A page that is Markdown already: only wiki links, calls of plugins and marks of headings are rewritten.

use super::build::Placed;
use super::read::Reader;
use crate::wiki::token::Token;
use crate::wiki::tree::{Kind, Span};

/// Reads the text from `start` on as Markdown: as text, links and calls.
pub fn page(reader: &mut Reader<'_>, start: usize) -> Vec<Placed> {
    let end = reader.text.len();
    let span = |from: usize, to: usize| Span::new(from as u32, to as u32);
    let mut tokens = vec![(Token::Open(Kind::MarkdownPage), span(0, start))];
    let text = reader.text;
    let mut free = start;
    let scanned = super::scan::scan(text, start, end);
    let mut atoms = scanned.atoms.into_iter().peekable();
    let mut at = start;
    while at < end {
        while atoms.next_if(|atom| atom.start < at).is_some() {}
        if let Some(atom) = atoms.next_if(|atom| atom.start == at) {
            if let super::scan::What::Call { .. } = atom.what {
                if free < at {
                    tokens.push((Token::Text, span(free, at)));
                }
                tokens.extend(reader.call(atom).1);
                free = atom.end;
            }
            at = atom.end;
            continue;
        }
        let link = text[at..]
            .starts_with("((")
            .then(|| text[at..].split_once("))"));
        if let Some(Some((inside, _))) = link
            && !inside.contains('\n')
        {
            let close = at + inside.len();
            if free < at {
                tokens.push((Token::Text, span(free, at)));
            }
            let bar = inside
                .find('|')
                .filter(|bar| !inside[bar + 1..].trim().is_empty());
            match bar {
                Some(bar) => {
                    tokens.push((Token::Open(Kind::AliasedLocalLink), span(at, at + 2)));
                    tokens.push((Token::Url, span(at + 2, at + bar)));
                    tokens.push((Token::Bar, span(at + bar, at + bar + 1)));
                    tokens.push((Token::Text, span(at + bar + 1, close)));
                    tokens.push((Token::Close(Kind::AliasedLocalLink), span(close, close + 2)));
                }
                None => {
                    let inner = (at + 2, close);
                    tokens.extend(super::read::leaf_tokens(
                        Kind::LocalLink,
                        at,
                        inner,
                        close + 2,
                    ));
                }
            }
            at = close + 2;
            free = at;
            continue;
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    if free < end {
        tokens.push((Token::Text, span(free, end)));
    }
    tokens.push((Token::Close(Kind::MarkdownPage), span(end, end)));
    tokens
}
