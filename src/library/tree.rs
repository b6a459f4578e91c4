//! A parsed wiki text as others may walk it: nodes with their texts, and nothing of how the arena is laid out.

use std::fmt;

use crate::generator::{Generator, Workspace};
use crate::render::dump::{dump, name};
use crate::wiki;
use crate::wiki::tree::{self, Detail, Kind, Span};

/// A parsed wiki text. Shown with `{}`, it is the dump that a page keeps of it, not escaped.
///
/// ```
/// use tikicheck::{Site, parse};
///
/// # fn main() -> Result<(), tikicheck::TooLarge> {
/// let tree = parse("a ''b''", &Site::default())?;
/// assert_eq!(
///     tree.to_string(),
///     "├── TextNode\n\
///      │   full_match: `a `\n\
///      │   inner_content: `a `├── EmphasisNode\n\
///      │   full_match: `''b''`\n\
///      │   inner_content: `b`\n\
///      │   children:\n\
///      │   ├── TextNode\n\
///      │   │   full_match: `b`\n\
///      │   │   inner_content: `b`"
/// );
/// # Ok(())
/// # }
/// ```
pub struct Tree(wiki::Tree);

impl Tree {
    pub(super) fn read(source: &str, generator: Generator<'_>) -> Self {
        let mut workspace = Workspace::default();
        generator.parse(source, &mut workspace);
        Self(workspace.tree)
    }

    pub(super) fn inside(&self) -> &wiki::Tree {
        &self.0
    }

    /// The text that was read: the wiki text with LF as its only line end, and with `render.trim_lines` without the
    /// white space in front of its lines.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// The nodes at the top, in order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.0.top().map(|node| Node {
            tree: &self.0,
            node,
        })
    }

    /// Whether something nests deeper than 64 levels and was left as text.
    #[must_use]
    pub fn is_too_deep(&self) -> bool {
        self.0.too_deep().is_some()
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        dump(&self.0, &mut text)?;
        f.write_str(&text)
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.nodes()).finish()
    }
}

/// One construct of a wiki text, or a stretch of text between constructs.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t wiki::Tree,
    node: &'t tree::Node,
}

impl<'t> Node<'t> {
    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.node.kind
    }

    /// What the dump calls it, such as `BoldNode`.
    #[must_use]
    pub fn name(self) -> &'static str {
        name(self.node.kind)
    }

    /// Where it starts in [`Tree::text`], in bytes.
    #[must_use]
    pub fn start(self) -> usize {
        self.tree.written_offset(self.node.full.start) as usize
    }

    /// All of it, marks included.
    #[must_use]
    pub fn text(self) -> &'t str {
        self.tree.slice(self.node.full)
    }

    /// What stands between its marks.
    #[must_use]
    pub fn inner(self) -> &'t str {
        self.tree.slice(self.node.inner)
    }

    /// How many marks opened it: the level of a heading, the depth of a list item.
    #[must_use]
    pub fn level(self) -> Option<u32> {
        match self.node.detail {
            Detail::Level(level) => Some(level),
            Detail::None
            | Detail::Repeat(_)
            | Detail::Arguments(_)
            | Detail::Color(_)
            | Detail::Citation(_)
            | Detail::Call(..)
            | Detail::Url(_)
            | Detail::Page(_) => None,
        }
    }

    /// Where it leads: the url of a link, the page that a local link names.
    #[must_use]
    pub fn target(self) -> Option<&'t str> {
        match self.node.detail {
            Detail::Url(target) | Detail::Page(target) => Some(self.tree.slice(target)),
            Detail::None
            | Detail::Level(_)
            | Detail::Repeat(_)
            | Detail::Arguments(_)
            | Detail::Color(_)
            | Detail::Call(..)
            | Detail::Citation(_) => None,
        }
    }

    /// The value of a plugin's argument, where it has one of this name.
    #[must_use]
    pub fn argument(self, key: &str) -> Option<&'t str> {
        let value: Span = self.tree.argument(self.node, key)?;
        Some(self.tree.slice(value))
    }

    /// The nodes inside of it, in order.
    pub fn children(self) -> impl Iterator<Item = Node<'t>> {
        let Self { tree, node } = self;
        tree.children(node).map(move |node| Node { tree, node })
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.name(), self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(source: &str) -> Tree {
        Tree::read(source, crate::Site::default().generator())
    }

    #[test]
    fn a_node_says_what_it_holds() {
        let tree = tree("!!A\n{img attId=7 width=\"20\"}((Page|text))[/url|x]");
        let nodes: Vec<Node<'_>> = tree.nodes().collect();
        let names: Vec<&str> = nodes.iter().map(|node| node.name()).collect();
        let expected = [
            "HeadingNode",
            "TextNode",
            "ImgNode",
            "AliasedLocalLinkNode",
            "LinkNode",
        ];
        assert_eq!(names, expected);
        assert_eq!(nodes[0].level(), Some(2));
        assert_eq!(nodes[2].argument("attId"), Some("7"));
        assert_eq!(nodes[2].argument("height"), None);
        assert_eq!(nodes[3].target(), Some("Page"));
        assert_eq!(nodes[4].target(), Some("/url"));
        assert_eq!((nodes[0].target(), nodes[4].level()), (None, None));
    }

    #[test]
    fn every_node_starts_in_the_text_that_was_read() {
        let tree = tree("a ((  Page |  __text__ )) b");
        let aliased = tree.nodes().nth(1).expect("a link");
        assert_eq!(aliased.inner(), "Page|__text__");
        let bold = aliased.children().nth(1).expect("bold text");
        assert_eq!(bold.text(), "__text__");
        assert_eq!(
            tree.text()[bold.start()..].split(' ').next(),
            Some("__text__")
        );
    }

    #[test]
    fn it_is_shown_as_nodes() {
        assert_eq!(
            format!("{:?}", tree("a __b__")),
            r#"[TextNode "a ", BoldNode "__b__"]"#
        );
    }
}
