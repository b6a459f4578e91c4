//! Front matter of two versions: which keys came, went, or have another value, and in what way.
//!
//! `slug: a` and `slug: "a"` have one value that is written in two ways. That is a cause of its own.

use std::collections::{HashMap, HashSet};

use crate::check::cause::{id, quoted, shape};
use crate::finding::Cause;
use crate::page::Syntax;

use super::version::Version;

/// A key with its value as it is written, lines below it included.
struct Entry<'t> {
    key: &'t str,
    value: String,
}

/// A difference of two front matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadChange {
    /// Its cause.
    pub cause: Cause,
    /// What stood there before.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// Among more keys that came or went, none is looked for under another name.
const MOST_RENAMED: usize = 32;

/// What differs between the front matters of two versions.
#[must_use]
pub fn changes(old: &Version, new: &Version) -> Vec<HeadChange> {
    let mut list = Vec::new();
    let mut tell = |what: &str, before: &str, after: &str| {
        list.push(HeadChange {
            cause: Cause {
                id: id(&["front matter", what]),
                words: format!("front matter: {what}"),
            },
            before: before.to_owned(),
            after: after.to_owned(),
        });
    };
    if old.syntax != new.syntax {
        let what = format!("{} → {}", name(old.syntax), name(new.syntax));
        tell(&what, "", "");
    } else if old.front_matter == new.front_matter {
        return list;
    }
    let (before, after) = (entries(old), entries(new));
    fn places<'l>(list: &'l [Entry<'_>]) -> HashMap<&'l str, usize> {
        let places = list.iter().enumerate().rev();
        places.map(|(place, entry)| (entry.key, place)).collect()
    }
    let (in_before, in_after) = (places(&before), places(&after));
    let mut gone: Vec<&Entry<'_>> = Vec::new();
    for entry in &before {
        match in_after.get(entry.key).copied() {
            None => gone.push(entry),
            Some(place) => {
                let now = &after[place];
                let is_same = old.syntax != new.syntax && plain(&now.value) == plain(&entry.value);
                if now.value != entry.value && !is_same {
                    let (old, new) = (plain(&entry.value), plain(&now.value));
                    let only = |these: &[String], others: &[String]| {
                        let others: HashSet<&String> = others.iter().collect();
                        let list = these.iter().filter(|value| !others.contains(value));
                        list.cloned().collect::<Vec<_>>().join(", ")
                    };
                    let what = changed(entry, now);
                    match old == new {
                        true => tell(&what, &entry.value, &now.value),
                        false => tell(&what, &only(&old, &new), &only(&new, &old)),
                    }
                }
            }
        }
    }
    let mut came: Vec<&Entry<'_>> = after
        .iter()
        .filter(|entry| !in_before.contains_key(entry.key))
        .collect();
    let is_short = gone.len() <= MOST_RENAMED && came.len() <= MOST_RENAMED;
    gone.retain(|entry| {
        let mut candidates = came.iter().take(MOST_RENAMED);
        let same = candidates.position(|other| plain(&other.value) == plain(&entry.value));
        let Some(place) = same.filter(|_| is_short && !entry.value.is_empty()) else {
            return true;
        };
        let other = came.remove(place);
        let what = format!("key `{}` renamed `{}`", entry.key, other.key);
        tell(&what, &entry.value, &other.value);
        false
    });
    for entry in gone {
        tell(&format!("key `{}` removed", entry.key), &entry.value, "");
    }
    for entry in came {
        tell(&format!("key `{}` added", entry.key), "", &entry.value);
    }
    if list.is_empty() {
        let order = |list: &[Entry<'_>]| -> Vec<String> {
            list.iter().map(|entry| entry.key.to_owned()).collect()
        };
        let what = match order(&before) == order(&after) {
            true => "white space and comments",
            false => "order of the keys",
        };
        list.push(HeadChange {
            cause: Cause {
                id: id(&["front matter", what]),
                words: format!("front matter: {what}"),
            },
            before: String::new(),
            after: String::new(),
        });
    }
    list
}

/// How the value of a key changed.
fn changed(before: &Entry<'_>, after: &Entry<'_>) -> String {
    let key = before.key;
    let (old, new) = (plain(&before.value), plain(&after.value));
    if old == new {
        let (from, to) = (shape(&before.value), shape(&after.value));
        return format!(
            "`{key}` written otherwise: {} → {}",
            quoted(&from),
            quoted(&to)
        );
    }
    // Of lists, the entries that came or went tell more than all of them.
    let only = |these: &[String], others: &[String]| -> String {
        let others: HashSet<&String> = others.iter().collect();
        let list: Vec<String> = these
            .iter()
            .filter(|value| !others.contains(value))
            .map(|value| shape(value))
            .collect();
        let mut distinct = list;
        distinct.dedup();
        distinct.join(", ")
    };
    let (from, to) = (only(&old, &new), only(&new, &old));
    match (from.is_empty(), to.is_empty()) {
        (true, true) => format!("`{key}`: order"),
        (true, false) => format!("`{key}`: {} added", quoted(&to)),
        (false, true) => format!("`{key}`: {} removed", quoted(&from)),
        (false, false) if from == to => format!("`{key}`: another value"),
        (false, false) => format!("`{key}`: {} → {}", quoted(&from), quoted(&to)),
    }
}

/// The texts of a value, without quotes and brackets.
fn plain(value: &str) -> Vec<String> {
    let trimmed = value.trim();
    let inner = trimmed
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'));
    let texts: Vec<&str> = match inner {
        Some(inner) => inner.split(',').collect(),
        None if trimmed.starts_with("- ") => trimmed.lines().collect(),
        None => vec![trimmed],
    };
    texts
        .iter()
        .map(|text| {
            let text = text.trim();
            let text = text.strip_prefix("- ").unwrap_or(text).trim();
            let quotes = |c: char| c == '"' || c == '\'';
            text.trim_matches(quotes).to_owned()
        })
        .filter(|text| !text.is_empty())
        .collect()
}

/// The keys at the top of a front matter, in order.
fn entries(version: &Version) -> Vec<Entry<'_>> {
    let text = &*version.front_matter;
    let separator = match version.syntax {
        Syntax::None => return Vec::new(),
        Syntax::Yaml | Syntax::Json => ':',
        Syntax::Toml => '=',
    };
    let mut list: Vec<Entry<'_>> = Vec::new();
    for line in text.lines() {
        let is_below = version.syntax != Syntax::Json && line.starts_with([' ', '\t', '-']);
        let key = line.split_once(separator).filter(|_| !is_below);
        match key {
            Some((key, value)) => list.push(Entry {
                key: key.trim().trim_matches('"'),
                value: value.trim().trim_end_matches(',').to_owned(),
            }),
            None if line.trim().is_empty() || line.starts_with('#') => {}
            None => {
                if let Some(last) = list.last_mut() {
                    if !last.value.is_empty() {
                        last.value.push('\n');
                    }
                    last.value.push_str(line.trim());
                }
            }
        }
    }
    list
}

