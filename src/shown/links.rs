//! The links of a Markdown text, and the places in it that links can lead to.
//!
//! ```text
//! # Dose            a place, `dose`
//! [a](/posts/zinc)  a link to /posts/zinc
//! <a href="/b">     a link to /b
//! ```

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::html::{Is, Tokenizer};
use super::seen::options;
use crate::hugo::address::is_letter_or_digit;
use crate::page::escape::unescape;

/// What a text leads to, and where it can be led to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The links, in the order of the text.
    pub links: Vec<Link>,
    /// The names of its headings and of tags with an `id` or `name`.
    pub anchors: HashSet<String>,
}

/// A link, or an image.
#[derive(Debug, PartialEq, Eq)]
pub struct Link {
    /// The bytes of the whole link; of HTML those of its tag.
    pub at: Range<usize>,
    /// Where it leads, as it is written, but for escapes.
    pub to: String,
    /// How it is written.
    pub form: Form,
}

/// How a link is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As a link of Markdown.
    Link,
    /// As an image of Markdown.
    Image,
    /// As a tag of HTML.
    Tag,
}

impl Links {
    /// Reads a Markdown text.
    ///
    /// Takes time linear in it.
    #[must_use]
    pub fn of(markdown: &str) -> Self {
        let mut found = Self::default();
        let mut html = Tokenizer::default();
        let mut names = Names::default();
        let mut heading: Option<Heading> = None;
        // Within a link that shows its address, no text counts for the name of a heading.
        let mut bare = false;
        // The number of each footnote, and how often it was referred to.
        let mut footnotes = HashMap::new();
        // A tag of a block of HTML that its line does not end.
        let mut open: Option<(Range<usize>, String)> = None;
        for (event, at) in Parser::new_ext(markdown, options()).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { id, .. }) => {
                    heading = Some(Heading {
                        id: id.map(|id| id.to_string()),
                        text: String::new(),
                    });
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some(heading) = heading.take() {
                        found.anchors.extend(names.name(heading));
                    }
                }
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    ..
                }) => {
                    bare = matches!(link_type, LinkType::Autolink | LinkType::Email);
                    found.link(at, &dest_url, Form::Link, html.hides());
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    found.link(at, &dest_url, Form::Image, html.hides());
                }
                Event::End(TagEnd::Link) => bare = false,
                Event::Text(text) => {
                    if let Some(heading) = heading.as_mut().filter(|_| !bare) {
                        heading.typeset(&text);
                    }
                }
                Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.text.push_str(&text);
                    }
                }
                // The name is that of the last line.
                Event::SoftBreak | Event::HardBreak => {
                    if let Some(heading) = &mut heading {
                        heading.text.clear();
                    }
                }
                Event::FootnoteReference(name) => {
                    let next = footnotes.len() + 1;
                    let (number, count) = footnotes.entry(name).or_insert((next, 0));
                    found.anchors.insert(format!("fn:{number}"));
                    found.anchors.insert(match *count {
                        0 => format!("fnref:{number}"),
                        count => format!("fnref{count}:{number}"),
                    });
                    *count += 1;
                }
                Event::Html(_) | Event::InlineHtml(_) => {
                    let start = at.start;
                    let text = &markdown[at];
                    html.read(text, |tag, is| {
                        if is != Is::Tag {
                            return;
                        }
                        let end = start + tag.end;
                        let (at, whole) = match open.take() {
                            Some((at, text_before)) => (at.start..end, text_before + &text[tag]),
                            None => (start + tag.start..end, text[tag].to_owned()),
                        };
                        if whole.ends_with('>') {
                            found.tag(at, &whole);
                        } else {
                            open = Some((at, whole));
                        }
                    });
                }
                Event::End(TagEnd::HtmlBlock) => {
                    html.block_ends();
                    open = None;
                }
                _ => {}
            }
        }
        found
    }

    fn link(&mut self, at: Range<usize>, to: &str, form: Form, is_hidden: bool) {
        if !is_hidden {
            let to = to.to_owned();
            self.links.push(Link { at, to, form });
        }
    }

    /// Takes what a tag leads to, and its name.
    fn tag(&mut self, at: Range<usize>, tag: &str) {
        let name = tag.trim_start_matches('<');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let leads = match name.unwrap_or_default().to_ascii_lowercase().as_str() {
            "a" | "area" => "href",
            "img" | "video" | "audio" | "source" | "iframe" | "embed" => "src",
            _ => "",
        };
        for (key, value) in attributes(tag) {
            if key.eq_ignore_ascii_case("id") || key.eq_ignore_ascii_case("name") {
                self.anchors.insert(unescape(value).into_owned());
            } else if !leads.is_empty() && key.eq_ignore_ascii_case(leads) {
                self.links.push(Link {
                    at: at.clone(),
                    to: unescape(value).into_owned(),
                    form: Form::Tag,
                });
            }
        }
    }
}

