//! What is to be said about the parts of a page that are not what they should be: each place, found and expected.

use std::ops::Range;

use super::{Described, MOST_DIFFERENCES};
use crate::check::Verdict;
use crate::check::judge::{Agreement, Judgement};
use crate::finding::{Difference, Excerpt, Finding, Part, Position, Remedy};
use crate::page::BODY_CLOSES;
use crate::render::escaped::Escaped;
use crate::render::record::Recorded;
use crate::render::{Origin, Sink};
use crate::rules::Rule;
use crate::text::diff;
use crate::text::excerpt::{excerpt, excerpt_of_file};

/// The longest style, in bytes, that several pages may be told to share.
const LONGEST_STYLE: usize = 200;

impl Described<'_, '_> {
    /// A style of the block that is not the configured one.
    pub(super) fn style(&mut self) {
        let style = self.judgement.page.style.clone();
        let found = &self.text[style.clone()];
        let configured = self.report.context.generator.style;
        if found == configured {
            return;
        }
        let Some(severity) = self.report.admit(Rule::BlockStyle) else {
            return;
        };
        let difference = self.difference(
            style.clone(),
            found,
            0..found.len(),
            configured,
            0..configured.len(),
            None,
        );
        let shared = (found.len() <= LONGEST_STYLE).then(|| found.to_owned());
        self.report.observed.other_style.clone_from(&shared);
        let place = self.position(style.start)..self.position(style.end);
        self.report.findings.push(Finding {
            rule: Rule::BlockStyle,
            severity,
            page: self.report.page.to_owned(),
            message: "the debug block has another style than the configured one".to_owned(),
            other_page: None,
            part: Rule::BlockStyle.part(),
            start: place.start,
            end: place.end,
            excerpt: None,
            difference: Some(difference),
            fix: Rule::BlockStyle.fix(),
            remedy: Remedy::Style { found: shared },
        });
    }

    /// The differences of a page that breaks `rule`, place by place.
    pub(super) fn drift(&mut self, rule: Rule) -> Verdict {
        let Some(severity) = self.report.admit(rule) else {
            return Verdict::Ignored;
        };
        let part = rule.part().unwrap_or(Part::Body);
        let Some((range, expected)) = self.generated(part) else {
            return Verdict::Drifted;
        };
        let found = &self.text[range.clone()];
        let changes = diff::changes(found, &expected.text, MOST_DIFFERENCES);
        let said = message(rule, self.judgement.agreement);
        let page = self.report.page;
        let finding = |place: Range<Position>, message: String| Finding {
            rule,
            severity,
            page: page.to_owned(),
            message,
            other_page: None,
            part: Some(part),
            start: place.start,
            end: place.end,
            excerpt: None,
            difference: None,
            fix: rule.fix(),
            remedy: match rule.fix() {
                crate::rules::Fix::DiscardsEdit => Remedy::KeepOrDiscardEdit,
                _ => Remedy::Fix,
            },
        };
        let mut findings = Vec::with_capacity(changes.list.len() + 1);
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
            findings.push(Finding {
                difference: Some(difference),
                ..finding(place, said.to_owned())
            });
        }
        let more = changes.total - changes.list.len();
        if let Some(last) = changes.list.last().filter(|_| more > 0) {
            let end = self.positions_of(range.start, &last.found).end;
            let s = if more == 1 { "" } else { "s" };
            let message = format!("… and {more} more difference{s} in this page");
            let quoted = excerpt_of_file(self.report.file(), end.offset..end.offset, end);
            findings.push(Finding {
                excerpt: Some(quoted),
                ..finding(end..end, message)
            });
        }
        self.report.findings.extend(findings);
        Verdict::Drifted
    }

    /// The place of a part, and what the source generates for it; `None` where the source generates what the page holds.
    fn generated(&self, part: Part) -> Option<(Range<usize>, Recorded)> {
        let Judgement {
            page,
            parts,
            generated,
            ..
        } = self.judgement;
        let generated = generated.as_ref()?;
        let mut recorded = Recorded::default();
        let (range, written) = match part {
            Part::Copy => {
                let mut escaped = Escaped(recorded);
                let written = generated.markdown.replay(&mut escaped);
                recorded = escaped.0;
                (parts.copy.clone(), written)
            }
            Part::Tree => {
                // Only a dump that differs is told with its places.
                let mut escaped = Escaped(recorded);
                let written = self.report.context.generator.dump(self.tree, &mut escaped);
                recorded = escaped.0;
                (parts.tree.clone(), written)
            }
            _ => {
                let end = self.tree.text().len() as u32;
                let written = recorded
                    .piece(page.body_opens(), Origin::frame(0))
                    .and_then(|()| generated.markdown.replay(&mut recorded))
                    .and_then(|()| recorded.piece(BODY_CLOSES, Origin::frame(end)));
                (page.body.clone(), written)
            }
        };
        written.expect("a String takes everything");
        Some((range, recorded))
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

/// Which side changed, in words.
fn message(rule: Rule, agreement: Agreement) -> &'static str {
    match rule {
        Rule::StalePage if agreement.tree => {
            "the source was not edited, but it generates something else today: the settings, the site or tikicheck changed, or the same edit was made to body and copy"
        }
        Rule::StalePage => "the source was edited, and the page still shows the old text",
        Rule::EditedBody => "the body was edited by hand, and the source does not say so",
        Rule::ConflictingEdits if agreement.tree => {
            "the body was edited by hand, and what the source generates has changed too"
        }
        Rule::ConflictingEdits => "the body was edited by hand, and the source was edited too",
        Rule::StaleCopy => "the escaped copy is not what the source generates; the body is",
        _ => "the dump of the tree is not what the source generates; the body is",
    }
}
