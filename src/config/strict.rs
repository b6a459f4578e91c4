//! Strict reading of settings: every key known, none twice, every value of its type, every error at its line.
//!
//! Serde formats let a repeated key win silently and make texts of whatever stands there. The seeds in this file do
//! neither, and they raise each error while the parser stands at the key or value, so that the parser adds the place.
//! They read YAML and JSON alike.

use std::fmt;
use std::path::Path;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, Visitor,
};

use super::error::ConfigError;
use crate::text::nearest::did_you_mean;

/// A mapping whose keys are known.
pub trait Table {
    /// The keys that may stand in it.
    const KEYS: &'static [&'static str];

    /// Reads the value of one of the keys; called at most once for each.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the value.
    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// Hears each key as it stands in the text that is read, if it stands there as it is.
    fn at(&mut self, _key: &str) {}

    /// Looks at what is there once all keys are read.
    ///
    /// # Errors
    ///
    /// Something is missing.
    fn finish(&mut self) -> Result<(), String> {
        Ok(())
    }
}

/// Reads a YAML document into a table; an empty document leaves it as it is.
///
/// The time can grow with the square of the length: the caller limits that.
///
/// # Errors
///
/// The first thing that is wrong, with its place.
pub fn read_yaml(text: &str, name: &Path, table: &mut impl Table) -> Result<(), ConfigError> {
    let yaml = serde_yaml::Deserializer::from_str(text);
    Keys(table).deserialize(yaml).map_err(|error| ConfigError {
        file: name.to_owned(),
        place: error.location().map(|at| (at.line(), at.column())),
        message: yaml_message(&error),
    })
}

/// What the YAML parser says, without the place, and with the way out where it leaves that out.
pub fn yaml_message(error: &serde_yaml::Error) -> String {
    let place = error.location().map(|at| (at.line(), at.column()));
    let mut message = without_place(&error.to_string(), place);
    message.push_str(way_out(&message));
    message
}

/// What the JSON parser says, without the place.
pub fn json_message(error: &serde_json::Error) -> String {
    without_place(&error.to_string(), Some((error.line(), error.column())))
}

/// Reads a JSON document into a table, in time linear in its length; `false` if the text is no JSON.
///
/// # Errors
///
/// The first thing that is wrong in what is JSON, with its place.
pub fn read_json(text: &str, name: &Path, table: &mut impl Table) -> Result<bool, ConfigError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let Err(error) = Keys(table).deserialize(&mut json).and_then(|()| json.end()) else {
        return Ok(true);
    };
    if !error.is_data() {
        return Ok(false);
    }
    let place = Some((error.line(), error.column()));
    Err(ConfigError {
        file: name.to_owned(),
        place,
        message: json_message(&error),
    })
}

/// What a parser says, without the place that stands in front of it anyway.
fn without_place(said: &str, place: Option<(usize, usize)>) -> String {
    let Some((line, column)) = place else {
        return said.to_owned();
    };
    said.replacen(&format!(" at line {line} column {column}"), "", 1)
}

/// What the YAML parser leaves out when it complains.
fn way_out(message: &str) -> &'static str {
    if message.contains("scanning a tag") {
        "; a text that starts with `!` must stand in quotes"
    } else if message.contains("alias") || message.contains("anchor") {
        "; a text that starts with `*` or `&` must stand in quotes"
    } else if message.contains("cannot start any token") {
        "; indent with spaces, and put texts that start with a special character in quotes"
    } else if message.contains("more than one document") {
        "; remove the second `---`"
    } else {
        ""
    }
}

/// The seed for a table: fills it.
pub struct Keys<'t, T>(pub &'t mut T);

impl<'de, T: Table> DeserializeSeed<'de> for Keys<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Table> Visitor<'de> for Keys<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "keys with values ({})", T::KEYS.join(", "))
    }

    // Nothing: an empty file, or a key all of whose lines are comments.
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.finish().map_err(E::custom)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen: Vec<&'static str> = Vec::new();
        let table = self.0;
        while let Some(key) = map.next_key_seed(Raw(|raw: &str| {
            table.at(raw);
            known_key(raw, T::KEYS, &seen)
        }))? {
            seen.push(key);
            table.set(key, &mut map)?;
        }
        table.finish().map_err(A::Error::custom)
    }
}

