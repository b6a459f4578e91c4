//! The kinds of values: what YAML has for each, how it is read, shown, and described by the schema.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde_json::json;

use super::form::Form;
use super::reader::Reader;
use super::row::{lines, schema};
use super::slot::Slot;
use super::{Content, Field, Row, Schema, part};

/// What the value of a key in the settings `C` is.
pub trait Kind<C> {
    /// Where the value goes that is about to be read from `text`. A list or a map that has values is emptied.
    fn slot<'c>(&'c self, settings: &'c mut C, text: &'c str) -> Slot<'c>;

    /// What `settings` have.
    fn content(&self, settings: &C) -> Content;

    /// The schema of the value. `defaults` are for keys below this one; see [`schema`].
    fn schema(&self, defaults: Option<&C>) -> Schema;
}

/// True or false.
pub struct Flag<C>(pub Field<C, bool>);

impl<C> Kind<C> for Flag<C> {
    fn slot<'c>(&'c self, settings: &'c mut C, _: &'c str) -> Slot<'c> {
        Slot::Flag((self.0.get_mut)(settings))
    }

    fn content(&self, settings: &C) -> Content {
        Content::Value((*(self.0.get)(settings)).into())
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        part([("type", json!("boolean"))])
    }
}

/// A number of bytes, from 1. The most is a limit of this tool, so the schema does not tell it.
pub struct Bytes<C> {
    /// Where it lies.
    pub field: Field<C, u64>,
    /// The largest number that is accepted.
    pub most: u64,
}

impl<C> Kind<C> for Bytes<C> {
    fn slot<'c>(&'c self, settings: &'c mut C, _: &'c str) -> Slot<'c> {
        Slot::Number((self.field.get_mut)(settings), 1..=self.most)
    }

    fn content(&self, settings: &C) -> Content {
        Content::Value((*(self.field.get)(settings)).into())
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        part([("type", json!("integer")), ("minimum", json!(1))])
    }
}

/// A whole number in a range, such as `0..=8`.
pub struct Number<C> {
    /// Where it lies.
    pub field: Field<C, u64>,
    /// The numbers that are accepted.
    pub range: RangeInclusive<u64>,
}

impl<C> Kind<C> for Number<C> {
    fn slot<'c>(&'c self, settings: &'c mut C, _: &'c str) -> Slot<'c> {
        Slot::Number((self.field.get_mut)(settings), self.range.clone())
    }

    fn content(&self, settings: &C) -> Content {
        Content::Value((*(self.field.get)(settings)).into())
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        let (least, most) = (self.range.start(), self.range.end());
        part([
            ("type", json!("integer")),
            ("minimum", json!(least)),
            ("maximum", json!(most)),
        ])
    }
}

/// One text.
pub struct One<C, F: Form> {
    /// Where it lies.
    pub field: Field<C, F::Value>,
    /// What it may be.
    pub form: F,
}

impl<C, F: Form> Kind<C> for One<C, F> {
    fn slot<'c>(&'c self, settings: &'c mut C, _: &'c str) -> Slot<'c> {
        let to = (self.field.get_mut)(settings);
        Slot::Text(Box::new(move |text| {
            *to = self.form.read(text)?;
            Ok(())
        }))
    }

    fn content(&self, settings: &C) -> Content {
        let text = self.form.write((self.field.get)(settings));
        Content::Text(text, self.form.quotes())
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        self.form.schema()
    }
}

/// One text, or none.
pub struct Optional<C, F: Form> {
    /// Where it lies.
    pub field: Field<C, Option<F::Value>>,
    /// What it may be.
    pub form: F,
}

impl<C, F: Form> Kind<C> for Optional<C, F> {
    fn slot<'c>(&'c self, settings: &'c mut C, _: &'c str) -> Slot<'c> {
        let to = (self.field.get_mut)(settings);
        Slot::Text(Box::new(move |text| {
            *to = Some(self.form.read(text)?);
            Ok(())
        }))
    }

    fn content(&self, settings: &C) -> Content {
        match (self.field.get)(settings) {
            Some(value) => Content::Text(self.form.write(value), self.form.quotes()),
            None => Content::Unset,
        }
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        self.form.schema()
    }
}

