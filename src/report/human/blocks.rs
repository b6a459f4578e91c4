//! The quoted texts of a report, as miette wants them: one source, with a mark and a colour for each.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::finding::{Excerpt, Generates, SourceChange};
use crate::report::snippet::{Show, Snippet};
use crate::report::{Color, Look};
use crate::rules::Severity;

/// What the marked text of a snippet is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    /// It is there and should not be.
    Found(Severity),
    /// It should be there.
    Expected,
    /// The source that it comes from.
    Source,
}

impl Mark {
    /// The colour of the mark and of its line, as the theme of the report sets it.
    fn colour(self) -> &'static str {
        match self {
            Self::Found(Severity::Error) => "31",
            Self::Found(Severity::Warning) => "33",
            Self::Expected => "32;1",
            Self::Source => "36",
        }
    }
}

/// The snippet with its marked text in colour, each line by itself; miette measures around escape sequences.
fn coloured(snippet: Snippet, mark: Mark) -> Snippet {
    let Snippet {
        text,
        mark: marked,
        label,
    } = snippet;
    if marked.is_empty() {
        return Snippet {
            text,
            mark: marked,
            label,
        };
    }
    let opens = format!("\u{1b}[{}m", mark.colour());
    let closes = "\u{1b}[0m";
    let inside = text[marked.clone()].replace('\n', &format!("{closes}\n{opens}"));
    let before = &text[..marked.start];
    let after = &text[marked.end..];
    let start = before.len() + opens.len();
    Snippet {
        mark: start..start + inside.len(),
        text: format!("{before}{opens}{inside}{closes}{after}"),
        label,
    }
}

/// The snippets of a report, as one source in which each is a stretch of its own with its own name and line number.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Columns in front of each line: its number, the frame, blanks between them.
    pub(super) gutter: usize,
    pub(super) list: Vec<Block>,
}

/// A snippet with its place.
#[derive(Debug)]
pub(super) struct Block {
    /// Where it starts in the source that miette is made to believe in.
    pub(super) start: usize,
    name: String,
    /// Line number of its first line, from 1.
    line: usize,
    pub(super) snippet: Snippet,
}

impl Block {
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.snippet.text.len()
    }
}

impl Blocks {
    /// Appends what is shown of an excerpt; `nothing` is said where it is empty.
    pub(super) fn lay_out(
        &mut self,
        mark: Mark,
        (name, line): (String, usize),
        excerpt: &Excerpt,
        show: Show,
        nothing: &str,
        look: &Look,
    ) {
        let width = look.width.saturating_sub(self.gutter);
        let snippet = Snippet::new(excerpt, show, nothing, look.glyphs, width);
        let snippet = match look.color {
            Color::Ansi => coloured(snippet, mark),
            Color::Plain => snippet,
        };
        self.push(name, line, snippet);
    }

    /// Appends a change of the source: its lines today, the lines that were tried, and what those generate instead of what
    /// was edited at line `edited` of the page.
    pub(super) fn lay_out_change(
        &mut self,
        today: Mark,
        change: &SourceChange,
        edited: usize,
        look: &Look,
    ) {
        let (name, line) = match change.before.at {
            Some(at) => (format!("the source, line {}", at.line), at.line),
            None => ("the source".to_owned(), 1),
        };
        let others = match change.more {
            0 => "",
            _ => ", and more of it changes",
        };
        let (new, generated) = match &change.generates {
            Generates::Exactly => (
                "the source with the edit; it generates this page exactly",
                None,
            ),
            Generates::ButSpacing => (
                "the source with the edit; it generates this page, but for blank lines",
                None,
            ),
            Generates::ReadsAlike => (
                "the source with the edit; it generates a page that reads the same",
                None,
            ),
            Generates::BothEdits => (
                "the source with the edit; it generates a page with both edits",
                None,
            ),
            Generates::Otherwise(generated) => {
                ("the nearest source that was tried", Some(generated))
            }
        };
        let show = Show::Words;
        let new = format!("{new}{others}");
        self.lay_out(
            today,
            (name, line),
            &change.before,
            show,
            "nothing here",
            look,
        );
        self.lay_out(
            Mark::Expected,
            (new, line),
            &change.after,
            show,
            "nothing here",
            look,
        );
        if let Some(generated) = generated {
            let name = "it would generate".to_owned();
            self.lay_out(
                Mark::Source,
                (name, edited),
                generated,
                show,
                "nothing here",
                look,
            );
        }
    }

    /// Appends a snippet.
    pub(super) fn push(&mut self, name: String, line: usize, snippet: Snippet) {
        let start = self.list.last().map_or(0, |block| block.range().end + 2); // none touches the next
        self.list.push(Block {
            start,
            name,
            line,
            snippet,
        });
    }
}

impl SourceCode for Blocks {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let holds = |block: &&Block| block.range().start <= start && end <= block.range().end;
        // A span over several blocks is none: that keeps miette from joining them.
        let block = self
            .list
            .iter()
            .find(holds)
            .ok_or(MietteError::OutOfBounds)?;
        let text = block.snippet.text.as_bytes();
        Ok(Box::new(MietteSpanContents::new_named(
            block.name.clone(),
            text,
            (block.start, text.len()).into(),
            block.line.saturating_sub(1),
            0,
            block.snippet.text.lines().count(),
        )))
    }
}
