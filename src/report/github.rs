//! Workflow commands for GitHub: annotations on the lines of a pull request.
//!
//! Everything is made visible and escaped first, and nothing from a page ever starts a line, so no page can give orders.

use std::cmp::Reverse;
use std::io;

use super::few::Rest;
use super::snippet::sides;
use super::{Amount, Look, Summary, says, severity_text};
use crate::report::words::Entry;
use crate::rules::Severity;
use crate::text::sanitize::{visible, visible_line, visible_path};

/// How many annotations of a step GitHub shows; it drops the others.
const MOST: usize = 10;

pub(super) fn write(
    findings: &mut dyn Iterator<Item = Entry>,
    summary: &Summary,
    look: &Look,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut worst = Worst::default();
    for finding in findings {
        worst.add(finding);
    }
    let (list, rest) = worst.end();
    for finding in &list {
        write_annotation(finding, out)?;
    }
    if look.verbosity > Amount::Quiet {
        if rest.findings > 0 {
            let s = if rest.findings == 1 { "" } else { "s" };
            let rules = rest.by_rule().join(", ");
            writeln!(
                out,
                "… and {} more finding{s}, since GitHub shows {MOST} annotations a step: {rules}",
                rest.findings
            )?;
        }
        writeln!(out, "{}", summary.census())?;
    }
    Ok(())
}

fn write_annotation(finding: &Entry, out: &mut dyn io::Write) -> io::Result<()> {
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
        data(&visible(&message(finding))),
    )
}

/// How bad a finding is, the worst least: the worst of a page comes before the others of any page, an error before a
/// warning, and what was found first before the rest.
type Badness = (OfPage, Reverse<Severity>, usize);

/// Which of the findings of a page one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum OfPage {
    Worst,
    Other,
}

/// The findings that become annotations. All others are counted.
#[derive(Default)]
struct Worst {
    /// As many as are shown, the worst first.
    list: Vec<(Badness, Entry)>,
    /// The worst of the page that is being added.
    of_page: Option<Entry>,
    added: usize,
    rest: Rest,
}

impl Worst {
    /// Adds a finding; those of a page come one behind the other.
    fn add(&mut self, finding: Entry) {
        let other = match self.of_page.replace(finding) {
            Some(known) if self.is_of_page(&known) => {
                if self.is_worse(&known) {
                    self.of_page.replace(known)
                } else {
                    Some(known)
                }
            }
            Some(known) => {
                self.put(OfPage::Worst, known);
                None
            }
            None => None,
        };
        if let Some(other) = other {
            self.put(OfPage::Other, other);
        }
    }

    /// Whether `known` is of the same page as the finding that was added last.
    fn is_of_page(&self, known: &Entry) -> bool {
        self.of_page
            .as_ref()
            .is_some_and(|new| new.path == known.path)
    }

    /// Whether `known` is as bad as the finding that was added last, or worse.
    fn is_worse(&self, known: &Entry) -> bool {
        self.of_page
            .as_ref()
            .is_some_and(|new| known.severity >= new.severity)
    }

    fn put(&mut self, of_page: OfPage, finding: Entry) {
        let badness = (of_page, Reverse(finding.severity), self.added);
        self.added += 1;
        let place = self.list.partition_point(|(other, _)| *other < badness);
        self.list.insert(place, (badness, finding));
        if self.list.len() > MOST
            && let Some((_, least)) = self.list.pop()
        {
            self.rest.count(&least);
        }
    }

    /// The findings that are shown, and the others.
    fn end(mut self) -> (Vec<Entry>, Rest) {
        if let Some(last) = self.of_page.take() {
            self.put(OfPage::Worst, last);
        }
        let list = self.list.into_iter().map(|(_, finding)| finding).collect();
        (list, self.rest)
    }
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
    if let Some(at) = finding.source.as_ref().and_then(|source| source.at) {
        lines.push(format!("see line {} of the page, in the source", at.line));
    }
    if !finding.help.is_empty() {
        lines.push(visible_line(&finding.help_with_change()).into_owned());
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

    /// Twelve pages: each begins with a warning, and the last two have an error besides.
    #[test]
    fn the_worst_ten_are_shown_one_a_page_and_the_others_counted() {
        let entry = |page: usize, severity| Entry {
            severity,
            path: format!("{page:02}.md").into(),
            ..samples::one_word().remove(0)
        };
        let mut findings: Vec<Entry> = (0..12).map(|page| entry(page, Severity::Warning)).collect();
        findings.insert(11, entry(10, Severity::Error));
        findings.push(entry(11, Severity::Error));
        for (number, finding) in findings.iter_mut().enumerate() {
            finding.difference = None; // so that none is the same edit as another
            finding.start.line += number;
        }
        let text = written(Format::Github, &findings, &[], &Look::default());
        let heads: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split_once(",line=").map(|(head, _)| head))
            .collect();
        let mut expected = vec![
            "::error file=10.md".to_owned(),
            "::error file=11.md".to_owned(),
        ];
        expected.extend((0..8).map(|page| format!("::warning file={page:02}.md")));
        assert_eq!(heads, expected);
        let rest =
            "… and 4 more findings, since GitHub shows 10 annotations a step: 4 × stale-page";
        assert!(text.contains(rest), "{text}");
        assert!(text.ends_with(&format!("{}\n", samples::SUMMARY.census())));
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
        let annotations = shown.min(MOST);
        assert_eq!(text.lines().filter(|line| ours(line)).count(), annotations);
        let rest = usize::from(shown > MOST);
        assert_eq!(text.lines().count(), annotations + rest + 1);
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
