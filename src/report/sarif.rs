//! SARIF 2.1.0, for code scanning; every rule with its manual entry, whether it found something or not.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Serialize, Serializer};
use serde_sarif::sarif;
use serde_sarif::sarif::{ResultColumnKind, ResultLevel};

use super::escaped::{self, Stream};
use super::fingerprint::Fingerprints;
use super::snippet::sides;
use super::{Summary, says};
use crate::finding::{Generates, Position, Replacement};
use crate::report::words::Entry;
use crate::rules::Severity;
use crate::rules::{Group, Rule};

/// Where the schema is that the output follows.
const SCHEMA_URL: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Name of our fingerprints in `partialFingerprints`.
const FINGERPRINT: &str = "tikicheck/v1";

/// As [`sarif::Sarif`], but for the results, which are made while they are written.
#[derive(Serialize)]
struct Log<R, I> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<R, I>; 1],
    version: sarif::Version,
}

/// As [`sarif::Run`], but for the results.
#[derive(Serialize)]
struct Run<R, I> {
    #[serde(rename = "columnKind")]
    column_kind: ResultColumnKind,
    results: R,
    /// Behind the results: it says how many were left out.
    invocations: [I; 1],
    tool: sarif::Tool,
}

/// Results that GitHub takes of a run.
const MOST_RESULTS: usize = 25_000;
/// Bytes of the log from which on results are left out. GitHub takes 10 MB; the rest of the log has room behind.
const MOST_BYTES: usize = 9_700_000;
/// Bytes that a result may take; the room for those of errors that come later is kept from warnings.
const RESULT_BYTES: usize = 1_500;

/// How many results there is still room for, and how many there was none for.
struct Room {
    /// Errors that are still to come.
    errors_ahead: Cell<usize>,
    errors: Cell<usize>,
    warnings: Cell<usize>,
    left_out: Cell<usize>,
    written: Cell<usize>,
}

impl Room {
    /// Room for the results of a run. Where it has too many, its warnings wait behind its errors.
    fn new(summary: &Summary) -> Self {
        let errors = summary.errors.min(MOST_RESULTS);
        Self {
            errors_ahead: Cell::new(summary.errors),
            errors: Cell::new(MOST_RESULTS),
            warnings: Cell::new(MOST_RESULTS - errors),
            left_out: Cell::new(0),
            written: Cell::new(0),
        }
    }

    /// Whether there is room for the finding; counts it.
    fn takes(&self, finding: &Entry) -> bool {
        let ahead = self.errors_ahead.get();
        let (room, reserved) = match finding.severity {
            Severity::Error => {
                self.errors_ahead.set(ahead.saturating_sub(1));
                (&self.errors, 0)
            }
            Severity::Warning => (&self.warnings, ahead.saturating_mul(RESULT_BYTES)),
        };
        if room.get() == 0 || self.written.get().saturating_add(reserved) >= MOST_BYTES {
            self.left_out
                .set(self.left_out.get() + finding.stands_for());
            return false;
        }
        room.set(room.get() - 1);
        true
    }
}

/// Counts the bytes that go through it.
struct Counted<'c> {
    out: &'c mut dyn io::Write,
    bytes: &'c Cell<usize>,
}

impl io::Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.bytes.set(self.bytes.get() + count);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What SARIF says of the run itself: that it went well, and how many results were left out.
struct Invocation<'r>(&'r Room);

impl Serialize for Invocation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let left_out = self.0.left_out.get();
        let note = || {
            sarif::Notification::builder()
                .level(level_text(Severity::Warning))
                .message(
                    sarif::Message::builder()
                        .text(format!(
                            "{left_out} more findings are left out: code scanning takes {MOST_RESULTS} results and 10 MB; `tikicheck --format json` lists all"
                        ))
                        .build(),
                )
                .build()
        };
        let mut invocation = sarif::Invocation::builder()
            .execution_successful(true)
            .build();
        invocation.tool_execution_notifications = (left_out > 0).then(|| vec![note()]);
        invocation.serialize(serializer)
    }
}

