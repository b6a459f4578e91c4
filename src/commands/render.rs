//! Wiki text in, one generated part out.

use std::io::{self, Write as _};

use crate::cli::{Emit, RenderArgs, Version};
use crate::config::LARGEST_PAGE;
use crate::files::read::take;
use crate::generator::{Generator, Workspace};
use crate::project::{Environment, Project, RunError};
use crate::run::{Console, Outcome, end_quietly};

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
    let config = project.config(&args.config)?;
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