/// A list of texts.
pub struct List<C, F: Form> {
    /// Where it lies.
    pub field: Field<C, Vec<F::Value>>,
    /// What each text may be.
    pub form: F,
    /// The message for an empty list; `None` if the list may be empty.
    pub empty: Option<&'static str>,
}

impl<C, F: Form> Kind<C> for List<C, F> {
    fn slot<'c>(&'c self, settings: &'c mut C, _: &'c str) -> Slot<'c> {
        let to = (self.field.get_mut)(settings);
        to.clear();
        Slot::List {
            push: Box::new(move |text| {
                to.push(self.form.read(text)?);
                Ok(())
            }),
            empty: self.empty,
        }
    }

    fn content(&self, settings: &C) -> Content {
        let texts = (self.field.get)(settings).iter();
        Content::Value(texts.map(|value| self.form.write(value)).collect())
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        let items = json!(self.form.schema());
        match self.empty {
            Some(_) => part([
                ("type", json!("array")),
                ("minItems", json!(1)),
                ("items", items),
            ]),
            None => part([("type", json!(["array", "null"])), ("items", items)]),
        }
    }
}

/// A set of texts, written as a list.
pub struct Set<C, F: Form> {
    /// Where it lies.
    pub field: Field<C, BTreeSet<F::Value>>,
    /// What each text may be.
    pub form: F,
}

impl<C, F: Form> Kind<C> for Set<C, F>
where
    F::Value: Ord,
{
    fn slot<'c>(&'c self, settings: &'c mut C, _: &'c str) -> Slot<'c> {
        let to = (self.field.get_mut)(settings);
        to.clear();
        Slot::List {
            push: Box::new(move |text| {
                to.insert(self.form.read(text)?);
                Ok(())
            }),
            empty: None,
        }
    }

    fn content(&self, settings: &C) -> Content {
        let texts = (self.field.get)(settings).iter();
        Content::Value(texts.map(|value| self.form.write(value)).collect())
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        part([
            ("type", json!(["array", "null"])),
            ("items", json!(self.form.schema())),
        ])
    }
}

/// Keys below this one that are also those of another key, for the part `S` of the settings.
pub struct SameSection<C, S: 'static> {
    /// The part and the keys.
    pub section: Section<C, S>,
    /// Where the schema of the other key is, such as `#/properties/render`.
    pub schema: &'static str,
}

impl<C, S> Kind<C> for SameSection<C, S> {
    fn slot<'c>(&'c self, settings: &'c mut C, text: &'c str) -> Slot<'c> {
        self.section.slot(settings, text)
    }

    fn content(&self, settings: &C) -> Content {
        self.section.content(settings)
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        part([("$ref", json!(self.schema))])
    }
}

/// Keys below this one, for the part `S` of the settings.
pub struct Section<C, S: 'static> {
    /// Where the part lies.
    pub field: Field<C, S>,
    /// The keys.
    pub rows: &'static [Row<S>],
}

impl<C, S> Kind<C> for Section<C, S> {
    fn slot<'c>(&'c self, settings: &'c mut C, text: &'c str) -> Slot<'c> {
        Slot::Section(Box::new(Reader {
            rows: self.rows,
            settings: (self.field.get_mut)(settings),
            text,
        }))
    }

    fn content(&self, settings: &C) -> Content {
        Content::Section(lines(self.rows, (self.field.get)(settings)))
    }

    fn schema(&self, defaults: Option<&C>) -> Schema {
        let mut whole = part([("type", json!(["object", "null"]))]);
        whole.extend(schema(self.rows, defaults.map(self.field.get)));
        whole
    }
}
