//! A judgement in words: findings with their places in the file and in the source.

use std::ops::Range;

use super::generate::lines;
use super::judge::{Judged, Judgement, Refused};
use super::report::Report;
use super::{Verdict, source};
use crate::diff;
use crate::excerpt::{Positions, excerpt};
use crate::finding::{Difference, Excerpt, Finding, Fix, Part, Position};
use crate::page::BODY_CLOSES;
use crate::page::lines::View;
use crate::render::dump::dump;
use crate::render::escape::Escaped;
use crate::render::markdown::markdown;
use crate::render::media;
use crate::render::record::Recorded;
use crate::render::{Origin, Sink};
use crate::rules::Rule;
use crate::tiki::source::SourceMap;
use crate::tiki::tree::{Kind, Span};
use crate::tiki::{MAX_DEPTH, Tree};

mod refused;
mod words;

pub use refused::{Size, too_large};

use refused::{damaged, missing_source, not_utf8};
use words::{command, help, message};

/// How many differences of one page are shown; a page that differs throughout says no more with a hundred.
const MOST_DIFFERENCES: usize = 10;

/// The longest style, in bytes, that several pages may be told to share.
const LONGEST_STYLE: usize = 200;

/// Puts everything that is to be said about a file into `report`.
pub fn describe(judged: &Judged, view: &View<'_>, tree: &Tree, report: &mut Report<'_>) {
    match judged {
        Err(Refused::WithoutSource) => {
            report.checked.verdict = Verdict::WithoutSource;
            if report.context.config.requires_source(report.name.path) {
                missing_source(report);
            }
        }
        Err(Refused::NotUtf8 { at }) => not_utf8(*at, view, report),
        Err(Refused::TooLarge) => too_large(Size::Generated, report),
        Err(Refused::Damaged(damage)) => damaged(damage, view, report),
        Ok(judgement) if is_quiet(judgement, view, tree, report) => {}
        Ok(judgement) => {
            // The text of a page in sync has been compared with text; that of others has been looked at.
            let Ok(text) = std::str::from_utf8(&view.text) else {
                return;
            };
            let mut described = Described {
                text,
                view,
                tree,
                judgement,
                report,
                positions: Positions::new(text),
                map: None,
            };
            described.page();
        }
    }
}

/// Whether there is nothing to say about a page: the common case, which is told without looking at the text again.
fn is_quiet(judgement: &Judgement, view: &View<'_>, tree: &Tree, report: &Report<'_>) -> bool {
    let style = &view.text[judgement.page.style.clone()];
    judgement.agreement.rule().is_none()
        && style == report.context.config.block.style.as_bytes()
        && tree.too_deep().is_none()
        && media::invalid(tree).next().is_none()
        && source::notes(tree, report.context).is_empty()
}

/// Lines and columns are the same in view and file; offsets are not.
pub fn in_file(position: Position, view: &View<'_>) -> Position {
    Position {
        offset: view.file_offset(position.offset),
        ..position
    }
}

/// A page with a whole block.
struct Described<'d, 'r> {
    text: &'d str,
    view: &'d View<'d>,
    tree: &'d Tree,
    judgement: &'d Judgement,
    report: &'d mut Report<'r>,
    positions: Positions<'d>,
    map: Option<SourceMap>,
}

impl Described<'_, '_> {
    fn page(&mut self) {
        self.style();
        if let Some(rule) = self.judgement.agreement.rule() {
            self.drift(rule);
        }
        self.media();
        self.source();
        self.depth();
    }

    fn style(&mut self) {
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
            command(self.report.name.mends.command(), self.report.name.shown)
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

    fn drift(&mut self, rule: Rule) {
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
                let source = self.source_of(expected.origin(change.expected.clone()));
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
                    .piece(page.body_opens(), Origin::Made(Span::new(0, 0)))
                    .and_then(|()| markdown(self.tree, context.site, settings, &mut recorded))
                    .and_then(|()| recorded.piece(BODY_CLOSES, Origin::Made(Span::new(end, end))))
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

    /// The stretch of the source that a stretch of the tree's text is.
    fn source_of(&mut self, span: Span) -> Option<Excerpt> {
        let start = self.tree.written_offset(span.start) as usize;
        let end = self.tree.written_offset(span.end) as usize;
        let at = self.in_source(start);
        Some(excerpt(self.tree.text(), start..end.max(start), Some(at)))
    }

    /// The place in the file of a byte of the text that was read from the source.
    fn in_source(&mut self, offset: usize) -> Position {
        let source = self.judgement.parts.source.clone();
        let settings = self.report.context.config.render;
        let text = self.text;
        let map = self
            .map
            .get_or_insert_with(|| SourceMap::of_escaped(&text[source.clone()], lines(settings)));
        let offset = source.start + map.escaped_offset(offset);
        self.position(offset)
    }

    fn source_place(&mut self, span: Span) -> Range<Position> {
        let start = self.tree.written_offset(span.start) as usize;
        let end = self.tree.written_offset(span.end) as usize;
        self.in_source(start)..self.in_source(end.max(start))
    }

    fn positions_of(&mut self, base: usize, range: &Range<usize>) -> Range<Position> {
        self.position(base + range.start)..self.position(base + range.end)
    }

    fn position(&mut self, offset: usize) -> Position {
        in_file(self.positions.at(offset), self.view)
    }

    fn media(&mut self) {
        if self
            .report
            .context
            .config
            .severity(Rule::InvalidAttachment)
            .is_none()
        {
            return;
        }
        let tree = self.tree;
        let help = "give it a number: `attId=\"…\"`, `fileId=\"…\"` or `id=\"…\"`";
        let mut invalid = media::invalid(tree);
        let mut last = None;
        for (kind, span) in invalid.by_ref().take(MOST_DIFFERENCES) {
            let message = match kind {
                Kind::Attach => "this attachment names no usable id, so it is shown without a link",
                _ => "this image names neither a source nor a usable id, so it is not shown",
            };
            let place = self.source_place(span);
            last = Some(place.end);
            self.invalid_medium(place, message.to_owned(), help);
        }
        let more = invalid.count();
        if let Some(last) = last.filter(|_| more > 0) {
            let message = format!("… and {more} more such images and attachments in this page");
            self.invalid_medium(last..last, message, help);
        }
    }

    fn invalid_medium(&mut self, place: Range<Position>, message: String, help: &str) {
        let part = Some(Part::Source);
        let help = help.to_owned();
        self.report
            .page_finding(Rule::InvalidAttachment, part, place, message, help);
    }

    fn source(&mut self) {
        for note in source::notes(self.tree, self.report.context) {
            let place = self.source_place(note.span);
            let part = Some(Part::Source);
            let help = note.help.to_owned();
            self.report
                .page_finding(note.rule, part, place, note.message, help);
        }
    }

    fn depth(&mut self) {
        let Some(span) = self.tree.too_deep() else {
            return;
        };
        let place = self.source_place(span);
        self.report.page_finding(
            Rule::TooDeep,
            Some(Part::Source),
            place,
            format!(
                "the markup nests deeper than {MAX_DEPTH} levels; from here on it is read as text"
            ),
            "take some of the markup apart".to_owned(),
        );
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
