//! Tree → the Markdown that Hugo shows (exporter dialect, section 3).

use std::fmt;

use super::flow::Flow;
use super::{Origin, Sink};
use crate::config::{Comments, RenderSettings, Toc};
use crate::site::Site;
use crate::wiki::Tree;
use crate::wiki::tree::{Detail, Kind, Node, Span};

mod html;
mod links;

pub use links::{PageNamed, page_named};

/// Writes the Markdown that `tree` generates on `site`.
///
/// # Errors
///
/// Only where `out` fails.
pub fn markdown<S: Sink>(
    tree: &Tree,
    site: &Site,
    settings: RenderSettings,
    out: &mut S,
) -> fmt::Result {
    let mut markdown = Markdown {
        tree,
        site,
        settings,
        out: Flow::new(out),
    };
    tree.top()
        .try_for_each(|node| markdown.node(node, Place::Text))
}

/// Where a node stands, as far as its Markdown depends on that.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Anywhere.
    Text,
    /// Directly in a table's cell.
    Cell,
    /// Directly in a coloured text that holds nothing but text.
    ColoredText,
}

struct Markdown<'t, 's, S> {
    tree: &'t Tree,
    site: &'t Site,
    settings: RenderSettings,
    out: Flow<'s, S>,
}

impl<S: Sink> Markdown<'_, '_, S> {
    fn node(&mut self, node: &Node, place: Place) -> fmt::Result {
        let made = node.full;
        match node.kind {
            Kind::Text => self.text(node.full, place),
            Kind::Heading => {
                self.out.made("\n", made)?;
                self.repeat("#", level(node), made)?;
                self.out.made(" ", made)?;
                self.children(node)?;
                self.out.made("\n", made)
            }
            Kind::Bold => {
                self.out.made(" **", made)?;
                self.out.begin_trimmed();
                self.children(node)?;
                self.out.end_trimmed();
                self.out.made("** ", made)
            }
            Kind::Emphasis
            | Kind::Italix
            | Kind::Font
            | Kind::Fade
            | Kind::Alink
            | Kind::Div
            | Kind::NoParse
            | Kind::Html
            | Kind::ListPages => self.children(node),
            Kind::ListItem => {
                self.repeat("   ", level(node) - 1, made)?;
                self.out.made("* ", made)?;
                self.children(node)
            }
            Kind::NumListItem => {
                self.repeat("  ", level(node) - 1, made)?;
                self.out.made("1. ", made)?;
                self.children(node)
            }
            Kind::Indent => {
                self.repeat("> ", level(node), made)?;
                self.children(node)
            }
            Kind::TikiComment | Kind::Sql | Kind::CustomSearch | Kind::Filter | Kind::List => {
                self.comment(node)
            }
            Kind::MakeToc => match self.settings.toc {
                Toc::Comment => self.comment(node),
                Toc::Shortcode => self.out.made("{{< toc >}}", made),
            },
            Kind::Include | Kind::Category | Kind::Redirect => Ok(()),
            Kind::HorizontalRule | Kind::HorizontalRuleAlt => self.out.made("\n\n---\n\n", made),
            Kind::Newline if place == Place::Cell => self.out.made("<br>", made),
            Kind::Newline => self.out.made("  \n", made),
            Kind::HorizontalSpace => self.repeat("&nbsp;", node.full.len() / "~hs~".len(), made),
            Kind::HorizontalSpaceAlt => {
                self.repeat("&nbsp;", (node.full.len() - "~~".len()) / "hs".len(), made)
            }
            Kind::Sup => {
                self.out.made("<sup>", made)?;
                self.children(node)?;
                self.out.made("</sup>", made)
            }
            Kind::WeirdCitation => {
                self.out.made("<sup>[", made)?;
                self.copied(trimmed(self.tree, node.inner))?;
                self.out.made("]</sup>", made)
            }
            Kind::DoiLink => {
                self.out.made("[", made)?;
                self.copied(node.full)?;
                self.out.made("](https://doi.org/", made)?;
                self.copied(node.inner)?;
                self.out.made(")", made)
            }
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

    fn children(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        tree.children(node)
            .try_for_each(|child| self.node(child, Place::Text))
    }

    /// A text, with every newline doubled.
    fn text(&mut self, span: Span, place: Place) -> fmt::Result {
        let text = self.tree.slice(span);
        let mut start = 0;
        let (mark, shown) = match place {
            Place::ColoredText => (b'*', "✻"),
            Place::Text | Place::Cell => (b'\n', "\n\n"),
        };
        for at in memchr::memchr2_iter(b'\n', mark, text.as_bytes()) {
            let place = span.start + at as u32;
            self.copied(Span::new(span.start + start as u32, place))?;
            let shown = if text.as_bytes()[at] == b'\n' {
                "\n\n"
            } else {
                shown
            };
            self.out.made(shown, Span::new(place, place + 1))?;
            start = at + 1;
        }
        self.copied(Span::new(span.start + start as u32, span.end))
    }

    fn comment(&mut self, node: &Node) -> fmt::Result {
        let (before, after) = match self.settings.comments {
            Comments::Block => ("\n<!-- ", " -->\n"),
            Comments::Inline => ("<!-- ", " -->"),
        };
        self.out.made(before, node.full)?;
        self.copied(node.full)?;
        self.out.made(after, node.full)
    }

    /// A table; one without rows writes nothing.
    fn table(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        let Some(first) = tree.children(node).next() else {
            return Ok(());
        };
        let columns = tree.children(first).count();
        self.out.made("\n|", node.full)?;
        self.repeat(" |", columns, node.full)?;
        self.out.made("\n|", node.full)?;
        self.repeat(" --- |", columns, node.full)?;
        self.out.made("\n", node.full)?;
        self.children(node)?;
        self.out.made("\n", node.full)
    }

    fn row(&mut self, node: &Node) -> fmt::Result {
        self.children(node)?;
        self.out.made("|\n", node.full)
    }

    fn cell(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        self.out.made("| ", node.full)?;
        tree.children(node)
            .try_for_each(|child| self.node(child, Place::Cell))?;
        self.out.made(" ", node.full)
    }

    fn copied(&mut self, span: Span) -> fmt::Result {
        self.out.piece(self.tree.slice(span), Origin::Copied(span))
    }

    fn repeat(&mut self, text: &str, times: usize, made: Span) -> fmt::Result {
        (0..times).try_for_each(|_| self.out.made(text, made))
    }
}

/// How many marks opened a line; at least one.
fn level(node: &Node) -> usize {
    match node.detail {
        Detail::Level(level) => (level as usize).max(1),
        _ => 1,
    }
}

/// `span` without the white space at either end.
fn trimmed(tree: &Tree, span: Span) -> Span {
    let text = tree.slice(span);
    let start = span.end - text.trim_start().len() as u32;
    Span::new(start, start + text.trim().len() as u32)
}
