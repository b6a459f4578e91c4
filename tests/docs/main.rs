//! The documentation is true: what is generated is current, what is shown is what the tool does, links lead somewhere.
//!
//! `TIKICHECK_UPDATE=1 cargo test --test docs current` writes anew what is generated.

#[path = "../support/mod.rs"]
mod support;

mod cells;
mod dialect;
mod exporter_dialect;
mod exporters;
mod first_steps;
mod git;
mod links;
mod page_format;
mod rules;
mod shown;
mod tiki;
mod unknown_export;

use std::path::{Path, PathBuf};

/// A file of the repository.
fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text(path: &str) -> String {
    std::fs::read_to_string(file(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Markdown files in a directory, by their paths, in order.
fn markdown_in(directory: &str) -> Vec<String> {
    let files = std::fs::read_dir(file(directory)).expect("there is a directory");
    let names = files.map(|entry| {
        let name = entry.expect("it can be read").file_name();
        format!("{directory}/{}", name.display())
    });
    let mut pages: Vec<String> = names.filter(|name| name.ends_with(".md")).collect();
    pages.sort();
    pages
}

/// The pages for users, by their paths.
fn pages() -> Vec<String> {
    let mut pages = markdown_in("docs");
    pages.push("README.md".to_owned());
    assert!(pages.len() > 7, "{pages:?}");
    pages
}

/// The texts for those who change the tool, by their paths.
fn internals() -> Vec<String> {
    let texts = markdown_in("docs/internals");
    assert!(texts.len() > 4, "{texts:?}");
    texts
}

/// Asserts that a generated file holds `expected`; writes it where it was asked to.
#[track_caller]
fn assert_current(path: &str, expected: &str) {
    if std::env::var_os("TIKICHECK_UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(file(path), expected).expect("it can be written");
        return;
    }
    let found = std::fs::read_to_string(file(path)).unwrap_or_default();
    let differs = found
        .lines()
        .zip(expected.lines())
        .position(|(found, expected)| found != expected);
    assert!(
        found == expected,
        "{path} is not current (line {}); renew it with: TIKICHECK_UPDATE=1 cargo test --test docs current",
        differs.map_or(found.lines().count().min(expected.lines().count()), |n| n) + 1
    );
}

/// The fenced texts of a language, in order.
fn fenced<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let opening = format!("```{language}\n");
    let blocks = page.split(&*opening).skip(1);
    blocks
        .map(|block| block.split_once("\n```").expect("it is closed").0)
        .collect()
}
