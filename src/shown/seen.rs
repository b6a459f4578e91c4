//! What a reader sees of a Markdown text: which of its bytes can be read, and as what.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::html::{Is, Tokenizer};

/// A Markdown text as it is shown.
#[derive(Debug, Default)]
pub struct Seen {
    /// What can be read, and raw HTML; ascending. What is in none of them are marks.
    pub runs: Vec<Run>,
    /// The elements by their first byte.
    pub elements: Vec<(Element, Range<usize>)>,
    /// The elements that end with a mark of their own, by the byte behind that.
    pub ends: Vec<(Element, usize)>,
    /// The headings of a `===` or `---` under their text, and the blocks of code and HTML; ascending.
    pub breaks: Vec<(Break, Range<usize>)>,
}

/// A stretch of bytes that are shown alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The bytes.
    pub at: Range<usize>,
    /// How they are shown.
    pub shown: Shown,
}

/// How bytes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As text.
    Text,
    /// As text in a block of HTML, in which marks can be read.
    HtmlText,
    /// As a code block, or in one.
    Code(super::Code),
    /// Not: a tag.
    Tag,
    /// Not: a comment, a script or a style.
    Hidden,
}

/// The break between two lines of one paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// A blank.
    Soft,
    /// A line break.
    Hard,
}

/// An element that marks make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// A heading.
    Heading,
    /// An item of a list, numbered or not.
    Item,
    /// A quotation.
    Quote,
    /// A rule.
    Rule,
    /// A table.
    Table,
    /// A cell of a table.
    Cell,
    /// Bold text.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Text that is struck out.
    Strike,
    /// A link.
    Link,
    /// A link that shows its address, in angle brackets.
    Autolink,
    /// An image.
    Image,
    /// A reference to a footnote, or a footnote.
    Footnote,
    /// A box to tick.
    Task,
    /// A definition.
    Definition,
}

/// What Hugo reads besides CommonMark, as its settings are without configuration.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
}

impl Seen {
    /// Reads a Markdown text, and hands on what the parser says of it.
    pub fn of<'m>(markdown: &'m str, mut also: impl FnMut(&Event<'m>, &Range<usize>)) -> Self {
        let mut seen = Self::default();
        let mut html = Tokenizer::default();
        let mut code = None;
        let mut in_html = false;
        for (event, at) in Parser::new_ext(markdown, options()).into_offset_iter() {
            also(&event, &at);
            match event {
                Event::Start(Tag::HtmlBlock) => in_html = true,
                Event::End(TagEnd::HtmlBlock) => {
                    in_html = false;
                    html.block_ends();
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    code = Some(match kind {
                        CodeBlockKind::Indented => super::Code::Indented,
                        CodeBlockKind::Fenced(_) => super::Code::Fenced,
                    });
                }
                Event::End(TagEnd::CodeBlock) => code = None,
                Event::Start(tag) => seen.start(&tag, at),
                Event::End(end) => seen.end(end, at.end),
                Event::Text(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                    let shown = match code {
                        _ if html.hides() => Shown::Hidden,
                        Some(code) => Shown::Code(code),
                        None => Shown::Text,
                    };
                    seen.runs.push(Run { at, shown });
                }
                Event::Code(_) => {
                    let shown = if html.hides() {
                        Shown::Hidden
                    } else {
                        Shown::Code(super::Code::Span)
                    };
                    seen.runs.push(Run { at, shown });
                }
                Event::Html(_) | Event::InlineHtml(_) => {
                    let start = at.start;
                    html.read(&markdown[at], |at, is| {
                        seen.runs.push(Run {
                            at: start + at.start..start + at.end,
                            shown: match is {
                                Is::Text if in_html => Shown::HtmlText,
                                Is::Text => Shown::Text,
                                Is::Tag => Shown::Tag,
                                Is::Hidden => Shown::Hidden,
                            },
                        });
                    });
                }
                Event::Rule => seen.elements.push((Element::Rule, at)),
                Event::FootnoteReference(_) => seen.elements.push((Element::Footnote, at)),
                Event::TaskListMarker(_) => seen.elements.push((Element::Task, at)),
                Event::SoftBreak => seen.breaks.push((Break::Soft, at)),
                Event::HardBreak => seen.breaks.push((Break::Hard, at)),
            }
        }
        seen.runs.sort_by_key(|run| run.at.start);
        seen.elements.sort_by_key(|(_, at)| at.start);
        seen.ends.sort_by_key(|(_, end)| *end);
        seen
    }

    fn start(&mut self, tag: &Tag<'_>, at: Range<usize>) {
        let element = match tag {
            Tag::Heading { .. } => Element::Heading,
            Tag::BlockQuote(_) => Element::Quote,
            Tag::Item => Element::Item,
            Tag::FootnoteDefinition(_) => Element::Footnote,
            Tag::DefinitionListDefinition => Element::Definition,
            Tag::Table(_) => Element::Table,
            Tag::TableCell => Element::Cell,
            Tag::Emphasis => Element::Emphasis,
            Tag::Strong => Element::Strong,
            Tag::Strikethrough => Element::Strike,
            Tag::Link {
                link_type: LinkType::Autolink | LinkType::Email,
                ..
            } => Element::Autolink,
            Tag::Link { .. } => Element::Link,
            Tag::Image { .. } => Element::Image,
            _ => return,
        };
        self.elements.push((element, at));
    }

    fn end(&mut self, tag: TagEnd, end: usize) {
        let element = match tag {
            TagEnd::Heading(_) => Element::Heading,
            TagEnd::Emphasis => Element::Emphasis,
            TagEnd::Strong => Element::Strong,
            TagEnd::Strikethrough => Element::Strike,
            TagEnd::Link => Element::Link,
            TagEnd::Image => Element::Image,
            _ => return,
        };
        self.ends.push((element, end));
    }

    /// The element of one of the kinds that begins at one of these bytes.
    pub fn begins(&self, within: Range<usize>, is: impl Fn(Element) -> bool) -> Option<Element> {
        let first = self
            .elements
            .partition_point(|(_, at)| at.start < within.start);
        self.elements[first..]
            .iter()
            .take_while(|(_, at)| at.start < within.end)
            .map(|(element, _)| *element)
            .find(|element| is(*element))
    }

    /// The element that ends with one of these bytes.
    pub fn ends(&self, within: Range<usize>, is: impl Fn(Element) -> bool) -> Option<Element> {
        let first = self.ends.partition_point(|(_, end)| *end <= within.start);
        self.ends[first..]
            .iter()
            .take_while(|(_, end)| *end <= within.end)
            .map(|(element, _)| *element)
            .find(|element| is(*element))
    }
}
