//! Whether two texts of Markdown read the same: a CommonMark parser reads both, and what no reader sees is left out.
//!
//! ```text
//! * one          *  one
//! * two          and     *  two        a list of two items each
//! a              a b                   a line that was wrapped
//! b
//! a **b** c      a  **b**  c           HTML shows one blank for two
//! ![x](/y.png)   <img src="/y.png" alt="x">
//! ```
//!
//! Everything else counts: a blank that is there or is not, marks, addresses, levels, the number of a list's first item,
//! HTML and code to the letter. So do words that the parser drops. The work is linear in the texts, but for sorting words.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::inline::attribute;

/// What a reader sees of a text, in order, and its words, seen or not.
#[derive(Debug, PartialEq)]
pub struct Read<'t> {
    parts: Vec<Part<'t>>,
    words: Vec<&'t str>,
}

/// A part of what a reader sees.
#[derive(Debug, PartialEq)]
enum Part<'t> {
    /// Text: one blank for any number of blanks and line ends.
    Text(String),
    /// The end of a paragraph that another one follows.
    Break,
    /// A line that was broken on purpose.
    LineBreak,
    /// What is to be taken to the letter: code, HTML.
    Literal(String),
    /// An image: its address, text, title, and the other attributes of its tag.
    Image([String; 4]),
    /// What stands between two marks begins: a block or a mark within a text.
    Opens(Tag<'t>),
    /// It ends.
    Closes(TagEnd),
    /// A mark that holds nothing, in its parser's words.
    Other(Event<'t>),
}

/// What Hugo reads without any settings.
const READS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// Whether two texts read the same.
#[must_use]
pub fn reads_alike(one: &str, other: &str) -> bool {
    one == other || Read::new(one) == Read::new(other)
}

impl<'t> Read<'t> {
    /// What a reader sees of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let parser = Parser::new_ext(text, READS);
        // Nobody sees them where nothing refers to them; still, somebody wrote them.
        let mut definitions: Vec<String> = parser
            .reference_definitions()
            .iter()
            .map(|(label, definition)| {
                format!("[{label}]: {} {:?}", definition.dest, definition.title)
            })
            .collect();
        definitions.sort_unstable();
        let mut reader = Reader {
            parts: definitions.into_iter().map(Part::Literal).collect(),
            ..Reader::default()
        };
        for event in parser {
            reader.event(event);
        }
        Read {
            parts: reader.parts,
            words: words(text),
        }
    }
}

/// The words of a text, sorted. A parser drops some, such as a cell too much in a row of a table: no reader sees them, but
/// somebody wrote them. The numbers of items are none, nor are the names in an image's tag.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for line in text.lines() {
        let line = line.trim_start_matches([' ', '>']);
        let behind = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_number = behind.len() < line.len() && behind.starts_with(['.', ')']);
        let line = if is_number { behind } else { line };
        let all = line.split(|c: char| !c.is_alphanumeric());
        let is_word = |word: &&str| !matches!(*word, "" | "img" | "src" | "alt" | "br");
        words.extend(all.filter(is_word));
    }
    words.sort_unstable();
    words
}

/// Reads one text.
#[derive(Default)]
struct Reader<'t> {
    parts: Vec<Part<'t>>,
    /// Whether blanks were read that no visible character followed yet.
    has_blank: bool,
    /// Whether a visible character was read in this block, or in this line of it.
    has_text: bool,
    /// Whether a paragraph ended.
    is_broken: bool,
    /// A block whose text is taken to the letter.
    literal: Option<String>,
    /// An image, and its text so far.
    image: Option<(Tag<'t>, String)>,
    /// How deep in the image's text an image stands.
    images: usize,
}

