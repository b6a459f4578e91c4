//! What Markdown cannot express of wiki texts, by place and by cause: `tikicheck render --report`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use crate::config::{Config, LARGEST_PAGE};
use crate::generator::{Generator, Workspace};
use crate::project::{Project, RunError};
use crate::render::clean::Cause;
use crate::run::{Console, Outcome, end_quietly};
use crate::site::Attachments;
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
    /// How often each cause is, and in how many texts.
    causes: BTreeMap<Cause, Count>,
}

/// How often a cause is.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    losses: usize,
    texts: usize,
    /// The number of the text that was counted last, from 1.
    last: usize,
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
            causes: BTreeMap::new(),
        }
    }

    /// Writes a line for each loss of a text, with `place` in front: `3:1: dynamic-plugin: listpages`.
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
        self.with_losses += usize::from(!losses.is_empty());
        let offsets = losses
            .iter()
            .map(|loss| tree.written_offset(loss.span.start) as usize);
        let mut lines = String::new();
        for (loss, at) in losses.iter().zip(text.places(offsets)) {
            let count = self.causes.entry(loss.cause).or_default();
            count.losses += 1;
            count.texts += usize::from(count.last != self.texts);
            count.last = self.texts;
            let what = match loss.what.is_empty() {
                true => String::new(),
                false => format!(": {}", visible_line(&loss.what)),
            };
            let name = loss.cause.name();
            lines.push_str(&format!("{place}{}:{}: {name}{what}\n", at.line, at.column));
        }
        end_quietly(self.out.write_all(lines.as_bytes()))
    }

    /// Writes how often each cause is, the most frequent first, and the totals.
    fn end(mut self) -> Result<(), RunError> {
        let mut causes: Vec<(Cause, Count)> = self.causes.iter().map(|(&c, &n)| (c, n)).collect();
        causes.sort_by(|a, b| b.1.losses.cmp(&a.1.losses).then_with(|| a.0.cmp(&b.0)));
        let mut text = String::new();
        if !causes.is_empty() {
            text.push_str("\nLosses by cause:\n");
        }
        for (cause, count) in &causes {
            let texts = counted(count.texts, "text");
            text.push_str(&format!(
                "{:>7}  {} ({texts})\n",
                count.losses,
                cause.words()
            ));
        }
        if !causes.is_empty() {
            text.push('\n');
        }
        let losses: usize = causes.iter().map(|(_, count)| count.losses).sum();
        let what = match losses {
            0 => "nothing is lost".to_owned(),
            losses => format!(
                "{} in {} of them",
                counted(losses, "loss"),
                self.with_losses
            ),
        };
        text.push_str(&format!("{}: {what}", counted(self.texts, "text")));
        if self.passed_over > 0 {
            let pages = counted(self.passed_over, "page");
            text.push_str(&format!("; {pages} without a debug block passed over"));
        }
        text.push('\n');
        let out = &mut self.out;
        end_quietly(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
    }
}

/// A number with its noun: `1 loss`, `2 losses`.
fn counted(count: usize, noun: &str) -> String {
    match (count, noun.ends_with('s')) {
        (1, _) => format!("1 {noun}"),
        (_, true) => format!("{count} {noun}es"),
        (_, false) => format!("{count} {noun}s"),
    }
}
