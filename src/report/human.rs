//! Reports for people, one for each difference; the only file that names `miette`.
//!
//! miette prints what it is given, whole and raw: so it is given small sources of safe text, cut to the width.

mod blocks;

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters,
};
use textwrap::core::Word;
use textwrap::{WordSeparator, WordSplitter};

use blocks::{Blocks, Mark};

use super::few::{Few, Rest};
use super::snippet::{Show, Snippet};
use super::{Advice, Amount, Around, Color, Glyphs, Look, SharedCause, says, severity_text};
use crate::finding::{Excerpt, Generates, Position, SourceChange};
use crate::report::words::Entry;
use crate::rules::Severity;
use crate::text::sanitize::{visible_line, visible_path, without_commands};

pub(super) fn write(
    mut few: Few<'_>,
    around: &Around,
    look: &Look,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let look = Look {
        width: look.width.clamp(40, 160),
        ..*look
    };
    if let Some(headline) = around
        .headline
        .as_ref()
        .filter(|_| look.verbosity > Amount::Quiet)
    {
        writeln!(out, "{}\n", visible_line(headline))?;
    }
    let mut findings = few.by_ref().peekable();
    let mut before: Option<(PathBuf, Range<Position>)> = None;
    let found_any = findings.peek().is_some();
    while let Some(finding) = findings.next() {
        // One way out for all differences of a file is said once, under the last of them.
        let again = findings
            .peek()
            .is_some_and(|next| next.path == finding.path && next.help == finding.help);
        let help = (look.verbosity == Amount::Verbose || !again).then_some(finding.help.as_str());
        let place = (finding.path.clone(), finding.start..finding.end);
        // What another rule says about the same place quotes it no second time.
        let is_quoted = finding.difference.is_none() && before.as_ref() == Some(&place);
        before = Some(place);
        let change = finding.source_change.as_ref().filter(|_| help.is_some());
        let report = Report::new(&finding, help.unwrap_or_default(), change, is_quoted, &look);
        let theme = theme(&finding, &look);
        let mut text = String::new();
        handler(theme.clone(), &look)
            .render_report(&mut text, &report)
            .map_err(io::Error::other)?;
        writeln!(
            out,
            "{}",
            without_commands(in_one_box(&text, &theme.characters))
        )?;
    }
    drop(findings);
    write_rest(&few.rest(), out)?;
    if look.verbosity == Amount::Quiet {
        return Ok(());
    }
    write_causes(&around.causes, out)?;
    if found_any || !around.causes.is_empty() {
        write_advice(&around.advice, look.width, out)?;
    }
    let summary = &around.summary;
    if summary.errors + summary.warnings > 0 {
        writeln!(out, "{}", summary.totals())?;
    }
    writeln!(out, "{}", summary.census())
}

/// The findings that are not shown, by rule and cause.
fn write_rest(rest: &Rest, out: &mut dyn io::Write) -> io::Result<()> {
    if rest.findings == 0 {
        return Ok(());
    }
    let s = if rest.findings == 1 { "" } else { "s" };
    writeln!(
        out,
        "… and {} more finding{s} (`--limit 0` shows all):",
        rest.findings
    )?;
    for line in rest.lines() {
        writeln!(out, "  {}", visible_line(&line))?;
    }
    writeln!(out)
}

/// The causes that several pages share, each with its count, an example, and how to list the pages.
fn write_causes(causes: &[SharedCause], out: &mut dyn io::Write) -> io::Result<()> {
    if causes.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "Why today's settings would write pages otherwise, though nobody edited them:"
    )?;
    for cause in causes {
        let (page, line) = &cause.example;
        writeln!(
            out,
            "  {} pages, {} differences: {}\n    first: {}:{line}; all: tikicheck --format concise --cause {}",
            cause.pages,
            cause.differences,
            visible_line(&cause.words),
            visible_path(page),
            cause.id,
        )?;
    }
    writeln!(out)
}

