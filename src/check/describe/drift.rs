//! What is to be said about the parts of a page that are not what they should be: each place, found and expected.

use std::ops::Range;

use super::Described;
use super::edits::{Changed, Edits};
use super::wordings::wordings;
use super::words;
use crate::carry::{Cut, Level, Nearest};
use crate::check::Verdict;
use crate::check::carried::{Carried, HandEdit};
use crate::check::cause::cause;
use crate::check::fix::in_source;
use crate::check::history::{Drift, Fit};
use crate::check::judge::{Agreement, Judgement};
use crate::finding::{
    Difference, Edited, Excerpt, ExpectedBy, Finding, Generates, Part, Position, Remedy,
    Replacement, SourceChange,
};
use crate::generator;
use crate::page::BODY_CLOSES;
use crate::page::escape::{escape, unescape};
use crate::render::escaped::Escaped;
use crate::render::record::Recorded;
use crate::render::{Origin, Sink};
use crate::rules::{Fix, Rule};
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
        // Proof that this page is one of those that the settings are about.
        let drift = self.judgement.drift.as_ref();
        let fits = self.report.context.generator.is_style_named
            && drift.is_none_or(|(_, drift)| drift.fit == Fit::Fits);
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
            source: None,
            difference: Some(Difference {
                expected_by: ExpectedBy::Settings,
                ..difference
            }),
            more: None,
            cause: None,
            source_change: None,
            fix: if fits { Fix::Safe } else { Fix::None },
            remedy: Remedy::Style { found: shared },
        });
    }

    /// The differences of a page that drifted, place by place.
    pub(super) fn drift(
        &mut self,
        generated: &generator::GeneratedParts,
        drift: &Drift,
    ) -> Verdict {
        let rule = drift.rule;
        let Some(severity) = self.report.admit(rule) else {
            return Verdict::Ignored;
        };
        let mut against = Against::of(drift, self.judgement.agreement);
        let (mut range, mut expected) = self.expected(against, generated);
        if against == Against::Copy && self.text[range.clone()] == *expected.text {
            // The copy means the body, but is not how the body is escaped.
            against = Against::GeneratedBody;
            (range, expected) = self.expected(against, generated);
        }
        let found = &self.text[range.clone()];
        let changes = diff::changes(found, &expected.text, MOST);
        let hand_edit = self.judgement.hand_edit.as_ref();
        let said = words::message(drift, self.judgement.agreement, hand_edit, self.tree.text());
        let change = match hand_edit {
            Some(HandEdit::Carried(carried) | HandEdit::ReadsAlike(carried)) => {
                self.source_change(rule, carried)
            }
            Some(HandEdit::Refused(refused)) => {
                refused.nearest.as_deref().map(|near| self.nearest(near))
            }
            None => None,
        };
        let wordings = wordings(&self.judgement.overlaps);
        let page = self.report.page;
        let finding = |place: Range<Position>, message: String| Finding {
            rule,
            severity,
            page: page.to_owned(),
            message,
            other_page: None,
            part: Some(against.part()),
            start: place.start,
            end: place.end,
            excerpt: None,
            source: None,
            difference: None,
            more: None,
            cause: None,
            fix: drift.fix,
            source_change: change.clone(),
            remedy: match (drift.fix, &change) {
                (Fix::Safe, Some(_)) => Remedy::CarryEdit,
                (Fix::Safe, None) => Remedy::Fix,
                (Fix::KeepsEdit, _) => Remedy::KeepEdit,
                (Fix::DiscardsEdit, _) if !wordings.is_empty() => {
                    Remedy::ChooseWording(wordings.clone())
                }
                (Fix::DiscardsEdit, _) => Remedy::KeepOrDiscardEdit,
                (Fix::None, _) => Remedy::FitSettings,
            },
        };
        let mut findings = Vec::with_capacity(changes.list.len() + 1);
        let edits = (rule == Rule::ConflictingEdits).then(|| match against {
            Against::Copy => Edits::OfBody,
            _ => Edits::of_both(found, &self.copy_as_body(), &expected.text),
        });
        let changed = drift.markdown_before.as_ref().and_then(|before| {
            let before = match against {
                Against::GeneratedBody => {
                    [self.judgement.page.body_opens(), before, BODY_CLOSES].concat()
                }
                Against::GeneratedCopy => escape(before).into_owned(),
                Against::GeneratedTree | Against::Copy => return None,
            };
            Some(Changed::between(&before, &expected.text))
        });
        for change in &changes.list {
            let place = self.positions_of(range.start, &change.found);
            let mut edited = edits.as_ref().map(|edits| edits.edited(change));
            let mut message = None;
            if changed
                .as_ref()
                .is_some_and(|changed| !changed.makes(change))
            {
                match edited {
                    None | Some(Edited::Source) => {
                        message = Some(words::of_settings(rule));
                        edited = None;
                    }
                    Some(_) => edited = Some(Edited::Body),
                }
            }
            let source = match against {
                Against::Copy => None,
                _ => self.source_of(expected.origin(change.expected.clone(), self.tree)),
            };
            let difference = self.difference(
                range.clone(),
                found,
                change.found.clone(),
                &expected.text,
                change.expected.clone(),
                source,
            );
            let has_cause = matches!(rule, Rule::Misfit | Rule::StaleLinks);
            findings.push(Finding {
                difference: Some(Difference {
                    expected_by: against.expected_by(),
                    edited,
                    ..difference
                }),
                cause: has_cause.then(|| {
                    cause(
                        &found[change.found.clone()],
                        &expected,
                        change.expected.clone(),
                    )
                }),
                ..finding(
                    place,
                    message.unwrap_or_else(|| words::of_side(&said, edited)),
                )
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
                more: Some(more),
                ..finding(end..end, message)
            });
        }
        self.report.findings.extend(findings);
        Verdict::Drifted
    }

    /// The first place of the source that a hand edit is carried into, today and afterwards; `None` where only what no
    /// reader sees was edited.
    fn source_change(&mut self, rule: Rule, carried: &Carried) -> Option<SourceChange> {
        let part = self.judgement.parts.source.clone();
        let old = unescape(&self.text[part.clone()]);
        let (range, text) = carried.source.first()?;
        let start = unescape(&self.text[part.start..range.start]).len();
        let gone = unescape(&self.text[range.clone()]).len();
        let new = unescape(text);
        let after = [&old[..start], &*new, &old[start + gone..]].concat();
        let at = self.position(range.start);
        Some(SourceChange {
            before: excerpt(&old, start..start + gone, Some(at)),
            after: excerpt(&after, start..start + new.len(), None),
            more: carried.source.len() - 1,
            generates: match carried.level {
                _ if rule == Rule::ConflictingEdits => Generates::BothEdits,
                Level::Exact => Generates::Exactly,
                Level::Spacing => Generates::ButSpacing,
                Level::ReadsAlike => Generates::ReadsAlike,
            },
            replacements: self.replacements(&carried.source),
        })
    }

    /// The change of the source that came nearest to a hand edit that is not carried.
    fn nearest(&mut self, nearest: &Nearest) -> SourceChange {
        let at = self.position(self.judgement.parts.source.start + nearest.at);
        let show = |cut: &Cut, at| excerpt(&cut.lines, cut.at.clone(), at);
        SourceChange {
            before: show(&nearest.before, Some(at)),
            after: show(&nearest.after, None),
            more: 0,
            generates: Generates::Otherwise(show(&nearest.generates, None)),
            replacements: Vec::new(),
        }
    }

    /// All places of the source that change, where they are few and short.
    fn replacements(&mut self, changes: &[(Range<usize>, String)]) -> Vec<Replacement> {
        let bytes: usize = changes.iter().map(|(_, text)| text.len()).sum();
        if changes.len() > MOST_REPLACEMENTS || bytes > MOST_REPLACED {
            return Vec::new();
        }
        let replacement = |(range, text): &(Range<usize>, String)| {
            let start = self.position(range.start);
            Replacement {
                start,
                end: self.position(range.end),
                text: in_source(self.report.file(), start.offset, text),
            }
        };
        changes.iter().map(replacement).collect()
    }

    /// The place of the part that is shown, and what it is held against.
    fn expected(
        &self,
        against: Against,
        generated: &generator::GeneratedParts,
    ) -> (Range<usize>, Recorded) {
        let Judgement { page, parts, .. } = self.judgement;
        let mut recorded = Recorded::default();
        let (range, written) = match against {
            Against::GeneratedCopy => {
                let mut escaped = Escaped(recorded);
                let written = generated.markdown.replay(&mut escaped);
                recorded = escaped.0;
                (parts.copy.clone(), written)
            }
            Against::GeneratedTree => {
                // Only a dump that differs is told with its places.
                let mut escaped = Escaped(recorded);
                let written = self.report.context.generator.dump(self.tree, &mut escaped);
                recorded = escaped.0;
                (parts.tree.clone(), written)
            }
            Against::GeneratedBody => {
                let end = self.tree.text().len() as u32;
                let written = recorded
                    .piece(page.body_opens(), Origin::frame(0))
                    .and_then(|()| generated.markdown.replay(&mut recorded))
                    .and_then(|()| recorded.piece(BODY_CLOSES, Origin::frame(end)));
                (page.body.clone(), written)
            }
            Against::Copy => {
                recorded.text = self.copy_as_body();
                (page.body.clone(), Ok(()))
            }
        };
        written.expect("a String takes everything");
        (range, recorded)
    }

    /// The body as the copy shows it: as it was when the page was last generated.
    fn copy_as_body(&self) -> String {
        let Judgement { page, parts, .. } = self.judgement;
        let copy = unescape(&self.text[parts.copy.clone()]);
        [page.body_opens(), &copy, BODY_CLOSES].concat()
    }

    /// What a part holds at a place, and what it should.
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
            expected_by: ExpectedBy::Source,
            edited: None,
        }
    }
}

