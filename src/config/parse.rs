//! The text of `tikicheck.yaml` becomes a [`Config`], or an error at the line that is wrong.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::error::place_after;
use super::read::read_yaml;
use super::{
    BlockSettings, Comments, Config, ConfigError, Ignore, LARGEST_CONFIG, LARGEST_PAGE, Limits,
    Links, Pattern, RenderSettings, Toc,
};
use crate::rules::Rule;
use crate::rules::Severity;
use crate::text::strict::{Count, Flag, Keys, Raw, Table, Text, Texts, choice, twice};

impl Config {
    /// The configuration that a text describes; what it does not mention has its default.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place in the file `name` and the way out.
    pub fn parse(text: &str, name: &Path) -> Result<Config, ConfigError> {
        if text.len() > LARGEST_CONFIG {
            let message = format!(
                "larger than {LARGEST_CONFIG} bytes; use wider patterns in place of long lists, and an attachments \
                 file for numbers and paths"
            );
            return Err(ConfigError::whole(name, message));
        }
        let mut root = Root {
            text,
            config: Config::default(),
        };
        read_yaml(text, name, &mut root)?;
        Ok(root.config)
    }
}

struct Root<'t> {
    text: &'t str,
    config: Config,
}

impl Table for Root<'_> {
    fn keys(&self) -> Vec<&'static str> {
        vec![
            "pages",
            "exclude",
            "require_source",
            "render",
            "block",
            "links",
            "rules",
            "ignore",
            "limits",
        ]
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let config = &mut self.config;
        match key {
            "pages" => config.pages = map.next_value_seed(patterns(Some(NO_PAGES)))?,
            "exclude" => config.exclude = map.next_value_seed(patterns(None))?,
            "require_source" => config.require_source = map.next_value_seed(patterns(None))?,
            "render" => map.next_value_seed(Keys(&mut config.render))?,
            "block" => map.next_value_seed(Keys(&mut config.block))?,
            "links" => map.next_value_seed(Keys(&mut config.links))?,
            "rules" => map.next_value_seed(Rules(&mut config.rules))?,
            "ignore" => map.next_value_seed(Ignores {
                text: self.text,
                list: &mut config.ignore,
            })?,
            "limits" => map.next_value_seed(Keys(&mut config.limits))?,
            _ => return Err(unhandled(key)),
        }
        Ok(())
    }
}

const NO_PAGES: &str =
    "no page is named; give a pattern, or leave `pages` out for all Markdown files";

fn patterns<'de>(empty: Option<&'static str>) -> impl DeserializeSeed<'de, Value = Vec<Pattern>> {
    Texts {
        each: Pattern::new,
        empty,
    }
}

/// A key that is listed but not read: a test that sets every key finds it.
fn unhandled<E: Error>(key: &str) -> E {
    E::custom(format!("`{key}` cannot be set"))
}

impl Table for RenderSettings {
    fn keys(&self) -> Vec<&'static str> {
        vec!["comments", "toc", "trim_lines"]
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "comments" => {
                let comments = [("block", Comments::Block), ("inline", Comments::Inline)];
                self.comments = map.next_value_seed(Text(|word: &str| choice(word, &comments)))?;
            }
            "toc" => {
                let tocs = [("comment", Toc::Comment), ("shortcode", Toc::Shortcode)];
                self.toc = map.next_value_seed(Text(|word: &str| choice(word, &tocs)))?;
            }
            "trim_lines" => self.trim_lines = map.next_value_seed(Flag)?,
            _ => return Err(unhandled(key)),
        }
        Ok(())
    }
}

impl Table for BlockSettings {
    fn keys(&self) -> Vec<&'static str> {
        vec!["style"]
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "style" => self.style = map.next_value_seed(Text(style))?,
            _ => return Err(unhandled(key)),
        }
        Ok(())
    }
}

impl Table for Links {
    fn keys(&self) -> Vec<&'static str> {
        vec!["page", "tag", "tiki", "attachment", "file", "attachments"]
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "page" => {
                self.page = map.next_value_seed(Text(|text: &str| template(text, "{slug}")))?
            }
            "tag" => self.tag = map.next_value_seed(Text(|text: &str| template(text, "{slug}")))?,
            "tiki" => self.tiki = map.next_value_seed(Text(one_line))?,
            "attachment" => {
                self.attachment = map.next_value_seed(Text(|text: &str| template(text, "{id}")))?
            }
            "file" => self.file = map.next_value_seed(Text(|text: &str| template(text, "{id}")))?,
            "attachments" => self.attachments = Some(map.next_value_seed(Text(inner_path))?),
            _ => return Err(unhandled(key)),
        }
        Ok(())
    }
}

impl Table for Limits {
    fn keys(&self) -> Vec<&'static str> {
        vec!["page_bytes"]
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "page_bytes" => self.page_bytes = map.next_value_seed(Count(1..=LARGEST_PAGE))?,
            _ => return Err(unhandled(key)),
        }
        Ok(())
    }
}

