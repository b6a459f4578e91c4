//! Units of two texts lined up, and the stretches in which they differ.
//!
//! `* a [b](/c)` and `  * a <a href="/d">b</a>` have the same keys, unit by unit. They differ in two hunks: `* ` became
//! `  * `, and `[b](/c)` became `<a href="/d">b</a>`.

use std::hash::Hasher as _;
use std::ops::Range;

use super::fnv::Fnv;
use super::units::{Construct, Role, Unit};
use crate::text::diff;

/// A text and its units.
#[derive(Clone, Copy)]
pub struct Cut<'t> {
    /// The text.
    pub text: &'t str,
    /// Its units.
    pub units: &'t [Unit],
}

impl<'t> Cut<'t> {
    /// A unit as it is written.
    #[must_use]
    pub fn form(self, unit: &Unit) -> &'t str {
        &self.text[unit.at.clone()]
    }

    /// The bytes of some units in a row.
    #[must_use]
    pub fn bytes(self, units: Range<usize>) -> Range<usize> {
        let end = |place: usize| self.units.get(place).map(|unit| unit.at.start);
        let start = end(units.start).unwrap_or(self.text.len());
        let behind = match units.is_empty() {
            true => start,
            false => self.units[units.end - 1].at.end,
        };
        start..behind
    }
}

/// A stretch in which two texts differ: places in their lists of units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Those of the text before.
    pub old: Range<usize>,
    /// Those of the text after.
    pub new: Range<usize>,
    /// Other stretches that belong to it: the closing mark of the construct whose opening mark it is.
    pub more: Vec<(Range<usize>, Range<usize>)>,
}

/// What two lists of keys have in common, stretch by stretch, in order and without a gap.
struct Stretch {
    old: Range<usize>,
    new: Range<usize>,
    is_equal: bool,
}

/// The hunks of two texts, in order.
#[must_use]
pub fn hunks(old: Cut<'_>, new: Cut<'_>) -> Vec<Hunk> {
    let mut found = Finder {
        old,
        new,
        hunks: Vec::new(),
        open: None,
        between: 0,
    };
    let (old_lines, new_lines) = (lines(old.units), lines(new.units));
    let keys = |lines: &[Range<usize>], units: &[Unit]| -> Vec<u64> {
        lines
            .iter()
            .map(|line| line_key(&units[line.clone()]))
            .collect()
    };
    let of = |lines: &[Range<usize>], at: &Range<usize>, units: usize| {
        let start = lines.get(at.start).map_or(units, |line| line.start);
        let end = lines.get(at.end).map_or(units, |line| line.start);
        start..end
    };
    let (old_keys, new_keys) = (keys(&old_lines, old.units), keys(&new_lines, new.units));
    for stretch in stretches(&old_keys, &new_keys, MOST_LINES) {
        let olds = of(&old_lines, &stretch.old, old.units.len());
        let news = of(&new_lines, &stretch.new, new.units.len());
        if stretch.is_equal {
            found.pairs(olds, news);
            continue;
        }
        let keys = |units: &[Unit]| -> Vec<u64> { units.iter().map(|unit| unit.key).collect() };
        let (old_keys, new_keys) = (
            keys(&old.units[olds.clone()]),
            keys(&new.units[news.clone()]),
        );
        for inner in stretches(&old_keys, &new_keys, MOST_UNITS) {
            let from = olds.start + inner.old.start..olds.start + inner.old.end;
            let to = news.start + inner.new.start..news.start + inner.new.end;
            match inner.is_equal {
                true => found.pairs(from, to),
                false => found.differ(from, to),
            }
        }
    }
    found.close();
    owned(old, new, found.hunks)
}

/// Lines of both sides together that are lined up; where more differ, they differ as a whole.
const MOST_LINES: usize = 6_000;

/// Units of both sides together that are lined up within lines that differ.
const MOST_UNITS: usize = 6_000;

/// What two lists have in common; where more than `most` entries differ, between what they begin and end with, nothing.
fn stretches(old: &[u64], new: &[u64], most: usize) -> Vec<Stretch> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let pairs = old_rest.iter().rev().zip(new_rest.iter().rev());
    let tail = pairs.take_while(|(a, b)| a == b).count();
    let inner = (head..old.len() - tail, head..new.len() - tail);
    let mut list = Vec::new();
    let mut push = |old: Range<usize>, new: Range<usize>, is_equal| {
        if !old.is_empty() || !new.is_empty() {
            list.push(Stretch { old, new, is_equal });
        }
    };
    push(0..head, 0..head, true);
    if inner.0.is_empty() || inner.1.is_empty() || inner.0.len() + inner.1.len() > most {
        push(inner.0.clone(), inner.1.clone(), false);
    } else {
        for (from, to, is_equal) in diff::lined_up(&old[inner.0.clone()], &new[inner.1.clone()]) {
            push(
                head + from.start..head + from.end,
                head + to.start..head + to.end,
                is_equal,
            );
        }
    }
    push(inner.0.end..old.len(), inner.1.end..new.len(), true);
    list
}

