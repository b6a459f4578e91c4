//! The proof: a changed source is read and rendered, and what it generates is compared with what was asked for.

use std::cell::OnceCell;
use std::fmt;

use super::Level;
use super::alike::Read;
use super::forms::Forms;
use super::shown::Shown;
use super::splice::Splice;
use super::{LONG_HUNK, MOST_BYTES, MOST_CANDIDATES, MOST_OF_HUNK, MOST_OF_LONG_HUNK};
use crate::generator::{Generator, Workspace};
use crate::render::Sink;

/// Tries candidates, and counts what that costs.
pub struct Trial<'g, 'w> {
    /// What generates the page.
    pub generator: Generator<'g>,
    /// Where it is read.
    pub workspace: &'w mut Workspace,
    /// How many candidates were tried for this page.
    pub tried: usize,
    /// The candidate that came nearest to its target, while [`Level::ReadsAlike`] was tried for this hunk.
    pub nearest: Option<Near>,
    /// How many more may be tried for this hunk.
    of_hunk: usize,
    /// How many more may be tried for this group.
    left: usize,
    /// How many more bytes may be generated for this page.
    bytes: usize,
    source: String,
    forms: Option<Forms>,
}

/// A candidate that does not generate its target.
pub struct Near {
    /// How many bytes of target and generated text differ.
    pub distance: usize,
    /// The change of the source that was tried.
    pub splice: Splice,
    /// What it generates.
    pub text: String,
}

/// What a candidate generates, held against its target.
pub enum Tried {
    /// The target, at this level.
    Fits(Level, Shown),
    /// The first difference is white space: it may fit at [`Level::Spacing`].
    Spaced,
    /// Something else.
    Differs,
}

impl<'g, 'w> Trial<'g, 'w> {
    /// Nothing is tried yet.
    pub fn new(generator: Generator<'g>, workspace: &'w mut Workspace) -> Self {
        Self {
            generator,
            workspace,
            tried: 0,
            nearest: None,
            of_hunk: 0,
            left: 0,
            bytes: MOST_BYTES,
            source: String::new(),
            forms: None,
        }
    }

    /// What the exporter writes; found once.
    pub fn forms(&mut self) -> Forms {
        let Self {
            generator,
            workspace,
            forms,
            ..
        } = self;
        forms
            .get_or_insert_with(|| Forms::of(*generator, workspace))
            .clone()
    }

    /// A new hunk begins, with so many bytes of edited text.
    pub fn begin_hunk(&mut self, bytes: usize) {
        self.nearest = None;
        self.of_hunk = if bytes > LONG_HUNK {
            MOST_OF_LONG_HUNK
        } else {
            MOST_OF_HUNK
        };
    }

    /// A new group begins.
    pub fn begin(&mut self) {
        self.left = MOST_CANDIDATES.min(self.of_hunk);
    }

    /// Whether no candidate of this group may be tried any more.
    pub fn is_over(&self) -> bool {
        self.left == 0 || self.is_spent()
    }

    /// Whether no candidate of this page may be tried any more.
    pub fn is_spent(&self) -> bool {
        self.bytes == 0
    }

    /// Counts a text of `bytes` bytes that was looked at as a whole.
    pub fn spend(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// What `source` with `splice` generates, held against `target` up to `level`.
    pub fn run(
        &mut self,
        source: &str,
        splice: &Splice,
        target: &Target<'_>,
        level: Level,
    ) -> Tried {
        if self.is_over() {
            return Tried::Differs;
        }
        self.tried += 1;
        self.left -= 1;
        self.of_hunk = self.of_hunk.saturating_sub(1);
        self.spend(target.text.len().max(source.len()));
        self.source.clear();
        self.source.push_str(&source[..splice.range.start]);
        self.source.push_str(&splice.text);
        self.source.push_str(&source[splice.range.end..]);
        if u32::try_from(self.source.len()).is_err() {
            return Tried::Differs;
        }
        self.generator.parse_escaped(&self.source, self.workspace);
        let mut probe = Probe::new(target.text);
        let written = self.generator.markdown(&self.workspace.tree, &mut probe);
        let difference = match written {
            Ok(()) if probe.rest.is_empty() => {
                return Tried::Fits(Level::Exact, self.shown());
            }
            Ok(()) => probe.difference_to(""),
            Err(fmt::Error) => probe.difference,
        };
        match (level, difference) {
            (Level::Exact | Level::Spacing, Difference::Other | Difference::Words) => {
                Tried::Differs
            }
            (Level::Exact, Difference::Spacing) => Tried::Spaced,
            (Level::Spacing, Difference::Spacing) => self.held_against(splice, target, level),
            (Level::ReadsAlike, Difference::Words) => {
                self.note_if_nearest(splice, target);
                Tried::Differs
            }
            (Level::ReadsAlike, _) => self.held_against(splice, target, level),
        }
    }

    /// What the tree in the workspace shows, held against a target that it does not generate byte for byte.
    fn held_against(&mut self, splice: &Splice, target: &Target<'_>, level: Level) -> Tried {
        let shown = self.shown();
        let tail = &target.text[target.text.len() - target.tail..];
        if shown.text.ends_with(tail) {
            if spaced_alike(&shown.text, target.text) {
                return Tried::Fits(Level::Spacing, shown);
            }
            if level == Level::ReadsAlike {
                self.spend(shown.text.len());
                if target.reads(&shown.text) {
                    return Tried::Fits(level, shown);
                }
            }
        }
        if level == Level::ReadsAlike {
            self.note(splice, target, shown.text);
        }
        Tried::Differs
    }

    fn note_if_nearest(&mut self, splice: &Splice, target: &Target<'_>) {
        let mut text = String::new();
        self.generator
            .markdown(&self.workspace.tree, &mut text)
            .expect("a String takes everything");
        self.note(splice, target, text);
    }

    fn note(&mut self, splice: &Splice, target: &Target<'_>, text: String) {
        let distance = distance(&text, target.text);
        if self
            .nearest
            .as_ref()
            .is_none_or(|near| distance < near.distance)
        {
            self.nearest = Some(Near {
                distance,
                splice: splice.clone(),
                text,
            });
        }
    }

    fn shown(&self) -> Shown {
        Shown::of_tree(self.generator, &self.source, self.workspace)
    }
}

/// How many bytes of two texts differ, between what they begin and end with.
fn distance(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let head = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[head..], &other[head..]);
    let tails = one.iter().rev().zip(other.iter().rev());
    let tail = tails.take_while(|(a, b)| a == b).count();
    one.len() + other.len() - 2 * tail
}

