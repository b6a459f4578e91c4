//! The pages of two states, read and compared by several threads; what comes out does not depend on how many.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::made;
use super::state::State;
use crate::compare::alike::{self, Sketch};
use crate::compare::fnv::fnv;
use crate::compare::losses::{kind_of, links_to};
use crate::compare::pages::{Addresses, Known, Pairs};
use crate::compare::totals::Totals;
use crate::compare::{self, Loss, LossKind, PageChange, Version};
use crate::generator::Workspace;
use crate::project::RunError;
use crate::project::snapshot::{Content, Listed, Read, Reader};
use crate::run::progress::Progress;
use crate::site::Site;
use crate::text::sanitize::visible_path;
use crate::threads::on_threads;

/// How the work is done.
pub struct Pass {
    /// On how many threads.
    pub jobs: usize,
    /// Whether it is shown how far it is.
    pub progress: Progress,
}

/// Entries that a worker takes at a time.
const BATCH: usize = 16;

impl Pass {
    /// Does `each` for the numbers below `count`, and gives what the workers have at the end.
    ///
    /// # Errors
    ///
    /// The first that a worker met.
    pub fn over<S: Send>(
        &self,
        count: usize,
        start: impl Fn() -> S + Sync,
        each: impl Fn(&mut S, usize) -> Result<(), RunError> + Sync,
    ) -> Result<Vec<S>, RunError> {
        let next = AtomicUsize::new(0);
        let watch = self.progress.watch(count);
        let jobs = self.jobs.min(count.div_ceil(BATCH)).max(1);
        let worked = on_threads(jobs, || {
            let mut state = start();
            loop {
                let from = next.fetch_add(BATCH, Ordering::Relaxed);
                watch.reached(from);
                if from >= count {
                    return Ok(state);
                }
                for place in from..(from + BATCH).min(count) {
                    each(&mut state, place)?;
                }
            }
        });
        worked.into_iter().collect()
    }

    /// What is known of each page of a state.
    ///
    /// # Errors
    ///
    /// Those of [`Pass::over`].
    pub fn known(&self, state: &State, problems: &mut Vec<String>) -> Result<Vec<Known>, RunError> {
        let start = || (Source::new(state), Vec::new());
        let worked = self.over(state.files.len(), start, |(source, list), place| {
            let file = &state.files[place];
            let known = match source.read(file) {
                Ok(bytes) => Known::of(&file.path, bytes, &state.config),
                Err(_) => Known::unread(&file.path, unread_content(file), &state.config),
            };
            list.push((place, known));
            Ok(())
        })?;
        let mut list = Vec::with_capacity(state.files.len());
        for (source, known) in worked {
            list.extend(known);
            problems.extend(source.problems);
        }
        list.sort_unstable_by_key(|(place, _)| *place);
        Ok(list.into_iter().map(|(_, known)| known).collect())
    }

    /// Pairs pages that are gone with pages that came and are like them.
    ///
    /// # Errors
    ///
    /// Those of [`Pass::over`].
    pub fn pair_alike(&self, states: [&State; 2], pairs: &mut Pairs) -> Result<(), RunError> {
        if pairs.gone.is_empty() || pairs.came.is_empty() {
            return Ok(());
        }
        let gone = self.sketches(states[0], &pairs.gone)?;
        let came = self.sketches(states[1], &pairs.came)?;
        alike::pair(&gone, &came, pairs);
        Ok(())
    }

    /// The sketches of some pages of a state: of the wiki text, or of the body where there is none. What cannot be read
    /// was told before.
    fn sketches(&self, state: &State, places: &[usize]) -> Result<Vec<(usize, Sketch)>, RunError> {
        let start = || (Source::new(state), Vec::new());
        let worked = self.over(places.len(), start, |(source, list), number| {
            let place = places[number];
            if let Ok(bytes) = source.read(&state.files[place]) {
                let page = Version::of(bytes);
                let text = page.source.as_deref().unwrap_or(&page.body);
                list.extend(Sketch::of(text).map(|sketch| (place, sketch)));
            }
            Ok(())
        })?;
        let mut all: Vec<(usize, Sketch)> = worked.into_iter().flat_map(|(_, list)| list).collect();
        all.sort_unstable_by_key(|(place, _)| *place);
        Ok(all)
    }

