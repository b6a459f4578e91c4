//! Findings as people read them: few differences a page, and a page that the settings do not fit told once.
//!
//! Programs get every difference. A person learns from the tenth what the first said, and from four causes what twelve
//! differences come to. And a run of thousands of findings is read by its first ones, and by what the others are.

use std::collections::{BTreeMap, HashSet};
use std::iter::Peekable;

use super::Entry;
use super::words::cut;
use crate::finding::{Cause, Difference};
use crate::rules::Rule;

/// How many differences of one page and rule are shown.
const MOST: usize = 10;

/// How many causes of one page are named.
const MOST_CAUSES: usize = 6;

/// How many causes of one page are told apart in a report that unfolds causes.
const MOST_SHOWN_CAUSES: usize = 20;

/// How many of them are shown with a difference; of the others the report says where they are.
const MOST_WITH_DIFFERENCE: usize = 4;

/// How much is shown of a page that the settings do not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Misfit {
    /// Its first difference.
    Once,
    /// The first difference of each cause.
    ByCause,
}

/// The findings of `all` that people are shown. Those of a page come one behind the other. Pages all of whose causes
/// are in `told` are left out: the list of causes tells of them.
pub(super) struct Few<'f> {
    all: Peekable<&'f mut dyn Iterator<Item = Entry>>,
    told: &'f HashSet<String>,
    misfit: Misfit,
    ready: std::vec::IntoIter<Entry>,
    /// How many more are shown.
    room: usize,
    rest: Rest,
}

impl<'f> Few<'f> {
    /// At most `limit` of them; the others are counted.
    pub(super) fn of(
        all: &'f mut dyn Iterator<Item = Entry>,
        told: &'f HashSet<String>,
        limit: usize,
    ) -> Self {
        Self {
            all: all.peekable(),
            told,
            misfit: Misfit::Once,
            ready: Vec::new().into_iter(),
            room: limit,
            rest: Rest::default(),
        }
    }

    /// All of them, with a difference for each cause of a page that the settings do not fit.
    pub(super) fn by_cause(
        all: &'f mut dyn Iterator<Item = Entry>,
        told: &'f HashSet<String>,
    ) -> Self {
        Self {
            misfit: Misfit::ByCause,
            ..Self::of(all, told, usize::MAX)
        }
    }

    /// What there was no room for; known once all that is shown was taken.
    pub(super) fn rest(self) -> Rest {
        self.rest
    }
}

impl Iterator for Few<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.ready.next() {
                if self.room == 0 {
                    self.rest.count(&entry);
                    continue;
                }
                self.room -= 1;
                return Some(entry);
            }
            let first = self.all.next()?;
            if self.room == 0 {
                let is_told = |cause: &Cause| self.told.contains(&cause.id);
                if !first.cause.as_ref().is_some_and(is_told) {
                    self.rest.count(&first);
                }
                continue;
            }
            let mut page = vec![first];
            while let Some(entry) = self.all.next_if(|next| next.path == page[0].path) {
                page.push(entry);
            }
            self.ready = shown(page, self.told, self.misfit).into_iter();
        }
    }
}

/// Findings that are not shown: how many, by rule and cause.
#[derive(Debug, Default)]
pub(super) struct Rest {
    /// How many there are.
    pub(super) findings: usize,
    rules: BTreeMap<Rule, OfRule>,
}

/// The findings of one rule that are not shown.
#[derive(Debug, Default)]
struct OfRule {
    findings: usize,
    /// The causes by their ids: words, and how many findings.
    causes: BTreeMap<String, (String, usize)>,
}

/// How many causes of the findings that are not shown are told apart.
const MOST_KEPT: usize = 1024;

impl Rest {
    /// Counts a finding.
    pub(super) fn count(&mut self, entry: &Entry) {
        let count = entry.stands_for();
        self.findings += count;
        let of_rule = self.rules.entry(entry.rule).or_default();
        of_rule.findings += count;
        let Some(cause) = &entry.cause else {
            return;
        };
        if let Some((_, count)) = of_rule.causes.get_mut(&cause.id) {
            *count += 1;
        } else if of_rule.causes.len() < MOST_KEPT {
            let counted = (cause.words.clone(), 1);
            of_rule.causes.insert(cause.id.clone(), counted);
        }
    }

    /// The rules, those of the most findings first: `120 × stale-page`.
    pub(super) fn by_rule(&self) -> Vec<String> {
        self.sorted()
            .into_iter()
            .map(|(rule, of_rule)| format!("{} × {}", of_rule.findings, rule.name()))
            .collect()
    }

