//! A judgement in words: findings with their places in the file and in the source.

use std::ops::Range;

use super::generate::reading;
use super::judge::{Judged, Judgement, Refused};
use super::report::Report;
use super::{Verdict, source};
use crate::finding::{Excerpt, Part, Position};
use crate::page::lines::View;
use crate::render::media;
use crate::rules::Rule;
use crate::text::excerpt::{Positions, excerpt};
use crate::wiki::source::SourceMap;
use crate::wiki::tree::{Kind, Span};
use crate::wiki::{MAX_DEPTH, Tree};

mod drift;
mod refused;
mod words;

pub use refused::{Size, too_large};

use refused::{damaged, missing_source, not_utf8};

/// How many differences of one page are shown; a page that differs throughout says no more with a hundred.
const MOST_DIFFERENCES: usize = 10;

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

    fn source_place(&mut self, span: Span) -> Range<Position> {
        let start = self.tree.written_offset(span.start) as usize;
        let end = self.tree.written_offset(span.end) as usize;
        self.in_source(start)..self.in_source(end.max(start))
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
        let map = self.map.get_or_insert_with(|| {
            SourceMap::of_escaped(&text[source.clone()], reading(settings).lines)
        });
        let offset = source.start + map.escaped_offset(offset);
        self.position(offset)
    }

    fn positions_of(&mut self, base: usize, range: &Range<usize>) -> Range<Position> {
        self.position(base + range.start)..self.position(base + range.end)
    }

    fn position(&mut self, offset: usize) -> Position {
        in_file(self.positions.at(offset), self.view)
    }
}

/// Lines and columns are the same in view and file; offsets are not.
pub fn in_file(position: Position, view: &View<'_>) -> Position {
    Position {
        offset: view.file_offset(position.offset),
        ..position
    }
}
