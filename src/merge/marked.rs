//! A merged text with its conflicts between markers, as Git writes them.

use super::{Conflict, Merged, Stretch};

/// What stands between the markers: the values of Git's `merge.conflictStyle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Both sides, without the lines that they begin and end with in common.
    #[default]
    Merge,
    /// Both sides, and the base between them.
    Diff3,
    /// As the last, without the lines that both sides begin and end with in common.
    Zdiff3,
}

/// What the markers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels<'l> {
    /// How often a marker repeats its sign.
    pub size: usize,
    /// Behind the first marker.
    pub ours: &'l str,
    /// Behind the marker of the base.
    pub base: &'l str,
    /// Behind the last marker.
    pub theirs: &'l str,
    /// What stands between them.
    pub style: Style,
}

impl Merged {
    /// The text with each conflict between markers. A text without a line end at its end gets none.
    #[must_use]
    pub fn with_markers(&self, labels: &Labels<'_>) -> String {
        let mut text = String::new();
        for (i, stretch) in self.stretches.iter().enumerate() {
            match stretch {
                Stretch::Clean(clean) => text.push_str(clean),
                Stretch::Conflict(conflict) => {
                    write(conflict, labels, &mut text);
                    let is_open = |side: &str| !side.is_empty() && !side.ends_with('\n');
                    let Conflict { base, ours, theirs } = conflict;
                    if i + 1 == self.stretches.len()
                        && [base, ours, theirs].iter().any(|s| is_open(s))
                    {
                        text.truncate(text.trim_end_matches(['\r', '\n']).len());
                    }
                }
            }
        }
        text
    }
}

fn write(conflict: &Conflict, labels: &Labels<'_>, out: &mut String) {
    let Conflict { base, ours, theirs } = conflict;
    let (head, tail) = match labels.style {
        Style::Merge | Style::Zdiff3 => common(ours, theirs),
        Style::Diff3 => (0, 0),
    };
    let end = match [ours, theirs, base]
        .iter()
        .any(|side| side.contains("\r\n"))
    {
        true => "\r\n",
        false => "\n",
    };
    let marker = |sign: char, label: &str, out: &mut String| {
        out.extend(std::iter::repeat_n(sign, labels.size));
        if !label.is_empty() {
            out.push(' ');
            // A label is one line, whatever a branch is called.
            out.extend(label.chars().map(|c| if c.is_control() { '?' } else { c }));
        }
        out.push_str(end);
    };
    let side = |text: &str, out: &mut String| {
        out.push_str(text);
        if !text.is_empty() && !text.ends_with('\n') {
            out.push_str(end);
        }
    };
    out.push_str(&ours[..head]);
    marker('<', labels.ours, out);
    side(&ours[head..ours.len() - tail], out);
    if labels.style != Style::Merge {
        marker('|', labels.base, out);
        side(base, out);
    }
    marker('=', "", out);
    side(&theirs[head..theirs.len() - tail], out);
    marker('>', labels.theirs, out);
    out.push_str(&ours[ours.len() - tail..]);
}

/// How many bytes of whole lines two texts begin and end with in common.
fn common(a: &str, b: &str) -> (usize, usize) {
    let head: usize = a
        .split_inclusive('\n')
        .zip(b.split_inclusive('\n'))
        .take_while(|(a, b)| a == b && a.ends_with('\n'))
        .map(|(a, _)| a.len())
        .sum();
    let lines = |text: &str| {
        text[head..]
            .split_inclusive('\n')
            .map(str::len)
            .collect::<Vec<_>>()
    };
    let (mut tail, mut from) = (0, (a.len(), b.len()));
    for (x, y) in lines(a).into_iter().rev().zip(lines(b).into_iter().rev()) {
        let line = &a[from.0 - x..from.0];
        if line != &b[from.1 - y..from.1] || !line.ends_with('\n') {
            break;
        }
        tail += x;
        from = (from.0 - x, from.1 - y);
    }
    (head, tail)
}
