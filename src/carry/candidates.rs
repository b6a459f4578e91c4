//! The candidates for a group of hunks, in the order of preference: the first that generates the target is taken.

use std::collections::HashSet;
use std::ops::Range;

use super::Level;
use super::draft::{Lines, Token, draft};
use super::forms::{self, Forms};
use super::hunk::{Group, Hunk};
use super::inline::attribute;
use super::shown::{Role, Shown};
use super::splice::Splice;
use super::style::{self, Style};
use super::trial::{Target, Trial, Tried};
use super::window::{Window, sources, windows};
use super::writer::Writer;
use crate::page::escape::escape;
use crate::wiki::tree::Kind;

/// Which candidates are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// All.
    Any,
    /// Those that write what was typed as plain text or as wiki markup.
    Markup,
    /// The others: they leave Markdown as it was typed, or protect it.
    Literal,
}

/// What is searched for.
pub struct Wanted<'w> {
    /// The hunks that are to be carried.
    pub group: &'w Group,
    /// What `source` generates.
    pub shown: &'w Shown,
    /// The escaped source.
    pub source: &'w str,
    /// How near to the group's target a candidate has to come.
    pub level: Level,
    /// Which candidates are tried.
    pub writing: Writing,
}

/// A candidate that was found: its splice, what it shows, and how near that is.
pub type Found = (Splice, Shown, Level);

/// The first candidate that generates the group's target. Those that may do so but for spacing are put into `spaced`.
pub fn first(
    wanted: Wanted<'_>,
    trial: &mut Trial<'_, '_>,
    spaced: &mut Vec<Splice>,
) -> Option<Found> {
    trial.begin();
    let mut candidates = Candidates {
        target: Target::new(&wanted.group.target, wanted.group.tail),
        wanted,
        trial,
        spaced,
        seen: HashSet::new(),
    };
    candidates.values().or_else(|| candidates.windows())
}

/// The first of `candidates` that generates the group's target but for spacing.
pub fn first_spaced(
    candidates: &[Splice],
    group: &Group,
    source: &str,
    trial: &mut Trial<'_, '_>,
) -> Option<Found> {
    trial.begin();
    let target = Target::new(&group.target, group.tail);
    candidates.iter().find_map(
        |splice| match trial.run(source, splice, &target, Level::Spacing) {
            Tried::Fits(level, shown) => Some((splice.clone(), shown, level)),
            Tried::Spaced | Tried::Differs => None,
        },
    )
}

struct Candidates<'c, 'g, 'w> {
    wanted: Wanted<'c>,
    target: Target<'c>,
    trial: &'c mut Trial<'g, 'w>,
    spaced: &'c mut Vec<Splice>,
    seen: HashSet<(usize, usize, String)>,
}

/// What is done with the line ends around a candidate, in this order.
const LINE_ENDS: [(i8, i8); 7] = [(0, 0), (1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1)];

