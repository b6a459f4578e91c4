//! A judgement in words: findings with their places in the file and in the source.

use std::ops::Range;

use super::Verdict;
use super::cause;
use super::judge::{Judged, Judgement, Refused};
use super::report::{Collector, Draft};
use super::source::{self, Note};
use crate::finding::{Excerpt, Part, Position};
use crate::page::lines::View;
use crate::render::media;
use crate::rules::Rule;
use crate::text::excerpt::{Positions, excerpt};
use crate::wiki::source::SourceMap;
use crate::wiki::tree::{Kind, Span};
use crate::wiki::{MAX_DEPTH, Tree};

pub mod dead;
mod drift;
mod edits;
mod refused;
pub mod shown;
mod wordings;
mod words;

pub use refused::{Size, lost_source, too_large};

use refused::{damaged, missing_source, not_utf8};
use shown::Shown;

/// How many images and attachments of one page are told; a page full of them says no more with a hundred.
const MOST_DIFFERENCES: usize = 10;

/// Puts everything that is to be said about a file into `report`, and returns the verdict; `shown` is what is to be said
/// about how it is shown.
pub fn describe(
    judged: &Judged,
    view: &View<'_>,
    tree: &Tree,
    shown: Shown,
    report: &mut Collector<'_>,
) -> Verdict {
    let judgement = match judged {
        Err(Refused::WithoutSource) => {
            if report.context.config.requires_source(report.page) {
                missing_source(report);
            }
            return Verdict::WithoutSource;
        }
        Err(Refused::NotUtf8 { at }) => return not_utf8(*at, view, report),
        Err(Refused::TooLarge) => return too_large(Size::Generated, report),
        Err(Refused::Damaged(damage)) => return damaged(damage, view, report),
        Ok(judgement) => judgement,
    };
    let notes = source::notes(tree, report.context);
    let style = &view.text[judgement.page.style.clone()];
    let is_quiet = judgement.agreement.is_whole()
        && style == report.context.generator.style.as_bytes()
        && tree.too_deep().is_none()
        && media::invalid(tree).next().is_none()
        && notes.is_empty()
        && shown.list.is_empty();
    // The common case: nothing is looked at again.
    if is_quiet {
        return Verdict::InSync;
    }
    // All of it has been looked at or compared with text. Were it none, that is what there is to say.
    let text = match std::str::from_utf8(&view.text) {
        Ok(text) => text,
        Err(error) => return not_utf8(error.valid_up_to(), view, report),
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
    described.page(notes, shown)
}

/// A page with a whole block.
struct Described<'d, 'r> {
    text: &'d str,
    view: &'d View<'d>,
    tree: &'d Tree,
    judgement: &'d Judgement,
    report: &'d mut Collector<'r>,
    positions: Positions<'d>,
    map: Option<SourceMap>,
}

impl Described<'_, '_> {
    fn page(&mut self, notes: Vec<Note>, shown: Shown) -> Verdict {
        self.style();
        let verdict = match &self.judgement.drift {
            Some((generated, drift)) => self.drift(generated, drift),
            None => Verdict::InSync,
        };
        self.media();
        self.source(notes);
        self.depth();
        self.shown(shown);
        verdict
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

    fn invalid_medium(&mut self, place: Range<Position>, message: String, help: &'static str) {
        self.report.about_place(Draft {
            rule: Rule::InvalidAttachment,
            part: Some(Part::Source),
            place,
            message,
            help: help.into(),
        });
    }

    fn source(&mut self, notes: Vec<Note>) {
        for note in notes {
            let place = self.source_place(note.span);
            let before = self.report.findings.len();
            self.report.about_place(Draft {
                rule: note.rule,
                part: Some(Part::Source),
                place,
                message: note.message,
                help: note.help.into(),
            });
            if let Some(finding) = self.report.findings.get_mut(before) {
                finding.cause = note.cause.map(cause::named);
            }
        }
    }

    fn depth(&mut self) {
        let Some(span) = self.tree.too_deep() else {
            return;
        };
        let place = self.source_place(span);
        self.report.about_place(Draft {
            rule: Rule::TooDeep,
            part: Some(Part::Source),
            place,
            message: format!(
                "the markup nests deeper than {MAX_DEPTH} levels; from here on it is read as text"
            ),
            help: "take some of the markup apart".into(),
        });
    }

    fn source_place(&mut self, span: Span) -> Range<Position> {
        let start = self.tree.written_offset(span.start) as usize;
        let end = self.tree.written_offset(span.end) as usize;
        self.in_source(start)..self.in_source(end.max(start))
    }

    /// The stretch of the source that a stretch of the tree's text is.
    fn source_of(&mut self, span: Span) -> Option<Excerpt> {
        let at = self.in_source(self.tree.written_offset(span.start) as usize);
        let start = self.tree.text_offset(span.start) as usize;
        let end = self.tree.text_offset(span.end) as usize;
        Some(excerpt(self.tree.text(), start..end.max(start), Some(at)))
    }

    /// The place in the file of a byte of the text that was read from the source.
    fn in_source(&mut self, offset: usize) -> Position {
        let source = self.judgement.parts.source.clone();
        let lines = self.report.context.generator.reading().lines;
        let text = self.text;
        let map = self
            .map
            .get_or_insert_with(|| SourceMap::of_escaped(&text[source.clone()], lines));
        let offset = source.start + map.escaped_offset(offset);
        self.position(offset)
    }

    fn positions_of(&mut self, base: usize, range: &Range<usize>) -> Range<Position> {
        self.position(base + range.start)..self.position(base + range.end)
    }

    fn position(&mut self, offset: usize) -> Position {
        self.view.place(self.positions.at(offset))
    }
}
