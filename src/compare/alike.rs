//! Pages whose texts are alike: a page that was renamed and edited in one commit is still one page.
//!
//! Each text is sketched by the least hashes of its runs of three words. Of two texts that have nine of ten runs in
//! common, about nine of ten entries are equal.

use std::collections::{HashMap, HashSet};
use std::hash::Hasher as _;

use super::fnv::Fnv;
use super::pages::Pairs;
use super::units::words;

/// Entries of a sketch.
const ENTRIES: usize = 32;

/// So many entries are equal in texts that are alike.
const LEAST: usize = 20;

/// A text of fewer runs is like none: a few words that many pages share would decide.
const LEAST_RUNS: usize = 8;

/// An entry that more pages share is that of a text which many pages hold.
const MOST_SHARED: usize = 16;

/// What a text is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch([u64; ENTRIES]);

impl Sketch {
    /// The sketch of a text; `None` where it is too short to be like another.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let mut least = [u64::MAX; ENTRIES];
        let mut runs = 0;
        let (mut first, mut second) = (None, None);
        for word in words(text) {
            if let (Some(first), Some(second)) = (first, second) {
                runs += 1;
                let run = hash([first, second, word]);
                for (entry, least) in least.iter_mut().enumerate() {
                    *least = mixed(run, entry).min(*least);
                }
            }
            (first, second) = (second, Some(word));
        }
        (runs >= LEAST_RUNS).then_some(Self(least))
    }
}

fn hash(run: [&str; 3]) -> u64 {
    let mut fnv = Fnv::default();
    for word in run {
        fnv.write(word.as_bytes());
        fnv.write(b" ");
    }
    fnv.finish()
}

/// Another hash of a run for each entry of a sketch.
fn mixed(run: u64, entry: usize) -> u64 {
    let odd = (entry as u64)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(1)
        | 1;
    let mixed = (run ^ (run >> 31)).wrapping_mul(odd);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// Pairs pages that are gone with pages that came, where each is the one that the other is most like.
pub fn pair(gone: &[(usize, Sketch)], came: &[(usize, Sketch)], pairs: &mut Pairs) {
    let mut shared: HashMap<(usize, u64), Vec<usize>> = HashMap::new();
    for (place, sketch) in gone {
        for (entry, least) in sketch.0.iter().enumerate() {
            let pages = shared.entry((entry, *least)).or_default();
            if pages.len() <= MOST_SHARED {
                pages.push(*place);
            }
        }
    }
    let mut alike: Vec<(usize, usize, usize)> = Vec::new();
    for (place, sketch) in came {
        let mut equal: HashMap<usize, usize> = HashMap::new();
        for (entry, least) in sketch.0.iter().enumerate() {
            let pages = shared.get(&(entry, *least));
            let few = pages.filter(|pages| pages.len() <= MOST_SHARED);
            for page in few.into_iter().flatten() {
                *equal.entry(*page).or_default() += 1;
            }
        }
        let enough = equal.into_iter().filter(|(_, equal)| *equal >= LEAST);
        alike.extend(enough.map(|(before, equal)| (before, *place, equal)));
    }
    let of_gone = Best::of(alike.iter().map(|&(before, _, equal)| (before, equal)));
    let of_came = Best::of(alike.iter().map(|&(_, after, equal)| (after, equal)));
    alike.retain(|&(before, after, equal)| {
        of_gone.is_alone(before, equal) && of_came.is_alone(after, equal)
    });
    for &(before, after, _) in &alike {
        pairs.both.push((before, after));
    }
    pairs.both.sort_unstable_by_key(|(_, after)| *after);
    let paired: HashSet<usize> = alike.iter().map(|(before, _, _)| *before).collect();
    pairs.gone.retain(|place| !paired.contains(place));
    let paired: HashSet<usize> = alike.iter().map(|(_, after, _)| *after).collect();
    pairs.came.retain(|place| !paired.contains(place));
}

/// The most equal entries that a page has with any other, and with how many it has so many.
struct Best(HashMap<usize, (usize, usize)>);

impl Best {
    fn of(alike: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut best: HashMap<usize, (usize, usize)> = HashMap::new();
        for (place, equal) in alike {
            let known = best.entry(place).or_default();
            match equal.cmp(&known.0) {
                std::cmp::Ordering::Greater => *known = (equal, 1),
                std::cmp::Ordering::Equal => known.1 += 1,
                std::cmp::Ordering::Less => {}
            }
        }
        Self(best)
    }

    fn is_alone(&self, place: usize, equal: usize) -> bool {
        self.0.get(&place) == Some(&(equal, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketches(texts: &[String]) -> Vec<(usize, Sketch)> {
        let sketch = |text: &String| Sketch::of(text).expect("long enough");
        texts.iter().map(sketch).enumerate().collect()
    }

    fn text(words: std::ops::Range<usize>) -> String {
        words
            .map(|n| format!("word{n}"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn pairs(gone: &[String], came: &[String]) -> Pairs {
        let mut pairs = Pairs {
            both: Vec::new(),
            gone: (0..gone.len()).collect(),
            came: (0..came.len()).collect(),
        };
        pair(&sketches(gone), &sketches(came), &mut pairs);
        pairs
    }

    #[test]
    fn an_edited_page_is_the_one_that_it_is_like() {
        let gone = [text(0..100), text(200..300), text(400..500)];
        let came = [
            text(600..700),
            text(200..310),
            format!("new words {}", text(0..98)),
        ];
        let pairs = pairs(&gone, &came);
        assert_eq!(pairs.both, [(1, 1), (0, 2)]);
        assert_eq!((pairs.gone, pairs.came), (vec![2], vec![0]));
    }

    #[test]
    fn of_two_pages_that_are_alike_none_is_the_one() {
        let gone = [text(0..100), text(0..100)];
        assert_eq!(pairs(&gone, &[text(0..100)]).both, []);
        assert_eq!(pairs(&[text(0..100)], &gone).both, []);
        assert_eq!(
            pairs(&[text(0..100)], &[text(50..150)]).both,
            [],
            "half of it"
        );
        assert_eq!(Sketch::of("one two three four"), None);
    }
}
