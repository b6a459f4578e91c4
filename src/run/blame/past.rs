//! Versions of pages as they were judged at the time: under the settings and on the site of their commit.

use std::collections::HashMap;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{InStep, Open, look};
use crate::check::Context;
use crate::cli::ConfigChoice;
use crate::compare::Version;
use crate::compare::fnv::{Fnv, fnv};
use crate::config::{Config, FILE_NAME};
use crate::generator::Workspace;
use crate::git::{Blobs, Commit, Id, Repo, Step};
use crate::project::{Project, RunError};
use crate::report::blame::{Blamed, Changed};
use crate::rules::Rule;
use crate::run::comparison::work::Pass;
use crate::site::{PageSet, Site};

/// A version of a page that was looked at.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The rule that it broke; `None` where it was in step.
    pub rule: Option<Rule>,
    /// The hash of its bytes.
    pub content: u64,
    path: PathBuf,
    /// Which bytes.
    pub id: Id,
}

/// The settings and the site of a commit.
struct Then {
    place: usize,
    config: Config,
    site: Site,
    /// Equal for commits under whose settings, and on whose site, a page is judged alike.
    like: u64,
}

/// The commits of a history, and what was found out about them.
pub struct Past<'p> {
    project: &'p Project,
    repo: &'p Repo,
    choice: &'p ConfigChoice,
    pass: &'p Pass,
    /// The commits, the newest first.
    pub steps: &'p [Step],
    then: Option<Then>,
    /// Verdicts by content, path, and what it was judged under.
    verdicts: HashMap<(Id, PathBuf, u64), Option<Rule>>,
}

/// What a worker has that looks at versions.
struct Worker {
    blobs: Blobs,
    buffer: Vec<u8>,
    workspace: Workspace,
    /// By their places in the list.
    seen: Vec<(usize, Seen)>,
}

impl<'p> Past<'p> {
    /// Nothing is known so far.
    pub fn new(
        project: &'p Project,
        repo: &'p Repo,
        choice: &'p ConfigChoice,
        pass: &'p Pass,
        steps: &'p [Step],
    ) -> Self {
        Self {
            project,
            repo,
            choice,
            pass,
            steps,
            then: None,
            verdicts: HashMap::new(),
        }
    }

    /// Looks at versions of pages, as of the commit at `place`. Paths are from the root of the repository.
    ///
    /// # Errors
    ///
    /// Where Git cannot give their bytes, or the files of the commit.
    pub fn look(
        &mut self,
        place: usize,
        versions: &[(PathBuf, Id)],
    ) -> Result<Vec<Seen>, RunError> {
        self.go_to(place)?;
        let then = self.then.as_ref();
        let start = || Worker {
            blobs: self.repo.committed_blobs(),
            buffer: Vec::new(),
            workspace: Workspace::default(),
            seen: Vec::new(),
        };
        let worked = self.pass.over(versions.len(), start, |worker, number| {
            let (path, id) = &versions[number];
            let bytes = worker.blobs.read(path, *id, &mut worker.buffer)?;
            let known = then.and_then(|then| {
                let key = (*id, path.clone(), then.like);
                self.verdicts.get(&key).copied()
            });
            let rule = match (known, then) {
                (Some(rule), _) => rule,
                (None, Some(then)) => {
                    let inside = path.strip_prefix(&self.project.prefix).unwrap_or(path);
                    let context = Context::new(&then.config, &then.site);
                    look(inside, bytes, context, &mut worker.workspace)
                }
                (None, None) => None,
            };
            let seen = Seen {
                rule,
                content: fnv(bytes),
                path: path.clone(),
                id: *id,
            };
            worker.seen.push((number, seen));
            Ok(())
        })?;
        let mut list: Vec<(usize, Seen)> =
            worked.into_iter().flat_map(|worker| worker.seen).collect();
        list.sort_unstable_by_key(|(number, _)| *number);
        let list: Vec<Seen> = list.into_iter().map(|(_, seen)| seen).collect();
        if let Some(then) = &self.then {
            let keys = list.iter().map(|seen| {
                let key = (seen.id, seen.path.clone(), then.like);
                (key, seen.rule)
            });
            self.verdicts.extend(keys);
        }
        Ok(list)
    }