    /// A line for each rule, and below it its causes: `  30 × bullets, level: … [8f5f5038]`.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (rule, of_rule) in self.sorted() {
            lines.push(format!("{} × {}", of_rule.findings, rule.name()));
            let mut causes: Vec<_> = of_rule.causes.iter().collect();
            causes.sort_by(|(a, (_, m)), (b, (_, n))| n.cmp(m).then_with(|| a.cmp(b)));
            for (id, (words, count)) in causes.iter().take(MOST_CAUSES) {
                lines.push(format!("  {count} × {words} [{id}]"));
            }
            if causes.len() > MOST_CAUSES {
                lines.push("  …".to_owned());
            }
        }
        lines
    }

    fn sorted(&self) -> Vec<(Rule, &OfRule)> {
        let mut rules: Vec<_> = self.rules.iter().map(|(rule, of)| (*rule, of)).collect();
        rules.sort_by_key(|(_, of_rule)| std::cmp::Reverse(of_rule.findings));
        rules
    }
}

/// What of the findings of one page is shown.
fn shown(page: Vec<Entry>, told: &HashSet<String>, how: Misfit) -> Vec<Entry> {
    let mut shown: Vec<Entry> = Vec::new();
    let mut causes: Vec<(Cause, usize)> = Vec::new();
    let mut misfit: Option<usize> = None;
    let mut twins: BTreeMap<usize, usize> = BTreeMap::new();
    let mut more = 0;
    for entry in page {
        if entry.rule == Rule::Misfit {
            let mut is_new_cause = false;
            if let Some(cause) = &entry.cause {
                match causes.iter_mut().find(|(known, _)| known.id == cause.id) {
                    Some((_, count)) => *count += 1,
                    None => {
                        is_new_cause = causes.len() < MOST_SHOWN_CAUSES;
                        causes.push((cause.clone(), 1));
                    }
                }
            }
            if misfit.is_none() {
                misfit = Some(shown.len());
                shown.push(entry);
            } else if how == Misfit::ByCause && is_new_cause {
                shown.push(match causes.len() {
                    ..=MOST_WITH_DIFFERENCE => entry,
                    _ => Entry {
                        difference: None,
                        excerpt: None,
                        source: None,
                        ..entry
                    },
                });
            }
            continue;
        }
        if let Some(at) = shown.iter().position(|other| is_same_edit(other, &entry)) {
            *twins.entry(at).or_default() += 1;
            continue;
        }
        let same = |other: &&Entry| other.rule == entry.rule && other.difference.is_some();
        let counted = entry.more.filter(|_| more > 0);
        if counted.is_none()
            && (entry.difference.is_none() || shown.iter().filter(same).count() < MOST)
        {
            shown.push(entry);
            continue;
        }
        let first = more == 0;
        more += counted.unwrap_or(1);
        let s = if more == 1 { "" } else { "s" };
        let message = format!("… and {more} more difference{s} in this page");
        match shown
            .last_mut()
            .filter(|last| !first && last.rule == entry.rule)
        {
            Some(last) => (last.message, last.more) = (message, Some(more)),
            None => {
                let end = shown.last().map_or(entry.start, |last| last.end);
                shown.push(Entry {
                    message,
                    start: end,
                    end,
                    more: Some(more),
                    difference: None,
                    excerpt: None,
                    source: None,
                    ..entry
                });
            }
        }
    }
    for (at, count) in twins {
        let places = if count == 1 { "place" } else { "places" };
        let behind = format!("; the same edit shows in {count} more {places}");
        let message = std::mem::take(&mut shown[at].message);
        shown[at].message = cut(message + &behind);
    }
    let Some(at) = misfit else {
        return shown;
    };
    if !causes.is_empty() && causes.iter().all(|(cause, _)| told.contains(&cause.id)) {
        shown.remove(at);
        return shown;
    }
    causes.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.id.cmp(&b.id)));
    let message = std::mem::take(&mut shown[at].message);
    shown[at].message = cut(message + &in_words(&causes));
    shown
}

/// Whether two differences of a page are the same edit of the same place in the source: a dump shows a text several
/// times, and a heading is in the table of contents too.
fn is_same_edit(one: &Entry, other: &Entry) -> bool {
    let (Some(a), Some(b)) = (&one.difference, &other.difference) else {
        return false;
    };
    let place = |difference: &Difference| difference.source.as_ref().and_then(|source| source.at);
    one.rule == other.rule
        && place(a).is_some()
        && place(a) == place(b)
        && a.found.text == b.found.text
        && a.expected.text == b.expected.text
}

