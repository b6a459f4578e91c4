//! The pages that are learned from: some of them, spread over the site, for a site may be larger than memory.

use std::path::PathBuf;

use super::Read;

use crate::page::dumped::{SourceBefore, source_before};
use crate::page::escape::unescape;
use crate::page::lines::View;
use crate::page::{self, File, Splits};
use crate::wiki::source;

/// Most pages in a sample.
const MOST_PAGES: usize = 400;
/// Most bytes of all pages in a sample.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// One page as far as learning needs it.
#[derive(Debug)]
pub struct Sample {
    /// Its place in the list of files.
    pub file: usize,
    /// The wiki text that the page was last generated from, with LF line ends: where somebody edited the source since, that
    /// is what the dump shows.
    pub source: String,
    /// The Markdown that was generated from it, taken from the copy.
    pub copy: String,
    /// The escaped dump of its tree.
    pub tree: String,
    /// The style of its block.
    pub style: String,
    /// The categories that its front matter names.
    pub categories: Vec<String>,
}

/// Reads the pages of a sample: of `files` those that `wanted` lists, the first of them that fit in.
///
/// Each is looked at, so what is larger than the room that is left is left out, and smaller ones follow.
pub fn take(
    files: &[PathBuf],
    wanted: impl IntoIterator<Item = usize>,
    read: &Read<'_>,
) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut left = MOST_BYTES;
    let mut misses = 0;
    for place in wanted {
        if samples.len() >= MOST_PAGES || misses >= MOST_PAGES {
            break;
        }
        let Some(sample) = read(&files[place]).and_then(|file| Sample::of(place, &file)) else {
            continue;
        };
        let bytes = sample.bytes();
        if bytes > left && !samples.is_empty() {
            misses += 1;
            continue;
        }
        left = left.saturating_sub(bytes);
        samples.push(sample);
    }
    samples
}

/// The numbers below `count`, each once, so that any number of the first ones is spread over all.
///
/// ```text
/// 10      0 7 4 1 8 5 2 9 6 3
/// ```
pub fn spread(count: usize) -> impl Iterator<Item = usize> {
    let golden = count * 618 / 1000;
    let step = (golden.max(1)..count.max(2))
        .find(|&step| coprime(step, count))
        .unwrap_or(1);
    (0..count).scan(0, move |at, _| {
        let here = *at;
        *at = (here + step) % count;
        Some(here)
    })
}

fn coprime(a: usize, b: usize) -> bool {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a == 1
}

impl Sample {
    /// What can be learned from a file; `None` where it carries no whole source.
    #[must_use]
    pub fn of(place: usize, file: &[u8]) -> Option<Self> {
        let view = View::with_lf(file);
        let File::Page(page) = page::read(&view.text) else {
            return None;
        };
        let parts = match page.splits(&view.text) {
            Splits::One(parts) => parts,
            Splits::Several { likely, others } => likely.into_iter().chain(others).next()?,
        };
        let text = |range: std::ops::Range<usize>| std::str::from_utf8(&view.text[range]).ok();
        let mut source = String::new();
        let written = text(parts.source)?;
        source::read_escaped(written, source::Lines::AsWritten, &mut source);
        let tree = text(parts.tree)?;
        let mut trimmed = String::new();
        source::read_escaped(written, source::Lines::Trimmed, &mut trimmed);
        if let SourceBefore::Other(before) = source_before(tree, &[&source, &trimmed]) {
            source = before;
        }
        Some(Self {
            file: place,
            source,
            copy: unescape(text(parts.copy)?).into_owned(),
            tree: tree.to_owned(),
            style: text(page.style.clone())?.to_owned(),
            categories: text(page.front_matter.range.clone()).map_or_else(Vec::new, categories),
        })
    }

    fn bytes(&self) -> usize {
        self.source.len() + self.copy.len() + self.tree.len()
    }
}

/// The names below `categories` of a front matter in simple YAML or TOML. It is a hint only, so what is written in other
/// ways is left out.
fn categories(front_matter: &str) -> Vec<String> {
    let unquoted = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
    let mut names = Vec::new();
    let mut inside = false;
    for line in front_matter.lines() {
        if let Some(rest) = line.strip_prefix("categories") {
            let rest = rest.trim_start().trim_start_matches([':', '=']).trim();
            inside = rest.is_empty();
            if let Some(list) = rest.strip_prefix('[') {
                names.extend(list.trim_end_matches(']').split(',').map(unquoted));
            }
        } else if let Some(name) = line.trim_start().strip_prefix("- ").filter(|_| inside) {
            names.push(unquoted(name));
        } else {
            inside = false;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_first_ones_are_spread_over_all() {
        for count in [0, 1, 2, 3, 10, 97, 1000] {
            let mut all: Vec<usize> = spread(count).collect();
            if count == 1000 {
                assert!(
                    all[..10].iter().any(|&place| place > 900),
                    "{:?}",
                    &all[..10]
                );
            }
            all.sort_unstable();
            assert_eq!(all, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn simple_front_matter_names_categories() {
        let yaml =
            "---\ntitle: a\ncategories:\n  - \"Boats - small\"\n  - Birds\ntags:\n  - no\n---\n";
        assert_eq!(categories(yaml), ["Boats - small", "Birds"]);
        assert_eq!(categories("categories: [a, 'b c']"), ["a", "b c"]);
        assert_eq!(categories("+++\ncategories = [\"a\"]\n+++"), ["a"]);
        assert_eq!(categories(""), [""; 0]);
    }
}
