//! What a fix or a patch does not fix, and why, in one sentence: pages, counted by reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::done::Done;
use crate::check::{HandEdits, Misfits};
use crate::cli::CheckArgs;
use crate::finding::Finding;
use crate::rules::{Fix, Group, Rule};

/// Why a page is not fixed; of several reasons the first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its parts cannot be compared.
    NotCompared,
    /// A fix would drop what somebody wrote.
    HandEdit,
    /// A fix would keep what somebody wrote, in another spelling.
    Spelling,
    /// The settings do not fit it.
    Misfit,
    /// What was found is for a person to correct.
    NoFix,
}

impl Reason {
    /// Why no safe fix fixes all of `findings`, and the rule that says so; `None` where one does.
    pub fn of(findings: &[Finding]) -> Option<(Self, Rule)> {
        let reasons = findings.iter().filter_map(|finding| {
            let reason = match (finding.fix, finding.rule) {
                (Fix::Safe, _) => return None,
                (Fix::KeepsEdit, _) => Reason::Spelling,
                (Fix::DiscardsEdit, _) => Reason::HandEdit,
                (Fix::None, Rule::DamagedBlock | Rule::NotUtf8 | Rule::TooLarge) => {
                    Reason::NotCompared
                }
                (Fix::None, rule) if rule.group() == Group::Drift => Reason::Misfit,
                (Fix::None, _) => Reason::NoFix,
            };
            Some((reason, finding.rule))
        });
        reasons.min_by_key(|(reason, _)| *reason)
    }

    /// Whether the fixes that were asked for do it all the same.
    fn is_overruled(self, args: &CheckArgs) -> bool {
        match self {
            Reason::HandEdit => args.hand_edits == HandEdits::Discard,
            Reason::Spelling => args.hand_edits != HandEdits::Keep,
            Reason::Misfit => args.misfits == Misfits::Rewrite,
            Reason::NotCompared | Reason::NoFix => false,
        }
    }

    /// The pages that are not fixed for this reason, in words.
    fn words(self, pages: usize, rules: &BTreeSet<Rule>) -> String {
        let s = if pages == 1 { "" } else { "s" };
        let rules = || {
            let names: Vec<String> = rules
                .iter()
                .map(|rule| format!("`{}`", rule.name()))
                .collect();
            names.join(", ")
        };
        match self {
            Reason::NotCompared => {
                format!("{pages} page{s} that cannot be compared ({})", rules())
            }
            Reason::HandEdit => format!("{pages} page{s} edited by hand ({})", rules()),
            Reason::Spelling => format!(
                "{pages} page{s} edited by hand, which `--keep-edits` fixes ({})",
                rules()
            ),
            Reason::Misfit => {
                format!("{pages} page{s} that the settings do not fit ({})", rules())
            }
            Reason::NoFix => format!("{pages} page{s} with findings that no fix fixes"),
        }
    }
}

/// What a fix or a patch did not fix, by reasons; `None` where neither was asked for, and where nothing is left.
pub fn not_fixed(args: &CheckArgs, done: &Done) -> Option<String> {
    if !args.action.writes() && !args.wants_patch() {
        return None;
    }
    let mut left: BTreeMap<Reason, (usize, BTreeSet<Rule>)> = BTreeMap::new();
    for (reason, rule) in done.left() {
        // What was written is settled by now; a patch is only shown.
        if !args.action.writes() && reason.is_overruled(args) {
            continue;
        }
        let (pages, rules) = left.entry(reason).or_default();
        *pages += 1;
        rules.insert(rule);
    }
    if left.is_empty() {
        return None;
    }
    let words: Vec<String> = left
        .iter()
        .map(|(reason, (pages, rules))| reason.words(*pages, rules))
        .collect();
    Some(format!("not fixed: {}", words.join(", ")))
}
