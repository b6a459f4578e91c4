//! The rows of the README's table of settings.

use super::settings::SETTINGS;
use super::table::{self, Content, Line};
use super::{Config, plain_or_quoted};

/// A row for each key that has a value: the key, its default, its meaning.
#[must_use]
pub fn readme_rows() -> String {
    let mut rows = String::new();
    section(&mut rows, table::lines(SETTINGS, &Config::default()), "");
    rows
}

/// Adds the rows of some keys. `above` are the keys above them, each with a dot behind it.
fn section(rows: &mut String, lines: Vec<Line>, above: &str) {
    for line in lines {
        let Line {
            key,
            meaning,
            content,
            ..
        } = line;
        let default = match content {
            Content::Section(lines) => {
                section(rows, lines, &format!("{above}{key}."));
                continue;
            }
            Content::Text(text, _) => Some(plain_or_quoted(&text)),
            content => content.into_value().map(|value| value.to_string()),
        };
        let default = default.map_or("none".to_owned(), |default| format!("`{default}`"));
        rows.push_str(&format!("| `{above}{key}` | {default} | {meaning} |\n"));
    }
}
