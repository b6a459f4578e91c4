//! Carries edits of a generated body into the wiki text that generates it, with proof.
//!
//! Nothing here inverts the renderer. A change of the source counts only if regenerating gives the body that was
//! asked for, and the renderer is fast enough to try it. [`put`] works in rounds:
//!
//! ```text
//! source     It is __good__ for bones.          generates   It is  **good**  for bones.
//!                                                edited      It is  **good**  for bones and teeth.
//! hunk       `bones` → `bones and teeth`         text, and copied from bytes 19..24 of the source
//! candidate  put `bones and teeth` there         generates the edited body: carried
//! ```
//!
//! 1. The differences of generated and edited body are *hunks*. A *group* is one hunk, or several that make sense only
//!    together (`**` in front of a word and `**` behind it).
//! 2. The *target* of a group is the generated body with the hunks of this group made, and no others.
//! 3. For a group there are *candidates*: a *window* of the generated text around the hunks, which grows; the *draft*
//!    of what stands there, in which all that is kept stands for its source; ways to write what was typed; and the
//!    places of the source where it can go. Each candidate is one splice of the source.
//! 4. The first candidate that generates the target is taken. Otherwise the group is refused, with a reason.
//!
//! Which candidate is first is fixed: plain text and wiki markup, then Markdown that stays literal, then what
//! `~np~` protects; and of each kind the smallest window. [`put_up_to`] also takes what *reads the same*, and prefers
//! wiki markup that does so to Markdown that stays literal.
//!
//! Work is bounded: [`MOST_CANDIDATES`] for a group, [`MOST_OF_HUNK`] for a hunk, [`MOST_GROUPS`] and [`MOST_BYTES`] for a page. Every offset is a
//! byte of the *escaped* source as the page holds it, so what is outside of a splice stays as it is, line ends too.

use std::ops::Range;

use crate::generator::{Generator, Workspace};
use crate::text::diff;

mod alike;
mod candidates;
mod draft;
mod forms;
mod hunk;
mod inline;
mod nearest;
mod shown;
mod spelling;
mod splice;
mod style;
mod trial;
mod typed;
mod window;
mod writer;

pub use splice::Splice;

pub use alike::reads_alike;
pub use nearest::{Cut, Nearest};

use candidates::{Found, Wanted, Writing};
use hunk::{Group, Hunk};
use shown::Shown;
use splice::Splices;
use trial::{Trial, spaced_alike};

/// Most candidates that are tried for a group of hunks.
pub const MOST_CANDIDATES: usize = 160;
/// Most candidates that are tried for a hunk, in all groups that begin with it.
pub const MOST_OF_HUNK: usize = 320;
/// A hunk with more bytes of edited text is long: a whole page was pasted.
pub const LONG_HUNK: usize = 4 << 10;
/// Most candidates that are tried for a long hunk.
pub const MOST_OF_LONG_HUNK: usize = 48;
/// Most groups of hunks that are looked at in a page.
pub const MOST_GROUPS: usize = 200;
/// Most bytes of Markdown that are generated for a page, all candidates together.
pub const MOST_BYTES: usize = 4 << 20;

/// How near what is generated comes to the edited body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It is the edited body, byte for byte.
    Exact,
    /// It is, but for blank lines and blanks at line ends, which no reader sees.
    Spacing,
    /// It reads the same: a CommonMark parser tells no difference that a reader sees ([`reads_alike`]).
    ReadsAlike,
}

/// Why a hunk is not carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A table of the wiki has no header row.
    TableHeader,
    /// A block of code runs over several lines.
    CodeBlock,
    /// Three or more line ends follow each other; the exporter leaves two.
    EmptyLines,
    /// A line ends without an empty line behind it; the exporter writes two line ends.
    LineEnd,
    /// The bounds of the search were reached.
    Bounds,
    /// None of the candidates generates it.
    NoCandidate,
}

/// A hunk that is not carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its bytes in the edited body.
    pub edited: Range<usize>,
    /// Why.
    pub reason: Reason,
    /// The change of the source that came nearest, where the search went up to [`Level::ReadsAlike`].
    pub nearest: Option<Box<Nearest>>,
}

impl Refusal {
    fn new(edited: Range<usize>, reason: Reason) -> Self {
        Self {
            edited,
            reason,
            nearest: None,
        }
    }
}

