//! Drafts: what is to stand in a window, as source where it was kept and as text where it was typed.
//!
//! `It is  **good**  for bones.` became `It is  **good**  for all bones.` In the window of the whole line the draft is
//! the source `It is __good__ for `, the text `all `, and the source `bones.`.

use std::collections::HashMap;
use std::ops::Range;

use super::shown::{Role, Shown};
use super::window::Window;
use crate::wiki::tree::Kind;

/// A part of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// Escaped source that stays as it is.
    Source(String),
    /// What was typed: Markdown, not escaped.
    Typed(String),
}

/// The lines of a generated text that stand in it as a whole, each with its place.
pub struct Lines<'s> {
    places: HashMap<&'s str, Range<usize>>,
}

impl<'s> Lines<'s> {
    /// The lines of `shown` that have more than a word.
    pub fn of(shown: &'s Shown) -> Self {
        let mut places = HashMap::new();
        let mut start = 0;
        for line in shown.text.split('\n') {
            if line.len() > 3 {
                places.entry(line).or_insert(start..start + line.len());
            }
            start += line.len() + 1;
        }
        Self { places }
    }
}

/// The draft of a window; `source` is what generates `shown`, and `target` what the window's hunks lead to. With `lines`,
/// a typed line that stands elsewhere keeps the source it has there.
pub fn draft(
    window: &Window,
    shown: &Shown,
    source: &str,
    target: &str,
    lines: Option<&Lines<'_>>,
) -> Vec<Token> {
    let mut drafting = Drafting {
        shown,
        source,
        broken: broken(window, shown),
        tokens: Vec::new(),
        last: None,
    };
    let mut from = window.shown.start;
    for hunk in &window.hunks {
        drafting.kept(from..hunk.shown.start);
        drafting.last = None;
        drafting.typed(&target[hunk.edited.clone()], lines);
        from = hunk.shown.end;
    }
    drafting.kept(from..window.shown.end);
    drafting.tokens
}

/// Which nodes lost a mark, by their place in the tree: what is left of their marks becomes typed text.
fn broken(window: &Window, shown: &Shown) -> Vec<usize> {
    let mut broken: Vec<usize> = window.retyped.into_iter().collect();
    for hunk in &window.hunks {
        for piece in shown.cut(&hunk.shown) {
            if let (Role::Mark, Some(node)) = (piece.role, piece.node) {
                broken.push(node.index());
            }
        }
    }
    // A row stands with its cells.
    let rows: Vec<usize> = broken
        .iter()
        .filter_map(|&node| match shown.nodes[node].kind {
            Kind::TableRow => Some(node),
            Kind::TableCell => shown.nodes[node].parent,
            _ => None,
        })
        .collect();
    if !rows.is_empty() {
        let is_in_row = |parent: Option<usize>| parent.is_some_and(|parent| rows.contains(&parent));
        let cells = (0..shown.nodes.len()).filter(|&node| {
            shown.nodes[node].kind == Kind::TableCell && is_in_row(shown.nodes[node].parent)
        });
        broken.extend(cells);
        broken.extend(&rows);
    }
    broken.sort_unstable();
    broken.dedup();
    broken
}

struct Drafting<'d> {
    shown: &'d Shown,
    source: &'d str,
    broken: Vec<usize>,
    tokens: Vec<Token>,
    /// Where the last kept piece ends in the generated text, and where its source does.
    last: Option<(usize, usize)>,
}

