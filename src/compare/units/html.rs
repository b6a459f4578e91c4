//! HTML within Markdown: its tags and comments, which of them belong together, and links that are written in it.

use std::ops::Range;

use super::text::shown;
use super::{Construct, Role, Unit, key};

/// A tag, a comment, or the text between two of them.
pub struct Piece {
    /// Its bytes.
    pub at: Range<usize>,
    /// What it is; text where it is neither tag nor comment.
    pub construct: Construct,
    /// What it stands for: the name of the tag, with its slash.
    pub what: String,
}

/// Cuts the bytes `range` of a text at tags and comments.
pub fn pieces(text: &str, range: Range<usize>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let rest = &text[start..range.end];
        let (length, construct) = match rest.strip_prefix('<') {
            Some(behind) if behind.starts_with("!--") => {
                let end = rest.find("-->").map_or(rest.len(), |at| at + 3);
                (end, Construct::Comment)
            }
            Some(_) => {
                let end = rest.find('>').map_or(rest.len(), |at| at + 1);
                match name(&rest[..end]) {
                    "img" => (end, Construct::Image),
                    _ => (end, Construct::Html),
                }
            }
            None => (rest.find('<').unwrap_or(rest.len()), Construct::Text),
        };
        let what = match construct {
            Construct::Html => name(&rest[..length]).to_ascii_lowercase(),
            _ => String::new(),
        };
        pieces.push(Piece {
            at: start..start + length,
            construct,
            what,
        });
        start += length;
    }
    pieces
}

/// The name of a tag, with its slash where it closes.
fn name(tag: &str) -> &str {
    let inner = tag.strip_prefix('<').unwrap_or(tag);
    let slash = usize::from(inner.starts_with('/'));
    let end = inner[slash..]
        .find(|c: char| !c.is_ascii_alphanumeric())
        .map_or(inner.len(), |at| at + slash);
    &inner[..end]
}

/// Gives an opening tag and its closing one the same instance.
pub fn pairs(text: &str, mut units: Vec<Unit>) -> Vec<Unit> {
    /// How many tags are open at a time, for all that is looked at.
    const DEEPEST: usize = 64;
    let mut open: Vec<(&str, u32)> = Vec::new();
    for unit in &mut units {
        if unit.construct != Construct::Html {
            continue;
        }
        let name = name(&text[unit.at.clone()]);
        match name.strip_prefix('/') {
            Some(closed) => {
                if let Some(place) = open.iter().rposition(|(name, _)| *name == closed) {
                    unit.instance = open[place].1;
                    open.truncate(place);
                }
            }
            None => {
                if open.len() == DEEPEST {
                    open.remove(0);
                }
                open.push((name, unit.instance));
            }
        }
    }
    units
}

/// Links that are written in HTML become one unit each, as those in Markdown are.
pub fn anchors(text: &str, units: Vec<Unit>) -> Vec<Unit> {
    /// More units are in no link.
    const LONGEST: usize = 400;
    let is = |unit: &Unit, wanted: &str| {
        unit.construct == Construct::Html && name(&text[unit.at.clone()]) == wanted
    };
    let mut joined: Vec<Unit> = Vec::with_capacity(units.len());
    let mut place = 0;
    while let Some(unit) = units.get(place) {
        let rest = &units[place + 1..];
        let end = if is(unit, "a") {
            let mut inner = rest.iter().take(LONGEST);
            inner.position(|unit| is(unit, "/a") || is(unit, "a"))
        } else {
            None
        };
        match end.filter(|&end| is(&rest[end], "/a")) {
            Some(end) => {
                let at = unit.at.start..rest[end].at.end;
                let label = shown(super::text::label(&text[at.clone()]));
                joined.push(Unit {
                    key: key(Construct::Link, &label),
                    at,
                    role: Role::Mark,
                    construct: Construct::Link,
                    instance: unit.instance,
                });
                place += end + 2;
            }
            None => {
                joined.push(unit.clone());
                place += 1;
            }
        }
    }
    joined
}
