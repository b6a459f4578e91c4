//! Variables of the wiki, whose values the settings name; and what looks like a shortcode of Hugo, and is none.

use std::borrow::Cow;

use super::Writer;
use super::inline::Pieces;
use crate::config::Profile;

impl Writer<'_> {
    /// A text in which `%name%` and `{{name}}` are their values; names without a value stay.
    pub(super) fn filled<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let text = filled(text, "%", "%", &self.settings.dynvar);
        match text {
            Cow::Borrowed(text) => filled(text, "{{", "}}", &self.settings.argvar),
            Cow::Owned(text) => {
                Cow::Owned(filled(&text, "{{", "}}", &self.settings.argvar).into_owned())
            }
        }
    }

    /// A text that Hugo shows as it is, where it has what looks like a shortcode.
    pub(super) fn without_shortcodes<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.settings.profile != Profile::Hugo || !has_shortcode(text) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 16);
        for part in (Shortcodes { text }) {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Code(open, inside, close) => {
                    out.extend([open, "/*", inside, "*/", close]);
                }
                Part::Opener(rest) => out.extend(["&#123;", rest]),
            }
        }
        Cow::Owned(out)
    }

    /// Text in a line; what looks like a shortcode becomes the comment that Hugo shows as one.
    pub(super) fn text_for_profile(&self, text: &str, place: u32, pieces: &mut Pieces) {
        if self.settings.profile != Profile::Hugo || !has_shortcode(text) {
            pieces.text(text, place);
            return;
        }
        let from = |part: &str| place + (part.as_ptr() as usize - text.as_ptr() as usize) as u32;
        for part in (Shortcodes { text }) {
            match part {
                Part::Text(part) => pieces.text(part, from(part)),
                Part::Code(open, inside, close) => {
                    pieces.raw([open, "/*"].concat(), from(open));
                    pieces.text(inside, from(inside));
                    pieces.raw(["*/", close].concat(), from(close));
                }
                Part::Opener(rest) => {
                    pieces.raw("&#123;", from(rest));
                    pieces.text(rest, from(rest));
                }
            }
        }
    }
}

fn has_shortcode(text: &str) -> bool {
    text.contains("{{<") || text.contains("{{%")
}

/// A text in which the names between two marks are their values.
fn filled<'a>(text: &'a str, open: &str, close: &str, values: &[(String, String)]) -> Cow<'a, str> {
    if values.is_empty() || !text.contains(open) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let inside = &rest[open.len()..];
        let line = inside.lines().next().unwrap_or_default();
        let name = line
            .char_indices()
            .take(200)
            .find(|(at, _)| line[*at..].starts_with(close))
            .map(|(end, _)| &line[..end]);
        let value = name.and_then(|name| {
            let plain = name.split('|').next().unwrap_or_default().trim();
            let found = values.iter().find(|(known, _)| known == plain);
            found.map(|(_, value)| (name, value))
        });
        match value {
            Some((name, value)) => {
                out.push_str(value);
                rest = &inside[name.len() + close.len()..];
            }
            None => {
                out.push_str(open);
                rest = inside;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A piece of a text for Hugo.
enum Part<'a> {
    Text(&'a str),
    /// `{{<`, what is in it, `>}}`
    Code(&'a str, &'a str, &'a str),
    /// `{<` behind a first brace, where nothing closes it.
    Opener(&'a str),
}

/// The pieces of a text, in order.
struct Shortcodes<'a> {
    text: &'a str,
}

impl<'a> Iterator for Shortcodes<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        if self.text.is_empty() {
            return None;
        }
        let next = ["{{<", "{{%"]
            .into_iter()
            .filter_map(|open| self.text.find(open))
            .min();
        let Some(at) = next else {
            return Some(Part::Text(std::mem::take(&mut self.text)));
        };
        if at > 0 {
            let (text, rest) = self.text.split_at(at);
            self.text = rest;
            return Some(Part::Text(text));
        }
        let close = if self.text.starts_with("{{<") {
            ">}}"
        } else {
            "%}}"
        };
        let (open, rest) = self.text.split_at(3);
        match rest.find(close) {
            Some(end) => {
                let (inside, rest) = rest.split_at(end);
                let (close, rest) = rest.split_at(3);
                self.text = rest;
                Some(Part::Code(open, inside, close))
            }
            None => {
                // Nothing closes what comes behind it either.
                let rest = &self.text[1..];
                let length = rest[2..].find("{{").map_or(rest.len(), |at| at + 2);
                let (part, rest) = rest.split_at(length);
                self.text = rest;
                Some(Part::Opener(part))
            }
        }
    }
}
