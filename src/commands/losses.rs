//! What Markdown cannot express of wiki texts, by place and by cause: `tikicheck render --report`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use crate::config::{Config, LARGEST_PAGE};
use crate::generator::{Generator, Workspace};
use crate::project::{Project, RunError};
use crate::render::clean::{Cause, Doubt};
use crate::run::{Console, Outcome, end_quietly};
use crate::site::Attachments;
use crate::text::count::counted;
use crate::text::sanitize::{visible_line, visible_path};

mod texts;

use texts::Text;

/// Writes what a conversion of the texts that were named loses, or of that on standard input where none was.
///
/// # Errors
///
/// Where the settings are not those of the Tiki dialect, where no text can be read, and where what was named holds none.
pub fn report(
    named: &[OsString],
    project: &Project,
    config: &Config,
    attachments: Attachments,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let pages = project.snapshot().pages(config);
    pages.with_site(&config.links, attachments, |site| {
        let generator = Generator::new(config, site);
        if generator.tiki.is_none() {
            return Err(RunError::NotTiki);
        }
        let most = config.limits.page_bytes;
        let mut report = Report::new(generator, console.output());
        let outcome = match named {
            [] => {
                let limit = usize::try_from(most).unwrap_or(usize::MAX);
                let bytes = crate::files::read::take(io::stdin().lock(), limit);
                let shown = Path::new("standard input");
                let text = match bytes.map_err(RunError::Input)? {
                    long if long.len() > limit => Err(RunError::TooLarge {
                        path: shown.to_owned(),
                        limit: most,
                    }),
                    bytes => Text::whole(bytes, shown),
                };
                report.text(&text?, shown, "")?;
                Outcome::Clean
            }
            named => {
                let mut outcome = Outcome::Clean;
                for candidate in texts::candidates(named, project, config)? {
                    let shown = visible_path(&candidate.shown);
                    let told = match texts::read(&candidate, most) {
                        Ok(Some(text)) => {
                            report.text(&text, &candidate.shown, &format!("{shown}:"))
                        }
                        Ok(None) => {
                            report.passed_over += 1;
                            Ok(())
                        }
                        Err(error) => Err(error),
                    };
                    match told {
                        Ok(()) => {}
                        Err(error @ RunError::Output(_)) => return Err(error),
                        Err(error) => {
                            console.problem(&error.to_string());
                            outcome = Outcome::Incomplete;
                        }
                    }
                }
                match (report.texts, outcome) {
                    (0, Outcome::Clean) => {
                        let names = named.iter().map(|named| visible_path(Path::new(named)));
                        let names: Vec<String> = names.collect();
                        return Err(texts::nothing_in(names.join(" ")));
                    }
                    // There is nothing to count.
                    (0, _) => return Ok(outcome),
                    _ => {}
                }
                outcome
            }
        };
        report.end()?;
        Ok(outcome)
    })
}

/// A report while it is written.
struct Report<'g, W> {
    generator: Generator<'g>,
    workspace: Workspace,
    out: W,
    /// How many texts were looked at.
    texts: usize,
    /// How many of them lose something.
    with_losses: usize,
    /// How many pages hold no wiki text.
    passed_over: usize,
    losses: Counts<Cause>,
    notes: Counts<Doubt>,
}

impl<'g, W: Write> Report<'g, W> {
    fn new(generator: Generator<'g>, out: W) -> Self {
        Self {
            generator,
            workspace: Workspace::default(),
            out,
            texts: 0,
            with_losses: 0,
            passed_over: 0,
            losses: Counts::default(),
            notes: Counts::default(),
        }
    }

