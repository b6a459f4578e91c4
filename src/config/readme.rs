//! The rows of tables in the documentation: the settings, the forms of exporters, and their placeholders.

use super::exporter::{Form, Placeholder};
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

/// A row for each form of an exporter: the key below `exporter.writes`, its default, its placeholders, its meaning.
#[must_use]
pub fn form_rows() -> String {
    let row = |form: &Form| {
        let placeholders = form.placeholders().iter();
        let placeholders: Vec<String> = placeholders
            .map(|placeholder| format!("`{{{}}}`", placeholder.name()))
            .collect();
        let default = match form.default_text() {
            "" => "nothing".to_owned(),
            text => code(&plain_or_quoted(text)),
        };
        let (key, placeholders, doc) = (form.key(), placeholders.join(" "), form.doc());
        format!("| `{key}` | {default} | {placeholders} | {doc} |\n")
    };
    Form::ALL.iter().map(row).collect()
}

/// A row for each placeholder of the forms: its name and its meaning.
#[must_use]
pub fn placeholder_rows() -> String {
    let row =
        |value: &Placeholder| format!("| `{{{}}}` | {} |\n", value.name(), value.doc().trim());
    Placeholder::ALL.iter().map(row).collect()
}

/// A text as code in a cell of a table.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// Adds the rows of some keys. `above` are the keys above them, each with a dot behind it.
fn section(rows: &mut String, lines: Vec<Line>, above: &str) {
    for line in lines {
        let Line {
            key,
            meaning,
            content,
            stands_for_all,
            ..
        } = line;
        let default = match content {
            Content::Section(_) if stands_for_all => {
                rows.push_str(&format!("| `{above}{key}` | | {meaning} |\n"));
                continue;
            }
            Content::Section(lines) => {
                section(rows, lines, &format!("{above}{key}."));
                continue;
            }
            Content::Text(text, _) => Some(plain_or_quoted(&text)),
            content => content.into_value().map(|value| value.to_string()),
        };
        let default = default.map_or("none".to_owned(), |default| code(&default));
        rows.push_str(&format!("| `{above}{key}` | {default} | {meaning} |\n"));
    }
}
