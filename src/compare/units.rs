//! Markdown cut into units: words, blanks, line ends, and the marks of constructs, as a CommonMark parser sees them.
//!
//! `* a [b](/c)` is the mark `* `, the word `a`, a blank, and the link `[b](/c)`. Each byte belongs to one unit. Two
//! units with the same *key* stand for the same thing, however it is written: the link above and `<a href="/d">b</a>`
//! have one key, for both show `b`.

use std::hash::{Hash as _, Hasher as _};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::fnv::Fnv;

mod html;
mod text;

pub use text::{label, label_range, words};

/// What a unit belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Construct {
    /// Running text.
    Text,
    /// A link, all of it.
    Link,
    /// An image, all of it.
    Image,
    /// A heading.
    Heading,
    /// Bold text.
    Bold,
    /// Emphasis.
    Emphasis,
    /// An item of a list.
    Bullet,
    /// A numbered item.
    Number,
    /// A quotation.
    Quote,
    /// Code.
    Code,
    /// A table.
    Table,
    /// A rule between sections.
    Rule,
    /// An HTML comment.
    Comment,
    /// Another tag of HTML.
    Html,
}

impl Construct {
    /// How readers call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Link => "links",
            Self::Image => "images",
            Self::Heading => "headings",
            Self::Bold => "bold text",
            Self::Emphasis => "emphasis",
            Self::Bullet => "bullets",
            Self::Number => "numbered items",
            Self::Quote => "quotations",
            Self::Code => "code",
            Self::Table => "tables",
            Self::Rule => "rules",
            Self::Comment => "comments",
            Self::Html => "HTML",
        }
    }
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A word of the text, which readers see.
    Word,
    /// Another character of the text.
    Sign,
    /// Blanks within a line.
    Blank,
    /// One line end or more.
    Break,
    /// The mark in front of a construct, behind it, or all of it.
    Mark,
}

/// A stretch of Markdown that is compared as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its bytes.
    pub at: Range<usize>,
    /// What it is.
    pub role: Role,
    /// What it belongs to.
    pub construct: Construct,
    /// Equal for units that stand for the same thing.
    pub key: u64,
    /// The same number for all marks of one construct; 0 for what has none.
    pub instance: u32,
}

/// The key of a unit from what it stands for.
fn key(construct: Construct, what: &str) -> u64 {
    let mut fnv = Fnv::default();
    construct.hash(&mut fnv);
    fnv.write(what.as_bytes());
    fnv.finish()
}

/// The units of a Markdown text, in order and without a gap.
#[must_use]
pub fn units(markdown: &str) -> Vec<Unit> {
    let cut = cut(markdown, 0, 0);
    html::anchors(
        markdown,
        marks_with_blanks(markdown, html::pairs(markdown, cut)),
    )
}

/// Texts are cut so deep within one another.
const DEEPEST: usize = 4;

/// Cuts a text; instances are numbered behind `instances`.
fn cut(markdown: &str, instances: u32, depth: usize) -> Vec<Unit> {
    let mut cutter = Cutter::new(markdown, instances, depth);
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    for (event, at) in parser.into_offset_iter() {
        cutter.event(&event, at);
    }
    cutter.gap(markdown.len());
    cutter.units
}

/// A construct that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    construct: Construct,
    instance: u32,
}

/// Cuts the text at what the parser reports.
struct Cutter<'t> {
    text: &'t str,
    units: Vec<Unit>,
    /// What has been cut.
    done: usize,
    open: Vec<Open>,
    /// How many constructs are open inside of one that is a single unit.
    within: usize,
    instances: u32,
    depth: usize,
}

impl<'t> Cutter<'t> {
    fn new(text: &'t str, instances: u32, depth: usize) -> Self {
        Self {
            text,
            units: Vec::new(),
            done: 0,
            open: Vec::new(),
            within: 0,
            instances,
            depth,
        }
    }

