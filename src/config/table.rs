//! What the settings table is made of: rows, the kinds of their values, and the forms of a text.
//!
//! | part | what it is | example |
//! | --- | --- | --- |
//! | [`Row`] | a key, its words, and the kind of its value | `comments` |
//! | [`Field`] | where the value lies in the settings | `field!(RenderSettings.comments)` |
//! | [`Kind`] | what YAML has for the value | a text ([`One`]), a list of texts ([`List`]), keys below ([`Section`]) |
//! | `Form` | what a text may be | one of some words ([`OneOf`]), a pattern ([`Glob`]) |
//!
//! From the rows come the reading of settings ([`Reader`]), and what is written about them ([`Line`]s and the schema).

use serde_json::Value;

mod entries;
mod exporter;
mod form;
mod kind;
mod line;
mod map;
mod reader;
mod row;
mod slot;
mod tiki;

pub use entries::Entries;
pub use exporter::{LineRegex, NodeName, TemplateOf};
pub use form::{
    Attribute, Glob, InnerPath, LinkTemplate, NotBlank, NotBlankLine, OneLine, OneOf, RuleId,
    definitions,
};
pub use kind::{Bytes, Flag, Kind, List, Number, One, Optional, SameSection, Section, Set};
pub use line::{Content, Line, Quotes, changed};
pub use map::Map;
pub use reader::Reader;
pub(crate) use row::field;
pub use row::{Field, Init, Row, lines, schema};
pub use tiki::{Names, OneMark, Pages, Values, Wikis};

/// A part of a JSON schema.
pub type Schema = serde_json::Map<String, Value>;

/// A part of a JSON schema, by its pairs.
pub fn part<const N: usize>(pairs: [(&str, Value); N]) -> Schema {
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests;
