//! What a finding is: one thing the check has to say about one place in one file; plain data, no wording of formats.

use std::path::PathBuf;

use crate::rules::{Rule, Severity};

/// A part of a page, as `page-format` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// The escaped wiki text; never written.
    Source,
}

/// A place in a file: byte offset from 0, line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// Bytes from the start of the file.
    pub offset: usize,
    /// Lines from 1; a line ends with LF.
    pub line: usize,
    /// Characters (Unicode scalar values) from 1.
    pub column: usize,
}

/// What a fix would do about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fix {
    /// `--fix` mends it and loses nothing.
    Safe,
    /// Only `--fix --discard-edits` mends it, and a hand edit is lost.
    DiscardsEdit,
    /// No fix: a person has to decide.
    None,
}

/// A short stretch of one line around a place, cut to a width that fits a terminal.
///
/// All texts are raw (unescaped, not made visible-safe); `…` marks where the line was cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Excerpt {
    /// Where `text` starts in the file; `None` for text that is on no file.
    pub at: Option<Position>,
    /// The same line in front of `text`, at most about 30 graphemes.
    pub before: String,
    /// The text in question; may be empty (something is missing here) and may hold newlines.
    pub text: String,
    /// The rest of the line behind `text`, at most about 30 graphemes.
    pub after: String,
}

/// One difference between what a page holds and what its source generates.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What is on the page, with its place in the file.
    pub found: Excerpt,
    /// What the source generates in that place.
    pub expected: Excerpt,
    /// The line of the source which that comes from, with its place in the file.
    pub source: Option<Excerpt>,
}

/// One thing to say about one place in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Which rule speaks.
    pub rule: Rule,
    /// The rule's severity under the configuration in force.
    pub severity: Severity,
    /// The file, relative to the root of the site.
    pub path: PathBuf,
    /// What is wrong, in one sentence without a final full stop, first letter lower-case.
    pub message: String,
    /// Which part of the page it is in, where one can be told.
    pub part: Option<Part>,
    /// First byte concerned.
    pub start: Position,
    /// One past the last byte concerned; equal to `start` where something is missing.
    pub end: Position,
    /// What stands there, for findings that are about one place and compare nothing.
    pub excerpt: Option<Excerpt>,
    /// What differs, for findings about generated parts.
    pub difference: Option<Difference>,
    /// What `--fix` would do.
    pub fix: Fix,
    /// The way out, in words and with the exact command.
    pub help: String,
}
