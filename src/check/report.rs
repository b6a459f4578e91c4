//! Findings on their way into the result of a check: which of them are reported, and at which severity.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use super::{Context, Observed, Verdict};
use crate::finding::{Finding, Part, Position, Remedy};
use crate::rules::{Rule, Severity};
use crate::text::excerpt::excerpt_of_file;

/// Findings on their way into the result, with the severities and exceptions of the configuration.
pub struct Collector<'r> {
    /// The page, relative to the root of the site.
    pub page: &'r Path,
    /// What it is checked against.
    pub context: Context<'r>,
    /// The rules that the page's own front matter accepts.
    pub accepted: Vec<Accepted>,
    /// The findings so far.
    pub findings: Vec<Finding>,
    /// What the run takes from the page.
    pub observed: Observed,
    /// The bytes of the page, to quote from.
    file: &'r [u8],
}

/// A rule whose findings a page accepts by a key of its front matter.
pub struct Accepted {
    /// The rule.
    pub rule: Rule,
    /// Where it says so.
    pub at: Range<Position>,
    /// Whether there was a finding to accept.
    pub used: bool,
}

/// A finding before it is known whether it is reported.
pub struct Draft {
    /// Which rule speaks.
    pub rule: Rule,
    /// Which part of the page it is in.
    pub part: Option<Part>,
    /// The place in the file.
    pub place: Range<Position>,
    /// What is wrong.
    pub message: String,
    /// What a person can do.
    pub help: Cow<'static, str>,
}

impl<'r> Collector<'r> {
    /// With nothing in it yet.
    pub fn new(page: &'r Path, file: &'r [u8], context: Context<'r>) -> Self {
        Self {
            page,
            context,
            accepted: Vec::new(),
            findings: Vec::new(),
            observed: Observed::default(),
            file,
        }
    }

    /// The severity at which a finding of `rule` is reported here; `None` where it is not. Marks the exceptions that
    /// keep it back as used, so it is called once there is something to report.
    pub fn admit(&mut self, rule: Rule) -> Option<Severity> {
        let severity = self.context.config.severity(rule)?;
        let entry = self.context.config.ignored(self.page, rule);
        self.observed.used_ignores.extend(entry);
        let mut accepted = entry.is_some();
        for own in self.accepted.iter_mut().filter(|own| own.rule == rule) {
            own.used = true;
            accepted = true;
        }
        (!accepted).then_some(severity)
    }

    /// The bytes of the page.
    pub fn file(&self) -> &'r [u8] {
        self.file
    }

    /// Whether there is a finding of `rule`.
    pub fn reports(&self, rule: Rule) -> bool {
        self.findings.iter().any(|finding| finding.rule == rule)
    }

    /// A finding about one place, which it quotes, and which no fix fixes.
    pub fn about_place(&mut self, draft: Draft) {
        let start = draft.place.start;
        let bytes = start.offset..draft.place.end.offset;
        self.about_bytes(draft, bytes);
    }

    /// As [`Collector::about_place`]; it quotes these bytes of the file.
    pub fn about_bytes(&mut self, draft: Draft, bytes: Range<usize>) {
        let (rule, at) = (draft.rule, draft.place.start);
        if self.without_quote(draft)
            && let Some(finding) = self.findings.last_mut()
            && finding.rule == rule
        {
            finding.excerpt = Some(excerpt_of_file(self.file, bytes, at));
        }
    }

    /// A finding that quotes nothing, and that no fix fixes; whether it is reported.
    pub fn without_quote(&mut self, draft: Draft) -> bool {
        let Some(severity) = self.admit(draft.rule) else {
            return false;
        };
        self.findings.push(Finding {
            rule: draft.rule,
            severity,
            page: self.page.to_owned(),
            message: draft.message,
            other_page: None,
            part: draft.part,
            start: draft.place.start,
            end: draft.place.end,
            excerpt: None,
            source: None,
            difference: None,
            more: None,
            cause: None,
            source_change: None,
            fix: crate::rules::Fix::None,
            remedy: Remedy::Advice(draft.help),
        });
        true
    }

    /// The verdict on a page that breaks `rule`.
    pub fn drifted(&self, rule: Rule) -> Verdict {
        if self.reports(rule) {
            Verdict::Drifted
        } else {
            Verdict::Ignored
        }
    }

    /// Entries under `tikicheck: {ignore: […]}` that kept no finding back, of the rules that were judged.
    pub fn unused(&mut self, judged: impl Fn(Rule) -> bool) {
        for Accepted { rule, at, used } in std::mem::take(&mut self.accepted) {
            if used || !judged(rule) {
                continue;
            }
            let name = rule.name();
            self.without_quote(Draft {
                rule: Rule::UnusedIgnore,
                part: Some(Part::FrontMatter),
                place: at,
                message: format!(
                    "`tikicheck: {{ignore: [{name}]}}` keeps no finding of this page back"
                ),
                help: format!("remove {name} from the list").into(),
            });
        }
    }
}
