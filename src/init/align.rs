//! Lines up the words of generated Markdown with those of a page's copy: what stands between two of them is what the
//! exporter wrote there.
//!
//! The marks of the exporter may be unknown, but not the words of the source: both texts hold them, in one order.
//!
//! ```text
//! generated   see  **bone**  too
//! copy        see <b>bone</b> too
//! anchors     see    bone     too
//! ```

use std::collections::HashMap;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::ops::Range;

/// Most pairs of words that are compared one by one between two anchors.
const MOST_PAIRS: usize = 4096;

/// How many words in a row are compared in each pass: rare runs first.
const PASSES: [usize; 4] = [5, 3, 2, 1];

/// A word that both texts hold: its byte ranges in the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// In the generated text.
    pub generated: Range<usize>,
    /// In the copy.
    pub copy: Range<usize>,
}

/// A word with its place.
struct Word {
    place: Range<usize>,
    hash: u64,
}

/// The words that both texts hold in one order. Of `generated` only those count that lie in one of `texts`, which are
/// ascending byte ranges of it.
///
/// The time is linear in both, but for stretches of few words.
#[must_use]
pub fn anchors(
    generated: &str,
    texts: impl IntoIterator<Item = Range<usize>>,
    copy: &str,
) -> Vec<Anchor> {
    let mut old = Vec::new();
    for text in texts {
        words(generated, text, &mut old);
    }
    let mut new = Vec::new();
    words(copy, 0..copy.len(), &mut new);
    let mut pairs = Vec::new();
    pair(&old, &new, (0, 0), &PASSES, &mut pairs);
    let anchor = |(a, b): (usize, usize)| Anchor {
        generated: old[a].place.clone(),
        copy: new[b].place.clone(),
    };
    pairs.into_iter().map(anchor).collect()
}

/// Where the words of `texts` begin, which are ascending byte ranges of `text`.
#[must_use]
pub fn word_starts(text: &str, texts: impl IntoIterator<Item = Range<usize>>) -> Vec<usize> {
    let mut found = Vec::new();
    for range in texts {
        words(text, range, &mut found);
    }
    found.into_iter().map(|word| word.place.start).collect()
}

/// Appends the words of `text[range]`: runs of letters and digits.
fn words(text: &str, range: Range<usize>, into: &mut Vec<Word>) {
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut start = None;
    let mut end_word = |start: usize, end: usize| {
        into.push(Word {
            place: start..end,
            hash: hasher.hash_one(&text[start..end]),
        });
    };
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                end_word(from, at);
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    if let Some(from) = start {
        end_word(from, range.end);
    }
}

/// Appends pairs of equal words of `old` and `new`, which begin at the words `from` of the whole texts.
fn pair(
    old: &[Word],
    new: &[Word],
    from: (usize, usize),
    passes: &[usize],
    pairs: &mut Vec<(usize, usize)>,
) {
    let equal = |(a, b): &(&Word, &Word)| a.hash == b.hash;
    let head = old.iter().zip(new).take_while(equal).count();
    pairs.extend((0..head).map(|i| (from.0 + i, from.1 + i)));
    let (old, new) = (&old[head..], &new[head..]);
    let from = (from.0 + head, from.1 + head);
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(equal)
        .count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    inner(&old[..old_end], &new[..new_end], from, passes, pairs);
    pairs.extend((0..tail).map(|i| (from.0 + old_end + i, from.1 + new_end + i)));
}

fn inner(
    old: &[Word],
    new: &[Word],
    from: (usize, usize),
    passes: &[usize],
    pairs: &mut Vec<(usize, usize)>,
) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    if old.len() * new.len() <= MOST_PAIRS {
        common(old, new, from, pairs);
        return;
    }
    let Some((&run, later)) = passes.split_first() else {
        return;
    };
    let unique = ascending(unique_runs(old, new, run));
    let (mut at_old, mut at_new) = (0, 0);
    for (a, b) in unique {
        if a < at_old || b < at_new {
            continue;
        }
        pair(
            &old[at_old..a],
            &new[at_new..b],
            (from.0 + at_old, from.1 + at_new),
            later,
            pairs,
        );
        let length = old[a..]
            .iter()
            .zip(&new[b..])
            .take_while(|(a, b)| a.hash == b.hash)
            .count();
        pairs.extend((0..length).map(|i| (from.0 + a + i, from.1 + b + i)));
        (at_old, at_new) = (a + length, b + length);
    }
    pair(
        &old[at_old..],
        &new[at_new..],
        (from.0 + at_old, from.1 + at_new),
        later,
        pairs,
    );
}

