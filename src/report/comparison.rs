//! What changed between two states of a site, in the words of one format each: losses first, then causes, then edits.

use std::io;
use std::path::{Path, PathBuf};

use crate::compare::LossKind;
use crate::compare::pages::{Known, Pairs};
use crate::compare::totals::{Count, FEW_PAGES, Totals};
use crate::text::count::counted;

mod github;
pub(super) mod human;
mod json;

/// The form in which a comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, one screen.
    Human,
    /// One object, version 1.
    Json,
    /// One page for a browser.
    Html,
    /// Markdown for a job summary.
    Github,
}

/// A comparison, as reports need it.
pub struct Comparison<'c> {
    /// How the state before is called.
    pub from: &'c str,
    /// How the state after is called.
    pub to: &'c str,
    /// The command that compares them again.
    pub again: &'c str,
    /// The name of the directory of the site.
    pub site: &'c str,
    /// The pages before.
    pub before: &'c [Known],
    /// The pages after.
    pub after: &'c [Known],
    /// Which of them are one page.
    pub pairs: &'c Pairs,
    /// What was counted.
    pub totals: &'c Totals,
    /// Only the pages that have this cause are named; an id or its beginning.
    pub cause: Option<&'c str>,
    /// How the reader knows a page.
    pub name: &'c dyn Fn(&Path) -> PathBuf,
}

/// How many pages came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PageCounts {
    /// Pages before.
    pub before: usize,
    /// Pages after.
    pub after: usize,
    /// Pages in which nothing differs that is compared.
    pub unchanged: usize,
    /// Pages in which something does.
    pub changed: usize,
    /// Pages that came.
    pub came: usize,
    /// Pages that are gone.
    pub gone: usize,
    /// Pages with another path.
    pub renamed: usize,
    /// Pages whose wiki text differs.
    pub source: usize,
    /// Pages whose front matter differs.
    pub front_matter: usize,
    /// Pages whose body differs.
    pub body: usize,
}

impl<'c> Comparison<'c> {
    /// How many losses there are.
    #[must_use]
    pub fn losses(&self) -> usize {
        self.totals.losses.values().sum()
    }

    /// How many pages came, went, were renamed, or changed.
    #[must_use]
    pub fn changes(&self) -> usize {
        let counts = self.counts();
        counts.came + counts.gone + counts.renamed + counts.changed
    }

    /// The pages, counted.
    #[must_use]
    pub fn counts(&self) -> PageCounts {
        let changed = self.totals.pages.values();
        let of = |is: fn(&crate::compare::totals::Brief) -> bool| {
            changed.clone().filter(|brief| is(brief)).count()
        };
        let changed = of(|brief| {
            brief.source || brief.front_matter || brief.body || !brief.causes.is_empty()
        });
        PageCounts {
            before: self.before.len(),
            after: self.after.len(),
            unchanged: self.pairs.both.len() - changed - self.totals.not_compared.len(),
            changed,
            came: self.pairs.came.len(),
            gone: self.pairs.gone.len(),
            renamed: self.renamed().count(),
            source: of(|brief| brief.source),
            front_matter: of(|brief| brief.front_matter),
            body: of(|brief| brief.body),
        }
    }

    /// The pages with another path: before, after.
    pub(super) fn renamed(&self) -> impl Iterator<Item = (PathBuf, PathBuf)> {
        self.pairs.both.iter().filter_map(|&(before, after)| {
            let (from, to) = (&self.before[before].path, &self.after[after].path);
            (from != to).then(|| ((self.name)(from), (self.name)(to)))
        })
    }

    /// The page after at `place`, as the reader knows it.
    pub(super) fn page(&self, place: usize) -> PathBuf {
        self.after
            .get(place)
            .map_or_else(PathBuf::new, |page| (self.name)(&page.path))
    }

    /// The page that a loss is about, as the reader knows it: one that is gone is in the list of those before.
    pub(super) fn page_of(&self, kind: LossKind, place: usize) -> PathBuf {
        match kind {
            LossKind::Page => self
                .before
                .get(place)
                .map_or_else(PathBuf::new, |page| (self.name)(&page.path)),
            _ => self.page(place),
        }
    }

    /// The pages whose wiki text differs.
    pub(super) fn edits(&self) -> impl Iterator<Item = PathBuf> {
        let pages = self.totals.pages.iter();
        pages
            .filter(|(_, brief)| brief.source)
            .map(|(place, _)| self.page(*place))
    }

    /// The pages that could not be compared, each with the reason.
    pub(super) fn not_compared(&self) -> impl Iterator<Item = (PathBuf, &'c str)> {
        let pages = self.totals.not_compared.iter();
        pages.map(|(place, why)| (self.page(*place), why.as_str()))
    }

    /// The causes to be told, those of the most pages first.
    pub(super) fn causes(&self) -> Vec<&'c Count> {
        let mut list = self.totals.by_pages();
        if let Some(wanted) = self.cause {
            list.retain(|count| count.cause.id.starts_with(wanted));
        }
        list
    }

    /// The first `most` pages that have a cause.
    pub(super) fn pages_of(&self, count: &Count, most: usize) -> Vec<PathBuf> {
        let id = u32::from_str_radix(&count.cause.id, 16).unwrap_or_default();
        let pages = self.totals.pages.iter();
        pages
            .filter(|(_, brief)| brief.causes.contains(&id))
            .take(most)
            .map(|(place, _)| self.page(*place))
            .collect()
    }

    /// The pages that have a cause: all of them where it was asked for, the first ones of an odd one, else none.
    pub(super) fn named(&self, count: &Count) -> Vec<PathBuf> {
        if self.cause.is_some() {
            return self.pages_of(count, usize::MAX);
        }
        match count.pages <= FEW_PAGES {
            true => count.first.iter().map(|place| self.page(*place)).collect(),
            false => Vec::new(),
        }
    }
}

/// Writes a comparison.
///
/// # Errors
///
/// What `out` answers.
pub fn write(format: Format, told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Human => human::write(told, out),
        Format::Html => super::html::comparison::write(told, out),
        Format::Json => json::write(told, out),
        Format::Github => github::write(told, out),
    }
}
