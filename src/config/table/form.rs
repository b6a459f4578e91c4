//! What a text in the settings may be: how it is checked, written, and described by the schema.

use std::path::{Component, Path, PathBuf};

use serde_json::json;

use super::{Quotes, Schema, part};
use crate::config::Pattern;
use crate::rules::Rule;
use crate::text::strict::choice;

/// What a text may be.
pub trait Form {
    /// What it says.
    type Value;

    /// Checks a text, and converts it.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and the way out.
    fn read(&self, text: &str) -> Result<Self::Value, String>;

    /// The text that says `value`.
    fn write(&self, value: &Self::Value) -> String;

    /// The schema of the text.
    fn schema(&self) -> Schema;

    /// Whether `init` writes it in quotes.
    fn quotes(&self) -> Quotes {
        Quotes::Always
    }
}

/// The parts of the schema that several forms refer to, by name.
pub fn definitions() -> Schema {
    part([
        ("pattern", pattern_schema().into()),
        ("line", line_schema().into()),
        ("rule", rule_schema().into()),
    ])
}

/// A reference to one of the [`definitions`].
fn reference(name: &str) -> Schema {
    part([("$ref", json!(format!("#/$defs/{name}")))])
}

/// One of some words.
pub struct OneOf<T: 'static>(pub &'static [(&'static str, T)]);

impl<T: Copy + PartialEq> Form for OneOf<T> {
    type Value = T;

    fn read(&self, text: &str) -> Result<T, String> {
        choice(text, self.0)
    }

    fn write(&self, value: &T) -> String {
        let mut words = self.0.iter();
        let (word, _) = words
            .find(|(_, other)| other == value)
            .expect("the words of a type name each of its values");
        (*word).to_owned()
    }

    fn schema(&self) -> Schema {
        let words: Vec<&str> = self.0.iter().map(|(word, _)| *word).collect();
        part([("enum", json!(words))])
    }

    fn quotes(&self) -> Quotes {
        Quotes::IfNeeded
    }
}

/// A text on one line: it is written into a page, where it must not begin a line.
pub struct OneLine;

impl Form for OneLine {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, String> {
        one_line(text)
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }

    fn schema(&self) -> Schema {
        reference("line")
    }
}

/// The text, which must be on one line.
///
/// # Errors
///
/// It has a control character.
pub fn one_line(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) {
        return Err(
            "a line break or another control character stands in it; write it on one line"
                .to_owned(),
        );
    }
    Ok(text.to_owned())
}

fn line_schema() -> Schema {
    part([
        ("type", json!("string")),
        ("pattern", json!(r"^[^\u0000-\u001f\u007f-\u009f]*$")),
    ])
}

/// The value of the block's `style` attribute: on one line, without the characters that end an attribute or a tag.
pub struct Attribute;

impl Form for Attribute {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, String> {
        if let Some(bad) = text.chars().find(|c| matches!(c, '"' | '<' | '>')) {
            return Err(format!(
                "`{bad}` cannot stand in the style, which stands in an HTML attribute; leave it out"
            ));
        }
        one_line(text)
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }

    fn schema(&self) -> Schema {
        part([
            ("type", json!("string")),
            ("pattern", json!(r#"^[^\u0000-\u001f\u007f-\u009f"<>]*$"#)),
        ])
    }
}

/// A link with one placeholder, such as `/posts/{slug}`. Other braces are text.
pub struct LinkTemplate(
    /// The placeholder, with its braces.
    pub &'static str,
);

impl Form for LinkTemplate {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, String> {
        let placeholder = self.0;
        if !text.contains(placeholder) {
            return Err(format!(
                "`{text}` has no `{placeholder}`, so all links would be the same; put it where it belongs"
            ));
        }
        one_line(text)
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }

    fn schema(&self) -> Schema {
        let pattern = self.0.replace('{', r"\{").replace('}', r"\}");
        all_of(part([("pattern", json!(pattern))]))
    }
}

/// The schema of a text on one line that also has what `other` asks for.
pub fn all_of(other: Schema) -> Schema {
    part([("allOf", json!([reference("line"), other]))])
}

/// A path below the root of the site; `./` is dropped.
pub struct InnerPath;

impl Form for InnerPath {
    type Value = PathBuf;

    fn read(&self, text: &str) -> Result<PathBuf, String> {
        let text = one_line(text)?;
        let path: PathBuf = Path::new(&text)
            .components()
            .filter(|component| *component != Component::CurDir)
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

    /// With `/` between directories, so that the settings can be read on any system.
    fn write(&self, value: &PathBuf) -> String {
        let text = value.to_string_lossy();
        if cfg!(windows) {
            text.replace('\\', "/")
        } else {
            text.into_owned()
        }
    }

    fn schema(&self) -> Schema {
        all_of(part([
            ("minLength", json!(1)),
            ("not", json!({"pattern": r"^/|(^|/)\.\.(/|$)"})),
        ]))
    }

    fn quotes(&self) -> Quotes {
        Quotes::IfNeeded
    }
}

/// A pattern for paths.
pub struct Glob;

impl Form for Glob {
    type Value = Pattern;

    fn read(&self, text: &str) -> Result<Pattern, String> {
        Pattern::new(text)
    }

    fn write(&self, value: &Pattern) -> String {
        value.as_str().to_owned()
    }

    fn schema(&self) -> Schema {
        reference("pattern")
    }
}

fn pattern_schema() -> Schema {
    part([
        (
            "description",
            json!(
                "A pattern for paths relative to the root of the site: `*` stays within a directory, `**` crosses them."
            ),
        ),
        ("type", json!("string")),
        ("minLength", json!(1)),
        (
            "not",
            json!({
                "pattern": r"^(/|!|[A-Za-z]:|\.$)|[\\{}\u0000-\u001f\u007f-\u009f]|/$|//|/\.(/|$)|(^|/)\.\.(/|$)"
            }),
        ),
    ])
}

/// The name of a rule.
pub struct RuleId;

impl Form for RuleId {
    type Value = Rule;

    fn read(&self, text: &str) -> Result<Rule, String> {
        Rule::parse(text)
    }

    fn write(&self, value: &Rule) -> String {
        value.name().to_owned()
    }

    fn schema(&self) -> Schema {
        reference("rule")
    }
}

fn rule_schema() -> Schema {
    let names: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    part([("enum", json!(names))])
}

/// A text on one line that is not blank.
pub struct NotBlankLine(
    /// The message for one that is.
    pub &'static str,
);

impl Form for NotBlankLine {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, String> {
        if text.trim().is_empty() {
            return Err(self.0.to_owned());
        }
        one_line(text)
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }

    fn schema(&self) -> Schema {
        all_of(part([("pattern", json!(r"\S"))]))
    }
}

/// A text that is not blank.
pub struct NotBlank(
    /// The message for one that is.
    pub &'static str,
);

impl Form for NotBlank {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, String> {
        if text.trim().is_empty() {
            return Err(self.0.to_owned());
        }
        Ok(text.to_owned())
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }

    fn schema(&self) -> Schema {
        part([("type", json!("string")), ("pattern", json!(r"\S"))])
    }
}