/// What a candidate has to generate.
pub struct Target<'t> {
    /// All of it.
    pub text: &'t str,
    /// How many bytes at its end have to be as they are whatever the level: hunks that are next are there.
    pub tail: usize,
    /// What is read of it, once that was asked for.
    read: OnceCell<Read<'t>>,
}

impl<'t> Target<'t> {
    /// A text of which the last `tail` bytes have to be as they are.
    pub fn new(text: &'t str, tail: usize) -> Self {
        Self {
            text,
            tail,
            read: OnceCell::new(),
        }
    }

    /// Whether `text` reads the same.
    fn reads(&self, text: &str) -> bool {
        *self.read.get_or_init(|| Read::new(self.text)) == Read::new(text)
    }
}

/// A sink that stops at the first byte that differs from the target, and tells what differs there.
struct Probe<'t> {
    target: &'t [u8],
    rest: &'t [u8],
    difference: Difference,
}

/// What differs first between a target and what is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// On one side a blank or a line end, or the end of the text.
    Spacing,
    /// Letters on both sides, and no tag is open: whoever reads them sees that.
    Words,
    /// Something else.
    Other,
}

impl<'t> Probe<'t> {
    fn new(target: &'t str) -> Self {
        Self {
            target: target.as_bytes(),
            rest: target.as_bytes(),
            difference: Difference::Other,
        }
    }

    /// What differs first between the rest of the target and `text`, of which neither begins with the other.
    fn difference_to(&self, text: &str) -> Difference {
        let text = text.as_bytes();
        let same = text.iter().zip(self.rest).take_while(|(a, b)| a == b);
        let same = same.count();
        let sides = [text.get(same), self.rest.get(same)].map(|byte| byte.copied());
        let is_space = |side: Option<u8>| side.is_none_or(|byte| matches!(byte, b' ' | b'\n'));
        let is_letter = |side: Option<u8>| side.is_some_and(|byte| byte.is_ascii_alphabetic());
        if sides.into_iter().any(is_space) {
            return Difference::Spacing;
        }
        if !sides.into_iter().all(is_letter) {
            return Difference::Other;
        }
        let read = &self.target[..self.target.len() - self.rest.len() + same];
        let line = memchr::memrchr(b'\n', read).map_or(read, |end| &read[end..]);
        if memchr::memchr(b'<', line).is_some() {
            Difference::Other
        } else {
            Difference::Words
        }
    }
}

impl fmt::Write for Probe<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match self.rest.strip_prefix(text.as_bytes()) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => {
                self.difference = self.difference_to(text);
                Err(fmt::Error)
            }
        }
    }
}

impl Sink for Probe<'_> {}

/// Whether two texts are equal but for what no renderer shows: runs of three or more newlines for two, newlines at the
/// ends, and blanks in front of an empty line.
pub fn spaced_alike(one: &str, other: &str) -> bool {
    lines(one).eq(lines(other))
}

/// The lines of a text, with at most one empty line between two of them, and none at the ends. In front of an empty line
/// a line has no blanks at its end.
fn lines(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut all = text.split('\n').peekable();
    std::iter::from_fn(move || {
        loop {
            let line = all.next()?;
            if line.trim_matches(' ').is_empty() {
                continue;
            }
            let is_last = all
                .peek()
                .is_none_or(|next| next.trim_matches(' ').is_empty());
            let line = if is_last {
                line.trim_end_matches(' ')
            } else {
                line
            };
            return Some((line, is_last));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_is_what_no_reader_sees() {
        for (one, other, alike) in [
            ("a\n\nb", "a\n\n\n\nb", true),
            ("a\n\nb", "a  \n\nb\n\n", true),
            ("\na", "a", true),
            ("a\nb", "a\n\nb", false),
            ("a  \nb", "a\nb", false),
            ("a b", "a  b", false),
            ("a\n\n  b", "a\n\nb", false),
        ] {
            assert_eq!(spaced_alike(one, other), alike, "{one:?} and {other:?}");
        }
    }
}