    /// Writes a line for each loss and each note of a text, with `place` in front.
    ///
    /// ```text
    /// 3:1: dynamic-plugin: listpages
    /// 4:7: note: unclosed-markup: __
    /// ```
    ///
    /// # Errors
    ///
    /// Where the page would become too large, and where the output fails.
    fn text(&mut self, text: &Text, shown: &Path, place: &str) -> Result<(), RunError> {
        let is_small = text.wiki.len() as u64 <= LARGEST_PAGE;
        if !is_small
            || !self
                .generator
                .fits(&text.wiki, LARGEST_PAGE, &mut self.workspace)
        {
            return Err(RunError::TooLarge {
                path: shown.to_owned(),
                limit: LARGEST_PAGE,
            });
        }
        self.texts += 1;
        let tree = &self.workspace.tree;
        let losses = self.generator.losses(tree);
        let notes = self.generator.notes(tree);
        self.with_losses += usize::from(!losses.is_empty());
        let mut told: Vec<(u32, &str, &str, &str)> = Vec::new();
        for loss in &losses {
            self.losses.count(loss.cause, self.texts);
            told.push((loss.span.start, "", loss.cause.name(), &loss.what));
        }
        for note in &notes {
            self.notes.count(note.doubt, self.texts);
            told.push((note.span.start, "note: ", note.doubt.name(), &note.what));
        }
        told.sort_by_key(|&(start, ..)| start);
        let offsets = told
            .iter()
            .map(|&(start, ..)| tree.written_offset(start) as usize);
        let mut lines = String::new();
        for (&(_, kind, name, what), at) in told.iter().zip(text.places(offsets)) {
            let what = match what.is_empty() {
                true => String::new(),
                false => format!(": {}", visible_line(what)),
            };
            let (line, column) = (at.line, at.column);
            lines.push_str(&format!("{place}{line}:{column}: {kind}{name}{what}\n"));
        }
        end_quietly(self.out.write_all(lines.as_bytes()))
    }

    /// Writes how often each cause is, the most frequent first, and the totals.
    fn end(mut self) -> Result<(), RunError> {
        let mut text = self.losses.table("Losses by cause", Cause::words);
        text.push_str(&self.notes.table("Notes by cause", Doubt::words));
        if !text.is_empty() {
            text.push('\n');
        }
        let what = match self.losses.total() {
            0 => "nothing is lost".to_owned(),
            losses => format!(
                "{} in {} of them",
                counted(losses, "loss"),
                self.with_losses
            ),
        };
        text.push_str(&format!("{}: {what}", counted(self.texts, "text")));
        if self.notes.total() > 0 {
            text.push_str(&format!(", {}", counted(self.notes.total(), "note")));
        }
        if self.passed_over > 0 {
            let pages = counted(self.passed_over, "page");
            text.push_str(&format!("; {pages} without a debug block passed over"));
        }
        text.push('\n');
        let out = &mut self.out;
        end_quietly(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
    }
}

/// How often each cause is, and in how many texts.
struct Counts<C> {
    by_cause: BTreeMap<C, Count>,
}

/// How often a cause is.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    places: usize,
    texts: usize,
    /// The number of the text that was counted last, from 1.
    last: usize,
}

impl<C> Default for Counts<C> {
    fn default() -> Self {
        Self {
            by_cause: BTreeMap::new(),
        }
    }
}

impl<C: Copy + Ord> Counts<C> {
    /// Counts a place in the text with this number. Texts come one behind the other.
    fn count(&mut self, cause: C, text: usize) {
        let count = self.by_cause.entry(cause).or_default();
        count.places += 1;
        count.texts += usize::from(count.last != text);
        count.last = text;
    }

    fn total(&self) -> usize {
        self.by_cause.values().map(|count| count.places).sum()
    }

    /// The causes with their counts, the most frequent first, below a head; nothing where there is none.
    fn table(&self, head: &str, words: impl Fn(C) -> String) -> String {
        let mut rows: Vec<(C, Count)> = self.by_cause.iter().map(|(&c, &n)| (c, n)).collect();
        rows.sort_by(|a, b| b.1.places.cmp(&a.1.places).then_with(|| a.0.cmp(&b.0)));
        let mut text = String::new();
        for (cause, count) in rows {
            if text.is_empty() {
                text.push_str(&format!("\n{head}:\n"));
            }
            let texts = counted(count.texts, "text");
            text.push_str(&format!(
                "{:>7}  {} ({texts})\n",
                count.places,
                words(cause)
            ));
        }
        text
    }
}
