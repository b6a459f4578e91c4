//! What a conversion to Markdown could not express, as data.

use crate::wiki::tree::Span;

/// Something that a conversion could not express, or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Why.
    pub cause: Cause,
    /// Where: the construct in the tree's text.
    pub span: Span,
    /// What it is about: the name of a plugin, a page, a colour; maybe empty.
    pub what: String,
}

/// Why something is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A plugin shows what the wiki knows at the time; it became a comment.
    DynamicPlugin,
    /// A plugin or its option has no Markdown; its text stays.
    Simplified,
    /// The text was shown to some readers only, and is left out.
    RestrictedText,
    /// The text was shown under a condition, and stays.
    ConditionalText,
    /// A page is shown inside this one; it became a comment.
    IncludedPage,
    /// Cells span columns or rows; the table is HTML.
    MergedCells,
    /// Block content in a cell or heading was put on one line.
    FlattenedBlock,
    /// Colour or font has no Markdown; it is HTML that some sites strip.
    Style,
    /// A file or an image is named by a number of the wiki.
    FileNumber,
    /// A plugin is not known; its call stays as text.
    UnknownPlugin,
    /// A link leads to a page that the site does not have.
    MissingPage,
    /// Tables of one row that follow each other became one table.
    MergedTables,
}

impl Cause {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Cause::DynamicPlugin => "dynamic-plugin",
            Cause::Simplified => "simplified",
            Cause::RestrictedText => "restricted-text",
            Cause::ConditionalText => "conditional-text",
            Cause::IncludedPage => "included-page",
            Cause::MergedCells => "merged-cells",
            Cause::FlattenedBlock => "flattened-block",
            Cause::Style => "style",
            Cause::FileNumber => "file-number",
            Cause::UnknownPlugin => "unknown-plugin",
            Cause::MissingPage => "missing-page",
            Cause::MergedTables => "merged-tables",
        }
    }

    /// What happened, in words.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Cause::DynamicPlugin => {
                "the plugin shows what the wiki knew at the time; it became a comment"
            }
            Cause::Simplified => "Markdown has less than the plugin; what has a form there stays",
            Cause::RestrictedText => {
                "the wiki showed this text to some readers only; it is left out"
            }
            Cause::ConditionalText => "the wiki showed this text under a condition; it stays",
            Cause::IncludedPage => "the wiki showed another page here; a comment names it",
            Cause::MergedCells => "cells span columns or rows, so the table became HTML",
            Cause::FlattenedBlock => "blocks in a cell or heading were put on one line",
            Cause::Style => {
                "Markdown has no colours or fonts; it became HTML, which some sites strip"
            }
            Cause::FileNumber => "the file is named by a number of the wiki",
            Cause::UnknownPlugin => "the plugin is not known, so its call stays as text",
            Cause::MissingPage => "the link leads to a page that the site does not have",
            Cause::MergedTables => "tables of one row that follow each other became one table",
        }
    }

    /// Its name with what happened: how a run over many pages tells it once for all of them.
    #[must_use]
    pub fn words(self) -> String {
        format!("{}: {}", self.name(), self.message())
    }

    /// What can be done about it.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Cause::DynamicPlugin | Cause::IncludedPage => {
                "write in its place what it showed, or leave the comment"
            }
            Cause::RestrictedText => "move what others may read out of the plugin, or take it out",
            Cause::ConditionalText => "take out what should not show",
            Cause::FileNumber => "name the path of the file in the attachments file, or write it",
            Cause::UnknownPlugin => "write in its place what it showed",
            Cause::MissingPage => "write the page, name it in `tiki.pages`, or take the link out",
            Cause::MergedTables => "put a blank line between them, or set `tiki.tables: new`",
            Cause::Simplified | Cause::MergedCells | Cause::FlattenedBlock | Cause::Style => {
                "leave it, or write it in a plainer form"
            }
        }
    }
}
