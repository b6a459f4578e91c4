//! The attachments file: which number lies at which path; it may name a hundred thousand of them.
//!
//! General YAML is slow, takes many times the file's size and can be made to take quadratic time. So a file with one
//! `ID: PATH` on each line, the usual form, is read directly and JSON by its own parser; the YAML parser gets the
//! rest, if it is small.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use crate::config::{ConfigError, read_json, read_yaml};
use crate::text::strict::{Raw, Table, Text, twice};

mod plain;

/// The largest attachments file that is read, in bytes.
pub const LARGEST: usize = 32 * 1024 * 1024;

/// The largest one that the YAML parser gets, in bytes.
const LARGEST_YAML: usize = 1024 * 1024;

/// Up to this size, in bytes, nested brackets cannot take long.
const HARMLESS_YAML: usize = 16 * 1024;

/// Beyond that size so many brackets may open: each level of nesting is looked at for each token.
const MOST_BRACKETS: usize = 64;

/// Where attachments and files lie, by their number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Attachments {
    attachments: Paths,
    files: Paths,
}

impl Attachments {
    /// What an attachments file says: `{attachments: {ID: PATH}, files: {ID: PATH}}`, both optional.
    ///
    /// Numbers may have leading zeros and stand in quotes.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place in the file `name` and the way out.
    pub fn parse(text: &str, name: &Path) -> Result<Self, ConfigError> {
        if text.len() > LARGEST {
            return Err(ConfigError::whole(
                name,
                format!("larger than {LARGEST} bytes; leave out what no page shows"),
            ));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim_start().starts_with('{') {
            let mut maps = Maps::default();
            if read_json(text, name, &mut maps)? {
                return Ok(maps.attachments());
            }
        }
        let odd_line = match plain::read(text) {
            Ok(attachments) => return Ok(attachments),
            Err(plain::NotPlain { line }) => line,
        };
        let harmless =
            text.len() <= HARMLESS_YAML || text.matches(['[', '{']).count() <= MOST_BRACKETS;
        if text.len() > LARGEST_YAML || !harmless {
            return Err(ConfigError {
                file: name.to_owned(),
                place: Some((odd_line, 1)),
                message: "a file of this size must be JSON or plain: `attachments:` and `files:`, each followed by \
                          indented lines of the form `ID: PATH`, each ID once; this line is something else"
                    .to_owned(),
            });
        }
        let mut maps = Maps::default();
        read_yaml(text, name, &mut maps)?;
        Ok(maps.attachments())
    }

    /// The path of the attachment with this number; leading zeros do not count.
    #[must_use]
    pub fn attachment(&self, id: &str) -> Option<&str> {
        self.attachments.get(id)
    }

    /// The path of the file with this number; leading zeros do not count.
    #[must_use]
    pub fn file(&self, id: &str) -> Option<&str> {
        self.files.get(id)
    }
}

/// A number as it stands in a link: ASCII digits without leading zeros; `None` for anything but digits.
#[must_use]
pub fn normal_id(id: &str) -> Option<&str> {
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = id.trim_start_matches('0');
    // Zero itself keeps one digit.
    Some(if digits.is_empty() {
        &id[id.len() - 1..]
    } else {
        digits
    })
}

/// Paths by number, all in one text: so many small strings would take several times the room.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Paths {
    text: String,
    /// In ascending order.
    ids: Vec<u64>,
    /// Where the path of each id ends in `text`; it starts where the one before ends.
    ends: Vec<usize>,
}

impl Paths {
    /// The entries must come in ascending order, each number once.
    fn from_sorted<'a>(entries: impl Iterator<Item = (u64, &'a str)>) -> Self {
        let mut paths = Paths::default();
        for (id, path) in entries {
            paths.text.push_str(path);
            paths.ids.push(id);
            paths.ends.push(paths.text.len());
        }
        paths
    }

    fn get(&self, id: &str) -> Option<&str> {
        let at = self.ids.binary_search(&number(id).ok()?).ok()?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(
            &self.text[Range {
                start,
                end: self.ends[at],
            }],
        )
    }
}

