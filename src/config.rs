//! What `tikicheck.yaml` says, as plain validated values; no file is opened here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::rules::Rule;
use crate::rules::Severity;

pub mod error;
mod lines;
mod parse;
pub mod pattern;
mod read;
mod show;

pub use error::ConfigError;
pub use lines::lines;
pub use pattern::Pattern;
pub use read::{read_json, read_yaml};

/// The name of the configuration file, which lies at the root of the repository.
pub const FILE_NAME: &str = "tikicheck.yaml";

/// The JSON schema of the configuration, for editors.
pub const SCHEMA: &str = include_str!("../schema/tikicheck.schema.json");

/// The name that the schema has where it lies beside the configuration.
pub const SCHEMA_NAME: &str = "tikicheck.schema.json";

/// The largest configuration that is read, in bytes: nested lists take YAML time that grows with the square.
pub const LARGEST_CONFIG: usize = 16 * 1024;

/// The highest limit of a page, in bytes: places in a text have 32 bits, and each byte takes a hundred bytes of memory.
pub const LARGEST_PAGE: u64 = 1024 * 1024 * 1024;

/// Everything that `tikicheck.yaml` can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Which files are pages; never empty.
    pub pages: Vec<Pattern>,
    /// Which of them are not.
    pub exclude: Vec<Pattern>,
    /// Pages here must carry their source.
    pub require_source: Vec<Pattern>,
    /// Choices of the renderer.
    pub render: RenderSettings,
    /// The debug block.
    pub block: BlockSettings,
    /// Where links lead.
    pub links: Links,
    /// Rules whose severity was changed; `None` switches a rule off.
    pub rules: BTreeMap<Rule, Option<Severity>>,
    /// Findings that are accepted, each with a reason.
    pub ignore: Vec<Ignore>,
    /// Sizes beyond which a file is not looked at.
    pub limits: Limits,
}

/// Choices of the renderer that exports made differently over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderSettings {
    /// How comments stand in the text.
    pub comments: Comments,
    /// How `{maketoc}` is written.
    pub toc: Toc,
    /// Whether lines lose their leading white space before they are parsed.
    pub trim_lines: bool,
}

/// How what becomes an HTML comment stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    /// On lines of its own.
    Block,
    /// In the line where it was.
    Inline,
}

/// How `{maketoc}` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toc {
    /// As an HTML comment.
    Comment,
    /// As Hugo's shortcode `{{< toc >}}`.
    Shortcode,
}

/// What the debug block looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockSettings {
    /// The value of the block's `style` attribute; on one line, without `"`, `<` and `>`.
    pub style: String,
}

/// Templates of links, on one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// To a page; holds `{slug}`.
    pub page: String,
    /// To a tag; holds `{slug}`.
    pub tag: String,
    /// What is put in front of urls that start with `tiki-index`; may be empty.
    pub tiki: String,
    /// To an attachment; holds `{id}`.
    pub attachment: String,
    /// To a file of a gallery; holds `{id}`.
    pub file: String,
    /// The attachments file, relative to the root, without `..`.
    pub attachments: Option<PathBuf>,
}

/// A finding that is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// Where.
    pub path: Pattern,
    /// Which rule.
    pub rule: Rule,
    /// Why; not empty.
    pub reason: String,
    /// The line of the configuration on which the entry starts, from 1.
    pub line: usize,
}

/// Sizes beyond which a file is not looked at.
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
            render: RenderSettings::default(),
            block: BlockSettings::default(),
            links: Links::default(),
            rules: BTreeMap::new(),
            ignore: Vec::new(),
            limits: Limits::default(),
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

    /// Whether there may be pages below this directory, relative to the root.
    #[must_use]
    pub fn reaches(&self, directory: &Path) -> bool {
        self.pages.iter().any(|pattern| pattern.reaches(directory))
    }

    /// Whether the page at this path, relative to the root, must carry its source.
    #[must_use]
    pub fn requires_source(&self, path: &Path) -> bool {
        matches_any(&self.require_source, path)
    }

    /// What a finding of this rule weighs; `None` if the rule is off.
    #[must_use]
    pub fn severity(&self, rule: Rule) -> Option<Severity> {
        match self.rules.get(&rule) {
            Some(severity) => *severity,
            None => rule.default_severity(),
        }
    }

    /// The first entry of `ignore` that accepts findings of this rule at this path, as an index.
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
