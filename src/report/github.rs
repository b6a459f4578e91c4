//! Workflow commands for GitHub: annotations on the lines of a pull request.
//!
//! Everything is made visible and escaped first, and nothing from a page ever starts a line, so no page can give orders.

use std::io;

use super::snippet::sides;
use super::{Look, Summary, Verbosity, says, severity_text};
use crate::report::words::Entry;
use crate::text::sanitize::{visible, visible_line, visible_path};

pub(super) fn write(
    findings: &mut dyn Iterator<Item = Entry>,
    summary: &Summary,
    look: &Look,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for finding in findings {
        let last_line = match finding.end.column {
            1 => finding.end.line.saturating_sub(1), // it ends with the line before
            _ => finding.end.line,
        };
        writeln!(
            out,
            "::{} file={},line={},col={},endLine={},title={}::{}",
            severity_text(finding.severity),
            property(&visible_path(&finding.path)),
            finding.start.line.max(1),
            finding.start.column.max(1),
            last_line.max(finding.start.line).max(1),
            property(finding.rule.name()),
            data(&visible(&message(&finding))),
        )?;
    }
    if look.verbosity > Verbosity::Quiet {
        writeln!(out, "{}", summary.census())?;
    }
    Ok(())
}

/// What an annotation says: the message, what differs, the way out.
fn message(finding: &Entry) -> String {
    let mut lines = vec![visible_line(&finding.message).into_owned()];
    if let Some(difference) = &finding.difference {
        let [found, expected] = sides(difference);
        lines.push(format!("on the page: {found}"));
        lines.push(format!("{}: {expected}", says(finding)));
        if let Some(at) = difference.source.as_ref().and_then(|source| source.at) {
            lines.push(format!("see line {} of the page, in the source", at.line));
        }
    }
    if !finding.help.is_empty() {
        lines.push(visible_line(&finding.help).into_owned());
    }
    lines.join("\n")
}

/// The text behind the `::` of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{Format, assert_snapshot, samples, written};
    use super::*;

    #[test]
    fn annotations() {
        let findings = [samples::one_word(), samples::seam(), samples::plain()].concat();
        assert_snapshot(
            "github",
            &written(Format::Github, &findings, &[], &Look::default()),
        );
    }

    #[test]
    fn properties_and_data_are_escaped() {
        assert_eq!(property("a,b:c%d\r\n"), "a%2Cb%3Ac%25d%0D%0A");
        assert_eq!(data("a,b:c%d\r\n"), "a,b:c%25d%0D%0A");
    }

    #[test]
    fn hostile_text_is_harmless() {
        let findings = samples::hostile();
        let shown = samples::shown(&findings);
        let text = written(Format::Github, &findings, &[], &Look::default());
        let ours =
            |line: &str| line.starts_with("::error file=") && line.contains(",title=stale-page::");
        samples::assert_harmless(&text, ours);
        assert_eq!(text.lines().filter(|line| ours(line)).count(), shown);
        assert_eq!(text.lines().count(), shown + 1);
        for line in text.lines().filter(|line| ours(line)) {
            let head = line["::error ".len()..]
                .split("::")
                .next()
                .unwrap_or_default();
            let names: Vec<_> = head
                .split(',')
                .filter_map(|property| property.split('=').next())
                .collect();
            assert_eq!(names, ["file", "line", "col", "endLine", "title"], "{line}");
        }
    }
}
