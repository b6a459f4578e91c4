//! YAML and JSON front matter, through the serde interface of their parsers.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::keys::Key;
use super::{Fields, Hugo, MOST_BRACKETS, Problem, Seen, Text, Written};
use crate::rules::Rule;
use crate::text::strict::{self, Keys, Table, json_message, place_of, yaml_message};

const MEND: &str = "mend the front matter as the message says";

/// Reads YAML.
pub fn yaml(text: &str) -> Result<Fields<'_>, Problem> {
    // The parser complains about these without a place.
    if let Some((at, c)) = text.char_indices().find(|&(_, c)| !is_yaml(c)) {
        return Err(Problem {
            at: at..at + c.len_utf8(),
            message: "YAML allows no control characters".to_owned(),
            help: "remove the character, or write it as an escape in double quotes",
            hugo: Hugo::GoesOn,
        });
    }
    if let Some((at, _)) = text.match_indices(['[', '{']).nth(MOST_BRACKETS) {
        return Err(Problem {
            at: at..at + 1,
            message: format!(
                "more than {MOST_BRACKETS} brackets open in the front matter, so it was not read"
            ),
            help: "write lists with one entry a line",
            hugo: Hugo::GoesOn,
        });
    }
    let mut fields = Fields::default();
    let document = Document {
        text,
        fields: &mut fields,
        twice: Hugo::Stops,
    };
    match document.deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(()) => Ok(fields),
        Err(error) => {
            let at = error.location().map_or(0, |at| at.index());
            let hugo = match serde_yaml::from_str::<Map>(&as_hugo_reads(text)) {
                Ok(_) => Hugo::GoesOn,
                Err(_) => Hugo::Stops,
            };
            Err(problem(text, at, in_file(&yaml_message(&error)), hugo))
        }
    }
}

/// The message with its line numbers counted from the start of the file: the front matter begins on line 2.
///
/// The YAML parser names a second place in some messages: `… at line 3 column 1`, which is line 4 of the file.
fn in_file(message: &str) -> String {
    const LINE: &str = " at line ";
    let mut pieces = message.split(LINE);
    let mut counted = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let (line, rest) = piece.split_at(digits);
        counted.push_str(LINE);
        match line.parse::<usize>() {
            Ok(line) => counted.push_str(&format!("{}{rest}", line.saturating_add(1))),
            Err(_) => counted.push_str(piece),
        }
    }
    counted
}

/// Whether YAML allows the character.
fn is_yaml(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

/// Reads JSON.
pub fn json(text: &str) -> Result<Fields<'_>, Problem> {
    let mut fields = Fields::default();
    let document = Document {
        text,
        fields: &mut fields,
        twice: Hugo::GoesOn,
    };
    let mut parser = serde_json::Deserializer::from_str(text);
    match document
        .deserialize(&mut parser)
        .and_then(|()| parser.end())
    {
        Ok(()) => Ok(fields),
        Err(error) => {
            let before = text.split_inclusive('\n').take(error.line() - 1);
            let line: usize = before.map(str::len).sum();
            let at = line + error.column().saturating_sub(1);
            let hugo = match serde_json::from_str::<Map>(text) {
                Ok(_) => Hugo::GoesOn,
                Err(_) => Hugo::Stops,
            };
            Err(problem(text, at, json_message(&error), hugo))
        }
    }
}

/// YAML as Hugo's parser reads it: the first document alone, and no line ends but CR and LF.
fn as_hugo_reads(text: &str) -> String {
    let is_end = |line: &&str| matches!(line.trim_end(), "..." | "---");
    let lines = text.split_inclusive('\n');
    let first: String = lines.take_while(|line| !is_end(line)).collect();
    let text = if first.trim().is_empty() && !text.starts_with("---") {
        "{}"
    } else {
        &first
    };
    text.replace(['\u{85}', '\u{2028}', '\u{2029}'], " ")
}

/// Keys with any values: what Hugo reads, whatever it makes of them.
type Map = std::collections::HashMap<IgnoredKey, IgnoredAny>;

/// A key that is looked at no further.
#[derive(PartialEq, Eq, Hash)]
struct IgnoredKey;

impl<'de> serde::Deserialize<'de> for IgnoredKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A list is no key to Hugo.
        let or = 0..0;
        let loose = Loose { text: "", or: &or };
        match loose.deserialize(deserializer)? {
            Value::List(_) => Err(D::Error::custom("a list is no key")),
            _ => Ok(IgnoredKey),
        }
    }
}

fn problem(text: &str, at: usize, message: String, hugo: Hugo) -> Problem {
    // A parser may count to the middle of a character.
    let at = (0..=at.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or_default();
    Problem {
        at: at..at,
        message,
        help: MEND,
        hugo,
    }
}

/// A scalar with its place: its own if it is a slice of `text`, otherwise `or`.
fn text_of<'t>(text: &'t str, piece: &str, or: &Range<usize>) -> Text<'t> {
    match place_of(text, piece) {
        Some(at) => Text {
            text: Cow::Borrowed(&text[at.clone()]),
            at,
        },
        None => Text {
            text: Cow::Owned(piece.to_owned()),
            at: or.clone(),
        },
    }
}

