//! Findings in words: how their page is named, what the message says, and which command is the way out.

use std::path::{Path, PathBuf};

use crate::check::HandEdits;
use crate::finding::{
    Cause, Difference, Excerpt, Finding, Generates, Position, Remedy, SourceChange, ThreeWordings,
};
use crate::rules::{Fix, Part, Rule, Severity};
use crate::text::sanitize::visible_path;
use crate::text::shell;

/// A finding in words, as every format writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which rule speaks.
    pub rule: Rule,
    /// Its severity under the configuration in force.
    pub severity: Severity,
    /// The page, as the reader of the format knows it.
    pub path: PathBuf,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Which part of the page it is in.
    pub part: Option<Part>,
    /// First byte concerned.
    pub start: Position,
    /// One past the last byte concerned.
    pub end: Position,
    /// The text of the place, where nothing is compared.
    pub excerpt: Option<Excerpt>,
    /// The place of the source that it comes from, where nothing is compared.
    pub source: Option<Excerpt>,
    /// What differs.
    pub difference: Option<Difference>,
    /// How many more differences of the page it stands for, where it ends a list that holds no more.
    pub more: Option<usize>,
    /// What it comes from.
    pub cause: Option<Cause>,
    /// What `--fix` would do.
    pub fix: Fix,
    /// For a hand edit of the body: the change of the source that was tried for it.
    pub source_change: Option<SourceChange>,
    /// The way out, with the exact command.
    pub help: String,
}

impl Entry {
    /// How many findings it stands for.
    #[must_use]
    pub fn stands_for(&self) -> usize {
        self.more.unwrap_or(1)
    }

    /// The way out with the change of the source, for formats that show no lines of it.
    #[must_use]
    pub fn help_with_change(&self) -> String {
        match &self.source_change {
            Some(change) => cut(format!("{}; {}", self.help, in_words(change))),
            None => self.help.clone(),
        }
    }
}

/// Which version of a page a fix is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixOf {
    /// The file.
    File,
    /// What is staged.
    Staged,
}

impl FixOf {
    /// How the command begins that fixes this version, and does this with hand edits.
    #[must_use]
    pub fn command(self, hand_edits: HandEdits) -> &'static str {
        match (self, hand_edits) {
            (FixOf::File, HandEdits::Keep) => "tikicheck --fix",
            (FixOf::File, HandEdits::KeepAlike) => "tikicheck --fix --keep-edits",
            (FixOf::Staged, HandEdits::KeepAlike) => "tikicheck --fix --keep-edits --staged",
            (FixOf::File, HandEdits::Discard) => "tikicheck --fix --discard-edits",
            (FixOf::Staged, HandEdits::Keep) => "tikicheck --fix --staged",
            (FixOf::Staged, HandEdits::Discard) => "tikicheck --fix --discard-edits --staged",
        }
    }
}

/// A style of the debug block that most pages share, though another one is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedStyle {
    /// The style on the pages.
    pub style: String,
    /// The configured one.
    pub configured: String,
    /// How many pages have it.
    pub pages: usize,
    /// How many pages carry a source.
    pub of: usize,
}

/// The file on disk, beside a staged page that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// It is no way out, or nobody looked.
    NoHelp,
    /// It is in sync, so it only has to be staged.
    InSync,
}

/// What a report has to know to put findings into words.
pub struct Wording<'w> {
    /// The name of a page, given relative to the root of the site, for the reader of the format.
    pub name: &'w dyn Fn(&Path) -> PathBuf,
    /// What commands fix.
    pub fix_of: FixOf,
    /// The style that the pages share, where it is not the configured one.
    pub shared_style: Option<&'w SharedStyle>,
}