/// The number that an id is.
fn number(id: &str) -> Result<u64, String> {
    if normal_id(id).is_none() {
        return Err(format!("`{id}` is no number; ids are digits"));
    }
    id.parse()
        .map_err(|_| format!("`{id}` is too large a number"))
}

/// Checks a path; it ends up in the page as it is.
fn path(text: &str) -> Result<&str, String> {
    if text.is_empty() {
        return Err("the path is empty; leave the id out if the file is gone".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err(
            "the path has a line break or another control character; write it on one line"
                .to_owned(),
        );
    }
    Ok(text)
}

/// The file while it is read as JSON or YAML.
#[derive(Default)]
struct Maps {
    attachments: BTreeMap<u64, Box<str>>,
    files: BTreeMap<u64, Box<str>>,
}

impl Maps {
    fn attachments(&self) -> Attachments {
        let paths = |map: &BTreeMap<u64, Box<str>>| {
            Paths::from_sorted(map.iter().map(|(&id, path)| (id, &**path)))
        };
        Attachments {
            attachments: paths(&self.attachments),
            files: paths(&self.files),
        }
    }
}

impl Table for Maps {
    fn keys(&self) -> Vec<&'static str> {
        vec!["attachments", "files"]
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "attachments" => map.next_value_seed(Entries(&mut self.attachments)),
            _ => map.next_value_seed(Entries(&mut self.files)),
        }
    }
}

