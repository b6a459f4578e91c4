//! docs/rules.md: the manual of the rules, made of the text that `tikicheck explain` shows.

use std::fmt::Write as _;

use tikicheck::internals::rules::{Group, Rule, severity_name};

use super::assert_current;

const OPENING: &str = "\
# Rules

<!-- Generated from src/rules/table.rs. Renew it with: TIKICHECK_UPDATE=1 cargo test --test docs current -->

What `tikicheck` looks for. On a terminal, `tikicheck explain` shows this list and `tikicheck explain RULE` one entry.
A finding is an *error* or a *warning* (`warn`); warnings fail a run only with `--strict`, and a rule that is `off`
says nothing. [Moving a site](moving-a-site.md) shows how to change that, for all pages or for some.
";

fn manual() -> String {
    let mut page = OPENING.to_owned();
    let groups = || {
        let filled = |group: &&Group| Rule::ALL.iter().any(|rule| rule.group() == **group);
        Group::ALL.iter().filter(filled)
    };
    let rules = |group| Rule::ALL.iter().filter(move |rule| rule.group() == group);
    for &group in groups() {
        let _ = write!(page, "\n{}\n\n", group.title());
        page.push_str("| rule | unless configured | |\n| --- | --- | --- |\n");
        for rule in rules(group) {
            let (name, summary) = (rule.name(), rule.summary());
            let severity = severity_name(rule.default_severity());
            let _ = writeln!(page, "| [`{name}`](#{name}) | {severity} | {summary} |");
        }
    }
    for &group in groups() {
        let title = group.title().split(':').next().unwrap_or_default();
        let _ = write!(page, "\n## {title}\n");
        for rule in rules(group) {
            let severity = severity_name(rule.default_severity());
            let _ = write!(
                page,
                "\n### {}\n\n*{severity} unless configured*\n\n{}",
                rule.name(),
                rule.manual()
            );
        }
    }
    page
}

#[test]
fn the_manual_of_the_rules_is_current() {
    assert_current("docs/rules.md", &manual());
}
