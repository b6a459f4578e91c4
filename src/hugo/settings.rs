//! Hugo's configuration, as far as the addresses of pages depend on it.
//!
//! `hugo.toml` with a base and two languages:
//!
//! ```text
//! baseURL = "https://example.org/wiki/"      base       /wiki
//! [languages.en]                             languages  en at /
//! [languages.de]                                        de at /de
//! ```

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

/// The largest configuration that is read, in bytes.
pub const LARGEST: usize = 64 * 1024;

/// So many brackets may open in YAML: each level of nesting is looked at for each token.
const MOST_BRACKETS: usize = 256;

/// What the addresses of pages depend on. Paths are written with `/`, without one at either end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether a configuration was found.
    pub is_known: bool,
    /// Whether pages or files come from where nobody can look: modules, mounts, settings that are not known here.
    pub is_open: bool,
    /// The path of the site on its host, such as `/wiki`; empty for the root.
    pub base: String,
    /// The languages, the main one first; never empty.
    pub languages: Vec<Language>,
    /// The patterns of addresses, by kind and section.
    pub permalinks: Vec<Permalink>,
    /// Whether pages are `a.html`, and not `a/`.
    pub is_ugly: bool,
    /// Whether addresses keep upper case.
    pub keeps_case: bool,
    /// The kinds of pages that are not made: `section`, `term`.
    pub disabled: Vec<String>,
    /// The taxonomies, by the keys of front matter.
    pub taxonomies: Vec<String>,
    /// Whether drafts are pages.
    pub builds_drafts: bool,
    /// Whether headings get the names that GitHub gives them.
    pub names_headings: bool,
    /// Whether links may be written anew by Hugo's own template, which knows pages by their files.
    pub finds_files: bool,
    /// The directories of files that are copied as they are.
    pub static_directories: Vec<String>,
}

/// A language of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// Its name in file names, such as `de`; empty where the site has one language alone.
    pub key: String,
    /// What stands in front of its addresses: `/de`, or nothing.
    pub prefix: String,
    /// The directory of its pages.
    pub content: String,
}

/// The pattern of the addresses of one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permalink {
    /// `page` or `section`.
    pub kind: String,
    /// The section: the first directory below the content.
    pub section: String,
    /// Such as `/:year/:slug/`.
    pub pattern: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            is_known: false,
            is_open: false,
            base: String::new(),
            languages: vec![Language {
                key: String::new(),
                prefix: String::new(),
                content: "content".to_owned(),
            }],
            permalinks: Vec::new(),
            is_ugly: false,
            keeps_case: false,
            disabled: Vec::new(),
            taxonomies: vec!["tags".to_owned(), "categories".to_owned()],
            builds_drafts: false,
            names_headings: true,
            finds_files: false,
            static_directories: vec!["static".to_owned()],
        }
    }
}

/// How a file of the configuration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

impl Format {
    /// That of a file with this extension.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "toml" => Self::Toml,
            "yaml" | "yml" => Self::Yaml,
            "json" => Self::Json,
            _ => return None,
        })
    }
}

/// The files of a configuration, put together; keys are in lower case.
#[derive(Debug, Default)]
pub struct Files {
    table: Map<String, Value>,
    any: bool,
    /// Whether one of them could not be read.
    unread: bool,
}

impl Files {
    /// Adds the text of a file. `name` is its name without the extension: `hugo` and `config` hold everything, others one
    /// key, as `permalinks` does.
    pub fn add(&mut self, name: &str, text: &str, format: Format) {
        self.any = true;
        let Some(Value::Object(table)) = value(text, format) else {
            self.unread = true;
            return;
        };
        let table = match name {
            "hugo" | "config" => table,
            _ => {
                let (key, language) = match name.split_once('.') {
                    Some((key, language)) => (key, Some(language)),
                    None => (name, None),
                };
                let inner = Value::Object(table);
                let keyed = |key: &str, value| Map::from_iter([(key.to_lowercase(), value)]);
                match language {
                    Some(language) => {
                        let own = Value::Object(keyed(key, inner));
                        keyed("languages", Value::Object(keyed(language, own)))
                    }
                    None => keyed(key, inner),
                }
            }
        };
        merge(&mut self.table, table);
    }

