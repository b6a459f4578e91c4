//! The settings as a commented `tikicheck.yaml`, as `tikicheck init` writes it.

use serde_json::Value;

use super::settings::SETTINGS;
use super::table::{self, Content, Init, Line, Quotes, changed};
use super::{Config, plain_or_quoted};

impl Config {
    /// The configuration as YAML with comments about the keys; [`Config::parse`] reads the same settings from it.
    ///
    /// Keys that few sites need are left out where the table says so, or where they have their defaults.
    #[must_use]
    pub fn to_commented_yaml(&self) -> String {
        let mut yaml = String::new();
        let mut defaults = Config::default();
        if let Some(preset) = self.exporter.preset {
            preset.apply(&mut defaults);
            defaults.exporter.preset = None;
        }
        let lines = table::lines(SETTINGS, self).into_iter();
        let lines = lines
            .zip(table::lines(SETTINGS, &defaults))
            .flat_map(|(line, default)| match line.init {
                Init::Changed(_) => changed(vec![line], vec![default]),
                Init::Omit | Init::Plain | Init::Group(_) | Init::Above(_) | Init::Behind(_) => {
                    vec![line]
                }
            });
        section(&mut yaml, lines.collect(), "");
        yaml
    }
}

fn section(yaml: &mut String, lines: Vec<Line>, indent: &str) {
    for line in lines {
        let Line {
            key, init, content, ..
        } = line;
        if init == Init::Omit || matches!(content, Content::Unset) {
            continue;
        }
        let mut behind = "";
        match init {
            Init::Omit | Init::Plain | Init::Changed("") => {}
            Init::Group(words) | Init::Changed(words) => {
                yaml.push_str(&format!("\n{indent}# {words}\n"))
            }
            Init::Above(words) => yaml.push_str(&format!("{indent}# {words}\n")),
            Init::Behind(words) => behind = words,
        }
        yaml.push_str(&format!("{indent}{key}:"));
        match content {
            Content::Section(lines) => {
                yaml.push_str(&format!("{behind}\n"));
                section(yaml, lines, &format!("{indent}  "));
            }
            content => yaml.push_str(&value(content, behind, indent)),
        }
    }
}

/// A value with what is behind it: ` block   # …`; a list has one text a line.
fn value(content: Content, behind: &str, indent: &str) -> String {
    match content {
        Content::Text(text, Quotes::IfNeeded) => {
            format!(" {}{behind}\n", plain_or_quoted(&text))
        }
        Content::Value(Value::Array(texts)) if !texts.is_empty() => {
            let texts = texts.iter().map(|text| format!("{indent}  - {text}\n"));
            format!("{behind}\n{}", texts.collect::<String>())
        }
        // JSON is YAML.
        content => match content.into_value() {
            Some(value) => format!(" {value}{behind}\n"),
            None => format!("{behind}\n"),
        },
    }
}
