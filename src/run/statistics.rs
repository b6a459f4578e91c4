//! Findings counted by rule and by cause, for those who want numbers.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::json;

use super::causes::Causes;
use super::done::Done;
use super::select::SelectedPage;
use super::{RunError, end_quietly};
use crate::cli::OutputFormat;
use crate::rules::{Fix, Rule, Severity};
use crate::text::sanitize::visible_line;

/// How often a rule spoke.
#[derive(Debug, Default)]
struct Count {
    findings: usize,
    errors: usize,
    warnings: usize,
    safe: usize,
    keeps: usize,
    discards: usize,
}

/// Writes how often each rule spoke, and how many pages and differences each cause has.
pub fn write(
    format: OutputFormat,
    done: &Done,
    pages: &[SelectedPage],
    out: &mut dyn Write,
) -> Result<(), RunError> {
    let mut rules: BTreeMap<Rule, Count> = BTreeMap::new();
    // Those of pages that the settings do not fit were counted page by page.
    let (mut others, mut page, mut place) = (Causes::default(), None, 0);
    let mut failed = None;
    for (finding, _) in done.in_order(pages, &mut failed) {
        if page.as_ref() != Some(&finding.page) {
            place += 1;
            page = Some(finding.page.clone());
        }
        if let Some(cause) = finding
            .cause
            .as_ref()
            .filter(|_| finding.rule != Rule::Misfit)
        {
            others.note(cause, place, finding.start.line);
        }
        let count = rules.entry(finding.rule).or_default();
        count.findings += finding.more.unwrap_or(1);
        match finding.severity {
            Severity::Error => count.errors += 1,
            Severity::Warning => count.warnings += 1,
        }
        match finding.fix {
            Fix::Safe => count.safe += 1,
            Fix::KeepsEdit => count.keeps += 1,
            Fix::DiscardsEdit => count.discards += 1,
            Fix::None => {}
        }
    }
    if let Some(error) = failed {
        return Err(RunError::NoRoom(error));
    }
    let mut rules: Vec<(Rule, Count)> = rules.into_iter().collect();
    rules.sort_by(|a, b| {
        let by_name = || a.0.name().cmp(b.0.name());
        b.1.findings.cmp(&a.1.findings).then_with(by_name)
    });
    let mut causes: Vec<_> = done
        .tally
        .misfits
        .all()
        .into_iter()
        .chain(others.all())
        .collect();
    causes.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)));
    let text = match format {
        OutputFormat::Json => {
            let rules: Vec<_> = rules
                .iter()
                .map(|(rule, count)| {
                    json!({
                        "rule": rule.name(),
                        "findings": count.findings,
                        "errors": count.errors,
                        "warnings": count.warnings,
                        "fix_safe": count.safe,
                        "fix_keeps_edit": count.keeps,
                        "fix_discards_edit": count.discards,
                    })
                })
                .collect();
            let causes: Vec<_> = causes
                .iter()
                .map(|(id, words, pages, differences)| {
                    json!({"id": id, "words": words, "pages": pages, "differences": differences})
                })
                .collect();
            format!(
                "{:#}\n",
                json!({"version": 1, "rules": rules, "causes": causes})
            )
        }
        _ => human(&rules, &causes, done),
    };
    end_quietly(out.write_all(text.as_bytes()))
}

fn human(rules: &[(Rule, Count)], causes: &[(&str, &str, usize, usize)], done: &Done) -> String {
    let mut text = String::new();
    for (rule, count) in rules {
        let fixes: Vec<String> = [
            (count.safe, "--fix"),
            (count.keeps, "--fix --keep-edits"),
            (count.discards, "--fix --discard-edits"),
        ]
        .iter()
        .filter(|(findings, _)| *findings > 0)
        .map(|(findings, flags)| format!("{findings} with {flags}"))
        .collect();
        let fix = match fixes.is_empty() {
            true => String::new(),
            false => format!("  ({})", fixes.join(", ")),
        };
        text.push_str(&format!("{:>7}  {}{fix}\n", count.findings, rule.name()));
    }
    if !causes.is_empty() {
        text.push_str("\nPages by cause:\n");
    }
    for (id, words, pages, _) in causes {
        text.push_str(&format!("{pages:>7}  {}  [{id}]\n", visible_line(words)));
    }
    if !rules.is_empty() {
        text.push('\n');
    }
    let sum = |of: fn(&Count) -> usize| rules.iter().map(|(_, count)| of(count)).sum::<usize>();
    let summary = done.summary();
    if summary.errors + summary.warnings > 0 {
        let safe = sum(|count| count.safe);
        let keeps = sum(|count| count.keeps);
        let discards = sum(|count| count.discards);
        let kept = match keeps {
            0 => String::new(),
            keeps => format!("{keeps} with one that keeps an edit, "),
        };
        text.push_str(&summary.totals());
        text.push_str(&format!(
            "; {safe} with a safe fix, {kept}{discards} with one that drops an edit, {} for a person\n",
            (summary.errors + summary.warnings).saturating_sub(safe + keeps + discards)
        ));
    }
    text.push_str(&summary.census());
    text.push('\n');
    text
}