    /// Says that a file could not be read.
    pub fn add_unread(&mut self) {
        self.any = true;
        self.unread = true;
    }

    /// What they say.
    #[must_use]
    pub fn settings(self) -> Settings {
        if !self.any {
            return Settings::default();
        }
        Settings {
            is_known: true,
            is_open: self.unread || is_open(&self.table),
            ..settings(&self.table)
        }
    }
}

/// Reads a text; keys become lower case. `None` where it cannot be read.
fn value(text: &str, format: Format) -> Option<Value> {
    if text.len() > LARGEST {
        return None;
    }
    let value = match format {
        Format::Toml => table(DeTable::parse(text).ok()?.into_inner()),
        Format::Yaml => {
            let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{'));
            if brackets.count() > MOST_BRACKETS {
                return None;
            }
            lower(serde_yaml::from_str(text).ok()?)
        }
        Format::Json => lower(serde_json::from_str(text).ok()?),
    };
    Some(value)
}

fn table(table: DeTable<'_>) -> Value {
    let entries = table
        .into_iter()
        .map(|(key, value)| (key.get_ref().to_lowercase(), of_toml(value.into_inner())));
    Value::Object(entries.collect())
}

/// Neither parser nests deep, so neither does this.
fn of_toml(value: DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.into_owned()),
        DeValue::Boolean(value) => Value::from(value),
        DeValue::Integer(number) => number
            .as_str()
            .parse::<i64>()
            .map_or(Value::Null, Value::from),
        DeValue::Float(_) | DeValue::Datetime(_) => Value::Null,
        DeValue::Array(values) => {
            let values = values.into_iter();
            Value::Array(values.map(|value| of_toml(value.into_inner())).collect())
        }
        DeValue::Table(inner) => table(inner),
    }
}

fn lower(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let entries = map.into_iter();
            Value::Object(
                entries
                    .map(|(key, value)| (key.to_lowercase(), lower(value)))
                    .collect(),
            )
        }
        Value::Array(list) => Value::Array(list.into_iter().map(lower).collect()),
        other => other,
    }
}

