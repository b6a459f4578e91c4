//! The usual form of an attachments file, read line by line; whatever is not plainly of that form is refused here.
//!
//! What is accepted means the same to a YAML parser: that is what all the conditions are for.

use super::{Attachments, Paths, number};

/// The first line that is not of the usual form, from 1.
#[derive(Debug, PartialEq, Eq)]
pub struct NotPlain {
    /// Its number, from 1.
    pub line: usize,
}

#[derive(Default)]
struct Section<'t> {
    /// Each entry with its line.
    entries: Vec<(u64, usize, &'t str)>,
    /// The indentation of all entries, once there is one.
    indent: Option<usize>,
    started: bool,
}

/// Reads `attachments:` and `files:`, each followed by indented lines `ID: PATH`, with comments and empty lines.
///
/// # Errors
///
/// A line is of another form, or it gives an id for a second time.
pub fn read(text: &str) -> Result<Attachments, NotPlain> {
    let mut sections: [Section<'_>; 2] = Default::default();
    let mut current = None;
    for (before, line) in text.split('\n').enumerate() {
        let not_plain = NotPlain { line: before + 1 };
        let line = line.strip_suffix('\r').unwrap_or(line);
        if !line.bytes().all(|b| matches!(b, b' '..=b'~')) && !line.chars().all(is_plain) {
            return Err(not_plain);
        }
        let line = line.trim_end_matches(' ');
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if indent == 0 {
            let Some(section) = header(content).filter(|&section| !sections[section].started)
            else {
                return Err(not_plain);
            };
            sections[section].started = true;
            current = Some(section);
            continue;
        }
        let (Some(section), Some((id, path))) = (current, entry(content)) else {
            return Err(not_plain);
        };
        let section = &mut sections[section];
        if *section.indent.get_or_insert(indent) != indent {
            return Err(not_plain);
        }
        section.entries.push((id, before + 1, path));
    }
    let [attachments, files] = sections;
    Ok(Attachments {
        attachments: attachments.paths()?,
        files: files.paths()?,
    })
}

impl Section<'_> {
    fn paths(mut self) -> Result<Paths, NotPlain> {
        // By line too, so that of two equal ids the second is the odd one.
        self.entries
            .sort_unstable_by_key(|&(id, line, _)| (id, line));
        if let Some(pair) = self.entries.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(NotPlain { line: pair[1].1 });
        }
        Ok(Paths::from_sorted(
            self.entries.iter().map(|&(id, _, path)| (id, path)),
        ))
    }
}

/// Characters that YAML reads as they are: no tab, no line break of its own, nothing unprintable.
fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

fn header(content: &str) -> Option<usize> {
    match content {
        "attachments:" => Some(0),
        "files:" => Some(1),
        _ => None,
    }
}

fn entry(content: &str) -> Option<(u64, &str)> {
    let (id, path) = content.split_once(": ")?;
    let id = quoted(id, '"').or_else(|| quoted(id, '\'')).unwrap_or(id);
    let path = path.trim_start_matches(' ');
    let path = quoted(path, '"')
        .or_else(|| quoted(path, '\''))
        .or_else(|| unquoted(path))?;
    Some((number(id).ok()?, path))
}

/// What stands between two quotes, if it needs no unescaping and is not empty.
fn quoted(text: &str, quote: char) -> Option<&str> {
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.is_empty() && !inner.contains([quote, '\\'])).then_some(inner)
}

/// A text without quotes that is neither a number nor a word such as `null`, and holds no comment, key or marker.
fn unquoted(text: &str) -> Option<&str> {
    let starts =
        text.starts_with(|c: char| c.is_alphanumeric() || c == '/' || c == '.' || c == '_');
    let is_text =
        text.contains('/') && !text.contains(": ") && !text.contains(" #") && !text.ends_with(':');
    (starts && is_text).then_some(text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::super::{Maps, read_yaml};
    use super::*;

    fn odd_line(text: &str) -> Option<usize> {
        read(text).err().map(|odd| odd.line)
    }

    #[test]
    fn what_a_yaml_parser_might_read_otherwise_is_refused() {
        for value in [
            "12",
            "a",
            "null",
            "~/a",
            "*a/b",
            "&a a/b",
            "!a/b",
            "- a/b",
            "? a/b",
            "a/b # c",
            "a/b: c",
            "a/b:",
            "[a/b]",
            "{a/b}",
            "|",
            "> a/b",
            "%a/b",
            "@a/b",
            "`a/b`",
            "#a/b",
            "''",
            "\"a\\n\"",
            "'a''b'",
            "\"a\" b",
            "a\tb/c",
            "a/\u{85}b",
            "a/\u{2028}b",
        ] {
            assert_eq!(
                odd_line(&format!("# one\nfiles:\n  1: {value}\n")),
                Some(3),
                "{value:?}"
            );
        }
        for (text, line) in [
            ("  1: a/b\n", 1),
            ("files:\n1: a/b\n", 2),
            ("files:\n  1:a/b\n", 2),
            ("files:\n  1 : a/b\n", 2),
            ("files:\n  1: a/b\n   2: a/b\n", 3),
            ("files:\n  1: a/b\n 2: a/b\n", 3),
            ("files:\n\t1: a/b\n", 2),
            ("files:\n  1: a/b\nfiles:\n", 3),
            ("files:\n  5: a/b\n  1: a/b\n  05: a/b\n", 4),
            ("files: # all\n", 1),
            ("files: {}\n", 1),
            ("---\n", 1),
        ] {
            assert_eq!(odd_line(text), Some(line), "{text:?}");
        }
    }

    fn lines() -> impl Strategy<Value = String> {
        prop_oneof![
            8 => r"  [0-9]{1,6}: [a-c./:# é'~-]{0,4}/[a-c./:# é'-]{0,4}",
            1 => r"  [0-9]{1,3}: [ -~é\t\u{85}\u{2028}]{0,3}[/'\x22a][ -~é]{0,6}",
            1 => r"  ['\x22]?[0-9]{1,2}['\x22]? ?:  ?['\x22]?[a/.:#~ -]{1,5}['\x22]? {0,2}\r?",
            1 => "(attachments|files): ?",
            1 => r" {0,3}#[ -~é]{0,4}",
            1 => " {0,3}",
        ]
    }

    proptest! {
        #[test]
        fn what_is_accepted_means_the_same_to_a_yaml_parser(lines in proptest::collection::vec(lines(), 0..8)) {
            let text = format!("files:\n{}\n", lines.join("\n"));
            let Ok(plain) = read(&text) else { return Ok(()) };
            let mut maps = Maps::default();
            let yaml = read_yaml(&text, Path::new("a"), &mut maps).map(|()| maps.attachments());
            prop_assert_eq!(yaml.expect("it is accepted there too"), plain, "{}", text);
        }
    }
}
