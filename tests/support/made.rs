//! Pages that the library makes from wiki text under the default settings: in sync, and with a source that went on.

use tikicheck::internals::check::Context;
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::site::{Attachments, PageSet, Site};

/// The end of a page's block.
pub const CLOSES: &str = "\n</code>\n</pre>\n";

/// A page in sync with a source.
pub fn page(source: &str) -> String {
    let config = Config::default();
    let pages = PageSet::from_paths([""; 0]);
    let site = Site::new(pages, &config.links, Attachments::default());
    let context = Context::new(&config, &site);
    context.generator.page(source, &mut Workspace::default())
}

/// A page in sync with `source`, to whose source the line `more` was then added.
pub fn stale(source: &str, more: &str) -> String {
    let page = page(source);
    let escaped = tikicheck::internals::page::escape::escape(more);
    format!(
        "{}\n{escaped}{CLOSES}",
        page.strip_suffix(CLOSES).expect("a block")
    )
}
