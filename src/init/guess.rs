//! What template an exporter wrote a construct by, read off what stands in the pages where the construct is.
//!
//! Each place shows the values of one node filled in. Cutting them out gives templates that could have been; the one
//! that gives the most places their text again is taken.
//!
//! ```text
//! ((Fog Bells))   <a href="/posts/fog-bells">Fog Bells</a>     [/posts/fog-bells] and [Fog Bells] are known
//!                 <a href="/posts/{slug}">{text}</a>
//!                 <a href="/posts/{slug}">{page}</a>           fits too; ((Fog Bells|bells)) tells which it is
//! ```

use std::collections::{HashMap, HashSet};

use crate::config::exporter::{Piece, Placeholder, Side, Template};
use crate::render::media::IdKind;

/// How many places of one construct templates are read off.
const READ_OFF: usize = 40;

/// On how many places templates are counted first.
const COUNTED_FIRST: usize = 40;
/// How many templates are counted on all places.
const COUNTED: usize = 24;

/// How many templates one place gives at most.
const MOST_A_PLACE: usize = 64;

/// A value that is shorter than this, in bytes, may stand in a mark by chance.
const SHORT: usize = 4;

/// What stands in a page for one node.
#[derive(Debug, Clone)]
pub struct Place {
    /// What the node has for each placeholder and argument: [`Piece::Value`] and [`Piece::Argument`].
    pub values: Vec<(Piece, String)>,
    /// How many newlines stand in front of it before runs of newlines become two.
    pub before: usize,
    /// How many stand behind it.
    pub after: usize,
    /// What the page holds: these newlines with what the exporter wrote, runs of three or more newlines as two.
    pub written: String,
    /// The page, by its number.
    pub page: usize,
    /// The number of the file that it shows, and the list which that is in.
    pub file: Option<(IdKind, String)>,
}

/// A template with the number of places that it gives their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The template.
    pub template: Template,
    /// How many places it fits.
    pub fits: usize,
}

impl Place {
    /// Whether `template` gives this place what is written there.
    #[must_use]
    pub fn fits(&self, template: &Template) -> bool {
        let mut text = "\n".repeat(self.before);
        if !self.fill(template, &mut text) {
            return false;
        }
        text.extend(std::iter::repeat_n('\n', self.after));
        is_collapsed(&text, &self.written)
    }

    /// Appends what `template` makes of the values to `text`; `false` where it has one that is not known.
    pub fn fill(&self, template: &Template, text: &mut String) -> bool {
        template.pieces().iter().all(|piece| {
            let value = match piece {
                Piece::Mark(mark, _) => mark,
                Piece::Break(_) => return false,
                Piece::Value(_) => match self.piece(piece) {
                    Some(value) => value,
                    None => return false,
                },
                Piece::Argument(_) => self.piece(piece).unwrap_or_default(),
            };
            text.push_str(value);
            true
        })
    }

    fn piece(&self, piece: &Piece) -> Option<&str> {
        let found = self.values.iter().find(|(known, _)| known == piece)?;
        Some(&found.1)
    }

    /// What the node has for `placeholder`.
    #[must_use]
    pub fn value(&self, placeholder: Placeholder) -> Option<&str> {
        self.piece(&Piece::Value(placeholder))
    }
}

impl Place {
    /// Puts `text` in place of what the node has for `placeholder`.
    pub fn set(&mut self, placeholder: Placeholder, text: &str) {
        for (known, value) in &mut self.values {
            if *known == Piece::Value(placeholder) {
                text.clone_into(value);
            }
        }
    }
}

/// Whether `text` is `collapsed` when each run of three or more newlines becomes two.
fn is_collapsed(text: &str, collapsed: &str) -> bool {
    let mut newlines = 0;
    let mut rest = collapsed.bytes();
    for byte in text.bytes() {
        newlines = if byte == b'\n' { newlines + 1 } else { 0 };
        if newlines <= 2 && rest.next() != Some(byte) {
            return false;
        }
    }
    rest.next().is_none()
}

/// The templates that fit the most of `places`, best first, at most `most`. `current` is tried too, and wins where it
/// fits as many as the best.
#[must_use]
pub fn guesses(places: &[Place], current: &Template, most: usize) -> Vec<Guess> {
    let mut seen: HashMap<String, (Template, usize)> = HashMap::new();
    seen.insert(current.to_string(), (current.clone(), 0));
    let step = places.len().div_ceil(READ_OFF).max(1);
    // Longer values tell more; so the places with the longest are read first.
    let mut telling: Vec<&Place> = places.iter().step_by(step).collect();
    telling.sort_by_key(|place| std::cmp::Reverse(shortest_value(place)));
    for place in telling {
        for template in read_off(place) {
            let order = seen.len();
            seen.entry(template.to_string())
                .or_insert((template, order));
        }
    }
    // Most templates fit hardly any place; those that fit the most of a few are counted on all.
    let few = places.len().div_ceil(COUNTED_FIRST).max(1);
    let count = |template: &Template, step: usize| {
        let places = places.iter().step_by(step);
        places.filter(|place| place.fits(template)).count()
    };
    let mut likely: Vec<(usize, Template, usize)> = seen
        .into_values()
        .map(|(template, order)| (count(&template, few), template, order))
        .collect();
    likely.sort_by_key(|(fits, template, order)| {
        (template != current, std::cmp::Reverse(*fits), *order)
    });
    likely.truncate(COUNTED);
    let mut guesses: Vec<(Guess, usize)> = likely
        .into_iter()
        .map(|(fits, template, order)| {
            let fits = if few == 1 { fits } else { count(&template, 1) };
            (Guess { template, fits }, order)
        })
        .filter(|(guess, _)| guess.fits > 0)
        .collect();
    guesses.sort_by(|(a, first), (b, second)| {
        let by_fits = b.fits.cmp(&a.fits);
        by_fits
            .then_with(|| plainness(a, current).cmp(&plainness(b, current)))
            .then(first.cmp(second))
    });
    guesses.truncate(most);
    guesses.into_iter().map(|(guess, _)| guess).collect()
}

