//! Wiki text in, one generated part or what it loses out.

use std::io::{self, Write as _};
use std::path::PathBuf;

use super::losses;
use crate::cli::{Emit, RenderArgs, RenderOutput, Version};
use crate::config::{Config, LARGEST_PAGE, without_mark};
use crate::files::read::take;
use crate::generator::{Generator, Workspace};
use crate::project::{Environment, Project, RunError};
use crate::run::{Console, Outcome, end_quietly};
use crate::site::Attachments;

/// Renders wiki text under the settings of the site that the current directory is in, or says what that loses.
///
/// # Errors
///
/// Where a text, the settings or the list of the pages cannot be read, and where a text is too large.
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
    if !args.set.is_empty() {
        config = project.with_page_list(config)?;
    }
    let attachments = project.attachments(&config)?;
    match &args.output {
        RenderOutput::Part(emit, file) => {
            let generated = part(*emit, file.as_ref(), &project, &config, attachments)?;
            let mut out = console.output();
            end_quietly(
                out.write_all(generated.as_bytes())
                    .and_then(|()| out.flush()),
            )?;
            Ok(Outcome::Clean)
        }
        RenderOutput::Report(named) => {
            losses::report(named, &project, &config, attachments, console)
        }
    }
}

/// A generated part of the wiki text in `file`, or of that on standard input.
fn part(
    emit: Emit,
    file: Option<&PathBuf>,
    project: &Project,
    config: &Config,
    attachments: Attachments,
) -> Result<String, RunError> {
    let limit = config.limits.page_bytes;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let name = || file.cloned().unwrap_or_else(|| "standard input".into());
    let text = match file {
        Some(path) if project.cwd.join(path).is_dir() => {
            return Err(RunError::NotOneText { path: path.clone() });
        }
        // The user may name a pipe.
        Some(path) => std::fs::File::open(project.cwd.join(path))
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
    let text = without_mark(&text);
    let pages = project.snapshot().pages(config);
    pages.with_site(&config.links, attachments, |site| {
        let generator = Generator::new(config, site);
        let mut workspace = Workspace::default();
        generator.parse(text, &mut workspace);
        let parts = generator.parts(&workspace.tree, LARGEST_PAGE);
        let parts = parts.ok_or_else(|| too_large(LARGEST_PAGE))?;
        Ok(match emit {
            Emit::Markdown => parts.markdown.text,
            Emit::Tree => parts.tree,
            Emit::Page => generator.page(text, &mut workspace),
        })
    })
}
