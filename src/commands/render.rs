//! Wiki text in, one generated part out.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use crate::cli::{Emit, RenderArgs, Version};
use crate::config::LARGEST_PAGE;
use crate::files::read::take;
use crate::generator::{Generator, Workspace};
use crate::project::{Environment, Project, RunError};
use crate::render::clean::{Cause, Loss};
use crate::run::{Console, Outcome, end_quietly};
use crate::wiki::Tree;

/// Renders the wiki text of a file or of standard input under the settings of the site that the current directory is in.
///
/// # Errors
///
/// Where the text, the settings or the list of the pages cannot be read, and where the text is too large.
pub fn render(
    args: &RenderArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let project = Project::find(environment, &args.config, &Version::Disk)?;
    let mut config = project.config(&args.config)?;
    for (key, value) in &args.set {
        config = config.set(key, value)?;
    }
    let attachments = project.attachments(&config)?;
    let limit = config.limits.page_bytes;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let name = || args.file.clone().unwrap_or_else(|| "standard input".into());
    let text = match &args.file {
        // The user may name a pipe.
        Some(path) => std::fs::File::open(environment.cwd.join(path))
            .and_then(|file| take(file, most))
            .map_err(|source| RunError::Unreadable {
                path: path.clone(),
                source,
            })?,
        None => take(io::stdin().lock(), most).map_err(RunError::Input)?,
    };
    let too_large = |limit| RunError::TooLarge {
        path: name(),
        limit,
    };
    if text.len() > most {
        return Err(too_large(limit));
    }
    let text = String::from_utf8(text).map_err(|error| RunError::NotText {
        path: name(),
        at: error.utf8_error().valid_up_to(),
    })?;
    let pages = project.snapshot().pages(&config);
    let generated = pages.with_site(&config.links, attachments, |site| {
        let generator = Generator::new(&config, site);
        let mut workspace = Workspace::default();
        if !generator.fits(&text, LARGEST_PAGE, &mut workspace) {
            return Err(too_large(LARGEST_PAGE));
        }
        if args.report {
            generator.parse(&text, &mut workspace);
            return Ok(report(&workspace.tree, &generator.losses(&workspace.tree)));
        }
        Ok(match args.emit {
            Emit::Markdown => generator.regenerate(&text, &mut workspace).markdown,
            Emit::Tree => generator.regenerate(&text, &mut workspace).tree,
            Emit::Page => generator.page(&text, &mut workspace),
        })
    })?;
    let mut out = console.output();
    end_quietly(
        out.write_all(generated.as_bytes())
            .and_then(|()| out.flush()),
    )?;
    Ok(Outcome::Clean)
}

/// What a conversion could not express: a line for each place, then how often each cause is.
///
/// ```text
/// 3:1: dynamic-plugin: listpages
/// 1 dynamic-plugin
/// ```
fn report(tree: &Tree, losses: &[Loss]) -> String {
    let mut out = String::new();
    let (mut line, mut start, mut at) = (1, 0, 0);
    for loss in losses {
        let place = loss.span.start as usize;
        for newline in memchr::memchr_iter(b'\n', &tree.text().as_bytes()[at..place]) {
            line += 1;
            start = at + newline + 1;
        }
        at = place;
        let column = tree.text()[start..place].chars().count() + 1;
        let _ = write!(out, "{line}:{column}: {}", loss.cause.name());
        if !loss.what.is_empty() {
            let _ = write!(out, ": {}", loss.what.escape_debug());
        }
        out.push('\n');
    }
    for cause in Cause::ALL {
        let count = losses.iter().filter(|loss| loss.cause == cause).count();
        if count > 0 {
            let _ = writeln!(out, "{count} {}", cause.name());
        }
    }
    out
}
