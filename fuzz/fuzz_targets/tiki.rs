//! Any text in the Tiki dialect: it parses, and the same text gives the same Markdown, whose pieces come from it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::config::Config;
use tikicheck::internals::render::clean;
use tikicheck::internals::render::record::Recorded;
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::wiki::{Tree, Workspace};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let config = Config::default();
    let settings = &config.tiki;
    let pages = PageSet::from_paths(["posts/a.md"]);
    let site = Site::new(pages, &config.links, Attachments::default());
    let mut tree = Tree::default();
    Workspace::default().parse_tiki(text, settings.syntax(), &mut tree);
    let mut plain = String::new();
    clean::markdown(&tree, settings, &site, &mut plain).expect("a String takes everything");
    assert!(plain.is_empty() || plain.ends_with('\n'));
    let mut recorded = Recorded::default();
    clean::markdown(&tree, settings, &site, &mut recorded).expect("a String takes everything");
    assert_eq!(recorded.text, plain);
    let span = recorded.origin(0..plain.len(), &tree);
    assert!(span.start <= span.end);
});