/// Lines of units: each ends behind a line end.
fn lines(units: &[Unit]) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (place, unit) in units.iter().enumerate() {
        if unit.role == Role::Break {
            lines.push(start..place + 1);
            start = place + 1;
        }
    }
    if start < units.len() {
        lines.push(start..units.len());
    }
    lines
}

fn line_key(units: &[Unit]) -> u64 {
    let mut fnv = Fnv::default();
    for unit in units {
        fnv.write(&unit.key.to_le_bytes());
    }
    fnv.finish()
}

/// Gathers what differs into hunks.
struct Finder<'t> {
    old: Cut<'t>,
    new: Cut<'t>,
    hunks: Vec<Hunk>,
    /// The hunk that goes on, and whether it holds a pair that is written in two ways.
    open: Option<(Hunk, bool)>,
    /// How many equal units follow it: a blank or a sign between two words that went ends no hunk.
    between: usize,
}

/// Up to so many blanks and signs between two stretches of words belong to them.
const MOST_BETWEEN: usize = 3;

impl Finder<'_> {
    /// Units that stand for the same, one by one; some of them may be written in another way.
    fn pairs(&mut self, old: Range<usize>, new: Range<usize>) {
        for (from, to) in old.zip(new) {
            let (a, b) = (&self.old.units[from], &self.new.units[to]);
            if self.old.form(a) == self.new.form(b) {
                let is_small = matches!(a.role, Role::Blank | Role::Break | Role::Sign);
                match &self.open {
                    Some((hunk, false))
                        if is_small && self.between < MOST_BETWEEN && self.has_words(hunk) =>
                    {
                        self.between += 1;
                    }
                    _ => self.close(),
                }
                continue;
            }
            if self.between > 0 {
                self.close();
            }
            // Two constructs side by side are two hunks.
            if self.open.as_ref().is_some_and(|(_, has_pair)| *has_pair) && a.role == Role::Mark {
                self.close();
            }
            self.add(from..from + 1, to..to + 1, a.role == Role::Mark);
        }
    }

    fn differ(&mut self, old: Range<usize>, new: Range<usize>) {
        let more = Hunk {
            old: old.clone(),
            new: new.clone(),
            more: Vec::new(),
        };
        if self.between > 0 && !self.has_words(&more) {
            self.close();
        }
        // What comes behind a construct that is written otherwise is no part of it.
        let begins = |cut: Cut<'_>, at: &Range<usize>| {
            let first = cut.units[at.clone()].first();
            first.is_some_and(|unit| unit.role == Role::Mark)
        };
        let is_other = begins(self.old, &more.old) || begins(self.new, &more.new);
        if is_other && self.open.as_ref().is_some_and(|(_, has_pair)| *has_pair) {
            self.close();
        }
        self.between = 0;
        self.add(old, new, false);
    }

    fn add(&mut self, old: Range<usize>, new: Range<usize>, is_pair: bool) {
        match &mut self.open {
            Some((hunk, has_pair)) => {
                hunk.old.end = old.end;
                hunk.new.end = new.end;
                *has_pair |= is_pair;
            }
            None => {
                let more = Vec::new();
                self.open = Some((Hunk { old, new, more }, is_pair));
            }
        }
    }

    /// Whether a hunk shows words on one side.
    fn has_words(&self, hunk: &Hunk) -> bool {
        let shows = |cut: Cut<'_>, at: &Range<usize>| {
            cut.units[at.clone()]
                .iter()
                .any(|unit| unit.role == Role::Word || unit.construct == Construct::Link)
        };
        shows(self.old, &hunk.old) || shows(self.new, &hunk.new)
    }

    fn close(&mut self) {
        self.between = 0;
        if let Some((hunk, _)) = self.open.take() {
            self.hunks.push(hunk);
        }
    }
}

