//! Findings in the words of one output format each; it only writes to what it is handed and decides nothing.

pub mod blame;
pub mod comparison;
mod concise;
mod escaped;
mod few;
mod fingerprint;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
#[cfg(test)]
mod samples;
mod sarif;
mod snippet;
mod words;

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::finding::ExpectedBy;
use crate::rules::Severity;

use few::Few;
pub use words::{Beside, Entry, FixOf, SharedStyle, Wording};

/// The form in which findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A report for each difference, for people.
    Human,
    /// A line for each finding: `path:line:col: severity[rule] message`.
    Concise,
    /// One object, version 1, as the README documents it.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows as annotations.
    Github,
    /// GitLab's code-quality report.
    Gitlab,
    /// One page for a browser, which needs nothing besides.
    Html,
}

impl Format {
    /// Whether the output ends with the census; a format for machines has no place for it.
    #[must_use]
    pub fn ends_with_census(self) -> bool {
        match self {
            Self::Human | Self::Concise | Self::Github => true,
            Self::Json | Self::Sarif | Self::Gitlab | Self::Html => false,
        }
    }
}

/// Whether output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// No escape sequence at all.
    Plain,
    /// The sixteen colours every terminal has.
    Ansi,
}

/// What frames and marks are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Box drawing characters.
    Unicode,
    /// ASCII, for terminals and locales without them. Text from pages stays what it is.
    Ascii,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amount {
    /// Findings only.
    Quiet,
    /// Findings, the commands that mend them, and the census.
    Normal,
    /// As normal, with the way out under every single finding.
    Verbose,
}

/// How the formats for people look; those for machines do not ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether to use colour.
    pub color: Color,
    /// What to draw with.
    pub glyphs: Glyphs,
    /// Columns to fill, taken as 40 at least and 160 at most.
    pub width: usize,
    /// Findings to show at most; the others are counted.
    pub limit: usize,
    /// Where rules are explained on the web, for a terminal that shows links.
    pub manual: Option<&'static str>,
    /// How much to say.
    pub verbosity: Amount,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: Color::Plain,
            glyphs: Glyphs::Unicode,
            width: 80,
            limit: usize::MAX,
            manual: None,
            verbosity: Amount::Normal,
        }
    }
}

/// How many pages were looked at, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Pages checked.
    pub pages: usize,
    /// Pages whose generated parts agree with their source.
    pub in_sync: usize,
    /// Pages whose generated parts do not, or whose block is broken.
    pub drifted: usize,
    /// Pages that carry no source.
    pub without_source: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
}

impl Summary {
    /// The census: `15000 pages: 14993 in sync, 5 drifted, 2 without a source`; what is zero behind the first is left out.
    #[must_use]
    pub fn census(&self) -> String {
        let pages = if self.pages == 1 { "page" } else { "pages" };
        let mut census = format!("{} {pages}: {} in sync", self.pages, self.in_sync);
        for (count, what) in [
            (self.drifted, "drifted"),
            (self.without_source, "without a source"),
        ] {
            if count > 0 {
                census.push_str(&format!(", {count} {what}"));
            }
        }
        census
    }
}

impl Summary {
    /// The findings: `7 findings: 6 errors, 1 warning`.
    #[must_use]
    pub fn totals(&self) -> String {
        let counted = |count: usize, what: &str| {
            let s = if count == 1 { "" } else { "s" };
            format!("{count} {what}{s}")
        };
        let kinds: Vec<String> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| counted(count, what))
            .collect();
        let all = counted(self.errors + self.warnings, "finding");
        format!("{all}: {}", kinds.join(", "))
    }
}

/// A cause that several pages share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedCause {
    /// Equal for equal causes.
    pub id: String,
    /// The cause in words.
    pub words: String,
    /// How many pages have it.
    pub pages: usize,
    /// How many differences it makes.
    pub differences: usize,
    /// The first page that has it, as the reader knows it, and the line, from 1.
    pub example: (PathBuf, usize),
}

/// What a report says besides the findings.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The census.
    pub summary: Summary,
    /// What the report is about: site, state, settings; for formats that are kept.
    pub about: String,
    /// What is said first, where all of the run has to be seen in another light.
    pub headline: Option<String>,
    /// The causes that several pages share, those of the most pages first.
    pub causes: Vec<SharedCause>,
    /// What to do about what was found, first what loses nothing.
    pub advice: Vec<Advice>,
}

