//! What is to be said about a file at which Hugo ends the build of the whole site.

use std::borrow::Cow;
use std::ops::Range;

use super::judge::{Judged, Refused};
use super::report::{Collector, Draft};
use crate::front_matter::{self, Hugo};
use crate::hugo::{Stop, head, shortcodes};
use crate::page::lines::View;
use crate::page::{self, Syntax};
use crate::rules::Rule;
use crate::text::excerpt::Positions;

/// Says at which front matter and shortcodes of a file Hugo stops. What `front_matter` has told is not told again.
pub fn describe(judged: &Judged, view: &View<'_>, report: &mut Collector<'_>) {
    if report.context.config.severity(Rule::HugoStops).is_none() {
        return;
    }
    let file = text(&view.text);
    let mut known = Cow::Borrowed(&report.context.generator.site.hugo.shortcodes);
    if report.context.generator.writes_toc_shortcode() {
        known.to_mut().add_written("toc");
    }
    let is_damaged = matches!(judged, Err(Refused::Damaged(_)));
    let (mut stops, from) = match head::find(&file) {
        // Front matter that never closes is damage, which is told, and Hugo may find its end in the text.
        Ok(head) if page::front_matter(&view.text).is_err() && is_damaged => (Vec::new(), head.end),
        Ok(head) => (head_stops(&file, &head, view), head.end),
        // The damage of the page says it.
        Err(_) if is_damaged => (Vec::new(), file.len()),
        Err(stop) => (vec![stop], file.len()),
    };
    stops.extend(shortcodes::stops(&file, from, &known));
    if stops.is_empty() {
        return;
    }
    let mut positions = Positions::new(&file);
    for Stop { at, message, help } in stops {
        let start = view.place(positions.at(at.start));
        let place = start..view.place(positions.at(at.end));
        report.about_place(Draft {
            rule: Rule::HugoStops,
            part: None,
            place,
            message,
            help: help.into(),
        });
    }
}

/// A file as text; a byte that is none stands as `?`, so that all places stay what they are.
fn text(file: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(file) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            let mut text = String::with_capacity(file.len());
            for chunk in file.utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(chunk.invalid().iter().map(|_| '?'));
            }
            Cow::Owned(text)
        }
    }
}

/// The stops of a front matter that is not where the page format has it.
fn head_stops(file: &str, head: &head::Head, view: &View<'_>) -> Vec<Stop> {
    if let Some(stop) = no_utf8(head, &view.text) {
        return vec![stop];
    }
    let own = page::front_matter(&view.text);
    // A file that begins with a shortcode has none by the page format.
    let is_call = file[head.text.clone()].starts_with("{{");
    let is_told = own.is_ok_and(|own| {
        let own_text = own.text(&view.text);
        !is_call
            && own.syntax == head.syntax
            && file[own_text].trim() == file[head.text.clone()].trim()
    });
    if is_told {
        return Vec::new();
    }
    let base = head.text.start;
    let text = &file[head.text.clone()];
    let problems = match front_matter::read(text, head.syntax) {
        Ok(fields) => fields.problems,
        Err(problem) => vec![problem],
    };
    problems
        .into_iter()
        .filter(|problem| problem.hugo == Hugo::Stops)
        .map(|problem| Stop {
            at: base + problem.at.start..base + problem.at.end,
            message: problem.message,
            help: problem.help,
        })
        .collect()
}

/// TOML has to be UTF-8; YAML and JSON are read as they are.
fn no_utf8(head: &head::Head, file: &[u8]) -> Option<Stop> {
    let text: &Range<usize> = &head.text;
    let error = std::str::from_utf8(&file[text.clone()]).err()?;
    let at = text.start + error.valid_up_to();
    (head.syntax == Syntax::Toml).then(|| Stop {
        at: at..at + 1,
        message: "the front matter is not UTF-8, and Hugo ends the build here".to_owned(),
        help: "save the file as UTF-8",
    })
}
