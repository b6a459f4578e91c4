//! Which rules speak and in which folders, as bars that a click makes the filter of the list.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Page, counted, sentence, width};
use crate::rules::Rule;
use crate::rules::Severity;

/// Folders that have a bar of their own.
const MOST_FOLDERS: usize = 10;

/// Pages with findings, counted by rule and by folder.
pub(super) struct Charts {
    /// Most pages first.
    rules: Vec<(Rule, Bar)>,
    /// Most pages first.
    folders: Vec<(String, Bar)>,
    /// The folders without a bar of their own, together.
    other_folders: Option<(usize, Bar)>,
}

/// How many pages a bar stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Bar {
    pages: usize,
    /// Those of them of which an error is told.
    errors: usize,
}

impl Bar {
    fn add(&mut self, severity: Severity) {
        self.pages += 1;
        self.errors += usize::from(severity == Severity::Error);
    }
}

/// Pages that are being counted.
#[derive(Default)]
pub(super) struct Counts {
    rules: BTreeMap<Rule, Bar>,
    folders: BTreeMap<String, Bar>,
}

impl Counts {
    pub(super) fn add(&mut self, page: &Page) {
        let mut worst: BTreeMap<Rule, Severity> = BTreeMap::new();
        for finding in &page.findings {
            let known = worst.entry(finding.rule).or_insert(finding.severity);
            *known = finding.severity.max(*known);
        }
        for (rule, severity) in &worst {
            self.rules.entry(*rule).or_default().add(*severity);
        }
        let folder = self.folders.entry(page.names().0).or_default();
        folder.add(worst.into_values().max().unwrap_or(Severity::Warning));
    }
}

impl Charts {
    pub(super) fn of(Counts { rules, folders }: Counts) -> Self {
        let mut folders = most_first(folders);
        let others = folders.split_off(folders.len().min(MOST_FOLDERS));
        let other_folders = (!others.is_empty()).then(|| {
            let pages = others.iter().map(|(_, bar)| bar.pages).sum();
            let errors = others.iter().map(|(_, bar)| bar.errors).sum();
            (others.len(), Bar { pages, errors })
        });
        Self {
            rules: most_first(rules),
            folders,
            other_folders,
        }
    }

    /// The number by which the list knows the folder of a page: the place of its bar.
    pub(super) fn folder(&self, folder: &str) -> usize {
        self.folders
            .iter()
            .position(|(name, _)| name == folder)
            .unwrap_or(self.folders.len())
    }

    pub(super) fn markup(&self) -> Markup {
        let most_of_rule = self.rules.first().map_or(1, |(_, bar)| bar.pages);
        let most_of_folder = self.folders.first().map_or(1, |(_, bar)| bar.pages);
        let most_of_folder = most_of_folder.max(self.other_folders.map_or(1, |(_, bar)| bar.pages));
        html! {
            div.charts {
                section aria-labelledby="rules" {
                    h2 #rules { "By rule" }
                    ul {
                        @for (rule, bar) in &self.rules {
                            li { button type="button" disabled data-rule=(rule.name()) aria-pressed="false" {
                                (row(html! { (rule.name()) }, *bar, most_of_rule))
                            } }
                        }
                    }
                }
                section aria-labelledby="folders" {
                    h2 #folders { "By folder" }
                    ul {
                        @for (index, (folder, bar)) in self.folders.iter().enumerate() {
                            li { button type="button" disabled data-folder=(index) aria-pressed="false" {
                                (row(folder_name(folder), *bar, most_of_folder))
                            } }
                        }
                        @if let Some((folders, bar)) = &self.other_folders {
                            li { button type="button" disabled data-folder=(self.folders.len()) aria-pressed="false" {
                                (row(html! { (counted(*folders, "more folder")) }, *bar, most_of_folder))
                            } }
                        }
                    }
                }
            }
        }
    }

    /// What the rules that speak are about.
    pub(super) fn rules(&self) -> Markup {
        html! {
            section.rules aria-label="What the rules mean" {
                details {
                    summary { "What the rules mean" }
                    dl {
                        @for (rule, _) in &self.rules {
                            dt { (rule.name()) }
                            dd { (sentence(rule.summary())) }
                        }
                    }
                }
            }
        }
    }
}

fn folder_name(folder: &str) -> Markup {
    html! { @if folder.is_empty() { "./" } @else { (folder) } }
}

fn row(name: Markup, bar: Bar, most: usize) -> Markup {
    let [errors, all] = [bar.errors, bar.pages].map(|pages| format!("{:.2}%", width(pages, most)));
    html! {
        span.name { (name) }
        " "
        svg aria-hidden="true" width="100%" height="8" {
            @if bar.errors < bar.pages { rect.warning width=(all) height="8" {} }
            @if bar.errors > 0 { rect.error width=(errors) height="8" {} }
        }
        span.count { (bar.pages) span.unit { @if bar.pages == 1 { " page" } @else { " pages" } } }
    }
}

/// By their pages; those with as many, in the order they had.
fn most_first<T>(bars: BTreeMap<T, Bar>) -> Vec<(T, Bar)> {
    let mut bars: Vec<_> = bars.into_iter().collect();
    bars.sort_by_key(|(_, bar)| std::cmp::Reverse(bar.pages));
    bars
}