impl Wording<'_> {
    /// The finding in words.
    #[must_use]
    pub fn entry(&self, finding: Finding, beside: Beside) -> Entry {
        let path = (self.name)(&finding.page);
        let shared = self.shared_style.filter(|shared| {
            matches!(&finding.remedy, Remedy::Style { found: Some(found) } if *found == shared.style)
        });
        let message = match (shared, finding.other_page) {
            (Some(shared), _) => shared.message(),
            (None, Some(other)) => {
                let name = visible_path(&(self.name)(&other.page));
                format!("{}{name}{}", finding.message, other.behind)
            }
            (None, None) => finding.message,
        };
        let help = if beside == Beside::InSync && finding.severity == Severity::Error {
            format!(
                "the staged version is meant, and the unstaged part of the file contains the fix; stage it with `git add {}`",
                shell::path(&path)
            )
        } else if shared.is_some() {
            "if that is right, set it in tikicheck.yaml; `tikicheck init` finds the settings that fit the pages".to_owned()
        } else {
            self.help(finding.rule, finding.fix, finding.remedy, &path)
        };
        Entry {
            rule: finding.rule,
            severity: finding.severity,
            path,
            message: cut(message),
            part: finding.part,
            start: finding.start,
            end: finding.end,
            excerpt: finding.excerpt,
            source: finding.source,
            difference: finding.difference,
            more: finding.more,
            cause: finding.cause,
            fix: finding.fix,
            source_change: finding.source_change,
            help: cut(help),
        }
    }

    /// The way out, with the exact command.
    fn help(&self, rule: Rule, fix: Fix, remedy: Remedy, path: &Path) -> String {
        let command =
            |hand_edits| format!("{} {}", self.fix_of.command(hand_edits), shell::path(path));
        let run = command(HandEdits::Keep);
        match remedy {
            Remedy::Fix => format!("run `{run}`"),
            Remedy::Style { .. } if fix == Fix::None => {
                "set `block: {style: …}` in tikicheck.yaml to the one on the page; `tikicheck init` learns it".to_owned()
            }
            Remedy::Style { .. } => format!(
                "run `{run}` to write the configured style, or set `block: {{style: …}}` in tikicheck.yaml to the one on the page"
            ),
            Remedy::CarryEdit => format!("run `{run}` to carry the edit into the source"),
            Remedy::KeepEdit => format!(
                "run `{}` to keep the edit; the body is then written as the source generates it",
                command(HandEdits::KeepAlike)
            ),
            Remedy::ChooseWording(wordings) => {
                let and_stage = match self.fix_of {
                    FixOf::File => "",
                    FixOf::Staged => ", stage it",
                };
                let discard = command(HandEdits::Discard);
                format!(
                    "write in the source what is meant{and_stage}, and run `{discard}`; {}",
                    three_wordings(&wordings)
                )
            }
            Remedy::KeepOrDiscardEdit => {
                let discard = command(HandEdits::Discard);
                let and_stage = match self.fix_of {
                    FixOf::File => "",
                    FixOf::Staged => ", stage it",
                };
                if rule == Rule::ConflictingEdits {
                    format!(
                        "to keep what the edit of the body says, write it as wiki text in the source too{and_stage}; then, or to drop it, run `{discard}`"
                    )
                } else {
                    format!(
                        "to keep what the edit says, write it as wiki text in the source at the foot of the page{and_stage} and run `{run}`; to drop it, run `{discard}`"
                    )
                }
            }
            Remedy::FitSettings => {
                "make the settings those of the exporter that wrote it: `tikicheck init` learns them from the pages, and `tikicheck explain misfit` says more".to_owned()
            }
            Remedy::AsMeant(help) => {
                let command = match self.fix_of {
                    FixOf::File => "tikicheck --fix --as-meant",
                    FixOf::Staged => "tikicheck --fix --as-meant --staged",
                };
                format!("{help}; `{command} {}` does that", shell::path(path))
            }
            Remedy::Advice(help) => help.into_owned(),
        }
    }
}

/// Characters that a message or a way out has at most.
pub const MOST_CHARS: usize = 500;

/// The text, cut to [`MOST_CHARS`] with `…` at its end. A command in back quotes is shown whole or not at all, since half
/// of one does something else.
pub fn cut(text: String) -> String {
    let Some((end, _)) = text.char_indices().nth(MOST_CHARS) else {
        return text;
    };
    let last = text[..end]
        .char_indices()
        .next_back()
        .map_or(0, |(at, _)| at);
    let mut kept = &text[..last];
    if kept.matches('`').count() % 2 == 1
        && let Some((before, _)) = kept.rsplit_once('`')
    {
        kept = before;
    }
    format!("{kept}…")
}

/// What a change of the source is, in words.
fn in_words(change: &SourceChange) -> String {
    let SourceChange {
        before,
        after,
        more,
        generates,
        ..
    } = change;
    let line = |excerpt: &Excerpt| {
        let Excerpt {
            before,
            text,
            after,
            ..
        } = excerpt;
        format!("{before}{text}{after}").replace('\n', "⏎")
    };
    let others = match more {
        0 => String::new(),
        1 => ", and one more place changes".to_owned(),
        more => format!(", and {more} more places change"),
    };
    let (before, after) = (line(before), line(after));
    match generates {
        Generates::Exactly
        | Generates::ButSpacing
        | Generates::ReadsAlike
        | Generates::BothEdits => {
            format!("in the source, `{before}` becomes `{after}`{others}")
        }
        Generates::Otherwise(generated) => format!(
            "nearest comes `{after}` for `{before}` in the source, which generates `{}`",
            line(generated)
        ),
    }
}

/// The wordings to choose from.
fn three_wordings(wordings: &[ThreeWordings]) -> String {
    let one = |wording: &ThreeWordings| {
        let said = |text: &str| match text {
            "" => "nothing".to_owned(),
            text => format!("`{}`", text.replace('\n', "⏎")),
        };
        format!(
            "it was {}, the source says {}, the body {}",
            said(&wording.was),
            said(&wording.source),
            said(&wording.edit)
        )
    };
    let all: Vec<String> = wordings.iter().map(one).collect();
    all.join("; and ")
}

impl SharedStyle {
    fn message(&self) -> String {
        format!(
            "the debug block has another style than the configured one, `{}`; so have {} of {} pages: `{}`",
            self.configured, self.pages, self.of, self.style
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_at_most_500_characters() {
        let whole = "é".repeat(MOST_CHARS);
        assert_eq!(cut(whole.clone()), whole);
        let longer = format!("{whole}x");
        assert_eq!(cut(longer), format!("{}…", "é".repeat(MOST_CHARS - 1)));
    }

    #[test]
    fn no_half_of_a_command_is_shown() {
        let path = "a/".repeat(MOST_CHARS);
        let help =
            format!("run `tikicheck --fix a.md`, or `tikicheck --fix --discard-edits {path}`");
        assert_eq!(cut(help), "run `tikicheck --fix a.md`, or …");
    }
}
