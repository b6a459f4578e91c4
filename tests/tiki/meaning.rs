//! The Markdown of the cases under a CommonMark renderer: tables with equal rows, no blanks at line ends, and the text
//! that shows is that of the case.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use tikicheck::internals::config::Config;
use tikicheck::internals::wiki::tiki::{CHARACTERS, SMILEYS};
use tikicheck::internals::wiki::tree::{Detail, Kind, Node};
use tikicheck::internals::wiki::{Tree, Workspace};

use crate::cases::{cases, markdown};

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

#[test]
fn rows_of_a_table_are_of_equal_width() {
    for case in cases() {
        let text = markdown(&case.wiki, &case.config);
        let mut width = None;
        let mut cells = 0;
        for event in Parser::new_ext(&text, options()) {
            match event {
                Event::Start(Tag::Table(columns)) => width = Some(columns.len()),
                Event::Start(Tag::TableRow | Tag::TableHead) => cells = 0,
                Event::Start(Tag::TableCell) => cells += 1,
                Event::End(TagEnd::TableRow | TagEnd::TableHead) => {
                    assert_eq!(Some(cells), width, "{}", case.name);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn no_line_ends_with_a_blank_outside_of_code() {
    for case in cases() {
        let text = markdown(&case.wiki, &case.config);
        let mut code = Vec::new();
        for (event, range) in Parser::new_ext(&text, options()).into_offset_iter() {
            if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Html(_)) {
                code.push(range);
            }
        }
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let end = line.trim_end_matches('\n');
            let is_code = code.iter().any(|range| range.contains(&at));
            assert!(
                is_code || !end.ends_with([' ', '\t']),
                "{}: {line:?}",
                case.name
            );
            at += line.len();
        }
        assert!(
            text.is_empty() || text.ends_with('\n') && !text.ends_with("\n\n"),
            "{}",
            case.name
        );
    }
}

/// What the wiki text means to show, as far as the tree says it: the characters of its text, without blanks.
///
/// `__a__ ~np~*~/np~ [https://b.c|d]` means `a*d`.
struct Meaning<'t> {
    tree: &'t Tree,
    /// Other wikis, whose prefix does not show.
    wikis: &'t [(String, String)],
    text: String,
    /// Whether a plugin or a number shows text that is not in the tree.
    shows_more: bool,
}

impl Meaning<'_> {
    fn of<'t>(tree: &'t Tree, wikis: &'t [(String, String)]) -> Meaning<'t> {
        let mut meaning = Meaning {
            tree,
            wikis,
            text: String::new(),
            shows_more: false,
        };
        let top: Vec<Node> = tree.top().copied().collect();
        meaning.nodes(&top);
        meaning
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn children(&mut self, node: &Node) {
        let children: Vec<Node> = self.tree.children(node).copied().collect();
        self.nodes(&children);
    }

    fn page(&mut self, name: &str) {
        let is_known = |prefix: &str| self.wikis.iter().any(|(known, _)| known == prefix);
        let other = name
            .split_once(':')
            .filter(|(prefix, page)| is_known(prefix) && !page.contains(':'));
        self.text.push_str(other.map_or(name, |(_, page)| page));
    }

    fn node(&mut self, node: &Node) {
        let (tree, inner) = (self.tree, self.tree.slice(node.inner));
        match node.kind {
            Kind::Text | Kind::BareUrl => self.text.push_str(&decoded(tree.slice(node.full))),
            Kind::NoParse => self.text.push_str(&decoded(inner)),
            Kind::Preformatted => {
                let code = inner.replace("~np~", "").replace("~/np~", "");
                self.text.push_str(&code);
            }
            Kind::Character => self.text.push_str(&character(tree.slice(node.full))),
            Kind::HtmlComment => {}
            Kind::LineBreak | Kind::Newline | Kind::HorizontalRule => self.text.push(' '),
            Kind::LocalLink => match inner.split_once('|') {
                Some((id, "file")) => self.text.push_str(&format!("file{id}")),
                Some((name, _)) => self.page(name),
                None => self.page(inner),
            },
            Kind::Link => match node.detail {
                Detail::Url(url) if url == node.inner => self.text.push_str(inner),
                _ => self.children(node),
            },
            Kind::Call | Kind::MarkdownPage => {
                self.shows_more = true;
                self.text.push(' ');
            }
            Kind::Heading => {
                let marker = node.full.start as usize..node.inner.start as usize;
                self.shows_more |= tree.whole_text()[marker].contains('#');
                self.children(node);
                self.text.push(' ');
            }
            _ => {
                self.children(node);
                let is_mark = matches!(
                    node.kind,
                    Kind::Bold | Kind::Emphasis | Kind::Strike | Kind::Underline | Kind::Color
                );
                if !is_mark {
                    self.text.push(' ');
                }
            }
        }
    }
}

/// The character that a code is.
fn character(written: &str) -> String {
    if written == "--" {
        return "—".to_owned();
    }
    let known = CHARACTERS
        .iter()
        .find(|(code, _)| code.eq_ignore_ascii_case(written));
    let smiley = SMILEYS
        .iter()
        .find(|(name, _)| written == format!("(:{name}:)"));
    if let Some((_, shown)) = known.or(smiley) {
        return (*shown).to_owned();
    }
    let number = written.trim_matches('~').parse().ok();
    let number = number.and_then(char::from_u32).map(String::from);
    number.unwrap_or_default()
}

/// Text with its entities as a renderer shows them.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = tikicheck::internals::wiki::tiki::entity(rest).unwrap_or(1);
        for event in Parser::new(&rest[..length]) {
            if let Event::Text(text) = event {
                out.push_str(&text);
            }
        }
        rest = &rest[length..];
    }
    out + rest
}

