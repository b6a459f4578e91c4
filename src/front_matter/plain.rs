//! The usual YAML front matter, read directly: on a whole site the parser would take a sixth of the time of a check.
//!
//! Usual is one `key: value` a line, a value being a text in double quotes without escapes, a plain one, a list
//! in brackets, or a list with one entry on each line. On anything else this gives up, and the parser reads.

use std::borrow::Cow;
use std::ops::Range;

use super::keys::Key;
use super::{Fields, Text, date};

/// More keys are unusual.
const MOST_KEYS: usize = 32;

/// Reads front matter of the usual form; `None` for any other, and for any with something wrong.
pub fn read(text: &str) -> Option<Fields<'_>> {
    let mut fields = Fields::default();
    let mut seen: Vec<&str> = Vec::new();
    let mut lines = Lines { text, at: 0 };
    while let Some((at, line)) = lines.next() {
        let (name, value) = line.split_once(':')?;
        if !is_name(name) || seen.contains(&name) || seen.len() == MOST_KEYS {
            return None;
        }
        seen.push(name);
        let key = Key::of(name);
        if value.is_empty() {
            let list = lines.list()?;
            match key {
                Key::Aliases => fields.aliases = list,
                Key::Terms(taxonomy) => fields.add_terms(taxonomy, terms(text, list)?),
                Key::Other => {}
                Key::Title
                | Key::Slug
                | Key::Url
                | Key::Draft
                | Key::Date(_)
                | Key::Table(_)
                | Key::Tikicheck => return None,
            }
            continue;
        }
        let value = value.strip_prefix(' ')?;
        let at = at + name.len() + 2;
        match key {
            Key::Title => fields.title = Some(scalar(value, at)?),
            Key::Slug => fields.slug = Some(scalar(value, at)?),
            Key::Date(name) => {
                let date = scalar(value, at)?;
                // Anything else may be a number, such as `0x1`, or no date to Hugo.
                date::is_date(&date.text).then_some(())?;
                fields.keep_date(name, date);
            }
            Key::Url => {
                let url = scalar(value, at)?;
                fields.url(&url.text, &url.at);
                fields.url = Some(url);
            }
            Key::Draft => fields.is_draft = scalar(value, at)?.text == "true",
            Key::Terms(taxonomy) if value.starts_with('[') => {
                fields.add_terms(taxonomy, brackets(value, at)?);
            }
            Key::Terms(taxonomy) => {
                fields.add_terms(taxonomy, terms(text, vec![scalar(value, at)?])?);
            }
            Key::Aliases => fields.aliases = brackets(value, at)?,
            Key::Tikicheck | Key::Table(_) => return None,
            Key::Other if value.starts_with('[') => drop(brackets(value, at)?),
            Key::Other => drop(scalar(value, at)?),
        }
    }
    (lines.at == text.len()).then_some(fields)
}

/// Lines with where they start; one without its end is left over.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    fn next(&mut self) -> Option<(usize, &'t str)> {
        let (line, at) = self.peek()?;
        self.at += line.len() + 1;
        Some((at, line))
    }

    fn peek(&self) -> Option<(&'t str, usize)> {
        let rest = &self.text[self.at..];
        let end = memchr::memchr(b'\n', rest.as_bytes())?;
        Some((&rest[..end], self.at))
    }

    /// The lines `  - value` that follow; at least one.
    fn list(&mut self) -> Option<Vec<Text<'t>>> {
        let mut list = Vec::new();
        while let Some((line, at)) = self.peek() {
            let Some(value) = line.strip_prefix("  - ") else {
                break;
            };
            list.push(scalar(value, at + "  - ".len())?);
            self.at += line.len() + 1;
        }
        (!list.is_empty()).then_some(list)
    }
}

/// Names that mean nothing else in YAML.
fn is_name(name: &str) -> bool {
    let first = name.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    first
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A text in double quotes without escapes, or a plain one of harmless characters.
fn scalar(value: &str, at: usize) -> Option<Text<'_>> {
    if let Some(rest) = value.strip_prefix('"') {
        let inner = rest.strip_suffix('"')?;
        return inner.chars().all(is_harmless).then(|| text(inner, at + 1));
    }
    is_plain(value).then(|| text(value, at))
}

/// Terms of a taxonomy, unless one of them may be a number, or true or false, of which Hugo makes a text of its own.
fn terms<'t>(front_matter: &str, list: Vec<Text<'t>>) -> Option<Vec<Text<'t>>> {
    let may_be_else = |term: &Text<'_>| {
        let first = term.text.as_bytes().first();
        let is_quoted = front_matter[..term.at.start].ends_with('"');
        !is_quoted
            && (first.is_some_and(u8::is_ascii_digit)
                || ["true", "false"]
                    .iter()
                    .any(|word| term.text.eq_ignore_ascii_case(word)))
    };
    (!list.iter().any(may_be_else)).then_some(list)
}

