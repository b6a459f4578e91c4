//! Telling copy, tree and source apart where a page quotes the headings of its own block.

use std::ops::Range;

use super::seams::{Found, Seam};
use super::{Parts, SOURCE_OPENS, Splits, TREE_OPENS};
use crate::render::escape::escaped_len;

/// How many ways are worth trying in which the tree looks like a dump: a page that quotes its own format has two or
/// three.
const LIKELY: usize = 16;

/// How many others are worth trying at least: those of a page whose tree was edited by hand besides.
const OTHERS: usize = 4;

/// How many bytes all of them may come to beyond that. A tree that holds a whole page in a url looks like no dump; of
/// pages of a common size, every way is tried.
const OTHERS_IN_ALL: usize = 4 * 1024 * 1024;

/// How many others are worth trying however short the page is.
const MOST_OTHERS: usize = 1024;

/// The ways to split what a block holds, by the seams of its file; there is at least one. `body` is the Markdown that
/// the page shows, which the copy most likely is.
pub fn splits(
    file: &[u8],
    inside: Range<usize>,
    seams: &[Found],
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
    for &tree in &trees {
        if likely.len() >= LIKELY {
            break;
        }
        let start = tree + TREE_OPENS.len();
        let first = sources.partition_point(|&source| source < start);
        let dump_ends = start + dump_end(&file[start..inside.end]);
        for &source in sources[first..].iter().take(LIKELY + most_others) {
            if source <= dump_ends {
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

/// Where in `text`, which begins with a dump, the first line stands that no dump holds.
///
/// Lines of a dump begin with a branch or a bar; values of attributes and urls may run over lines of their own.
fn dump_end(text: &[u8]) -> usize {
    let mut value = Value::None;
    let mut at = 0;
    for line in text.split(|&byte| byte == b'\n') {
        if line.starts_with(BRANCH) || line.starts_with(BAR) {
            value = Value::opened_by(line);
        } else if value == Value::None || value == Value::OfChild && line.is_empty() {
            return at;
        }
        at += line.len() + 1;
    }
    text.len()
}

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
            let opens = field.starts_with(b"url: `") && !closes;
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
