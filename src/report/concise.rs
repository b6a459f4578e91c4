//! One line for each finding, as editors and grep like it.

use std::io;

use super::few::Few;
use super::{Amount, Look, Summary, severity_text};
use crate::text::sanitize::{visible_line, visible_path};

pub(super) fn write(
    mut findings: Few<'_>,
    summary: &Summary,
    look: &Look,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for finding in findings.by_ref() {
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            visible_path(&finding.path),
            finding.start.line.max(1),
            finding.start.column.max(1),
            severity_text(finding.severity),
            finding.rule.name(),
            visible_line(&finding.message),
        )?;
    }
    let rest = findings.rest();
    if rest.findings > 0 {
        let rules = rest.by_rule().join(", ");
        writeln!(out, "… and {} more findings: {rules}", rest.findings)?;
    }
    if look.verbosity > Amount::Quiet {
        writeln!(out, "{}", summary.census())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Format, assert_snapshot, samples, written};
    use super::*;

    #[test]
    fn one_line_each() {
        let findings = [
            samples::table(),
            samples::plain(),
            samples::many().split_off(9),
        ]
        .concat();
        assert_snapshot(
            "concise",
            &written(Format::Concise, &findings, &[], &Look::default()),
        );
    }

    #[test]
    fn quiet_leaves_the_census_out() {
        let look = Look {
            verbosity: Amount::Quiet,
            ..Look::default()
        };
        assert_eq!(written(Format::Concise, &[], &[], &look), "");
    }

    #[test]
    fn findings_beyond_the_limit_are_counted() {
        let look = Look {
            limit: 1,
            ..Look::default()
        };
        let text = written(Format::Concise, &samples::forty(), &[], &look);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert_eq!(lines[1], "… and 39 more findings: 39 × stale-page");
        assert_eq!(lines[2], samples::SUMMARY.census());
    }

    #[test]
    fn hostile_text_is_harmless() {
        let findings = samples::hostile();
        let shown = samples::shown(&findings);
        let text = written(Format::Concise, &findings, &[], &Look::default());
        samples::assert_harmless(&text, |_| false);
        assert_eq!(text.lines().count(), shown + 1);
    }
}
