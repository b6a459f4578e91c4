//! SARIF 2.1.0, for code scanning; every rule with its manual entry, whether it found something or not.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::Serialize;
use serde_sarif::sarif;
use serde_sarif::sarif::{ResultColumnKind, ResultLevel};

use super::escaped::{self, Stream};
use super::fingerprint::Fingerprints;
use super::says;
use super::snippet::sides;
use crate::finding::Position;
use crate::report::words::Entry;
use crate::rules::Severity;
use crate::rules::{Group, Rule};

/// Where the schema is that the output follows.
const SCHEMA_URL: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Name of our fingerprints in `partialFingerprints`.
const FINGERPRINT: &str = "tikicheck/v1";

/// As [`sarif::Sarif`], but for the results, which are made while they are written.
#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<R>; 1],
    version: sarif::Version,
}

/// As [`sarif::Run`], but for the results.
#[derive(Serialize)]
struct Run<R> {
    #[serde(rename = "columnKind")]
    column_kind: ResultColumnKind,
    results: R,
    tool: sarif::Tool,
}

pub(super) fn write(
    findings: &mut dyn Iterator<Item = Entry>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let driver = sarif::ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .rules(
            Rule::ALL
                .iter()
                .map(|rule| descriptor(*rule))
                .collect::<Vec<_>>(),
        )
        .build();
    let fingerprints = RefCell::new(Fingerprints::default());
    let result = |finding: Entry| result(&finding, &mut fingerprints.borrow_mut());
    let run = Run {
        column_kind: ResultColumnKind::UnicodeCodePoints,
        results: Stream::new(findings, result),
        tool: sarif::Tool::builder().driver(driver).build(),
    };
    let log = Log {
        schema: SCHEMA_URL,
        runs: [run],
        version: sarif::Version::V2_1_0,
    };
    escaped::write(&log, out)?;
    writeln!(out)
}

fn descriptor(rule: Rule) -> sarif::ReportingDescriptor {
    let manual = unindented(rule.manual());
    let first = manual
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .replace('\n', " ");
    let text = |text: &str| {
        sarif::MultiformatMessageString::builder()
            .text(text)
            .build()
    };
    let configuration = match rule.default_severity() {
        Some(severity) => sarif::ReportingConfiguration::builder()
            .level(level_text(severity))
            .build(),
        None => sarif::ReportingConfiguration::builder()
            .enabled(false)
            .build(),
    };
    sarif::ReportingDescriptor::builder()
        .id(rule.name())
        .name(format!("{rule:?}"))
        .short_description(text(first.trim()))
        .help(
            sarif::MultiformatMessageString::builder()
                .text(manual.as_str())
                .markdown(manual.as_str())
                .build(),
        )
        .default_configuration(configuration)
        .properties(
            sarif::PropertyBag::builder()
                .tags(vec![group_text(rule.group()).to_owned()])
                .build(),
        )
        .build()
}

fn result(finding: &Entry, fingerprints: &mut Fingerprints) -> sarif::Result {
    let difference = finding.difference.as_ref();
    let place = region(finding.start, finding.end);
    let source = difference
        .and_then(|difference| difference.source.as_ref())
        .and_then(|source| source.at);
    let related: Vec<_> = source
        .map(|at| {
            let mut related = location(&finding.path, region(at, at));
            related.id = Some(1);
            related.message = Some(
                sarif::Message::builder()
                    .text("the source this comes from")
                    .build(),
            );
            related
        })
        .into_iter()
        .collect();
    let index = Rule::ALL
        .iter()
        .position(|rule| *rule == finding.rule)
        .and_then(|index| i64::try_from(index).ok());
    let fingerprints = BTreeMap::from([(FINGERPRINT.to_owned(), fingerprints.of(finding))]);
    let mut result = sarif::Result::builder()
        .rule_id(finding.rule.name())
        .level(match finding.severity {
            Severity::Error => ResultLevel::Error,
            Severity::Warning => ResultLevel::Warning,
        })
        .message(sarif::Message::builder().text(message(finding)).build())
        .locations(vec![location(&finding.path, place)])
        .partial_fingerprints(fingerprints)
        .build();
    result.rule_index = index;
    result.related_locations = (!related.is_empty()).then_some(related);
    result
}

/// The message, what differs and the way out, with the brackets of links from pages escaped.
fn message(finding: &Entry) -> String {
    let mut text = finding.message.clone();
    if let Some(difference) = &finding.difference {
        let [found, expected] = sides(difference);
        text.push_str(&format!(
            "\nOn the page: {found}\n{}: {expected}",
            says(finding).replacen('t', "T", 1)
        ));
    }
    if !finding.help.is_empty() {
        text.push_str(&format!("\n{}", finding.help));
    }
    if text.contains("](") {
        text.replace('[', "\\[").replace(']', "\\]")
    } else {
        text
    }
}