/// What to do, each with its commands on lines of their own: what is pasted holds no remark.
fn write_advice(advice: &[Advice], width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    for Advice { words, commands } in advice {
        let options = textwrap::Options::new(width).break_words(false);
        writeln!(out, "{}", textwrap::fill(&visible_line(words), options))?;
        for command in commands {
            writeln!(out, "  {}", visible_line(command))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The boxes that miette draws one below the other as one box with their left edges in line.
fn in_one_box(text: &str, glyphs: &ThemeCharacters) -> String {
    let (top, bottom) = (
        format!("{}{}[", glyphs.ltop, glyphs.hbar),
        format!("{}{}", glyphs.lbot, glyphs.hbar),
    );
    let inset = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let opens = |line: &str| line.trim_start_matches(' ').starts_with(&top);
    let closes = |line: &str| line.trim_start_matches(' ').starts_with(&bottom);
    let widest = text
        .lines()
        .filter(|line| opens(line))
        .map(inset)
        .max()
        .unwrap_or_default();
    let mut joined = String::with_capacity(text.len());
    let mut push = |parts: [&str; 2]| {
        joined.extend(parts);
        joined.push('\n');
    };
    let mut shift = None; // of the box we are in
    let mut held = None; // the bottom of the box before, which a box that follows goes without
    for line in text.lines() {
        if opens(line) {
            let by = " ".repeat(widest - inset(line));
            match held.take() {
                Some(_) => push([
                    &by,
                    &line.replacen(glyphs.ltop, &glyphs.lcross.to_string(), 1),
                ]),
                None => push([&by, line]),
            }
            shift = Some(by);
        } else if let Some(by) = shift.take_if(|_| closes(line)) {
            held = Some([by, line.to_owned()]);
        } else {
            if let Some([by, bottom]) = held.take() {
                push([&by, &bottom]);
            }
            push([shift.as_deref().unwrap_or_default(), line]);
        }
    }
    if let Some([by, bottom]) = held {
        push([&by, &bottom]);
    }
    joined
}

fn theme(finding: &Entry, look: &Look) -> GraphicalTheme {
    let mut theme = match (look.color, look.glyphs) {
        (Color::Ansi, Glyphs::Unicode) => GraphicalTheme::unicode(),
        (Color::Ansi, Glyphs::Ascii) => GraphicalTheme::ascii(),
        (Color::Plain, Glyphs::Unicode) => GraphicalTheme::unicode_nocolor(),
        (Color::Plain, Glyphs::Ascii) => GraphicalTheme::none(),
    };
    let name = finding.rule.name();
    let name = match look.manual {
        Some(manual) => format!("\u{1b}]8;;{manual}#{name}\u{1b}\\{name}\u{1b}]8;;\u{1b}\\"),
        None => name.to_owned(),
    };
    let title = format!("{}[{name}]:", severity_text(finding.severity));
    let own = match finding.severity {
        Severity::Error => theme.styles.error,
        Severity::Warning => theme.styles.warning,
    };
    theme.characters.error.clone_from(&title);
    theme.characters.warning = title;
    theme.styles.link = theme.styles.help; // place names are not underlined
    // What is there, what should be there, where that comes from; the last of miette's own marks is green.
    let generated = theme
        .styles
        .highlights
        .last()
        .copied()
        .unwrap_or(theme.styles.help);
    theme.styles.highlights = vec![own, generated, theme.styles.help];
    theme
}

fn handler(theme: GraphicalTheme, look: &Look) -> GraphicalReportHandler {
    GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_context_lines(0)
        .without_primary_span_start()
        .without_syntax_highlighting()
        .with_break_words(false)
        .with_word_splitter(WordSplitter::NoHyphenation)
        .with_word_separator(WordSeparator::Custom(words_and_commands))
}

/// Words to wrap at: a command in back quotes is one word, so that it can be copied in one piece.
fn words_and_commands(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut rest = line;
    let quotes = line.matches('`').count().is_multiple_of(2);
    Box::new(std::iter::from_fn(move || {
        let mut quoted = false;
        let mut blank = false;
        let end = rest.char_indices().find_map(|(at, char)| {
            quoted ^= quotes && char == '`';
            let ends = blank && char != ' ';
            blank = char == ' ' && !quoted;
            ends.then_some(at)
        });
        let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        (!word.is_empty()).then(|| Word::from(word))
    }))
}

/// Appends the place of the source that a finding comes from.
fn lay_out_source(blocks: &mut Blocks, source: &Excerpt, look: &Look) {
    let place = match source.at {
        Some(at) => (format!("the source, line {}", at.line), at.line),
        None => ("the source".to_owned(), 1),
    };
    blocks.lay_out(Mark::Source, place, source, Show::Words, "here", look);
}

/// A finding as miette wants it.
#[derive(Debug)]
struct Report {
    severity: Severity,
    message: String,
    help: String,
    blocks: Blocks,
}

impl Report {
    /// Puts together what is shown. A place that `is_quoted` already is not quoted again.
    fn new(
        finding: &Entry,
        help: &str,
        change: Option<&SourceChange>,
        is_quoted: bool,
        look: &Look,
    ) -> Self {
        let path = visible_path(&finding.path);
        let place = match finding.start.line {
            0 => path,
            line => format!("{path}:{line}:{}", finding.start.column),
        };
        let mut blocks = Blocks::default();
        let found = Mark::Found(finding.severity);
        match (&finding.difference, &finding.excerpt) {
            _ if is_quoted => {}
            (None, None) => blocks.push(
                place,
                finding.start.line,
                Snippet {
                    text: String::new(),
                    mark: 0..0,
                    label: None,
                },
            ),
            (None, Some(excerpt)) => {
                let line = finding.start.line;
                let source = finding.source.as_ref();
                let last =
                    source.map(|source| last_line(source.at.unwrap_or_default().line, source));
                blocks.gutter = gutter([last_line(line, excerpt)].into_iter().chain(last));
                blocks.lay_out(found, (place, line), excerpt, Show::Words, "here", look);
                if let Some(source) = source {
                    lay_out_source(&mut blocks, source, look);
                }
            }
            (Some(difference), _) => {
                let show = Show::of(difference);
                let line = difference.found.at.unwrap_or(finding.start).line;
                // The change of the source shows where it is.
                let source = difference.source.as_ref().filter(|_| change.is_none());
                let first_line = |source: &Excerpt| source.at.map_or(1, |at| at.line);
                let changed = change.map(|change| {
                    let first = first_line(&change.before);
                    let generated = match &change.generates {
                        Generates::Otherwise(generated) => last_line(line, generated),
                        _ => 0,
                    };
                    last_line(first, &change.before)
                        .max(last_line(first, &change.after))
                        .max(generated)
                });
                let of_source = source.map(|source| last_line(first_line(source), source));
                let lines = [&difference.found, &difference.expected];
                let lines = lines.map(|side| last_line(line, side));
                blocks.gutter = gutter(lines.into_iter().chain(of_source).chain(changed));
                blocks.lay_out(
                    found,
                    (place, line),
                    &difference.found,
                    show,
                    "missing here",
                    look,
                );
                blocks.lay_out(
                    Mark::Expected,
                    (says(finding).to_owned(), line),
                    &difference.expected,
                    show,
                    "nothing here",
                    look,
                );
                if let Some(change) = change {
                    blocks.lay_out_change(found, change, line, look);
                }
                if let Some(source) = source {
                    lay_out_source(&mut blocks, source, look);
                }
            }
        }
        Self {
            severity: finding.severity,
            message: visible_line(&finding.message).into_owned(),
            help: visible_line(help).into_owned(),
            blocks,
        }
    }
}

/// The number of the last line that an excerpt shows.
fn last_line(first: usize, excerpt: &Excerpt) -> usize {
    first + excerpt.text.matches('\n').count()
}

/// Columns in front of lines with these numbers.
fn gutter(lines: impl IntoIterator<Item = usize>) -> usize {
    let most = lines.into_iter().max().unwrap_or_default();
    most.to_string().len() + 4
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.blocks.list.is_empty()).then_some(&self.blocks as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.blocks.list.iter().map(|block| {
            let mark = block.start + block.snippet.mark.start..block.start + block.snippet.mark.end;
            LabeledSpan::new(block.snippet.label.clone(), mark.start, mark.len())
        })))
    }
}

#[cfg(test)]
mod tests;