/// `["one", "two"]`, maybe empty.
fn brackets(value: &str, at: usize) -> Option<Vec<Text<'_>>> {
    let inner = value.strip_prefix('[')?.strip_suffix(']')?;
    let mut list = Vec::new();
    let mut at = at + 1;
    if inner.is_empty() {
        return Some(list);
    }
    for piece in inner.split(", ") {
        if !piece.starts_with('"') {
            return None;
        }
        list.push(scalar(piece, at)?);
        at += piece.len() + 2;
    }
    Some(list)
}

fn text(piece: &str, at: usize) -> Text<'_> {
    let at: Range<usize> = at..at + piece.len();
    Text {
        text: Cow::Borrowed(piece),
        at,
    }
}

/// What means itself between double quotes: not the quote, the escape, control characters and other line ends.
fn is_harmless(c: char) -> bool {
    match c {
        '"' | '\\' => false,
        ' '..='~' => true,
        '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' => true,
        _ => false,
    }
}

/// A plain text: it begins with a letter or a digit, holds nothing that means something, and is no word for nothing.
fn is_plain(value: &str) -> bool {
    let first = value
        .as_bytes()
        .first()
        .is_some_and(u8::is_ascii_alphanumeric);
    let is_inner = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        ' ' | '-' | '_' | '.' | ',' | '(' | ')' | '/' | '+' | '\'' => true,
        _ => !c.is_ascii() && is_harmless(c),
    };
    first
        && !value.ends_with(' ')
        && value.chars().all(is_inner)
        && !value.eq_ignore_ascii_case("null")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parsers;
    use super::*;

    const USUAL: &str = "title: \"Iron – May 2012\"\nslug: \"iron\"\naliases:\n  - \"/Iron+–+May+2012\"\n  - \"/9085\"\n\
        tiki_page_id: 9085\ndate: 2022-08-20\ndraft: false\ncategories: [\"Health\", \"Trials\"]\ntags: []\n";

    #[test]
    fn the_usual_form_is_read_as_the_parser_reads_it() {
        let fields = read(USUAL).expect("the usual form");
        assert_eq!(fields, parsers::yaml(USUAL).expect("YAML"));
        let aliases: Vec<&str> = fields.aliases.iter().map(|alias| &*alias.text).collect();
        assert_eq!(aliases, ["/Iron+–+May+2012", "/9085"]);
        let slug = fields.slug.expect("a slug");
        assert_eq!((&*slug.text, &USUAL[slug.at]), ("iron", "iron"));
        assert!(fields.problems.is_empty());
    }

    #[test]
    fn a_number_is_a_term_as_it_is_to_hugo() {
        for text in ["tags: [2012, \"b\"]\n", "tags: 2012\n"] {
            let fields = parsers::yaml(text).expect("YAML");
            let (taxonomy, term) = &fields.terms[0];
            assert_eq!((&**taxonomy, &*term.text), ("tags", "2012"), "{text}");
        }
    }

    #[test]
    fn what_is_unusual_is_left_to_the_parser() {
        for text in [
            "a: 1\na: 2\n",
            "title: null\n",
            "title:\n",
            "title: 'x'\n",
            "title: \"a\\\"b\"\n",
            "title: \"a\" # b\n",
            "title: a: b\n",
            "title: x\n  y\n",
            "# comment\n",
            "\n",
            "a: 1\n\nb: 2\n",
            "a: \"1\"  \n",
            "a:\t1\n",
            "a:  1\n",
            "aliases:\n- /a\n",
            "aliases:\n  - \"/a\"\n   - \"/b\"\n",
            "tikicheck: {ignore: [stale-page]}\n",
            "a: |\n  text\n",
            "a: *x\n",
            "a: [\"x\" , \"y\"]\n",
            "a: \"\u{2028}\"\n",
            "a: \"\u{85}\"\n",
            "...\n",
            "tags:\n  - 2012\n",
            "tags: true\n",
            "a: 1",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    /// Values, usual and not.
    fn value() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "\"[a-zé, +:#\\[\\]]{0,6}\"",
            3 => "[a-z0-9.\\-_ é,()/+':#]{1,7}",
            1 => "[0-9.x_eE:+\\-]{1,5}",
            1 => "(true|no|Null|~|0x1|1e3|---|\\.\\.\\.|)",
            1 => "\\[(\"x\"|\"\\]\"|y)?(, \"y\")?\\]",
            1 => "\\PC{0,3}",
            1 => "[ \t\"'\\[\\]{}#&*!|>%@`,?\\-a]{0,4}",
        ]
    }

    /// A line of front matter, usual and not.
    fn line() -> impl Strategy<Value = String> {
        prop_oneof![
            8 => ("(title|slug|date|a|b1|Title|tikicheck)", value()).prop_map(|(key, value)| format!("{key}: {value}\n")),
            3 => ("(aliases|tags)", value(), value()).prop_map(|(key, one, two)| format!("{key}:\n  - {one}\n  - {two}\n")),
            1 => value().prop_map(|value| format!("{value}\n")),
            1 => value(),
        ]
    }

    proptest! {
        #[test]
        fn it_never_reads_what_the_parser_reads_otherwise(lines in proptest::collection::vec(line(), 0..4)) {
            let text = lines.concat();
            if let Some(fields) = read(&text) {
                prop_assert_eq!(Ok(fields), parsers::yaml(&text));
            }
        }
    }
}
