//! The line of each key of a configuration, so that `--show-config` can tell where a setting comes from.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::error::place_after;
use super::read::without_mark;
use crate::text::strict::{Raw, place_of};

/// The keys in `text`, with the keys above them (`links.page`), and the line of each, from 1.
///
/// A key that is written with escapes has no line. Where the text is wrong, the keys in front of the mistake are given.
#[must_use]
pub fn lines(text: &str) -> BTreeMap<String, Option<usize>> {
    let text = without_mark(text);
    let mut lines = BTreeMap::new();
    let keys = Keys {
        text,
        under: "",
        lines: &mut lines,
    };
    // `Config::parse` reports what is wrong.
    let _ = keys.deserialize(serde_yaml::Deserializer::from_str(text));
    lines
}

/// The seed for a value: if it is a mapping, it adds the keys to `lines`.
struct Keys<'t, 'l> {
    text: &'t str,
    /// The keys above the value, each with a dot behind it.
    under: &'t str,
    lines: &'l mut BTreeMap<String, Option<usize>>,
}

impl<'de> DeserializeSeed<'de> for Keys<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("settings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let text = self.text;
        while let Some((key, line)) = map.next_key_seed(Raw(|key: &str| {
            let line = place_of(text, key).map(|place| place_after(&text[..place.start]).0);
            Ok((key.to_owned(), line))
        }))? {
            let key = format!("{}{key}", self.under);
            map.next_value_seed(Keys {
                text,
                under: &format!("{key}."),
                lines: self.lines,
            })?;
            self.lines.insert(key, line);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_line_they_stand_at() {
        let text = "# settings\npages:\n  - a\nlinks: {page: \"{slug}\",\n  tag: '{slug}'}\n\"l\\u0069mits\":\n  page_bytes: 7\n";
        let lines = lines(text);
        let expected = [
            ("limits", None),
            ("limits.page_bytes", Some(7)),
            ("links", Some(4)),
            ("links.page", Some(4)),
            ("links.tag", Some(5)),
            ("pages", Some(2)),
        ];
        assert_eq!(
            lines,
            expected.map(|(key, line)| (key.to_owned(), line)).into()
        );
    }

    #[test]
    fn a_text_that_is_no_configuration_has_the_keys_in_front_of_the_mistake() {
        assert_eq!(lines("").len(), 0);
        assert_eq!(lines("a: 1\nb: [\n").len(), 1);
    }
}
