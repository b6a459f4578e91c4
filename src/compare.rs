//! Two versions of a page compared: what changed, by cause, and what was lost. Pure.
//!
//! `units` cuts Markdown into what a reader would name, `align` lines two such lists up, `causes` puts what differs into
//! words. `pages` pairs the pages of two sites. What comes out is causes and counts, no texts.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::config::Links;
use crate::finding::Cause;
use crate::generator::{Generator, Workspace};
use crate::render::record::Recorded;
use crate::text::excerpt::excerpt;

pub mod align;
pub mod alike;
pub mod causes;
pub mod fnv;
pub mod head;
pub mod losses;
pub mod pages;
pub mod totals;
pub mod units;
pub mod version;

use align::{Cut, hunks};
use causes::{Side, Told, cause};
pub use losses::{Loss, LossKind};
use units::units;
pub use version::Version;
use version::{Origins, generated};

/// What a version was made with.
#[derive(Clone, Copy)]
pub struct Made<'m> {
    /// What generates its page.
    pub generator: Generator<'m>,
    /// Where its links lead.
    pub links: &'m Links,
    /// The largest text that is generated, in bytes.
    pub most: u64,
}

/// What differs between two versions of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageChange {
    /// Whether the wiki text does, on a page that had one and has one.
    pub source: bool,
    /// Whether the front matter does.
    pub front_matter: bool,
    /// Whether the body does.
    pub body: bool,
    /// Why, but for what an edit of the wiki text explains; by the ids of the causes.
    pub causes: BTreeMap<String, Seen>,
    /// What was lost.
    pub losses: Vec<Loss>,
    /// Links and images of the page, each with where it led and where it leads, as far as these differ.
    pub moved: Vec<(String, String)>,
}

/// A cause on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The cause.
    pub cause: Cause,
    /// How often it was seen.
    pub differences: usize,
    /// The line of the file after on which it was seen first, from 1.
    pub line: usize,
    /// What stood there before.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

impl PageChange {
    /// Whether nothing differs that is compared.
    #[must_use]
    pub fn is_none(&self) -> bool {
        !self.source && !self.front_matter && !self.body && self.causes.is_empty()
    }

    fn see(&mut self, cause: Cause, line: usize, before: &str, after: &str) {
        let short = |text: &str| {
            let text = text.trim_matches('\n');
            excerpt(text, 0..text.len(), None).text
        };
        self.causes
            .entry(cause.id.clone())
            .and_modify(|seen| seen.differences += 1)
            .or_insert_with(|| Seen {
                cause,
                differences: 1,
                line,
                before: short(before),
                after: short(after),
            });
    }
}