/// The whole front matter.
struct Document<'t, 'f> {
    text: &'t str,
    fields: &'f mut Fields<'t>,
    /// What Hugo makes of a key that stands there twice.
    twice: Hugo,
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("keys with values, such as `title: …`")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Document {
            text,
            fields,
            twice,
        } = self;
        let mut seen = Seen::default();
        let mut behind = 0..0;
        while let Some(key) = map.next_key_seed(One { text, or: &behind })? {
            let Text { text: name, at } = key;
            let one = One { text, or: &at };
            let list = List { text, or: &at };
            match Key::of(&name) {
                Key::Title => fields.title = map.next_value_seed(Maybe(one))?,
                Key::Slug => fields.slug = map.next_value_seed(Maybe(one))?,
                Key::Aliases => fields.aliases = map.next_value_seed(list)?,
                Key::Date(key) => match map.next_value_seed(Loose { text, or: &at })? {
                    Value::Text(date) => {
                        let written = Written::of(text, &date.at);
                        fields.date(key, &date.text, &date.at, written);
                        fields.keep_date(key, date);
                    }
                    Value::Integer(_) if twice == Hugo::Stops => {}
                    Value::Nothing => {}
                    Value::Integer(_) | Value::Other | Value::List(_) | Value::Bool(_) => {
                        fields.date(key, "another value", &at, Written::Quoted);
                    }
                },
                Key::Url => {
                    if let Some(url) = map.next_value_seed(Maybe(one))? {
                        fields.url(&url.text, &url.at);
                        fields.url = Some(url);
                    }
                }
                Key::Draft => {
                    let draft = map.next_value_seed(Loose { text, or: &at })?;
                    fields.is_draft = match draft {
                        Value::Bool(is_draft) => is_draft,
                        Value::Text(text) => text.text == "true",
                        _ => false,
                    };
                }
                Key::Terms(taxonomy) => {
                    let terms = match map.next_value_seed(Loose { text, or: &at })? {
                        Value::Text(term) => vec![term],
                        Value::List(terms) => terms,
                        Value::Integer(number) => vec![text_of(text, &number, &at)],
                        _ => Vec::new(),
                    };
                    fields.add_terms(taxonomy, terms);
                }
                Key::Table(key) => {
                    if !matches!(
                        map.next_value_seed(Loose { text, or: &at })?,
                        Value::Other | Value::Nothing
                    ) {
                        fields.no_table(key, &at);
                    }
                }
                Key::Tikicheck => {
                    let mut own = Own {
                        text,
                        or: at.clone(),
                        rules: Vec::new(),
                    };
                    map.next_value_seed(Keys(&mut own))?;
                    fields.ignore = own.rules;
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            seen.meet(name, &at, twice, fields);
            behind = at;
        }
        Ok(())
    }
}

/// The seed for one text: any scalar, as it is written.
struct One<'t, 'o> {
    text: &'t str,
    /// The place of a text that is written with escapes.
    or: &'o Range<usize>,
}

impl<'de, 't> DeserializeSeed<'de> for One<'t, '_> {
    type Value = Text<'t>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text<'t>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'t> Visitor<'_> for One<'t, '_> {
    type Value = Text<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, piece: &str) -> Result<Text<'t>, E> {
        Ok(text_of(self.text, piece, self.or))
    }
}

/// The seed for a value that may be missing.
struct Maybe<S>(S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Maybe<S> {
    type Value = Option<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Maybe<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer).map(Some)
    }
}

/// A value of any kind, as far as it is asked for.
enum Value<'t> {
    /// A text.
    Text(Text<'t>),
    /// The texts of a list.
    List(Vec<Text<'t>>),
    /// Yes or no.
    Bool(bool),
    /// A whole number, as it is printed.
    Integer(String),
    /// Nothing.
    Nothing,
    /// Anything else.
    Other,
}

/// The seed for a value of any kind.
#[derive(Clone, Copy)]
struct Loose<'t, 'o> {
    text: &'t str,
    or: &'o Range<usize>,
}

impl<'de, 't> DeserializeSeed<'de> for Loose<'t, '_> {
    type Value = Value<'t>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'t>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, 't> Visitor<'de> for Loose<'t, '_> {
    type Value = Value<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'t>, E> {
        Ok(Value::Nothing)
    }

    fn visit_none<E: Error>(self) -> Result<Value<'t>, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value<'t>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'t>, E> {
        Ok(Value::Integer(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'t>, E> {
        Ok(Value::Integer(number.to_string()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Value<'t>, E> {
        Ok(Value::Other)
    }

    fn visit_str<E: Error>(self, piece: &str) -> Result<Value<'t>, E> {
        Ok(Value::Text(text_of(self.text, piece, self.or)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'t>, A::Error> {
        let mut texts = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            match value {
                Value::Text(text) => texts.push(text),
                // As Hugo takes it.
                Value::Integer(number) => texts.push(text_of(self.text, &number, self.or)),
                Value::Nothing | Value::Bool(_) | Value::List(_) | Value::Other => {}
            }
        }
        Ok(Value::List(texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'t>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }
}

/// The seed for a list of texts. Hugo takes a single text for a list of one.
struct List<'t, 'o> {
    text: &'t str,
    or: &'o Range<usize>,
}

impl<'de, 't> DeserializeSeed<'de> for List<'t, '_> {
    type Value = Vec<Text<'t>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, 't> Visitor<'de> for List<'t, '_> {
    type Value = Vec<Text<'t>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_str<E: Error>(self, piece: &str) -> Result<Self::Value, E> {
        Ok(vec![text_of(self.text, piece, self.or)])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element_seed(One {
            text: self.text,
            or: self.or,
        })? {
            texts.push(text);
        }
        Ok(texts)
    }
}

/// The keys below `tikicheck`.
struct Own<'t> {
    text: &'t str,
    or: Range<usize>,
    rules: Vec<(Rule, Range<usize>)>,
}

impl Table for Own<'_> {
    fn keys(&self) -> Vec<&'static str> {
        vec!["ignore"]
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        debug_assert_eq!(key, "ignore");
        self.rules = map.next_value_seed(strict::Texts {
            each: |name: &str| {
                let at = place_of(self.text, name).unwrap_or(self.or.clone());
                Rule::parse(name).map(|rule| (rule, at))
            },
            empty: None,
        })?;
        Ok(())
    }
}
