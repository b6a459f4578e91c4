//! Rules: name, group, default severity and manual entry of each, and the manual as it is shown on a terminal.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::text::nearest::did_you_mean;

mod facts;
mod severity;
mod table;

pub use facts::{Fix, Part, Scope};
pub use severity::Severity;
pub use table::Rule;

/// The groups of the manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The generated parts no longer agree with the source or with each other.
    Drift,
    /// The page as a file.
    Page,
    /// The head of the file.
    FrontMatter,
    /// The wiki text.
    Source,
    /// The page as its readers see it.
    Shown,
}

impl Group {
    /// Every group, in the order of the manual.
    pub const ALL: &'static [Group] = &[
        Group::Drift,
        Group::Page,
        Group::FrontMatter,
        Group::Source,
        Group::Shown,
    ];

    /// What the group is about, as a heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Group::Drift => {
                "Drift: the generated parts no longer agree with the source or with each other"
            }
            Group::Page => "Pages: the page as a file",
            Group::FrontMatter => "Front matter: the head of the file",
            Group::Source => "Source: the wiki text",
            Group::Shown => "Shown: the page as its readers see it",
        }
    }
}

impl Rule {
    /// The rule with this id; `None` if there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }

    /// The rule with this id.
    ///
    /// # Errors
    ///
    /// Without such a rule a message that names the nearest one and the way to the list.
    pub fn parse(name: &str) -> Result<Rule, String> {
        Rule::from_name(name).ok_or_else(|| {
            let hint = did_you_mean(name, Rule::ALL.iter().map(|rule| rule.name()));
            format!("unknown rule `{name}`{hint} (`tikicheck explain` lists the rules)")
        })
    }

    /// The manual entry, in Markdown: the doc comment, and how to change what the rule weighs.
    #[must_use]
    pub fn manual(self) -> &'static str {
        static MANUALS: LazyLock<Vec<String>> =
            LazyLock::new(|| Rule::ALL.iter().copied().map(whole_entry).collect());
        &MANUALS[self as usize]
    }

    /// The first line of the manual entry: what the rule reports, in one sentence.
    #[must_use]
    pub fn summary(self) -> &'static str {
        self.manual().lines().next().unwrap_or_default().trim()
    }
}

fn whole_entry(rule: Rule) -> String {
    let name = rule.name();
    let mut entry = String::new();
    for line in rule.doc().lines() {
        entry.push_str(line.strip_prefix(' ').unwrap_or(line));
        entry.push('\n');
    }
    entry.push_str(
        "\nTo change what it weighs (`error`, `warn` or `off`), in `tikicheck.yaml`:\n\n",
    );
    let other = match rule.default_severity() {
        Some(_) => "off",
        None => "warn",
    };
    let _ = write!(entry, "```text\nrules: {{{name}: {other}}}\n```\n");
    let in_settings = format!("ignore: [{{path: PAGE, rule: {name}, reason: \"...\"}}]\n");
    match rule {
        Rule::UnusedIgnore => {}
        // The front matter of such a page is not read.
        Rule::TooLarge | Rule::NotUtf8 => {
            entry.push_str("\nTo accept it on one page, there:\n\n");
            let _ = write!(entry, "```text\n{in_settings}```\n");
        }
        _ => {
            entry.push_str(
                "\nTo accept it on one page, there or in the front matter of the page:\n\n",
            );
            let _ = write!(
                entry,
                "```text\n{in_settings}tikicheck: {{ignore: [{name}]}}\n```\n"
            );
        }
    }
    entry
}

/// A severity as the configuration writes it; `off` for none.
#[must_use]
pub fn severity_name(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warn",
        None => "off",
    }
}

/// The list of rules, for a terminal: by group, each with its severity under the settings in force and its first line.
#[must_use]
pub fn explain_list(severity: &dyn Fn(Rule) -> Option<Severity>) -> String {
    let width = Rule::ALL
        .iter()
        .map(|rule| rule.name().len())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for &group in Group::ALL {
        let mut rules = Rule::ALL
            .iter()
            .filter(|rule| rule.group() == group)
            .peekable();
        if rules.peek().is_none() {
            continue;
        }
        let _ = writeln!(text, "{}\n", group.title());
        for &rule in rules {
            let severity = severity_name(severity(rule));
            let _ = writeln!(
                text,
                "  {:width$}  {severity:5}  {}",
                rule.name(),
                rule.summary()
            );
        }
        text.push('\n');
    }
    if Rule::ALL
        .iter()
        .any(|&rule| severity(rule) != rule.default_severity())
    {
        text.push_str("Severities are those of the settings in force.\n");
    }
    text.push_str("`tikicheck explain RULE` shows the whole entry.\n");
    text
}

