//! Pages of the Tiki dialect, which nothing has to be learned about: their dump begins with the node of the whole page.
//!
//! ```text
//! ├── PageNode          a page of the Tiki dialect
//! ├── TextNode          a page of an exporter
//! ```

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Proposal, Read, write};
use crate::check::{self, Context, Verdict};
use crate::config::{Config, Language, Pattern};
use crate::generator::{Generator, Workspace};
use crate::page::lines::View;
use crate::page::{self, File, Splits};
use crate::site::{Attachments, PageSet, Site};
use crate::wiki::dialect::node_name;
use crate::wiki::tree::Kind;

/// Proposes the Tiki dialect, where most of the `pages` among the `files` are in it.
pub fn proposal(
    files: &[PathBuf],
    pages: &[usize],
    patterns: &[Pattern],
    read: &Read<'_>,
) -> Option<Proposal> {
    let path = |place: usize| files.get(place).map(PathBuf::as_path);
    let in_dialect = pages
        .iter()
        .filter_map(|&place| read(path(place)?))
        .filter(|file| is_tiki(file))
        .count();
    if in_dialect * 2 <= pages.len() {
        return None;
    }
    let config = Config {
        pages: patterns.to_vec(),
        dialect: Language::Tiki,
        ..Config::default()
    };
    let site = Site::new(
        PageSet::from_paths(["a.md"]),
        &config.links,
        Attachments::default(),
    );
    let generator = Generator::new(&config, &site);
    let mut workspace = Workspace::default();
    let in_sync = pages
        .iter()
        .filter_map(|&place| Some((path(place)?, read(path(place)?)?)))
        .filter(|(path, file)| is_in_sync(path, file, &config, generator, &mut workspace))
        .count();
    let mut report = String::from("the pages are in the Tiki dialect: `dialect: tiki`\n");
    let _ = writeln!(
        report,
        "{in_sync} of {} pages with a source are in sync under these settings",
        pages.len()
    );
    Some(Proposal {
        config: write::config(&config),
        attachments: None,
        pages: config.pages,
        report,
        fits: in_sync * 2 >= pages.len(),
    })
}

/// Whether the dump of a page is one of the Tiki dialect.
fn is_tiki(file: &[u8]) -> bool {
    let view = View::with_lf(file);
    let File::Page(page) = page::read(&view.text) else {
        return false;
    };
    let parts = match page.splits(&view.text) {
        Splits::One(parts) => Some(parts),
        Splits::Several { likely, others } => likely.into_iter().chain(others).next(),
    };
    let opens = format!("├── {}\n", node_name(Kind::Page));
    parts.is_some_and(|parts| view.text[parts.tree].starts_with(opens.as_bytes()))
}

fn is_in_sync(
    path: &Path,
    file: &[u8],
    config: &Config,
    generator: Generator<'_>,
    workspace: &mut Workspace,
) -> bool {
    let context = Context { generator, config };
    check::check(path, file, context, workspace).checked.verdict == Verdict::InSync
}