/// Of templates that fit equally, the current one comes first, then one with values in place of marks, then one with
/// the content in it.
fn plainness(guess: &Guess, current: &Template) -> (bool, usize, bool) {
    let marks = guess.template.pieces().iter().map(|piece| match piece {
        Piece::Mark(text, _) => text.len(),
        Piece::Break(_) | Piece::Value(_) | Piece::Argument(_) => 0,
    });
    let text = guess.template.has(Placeholder::Text);
    (guess.template != *current, marks.sum(), !text)
}

fn shortest_value(place: &Place) -> usize {
    let lengths = place.values.iter().map(|(_, value)| value.len());
    lengths.filter(|&length| length > 0).min().unwrap_or(0)
}

/// The templates that could have been filled in at `place`. A template with words of the content in its marks is none:
/// the content is somebody's text.
fn read_off(place: &Place) -> Vec<Template> {
    let content: HashSet<&str> = place
        .value(Placeholder::Text)
        .map_or_else(HashSet::new, |text| words(text).collect());
    let bakes = |template: &Template| {
        template.pieces().iter().any(|piece| match piece {
            Piece::Mark(mark, _) => words(mark).any(|word| content.contains(word)),
            Piece::Break(_) | Piece::Value(_) | Piece::Argument(_) => false,
        })
    };
    let mut templates = filled_in(place);
    templates.retain(|template| !bakes(template));
    templates
}

/// The words of a text that are long enough to be no chance.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > SHORT)
}

fn filled_in(place: &Place) -> Vec<Template> {
    let core = place.written.trim_matches('\n');
    let ends = |written: usize, beside: usize| {
        (0..=2)
            .filter(move |more| (beside + more).min(2) == written || (beside > 2 && written == 2))
    };
    let mut found = Vec::new();
    if core.is_empty() {
        found.push(Template::new([]));
        let newlines = place.written.len();
        if place.before + place.after < newlines {
            let more = newlines - place.before - place.after;
            found.push(Template::new([mark(&"\n".repeat(more))]));
        }
        return found;
    }
    let head = place.written.len() - place.written.trim_start_matches('\n').len();
    let tail = place.written.len() - place.written.trim_end_matches('\n').len();
    let mut cuts = Vec::new();
    cut(core, &place.values, &mut Vec::new(), &mut cuts);
    for pieces in cuts {
        for before in ends(head, place.before) {
            for after in ends(tail, place.after) {
                let framed = [mark(&"\n".repeat(before))]
                    .into_iter()
                    .chain(pieces.iter().cloned())
                    .chain([mark(&"\n".repeat(after))]);
                found.push(Template::new(framed));
            }
        }
    }
    found
}

fn mark(text: &str) -> Piece {
    Piece::Mark(text.into(), Side::Whole)
}

/// Appends the ways to cut the values out of `text` to `cuts`; `pieces` is what was cut in front of it.
fn cut(
    text: &str,
    values: &[(Piece, String)],
    pieces: &mut Vec<Piece>,
    cuts: &mut Vec<Vec<Piece>>,
) {
    if cuts.len() >= MOST_A_PLACE {
        return;
    }
    // The first place at which a value stands, and the longest value there.
    let at = text.char_indices().find_map(|(at, _)| {
        let here = values
            .iter()
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty() && text[at..].starts_with(&***value));
        Some((at, here.max_by_key(|value| value.len())?))
    });
    let Some((at, value)) = at else {
        let mut whole = pieces.clone();
        whole.push(mark(text));
        cuts.push(whole);
        return;
    };
    let depth = pieces.len();
    for (piece, _) in values.iter().filter(|(_, other)| other == value) {
        pieces.push(mark(&text[..at]));
        pieces.push(piece.clone());
        cut(&text[at + value.len()..], values, pieces, cuts);
        pieces.truncate(depth);
    }
    let first = text[at..].chars().next().map_or(1, char::len_utf8);
    // A shorter value may be meant, and a short one may stand there by chance.
    let shorter: Vec<_> = values
        .iter()
        .filter(|(_, other)| {
            !other.is_empty() && other.len() < value.len() && text[at..].starts_with(&**other)
        })
        .collect();
    for (piece, other) in shorter {
        pieces.push(mark(&text[..at]));
        pieces.push(piece.clone());
        cut(&text[at + other.len()..], values, pieces, cuts);
        pieces.truncate(depth);
    }
    if value.len() < SHORT {
        pieces.push(mark(&text[..at + first]));
        cut(&text[at + first..], values, pieces, cuts);
        pieces.truncate(depth);
    }
}
