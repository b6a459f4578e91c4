//! Reads a YAML or JSON document into a table, and puts the place to what is wrong.

use std::path::Path;

use serde::de::DeserializeSeed;

use super::ConfigError;
use crate::text::strict::{Keys, Table, json_message, yaml_message};

/// A text without the byte order mark that some editors put in front of it.
#[must_use]
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Reads a YAML document into a table; an empty document leaves the table as it is.
///
/// The time can grow with the square of the length: the caller limits the length.
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

/// Reads a JSON document into a table, in time linear in its length; `false` if the text is not JSON.
///
/// # Errors
///
/// The first thing that is wrong with a text that is JSON, with its place.
pub fn read_json(text: &str, name: &Path, table: &mut impl Table) -> Result<bool, ConfigError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let Err(error) = Keys(table).deserialize(&mut json).and_then(|()| json.end()) else {
        return Ok(true);
    };
    if !error.is_data() {
        return Ok(false);
    }
    Err(ConfigError {
        file: name.to_owned(),
        place: Some((error.line(), error.column())),
        message: json_message(&error),
    })
}
