//! What a browser shows of raw HTML: text, and what is hidden in tags, comments, scripts and styles.
//!
//! `a <b>c</b><!-- d -->` is the text `a `, a tag, the text `c`, a tag, and a comment.

use std::ops::Range;

/// What a stretch of raw HTML is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// Text that is shown.
    Text,
    /// A tag.
    Tag,
    /// A comment, or the content of a script or a style.
    Hidden,
}

/// Reads raw HTML, stretch by stretch.
#[derive(Debug, Default)]
pub struct Tokenizer {
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// In a tag, maybe in a value that this quote ends.
    Tag {
        quote: Option<u8>,
        after_equals: bool,
        raw: Option<&'static str>,
    },
    /// In a comment that `-->` ends.
    Comment,
    /// In something else that `>` ends, such as a declaration.
    Bogus,
    /// In an element whose content is no HTML.
    Raw(&'static str),
}

/// Elements whose content is not shown, or is no HTML.
const RAW: [&str; 5] = ["script", "style", "textarea", "title", "xmp"];

impl Tokenizer {
    /// Whether what follows is hidden, whatever it is.
    pub fn hides(&self) -> bool {
        matches!(self.state, State::Comment | State::Raw(_))
    }

    /// The next block begins: its own tag ends one that is open.
    pub fn block_ends(&mut self) {
        if matches!(self.state, State::Tag { .. } | State::Bogus) {
            self.state = State::Text;
        }
    }

    /// Reads `text`, and hands on its stretches.
    pub fn read(&mut self, text: &str, mut emit: impl FnMut(Range<usize>, Is)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let rest = &bytes[at..];
            let is = match self.state {
                State::Text => {
                    let opens = memchr::memchr_iter(b'<', rest)
                        .map(|open| at + open)
                        .find_map(|open| Some((open, opened(&bytes[open..])?)));
                    let Some((open, state)) = opens else {
                        emit(start..bytes.len(), Is::Text);
                        return;
                    };
                    if open > start {
                        emit(start..open, Is::Text);
                    }
                    self.state = state;
                    at = open;
                    // What opens it belongs to it.
                    let marker = match state {
                        State::Comment => 4,
                        _ => 1,
                    };
                    let from = (open + marker).min(bytes.len());
                    self.go_on(bytes, open, from, &mut at).map(|is| (open, is))
                }
                _ => self
                    .go_on(bytes, start, start, &mut at)
                    .map(|is| (start, is)),
            };
            if let Some((from, is)) = is {
                emit(from..at, is);
            }
        }
    }

    /// Reads on from `from` in a state that is not text; sets where that ends, and what it is.
    fn go_on(&mut self, bytes: &[u8], start: usize, from: usize, at: &mut usize) -> Option<Is> {
        let rest = &bytes[from..];
        match &mut self.state {
            State::Text => None,
            State::Comment => {
                // `<!-->` is a whole comment.
                let found = memchr::memmem::find(rest, b"-->").map(|end| end + 3);
                let short = start != from && rest.first() == Some(&b'>');
                let end = if short { Some(1) } else { found };
                self.ends(end, rest.len(), from, at);
                Some(Is::Hidden)
            }
            State::Bogus => {
                let end = memchr::memchr(b'>', rest).map(|end| end + 1);
                self.ends(end, rest.len(), from, at);
                Some(Is::Tag)
            }
            State::Raw(name) => {
                let name = *name;
                let closes = memchr::memmem::find_iter(rest, b"</").find(|&close| {
                    let behind = &rest[close + 2..];
                    behind
                        .get(..name.len())
                        .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                });
                self.ends(closes, rest.len(), from, at);
                Some(Is::Hidden)
            }
            State::Tag {
                quote,
                after_equals,
                raw,
            } => {
                for (i, &byte) in rest.iter().enumerate() {
                    match (*quote, byte) {
                        (Some(open), _) if open == byte => *quote = None,
                        (Some(_), _) => {}
                        (None, b'>') => {
                            *at = from + i + 1;
                            self.state = raw.map_or(State::Text, State::Raw);
                            return Some(Is::Tag);
                        }
                        (None, b'"' | b'\'') if *after_equals => {
                            *quote = Some(byte);
                            *after_equals = false;
                        }
                        (None, b'=') => *after_equals = true,
                        (None, b' ' | b'\n' | b'\t') => {}
                        (None, _) => *after_equals = false,
                    }
                }
                *at = bytes.len();
                Some(Is::Tag)
            }
        }
    }

    fn ends(&mut self, end: Option<usize>, whole: usize, from: usize, at: &mut usize) {
        if end.is_some() {
            self.state = State::Text;
        }
        *at = from + end.unwrap_or(whole);
    }
}

