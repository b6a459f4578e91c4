//! Two states of the site compared, from what the user said to the exit code.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::{Console, Outcome, end_quietly};
use crate::cli::{CompareArgs, CompareFormat, ConfigChoice, FailOn, Sides, Version};
use crate::compare::pages::{Addresses, Known, assume, pair};
use crate::compare::totals::Totals;
use crate::config::{Config, FILE_NAME};
use crate::project::{Environment, Project, RunError};
use crate::report::comparison::{self, Comparison, Format};
use crate::site::Site;
use crate::text::sanitize::visible_path;

mod generated;
mod other_program;
pub mod state;
pub mod work;

use state::State;
use work::Pass;

/// Compares two states of the site.
///
/// # Errors
///
/// Where one of them cannot be had at all.
pub fn compare(
    args: &CompareArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let project = Project::find(environment, &args.config, &Version::Disk)?;
    let compared = match &args.sides {
        Sides::Revisions(from, to) => revisions(&project, from, to.as_deref(), args, console)?,
        Sides::Settings(path) => settings(&project, path, args, console)?,
        Sides::Program(path) => other_program::compare_with(&project, path, args, console)?,
    };
    for problem in &compared.problems {
        console.problem(problem);
    }
    let name = |path: &Path| match args.format {
        CompareFormat::Human => project.names().for_person(path),
        CompareFormat::Json | CompareFormat::Html | CompareFormat::Github => {
            project.names().for_repo(path)
        }
    };
    let told = Comparison {
        from: &compared.names[0],
        to: &compared.names[1],
        again: &compared.again,
        site: &visible_path(Path::new(project.root.file_name().unwrap_or_default())),
        before: &compared.before,
        after: &compared.after,
        pairs: &compared.pairs,
        totals: &compared.totals,
        cause: args.cause.as_deref(),
        name: &name,
    };
    let format = match args.format {
        CompareFormat::Human => Format::Human,
        CompareFormat::Json => Format::Json,
        CompareFormat::Html => Format::Html,
        CompareFormat::Github => Format::Github,
    };
    let mut out = console.output();
    end_quietly(comparison::write(format, &told, &mut out).and_then(|()| out.flush()))?;
    drop(out);
    // Of a page that was not compared nobody can say that it lost nothing.
    let not_compared = told.totals.not_compared.len();
    let fails = match args.fail_on {
        None => false,
        Some(FailOn::Losses) => told.losses() + not_compared > 0,
        Some(FailOn::Changes) => told.losses() + told.changes() + not_compared > 0,
    };
    Ok(match (compared.problems.is_empty(), fails) {
        (false, _) => Outcome::Incomplete,
        (true, true) => Outcome::Findings,
        (true, false) => Outcome::Clean,
    })
}

/// What came of a comparison.
struct Compared {
    /// What the two sides are called.
    names: [String; 2],
    /// The command that compares them again.
    again: String,
    before: Vec<Known>,
    after: Vec<Known>,
    pairs: crate::compare::pages::Pairs,
    totals: Totals,
    /// What could not be compared, in words.
    problems: Vec<String>,
}