/// Most places of the source that are told as replacements.
const MOST_REPLACEMENTS: usize = 20;
/// Most bytes that these get.
const MOST_REPLACED: usize = 2_000;

/// How many differences of one page are listed; reports for people show fewer of them.
pub(super) const MOST: usize = 10_000;

/// What a page that drifted is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Against {
    /// Its body against what the source generates.
    GeneratedBody,
    /// Its copy against that, escaped.
    GeneratedCopy,
    /// Its dump against that of the source.
    GeneratedTree,
    /// Its body against the copy: what was edited, where the settings would write other things otherwise too.
    Copy,
}

impl Against {
    fn of(drift: &Drift, agreement: Agreement) -> Self {
        let is_edit = matches!(drift.rule, Rule::EditedBody | Rule::ConflictingEdits);
        match drift.rule {
            Rule::StaleCopy => Against::GeneratedCopy,
            Rule::StaleTree => Against::GeneratedTree,
            Rule::Misfit if agreement.body && agreement.copy => Against::GeneratedTree,
            _ if is_edit && drift.fit != Fit::Fits && !agreement.copy && !drift.same_edit => {
                Against::Copy
            }
            _ => Against::GeneratedBody,
        }
    }

    fn part(self) -> Part {
        match self {
            Against::GeneratedBody | Against::Copy => Part::Body,
            Against::GeneratedCopy => Part::Copy,
            Against::GeneratedTree => Part::Tree,
        }
    }

    fn expected_by(self) -> ExpectedBy {
        match self {
            Against::Copy => ExpectedBy::Copy,
            _ => ExpectedBy::Source,
        }
    }
}
