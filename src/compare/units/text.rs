//! Running text cut into words, signs, blanks and line ends; and what of a construct its readers see.

use std::ops::Range;

use super::Role;

/// Cuts the bytes `range` of a text, and hands each piece to `take` with what it is.
pub fn cut(text: &str, range: Range<usize>, mut take: impl FnMut(Range<usize>, Role)) {
    let mut start = range.start;
    let piece = &text[range.clone()];
    let mut chars = piece.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let role = role_of(c);
        while let Some(&(_, next)) = chars.peek() {
            let goes_on = match role {
                Role::Word => role_of(next) == Role::Word,
                Role::Blank | Role::Break => next.is_whitespace(),
                Role::Sign | Role::Mark => false,
            };
            if !goes_on {
                break;
            }
            chars.next();
        }
        let end = range.start + chars.peek().map_or(piece.len(), |&(at, _)| at);
        start = range.start + at;
        match role {
            Role::Blank | Role::Break => {
                // Blanks at the start of a line are indentation, and no part of the line end.
                let behind = text[start..end]
                    .rfind('\n')
                    .map_or(start, |newline| start + newline + 1);
                if behind > start {
                    take(start..behind, Role::Break);
                }
                if end > behind {
                    take(behind..end, Role::Blank);
                }
            }
            role => take(start..end, role),
        }
        start = end;
    }
    debug_assert!(start == range.end || range.is_empty());
}

fn role_of(c: char) -> Role {
    match c {
        '\n' => Role::Break,
        c if c.is_whitespace() => Role::Blank,
        c if c.is_alphanumeric() => Role::Word,
        _ => Role::Sign,
    }
}

/// The label of a link in Markdown or HTML, as it is written; all of it where it has none.
#[must_use]
pub fn label(link: &str) -> &str {
    link.get(label_range(link)).unwrap_or(link)
}

/// Where the label of a link is, in bytes.
#[must_use]
pub fn label_range(link: &str) -> Range<usize> {
    if link.starts_with('<') {
        let start = link.find('>').map_or(0, |at| at + 1);
        return start..link.rfind("</").unwrap_or(link.len()).max(start);
    }
    let end = link.rfind("](").unwrap_or(link.len());
    match link.get(1..end) {
        Some(_) => 1..end,
        None => 0..link.len(),
    }
}

/// The words that readers see in a text that may hold tags and links, in order.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut in_tag = false;
    text.split(move |c: char| {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        in_tag || !c.is_alphanumeric()
    })
    .filter(|word| !word.is_empty())
}

/// The same words, with a blank between two of them.
pub fn shown(text: &str) -> String {
    words(text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_what_a_link_shows() {
        for (link, expected) in [
            ("[a b](/c)", "a b"),
            ("[a](b](c)", "a](b"),
            ("<a href=\"/x\">a <b>c</b></a>", "a <b>c</b>"),
            ("<https://x.org>", ""),
            ("[", ""),
        ] {
            assert_eq!(label(link), expected, "{link}");
        }
        assert_eq!(shown("a <i class=\"x\">b</i>-c"), "a b c");
    }
}
