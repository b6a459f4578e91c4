//! TOML front matter.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::Key;
use super::{Fields, Hugo, Problem, Text, Written};
use crate::rules::Rule;
use crate::text::nearest::did_you_mean;

const MEND: &str = "mend the front matter as the message says";

/// Reads TOML.
pub fn read(text: &str) -> Result<Fields<'_>, Problem> {
    let table = DeTable::parse(text).map_err(|error| Problem {
        at: error.span().unwrap_or(0..0),
        message: error.message().to_owned(),
        help: MEND,
        hugo: Hugo::Stops,
    })?;
    let mut fields = Fields::default();
    for (key, value) in table.into_inner() {
        match Key::of(key.get_ref()) {
            Key::Title => fields.title = Some(one(text, value)?),
            Key::Slug => fields.slug = Some(one(text, value)?),
            Key::Aliases => fields.aliases = list(text, value)?,
            Key::Date(name) => match value.get_ref() {
                // A time without a day is no date.
                DeValue::Datetime(time)
                    if time.date.is_some()
                        && time.time.is_none_or(|time| time.second != Some(60)) =>
                {
                    let at = value.span();
                    let text = text[at.clone()].into();
                    fields.keep_date(name, Text { text, at });
                }
                DeValue::String(_) => {
                    let date = one(text, value)?;
                    fields.date(name, &date.text, &date.at, Written::Quoted);
                    fields.keep_date(name, date);
                }
                _ => {
                    let at = value.span();
                    fields.date(name, &text[at.clone()], &at, Written::Plain);
                }
            },
            Key::Url => {
                let url = one(text, value)?;
                fields.url(&url.text, &url.at);
                fields.url = Some(url);
            }
            Key::Table(name) => {
                if !matches!(value.get_ref(), DeValue::Table(_)) {
                    fields.no_table(name, &value.span());
                }
            }
            Key::Draft => fields.is_draft = one(text, value)?.text == "true",
            Key::Terms(taxonomy) => {
                fields.add_terms(taxonomy, list(text, value).unwrap_or_default());
            }
            Key::Tikicheck => fields.ignore = own(text, value)?,
            Key::Other => {}
        }
    }
    // The parser's table is in the order of its keys.
    fields.problems.sort_by_key(|problem| problem.at.start);
    Ok(fields)
}

fn one<'t>(text: &'t str, value: Spanned<DeValue<'t>>) -> Result<Text<'t>, Problem> {
    let span = value.span();
    match value.into_inner() {
        DeValue::String(piece) => Ok(Text {
            text: piece,
            at: without_quotes(text, span),
        }),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => Ok(Text {
            text: text[span.clone()].into(),
            at: span,
        }),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            Err(wrong(span, "expected a text"))
        }
    }
}

fn list<'t>(text: &'t str, value: Spanned<DeValue<'t>>) -> Result<Vec<Text<'t>>, Problem> {
    if value.get_ref().as_array().is_none() {
        return Ok(vec![one(text, value)?]);
    }
    match value.into_inner() {
        DeValue::Array(values) => values.into_iter().map(|value| one(text, value)).collect(),
        _ => Ok(Vec::new()),
    }
}

/// The rules under `tikicheck`.
fn own<'t>(
    text: &'t str,
    value: Spanned<DeValue<'t>>,
) -> Result<Vec<(Rule, Range<usize>)>, Problem> {
    let span = value.span();
    let DeValue::Table(table) = value.into_inner() else {
        return Err(wrong(span, "expected a table with the key `ignore`"));
    };
    let mut rules = Vec::new();
    for (key, value) in table {
        if key.get_ref() != "ignore" {
            let hint = did_you_mean(key.get_ref(), ["ignore"]);
            let message = format!("unknown key `{}` under `tikicheck`{hint}", key.get_ref());
            return Err(wrong(key.span(), &message));
        }
        let span = value.span();
        let DeValue::Array(_) = value.get_ref() else {
            return Err(wrong(span, "expected a list of rules"));
        };
        for name in list(text, value)? {
            let rule =
                Rule::parse(&name.text).map_err(|message| wrong(name.at.clone(), &message))?;
            rules.push((rule, name.at));
        }
    }
    Ok(rules)
}

fn wrong(at: Range<usize>, message: &str) -> Problem {
    Problem {
        at,
        message: message.to_owned(),
        help: "correct it as the message says",
        hugo: Hugo::GoesOn,
    }
}

/// A string's place without the quotes around it.
fn without_quotes(text: &str, span: Range<usize>) -> Range<usize> {
    let written = &text[span.clone()];
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    let quote = quotes
        .into_iter()
        .find(|quote| written.len() >= 2 * quote.len() && written.starts_with(quote))
        .map_or(0, str::len);
    span.start + quote..span.end - quote
}