/// Puts `new` over `old`, table by table.
fn merge(old: &mut Map<String, Value>, new: Map<String, Value>) {
    for (key, value) in new {
        match (old.get_mut(&key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            (_, value) => {
                old.insert(key, value);
            }
        }
    }
}

/// Whether pages or files can come from elsewhere, or be where nothing here foresees it.
fn is_open(table: &Map<String, Value>) -> bool {
    let has = |key: &str, inner: &str| {
        let inner = table.get(key).and_then(|module| module.get(inner));
        inner.is_some_and(|list| list.as_array().is_none_or(|list| !list.is_empty()))
    };
    let is_map = |key: &str| table.get(key).is_some_and(Value::is_object);
    let has_own_host = |language: &Value| language.get("baseurl").is_some();
    let languages = table.get("languages").and_then(Value::as_object);
    has("module", "imports")
        || has("module", "mounts")
        || is_map("uglyurls")
        || table
            .get("permalinks")
            .is_some_and(|value| !value.is_object())
        || table.get("removepathaccents") == Some(&Value::Bool(true))
        || languages.is_some_and(|languages| languages.values().any(has_own_host))
        || ["roles", "versions"]
            .iter()
            .any(|key| table.contains_key(*key))
}

fn settings(table: &Map<String, Value>) -> Settings {
    let text = |key: &str| table.get(key).and_then(Value::as_str);
    let is = |key: &str| table.get(key) == Some(&Value::Bool(true));
    let languages = languages(table);
    Settings {
        is_known: true,
        is_open: false,
        base: base(text("baseurl").unwrap_or_default()),
        permalinks: permalinks(table),
        is_ugly: is("uglyurls"),
        keeps_case: is("disablepathtolower"),
        disabled: list(table.get("disablekinds"))
            .into_iter()
            .map(|kind| kind.to_lowercase())
            .collect(),
        taxonomies: match table.get("taxonomies") {
            Some(Value::Object(map)) => {
                let plurals = map.values().filter_map(Value::as_str);
                plurals.map(str::to_lowercase).collect()
            }
            _ => Settings::default().taxonomies,
        },
        builds_drafts: is("builddrafts"),
        names_headings: names_headings(table),
        finds_files: finds_files(table, languages.len()),
        languages,
        static_directories: match table.get("staticdir") {
            None => Settings::default().static_directories,
            value => list(value).iter().map(|path| inside(path)).collect(),
        },
    }
}

fn list(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(list)) => {
            let texts = list.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        Some(Value::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// A path without the signs around it that change nothing.
fn inside(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    path.trim_matches('/').to_owned()
}

/// The path of an address: `/wiki` of `https://example.org/wiki/`.
fn base(url: &str) -> String {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url,
    };
    path.trim_end_matches('/').to_owned()
}

fn languages(table: &Map<String, Value>) -> Vec<Language> {
    let content = table.get("contentdir").and_then(Value::as_str);
    let content = inside(content.unwrap_or("content"));
    let default = table.get("defaultcontentlanguage").and_then(Value::as_str);
    let default = default.unwrap_or("en").to_lowercase();
    let in_subdirectory = table.get("defaultcontentlanguageinsubdir") == Some(&Value::Bool(true));
    let disabled = list(table.get("disablelanguages"));
    let given = table.get("languages").and_then(Value::as_object);
    let given = given.into_iter().flatten().filter(|(key, language)| {
        !disabled.contains(key) && language.get("disabled") != Some(&Value::Bool(true))
    });
    let mut languages: Vec<Language> = given
        .map(|(key, language)| Language {
            key: key.clone(),
            prefix: if *key == default && !in_subdirectory {
                String::new()
            } else {
                format!("/{key}")
            },
            content: language
                .get("contentdir")
                .and_then(Value::as_str)
                .map_or_else(|| content.clone(), inside),
        })
        .collect();
    languages.sort_by_key(|language| language.key != default);
    if languages.is_empty() {
        languages.push(Language {
            key: String::new(),
            prefix: if in_subdirectory {
                format!("/{default}")
            } else {
                String::new()
            },
            content,
        });
    }
    languages
}

fn permalinks(table: &Map<String, Value>) -> Vec<Permalink> {
    let mut found = Vec::new();
    let given = table.get("permalinks").and_then(Value::as_object);
    for (key, value) in given.into_iter().flatten() {
        let mut add = |kind: &str, section: &str, pattern: &str| {
            found.push(Permalink {
                kind: kind.to_owned(),
                section: section.to_owned(),
                pattern: pattern.to_owned(),
            });
        };
        match value {
            Value::String(pattern) => add("page", key, pattern),
            Value::Object(sections) => {
                for (section, pattern) in sections {
                    if let Some(pattern) = pattern.as_str() {
                        add(key, section, pattern);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The value of a key below others.
fn below<'v>(table: &'v Map<String, Value>, keys: &[&str]) -> Option<&'v Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter()
        .try_fold(table.get(*first)?, |value, key| value.get(*key))
}

fn names_headings(table: &Map<String, Value>) -> bool {
    let parser = |key| below(table, &["markup", "goldmark", "parser", key]);
    let kind = parser("autoidtype").or_else(|| parser("autoheadingidtype"));
    let is_github = kind.is_none_or(|kind| kind == "github");
    let other_markup = below(table, &["markup", "defaultmarkdownhandler"]);
    is_github
        && parser("autoheadingid") != Some(&Value::Bool(false))
        && other_markup.is_none_or(|handler| handler == "goldmark")
}

fn finds_files(table: &Map<String, Value>, languages: usize) -> bool {
    let embedded = below(
        table,
        &["markup", "goldmark", "renderhooks", "link", "useembedded"],
    );
    match embedded.and_then(Value::as_str) {
        Some("never") => false,
        Some("auto") | None => languages > 1,
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: Format) -> Settings {
        let mut files = Files::default();
        files.add("hugo", text, format);
        files.settings()
    }

    const TOML: &str = "baseURL = \"https://example.org/wiki/\"\nuglyURLs = true\ndisableKinds = [\"RSS\"]\n\
        [languages.de]\ncontentDir = \"inhalt\"\n[languages.en]\n[permalinks]\nposts = \"/:slug/\"\n\
        [permalinks.section]\na = \"/b/\"\n[taxonomies]\ntag = \"tags\"\n";
    const YAML: &str = "baseURL: https://example.org/wiki/\nuglyURLs: true\ndisableKinds: [RSS]\n\
        languages:\n  de: {contentDir: inhalt}\n  en: {}\npermalinks:\n  posts: /:slug/\n  section: {a: /b/}\n\
        taxonomies: {tag: tags}\n";
    const JSON: &str = r#"{"baseURL": "https://example.org/wiki/", "uglyURLs": true, "disableKinds": ["RSS"],
        "languages": {"de": {"contentDir": "inhalt"}, "en": {}}, "permalinks": {"posts": "/:slug/",
        "section": {"a": "/b/"}}, "taxonomies": {"tag": "tags"}}"#;

    #[test]
    fn the_three_formats_say_the_same() {
        let settings = read(TOML, Format::Toml);
        assert_eq!(settings, read(YAML, Format::Yaml));
        assert_eq!(settings, read(JSON, Format::Json));
        assert_eq!(settings.base, "/wiki");
        assert!(settings.is_known && settings.is_ugly && settings.finds_files && !settings.is_open);
        assert_eq!(settings.disabled, ["rss"]);
        assert_eq!(settings.taxonomies, ["tags"]);
        let languages = settings.languages.iter();
        let languages: Vec<_> = languages
            .map(|language| (&*language.key, &*language.prefix, &*language.content))
            .collect();
        assert_eq!(languages, [("en", "", "content"), ("de", "/de", "inhalt")]);
        let permalinks = settings.permalinks.iter();
        let permalinks: Vec<_> = permalinks
            .map(|link| (&*link.kind, &*link.section, &*link.pattern))
            .collect();
        assert_eq!(
            permalinks,
            [("page", "posts", "/:slug/"), ("section", "a", "/b/")]
        );
    }

    #[test]
    fn files_of_a_directory_are_put_together() {
        let mut files = Files::default();
        files.add("hugo", "baseURL = '/a/'", Format::Toml);
        files.add("permalinks", "posts: /x/:slug", Format::Yaml);
        files.add("languages", "en: {}\nde: {}", Format::Yaml);
        files.add("languages.de", "contentDir: d", Format::Yaml);
        let settings = files.settings();
        assert_eq!(settings.base, "/a");
        assert_eq!(settings.permalinks[0].pattern, "/x/:slug");
        assert_eq!(settings.languages.len(), 2);
    }

    #[test]
    fn what_cannot_be_foreseen_is_open() {
        for text in [
            "title = [",
            "[[module.imports]]\npath = 'x'",
            "[[module.mounts]]\nsource = 'x'",
            "[uglyURLs]\nposts = true",
            "[[permalinks]]\npattern = '/x'",
            "[languages.de]\nbaseURL = 'https://de.example.org'",
        ] {
            assert!(read(text, Format::Toml).is_open, "{text}");
        }
        assert!(read(&"[".repeat(LARGEST + 1), Format::Json).is_open);
        assert!(read(&"[".repeat(MOST_BRACKETS + 1), Format::Yaml).is_open);
        assert!(!read("", Format::Toml).is_open);
        assert!(!Settings::default().is_known);
    }
}
