//! Wiki text in, one generated part out.

use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::select::page_set;
use super::workplace::Workplace;
use super::{Console, Outcome, RunError, end_quietly};
use crate::check::{Context, Edits, Workspace, regenerate, regenerate_page};
use crate::cli::{Emit, RenderArgs, Version};
use crate::site::Site;

/// Renders the wiki text of a file or of standard input under the settings of the site that `cwd` is in.
///
/// # Errors
///
/// Whatever keeps the text or the settings from being read.
pub fn render(args: &RenderArgs, cwd: &Path, console: &mut Console) -> Result<Outcome, RunError> {
    let workplace = Workplace::find(cwd, &args.config, &Version::Disk)?;
    let config = workplace.config(&args.config, &Version::Disk)?;
    let attachments = workplace.attachments(&config, &Version::Disk)?;
    let text = match &args.file {
        Some(path) => std::fs::read(cwd.join(path)).map_err(|source| RunError::Unreadable {
            path: path.clone(),
            source,
        })?,
        None => {
            let mut text = Vec::new();
            io::stdin()
                .lock()
                .read_to_end(&mut text)
                .map_err(RunError::Input)?;
            text
        }
    };
    let text = String::from_utf8(text).map_err(|error| RunError::NotText {
        path: args.file.clone().unwrap_or_else(|| "standard input".into()),
        at: error.utf8_error().valid_up_to(),
    })?;
    let (set, set_error) = page_set(&workplace, &config);
    let site = Site::new(set, &config.links, attachments);
    let context = Context {
        config: &config,
        site: &site,
        edits: Edits::Keep,
    };
    let mut workspace = Workspace::default();
    let generated = match args.emit {
        Emit::Markdown => regenerate(&text, context, &mut workspace).markdown,
        Emit::Tree => regenerate(&text, context, &mut workspace).tree,
        Emit::Page => regenerate_page(&text, context, &mut workspace),
    };
    if let Some(error) = set_error.take() {
        return Err(error);
    }
    let mut out = console.output();
    end_quietly(
        out.write_all(generated.as_bytes())
            .and_then(|()| out.flush()),
    )?;
    Ok(Outcome::Clean)
}
