//! One page from standard input, checked as if it lay at a path: how an editor asks.

use std::io::{self, Write as _};
use std::path::Path;

use super::done::Done;
use super::{Outcome, edits, end_quietly, finish};
use crate::check::{self, Context, Mends, Name, Workspace};
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::files::read::take;
use crate::project::Project;
use crate::project::RunError;
use crate::project::page_set::page_set;
use crate::report;
use crate::site::Site;
use crate::text::diff;

/// Checks the page on standard input. A fix is written to standard output, and what is left to standard error.
pub fn check(
    path: &Path,
    args: &CheckArgs,
    project: &Project,
    config: &Config,
    console: &mut super::Console,
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
    let (set, set_error) = page_set([&*path], project, config);
    let site = Site::new(
        set,
        &config.links,
        project.attachments(config, &args.version)?,
    );
    let context = Context {
        config,
        site: &site,
        edits: edits(args.action),
    };
    let shown = project.shown(&path, args.format);
    let name = Name {
        path: &path,
        shown: &shown,
        mends: Mends::File,
    };
    let mut workspace = Workspace::default();
    let mut checked = if is_large {
        check::too_large(name, None, context)
    } else {
        check::check(name, &file, context, &mut workspace)
    };
    let repair = checked.repair.take();
    if let Some(error) = set_error.take() {
        return Err(error);
    }
    let mut done = Done::default();
    if args.action.writes() {
        let mut fixed = file;
        if let Some(new) = repair {
            match check::check_repair(name, &new, context, &mut workspace) {
                Ok(left) => {
                    checked = left;
                    fixed = new;
                }
                Err(why) => done.problems.push(format!("not mended: {why}")),
            }
        }
        let mut out = console.output();
        end_quietly(out.write_all(&fixed).and_then(|()| out.flush()))?;
        drop(out);
        done.add(checked);
        let mut said = Vec::new();
        let look = console.look(report::Format::Concise);
        let written = report::write(
            report::Format::Concise,
            &done.findings,
            &done.summary(),
            &[],
            &look,
            &mut said,
        );
        end_quietly(written)?;
        if !said.is_empty() {
            console.say(String::from_utf8_lossy(&said).trim_end());
        }
        for problem in &done.problems {
            console.problem(problem);
        }
        return Ok(done.outcome(args));
    }
    if let Some(new) = repair {
        let path = project.prefix.join(&path);
        done.patch = diff::unified(path.as_os_str().as_encoded_bytes(), &file, &new);
    }
    done.add(checked);
    finish(args, done, console)
}
