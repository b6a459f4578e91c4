//! The settings of the Tiki dialect: how a Tiki site read its pages, and what is made of them.

use super::words;
use crate::wiki::tiki::{Entities, Syntax, Tables};

/// How pages of the Tiki dialect are read and written. The default is what Tiki itself does by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TikiSettings {
    /// What a newline in a paragraph becomes.
    pub newlines: Newlines,
    /// How tables are written.
    pub tables: TableStyle,
    /// How many colons are around centred text: 2 or 3.
    pub center: u64,
    /// What is around a box: one character.
    pub box_char: char,
    /// Whether a line that begins with a blank is shown in one width.
    pub indent_mono: bool,
    /// What the entities of old dumps are.
    pub entities: EntityStyle,
    /// Whether `WikiWord` is a link.
    pub wikiwords: bool,
    /// The language of the reader; empty for all.
    pub lang: String,
    /// Other wikis: their prefix, and the address in which `$page` is the page.
    pub interwiki: Vec<(String, String)>,
    /// The groups of the reader; by default a reader is in none.
    pub groups: Vec<String>,
    /// Whether numbers of headings are written.
    pub heading_numbers: HeadingNumbers,
}

words! {
    /// What a newline in a paragraph becomes.
    pub enum Newlines {
        /// A line break that shows.
        Hard = "hard",
        /// A newline of the Markdown.
        Soft = "soft",
    }
}

words! {
    /// How tables are written.
    pub enum TableStyle {
        /// In either style.
        Auto = "auto",
        /// Rows by newline.
        New = "new",
        /// Rows by `||`, in one line.
        Old = "old",
    }
}

words! {
    /// What the entities of old dumps are.
    pub enum EntityStyle {
        /// Decoded in a page that looks like a dump of a Tiki older than 9.
        Auto = "auto",
        /// Decoded in every page.
        Decode = "decode",
        /// Text.
        Keep = "keep",
    }
}

words! {
    /// Whether numbers of headings are written.
    pub enum HeadingNumbers {
        /// In front of their text.
        Bake = "bake",
        /// Not at all.
        Drop = "drop",
    }
}

impl Default for TikiSettings {
    fn default() -> Self {
        Self {
            newlines: Newlines::Hard,
            tables: TableStyle::Auto,
            center: 2,
            box_char: '^',
            indent_mono: false,
            entities: EntityStyle::Auto,
            wikiwords: false,
            lang: String::new(),
            interwiki: Vec::new(),
            groups: Vec::new(),
            heading_numbers: HeadingNumbers::Bake,
        }
    }
}

impl TikiSettings {
    /// How wiki text is read.
    #[must_use]
    pub fn syntax(&self) -> Syntax {
        Syntax {
            tables: match self.tables {
                TableStyle::Auto => Tables::Auto,
                TableStyle::New => Tables::New,
                TableStyle::Old => Tables::Old,
            },
            indent_mono: self.indent_mono,
            centre_colons: if self.center == 3 { 3 } else { 2 },
            box_mark: self.box_char,
            wiki_words: self.wikiwords,
            entities: match self.entities {
                EntityStyle::Auto => Entities::Auto,
                EntityStyle::Decode => Entities::Decode,
                EntityStyle::Keep => Entities::Keep,
            },
        }
    }
}
