//! GitLab's code-quality report, which it shows in merge requests.

use std::cell::RefCell;
use std::io;

use serde::Serialize;

use super::escaped::{self, Stream};
use super::fingerprint::Fingerprints;
use super::path_text;
use crate::report::words::Entry;
use crate::rules::Severity;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

pub(super) fn write(
    findings: &mut dyn Iterator<Item = Entry>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let fingerprints = RefCell::new(Fingerprints::default());
    let issue = |finding| issue(finding, &mut fingerprints.borrow_mut());
    escaped::write(&Stream::new(findings, issue), out)?;
    writeln!(out)
}

fn issue(finding: Entry, fingerprints: &mut Fingerprints) -> Issue {
    let fingerprint = fingerprints.of(&finding);
    Issue {
        check_name: finding.rule.name(),
        fingerprint,
        severity: match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
        },
        location: Location {
            path: path_text(&finding.path),
            lines: Lines {
                begin: finding.start.line.max(1),
            },
        },
        description: finding.message,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::{Format, Look, assert_snapshot, samples, written};

    #[test]
    fn a_list_of_issues() {
        let findings = [samples::one_word(), samples::plain()].concat();
        let text = written(Format::Gitlab, &findings, &[], &Look::default());
        let issues: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_snapshot(
            "gitlab",
            &serde_json::to_string_pretty(&issues).expect("a value can be written"),
        );
        assert_eq!(written(Format::Gitlab, &[], &[], &Look::default()), "[]\n");
    }

    #[test]
    fn fingerprints_differ() {
        let findings = [samples::many(), samples::many(), samples::hostile()].concat();
        let text = written(Format::Gitlab, &findings, &[], &Look::default());
        let issues: Vec<Value> = serde_json::from_str(&text).expect("it is JSON");
        let fingerprints: std::collections::HashSet<_> =
            issues.iter().map(|issue| &issue["fingerprint"]).collect();
        assert_eq!(fingerprints.len(), findings.len());
    }
}