/// Where runs of `run` words begin that each text holds once, by their place in `old`.
fn unique_runs(old: &[Word], new: &[Word], run: usize) -> Vec<(usize, usize)> {
    const SEVERAL: usize = usize::MAX;
    let hash = |words: &[Word]| {
        words.iter().fold(0u64, |hash, word| {
            hash.rotate_left(13).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ word.hash
        })
    };
    let mut places: HashMap<u64, (usize, usize)> = HashMap::with_capacity(old.len());
    for (at, words) in old.windows(run).enumerate() {
        places
            .entry(hash(words))
            .and_modify(|place| place.0 = SEVERAL)
            .or_insert((at, SEVERAL));
    }
    let mut seen: HashMap<u64, usize> = HashMap::new();
    for (at, words) in new.windows(run).enumerate() {
        let hash = hash(words);
        if let Some(place) = places.get_mut(&hash) {
            place.1 = at;
            *seen.entry(hash).or_default() += 1;
        }
    }
    let mut runs: Vec<_> = seen
        .into_iter()
        .filter(|&(_, times)| times == 1)
        .map(|(hash, _)| places[&hash])
        .filter(|&(old, _)| old != SEVERAL)
        .collect();
    runs.sort_unstable();
    runs
}

/// A longest choice of `pairs`, which are sorted by their first, in which the second ascends too.
fn ascending(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    // The pair that ends the best choice of each length, and what each pair follows in its choice.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; pairs.len()];
    for (i, &(_, new)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < new);
        before[i] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(i);
        } else {
            ends[length] = i;
        }
    }
    let mut chosen = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(i) = at {
        chosen.push(pairs[i]);
        at = before[i];
    }
    chosen.reverse();
    chosen
}

/// A longest common subsequence of few words.
fn common(old: &[Word], new: &[Word], from: (usize, usize), pairs: &mut Vec<(usize, usize)>) {
    let width = new.len() + 1;
    let mut lengths = vec![0u16; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            lengths[a * width + b] = if old[a].hash == new[b].hash {
                lengths[(a + 1) * width + b + 1] + 1
            } else {
                lengths[(a + 1) * width + b].max(lengths[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    while a < old.len() && b < new.len() {
        let here = lengths[a * width + b];
        if old[a].hash == new[b].hash {
            pairs.push((from.0 + a, from.1 + b));
            (a, b) = (a + 1, b + 1);
        } else if lengths[(a + 1) * width + b] == here {
            a += 1;
        } else {
            b += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lined_up<'t>(generated: &str, copy: &'t str) -> Vec<&'t str> {
        anchors(generated, std::iter::once(0..generated.len()), copy)
            .into_iter()
            .map(|anchor| {
                let word = &copy[anchor.copy];
                assert_eq!(&generated[anchor.generated], word);
                word
            })
            .collect()
    }

    #[test]
    fn words_are_found_whatever_is_around_them() {
        assert_eq!(
            lined_up("see  **bone**  too", "see <b>bone</b> too"),
            ["see", "bone", "too"]
        );
        assert_eq!(lined_up("a b", ""), [""; 0]);
        assert_eq!(lined_up("", "a b"), [""; 0]);
        assert_eq!(lined_up("Öl – gut", "gut"), ["gut"]);
    }

    #[test]
    fn only_the_words_of_texts_are_lined_up() {
        let found = anchors(
            "span red",
            std::iter::once(5..8),
            "<span class=red>red</span>",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].generated, 5..8);
    }

    #[test]
    fn long_texts_are_lined_up_by_rare_runs() {
        let words: Vec<String> = (0..3000).map(|i| format!("w{}", i * i % 9973)).collect();
        let generated = words.join(" ");
        let without = [&words[..1000], &words[1200..]].concat();
        let copy = without.join(" <i class=w5>");
        let found = anchors(&generated, std::iter::once(0..generated.len()), &copy);
        assert!(found.len() > 2000, "{}", found.len());
        assert!(
            found
                .windows(2)
                .all(|two| two[0].generated.end <= two[1].generated.start
                    && two[0].copy.end <= two[1].copy.start)
        );
    }
}
