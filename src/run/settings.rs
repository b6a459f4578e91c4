//! What only a run over all pages can say about the settings: exceptions that nothing uses, and a style that is not theirs.

use super::done::Done;
use crate::config::{Config, FILE_NAME};
use crate::finding::{Finding, Position, Remedy};
use crate::report::SharedStyle;
use crate::rules::{Fix, Rule, Scope};

/// Entries of `ignore` that kept no finding back: the page was fixed, or the entry never fitted.
/// Those of links that lead nowhere count where `knows_links`.
pub fn unused_ignores(config: &Config, knows_links: bool, done: &mut Done) {
    let Some(severity) = config.severity(Rule::UnusedIgnore) else {
        return;
    };
    for (i, entry) in config.ignore.iter().enumerate() {
        // What a page was before, this run does not know.
        let is_judged = match entry.rule {
            Rule::DeadLink => knows_links,
            rule => rule.scope() != Scope::Change,
        };
        if done.tally.used_ignores.contains(&i) || !is_judged {
            continue;
        }
        let place = Position {
            line: entry.line,
            ..Position::START
        };
        done.settings.push(Finding {
            rule: Rule::UnusedIgnore,
            severity,
            page: FILE_NAME.into(),
            message: format!(
                "this entry of `ignore` matches no finding of `{}`",
                entry.rule.name()
            ),
            other_page: None,
            part: None,
            start: place,
            end: place,
            excerpt: None,
            source: None,
            difference: None,
            more: None,
            cause: None,
            source_change: None,
            fix: Fix::None,
            remedy: Remedy::Advice("remove it, or correct its path".into()),
        });
    }
}

/// The style that most pages share, where it is not the configured one: then the configuration is the odd one out.
pub fn shared_style(config: &Config, done: &Done) -> Option<SharedStyle> {
    let styles = done.tally.styles.iter();
    let (style, &pages) = styles.max_by_key(|(_, count)| **count)?;
    let of = done.with_source();
    (pages >= 2 && pages * 2 > of).then(|| SharedStyle {
        style: style.clone(),
        configured: config.block.style.clone(),
        pages,
        of,
    })
}
