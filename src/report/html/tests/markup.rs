//! Reads a report as strictly as can be, and refuses everything that we do not write ourselves.

use std::sync::LazyLock;

use regex::Regex;

use crate::report::samples;

/// A tag or a stretch of text.
enum Piece<'t> {
    Tag {
        close: bool,
        name: &'t str,
        attributes: &'t str,
    },
    Text(&'t str),
}

/// A tag as we write tags.
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^<(/?)([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*)>"#).expect("it is one")
});

/// The pieces of a report, read as strictly as can be: what is not a tag as we write tags has to be text without a
/// character that could begin one.
fn pieces(report: &str) -> Vec<Piece<'_>> {
    let mut rest = report.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            let text = &rest[..end];
            assert!(!text.contains(['>', '"']), "markup in text: {text}");
            pieces.push(Piece::Text(text));
            rest = &rest[end..];
            continue;
        }
        let Some(found) = TAG.captures(rest) else {
            panic!(
                "not a tag of ours: {}",
                rest.lines().next().unwrap_or_default()
            );
        };
        let part = |index| found.get(index).map_or("", |part| part.as_str());
        let (close, name) = (part(1) == "/", part(2));
        pieces.push(Piece::Tag {
            close,
            name,
            attributes: part(3),
        });
        rest = &rest[part(0).len()..];
        if !close && matches!(name, "style" | "script") {
            rest = &rest[rest.find(&format!("</{name}>")).expect("it ends")..];
        }
    }
    pieces
}

const VOID: [&str; 3] = ["meta", "input", "wbr"];

/// The elements as an indented list, with their attributes and what they say.
pub(super) fn outline(report: &str) -> String {
    let mut outline = String::new();
    let mut open: Vec<&str> = Vec::new();
    for piece in pieces(report) {
        let indent = "  ".repeat(open.len());
        match piece {
            Piece::Text(text) if text.trim().is_empty() => {}
            Piece::Text(text) => outline.push_str(&format!("{indent}{}\n", text.trim())),
            Piece::Tag {
                close: true, name, ..
            } => assert_eq!(
                open.pop(),
                Some(name),
                "elements end in the order they begin"
            ),
            Piece::Tag {
                name, attributes, ..
            } => {
                outline.push_str(&format!("{indent}<{name}{attributes}>\n"));
                if !VOID.contains(&name) {
                    open.push(name);
                }
            }
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    outline
}

/// Everything about a report that must hold whatever the pages hold.
pub(super) fn assert_safe(report: &str) {
    outline(report);
    for piece in pieces(report) {
        let Piece::Tag {
            name, attributes, ..
        } = piece
        else {
            continue;
        };
        assert!(ELEMENTS.split(' ').any(|ours| ours == name), "<{name}>");
        for attribute in attributes.split_terminator('"').step_by(2) {
            // What stands between two values: names without a value, and the one that the next value is of.
            for name in attribute.split([' ', '=']).filter(|name| !name.is_empty()) {
                assert!(ATTRIBUTES.split(' ').any(|ours| ours == name), "{name}");
            }
        }
        let (before, href) = attributes.split_once("href=\"").unwrap_or(("", "#"));
        assert!(before.is_empty() || href.starts_with('#'), "{attributes}");
    }
    samples::assert_harmless(report, |_| false);
}

const ELEMENTS: &str = "a b body button code dd del details div dl dt em figcaption figure footer h1 h2 h3 head header \
                        html input ins kbd label li main mark meta ol output p pre rect script section span strong \
                        style summary svg title ul wbr";
const ATTRIBUTES: &str = "aria-describedby aria-hidden aria-keyshortcuts aria-label aria-labelledby aria-pressed \
                          autocomplete charset class content data-cause data-causes data-folder data-rule data-rules data-what disabled for height \
                          hidden href http-equiv id lang name open placeholder role spellcheck tabindex type width x";
