//! What is to be said about the parts of a page that are not what they should be: each place, found and expected.

use std::ops::Range;

use super::words::{command, help, message};
use super::{Described, MOST_DIFFERENCES};
use crate::check::Edits;
use crate::check::judge::Judgement;
use crate::finding::{Difference, Excerpt, Finding, Fix, Part, Position};
use crate::page::BODY_CLOSES;
use crate::render::dump::dump;
use crate::render::escaped::Escaped;
use crate::render::markdown::markdown;
use crate::render::record::Recorded;
use crate::render::{Origin, Sink};
use crate::rules::Rule;
use crate::text::diff;
use crate::text::excerpt::excerpt;

/// The longest style, in bytes, that several pages may be told to share.
const LONGEST_STYLE: usize = 200;

impl Described<'_, '_> {
    /// A style of the block that is not the configured one.
    pub(super) fn style(&mut self) {
        let style = self.judgement.page.style.clone();
        let configured = &self.report.context.config.block.style;
        let found = &self.text[style.clone()];
        if found == configured {
            return;
        }
        let (found, configured) = (found.to_owned(), configured.clone());
        let message = "the debug block has another style than the configured one".to_owned();
        let difference = self.difference(
            style.clone(),
            &found,
            0..found.len(),
            &configured,
            0..configured.len(),
            None,
        );
        let help = format!(
            "run `{}` to write the configured style, or set `block: {{style: …}}` in tikicheck.yaml to the one on the page",
            command(Edits::Keep, self.report.name)
        );
        let Some(severity) = self.report.severity(Rule::BlockStyle) else {
            return;
        };
        let place = self.position(style.start)..self.position(style.end);
        if found.len() <= LONGEST_STYLE {
            self.report.checked.other_style = Some(found);
        }
        self.report.checked.findings.push(Finding {
            rule: Rule::BlockStyle,
            severity,
            path: self.report.name.shown.to_owned(),
            message,
            part: Some(Part::Frame),
            start: place.start,
            end: place.end,
            excerpt: None,
            difference: Some(difference),
            fix: Fix::Safe,
            help,
        });
    }

    /// The differences of a page that breaks `rule`, place by place.
    pub(super) fn drift(&mut self, rule: Rule) {
        if let Some(severity) = self.report.severity(rule) {
            let part = drifted_part(rule);
            let (range, expected) = self.generated(part);
            let found = &self.text[range.clone()];
            let changes = diff::changes(found, &expected.text, MOST_DIFFERENCES);
            let agreement = self.judgement.agreement;
            let name = self.report.name;
            let finding = |place: Range<Position>, message: String, difference| Finding {
                rule,
                severity,
                path: name.shown.to_owned(),
                message,
                part: Some(part),
                start: place.start,
                end: place.end,
                excerpt: None,
                difference,
                fix: fix_of(rule),
                help: help(rule, name),
            };
            let mut findings = Vec::new();
            for change in &changes.list {
                let place = self.positions_of(range.start, &change.found);
                let source = self.source_of(expected.origin(change.expected.clone(), self.tree));
                let difference = self.difference(
                    range.clone(),
                    found,
                    change.found.clone(),
                    &expected.text,
                    change.expected.clone(),
                    source,
                );
                findings.push(finding(
                    place,
                    message(rule, agreement).to_owned(),
                    Some(difference),
                ));
            }
            if let Some(last) = changes
                .list
                .last()
                .filter(|_| changes.total > changes.list.len())
            {
                let end = self.positions_of(range.start, &last.found).end;
                let more = changes.total - changes.list.len();
                let s = if more == 1 { "" } else { "s" };
                findings.push(finding(
                    end..end,
                    format!("… and {more} more difference{s} in this page"),
                    None,
                ));
            }
            self.report.checked.findings.extend(findings);
        }
        self.report.set_drifted(rule);
    }

    /// Where a part stands and what the source generates for it.
    fn generated(&self, part: Part) -> (Range<usize>, Recorded) {
        let Judgement { page, parts, .. } = self.judgement;
        let context = self.report.context;
        let settings = context.config.render;
        let mut recorded = Recorded::default();
        let rendered = match part {
            Part::Copy => {
                let mut escaped = Escaped(recorded);
                let rendered = markdown(self.tree, context.site, settings, &mut escaped);
                recorded = escaped.0;
                rendered
            }
            Part::Tree => {
                let mut escaped = Escaped(recorded);
                let rendered = dump(self.tree, &mut escaped);
                recorded = escaped.0;
                rendered
            }
            _ => {
                let end = self.tree.text().len() as u32;
                recorded
                    .piece(page.body_opens(), Origin::frame(0))
                    .and_then(|()| markdown(self.tree, context.site, settings, &mut recorded))
                    .and_then(|()| recorded.piece(BODY_CLOSES, Origin::frame(end)))
            }
        };
        rendered.expect("a String takes everything");
        let range = match part {
            Part::Copy => parts.copy.clone(),
            Part::Tree => parts.tree.clone(),
            _ => page.body.clone(),
        };
        (range, recorded)
    }

    /// What stands at a place of a part and what should.
    fn difference(
        &mut self,
        part: Range<usize>,
        found: &str,
        found_at: Range<usize>,
        expected: &str,
        expected_at: Range<usize>,
        source: Option<Excerpt>,
    ) -> Difference {
        let at = self.position(part.start + found_at.start);
        Difference {
            found: excerpt(found, found_at, Some(at)),
            expected: excerpt(expected, expected_at, None),
            source,
        }
    }
}

fn drifted_part(rule: Rule) -> Part {
    match rule {
        Rule::StaleCopy => Part::Copy,
        Rule::StaleTree => Part::Tree,
        _ => Part::Body,
    }
}

fn fix_of(rule: Rule) -> Fix {
    match rule {
        Rule::EditedBody | Rule::ConflictingEdits => Fix::DiscardsEdit,
        _ => Fix::Safe,
    }
}
