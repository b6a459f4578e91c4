//! What was lost between two versions: sections and words that went though nobody deleted them, and links that moved.

use std::collections::{HashMap, HashSet};
use std::hash::Hasher as _;

use super::causes::{Told, target};
use super::fnv::{Fnv, fnv};
use super::pages::normal;
use super::units::{Construct, Role, Unit};

/// Something that was there before, and is not any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// What.
    pub kind: LossKind,
    /// The line of the page, from 1; 1 for what is about the page as a whole.
    pub line: usize,
    /// The title, the words, the target.
    pub what: String,
}

/// What was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossKind {
    /// A page that is gone.
    Page,
    /// The whole body of a page.
    Body,
    /// A section of a page.
    Section,
    /// Words that readers saw.
    Words,
    /// A link that leads nowhere now.
    Link,
    /// An image that is not there now.
    Image,
    /// An alias of a page.
    Alias,
    /// The address of a page that was renamed.
    Address,
    /// The address of its own that a page had: another one has it too.
    Shared,
}

impl LossKind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::Page,
        Self::Body,
        Self::Section,
        Self::Words,
        Self::Link,
        Self::Image,
        Self::Alias,
        Self::Address,
        Self::Shared,
    ];

    /// The word for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Page => "page-gone",
            Self::Body => "body-empty",
            Self::Section => "section-gone",
            Self::Words => "words-gone",
            Self::Link => "link-dead",
            Self::Image => "image-dead",
            Self::Alias => "alias-gone",
            Self::Address => "address-gone",
            Self::Shared => "address-shared",
        }
    }

    /// What it is, of many.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Page => "pages gone",
            Self::Body => "pages without a body now",
            Self::Section => "sections gone, though the source did not change",
            Self::Words => "places whose words are gone, though the source did not change",
            Self::Link => "links that lead nowhere now",
            Self::Image => "images that are not there now",
            Self::Alias => "aliases gone",
            Self::Address => "renamed pages whose old address leads nowhere",
            Self::Shared => "pages on an address that another page has",
        }
    }
}

/// Texts that went in one place and came in another.
pub struct Moves {
    went: HashSet<u64>,
    came: HashSet<u64>,
}

fn hash(words: &[&str]) -> u64 {
    let mut fnv = Fnv::default();
    for word in words {
        fnv.write(word.as_bytes());
        fnv.write(b" ");
    }
    fnv.finish()
}

