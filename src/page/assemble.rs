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

/// The page that these texts make.
#[must_use]
pub fn assemble(texts: &Texts<'_>) -> String {
    [
        texts.front_matter,
        body_opens(!texts.front_matter.is_empty()),
        texts.markdown,
        BODY_CLOSES,
        STYLE_OPENS,
        texts.style,
        COPY_OPENS,
        &escape(texts.markdown),
        TREE_OPENS,
        &escape(texts.tree),
        SOURCE_OPENS,
        &escape(texts.source),
        SOURCE_CLOSES,
    ]
    .concat()
}

/// The empty lines in front of the generated Markdown.
pub(super) fn body_opens(has_front_matter: bool) -> &'static str {
    if has_front_matter { "\n\n" } else { "\n" }
}
