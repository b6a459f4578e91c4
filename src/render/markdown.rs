//! Tree → the Markdown that Hugo shows (exporter dialect, section 3).

use std::fmt;

use super::flow::Flow;
use super::{Origin, Sink};
use crate::config::{Comments, RenderSettings, Toc};
use crate::site::Site;
use crate::tiki::Tree;
use crate::tiki::tree::{Detail, Kind, Node, Span};

use super::media;

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

    /// `~~color:text~~` or `~~color,background:text~~`; an asterisk in plain text would begin Markdown markup.
    fn color(&mut self, node: &Node) -> fmt::Result {
        let Detail::Arguments(arguments) = node.detail else {
            return Ok(());
        };
        let spec = self.tree.slice(arguments.raw);
        let comma = spec.find(',').unwrap_or(spec.len());
        let comma = arguments.raw.start + comma as u32;
        self.out.made("<span style=\"color:", node.full)?;
        self.copied(Span::new(arguments.raw.start, comma))?;
        self.out.made(";", node.full)?;
        if comma < arguments.raw.end {
            self.out.made("background-color:", node.full)?;
            self.copied(Span::new(comma + 1, arguments.raw.end))?;
            self.out.made(";", node.full)?;
        }
        self.out.made("\">", node.full)?;
        let tree = self.tree;
        let place = if tree.children(node).all(|child| child.kind == Kind::Text) {
            Place::ColoredText
        } else {
            Place::Text
        };
        tree.children(node)
            .try_for_each(|child| self.node(child, place))?;
        self.out.made("</span>", node.full)
    }

    fn boxed(&mut self, node: &Node) -> fmt::Result {
        let attribute = |key| {
            self.tree
                .argument(node, key)
                .map(|span| self.tree.slice(span))
        };
        let unquoted = |key| attribute(key).map(|value| value.trim_matches(['"', '\'']));
        let mut open = String::from("<div ");
        if let Some(class) = attribute("class") {
            open.push_str(&format!("class=\"{class}\" "));
        }
        let background = attribute("bg").unwrap_or("#f5f5f5");
        let background = background.strip_prefix('>').unwrap_or(background);
        let padding = unquoted("padding").unwrap_or("15px");
        let margin = unquoted("margin").unwrap_or("10px 0");
        open.push_str(&format!(
            "style=\"background-color:{background};padding:{padding};margin:{margin};border-radius:5px"
        ));
        if let Some(width) = unquoted("width") {
            open.push_str(&format!(";width:{width}"));
        }
        if let Some(height) = unquoted("height") {
            open.push_str(&format!(";height:{height}"));
        }
        open.push_str("\">");
        self.out.made(&open, node.full)?;
        self.children(node)?;
        self.out.made("</div>", node.full)
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

    fn image(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        let argument = |key| tree.argument(node, key).map(|span| tree.slice(span));
        let alt = argument("alt").unwrap_or("image");
        let mut attributes = format!("\" alt=\"{alt}\"");
        for key in ["width", "height"] {
            if let Some(value) = argument(key).filter(|value| !value.is_empty()) {
                attributes.push_str(&format!(" {key}=\"{value}\""));
            }
        }
        if node.kind == Kind::ImgBlock
            && let Some(max) = argument("max")
        {
            attributes.push_str(&format!(" style=\"max-width: {max}px;\""));
        }
        attributes.push('>');
        if let Some(src) = tree.argument(node, "src") {
            self.out.made("<img src=\"", node.full)?;
            self.copied(src)?;
            return self.out.made(&attributes, node.full);
        }
        let Some((kind, ids)) = media::image_ids(tree, node) else {
            return Ok(());
        };
        let mut path = String::new();
        for (i, id) in ids.split(',').filter_map(media::usable_id).enumerate() {
            path.clear();
            match kind {
                media::IdKind::Attachment => self.site.push_attachment_url(&id, &mut path),
                media::IdKind::File => self.site.push_file_url(&id, &mut path),
            }
            let open = if i == 0 {
                "<img src=\""
            } else {
                "\n<img src=\""
            };
            self.out.made(open, node.full)?;
            self.out.made(&path, node.full)?;
            self.out.made(&attributes, node.full)?;
        }
        Ok(())
    }

    fn attachment(&mut self, node: &Node) -> fmt::Result {
        let Some(id) = media::attachment_id(self.tree, node) else {
            return self.children(node);
        };
        let path = self.site.attachment_url(&id);
        self.out.made(
            "<i class=\"fas fa-file-pdf\" style=\"margin-right: 0.3em;\"></i><a href=\"",
            node.full,
        )?;
        self.out.made(&path, node.full)?;
        self.out.made("\">", node.full)?;
        self.children(node)?;
        self.out.made("</a>", node.full)
    }

    fn link(&mut self, node: &Node) -> fmt::Result {
        let Detail::Url(span) = node.detail else {
            return Ok(());
        };
        let url = self.tree.slice(span);
        if names_page_by_id(url) {
            let text = self.rendered_children(node)?;
            let mut target = String::new();
            let found = self.site.push_page_url(&text, &mut target)
                || self.site.push_tag_url(&text, &mut target);
            return self.linked(node, found.then_some(&target));
        }
        let wiki = url.starts_with("tiki-index");
        if wiki || url.contains('/') || url.starts_with("https://") {
            let prefix = if wiki { self.site.tiki.as_str() } else { "" };
            let target = format!("{prefix}{url}").replace(' ', "%20");
            return self.linked(node, Some(&target));
        }
        let (open, close) = if is_citation(url) {
            ("<sup>[", "]</sup>")
        } else {
            ("<span>[", "]</span>")
        };
        self.out.made(open, node.full)?;
        self.copied(span)?;
        self.out.made(close, node.full)
    }

    fn local_link(&mut self, node: &Node) -> fmt::Result {
        let page = self.tree.slice(node.inner);
        let mut target = String::new();
        let found =
            self.site.push_page_url(page, &mut target) || self.site.push_tag_url(page, &mut target);
        self.linked(node, found.then_some(&target))
    }

    /// `((page|text))`: unlike in other links, markup in the text is shown as it is.
    fn aliased_link(&mut self, node: &Node) -> fmt::Result {
        let Detail::Page(page) = node.detail else {
            return Ok(());
        };
        let text = Span::new(page.end + 1, node.inner.end);
        let mut target = String::new();
        let found = self.site.push_page_url(self.tree.slice(page), &mut target)
            || self.site.push_tag_url(self.tree.slice(text), &mut target);
        if !found {
            return self.copied(text);
        }
        self.out.made("[", node.full)?;
        self.copied(text)?;
        self.close_link(&target, node)
    }

    /// The children as a link to `target`, or alone where there is none.
    fn linked(&mut self, node: &Node, target: Option<&String>) -> fmt::Result {
        let Some(target) = target else {
            return self.children(node);
        };
        self.out.made("[", node.full)?;
        self.children(node)?;
        self.close_link(target, node)
    }

    fn close_link(&mut self, target: &str, node: &Node) -> fmt::Result {
        self.out.made("](", node.full)?;
        self.out.made(target, node.full)?;
        self.out.made(")", node.full)
    }

    /// What the children of a link render to. Links do not nest in links, so nothing is rendered more than twice.
    fn rendered_children(&self, node: &Node) -> Result<String, fmt::Error> {
        let mut text = String::new();
        let mut markdown = Markdown {
            tree: self.tree,
            site: self.site,
            settings: self.settings,
            out: Flow::new(&mut text),
        };
        markdown.children(node)?;
        Ok(text)
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

/// Whether a url names a wiki page by its number.
#[must_use]
pub fn names_page_by_id(url: &str) -> bool {
    const BY_ID: &str = "tiki-index.php?page_id=";
    url.match_indices(BY_ID).any(|(at, _)| {
        url.as_bytes()
            .get(at + BY_ID.len())
            .is_some_and(u8::is_ascii_digit)
    })
}

/// Whether a url is numbers, parted by `,` or `*`.
fn is_citation(url: &str) -> bool {
    let mut numbers = url.split([',', '*']).peekable();
    let mut first = true;
    while let Some(number) = numbers.next() {
        let digits = match (first, numbers.peek().is_none()) {
            (true, true) => number,
            (true, false) => number.trim_end(),
            (false, true) => number.trim_start(),
            (false, false) => number.trim(),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        first = false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_are_numbers_with_separators_between_them() {
        for url in ["12", "5,6", "7, 8", "9*10", "1 , 2", "1\n*2"] {
            assert!(is_citation(url), "{url:?}");
        }
        for url in ["", " 12", "12 ", "5,", ",6", "5,,6", "a", "5 6", "٣"] {
            assert!(!is_citation(url), "{url:?}");
        }
    }

    #[test]
    fn a_page_id_is_digits_behind_its_name() {
        assert!(names_page_by_id(
            "https://wiki.example.org/tiki-index.php?page_id=42"
        ));
        assert!(!names_page_by_id("tiki-index.php?page_id=x42"));
        assert!(names_page_by_id(
            "tiki-index.php?page_id=x&tiki-index.php?page_id=1"
        ));
    }
}
