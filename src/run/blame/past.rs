//! Versions of pages as they were judged at the time: under the settings and on the site of their commit.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Open, look, shown};
use crate::check::Context;
use crate::cli::ConfigChoice;
use crate::compare::Version;
use crate::compare::fnv::fnv;
use crate::config::{Config, FILE_NAME};
use crate::generator::Workspace;
use crate::git::{Id, Step};
use crate::project::{Project, RunError};
use crate::report::blame::{Blamed, Changed};
use crate::rules::Rule;
use crate::site::{PageSet, Site};

/// A version of a page that was looked at.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The rule that it broke; `None` where it was in step.
    pub rule: Option<Rule>,
    /// The hash of its bytes.
    pub content: u64,
    path: PathBuf,
    id: Id,
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
    choice: &'p ConfigChoice,
    /// The commits, the newest first.
    pub steps: &'p [Step],
    then: Option<Then>,
    /// Verdicts by content, path, and what it was judged under.
    verdicts: HashMap<(Id, PathBuf, u64), Option<Rule>>,
    workspace: Workspace,
}

impl<'p> Past<'p> {
    /// Nothing is known so far.
    pub fn new(project: &'p Project, choice: &'p ConfigChoice, steps: &'p [Step]) -> Self {
        Self {
            project,
            choice,
            steps,
            then: None,
            verdicts: HashMap::new(),
            workspace: Workspace::default(),
        }
    }

    /// Looks at a version of a page, as of the commit at `place`. `path` is from the root of the repository.
    ///
    /// # Errors
    ///
    /// Where Git cannot give its bytes, or the files of the commit.
    pub fn look(&mut self, place: usize, path: &Path, id: Id) -> Result<Seen, RunError> {
        let bytes = self.bytes(path, id)?;
        let content = fnv(&bytes);
        self.go_to(place)?;
        let inside = path.strip_prefix(&self.project.prefix).unwrap_or(path);
        let Some(then) = &self.then else {
            return Ok(Seen {
                rule: None,
                content,
                path: path.to_owned(),
                id,
            });
        };
        let key = (id, path.to_owned(), then.like);
        let rule = match self.verdicts.get(&key) {
            Some(rule) => *rule,
            None => {
                let context = Context::new(&then.config, &then.site);
                let rule = look(inside, &bytes, context, &mut self.workspace);
                self.verdicts.insert(key, rule);
                rule
            }
        };
        Ok(Seen {
            rule,
            content,
            path: path.to_owned(),
            id,
        })
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
    ///
    /// # Errors
    ///
    /// None as yet.
    pub(super) fn without_step(&self, page: Open) -> Result<Blamed, RunError> {
        let first = page
            .out
            .as_ref()
            .map(|(place, _)| self.steps[*place].clone());
        Ok(Blamed {
            page: page.drifted.path,
            rule: page.drifted.rule,
            changed: match first {
                Some(_) => Changed::CameSo,
                None => Changed::NotCommitted,
            },
            since: first,
            last_in: None,
        })
    }

    /// A page whose last version, made by the commit at `place`, was in step then: finds the later commit that changed
    /// the settings, or which pages there are, so that it no longer is.
    ///
    /// # Errors
    ///
    /// Those of [`Past::look`].
    pub(super) fn changed_around(
        &mut self,
        place: usize,
        page: &Open,
        id: Id,
    ) -> Result<Blamed, RunError> {
        let at = page.at.clone();
        let mut last_in = place;
        for later in (0..place).rev() {
            let what = around(&self.steps[later], self.project);
            let Some(changed) = what else {
                continue;
            };
            if let Some(rule) = self.look(later, &at, id)?.rule {
                return Ok(Blamed {
                    page: page.drifted.path.clone(),
                    rule,
                    since: Some(self.steps[later].clone()),
                    last_in: Some(self.steps[last_in].clone()),
                    changed,
                });
            }
            last_in = later;
        }
        Ok(Blamed {
            page: page.drifted.path.clone(),
            rule: page.drifted.rule,
            since: None,
            last_in: Some(self.steps[last_in].clone()),
            changed: Changed::Settings,
        })
    }

    fn bytes(&self, path: &Path, id: Id) -> Result<Vec<u8>, RunError> {
        let Some(repo) = &self.project.repo else {
            return Err(RunError::NoRepository("blame"));
        };
        let mut buffer = Vec::new();
        let bytes = repo.committed_blobs().read(path, id, &mut buffer)?.to_vec();
        Ok(bytes)
    }

    /// Takes the settings and the site of the commit at `place`.
    fn go_to(&mut self, place: usize) -> Result<(), RunError> {
        if self.then.as_ref().is_some_and(|then| then.place == place) {
            return Ok(());
        }
        self.then = None;
        let Some(step) = self.steps.get(place) else {
            return Ok(());
        };
        let Some(state) = self.project.snapshot_of(&step.commit)? else {
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
        let mut like = fnv(config.to_yaml(|_| String::new()).as_bytes());
        for page in &pages {
            like = like
                .wrapping_mul(31)
                .wrapping_add(fnv(shown(page).as_bytes()));
        }
        let site = Site::new(PageSet::from_paths(&pages), &config.links, attachments);
        self.then = Some(Then {
            place,
            config,
            site,
            like,
        });
        Ok(())
    }
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
    // What is left are edits of pages and of the attachments file.
    let is_page = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
    changes()
        .any(|moved| moved.after.as_deref().is_some_and(|path| !is_page(path)))
        .then_some(Changed::Settings)
}
