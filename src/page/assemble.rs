//! A page out of its parts: the way back from `page::read`, with the same seams.

use super::escape::escape;
use super::{BODY_CLOSES, COPY_OPENS, SOURCE_CLOSES, SOURCE_OPENS, STYLE_OPENS, TREE_OPENS};

/// The texts of a page, none of them escaped.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'t> {
    /// With the newline behind its last line; empty where there is none.
    pub front_matter: &'t str,
    /// The generated Markdown.
    pub markdown: &'t str,
    /// The value of the block's `style`.
    pub style: &'t str,
    /// The dump of the tree.
    pub tree: &'t str,
    /// The wiki text.
    pub source: &'t str,
}

/// The texts of a page whose source is escaped already.
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'t> {
    /// With the newline behind its last line, line ends LF; a byte order mark may be all of it.
    pub front_matter: &'t str,
    /// Whether there is front matter.
    pub has_front_matter: bool,
    /// The generated Markdown, not escaped.
    pub markdown: &'t str,
    /// The value of the block's `style`.
    pub style: &'t str,
    /// The dump of the tree, not escaped.
    pub tree: &'t str,
    /// The wiki text, escaped; its line ends are its own.
    pub source: &'t str,
    /// How all other lines end.
    pub newline: &'t str,
}

/// The page that these texts make.
#[must_use]
pub fn assemble(texts: &Texts<'_>) -> String {
    assemble_escaped(&Escaped {
        front_matter: texts.front_matter,
        has_front_matter: !texts.front_matter.is_empty(),
        markdown: texts.markdown,
        style: texts.style,
        tree: texts.tree,
        source: &escape(texts.source),
        newline: "\n",
    })
}

/// The page that these texts make.
#[must_use]
pub fn assemble_escaped(texts: &Escaped<'_>) -> String {
    let mut page = [
        texts.front_matter,
        body_opens(texts.has_front_matter),
        texts.markdown,
        BODY_CLOSES,
        STYLE_OPENS,
        texts.style,
        COPY_OPENS,
        &escape(texts.markdown),
        TREE_OPENS,
        &escape(texts.tree),
        SOURCE_OPENS,
    ]
    .concat();
    if texts.newline == "\n" {
        page.push_str(texts.source);
        page.push_str(SOURCE_CLOSES);
    } else {
        page = page.replace('\n', texts.newline);
        page.push_str(texts.source);
        page.push_str(&SOURCE_CLOSES.replace('\n', texts.newline));
    }
    page
}

/// The empty lines in front of the generated Markdown.
pub(super) fn body_opens(has_front_matter: bool) -> &'static str {
    if has_front_matter { "\n\n" } else { "\n" }
}
