//! The kind of a list of mappings, such as `ignore`.

use serde_json::json;

use super::line::{changed, object};
use super::reader::{keys, slot};
use super::row::{lines, missing, schema};
use super::slot::{EntryList, Keyed, Slot};
use super::{Content, Field, Kind, Row, Schema, part};
use crate::config::error::place_after;
use crate::text::strict::place_of;

/// A list of mappings, each an `E`.
pub struct Entries<C, E: 'static> {
    /// Where the list lies.
    pub field: Field<C, Vec<E>>,
    /// The keys of an entry.
    pub rows: &'static [Row<E>],
    /// The entries before their keys are read; the last is for all further entries. Keys that have no default are
    /// needed, so that no blank value stays.
    pub blanks: fn(&C) -> Vec<E>,
    /// Takes the line on which an entry starts, from 1.
    pub set_line: fn(&mut E, usize),
    /// What the list is, for the message about another type.
    pub expected: &'static str,
}

impl<C, E: Clone> Kind<C> for Entries<C, E> {
    fn slot<'c>(&'c self, settings: &'c mut C, text: &'c str) -> Slot<'c> {
        let blanks = (self.blanks)(settings);
        let to = (self.field.get_mut)(settings);
        to.clear();
        Slot::Entries(Box::new(EntryReader {
            entries: self,
            to,
            text,
            entry: None,
            blanks,
            seen: Vec::new(),
            line: None,
            line_before: 1,
        }))
    }

    fn content(&self, settings: &C) -> Content {
        let blanks = (self.blanks)(settings);
        let blanks = blanks
            .iter()
            .chain(std::iter::repeat(blanks.last()).flatten());
        let entries = (self.field.get)(settings).iter().zip(blanks);
        let entries = entries.map(|(entry, blank)| {
            object(changed(lines(self.rows, entry), lines(self.rows, blank)))
        });
        Content::Entries(entries.collect())
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        let mut items = part([("type", json!("object"))]);
        items.extend(schema(self.rows, None));
        part([("type", json!(["array", "null"])), ("items", json!(items))])
    }
}

/// [`Entries`] that are being read.
struct EntryReader<'c, C, E: 'static> {
    entries: &'c Entries<C, E>,
    to: &'c mut Vec<E>,
    text: &'c str,
    blanks: Vec<E>,
    /// The entry that is being read.
    entry: Option<E>,
    /// The keys that it has so far.
    seen: Vec<&'static str>,
    /// The line of the first of these keys that is written without escapes, from 1.
    line: Option<usize>,
    /// The line of the entry before. An entry all of whose keys are written with escapes gets it too.
    line_before: usize,
}

impl<C, E: Clone> Keyed for EntryReader<'_, C, E> {
    fn keys(&self) -> Vec<&'static str> {
        keys(self.entries.rows)
    }

    fn slot(&mut self, key: &'static str) -> Option<Slot<'_>> {
        self.seen.push(key);
        slot(self.entries.rows, key, self.entry.as_mut()?, self.text)
    }

    fn at(&mut self, key: &str) {
        if self.line.is_none() {
            let place = place_of(self.text, key);
            self.line = place.map(|place| place_after(&self.text[..place.start]).0);
        }
    }

    fn finish(&mut self) -> Result<(), String> {
        missing(self.entries.rows, &self.seen)
    }
}

impl<C, E: Clone> EntryList for EntryReader<'_, C, E> {
    fn expected(&self) -> &'static str {
        self.entries.expected
    }

    fn begin(&mut self) {
        let blank = self.blanks.get(self.to.len());
        self.entry = blank.or(self.blanks.last()).cloned();
        self.seen.clear();
        self.line = None;
    }

    fn end(&mut self) {
        self.line_before = self.line.unwrap_or(self.line_before);
        if let Some(mut entry) = self.entry.take() {
            (self.entries.set_line)(&mut entry, self.line_before);
            self.to.push(entry);
        }
    }
}
