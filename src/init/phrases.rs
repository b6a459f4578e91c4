//! Which texts make an exporter leave something out: those that are in all it left out, and in nothing it kept.
//!
//! ```text
//! kept       The boats of the bay.
//! left out   {SQL(db=a)}{SQL}             {sql
//! left out   Pages with Bay in the title  in the title
//! left out   12 pages in the title
//! ```

use std::collections::{HashMap, HashSet};

/// Most words in a phrase.
const MOST_WORDS: usize = 4;
/// Most phrases that are compared; further texts give none.
const MOST_PHRASES: usize = 200_000;
/// Most characters that are no part of a word at the end of a phrase.
const MOST_BEHIND: usize = 3;

/// Texts of which each of `dropped` holds one and none of `kept` does; case does not count. They are in lower case.
/// Those that are in the most come first.
///
/// A text of `dropped` that holds nothing of its own gives none.
#[must_use]
pub fn telling(dropped: &[&str], kept: &[&str]) -> Vec<String> {
    let dropped: Vec<String> = dropped.iter().map(|text| text.to_lowercase()).collect();
    let kept: Vec<String> = kept.iter().map(|text| text.to_lowercase()).collect();
    let mut phrases: HashMap<&str, Vec<u32>> = HashMap::new();
    for (number, text) in (0..).zip(&dropped) {
        if phrases.len() > MOST_PHRASES {
            break;
        }
        each_phrase(text, |phrase| {
            let texts = phrases.entry(phrase).or_default();
            if texts.last() != Some(&number) {
                texts.push(number);
            }
        });
    }
    for text in &kept {
        each_phrase(text, |phrase| {
            phrases.remove(phrase);
        });
    }
    let mut phrases: Vec<(&str, Vec<u32>)> = phrases.into_iter().collect();
    phrases.sort_unstable_by(|a, b| order(a.0).cmp(&order(b.0)));
    let mut uncovered: HashSet<u32> = (0..dropped.len() as u32).collect();
    let mut told = Vec::new();
    while !uncovered.is_empty() {
        let covers =
            |texts: &Vec<u32>| texts.iter().filter(|text| uncovered.contains(text)).count();
        // The first of those that cover the most; what covers nothing any more is not looked at again.
        let mut best: Option<(usize, usize)> = None;
        phrases.retain(|(_, texts)| covers(texts) > 0);
        for (place, (_, texts)) in phrases.iter().enumerate() {
            let count = covers(texts);
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((place, count));
            }
        }
        let Some((place, _)) = best else {
            break;
        };
        let (phrase, texts) = phrases.remove(place);
        // A phrase is words; as a text it may be in the middle of one.
        if kept.iter().any(|text| text.contains(phrase)) {
            continue;
        }
        let phrase = widest(phrase, &texts, &phrases);
        for (number, text) in (0..).zip(&dropped) {
            if text.contains(phrase) {
                uncovered.remove(&number);
            }
        }
        told.push(phrase.to_owned());
    }
    told
}

/// The longest phrase around `phrase` that is in the same `texts`. A short one could be in a text that somebody writes
/// tomorrow, which would then be left out: `in the title` is better than `in`. The opener of a plugin stays alone, for
/// its arguments differ.
fn widest<'t>(phrase: &'t str, texts: &[u32], phrases: &[(&'t str, Vec<u32>)]) -> &'t str {
    if phrase.starts_with('{') {
        return phrase;
    }
    let around = phrases
        .iter()
        .filter(|(other, others)| others == texts && other.contains(phrase))
        .map(|(other, _)| *other);
    // What is behind the last word is no part of it, unless it tells.
    let words = |text: &str| text.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    around
        .chain([phrase])
        .max_by_key(|text| (words(text), std::cmp::Reverse(text.len())))
        .filter(|widest| words(widest) > words(phrase))
        .unwrap_or(phrase)
}

/// Openers of plugins come first, then long runs of words over short ones, then what is shorter.
fn order(phrase: &str) -> (bool, usize, &str) {
    (!phrase.starts_with('{'), phrase.len(), phrase)
}

/// Hands out the phrases of a text in lower case: up to four words in a row of one line with what is between them, and
/// the same with what is behind them; of a plugin also its opener.
fn each_phrase<'t>(text: &'t str, mut phrase: impl FnMut(&'t str)) {
    for line in text.split('\n') {
        let words: Vec<(usize, usize)> = words(line);
        for first in 0..words.len() {
            let start = words[first].0;
            if line[..start].ends_with('{') {
                phrase(&line[start - 1..words[first].1]);
            }
            for last in first..words.len().min(first + MOST_WORDS) {
                let end = words[last].1;
                phrase(&line[start..end]);
                let next = words.get(last + 1).map_or(line.len(), |word| word.0);
                let behind = &line[end..next];
                if !behind.is_empty() && behind.chars().count() <= MOST_BEHIND {
                    phrase(&line[start..next]);
                }
            }
        }
    }
}

/// Where the words of a line are.
fn words(line: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices() {
        match (c.is_alphanumeric() || c == '\'', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, at));
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    words.extend(start.map(|from| (from, line.len())));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_left_out_hold_is_told() {
        let kept = [
            "The boats of the bay.",
            "the title is long",
            "Bay - a title",
        ];
        let dropped = [
            "{SQL(db=a)}{SQL}",
            "Pages with Bay in the title",
            "12 pages in the Title",
            "x {sql(db=b)}",
        ];
        assert_eq!(telling(&dropped, &kept), ["{sql", "in the title"]);
    }

    #[test]
    fn what_is_behind_words_counts() {
        let dropped = ["Harbour - new", "Harbour - old", "Harbour - gull"];
        let kept = ["Harbour is new", "old gull"];
        assert_eq!(telling(&dropped, &kept), ["harbour - "]);
    }

    #[test]
    fn what_holds_nothing_of_its_own_is_left_over() {
        assert_eq!(telling(&["a b"], &["a b"]), [""; 0]);
        assert_eq!(telling(&[], &["a"]), [""; 0]);
    }
}