impl Drafting<'_> {
    fn typed(&mut self, text: &str, lines: Option<&Lines<'_>>) {
        let Some(lines) = lines else {
            self.push_typed(text);
            return;
        };
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                self.push_typed("\n");
            }
            match lines.places.get(line) {
                Some(place) => {
                    let mut elsewhere = Drafting {
                        shown: self.shown,
                        source: self.source,
                        broken: Vec::new(),
                        tokens: Vec::new(),
                        last: None,
                    };
                    elsewhere.kept(place.clone());
                    self.tokens.append(&mut elsewhere.tokens);
                }
                None => self.push_typed(line),
            }
        }
    }

    fn push_typed(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.tokens.last_mut() {
            Some(Token::Typed(last)) => last.push_str(text),
            _ => self.tokens.push(Token::Typed(text.to_owned())),
        }
    }

    fn push_source(&mut self, range: Range<usize>) {
        let Some(text) = self.source.get(range).filter(|text| !text.is_empty()) else {
            return;
        };
        match self.tokens.last_mut() {
            Some(Token::Source(last)) => last.push_str(text),
            _ => self.tokens.push(Token::Source(text.to_owned())),
        }
    }

    /// A kept stretch of the generated text.
    fn kept(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let mut i = self.shown.touched_at(&(range.start..range.start + 1)).start;
        while at < range.end {
            let Some(piece) = self.shown.pieces.get(i) else {
                break;
            };
            i += 1;
            if piece.at.end <= at {
                continue;
            }
            let clip = piece.at.start.max(at)..piece.at.end.min(range.end);
            let is_whole = clip == piece.at;
            if let Some(whole) = self.kept_node(i - 1, &range) {
                // All of a construct at once.
                at = whole;
                i = self.shown.touched_at(&(at..at + 1)).start;
                continue;
            }
            at = clip.end;
            let is_broken = self.is_broken(piece.node);
            match piece.role {
                Role::Copied if !is_broken => {
                    let start = piece.source.start + (clip.start - piece.at.start);
                    self.follow(clip.start, start..start + clip.len(), clip.end);
                }
                Role::Swapped if is_whole && !is_broken => {
                    self.follow(clip.start, piece.source.clone(), clip.end);
                }
                Role::Mark if is_whole && !is_broken => {
                    self.mark(i - 1);
                }
                Role::Copied | Role::Swapped | Role::Mark => {
                    self.push_typed(&self.shown.text[clip]);
                    self.last = None;
                }
            }
        }
    }

    fn is_broken(&self, node: Option<crate::wiki::tree::NodeId>) -> bool {
        node.is_some_and(|node| self.broken.binary_search(&node.index()).is_ok())
    }

    /// A source that follows what was kept, with what is hidden between the two.
    fn follow(&mut self, at: usize, source: Range<usize>, end: usize) {
        let start = match self.last {
            Some((here, there)) if here == at && there <= source.start => there,
            _ => source.start,
        };
        self.push_source(start..source.end);
        self.last = Some((end, source.end));
    }

    /// Takes a construct that begins with the piece `i`, is in `range` and was not touched, as it is in the source; where
    /// it ends in the generated text.
    fn kept_node(&mut self, i: usize, range: &Range<usize>) -> Option<usize> {
        let piece = &self.shown.pieces[i];
        let mut best = None;
        let mut node = piece.node.map(|node| node.index());
        while let Some(at) = node {
            let place = &self.shown.nodes[at];
            if place.kind != Kind::Text
                && let Some(whole) = &place.shown
            {
                if whole.start < piece.at.start
                    || whole.start < range.start
                    || whole.end > range.end
                {
                    break;
                }
                let is_kept = self.broken.binary_search(&at).is_err()
                    && !matches!(place.kind, Kind::TableRow | Kind::TableCell);
                if is_kept {
                    best = Some((whole.clone(), place.full.clone()));
                }
            }
            node = place.parent;
        }
        let (whole, full) = best?;
        self.follow(whole.start, full, whole.end);
        Some(whole.end)
    }

    /// A mark of a construct that kept all of its marks, and was changed between them.
    fn mark(&mut self, i: usize) {
        let piece = &self.shown.pieces[i];
        let Some(node) = piece.node else {
            return;
        };
        let place = self.shown.place(node);
        let Some(whole) = &place.shown else {
            return;
        };
        if piece.at.start == whole.start {
            self.follow(
                piece.at.start,
                place.full.start..place.inner.start,
                piece.at.end,
            );
        } else if piece.at.end == whole.end {
            let start = match self.last {
                Some((here, there)) if here == piece.at.start && there <= place.full.end => there,
                _ => place.inner.end,
            };
            self.push_source(start..place.full.end);
            self.last = Some((piece.at.end, place.full.end));
        } else if let Some((here, there)) = self.last
            && here == piece.at.start
        {
            // Between two parts: their source has it.
            self.last = Some((piece.at.end, there));
        }
    }
}