impl Moves {
    /// Those among some hunks.
    #[must_use]
    pub fn of(told: &[Told<'_>]) -> Self {
        let (mut went, mut came) = (HashSet::new(), HashSet::new());
        for told in told {
            let (old, new) = (told.old_words(), told.new_words());
            if new.is_empty() && !old.is_empty() {
                went.insert(hash(&old));
            }
            if old.is_empty() && !new.is_empty() {
                came.insert(hash(&new));
            }
        }
        Self { went, came }
    }

    /// Whether a hunk with these words before and after is one end of a move.
    #[must_use]
    pub fn is_move(&self, old: &[&str], new: &[&str]) -> bool {
        let words = match (old.is_empty(), new.is_empty()) {
            (false, true) => old,
            (true, false) => new,
            _ => return false,
        };
        let hash = hash(words);
        self.went.contains(&hash) && self.came.contains(&hash)
    }
}

/// Words shown of a loss.
const SHOWN: usize = 12;

/// What the text lost; `places` are the lines of the hunks. `is_proved` says that the wiki text tells that nobody deleted
/// it; else a text that stands in place of another is an edit.
#[must_use]
pub fn of_text(
    told: &[Told<'_>],
    places: &[usize],
    old: &[Unit],
    new: &[Unit],
    is_proved: bool,
    moves: &Moves,
) -> Vec<Loss> {
    let has_words = |units: &[Unit]| {
        let shows = |unit: &Unit| {
            unit.role == Role::Word || matches!(unit.construct, Construct::Link | Construct::Code)
        };
        units.iter().any(shows)
    };
    if has_words(old) && !has_words(new) {
        return vec![Loss {
            kind: LossKind::Body,
            line: 1,
            what: String::new(),
        }];
    }
    let mut left: HashMap<&str, usize> = HashMap::new();
    for told in told {
        for word in told.new_words() {
            *left.entry(word).or_default() += 1;
        }
    }
    let mut losses = Vec::new();
    for (told, &line) in told.iter().zip(places) {
        let (was, is) = (told.old_words(), told.new_words());
        let is_deletion = is.is_empty();
        if was.is_empty() || moves.is_move(&was, &is) || !is_proved && !is_deletion {
            continue;
        }
        let titles = titles(*told);
        if is_deletion && !titles.is_empty() {
            losses.extend(titles.into_iter().map(|what| Loss {
                kind: LossKind::Section,
                line,
                what,
            }));
            continue;
        }
        let gone: Vec<&str> = was
            .into_iter()
            .filter(|word| match left.get_mut(word) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            })
            .collect();
        if !gone.is_empty() {
            losses.push(Loss {
                kind: LossKind::Words,
                line,
                what: short(&gone),
            });
        }
    }
    losses
}

/// The titles of the sections that are gone: the words of each heading; for a section without one, its first words.
fn titles(told: Told<'_>) -> Vec<String> {
    let cut = told.old.cut;
    let units = &cut.units[told.hunk.old.clone()];
    let is_edge = |unit: &Unit| matches!(unit.construct, Construct::Heading | Construct::Rule);
    let mut titles: Vec<Vec<&str>> = Vec::new();
    let mut is_open = false;
    let mut has_edge = false;
    for unit in units {
        if is_edge(unit) {
            has_edge = true;
            titles.push(Vec::new());
            is_open = true;
            continue;
        }
        // A section ends its title with the line.
        if unit.role == Role::Break && titles.last().is_some_and(|title| !title.is_empty()) {
            is_open = false;
        }
        if titles.is_empty() {
            titles.push(Vec::new());
            is_open = true;
        }
        let words: Vec<&str> = match (unit.role, unit.construct) {
            (Role::Word, _) => vec![cut.form(unit)],
            (Role::Mark, Construct::Link) => {
                super::units::words(super::units::label(cut.form(unit))).collect()
            }
            _ => continue,
        };
        if let Some(title) = titles.last_mut().filter(|_| is_open) {
            title.extend(words);
        }
    }
    if !has_edge {
        return Vec::new();
    }
    titles
        .into_iter()
        .filter(|title| !title.is_empty())
        .map(|title| short(&title))
        .collect()
}

fn short(words: &[&str]) -> String {
    let mut text = words
        .iter()
        .take(SHOWN)
        .map(|word| word.chars().take(40).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ");
    if words.len() > SHOWN {
        text.push_str(" …");
    }
    text
}

/// Adds where the links and images of a hunk led, and where they lead; one that has no counterpart leads from nowhere.
pub fn moved_links(told: Told<'_>, moved: &mut Vec<(String, String)>) {
    let is_link = |unit: &&Unit| matches!(unit.construct, Construct::Link | Construct::Image);
    let mut old = told.old_units().filter(is_link);
    for unit in told.new_units().filter(is_link) {
        let text = |form: &str| target(form).unwrap_or_default().to_owned();
        let from = old.next().map(|unit| text(told.old.cut.form(unit)));
        let to = text(told.new.cut.form(unit));
        if let Some(from) = from.filter(|from| *from != to) {
            moved.push((from, to));
        }
    }
}

/// The links and images in a Markdown text that lead to one of `gone`, each with its line, counted from `first`.
///
/// It looks at what follows `](`, `href="` and `src="` and needs no parser, for it is asked about every page of a site.
#[must_use]
pub fn links_to(markdown: &str, first: usize, gone: &HashSet<u64>) -> Vec<Loss> {
    let mut list = Vec::new();
    let (mut at, mut line) = (0, first);
    let openings = memchr::memmem::find_iter(markdown.as_bytes(), "](").map(|at| (at + 2, ')'));
    let quoted = |name: &'static str| {
        memchr::memmem::find_iter(markdown.as_bytes(), name).map(move |at| (at + name.len(), '"'))
    };
    let mut places: Vec<(usize, char)> = openings
        .chain(quoted("href=\""))
        .chain(quoted("src=\""))
        .collect();
    places.sort_unstable();
    for (start, close) in places {
        let rest = &markdown[start..];
        let is_end = |c: char| c == close || c.is_whitespace();
        let Some(end) = rest.find(is_end) else {
            continue;
        };
        let target = &rest[..end];
        if !target.starts_with('/') || !gone.contains(&fnv(normal(target).as_bytes())) {
            continue;
        }
        line += memchr::memchr_iter(b'\n', &markdown.as_bytes()[at..start]).count();
        at = start;
        list.push(Loss {
            kind: kind_of(target),
            line,
            what: target.to_owned(),
        });
    }
    list
}

/// What a target that leads nowhere is: an image by its extension, else a link.
#[must_use]
pub fn kind_of(target: &str) -> LossKind {
    const IMAGES: [&str; 7] = ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif"];
    let extension = target.rsplit_once('.').map(|(_, extension)| extension);
    let is_image = extension.is_some_and(|extension| {
        IMAGES
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    });
    match is_image {
        true => LossKind::Image,
        false => LossKind::Link,
    }
}

#[cfg(test)]
mod tests {
    use super::super::align::{Cut, hunks};
    use super::super::causes::Side;
    use super::super::units::units;
    use super::*;
    use crate::config::Links;

