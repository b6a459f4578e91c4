//! What holds for every wiki text, every page and every file.

mod carry;
mod exporter;
#[path = "../support/page.rs"]
mod page;
mod pages;
mod reading;
mod rendering;
mod wiki;

use std::path::Path;

use proptest::prelude::*;
use tikicheck::internals::config::{Comments, Config, RenderSettings, Toc};
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::wiki::{self as reader, Reading, Tree};

/// All combinations of the settings that a rendering depends on.
fn settings() -> impl Strategy<Value = RenderSettings> {
    let comments = prop_oneof![Just(Comments::Block), Just(Comments::Inline)];
    let toc = prop_oneof![Just(Toc::Comment), Just(Toc::Shortcode)];
    (comments, toc, any::<bool>()).prop_map(|(comments, toc, trim_lines)| RenderSettings {
        comments,
        toc,
        trim_lines,
    })
}

fn config(render: RenderSettings) -> Config {
    Config {
        render,
        ..Config::default()
    }
}

/// A site with two pages and one attachment.
fn site(config: &Config) -> Site {
    let attachments = "attachments: {7: \"/files/a&b.pdf\"}\n";
    let attachments =
        Attachments::parse(attachments, Path::new("attachments.yaml")).expect("it is well-formed");
    let pages = PageSet::from_paths(["content/a.md", "content/bone-health.md"]);
    Site::new(pages, &config.links, attachments)
}

fn parse(text: &str, reading: impl Into<Reading>) -> Tree {
    let mut tree = Tree::default();
    reader::Workspace::default().parse_plain(text, reading.into(), &mut tree);
    tree
}
