//! The settings in force, as a `tikicheck.yaml` that has all of them, each with where it comes from.

use serde_json::Value;

use super::settings::SETTINGS;
use super::table::{self, Content, Line, Schema};
use super::{Config, quoted};

impl Config {
    /// The configuration as YAML; [`Config::parse`] reads the same settings from it.
    ///
    /// Behind each setting is a comment with what `origin` says of its key (`links.page`).
    #[must_use]
    pub fn to_yaml(&self, origin: impl Fn(&str) -> String) -> String {
        let mut writer = Writer {
            yaml: String::new(),
            origin: &origin,
        };
        writer.section(table::lines(SETTINGS, self), &[]);
        writer.yaml
    }

    /// The settings that are not the defaults, each by its key with the keys above it (`links.page`), in the order of the
    /// table.
    #[must_use]
    pub fn changes(&self) -> Vec<(String, Value)> {
        let defaults = table::lines(SETTINGS, &Self::default());
        let mut found = Vec::new();
        flatten(
            table::changed(table::lines(SETTINGS, self), defaults),
            "",
            &mut found,
        );
        found
    }
}

fn flatten(lines: Vec<Line>, above: &str, into: &mut Vec<(String, Value)>) {
    for line in lines {
        let key = format!("{above}{}", line.key);
        match line.content {
            Content::Section(lines) => flatten(lines, &format!("{key}."), into),
            content => into.extend(content.into_value().map(|value| (key, value))),
        }
    }
}

/// Writes keys with their values and origins.
struct Writer<'o> {
    yaml: String,
    origin: &'o dyn Fn(&str) -> String,
}

impl Writer<'_> {
    /// Writes the keys below the keys `above`.
    fn section(&mut self, lines: Vec<Line>, above: &[&str]) {
        for line in lines {
            let path = [above, &[line.key]].concat();
            match line.content {
                Content::Section(lines) => {
                    self.key(&path);
                    self.section(lines, &path);
                }
                Content::Map { in_force, .. } if !in_force.is_empty() => {
                    self.key(&path);
                    for (name, value) in in_force {
                        self.value(&[&path, &[name.as_str()][..]].concat(), value);
                    }
                }
                content => {
                    if let Some(value) = content.into_value() {
                        self.value(&path, value);
                    }
                }
            }
        }
    }

    /// Writes a key that has keys below it.
    fn key(&mut self, path: &[&str]) {
        if let Some((key, above)) = path.split_last() {
            let indent = "  ".repeat(above.len());
            self.yaml.push_str(&format!("{indent}{key}:\n"));
        }
    }

    /// Writes a key with its value. The comment goes behind the first line:
    ///
    /// ```text
    /// pages:  # tikicheck.yaml:4
    /// - a
    /// - b
    /// ```
    fn value(&mut self, path: &[&str], value: Value) {
        if let (Value::String(text), Some((key, above))) = (&value, path.split_last())
            && text.contains('\n')
        {
            let (indent, text) = ("  ".repeat(above.len()), quoted(text));
            let origin = (self.origin)(&path.join("."));
            self.yaml
                .push_str(&format!("{indent}{key}: {text}  # {origin}\n"));
            return;
        }
        // How a value is broken into lines depends on its depth, so it is written below its keys.
        let document = path.iter().rev().fold(value, |value, key| {
            Schema::from_iter([((*key).to_owned(), value)]).into()
        });
        let yaml = serde_yaml::to_string(&document).expect("texts, numbers and lists are YAML");
        let mut comment = format!("  # {}", (self.origin)(&path.join(".")));
        for line in yaml.lines().skip(path.len().saturating_sub(1)) {
            self.yaml.push_str(line);
            self.yaml.push_str(&std::mem::take(&mut comment));
            self.yaml.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::lines;
    use super::*;
    use crate::rules::Rule;

    fn parsed(text: &str) -> Config {
        Config::parse(text, Path::new("tikicheck.yaml"))
            .unwrap_or_else(|error| panic!("{text}\n{error}"))
    }

    #[test]
    fn what_is_no_default_is_a_change() {
        assert_eq!(Config::default().changes(), []);
        let config =
            parsed("links: {page: \"/p/{slug}\"}\nexporter: {writes: {bullet_indent: 4}}\n");
        let changes = config.changes();
        assert_eq!(
            changes,
            [
                ("links.page".to_owned(), "/p/{slug}".into()),
                ("exporter.writes.bullet_indent".to_owned(), 4.into()),
            ]
        );
    }

    #[test]
    fn what_is_shown_is_read_as_the_same_settings() {
        for text in [
            "",
            "pages: [\"content/**/*.md\", \"[#]*.md\"]\nexclude: [\"a b.md\"]\nrequire_source: [\"x\"]\n\
             render: {comments: inline, toc: shortcode, trim_lines: true}\nblock: {style: \"a: 'b'; # c\\u2028 'd' long enough to be folded by a writer that folds: font-weight: bold; color: black; padding: 1em\"}\n\
             links: {page: \"{slug}\", tag: \"/t/{slug}\", tiki: \"no\", attachment: \"{id}\", file: \"1{id}\", attachments: a/b.yaml}\n\
             rules: {stale-page: warn, missing-page: error, block-style: off}\nlimits: {page_bytes: 7}\n\
             ignore: [{path: \"~\", rule: stale-page, reason: \"true\\nrules:\\n  page: x\"}]\n",
            #[cfg(not(windows))]
            "links: {attachments: 'a\\t/b.yaml'}\n",
        ] {
            let config = parsed(text);
            let shown = config.to_yaml(|key| format!("of {key}"));
            let again = parsed(&shown);
            for &rule in Rule::ALL {
                assert_eq!(config.severity(rule), again.severity(rule), "{shown}");
            }
            let lines = |mut config: Config| {
                config.rules.clear();
                // What is shown names the style.
                config.block.is_named = true;
                config.ignore.iter_mut().for_each(|entry| entry.line = 0);
                config
            };
            assert_eq!(lines(config), lines(again), "{shown}");
        }
    }

    #[test]
    fn everything_that_can_be_set_is_shown_with_its_origin() {
        let text = "links:\n  tiki: https://wiki.example.org/\n\"r\\u0075les\": {block-style: off}\npages: [a, b]\n\
                    ignore:\n- {path: a, rule: stale-page, reason: b}\n";
        let lines = lines(text);
        let shown = parsed(text).to_yaml(|key| match lines.get(key) {
            None => "default".to_owned(),
            Some(None) => "set".to_owned(),
            Some(Some(line)) => format!("line {line}"),
        });
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("show-config", shown));
    }
}
