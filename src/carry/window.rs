//! Windows: stretches of the generated text that are written anew, and the places of the source where they stand.

use std::ops::Range;

use super::hunk::Hunk;
use super::shown::{Piece, Role, Shown};
use crate::wiki::tree::Kind;

/// A stretch of the generated text, and of the target that takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Bytes of the generated text. It holds a construct with all of its marks, or none of them.
    pub shown: Range<usize>,
    /// The hunks in it.
    pub hunks: Vec<Hunk>,
    /// A node whose marks count as typed, by its place in the tree: all of a link is read anew where its text is its url.
    pub retyped: Option<usize>,
}

impl Window {
    /// The stretch of the target that takes its place.
    pub fn target(&self) -> Range<usize> {
        let (Some(first), Some(last)) = (self.hunks.first(), self.hunks.last()) else {
            return 0..0;
        };
        let start = first.edited.start - (first.shown.start - self.shown.start);
        let end = last.edited.end + (self.shown.end - last.shown.end);
        start..end
    }
}

/// The windows around some hunks, the smallest first: the hunks, the innermost construct, the line, the lines around.
pub fn windows(hunks: &[Hunk], shown: &Shown) -> Vec<Window> {
    let (Some(first), Some(last)) = (hunks.first(), hunks.last()) else {
        return Vec::new();
    };
    let exact = first.shown.start..last.shown.end;
    let mut ranges = vec![(closed(exact.clone(), shown), None)];
    if let Some((node, around)) = construct(&ranges[0].0, shown) {
        let around = closed(around, shown);
        ranges.push((around.clone(), None));
        ranges.push((around, Some(node)));
    }
    let line = lines(&exact, shown, 0);
    ranges.push((closed(line, shown), None));
    ranges.push((closed(lines(&exact, shown, 1), shown), None));
    let mut all: Vec<Window> = Vec::new();
    for (range, retyped) in ranges {
        let window = Window {
            shown: range,
            hunks: hunks.to_vec(),
            retyped,
        };
        if !all.contains(&window) {
            all.push(window);
        }
    }
    all
}

/// The stretch, and all of each construct of which it has a mark.
fn closed(mut range: Range<usize>, shown: &Shown) -> Range<usize> {
    // Each round takes in a construct that was cut, and there are few around a hunk.
    const MOST_ROUNDS: usize = 64;
    for _ in 0..MOST_ROUNDS {
        let mut wider = range.clone();
        for piece in shown.cut(&range) {
            match piece.role {
                Role::Copied => {}
                Role::Swapped if is_line_end(piece, shown) => {}
                Role::Swapped => {
                    wider = wider.start.min(piece.at.start)..wider.end.max(piece.at.end);
                }
                Role::Mark => {
                    let node = piece.node.map(|node| shown.place(node));
                    let whole = node.and_then(|place| place.shown.clone());
                    let whole = whole.unwrap_or(piece.at.clone());
                    wider = wider.start.min(whole.start)..wider.end.max(whole.end);
                }
            }
        }
        if wider == range {
            break;
        }
        range = wider;
    }
    range
}

/// Whether a piece is a line end of a text, of which a part can be kept.
fn is_line_end(piece: &Piece, shown: &Shown) -> bool {
    shown.text[piece.at.clone()]
        .bytes()
        .all(|byte| byte == b'\n')
}

/// The innermost construct with marks that holds more than the stretch.
fn construct(range: &Range<usize>, shown: &Shown) -> Option<(usize, Range<usize>)> {
    let piece = shown.behind(range.start).or(shown.before(range.start))?;
    let mut node = piece.node.map(|node| node.index());
    while let Some(at) = node {
        let place = &shown.nodes[at];
        if let Some(whole) = &place.shown
            && place.kind != Kind::Text
            && whole.start <= range.start
            && range.end <= whole.end
            && whole != range
        {
            return Some((at, whole.clone()));
        }
        node = place.parent;
    }
    None
}

