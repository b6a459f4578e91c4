//! `~~red:x~~`: across lines, the inner ones first, and no `~` in between.
//!
//! Tiki goes over the text again and again, until it finds no more. Each time it goes from left to right, and a `~~` that
//! opens a colour which ends does not close one:
//!
//! ```text
//! ~~red:a~~ b: c ~~blue:d~~      the second marker opens ` b: c ~~`, so it closes nothing yet
//! ~~red:a~~ b: c <blue>d</>      it opens nothing now
//! <red>a</> b: c <blue>d</>
//! ```
//!
//! Here each time only those openers are looked at again beside which something has changed, so the work grows as the
//! text.

use super::super::flow::{ATOM, Does, Flow, Style, USED};

/// How deep colours nest; a deeper one is text.
const MOST_COLOURS: usize = 16;

/// A run of `~` between two texts. Its first two close what the run in front opens, its last two open.
struct Run {
    start: usize,
    end: usize,
    /// How many of its first bytes close something.
    closing: usize,
    /// Whether its last two open something.
    is_open: bool,
    /// Where the head ends that stands behind it: behind its colon.
    head_end: Option<usize>,
    /// The run in front of it of which something is left, and the one behind it.
    before: Option<usize>,
    next: Option<usize>,
}

impl Run {
    fn left(&self) -> usize {
        self.end - self.start - self.closing - if self.is_open { 2 } else { 0 }
    }
}

/// A colour.
struct Pair {
    /// The run that opens it.
    open: usize,
    /// Where its closer is.
    at: usize,
}

/// Finds the colours.
pub fn colours(flow: &mut Flow) {
    let mut runs = runs(flow);
    let mut pairs = Vec::new();
    let mut openers: Vec<usize> = (0..runs.len()).collect();
    while !openers.is_empty() {
        let mut again = Vec::new();
        for open in openers {
            let Some(close) = closer(&runs, open) else {
                continue;
            };
            let at = runs[close].start + runs[close].closing;
            pairs.push(Pair { open, at });
            runs[open].is_open = true;
            runs[close].closing += 2;
            for spent in [open, close] {
                leave_out(&mut runs, spent);
            }
            let before = runs[open].before;
            again.extend(before);
            again.extend(before.and_then(|before| runs[before].before));
        }
        again.sort_unstable();
        again.dedup();
        openers = again;
    }
    mark(flow, &runs, pairs);
}

/// The runs of `~` that no earlier pass has used.
fn runs(flow: &Flow) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'~', &flow.bytes[at..]) {
        let start = at + length;
        let is_free = |i: &usize| flow.bytes[*i] == b'~' && flow.state[*i] & (USED | ATOM) == 0;
        let end = start + (start..flow.len()).take_while(is_free).count();
        at = end.max(start + 1);
        if end == start {
            continue;
        }
        let number = runs.len();
        if let Some(last) = runs.last_mut() {
            last.next = Some(number);
        }
        let before = number.checked_sub(1);
        runs.push(Run {
            start,
            end,
            closing: 0,
            is_open: false,
            head_end: head_end(flow, end),
            before,
            next: None,
        });
    }
    runs
}

/// Where a head ends that begins at `at`, behind its colon: `red:`, `red,blue:`.
fn head_end(flow: &Flow, at: usize) -> Option<usize> {
    let mut ground = None;
    for i in at..flow.len() {
        let is_text = flow.state[i] & (USED | ATOM) == 0;
        match flow.bytes[i] {
            _ if !is_text => return None,
            b'~' => return None,
            b':' => {
                let last_start = ground.map_or(at, |comma| comma + 1);
                return (i > last_start).then_some(i + 1);
            }
            b',' if ground.is_none() && i > at => ground = Some(i),
            b',' if ground.is_none() => return None,
            _ => {}
        }
    }
    None
}

/// The run that closes what `open` opens, as things are.
fn closer(runs: &[Run], open: usize) -> Option<usize> {
    if !opens(runs, open) {
        return None;
    }
    let close = runs[open].next?;
    let goes_on = runs[close].left() == 2 && opens(runs, close);
    (!goes_on).then_some(close)
}

/// Whether a colour begins behind this run, and there is a `~~` behind its text.
fn opens(runs: &[Run], run: usize) -> bool {
    let Run {
        is_open,
        head_end,
        next,
        ..
    } = runs[run];
    !is_open
        && head_end.is_some()
        && runs[run].left() >= 2
        && next.is_some_and(|next| runs[next].left() >= 2)
}

/// Takes a run of which nothing is left out of the row.
fn leave_out(runs: &mut [Run], spent: usize) {
    if runs[spent].left() > 0 {
        return;
    }
    let Run { before, next, .. } = runs[spent];
    if let Some(before) = before {
        runs[before].next = next;
    }
    if let Some(next) = next {
        runs[next].before = before;
    }
}

/// Marks the pairs, but for those that are too deep.
fn mark(flow: &mut Flow, runs: &[Run], mut pairs: Vec<Pair>) {
    let place = |pair: &Pair| runs[pair.open].end - 2;
    pairs.sort_unstable_by_key(place);
    // Where the pairs end that are open at this place.
    let mut open: Vec<usize> = Vec::new();
    for pair in &pairs {
        let place = place(pair);
        while open.last().is_some_and(|end| *end <= place) {
            open.pop();
        }
        let Some(head_end) = runs[pair.open]
            .head_end
            .filter(|_| open.len() < MOST_COLOURS)
        else {
            continue;
        };
        open.push(pair.at);
        let head = (flow.place(place + 2), flow.place_behind(head_end - 1));
        flow.mark(place, head_end - place, Does::Open(Style::Colour, head));
        flow.mark(pair.at, 2, Does::Close(place));
    }
}
