//! GitLab's code-quality report, which it shows in merge requests.

use std::io;

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::{escaped, path_text};
use crate::finding::Finding;
use crate::rules::Severity;

#[derive(Serialize)]
struct Issue<'f> {
    description: &'f str,
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

pub(super) fn write(findings: &[Finding], out: &mut dyn io::Write) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    let issues: Vec<Issue<'_>> = findings
        .iter()
        .map(|finding| issue(finding, &mut fingerprints))
        .collect();
    escaped::write(&issues, out)?;
    writeln!(out)
}

fn issue<'f>(finding: &'f Finding, fingerprints: &mut Fingerprints) -> Issue<'f> {
    Issue {
        description: &finding.message,
        check_name: finding.rule.name(),
        fingerprint: fingerprints.of(finding),
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
