//! The causes that pages share, to unfold: an example side by side, the pages that have it, and what shows all of them.

use std::collections::HashMap;

use maud::{Markup, html};

use super::sides::sides;
use super::{Page, SharedCause, counted, sentence};
use crate::text::sanitize::visible_path;

/// How many pages of a cause are named.
const MOST_PAGES: usize = 100;

/// Bytes of names of pages, of all causes together.
const MOST_NAMES: usize = 512 * 1024;

/// The causes, and what was seen of each while the pages went by.
pub(super) struct Causes<'c> {
    list: Vec<Seen<'c>>,
    /// The place of each in the list, by its id.
    places: HashMap<&'c str, usize>,
    /// Bytes of the names of pages that are held.
    names: usize,
}

/// A cause and what was seen of it.
struct Seen<'c> {
    cause: &'c SharedCause,
    /// Its first difference side by side, as HTML.
    example: Option<String>,
    /// The first pages that have it: their numbers in the list of pages, and their names.
    pages: Vec<(usize, String)>,
}

impl<'c> Causes<'c> {
    pub(super) fn of(causes: &'c [SharedCause]) -> Self {
        let seen = |cause| Seen {
            cause,
            example: None,
            pages: Vec::new(),
        };
        let places = causes.iter().enumerate();
        Self {
            list: causes.iter().map(seen).collect(),
            places: places.map(|(place, cause)| (&*cause.id, place)).collect(),
            names: 0,
        }
    }

    /// Looks at the page with this number in the list.
    pub(super) fn add(&mut self, page: &Page, number: usize) {
        for finding in &page.findings {
            let cause = finding.cause.as_ref();
            let Some(&place) = cause.and_then(|cause| self.places.get(&*cause.id)) else {
                continue;
            };
            let seen = &mut self.list[place];
            let is_known = seen.pages.last().is_some_and(|(last, _)| *last == number);
            if !is_known && seen.pages.len() < MOST_PAGES && self.names < MOST_NAMES {
                let name = visible_path(&page.path);
                self.names += name.len();
                seen.pages.push((number, name));
            }
            if let (None, Some(difference)) = (&seen.example, &finding.difference) {
                seen.example = Some(sides(finding, difference).into_string());
            }
        }
    }

    /// The overview, piece by piece. Pages below the number `listed` can be led to.
    pub(super) fn markup(&self, listed: usize) -> impl Iterator<Item = Markup> {
        use maud::PreEscaped as Raw;
        let is_empty = self.list.is_empty();
        let opens = html! {
            (Raw("<section class=\"causes\" aria-labelledby=\"causes\">"))
            h2 #causes { "Causes" }
            p { "Why today's settings would write pages otherwise, though nobody edited them." }
            (Raw("<ol role=\"list\">"))
        };
        let closes = html! { (Raw("</ol></section>")) };
        let causes = self.list.iter().map(move |seen| seen.markup(listed));
        let around = move |markup: Markup| (!is_empty).then_some(markup);
        around(opens)
            .into_iter()
            .chain(causes)
            .chain(around(closes))
    }
}

impl Seen<'_> {
    fn markup(&self, listed: usize) -> Markup {
        use maud::PreEscaped as Raw;
        let cause = self.cause;
        let more = cause.pages.saturating_sub(self.pages.len());
        html! {
            li {
                details {
                    summary {
                        span.path { (sentence(&cause.words)) }
                        " "
                        span.count { (counted(cause.pages, "page")) ", " (counted(cause.differences, "difference")) }
                    }
                    div.inside {
                        p.plain { "First: " (visible_path(&cause.example.0)) ":" (cause.example.1) }
                        @if let Some(example) = &self.example { (Raw(example)) }
                        p.plain {
                            button type="button" disabled data-cause=(cause.id) aria-pressed="false" {
                                "Show these pages alone"
                            }
                        }
                        p.plain { code { "tikicheck --format concise --cause " (cause.id) } }
                        @if !self.pages.is_empty() {
                            ul.plainlist role="list" {
                                @for (number, name) in &self.pages {
                                    li {
                                        @if *number < listed { a href={ "#page-" (number) } { (name) } }
                                        @else { (name) }
                                    }
                                }
                                @if more > 0 { li { "… and " (counted(more, "more page")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
