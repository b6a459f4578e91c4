//! The settings of `tikicheck.yaml`, as plain valid values. Opens no file.
//!
//! [`Config`] has the values and their defaults, the table in `settings` has the keys. Everything else follows from
//! these two: `parse` reads a text, `show` writes the settings in force, `schema` describes them to editors,
//! `commented` writes the text of `tikicheck init`, `readme` the table of the README.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::merge::Within;
use crate::rules::Rule;
use crate::rules::Severity;

mod commented;
pub mod error;
pub mod exporter;
mod lines;
mod page_list;
mod parse;
pub mod pattern;
mod read;
#[cfg(any(test, feature = "internals"))]
mod readme;
mod schema;
mod settings;
mod show;
mod table;
mod tiki;

pub use error::ConfigError;
pub use exporter::{Exporter, PagesExporter};
pub use lines::lines;
pub use page_list::{LARGEST_PAGE_LIST, PageList};
pub use pattern::Pattern;
pub use read::{read_json, read_yaml, without_mark};
#[cfg(any(test, feature = "internals"))]
pub use readme::{form_rows, placeholder_rows, readme_rows};
pub use schema::schema;
pub use tiki::{
    Collapse, DefinitionLists, EntityStyle, HeadingNumbers, Newlines, Profile, Resolver,
    TableStyle, TikiSettings, WikiComments,
};

/// The name of the configuration file. It lies at the root of the site: the root of the repository, or a directory
/// below it.
pub const FILE_NAME: &str = "tikicheck.yaml";

/// The name of the file with the JSON schema, beside the configuration.
pub const SCHEMA_NAME: &str = "tikicheck.schema.json";

/// The largest configuration that is read, in bytes: names of categories can be many. The YAML parser needs quadratic time
/// for nested lists, so a large one may not have many brackets.
pub const LARGEST_CONFIG: usize = 64 * 1024;

/// The highest limit of a page, in bytes: places in a text have 32 bits, and each byte takes a hundred bytes of memory.
pub const LARGEST_PAGE: u64 = 1024 * 1024 * 1024;

/// All settings of `tikicheck.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The files that are pages; never empty.
    pub pages: Vec<Pattern>,
    /// The files that are no pages although `pages` matches them.
    pub exclude: Vec<Pattern>,
    /// Pages that must have a source.
    pub require_source: Vec<Pattern>,
    /// The key of the front matter whose value a page keeps when it is renamed.
    pub identity: Option<String>,
    /// The language of the wiki text.
    pub dialect: Language,
    /// How pages of the Tiki dialect are read and written.
    pub tiki: TikiSettings,
    /// The choices of the renderer.
    pub render: RenderSettings,
    /// The debug block.
    pub block: BlockSettings,
    /// Where links lead.
    pub links: Links,
    /// What the exporter read, wrote and left out.
    pub exporter: Exporter,
    /// The exporters of some of the pages; the first whose pattern matches counts.
    pub exporters: Vec<PagesExporter>,
    /// The names of categories.
    pub categories: BTreeSet<String>,
    /// The severities that are set; `None` switches a rule off.
    pub rules: BTreeMap<Rule, Option<Severity>>,
    /// The findings that are accepted.
    pub ignore: Vec<Ignore>,
    /// How pages of two branches are merged.
    pub merge: MergeSettings,
    /// The sizes beyond which a file is not read.
    pub limits: Limits,
    /// What Hugo knows.
    pub hugo: HugoSettings,
}

/// What Hugo knows on a site besides what lies beside its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HugoSettings {
    /// The names of shortcodes.
    pub shortcodes: BTreeSet<String>,
    /// Addresses that something else serves, without the slash in front.
    pub serves: Vec<Pattern>,
}

/// The choices of the renderer: exports made them differently over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderSettings {
    /// Where HTML comments are put.
    pub comments: Comments,
    /// How `{maketoc}` is written.
    pub toc: Toc,
    /// Whether lines lose their leading white space before they are parsed.
    pub trim_lines: bool,
}

/// An enum whose variants have words in `tikicheck.yaml`, with the table of these words.
macro_rules! words {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident = $word:literal,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// The word of each variant.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, $name::$variant),)+];
        }
    };
}
use words;

words! {
    /// The language of the wiki text.
    pub enum Language {
        /// That of the exporter that wrote the pages.
        Exporter = "exporter",
        /// That of Tiki itself.
        Tiki = "tiki",
    }
}

words! {
    /// Where HTML comments are put.
    pub enum Comments {
        /// On lines of their own.
        Block = "block",
        /// In the line where they were.
        Inline = "inline",
    }
}

words! {
    /// How `{maketoc}` is written.
    pub enum Toc {
        /// As an HTML comment.
        Comment = "comment",
        /// As Hugo's shortcode `{{< toc >}}`.
        Shortcode = "shortcode",
    }
}

/// How the debug block looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockSettings {
    /// The value of the block's `style` attribute; on one line, without `"`, `<` and `>`.
    pub style: String,
    /// Whether the settings name it. A style that nobody named is not written over another one.
    pub is_named: bool,
}

