//! A run, from what the user said to the exit code: which pages, their bytes, what is found, and what is done about it.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use crate::check::{Context, Edits};
use crate::cli::{Action, CheckArgs, Format, Targets, Version};
use crate::config::{Config, FILE_NAME};
use crate::finding::{Finding, Fix, Position};
use crate::report;
use crate::rules::Rule;
use crate::site::Site;
use crate::text::sanitize::visible_path;

mod beside;
mod commands;
pub mod console;
mod done;
mod outcome;
mod pages;
mod progress;
mod restage;
pub mod select;
mod stdin;
mod whole_site;

pub use console::Console;
pub use outcome::{Outcome, end_quietly};

use crate::project::{Project, RunError};
use done::Done;
use pages::Job;

/// Checks pages, and mends them where asked to.
///
/// # Errors
///
/// Whatever keeps the run from checking at all. A closed standard output is none: it ends the output quietly.
pub fn check(args: &CheckArgs, cwd: &Path, console: &mut Console) -> Result<Outcome, RunError> {
    let project = Project::find(cwd, &args.config, &args.version)?;
    let config = project.config(&args.config, &args.version)?;
    if let Targets::Stdin(path) = &args.targets {
        return stdin::check(path, args, &project, &config, console);
    }
    let selection = select::select(args, &project, &config)?;
    for note in &selection.notes {
        console.note(note);
    }
    let attachments = project.attachments(&config, &args.version)?;
    let (set, set_error) = selection.set;
    let site = Site::new(set, &config.links, attachments);
    let context = Context {
        config: &config,
        site: &site,
        edits: edits(args.action),
    };
    let job = Job {
        project: &project,
        context,
        args,
        affected: selection.affected,
        progress: console.progress(),
    };
    let mut done = pages::all(&job, &selection.pages)?;
    if let Some(error) = set_error.take() {
        return Err(error);
    }
    if args.action.writes() && args.version == Version::Staged {
        restage::restage(&job, &mut done)?;
    }
    // What is said about the site as a whole takes a look at the whole of it.
    if matches!(
        (&args.targets, &args.version),
        (Targets::All, Version::Disk)
    ) {
        whole_site::compare(&job, &selection.pages, &mut done);
        let shown = project.shown(Path::new(FILE_NAME), args.format);
        unused_ignores(&config, &shown, &mut done);
        other_style(&config, &mut done);
    }
    finish(args, done, console)
}

fn edits(action: Action) -> Edits {
    match action {
        Action::ReportDiscardingEdits | Action::FixDiscardingEdits => Edits::Discard,
        Action::Report | Action::Fix => Edits::Keep,
    }
}

/// Writes what was found, and says what the run came to.
fn finish(args: &CheckArgs, done: Done, console: &mut Console) -> Result<Outcome, RunError> {
    for (path, what) in &done.fixed {
        console.note(&format!("{what} {}", visible_path(path)));
    }
    for note in &done.notes {
        console.note(note);
    }
    for problem in done.refused.iter().chain(&done.problems) {
        console.problem(problem);
    }
    let summary = done.summary();
    let mut out = console.output();
    let written = match report_format(args.format) {
        Some(format) => {
            let commands = commands::mending(args, &done);
            report::write(
                format,
                &done.findings,
                &summary,
                &commands,
                &console.look(format),
                &mut out,
            )
        }
        None => out.write_all(&done.patch),
    };
    end_quietly(written.and_then(|()| out.flush()))?;
    drop(out);
    if !report_format(args.format).is_some_and(report::Format::ends_with_census) {
        console.note(&summary.census());
    }
    Ok(done.outcome(args))
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

/// Entries of `ignore` that kept no finding back: the page was mended, or the entry never fit.
fn unused_ignores(config: &Config, shown: &Path, done: &mut Done) {
    let Some(severity) = config.severity(Rule::UnusedIgnore) else {
        return;
    };
    for (i, entry) in config.ignore.iter().enumerate() {
        if done.ignored_by.contains(&i) {
            continue;
        }
        let place = Position {
            offset: 0,
            line: entry.line,
            column: 1,
        };
        done.findings.push(Finding {
            rule: Rule::UnusedIgnore,
            severity,
            path: shown.to_owned(),
            message: format!(
                "this entry of `ignore` matches no finding of `{}`",
                entry.rule.name()
            ),
            part: None,
            start: place,
            end: place,
            excerpt: None,
            difference: None,
            fix: Fix::None,
            help: "remove it, or correct its path".to_owned(),
        });
    }
}

/// Where most pages share a style that is not the configured one, the configuration is the odd one out.
fn other_style(config: &Config, done: &mut Done) {
    let Some((style, count)) = done.styles.iter().max_by_key(|(_, count)| **count) else {
        return;
    };
    if *count < 2 || count * 2 <= done.with_source() {
        return;
    }
    let message = format!(
        "the debug block has another style than the configured one, `{}`; so have {count} of {} pages: `{style}`",
        config.block.style,
        done.with_source(),
    );
    let help = "if that is right, set it in tikicheck.yaml; `tikicheck init` finds the settings that fit the pages";
    for finding in &mut done.findings {
        let shows = finding
            .difference
            .as_ref()
            .is_some_and(|difference| difference.found.text == *style);
        if finding.rule == Rule::BlockStyle && shows {
            finding.message.clone_from(&message);
            finding.help = help.to_owned();
        }
    }
}

/// How many pages share each style that is not the configured one.
type Styles = HashMap<String, usize>;
