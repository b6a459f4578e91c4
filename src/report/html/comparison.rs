//! A comparison for a browser: losses, then causes to unfold, each with an example side by side and its pages.

use std::io;

use maud::{Markup, PreEscaped, html};

use super::{Sheet, counted, document, line, sentence};
use crate::compare::LossKind;
use crate::compare::totals::Count;
use crate::report::comparison::{Comparison, human};
use crate::text::sanitize::visible_path;

/// How many losses of a kind are listed.
const LOSSES: usize = 200;

/// How many pages of a cause are listed.
const PAGES: usize = 200;

/// Bytes from which on causes come without their pages.
const MOST_WITH_PAGES: usize = 6 * 1024 * 1024;

/// Writes the comparison.
///
/// # Errors
///
/// What `out` answers.
pub fn write(told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut sheet = Sheet { out, written: 0 };
    let title = format!("tikicheck: {} → {}", line(told.from), line(told.to));
    sheet.put(document::head(&title, "Skip to the causes"))?;
    let about = format!("Site {}: {} → {}", told.site, told.from, told.to);
    sheet.put(document::about(&about))?;
    sheet.put(html! {
        section.census aria-labelledby="census" {
            h2 #census { (human::census(told)) }
        }
    })?;
    sheet.put(losses(told))?;
    let causes = told.causes();
    if causes.is_empty() {
        sheet.put(html! {
            section #list aria-label="Causes" { p.nothing { "No cause to tell." } }
        })?;
    } else {
        sheet.put(document::list(
            "Causes",
            causes.len(),
            "cause",
            "words or path",
        ))?;
        for (place, count) in causes.iter().enumerate() {
            let most = if sheet.written < MOST_WITH_PAGES {
                PAGES
            } else {
                1
            };
            sheet.put(cause(told, count, place == 0, most))?;
        }
        sheet.put(html! { (PreEscaped("</ol></section>")) })?;
    }
    sheet.put(pages(
        "Wiki text edited",
        told.counts().source,
        told.edits().map(|path| visible_path(&path)),
    ))?;
    let renamed = told
        .renamed()
        .map(|(from, to)| format!("{} → {}", visible_path(&from), visible_path(&to)));
    sheet.put(pages("Renamed", told.counts().renamed, renamed))?;
    let not_compared = told
        .not_compared()
        .map(|(path, why)| format!("{}: {why}", visible_path(&path)));
    sheet.put(pages(
        "Not compared",
        told.totals.not_compared.len(),
        not_compared,
    ))?;
    sheet.put(document::closes())
}

fn losses(told: &Comparison<'_>) -> Markup {
    html! {
        @if told.losses() > 0 {
            section.losses aria-labelledby="losses" {
                h2 #losses { "Losses" }
                @for kind in LossKind::ALL {
                    @if let Some(&count) = told.totals.losses.get(&kind) {
                        h3 { (kind.words()) ": " (count) }
                        ul role="list" {
                            @for ((place, at, _), what) in told.totals.kept.get(&kind).into_iter().flatten().take(LOSSES) {
                                li {
                                    span.path { (visible_path(&told.page_of(kind, *place))) }
                                    @if *at > 1 { " " span.place { "line " (at) } }
                                    @if !what.is_empty() { ": " (line(what)) }
                                }
                            }
                            @if count > LOSSES { li { "… and " (count - LOSSES) " more" } }
                        }
                    }
                }
            }
        }
    }
}

fn cause(told: &Comparison<'_>, count: &Count, is_open: bool, most: usize) -> Markup {
    let example = &count.example;
    let first = count.first.first().copied().unwrap_or_default();
    let pages = told.pages_of(count, most);
    html! {
        li data-rules="" data-folder="" {
            details open[is_open] {
                summary {
                    span.path { (sentence(&count.cause.words)) }
                    " "
                    span.count { (counted(count.pages, "page")) ", " (counted(count.differences, "difference")) }
                }
                div.inside {
                    p.plain {
                        span.place { (visible_path(&told.page(first))) ", line " (example.line) }
                    }
                    div.difference {
                        figure.found {
                            figcaption { "Before" }
                            (text(&example.before))
                        }
                        figure.expected {
                            figcaption { "After" }
                            (text(&example.after))
                        }
                    }
                    p.plain { code { (line(told.again)) " --cause " (count.cause.id) } }
                    ul.plainlist role="list" {
                        @for page in &pages { li { (visible_path(page)) } }
                        @if count.pages > pages.len() {
                            li { "… and " (count.pages - pages.len()) " more" }
                        }
                    }
                }
            }
        }
    }
}

/// Some lines of Markdown, as they are written.
fn text(markdown: &str) -> Markup {
    html! {
        @if markdown.trim().is_empty() {
            p.label { "nothing" }
        } @else {
            pre {
                @for row in markdown.lines() { code { (line(row)) } }
            }
        }
    }
}

fn pages(title: &str, count: usize, list: impl Iterator<Item = String>) -> Markup {
    html! {
        @if count > 0 {
            section aria-label=(title) {
                h2 { (title) ": " (counted(count, "page")) }
                ul.plainlist role="list" {
                    @for page in list.take(PAGES) { li { (page) } }
                    @if count > PAGES { li { "… and " (count - PAGES) " more" } }
                }
            }
        }
    }
}