/// One entry of `ignore` while it is read.
struct IgnoreEntry<'t> {
    text: &'t str,
    line: Option<usize>,
    path: Option<Pattern>,
    rule: Option<Rule>,
    reason: Option<String>,
}

impl Table for IgnoreEntry<'_> {
    fn keys(&self) -> Vec<&'static str> {
        vec!["path", "rule", "reason"]
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "path" => self.path = Some(map.next_value_seed(Text(Pattern::new))?),
            "rule" => self.rule = Some(map.next_value_seed(Text(Rule::parse))?),
            "reason" => self.reason = Some(map.next_value_seed(Text(reason))?),
            _ => return Err(unhandled(key)),
        }
        Ok(())
    }

    /// The parser tells places only with errors, but a key that it hands over as it stands lies in the text itself.
    fn at(&mut self, key: &str) {
        if self.line.is_none() {
            let offset = (key.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize);
            let before = offset.and_then(|offset| self.text.get(..offset));
            self.line = before.map(|before| place_after(before).0);
        }
    }

    fn finish(&mut self) -> Result<(), String> {
        let missing = match (&self.path, &self.rule, &self.reason) {
            (None, _, _) => "`path`, a pattern for the pages that are meant",
            (_, None, _) => "`rule`, whose findings are accepted",
            (_, _, None) => "`reason`, so that others know why",
            (Some(_), Some(_), Some(_)) => return Ok(()),
        };
        Err(format!("this entry needs {missing}"))
    }
}

struct Ignores<'t, 'l> {
    text: &'t str,
    list: &'l mut Vec<Ignore>,
}

impl<'de> DeserializeSeed<'de> for Ignores<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Ignores<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries, each with path, rule and reason")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            // An entry all of whose keys are written with escapes is shown at the line of the one before.
            let line_before = self.list.last().map_or(1, |entry| entry.line);
            let mut entry = IgnoreEntry {
                text: self.text,
                line: None,
                path: None,
                rule: None,
                reason: None,
            };
            if list.next_element_seed(Keys(&mut entry))?.is_none() {
                return Ok(());
            }
            if let (Some(path), Some(rule), Some(reason)) = (entry.path, entry.rule, entry.reason) {
                self.list.push(Ignore {
                    path,
                    rule,
                    reason,
                    line: entry.line.unwrap_or(line_before),
                });
            }
        }
    }
}

/// The seed for `rules`: a severity for each rule.
struct Rules<'r>(&'r mut BTreeMap<Rule, Option<Severity>>);

impl<'de> DeserializeSeed<'de> for Rules<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Rules<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rules with their severities, such as `block-style: error`")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(rule) = map.next_key_seed(Raw(|name: &str| {
            let rule = Rule::parse(name)?;
            if self.0.contains_key(&rule) {
                Err(twice(name))
            } else {
                Ok(rule)
            }
        }))? {
            let severity = map.next_value_seed(Text(severity))?;
            self.0.insert(rule, severity);
        }
        Ok(())
    }
}

fn severity(word: &str) -> Result<Option<Severity>, String> {
    choice(
        word,
        &[
            ("error", Some(Severity::Error)),
            ("warn", Some(Severity::Warning)),
            ("off", None),
        ],
    )
}

fn reason(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("the reason is empty; say why the finding is accepted".to_owned());
    }
    Ok(text.to_owned())
}

/// A text that is put into a page must not begin a line there.
fn one_line(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) {
        return Err(
            "a line break or another control character stands in it; write it on one line"
                .to_owned(),
        );
    }
    Ok(text.to_owned())
}

fn template(text: &str, placeholder: &str) -> Result<String, String> {
    if !text.contains(placeholder) {
        return Err(format!(
            "`{text}` has no `{placeholder}`, so all links would be the same; put it where it belongs"
        ));
    }
    one_line(text)
}

fn style(text: &str) -> Result<String, String> {
    if let Some(bad) = text.chars().find(|c| matches!(c, '"' | '<' | '>')) {
        return Err(format!(
            "`{bad}` cannot stand in the style, which stands in an HTML attribute; leave it out"
        ));
    }
    one_line(text)
}

/// A path that cannot leave the root.
fn inner_path(text: &str) -> Result<PathBuf, String> {
    let text = one_line(text)?;
    let path: PathBuf = Path::new(&text)
        .components()
        .filter(|c| *c != Component::CurDir)
        .collect();
    if path.as_os_str().is_empty() {
        return Err("the path is empty; leave the key out if there is no such file".to_owned());
    }
    if !path.components().all(|c| matches!(c, Component::Normal(_))) {
        return Err(format!(
            "`{text}` leaves the repository; the path is relative to its root, without `..`"
        ));
    }
    Ok(path)
}

#[cfg(test)]
mod tests;
