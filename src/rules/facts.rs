//! What the table says of a rule besides its name: the part it is about, what a fix does, how much it has to know.

use serde::{Deserialize, Serialize};

/// A part of a page, as the page format names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Part {
    /// YAML, JSON or TOML at the head of the file; never written.
    FrontMatter,
    /// The Markdown that Hugo shows.
    Body,
    /// The lines of the debug block that hold copy, tree and source together.
    Frame,
    /// The escaped copy of the generated Markdown.
    Copy,
    /// The escaped dump of the parsed tree.
    Tree,
    /// The escaped wiki text; written only where a hand edit of the body is carried into it.
    Source,
}

/// What a fix would do about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Fix {
    /// `--fix` fixes it and loses nothing.
    Safe,
    /// `--fix --keep-edits` fixes it: the page reads the same, and its hand edit is in the source.
    KeepsEdit,
    /// Only `--fix --discard-edits` fixes it, and a hand edit is lost.
    DiscardsEdit,
    /// No fix: a person has to decide.
    None,
}

/// How much of the site has to be known to judge a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One page.
    Page,
    /// All pages: the rule compares pages with each other, so only a run over all of them can tell.
    Site,
    /// A page and what it was before: only a run over a commit or a range can tell.
    Change,
}
