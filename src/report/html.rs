//! One page for a browser: census, charts, commands, and a list of pages to filter; it loads nothing and asks nobody.
//!
//! It is written page by page and stays within a size that a browser takes, however much was found.

mod census;
mod charts;
mod document;
mod entry;
mod sides;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::path::Path;

use maud::{Markup, html};

use super::Summary;
use crate::report::words::Entry;
use crate::rules::Severity;
use crate::text::sanitize::{visible_line, visible_path};
use charts::Charts;
use entry::Depth;

/// Bytes from which on pages are listed without their differences.
const MOST_WITH_DIFFERENCES: usize = 6 * 1024 * 1024;
/// Bytes from which on pages are only counted.
const MOST: usize = 10 * 1024 * 1024;
/// In a report with so few pages, all of them stand open; in a longer one the first that has something to see.
const ALL_OPEN: usize = 3;

pub(super) fn write(
    findings: &[Entry],
    summary: &Summary,
    commands: &[String],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let pages = pages(findings);
    let charts = Charts::new(&pages);
    let mut sheet = Sheet { out, written: 0 };
    sheet.put(document::opens(summary, pages.len()))?;
    sheet.put(census::census(summary))?;
    if pages.is_empty() {
        sheet.put(document::nothing_found())?;
        return sheet.put(document::closes());
    }
    sheet.put(document::commands(commands))?;
    sheet.put(charts.markup())?;
    sheet.put(document::list_opens(pages.len()))?;
    let shown_first = pages.iter().position(Page::shows_drift);
    let mut left_out = LeftOut::default();
    for (index, page) in pages.iter().enumerate() {
        let depth = match sheet.written {
            ..MOST_WITH_DIFFERENCES if pages.len() <= ALL_OPEN || shown_first == Some(index) => {
                Depth::Open
            }
            ..MOST_WITH_DIFFERENCES => Depth::Closed,
            MOST_WITH_DIFFERENCES..MOST => Depth::Short,
            _ => {
                left_out.pages = pages.len() - index;
                break;
            }
        };
        left_out.differences += usize::from(depth == Depth::Short);
        sheet.put(entry::entry(page, &charts, depth))?;
    }
    sheet.put(document::list_closes(&left_out))?;
    sheet.put(charts.rules())?;
    sheet.put(document::closes())
}

/// What the findings of one page are.
struct Page<'f> {
    path: &'f Path,
    findings: Vec<&'f Entry>,
}

impl Page<'_> {
    /// The directory it lies in, with a slash at its end, and its own name.
    fn names(&self) -> (String, String) {
        let path = visible_path(self.path);
        match path.rsplit_once('/') {
            Some((folder, name)) => (format!("{folder}/"), name.to_owned()),
            None => (String::new(), path),
        }
    }

    fn shows_drift(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error && finding.difference.is_some())
    }
}

/// The findings by page; pages in the order in which they first come up.
fn pages(findings: &[Entry]) -> Vec<Page<'_>> {
    let mut places: HashMap<&Path, usize> = HashMap::new();
    let mut pages: Vec<Page<'_>> = Vec::new();
    for finding in findings {
        let path = finding.path.as_path();
        let place = *places.entry(path).or_insert(pages.len());
        if place == pages.len() {
            pages.push(Page {
                path,
                findings: Vec::new(),
            });
        }
        pages[place].findings.push(finding);
    }
    pages
}

/// What the report has no room for.
#[derive(Default)]
struct LeftOut {
    /// Pages that are listed without their differences.
    differences: usize,
    /// Pages that are not listed.
    pages: usize,
}

/// Where the report is written, and how much of it there is.
struct Sheet<'o> {
    out: &'o mut dyn io::Write,
    written: usize,
}

impl Sheet<'_> {
    fn put(&mut self, markup: Markup) -> io::Result<()> {
        let mut text = markup.into_string();
        text.push('\n'); // so that the report has lines where it can have them
        self.written += text.len();
        self.out.write_all(text.as_bytes())
    }
}

/// Text from pages on one line, safe to look at; maud escapes it.
fn line(text: &str) -> Cow<'_, str> {
    visible_line(text)
}

/// A sentence of ours in which what stands in back quotes is code.
fn sentence(text: &str) -> Markup {
    let text = line(text);
    if !text.matches('`').count().is_multiple_of(2) {
        return html! { (text) };
    }
    html! {
        @for (index, piece) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

/// `1 page`, `2 pages`.
fn counted(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

/// How much of `whole` that is, as SVG takes it; what is there at all is wide enough to be seen.
fn width(part: usize, whole: usize) -> f64 {
    match part {
        0 => 0.0,
        _ => (part as f64 * 100.0 / whole.max(1) as f64).clamp(0.5, 100.0),
    }
}
