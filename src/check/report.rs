//! Findings on their way into the result of a check: which of them are reported, and at which severity.

use std::ops::Range;

use super::front_matter::Accepted;
use super::{Checked, Context, Name, Verdict};
use crate::finding::{Finding, Fix, Part, Position};
use crate::rules::Rule;
use crate::rules::Severity;

/// Findings on their way into the result, with the severities and exceptions of the configuration.
pub struct Report<'r> {
    /// The page.
    pub name: Name<'r>,
    /// What it is checked against.
    pub context: Context<'r>,
    /// The rules that the page's own front matter accepts.
    pub accepted: Vec<Accepted>,
    /// The result so far.
    pub checked: Checked,
}

impl<'r> Report<'r> {
    /// With nothing in it yet.
    pub fn new(name: Name<'r>, context: Context<'r>) -> Self {
        Self {
            name,
            context,
            accepted: Vec::new(),
            checked: Checked::default(),
        }
    }

    /// The severity at which `rule` is to be reported here; `None` where it is not.
    pub fn severity(&mut self, rule: Rule) -> Option<Severity> {
        let severity = self.context.config.severity(rule)?;
        let entry = self.context.config.ignored(self.name.path, rule);
        self.checked.ignored_by.extend(entry);
        let mut accepted = entry.is_some();
        for own in self.accepted.iter_mut().filter(|own| own.rule == rule) {
            own.used = true;
            accepted = true;
        }
        (!accepted).then_some(severity)
    }

    /// Whether there is a finding of `rule`.
    pub fn reports(&self, rule: Rule) -> bool {
        self.checked
            .findings
            .iter()
            .any(|finding| finding.rule == rule)
    }

    /// A finding about the page as a file, which no fix mends.
    pub fn page_finding(
        &mut self,
        rule: Rule,
        part: Option<Part>,
        place: Range<Position>,
        message: String,
        help: String,
    ) {
        let Some(severity) = self.severity(rule) else {
            return;
        };
        self.checked.findings.push(Finding {
            rule,
            severity,
            path: self.name.shown.to_owned(),
            message,
            part,
            start: place.start,
            end: place.end,
            excerpt: None,
            difference: None,
            fix: Fix::None,
            help,
        });
    }

    /// Sets the verdict on a page that breaks `rule`.
    pub fn set_drifted(&mut self, rule: Rule) {
        self.checked.verdict = if self.reports(rule) {
            Verdict::Drifted
        } else {
            Verdict::Ignored
        };
    }
}
