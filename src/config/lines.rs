//! Where the keys of a configuration stand, for saying where a setting comes from; what is wrong is not judged here.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::error::place_after;
use crate::text::strict::Raw;

/// The keys that `text` sets, with dots between (`links.page`), and the line of each, from 1.
///
/// A key that is written with escapes has no line.
#[must_use]
pub fn lines(text: &str) -> BTreeMap<String, Option<usize>> {
    let mut lines = BTreeMap::new();
    let keys = Keys {
        text,
        under: "",
        lines: &mut lines,
    };
    // Whoever reads the settings has said what is wrong with the text.
    let _ = keys.deserialize(serde_yaml::Deserializer::from_str(text));
    lines
}

/// The seed for a value: takes the keys in it, if it is a mapping.
struct Keys<'t, 'l> {
    text: &'t str,
    /// The keys that lead here, each with a dot behind it.
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
            // The parser tells no places, but a key that it hands over as it stands lies in the text itself.
            let offset = (key.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
            let before = offset.and_then(|offset| text.get(..offset));
            Ok((key.to_owned(), before.map(|before| place_after(before).0)))
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
