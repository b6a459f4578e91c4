//! The kind of a mapping whose keys are free.

use std::collections::BTreeMap;

use serde_json::json;

use super::form::Form;
use super::slot::{Pairs, Slot};
use super::{Content, Field, Kind, Schema, part};
use crate::text::strict::twice;

/// Texts by free keys, such as a severity for each rule.
pub struct Map<C, K: Form, V: Form> {
    /// Where it lies.
    pub field: Field<C, BTreeMap<K::Value, V::Value>>,
    /// What a key may be.
    pub keys: K,
    /// What a value may be.
    pub values: V,
    /// What the mapping is, for the message about another type.
    pub expected: &'static str,
    /// All keys with the values in force, sorted by key.
    pub in_force: fn(&C) -> BTreeMap<&'static str, &'static str>,
}

impl<C, K: Form, V: Form> Kind<C> for Map<C, K, V>
where
    K::Value: Ord + Clone,
{
    fn slot<'c>(&'c self, settings: &'c mut C, _: &'c str) -> Slot<'c> {
        let to = (self.field.get_mut)(settings);
        to.clear();
        Slot::Map(Box::new(MapReader {
            map: self,
            to,
            key: None,
        }))
    }

    fn content(&self, settings: &C) -> Content {
        let set = (self.field.get)(settings).iter();
        let set = set.map(|(key, value)| (self.keys.write(key), self.values.write(value).into()));
        let in_force = (self.in_force)(settings);
        let in_force = in_force
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.into()));
        Content::Map {
            set: set.collect(),
            in_force: in_force.collect(),
        }
    }

    fn schema(&self, _: Option<&C>) -> Schema {
        part([
            ("type", json!(["object", "null"])),
            ("propertyNames", json!(self.keys.schema())),
            ("additionalProperties", json!(self.values.schema())),
        ])
    }
}

/// A [`Map`] that is being read.
struct MapReader<'c, C, K: Form, V: Form> {
    map: &'c Map<C, K, V>,
    to: &'c mut BTreeMap<K::Value, V::Value>,
    /// The last key, until its value is read.
    key: Option<K::Value>,
}

impl<C, K: Form, V: Form> Pairs for MapReader<'_, C, K, V>
where
    K::Value: Ord + Clone,
{
    fn expected(&self) -> &'static str {
        self.map.expected
    }

    fn key(&mut self, text: &str) -> Result<(), String> {
        let key = self.map.keys.read(text)?;
        if self.to.contains_key(&key) {
            return Err(twice(text));
        }
        self.key = Some(key);
        Ok(())
    }

    fn value(&mut self, text: &str) -> Result<(), String> {
        let value = self.map.values.read(text)?;
        if let Some(key) = self.key.take() {
            self.to.insert(key, value);
        }
        Ok(())
    }
}