    /// The parts in which two versions differ.
    ///
    /// # Errors
    ///
    /// Where Git cannot give their bytes.
    pub fn parts(&self, before: &Seen, after: &Seen) -> Result<Vec<&'static str>, RunError> {
        let version = |seen: &Seen| -> Result<Version, RunError> {
            Ok(Version::of(&self.bytes(&seen.path, seen.id)?))
        };
        Ok(version(after)?.differs_in(&version(before)?))
    }

    /// In which parts the page on disk differs from its last version.
    ///
    /// # Errors
    ///
    /// Where one of them cannot be read.
    pub(super) fn on_disk(&self, page: &Open, last: &Seen) -> Result<Changed, RunError> {
        let before = Version::of(&self.bytes(&last.path, last.id)?);
        let full = self.project.root.join(&page.drifted.path);
        let bytes = std::fs::read(&full).map_err(|source| RunError::Unreadable {
            path: page.drifted.path.clone(),
            source,
        })?;
        Ok(Changed::Parts(Version::of(&bytes).differs_in(&before)))
    }

    /// A page none of whose versions was in step.
    pub(super) fn without_step(&self, page: Open) -> Blamed {
        let first = page.out.as_ref().map(|(place, _)| self.commit(*place));
        Blamed {
            page: page.drifted.path,
            rule: page.drifted.rule,
            changed: match first {
                Some(_) => Changed::CameSo,
                None => Changed::NotCommitted,
            },
            since: first,
            last_in: None,
        }
    }

    /// Pages whose last version was in step when it was committed: finds the later commit that changed the settings, or
    /// which pages there are, so that they no longer are.
    ///
    /// The commits are gone through once for all of the pages.
    ///
    /// # Errors
    ///
    /// Those of [`Past::look`].
    pub(super) fn changed_around(&mut self, pages: Vec<InStep>) -> Result<Vec<Blamed>, RunError> {
        let mut blamed = Vec::with_capacity(pages.len());
        let mut waiting: Vec<(InStep, usize)> = pages
            .into_iter()
            .map(|page| {
                let last_in = page.place;
                (page, last_in)
            })
            .collect();
        for later in (0..self.steps.len()).rev() {
            let Some(changed) = around(&self.steps[later], self.project) else {
                continue;
            };
            let (older, rest): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|(page, _)| page.place > later);
            waiting = rest;
            let versions: Vec<(PathBuf, Id)> = older
                .iter()
                .map(|(page, _)| (page.open.at.clone(), page.id))
                .collect();
            let seen = match versions.is_empty() {
                true => Vec::new(),
                false => self.look(later, &versions)?,
            };
            for ((page, last_in), seen) in older.into_iter().zip(seen) {
                match seen.rule {
                    None => waiting.push((page, later)),
                    Some(rule) => blamed.push(Blamed {
                        page: page.open.drifted.path,
                        rule,
                        since: Some(self.commit(later)),
                        last_in: Some(self.commit(last_in)),
                        changed: changed.clone(),
                    }),
                }
            }
        }
        blamed.extend(waiting.into_iter().map(|(page, last_in)| Blamed {
            page: page.open.drifted.path,
            rule: page.open.drifted.rule,
            since: None,
            last_in: Some(self.commit(last_in)),
            changed: Changed::Settings,
        }));
        Ok(blamed)
    }

    /// The commit at a place in the list.
    pub fn commit(&self, place: usize) -> Arc<Commit> {
        Arc::clone(&self.steps[place].commit)
    }

    fn bytes(&self, path: &Path, id: Id) -> Result<Vec<u8>, RunError> {
        let mut buffer = Vec::new();
        self.repo.committed_blobs().read(path, id, &mut buffer)?;
        Ok(buffer)
    }

    /// Takes the settings and the site of the commit at `place`.
    fn go_to(&mut self, place: usize) -> Result<(), RunError> {
        if let Some(then) = &mut self.then
            && is_like(self.steps, then.place, place)
        {
            then.place = place;
            return Ok(());
        }
        self.then = None;
        let Some(step) = self.steps.get(place) else {
            return Ok(());
        };
        let Some(state) = self.project.snapshot_of(&step.commit.id)? else {
            return Ok(());
        };
        // Settings that could not be read then judged nothing: those of today do.
        let config = match self.project.config_of(&state, self.choice) {
            Ok(config) => config,
            Err(RunError::Config(_)) => self.project.config(self.choice)?,
            Err(error) => return Err(error),
        };
        let attachments = self
            .project
            .attachments_of(&state, &config)
            .unwrap_or_default();
        let listing = state.list(&config)?;
        let mut pages: Vec<&Path> = listing.pages().collect();
        pages.sort_unstable();
        let mut like = Fnv::default();
        like.write(config.to_yaml(|_| String::new()).as_bytes());
        attachments.hash(&mut like);
        config.tiki.pages.entries().hash(&mut like);
        for page in &pages {
            like.write(page.as_os_str().as_encoded_bytes());
            like.write(b"\0");
        }
        let site = Site::new(PageSet::from_paths(&pages), &config.links, attachments);
        self.then = Some(Then {
            place,
            config,
            site,
            like: like.finish(),
        });
        Ok(())
    }
}

/// Whether pages are judged alike at the commits at two places: each commit from the newer to the older one has no parent
/// but the next, and edited pages alone.
fn is_like(steps: &[Step], newer: usize, older: usize) -> bool {
    newer <= older
        && steps[newer..=older].windows(2).all(|pair| match pair {
            [step, next] => step.is_edit && step.parents == [next.commit.id.as_str()],
            _ => true,
        })
}

/// What a commit changed around a page; `None` where it can change no verdict of another page.
fn around(step: &Step, project: &Project) -> Option<Changed> {
    let settings = project.prefix.join(FILE_NAME);
    let is_settings = |path: &Option<PathBuf>| path.as_deref() == Some(&*settings);
    let changes = || step.changes.iter();
    if changes().any(|moved| is_settings(&moved.after) || is_settings(&moved.before)) {
        return Some(Changed::Settings);
    }
    if changes().any(|moved| moved.before != moved.after) {
        return Some(Changed::OtherPages);
    }
    // What is left are edits of pages and of the files that the settings name.
    let is_page = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
    changes()
        .any(|moved| moved.after.as_deref().is_some_and(|path| !is_page(path)))
        .then_some(Changed::Settings)
}