/// What [`put`] came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The changes of the escaped source, in order and without overlap; none where nothing was carried.
    pub splices: Vec<Splice>,
    /// The escaped source with them.
    pub source: String,
    /// The Markdown that it generates, regenerated.
    pub body: String,
    /// How near that comes to the edited body, for what was carried.
    pub level: Level,
    /// What was not carried; in order.
    pub refused: Vec<Refusal>,
    /// How many candidates were tried.
    pub tried: usize,
}

impl Put {
    /// No edit of a body: `body` is what the escaped `source` generates.
    #[must_use]
    pub fn nothing(source: &str, body: &str) -> Self {
        Self {
            splices: Vec::new(),
            source: source.to_owned(),
            body: body.to_owned(),
            level: Level::Exact,
            refused: Vec::new(),
            tried: 0,
        }
    }

    /// Whether every edit was carried.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.refused.is_empty()
    }
}

/// Carries the edits of a body into the source that generated it, exactly or but for spacing.
///
/// `source` is the wiki text as the page holds it: escaped, any line ends, shorter than 4 GiB. `edited` is the Markdown
/// of the body as a person left it, not escaped, with LF line ends. Where it is what `source` generates, nothing is
/// tried.
#[must_use]
pub fn put(generator: Generator<'_>, source: &str, edited: &str, workspace: &mut Workspace) -> Put {
    put_up_to(Level::Spacing, generator, source, edited, workspace)
}

/// Carries the edits of a body into the source as [`put`] does, where the result comes as near as `level`.
///
/// At [`Level::ReadsAlike`], wiki markup that reads the same goes before Markdown that stays literal or is protected.
#[must_use]
pub fn put_up_to(
    level: Level,
    generator: Generator<'_>,
    source: &str,
    edited: &str,
    workspace: &mut Workspace,
) -> Put {
    let mut shown = Shown::new(generator, source, workspace);
    let changes = diff::changes(edited, &shown.text, MOST_GROUPS);
    let mut hunks = hunk::hunks(&changes.list, &shown.text, edited);
    let mut search = Search {
        trial: Trial::new(generator, workspace),
        splices: Splices::new(source),
        most: level,
        level: Level::Exact,
        refused: Vec::new(),
    };
    let mut next = 0;
    while next < hunks.len() {
        next += search.carry_at(next, &mut hunks, &mut shown, edited);
    }
    if changes.total > changes.list.len() {
        let from = hunks.last().map_or(0, |hunk| hunk.edited.end);
        let rest = from..edited.len();
        search.refused.push(Refusal::new(rest, Reason::Bounds));
    }
    let tried = search.trial.tried;
    let Search {
        splices,
        level,
        mut refused,
        ..
    } = search;
    // Each step was proved by itself; here all of them are, together.
    let is_proved = match level {
        Level::Exact => shown.text == edited,
        Level::Spacing => spaced_alike(&shown.text, edited),
        Level::ReadsAlike => reads_alike(&shown.text, edited),
    };
    if refused.is_empty() && !is_proved {
        refused.push(Refusal::new(0..edited.len(), Reason::NoCandidate));
    }
    let (source, splices) = splices.finish();
    Put {
        splices,
        source,
        body: shown.text,
        level,
        refused,
        tried,
    }
}

/// The state between the rounds.
struct Search<'g, 'w> {
    trial: Trial<'g, 'w>,
    splices: Splices,
    /// How near to the edited body it has to come.
    most: Level,
    /// How near it came until now.
    level: Level,
    refused: Vec<Refusal>,
}

impl Search<'_, '_> {
    /// Carries or refuses the hunk `at`, with others where it takes them; how many hunks are done with.
    fn carry_at(
        &mut self,
        at: usize,
        hunks: &mut [Hunk],
        shown: &mut Shown,
        edited: &str,
    ) -> usize {
        if self.trial.is_spent() {
            let hunk = hunks[at].edited.clone();
            self.refused.push(Refusal::new(hunk, Reason::Bounds));
            return 1;
        }
        let alone = Group::new(&hunks[at..], 1, &shown.text, edited);
        if let Some(level) = self.is_unseen(&alone, shown) {
            // No reader sees it, so the source stays as it is.
            self.level = self.level.max(level);
            return 1;
        }
        self.trial.begin_hunk(hunks[at].edited.len());
        let counts = hunk::groups(at, hunks, &shown.text);
        let groups: Vec<(usize, Group)> = counts
            .into_iter()
            .map(|count| (count, Group::new(&hunks[at..], count, &shown.text, edited)))
            .collect();
        if let Some((count, (splice, markdown, level))) = self.first(&groups, shown) {
            self.splices.apply(splice);
            self.level = self.level.max(level);
            // Behind the group the text is as it was, so later hunks only move.
            let (old, new) = (shown.text.len(), markdown.text.len());
            for hunk in &mut hunks[at + count..] {
                hunk.shown.start = hunk.shown.start + new - old;
                hunk.shown.end = hunk.shown.end + new - old;
            }
            *shown = markdown;
            return count;
        }
        let hunk = &hunks[at];
        let reason = if self.trial.is_spent() {
            Reason::Bounds
        } else {
            reason(&edited[hunk.edited.clone()], edited, hunk)
        };
        let near = self.trial.nearest.take();
        self.refused.push(Refusal {
            nearest: near.map(|near| Box::new(Nearest::new(&near, &self.splices, &shown.text))),
            ..Refusal::new(hunk.edited.clone(), reason)
        });
        1
    }