/// Compares a revision with another one, or with what is on disk.
fn revisions(
    project: &Project,
    from: &str,
    to: Option<&str>,
    args: &CompareArgs,
    console: &Console,
) -> Result<Compared, RunError> {
    let old = State::of_revision(project, from, &args.config)?;
    let new = match to {
        Some(to) => State::of_revision(project, to, &args.config)?,
        None => State::of_disk(project, &args.config)?,
    };
    let names = [old.name.clone(), new.name.clone()];
    let shell = |rev: &str| crate::text::shell::word(rev);
    let again = match to {
        Some(to) => format!("tikicheck compare {} {}", shell(from), shell(to)),
        None => format!("tikicheck compare {}", shell(from)),
    };
    let pass = Pass {
        jobs: threads(args),
        progress: console.progress(),
    };
    let mut problems = Vec::new();
    let mut before = pass.known(&old, &mut problems)?;
    let mut after = pass.known(&new, &mut problems)?;
    assume(&mut after, &before);
    assume(&mut before, &after);
    let mut pairs = pair(&before, &after);
    pass.pair_alike([&old, &new], &mut pairs)?;
    let (led, leads) = (
        Addresses::of(&before, &old.config),
        Addresses::of(&after, &new.config),
    );
    let mut gone = led.gone(&leads);
    gone.extend(state::files_gone(&old.snapshot, &new.snapshot));
    let links = work::Links {
        before: &led,
        after: &leads,
        gone: &gone,
    };
    let mut totals = old.with_site(|old_site| {
        new.with_site(|new_site| {
            let sides = [(&old, old_site), (&new, new_site)];
            pass.pages(sides, [&before, &after], &pairs, &links, &mut problems)
        })
    })?;
    work::count_sites([&before, &after], &pairs, [&led, &leads], &mut totals);
    problems.sort();
    problems.dedup();
    Ok(Compared {
        names,
        again,
        before,
        after,
        pairs,
        totals,
        problems,
    })
}

/// Compares what the settings generate with what those of a file would.
fn settings(
    project: &Project,
    with: &Path,
    args: &CompareArgs,
    console: &Console,
) -> Result<Compared, RunError> {
    let now = State::of_disk(project, &args.config)?;
    let choice = ConfigChoice::File(with.to_owned());
    let then = State::of_disk(project, &choice)?;
    let pass = Pass {
        jobs: threads(args),
        progress: console.progress(),
    };
    let mut problems = Vec::new();
    let known = listed(&now);
    let totals = now.with_site(|today: &Site| {
        then.with_site(|other: &Site| {
            generated::pages(
                &pass,
                &now,
                [(&now.config, today), (&then.config, other)],
                &mut problems,
            )
        })
    })?;
    problems.sort();
    Ok(Compared {
        names: [
            format!("the settings of {}", settings_name(project, &args.config)),
            format!("the settings of {}", visible_path(with)),
        ],
        again: format!(
            "tikicheck compare --with {}",
            crate::text::shell::path(with)
        ),
        pairs: same(known.len()),
        before: known.clone(),
        after: known,
        totals,
        problems,
    })
}

/// How the settings in force are called.
pub(super) fn settings_name(project: &Project, choice: &ConfigChoice) -> String {
    match choice {
        ConfigChoice::File(path) => visible_path(path),
        ConfigChoice::Defaults => "no configuration".to_owned(),
        ConfigChoice::Root => match project.config_text(choice) {
            Ok(Some(_)) => FILE_NAME.to_owned(),
            Ok(None) | Err(_) => "no configuration".to_owned(),
        },
    }
}

/// The pages of a state, of which nothing but the path is known.
fn listed(state: &State) -> Vec<Known> {
    let known = |path: &PathBuf| Known {
        path: path.clone(),
        content: 0,
        identity: None,
        own: None,
        addresses: Vec::new(),
        aliases: Vec::new(),
        text: None,
        is_read: false,
    };
    state.files.iter().map(|file| known(&file.path)).collect()
}

/// Each page paired with itself.
fn same(pages: usize) -> crate::compare::pages::Pairs {
    crate::compare::pages::Pairs {
        both: (0..pages).map(|place| (place, place)).collect(),
        ..crate::compare::pages::Pairs::default()
    }
}

/// How many threads work.
fn threads(args: &CompareArgs) -> usize {
    args.jobs.map_or_else(
        || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        NonZeroUsize::get,
    )
}

/// What a page is made with under these settings, on this site.
fn made<'m>(config: &'m Config, site: &'m Site, page: &Path) -> crate::compare::Made<'m> {
    let generator = crate::generator::Generator::new(config, site);
    crate::compare::Made {
        generator: generator.for_page(config, page),
        links: &config.links,
        most: config.limits.page_bytes,
    }
}