/// A way out of what was found: what it does, and the exact commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What the commands do, with a colon at its end; without commands a sentence.
    pub words: String,
    /// The commands, each in a form that can be pasted into a shell: no comment, no placeholder.
    pub commands: Vec<String>,
}

/// Writes findings, in the order given, in one format. HTML holds no more than it has
/// room for, the others no more than those of a page at a time.
///
/// # Errors
///
/// What `out` answers, a closed pipe among it; what was written until then stays written.
pub fn write(
    format: Format,
    findings: &mut dyn Iterator<Item = Entry>,
    around: &Around,
    look: &Look,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let summary = &around.summary;
    let none = HashSet::new();
    let told = around.causes.iter().map(|cause| cause.id.clone()).collect();
    match format {
        Format::Human => human::write(Few::of(findings, &told, look.limit), around, look, out),
        Format::Concise => concise::write(Few::of(findings, &none, look.limit), summary, look, out),
        Format::Github => {
            let mut findings = Few::of(findings, &none, usize::MAX);
            github::write(&mut findings, summary, look, out)
        }
        Format::Json => json::write(findings, summary, out),
        Format::Gitlab => gitlab::write(findings, out),
        Format::Sarif => sarif::write(findings, summary, out),
        Format::Html => {
            let mut findings = Few::by_cause(findings, &none);
            html::write(&mut findings, around, out)
        }
    }
}

/// A path for machines: forward slashes, what is not UTF-8 replaced.
fn path_text(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

/// Who says what a page should hold.
fn says(finding: &Entry) -> &'static str {
    match finding
        .difference
        .as_ref()
        .map(|difference| difference.expected_by)
    {
        Some(ExpectedBy::Settings) => "the configuration says",
        Some(ExpectedBy::Copy) => "as it was generated",
        Some(ExpectedBy::Source) | None => "the source generates",
    }
}

fn severity_text(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

#[cfg(test)]
fn written(format: Format, findings: &[Entry], commands: &[String], look: &Look) -> String {
    let mut out = Vec::new();
    write(
        format,
        &mut findings.iter().cloned(),
        &around(commands),
        look,
        &mut out,
    )
    .expect("a vector takes everything");
    String::from_utf8(out).expect("reports are text")
}

#[cfg(test)]
fn around(commands: &[String]) -> Around {
    Around {
        summary: samples::SUMMARY,
        advice: samples::advice(commands),
        ..Around::default()
    }
}

#[cfg(test)]
fn assert_snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn census() {
        let summary = |pages, in_sync, drifted, without_source| {
            Summary {
                pages,
                in_sync,
                drifted,
                without_source,
                ..Summary::default()
            }
            .census()
        };
        assert_eq!(
            samples::SUMMARY.census(),
            "15000 pages: 14993 in sync, 5 drifted, 2 without a source"
        );
        assert_eq!(summary(1, 1, 0, 0), "1 page: 1 in sync");
        assert_eq!(summary(3, 0, 3, 0), "3 pages: 0 in sync, 3 drifted");
        assert_eq!(
            summary(2, 1, 0, 1),
            "2 pages: 1 in sync, 1 without a source"
        );
        assert_eq!(summary(0, 0, 0, 0), "0 pages: 0 in sync");
    }

    const ALL: [Format; 7] = [
        Format::Human,
        Format::Concise,
        Format::Json,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Html,
    ];

    #[test]
    fn the_census_ends_what_people_read() {
        for format in ALL {
            let text = written(format, &samples::plain(), &[], &Look::default());
            assert_eq!(
                text.ends_with(&format!("\n{}\n", samples::SUMMARY.census())),
                format.ends_with_census()
            );
            assert_eq!(text.contains("14993 in sync"), format.ends_with_census());
        }
    }

    /// A pipe whose reader goes away after some bytes.
    struct Closing(usize);

    impl io::Write for Closing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self
                .0
                .checked_sub(bytes.len())
                .ok_or(io::ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_told_as_one() {
        for format in ALL {
            for room in [0, 100, 1000] {
                let mut out = Closing(room);
                let commands = ["tikicheck --fix".to_owned()];
                let error = write(
                    format,
                    &mut samples::forty().into_iter(),
                    &around(&commands),
                    &Look::default(),
                    &mut out,
                );
                assert_eq!(
                    error.map_err(|error| error.kind()),
                    Err(io::ErrorKind::BrokenPipe),
                    "{format:?}"
                );
            }
        }
    }
}
