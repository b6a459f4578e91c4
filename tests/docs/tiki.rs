//! docs/tiki.md: each row of its tables is what the library makes of the row's wiki text in the Tiki dialect.

use std::fmt::Write as _;

use tikicheck::internals::config::{Config, Language};
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::site::{self, Attachments, PageSet};
use tikicheck::{Site, parse, render};

use super::cells::{cells, shown, unshown};
use super::support::TestRepo;
use super::{assert_current, fenced, text};

const PAGE: &str = "docs/tiki.md";
const CONSTRUCTS: &str = "| | wiki text | Markdown |";
const SETTINGS: &str = "| setting | wiki text | Markdown |";

fn markdown(wiki: &str, setting: &str) -> String {
    let settings = format!("dialect: tiki\ntiki: {{{setting}}}\n");
    let site = Site::new(&settings, [""; 0]).expect("settings that can be read");
    let tree = parse(&unshown(wiki), &site).expect("a short text");
    let markdown = render(&tree, &site);
    let cell = shown(markdown.trim_end_matches('\n'));
    let inside = &cell[1..cell.len() - 1];
    let longest = inside.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 {
        return cell;
    }
    // Code with backticks stands between more of them.
    let fence = "`".repeat(longest + 1);
    format!("{fence} {inside} {fence}")
}

/// The page with the cells that are generated made anew.
fn renewed(page: &str) -> String {
    let mut renewed = String::new();
    let mut table = "";
    for line in page.lines() {
        match (table, &cells(line)[..]) {
            (CONSTRUCTS, [what, wiki, _]) if !what.starts_with("---") => {
                let _ = writeln!(renewed, "| {what} | {wiki} | {} |", markdown(wiki, ""));
            }
            (SETTINGS, [setting, wiki, _]) if !setting.starts_with("---") => {
                let made = markdown(wiki, setting.trim_matches('`'));
                let _ = writeln!(renewed, "| {setting} | {wiki} | {made} |");
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
fn the_tables_of_the_tiki_dialect_are_current() {
    assert_current(PAGE, &renewed(&text(PAGE)));
}

/// The report in the page is one of texts like these.
#[test]
fn the_report_of_losses_is_what_the_tool_writes() {
    let site = TestRepo::empty();
    let staff = "{GROUP(groups=\"Staff\")}a{GROUP}";
    site.write(
        "wiki/Home.tiki",
        format!("Pages: {{listpages}}\n\n{staff}\n"),
    );
    site.write("wiki/Old Home.tiki", "an __a\n{listpages}\n");
    let page = text(PAGE);
    let shown = fenced(&page, "text")[0];
    let run = site.tikicheck(&["render", "--dialect", "tiki", "--report", "wiki"]);
    assert_eq!(run.ended_with(0).trim_end(), shown);
}

/// Each row of the table of notes shows a wiki text that gets this note.
#[test]
fn the_table_of_notes_is_true() {
    let page = text(PAGE);
    let (_, table) = page
        .split_once("| note | wiki text |\n")
        .expect("the table");
    let config = Config {
        dialect: Language::Tiki,
        ..Config::default()
    };
    let pages = PageSet::from_paths([""; 0]);
    let site = site::Site::new(pages, &config.links, Attachments::default());
    let generator = Generator::new(&config, &site);
    let mut workspace = Workspace::default();
    let rows = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'));
    let mut count = 0;
    for row in rows {
        let cells = cells(row);
        generator.parse(&unshown(cells[1]), &mut workspace);
        let notes = generator.notes(&workspace.tree);
        let names: Vec<&str> = notes.iter().map(|note| note.doubt.name()).collect();
        assert_eq!(names, [cells[0].trim_matches('`')], "{row}");
        count += 1;
    }
    assert_eq!(count, 11);
}
