//! Whether a page links to one of some pages: their coming or going changes what its source generates.

use std::collections::HashSet;

use crate::generator::{Generator, Workspace};
use crate::page::lines::View;
use crate::page::{self, File, Splits};
use crate::render::markdown::{PageNamed, page_named};
use crate::site::slug::push_page_slug;

/// Whether a link in the source of `file` leads, or would lead, to a page with one of `stems`.
#[must_use]
pub fn links_to(
    file: &[u8],
    generator: Generator<'_>,
    workspace: &mut Workspace,
    stems: &HashSet<String>,
) -> bool {
    // In the Tiki dialect a link is made of the name it holds, whatever pages there are.
    if generator.tiki.is_some() {
        return false;
    }
    let mut view = View::as_written(file);
    let mut read = page::read(file);
    if !matches!(read, File::Page(_)) {
        view = View::with_lf(file);
        read = page::read(&view.text);
    }
    let File::Page(page) = read else {
        return false;
    };
    let parts = match page.splits(&view.text) {
        Splits::One(parts) => Some(parts),
        Splits::Several { likely, others } => likely.into_iter().chain(others).next(),
    };
    let Some(Ok(source)) = parts.map(|parts| std::str::from_utf8(&view.text[parts.source])) else {
        return false;
    };
    generator.parse_escaped(source, workspace);
    let tree = &workspace.tree;
    let mut slug = String::new();
    tree.nodes().any(|node| match page_named(tree, node) {
        Some(PageNamed::Title(title)) => {
            slug.clear();
            push_page_slug(tree.slice(title), &mut slug);
            stems.contains(&slug)
        }
        // What its text renders to is not known here, so the page is checked.
        Some(PageNamed::Rendered) => true,
        None => false,
    })
}
