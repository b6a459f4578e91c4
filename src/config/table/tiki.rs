//! What texts in the settings of the Tiki dialect may be: one character, names, values by name, other wikis.

use serde_json::json;

use super::form::{Form, InnerPath, one_line};
use super::{Schema, part};
use crate::config::PageList;

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

/// The entries `name=value` of a text, parted by semicolons. What is wrong is said of one without `=`, and of one that is
/// not good.
fn pairs(
    text: &str,
    wrong: &str,
    is_good: impl Fn(&str, &str) -> bool,
) -> Result<Vec<(String, String)>, String> {
    let text = one_line(text)?;
    let entries = text.split(';').map(str::trim);
    entries
        .filter(|entry| !entry.is_empty())
        .map(|entry| {
            let pair = entry.split_once('=');
            pair.map(|(name, value)| (name.trim(), value.trim()))
                .filter(|(name, value)| is_good(name, value))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .ok_or_else(|| format!("`{entry}` {wrong}"))
        })
        .collect()
}

/// The text of such entries.
fn of_pairs(pairs: &[(String, String)]) -> String {
    let entries = pairs.iter().map(|(name, value)| format!("{name}={value}"));
    entries.collect::<Vec<_>>().join(";")
}

/// Other wikis, parted by semicolons: `prefix=address`, with `$page` in the address.
pub struct Wikis;

impl Form for Wikis {
    type Value = Vec<(String, String)>;

    fn read(&self, text: &str) -> Result<Vec<(String, String)>, String> {
        let wrong = "is no wiki; write `prefix=address`, with `$page` where the page belongs";
        pairs(text, wrong, |_, address| address.contains("$page"))
    }

    fn write(&self, value: &Vec<(String, String)>) -> String {
        of_pairs(value)
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
        let wrong = "has no value; write `name=value`";
        pairs(text, wrong, |name, _| !name.is_empty())
    }

    fn write(&self, value: &Vec<(String, String)>) -> String {
        of_pairs(value)
    }

    fn schema(&self) -> Schema {
        part([("type", json!("string"))])
    }
}

/// Pages with their paths, parted by semicolons: `name=path`; or the file that lists them.
pub struct Pages;

impl Form for Pages {
    type Value = PageList;

    fn read(&self, text: &str) -> Result<PageList, String> {
        let text = text.trim();
        if text.is_empty() || text.contains(['=', ';']) {
            return Values.read(text).map(PageList::of);
        }
        InnerPath.read(text).map(PageList::in_file)
    }

    fn write(&self, value: &PageList) -> String {
        if let Some(file) = &value.file {
            return InnerPath.write(file);
        }
        let entries = value.entries().iter();
        let entries = entries.map(|(name, path)| match path {
            Some(path) => format!("{name}={path}"),
            None => name.clone(),
        });
        entries.collect::<Vec<_>>().join(";")
    }

    fn schema(&self) -> Schema {
        part([("type", json!("string"))])
    }
}
