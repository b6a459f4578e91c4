//! What texts in the settings of the Tiki dialect may be: one character, names, values by name, other wikis.

use serde_json::json;

use super::form::{Form, one_line};
use super::{Schema, part};

/// One character that is no letter, digit or blank.
pub struct OneMark;

impl Form for OneMark {
    type Value = char;

    fn read(&self, text: &str) -> Result<char, String> {
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(c), None) if !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() => {
                Ok(c)
            }
            _ => Err(format!(
                "`{text}` is not one mark; give a character such as `^`"
            )),
        }
    }

    fn write(&self, value: &char) -> String {
        value.to_string()
    }

    fn schema(&self) -> Schema {
        part([
            ("type", json!("string")),
            ("maxLength", json!(1)),
            ("minLength", json!(1)),
        ])
    }
}

/// Names, parted by commas.
pub struct Names;

impl Form for Names {
    type Value = Vec<String>;

    fn read(&self, text: &str) -> Result<Vec<String>, String> {
        let text = one_line(text)?;
        let names = text.split(',').map(|name| name.trim().to_owned());
        Ok(names.filter(|name| !name.is_empty()).collect())
    }

    fn write(&self, value: &Vec<String>) -> String {
        value.join(", ")
    }

    fn schema(&self) -> Schema {
        part([("type", json!("string"))])
    }
}

/// Other wikis, parted by semicolons: `prefix=address`, with `$page` in the address.
pub struct Wikis;

impl Form for Wikis {
    type Value = Vec<(String, String)>;

    fn read(&self, text: &str) -> Result<Vec<(String, String)>, String> {
        let text = one_line(text)?;
        let entries = text
            .split(';')
            .map(str::trim)
            .filter(|entry| !entry.is_empty());
        entries
            .map(|entry| match entry.split_once('=') {
                Some((prefix, address)) if address.contains("$page") => {
                    Ok((prefix.trim().to_owned(), address.trim().to_owned()))
                }
                _ => Err(format!(
                    "`{entry}` is no wiki; write `prefix=address`, with `$page` where the page belongs"
                )),
            })
            .collect()
    }

    fn write(&self, value: &Vec<(String, String)>) -> String {
        let entries: Vec<String> = value
            .iter()
            .map(|(prefix, address)| format!("{prefix}={address}"))
            .collect();
        entries.join(";")
    }

    fn schema(&self) -> Schema {
        part([("type", json!("string"))])
    }
}

/// Values by name, parted by semicolons: `name=value`.
pub struct Values;

impl Form for Values {
    type Value = Vec<(String, String)>;

    fn read(&self, text: &str) -> Result<Vec<(String, String)>, String> {
        let text = one_line(text)?;
        let entries = text
            .split(';')
            .map(str::trim)
            .filter(|entry| !entry.is_empty());
        entries
            .map(|entry| match entry.split_once('=') {
                Some((name, value)) if !name.trim().is_empty() => {
                    Ok((name.trim().to_owned(), value.trim().to_owned()))
                }
                _ => Err(format!("`{entry}` has no value; write `name=value`")),
            })
            .collect()
    }

    fn write(&self, value: &Vec<(String, String)>) -> String {
        Wikis.write(value)
    }

    fn schema(&self) -> Schema {
        part([("type", json!("string"))])
    }
}