    fn event(&mut self, event: &Event<'_>, at: Range<usize>) {
        match event {
            _ if self.within > 0 => match event {
                Event::Start(_) => self.within += 1,
                Event::End(_) => self.within -= 1,
                _ => {}
            },
            Event::Start(tag) => self.start(tag, at),
            Event::End(end) => self.end(*end, at.end),
            Event::Text(_) => {
                self.gap(at.start);
                self.text(at.end);
            }
            Event::InlineHtml(_) | Event::Html(_) => {
                self.gap(at.start);
                self.html(at.end);
            }
            Event::Code(_) => {
                self.gap(at.start);
                self.whole(Construct::Code, at.end);
            }
            Event::Rule => {
                self.gap(at.start);
                let end = at.start + self.text[at].trim_end().len();
                self.whole(Construct::Rule, end);
            }
            _ => self.gap(at.start),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: Range<usize>) {
        self.gap(at.start);
        let construct = match tag {
            Tag::Link { .. } => return self.single(Construct::Link, at),
            Tag::Image { .. } => return self.single(Construct::Image, at),
            Tag::HtmlBlock => {
                self.html(at.start + self.text[at.clone()].trim_end().len());
                self.within = 1;
                return;
            }
            // Text of a wiki that is indented is not meant to be code.
            Tag::CodeBlock(CodeBlockKind::Indented) if self.depth < DEEPEST => {
                self.lines(at);
                self.within = 1;
                return;
            }
            Tag::CodeBlock(_) => Construct::Code,
            Tag::Heading { .. } => Construct::Heading,
            Tag::Strong => Construct::Bold,
            Tag::Emphasis => Construct::Emphasis,
            Tag::BlockQuote(_) => Construct::Quote,
            Tag::Item => {
                let is_number = self.text[at].starts_with(|c: char| c.is_ascii_digit());
                match is_number {
                    true => Construct::Number,
                    false => Construct::Bullet,
                }
            }
            Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => Construct::Table,
            _ => Construct::Text,
        };
        self.instances += 1;
        self.open.push(Open {
            construct,
            instance: self.instances,
        });
    }

    fn end(&mut self, end: TagEnd, at: usize) {
        // A block may end behind a line end that belongs to what is around it.
        let is_inline = matches!(end, TagEnd::Strong | TagEnd::Emphasis);
        let shown = self.done + self.text[self.done..at.max(self.done)].trim_end().len();
        self.gap(if is_inline { at } else { shown });
        self.open.pop();
    }

    /// A construct that is one unit whatever is in it.
    fn single(&mut self, construct: Construct, at: Range<usize>) {
        self.whole(construct, at.end);
        self.within = 1;
    }

    /// All up to `end` is one unit.
    fn whole(&mut self, construct: Construct, end: usize) {
        let end = end.max(self.done);
        let text = &self.text[self.done..end];
        let what = match construct {
            Construct::Link => text::shown(text::label(text)),
            // What an image is called says nothing to its readers.
            Construct::Image | Construct::Rule => String::new(),
            _ => text.to_owned(),
        };
        self.instances += 1;
        self.units.push(Unit {
            at: self.done..end,
            role: Role::Mark,
            construct,
            key: key(construct, &what),
            instance: self.instances,
        });
        self.done = end;
    }

    /// Lines without their indentation, each cut as a text of its own.
    fn lines(&mut self, at: Range<usize>) {
        let start = self.done.max(at.start);
        let end = self.text[..at.end].trim_end().len().max(start);
        for line in self.text[start..end].split_inclusive('\n') {
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            self.gap(self.done + blanks);
            let body = line[blanks..].trim_end_matches('\n');
            let from = self.done;
            let units = cut(body, self.instances, self.depth + 1);
            for unit in units {
                self.instances = self.instances.max(unit.instance);
                self.units.push(Unit {
                    at: unit.at.start + from..unit.at.end + from,
                    ..unit
                });
            }
            self.done = from + body.len();
            self.gap(from + line.len() - blanks);
        }
    }

    /// What the parser does not report: marks, and what is between blocks.
    fn gap(&mut self, end: usize) {
        let top = self.open.last().copied().unwrap_or(Open {
            construct: Construct::Text,
            instance: 0,
        });
        text::cut(self.text, self.done..end.max(self.done), |at, role| {
            let is_mark =
                matches!(role, Role::Word | Role::Sign) && top.construct != Construct::Text;
            let text = &self.text[at.clone()];
            self.push(at, if is_mark { Role::Mark } else { role }, text, top);
        });
        self.done = end.max(self.done);
    }

    fn text(&mut self, end: usize) {
        let top = Open {
            construct: Construct::Text,
            instance: 0,
        };
        text::cut(self.text, self.done..end.max(self.done), |at, role| {
            let text = &self.text[at.clone()];
            self.push(at, role, text, top);
        });
        self.done = end.max(self.done);
    }

    /// Tags, comments, and the text between them.
    fn html(&mut self, end: usize) {
        let end = end.max(self.done);
        for piece in html::pieces(self.text, self.done..end) {
            match piece.construct {
                Construct::Text => {
                    self.done = piece.at.start;
                    self.text(piece.at.end);
                }
                construct => {
                    self.instances += 1;
                    self.units.push(Unit {
                        key: key(construct, &piece.what),
                        at: piece.at,
                        role: Role::Mark,
                        construct,
                        instance: self.instances,
                    });
                }
            }
        }
        self.done = end;
    }

    fn push(&mut self, at: Range<usize>, role: Role, text: &str, of: Open) {
        let (construct, instance) = match role {
            Role::Mark => (of.construct, of.instance),
            _ => (Construct::Text, 0),
        };
        let what = match role {
            Role::Word | Role::Sign => text,
            Role::Blank => " ",
            Role::Break => "\n",
            // A mark is what it marks.
            Role::Mark => "",
        };
        // `**` is cut into two signs; they are one mark.
        if role == Role::Mark
            && let Some(last) = self.units.last_mut()
            && last.instance == instance
            && last.role == Role::Mark
            && last.at.end == at.start
        {
            last.at.end = at.end;
            return;
        }
        self.units.push(Unit {
            at,
            role,
            construct,
            key: key(construct, what),
            instance,
        });
    }
}

/// Marks at the start of a line with the blanks in front and the one behind: `   * ` is one unit. More blanks behind
/// belong to what follows: that of a coloured text may begin with one.
fn marks_with_blanks(markdown: &str, units: Vec<Unit>) -> Vec<Unit> {
    let mut joined: Vec<Unit> = Vec::with_capacity(units.len());
    for unit in units {
        let opens_line = |unit: &Unit| {
            unit.role == Role::Mark
                && matches!(
                    unit.construct,
                    Construct::Bullet | Construct::Number | Construct::Heading | Construct::Quote
                )
        };
        match joined.last_mut() {
            Some(last) if last.role == Role::Blank && unit.role == Role::Blank => {
                last.at.end = unit.at.end;
            }
            Some(last) if last.role == Role::Blank && opens_line(&unit) => {
                let start = last.at.start;
                if start == 0 || markdown.as_bytes()[start - 1] == b'\n' {
                    *last = Unit {
                        at: start..unit.at.end,
                        ..unit
                    };
                } else {
                    joined.push(unit);
                }
            }
            Some(last) if unit.role == Role::Blank && opens_line(last) => {
                // A blank of more than one byte is its own unit.
                let one = unit.at.start + 1;
                if markdown.is_char_boundary(one) {
                    last.at.end = one;
                }
                let rest = last.at.end.max(unit.at.start)..unit.at.end;
                if !rest.is_empty() {
                    joined.push(Unit { at: rest, ..unit });
                }
            }
            _ => joined.push(unit),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(markdown: &str) -> Vec<String> {
        let units = units(markdown);
        let whole: String = units
            .iter()
            .map(|unit| &markdown[unit.at.clone()])
            .collect();
        assert_eq!(whole, markdown, "every byte belongs to one unit");
        units
            .iter()
            .filter(|unit| unit.role != Role::Blank)
            .map(|unit| format!("{:?} {:?}", unit.construct, &markdown[unit.at.clone()]))
            .collect()
    }

    #[test]
    fn marks_words_and_links_are_units() {
        assert_eq!(
            shown("# A  **b** c\n\n   * [d e](/f)\n"),
            [
                "Heading \"# \"",
                "Text \"A\"",
                "Bold \"**\"",
                "Text \"b\"",
                "Bold \"**\"",
                "Text \"c\"",
                "Text \"\\n\\n\"",
                "Bullet \"   * \"",
                "Link \"[d e](/f)\"",
                "Text \"\\n\"",
            ]
        );
    }

    proptest::proptest! {
        /// Whatever the texts are, each byte belongs to one unit, and hunks are all that differs.
        #[test]
        fn units_cover_any_text(pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "a", "é", " ", "\n", "\n\n", "    ", "\t", "* ", "** ", "**", "_", "1. ", "# ", "> ", "---\n", "[", "](", "]", ")",
                "![", "<a href=\"x\">", "</a>", "<i>", "</i>", "<!--", "-->", "`", "```\n", "|", "| - |\n", "\\", "&amp;", "{{<", "<", "\r", "\u{a0}",
            ]),
            0..60,
        ), cut in 0_usize..60) {
            let text: String = pieces.concat();
            let other: String = [&pieces[..cut.min(pieces.len())], &["x"], &pieces[cut.min(pieces.len())..]].concat().concat();
            let (one, two) = (units(&text), units(&other));
            for (text, units) in [(&text, &one), (&other, &two)] {
                let whole: String = units.iter().map(|unit| &text[unit.at.clone()]).collect();
                proptest::prop_assert_eq!(&whole, text);
            }
            let old = super::super::align::Cut { text: &text, units: &one };
            let new = super::super::align::Cut { text: &other, units: &two };
            proptest::prop_assert!(!super::super::align::hunks(old, new).is_empty());
            proptest::prop_assert!(super::super::align::hunks(old, old).is_empty());
        }
    }

