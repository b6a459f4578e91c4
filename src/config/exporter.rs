//! The exporter as settings: what it reads, what it writes for each construct, and what it leaves out.

use super::{BlockSettings, Pattern, RenderSettings};
use crate::wiki::Lines;
use crate::wiki::Reading;
use crate::wiki::reading::AliasedLinks;
use crate::wiki::tree::Kind;

mod forms;
mod lines;
mod placeholder;
mod presets;
mod template;

pub use forms::{FORM_ROWS, Form, Forms};
pub use lines::LinePattern;
pub use placeholder::Placeholder;
pub use presets::Preset;
pub use template::{Piece, Side, Template};

/// What differs between exporters. The default is the last version of the exporter that this project knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exporter {
    /// The export whose settings are the defaults of all others.
    pub preset: Option<Preset>,
    /// What it reads.
    pub reads: Reads,
    /// What it writes.
    pub writes: Writes,
    /// What it leaves out of the finished Markdown.
    pub leaves_out: LeavesOut,
}

/// What an exporter reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reads {
    /// The constructs that it takes for text.
    pub unknown: Vec<Kind>,
    /// What the page of an aliased link may hold.
    pub aliased_links: AliasedLinksRead,
    /// Whether `tiki-index.php?page_id=…` names a page, and urls that start with `tiki-index` lead to the wiki.
    pub page_id_links: bool,
}

super::words! {
    /// How `((page|text))` is read.
    pub enum AliasedLinksRead {
        /// Neither `((` nor `))` can stand in the page.
        Strict = "strict",
        /// The page is everything up to the bar.
        Run = "run",
        /// It is no construct.
        Unknown = "unknown",
    }
}

/// What an exporter writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writes {
    /// The template of each construct.
    pub forms: Forms,
    /// Blanks for each level of a list behind the first.
    pub bullet_indent: u64,
    /// Blanks for each level of a numbered list behind the first.
    pub number_indent: u64,
    /// How spaces in urls are written.
    pub url_spaces: UrlSpaces,
    /// The most newlines in a row; 0 for as many as there are.
    pub most_newlines: u64,
}

super::words! {
    /// How spaces in urls are written.
    pub enum UrlSpaces {
        /// As `%20`.
        Encode = "encode",
        /// As they are.
        Keep = "keep",
    }
}

/// What an exporter leaves out of the finished Markdown.
///
/// Where anything is set, the Markdown is cut at each line of three or more dashes. A section goes that is blank, that
/// has nothing but comments, or that has one of `sections` in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeavesOut {
    /// Sections go that have one of these texts in them, whatever the case.
    pub sections: Vec<String>,
    /// Lines go that match one of these, before there are sections.
    pub lines: Vec<LinePattern>,
    /// Whether sections go that are blank or have nothing but comments, where neither of the above is set.
    pub blank_sections: bool,
}

/// An exporter for some of the pages: a site can have pages of several exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagesExporter {
    /// The pages.
    pub pages: Pattern,
    /// The choices of the renderer.
    pub render: RenderSettings,
    /// The debug block.
    pub block: BlockSettings,
    /// The exporter.
    pub exporter: Exporter,
    /// The line of the configuration on which the entry starts, from 1.
    pub line: usize,
}

impl Default for Reads {
    fn default() -> Self {
        Self {
            unknown: Vec::new(),
            aliased_links: AliasedLinksRead::Strict,
            page_id_links: true,
        }
    }
}

impl Default for Writes {
    fn default() -> Self {
        Self {
            forms: Forms::default(),
            bullet_indent: 3,
            number_indent: 2,
            url_spaces: UrlSpaces::Encode,
            most_newlines: 2,
        }
    }
}

impl Reads {
    /// How wiki text is read, with or without the white space at the start of its lines.
    #[must_use]
    pub fn reading(&self, lines: Lines) -> Reading {
        let aliased =
            (self.aliased_links == AliasedLinksRead::Unknown).then_some(Kind::AliasedLocalLink);
        Reading {
            lines,
            unknown: self.unknown.iter().copied().chain(aliased).collect(),
            aliased_links: match self.aliased_links {
                AliasedLinksRead::Run => AliasedLinks::Run,
                AliasedLinksRead::Strict | AliasedLinksRead::Unknown => AliasedLinks::Strict,
            },
            ..Reading::default()
        }
    }
}

impl LeavesOut {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.lines.is_empty() && !self.blank_sections
    }

    /// The first of `sections` that `text` has in it, whatever the case.
    #[must_use]
    pub fn section_text_in(&self, text: &str) -> Option<&str> {
        if self.sections.is_empty() {
            return None;
        }
        let lower = lower_case(text);
        let has = |asked: &&String| {
            memchr::memmem::find(lower.as_bytes(), lower_case(asked).as_bytes()).is_some()
        };
        self.sections.iter().find(has).map(String::as_str)
    }
}

/// A text in lower case. Most texts are ASCII for the most part, and that is fast.
fn lower_case(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        lower.push_str(&rest[..at]);
        let other = rest[at..].find(|c: char| c.is_ascii());
        let (others, behind) = rest[at..].split_at(other.unwrap_or(rest.len() - at));
        lower.extend(others.chars().flat_map(char::to_lowercase));
        rest = behind;
    }
    lower.push_str(rest);
    lower.make_ascii_lowercase();
    lower
}

#[cfg(test)]
mod tests;
