//! `tikicheck mergetool`: what `git mergetool --tool=tikicheck` calls. A person merges wiki text, and the page is made
//! of what they chose.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::merge_driver::SiteOfPage;
use crate::branches::{Files, How, Wordings, page_of, wordings};
use crate::cli::MergetoolArgs;
use crate::generator::Workspace;
use crate::git::Repo;
use crate::merge::Labels;
use crate::page::markers::{USUAL, conflict};
use crate::project::{Environment, RunError};
use crate::run::{Console, Outcome};
use crate::text::sanitize::visible_path;

/// Has a person merge the sources, and writes the page that they give.
///
/// # Errors
///
/// Where a file cannot be read or written, and where there is no tool.
pub fn mergetool(
    args: &MergetoolArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let read = |path: &Path| {
        fs::read(environment.cwd.join(path)).map_err(|source| RunError::Unreadable {
            path: path.to_owned(),
            source,
        })
    };
    // Where both sides added the page, there is none.
    let base = read(&args.base).unwrap_or_default();
    let (ours, theirs) = (read(&args.local)?, read(&args.remote)?);
    let files = Files {
        base: &base,
        ours: &ours,
        theirs: &theirs,
    };
    let repo = Repo::discover(&environment.cwd)?.ok_or(RunError::NoRepository("mergetool"))?;
    let full = environment.cwd.join(&args.merged);
    let in_repo = full.strip_prefix(repo.root()?).unwrap_or(&args.merged);
    let at_root = Environment {
        cwd: repo.root()?.to_owned(),
        ..environment.clone()
    };
    let site = SiteOfPage::find(in_repo, &at_root)?;
    let shown = visible_path(&args.merged);
    let Some(page) = site.page() else {
        console.problem(&format!("{shown}: is no page; merge it with another tool"));
        return Ok(Outcome::Findings);
    };
    let how = How {
        within: site.within(),
        labels: Labels {
            size: USUAL,
            ours: "ours",
            base: "base",
            theirs: "theirs",
            style: site.style()?,
        },
    };
    let told = site.with_context(files, |context| {
        wordings(page, files, &how, context, &mut Workspace::default())
    })?;
    let told = match told {
        Ok(told) => told,
        Err(why) => {
            console.problem(&format!("{shown}: merge it with another tool: {why}"));
            return Ok(Outcome::Findings);
        }
    };
    let chosen = match told.is_clean {
        true => told.merged.clone(),
        false => choose(&told, &repo)?,
    };
    if conflict(chosen.as_bytes(), 0, USUAL).is_some() {
        console.problem(&format!(
            "{shown}: the conflict is still there; nothing was written"
        ));
        return Ok(Outcome::Findings);
    }
    let made = site.with_context(files, |context| {
        page_of(
            page,
            files,
            &told,
            &chosen,
            &how,
            context,
            &mut Workspace::default(),
        )
    })?;
    match made {
        Ok(made) => {
            fs::write(&full, &made.bytes).map_err(|source| RunError::Unwritable {
                path: args.merged.clone(),
                source,
            })?;
            if made.conflicts > 0 {
                console.problem(&format!(
                    "{shown}: the front matter is in conflict too; merge it by hand"
                ));
                return Ok(Outcome::Findings);
            }
            Ok(Outcome::Clean)
        }
        Err(why) => {
            console.problem(&format!("{shown}: not written: {why}"));
            Ok(Outcome::Findings)
        }
    }
}

/// What the person makes of the wordings: with the tool that `tikicheck.mergetool` names, else in their editor.
fn choose(told: &Wordings, repo: &Repo) -> Result<String, RunError> {
    let dir = tempfile::tempdir().map_err(RunError::NoRoom)?;
    let file = |name: &str, text: &str| {
        let path = dir.path().join(format!("{name}.tiki"));
        fs::write(&path, text).map_err(RunError::NoRoom)?;
        Ok::<_, RunError>(path)
    };
    let (base, local) = (file("BASE", &told.base)?, file("LOCAL", &told.ours)?);
    let remote = file("REMOTE", &told.theirs)?;
    // Editors end a file with a line end; the wiki text of a page has none there.
    let is_open = !told.merged.ends_with('\n');
    let end = if is_open { "\n" } else { "" };
    let merged = file("MERGED", &[&told.merged, end].concat())?;
    let mut command = Command::new("sh");
    match repo.configured("tikicheck.mergetool")? {
        Some(line) => {
            command.arg("-c").arg(line);
        }
        None => {
            let line = format!("{} \"$@\"", repo.editor()?);
            command.args(["-c", &line, "editor"]).arg(&merged);
        }
    }
    command
        .env("BASE", base)
        .env("LOCAL", local)
        .env("REMOTE", remote)
        .env("MERGED", &merged);
    let status = command.status().map_err(RunError::Tool)?;
    if !status.success() {
        return Ok(told.merged.clone());
    }
    let bytes = fs::read(&merged).map_err(RunError::NoRoom)?;
    let mut text = String::from_utf8(bytes).map_err(|error| RunError::NotText {
        path: merged,
        at: error.utf8_error().valid_up_to(),
    })?;
    if is_open && text.ends_with('\n') {
        text.pop();
    }
    Ok(text)
}