impl Candidates<'_, '_, '_> {
    fn attempt(&mut self, range: Range<usize>, text: String) -> Option<Found> {
        let source = self.wanted.source;
        let is_nothing = source.get(range.clone())? == text;
        if is_nothing || !self.seen.insert((range.start, range.end, text.clone())) {
            return None;
        }
        let splice = Splice { range, text };
        match self
            .trial
            .run(source, &splice, &self.target, self.wanted.level)
        {
            Tried::Fits(level, shown) => Some((splice, shown, level)),
            Tried::Spaced => {
                self.spaced.push(splice);
                None
            }
            Tried::Differs => None,
        }
    }

    /// Values in a construct's own source, which its marks hide: the text of a link to a page, what an image was not
    /// given.
    fn values(&mut self) -> Option<Found> {
        if self.wanted.writing == Writing::Literal {
            return None;
        }
        let hull = self.wanted.group.hull();
        let shown = self.wanted.shown;
        let piece = shown
            .behind(hull.start)
            .filter(|piece| piece.at.start <= hull.start);
        let mut candidates = Vec::new();
        for piece in [piece, shown.before(hull.start)].into_iter().flatten() {
            let mut node = piece.node.map(|node| node.index());
            while let Some(at) = node {
                let place = &shown.nodes[at];
                let whole = place.shown.clone().unwrap_or(0..0);
                if whole.start <= hull.start && hull.end <= whole.end {
                    match place.kind {
                        Kind::LocalLink => candidates.extend(self.label(at)),
                        Kind::Img | Kind::ImgBlock => candidates.extend(self.image(at, &whole)),
                        _ => {}
                    }
                }
                node = place.parent;
            }
        }
        candidates
            .into_iter()
            .find_map(|(range, text)| self.attempt(range, text))
    }

    /// `((Bone Health))` with another text: `((Bone Health|bones))`.
    fn label(&self, node: usize) -> Option<(Range<usize>, String)> {
        let place = &self.wanted.shown.nodes[node];
        let hull = self.wanted.group.hull();
        let children = self
            .wanted
            .shown
            .nodes
            .iter()
            .filter(|child| child.parent == Some(node));
        let content = children.filter_map(|child| child.shown.clone());
        let content =
            content.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end))?;
        if hull.start < content.start || hull.end > content.end {
            return None;
        }
        let window = Window {
            shown: content,
            hunks: self.wanted.group.hunks.clone(),
            retyped: None,
        };
        let label = self.wanted.group.target.get(window.target())?;
        let page = self.wanted.source.get(place.inner.clone())?;
        let text = format!("(({page}|{}))", escape(label.trim()));
        Some((place.full.clone(), text))
    }

    /// An image with a text or a measure that it was not given.
    fn image(&self, node: usize, whole: &Range<usize>) -> Option<(Range<usize>, String)> {
        let place = &self.wanted.shown.nodes[node];
        let window = Window {
            shown: whole.clone(),
            hunks: self.wanted.group.hunks.clone(),
            retyped: None,
        };
        let old = &self.wanted.shown.text[whole.clone()];
        let new = self.wanted.group.target.get(window.target())?;
        let mut given = String::new();
        for name in ["src", "alt", "width", "height"] {
            let value = attribute(new, name);
            if let Some(value) = value.filter(|value| attribute(old, name) != Some(value)) {
                given.extend([" ", name, "=\"", value, "\""]);
            }
        }
        let source = self.wanted.source.get(place.full.clone())?;
        let closes = if place.kind == Kind::Img { "}" } else { ")}" };
        let at = place.full.start + source.find(closes)?;
        (!given.is_empty()).then(|| (at..at, escape(&given).into_owned()))
    }

    fn windows(&mut self) -> Option<Found> {
        let drafts = self.drafts();
        let has_markup = self.has_markup();
        let forms = if has_markup {
            self.trial.forms()
        } else {
            Forms {
                newline: forms::newline(self.trial.generator).to_owned(),
                ..Forms::default()
            }
        };
        for (styles, is_retyped) in self.turns(has_markup) {
            // First as it is, then with the line ends around moved.
            for line_ends in [&LINE_ENDS[..1], &LINE_ENDS[1..]] {
                let drafts = drafts
                    .iter()
                    .filter(|(window, _)| window.retyped.is_some() == is_retyped);
                for (window, drafts) in drafts {
                    for tokens in drafts {
                        let found = self.places(window, tokens, styles, line_ends, &forms);
                        if found.is_some() || self.trial.is_over() {
                            return found;
                        }
                    }
                }
            }
        }
        None
    }

    /// The windows, the smallest first, each with what may stand there.
    fn drafts(&self) -> Vec<(Window, Vec<Vec<Token>>)> {
        let Wanted {
            group,
            shown,
            source,
            ..
        } = self.wanted;
        let mut hunks: Vec<Vec<Hunk>> = vec![group.hunks.clone()];
        hunks.extend(group.slid(&shown.text));
        let mut all: Vec<Window> = Vec::new();
        for hunks in &hunks {
            for window in windows(hunks, shown) {
                if !all.contains(&window) {
                    all.push(window);
                }
            }
        }
        // Windows that are as large stay in order.
        all.sort_by_key(|window| window.shown.len());
        let lines = Lines::of(shown);
        let drafts = |window: Window| {
            let plain = draft(&window, shown, source, &group.target, None);
            let moved = draft(&window, shown, source, &group.target, Some(&lines));
            let drafts = if moved == plain {
                vec![plain]
            } else {
                vec![moved, plain]
            };
            (window, drafts)
        };
        all.into_iter().map(drafts).collect()
    }

    /// The styles in which typed text is written, in order, each with whether a whole construct is read anew.
    fn turns(&self, has_markup: bool) -> Vec<(&'static [Style], bool)> {
        const AS_TYPED: &[Style] = &[Style::AsTyped];
        const PROTECTED: &[Style] = &[Style::Protected];
        let wiki: &[Style] = match self.wanted.level {
            Level::Exact | Level::Spacing => &style::EXACT,
            Level::ReadsAlike => &style::ALIKE,
        };
        match self.wanted.writing {
            Writing::Any => vec![
                (wiki, false),
                (AS_TYPED, false),
                (wiki, true),
                (PROTECTED, false),
            ],
            Writing::Markup if has_markup => vec![(wiki, false), (wiki, true)],
            Writing::Markup => vec![(wiki, false), (AS_TYPED, false), (wiki, true)],
            Writing::Literal if has_markup => vec![(AS_TYPED, false), (PROTECTED, false)],
            Writing::Literal => vec![(PROTECTED, false)],
        }
    }

    /// Whether something was typed that may be Markdown.
    fn has_markup(&self) -> bool {
        let may_mark = |c: char| c.is_ascii_punctuation() && !",.;:?'".contains(c);
        let target = &self.wanted.group.target;
        self.wanted.group.hunks.iter().any(|hunk| {
            let text = &target[hunk.edited.clone()];
            text.contains(may_mark) || text.contains('\n') || self.touches_mark(hunk)
        })
    }

    fn touches_mark(&self, hunk: &Hunk) -> bool {
        let pieces = self.wanted.shown.touched(&hunk.shown);
        pieces.iter().any(|piece| piece.role == Role::Mark)
    }

    fn places(
        &mut self,
        window: &Window,
        tokens: &[Token],
        styles: &[Style],
        line_ends: &[(i8, i8)],
        forms: &Forms,
    ) -> Option<Found> {
        for range in sources(&window.shown, self.wanted.shown, self.wanted.source) {
            let line_end = line_end_near(self.wanted.source, range.start);
            let before = &self.wanted.shown.text[..window.shown.start];
            let writer = Writer {
                forms,
                site: self.trial.generator.site,
                line_end,
                at_line_start: before.is_empty() || before.ends_with('\n'),
            };
            let as_typed = writer.write(tokens, Style::AsTyped);
            let texts: Vec<String> = styles
                .iter()
                .filter_map(|&style| {
                    let text = writer.write(tokens, style);
                    // Where no markup is read, its turn comes later.
                    let is_read = !matches!(style, Style::Wiki(_)) || text != as_typed;
                    text.filter(|_| is_read)
                })
                .collect();
            for text in &texts {
                for &(start, end) in line_ends {
                    let moved =
                        move_line_ends(range.clone(), text, (start, end), self.wanted.source);
                    let Some((range, text)) = moved else {
                        continue;
                    };
                    let found = self.attempt(range, text);
                    if found.is_some() || self.trial.is_over() {
                        return found;
                    }
                }
            }
        }
        None
    }
}

