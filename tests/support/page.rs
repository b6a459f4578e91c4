//! A page in pieces, to be edited one by one and put together again with the exact seams of the page format.

use tikicheck::internals::check::Context;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::page::escape::{escape, unescape};

/// Body as it is shown; copy, tree and source as the block holds them: escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// A byte order mark and front matter, with its last newline.
    pub front_matter: String,
    pub style: String,
    pub body: String,
    pub copy: String,
    pub tree: String,
    pub source: String,
}

impl Pieces {
    /// The pieces of a page that is in sync.
    pub fn in_sync(front_matter: &str, source: &str, context: Context<'_>) -> Self {
        let pieces = Self {
            front_matter: front_matter.to_owned(),
            style: context.config.block.style.clone(),
            body: String::new(),
            copy: String::new(),
            tree: String::new(),
            source: escape(source).into_owned(),
        };
        pieces.mended(context)
    }

    /// The same page as its source generates it today.
    pub fn mended(&self, context: Context<'_>) -> Self {
        let source = unescape(&self.source);
        let today = context
            .generator
            .regenerate(&source, &mut Workspace::default());
        Self {
            style: context.config.block.style.clone(),
            copy: escape(&today.markdown).into_owned(),
            tree: escape(&today.tree).into_owned(),
            body: today.markdown,
            ..self.clone()
        }
    }

    /// What follows the body: the block.
    pub fn block(&self) -> String {
        let Self {
            style,
            copy,
            tree,
            source,
            ..
        } = self;
        format!(
            "<pre style=\"{style}\">\n<code class=\"language-text\">\nMarkdown:\n--------\n{copy}\n\n\
             AST Structure:\n-------------\n{tree}\n\n\
             Original Tiki:\n-------------\n{source}\n</code>\n</pre>\n"
        )
    }

    /// The whole page.
    pub fn text(&self) -> String {
        let Self {
            front_matter, body, ..
        } = self;
        let bare = front_matter.trim_start_matches('\u{feff}').is_empty();
        let seam = if bare { "\n" } else { "\n\n" };
        format!("{front_matter}{seam}{body}\n\n{}", self.block())
    }
}