/// The attributes of a tag that have a value.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let inside = tag.strip_prefix('<').unwrap_or(tag);
    let inside = inside.strip_suffix('>').unwrap_or(inside);
    let length = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let mut rest = &inside[length..];
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let length = rest
                .find(|c: char| c.is_whitespace() || c == '=')
                .unwrap_or(rest.len());
            let (key, behind) = rest.split_at(length);
            let Some(value) = behind.trim_start().strip_prefix('=') else {
                rest = behind;
                continue;
            };
            let value = value.trim_start();
            let (value, behind) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    value[1..].split_once(quote).unwrap_or((&value[1..], ""))
                }
                _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            rest = behind;
            return Some((key, value));
        }
    })
}

/// A heading that is being read.
struct Heading {
    id: Option<String>,
    text: String,
}

impl Heading {
    /// Adds a text as Hugo typesets it: two and three dashes become one of another kind.
    fn typeset(&mut self, text: &str) {
        if text.contains("--") {
            self.text
                .push_str(&text.replace("---", "—").replace("--", "–"));
        } else {
            self.text.push_str(text);
        }
    }
}

/// The names of headings so far.
#[derive(Default)]
struct Names {
    taken: HashSet<String>,
    /// The number that was tried last for a name.
    last: HashMap<String, usize>,
}

impl Names {
    /// The name that Hugo gives a heading; `None` where it has no text.
    fn name(&mut self, heading: Heading) -> Option<String> {
        if let Some(id) = heading.id {
            self.taken.insert(id.clone());
            return Some(id);
        }
        let text = heading.text.trim();
        let mut name = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '-' | ' ' => name.push('-'),
                '_' => name.push('_'),
                c if is_letter_or_digit(c) => name.extend(c.to_lowercase()),
                _ => {}
            }
        }
        if name.is_empty() {
            return None;
        }
        if self.taken.insert(name.clone()) {
            return Some(name);
        }
        let last = self.last.entry(name.clone()).or_default();
        loop {
            *last += 1;
            let numbered = format!("{name}-{last}");
            if self.taken.insert(numbered.clone()) {
                return Some(numbered);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_images_are_found_with_their_places() {
        let text = "a [b](/c \"d\") ![e](f.png) <https://g.example> [h][i] `[no](/x)`\n\n[i]: /j\n\n\
            <a href='/k?a=1&amp;b=2' class=x>l</a> <IMG SRC=/m.png>\n\n<!-- <a href=\"/no\"> -->\n\n\
            <p>\n<a\nhref=/n\nid=o>p</a>\n";
        let found = Links::of(text);
        let links: Vec<(&str, &str)> = found
            .links
            .iter()
            .map(|link| (&text[link.at.clone()], &*link.to))
            .collect();
        assert_eq!(
            links,
            [
                ("[b](/c \"d\")", "/c"),
                ("![e](f.png)", "f.png"),
                ("<https://g.example>", "https://g.example"),
                ("[h][i]", "/j"),
                ("<a href='/k?a=1&amp;b=2' class=x>", "/k?a=1&b=2"),
                ("<IMG SRC=/m.png>", "/m.png"),
                ("<a\nhref=/n\nid=o>", "/n"),
            ]
        );
        assert_eq!(found.anchors.into_iter().collect::<Vec<_>>(), ["o"]);
    }

    #[test]
    fn footnotes_go_by_number() {
        let mut found: Vec<String> = Links::of("a[^x] b[^y] c[^x]\n\n[^x]: d\n\n[^y]: e\n")
            .anchors
            .into_iter()
            .collect();
        found.sort();
        assert_eq!(found, ["fn:1", "fn:2", "fnref1:1", "fnref:1", "fnref:2"]);
    }

    #[test]
    fn headings_have_the_names_that_hugo_gives_them() {
        // What Hugo 0.168 made of each.
        for (text, expected) in [
            (
                "# a &eacute; &copy; b -- c --- d ---- e - f",
                "a-é--b--c--d---e---f",
            ),
            ("# It's \"x\" ... y", "its-x--y"),
            ("# a\\_b 5*6*7 ~~st~~", "a_b-567-st"),
            ("Foo\nbar\n===", "bar"),
            (
                "# x ![alt text](/i.png) <http://example.org/a_b>",
                "x-alt-text",
            ),
            ("> # in quote", "in-quote"),
            ("- # in item", "in-item"),
            ("# ½ ² Ⅳ ① _u_", "----u"),
            ("# Head {#own}", "own"),
            (
                "# *em* `code` [link](/x) <b>t</b> &amp; a_b",
                "em-code-link-t--a_b",
            ),
            ("# 日本 1.2.3", "日本-123"),
            ("# A B's & C_d – é", "a-bs--c_d--é"),
        ] {
            let found = Links::of(text).anchors;
            assert!(found.contains(expected), "{text}: {found:?}");
        }
        assert!(Links::of("# ").anchors.is_empty());
        let mut found: Vec<String> = Links::of("# set-1\n# set\n# set\n# set\n\n<p id=own>")
            .anchors
            .into_iter()
            .collect();
        found.sort();
        assert_eq!(found, ["own", "set", "set-1", "set-2", "set-3"]);
    }
}
