//! The proof: a changed source is read and rendered, and what it generates is compared with what was asked for.

use super::Level;
use super::forms::Forms;
use super::shown::Shown;
use super::splice::Splice;
use super::{MOST_BYTES, MOST_CANDIDATES};
use crate::generator::{Generator, Workspace};
use crate::render::compare::Compare;

/// Tries candidates, and counts what that costs.
pub struct Trial<'g, 'w> {
    /// What generates the page.
    pub generator: Generator<'g>,
    /// Where it is read.
    pub workspace: &'w mut Workspace,
    /// How many candidates were tried for this page.
    pub tried: usize,
    /// How many more may be tried for this group.
    left: usize,
    /// How many more bytes may be generated for this page.
    bytes: usize,
    source: String,
    forms: Option<Forms>,
}

impl<'g, 'w> Trial<'g, 'w> {
    /// Nothing is tried yet.
    pub fn new(generator: Generator<'g>, workspace: &'w mut Workspace) -> Self {
        Self {
            generator,
            workspace,
            tried: 0,
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

    /// A new group begins.
    pub fn begin(&mut self) {
        self.left = MOST_CANDIDATES;
    }

    /// Whether no candidate of this group may be tried any more.
    pub fn is_over(&self) -> bool {
        self.left == 0 || self.is_spent()
    }

    /// Whether no candidate of this page may be tried any more.
    pub fn is_spent(&self) -> bool {
        self.bytes == 0
    }

    /// Whether `source` with `splice` generates `target`; what it shows then.
    pub fn generates(
        &mut self,
        source: &str,
        splice: &Splice,
        target: &Target<'_>,
        level: Level,
    ) -> Option<Shown> {
        if self.is_over() {
            return None;
        }
        self.tried += 1;
        self.left -= 1;
        self.bytes = self
            .bytes
            .saturating_sub(target.text.len().max(source.len()));
        self.source.clear();
        self.source.push_str(&source[..splice.range.start]);
        self.source.push_str(&splice.text);
        self.source.push_str(&source[splice.range.end..]);
        if u32::try_from(self.source.len()).is_err() {
            return None;
        }
        self.generator.parse_escaped(&self.source, self.workspace);
        match level {
            Level::Exact => {
                let mut compare = Compare::new(target.text.as_bytes());
                let written = self.generator.markdown(&self.workspace.tree, &mut compare);
                (written.is_ok() && compare.is_complete())
                    .then(|| Shown::of_tree(self.generator, &self.source, self.workspace))
            }
            Level::Spacing => {
                let shown = Shown::of_tree(self.generator, &self.source, self.workspace);
                let tail = &target.text[target.text.len() - target.tail..];
                let fits = shown.text.ends_with(tail) && spaced_alike(&shown.text, target.text);
                fits.then_some(shown)
            }
        }
    }
}

/// What a candidate has to generate.
pub struct Target<'t> {
    /// All of it.
    pub text: &'t str,
    /// How many bytes at its end have to be as they are whatever the level: hunks that are next are there.
    pub tail: usize,
}

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