pub(super) fn write(
    findings: &mut dyn Iterator<Item = Entry>,
    summary: &Summary,
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
    let room = Room::new(summary);
    let mut findings = findings.filter(|finding| room.takes(finding));
    let run = Run {
        column_kind: ResultColumnKind::UnicodeCodePoints,
        results: Stream::new(&mut findings, result),
        invocations: [Invocation(&room)],
        tool: sarif::Tool::builder().driver(driver).build(),
    };
    let log = Log {
        schema: SCHEMA_URL,
        runs: [run],
        version: sarif::Version::V2_1_0,
    };
    let mut counted = Counted {
        out,
        bytes: &room.written,
    };
    escaped::write(&log, &mut counted)?;
    writeln!(counted)
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
        .map_or(finding.source.as_ref(), |difference| {
            difference.source.as_ref()
        })
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
    result.fixes = fix(finding).map(|fix| vec![fix]);
    result.related_locations = (!related.is_empty()).then_some(related);
    result
}

/// The change of the source that carries a hand edit of the body.
fn fix(finding: &Entry) -> Option<sarif::Fix> {
    let change = finding.source_change.as_ref()?;
    let replacement = |Replacement {
                           start, end, text, ..
                       }: &Replacement| {
        sarif::Replacement::builder()
            .deleted_region(region(*start, *end))
            .inserted_content(sarif::ArtifactContent::builder().text(text).build())
            .build()
    };
    let replacements: Vec<_> = change.replacements.iter().map(replacement).collect();
    if replacements.is_empty() {
        return None;
    }
    let file = sarif::ArtifactLocation::builder()
        .uri(uri(&finding.path))
        .uri_base_id("%SRCROOT%")
        .build();
    let changes = sarif::ArtifactChange::builder()
        .artifact_location(file)
        .replacements(replacements)
        .build();
    let words = match change.generates {
        Generates::ReadsAlike => {
            "carry the edit into the source; `tikicheck --fix --keep-edits` then writes a body that reads the same, copy and tree"
        }
        _ => "carry the edit into the source; `tikicheck --fix` then writes copy and tree",
    };
    Some(
        sarif::Fix::builder()
            .description(sarif::Message::builder().text(words).build())
            .artifact_changes(vec![changes])
            .build(),
    )
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
        text.push_str(&format!("\n{}", finding.help_with_change()));
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
        Group::Shown => "shown",
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

    /// What code scanning takes of a run with 24,000 warnings in front of 3,000 errors.
    #[test]
    fn a_log_stays_within_what_code_scanning_takes() {
        let one = samples::one_word().remove(0);
        let of = |severity, count: usize| {
            let one = one.clone();
            (0..count).map(move |number| Entry {
                severity,
                path: format!("content/posts/{severity:?}-{number}.md").into(),
                ..one.clone()
            })
        };
        let summary = Summary {
            errors: 3_000,
            warnings: 24_000,
            ..Summary::default()
        };
        let mut findings = of(Severity::Warning, 24_000).chain(of(Severity::Error, 3_000));
        let mut out = Vec::new();
        write(&mut findings, &summary, &mut out).expect("a vector takes everything");
        assert!(out.len() <= 10_000_000, "{}", out.len());
        let log: Value = serde_json::from_slice(&out).expect("it is JSON");
        let results = log["runs"][0]["results"].as_array().expect("a list");
        assert!(results.len() <= MOST_RESULTS);
        let errors = results.iter().filter(|result| result["level"] == "error");
        assert_eq!(errors.count(), 3_000, "errors go before warnings");
        let left_out = 27_000 - results.len();
        let said =
            &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        let said = said.as_str().expect("a text");
        assert!(
            said.starts_with(&format!("{left_out} more findings")),
            "{said}"
        );
    }

    #[test]
    fn no_more_results_than_code_scanning_takes() {
        let room = Room::new(&Summary {
            errors: 20_000,
            warnings: 20_000,
            ..Summary::default()
        });
        let one = samples::one_word().remove(0);
        let warning = Entry {
            severity: Severity::Warning,
            ..one.clone()
        };
        let error = Entry {
            severity: Severity::Error,
            ..one
        };
        room.errors_ahead.set(0); // no bytes are kept for them
        let warnings = (0..20_000).filter(|_| room.takes(&warning)).count();
        let errors = (0..20_000).filter(|_| room.takes(&error)).count();
        assert_eq!((warnings, errors), (5_000, 20_000));
        assert_eq!(room.left_out.get(), 15_000);
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
