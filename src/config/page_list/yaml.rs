//! A list of pages as YAML: a list of names, or names with their paths.
//!
//! ```yaml
//! - Home Page
//! - 2024
//! ```
//!
//! ```yaml
//! Home Page: _index.md
//! 7: posts/zinc.md
//! ```

use std::fmt;
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Collected, checked};
use crate::config::ConfigError;
use crate::text::strict::{Raw, Text, yaml_message};

/// The largest list that the YAML parser gets, in bytes: its time can grow with the square of the length.
const LARGEST_YAML: usize = 1024 * 1024;

/// So many brackets may open in it: each level of nesting is looked at for each token.
const MOST_BRACKETS: usize = 64;

/// Reads a YAML list of pages.
///
/// # Errors
///
/// The first thing that is wrong, with its place in the file `name`, and where the text is too large.
pub fn read(text: &str, name: &Path, pages: &mut Collected) -> Result<(), ConfigError> {
    let brackets = memchr::memchr2_iter(b'[', b'{', text.as_bytes()).count();
    if text.len() > LARGEST_YAML || brackets > MOST_BRACKETS {
        let message = format!(
            "larger than {LARGEST_YAML} bytes, or with more than {MOST_BRACKETS} brackets; write one page a line, \
             `name` or `name=path`, into a file that does not end in .yaml"
        );
        return Err(ConfigError::whole(name, message));
    }
    let yaml = serde_yaml::Deserializer::from_str(text);
    Pages(pages).deserialize(yaml).map_err(|error| {
        let message = yaml_message(&error);
        ConfigError {
            file: name.to_owned(),
            place: error.location().map(|at| (at.line(), at.column())),
            // The place in a list without a key: `.[1]: …`.
            message: message.strip_prefix('.').unwrap_or(&message).to_owned(),
        }
    })
}

/// The seed for a list of pages, which it fills.
struct Pages<'p>(&'p mut Collected);

impl<'de> DeserializeSeed<'de> for Pages<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Pages<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of pages, or pages with their paths, such as `Home: _index.md`")
    }

    // A file with nothing but comments.
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let add = |pages: &mut Collected, name: &str| pages.add(checked(name)?, None);
        while list
            .next_element_seed(Raw(|name: &str| add(&mut *self.0, name)))?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) =
            map.next_key_seed(Raw(|name: &str| checked(name).map(str::to_owned)))?
        {
            let pages = &mut *self.0;
            map.next_value_seed(Text(|path: &str| pages.add(&name, Some(checked(path)?))))?;
        }
        Ok(())
    }
}
