//! A run, from what the user said to the exit code: which pages, their bytes, what is found, and what is done about it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::check::Context;
use crate::cli::{CheckArgs, Format, Targets, Version};
use crate::config::Config;
use crate::project::{Environment, Project, RunError};
use crate::report::{self, Look, SharedStyle, Wording};
use crate::text::sanitize::visible_path;

mod beside;
mod commands;
pub mod console;
mod done;
mod fix;
mod outcome;
mod pages;
mod progress;
mod restage;
pub mod select;
mod settings;
mod spool;
mod stdin;
mod tally;
mod whole_site;

pub use console::Console;
pub use outcome::{Outcome, end_quietly};

use commands::fix_of;
use done::Done;
use pages::Job;
use select::{Page, Selection};

/// Checks pages, and fixes them where asked to.
///
/// # Errors
///
/// Where the run cannot check anything at all. A closed standard output is no error: it ends the output quietly.
pub fn check(
    args: &CheckArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let project = Project::find(environment, &args.config, &args.version)?;
    let config = project.config(&args.config)?;
    if let Targets::Stdin(path) = &args.targets {
        return stdin::check(path, args, &project, &config, console);
    }
    let selection = select::select(args, &project, &config)?;
    for note in &selection.notes {
        console.note(note);
    }
    let attachments = project.attachments(&config)?;
    let Selection {
        pages,
        existing,
        affected,
        notes: _,
    } = selection;
    let progress = console.progress();
    let done = existing.with_site(&config.links, attachments, |site| {
        let job = Job {
            project: &project,
            context: Context::new(&config, site),
            args,
            affected,
            progress,
        };
        check_pages(&job, &pages)
    })?;
    finish(args, &project, &config, &pages, done, console)
}

/// Checks the pages of a run, and fixes them where asked to.
fn check_pages(job: &Job<'_>, pages: &[Page]) -> Result<Done, RunError> {
    let mut done = pages::all(job, pages)?;
    if job.args.action.writes() && job.args.version == Version::Staged {
        restage::restage(job, &mut done)?;
    }
    // Some rules compare all pages, so only a run over all pages can tell.
    if is_whole_site(job.args) {
        whole_site::compare(job, pages, &mut done);
        settings::unused_ignores(job.context.config, &mut done);
    }
    Ok(done)
}

/// Whether a run is about all pages as they are on disk.
fn is_whole_site(args: &CheckArgs) -> bool {
    matches!(
        (&args.targets, &args.version),
        (Targets::All, Version::Disk)
    )
}

/// Writes what was found, and says what the run came to.
fn finish(
    args: &CheckArgs,
    project: &Project,
    config: &Config,
    pages: &[Page],
    done: Done,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    for (path, what) in &done.fixed {
        console.note(&format!("{what} {}", visible_path(path)));
    }
    for note in &done.notes {
        console.note(note);
    }
    for problem in done.refused.iter().chain(&done.problems) {
        console.problem(problem);
    }
    let mut out = console.output();
    let format = report_format(args.format);
    match format {
        Some(format) => {
            let shared = is_whole_site(args)
                .then(|| settings::shared_style(config, &done))
                .flatten();
            let commands = commands::fixing(args, &done, pages, &name_of(project, args.format));
            let look = console.look(format);
            write_findings(
                format,
                args,
                project,
                shared.as_ref(),
                pages,
                &done,
                &look,
                &commands,
                &mut out,
            )?;
        }
        None => {
            for place in 0..pages.len() {
                let patch = done.patches.get(place).map_err(RunError::NoRoom)?;
                end_quietly(out.write_all(&patch))?;
            }
        }
    }
    end_quietly(out.flush())?;
    drop(out);
    if !format.is_some_and(report::Format::ends_with_census) {
        console.note(&done.summary().census());
    }
    Ok(done.outcome(args))
}

/// How the reader of a format knows the page at a path.
fn name_of(project: &Project, format: Format) -> impl Fn(&Path) -> PathBuf {
    move |page| project.names().for_readers_of(format, page)
}

/// Writes all findings, one page of them in memory at a time.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one thing that a report shows or is shown by"
)]
fn write_findings(
    format: report::Format,
    args: &CheckArgs,
    project: &Project,
    shared_style: Option<&SharedStyle>,
    pages: &[Page],
    done: &Done,
    look: &Look,
    commands: &[String],
    out: &mut dyn Write,
) -> Result<(), RunError> {
    let wording = Wording {
        name: &name_of(project, args.format),
        fix_of: fix_of(&args.version, done.index_use),
        shared_style,
    };
    let mut failed: Option<io::Error> = None;
    let mut entries = done
        .in_order(pages, &mut failed)
        .map(|(finding, beside)| wording.entry(finding, beside));
    let summary = done.summary();
    let written = report::write(format, &mut entries, &summary, commands, look, out);
    drop(entries);
    if let Some(error) = failed {
        return Err(RunError::NoRoom(error));
    }
    end_quietly(written)
}

/// How findings are written; `None` for a patch, which shows none.
fn report_format(format: Format) -> Option<report::Format> {
    Some(match format {
        Format::Human => report::Format::Human,
        Format::Concise => report::Format::Concise,
        Format::Json => report::Format::Json,
        Format::Sarif => report::Format::Sarif,
        Format::Github => report::Format::Github,
        Format::Gitlab => report::Format::Gitlab,
        Format::Html => report::Format::Html,
        Format::Patch => return None,
    })
}
