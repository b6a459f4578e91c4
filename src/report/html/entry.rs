//! One page of the list: what is wrong in a few words, and behind them every difference.

use maud::{Markup, PreEscaped, html};

use super::sides::{place_itself, sides, source_change};
use super::{Page, counted, sentence};
use crate::report::severity_text;
use crate::report::words::Entry;
use crate::rules::Rule;
use crate::rules::Severity;

/// Findings of one rule in one page that are shown.
const MOST_FINDINGS: usize = 20;

/// How much of a page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// What is wrong, and its differences once one opens them.
    Full,
    /// What is wrong, without the differences.
    Short,
}

/// What one rule says about a page.
struct Group<'f> {
    rule: Rule,
    /// Never empty.
    findings: Vec<&'f Entry>,
}

impl Group<'_> {
    fn message(&self) -> &str {
        self.findings
            .first()
            .map_or("", |finding| finding.message.as_str())
    }

    fn severity(&self) -> Severity {
        let severities = self.findings.iter().map(|finding| finding.severity);
        severities.max().unwrap_or(Severity::Warning)
    }
}

/// The findings by rule, in the order in which the rules come up.
fn groups(page: &Page) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for finding in &page.findings {
        match groups.iter_mut().find(|group| group.rule == finding.rule) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group {
                rule: finding.rule,
                findings: vec![finding],
            }),
        }
    }
    groups
}

/// One page of the list, written but for what only the whole list decides: the number of its folder, and whether it
/// stands open.
pub(super) struct Listed {
    folder: String,
    /// The names of the rules that speak, with a blank between them.
    rules: String,
    /// The ids of its causes, with a blank between them; `None` where it has none.
    causes: Option<String>,
    summary: Markup,
    /// The differences, where they are shown.
    inside: Option<Markup>,
}

impl Listed {
    pub(super) fn new(page: &Page, depth: Depth) -> Self {
        let groups = groups(page);
        let (folder, name) = page.names();
        let rules: Vec<&str> = groups.iter().map(|group| group.rule.name()).collect();
        Self {
            rules: rules.join(" "),
            causes: causes(page),
            summary: fitting(summary(&folder, &name, page, &groups)),
            inside: (depth == Depth::Full).then(|| fitting(inside(&groups))),
            folder,
        }
    }

    /// The directory that the page lies in, with a slash at its end.
    pub(super) fn folder(&self) -> &str {
        &self.folder
    }

    /// Bytes that it takes in the report as the page with this number.
    pub(super) fn length(&self, number: usize) -> usize {
        self.markup(number, 0, false).0.len()
    }

    /// The list knows the page and its folder by numbers.
    pub(super) fn markup(&self, number: usize, folder_number: usize, is_open: bool) -> Markup {
        html! {
            li data-rules=(self.rules) data-folder=(folder_number) data-causes=[&self.causes] id={ "page-" (number) } {
                @if let Some(inside) = &self.inside {
                    details open[is_open] {
                        summary { (self.summary) }
                        div.inside { (inside) }
                    }
                } @else {
                    div.summary { (self.summary) }
                }
            }
        }
    }
}

/// The ids of the causes of a page.
fn causes(page: &Page) -> Option<String> {
    let causes = page.findings.iter();
    let causes = causes.filter_map(|finding| finding.cause.as_ref());
    let mut ids: Vec<&str> = causes.map(|cause| cause.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The same, in no more memory than it needs.
fn fitting(PreEscaped(mut text): Markup) -> Markup {
    text.shrink_to_fit();
    PreEscaped(text)
}

fn inside(groups: &[Group<'_>]) -> Markup {
    html! {
        @for group in groups {
            @if groups.len() > 1 { h3 { (group.rule.name()) } }
            (findings(group))
        }
    }
}

fn summary(folder: &str, name: &str, page: &Page, groups: &[Group<'_>]) -> Markup {
    // The message about a page that the settings do not fit counts its differences, of which few are shown.
    let counted_here = page
        .with_difference()
        .filter(|finding| finding.rule != Rule::Misfit);
    let differences = counted_here.count();
    html! {
        span.path { span.folder { (folder) } wbr; (name) }
        " "
        @if differences > 0 { span.count { (counted(differences, "difference")) } }
        @for group in groups {
            " "
            span.said {
                span.badge.(severity_text(group.severity())) {
                    b { (severity_text(group.severity())) } " " (group.rule.name())
                }
                " " span.message { (sentence(group.message())) }
            }
        }
    }
}

fn findings(group: &Group<'_>) -> Markup {
    let shown = &group.findings[..group.findings.len().min(MOST_FINDINGS)];
    let more = group.findings.len() - shown.len();
    html! {
        @for (index, finding) in shown.iter().enumerate() {
            @let again = shown.get(index + 1).is_some_and(|next| next.help == finding.help);
            @let said = match &finding.cause {
                Some(cause) if group.rule == Rule::Misfit => Some(cause.words.as_str()),
                _ => (finding.message != group.message()).then_some(finding.message.as_str()),
            };
            (self::finding(finding, said))
            @if let Some(change) = finding.source_change.as_ref().filter(|_| !again) { (source_change(change)) }
            @if !again && !finding.help.is_empty() { p.help { (sentence(&finding.help)) } }
        }
        @if more > 0 { p.plain { "… and " (counted(more, "more finding")) " of this rule in this page" } }
    }
}

fn finding(finding: &Entry, said: Option<&str>) -> Markup {
    let place = place(finding);
    html! {
        @match (&finding.difference, said) {
            (Some(difference), said) => {
                @if let Some(said) = said { p.plain { (sentence(said)) } }
                (sides(finding, difference))
            }
            (None, Some(said)) if said.starts_with('…') => p.plain { (sentence(said)) },
            (None, said) => {
                p.plain {
                    span.place { (place) }
                    @if let Some(said) = said { " " (sentence(said)) }
                }
                @if let Some(excerpt) = &finding.excerpt {
                    (place_itself(excerpt, finding.source.as_ref()))
                }
            }
        }
    }
}

/// Where a finding begins, in words.
pub(super) fn place(finding: &Entry) -> String {
    match finding.start.line {
        0 => "the whole file".to_owned(),
        line => format!("line {line}, column {}", finding.start.column),
    }
}
