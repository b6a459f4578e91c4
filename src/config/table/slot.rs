//! Where the value of one key goes, whatever its type is: the strict reader writes to it.

use std::fmt;
use std::ops::RangeInclusive;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::text::strict::{Count, Flag, Keys, Raw, Table, Text, Texts};

/// Where the value of one key goes: by what YAML has for it. Reading a value is to deserialize a slot.
pub enum Slot<'c> {
    /// True or false.
    Flag(&'c mut bool),
    /// A whole number in a range.
    Number(&'c mut u64, RangeInclusive<u64>),
    /// A text; the function checks and stores it.
    Text(Box<Store<'c>>),
    /// A list of texts.
    List {
        /// Checks a text and adds it.
        push: Box<Store<'c>>,
        /// The message for an empty list; `None` if the list may be empty.
        empty: Option<&'static str>,
    },
    /// Texts by free keys.
    Map(Box<dyn Pairs + 'c>),
    /// Known keys with values of all kinds.
    Section(Box<dyn Keyed + 'c>),
    /// A list of mappings with known keys.
    Entries(Box<dyn EntryList + 'c>),
}

/// Checks a text and stores what it says; the error is the message.
pub type Store<'c> = dyn FnMut(&str) -> Result<(), String> + 'c;

/// Takes the pairs of a mapping with free keys, one after the other.
pub trait Pairs {
    /// What the mapping is, for the message about another type.
    fn expected(&self) -> &'static str;

    /// Takes a key. The error is the message.
    fn key(&mut self, key: &str) -> Result<(), String>;

    /// Takes the value of the last key. The error is the message.
    fn value(&mut self, value: &str) -> Result<(), String>;
}

/// A mapping with known keys: [`Table`] as an object.
pub trait Keyed {
    /// The known keys.
    fn keys(&self) -> Vec<&'static str>;

    /// Where the value of a known key goes.
    fn slot(&mut self, key: &'static str) -> Option<Slot<'_>>;

    /// As [`Table::at`].
    fn at(&mut self, _key: &str) {}

    /// As [`Table::finish`].
    fn finish(&mut self) -> Result<(), String> {
        Ok(())
    }
}

impl Table for dyn Keyed + '_ {
    fn keys(&self) -> Vec<&'static str> {
        Keyed::keys(self)
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match self.slot(key) {
            Some(slot) => map.next_value_seed(slot),
            None => Err(A::Error::custom(format!("`{key}` cannot be set"))),
        }
    }

    fn at(&mut self, key: &str) {
        Keyed::at(self, key);
    }

    fn finish(&mut self) -> Result<(), String> {
        Keyed::finish(self)
    }
}

/// A list of mappings; as [`Keyed`] it is the entry that is being read.
pub trait EntryList: Keyed {
    /// What the list is, for the message about another type.
    fn expected(&self) -> &'static str;

    /// Begins a new entry.
    fn begin(&mut self);

    /// Adds the entry to the list.
    fn end(&mut self);
}

impl<'de> DeserializeSeed<'de> for Slot<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self {
            Slot::Flag(to) => *to = Flag.deserialize(deserializer)?,
            Slot::Number(to, range) => *to = Count(range).deserialize(deserializer)?,
            Slot::Text(store) => Text(store).deserialize(deserializer)?,
            Slot::List { push, empty } => {
                Texts { each: push, empty }.deserialize(deserializer)?;
            }
            Slot::Map(mut pairs) => deserializer.deserialize_any(PairsVisitor(&mut *pairs))?,
            Slot::Section(mut keyed) => Keys(&mut *keyed).deserialize(deserializer)?,
            Slot::Entries(mut list) => deserializer.deserialize_any(EntriesVisitor(&mut *list))?,
        }
        Ok(())
    }
}

struct PairsVisitor<'p>(&'p mut dyn Pairs);

impl<'de> Visitor<'de> for PairsVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.expected())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map
            .next_key_seed(Raw(|key: &str| self.0.key(key)))?
            .is_some()
        {
            map.next_value_seed(Text(|value: &str| self.0.value(value)))?;
        }
        Ok(())
    }
}

struct EntriesVisitor<'l>(&'l mut dyn EntryList);

impl<'de> Visitor<'de> for EntriesVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.expected())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            self.0.begin();
            let entry: &mut dyn Keyed = &mut *self.0;
            if list.next_element_seed(Keys(entry))?.is_none() {
                return Ok(());
            }
            self.0.end();
        }
    }
}
