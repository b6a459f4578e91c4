//! Strict reading of YAML and JSON: each key is known and occurs once, each value has its type.
//!
//! Serde by itself lets the last of two equal keys win, and makes a text of any scalar. The seeds in this file refuse
//! both. They raise each error while the parser is at the key or value, so that the parser adds the place:
//!
//! ```text
//! pages: [a]
//! page: [b]      2:1: unknown key `page`; did you mean `pages`?
//! ```

use std::fmt;
use std::ops::{Range, RangeInclusive};

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, Visitor,
};

use crate::text::nearest::did_you_mean;

/// A mapping whose keys are known.
pub trait Table {
    /// The known keys, in the order in which messages list them.
    fn keys(&self) -> Vec<&'static str>;

    /// Reads the value of one of the keys; called at most once for each.
    ///
    /// # Errors
    ///
    /// What is wrong with the value.
    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// Is called with each key, before its value is read. `key` is a slice of the text that is read, unless the text
    /// has the key with escapes; so [`place_of`] finds its place.
    fn at(&mut self, _key: &str) {}

    /// Checks the whole mapping after its last key.
    ///
    /// # Errors
    ///
    /// What is missing.
    fn finish(&mut self) -> Result<(), String> {
        Ok(())
    }
}

/// The message of the YAML parser without the place, and with advice where the parser gives none.
#[must_use]
pub fn yaml_message(error: &serde_yaml::Error) -> String {
    let place = error.location().map(|at| (at.line(), at.column()));
    let mut message = without_place(&error.to_string(), place);
    message.push_str(advice(&message));
    message
}

/// The message of the JSON parser, without the place.
#[must_use]
pub fn json_message(error: &serde_json::Error) -> String {
    without_place(&error.to_string(), Some((error.line(), error.column())))
}

/// A message of a parser without its place, which is shown in front of the message.
fn without_place(said: &str, place: Option<(usize, usize)>) -> String {
    let Some((line, column)) = place else {
        return said.to_owned();
    };
    said.replacen(&format!(" at line {line} column {column}"), "", 1)
}

/// The advice that the YAML parser does not give.
fn advice(message: &str) -> &'static str {
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
pub struct Keys<'t, T: ?Sized>(pub &'t mut T);

impl<'de, T: Table + ?Sized> DeserializeSeed<'de> for Keys<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Table + ?Sized> Visitor<'de> for Keys<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "keys with values ({})", self.0.keys().join(", "))
    }

    // An empty file, or a key with nothing but comments below it.
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.finish().map_err(E::custom)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen: Vec<&'static str> = Vec::new();
        let table = self.0;
        let keys = table.keys();
        while let Some(key) = map.next_key_seed(Raw(|raw: &str| {
            table.at(raw);
            known_key(raw, &keys, &seen)
        }))? {
            seen.push(key);
            table.set(key, &mut map)?;
        }
        table.finish().map_err(A::Error::custom)
    }
}

fn known_key(
    raw: &str,
    keys: &[&'static str],
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

/// The message for a key that occurs in one mapping more than once.
#[must_use]
pub fn twice(key: &str) -> String {
    format!("`{key}` stands here twice; keep one of them")
}

/// The seed for a key: any scalar as it is written, so that `021139` keeps its zero.
pub struct Raw<F>(pub F);

impl<'de, T, F: FnOnce(&str) -> Result<T, String>> DeserializeSeed<'de> for Raw<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(Checked(self.0))
    }
}

/// The seed for a text. A scalar that YAML reads as a number, a flag or nothing is an error: it needs quotes.
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

/// The seed for a list of texts.
pub struct Texts<F> {
    /// Checks and converts one text.
    pub each: F,
    /// The message for an empty list; `None` if the list may be empty.
    pub empty: Option<&'static str>,
}

impl<'de, T, F: FnMut(&str) -> Result<T, String>> DeserializeSeed<'de> for Texts<F> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, F: FnMut(&str) -> Result<T, String>> Visitor<'de> for Texts<F> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts, such as [\"one\", \"two\"]")
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
        self.empty
            .map_or(Ok(Vec::new()), |message| Err(E::custom(message)))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element_seed(Text(&mut self.each))? {
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

/// The seed for a whole number in a range.
pub struct Count(pub RangeInclusive<u64>);

impl<'de> DeserializeSeed<'de> for Count {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Count {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {}", self.0.start())
    }

    fn visit_u64<E: Error>(self, count: u64) -> Result<u64, E> {
        if count > *self.0.end() {
            Err(E::custom(format!(
                "{count} is too much; at most {}",
                self.0.end()
            )))
        } else if count < *self.0.start() {
            Err(E::invalid_value(Unexpected::Unsigned(count), &self))
        } else {
            Ok(count)
        }
    }
}

/// The value of a word, of the few that are allowed.
///
/// # Errors
///
/// The message for any other word: it lists the words and names the nearest.
pub fn choice<T: Copy>(word: &str, choices: &[(&str, T)]) -> Result<T, String> {
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == word) {
        return Ok(*value);
    }
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let hint = did_you_mean(word, names.iter().copied());
    Err(format!("`{word}` is none of {}{hint}", names.join(", ")))
}

/// The bytes that `piece` fills in `text`, where `piece` is a slice of it; `None` where it is a copy.
///
/// Parsers tell places with errors only, but they hand over most scalars as slices of the text.
#[must_use]
pub fn place_of(text: &str, piece: &str) -> Option<Range<usize>> {
    let start = (piece.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let range = start..start.checked_add(piece.len())?;
    (text.get(range.clone())? == piece).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str, range: RangeInclusive<u64>) -> Result<u64, String> {
        Count(range)
            .deserialize(serde_yaml::Deserializer::from_str(text))
            .map_err(|error| yaml_message(&error))
    }

    #[test]
    fn a_number_lies_in_its_range() {
        assert_eq!(count("0", 0..=8), Ok(0));
        assert_eq!(count("8", 0..=8), Ok(8));
        for (text, range, message) in [
            ("9", 0..=8, "9 is too much; at most 8"),
            ("-1", 0..=8, "expected a whole number from 0"),
            ("1", 2..=8, "integer `1`, expected a whole number from 2"),
            ("x", 0..=8, "expected a whole number from 0"),
        ] {
            let said = count(text, range).expect_err(text);
            assert!(said.contains(message), "{said}");
        }
    }

    #[test]
    fn a_slice_has_a_place_and_a_copy_has_none() {
        let text = "links: {page: x}";
        assert_eq!(place_of(text, &text[8..12]), Some(8..12));
        let copy = "page".to_owned();
        assert_eq!(place_of(text, &copy), None);
        assert_eq!(place_of(&text[8..], &text[..5]), None);
    }
}
