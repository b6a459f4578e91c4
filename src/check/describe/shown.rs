//! What readers see otherwise than it is meant, in words: one finding for each cause on a page.

use std::ops::Range;

use super::Described;
use crate::check::Context;
use crate::check::cause;
use crate::check::judge::Judgement;
use crate::check::report::Draft;
use crate::check::source::markup;
use crate::finding::Part;
use crate::render::record::Recorded;
use crate::render::{Aspect, Origin};
use crate::rules::Rule;
use crate::shown::links::{Links, Wanted};
use crate::shown::{self, Code, Element, Hidden, Lost, Sight, Wrong};
use crate::text::excerpt::excerpt;
use crate::text::span::How;
use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Span};

/// The rules that are judged here.
const RULES: [Rule; 5] = [
    Rule::ShownAsCode,
    Rule::MarkupLost,
    Rule::MarkupMade,
    Rule::TextLost,
    Rule::PluginShown,
];

/// So much of a text is quoted in a message, in characters.
const LONGEST_QUOTE: usize = 60;

/// What is to be said about how a page is shown; one entry for each cause.
#[derive(Default)]
pub struct Shown {
    /// In the order of the Markdown.
    pub list: Vec<ShownNote>,
}

impl ShownNote {
    /// What is told: the rule, and the cause.
    pub fn key(&self) -> (Rule, String) {
        (self.rule, self.cause.clone())
    }

    /// How often that is told of the page.
    pub fn count(&self) -> usize {
        self.more + 1
    }
}

/// One thing to say.
pub struct ShownNote {
    rule: Rule,
    message: String,
    cause: String,
    help: &'static str,
    /// The place in the Markdown.
    at: Range<usize>,
    /// What that comes from, in the tree's text.
    span: Span,
    /// How many more such places there are.
    more: usize,
}

/// Looks at the body of a page that holds what the source generates, by the rules that are not off.
pub fn look(judgement: &Judgement, tree: &Tree, context: Context<'_>) -> Shown {
    look_with_links(judgement, tree, None, context).0
}

/// The same, and the links of the body, where they are wanted and the body has to be parsed anyway.
pub fn look_with_links(
    judgement: &Judgement,
    tree: &Tree,
    wanted: Option<Wanted>,
    context: Context<'_>,
) -> (Shown, Option<Links>) {
    let is_on = |rule: &Rule| context.config.severity(*rule).is_some();
    // What the Markdown of the Tiki dialect shows is tried on its cases, not on each page.
    let is_tiki = context.generator.tiki.is_some();
    if is_tiki || !judgement.agreement.body || !RULES.iter().any(is_on) {
        return (Shown::default(), None);
    }
    let mut markdown = Recorded::default();
    context
        .generator
        .markdown(tree, &mut markdown)
        .expect("a String takes everything");
    let (sights, links) = match wanted {
        Some(wanted) => {
            let (sights, links) = shown::look_with_links(&markdown, tree, wanted);
            (sights, Some(links))
        }
        None => (shown::look(&markdown, tree), None),
    };
    let mut shown = Shown::default();
    for sight in sights {
        let rule = rule(sight.wrong);
        if is_on(&rule) {
            shown.add(note(&sight, rule, &markdown, tree));
        }
    }
    if is_on(&Rule::PluginShown) {
        shown.plugins(&markdown, tree);
    }
    shown.list.sort_by_key(|note| note.at.start);
    (shown, links)
}

impl Shown {
    /// Adds a note, or counts it where its cause has been told.
    fn add(&mut self, note: ShownNote) {
        let told = |other: &&mut ShownNote| other.rule == note.rule && other.cause == note.cause;
        match self.list.iter_mut().find(told) {
            Some(other) => other.more += 1,
            None => self.list.push(note),
        }
    }