impl<'t> Reader<'t> {
    fn event(&mut self, event: Event<'t>) {
        if self.image.is_some() {
            return self.within_image(event);
        }
        match event {
            Event::Start(tag) => self.opens(tag),
            Event::End(tag) => self.closes(tag),
            Event::Text(text) => match &mut self.literal {
                Some(literal) => literal.push_str(&text),
                None => self.text(&text),
            },
            Event::Html(html) => match &mut self.literal {
                Some(literal) => literal.push_str(&html),
                None => self.inline(Part::Literal(html.into_string())),
            },
            Event::InlineHtml(html) => self.inline_html(&html),
            Event::Code(code) => self.visible(Part::Literal(format!("`{code}`"))),
            Event::SoftBreak => self.has_blank = true,
            Event::HardBreak => self.line_break(),
            Event::Rule => self.block(Part::Other(Event::Rule)),
            event @ (Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)) => self.visible(Part::Other(event)),
        }
    }

    fn opens(&mut self, tag: Tag<'t>) {
        match tag {
            Tag::Paragraph => self.paragraph_edge(),
            Tag::CodeBlock(kind) => {
                // Code that is indented is code without a language.
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language,
                    CodeBlockKind::Indented => CowStr::Borrowed(""),
                };
                self.literal = Some(format!("```{language}\n"));
            }
            // It begins with a line of its own, as no HTML within a text does.
            Tag::HtmlBlock => self.literal = Some("\n".to_owned()),
            Tag::Image { .. } => self.image = Some((tag, String::new())),
            Tag::Link {
                dest_url, title, ..
            } => self.inline(Part::Opens(Tag::Link {
                link_type: pulldown_cmark::LinkType::Inline,
                dest_url,
                title,
                id: CowStr::Borrowed(""),
            })),
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => self.inline(Part::Opens(tag)),
            // Items with another mark are another list, and look like the same.
            Tag::List(None)
                if matches!(self.parts.last(), Some(Part::Closes(TagEnd::List(false)))) =>
            {
                self.parts.pop();
            }
            block => self.block(Part::Opens(block)),
        }
    }

    fn closes(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.paragraph_edge(),
            TagEnd::CodeBlock => {
                let code = self.literal.take().unwrap_or_default();
                self.block(Part::Literal(code.trim_end_matches('\n').to_owned()));
            }
            TagEnd::HtmlBlock => {
                let html = self.literal.take().unwrap_or_default();
                match image_tag(html.trim()) {
                    Some(image) => {
                        self.paragraph_edge();
                        self.visible(image);
                        self.paragraph_edge();
                    }
                    None => self.block(Part::Literal(html.trim_end().to_owned())),
                }
            }
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => self.inline(Part::Closes(tag)),
            block => self.block(Part::Closes(block)),
        }
    }

    /// The text of an image is what its marks hold as plain text.
    fn within_image(&mut self, event: Event<'t>) {
        let Some((_, alt)) = &mut self.image else {
            return;
        };
        match event {
            Event::Start(Tag::Image { .. }) => self.images += 1,
            Event::End(TagEnd::Image) if self.images > 0 => self.images -= 1,
            Event::End(TagEnd::Image) => {
                if let Some((
                    Tag::Image {
                        dest_url, title, ..
                    },
                    alt,
                )) = self.image.take()
                {
                    let [url, title] = [dest_url, title].map(CowStr::into_string);
                    self.visible(Part::Image([url, alt, title, String::new()]));
                }
            }
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }

    fn inline_html(&mut self, html: &str) {
        let is_line_break = matches!(html, "<br>" | "<br/>" | "<br />");
        match image_tag(html) {
            _ if is_line_break => self.line_break(),
            Some(image) => self.visible(image),
            None => self.inline(Part::Literal(html.to_owned())),
        }
    }

    /// Text in which blanks and line ends are one blank, and none at the ends of a block.
    fn text(&mut self, text: &str) {
        let mut words = text.split([' ', '\t', '\n', '\r']).peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                self.word(word);
            }
            self.has_blank |= words.peek().is_some();
        }
    }

    fn word(&mut self, word: &str) {
        self.separate();
        let blank = if self.takes_blank() { " " } else { "" };
        match self.parts.last_mut() {
            Some(Part::Text(last)) => last.extend([blank, word]),
            _ => self.parts.push(Part::Text([blank, word].concat())),
        }
    }

    /// Whether a blank is to be seen in front of what comes now.
    fn takes_blank(&mut self) -> bool {
        let blank = std::mem::take(&mut self.has_blank) && self.has_text;
        self.has_text = true;
        blank
    }

    /// A part that is seen itself.
    fn visible(&mut self, part: Part<'t>) {
        self.separate();
        if self.takes_blank() {
            match self.parts.last_mut() {
                Some(Part::Text(last)) => last.push(' '),
                _ => self.parts.push(Part::Text(" ".to_owned())),
            }
        }
        self.parts.push(part);
    }

    /// A mark within a text, which is not seen itself: a blank in front of it is as good as one behind it.
    fn inline(&mut self, part: Part<'t>) {
        self.separate();
        self.parts.push(part);
    }

    fn line_break(&mut self) {
        self.separate();
        self.has_blank = false;
        self.has_text = false;
        self.parts.push(Part::LineBreak);
    }

    /// Puts a break in front of a text that follows the text of another paragraph.
    fn separate(&mut self) {
        if std::mem::take(&mut self.is_broken) {
            self.parts.push(Part::Break);
        }
    }

    fn paragraph_edge(&mut self) {
        self.is_broken = match self.parts.last() {
            None | Some(Part::Break | Part::Other(Event::Rule)) => false,
            Some(Part::Opens(tag)) => is_inline(tag.to_end()),
            Some(Part::Closes(tag)) => is_inline(*tag),
            Some(
                Part::Text(_)
                | Part::LineBreak
                | Part::Literal(_)
                | Part::Image(_)
                | Part::Other(_),
            ) => true,
        };
        self.has_blank = false;
        self.has_text = false;
    }

    fn block(&mut self, part: Part<'t>) {
        self.is_broken = false;
        self.has_blank = false;
        self.has_text = false;
        self.parts.push(part);
    }
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
    )
}

/// An image, where a text is the tag of one and nothing else.
fn image_tag<'t>(html: &str) -> Option<Part<'t>> {
    let inside = html.strip_prefix("<img ")?.strip_suffix('>')?;
    let inside = inside.strip_suffix('/').unwrap_or(inside);
    if inside.contains(['<', '>']) {
        return None;
    }
    let value = |name: &str| attribute(inside, name).unwrap_or_default();
    let mut rest = inside.to_owned();
    for name in ["src", "alt", "title"] {
        if let Some(value) = attribute(inside, name) {
            rest = rest.replacen(&format!("{name}=\"{value}\""), "", 1);
        }
    }
    let mut rest: Vec<&str> = rest.split_ascii_whitespace().collect();
    rest.sort_unstable();
    Some(Part::Image([
        plain(value("src")),
        plain(value("alt")),
        plain(value("title")),
        rest.join(" "),
    ]))
}

/// The value of an attribute as text.
fn plain(value: &str) -> String {
    crate::page::escape::unescape(value).into_owned()
}

#[cfg(test)]
mod tests;
