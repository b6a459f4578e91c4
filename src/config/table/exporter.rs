//! What the texts about exporters may be: templates, names of constructs, patterns for lines.

use serde_json::json;

use super::form::Form;
use super::{Schema, part};
use crate::config::exporter::{Form as Written, LinePattern, Placeholder, Template};
use crate::text::nearest::did_you_mean;
use crate::wiki::dialect::{kind_named, kinds, node_name};
use crate::wiki::tree::Kind;

/// The placeholder of an argument, as a pattern.
const ARGUMENT: &str = r"arg\.[A-Za-z0-9_-]+";

/// The template of a construct, such as ` **{trimmed}** ` for [`Written::Bold`].
pub struct TemplateOf(
    /// The construct.
    pub Written,
);

impl Form for TemplateOf {
    type Value = Template;

    fn read(&self, text: &str) -> Result<Template, String> {
        self.0.parse(text)
    }

    fn write(&self, value: &Template) -> String {
        value.to_string()
    }

    fn schema(&self) -> Schema {
        let known: Vec<&str> = (self.0.placeholders().iter())
            .map(|placeholder| match placeholder {
                Placeholder::Argument => ARGUMENT,
                placeholder => placeholder.name(),
            })
            .chain(["brace"])
            .collect();
        let known = known.join("|");
        let unknown = format!(r"\{{(?!(?:{known})\}})(?:[a-z_]+|{ARGUMENT})\}}");
        part([
            ("type", json!("string")),
            ("maxLength", json!(1000)),
            (
                "pattern",
                json!(r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"),
            ),
            ("not", json!({"pattern": unknown})),
        ])
    }
}

/// The name of a construct: that of its node in the dump without the ending, such as `Table`.
pub struct NodeName;

impl NodeName {
    /// The constructs that can be named.
    fn names() -> impl Iterator<Item = &'static str> {
        kinds()
            .filter(|kind| kind.is_construct())
            .map(|kind| node_name(kind).trim_end_matches("Node"))
    }
}

impl Form for NodeName {
    type Value = Kind;

    fn read(&self, text: &str) -> Result<Kind, String> {
        let name = text.strip_suffix("Node").unwrap_or(text);
        kind_named(name)
            .filter(|kind| kind.is_construct())
            .ok_or_else(|| {
                let hint = match did_you_mean(name, Self::names()) {
                    hint if hint.is_empty() => {
                        let names: Vec<&str> = Self::names().collect();
                        format!("; constructs are {}", names.join(", "))
                    }
                    hint => hint,
                };
                format!("`{text}` is no construct{hint}")
            })
    }

    fn write(&self, value: &Kind) -> String {
        node_name(*value).trim_end_matches("Node").to_owned()
    }

    fn schema(&self) -> Schema {
        let names: Vec<&str> = Self::names().collect();
        part([
            ("type", json!("string")),
            ("pattern", json!(format!("^({})(Node)?$", names.join("|")))),
        ])
    }
}

/// A regular expression for lines.
pub struct LineRegex;

impl Form for LineRegex {
    type Value = LinePattern;

    fn read(&self, text: &str) -> Result<LinePattern, String> {
        LinePattern::new(text)
    }

    fn write(&self, value: &LinePattern) -> String {
        value.as_str().to_owned()
    }

    fn schema(&self) -> Schema {
        part([("type", json!("string")), ("minLength", json!(1))])
    }
}
