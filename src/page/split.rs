//! Telling copy, tree and source apart where a page quotes the headings of its own block.

use std::ops::Range;

use super::seams::{Seam, SeamPlace};
use super::{Parts, SOURCE_OPENS, Splits, TREE_OPENS};
use crate::page::escape::escaped_len;

/// The most splits that are tried among those whose tree part looks like a dump. A page that quotes its own format has
/// two or three of them.
const LIKELY: usize = 16;

/// The number of other splits that are always tried: a hand may have edited the tree.
const OTHERS: usize = 4;

/// The bytes of all other splits that are tried beyond that. The tree part of a page with a whole page in a url looks
/// like no dump. For a page of a common size, every split is tried.
const OTHERS_IN_ALL: usize = 4 * 1024 * 1024;

/// The most other splits that are tried, however short the page is.
const MOST_OTHERS: usize = 1024;

/// The ways to split what a block holds, by the seams of its file; there is at least one. `body` is the Markdown that
/// the page shows, which the copy most likely is.
pub fn splits(
    file: &[u8],
    inside: Range<usize>,
    seams: &[SeamPlace],
    body: Option<Range<usize>>,
) -> Splits {
    let places = |seam| -> Vec<usize> {
        seams
            .iter()
            .filter(|found| found.seam == seam)
            .filter(|found| inside.start <= found.start && found.end <= inside.end)
            .map(|found| found.start)
            .collect()
    };
    let (mut trees, sources) = (places(Seam::Tree), places(Seam::Source));
    if let ([tree], [source]) = (&*trees, &*sources) {
        return Splits::One(parts(&inside, *tree, *source));
    }
    let copied = body.map(|body| inside.start + escaped_len(&file[body]));
    trees.sort_by_key(|&tree| Some(tree) != copied);
    let most_others = (OTHERS_IN_ALL / inside.len().max(1)).clamp(OTHERS, MOST_OTHERS);
    let mut likely = Vec::new();
    let mut others = Vec::new();
    // What follows a heading may look like a dump to the end of the file, and that for every heading.
    let mut to_look_at = inside.len().saturating_mul(LIKELY);
    for &tree in &trees {
        if likely.len() >= LIKELY || to_look_at == 0 {
            break;
        }
        let start = tree + TREE_OPENS.len();
        let first = sources.partition_point(|&source| source < start);
        let sources = &sources[first..];
        let (mut ends, stop) = dump_ends(&file[start..inside.end], start, sources);
        to_look_at = to_look_at.saturating_sub(stop - start);
        // What looks like a dump should end where the source begins. Where it goes on, the heading may be part of it.
        if sources.len() > 1 && ends.len() == 1 && ends[0] != stop {
            ends.clear();
        }
        for &source in sources.iter().take(LIKELY + most_others) {
            if ends.binary_search(&source).is_ok() {
                likely.push(parts(&inside, tree, source));
            } else if others.len() < most_others {
                others.push(parts(&inside, tree, source));
            }
        }
    }
    likely.truncate(LIKELY);
    Splits::Several { likely, others }
}

fn parts(inside: &Range<usize>, tree: usize, source: usize) -> Parts {
    Parts {
        copy: inside.start..tree,
        tree: tree + TREE_OPENS.len()..source,
        source: source + SOURCE_OPENS.len()..inside.end,
    }
}

/// Those of `places` at which the dump may end that `text` begins with; `text` stands at byte `start`.
///
/// Lines of a dump begin with a branch or a bar; values of attributes and urls may run over lines of their own, and a
/// url is not over before its quote is. Also, where the last line ends that a dump may hold.
fn dump_ends(text: &[u8], start: usize, places: &[usize]) -> (Vec<usize>, usize) {
    let mut ends = Vec::new();
    let mut places = places.iter().copied().peekable();
    let mut reaches = |end: usize, is_complete: bool| {
        while let Some(place) = places.next_if(|&place| place <= start + end) {
            if place == start + end && is_complete {
                ends.push(place);
            }
        }
    };
    reaches(0, true);
    let mut value = Value::None;
    let mut in_url = false;
    let mut is_bare = false;
    let mut at = 0;
    for line in text.split(|&byte| byte == b'\n') {
        let is_closed = if line.starts_with(BRANCH) || line.starts_with(BAR) {
            value = Value::opened_by(line);
            let field = without_bars(line);
            let url = field.strip_prefix(URL);
            in_url = url.is_some();
            // What the link shows follows its url, unless it shows nothing.
            if !in_url {
                is_bare = field == NOTHING_INSIDE;
            }
            url.is_none_or(|url| is_bare && url.ends_with(b"`"))
        } else if value == Value::None || value == Value::OfChild && line.is_empty() {
            break;
        } else {
            !in_url || is_bare && line.ends_with(b"`")
        };
        at += line.len();
        reaches(at, is_closed);
        at += 1;
    }
    (ends, start + at.saturating_sub(1))
}

/// A line of a dump without what is in front of its field.
fn without_bars(mut line: &[u8]) -> &[u8] {
    while let Some(rest) = line.strip_prefix(BAR) {
        line = rest;
    }
    line
}

const URL: &[u8] = b"url: `";

/// The line in front of the url of a link that shows nothing.
const NOTHING_INSIDE: &[u8] = b"inner_content: ``";
const BRANCH: &[u8] = "├── ".as_bytes();
const BAR: &[u8] = "│   ".as_bytes();

/// Whether a line of a dump may be followed by more lines of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    /// It may not.
    None,
    /// It may, but by no empty one: inside children those are dropped.
    OfChild,
    /// It may, by any.
    OfTop,
}

impl Value {
    fn opened_by(line: &[u8]) -> Self {
        // The fields that can end a dump and are not attributes: all of them are closed.
        const LAST: [&[u8]; 4] = [
            b"full_match: `",
            b"inner_content: `",
            b"repetitions: `",
            b"had_space: `",
        ];
        let Some(field) = line.strip_prefix(BAR) else {
            return Value::None;
        };
        let closes = field.ends_with(b"`");
        let Some(field) = field.strip_prefix(BAR) else {
            let opens = field
                .strip_prefix(URL)
                .is_some_and(|url| !url.ends_with(b"`"));
            return if opens { Value::OfTop } else { Value::None };
        };
        if field.starts_with(BAR) || field.starts_with(BRANCH) {
            return Value::OfChild;
        }
        // Attributes at the top stand where the fields of children do.
        if closes && LAST.iter().any(|last| field.starts_with(last)) {
            return Value::None;
        }
        Value::OfTop
    }
}