/// What opens at a `<`; `None` where it is text.
fn opened(rest: &[u8]) -> Option<State> {
    if rest.starts_with(b"<!--") {
        return Some(State::Comment);
    }
    let second = rest.get(1)?;
    let name = match second {
        b'!' | b'?' => return Some(State::Bogus),
        b'/' if rest.get(2).is_some_and(u8::is_ascii_alphabetic) => None,
        letter if letter.is_ascii_alphabetic() => RAW.into_iter().find(|name| {
            let found = rest.get(1..=name.len()).unwrap_or_default();
            let behind = rest.get(name.len() + 1);
            found.eq_ignore_ascii_case(name.as_bytes())
                && !behind.is_some_and(u8::is_ascii_alphanumeric)
        }),
        _ => return None,
    };
    Some(State::Tag {
        quote: None,
        after_equals: false,
        raw: name,
    })
}

/// The elements that people write in wiki text, sorted.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "address", "article", "aside", "audio", "b", "big", "blockquote", "body", "br", "button", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "div", "dl", "dt", "em", "embed", "fieldset",
    "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html",
    "i", "iframe", "img", "input", "ins", "kbd", "label", "legend", "li", "link", "mark", "meta", "nav", "object", "ol",
    "option", "p", "param", "pre", "q", "s", "samp", "script", "section", "select", "small", "source", "span", "strike",
    "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "textarea", "tfoot", "th", "thead",
    "title", "tr", "tt", "u", "ul", "var", "video",
];

/// Attributes that stand without a value.
const FLAGS: [&str; 10] = [
    "allowfullscreen",
    "autoplay",
    "checked",
    "controls",
    "disabled",
    "hidden",
    "loop",
    "muted",
    "nowrap",
    "open",
];

/// Whether a tag in wiki text was meant as one: an element that HTML knows, with nothing but attributes behind its name.
///
/// `<sup>` and `<font size=2>` are meant; `<b and c>` is a text with two signs in it.
#[must_use]
pub fn is_meant(tag: &str) -> bool {
    let inside = tag.strip_prefix('<').unwrap_or(tag);
    let Some(inside) = inside.strip_suffix('>') else {
        return false;
    };
    let inside = inside.strip_prefix('/').unwrap_or(inside).trim();
    let inside = inside.strip_suffix('/').unwrap_or(inside);
    let length = inside.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, attributes) = inside.split_at(length);
    let name = name.to_ascii_lowercase();
    let known = ELEMENTS.contains(&&*name);
    known && are_attributes(attributes)
}

fn are_attributes(text: &str) -> bool {
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')))
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(length);
        if name.is_empty() {
            return false;
        }
        let Some(value) = behind.trim_start().strip_prefix('=') else {
            if !FLAGS.contains(&&*name.to_ascii_lowercase()) {
                return false;
            }
            rest = behind.trim_start();
            continue;
        };
        let value = value.trim_start();
        let end = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => match value[1..].find(quote) {
                Some(end) => end + 2,
                None => return false,
            },
            _ => value.find(char::is_whitespace).unwrap_or(value.len()),
        };
        rest = value[end..].trim_start();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> Vec<(String, Is)> {
        let mut tokenizer = Tokenizer::default();
        let mut list = Vec::new();
        for piece in pieces {
            tokenizer.read(piece, |at, is| list.push((piece[at].to_owned(), is)));
        }
        list
    }

    #[test]
    fn what_is_shown_is_told_from_what_is_hidden() {
        let said = |pieces: &[&str]| -> Vec<String> {
            let list = read(pieces).into_iter();
            list.filter(|(_, is)| *is == Is::Text)
                .map(|(text, _)| text)
                .collect()
        };
        assert_eq!(said(&["a <b>c</b><!-- d -->e"]), ["a ", "c", "e"]);
        assert_eq!(said(&["<a title=\"1 > 0\">b</a>"]), ["b"]);
        assert_eq!(said(&["1 < 2 <> 3"]), ["1 < 2 <> 3"]);
        assert_eq!(said(&["<script>a < b</script>c"]), ["c"]);
        assert_eq!(said(&["<!-- a", "b", "c --> d"]), [" d"]);
        assert_eq!(said(&["<!-->a"]), ["a"]);
        assert_eq!(said(&["<b", "a", ">c"]), ["c"]);
        assert_eq!(said(&["<!DOCTYPE html>a"]), ["a"]);
    }

    #[test]
    fn tags_are_told_from_texts_with_signs() {
        for tag in [
            "<sup>",
            "</sup>",
            "<br/>",
            "<br />",
            "<font size=2 color='red'>",
            "<A HREF=\"x y\">",
            "<video controls>",
        ] {
            assert!(is_meant(tag), "{tag}");
        }
        for text in [
            "<b and c>",
            "<x>",
            "<p",
            "<p =0.05>",
            "<a href=\"b>",
            "<t 3>",
        ] {
            assert!(!is_meant(text), "{text}");
        }
    }
}
