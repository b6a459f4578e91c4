//! One page for a browser: census, charts, commands, and a list of pages to filter; it loads nothing and asks nobody.
//!
//! It is written page by page and stays within a size that a browser takes, however much was found.

mod causes;
mod census;
mod charts;
pub(super) mod comparison;
mod document;
mod entry;
mod sides;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use maud::{Markup, html};

use super::{Advice, Around, SharedCause, Summary};
use crate::report::words::Entry;
use crate::rules::Severity;
use crate::text::count::counted;
use crate::text::sanitize::{visible_line, visible_path};
use causes::Causes;
use charts::{Charts, Counts};
use entry::{Depth, Listed};

/// Bytes from which on pages are listed without their differences.
const MOST_WITH_DIFFERENCES: usize = 6 * 1024 * 1024;
/// Bytes from which on pages are only counted.
const MOST: usize = 10 * 1024 * 1024;
/// In a report with so few pages, all of them stand open; in a longer one the first that has something to see.
const ALL_OPEN: usize = 3;

/// Writes the report about `findings`, of which those of a page come one behind the other. Those that there is no room
/// for are counted and not held.
pub(super) fn write(
    findings: &mut dyn Iterator<Item = Entry>,
    around: &Around,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let List {
        charts,
        causes,
        pages,
        count,
        shown_first,
        left_out,
    } = List::of(findings, &around.causes);
    let summary = &around.summary;
    let mut sheet = Sheet { out, written: 0 };
    sheet.put(document::opens(summary, count))?;
    sheet.put(document::about(&around.about))?;
    sheet.put(census::census(summary))?;
    if count == 0 {
        sheet.put(document::nothing_found())?;
        return sheet.put(document::closes());
    }
    sheet.put(document::advice(&around.advice))?;
    sheet.put(charts.markup())?;
    for piece in causes.markup(pages.len()) {
        sheet.put(piece)?;
    }
    sheet.put(document::list_opens(count))?;
    for (index, page) in pages.into_iter().enumerate() {
        let is_open = count <= ALL_OPEN || shown_first == Some(index);
        sheet.put(page.markup(index, charts.folder(page.folder()), is_open))?;
    }
    sheet.put(document::list_closes(&left_out))?;
    sheet.put(charts.rules())?;
    sheet.put(document::closes())
}

/// All pages with findings: counted, and written as far as the report has room for them.
///
/// What is held is what will be written, and nothing that it was written from: a page of findings is much larger.
struct List<'c> {
    charts: Charts,
    causes: Causes<'c>,
    /// Those that the report has room for.
    pages: Vec<Listed>,
    /// How many there are.
    count: usize,
    /// The first that has something to see.
    shown_first: Option<usize>,
    left_out: LeftOut,
}

impl<'c> List<'c> {
    fn of(findings: &mut dyn Iterator<Item = Entry>, shared: &'c [SharedCause]) -> Self {
        let mut causes = Causes::of(shared);
        let mut counts = Counts::default();
        let (mut pages, mut count, mut shown_first) = (Vec::new(), 0, None);
        let mut left_out = LeftOut::default();
        // Bytes of the pages that are listed.
        let mut written = 0;
        let mut findings = findings.peekable();
        while let Some(first) = findings.next() {
            let mut page = Page::new(first);
            while let Some(next) = findings.next_if(|next| next.path == page.path) {
                page.findings.push(next);
            }
            counts.add(&page);
            causes.add(&page, count);
            if shown_first.is_none() && page.shows_drift() {
                shown_first = Some(count);
            }
            count += 1;
            let depth = match written {
                ..MOST_WITH_DIFFERENCES => Depth::Full,
                MOST_WITH_DIFFERENCES..MOST => Depth::Short,
                _ => {
                    left_out.pages += 1;
                    continue;
                }
            };
            left_out.differences += usize::from(depth == Depth::Short);
            let listed = Listed::new(&page, depth);
            written += listed.length(pages.len());
            pages.push(listed);
        }
        Self {
            charts: Charts::of(counts),
            causes,
            pages,
            count,
            shown_first,
            left_out,
        }
    }
}

/// What the findings of one page are.
struct Page {
    path: PathBuf,
    /// Never empty.
    findings: Vec<Entry>,
}

impl Page {
    fn new(first: Entry) -> Self {
        Self {
            path: first.path.clone(),
            findings: vec![first],
        }
    }

    /// The directory it lies in, with a slash at its end, and its own name.
    fn names(&self) -> (String, String) {
        let path = visible_path(&self.path);
        match path.rsplit_once('/') {
            Some((folder, name)) => (format!("{folder}/"), name.to_owned()),
            None => (String::new(), path),
        }
    }

    fn with_difference(&self) -> impl Iterator<Item = &Entry> {
        let findings = self.findings.iter();
        findings.filter(|finding| finding.difference.is_some())
    }

    fn shows_drift(&self) -> bool {
        self.with_difference()
            .any(|finding| finding.severity == Severity::Error)
    }
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

/// How much of `whole` that is, as SVG takes it; what is there at all is wide enough to be seen.
fn width(part: usize, whole: usize) -> f64 {
    match part {
        0 => 0.0,
        _ => (part as f64 * 100.0 / whole.max(1) as f64).clamp(0.5, 100.0),
    }
}