    fn lost(old: &str, new: &str, is_proved: bool) -> Vec<(LossKind, String)> {
        let (old_units, new_units) = (units(old), units(new));
        let links = Links::default();
        let side = |text, units| Side {
            cut: Cut { text, units },
            origins: None,
            links: &links,
        };
        let (old, new) = (side(old, &*old_units), side(new, &*new_units));
        let found = hunks(old.cut, new.cut);
        let told: Vec<Told<'_>> = found.iter().map(|hunk| Told { hunk, old, new }).collect();
        let moves = Moves::of(&told);
        let places = vec![1; told.len()];
        of_text(&told, &places, &old_units, &new_units, is_proved, &moves)
            .into_iter()
            .map(|loss| (loss.kind, loss.what))
            .collect()
    }

    #[test]
    fn sections_words_and_bodies_are_lost() {
        let section = "a b\n\n---\n\n## Old title\n\nmore\n\n---\n\nc\n";
        for (old, new, proved, expected) in [
            (
                section,
                "a b\n\n---\n\nc\n",
                true,
                &[(LossKind::Section, "Old title")][..],
            ),
            ("a b c\n", "a c\n", true, &[(LossKind::Words, "b")]),
            ("a b c\n", "a x c\n", true, &[(LossKind::Words, "b")]),
            ("a b c\n", "a x c\n", false, &[]),
            ("a b c\n", "a c\n", false, &[(LossKind::Words, "b")]),
            ("a b\n", "\n", true, &[(LossKind::Body, "")]),
            (
                "a [b c](/d) e\n",
                "a e\n",
                true,
                &[(LossKind::Words, "b c")],
            ),
            ("a b\n\nc d e f g\n", "c d e f g\n\na b\n", true, &[]),
            ("[a](/b)\n", "<a href=\"/c\">a</a>\n", true, &[]),
        ] {
            let found = lost(old, new, proved);
            let expected: Vec<_> = expected
                .iter()
                .map(|(kind, what)| (*kind, (*what).to_owned()))
                .collect();
            assert_eq!(found, expected, "{old:?} {new:?}");
        }
    }
}