/// Hunks of one construct become one, and white space belongs to the construct beside it.
fn owned(old: Cut<'_>, new: Cut<'_>, hunks: Vec<Hunk>) -> Vec<Hunk> {
    let mut whole: Vec<Hunk> = Vec::with_capacity(hunks.len());
    // The hunk that holds a construct, by its number in the text after, or before where it is gone.
    let mut by_owner: std::collections::HashMap<(bool, u32), usize> =
        std::collections::HashMap::new();
    for mut hunk in hunks {
        with_tag_behind(old, new, &mut hunk);
        let owner = owner(new, &hunk.new)
            .map(|instance| (true, instance))
            .or_else(|| owner_within(old, &hunk.old).map(|instance| (false, instance)));
        let known = owner.and_then(|owner| by_owner.get(&owner).copied());
        match (known, owner) {
            (Some(place), _) => whole[place].more.push((hunk.old, hunk.new)),
            (None, Some(owner)) => {
                by_owner.insert(owner, whole.len());
                whole.push(hunk);
            }
            (None, None) => whole.push(hunk),
        }
    }
    whole
}

/// White space in front of a tag becomes a hunk with the tag: ` <b>` → `<b>` says what ` ` → nothing does not.
fn with_tag_behind(old: Cut<'_>, new: Cut<'_>, hunk: &mut Hunk) {
    let is_white = |cut: Cut<'_>, at: &Range<usize>| {
        let mut units = cut.units[at.clone()].iter();
        units.all(|unit| matches!(unit.role, Role::Blank | Role::Break))
    };
    if !is_white(old, &hunk.old) || !is_white(new, &hunk.new) {
        return;
    }
    let tag = |cut: Cut<'_>, place: usize| {
        let unit = cut.units.get(place)?;
        (unit.construct == Construct::Html).then_some(unit.key)
    };
    let (before, after) = (tag(old, hunk.old.end), tag(new, hunk.new.end));
    if before.is_some() && before == after {
        hunk.old.end += 1;
        hunk.new.end += 1;
    }
}

/// The construct in some units; for white space alone the one behind it, or in front of it.
fn owner(cut: Cut<'_>, units: &Range<usize>) -> Option<u32> {
    let list = &cut.units[units.clone()];
    if list.iter().any(|unit| unit.role == Role::Word) {
        return None;
    }
    let within = owner_within(cut, units);
    let is_white = list
        .iter()
        .all(|unit| matches!(unit.role, Role::Blank | Role::Break));
    if within.is_some() || !is_white {
        return within;
    }
    let beside = |place: Option<usize>| {
        let unit = cut.units.get(place?)?;
        (unit.role == Role::Mark && unit.instance != 0).then_some(unit.instance)
    };
    beside(Some(units.end)).or_else(|| beside(units.start.checked_sub(1)))
}

/// The first construct in some units.
fn owner_within(cut: Cut<'_>, units: &Range<usize>) -> Option<u32> {
    let marks = cut.units[units.clone()]
        .iter()
        .filter(|unit| unit.role == Role::Mark && unit.instance != 0);
    marks.map(|unit| unit.instance).next()
}

#[cfg(test)]
mod tests {
    use super::super::units::units;
    use super::*;

    /// Each hunk as `before → after`.
    fn shown(old: &str, new: &str) -> Vec<String> {
        let (old_units, new_units) = (units(old), units(new));
        let old = Cut {
            text: old,
            units: &old_units,
        };
        let new = Cut {
            text: new,
            units: &new_units,
        };
        let text = |cut: Cut<'_>, at: &Range<usize>| cut.text[cut.bytes(at.clone())].to_owned();
        hunks(old, new)
            .iter()
            .map(|hunk| {
                let mut sides = (text(old, &hunk.old), text(new, &hunk.new));
                for (from, to) in &hunk.more {
                    sides.0 += &format!("…{}", text(old, from));
                    sides.1 += &format!("…{}", text(new, to));
                }
                format!("{} → {}", sides.0, sides.1)
            })
            .collect()
    }

    #[test]
    fn a_construct_that_is_written_otherwise_is_one_hunk() {
        for (old, new, expected) in [
            (
                "a [b](/c) d",
                "a <a href=\"/e\">b</a> d",
                &["[b](/c) → <a href=\"/e\">b</a>"][..],
            ),
            (
                "  * a\n  * b\n",
                "   * a\n   * b\n",
                &["  *  →    * ", "  *  →    * "],
            ),
            (
                "a <span style=\"x\">b</span>  c",
                "a  <b>b</b> c",
                &[" <span style=\"x\">…</span>   →   <b>…</b> "],
            ),
            ("a **b** c", "a __b__ c", &["**…** → __…__"]),
            ("a b c\n", "a c\n", &["b  → "]),
            ("a\n\n---\n\nb c\n", "a\n\nb c\n", &["---\n\n → "]),
            ("a b", "a b", &[]),
        ] {
            assert_eq!(shown(old, new), expected, "{old:?} {new:?}");
        }
    }
}