/// The lines that the stretch is in, with `more` lines that are not empty on either side.
fn lines(range: &Range<usize>, shown: &Shown, more: usize) -> Range<usize> {
    let bytes = shown.text.as_bytes();
    let mut start = range.start;
    let mut left = more;
    loop {
        start = memchr::memrchr(b'\n', &bytes[..start]).map_or(0, |at| at + 1);
        if left == 0 || start == 0 {
            break;
        }
        start -= 1;
        if start > 0 && bytes[start - 1] != b'\n' {
            left -= 1;
        }
    }
    let mut end = range.end.max(range.start);
    let mut left = more;
    loop {
        end = memchr::memchr(b'\n', &bytes[end..]).map_or(bytes.len(), |at| end + at);
        if left == 0 || end == bytes.len() {
            break;
        }
        end += 1;
        if bytes.get(end).is_some_and(|&byte| byte != b'\n') {
            left -= 1;
        }
    }
    start..end
}

/// The stretches of the escaped source that a window can stand for: between what is in front of it and what is behind
/// it there may be source that shows nothing, which then goes or stays.
pub fn sources(window: &Range<usize>, shown: &Shown, source: &str) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut ends = Vec::new();
    let push = |list: &mut Vec<usize>, at: Option<usize>| {
        if let Some(at) = at.filter(|at| !list.contains(at) && source.is_char_boundary(*at)) {
            list.push(at);
        }
    };
    let (before, behind) = (
        edge_before(window.start, shown),
        edge_behind(window.start, shown),
    );
    if window.is_empty() {
        // One place; it is better at the end of what is there than in front of what follows.
        let mut places = Vec::new();
        push(&mut places, before.or((window.start == 0).then_some(0)));
        push(&mut places, behind.or(Some(source.len())));
        let mut all: Vec<Range<usize>> = places.iter().map(|&at| at..at).collect();
        if let [one, other] = places[..]
            && one < other
        {
            all.push(one..other);
        }
        return all;
    }
    push(&mut starts, behind);
    push(&mut starts, before.or((window.start == 0).then_some(0)));
    push(&mut ends, edge_before(window.end, shown));
    push(
        &mut ends,
        edge_behind(window.end, shown).or(Some(source.len())),
    );
    let mut all = Vec::new();
    for &start in &starts {
        for &end in &ends {
            if start <= end {
                all.push(start..end);
            }
        }
    }
    all
}

/// Where the source of what stands in front of `at` ends.
fn edge_before(at: usize, shown: &Shown) -> Option<usize> {
    let piece = shown.before(at)?;
    if at < piece.at.end {
        return Some(within(piece, at));
    }
    Some(match piece.role {
        Role::Copied | Role::Swapped => piece.source.end,
        Role::Mark => {
            let place = shown.place(piece.node?);
            let is_last = place.shown.as_ref().is_none_or(|whole| whole.end == at);
            if is_last {
                place.full.end
            } else {
                place.inner.start
            }
        }
    })
}

/// Where the source of what stands behind `at` begins.
fn edge_behind(at: usize, shown: &Shown) -> Option<usize> {
    let piece = shown.behind(at)?;
    if piece.at.start < at {
        return Some(within(piece, at));
    }
    Some(match piece.role {
        Role::Copied | Role::Swapped => piece.source.start,
        Role::Mark => {
            let place = shown.place(piece.node?);
            let is_first = place.shown.as_ref().is_none_or(|whole| whole.start == at);
            if is_first {
                place.full.start
            } else {
                place.inner.end
            }
        }
    })
}

/// The place in the source of a place within a piece.
fn within(piece: &Piece, at: usize) -> usize {
    match piece.role {
        Role::Copied => piece.source.start + (at - piece.at.start),
        // Half of a line end is no place of its own.
        Role::Swapped | Role::Mark => piece.source.end,
    }
}
