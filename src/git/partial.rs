//! Objects that a partial clone left out: git fetches them, many at a time where it is known which are wanted.
//!
//! A blobless clone (`git clone --filter=blob:none`) has the trees and, of the blobs, those that were checked out. A
//! treeless one (`--filter=tree:0`) lacks trees as well. Git fetches what it misses from a promisor remote.

use std::collections::HashSet;
use std::path::Path;

use gix::objs::Find;

use super::command::{Git, failure};
use super::{GitError, Id, Repo};

/// Reads objects, those that a partial clone left out as well.
pub(super) struct Objects {
    repo: gix::Repository,
    git: Git,
}

impl Repo {
    /// What reads objects for this thread.
    pub(super) fn objects(&self) -> Objects {
        Objects {
            repo: self.gix.to_thread_local(),
            git: self.git.clone(),
        }
    }

    /// Fetches those of the `wanted` contents that a partial clone left out, all of them in one step; in another clone
    /// it does nothing. The paths are for messages alone.
    ///
    /// One by one, each would become a pack of its own: a site of thousands of pages would leave thousands of packs.
    ///
    /// # Errors
    /// [`GitError::Unfetched`] when one of them cannot be had.
    pub fn fetch_missing<'p>(
        &self,
        wanted: impl IntoIterator<Item = (&'p Path, Id)>,
    ) -> Result<(), GitError> {
        let remotes = promisors(&self.gix.to_thread_local());
        if remotes.is_empty() {
            return Ok(());
        }
        let mut known = self.gix.to_thread_local();
        // Looking for new packs with every object that is missing takes long.
        known.objects.refresh_never();
        let mut missing = missing(&known, wanted);
        if missing.is_empty() {
            return Ok(());
        }
        let mut said = FORBIDDEN.to_owned();
        if !is_fetching_forbidden() {
            for remote in &remotes {
                said = match self.fetch_from(remote, &missing)? {
                    Fetched::All => format!("`{remote}` does not have it"),
                    Fetched::OneByOne => return Ok(()),
                    Fetched::Failed(said) => said,
                };
                missing = self::missing(&self.gix.to_thread_local(), missing);
                if missing.is_empty() {
                    return Ok(());
                }
            }
        }
        Err(GitError::Unfetched {
            count: missing.len(),
            path: missing[0].0.to_owned(),
            detail: said,
        })
    }

    /// Has git fetch contents from a remote, as git itself does for what it misses.
    fn fetch_from(&self, remote: &str, missing: &[(&Path, Id)]) -> Result<Fetched, GitError> {
        let args = [
            // There is nothing to negotiate about: the ids are known.
            "-c",
            "fetch.negotiationAlgorithm=noop",
            "fetch",
            remote,
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            "--recurse-submodules=no",
            "--filter=blob:none",
            "--stdin",
        ];
        let ids: String = missing.iter().map(|(_, id)| format!("{id}\n")).collect();
        let output = self.git.run(&args, ids.into_bytes())?;
        Ok(match output.status.code() {
            Some(0) => Fetched::All,
            // The exit code for flags that git does not know. They are there since 2.29.
            Some(129) => Fetched::OneByOne,
            _ => Fetched::Failed(detail(&args, &output)),
        })
    }

    /// Has git read all trees below `tree`, and fetch those that a partial clone left out; whether it could. In another
    /// clone nothing is tried.
    pub(super) fn fetch_trees(&self, tree: &gix::oid) -> bool {
        let args = ["ls-tree", "-r", "-d", "-z", &tree.to_string()].map(str::to_owned);
        !promisors(&self.gix.to_thread_local()).is_empty()
            && self
                .git
                .run(&args, Vec::new())
                .is_ok_and(|output| output.status.success())
    }
}