fn location(path: &Path, region: sarif::Region) -> sarif::Location {
    let file = sarif::ArtifactLocation::builder()
        .uri(uri(path))
        .uri_base_id("%SRCROOT%")
        .build();
    let place = sarif::PhysicalLocation::builder()
        .artifact_location(file)
        .region(region)
        .build();
    sarif::Location::builder().physical_location(place).build()
}

fn region(start: Position, end: Position) -> sarif::Region {
    let count = |number: usize| i64::try_from(number.max(1)).unwrap_or(i64::MAX);
    sarif::Region::builder()
        .start_line(count(start.line))
        .start_column(count(start.column))
        .end_line(count(end.line.max(start.line)))
        .end_column(count(end.column))
        .build()
}

/// A relative reference: every byte of the path that has a meaning in URIs, or none, percent-encoded.
fn uri(path: &Path) -> String {
    let mut uri = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(*byte))
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn level_text(severity: Severity) -> serde_json::Value {
    super::severity_text(severity).into()
}

fn group_text(group: Group) -> &'static str {
    match group {
        Group::Drift => "drift",
        Group::Page => "page",
        Group::FrontMatter => "front-matter",
        Group::Source => "source",
    }
}

/// A manual entry without the blank that a doc comment puts in front of each line.
fn unindented(manual: &str) -> String {
    let inset = manual
        .lines()
        .all(|line| line.is_empty() || line.starts_with(' '));
    let lines = manual.lines().map(|line| {
        if inset {
            line.get(1..).unwrap_or_default()
        } else {
            line
        }
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::{Format, Look, assert_snapshot, samples, written};
    use super::*;

    fn log(findings: &[Entry]) -> Value {
        serde_json::from_str(&written(Format::Sarif, findings, &[], &Look::default()))
            .expect("it is JSON")
    }

    #[test]
    fn results() {
        let mut log = log(&[samples::one_word(), samples::seam(), samples::plain()].concat());
        let driver = &mut log["runs"][0]["tool"]["driver"];
        assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
        driver["version"] = "0".into();
        driver["semanticVersion"] = "0".into();
        driver["rules"].as_array_mut().expect("a list").truncate(1);
        driver["rules"][0]["help"] = "the manual entry".into();
        driver["rules"][0]["shortDescription"] = "its first paragraph".into();
        assert_snapshot(
            "sarif",
            &serde_json::to_string_pretty(&log).expect("a value can be written"),
        );
    }

    #[test]
    fn valid_against_the_schema() {
        let schema = include_str!("../../tests/schemas/sarif-2.1.0.json");
        let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .expect("the schema is one");
        for findings in [
            Vec::new(),
            samples::plain(),
            samples::many(),
            samples::line_ends(),
            samples::hostile(),
        ] {
            let log = log(&findings);
            let errors: Vec<_> = validator
                .iter_errors(&log)
                .map(|error| error.to_string())
                .collect();
            assert_eq!(errors, [""; 0]);
        }
        assert!(
            !validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{}]})),
            "the schema demands something"
        );
    }

    #[test]
    fn every_rule_is_there_with_its_manual() {
        let log = log(&[]);
        let rules = log["runs"][0]["tool"]["driver"]["rules"]
            .as_array()
            .expect("a list")
            .clone();
        assert_eq!(rules.len(), Rule::ALL.len());
        for (entry, rule) in rules.iter().zip(Rule::ALL) {
            assert_eq!(entry["id"], rule.name());
            assert_eq!(entry["help"]["markdown"], unindented(rule.manual()));
        }
    }

    #[test]
    fn results_name_their_rule_by_index() {
        let log = log(&samples::plain());
        for result in log["runs"][0]["results"].as_array().expect("a list") {
            let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number"))
                .expect("a small one");
            assert_eq!(result["ruleId"], Rule::ALL[index].name());
        }
    }

    #[test]
    fn paths_are_relative_references() {
        assert_eq!(
            uri(Path::new("content/a b%é:c?#[].md")),
            "content/a%20b%25%C3%A9%3Ac%3F%23%5B%5D.md"
        );
    }

    #[test]
    fn links_of_pages_stay_text() {
        let mut finding = samples::plain().remove(0);
        finding.message = "see [here](http://example.org)".into();
        finding.help = String::new();
        assert_eq!(message(&finding), "see \\[here\\](http://example.org)");
    }

    #[test]
    fn manual_entries_lose_the_inset_of_doc_comments() {
        assert_eq!(unindented(" One.\n\n  - two\n"), "One.\n\n - two");
        assert_eq!(unindented("One.\n\n    two\n"), "One.\n\n    two");
    }
}