    /// What differs between the pages of two states.
    ///
    /// # Errors
    ///
    /// Those of [`Pass::over`].
    pub fn pages(
        &self,
        sides: [(&State, &Site); 2],
        known: [&[Known]; 2],
        pairs: &Pairs,
        links: &Links<'_>,
        problems: &mut Vec<String>,
    ) -> Result<Totals, RunError> {
        let [(old, old_site), (new, new_site)] = sides;
        let start = || Worker {
            before: Source::new(old),
            after: Source::new(new),
            workspace: Workspace::default(),
            totals: Totals::default(),
        };
        let worked = self.over(pairs.both.len(), start, |worker, number| {
            let (before, after) = pairs.both[number];
            let is_same = known[0][before].content == known[1][after].content;
            if is_same && (links.gone.is_empty() || !known[1][after].is_read) {
                return Ok(());
            }
            let now = match worker.after.read(&new.files[after]) {
                Ok(bytes) => Version::of(bytes),
                Err(Unread(why)) => {
                    worker.totals.not_compared.insert(after, why);
                    return Ok(());
                }
            };
            let mut change = PageChange::default();
            if !is_same {
                let then = match worker.before.read(&old.files[before]) {
                    Ok(bytes) => Version::of(bytes),
                    Err(Unread(why)) => {
                        worker
                            .totals
                            .not_compared
                            .insert(after, format!("before: {why}"));
                        return Ok(());
                    }
                };
                let made = [
                    made(&old.config, old_site, &old.files[before].path),
                    made(&new.config, new_site, &new.files[after].path),
                ];
                change = compare::compare(&then, &now, made, &mut worker.workspace);
            }
            let path_changed = old.files[before].path != new.files[after].path;
            links.add(
                &now,
                path_changed,
                [&known[0][before], &known[1][after]],
                &mut change,
            );
            worker.totals.count(after, change);
            Ok(())
        })?;
        let mut totals = Totals::default();
        for worker in worked {
            totals.add(worker.totals);
            problems.extend(worker.before.problems);
            problems.extend(worker.after.problems);
        }
        Ok(totals)
    }
}

/// A worker that compares pages.
struct Worker<'s> {
    before: Source<'s>,
    after: Source<'s>,
    workspace: Workspace,
    totals: Totals,
}

/// Reads the pages of a state, for one thread.
pub struct Source<'s> {
    state: &'s State,
    reader: Reader,
    buffer: Vec<u8>,
    /// What could not be read though it should be there, in words.
    pub problems: Vec<String>,
}

/// Why the file of a page was not read, in words.
pub struct Unread(pub String);

impl<'s> Source<'s> {
    /// A reader of this state.
    #[must_use]
    pub fn new(state: &'s State) -> Self {
        Self {
            state,
            reader: state.snapshot.reader(),
            buffer: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The bytes of a page.
    ///
    /// # Errors
    ///
    /// Where it is larger than the settings allow; and where it cannot be read, which is a problem of the run as well.
    pub fn read(&mut self, file: &Listed) -> Result<&[u8], Unread> {
        let limit = self.state.config.limits.page_bytes;
        match self
            .reader
            .read(&file.path, file.content, limit, &mut self.buffer)
        {
            Ok(Read::File(bytes)) => Ok(bytes),
            Ok(Read::TooLarge(bytes)) => Err(Unread(format!(
                "{bytes} bytes, more than `limits: {{page_bytes: {limit}}}`"
            ))),
            Err(error) => {
                self.problems.push(error.about(&file.path));
                Err(Unread("cannot be read".to_owned()))
            }
        }
    }
}

/// What names the content of a file that is not read: equal for two states that hold the same blob.
fn unread_content(file: &Listed) -> u64 {
    match file.content {
        Content::Blob(id) => fnv(id.to_string().as_bytes()),
        Content::Disk => fnv(b"disk"),
    }
}

/// Where links led, and where they lead.
pub struct Links<'l> {
    /// Before.
    pub before: &'l Addresses,
    /// After.
    pub after: &'l Addresses,
    /// What led somewhere before, and nowhere after.
    pub gone: &'l HashSet<u64>,
}

impl Links<'_> {
    /// Adds what a page lost: links, images and aliases.
    fn add(&self, page: &Version, is_renamed: bool, known: [&Known; 2], change: &mut PageChange) {
        if !self.gone.is_empty() {
            let dead = links_to(&page.body, page.body_line, self.gone);
            change.losses.extend(dead);
        }
        for (from, to) in &change.moved {
            let was = self.before.leads(from);
            let hash = fnv(compare::pages::normal(to).as_bytes());
            if was && self.after.is_dead(to) && !self.gone.contains(&hash) {
                change.losses.push(Loss {
                    kind: kind_of(to),
                    line: 1,
                    what: format!("{from} → {to}"),
                });
            }
        }
        let [before, after] = known;
        for (hash, alias) in &before.aliases {
            let is_kept = after.aliases.iter().any(|(kept, _)| kept == hash);
            if !is_kept && !self.after.has(*hash) {
                change.losses.push(Loss {
                    kind: LossKind::Alias,
                    line: 1,
                    what: alias.to_string(),
                });
            }
        }
        let leads = |address: &u64| self.after.has(*address);
        if is_renamed && !before.addresses.is_empty() && !before.addresses.iter().any(leads) {
            change.losses.push(Loss {
                kind: LossKind::Address,
                line: 1,
                what: visible_path(&before.path),
            });
        }
        change.losses.sort();
    }
}

/// Counts what only all pages tell: those that are gone, and those on the address of another one.
pub fn count_sites(
    known: [&[Known]; 2],
    pairs: &Pairs,
    addresses: [&Addresses; 2],
    totals: &mut Totals,
) {
    for &place in &pairs.gone {
        totals.lose(LossKind::Page, (place, 1, 0), String::new());
    }
    for (place, page) in known[1].iter().enumerate() {
        let Some(own) = page.own else {
            continue;
        };
        if addresses[1].pages_at(own) > 1 && addresses[0].pages_at(own) < 2 {
            totals.lose(LossKind::Shared, (place, 1, 0), String::new());
        }
    }
}
