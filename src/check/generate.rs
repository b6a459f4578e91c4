//! What wiki text generates, as texts, and whether it keeps to a size.

use super::{Context, Workspace};
use crate::config::RenderSettings;
use crate::page::escape::escape;
use crate::page::{self, BODY_CLOSES};
use crate::render::budget::ByteBudget;
use crate::render::dump::dump;
use crate::render::escaped::Escaped;
use crate::render::markdown::markdown;
use crate::wiki::{Lines, Reading, Tree};

/// What a wiki text generates, not escaped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Generated {
    /// The Markdown.
    pub markdown: String,
    /// The dump of the tree.
    pub tree: String,
}

/// Generates the parts of a page from plain wiki text.
#[must_use]
pub fn regenerate(source: &str, context: Context<'_>, workspace: &mut Workspace) -> Generated {
    let Workspace { tiki, tree } = workspace;
    let settings = context.config.render;
    tiki.parse_plain(source, reading(settings), tree);
    let mut generated = Generated::default();
    markdown(tree, context.site, settings, &mut generated.markdown)
        .and_then(|()| dump(tree, &mut generated.tree))
        .expect("a String takes everything");
    generated
}

/// A whole page without front matter, generated from plain wiki text.
#[must_use]
pub fn regenerate_page(source: &str, context: Context<'_>, workspace: &mut Workspace) -> String {
    let Generated { markdown, tree } = regenerate(source, context, workspace);
    [
        "\n",
        &markdown,
        BODY_CLOSES,
        page::STYLE_OPENS,
        &context.config.block.style,
        page::COPY_OPENS,
        &escape(&markdown),
        page::TREE_OPENS,
        &escape(&tree),
        page::SOURCE_OPENS,
        &escape(source),
        page::SOURCE_CLOSES,
    ]
    .concat()
}

/// Whether what a plain wiki text generates takes no more than `most` bytes, escaped and not.
#[must_use]
pub fn fits(source: &str, most: u64, context: Context<'_>, workspace: &mut Workspace) -> bool {
    let Workspace { tiki, tree } = workspace;
    tiki.parse_plain(source, reading(context.config.render), tree);
    generates_at_most(most, tree, context)
}

/// Whether the page that `tree` generates beside `others` bytes keeps to the limit.
pub fn fits_beside(others: u64, tree: &Tree, context: Context<'_>) -> bool {
    let limit = context.config.limits.page_bytes;
    limit
        .checked_sub(others)
        .is_some_and(|left| generates_at_most(left, tree, context))
}

/// Whether Markdown, its escaped copy and the escaped dump take no more than `most` bytes.
///
/// A text that nests is repeated in the dump at each level, so a page could become two hundred times what it is.
fn generates_at_most(most: u64, tree: &Tree, context: Context<'_>) -> bool {
    let settings = context.config.render;
    let mut body = ByteBudget { left: most };
    if markdown(tree, context.site, settings, &mut body).is_err() {
        return false;
    }
    let mut escaped = Escaped(body);
    markdown(tree, context.site, settings, &mut escaped)
        .and_then(|()| dump(tree, &mut escaped))
        .is_ok()
}

/// How wiki text is read under these settings.
pub(crate) fn reading(settings: RenderSettings) -> Reading {
    Reading::from(if settings.trim_lines {
        Lines::Trimmed
    } else {
        Lines::AsWritten
    })
}