/// What differs between two versions of a page.
#[must_use]
pub fn compare(
    old: &Version,
    new: &Version,
    made: [Made<'_>; 2],
    workspace: &mut Workspace,
) -> PageChange {
    let mut change = PageChange {
        front_matter: old.syntax != new.syntax || old.front_matter != new.front_matter,
        body: old.body != new.body,
        ..PageChange::default()
    };
    for difference in head::changes(old, new) {
        change.see(difference.cause, 1, &difference.before, &difference.after);
    }
    let edited = match (&old.source, &new.source) {
        (Some(old), Some(new)) => old != new,
        (None, None) => false,
        _ => {
            let what = if new.source.is_some() {
                "added"
            } else {
                "removed"
            };
            change.see(cause("debug block", what), 1, "", "");
            false
        }
    };
    change.source = edited;
    if !change.body {
        return change;
    }
    let most = |side: usize| made[side].most;
    let of_new = new.generated(made[1].generator, most(1), workspace);
    // Under an edit of the wiki text, the rest shows where the old text is generated today.
    let fits = of_new
        .as_ref()
        .is_some_and(|today| today.text.trim_matches('\n') == new.markdown());
    let would_be = match (&old.source, edited && fits) {
        (Some(source), true) => generated(source, made[1].generator, most(1), workspace),
        _ => None,
    };
    let of_old = old.generated(made[0].generator, most(0), workspace);
    let explained = match edited {
        false => Explained::Nothing,
        true => Explained::Words(edited_words(
            old.source.as_deref().unwrap_or_default(),
            new.source.as_deref().unwrap_or_default(),
        )),
    };
    let by_hand = !edited && new.source.is_some() && new.is_edited() && !old.is_edited();
    let lead = new.body.len() - new.body.trim_start_matches('\n').len();
    let body = would_be.as_ref().map_or(&new.body, |today| &today.text);
    let body = body.trim_matches('\n').to_owned();
    let line = new.body_line + lead;
    let after = Body {
        origins: would_be.or(of_new).map(|today| Origins::new(&body, today)),
        text: body,
        line,
        links: made[1].links,
    };
    let before = Body {
        text: old.markdown().to_owned(),
        origins: of_old.map(|then| Origins::new(old.markdown(), then)),
        line: old.body_line,
        links: made[0].links,
    };
    bodies(
        &before,
        &after,
        &explained,
        by_hand,
        new.source.is_some(),
        &mut change,
    );
    change
}

/// What differs between the bodies that two generators make of one page; `None` where they make the same, and where it
/// carries no wiki text.
#[must_use]
pub fn compare_made(
    page: &Version,
    made: [Made<'_>; 2],
    workspace: &mut Workspace,
) -> Option<PageChange> {
    let old = page.generated(made[0].generator, made[0].most, workspace)?;
    let new = page.generated(made[1].generator, made[1].most, workspace)?;
    if old.text == new.text {
        return None;
    }
    let body = |generated: Recorded, links| Body {
        text: generated.text.clone(),
        origins: Some(Origins::of_itself(generated)),
        line: page.body_line + 2,
        links,
    };
    let mut change = PageChange {
        body: true,
        ..PageChange::default()
    };
    let (before, after) = (body(old, made[0].links), body(new, made[1].links));
    bodies(
        &before,
        &after,
        &Explained::Nothing,
        false,
        true,
        &mut change,
    );
    Some(change)
}

/// How much of what differs an edit of the wiki text explains.
#[derive(Debug, PartialEq, Eq)]
enum Explained<'s> {
    /// There was none.
    Nothing,
    /// Where words differ that it concerns, it is the reason.
    Words(HashSet<&'s str>),
}

/// The words of which one wiki text has more than another.
fn edited_words<'s>(old: &'s str, new: &'s str) -> HashSet<&'s str> {
    let mut more: HashMap<&str, i64> = HashMap::new();
    for word in units::words(old) {
        *more.entry(word).or_default() += 1;
    }
    for word in units::words(new) {
        *more.entry(word).or_default() -= 1;
    }
    more.retain(|_, more| *more != 0);
    more.into_keys().collect()
}

/// A body to be compared.
struct Body<'b> {
    text: String,
    origins: Option<Origins>,
    line: usize,
    links: &'b Links,
}

fn bodies(
    before: &Body<'_>,
    after: &Body<'_>,
    explained: &Explained<'_>,
    by_hand: bool,
    has_source: bool,
    change: &mut PageChange,
) {
    let (old_units, new_units) = (units(&before.text), units(&after.text));
    let old = Side {
        cut: Cut {
            text: &before.text,
            units: &old_units,
        },
        origins: before.origins.as_ref(),
        links: before.links,
    };
    let new = Side {
        cut: Cut {
            text: &after.text,
            units: &new_units,
        },
        origins: after.origins.as_ref(),
        links: after.links,
    };
    let found = hunks(old.cut, new.cut);
    let told: Vec<Told<'_>> = found.iter().map(|hunk| Told { hunk, old, new }).collect();
    let moves = losses::Moves::of(&told);
    let mut line = Lines::new(&after.text, after.line);
    let mut kept = Vec::new();
    for told in told {
        let (was, is) = (told.old_words(), told.new_words());
        let has_words = was != is;
        if let Explained::Words(edited) = explained
            && has_words
            && changed_words(&was, &is).any(|word| edited.contains(word))
        {
            continue;
        }
        kept.push(told);
        let cause = match has_words {
            true if moves.is_move(&was, &is) => cause("text", "moved"),
            true if by_hand => cause("text", "edited by hand"),
            _ => told.cause(),
        };
        let at = line.at(new.cut.bytes(told.hunk.new.clone()).start);
        change.see(cause, at, &told.before(), &told.after());
        losses::moved_links(told, &mut change.moved);
    }
    let places = kept
        .iter()
        .map(|told| line.at(new.cut.bytes(told.hunk.new.clone()).start));
    let places: Vec<usize> = places.collect();
    // What a hand edit took out is lost; what it put in place of something else is an edit.
    let is_proved = has_source && !by_hand;
    let all = losses::of_text(&kept, &places, &old_units, &new_units, is_proved, &moves);
    change.losses.extend(all);
}

/// The words of which one side has more than the other.
fn changed_words<'w>(was: &[&'w str], is: &[&'w str]) -> impl Iterator<Item = &'w str> {
    let mut more: HashMap<&str, i64> = HashMap::new();
    for word in was {
        *more.entry(word).or_default() += 1;
    }
    for word in is {
        *more.entry(word).or_default() -= 1;
    }
    more.into_iter()
        .filter_map(|(word, more)| (more != 0).then_some(word))
}

/// Lines of places that are asked for in order.
struct Lines<'t> {
    text: &'t str,
    first: usize,
    known: HashMap<usize, usize>,
    at: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str, first: usize) -> Self {
        Self {
            text,
            first,
            known: HashMap::new(),
            at: 0,
            line: first,
        }
    }

    fn at(&mut self, offset: usize) -> usize {
        if let Some(line) = self.known.get(&offset) {
            return *line;
        }
        if offset < self.at {
            (self.at, self.line) = (0, self.first);
        }
        let offset = offset.min(self.text.len());
        let between = &self.text.as_bytes()[self.at..offset];
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.at = offset;
        self.known.insert(offset, self.line);
        self.line
    }
}
