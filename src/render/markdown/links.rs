//! Links, and where they lead (exporter dialect, section 3, “LinkNode” and “Local links”).

use std::fmt;

use super::{Markdown, Rendering};
use crate::config::exporter::{Form, Placeholder, UrlSpaces};
use crate::render::{Aspect, Origin, Sink};
use crate::site::slug::{push_page_slug, push_tag_slug};
use crate::wiki::Tree;
use crate::wiki::tree::{Detail, Kind, Node, Span};

/// How a link names a page, and what its text is.
#[derive(Clone, Copy)]
struct Named<'a> {
    /// The page, as it is written.
    page: &'a str,
    /// Where that stands, unless it was rendered.
    at: Option<Span>,
    /// What the tag is made of where there is no such page.
    tagged: &'a str,
    /// The text, where it is not the children.
    text: Option<Span>,
    /// The form where there is no such page.
    missing: Form,
    /// The number of the page.
    id: &'a str,
}

impl<S: Sink> Markdown<'_, '_, '_, S> {
    /// `[url|text]` and `[url]`; a url that leads nowhere is shown in brackets.
    pub(super) fn link(&mut self, node: &Node) -> fmt::Result {
        let Detail::Url(span) = node.detail else {
            return Ok(());
        };
        let url = self.tree.slice(span);
        let has_rules = self.rendering.exporter.reads.page_id_links;
        if let Some(id) = page_id(url).filter(|_| has_rules) {
            let text = self.rendered_children(node)?;
            return self.named(
                Named {
                    page: &text,
                    at: None,
                    tagged: &text,
                    text: None,
                    missing: Form::MissingPageId,
                    id,
                },
                node,
            );
        }
        let wiki = has_rules && url.starts_with("tiki-index");
        if wiki || url.contains('/') || url.starts_with("https://") {
            return self.fill(Form::Link, node, |markdown, value| match value {
                Placeholder::Url => {
                    if wiki {
                        markdown.wiki_prefix(node)?;
                    }
                    markdown.url(span, node)
                }
                value => markdown.content(value, node),
            });
        }
        let form = if is_citation(url) {
            Form::CitationLink
        } else {
            Form::OtherLink
        };
        self.fill(form, node, |markdown, value| match value {
            Placeholder::Url => markdown.copied(span, node, Aspect::Text),
            value => markdown.content(value, node),
        })
    }

    /// What is put in front of urls of the wiki.
    fn wiki_prefix(&mut self, node: &Node) -> fmt::Result {
        let prefix = &self.rendering.site.tiki;
        match self.rendering.exporter.writes.url_spaces {
            UrlSpaces::Encode => self.made(&prefix.replace(' ', "%20"), node, Aspect::Target),
            UrlSpaces::Keep => self.made(prefix, node, Aspect::Target),
        }
    }

    /// A url, with its spaces as the exporter writes them.
    fn url(&mut self, span: Span, node: &Node) -> fmt::Result {
        let url = self.tree.slice(span);
        let mut start = span.start;
        if self.rendering.exporter.writes.url_spaces == UrlSpaces::Encode {
            for at in memchr::memchr_iter(b' ', url.as_bytes()) {
                let space = Span::new(span.start + at as u32, span.start + at as u32 + 1);
                self.copied(Span::new(start, space.start), node, Aspect::Target)?;
                let origin = Origin::made_for(space, node, Aspect::Target);
                self.out.piece("%20", origin)?;
                start = space.end;
            }
        }
        self.copied(Span::new(start, span.end), node, Aspect::Target)
    }

    /// `((page))`.
    pub(super) fn local_link(&mut self, node: &Node) -> fmt::Result {
        let page = self.tree.slice(node.inner);
        self.named(
            Named {
                page,
                at: Some(node.inner),
                tagged: page,
                text: None,
                missing: Form::MissingPage,
                id: "",
            },
            node,
        )
    }

    /// `((page|text))`: unlike in other links, markup in the text is shown as it is.
    pub(super) fn aliased_link(&mut self, node: &Node) -> fmt::Result {
        let Detail::Page(page) = node.detail else {
            return Ok(());
        };
        let text = Span::new(page.end + 1, node.inner.end);
        self.named(
            Named {
                page: self.tree.slice(page),
                at: Some(page),
                tagged: self.tree.slice(text),
                text: Some(text),
                missing: Form::MissingPage,
                id: "",
            },
            node,
        )
    }

    /// A link that names a page: to that page, else to a category of this name, else as the exporter writes what does
    /// not exist.
    fn named(&mut self, named: Named<'_>, node: &Node) -> fmt::Result {
        let Rendering {
            site,
            categories,
            exporter,
            ..
        } = self.rendering;
        let mut url = String::new();
        let form = if site.push_page_url(named.page, &mut url) {
            Form::PageLink
        } else if categories.contains(named.page) {
            Form::CategoryLink
        } else {
            let template = &exporter.writes.forms[named.missing];
            let by_tag = template.has(Placeholder::Url) || template.has(Placeholder::Tag);
            if by_tag && !site.push_tag_url(named.tagged, &mut url) {
                // Nothing of the text can stand in a tag.
                return self.link_text(Placeholder::Text, named, node);
            }
            named.missing
        };
        self.fill(form, node, |markdown, value| {
            let mut made = String::new();
            match value {
                Placeholder::Url => return markdown.made(&url, node, Aspect::Target),
                Placeholder::Id => return markdown.made(named.id, node, Aspect::Target),
                Placeholder::Page => {
                    return match named.at {
                        Some(span) => markdown.copied(span, node, Aspect::Value),
                        None => markdown.made(named.page, node, Aspect::Value),
                    };
                }
                Placeholder::Slug => push_page_slug(named.page, &mut made),
                Placeholder::Tag => push_tag_slug(named.tagged, &mut made),
                Placeholder::Path => made = named.page.to_lowercase().replace(' ', "-"),
                value => return markdown.link_text(value, named, node),
            }
            markdown.made(&made, node, Aspect::Target)
        })
    }

    /// The text of a link that names a page.
    fn link_text(&mut self, value: Placeholder, named: Named<'_>, node: &Node) -> fmt::Result {
        let Some(text) = named.text else {
            return self.content(value, node);
        };
        if value != Placeholder::Trimmed {
            return self.copied(text, node, Aspect::Label);
        }
        self.out.begin_trimmed();
        self.copied(text, node, Aspect::Label)?;
        self.out.end_trimmed();
        Ok(())
    }

    /// What the children of a link render to. Links do not nest in links, so nothing is rendered more than a few times.
    fn rendered_children(&self, node: &Node) -> Result<String, fmt::Error> {
        let mut text = String::new();
        Markdown::new(self.tree, self.rendering, &mut text).children(node)?;
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
    page_id(url).is_some()
}

/// The number of the wiki page that a url names.
fn page_id(url: &str) -> Option<&str> {
    const BY_ID: &str = "tiki-index.php?page_id=";
    url.match_indices(BY_ID).find_map(|(at, _)| {
        let number = &url[at + BY_ID.len()..];
        let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        (digits > 0).then(|| &number[..digits])
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