/// The line end that stands nearest in front of `at`, else behind it.
fn line_end_near(source: &str, at: usize) -> &'static str {
    let bytes = source.as_bytes();
    let end = memchr::memrchr(b'\n', &bytes[..at])
        .or_else(|| memchr::memchr(b'\n', &bytes[at..]).map(|found| at + found));
    match end {
        Some(end) if end > 0 && bytes[end - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

/// A candidate with one line end more or fewer at its start and at its end.
fn move_line_ends(
    range: Range<usize>,
    text: &str,
    (start, end): (i8, i8),
    source: &str,
) -> Option<(Range<usize>, String)> {
    let line_end = line_end_near(source, range.start);
    let mut range = range;
    let mut text = text.to_owned();
    match start {
        0 => {}
        1 => text.insert_str(0, line_end),
        _ => match text.strip_prefix(line_end) {
            Some(rest) => text = rest.to_owned(),
            None => {
                let before = source[..range.start].strip_suffix(line_end)?;
                range.start = before.len();
            }
        },
    }
    match end {
        0 => {}
        1 => text.push_str(line_end),
        _ => match text.strip_suffix(line_end) {
            Some(rest) => text = rest.to_owned(),
            None => {
                source[range.end..].strip_prefix(line_end)?;
                range.end += line_end.len();
            }
        },
    }
    Some((range, text))
}
