//! The candidates for a group of hunks, in the order of preference: the first that generates the target is taken.

use std::collections::HashSet;
use std::ops::Range;

use super::Level;
use super::draft::{Lines, Token, draft};
use super::forms::{self, Forms};
use super::hunk::{Group, Hunk};
use super::markdown::{STYLES, Style, Writer, attribute};
use super::shown::Shown;
use super::splice::{Splice, Splices};
use super::trial::{Target, Trial};
use super::window::{Window, sources, windows};
use crate::page::escape::escape;
use crate::wiki::tree::Kind;

/// The first candidate that generates the group's target, and what it shows.
pub fn first(
    group: &Group,
    shown: &Shown,
    splices: &Splices,
    trial: &mut Trial<'_, '_>,
    level: Level,
) -> Option<(Splice, Shown)> {
    trial.begin();
    let mut candidates = Candidates {
        shown,
        source: &splices.text,
        group,
        trial,
        level,
        seen: HashSet::new(),
    };
    candidates.values().or_else(|| candidates.windows())
}

struct Candidates<'c, 't, 'g, 'w> {
    shown: &'c Shown,
    source: &'c str,
    group: &'c Group,
    trial: &'t mut Trial<'g, 'w>,
    level: Level,
    seen: HashSet<(usize, usize, String)>,
}

/// What is done with the line ends around a candidate, in this order.
const LINE_ENDS: [(i8, i8); 7] = [(0, 0), (1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1)];

impl Candidates<'_, '_, '_, '_> {
    fn attempt(&mut self, range: Range<usize>, text: String) -> Option<(Splice, Shown)> {
        let is_nothing = self.source.get(range.clone())? == text;
        if is_nothing || !self.seen.insert((range.start, range.end, text.clone())) {
            return None;
        }
        let splice = Splice { range, text };
        let target = Target {
            text: &self.group.target,
            tail: self.group.tail,
        };
        let shown = self
            .trial
            .generates(self.source, &splice, &target, self.level)?;
        Some((splice, shown))
    }

    /// Values in a construct's own source, which its marks hide: the text of a link to a page, what an image was not
    /// given.
    fn values(&mut self) -> Option<(Splice, Shown)> {
        let hull = self.group.hull();
        let shown = self.shown;
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
        let place = &self.shown.nodes[node];
        let hull = self.group.hull();
        let children = self
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
            hunks: self.group.hunks.clone(),
            retyped: None,
        };
        let label = self.group.target.get(window.target())?;
        let page = self.source.get(place.inner.clone())?;
        let text = format!("(({page}|{}))", escape(label.trim()));
        Some((place.full.clone(), text))
    }

    /// An image with a text or a measure that it was not given.
    fn image(&self, node: usize, whole: &Range<usize>) -> Option<(Range<usize>, String)> {
        let place = &self.shown.nodes[node];
        let window = Window {
            shown: whole.clone(),
            hunks: self.group.hunks.clone(),
            retyped: None,
        };
        let old = &self.shown.text[whole.clone()];
        let new = self.group.target.get(window.target())?;
        let mut given = String::new();
        for name in ["src", "alt", "width", "height"] {
            let value = attribute(new, name);
            if let Some(value) = value.filter(|value| attribute(old, name) != Some(value)) {
                given.extend([" ", name, "=\"", value, "\""]);
            }
        }
        let source = self.source.get(place.full.clone())?;
        let closes = if place.kind == Kind::Img { "}" } else { ")}" };
        let at = place.full.start + source.find(closes)?;
        (!given.is_empty()).then(|| (at..at, escape(&given).into_owned()))
    }

    fn windows(&mut self) -> Option<(Splice, Shown)> {
        let mut hunks: Vec<Vec<Hunk>> = vec![self.group.hunks.clone()];
        hunks.extend(self.group.slid(&self.shown.text));
        let mut all: Vec<Window> = Vec::new();
        for hunks in &hunks {
            for window in windows(hunks, self.shown) {
                if !all.contains(&window) {
                    all.push(window);
                }
            }
        }
        // Windows that are as large stay in order.
        all.sort_by_key(|window| window.shown.len());
        let drafts: Vec<(Window, Vec<Vec<Token>>)> = {
            let lines = Lines::of(self.shown);
            let target = &self.group.target;
            let drafts = |window: &Window| {
                let plain = draft(window, self.shown, self.source, target, None);
                let moved = draft(window, self.shown, self.source, target, Some(&lines));
                if moved == plain {
                    vec![plain]
                } else {
                    vec![moved, plain]
                }
            };
            all.into_iter()
                .map(|window| {
                    let drafts = drafts(&window);
                    (window, drafts)
                })
                .collect()
        };
        let forms = if self.has_markup() {
            self.trial.forms()
        } else {
            Forms {
                newline: forms::newline(self.trial.generator).to_owned(),
                ..Forms::default()
            }
        };
        let (wiki, others) = STYLES.split_at(3);
        let (as_typed, protected) = others.split_at(1);
        for (styles, is_retyped) in [
            (wiki, false),
            (as_typed, false),
            (wiki, true),
            (protected, false),
        ] {
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

    /// Whether something was typed that may be Markdown.
    fn has_markup(&self) -> bool {
        let may_mark = |c: char| c.is_ascii_punctuation() && !",.;:?'".contains(c);
        let target = &self.group.target;
        self.group.hunks.iter().any(|hunk| {
            let text = &target[hunk.edited.clone()];
            text.contains(may_mark) || text.contains('\n') || self.touches_mark(hunk)
        })
    }

    fn touches_mark(&self, hunk: &Hunk) -> bool {
        let pieces = self.shown.touched(&hunk.shown);
        pieces
            .iter()
            .any(|piece| piece.role == super::shown::Role::Mark)
    }

    fn places(
        &mut self,
        window: &Window,
        tokens: &[Token],
        styles: &[Style],
        line_ends: &[(i8, i8)],
        forms: &Forms,
    ) -> Option<(Splice, Shown)> {
        for range in sources(&window.shown, self.shown, self.source) {
            let line_end = line_end_near(self.source, range.start);
            let before = &self.shown.text[..window.shown.start];
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
                    let moved = move_line_ends(range.clone(), text, (start, end), self.source);
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
