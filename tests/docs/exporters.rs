//! docs/internals/exporters.md: its examples show what the dialect of today makes of them.

use std::fmt::Write as _;

use super::cells::{cells, is_head, shown, unshown};
use super::exporter_dialect::{self, markdown_of, site};
use super::{assert_current, text};

const PAGE: &str = "docs/internals/exporters.md";
const EXAMPLES: &str = "| form | wiki text | today | in that export |";

/// The page with what the dialect of today makes of the examples made anew.
fn renewed(page: &str) -> String {
    let site = site(&text(exporter_dialect::PAGE), "");
    let mut renewed = String::new();
    let mut is_example = false;
    for line in page.lines() {
        is_example = line.starts_with('|') && (is_example || line == EXAMPLES);
        match cells(line)[..] {
            [form, wiki, _, other] if is_example && !is_head(EXAMPLES, line) => {
                let today = shown(&markdown_of(&unshown(wiki), &site));
                assert_ne!(today, other, "{form} is no difference");
                let _ = writeln!(renewed, "| {form} | {wiki} | {today} | {other} |");
            }
            _ => {
                let _ = writeln!(renewed, "{line}");
            }
        }
    }
    renewed
}

#[test]
fn the_examples_of_the_exporters_are_current() {
    assert_current(PAGE, &renewed(&text(PAGE)));
}
