//! At which pages Hugo stops.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::support::TestRepo;
use super::{builds, hugo};

/// A page, and whether Hugo stopped at it.
#[derive(Deserialize)]
struct Page {
    name: String,
    page: Option<String>,
    hex: Option<String>,
    stops: bool,
}

impl Page {
    fn bytes(&self) -> Vec<u8> {
        if let Some(text) = &self.page {
            return text.clone().into_bytes();
        }
        let hex = self.hex.as_deref().unwrap_or_default();
        let pairs = (0..hex.len()).step_by(2);
        pairs
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits"))
            .collect()
    }
}

/// Where this tool and Hugo do not agree: what cannot be told from the page alone, or only by Hugo's own tables.
const NOT_TOLD: [&str; 10] = [
    "yaml 'outputs: [nope]'",
    "yaml 'outputs: nope'",
    "yaml 'cascade: x'",
    "yaml 'sitemap: {priority: x}'",
    "yaml 'markup: foo'",
    "yaml 'sites: x'",
    "shape org bad date",
    "sc '{{< ref \"nope\" >}}'",
    "sc '{{< relref \"nope\" >}}'",
    "sc '{{< param nope >}}'",
];

fn pages() -> Vec<Page> {
    serde_json::from_str(include_str!("pages.json")).expect("a list of pages")
}

/// A site with two shortcodes: `own`, and `pair`, which has a content.
fn site() -> TestRepo {
    let site = TestRepo::empty();
    site.write("hugo.toml", "baseURL = \"https://example.org/\"\ndisableKinds = [\"RSS\", \"sitemap\", \"taxonomy\", \"term\"]\n[markup.goldmark.renderer]\nunsafe = true\n");
    site.write("layouts/all.html", "{{ .Content }}");
    site.write("layouts/shortcodes/own.html", "x");
    site.write("layouts/shortcodes/pair.html", "[{{ .Inner }}]");
    site
}

#[test]
fn it_is_said_of_the_pages_at_which_hugo_stopped() {
    let site = site();
    let pages = pages();
    assert!(pages.len() >= 200, "{}", pages.len());
    site.write("tikicheck.yaml", "pages: [\"content/**\"]\n");
    // `ref` names it.
    site.write("content/posts/x.md", "x\n");
    for (number, page) in pages.iter().enumerate() {
        site.write(format!("content/posts/{number:03}.md"), page.bytes());
    }
    let run = site.tikicheck(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let told: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding["rule"] == "hugo-stops")
        .filter_map(|finding| finding["path"].as_str())
        .collect();
    let differ: Vec<&str> = pages
        .iter()
        .enumerate()
        .filter(|(number, page)| {
            told.contains(&*format!("content/posts/{number:03}.md")) != page.stops
        })
        .map(|(_, page)| &*page.name)
        .collect();
    let stops = pages.iter().filter(|page| page.stops).count();
    println!(
        "{} pages, {stops} stop Hugo, {} differ",
        pages.len(),
        differ.len()
    );
    assert_eq!(differ, NOT_TOLD);
}

#[test]
#[ignore = "needs Hugo, and tries each page alone"]
fn hugo_stops_at_the_pages_that_the_list_names() {
    if hugo().is_none() {
        return;
    }
    let site = site();
    let differ: Vec<String> = pages()
        .iter()
        .filter(|page| {
            site.write("content/posts/x.md", page.bytes());
            builds(&site.root) == page.stops
        })
        .map(|page| page.name.clone())
        .collect();
    assert_eq!(differ, [""; 0]);
}