impl Objects {
    /// The object `id`, its bytes in `buffer`; an object that git cannot fetch either is an error.
    fn fetch<'b>(
        &self,
        id: &gix::oid,
        buffer: &'b mut Vec<u8>,
    ) -> Result<gix::objs::Data<'b>, GitError> {
        let unfetched = |detail| GitError::MissingObject {
            detail: if is_fetching_forbidden() {
                FORBIDDEN.to_owned()
            } else {
                detail
            },
        };
        let args = ["cat-file", "--batch"];
        let output = self.git.run(&args, format!("{id}\n").into_bytes())?;
        if !output.status.success() {
            return Err(unfetched(detail(&args, &output)));
        }
        // `ID KIND SIZE`, the bytes, and a line end.
        let end = output.stdout.iter().position(|byte| *byte == b'\n');
        let (header, content) = output.stdout.split_at(end.unwrap_or(output.stdout.len()));
        let header = String::from_utf8_lossy(header);
        let mut words = header.split(' ').skip(1);
        let kind = words
            .next()
            .and_then(|kind| gix::objs::Kind::from_bytes(kind.as_bytes()).ok());
        let size = words.next().and_then(|size| size.parse().ok());
        let content = size.and_then(|size: usize| content.get(1..)?.get(..size));
        let (Some(kind), Some(content)) = (kind, content) else {
            return Err(unfetched(header.into_owned()));
        };
        buffer.clear();
        buffer.extend_from_slice(content);
        Ok(gix::objs::Data::new(buffer, kind, self.repo.object_hash()))
    }
}

impl Find for Objects {
    fn try_find<'b>(
        &self,
        id: &gix::oid,
        buffer: &'b mut Vec<u8>,
    ) -> gix::Result<Option<gix::objs::Data<'b>>> {
        if let Some(data) = self.repo.objects.try_find(id, buffer)? {
            let (kind, length) = (data.kind, data.data.len());
            let hash = self.repo.object_hash();
            return Ok(Some(gix::objs::Data::new(&buffer[..length], kind, hash)));
        }
        self.fetch(id, buffer)
            .map(Some)
            .map_err(gix::Error::from_error)
    }
}

/// What came of fetching.
enum Fetched {
    /// Git did it.
    All,
    /// This git is too old to fetch many objects at once; it fetches each when it is read.
    OneByOne,
    /// What git said.
    Failed(String),
}

/// Those of the `wanted` contents that are not in this clone, each once.
fn missing<'p>(
    repo: &gix::Repository,
    wanted: impl IntoIterator<Item = (&'p Path, Id)>,
) -> Vec<(&'p Path, Id)> {
    let mut seen = HashSet::new();
    let wanted = wanted.into_iter();
    wanted
        .filter(|(_, id)| seen.insert(*id) && !repo.has_object(id.0))
        .collect()
}

/// What git said when it failed, on one line.
fn detail(args: &[&str], output: &std::process::Output) -> String {
    let said = match failure(args, output) {
        GitError::Command { detail, .. } => detail,
        other => other.to_string(),
    };
    let lines: Vec<&str> = said
        .lines()
        .map(|line| line.trim().trim_end_matches('.'))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("; ")
}

/// The remotes that have what a partial clone left out; none in a clone that left nothing out.
fn promisors(repo: &gix::Repository) -> Vec<String> {
    let config = repo.config_snapshot();
    let mut names: Vec<String> = Vec::new();
    for section in config.sections_by_name("remote").into_iter().flatten() {
        let Some(name) = section.header().subsection_name() else {
            continue;
        };
        let name = name.to_string();
        let is_promisor = config.boolean(&*format!("remote.{name}.promisor")) == Some(true);
        if is_promisor && !name.starts_with('-') && !names.contains(&name) {
            names.push(name);
        }
    }
    // The only place that older versions of Git write.
    if let Some(name) = config.string("extensions.partialClone") {
        let name = name.to_string();
        if !name.starts_with('-') && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Why nothing is fetched where the user wants it so.
const FORBIDDEN: &str = "GIT_NO_LAZY_FETCH forbids it";

/// Whether the user wants nothing to be fetched that was not asked for.
fn is_fetching_forbidden() -> bool {
    std::env::var("GIT_NO_LAZY_FETCH").is_ok_and(|value| {
        !["", "0", "false", "no", "off"].contains(&value.to_ascii_lowercase().as_str())
    })
}