struct Entries<'m>(&'m mut BTreeMap<u64, Box<str>>);

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ids with their paths, such as `21139: /files/hip.png`")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(id) = map.next_key_seed(Raw(|raw: &str| {
            let id = number(raw)?;
            if self.0.contains_key(&id) {
                Err(twice(raw))
            } else {
                Ok(id)
            }
        }))? {
            let path = map.next_value_seed(Text(|text: &str| path(text).map(Box::from)))?;
            self.0.insert(id, path);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Attachments, ConfigError> {
        Attachments::parse(text, Path::new("attachments.yaml"))
    }

    fn parsed(text: &str) -> Attachments {
        parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"))
    }

    const PLAIN: &str =
        "attachments:\n  21139: https://example.org/a.jpg\n  '7': /b c.png\nfiles:\n  77: \"c\"\n";

    #[test]
    fn numbers_lead_to_paths() {
        let attachments = parsed(PLAIN);
        assert_eq!(
            attachments.attachment("21139"),
            Some("https://example.org/a.jpg")
        );
        assert_eq!(attachments.attachment("7"), Some("/b c.png"));
        assert_eq!(attachments.file("77"), Some("c"));
        assert_eq!(attachments.file("7"), None);
        assert_eq!(attachments.attachment("77"), None);
        assert_eq!(attachments.attachment("99999999999999999999999999"), None);
        assert_eq!(attachments.attachment("x"), None);
    }

    #[test]
    fn every_way_to_write_it_means_the_same() {
        for text in [
            "{attachments: {21139: https://example.org/a.jpg, 007: /b c.png}, files: {'77': c}}",
            r#"{"attachments": {"21139": "https://example.org/a.jpg", "7": "/b c.png"}, "files": {"0077": "c"}}"#,
            "# a comment\n---\nfiles: {77: 'c'}\nattachments:\n    07: /b c.png # old\n    \"21139\": >-\n     https://example.org/a.jpg\n",
            "attachments:\r\n 21139: https://example.org/a.jpg\r\n 7:   /b c.png \r\n\r\nfiles:\r\n   77: 'c'\r\n",
        ] {
            assert_eq!(parsed(text), parsed(PLAIN), "{text}");
        }
        for text in [
            "",
            "# nothing\n",
            "attachments:\nfiles:\n",
            "{}",
            "files: {}",
            "attachments: ~",
        ] {
            assert_eq!(parsed(text), Attachments::default(), "{text}");
        }
    }

    #[test]
    fn leading_zeros_do_not_count() {
        for (id, normal) in [
            ("7", Some("7")),
            ("007", Some("7")),
            ("000", Some("0")),
            ("", None),
            ("-7", None),
            ("٧", None),
        ] {
            assert_eq!(normal_id(id), normal);
        }
        let attachments = parsed("attachments:\n  021139: a/b\n  0: a/c\n");
        assert_eq!(attachments.attachment("21139"), Some("a/b"));
        assert_eq!(attachments.attachment("00021139"), Some("a/b"));
        assert_eq!(attachments.attachment("00"), Some("a/c"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, place, words) in [
            (
                "attachments:\n  1: a/b\n  01: a/c\n",
                (3, 3),
                "attachments: `01` stands here twice",
            ),
            (
                "files:\n  1: a/b\n  2: a/c\n  '1': a/d\n",
                (4, 3),
                "`1` stands here twice",
            ),
            (
                "files:\n  1: a/b\nfiles:\n  2: a/b\n",
                (3, 1),
                "`files` stands here twice",
            ),
            ("file:\n  1: a/b\n", (1, 1), "did you mean `files`?"),
            ("files:\n  a: a/b\n", (2, 3), "`a` is no number"),
            ("files:\n  0x1F: a/b\n", (2, 3), "`0x1F` is no number"),
            (
                "files:\n  99999999999999999999: a/b\n",
                (2, 3),
                "too large a number",
            ),
            ("files:\n  1: 12\n", (2, 6), "integer `12`, expected a text"),
            ("files:\n  1:\n  2: a/b\n", (2, 5), "nothing stands here"),
            ("files:\n  1: ''\n", (2, 6), "the path is empty"),
            ("files:\n  1: \"a\\n\"\n", (2, 6), "control character"),
            ("files:\n  1: [a]\n", (2, 6), "expected a text"),
            ("files: [1, 2]\n", (1, 8), "expected ids with their paths"),
            ("files:\n  1: *a/b\n", (2, 8), "must stand in quotes"),
            (
                "{\"files\": {\"1\": \"a\",\n \"1\": \"b\"}}",
                (2, 4),
                "`1` stands here twice",
            ),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.place, Some(place), "{text}\n{error}");
            assert!(error.message.contains(words), "{text}\n{error}");
        }
    }

    #[test]
    fn a_large_file_is_plain_or_json() {
        let mut plain = "attachments:\n".to_owned();
        let mut json = r#"{"attachments": {"0": "a/b""#.to_owned();
        for id in (1..30_000).rev() {
            plain += &format!("  {id}: https://example.org/files/[{id}].jpg\n");
            json += &format!(",\n\"{id}\": \"https://example.org/files/[{id}].jpg\"");
        }
        plain += "  0: a/b\n";
        json += "}}";
        assert!(plain.len() > LARGEST_YAML);
        assert_eq!(
            parsed(&plain).attachment("4711"),
            Some("https://example.org/files/[4711].jpg")
        );
        assert_eq!(parsed(&plain), parsed(&json));

        plain += "  7: a/b\n";
        let error = parse(&plain).expect_err("an id twice");
        assert_eq!(error.place, Some((30_002, 1)));
        assert!(error.message.contains("each ID once"), "{error}");
    }

    #[test]
    fn neither_size_nor_nesting_takes_long() {
        for text in [
            "{a: ".repeat(200_000),
            "[".repeat(200_000),
            "{\"files\": ".repeat(300_000),
            "- ".repeat(1_000_000),
        ] {
            parse(&text).expect_err("nonsense");
        }
        let error = parse(&"#".repeat(LARGEST + 1)).expect_err("too large");
        assert!(
            error.to_string().contains("larger than 33554432 bytes"),
            "{error}"
        );
    }
}
