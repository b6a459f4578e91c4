//! Tree → the Markdown that Hugo shows (exporter dialect, section 3).

use std::fmt;

use super::flow::Flow;
use super::{Aspect, Origin, Sink};
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

struct Markdown<'t, 's, S> {
    tree: &'t Tree,
    site: &'t Site,
    settings: RenderSettings,
    out: Flow<'s, S>,
}

impl<S: Sink> Markdown<'_, '_, S> {
    fn node(&mut self, node: &Node, place: Place) -> fmt::Result {
        match node.kind {
            Kind::Text => self.text(node, place),
            Kind::Heading => {
                self.made("\n", node, Aspect::Opens)?;
                self.repeat("#", level(node), node, Aspect::Level)?;
                self.made(" ", node, Aspect::Opens)?;
                self.children(node)?;
                self.made("\n", node, Aspect::Closes)
            }
            Kind::Bold => {
                self.made(" **", node, Aspect::Opens)?;
                self.out.begin_trimmed();
                self.children(node)?;
                self.out.end_trimmed();
                self.made("** ", node, Aspect::Closes)
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
                self.repeat("   ", level(node) - 1, node, Aspect::Level)?;
                self.made("* ", node, Aspect::Opens)?;
                self.children(node)
            }
            Kind::NumListItem => {
                self.repeat("  ", level(node) - 1, node, Aspect::Level)?;
                self.made("1. ", node, Aspect::Opens)?;
                self.children(node)
            }
            Kind::Indent => {
                self.repeat("> ", level(node), node, Aspect::Level)?;
                self.children(node)
            }
            Kind::TikiComment | Kind::Sql | Kind::CustomSearch | Kind::Filter | Kind::List => {
                self.comment(node)
            }
            Kind::MakeToc => match self.settings.toc {
                Toc::Comment => self.comment(node),
                Toc::Shortcode => self.made("{{< toc >}}", node, Aspect::Whole),
            },
            Kind::Include | Kind::Category | Kind::Redirect => Ok(()),
            Kind::HorizontalRule | Kind::HorizontalRuleAlt => {
                self.made("\n\n---\n\n", node, Aspect::Whole)
            }
            Kind::Newline if place == Place::Cell => self.made("<br>", node, Aspect::Whole),
            Kind::Newline => self.made("  \n", node, Aspect::Whole),
            Kind::HorizontalSpace | Kind::HorizontalSpaceAlt => {
                self.repeat("&nbsp;", spaces(node), node, Aspect::Whole)
            }
            Kind::Sup => {
                self.made("<sup>", node, Aspect::Opens)?;
                self.children(node)?;
                self.made("</sup>", node, Aspect::Closes)
            }
            Kind::WeirdCitation => self.citation(node),
            Kind::DoiLink => {
                self.made("[", node, Aspect::Opens)?;
                self.copied(node.full, node, Aspect::Label)?;
                self.made("](https://doi.org/", node, Aspect::Between)?;
                self.copied(node.inner, node, Aspect::Target)?;
                self.made(")", node, Aspect::Closes)
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
    fn text(&mut self, node: &Node, place: Place) -> fmt::Result {
        let span = node.full;
        let text = self.tree.slice(span);
        let mut start = 0;
        let (mark, shown) = match place {
            Place::ColoredText => (b'*', "✻"),
            Place::Text | Place::Cell => (b'\n', "\n\n"),
        };
        for at in memchr::memchr2_iter(b'\n', mark, text.as_bytes()) {
            let place = span.start + at as u32;
            let before = Span::new(span.start + start as u32, place);
            self.copied(before, node, Aspect::Text)?;
            let shown = if text.as_bytes()[at] == b'\n' {
                "\n\n"
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

    fn comment(&mut self, node: &Node) -> fmt::Result {
        let (before, after) = match self.settings.comments {
            Comments::Block => ("\n<!-- ", " -->\n"),
            Comments::Inline => ("<!-- ", " -->"),
        };
        self.made(before, node, Aspect::Opens)?;
        self.copied(node.full, node, Aspect::Whole)?;
        self.made(after, node, Aspect::Closes)
    }

    fn citation(&mut self, node: &Node) -> fmt::Result {
        let Detail::Citation(citation) = node.detail else {
            return Ok(());
        };
        self.made("<sup>[", node, Aspect::Opens)?;
        self.copied(citation.numbers, node, Aspect::Text)?;
        self.made("]</sup>", node, Aspect::Closes)
    }

    /// A table; one without rows writes nothing.
    fn table(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        let Some(first) = tree.children(node).next() else {
            return Ok(());
        };
        let columns = tree.children(first).count();
        self.made("\n|", node, Aspect::Opens)?;
        self.repeat(" |", columns, node, Aspect::Opens)?;
        self.made("\n|", node, Aspect::Opens)?;
        self.repeat(" --- |", columns, node, Aspect::Opens)?;
        self.made("\n", node, Aspect::Opens)?;
        self.children(node)?;
        self.made("\n", node, Aspect::Closes)
    }

    fn row(&mut self, node: &Node) -> fmt::Result {
        self.children(node)?;
        self.made("|\n", node, Aspect::Closes)
    }

    fn cell(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        self.made("| ", node, Aspect::Opens)?;
        tree.children(node)
            .try_for_each(|child| self.node(child, Place::Cell))?;
        self.made(" ", node, Aspect::Closes)
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
