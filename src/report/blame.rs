//! Since when pages are out of step, in words and as JSON.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::path_text;
use crate::git::Commit;
use crate::rules::Rule;
use crate::text::sanitize::{visible_line, visible_path};

/// Since when a page is out of step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blamed {
    /// The page, relative to the root of the site.
    pub page: PathBuf,
    /// The rule that its first version out of step broke.
    pub rule: Rule,
    /// The commit of that version; `None` where it was never committed.
    pub since: Option<Arc<Commit>>,
    /// The commit of the last version that was in step.
    pub last_in: Option<Arc<Commit>>,
    /// What was changed.
    pub changed: Changed,
}

/// What was changed so that a page is out of step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// These parts of the page.
    Parts(Vec<&'static str>),
    /// The page came so.
    CameSo,
    /// The settings.
    Settings,
    /// Which other pages there are.
    OtherPages,
    /// It was never committed.
    NotCommitted,
}

impl Changed {
    fn words(&self) -> String {
        match self {
            Self::Parts(parts) if parts.is_empty() => "nothing of the page".to_owned(),
            Self::Parts(parts) => format!("the {}", parts.join(", the ")),
            Self::CameSo => "the page came so: no earlier version was in step".to_owned(),
            Self::Settings => "the settings".to_owned(),
            Self::OtherPages => "other pages: some came, went or were renamed".to_owned(),
            Self::NotCommitted => "the page is in no commit".to_owned(),
        }
    }

    fn ids(&self) -> Vec<&str> {
        match self {
            Self::Parts(parts) => parts.clone(),
            Self::CameSo => vec!["page"],
            Self::Settings => vec!["settings"],
            Self::OtherPages => vec!["other pages"],
            Self::NotCommitted => Vec::new(),
        }
    }
}

/// What is told.
pub struct Told<'t> {
    /// The pages that are out of step, by path.
    pub pages: &'t [Blamed],
    /// The page that was asked for; `None` for all.
    pub one: Option<&'t Path>,
    /// How the reader knows a page.
    pub name: &'t dyn Fn(&Path) -> PathBuf,
}

impl Told<'_> {
    /// The commits, those that put the most pages out of step first, with the pages.
    fn by_commit(&self) -> Vec<(Option<&Commit>, Vec<&Blamed>)> {
        let mut commits: BTreeMap<Option<&str>, (Option<&Commit>, Vec<&Blamed>)> = BTreeMap::new();
        for page in self.pages {
            let since = page.since.as_deref();
            let key = since.map(|commit| commit.id.as_str());
            commits
                .entry(key)
                .or_insert((since, Vec::new()))
                .1
                .push(page);
        }
        let mut list: Vec<_> = commits.into_values().collect();
        list.sort_by_key(|(_, pages)| std::cmp::Reverse(pages.len()));
        list
    }
}

/// How many pages of a commit are named.
const NAMED: usize = 5;

/// How many commits are named.
const COMMITS: usize = 20;

fn shown(commit: &Commit) -> String {
    let short: String = commit.id.chars().take(12).collect();
    let author = visible_line(&commit.author);
    let subject = visible_line(&commit.subject);
    format!("{short} {} {author}: {subject}", commit.date)
}

/// Writes it for people.
///
/// # Errors
///
/// What `out` answers.
pub fn human(told: &Told<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let named = |page: &Path| visible_path(&(told.name)(page));
    if let Some(page) = told.one {
        let Some(blamed) = told.pages.first() else {
            return writeln!(out, "{}: in step", named(page));
        };
        let since = match &blamed.since {
            Some(commit) => format!("since {}", shown(commit)),
            None => "since it was last committed: what is on disk is in no commit".to_owned(),
        };
        writeln!(out, "{}: out of step {since}", named(page))?;
        writeln!(out, "  changed: {}", blamed.changed.words())?;
        writeln!(out, "  rule: {}", blamed.rule.name())?;
        if let Some(commit) = &blamed.last_in {
            writeln!(out, "  last in step: {}", shown(commit))?;
        }
        return Ok(());
    }
    let commits = told.by_commit();
    for (commit, pages) in commits.iter().take(COMMITS) {
        let s = if pages.len() == 1 { "" } else { "s" };
        let by = commit.map_or_else(|| "in no commit".to_owned(), shown);
        writeln!(out, "{} page{s} since {by}", pages.len())?;
        for page in pages.iter().take(NAMED) {
            let changed = page.changed.words();
            writeln!(
                out,
                "  {}: {changed} ({})",
                named(&page.page),
                page.rule.name()
            )?;
        }
        if pages.len() > NAMED {
            writeln!(out, "  … and {} more", pages.len() - NAMED)?;
        }
    }
    if commits.len() > COMMITS {
        writeln!(out, "… and {} more commits", commits.len() - COMMITS)?;
    }
    let s = if told.pages.len() == 1 { "" } else { "s" };
    writeln!(out, "{} page{s} out of step", told.pages.len())
}

/// Writes it as one JSON object, version 1.
///
/// # Errors
///
/// What `out` answers.
pub fn json(told: &Told<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let commit = |commit: Option<&Commit>| {
        commit.map_or(Value::Null, |commit| {
            json!({
                "commit": commit.id,
                "date": commit.date,
                "author": commit.author,
                "subject": commit.subject,
            })
        })
    };
    let pages: Vec<Value> = told
        .pages
        .iter()
        .map(|page| {
            json!({
                "path": path_text(&(told.name)(&page.page)),
                "rule": page.rule.name(),
                "since": commit(page.since.as_deref()),
                "last_in": commit(page.last_in.as_deref()),
                "changed": page.changed.ids(),
            })
        })
        .collect();
    let commits: Vec<Value> = told
        .by_commit()
        .iter()
        .map(|(by, pages)| json!({"since": commit(*by), "pages": pages.len()}))
        .collect();
    let report = json!({
        "version": 1,
        "tool": {"name": "tikicheck", "version": env!("CARGO_PKG_VERSION")},
        "pages": pages,
        "commits": commits,
    });
    writeln!(out, "{report:#}")
}
