//! A row of the table: one key, its words, and the kind of its value.

use serde_json::Value;

use super::{Kind, Line, Schema};

/// One key of the settings `C`.
pub struct Row<C: 'static> {
    /// The key, without the keys above it: `comments` for `render.comments`.
    pub key: &'static str,
    /// What it says, in one sentence: the description in the schema. Empty where the key is clear by itself.
    pub doc: &'static str,
    /// The meaning in the table of the README; without it, `doc`.
    meaning: Option<&'static str>,
    /// What `tikicheck init` writes about the key.
    init: Init,
    /// For a key that an entry of a list must have: the end of the message "this entry needs `KEY`…".
    needed: Option<&'static str>,
    /// What its value is.
    pub kind: &'static dyn Kind<C>,
}

/// What `tikicheck init` writes about a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Init {
    /// Neither key nor value.
    Omit,
    /// The key and its value.
    Plain,
    /// An empty line, a comment line with these words, and the key.
    Group(&'static str),
    /// A comment line with these words, and the key.
    Above(&'static str),
    /// The key and its value, where that is not the default; with words, an empty line and a comment line above it.
    Changed(&'static str),
    /// The key, its value, and behind it on the same line these characters: blanks, `#`, words.
    Behind(&'static str),
}

impl<C> Clone for Row<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Row<C> {}

impl<C> Row<C> {
    /// A row with its description.
    pub const fn new(key: &'static str, doc: &'static str, kind: &'static dyn Kind<C>) -> Self {
        Row {
            key,
            doc,
            meaning: None,
            init: Init::Plain,
            needed: None,
            kind,
        }
    }

    /// With other words in the README. Where there are keys below, the README has these words and no row for each key.
    pub const fn meaning(mut self, meaning: &'static str) -> Self {
        self.meaning = Some(meaning);
        self
    }

    /// With a place in what `tikicheck init` writes.
    pub const fn init(mut self, init: Init) -> Self {
        self.init = init;
        self
    }

    /// With the end of the message that an entry without this key gets.
    pub const fn needed(mut self, message: &'static str) -> Self {
        self.needed = Some(message);
        self
    }

    /// What `settings` have for the key.
    pub fn line(&self, settings: &C) -> Line {
        Line {
            key: self.key,
            #[cfg(any(test, feature = "internals"))]
            meaning: self.meaning.unwrap_or(self.doc),
            #[cfg(any(test, feature = "internals"))]
            stands_for_all: self.meaning.is_some(),
            init: self.init,
            needed: self.needed.is_some(),
            content: self.kind.content(settings),
        }
    }
}

/// What `settings` have for each key.
pub fn lines<C>(rows: &[Row<C>], settings: &C) -> Vec<Line> {
    rows.iter().map(|row| row.line(settings)).collect()
}

/// The first key that an entry needs and that is not among those `seen`.
pub fn missing<C>(rows: &[Row<C>], seen: &[&'static str]) -> Result<(), String> {
    let missing = rows
        .iter()
        .filter(|row| !seen.contains(&row.key))
        .find_map(|row| Some((row.key, row.needed?)));
    match missing {
        Some((key, message)) => Err(format!("this entry needs `{key}`{message}")),
        None => Ok(()),
    }
}

/// The schema of a mapping with these keys, without its `type`; with `defaults` it tells the default of each value.
pub fn schema<C>(rows: &[Row<C>], defaults: Option<&C>) -> Schema {
    let mut properties = Schema::new();
    for row in rows {
        let mut schema = Schema::new();
        if !row.doc.is_empty() {
            schema.insert("description".to_owned(), row.doc.into());
        }
        schema.extend(row.kind.schema(defaults));
        let default = defaults.and_then(|defaults| row.kind.content(defaults).default_value());
        if let Some(default) = default {
            schema.insert("default".to_owned(), default);
        }
        properties.insert(row.key.to_owned(), schema.into());
    }
    let needed: Vec<Value> = rows
        .iter()
        .filter(|row| row.needed.is_some())
        .map(|row| row.key.into())
        .collect();
    let mut schema = Schema::new();
    schema.insert("additionalProperties".to_owned(), false.into());
    if !needed.is_empty() {
        schema.insert("required".to_owned(), needed.into());
    }
    schema.insert("properties".to_owned(), properties.into());
    schema
}

/// Where a value lies in the settings `C`; made by [`field!`].
pub struct Field<C, T> {
    /// The value.
    pub get: fn(&C) -> &T,
    /// The value, to be set.
    pub get_mut: fn(&mut C) -> &mut T,
}

/// A [`Field`] by its path: `field!(Config.links.page)`.
macro_rules! field {
    ($settings:ident . $($field:ident).+) => {
        $crate::config::table::Field {
            get: |settings: &$settings| &settings.$($field).+,
            get_mut: |settings: &mut $settings| &mut settings.$($field).+,
        }
    };
}
pub(crate) use field;
