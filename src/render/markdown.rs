//! Tree → the Markdown that Hugo shows (exporter dialect, section 3), by the forms of the exporter.

use std::collections::BTreeSet;
use std::fmt;

use super::flow::Flow;
use super::leave_out::leave_out;
use super::record::Recorded;
use super::{Aspect, Origin, Sink};
use crate::config::exporter::{Exporter, Form, Piece, Placeholder, Side};
use crate::config::{Comments, RenderSettings, Toc};
use crate::site::Site;
use crate::wiki::Tree;
use crate::wiki::tree::{Detail, Kind, Node, Span};

mod html;
mod links;
mod tables;

pub use links::{PageNamed, page_named};

/// What decides about the Markdown of a tree, beside the tree.
#[derive(Clone, Copy)]
pub struct Rendering<'g> {
    /// The choices that are older than the forms; `{break}` and `{toc}` in a form mean them.
    pub settings: RenderSettings,
    /// The forms, and what is left out.
    pub exporter: &'g Exporter,
    /// The names of categories.
    pub categories: &'g BTreeSet<String>,
    /// The pages and files that links lead to.
    pub site: &'g Site,
}

/// Writes the Markdown that `tree` generates.
///
/// # Errors
///
/// Only where `out` fails.
pub fn markdown<S: Sink>(tree: &Tree, rendering: Rendering<'_>, out: &mut S) -> fmt::Result {
    let leaves_out = &rendering.exporter.leaves_out;
    if leaves_out.is_empty() {
        return whole(tree, rendering, out);
    }
    let mut recorded = Recorded::default();
    whole(tree, rendering, &mut recorded)?;
    leave_out(recorded, leaves_out, out)
}

/// Writes the Markdown with all that is left out in the end.
fn whole<S: Sink>(tree: &Tree, rendering: Rendering<'_>, out: &mut S) -> fmt::Result {
    let mut markdown = Markdown::new(tree, rendering, out);
    tree.top()
        .try_for_each(|node| markdown.node(node, Place::Text))
}

/// Where a node is, as far as its Markdown depends on that.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Anywhere.
    Text,
    /// Directly in a table's cell.
    Cell,
    /// Directly in a coloured text that holds nothing but text.
    ColoredText,
}

struct Markdown<'t, 'g, 's, S> {
    tree: &'t Tree,
    rendering: Rendering<'g>,
    /// What is written for a newline in a text.
    newline: &'g str,
    out: Flow<'s, S>,
}

impl<'t, 'g, 's, S: Sink> Markdown<'t, 'g, 's, S> {
    fn new(tree: &'t Tree, rendering: Rendering<'g>, out: &'s mut S) -> Self {
        let writes = &rendering.exporter.writes;
        let most = match writes.most_newlines {
            0 => usize::MAX,
            most => most as usize,
        };
        Self {
            tree,
            rendering,
            newline: writes.forms[Form::TextNewline].text(),
            out: Flow::new(out, most),
        }
    }