    #[test]
    fn links_that_show_the_same_have_one_key() {
        let key = |markdown: &str| {
            let units = units(markdown);
            let link = units.iter().find(|unit| unit.construct == Construct::Link);
            link.unwrap_or_else(|| panic!("{units:?}")).key
        };
        let one = key("a [Zinc *x*](/tags/zinc.html) b");
        assert_eq!(
            key("a <a href=\"/posts/zinc\" style=\"color: red;\">Zinc x</a> b"),
            one
        );
        assert_ne!(key("[Iron](/tags/zinc.html)"), one);
    }

    #[test]
    fn tags_and_comments_are_units() {
        assert_eq!(
            shown("a <span style=\"color:red;\">b</span> <!-- c d -->\n"),
            [
                "Text \"a\"",
                "Html \"<span style=\\\"color:red;\\\">\"",
                "Text \"b\"",
                "Html \"</span>\"",
                "Comment \"<!-- c d -->\"",
                "Text \"\\n\"",
            ]
        );
        let of_span: Vec<u32> = units("<span>b</span>")
            .iter()
            .filter(|unit| unit.construct == Construct::Html)
            .map(|unit| unit.instance)
            .collect();
        assert!(
            of_span.len() == 2 && of_span[0] == of_span[1],
            "{of_span:?}"
        );
    }
}