/// The manual entry of a rule, for a terminal, with its severity under the settings in force.
#[must_use]
pub fn explain(rule: Rule, severity: Option<Severity>) -> String {
    let name = rule.name();
    let usual = severity_name(rule.default_severity());
    let mut text = if severity == rule.default_severity() {
        format!("{name} ({usual} unless configured)\n\n")
    } else {
        let here = severity_name(severity);
        format!("{name} ({here} here, by the settings; {usual} unless configured)\n\n")
    };
    let mut in_example = false;
    for line in rule.manual().lines() {
        if line.starts_with("```") {
            in_example = !in_example;
            continue;
        }
        text.push_str(if in_example && !line.is_empty() {
            "    "
        } else {
            ""
        });
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_found_by_its_name_and_by_no_other() {
        for &rule in Rule::ALL {
            assert_eq!(Rule::from_name(rule.name()), Some(rule));
            assert_eq!(Rule::parse(rule.name()), Ok(rule));
        }
        assert_eq!(Rule::from_name("StalePage"), None);
        assert_eq!(Rule::from_name(""), None);
    }

    #[test]
    fn the_table_is_in_the_order_of_its_rules_and_groups() {
        assert!(
            Rule::ALL
                .iter()
                .enumerate()
                .all(|(n, &rule)| rule as usize == n)
        );
        assert!(Rule::ALL.is_sorted_by_key(|rule| rule.group()));
    }

    #[test]
    fn an_unknown_rule_is_answered_with_the_nearest() {
        assert_eq!(
            Rule::parse("stale_page"),
            Err("unknown rule `stale_page`; did you mean `stale-page`? (`tikicheck explain` lists the rules)".to_owned())
        );
        assert_eq!(
            Rule::parse("typo"),
            Err("unknown rule `typo` (`tikicheck explain` lists the rules)".to_owned())
        );
    }

    #[test]
    fn every_entry_says_what_an_entry_has_to_say() {
        for &rule in Rule::ALL {
            let (name, manual) = (rule.name(), rule.manual());
            assert!(
                rule.summary().ends_with('.') && rule.summary().len() <= 75,
                "{name}: first line"
            );
            assert_eq!(
                manual.lines().nth(1),
                Some(""),
                "{name}: a paragraph of its own"
            );
            assert!(
                (15..=38).contains(&manual.lines().count()),
                "{name}: {} lines",
                manual.lines().count()
            );
            assert!(
                manual
                    .lines()
                    .all(|line| line.chars().count() <= 80 && line.trim_end() == line),
                "{name}: width"
            );
            assert_eq!(
                manual.matches("```text\n").count() * 2,
                manual.matches("```").count(),
                "{name}: fences"
            );
            for needed in ["```text", "`tikicheck --fix`", "\nBy hand: "] {
                assert!(manual.contains(needed), "{name}: {needed}");
            }
        }
    }

    #[test]
    fn severities_are_those_in_force() {
        let list = explain_list(&|rule| match rule {
            Rule::MissingPage => Some(Severity::Error),
            rule => rule.default_severity(),
        });
        assert!(list.contains("missing-page          error  "), "{list}");
        assert!(list.contains("settings in force"), "{list}");
        let entry = explain(Rule::StalePage, Some(Severity::Warning));
        let first = entry.lines().next();
        assert_eq!(
            first,
            Some("stale-page (warn here, by the settings; error unless configured)")
        );
    }

    #[test]
    fn the_manual_reads_well_on_a_terminal() {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            insta::assert_snapshot!("explain", explain_list(&Rule::default_severity));
            for &rule in Rule::ALL {
                insta::assert_snapshot!(
                    format!("explain-{}", rule.name()),
                    explain(rule, rule.default_severity())
                );
            }
        });
    }
}
