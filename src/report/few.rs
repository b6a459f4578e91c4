//! Findings as people read them: few differences a page, and a page that the settings do not fit told once.
//!
//! Programs get every difference. A person learns from the tenth what the first said, and from four causes what twelve
//! differences come to.

use std::collections::HashSet;
use std::iter::Peekable;

use super::Entry;
use crate::finding::Cause;
use crate::rules::Rule;

/// How many differences of one page and rule are shown.
const MOST: usize = 10;

/// How many causes of one page are named.
const MOST_CAUSES: usize = 6;

/// The findings of `all` that people are shown. Those of a page come one behind the other. Pages all of whose causes
/// are in `told` are left out: the list of causes tells of them.
pub(super) struct Few<'f> {
    all: Peekable<&'f mut dyn Iterator<Item = Entry>>,
    told: &'f HashSet<String>,
    ready: std::vec::IntoIter<Entry>,
}

impl<'f> Few<'f> {
    pub(super) fn of(all: &'f mut dyn Iterator<Item = Entry>, told: &'f HashSet<String>) -> Self {
        Self {
            all: all.peekable(),
            told,
            ready: Vec::new().into_iter(),
        }
    }
}

impl Iterator for Few<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.ready.next() {
                return Some(entry);
            }
            let first = self.all.next()?;
            let mut page = vec![first];
            while let Some(entry) = self.all.next_if(|next| next.path == page[0].path) {
                page.push(entry);
            }
            self.ready = shown(page, self.told).into_iter();
        }
    }
}

/// What of the findings of one page is shown.
fn shown(page: Vec<Entry>, told: &HashSet<String>) -> Vec<Entry> {
    let mut shown: Vec<Entry> = Vec::new();
    let mut causes: Vec<(Cause, usize)> = Vec::new();
    let mut misfit: Option<usize> = None;
    let mut more = 0;
    for entry in page {
        if entry.rule == Rule::Misfit {
            if let Some(cause) = &entry.cause {
                match causes.iter_mut().find(|(known, _)| known.id == cause.id) {
                    Some((_, count)) => *count += 1,
                    None => causes.push((cause.clone(), 1)),
                }
            }
            if misfit.is_none() {
                misfit = Some(shown.len());
                shown.push(entry);
            }
            continue;
        }
        let same = |other: &&Entry| other.rule == entry.rule && other.difference.is_some();
        // The check lists no more than so many, and counts the others.
        let counted = entry.message.strip_prefix("… and ").and_then(|rest| {
            let number = rest.split(' ').next()?;
            number.parse::<usize>().ok()
        });
        let counted = counted.filter(|_| more > 0 && entry.difference.is_none());
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
            Some(last) => last.message = message,
            None => {
                let end = shown.last().map_or(entry.start, |last| last.end);
                shown.push(Entry {
                    message,
                    start: end,
                    end,
                    difference: None,
                    excerpt: None,
                    ..entry
                });
            }
        }
    }
    let Some(at) = misfit else {
        return shown;
    };
    if !causes.is_empty() && causes.iter().all(|(cause, _)| told.contains(&cause.id)) {
        shown.remove(at);
        return shown;
    }
    causes.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.id.cmp(&b.id)));
    shown[at].message.push_str(&in_words(&causes));
    shown
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
        Few::of(&mut all, &told).collect()
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
        let one = samples::one_word().remove(0);
        let shown = few(vec![one.clone(); 13].into_iter(), &[]);
        assert_eq!(shown.len(), 11);
        assert_eq!(shown[10].message, "… and 3 more differences in this page");
        assert_eq!(few(vec![one; 10].into_iter(), &[]).len(), 10);
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

    #[test]
    fn a_page_whose_causes_are_told_is_left_out() {
        assert_eq!(
            few(vec![misfit("a"), misfit("b")].into_iter(), &["a", "b"]),
            []
        );
    }
}
