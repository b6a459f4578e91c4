//! Since when pages are out of step: each page's history is walked from its last version back to one that was in step.

use std::collections::HashMap;
use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::comparison::state::State;
use super::comparison::work::{Pass, Source};
use super::progress::Progress;
use super::{Console, Outcome, end_quietly};
use crate::check::{self, Context, Verdict};
use crate::cli::{BlameArgs, BlameFormat, Version};
use crate::config::FILE_NAME;
use crate::generator::Workspace;
use crate::git::Id;
use crate::project::{Environment, Project, RunError};
use crate::report::blame::{self, Blamed, Changed, Told};
use crate::rules::{Group, Rule};

mod past;

use past::{Past, Seen};

/// Says since when a page is out of step, or all that are.
///
/// # Errors
///
/// Outside of a repository, where the page is none, and where Git cannot tell the history.
pub fn blame(
    args: &BlameArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let project = Project::find(environment, &args.config, &Version::Disk)?;
    let repo = project
        .repo
        .clone()
        .ok_or(RunError::NoRepository("blame"))?;
    let now = State::of_disk(&project, &args.config)?;
    let wanted = match &args.page {
        None => None,
        Some(page) => {
            let path = project.in_site(page)?;
            if !now.files.iter().any(|file| file.path == path) {
                return Err(RunError::NoPage { path: page.clone() });
            }
            Some(path)
        }
    };
    let pass = Pass {
        jobs: args.jobs.map_or_else(
            || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            NonZeroUsize::get,
        ),
        progress: console.progress(),
    };
    let (drifted, problems) = drifted(&pass, &now, wanted.as_deref())?;
    for problem in &problems {
        console.problem(problem);
    }
    let mut blamed = Vec::new();
    if !drifted.is_empty() {
        let steps = repo.history(|path| {
            let inside = path.strip_prefix(&project.prefix);
            inside.is_ok_and(|path| {
                now.config.is_page(path)
                    || path == Path::new(FILE_NAME)
                    || now.config.files_beside().any(|file| file == path)
            })
        })?;
        let quiet = Pass {
            progress: Progress::Hidden,
            ..pass
        };
        let past = Past::new(&project, &repo, &args.config, &quiet, &steps);
        blamed = trace(past, &project.prefix, drifted)?;
    }
    let name = |path: &Path| match args.format {
        BlameFormat::Human => project.names().for_person(path),
        BlameFormat::Json => project.names().for_repo(path),
    };
    let told = Told {
        pages: &blamed,
        one: wanted.as_deref(),
        name: &name,
    };
    let mut out = console.output();
    let written = match args.format {
        BlameFormat::Human => blame::human(&told, &mut out),
        BlameFormat::Json => blame::json(&told, &mut out),
    };
    end_quietly(written.and_then(|()| out.flush()))?;
    Ok(match problems.is_empty() {
        true => Outcome::Clean,
        false => Outcome::Incomplete,
    })
}

/// A page that is out of step as it is on disk.
struct Drifted {
    path: PathBuf,
    rule: Rule,
    /// Its bytes on disk, to be told from what was committed.
    content: u64,
}

/// The pages that are out of step as they are on disk, and what could not be read.
fn drifted(
    pass: &Pass,
    now: &State,
    wanted: Option<&Path>,
) -> Result<(Vec<Drifted>, Vec<String>), RunError> {
    now.with_site(|site| {
        let context = Context::new(&now.config, site);
        let start = || (Source::new(now), Workspace::default(), Vec::new());
        let worked = pass.over(
            now.files.len(),
            start,
            |(source, workspace, list), place| {
                let file = &now.files[place];
                if wanted.is_some_and(|wanted| wanted != file.path) {
                    return Ok(());
                }
                let Ok(bytes) = source.read(file) else {
                    return Ok(());
                };
                let seen = look(&file.path, bytes, context, workspace);
                if let Some(rule) = seen {
                    let content = crate::compare::fnv::fnv(bytes);
                    list.push(Drifted {
                        path: file.path.clone(),
                        rule,
                        content,
                    });
                }
                Ok(())
            },
        )?;
        let mut all = Vec::new();
        let mut problems = Vec::new();
        for (source, _, list) in worked {
            all.extend(list);
            problems.extend(source.problems);
        }
        all.sort_by(|a, b| a.path.cmp(&b.path));
        problems.sort();
        Ok((all, problems))
    })
}