fn name(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::Yaml => "YAML",
        Syntax::Toml => "TOML",
        Syntax::Json => "JSON",
        Syntax::None => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let version = |text: &str| Version::of(format!("---\n{text}---\nbody\n").as_bytes());
        let list = changes(&version(old), &version(new));
        list.into_iter()
            .map(|change| change.cause.words.replacen("front matter: ", "", 1))
            .collect()
    }

    #[test]
    fn keys_come_go_and_get_other_values() {
        for (old, new, expected) in [
            ("a: 1\n", "a: 1\nb: 2\n", &["key `b` added"][..]),
            ("a: 1\nb: 2\n", "a: 1\n", &["key `b` removed"]),
            ("id: 77\n", "page_id: 77\n", &["key `id` renamed `page_id`"]),
            (
                "a: x\n",
                "a: \"x\"\n",
                &["`a` written otherwise: `…` → `\"…\"`"],
            ),
            ("a: x\n", "a: y\n", &["`a`: another value"]),
            (
                "aliases:\n  - \"/tiki-index.php?page_id=7\"\n  - \"/b\"\n",
                "aliases:\n  - \"/7\"\n  - \"/b\"\n",
                &["`aliases`: `/…?…=…` → `/…`"],
            ),
            ("a: [x]\n", "a: [x, y]\n", &["`a`: `…` added"]),
            ("a: 1\nb: 2\n", "b: 2\na: 1\n", &["order of the keys"]),
            ("a: 1\n", "a: 1\n\n", &["white space and comments"]),
            ("a: 1\n", "a: 1\n", &[]),
        ] {
            assert_eq!(told(old, new), expected, "{old:?} {new:?}");
        }
    }

    #[test]
    fn another_syntax_is_one_change() {
        let old = Version::of(b"---\ntitle: x\n---\nbody\n");
        let new = Version::of(b"+++\ntitle = \"x\"\n+++\nbody\n");
        let words: Vec<String> = changes(&old, &new)
            .into_iter()
            .map(|change| change.cause.words)
            .collect();
        assert_eq!(words[0], "front matter: YAML → TOML", "{words:?}");
    }
}
