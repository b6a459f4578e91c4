//! Templates: markup with placeholders, each of which must be known.

use serde_json::json;

use super::form::{Form, all_of, one_line};
use super::{Schema, part};
use crate::text::nearest::did_you_mean;

/// Markup on one line with placeholders, such as `[{text}](/tags/{tag}.html)`.
///
/// A placeholder is a name of lower-case letters and `_` in braces. One that is not known is an error; other braces,
/// such as those of `{{< toc >}}`, are text.
#[cfg_attr(not(test), expect(dead_code, reason = "no key is such a template yet"))]
pub struct Template {
    /// The known placeholders, without braces.
    pub known: &'static [&'static str],
}

impl Form for Template {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, String> {
        let unknown = placeholders(text).find(|name| !self.known.contains(name));
        if let Some(name) = unknown {
            let name = format!("{{{name}}}");
            let known: Vec<String> = self
                .known
                .iter()
                .map(|name| format!("{{{name}}}"))
                .collect();
            let hint = match did_you_mean(&name, known.iter().map(String::as_str)) {
                hint if hint.is_empty() => {
                    format!("; known placeholders are {}", known.join(", "))
                }
                hint => hint,
            };
            return Err(format!("unknown placeholder `{name}`{hint}"));
        }
        one_line(text)
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }

    fn schema(&self) -> Schema {
        let pattern = format!(r"\{{(?!(?:{})\}})[a-z_]+\}}", self.known.join("|"));
        all_of(part([("not", json!({"pattern": pattern}))]))
    }
}

/// The names of the placeholders of a template: `slug`, `text` for `[{text}]({slug}) {{< x >}}`.
#[cfg_attr(not(test), expect(dead_code, reason = "no key is such a template yet"))]
fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|piece| {
        let (name, _) = piece.split_once('}')?;
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        (!name.is_empty() && is_name(name)).then_some(name)
    })
}