/// The causes of a page behind the message about it.
fn in_words(causes: &[(Cause, usize)]) -> String {
    let differences: usize = causes.iter().map(|(_, count)| count).sum();
    if differences == 0 {
        return String::new();
    }
    let s = |count| if count == 1 { "" } else { "s" };
    let mut text = format!(
        ": {differences} difference{} of {} cause{}",
        s(differences),
        causes.len(),
        s(causes.len())
    );
    for (i, (cause, count)) in causes.iter().take(MOST_CAUSES).enumerate() {
        let opens = if i == 0 { " – " } else { "; " };
        text.push_str(&format!("{opens}{count} × {} [{}]", cause.words, cause.id));
    }
    if causes.len() > MOST_CAUSES {
        text.push_str("; …");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn few(mut all: std::vec::IntoIter<Entry>, told: &[&str]) -> Vec<Entry> {
        let told = told.iter().map(|&id| id.to_owned()).collect();
        Few::of(&mut all, &told, usize::MAX).collect()
    }

    fn misfit(id: &str) -> Entry {
        Entry {
            rule: Rule::Misfit,
            message: "misfit".to_owned(),
            cause: Some(Cause {
                id: id.to_owned(),
                words: format!("words of {id}"),
            }),
            ..samples::one_word().remove(0)
        }
    }

    #[test]
    fn many_differences_are_ten_and_how_many_more() {
        let shown = few(several(13).into_iter(), &[]);
        assert_eq!(shown.len(), 11);
        assert_eq!(shown[10].message, "… and 3 more differences in this page");
        assert_eq!(few(several(10).into_iter(), &[]).len(), 10);
    }

    /// So many differences of a page, each from a place of its own in the source.
    fn several(count: usize) -> Vec<Entry> {
        let one = samples::one_word().remove(0);
        let entries = (0..count).map(|number| {
            let mut entry = one.clone();
            let source = entry
                .difference
                .as_mut()
                .and_then(|difference| difference.source.as_mut());
            let at = source.and_then(|source| source.at.as_mut());
            at.expect("it comes from the source").offset += number;
            entry
        });
        entries.collect()
    }

    #[test]
    fn the_same_edit_is_told_once() {
        let one = samples::one_word().remove(0);
        let mut other = one.clone();
        other.start.offset += 100;
        let shown = few(vec![one.clone(), other.clone(), other].into_iter(), &[]);
        assert_eq!(shown.len(), 1);
        assert_eq!(
            shown[0].message,
            format!("{}; the same edit shows in 2 more places", one.message)
        );
    }

    #[test]
    fn what_there_is_no_room_for_is_counted_by_rule_and_cause() {
        let of_page = |page: usize, entry: Entry| Entry {
            path: format!("{page}.md").into(),
            ..entry
        };
        let pages = (0..9).map(|page| of_page(page, samples::one_word().remove(0)));
        let misfits = (9..20).map(|page| of_page(page, misfit(if page < 12 { "a" } else { "b" })));
        let told = HashSet::from(["a".to_owned()]);
        let mut all = pages.chain(misfits);
        let mut few = Few::of(&mut all, &told, 7);
        assert_eq!(few.by_ref().count(), 7);
        let rest = few.rest();
        assert_eq!(rest.findings, 10);
        assert_eq!(rest.by_rule(), ["8 × misfit", "2 × stale-page"]);
        assert_eq!(
            rest.lines(),
            ["8 × misfit", "  8 × words of b [b]", "2 × stale-page"]
        );
    }

    #[test]
    fn a_misfit_is_told_once_with_its_causes() {
        let all = vec![misfit("a"), misfit("b"), misfit("a")];
        let shown = few(all.into_iter(), &["a"]);
        assert_eq!(shown.len(), 1);
        assert_eq!(
            shown[0].message,
            "misfit: 3 differences of 2 causes – 2 × words of a [a]; 1 × words of b [b]"
        );
    }

    /// In a report that unfolds causes, each of them is seen on the page.
    #[test]
    fn a_misfit_is_shown_once_for_each_cause() {
        let told = HashSet::new();
        let mut all = vec![misfit("a"), misfit("b"), misfit("a")].into_iter();
        let shown: Vec<Entry> = Few::by_cause(&mut all, &told).collect();
        let causes = shown.iter().filter_map(|entry| entry.cause.as_ref());
        assert_eq!(
            causes.map(|cause| &*cause.id).collect::<Vec<_>>(),
            ["a", "b"]
        );
        assert!(
            shown[0]
                .message
                .starts_with("misfit: 3 differences of 2 causes")
        );
        let ids: Vec<String> = (0..30).map(|id| id.to_string()).collect();
        let all: Vec<Entry> = ids.iter().map(|id| misfit(id)).collect();
        let mut all = all.into_iter();
        let shown: Vec<Entry> = Few::by_cause(&mut all, &told).collect();
        let with_difference = shown.iter().filter(|entry| entry.difference.is_some());
        assert_eq!((shown.len(), with_difference.count()), (20, 4));
    }

    #[test]
    fn a_page_whose_causes_are_told_is_left_out() {
        assert_eq!(
            few(vec![misfit("a"), misfit("b")].into_iter(), &["a", "b"]),
            []
        );
    }
}
