//! `tikicheck init`: the settings under which the most pages agree, learned from the pages themselves.
//!
//! Each page shows what its exporter made of its source. A sample of the pages is lined up with what their sources
//! generate here; what stands at the place of each construct tells how the exporter wrote it. All pages tell whether the
//! settings fit. Nothing that exists is overwritten.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Config, Pattern};
use crate::page::lines::View;
use crate::page::{self, File};
use crate::site::{Attachments, stems};

mod align;
mod dump;
pub mod formatters;
mod groups;
mod guess;
mod learner;
mod leaves;
mod observe;
mod paths;
mod phrases;
mod probe;
mod reading;
mod sample;
mod score;
mod survey;
mod tiki;
mod told;
mod verify;
mod write;

use learner::World;
use survey::Survey;

/// Reads a file of the site; `None` where that cannot be done. Several threads call it.
pub type Read<'r> = dyn Fn(&Path) -> Option<Vec<u8>> + Sync + 'r;

/// The name of the attachments file that is proposed.
const ATTACHMENTS: &str = "attachments.yaml";

/// What a configuration could be, and how well it fits.
pub struct Proposal {
    /// The text of `tikicheck.yaml`.
    pub config: String,
    /// The text of the attachments file, where one is needed and none is there.
    pub attachments: Option<String>,
    /// The patterns of the pages.
    pub pages: Vec<Pattern>,
    /// What the user should know: how many pages agree, and what keeps the others from it.
    pub report: String,
    /// Whether at least half of the pages agree.
    pub fits: bool,
}

/// The name of the attachments file beside `tikicheck.yaml`.
#[must_use]
pub fn attachments_name() -> &'static Path {
    Path::new(ATTACHMENTS)
}

/// Learns from the `files` that exist: paths relative to the root of the site, and how to read them. `given` is the
/// attachments file that is there.
///
/// # Errors
///
/// Where no file carries a whole source: how many carry a damaged one.
pub fn propose(
    files: &[PathBuf],
    given: Option<Attachments>,
    read: &Read<'_>,
) -> Result<Proposal, NoSource> {
    let mut pages = Vec::new();
    let mut damaged = Vec::new();
    for (place, path) in files.iter().enumerate() {
        match read(path).map(|file| page::read(&View::with_lf(&file).text)) {
            Some(File::Page(_)) => pages.push(place),
            Some(File::Damaged(_)) => damaged.push(place),
            Some(File::WithoutSource) | None => {}
        }
    }
    let pages = &pages[..];
    let patterns = patterns(pages.iter().map(|&place| &*files[place])).ok_or(NoSource {
        damaged: damaged.len(),
    })?;
    if let Some(proposal) = tiki::proposal(files, pages, &patterns, read) {
        return Ok(proposal);
    }
    let existing = files
        .iter()
        .filter(|path| patterns.iter().any(|pattern| pattern.matches(path)));
    let survey = Survey {
        files,
        pages,
        world: World {
            stems: Arc::new(stems(existing)),
            given,
        },
        start: Config {
            pages: patterns,
            ..Config::default()
        },
        read,
    };
    let (learned, verified, mixed) = survey.learn();
    let mut proposal = told::proposal(&survey, learned, &verified, &mixed);
    let others = files.len() - pages.len() - damaged.len();
    proposal
        .report
        .push_str(&told::besides(files, pages, &damaged, others));
    Ok(proposal)
}

/// No file carries a whole source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSource {
    /// How many carry a damaged one.
    pub damaged: usize,
}

/// The pattern for the directory that holds all `pages`; `None` without pages, and for a name that no pattern can have.
fn patterns<'p>(pages: impl Iterator<Item = &'p Path> + Clone) -> Option<Vec<Pattern>> {
    let mut common = pages.clone().next()?.parent()?.to_owned();
    for page in pages.clone() {
        while !page.starts_with(&common) {
            common.pop();
        }
    }
    let flat = pages.clone().all(|page| page.parent() == Some(&common));
    let dir: String = common
        .iter()
        .map(|name| format!("{}/", glob::Pattern::escape(&name.to_string_lossy())))
        .collect();
    let pattern = if flat { "*.md" } else { "**/*.md" };
    Some(vec![Pattern::new(&format!("{dir}{pattern}")).ok()?])
}
