//! Version 1 of the JSON output: documented in the README and frozen; a change of these structs is a new version.

use std::io;

use serde::Serialize;

use super::escaped::{self, Stream};
use super::{Entry, Summary, path_text, severity_text};
use crate::finding::{Excerpt, Fix, Generates, Part, Position, SourceChange};

#[derive(Serialize)]
struct Report<L> {
    version: u32,
    tool: Tool,
    summary: Counts,
    findings: L,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Counts {
    pages: usize,
    in_sync: usize,
    drifted: usize,
    without_source: usize,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Object {
    rule: &'static str,
    severity: &'static str,
    path: String,
    message: String,
    part: Option<&'static str>,
    start: Place,
    end: Place,
    expected: Option<String>,
    found: Option<String>,
    source: Option<Origin>,
    cause: Option<Cause>,
    fix: &'static str,
    source_change: Option<Change>,
    help: String,
}

/// The change of the source that was tried for a hand edit of the body.
#[derive(Serialize)]
struct Change {
    generates: &'static str,
    start: Option<Place>,
    before: String,
    after: String,
    more: usize,
    generated: Option<String>,
    replacements: Vec<Replaced>,
}

/// A place of the source and what is to stand there, escaped.
#[derive(Serialize)]
struct Replaced {
    start: Place,
    end: Place,
    text: String,
}

/// What of the source a generated text comes from.
#[derive(Serialize)]
struct Origin {
    start: Option<Place>,
    text: String,
}

/// What a difference comes from.
#[derive(Serialize)]
struct Cause {
    id: String,
    words: String,
}

#[derive(Serialize)]
struct Place {
    offset: usize,
    line: usize,
    column: usize,
}

pub(super) fn write(
    findings: &mut dyn Iterator<Item = Entry>,
    summary: &Summary,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Summary {
        pages,
        in_sync,
        drifted,
        without_source,
        errors,
        warnings,
    } = *summary;
    let report = Report {
        version: 1,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        summary: Counts {
            pages,
            in_sync,
            drifted,
            without_source,
            errors,
            warnings,
        },
        findings: Stream::new(findings, object),
    };
    escaped::write(&report, out)?;
    writeln!(out)
}

fn object(finding: Entry) -> Object {
    let help = finding.help_with_change();
    let (found, expected, source) = match finding.difference {
        Some(difference) => (
            Some(difference.found.text),
            Some(difference.expected.text),
            difference.source.map(origin),
        ),
        None => (None, None, finding.source.map(origin)),
    };
    Object {
        rule: finding.rule.name(),
        severity: severity_text(finding.severity),
        path: path_text(&finding.path),
        message: finding.message,
        part: finding.part.map(part_text),
        start: place(finding.start),
        end: place(finding.end),
        expected,
        found,
        source,
        cause: finding.cause.map(|cause| Cause {
            id: cause.id,
            words: cause.words,
        }),
        fix: match finding.fix {
            Fix::Safe => "safe",
            Fix::KeepsEdit => "keeps-edit",
            Fix::DiscardsEdit => "discards-edit",
            Fix::None => "none",
        },
        source_change: finding.source_change.map(change),
        help,
    }
}

fn change(change: SourceChange) -> Change {
    let line = |excerpt: &Excerpt| [&*excerpt.before, &excerpt.text, &excerpt.after].concat();
    let replacements = change.replacements.into_iter();
    Change {
        generates: match change.generates {
            Generates::Exactly => "exactly",
            Generates::ButSpacing => "but-spacing",
            Generates::ReadsAlike => "reads-the-same",
            Generates::BothEdits => "both-edits",
            Generates::Otherwise(_) => "otherwise",
        },
        start: change.before.at.map(place),
        before: line(&change.before),
        after: line(&change.after),
        more: change.more,
        generated: match &change.generates {
            Generates::Otherwise(generated) => Some(line(generated)),
            Generates::Exactly
            | Generates::ButSpacing
            | Generates::ReadsAlike
            | Generates::BothEdits => None,
        },
        replacements: replacements
            .map(|replacement| Replaced {
                start: place(replacement.start),
                end: place(replacement.end),
                text: replacement.text,
            })
            .collect(),
    }
}

fn origin(source: Excerpt) -> Origin {
    Origin {
        start: source.at.map(place),
        text: source.text,
    }
}

fn place(position: Position) -> Place {
    // A finding about a whole file has no line; it is told at the first.
    Place {
        offset: position.offset,
        line: position.line.max(1),
        column: position.column.max(1),
    }
}

fn part_text(part: Part) -> &'static str {
    match part {
        Part::FrontMatter => "front-matter",
        Part::Body => "body",
        Part::Frame => "frame",
        Part::Copy => "copy",
        Part::Tree => "tree",
        Part::Source => "source",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::{Format, Look, assert_snapshot, samples, written};
    use super::*;

    #[test]
    fn version_1_is_frozen() {
        let findings = [samples::one_word(), samples::plain()].concat();
        let text = written(Format::Json, &findings, &[], &Look::default());
        let mut report: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(report["tool"]["version"], env!("CARGO_PKG_VERSION"));
        report["tool"]["version"] = "0".into();
        assert_snapshot(
            "json",
            &serde_json::to_string_pretty(&report).expect("a value can be written"),
        );
    }

    #[test]
    fn texts_come_through_as_they_are() {
        let findings = samples::hostile();
        let text = written(Format::Json, &findings, &[], &Look::default());
        let report: Value = serde_json::from_str(&text).expect("it is JSON");
        for (finding, entry) in findings
            .iter()
            .zip(report["findings"].as_array().expect("a list"))
        {
            assert_eq!(entry["message"], finding.message);
            assert_eq!(entry["path"], path_text(&finding.path));
            let found = finding
                .difference
                .as_ref()
                .map(|difference| difference.found.text.as_str());
            assert_eq!(entry["found"], found.map_or(Value::Null, Value::from));
        }
    }

    #[test]
    fn every_part_has_its_name() {
        use Part::{Body, Copy, Frame, FrontMatter, Source, Tree};
        let names = [FrontMatter, Body, Frame, Copy, Tree, Source].map(part_text);
        assert_eq!(
            names,
            ["front-matter", "body", "frame", "copy", "tree", "source"]
        );
    }
}