    /// The plugins that can be read.
    fn plugins(&mut self, markdown: &Recorded, tree: &Tree) {
        let found: Vec<(Span, markup::Opener<'_>)> = readable(tree)
            .into_iter()
            .flat_map(|text| {
                let opened = markup::find(tree, text);
                let opened = opened.filter(|(_, found)| found.is_plugin());
                opened.map(move |(at, found)| {
                    let start = text.start + at.start as u32;
                    (Span::new(start, text.start + at.end as u32), found)
                })
            })
            .collect();
        if found.is_empty() {
            return;
        }
        // Copies are in the order of the Markdown; a text that is left out is in none.
        let mut copies: Vec<(Span, usize)> = markdown
            .pieces(0..markdown.text.len())
            .filter(|(_, origin)| is_copy(origin))
            .map(|(at, origin)| (origin.span, at.start))
            .collect();
        copies.sort_by_key(|(span, _)| span.start);
        for (span, found) in found {
            let behind = copies.partition_point(|(copy, _)| copy.start <= span.start);
            let Some((copy, at)) = behind.checked_sub(1).and_then(|i| copies.get(i)) else {
                continue;
            };
            if span.start >= copy.end {
                continue;
            }
            let start = at + (span.start - copy.start) as usize;
            let name = found.name();
            self.add(ShownNote {
                rule: Rule::PluginShown,
                message: format!("the plugin `{name}` of the wiki can be read on the page"),
                cause: format!("plugins: {name} can be read"),
                help: "take it out of the source, close it, or write what it showed",
                at: start..start + span.len().min(copy.end as usize - span.start as usize),
                span,
                more: 0,
            });
        }
    }
}

fn is_copy(origin: &Origin) -> bool {
    origin.how == How::Copied && origin.aspect == Aspect::Text && origin.kind == Some(Kind::Text)
}

/// The texts that readers are meant to read as they are after the exporter: not those in comments, HTML, or `~np~`.
fn readable(tree: &Tree) -> Vec<Span> {
    fn walk(tree: &Tree, node: &crate::wiki::tree::Node, into: &mut Vec<Span>) {
        match node.kind {
            kind if kind.is_opaque() => return,
            Kind::Text => into.push(node.full),
            _ => {}
        }
        tree.children(node)
            .for_each(|child| walk(tree, child, into));
    }
    let mut list = Vec::new();
    tree.top().for_each(|node| walk(tree, node, &mut list));
    list
}

fn rule(wrong: Wrong) -> Rule {
    match wrong {
        Wrong::Code(_) => Rule::ShownAsCode,
        Wrong::Lost(_) => Rule::MarkupLost,
        Wrong::Made(_) | Wrong::Escape => Rule::MarkupMade,
        Wrong::Hidden(_) => Rule::TextLost,
    }
}

fn note(sight: &Sight, rule: Rule, markdown: &Recorded, tree: &Tree) -> ShownNote {
    let text = quote(&markdown.text[sight.at.clone()]);
    let (message, cause, help) = match sight.wrong {
        Wrong::Code(code) => code_words(code, sight, tree),
        Wrong::Lost(lost) => lost_words(lost, sight.kind),
        Wrong::Made(element) => {
            let what = element_words(element);
            (
                format!("`{text}` is taken for {what}, and the source marks none"),
                format!("text: taken for {what}"),
                "the dialect has no way to protect a sign from Markdown; write another one in the source, or accept the finding",
            )
        }
        Wrong::Escape => (
            "the backslash is taken for an escape, and is not shown".to_owned(),
            "text: a backslash is not shown".to_owned(),
            "the dialect has no way to protect a backslash from Markdown; write it twice in the source",
        ),
        Wrong::Hidden(hidden) => {
            let (what, help) = hidden_words(hidden);
            (
                format!("`{text}` is not shown: it is {what}"),
                format!("text: not shown, {what}"),
                help,
            )
        }
    };
    ShownNote {
        rule,
        message,
        cause,
        help,
        at: sight.at.clone(),
        span: sight.span,
        more: 0,
    }
}

fn code_words(code: Code, sight: &Sight, tree: &Tree) -> (String, String, &'static str) {
    let source = tree.whole_text();
    let shown = tree.slice(sight.span);
    let first = sight.span.start as usize + (shown.len() - shown.trim_start().len());
    match code {
        Code::Indented if source[..first].ends_with([' ', '\t']) => (
            "this text is shown as code, for blanks stand in front of it".to_owned(),
            "text: shown as code for the blanks in front of it".to_owned(),
            "take the blanks in front of it out of the source",
        ),
        Code::Indented => (
            "this text is shown as code, for it stands so deep in a list that has no item above it"
                .to_owned(),
            "lists: shown as code where no item is above a deep one".to_owned(),
            "give the list an item of each level above, or take marks away",
        ),
        Code::Fenced => (
            "this text is shown as code, for back quotes or tildes open a block above it"
                .to_owned(),
            "text: signs that open a block of code".to_owned(),
            "the dialect has no way to protect them from Markdown; write other signs in the source",
        ),
        Code::Span => (
            "this text is shown as code, for it stands between back quotes".to_owned(),
            "text: back quotes are taken for code".to_owned(),
            "the dialect has no way to protect them from Markdown; write other quotes in the source",
        ),
    }
}

fn lost_words(lost: Lost, kind: Kind) -> (String, String, &'static str) {
    let (what, many) = (one(kind), cause::construct(kind));
    match lost {
        Lost::InHtml => (
            format!(
                "{what} is not shown as one: it stands in a block of HTML, where nothing is read as Markdown"
            ),
            format!("{many}: not shown as such in a block of HTML"),
            "write it on a line of its own in the source, with an empty line in front",
        ),
        Lost::InCode => (
            format!("{what} is not shown as one: it stands in code"),
            format!("{many}: not shown as such in code"),
            "take the blanks in front of its line out of the source",
        ),
        Lost::Marks => (
            format!("{what} is not shown as one: its marks are read as text"),
            format!("{many}: marks that are read as text"),
            "the dialect has no other way to write it; move blanks and signs out of the marks in the source, or accept the finding",
        ),
        Lost::LeftOut => (
            format!("{what} is not on the page: its section was left out"),
            format!("{many}: left out with their section"),
            "sections go by `exporter.leaves_out` of the settings; without the text there that the section holds, it stays",
        ),
    }
}

fn hidden_words(hidden: Hidden) -> (&'static str, &'static str) {
    match hidden {
        Hidden::Tag => (
            "taken for a tag",
            "put a blank behind the `<` in the source, or write the sign in words",
        ),
        Hidden::Comment => (
            "in what is taken for a comment",
            "take `<!--` out of the source, or end the comment above",
        ),
        Hidden::Address => (
            "taken for an address",
            "put a blank between the brackets and the parenthesis in the source",
        ),
        Hidden::Row => (
            "in a row with more cells than the first row of its table",
            "give the first row as many cells in the source",
        ),
    }
}

fn element_words(element: Element) -> &'static str {
    match element {
        Element::Heading => "a heading",
        Element::Item => "an item of a list",
        Element::Quote => "a quotation",
        Element::Rule => "a rule",
        Element::Table => "a table",
        Element::Cell => "the border of a cell",
        Element::Strong => "bold text",
        Element::Emphasis => "emphasis",
        Element::Strike => "struck-out text",
        Element::Link | Element::Autolink => "a link",
        Element::Image => "an image",
        Element::Footnote => "a footnote",
        Element::Task => "a box to tick",
        Element::Definition => "a definition",
    }
}

