//! What settings have for each key, as plain data: `--show-config`, `init` and the README write it down.

use serde_json::Value;

use super::{Init, Schema};

/// A key and what settings have for it.
#[derive(Clone)]
pub struct Line {
    /// The key, without the keys above it.
    pub key: &'static str,
    /// The meaning in the table of the README.
    #[cfg(any(test, feature = "internals"))]
    pub meaning: &'static str,
    /// Whether that meaning stands for all keys below.
    #[cfg(any(test, feature = "internals"))]
    pub stands_for_all: bool,
    /// What `tikicheck init` writes about it.
    pub init: Init,
    /// Whether an entry of a list must have it.
    pub needed: bool,
    /// The value, or the keys below.
    pub content: Content,
}

/// What settings have for a key.
#[derive(Clone)]
pub enum Content {
    /// Nothing; the value is optional.
    Unset,
    /// A flag, a number, or a list of texts.
    Value(Value),
    /// A text.
    Text(String, Quotes),
    /// Keys below this one.
    Section(Vec<Line>),
    /// A mapping whose keys are free, such as rules with their severities.
    Map {
        /// The pairs that are set.
        set: Schema,
        /// All pairs, with the defaults of those that are not set.
        in_force: Schema,
    },
    /// A list of mappings.
    Entries(Vec<Value>),
}

/// Whether `init` writes a text in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// Always: it is a text that people change.
    Always,
    /// Only where YAML needs them: it is a word or a name.
    IfNeeded,
}

impl Content {
    /// The value as the schema has it for a default; `None` where there is no single value.
    pub fn default_value(&self) -> Option<Value> {
        match self {
            Content::Value(value) => Some(value.clone()),
            Content::Text(text, _) => Some(text.as_str().into()),
            Content::Unset | Content::Section(_) | Content::Map { .. } | Content::Entries(_) => {
                None
            }
        }
    }

    /// What is set, as one value; `None` where nothing is.
    pub fn into_value(self) -> Option<Value> {
        match self {
            Content::Unset => None,
            Content::Value(value) => Some(value),
            Content::Text(text, _) => Some(text.into()),
            Content::Section(lines) => Some(object(lines)),
            Content::Map { set, .. } => Some(set.into()),
            Content::Entries(entries) => Some(entries.into()),
        }
    }
}

/// Those of `lines` whose value is not that of the same line of `defaults`, and those that are needed.
pub fn changed(lines: Vec<Line>, defaults: Vec<Line>) -> Vec<Line> {
    let pairs = lines.into_iter().zip(defaults);
    pairs
        .filter_map(|(line, default)| match (line.content, default.content) {
            (Content::Section(below), Content::Section(defaults)) => {
                let below = changed(below, defaults);
                let content = Content::Section(below);
                let is_empty = matches!(&content, Content::Section(below) if below.is_empty());
                (!is_empty).then_some(Line { content, ..line })
            }
            (content, default) => {
                let is_changed = content.clone().into_value() != default.into_value();
                (is_changed || line.needed).then_some(Line { content, ..line })
            }
        })
        .collect()
}

/// The keys and values of `lines`, without those that are not set.
pub fn object(lines: Vec<Line>) -> Value {
    let pairs = lines
        .into_iter()
        .filter_map(|line| Some((line.key.to_owned(), line.content.into_value()?)));
    Value::Object(pairs.collect())
}
