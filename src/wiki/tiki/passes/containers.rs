//! What holds lines: boxes and centred text.

use super::{BRACKET, Flow, Syntax, URL};

/// A box or a centred text: its markers and what is in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Container {
    /// First byte.
    pub start: usize,
    /// What is between the markers.
    pub inner: (usize, usize),
    /// One past the last byte.
    pub end: usize,
    /// Whether it is centred text; otherwise it is a box.
    pub is_centred: bool,
}

/// Boxes `^x^`, which cross lines, and centred texts `::x::`, which do not. Those that cross a box are text.
#[must_use]
pub fn containers(flow: &Flow, syntax: Syntax) -> Vec<Container> {
    let mut list = Vec::new();
    let mut mark = [0; 4];
    let mark = syntax.box_mark.encode_utf8(&mut mark).as_bytes();
    let boxes = pairs(flow, mark, |_, _| true);
    for &(open, close) in &boxes {
        list.push(Container {
            start: open,
            inner: (open + mark.len(), close),
            end: close + mark.len(),
            is_centred: false,
        });
    }
    let colons = &b":::"[..usize::from(syntax.centre_colons.clamp(2, 3))];
    let centred = pairs(flow, colons, |open, close| {
        memchr::memchr(b'\n', &flow.bytes[open..close]).is_none()
    });
    for (open, close) in centred {
        let end = close + colons.len();
        let inside = |at: usize| {
            let next = boxes.partition_point(|&(_, box_close)| box_close < at);
            boxes.get(next).filter(|found| found.0 < at)
        };
        let crosses = inside(open) != inside(close)
            || boxes
                .iter()
                .skip(boxes.partition_point(|found| found.0 < open))
                .take(1)
                .any(|found| found.0 < close && found.1 > close);
        if !crosses {
            list.push(Container {
                start: open,
                inner: (open + colons.len(), close),
                end,
                is_centred: true,
            });
        }
    }
    list.sort_by_key(|container| (container.start, std::cmp::Reverse(container.end)));
    list
}

/// Pairs of the same marker with at least a byte in between.
pub(super) fn pairs(
    flow: &Flow,
    marker: &[u8],
    fits: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let taken = URL | BRACKET;
    let mut list = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&flow.bytes[at..], marker) {
        at += length;
        if !flow.is_at(at, marker, taken) {
            at += 1;
            continue;
        }
        match open {
            Some(start) if at == start + marker.len() && marker.len() == 1 => open = Some(at),
            Some(start) if at == start + marker.len() => {
                // `:::x::`: the third colon is the first character of the text.
                at += 1;
                continue;
            }
            Some(start) if fits(start, at) => {
                list.push((start, at));
                open = None;
            }
            _ => open = Some(at),
        }
        at += marker.len();
    }
    list
}
