//! `tikicheck resolve`: does for pages that are in conflict already what the merge driver would have done.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use super::merge_driver::SiteOfPage;
use crate::branches::{Files, MergedPage};
use crate::cli::{ConfigChoice, ResolveArgs, Version};
use crate::files::{SystemFiles, replace_file};
use crate::git::{Blobs, Id, Repo, Unmerged};
use crate::merge::Labels;
use crate::project::{Environment, Project, RunError};
use crate::run::{Console, Outcome};
use crate::text::sanitize::visible_path;
use crate::text::shell;

/// Merges the pages in conflict, or those of them that were named.
///
/// # Errors
///
/// Where nothing can be told about any page.
pub fn resolve(
    args: &ResolveArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let project = Project::find(environment, &ConfigChoice::Root, &Version::Disk)?;
    let repo = project.repo.as_ref();
    let repo = repo.ok_or(RunError::NoRepository("resolve"))?;
    let mut named = BTreeSet::new();
    for path in &args.pages {
        named.insert(project.prefix.join(project.in_site(path)?));
    }
    let mut outcome = Outcome::Clean;
    let unmerged = repo.unmerged()?;
    for path in &named {
        if !unmerged.iter().any(|file| file.path == *path) {
            console.problem(&format!("{}: is not in conflict", visible_path(path)));
            outcome = Outcome::Incomplete;
        }
    }
    let at_root = Environment {
        cwd: repo.root()?.to_owned(),
        ..environment.clone()
    };
    let mut done = 0;
    for file in unmerged {
        if !named.is_empty() && !named.contains(&file.path) {
            continue;
        }
        let site = SiteOfPage::find(&file.path, &at_root)?;
        if site.page().is_none() {
            continue;
        }
        done += 1;
        let shown = visible_path(&file.path);
        match one(&file, &site, repo) {
            Ok(Resolved::Merged) => console.note(&format!("merged and staged {shown}")),
            Ok(Resolved::Left(places)) => {
                let s = if places == 1 { "" } else { "s" };
                console.note(&format!(
                    "{shown}: {places} place{s} left to you, between markers; then run `tikicheck --fix {}` and stage it",
                    shell::path(&file.path)
                ));
                outcome = outcome.max(Outcome::Findings);
            }
            Ok(Resolved::Not(why)) => {
                console.problem(&format!("{shown}: left alone: {why}"));
                outcome = Outcome::Incomplete;
            }
            Err(error) => {
                console.problem(&format!("{shown}: left alone: {error}"));
                outcome = Outcome::Incomplete;
            }
        }
    }
    if done == 0 && outcome == Outcome::Clean {
        console.note("no page is in conflict");
    }
    Ok(outcome)
}

/// What came of a page.
enum Resolved {
    /// It is merged.
    Merged,
    /// So many places are left to a person.
    Left(usize),
    /// It was not touched, for this reason.
    Not(String),
}

fn one(file: &Unmerged, site: &SiteOfPage, repo: &Repo) -> Result<Resolved, RunError> {
    let (Some(ours), Some(theirs)) = (file.ours, file.theirs) else {
        return Ok(Resolved::Not(
            "one side removed it; `git rm` or `git add` it".to_owned(),
        ));
    };
    let blobs = repo.blobs();
    let base = match file.base {
        Some(id) => content(&blobs, &file.path, id)?,
        None => Vec::new(),
    };
    let (ours, theirs) = (
        content(&blobs, &file.path, ours)?,
        content(&blobs, &file.path, theirs)?,
    );
    let files = Files {
        base: &base,
        ours: &ours,
        theirs: &theirs,
    };
    let labels = Labels {
        size: crate::page::markers::USUAL,
        ours: "ours",
        base: "base",
        theirs: "theirs",
        style: site.style()?,
    };
    let merged = site.merge(files, &labels)?;
    let root = repo.root()?;
    let found = std::fs::read(root.join(&file.path)).map_err(|source| RunError::Unreadable {
        path: file.path.clone(),
        source,
    })?;
    if !is_untouched(&found, files, &merged, repo)? {
        return Ok(Resolved::Not(format!(
            "it was edited since the merge; `git checkout --merge -- {}` makes the conflict anew",
            shell::path(&file.path)
        )));
    }
    let MergedPage {
        mut bytes,
        conflicts,
        as_text,
    } = merged;
    if let Some(why) = as_text {
        return Ok(Resolved::Not(why.to_string()));
    }
    if memchr::memmem::find(&found, b"\r\n").is_some() && !bytes.contains(&b'\r') {
        bytes = String::from_utf8_lossy(&bytes)
            .replace('\n', "\r\n")
            .into_bytes();
    }
    if bytes != found {
        replace_file(root, &file.path, &found, &bytes, &SystemFiles).map_err(|error| {
            RunError::Unwritable {
                path: file.path.clone(),
                source: std::io::Error::other(error),
            }
        })?;
    }
    if conflicts > 0 {
        return Ok(Resolved::Left(conflicts));
    }
    repo.add(&file.path)?;
    Ok(Resolved::Merged)
}

fn content(blobs: &Blobs, path: &Path, id: Id) -> Result<Vec<u8>, RunError> {
    let mut buffer = Vec::new();
    Ok(blobs.read(path, id, &mut buffer)?.to_vec())
}

/// Whether the file in the work tree holds no work of a person: it is what Git's merge or ours leaves behind, but for
/// the words at the markers, or one of the sides.
fn is_untouched(
    found: &[u8],
    files: Files<'_>,
    merged: &MergedPage,
    repo: &Repo,
) -> Result<bool, RunError> {
    let found = bare(found);
    let known = [files.base, files.ours, files.theirs, &merged.bytes];
    if known.iter().any(|known| bare(known) == found) {
        return Ok(true);
    }
    let write = |content: &[u8]| {
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(content)?;
        Ok(file)
    };
    let file = |content| write(content).map_err(RunError::NoRoom);
    let three = [file(files.base)?, file(files.ours)?, file(files.theirs)?];
    let by_git = repo.merged_by_git([three[0].path(), three[1].path(), three[2].path()])?;
    Ok(bare(&by_git) == found)
}

/// A file with LF line ends, without words behind its conflict markers.
fn bare(file: &[u8]) -> Vec<u8> {
    let text = crate::page::lines::View::with_lf(file).text.into_owned();
    let mut bare = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let signs = line.iter().take_while(|&&byte| byte == line[0]).count();
        let is_marker = b"<|>".contains(&line[0]) && signs >= crate::page::markers::USUAL;
        if is_marker {
            bare.extend_from_slice(&line[..signs]);
            bare.push(b'\n');
        } else {
            bare.extend_from_slice(line);
        }
    }
    bare
}
