//! Version 1 of the JSON output: documented in the README and frozen; a change of these structs is a new version.

use std::io;

use serde::Serialize;

use super::{Summary, escaped, path_text, severity_text};
use crate::finding::{Excerpt, Finding, Fix, Part, Position};

#[derive(Serialize)]
struct Report<'f> {
    version: u32,
    tool: Tool,
    summary: Counts,
    findings: Vec<Entry<'f>>,
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
struct Entry<'f> {
    rule: &'static str,
    severity: &'static str,
    path: String,
    message: &'f str,
    part: Option<&'static str>,
    start: Place,
    end: Place,
    expected: Option<&'f str>,
    found: Option<&'f str>,
    source: Option<Origin<'f>>,
    fix: &'static str,
    help: &'f str,
}

/// What of the source a generated text comes from.
#[derive(Serialize)]
struct Origin<'f> {
    start: Option<Place>,
    text: &'f str,
}

#[derive(Serialize)]
struct Place {
    offset: usize,
    line: usize,
    column: usize,
}

pub(super) fn write(
    findings: &[Finding],
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
        findings: findings.iter().map(entry).collect(),
    };
    escaped::write(&report, out)?;
    writeln!(out)
}

fn entry(finding: &Finding) -> Entry<'_> {
    let difference = finding.difference.as_ref();
    Entry {
        rule: finding.rule.name(),
        severity: severity_text(finding.severity),
        path: path_text(&finding.path),
        message: &finding.message,
        part: finding.part.map(part_text),
        start: place(finding.start),
        end: place(finding.end),
        expected: difference.map(|difference| difference.expected.text.as_str()),
        found: difference.map(|difference| difference.found.text.as_str()),
        source: difference
            .and_then(|difference| difference.source.as_ref())
            .map(origin),
        fix: match finding.fix {
            Fix::Safe => "safe",
            Fix::DiscardsEdit => "discards-edit",
            Fix::None => "none",
        },
        help: &finding.help,
    }
}

fn origin(source: &Excerpt) -> Origin<'_> {
    Origin {
        start: source.at.map(place),
        text: &source.text,
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
