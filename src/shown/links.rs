//! The links of a Markdown text, and the places in it that links can lead to.
//!
//! ```text
//! # Dose            a place, `dose`
//! [a](/posts/zinc)  a link to /posts/zinc
//! <a href="/b">     a link to /b
//! ```

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag, TagEnd};

use super::html::{Is, Tokenizer};
use super::seen::options;
use crate::hugo::address::is_letter_or_digit;
use crate::page::escape::unescape;

mod marks;

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

/// What is asked of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Its links.
    Links,
    /// Its links, and the names that links can lead to.
    LinksAndNames,
}

impl Links {
    /// Reads what is `wanted` of a Markdown text; one that can hold none of it is not parsed.
    ///
    /// Takes time linear in it.
    #[must_use]
    pub fn of(markdown: &str, wanted: Wanted) -> Self {
        match wanted.may_be_in(markdown) {
            true => Self::parsed(markdown, wanted),
            false => Self::default(),
        }
    }

    fn parsed(markdown: &str, wanted: Wanted) -> Self {
        let mut reader = Reader::new(markdown, wanted);
        for (event, at) in Parser::new_ext(markdown, options()).into_offset_iter() {
            reader.take(&event, &at);
        }
        reader.found
    }

    /// Takes of a tag what it leads to, and its name.
    fn tag(&mut self, at: Range<usize>, tag: &str, wanted: Wanted) {
        let leads = leads_by(tag.trim_start_matches('<').as_bytes());
        for (key, value) in attributes(tag) {
            if key.eq_ignore_ascii_case("id") || key.eq_ignore_ascii_case("name") {
                if wanted == Wanted::LinksAndNames {
                    self.anchors.insert(unescape(value).into_owned());
                }
            } else if leads.is_some_and(|leads| key.eq_ignore_ascii_case(leads)) {
                self.links.push(Link {
                    at: at.clone(),
                    to: unescape(value).into_owned(),
                    form: Form::Tag,
                });
            }
        }
    }
}

/// Reads the links of a text out of what a parser makes of it.
pub struct Reader<'m> {
    markdown: &'m str,
    wanted: Wanted,
    /// What has been read.
    pub found: Links,
    html: Tokenizer,
    names: Names,
    heading: Option<Heading>,
    /// Within a link that shows its address, no text counts for the name of a heading.
    is_bare: bool,
    /// The number of each footnote, and how often it was referred to.
    footnotes: HashMap<CowStr<'m>, (usize, usize)>,
    /// A tag of a block of HTML that its line does not end.
    open: Option<(Range<usize>, String)>,
}

impl<'m> Reader<'m> {
    /// Before the first event of `markdown`.
    #[must_use]
    pub fn new(markdown: &'m str, wanted: Wanted) -> Self {
        Self {
            markdown,
            wanted,
            found: Links::default(),
            html: Tokenizer::default(),
            names: Names::default(),
            heading: None,
            is_bare: false,
            footnotes: HashMap::new(),
            open: None,
        }
    }

    /// Takes the next event, which is about the bytes `at`.
    pub fn take(&mut self, event: &Event<'m>, at: &Range<usize>) {
        match event {
            // It is written without the `mailto:`, and leads to no page.
            Event::Start(Tag::Link {
                link_type: LinkType::Email,
                ..
            }) => self.is_bare = true,
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                self.is_bare = *link_type == LinkType::Autolink;
                self.link(at, dest_url, Form::Link);
            }
            Event::Start(Tag::Image { dest_url, .. }) => self.link(at, dest_url, Form::Image),
            Event::End(TagEnd::Link) => self.is_bare = false,
            Event::Html(_) | Event::InlineHtml(_) => self.html(at),
            Event::End(TagEnd::HtmlBlock) => {
                self.html.block_ends();
                self.open = None;
            }
            _ if self.wanted == Wanted::LinksAndNames => self.name(event),
            _ => {}
        }
    }

    fn link(&mut self, at: &Range<usize>, to: &str, form: Form) {
        if !self.html.hides() {
            self.found.links.push(Link {
                at: at.clone(),
                to: to.to_owned(),
                form,
            });
        }
    }

    fn html(&mut self, at: &Range<usize>) {
        let Self {
            found, html, open, ..
        } = self;
        let wanted = self.wanted;
        let text = &self.markdown[at.clone()];
        html.read(text, |tag, is| {
            if is != Is::Tag {
                return;
            }
            let end = at.start + tag.end;
            let (at, whole) = match open.take() {
                Some((at, text_before)) => (at.start..end, text_before + &text[tag]),
                None => (at.start + tag.start..end, text[tag].to_owned()),
            };
            if whole.ends_with('>') {
                found.tag(at, &whole, wanted);
            } else {
                *open = Some((at, whole));
            }
        });
    }

    /// Takes what gives headings and footnotes their names.
    fn name(&mut self, event: &Event<'m>) {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                self.heading = Some(Heading {
                    id: id.as_ref().map(|id| id.to_string()),
                    text: String::new(),
                });
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(heading) = self.heading.take() {
                    self.found.anchors.extend(self.names.name(heading));
                }
            }
            Event::FootnoteReference(name) => self.footnote(name),
            _ => {
                let Some(heading) = &mut self.heading else {
                    return;
                };
                match event {
                    Event::Text(text) if !self.is_bare => heading.typeset(text),
                    Event::Code(text) => heading.text.push_str(text),
                    // The name is that of the last line.
                    Event::SoftBreak | Event::HardBreak => heading.text.clear(),
                    _ => {}
                }
            }
        }
    }

    fn footnote(&mut self, name: &CowStr<'m>) {
        let next = self.footnotes.len() + 1;
        let (number, count) = self.footnotes.entry(name.clone()).or_insert((next, 0));
        let anchors = &mut self.found.anchors;
        anchors.insert(format!("fn:{number}"));
        anchors.insert(match *count {
            0 => format!("fnref:{number}"),
            count => format!("fnref{count}:{number}"),
        });
        *count += 1;
    }
}

/// The attribute by which a tag leads somewhere; `tag` begins with its name.
fn leads_by(tag: &[u8]) -> Option<&'static str> {
    let length = tag
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let is = |name: &&str| tag[..length].eq_ignore_ascii_case(name.as_bytes());
    if ["a", "area"].iter().any(is) {
        return Some("href");
    }
    let media = ["img", "video", "audio", "source", "iframe", "embed"];
    media.iter().any(is).then_some("src")
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

    const ALL: Wanted = Wanted::LinksAndNames;

    #[test]
    fn links_and_images_are_found_with_their_places() {
        let text = "a [b](/c \"d\") ![e](f.png) <https://g.example> <no@h.example> [h][i] `[no](/x)`\n\n[i]: /j\n\n\
            <a href='/k?a=1&amp;b=2' class=x>l</a> <IMG SRC=/m.png>\n\n<!-- <a href=\"/no\"> -->\n\n\
            <p>\n<a\nhref=/n\nid=o>p</a>\n";
        let found = Links::of(text, ALL);
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
        let mut found: Vec<String> = Links::of("a[^x] b[^y] c[^x]\n\n[^x]: d\n\n[^y]: e\n", ALL)
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
            let found = Links::of(text, ALL).anchors;
            assert!(found.contains(expected), "{text}: {found:?}");
        }
        assert!(Links::of("# ", ALL).anchors.is_empty());
        let mut found: Vec<String> = Links::of("# set-1\n# set\n# set\n# set\n\n<p id=own>", ALL)
            .anchors
            .into_iter()
            .collect();
        found.sort();
        assert_eq!(found, ["own", "set", "set-1", "set-2", "set-3"]);
    }
}
