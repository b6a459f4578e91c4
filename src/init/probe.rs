//! For each node of a sampled page: its form, and the values it has for placeholders.
//!
//! Both are asked of the renderer: it writes the page once with forms that hold nothing but values between marks of
//! their own. So nothing is derived here a second time.

use std::fmt;

use crate::config::exporter::{Form, Forms, Piece, Placeholder, Template};
use crate::render::{Origin, Sink};
use crate::wiki::tree::Kind;

/// Opens what a form of [`probes`] writes; the next character is the form.
const OPENS: char = '\u{F0000}';
/// Stands in front of each value.
const VALUE: char = '\u{F0001}';
/// The character of the first form.
const FIRST_FORM: u32 = 0xF1000;

/// Whether a text could be mistaken for one that probes wrote.
#[must_use]
pub fn has_marks(text: &str) -> bool {
    text.chars()
        .any(|c| ('\u{F0000}'..'\u{F2000}').contains(&c))
}

/// Forms that write which form it is, and the values of its placeholders.
#[must_use]
pub fn probes() -> Forms {
    let mut forms = Forms::default();
    for (number, &form) in Form::ALL.iter().enumerate() {
        if form == Form::TextNewline {
            continue;
        }
        let mark = |text: String| Piece::Mark(text.into(), crate::config::exporter::Side::Whole);
        let name = char::from_u32(FIRST_FORM + number as u32).unwrap_or(OPENS);
        let mut pieces = vec![mark(format!("{OPENS}{name}"))];
        for &placeholder in asked(form) {
            pieces.push(mark(VALUE.to_string()));
            pieces.push(Piece::Value(placeholder));
        }
        pieces.push(mark(VALUE.to_string()));
        if let Some(content) = content(form) {
            pieces.push(Piece::Value(content));
        }
        forms[form] = Template::new(pieces);
    }
    forms
}

/// What the content of a form is called.
fn content(form: Form) -> Option<Placeholder> {
    use Placeholder::{Cells, Rows, Text};
    let known = form.placeholders();
    [Text, Rows, Cells]
        .into_iter()
        .find(|content| known.contains(content))
}

/// The placeholders of a form whose values are no content.
fn asked(form: Form) -> impl Iterator<Item = &'static Placeholder> {
    use Placeholder::{
        Argument, Break, Cells, FirstRow, MissingPage, OtherRows, Rows, Starred, Text, Toc, Trimmed,
    };
    form.placeholders().iter().filter(|placeholder| {
        !matches!(
            placeholder,
            Text | Trimmed
                | Starred
                | Rows
                | FirstRow
                | OtherRows
                | Cells
                | Break
                | Toc
                | MissingPage
                | Argument
        )
    })
}

/// What the renderer says of a node.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The form it is written by.
    pub form: Form,
    /// Its values, but for its content.
    pub values: Vec<(Placeholder, String)>,
    /// Its content, where that is no node.
    pub label: Option<String>,
}

/// Takes what probes write, by node.
#[derive(Default)]
pub struct Probed(Vec<String>);

impl fmt::Write for Probed {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

impl Sink for Probed {
    fn piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        if let Some(node) = origin.node.filter(|_| origin.kind != Some(Kind::Text)) {
            let place = node.index();
            if self.0.len() <= place {
                self.0.resize(place + 1, String::new());
            }
            self.0[place].push_str(text);
        }
        Ok(())
    }
}

impl Probed {
    /// The facts of each node, by its place in the tree; none for texts, and for what is written more than once.
    #[must_use]
    pub fn facts(&self) -> Vec<Option<Facts>> {
        self.0.iter().map(|written| facts(written)).collect()
    }
}

fn facts(written: &str) -> Option<Facts> {
    let rest = written.strip_prefix(OPENS)?;
    let name = rest.chars().next()?;
    let form = *Form::ALL.get((name as u32).checked_sub(FIRST_FORM)? as usize)?;
    let mut values = rest[name.len_utf8()..].split(VALUE).skip(1);
    let mut known = Vec::new();
    for &placeholder in asked(form) {
        known.push((placeholder, values.next()?.to_owned()));
    }
    let label = values.next()?;
    if values.next().is_some() || label.contains(OPENS) {
        return None;
    }
    Some(Facts {
        form,
        values: known,
        label: (!label.is_empty()).then(|| label.to_owned()),
    })
}
