//! One version of a page as it is compared: front matter, body, copy, and the wiki text with what it generates.

use std::ops::Range;

use super::fnv::fnv;
use crate::generator::{Generator, Workspace};
use crate::page::escape::unescape;
use crate::page::lines::View;
use crate::page::{self, File, Parts, Splits, Syntax};
use crate::render::record::Recorded;
use crate::text::diff::{self, Change};
use crate::wiki::tree::Kind;

/// The texts of a page; line ends are LF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// How its front matter is written.
    pub syntax: Syntax,
    /// Its front matter, without the lines that mark it.
    pub front_matter: String,
    /// What stands between front matter and block.
    pub body: String,
    /// The line of the file on which the body begins, from 1.
    pub body_line: usize,
    /// The wiki text, not escaped; `None` where the page carries none, or it cannot be told.
    pub source: Option<String>,
    /// The copy, not escaped, in the same case.
    pub copy: Option<String>,
    /// The hash of the dump, in the same case.
    pub tree: Option<u64>,
}

impl Version {
    /// The texts of a file. What is no text in it becomes `�`.
    #[must_use]
    pub fn of(file: &[u8]) -> Self {
        let view = View::with_lf(file);
        let file = &*view.text;
        let text = |at: Range<usize>| String::from_utf8_lossy(&file[at]).into_owned();
        let (head, body, parts) = match page::read(file) {
            File::Page(page) => {
                let parts = match page.splits(file) {
                    Splits::One(parts) => Some(parts),
                    Splits::Several { likely, others } => likely.into_iter().chain(others).next(),
                };
                (page.front_matter.clone(), page.body.clone(), parts)
            }
            File::WithoutSource | File::Damaged(_) => {
                let head =
                    page::front_matter(file).unwrap_or_else(|_| page::FrontMatter::none(file));
                let end = head.range.end;
                (head, end..file.len(), None)
            }
        };
        let plain = |at: &Range<usize>| unescape(&text(at.clone())).into_owned();
        let line = memchr::memchr_iter(b'\n', &file[..body.start]).count() + 1;
        let of = |part: fn(&Parts) -> &Range<usize>| parts.as_ref().map(|parts| plain(part(parts)));
        Self {
            syntax: head.syntax,
            front_matter: text(head.text(file)),
            body: text(body),
            body_line: line,
            source: of(|parts| &parts.source),
            copy: of(|parts| &parts.copy),
            tree: parts.as_ref().map(|parts| fnv(&file[parts.tree.clone()])),
        }
    }

    /// The body without the empty lines around it.
    #[must_use]
    pub fn markdown(&self) -> &str {
        self.body.trim_matches('\n')
    }

    /// The parts in which it differs from another version.
    #[must_use]
    pub fn differs_in(&self, other: &Self) -> Vec<&'static str> {
        let head = self.syntax != other.syntax || self.front_matter != other.front_matter;
        [
            ("source", self.source != other.source),
            ("body", self.body != other.body),
            ("copy", self.copy != other.copy),
            ("tree", self.tree != other.tree),
            ("front matter", head),
        ]
        .into_iter()
        .filter_map(|(part, differs)| differs.then_some(part))
        .collect()
    }

    /// Whether somebody edited the body: it is not the copy.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        let copy = self.copy.as_deref().map(|copy| copy.trim_matches('\n'));
        copy.is_some_and(|copy| copy != self.markdown())
    }

    /// What a generator makes of its wiki text; `None` where it carries none, or where that would be larger than a page
    /// may be.
    #[must_use]
    pub fn generated(
        &self,
        generator: Generator<'_>,
        most: u64,
        workspace: &mut Workspace,
    ) -> Option<Recorded> {
        generated(self.source.as_deref()?, generator, most, workspace)
    }
}

/// What a generator makes of a wiki text, where that takes no more than `most` bytes.
#[must_use]
pub fn generated(
    source: &str,
    generator: Generator<'_>,
    most: u64,
    workspace: &mut Workspace,
) -> Option<Recorded> {
    use crate::render::budget::Limited;
    generator.parse(source, workspace);
    let mut out = Limited::new(Recorded::default(), most);
    generator.markdown(&workspace.tree, &mut out).ok()?;
    Some(out.inner)
}

/// Which construct of the wiki text a stretch of the body comes from.
#[derive(Debug)]
pub struct Origins {
    generated: Recorded,
    /// What differs between the body and what is generated, in order.
    changes: Vec<Change>,
}

/// So many differences between a body and what is generated are looked at.
const MOST_CHANGES: usize = 10_000;

impl Origins {
    /// Lines up a body with what its wiki text generates.
    #[must_use]
    pub fn new(body: &str, generated: Recorded) -> Self {
        let changes = match body == generated.text {
            true => Vec::new(),
            false => diff::changes(body, &generated.text, MOST_CHANGES).list,
        };
        Self { generated, changes }
    }

    /// The same for a body that is what is generated.
    #[must_use]
    pub fn of_itself(generated: Recorded) -> Self {
        Self {
            generated,
            changes: Vec::new(),
        }
    }

    /// The constructs that the bytes `at` of the body come from, in order, without text.
    #[must_use]
    pub fn kinds(&self, at: Range<usize>) -> Vec<Kind> {
        let (start, end) = (
            self.there(at.start, Edge::Start),
            self.there(at.end, Edge::End),
        );
        if end <= start {
            return Vec::new();
        }
        let pieces = self.generated.pieces(start..end);
        let kinds = pieces.filter_map(|(_, origin)| origin.kind);
        let mut kinds: Vec<Kind> = kinds.filter(|kind| *kind != Kind::Text).collect();
        kinds.dedup();
        kinds
    }

    /// The place in what is generated that stands for byte `at` of the body.
    fn there(&self, at: usize, edge: Edge) -> usize {
        let before = self
            .changes
            .partition_point(|change| change.found.start <= at);
        let Some(change) = before
            .checked_sub(1)
            .and_then(|place| self.changes.get(place))
        else {
            return at.min(self.generated.text.len());
        };
        let there = match (at < change.found.end, edge) {
            (true, Edge::Start) => change.expected.start,
            (true, Edge::End) => change.expected.end,
            (false, _) => change.expected.end + (at - change.found.end),
        };
        there.min(self.generated.text.len())
    }
}

/// Which end of a stretch.
#[derive(Debug, Clone, Copy)]
enum Edge {
    Start,
    End,
}