fn known_key(
    raw: &str,
    keys: &'static [&'static str],
    seen: &[&'static str],
) -> Result<&'static str, String> {
    let Some(key) = keys.iter().copied().find(|key| *key == raw) else {
        let hint = match did_you_mean(raw, keys.iter().copied()) {
            hint if hint.is_empty() => format!("; known keys are {}", keys.join(", ")),
            hint => hint,
        };
        return Err(format!("unknown key `{raw}`{hint}"));
    };
    if seen.contains(&key) {
        return Err(twice(key));
    }
    Ok(key)
}

/// The message for a key that stands in one mapping more than once.
pub fn twice(key: &str) -> String {
    format!("`{key}` stands here twice; keep one of them")
}

/// The seed for a key: any scalar, as it was written, so that `021139` is no number.
pub struct Raw<F>(pub F);

impl<'de, T, F: FnOnce(&str) -> Result<T, String>> DeserializeSeed<'de> for Raw<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(Checked(self.0))
    }
}

/// The seed for a text; what YAML takes for something else must be quoted.
pub struct Text<F>(pub F);

impl<'de, T, F: FnOnce(&str) -> Result<T, String>> DeserializeSeed<'de> for Text<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(Checked(self.0))
    }
}

struct Checked<F>(F);

impl<'de, T, F: FnOnce(&str) -> Result<T, String>> Visitor<'de> for Checked<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, in quotes if need be")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.0(text).map_err(E::custom)
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Err(E::custom(
            "nothing stands here, expected a text, in quotes if need be",
        ))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<T, A::Error> {
        let (tag, _) = data.variant::<String>()?;
        Err(A::Error::custom(format!(
            "YAML takes `!{tag}` for a tag; put the text in quotes"
        )))
    }
}

/// The seed for a list of texts, each checked alike.
pub struct Texts<F> {
    /// The check of one text.
    pub each: F,
    /// What is wrong with an empty list; `None` if nothing is.
    pub empty: Option<&'static str>,
}

impl<'de, T, F: Fn(&str) -> Result<T, String>> DeserializeSeed<'de> for Texts<F> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, F: Fn(&str) -> Result<T, String>> Visitor<'de> for Texts<F> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts, such as [\"one\", \"two\"]")
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
        self.empty
            .map_or(Ok(Vec::new()), |message| Err(E::custom(message)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element_seed(Text(&self.each))? {
            texts.push(text);
        }
        match self.empty {
            Some(message) if texts.is_empty() => Err(A::Error::custom(message)),
            _ => Ok(texts),
        }
    }
}

/// The seed for a value that is true or false.
pub struct Flag;

impl<'de> DeserializeSeed<'de> for Flag {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Flag {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<bool, E> {
        Ok(flag)
    }
}

/// The seed for a whole number from 1.
pub struct Count {
    /// The largest that is accepted.
    pub most: u64,
}

impl<'de> DeserializeSeed<'de> for Count {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Count {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 1")
    }

    fn visit_u64<E: Error>(self, count: u64) -> Result<u64, E> {
        if count > self.most {
            Err(E::custom(format!(
                "{count} is too much; at most {}",
                self.most
            )))
        } else if count == 0 {
            Err(E::invalid_value(Unexpected::Unsigned(0), &self))
        } else {
            Ok(count)
        }
    }
}

/// A value that is one of a few words: the message for any other.
///
/// # Errors
///
/// The word is none of them.
pub fn choice<T: Copy>(word: &str, choices: &[(&str, T)]) -> Result<T, String> {
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == word) {
        return Ok(*value);
    }
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let hint = did_you_mean(word, names.iter().copied());
    Err(format!("`{word}` is none of {}{hint}", names.join(", ")))
}
