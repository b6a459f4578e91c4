//! A difference side by side: what is there, what should be, and the line of the source that it comes from.

use std::ops::Range;

use maud::{Markup, html};

use super::entry::place;
use super::{counted, line};
use crate::finding::{Difference, Edited, Excerpt, Generates, Part, SourceChange};
use crate::report::Glyphs;
use crate::report::snippet::{Show, Snippet};
use crate::report::words::Entry;
use crate::rules::{Group, Rule};

/// Columns; a browser wraps by itself, and excerpts are short already.
const WIDTH: usize = 10_000;

/// What a mark means.
#[derive(Clone, Copy)]
enum Mark {
    /// On the page, and not what is generated.
    Found,
    /// Generated, and not on the page.
    Expected,
    /// Where it comes from.
    Origin,
}

pub(super) fn sides(finding: &Entry, difference: &Difference) -> Markup {
    let show = Show::of(difference);
    let snippet = |excerpt, nothing| Snippet::new(excerpt, show, nothing, Glyphs::Unicode, WIDTH);
    let found = snippet(&difference.found, "missing here");
    let expected = snippet(&difference.expected, "nothing here");
    let (edited, changed) = edits(finding.rule, difference.edited);
    html! {
        div.difference {
            figure.found {
                figcaption {
                    (found_title(finding.part)) " " span.place { (place(finding)) }
                    @if let Some(edited) = edited { " " em { (edited) } }
                }
                (lines(&found, Mark::Found))
            }
            figure.expected {
                figcaption {
                    (expected_title(finding.rule))
                    @if let Some(changed) = changed { " " em { (changed) } }
                }
                (lines(&expected, Mark::Expected))
            }
            @if let Some(source) = &difference.source { (origin(source)) }
        }
    }
}

/// A change of the source side by side: its lines today, and with the edit.
pub(super) fn source_change(change: &SourceChange) -> Markup {
    let snippet =
        |excerpt| Snippet::new(excerpt, Show::Words, "nothing here", Glyphs::Unicode, WIDTH);
    let (title, generated) = match &change.generates {
        Generates::Exactly => ("With the edit, tried: generates this page exactly", None),
        Generates::ButSpacing => (
            "With the edit, tried: generates this page, but for blank lines",
            None,
        ),
        Generates::ReadsAlike => (
            "With the edit, tried: generates a page that reads the same",
            None,
        ),
        Generates::BothEdits => (
            "With the edit, tried: generates a page with both edits",
            None,
        ),
        Generates::Otherwise(generated) => ("The nearest that was tried", Some(generated)),
    };
    html! {
        div.difference.change {
            figure.found {
                figcaption {
                    "The source"
                    @if let Some(at) = change.before.at { " " span.place { "line " (at.line) ", column " (at.column) } }
                }
                (lines(&snippet(&change.before), Mark::Found))
            }
            figure.expected {
                figcaption {
                    (title)
                    @if change.more > 0 { " " em { "and " (counted(change.more, "more place")) } }
                }
                (lines(&snippet(&change.after), Mark::Expected))
            }
            @if let Some(generated) = generated {
                figure.origin {
                    figcaption { "It would generate" }
                    (lines(&snippet(generated), Mark::Origin))
                }
            }
        }
    }
}

/// The line that a finding is about, where it compares nothing, and the line of the source that it comes from.
pub(super) fn place_itself(excerpt: &Excerpt, source: Option<&Excerpt>) -> Markup {
    let snippet = Snippet::new(excerpt, Show::Words, "here", Glyphs::Unicode, WIDTH);
    html! {
        div.difference.alone {
            figure.found { (lines(&snippet, Mark::Found)) }
            @if let Some(source) = source { (origin(source)) }
        }
    }
}

/// The place of the source that something comes from.
fn origin(source: &Excerpt) -> Markup {
    let snippet = Snippet::new(source, Show::Words, "here", Glyphs::Unicode, WIDTH);
    html! {
        figure.origin {
            figcaption {
                "From the source"
                @if let Some(at) = source.at { " " span.place { "line " (at.line) ", column " (at.column) } }
            }
            (lines(&snippet, Mark::Origin))
        }
    }
}

/// Which side was edited, where the verdict alone says so; the message says all of it.
fn edits(rule: Rule, edited: Option<Edited>) -> (Option<&'static str>, Option<&'static str>) {
    let (by_hand, since) = (Some("edited by hand"), Some("changed since"));
    match (rule, edited) {
        (Rule::StalePage, _) | (Rule::ConflictingEdits, Some(Edited::Source)) => (None, since),
        (Rule::EditedBody, _) | (Rule::ConflictingEdits, Some(Edited::Body)) => (by_hand, None),
        (Rule::ConflictingEdits, _) => (by_hand, since),
        _ => (None, None),
    }
}

fn found_title(part: Option<Part>) -> &'static str {
    match part {
        Some(Part::Body) | None => "On the page",
        Some(Part::FrontMatter) => "In the front matter",
        Some(Part::Frame) => "In the debug block",
        Some(Part::Copy) => "In the escaped copy",
        Some(Part::Tree) => "In the dump of the tree",
        Some(Part::Source) => "In the source",
    }
}

fn expected_title(rule: Rule) -> &'static str {
    match (rule, rule.group()) {
        (Rule::BlockStyle, _) => "The configuration asks for",
        (_, Group::Drift) => "The source generates",
        _ => "Expected",
    }
}

/// The lines of a snippet, each an element of its own, with what is to be marked marked.
fn lines(snippet: &Snippet, mark: Mark) -> Markup {
    html! {
        pre {
            @for (text, range) in marks(snippet) {
                code {
                    (text[..range.start])
                    @if !range.is_empty() {
                        (marked(&text[range.clone()], mark))
                    } @else if snippet.mark.is_empty() {
                        span.gap aria-hidden="true" {}
                    }
                    (text[range.end..])
                }
            }
        }
        @if let Some(label) = &snippet.label { p.label { (line(label)) } }
    }
}

/// The lines of a snippet, and what of each is to be marked.
fn marks(snippet: &Snippet) -> Vec<(&str, Range<usize>)> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in snippet.text.split('\n') {
        let inside = |place: usize| place.saturating_sub(start).min(line.len());
        lines.push((line, inside(snippet.mark.start)..inside(snippet.mark.end)));
        start += line.len() + 1;
    }
    lines
}

fn marked(text: &str, mark: Mark) -> Markup {
    html! {
        @match mark {
            Mark::Found => del { (text) },
            Mark::Expected => ins { (text) },
            Mark::Origin => mark { (text) },
        }
    }
}
