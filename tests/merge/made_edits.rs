//! Edits as people make them, of wiki text and of bodies, each from a seed; and what must not be lost of them.

use std::collections::BTreeMap;

use fastrand::Rng;

use crate::edits::{Body, KINDS};
use crate::pages;

/// The kinds of edits of a body that nearly all can be told as wiki text; the others are for `tests/carry`.
const GROUPS: [&str; 7] = [
    "typo",
    "word",
    "number",
    "sentence",
    "paragraph",
    "item",
    "heading",
];

/// The wiki text of a page: 3 to 30 blocks, which makes pages of up to 60 KB.
pub fn source(rng: &mut Rng) -> String {
    pages::page(rng, 30, "\n")
}

/// Edits the wiki text in one place, or in up to `most`.
pub fn edit_source(text: &str, most: usize, rng: &mut Rng) -> String {
    let mut edited = text.to_owned();
    for _ in 0..rng.usize(1..=most) {
        edited = edit_once(&edited, rng);
    }
    edited
}

/// Edits a body in one place, or in up to `most`; `None` where none of the kinds fits.
pub fn edit_body(body: &str, most: usize, rng: &mut Rng) -> Option<String> {
    let kinds: Vec<_> = KINDS
        .iter()
        .filter(|kind| GROUPS.contains(&kind.group))
        .collect();
    let mut edited = body.to_owned();
    for _ in 0..rng.usize(1..=most) {
        let kind = kinds[rng.usize(..kinds.len())];
        if let Some(text) = (kind.edit)(&Body::new(&edited), rng) {
            edited = text;
        }
    }
    (edited != body).then_some(edited)
}

fn edit_once(text: &str, rng: &mut Rng) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    // Paragraphs, items and headings, as they come.
    let opens = |c: char| c.is_alphabetic() || c == '*' || c == '#' || c == '!';
    let worded: Vec<usize> = (0..lines.len())
        .filter(|&i| lines[i].contains(' ') && lines[i].starts_with(opens))
        .collect();
    let line = match worded.is_empty() {
        true => rng.usize(..lines.len()),
        false => worded[rng.usize(..worded.len())],
    };
    let is_prose = lines[line].starts_with(char::is_alphabetic);
    let mut new: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
    let mut words: Vec<&str> = lines[line].split(' ').collect();
    // The first word of an item or a heading may hold its marks.
    let at = rng.usize(usize::from(words.len() > 1)..words.len());
    let fresh = pages::sentence(rng);
    let word = ["copper", "lantern", "seldom", "twelve", "harbours"][rng.usize(..5)];
    match rng.u8(0..10) {
        0..=3 => words[at] = word,
        4 => words.insert(at, word),
        5 if words.len() > 3 => {
            words.remove(at);
        }
        6 if is_prose => words.push(&fresh),
        7 if is_prose => {
            new.insert(line, fresh);
            new.insert(line + 1, String::new());
            return new.join("\n");
        }
        8 if lines.len() > 6 => {
            new.remove(line);
            return new.join("\n");
        }
        _ => {
            let digits: String = lines[line]
                .chars()
                .map(|c| if c.is_ascii_digit() { '7' } else { c })
                .collect();
            new[line] = digits;
            return new.join("\n");
        }
    }
    new[line] = words.join(" ");
    new.join("\n")
}

/// The words of a text, with how often each stands there.
pub fn counted(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let words = text.split(|c: char| !c.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

/// The words that a merged text lacks, although both sides kept them or one of them added them.
pub fn lost(base: &str, ours: &str, theirs: &str, merged: &str) -> Vec<String> {
    let [base, ours, theirs, merged] = [base, ours, theirs, merged].map(counted);
    let of = |counts: &BTreeMap<String, usize>, word: &str| counts.get(word).copied().unwrap_or(0);
    let all: std::collections::BTreeSet<&String> = base
        .keys()
        .chain(ours.keys())
        .chain(theirs.keys())
        .collect();
    let mut lost = Vec::new();
    for word in all {
        let (b, o, t) = (of(&base, word), of(&ours, word), of(&theirs, word));
        let gone = b.saturating_sub(o) + b.saturating_sub(t);
        let new = o.saturating_sub(b).max(t.saturating_sub(b));
        if of(&merged, word) < b.saturating_sub(gone) + new {
            lost.push(word.clone());
        }
    }
    lost
}