    /// At which level nobody sees the only hunk of a group, within what is asked for.
    fn is_unseen(&mut self, alone: &Group, shown: &Shown) -> Option<Level> {
        self.trial.spend(shown.text.len() / 8);
        if spaced_alike(&alone.target, &shown.text) {
            return Some(Level::Spacing);
        }
        let is_alike = self.most == Level::ReadsAlike && reads_alike(&alone.target, &shown.text);
        is_alike.then_some(Level::ReadsAlike)
    }

    /// The first candidate for one of the groups, each given with how many hunks it takes: for that many, what was found.
    fn first(&mut self, groups: &[(usize, Group)], shown: &Shown) -> Option<(usize, Found)> {
        let writings: &[Writing] = match self.most {
            Level::Exact | Level::Spacing => &[Writing::Any],
            Level::ReadsAlike => &[Writing::Markup, Writing::Literal],
        };
        for &writing in writings {
            let mut spaced = Vec::new();
            for (count, group) in groups {
                let mut of_group = Vec::new();
                let found = self.first_of(group, shown, Level::Exact, writing, &mut of_group);
                if let Some(found) = found {
                    return Some((*count, found));
                }
                spaced.push(of_group);
            }
            for ((count, group), spaced) in groups.iter().zip(&spaced) {
                let source = &self.splices.text;
                let found = candidates::first_spaced(spaced, group, source, &mut self.trial);
                if let Some(found) = found {
                    return Some((*count, found));
                }
            }
            if self.most < Level::ReadsAlike {
                continue;
            }
            for (count, group) in groups {
                let level = Level::ReadsAlike;
                let found = self.first_of(group, shown, level, writing, &mut Vec::new());
                if let Some(found) = found {
                    return Some((*count, found));
                }
            }
        }
        None
    }

    fn first_of(
        &mut self,
        group: &Group,
        shown: &Shown,
        level: Level,
        writing: Writing,
        spaced: &mut Vec<Splice>,
    ) -> Option<Found> {
        let wanted = Wanted {
            group,
            shown,
            source: &self.splices.text,
            level,
            writing,
        };
        candidates::first(wanted, &mut self.trial, spaced)
    }
}

/// What stands in the way of a hunk, as far as its text tells.
fn reason(text: &str, edited: &str, hunk: &Hunk) -> Reason {
    let around = {
        let bytes = edited.as_bytes();
        let newlines = |bytes: &[u8]| bytes.iter().take_while(|&&byte| byte == b'\n').count();
        let before = bytes[..hunk.edited.start]
            .iter()
            .rev()
            .take_while(|&&byte| byte == b'\n')
            .count();
        (before, newlines(&bytes[hunk.edited.end..]))
    };
    let is_code = text.contains("```") || text.contains("~~~");
    let is_delimiter = |line: &str| {
        line.contains("---") && line.contains('|') && line.chars().all(|c| "|-: ".contains(c))
    };
    if is_code {
        Reason::CodeBlock
    } else if text.lines().any(is_delimiter) {
        Reason::TableHeader
    } else if text.contains("\n\n\n")
        || (text.chars().all(|c| c == '\n') && around.0 + text.len() + around.1 > 2)
    {
        Reason::EmptyLines
    } else if text.trim_matches('\n').replace("\n\n", "").contains('\n')
        || (text.chars().all(char::is_whitespace) && text.contains('\n'))
    {
        Reason::LineEnd
    } else {
        Reason::NoCandidate
    }
}

#[cfg(test)]
mod tests;
