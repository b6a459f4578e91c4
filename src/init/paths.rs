//! Where attachments and files lie, as pages show it: votes by number, and the template that gives the most of them.

use std::collections::{BTreeMap, HashMap};

use crate::render::media::IdKind;

/// Counts; the most frequent wins, and of several such the smallest.
pub type Votes = HashMap<String, usize>;

/// What was voted for most.
#[must_use]
pub fn most(votes: &Votes) -> Option<&str> {
    let best = votes
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.map(|(value, _)| &**value)
}

/// Where ids lie, as pages show them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Paths(BTreeMap<u64, Votes>);

impl Paths {
    /// Counts that a page shows `path` for the number `id`.
    pub fn add(&mut self, id: &str, path: &str) {
        if let Ok(id) = id.parse() {
            let votes = self.0.entry(id).or_default();
            *votes.entry(path.to_owned()).or_default() += 1;
        }
    }

    /// The template that gives the paths of the most ids; where none gives any, the default.
    #[must_use]
    pub fn template(&self, default: &str) -> String {
        let mut votes = Votes::new();
        for (id, paths) in &self.0 {
            let id = id.to_string();
            for path in paths.keys() {
                if let Some(at) = path.rfind(&id) {
                    let template = format!("{}{{id}}{}", &path[..at], &path[at + id.len()..]);
                    *votes.entry(template).or_default() += 1;
                }
            }
        }
        most(&votes).unwrap_or(default).to_owned()
    }

    /// The ids whose path is not what `template` gives, each with its paths, the most frequent first.
    #[must_use]
    pub fn beside(&self, template: &str) -> BTreeMap<u64, Vec<String>> {
        let mut beside = BTreeMap::new();
        for (id, votes) in &self.0 {
            let mut paths: Vec<_> = votes.iter().collect();
            paths.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
            let paths: Vec<String> = paths.into_iter().map(|(path, _)| path.clone()).collect();
            if paths != [template.replace("{id}", &id.to_string())] {
                beside.insert(*id, paths);
            }
        }
        beside
    }
}

/// The paths of both lists.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Files {
    /// By `attId` and `id`.
    pub attachments: Paths,
    /// By `fileId`.
    pub files: Paths,
}

impl Files {
    /// Adds all votes of `other`.
    pub fn add_all(&mut self, other: Self) {
        for (mine, theirs) in [
            (&mut self.attachments, other.attachments),
            (&mut self.files, other.files),
        ] {
            for (id, votes) in theirs.0 {
                let known = mine.0.entry(id).or_default();
                for (path, count) in votes {
                    *known.entry(path).or_default() += count;
                }
            }
        }
    }

    /// Adds what `other` has of numbers that are not known yet.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.attachments, &other.attachments),
            (&mut self.files, &other.files),
        ] {
            for (id, votes) in &theirs.0 {
                mine.0.entry(*id).or_insert_with(|| votes.clone());
            }
        }
    }

    /// Counts that a page shows `path` for the number `id` of this list.
    pub fn add(&mut self, kind: IdKind, id: &str, path: &str) {
        match kind {
            IdKind::Attachment => self.attachments.add(id, path),
            IdKind::File => self.files.add(id, path),
        }
    }
}

/// What stands at the places of a written text where links and images lead: in `src="…"`, `href="…"` and `](…)`.
#[must_use]
pub fn targets(written: &str) -> Vec<&str> {
    const OPENERS: [(&str, char); 5] = [
        ("src=\"", '"'),
        ("href=\"", '"'),
        ("src='", '\''),
        ("href='", '\''),
        ("](", ')'),
    ];
    let mut found: Vec<(usize, &str)> = Vec::new();
    for (opens, closes) in OPENERS {
        for (at, _) in written.match_indices(opens) {
            let rest = &written[at + opens.len()..];
            if let Some(end) = rest.find(closes) {
                found.push((at, &rest[..end]));
            }
        }
    }
    // Where none of these is, what looks most like a path.
    if found.is_empty() {
        let runs = written.split(|c: char| c.is_whitespace() || "\"'()<>[]{}|".contains(c));
        let path = runs
            .filter(|run| run.contains('/'))
            .max_by_key(|run| run.len());
        found.extend(path.map(|path| (0, path)));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, target)| target).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_the_most_ids_is_a_template() {
        let mut paths = Paths::default();
        for (id, path) in [
            ("7", "/a/7.jpg"),
            ("12", "/a/12.jpg"),
            ("9", "/b/chart.pdf"),
            ("x", "/c"),
        ] {
            paths.add(id, path);
        }
        assert_eq!(paths.template("/d/{id}"), "/a/{id}.jpg");
        let beside = paths.beside("/a/{id}.jpg");
        assert_eq!(
            beside,
            BTreeMap::from([(9, vec!["/b/chart.pdf".to_owned()])])
        );
        assert_eq!(Paths::default().template("/d/{id}"), "/d/{id}");
    }

    #[test]
    fn targets_are_where_links_and_images_lead() {
        assert_eq!(
            targets("<a href=\"/x y\"><img src='/z'></a> [a](/b)"),
            ["/x y", "/z", "/b"]
        );
        assert_eq!(targets("@file(/a/b.pdf)"), ["/a/b.pdf"]);
        assert_eq!(targets("nothing"), [""; 0]);
    }
}
