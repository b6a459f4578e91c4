//! One line for each finding, as editors and grep like it.

use std::io;

use super::{Look, Summary, Verbosity, severity_text};
use crate::report::words::Entry;
use crate::text::sanitize::{visible_line, visible_path};

pub(super) fn write(
    findings: &mut dyn Iterator<Item = Entry>,
    summary: &Summary,
    look: &Look,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for finding in findings {
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
    if look.verbosity > Verbosity::Quiet {
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
            verbosity: Verbosity::Quiet,
            ..Look::default()
        };
        assert_eq!(written(Format::Concise, &[], &[], &look), "");
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