/// What a renderer shows of Markdown.
fn rendered(markdown: &str, options: Options) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::TaskListMarker(checked) => out.push_str(if checked { "[x]" } else { "[ ]" }),
            Event::Html(html) => {
                // The text between the tags of a line of HTML.
                let mut in_tag = false;
                out.extend(html.chars().filter(|c| match c {
                    '<' => {
                        in_tag = true;
                        false
                    }
                    '>' => {
                        in_tag = false;
                        false
                    }
                    _ => !in_tag,
                }));
            }
            _ => {}
        }
    }
    out
}

/// A text without blanks and marks of direction.
fn packed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{fe0f}'))
        .collect()
}

/// Whether the words of `part` are in `whole`, in their order.
fn holds(whole: &str, part: &str) -> bool {
    let mut rest = whole;
    part.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| match rest.find(word) {
            Some(at) => {
                rest = &rest[at + word.len()..];
                true
            }
            None => false,
        })
}

/// What a wiki text means and what a renderer shows of its Markdown; and whether that must be the same.
fn meant_and_seen(wiki: &str, config: &Config, options: Options) -> (String, String, bool) {
    let mut tree = Tree::default();
    Workspace::default().parse_tiki(wiki, config.tiki.syntax(), &mut tree);
    let meaning = Meaning::of(&tree, &config.tiki.interwiki);
    let seen = packed(&rendered(&markdown(wiki, config), options));
    let meant = if meaning.shows_more {
        meaning.text
    } else {
        packed(&meaning.text)
    };
    (meant, seen, !meaning.shows_more)
}

#[test]
fn a_renderer_shows_what_the_wiki_text_means() {
    let definitions = options() | Options::ENABLE_DEFINITION_LIST;
    let mut exact = 0;
    let mut wrong = Vec::new();
    for case in cases() {
        let (meant, seen, is_exact) = meant_and_seen(&case.wiki, &case.config, definitions);
        exact += usize::from(is_exact);
        let fits = if is_exact {
            meant == seen
        } else {
            holds(&seen, &meant)
        };
        if !fits {
            let name = case.name;
            wrong.push(format!("{name}\n  means {meant}\n  shows {seen}"));
        }
    }
    assert!(exact > 200, "{exact} cases show nothing but their text");
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
