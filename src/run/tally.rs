//! What a run counts over its pages; each worker has a tally of its own, and they are added up.

use std::collections::{HashMap, HashSet};

use super::causes::Causes;
use super::dead_links::Leads;
use super::whole_site::Claimants;
use crate::check::{Observed, Verdict};

/// What is counted over the pages of a run.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many pages came to what.
    pub counts: Counts,
    /// The entries of `ignore` that kept a finding back, by their places in the configuration.
    pub used_ignores: HashSet<usize>,
    /// How many pages share each style of the block that is not the configured one.
    pub styles: HashMap<String, usize>,
    /// What the pages claim for themselves.
    pub claimants: Claimants,
    /// Where they are served, and where their links lead.
    pub leads: Leads,
    /// The pages that the settings do not fit, though nobody edited them.
    pub misfits: Causes,
    /// Those of them that have the cause that was asked for, and others besides.
    pub with_others: usize,
    /// Those of them that were written as the settings say.
    pub rewritten: Causes,
}

impl Tally {
    /// Takes what the check of the page at `place` observed.
    pub fn observe(&mut self, place: usize, observed: Observed) {
        self.used_ignores.extend(&observed.used_ignores);
        if let Some(style) = observed.other_style {
            *self.styles.entry(style).or_default() += 1;
        }
        self.claimants
            .add(place, &observed.claims, observed.accepts_across_pages);
        self.leads.add(place, observed.linked);
    }

    /// Adds what another worker counted.
    pub fn add(&mut self, mut other: Tally) {
        self.counts.add(&other.counts);
        self.used_ignores.extend(other.used_ignores);
        for (style, count) in other.styles {
            *self.styles.entry(style).or_default() += count;
        }
        self.claimants.append(&mut other.claimants);
        self.leads.append(&mut other.leads);
        self.misfits.add(other.misfits);
        self.with_others += other.with_others;
        self.rewritten.add(other.rewritten);
    }
}

/// How many pages came to what.
#[derive(Debug, Default)]
pub struct Counts {
    /// Pages checked.
    pub pages: usize,
    /// Pages in sync.
    pub in_sync: usize,
    /// Pages that drifted, those included whose drift is accepted.
    pub drifted: usize,
    /// Pages without a source.
    pub without_source: usize,
}

impl Counts {
    /// Counts one page.
    pub fn count(&mut self, verdict: Verdict) {
        self.pages += 1;
        *self.of(verdict) += 1;
    }

    /// Takes one page back that was counted.
    pub fn uncount(&mut self, verdict: Verdict) {
        self.pages -= 1;
        *self.of(verdict) -= 1;
    }

    fn add(&mut self, other: &Counts) {
        self.pages += other.pages;
        self.in_sync += other.in_sync;
        self.drifted += other.drifted;
        self.without_source += other.without_source;
    }

    fn of(&mut self, verdict: Verdict) -> &mut usize {
        match verdict {
            Verdict::InSync => &mut self.in_sync,
            Verdict::Drifted | Verdict::Ignored => &mut self.drifted,
            Verdict::WithoutSource => &mut self.without_source,
        }
    }
}
