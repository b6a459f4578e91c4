//! docs/dialect.md: each row of its tables is what the library makes of the row's wiki text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tikicheck::{Site, parse, render};

use super::cells::{cells, outline, shown, unshown};
use super::{assert_current, fenced, text};

const PAGE: &str = "docs/dialect.md";
const CONSTRUCTS: &str = "| | wiki text | Markdown | tree |";
const SETTINGS: &str = "| setting | wiki text | Markdown |";

/// The site of the page's tables: the settings and attachments that the page shows.
fn site(page: &str, setting: &str) -> Site {
    let shown = fenced(page, "yaml");
    let [settings, attachments] = shown[..] else {
        panic!("the page shows settings and attachments");
    };
    Site::new(&format!("{settings}\n{setting}\n"), ["bone-health.md"])
        .and_then(|site| site.with_attachments(attachments))
        .expect("the page shows settings that can be read")
}

/// The page with the cells that are generated made anew.
fn renewed(page: &str) -> String {
    let mut renewed = String::new();
    let mut table = "";
    for line in page.lines() {
        let cells = cells(line);
        match (table, &cells[..]) {
            (CONSTRUCTS, [what, wiki, _, _]) if !what.starts_with("---") => {
                let site = site(page, "");
                let tree = parse(&unshown(wiki), &site).expect("a short text");
                let markdown = shown(&render(&tree, &site));
                let tree = outline(tree.nodes());
                let tree = if tree.is_empty() { "text" } else { &tree };
                let _ = writeln!(renewed, "| {what} | {wiki} | {markdown} | {tree} |");
            }
            (SETTINGS, [setting, wiki, _]) if !setting.starts_with("---") => {
                let site = site(page, setting.trim_matches('`'));
                let tree = parse(&unshown(wiki), &site).expect("a short text");
                let markdown = shown(&render(&tree, &site));
                let _ = writeln!(renewed, "| {setting} | {wiki} | {markdown} |");
            }
            _ => {
                table = match line {
                    CONSTRUCTS => CONSTRUCTS,
                    SETTINGS => SETTINGS,
                    _ if line.starts_with('|') => table,
                    _ => "",
                };
                let _ = writeln!(renewed, "{line}");
            }
        }
    }
    renewed
}

#[test]
fn the_tables_of_the_dialect_are_current() {
    assert_current(PAGE, &renewed(&text(PAGE)));
}

#[test]
fn every_construct_has_a_row() {
    let page = text(PAGE);
    let rows = page.lines().filter_map(|line| cells(line).get(3).copied());
    let named: BTreeSet<&str> = rows
        .flat_map(|tree| tree.split('`').filter(|name| name.ends_with("Node")))
        .collect();
    // The 40 constructs (two rows of the dialect's table are links), and rows and cells of tables.
    assert_eq!(named.len(), 42, "{named:?}");
}