/// The rule that a page breaks which is out of step; `None` for one that is not.
fn look(path: &Path, file: &[u8], context: Context<'_>, workspace: &mut Workspace) -> Option<Rule> {
    let checked = check::check(path, file, context, workspace).checked;
    if checked.verdict != Verdict::Drifted {
        return None;
    }
    let rules = checked.findings.iter().map(|finding| finding.rule);
    let mut rules: Vec<Rule> = rules.collect();
    rules.sort_by_key(|rule| rule.group() != Group::Drift);
    rules.first().copied()
}

/// What is still to be found out about a page.
struct Open {
    drifted: Drifted,
    /// Where the page lay at the commit that is looked at, from the root of the repository.
    at: PathBuf,
    /// The newest version seen that was out of step, and the commit that made it: a place in the list.
    out: Option<(usize, Seen)>,
    /// Whether a committed version was looked at.
    has_version: bool,
}

/// A page whose last version was in step when it was committed.
struct InStep {
    open: Open,
    /// The commit of that version: a place in the list.
    place: usize,
    id: Id,
}

/// Walks the commits from the newest on, and finds for each page the first version that is out of step.
fn trace(
    mut past: Past<'_>,
    prefix: &Path,
    drifted: Vec<Drifted>,
) -> Result<Vec<Blamed>, RunError> {
    let mut open: HashMap<PathBuf, Open> = drifted
        .into_iter()
        .map(|drifted| {
            let at = prefix.join(&drifted.path);
            let page = Open {
                drifted,
                at: at.clone(),
                out: None,
                has_version: false,
            };
            (at, page)
        })
        .collect();
    let mut done: Vec<Blamed> = Vec::new();
    let mut in_step: Vec<InStep> = Vec::new();
    for (place, step) in past.steps.iter().enumerate() {
        if open.is_empty() {
            break;
        }
        let mut pages = Vec::new();
        let mut versions = Vec::new();
        for moved in &step.changes {
            let (Some(after), Some(id)) = (&moved.after, moved.content) else {
                continue;
            };
            if let Some(page) = open.remove(after) {
                versions.push((page.at.clone(), id));
                pages.push((page, moved.before.as_deref()));
            }
        }
        if pages.is_empty() {
            continue;
        }
        let seen = past.look(place, &versions)?;
        for ((page, before), seen) in pages.into_iter().zip(seen) {
            match version(&past, place, before, seen, page)? {
                Next::Open(page) => {
                    open.insert(page.at.clone(), page);
                }
                Next::InStep(page) => in_step.push(page),
                Next::Done(blamed) => done.push(blamed),
            }
        }
    }
    // No version was in step: the page came so, or history ends here.
    done.extend(open.into_values().map(|page| past.without_step(page)));
    done.extend(past.changed_around(in_step)?);
    done.sort_by(|a, b| a.page.cmp(&b.page));
    Ok(done)
}

/// What comes of a version that was looked at.
enum Next {
    /// An older one has to be looked at.
    Open(Open),
    /// It is in step, and what is around the page changed since.
    InStep(InStep),
    /// It is known since when.
    Done(Blamed),
}

/// What comes of the version of a page that the commit at `place` made.
fn version(
    past: &Past<'_>,
    place: usize,
    before: Option<&Path>,
    seen: Seen,
    mut page: Open,
) -> Result<Next, RunError> {
    if !page.has_version {
        page.has_version = true;
        if seen.content != page.drifted.content && seen.rule.is_none() {
            // What is on disk was never committed.
            let changed = past.on_disk(&page, &seen)?;
            return Ok(Next::Done(Blamed {
                page: page.drifted.path,
                rule: page.drifted.rule,
                since: None,
                last_in: Some(past.commit(place)),
                changed,
            }));
        }
    }
    if seen.rule.is_none() {
        return Ok(match page.out.take() {
            Some((first, out)) => Next::Done(Blamed {
                rule: out.rule.unwrap_or(page.drifted.rule),
                since: Some(past.commit(first)),
                changed: Changed::Parts(past.parts(&seen, &out)?),
                page: page.drifted.path,
                last_in: Some(past.commit(place)),
            }),
            None => Next::InStep(InStep {
                open: page,
                place,
                id: seen.id,
            }),
        });
    }
    page.out = Some((place, seen));
    Ok(match before {
        Some(before) => {
            page.at = before.to_owned();
            Next::Open(page)
        }
        None => Next::Done(past.without_step(page)),
    })
}