/// The templates of links, each on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// To a page; contains `{slug}`.
    pub page: String,
    /// To a tag; contains `{slug}`.
    pub tag: String,
    /// The text in front of urls that start with `tiki-index`; may be empty.
    pub tiki: String,
    /// To an attachment; contains `{id}`.
    pub attachment: String,
    /// To a file of a gallery; contains `{id}`.
    pub file: String,
    /// The attachments file, relative to the root of the site, without `..`.
    pub attachments: Option<PathBuf>,
}

/// An entry of `ignore`: it accepts the findings of a rule on some pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The pages.
    pub path: Pattern,
    /// The rule.
    pub rule: Rule,
    /// Why they are accepted; not blank.
    pub reason: String,
    /// The line of the configuration on which the entry starts, from 1.
    pub line: usize,
}

/// How pages of two branches are merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MergeSettings {
    /// How far a merge looks into lines that both sides changed.
    pub within: Within,
}

impl Within {
    /// The word of each variant.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("lines", Self::Lines),
        ("sentences", Self::Sentences),
        ("words", Self::Words),
    ];
}

/// The sizes beyond which a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest page, in bytes; at most [`LARGEST_PAGE`].
    pub page_bytes: u64,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            pages: vec![Pattern::new("**/*.md").expect("the default pattern is a good one")],
            exclude: Vec::new(),
            require_source: Vec::new(),
            identity: None,
            dialect: Language::Exporter,
            tiki: TikiSettings::default(),
            render: RenderSettings::default(),
            block: BlockSettings::default(),
            links: Links::default(),
            exporter: Exporter::default(),
            exporters: Vec::new(),
            categories: BTreeSet::new(),
            rules: BTreeMap::new(),
            ignore: Vec::new(),
            merge: MergeSettings::default(),
            limits: Limits::default(),
            hugo: HugoSettings::default(),
        }
    }
}

impl Default for RenderSettings {
    fn default() -> Self {
        RenderSettings {
            comments: Comments::Block,
            toc: Toc::Comment,
            trim_lines: false,
        }
    }
}

impl Default for BlockSettings {
    fn default() -> Self {
        BlockSettings {
            style: "background-color: #e0e0e0;".to_owned(),
            is_named: false,
        }
    }
}

impl Default for Links {
    fn default() -> Self {
        Links {
            page: "/posts/{slug}".to_owned(),
            tag: "/tags/{slug}.html".to_owned(),
            tiki: String::new(),
            attachment: "/attachments/{id}".to_owned(),
            file: "/files/{id}".to_owned(),
            attachments: None,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            page_bytes: 8 * 1024 * 1024,
        }
    }
}

impl Config {
    /// Whether the file at this path, relative to the root, is a page.
    #[must_use]
    pub fn is_page(&self, path: &Path) -> bool {
        matches_any(&self.pages, path) && !matches_any(&self.exclude, path)
    }

    /// The files that the settings name, relative to the root: what they say decides about all pages.
    pub fn files_beside(&self) -> impl Iterator<Item = &Path> {
        let files = [&self.links.attachments, &self.tiki.pages.file];
        files.into_iter().filter_map(Option::as_deref)
    }

    /// Whether there may be pages below this directory, relative to the root.
    #[must_use]
    pub fn reaches(&self, directory: &Path) -> bool {
        self.pages.iter().any(|pattern| pattern.reaches(directory))
    }

    /// The exporter of its own that the page at this path, relative to the root, has.
    #[must_use]
    pub fn exporter_of(&self, path: &Path) -> Option<&PagesExporter> {
        self.exporters
            .iter()
            .find(|entry| entry.pages.matches(path))
    }

    /// Whether the page at this path, relative to the root, must carry its source.
    #[must_use]
    pub fn requires_source(&self, path: &Path) -> bool {
        matches_any(&self.require_source, path)
    }

    /// The severity of a finding of this rule; `None` if the rule is off.
    #[must_use]
    pub fn severity(&self, rule: Rule) -> Option<Severity> {
        match self.rules.get(&rule) {
            Some(severity) => *severity,
            None => rule.default_severity(),
        }
    }

    /// The index of the first entry of `ignore` that accepts findings of this rule on this page.
    #[must_use]
    pub fn ignored(&self, path: &Path, rule: Rule) -> Option<usize> {
        self.ignore
            .iter()
            .position(|entry| entry.rule == rule && entry.path.matches(path))
    }
}

fn matches_any(patterns: &[Pattern], path: &Path) -> bool {
    patterns.iter().any(|pattern| pattern.matches(path))
}

/// A text as a YAML scalar in double quotes: a JSON string is one.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text as a YAML scalar: `block` as it is, `"a: b"` in double quotes.
fn plain_or_quoted(text: &str) -> String {
    match serde_yaml::to_string(text) {
        Ok(yaml) if yaml.trim_end_matches('\n') == text => text.to_owned(),
        Ok(_) | Err(_) => quoted(text),
    }
}