/// A construct of the source, as the subject of a sentence.
fn one(kind: Kind) -> &'static str {
    match kind {
        Kind::Heading => "this heading",
        Kind::Bold => "this bold text",
        Kind::Emphasis | Kind::Italix => "this emphasis",
        Kind::ListItem => "this item of a list",
        Kind::NumListItem => "this numbered item",
        Kind::Indent => "this indented line",
        Kind::Table | Kind::TableRow | Kind::TableCell => "this table",
        Kind::Link
        | Kind::LocalLink
        | Kind::AliasedLocalLink
        | Kind::DoiLink
        | Kind::Attach
        | Kind::Alink => "this link",
        Kind::Img | Kind::ImgBlock => "this image",
        Kind::Color => "this coloured text",
        Kind::Box => "this box",
        Kind::Sup => "this superscript",
        Kind::WeirdCitation => "this citation",
        Kind::HorizontalRule | Kind::HorizontalRuleAlt => "this rule",
        Kind::Newline => "this line break",
        Kind::TikiComment => "this comment",
        _ => "this construct",
    }
}

/// The beginning of a text, on one line.
fn quote(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut quoted: String = line.chars().take(LONGEST_QUOTE).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}

impl Described<'_, '_> {
    /// Tells what is shown otherwise than it is meant.
    pub(super) fn shown(&mut self, shown: Shown) {
        let Some(body) = self.judgement.page.markdown(self.text.as_bytes()) else {
            return;
        };
        // Places are looked up in two passes, for they are counted from the start as long as they rise.
        let places: Vec<_> = shown
            .list
            .iter()
            .map(|note| {
                let at = body.start + note.at.start..body.start + note.at.end;
                self.position(at.start)..self.position(at.end)
            })
            .collect();
        for (note, place) in shown.list.into_iter().zip(places) {
            let source = self.source_of(note.span);
            let mut message = note.message;
            if note.more > 0 {
                message.push_str(&format!(" (and {} more on this page)", note.more));
            }
            let before = self.report.findings.len();
            self.report.without_quote(Draft {
                rule: note.rule,
                part: Some(Part::Body),
                place: place.clone(),
                message,
                help: note.help.into(),
            });
            if let Some(finding) = self.report.findings.get_mut(before) {
                let at = body.start + note.at.start..body.start + note.at.end;
                finding.excerpt = Some(excerpt(self.text, at, Some(place.start)));
                finding.source = source;
                finding.cause = Some(cause::named(note.cause));
            }
        }
    }
}
