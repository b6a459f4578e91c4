//! docs/exporters.md and docs/internals/exporters.md: their tables are those of the tool, their examples what it writes.

use std::fmt::Write as _;

use tikicheck::Site;
use tikicheck::internals::config::{form_rows, placeholder_rows};

use super::cells::{cells, is_head, shown, unshown};
use super::exporter_dialect::{self, markdown_of, site};
use super::unknown_export;
use super::{assert_current, text};

/// For users.
const SETTINGS: &str = "docs/exporters.md";
const FORMS: &str = "| key below `exporter.writes` | default | placeholders | what it is for |";
const PLACEHOLDERS: &str = "| placeholder | what it is |";

/// For those who change the tool.
const PAGE: &str = "docs/internals/exporters.md";
const EXAMPLES: &str = "| form | wiki text | today | export | in that export |";

/// The page with other rows in the table whose first line is `head`.
fn with_rows(page: &str, head: &str, rows: &str) -> String {
    let (before, table) = page.split_once(head).expect(head);
    let mut lines = table.split_inclusive('\n').skip(1).peekable();
    let dashes = lines.next().expect("the line of dashes");
    let behind: String = lines.skip_while(|line| line.starts_with('|')).collect();
    format!("{before}{head}\n{dashes}{rows}{behind}")
}

#[test]
fn the_way_to_settings_and_the_forms_of_exporters_are_current() {
    let page = unknown_export::renewed(&text(SETTINGS));
    let page = with_rows(&page, FORMS, &form_rows());
    let page = with_rows(&page, PLACEHOLDERS, &placeholder_rows());
    assert_current(SETTINGS, &page);
}

/// The site of the exporter dialect under the settings of an export.
fn site_of(export: &str) -> Site {
    let settings =
        format!("exporter: {{preset: {export}}}\ncategories: [Winter Sleep, Sleep - short]\n");
    site(&text(exporter_dialect::PAGE), &settings)
}

/// The page with what the tool makes of the examples made anew.
fn renewed(page: &str) -> String {
    let site = site(&text(exporter_dialect::PAGE), "");
    let mut renewed = String::new();
    let mut is_example = false;
    for line in page.lines() {
        is_example = line.starts_with('|') && (is_example || line == EXAMPLES);
        match cells(line)[..] {
            [form, wiki, _, export, _] if is_example && !is_head(EXAMPLES, line) => {
                let today = shown(&markdown_of(&unshown(wiki), &site));
                let other = shown(&markdown_of(&unshown(wiki), &site_of(export)));
                assert_ne!(today, other, "{form} is no difference");
                let _ = writeln!(
                    renewed,
                    "| {form} | {wiki} | {today} | {export} | {other} |"
                );
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
