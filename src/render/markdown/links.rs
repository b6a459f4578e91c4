//! Links, and where they lead (exporter dialect, section 3, “LinkNode” and “Local links”).

use std::fmt;

use super::Markdown;
use crate::render::flow::Flow;
use crate::render::{Aspect, Origin, Sink};
use crate::wiki::Tree;
use crate::wiki::tree::{Detail, Kind, Node, Span};

impl<S: Sink> Markdown<'_, '_, S> {
    /// `[url|text]` and `[url]`; a url that leads nowhere is shown in brackets.
    pub(super) fn link(&mut self, node: &Node) -> fmt::Result {
        let Detail::Url(span) = node.detail else {
            return Ok(());
        };
        let url = self.tree.slice(span);
        if names_page_by_id(url) {
            let text = self.rendered_children(node)?;
            let mut target = String::new();
            let found = self.site.push_page_url(&text, &mut target)
                || self.site.push_tag_url(&text, &mut target);
            return self.linked(node, found.then_some(&*target));
        }
        let wiki = url.starts_with("tiki-index");
        if wiki || url.contains('/') || url.starts_with("https://") {
            let site = self.site;
            self.made("[", node, Aspect::Opens)?;
            self.children(node)?;
            self.made("](", node, Aspect::Between)?;
            if wiki {
                let prefix = site.tiki.replace(' ', "%20");
                self.made(&prefix, node, Aspect::Target)?;
            }
            self.url(span, node)?;
            return self.made(")", node, Aspect::Closes);
        }
        let (open, close) = if is_citation(url) {
            ("<sup>[", "]</sup>")
        } else {
            ("<span>[", "]</span>")
        };
        self.made(open, node, Aspect::Opens)?;
        self.copied(span, node, Aspect::Text)?;
        self.made(close, node, Aspect::Closes)
    }

    /// A url with each space as `%20`.
    fn url(&mut self, span: Span, node: &Node) -> fmt::Result {
        let url = self.tree.slice(span);
        let mut start = span.start;
        for at in memchr::memchr_iter(b' ', url.as_bytes()) {
            let space = Span::new(span.start + at as u32, span.start + at as u32 + 1);
            self.copied(Span::new(start, space.start), node, Aspect::Target)?;
            let origin = Origin::made_for(space, node, Aspect::Target);
            self.out.piece("%20", origin)?;
            start = space.end;
        }
        self.copied(Span::new(start, span.end), node, Aspect::Target)
    }

    /// `((page))`.
    pub(super) fn local_link(&mut self, node: &Node) -> fmt::Result {
        let page = self.tree.slice(node.inner);
        let mut target = String::new();
        let found =
            self.site.push_page_url(page, &mut target) || self.site.push_tag_url(page, &mut target);
        self.linked(node, found.then_some(&*target))
    }

    /// `((page|text))`: unlike in other links, markup in the text is shown as it is.
    pub(super) fn aliased_link(&mut self, node: &Node) -> fmt::Result {
        let Detail::Page(page) = node.detail else {
            return Ok(());
        };
        let text = Span::new(page.end + 1, node.inner.end);
        let mut target = String::new();
        let found = self.site.push_page_url(self.tree.slice(page), &mut target)
            || self.site.push_tag_url(self.tree.slice(text), &mut target);
        if !found {
            return self.copied(text, node, Aspect::Label);
        }
        self.made("[", node, Aspect::Opens)?;
        self.copied(text, node, Aspect::Label)?;
        self.close_link(&target, node)
    }

    /// The children as a link to `target`, or alone where there is none.
    fn linked(&mut self, node: &Node, target: Option<&str>) -> fmt::Result {
        let Some(target) = target else {
            return self.children(node);
        };
        self.made("[", node, Aspect::Opens)?;
        self.children(node)?;
        self.close_link(target, node)
    }

    fn close_link(&mut self, target: &str, node: &Node) -> fmt::Result {
        self.made("](", node, Aspect::Between)?;
        self.made(target, node, Aspect::Target)?;
        self.made(")", node, Aspect::Closes)
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
}

/// How a link names a page of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageNamed {
    /// By a title, which is this text of the tree.
    Title(Span),
    /// By a title that its text renders to; there is markup in it.
    Rendered,
}

/// How `node` names a page of the site; `None` where it is no link to a page.
///
/// `((Bone Health))` and `((Bone Health|bones))` name the page `Bone Health`; so does
/// `[tiki-index.php?page_id=42|Bone Health]`, whatever the number.
#[must_use]
pub fn page_named(tree: &Tree, node: &Node) -> Option<PageNamed> {
    match (node.kind, node.detail) {
        (Kind::LocalLink, _) => Some(PageNamed::Title(node.inner)),
        (Kind::AliasedLocalLink, Detail::Page(page)) => Some(PageNamed::Title(page)),
        (Kind::Link, Detail::Url(url)) if names_page_by_id(tree.slice(url)) => {
            let is_plain = tree.children(node).all(|child| child.kind == Kind::Text);
            Some(if is_plain {
                PageNamed::Title(node.inner)
            } else {
                PageNamed::Rendered
            })
        }
        _ => None,
    }
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
