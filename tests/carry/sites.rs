//! Edits of the pages of whole sites, each under the settings that `init` learns from it.

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::init::propose;
use tikicheck::internals::page::escape::unescape;
use tikicheck::internals::site::{Attachments, PageSet, Site};

use crate::edits::{Body, KINDS};
use crate::{Count, carry};

/// All Markdown files below `root`, relative to it, sorted.
fn pages(root: &Path) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("the pages can be read").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.strip_prefix(root).expect("below the root").to_owned())
        .collect();
    pages.sort();
    pages
}

/// The escaped source of a page.
fn source(file: &str) -> Option<&str> {
    let (_, source) = file.split_once("\nOriginal Tiki:\n-------------\n")?;
    source.strip_suffix("\n</code>\n</pre>\n")
}

/// Tries `edits` edits of each page below `root`, of kinds that come in turn; how many pages, and what became of the
/// edits that some source generates.
pub fn edit_all(root: &Path, edits: usize) -> (usize, Count) {
    let paths = pages(root);
    let proposal = propose(&paths, None, &|path| fs::read(root.join(path)).ok());
    let proposal = proposal.expect("pages with a source");
    let config = Config::parse(&proposal.config, Path::new("tikicheck.yaml")).expect("settings");
    let learned = proposal.attachments.unwrap_or_default();
    let attachments = Attachments::parse(&learned, Path::new("attachments.yaml"));
    let attachments = attachments.expect("good attachments");
    let site = Site::new(PageSet::from_paths(&paths), &config.links, attachments);
    let mut workspace = Workspace::default();
    let (mut count, mut in_sync) = (Count::default(), 0);
    for (number, path) in paths.iter().enumerate() {
        let Ok(file) = fs::read_to_string(root.join(path)) else {
            continue;
        };
        let file = file.replace("\r\n", "\n");
        let Some(source) = source(&file) else {
            continue;
        };
        let generator = Generator::new(&config, &site).for_page(&config, path);
        let body = generator
            .regenerate(&unescape(source), &mut workspace)
            .markdown;
        if !file.contains(&format!("{body}\n\n<pre style=")) {
            continue;
        }
        in_sync += 1;
        let mut rng = Rng::with_seed(number as u64);
        let mut made = 0;
        for turn in 0..KINDS.len() {
            let kind = &KINDS[(number * 7 + turn) % KINDS.len()];
            if made == edits {
                break;
            }
            let edited = (kind.edit)(&Body::new(&body), &mut rng);
            let Some(edited) = edited.filter(|edited| *edited != body) else {
                continue;
            };
            made += 1;
            let put = carry(generator, source, &edited, &mut workspace);
            if kind.group != "impossible" {
                count.note(&put);
            }
        }
    }
    (in_sync, count)
}

#[test]
fn edits_of_the_conformance_sites_are_carried() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut all = Count::default();
    for site in [
        "seed-page",
        "seed-era",
        "later-era",
        "real-pages",
        "eras/E1",
        "eras/E2",
        "eras/E3",
        "eras/E4",
    ] {
        let (in_sync, count) = edit_all(&root.join(site), 2);
        assert!(in_sync > 0, "{site}");
        all.add(count);
    }
    assert!(all.carried() >= 80.0, "{all:?}");
}

/// Run with `cargo test --test carry shared -- --ignored --nocapture`.
#[test]
#[ignore = "needs the sites of ../shared/conformance"]
fn edits_of_shared_sites_are_carried() {
    let named = std::env::var_os("TIKICHECK_SHARED").map(PathBuf::from);
    let root = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let mut all = Count::default();
    for group in ["eras", "real-eras"] {
        for export in ["E1", "E2a", "E3", "E4", "E5"] {
            let (in_sync, count) = edit_all(&root.join("conformance").join(group).join(export), 12);
            println!(
                "{group}/{export}: {in_sync} pages, {count:?}, {:.1} %, {:.1} %",
                count.carried(),
                count.kept()
            );
            all.add(count);
        }
    }
    for site in ["seed-page", "seed-era", "later-era", "real-pages"] {
        let (in_sync, count) = edit_all(&root.join("conformance").join(site), 12);
        println!(
            "{site}: {in_sync} pages, {count:?}, {:.1} %, {:.1} %",
            count.carried(),
            count.kept()
        );
        all.add(count);
    }
    println!("{all:?} {:.1} %, {:.1} %", all.carried(), all.kept());
    assert!(all.edits > 0);
}
