//! Telling copy, tree and source apart where a page quotes the headings of its own block.

use std::ops::Range;

use memchr::memmem;

use super::{Parts, SOURCE_OPENS, Splits, TREE_OPENS};

/// How many ways are worth trying: a page that quotes its own format has two or three.
const MOST: usize = 16;

/// The ways to split what a block holds; there is at least one.
pub fn splits(file: &[u8], inside: Range<usize>) -> Splits {
    let seams = |seam: &str| -> Vec<usize> {
        overlapping(&file[inside.clone()], seam.as_bytes())
            .map(|at| inside.start + at)
            .collect()
    };
    let (trees, sources) = (seams(TREE_OPENS), seams(SOURCE_OPENS));
    if let ([tree], [source]) = (&*trees, &*sources) {
        return Splits::One(parts(&inside, *tree, *source));
    }
    let mut likely = Vec::new();
    let mut others = Vec::new();
    for &tree in trees.iter().take(4 * MOST) {
        let start = tree + TREE_OPENS.len();
        let first = sources.partition_point(|&source| source < start);
        let end = sources.get(first).map_or(start, |&source| source);
        let dump_ends = dump_end(&file[start..end]).map_or(end, |length| start + length);
        for &source in sources[first..].iter().take(MOST) {
            let list = if source <= dump_ends {
                &mut likely
            } else {
                &mut others
            };
            list.push(parts(&inside, tree, source));
        }
    }
    likely.truncate(MOST);
    others.truncate(MOST);
    Splits::Several { likely, others }
}

fn parts(inside: &Range<usize>, tree: usize, source: usize) -> Parts {
    Parts {
        copy: inside.start..tree,
        tree: tree + TREE_OPENS.len()..source,
        source: source + SOURCE_OPENS.len()..inside.end,
    }
}

/// Every place of `seam`, those that begin within another included.
fn overlapping<'h>(text: &'h [u8], seam: &'h [u8]) -> impl Iterator<Item = usize> + 'h {
    let finder = memmem::Finder::new(seam);
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + finder.find(&text[from..])?;
        from = at + 1;
        Some(at)
    })
}

/// Where in `tree` the first line stands that no dump holds, or `None` where all of it may be one.
///
/// Lines of a dump begin with a branch or a bar; values of arguments and urls may run over lines of their own.
fn dump_end(tree: &[u8]) -> Option<usize> {
    let mut in_value = false;
    let mut at = 0;
    if tree.is_empty() {
        return None;
    }
    for line in tree.split(|&byte| byte == b'\n') {
        let own = line.starts_with("├── ".as_bytes()) || line.starts_with("│   ".as_bytes());
        if own {
            in_value = memmem::find(line, b": ").is_some() && !line.ends_with(b"`");
        } else if !in_value {
            return Some(at);
        }
        at += line.len() + 1;
    }
    None
}