    fn node(&mut self, node: &Node, place: Place) -> fmt::Result {
        match node.kind {
            Kind::Text => self.text(node, place),
            Kind::Heading => self.level(Form::Heading, "#", node),
            Kind::Indent => self.level(Form::Indent, "> ", node),
            Kind::ListItem => self.item(
                Form::Item,
                self.rendering.exporter.writes.bullet_indent,
                node,
            ),
            Kind::NumListItem => self.item(
                Form::NumberedItem,
                self.rendering.exporter.writes.number_indent,
                node,
            ),
            Kind::Bold => self.form(Form::Bold, node),
            Kind::Emphasis => self.form(Form::Emphasis, node),
            Kind::Italix => self.form(Form::Italic, node),
            Kind::Font => self.form(Form::Font, node),
            Kind::Fade => self.form(Form::Fade, node),
            Kind::Alink => self.form(Form::Alink, node),
            Kind::Div => self.form(Form::Div, node),
            Kind::NoParse => self.form(Form::NoParse, node),
            Kind::Html => self.form(Form::Html, node),
            Kind::ListPages => self.form(Form::ListPages, node),
            Kind::TikiComment => self.form(Form::Comment, node),
            Kind::Sql => self.form(Form::Sql, node),
            Kind::CustomSearch => self.form(Form::CustomSearch, node),
            Kind::Filter => self.form(Form::Filter, node),
            Kind::List => self.form(Form::List, node),
            Kind::MakeToc => self.toc(node),
            Kind::Include => self.include(node),
            Kind::Category => self.form(Form::PageCategory, node),
            Kind::Redirect => self.form(Form::Redirect, node),
            Kind::HorizontalRule => self.form(Form::Rule, node),
            Kind::HorizontalRuleAlt => self.form(Form::LongRule, node),
            Kind::Newline if place == Place::Cell => self.form(Form::CellNewline, node),
            Kind::Newline => self.form(Form::Newline, node),
            Kind::HorizontalSpace | Kind::HorizontalSpaceAlt => {
                (0..spaces(node)).try_for_each(|_| self.form(Form::Space, node))
            }
            Kind::Sup => self.form(Form::Sup, node),
            Kind::WeirdCitation => self.citation(node),
            Kind::DoiLink => self.doi(node),
            // The exporter has none of these.
            Kind::Paragraph
            | Kind::LineBreak
            | Kind::BulletList
            | Kind::LooseList
            | Kind::NumberedList
            | Kind::Definition
            | Kind::Part
            | Kind::HeadRow
            | Kind::TitleBar
            | Kind::Centre
            | Kind::Monospace
            | Kind::Strike
            | Kind::Underline
            | Kind::Character
            | Kind::BareUrl
            | Kind::Call
            | Kind::Preformatted
            | Kind::ParsedPre
            | Kind::HtmlComment
            | Kind::Direction
            | Kind::MarkdownPage
            | Kind::Page => Ok(()),
            Kind::Color => self.color(node),
            Kind::Box => self.boxed(node),
            Kind::Table => self.table(node),
            Kind::TableRow => self.row(node),
            Kind::TableCell => self.cell(node),
            Kind::Img | Kind::ImgBlock => self.image(node),
            Kind::Attach => self.attachment(node),
            Kind::Link => self.link(node),
            Kind::LocalLink => self.local_link(node),
            Kind::AliasedLocalLink => self.aliased_link(node),
        }
    }

