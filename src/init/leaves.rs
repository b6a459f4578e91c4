//! What an exporter left out of the finished Markdown, learned from the sections and lines of what is generated that no
//! page holds.

use std::ops::Range;

use super::observe::words_of;
use super::phrases::telling;
use crate::config::exporter::{LeavesOut, LinePattern};
use crate::render::record::Recorded;
use crate::wiki::Tree;
use crate::wiki::tree::Kind;

/// Most bytes of sections and lines that are compared.
const MOST_BYTES: usize = 3 * 1024 * 1024;

/// Stands for the end of a line, so that it can be part of a phrase.
const LINE_END: char = '\u{F0003}';

/// What the pages hold and what they do not.
#[derive(Default)]
pub struct Seen {
    kept: Vec<String>,
    dropped: Vec<String>,
    kept_lines: Vec<String>,
    /// Lines that are gone from sections that are there.
    dropped_lines: Vec<String>,
    bytes: usize,
}

impl Seen {
    /// Compares what `tree` generates, with nothing left out, with the copy of its page.
    pub fn look(&mut self, tree: &Tree, generated: &Recorded, copy: &str) {
        self.bytes += generated.text.len();
        if self.bytes > MOST_BYTES {
            return;
        }
        let words = words_of(generated, copy);
        self.show(copy);
        let includes = includes(tree, generated);
        let text = &*generated.text;
        for section in sections(text) {
            let (all, found) = words.count(&section);
            // A section goes without a reason where nothing but comments is in it.
            if all == 0 || !has_words(&text[section.clone()]) {
                continue;
            }
            let mut shown = text[section.clone()].to_owned();
            for (at, include) in &includes {
                if section.start <= *at && *at <= section.end {
                    shown.push('\n');
                    shown.push_str(include);
                }
            }
            if found * 5 <= all {
                self.dropped.push(shown);
                continue;
            }
            self.kept.push(shown);
            let mut at = section.start;
            for line in text[section.clone()].split('\n') {
                let range = at..at + line.len();
                at = range.end + 1;
                let (all, found) = words.count(&range);
                let line = format!("{line}{LINE_END}");
                if found * 2 > all {
                    self.kept_lines.push(line);
                } else if found * 4 <= all && all > 0 {
                    self.dropped_lines.push(line);
                }
            }
        }
    }

    /// What a page shows was not left out, however it is written.
    pub fn show(&mut self, copy: &str) {
        self.kept.push(copy.to_owned());
        self.kept_lines
            .extend(copy.split('\n').map(|line| format!("{line}{LINE_END}")));
    }

    /// What could have been left out, by what the pages show.
    pub fn guesses(&self) -> Vec<LeavesOut> {
        let mut guesses = vec![
            LeavesOut::default(),
            LeavesOut {
                blank_sections: true,
                ..LeavesOut::default()
            },
        ];
        let kept: Vec<&str> = self.kept.iter().map(String::as_str).collect();
        let dropped: Vec<&str> = self.dropped.iter().map(String::as_str).collect();
        let kept_lines: Vec<&str> = self.kept_lines.iter().map(String::as_str).collect();
        let dropped_lines: Vec<&str> = self.dropped_lines.iter().map(String::as_str).collect();
        if !dropped.is_empty() {
            guesses.push(LeavesOut {
                sections: telling(&dropped, &kept),
                ..LeavesOut::default()
            });
        }
        if !dropped_lines.is_empty() {
            guesses.extend(with_lines(&dropped_lines, &kept_lines, &dropped, &kept));
        }
        // Sections may be gone because all their lines are.
        let all_lines: Vec<String> = self
            .dropped
            .iter()
            .flat_map(|section| section.split('\n'))
            .map(|line| format!("{line}{LINE_END}"))
            .collect();
        let lines: Vec<&str> = all_lines.iter().map(String::as_str).collect();
        if !dropped.is_empty() {
            let lines = [&dropped_lines[..], &lines[..]].concat();
            guesses.extend(with_lines(&lines, &kept_lines, &dropped, &kept));
        }
        guesses
    }
}

/// Lines by their phrases, and sections that hold more than such lines by theirs.
fn with_lines(
    lines: &[&str],
    kept_lines: &[&str],
    dropped: &[&str],
    kept: &[&str],
) -> Option<LeavesOut> {
    let patterns: Vec<LinePattern> = telling(lines, kept_lines)
        .iter()
        .filter_map(|phrase| LinePattern::new(&pattern(phrase)).ok())
        .collect();
    if patterns.is_empty() {
        return None;
    }
    let has_more = |section: &&&str| {
        section.split('\n').any(|line| {
            line.chars().any(char::is_alphanumeric)
                && !patterns.iter().any(|pattern| pattern.matches(line))
        })
    };
    let others: Vec<&str> = dropped.iter().filter(has_more).copied().collect();
    Some(LeavesOut {
        sections: telling(&others, kept),
        lines: patterns,
        blank_sections: false,
    })
}

/// The pattern for lines with `phrase` in them, whatever the case.
fn pattern(phrase: &str) -> String {
    let (phrase, end) = match phrase.split_once(LINE_END) {
        Some((phrase, _)) => (phrase.trim_end(), r"\s*$"),
        None => (phrase, ""),
    };
    format!("(?i){}{end}", regex::escape(phrase))
}

/// The include nodes with their places in the generated text, to which they write nothing.
fn includes<'t>(tree: &'t Tree, generated: &Recorded) -> Vec<(usize, &'t str)> {
    let ranges = super::observe::ranges(tree, generated);
    tree.nodes()
        .filter(|node| node.kind == Kind::Include)
        .map(|node| (ranges[node.id.index()].start, tree.slice(node.full)))
        .collect()
}

/// Whether there are words in a text beside comments.
fn has_words(text: &str) -> bool {
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("<!--") {
        let Some((_, behind)) = comment.split_once("-->") else {
            return true;
        };
        if before.chars().any(char::is_alphanumeric) {
            return true;
        }
        rest = behind;
    }
    rest.chars().any(char::is_alphanumeric)
}

/// The sections of a text: what is between its lines of three or more dashes.
fn sections(text: &str) -> Vec<Range<usize>> {
    let mut sections = Vec::new();
    let mut start = 0;
    let mut at: usize = 0;
    for line in text.split_inclusive('\n') {
        let dashes = line.trim_end_matches('\n');
        if dashes.len() >= 3 && dashes.bytes().all(|byte| byte == b'-') && line.ends_with('\n') {
            sections.push(start..at.saturating_sub(1).max(start));
            start = at + line.len();
        }
        at += line.len();
    }
    sections.push(start..text.len());
    sections
}
