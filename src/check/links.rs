//! Whether a page links to one of some pages: their coming or going changes what its source generates.

use std::collections::HashSet;

use super::generate::reading;
use super::{Context, Workspace};
use crate::page::lines::View;
use crate::page::{self, File, Splits};
use crate::render::markdown::names_page_by_id;
use crate::site::slug::push_page_slug;
use crate::wiki::tree::{Detail, Kind};

/// Whether a link in the source of `file` leads, or would lead, to a page with one of `stems`.
#[must_use]
pub fn links_to(
    file: &[u8],
    context: Context<'_>,
    workspace: &mut Workspace,
    stems: &HashSet<String>,
) -> bool {
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
    let Workspace { tiki, tree } = workspace;
    tiki.parse_escaped(source, reading(context.config.render), tree);
    let mut slug = String::new();
    tree.nodes().any(|node| {
        let title = match (node.kind, node.detail) {
            (Kind::LocalLink, _) => node.inner,
            (Kind::AliasedLocalLink, Detail::Page(page)) => page,
            (Kind::Link, Detail::Url(url)) if names_page_by_id(tree.slice(url)) => {
                // The title is what the text renders to; one with markup in it is looked at to be sure.
                if tree.children(node).any(|child| child.kind != Kind::Text) {
                    return true;
                }
                node.inner
            }
            _ => return false,
        };
        slug.clear();
        push_page_slug(tree.slice(title), &mut slug);
        stems.contains(&slug)
    })
}