    /// Writes a node by its form: marks as they are, and for each placeholder what `value` writes.
    #[inline]
    fn fill(
        &mut self,
        form: Form,
        node: &Node,
        mut value: impl FnMut(&mut Self, Placeholder) -> fmt::Result,
    ) -> fmt::Result {
        let exporter = self.rendering.exporter;
        for piece in exporter.writes.forms[form].pieces() {
            match piece {
                Piece::Mark(text, side) => self.made(text, node, aspect(*side))?,
                Piece::Break(side) => match self.rendering.settings.comments {
                    Comments::Block => self.made("\n", node, aspect(*side))?,
                    Comments::Inline => {}
                },
                Piece::Value(placeholder) => value(self, *placeholder)?,
                Piece::Argument(name) => {
                    if let Some(argument) = self.tree.argument(node, name) {
                        self.copied(argument, node, Aspect::Value)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes a node by a form whose placeholders mean the same for all nodes.
    fn form(&mut self, form: Form, node: &Node) -> fmt::Result {
        self.fill(form, node, |markdown, value| markdown.content(value, node))
    }

    /// Writes a placeholder that means the same for all nodes.
    fn content(&mut self, value: Placeholder, node: &Node) -> fmt::Result {
        match value {
            Placeholder::Trimmed => {
                self.out.begin_trimmed();
                self.children(node)?;
                self.out.end_trimmed();
                Ok(())
            }
            Placeholder::Source => self.copied(node.full, node, Aspect::Whole),
            Placeholder::Inner => self.copied(node.inner, node, Aspect::Text),
            Placeholder::Level => self.made(&level(node).to_string(), node, Aspect::Level),
            // Those that mean something for a few forms are written by them; what is left is the content.
            _ => self.children(node),
        }
    }

    fn children(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        tree.children(node)
            .try_for_each(|child| self.node(child, Place::Text))
    }

    /// A text; its newlines are written as the exporter writes them, doubled as a rule.
    fn text(&mut self, node: &Node, place: Place) -> fmt::Result {
        let span = node.full;
        let text = self.tree.slice(span);
        let mut start = 0;
        let (mark, shown) = match place {
            Place::ColoredText => (b'*', "✻"),
            Place::Text | Place::Cell => (b'\n', self.newline),
        };
        for at in memchr::memchr2_iter(b'\n', mark, text.as_bytes()) {
            let place = span.start + at as u32;
            let before = Span::new(span.start + start as u32, place);
            self.copied(before, node, Aspect::Text)?;
            let shown = if text.as_bytes()[at] == b'\n' {
                self.newline
            } else {
                shown
            };
            let replaced = Span::new(place, place + 1);
            let origin = Origin::made_for(replaced, node, Aspect::Text);
            self.out.piece(shown, origin)?;
            start = at + 1;
        }
        let rest = Span::new(span.start + start as u32, span.end);
        self.copied(rest, node, Aspect::Text)
    }

    /// A heading or an indented line: `{marks}` is `mark` for each level.
    fn level(&mut self, form: Form, mark: &str, node: &Node) -> fmt::Result {
        self.fill(form, node, |markdown, value| match value {
            Placeholder::Marks => markdown.repeat(mark, level(node), node, Aspect::Level),
            value => markdown.content(value, node),
        })
    }

    /// An item of a list: `{indent}` is `width` blanks for each level behind the first.
    fn item(&mut self, form: Form, width: u64, node: &Node) -> fmt::Result {
        const BLANKS: &str = "                ";
        let blanks = &BLANKS[..BLANKS.len().min(width as usize)];
        self.fill(form, node, |markdown, value| match value {
            Placeholder::Indent => markdown.repeat(blanks, level(node) - 1, node, Aspect::Level),
            value => markdown.content(value, node),
        })
    }

    /// `{maketoc}`.
    fn toc(&mut self, node: &Node) -> fmt::Result {
        self.fill(Form::Toc, node, |markdown, value| {
            match (value, markdown.rendering.settings.toc) {
                (Placeholder::Toc, Toc::Comment) => markdown.toc_comment(node),
                (Placeholder::Toc, Toc::Shortcode) => {
                    markdown.made("{{< toc >}}", node, Aspect::Whole)
                }
                (value, _) => markdown.content(value, node),
            }
        })
    }

    fn toc_comment(&mut self, node: &Node) -> fmt::Result {
        let (before, after) = match self.rendering.settings.comments {
            Comments::Block => ("\n<!-- ", " -->\n"),
            Comments::Inline => ("<!-- ", " -->"),
        };
        self.made(before, node, Aspect::Opens)?;
        self.copied(node.full, node, Aspect::Whole)?;
        self.made(after, node, Aspect::Closes)
    }

    /// `{include}`. Where it makes its section go, it writes what the section goes for.
    fn include(&mut self, node: &Node) -> fmt::Result {
        let leaves_out = &self.rendering.exporter.leaves_out;
        match leaves_out.section_text_in(self.tree.slice(node.full)) {
            Some(text) => self.made(text, node, Aspect::Whole),
            None => self.form(Form::Include, node),
        }
    }

    fn citation(&mut self, node: &Node) -> fmt::Result {
        let Detail::Citation(citation) = node.detail else {
            return Ok(());
        };
        self.fill(Form::Citation, node, |markdown, value| match value {
            Placeholder::Numbers => markdown.copied(citation.numbers, node, Aspect::Text),
            value => markdown.content(value, node),
        })
    }

    fn doi(&mut self, node: &Node) -> fmt::Result {
        self.fill(Form::Doi, node, |markdown, value| match value {
            Placeholder::Identifier => markdown.copied(node.inner, node, Aspect::Target),
            _ => markdown.copied(node.full, node, Aspect::Label),
        })
    }

    fn copied(&mut self, span: Span, node: &Node, aspect: Aspect) -> fmt::Result {
        self.out
            .piece(self.tree.slice(span), Origin::copied(span, node, aspect))
    }

    #[inline]
    fn made(&mut self, text: &str, node: &Node, aspect: Aspect) -> fmt::Result {
        self.out.made(text, node, aspect)
    }

    fn repeat(&mut self, text: &str, times: usize, node: &Node, aspect: Aspect) -> fmt::Result {
        (0..times).try_for_each(|_| self.out.made(text, node, aspect))
    }
}

/// What of a construct a mark of its form shows.
fn aspect(side: Side) -> Aspect {
    match side {
        Side::Opens => Aspect::Opens,
        Side::Between => Aspect::Between,
        Side::Closes => Aspect::Closes,
        Side::Whole => Aspect::Whole,
    }
}

/// How many marks opened a line; at least one.
fn level(node: &Node) -> usize {
    match node.detail {
        Detail::Level(level) => (level as usize).max(1),
        _ => 1,
    }
}

/// How many spaces a node gives.
fn spaces(node: &Node) -> usize {
    match node.detail {
        Detail::Repeat(count) => count as usize,
        _ => 0,
    }
}
