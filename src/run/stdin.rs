//! One page from standard input, checked as if it lay at a path: how an editor asks.

use std::io::{self, Write as _};
use std::path::Path;

use super::console::Console;
use super::done::Done;
use super::fix::{Attempt, attempt};
use super::select::{Before, Content, Role, SelectedPage};
use super::{Outcome, Told, end_quietly, finish, name_of};
use crate::check::{self, Context};
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::files::read::take;
use crate::generator::Workspace;
use crate::project::Project;
use crate::project::RunError;
use crate::report::{self, Around, Beside, FixOf, Wording};

/// Checks the page on standard input. A fix is written to standard output, and what is left to standard error.
pub fn check(
    path: &Path,
    args: &CheckArgs,
    project: &Project,
    config: &Config,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let path = project.in_site(path)?;
    if !config.is_page(&path) {
        return Err(RunError::NoPage { path });
    }
    let limit = config.limits.page_bytes;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let file = take(io::stdin().lock(), most).map_err(RunError::Input)?;
    let is_large = file.len() > most;
    if is_large && args.action.writes() {
        // Whoever waits for the fixed page gets none rather than half of it.
        return Err(RunError::TooLarge { path, limit });
    }
    let attachments = project.attachments(config)?;
    let pages = project.snapshot().pages_near([&*path], config);
    let facts = project.hugo(config)?;
    let made = pages.with_site(&config.links, attachments, |site| {
        let site = &site.clone().with_hugo(facts);
        let context = Context::new(config, site);
        if is_large {
            let (checked, _) = check::too_large(&path, None, context);
            return Ok::<_, RunError>(Attempt {
                checked,
                patch: Vec::new(),
                fixed: None,
            });
        }
        let mut workspace = Workspace::default();
        let examined = check::check(&path, &file, context, &mut workspace);
        let in_repo = project.prefix.join(&path);
        Ok(attempt(
            &path,
            &in_repo,
            &file,
            examined,
            args,
            context,
            &mut workspace,
        ))
    });
    let Attempt {
        mut checked,
        patch,
        fixed,
    } = made?;
    let mut done = Done::default();
    let mut output = None;
    if args.action.writes() {
        output = Some(match fixed {
            Some(Ok(fixed)) => {
                checked = fixed.left;
                fixed.bytes
            }
            Some(Err(why)) => {
                done.problems.push(format!("not mended: {why}"));
                file
            }
            None => file,
        });
    }
    done.tally.counts.count(checked.verdict);
    done.say(0, &checked, Beside::NoHelp)
        .and_then(|()| done.patches.put(0, &patch))
        .map_err(RunError::NoRoom)?;
    let pages = [SelectedPage {
        path,
        content: Content::Disk,
        role: Role::Changed,
        before: Before::Unknown,
    }];
    match output {
        Some(page) => write_fixed(&page, args, project, &pages, &done, console),
        None => finish(args, project, config, &pages, done, console),
    }
}

/// Writes the fixed page to standard output, and what is left to be said about it to standard error.
fn write_fixed(
    page: &[u8],
    args: &CheckArgs,
    project: &Project,
    pages: &[SelectedPage],
    done: &Done,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let mut out = console.output();
    end_quietly(out.write_all(page).and_then(|()| out.flush()))?;
    drop(out);
    let mut said = Vec::new();
    let format = report::Format::Concise;
    let told = Told {
        args,
        pages,
        done,
        wording: Wording {
            name: &name_of(project, args.format),
            fix_of: FixOf::File,
            shared_style: None,
        },
    };
    let around = Around {
        summary: done.summary(),
        ..Around::default()
    };
    told.write(format, &around, &console.look(format, Some(0)), &mut said)?;
    if !said.is_empty() {
        console.say(String::from_utf8_lossy(&said).trim_end());
    }
    for problem in &done.problems {
        console.problem(problem);
    }
    Ok(done.outcome(args))
}
