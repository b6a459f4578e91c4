//! `tikicheck init`: the settings under which the most pages agree, learned from the pages themselves.
//!
//! Each page shows what its exporter made of its source. Lining that up with what the source generates here tells which
//! render settings it used and where it let links lead. Nothing that exists is overwritten.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::check::{Context, Verdict, check};
use crate::config::{Config, Pattern};
use crate::generator::Workspace;
use crate::page::escape::unescape;
use crate::page::lines::View;
use crate::page::{self, File, Splits};
use crate::site::{Attachments, PageSet, Site};
use crate::wiki::source;

mod learn;
mod template;
mod write;

use learn::Learned;

/// The name of the attachments file that is proposed.
const ATTACHMENTS: &str = "attachments.yaml";

/// One page as far as learning needs it.
pub struct Sample {
    /// The wiki text, with LF line ends.
    source: String,
    /// The Markdown that was generated from it, taken from the copy.
    markdown: String,
    /// The dump of its tree.
    tree: String,
    /// The style of its block.
    style: String,
}

/// What a configuration could be, and how well it fits.
pub struct Proposal {
    /// The text of `tikicheck.yaml`.
    pub config: String,
    /// The text of the attachments file, where one is needed.
    pub attachments: Option<String>,
    /// What the user should know: how many pages agree, and which ids have contradicting paths.
    pub report: String,
}

/// The name of the attachments file beside `tikicheck.yaml`.
#[must_use]
pub fn attachments_name() -> &'static Path {
    Path::new(ATTACHMENTS)
}

/// Learns from the `files` that exist: paths relative to the root of the site, and how to read them.
///
/// Returns `None` where no file carries a source.
pub fn propose(
    files: &[PathBuf],
    mut read: impl FnMut(&Path) -> Option<Vec<u8>>,
) -> Option<Proposal> {
    let mut pages = Vec::new();
    let mut samples = Vec::new();
    for path in files {
        let Some(sample) = read(path).and_then(|file| sample(&file)) else {
            continue;
        };
        pages.push(path.clone());
        samples.push(sample);
    }
    let patterns = patterns(&pages)?;
    let matches = |path: &&PathBuf| patterns.iter().any(|pattern| pattern.matches(path));
    let existing: Vec<&PathBuf> = files.iter().filter(matches).collect();
    let learned = Learned::from(&samples, &existing);
    drop(samples);

    let config_text = write::config(patterns, &learned);
    let attachments_text = write::attachments(&learned);
    let config = Config::parse(&config_text, Path::new(crate::config::FILE_NAME)).ok()?;
    let attachments = match &attachments_text {
        Some(text) => Attachments::parse(text, attachments_name()).ok()?,
        None => Attachments::default(),
    };
    let site = Site::new(PageSet::from_paths(&existing), &config.links, attachments);
    let context = Context::new(&config, &site);
    let mut workspace = Workspace::default();
    let agree = pages
        .iter()
        .filter(|path| {
            read(path).is_some_and(|file| {
                let examined = check(path, &file, context, &mut workspace);
                examined.checked.verdict == Verdict::InSync
            })
        })
        .count();
    Some(Proposal {
        report: report(agree, pages.len(), files.len(), &learned),
        config: config_text,
        attachments: attachments_text,
    })
}

fn report(agree: usize, pages: usize, files: usize, learned: &Learned) -> String {
    let mut report =
        format!("{agree} of {pages} pages with a source are in sync under these settings");
    let without = files - pages;
    if without > 0 {
        let _ = write!(report, "; {without} other Markdown files carry none");
    }
    report.push('\n');
    if agree < pages {
        report.push_str("`tikicheck` shows what the others are about\n");
    }
    for (id, paths) in learned.contradictions() {
        let _ = writeln!(
            report,
            "{id} has more than one path, and the first was taken: {}",
            paths.join(", ")
        );
    }
    report
}

/// What can be learned from a file; `None` where it carries no whole source.
fn sample(file: &[u8]) -> Option<Sample> {
    let view = View::with_lf(file);
    let File::Page(page) = page::read(&view.text) else {
        return None;
    };
    let parts = match page.splits(&view.text) {
        Splits::One(parts) => parts,
        Splits::Several { likely, others } => likely.into_iter().chain(others).next()?,
    };
    let text = |range: std::ops::Range<usize>| std::str::from_utf8(&view.text[range]).ok();
    let mut source = String::new();
    source::read_escaped(text(parts.source)?, source::Lines::AsWritten, &mut source);
    Some(Sample {
        source,
        markdown: unescape(text(parts.copy)?).into_owned(),
        tree: text(parts.tree)?.to_owned(),
        style: text(page.style)?.to_owned(),
    })
}

/// The pattern for the directory that holds all `pages`; `None` without pages, and for a name that no pattern can have.
fn patterns(pages: &[PathBuf]) -> Option<Vec<Pattern>> {
    let mut common = pages.first()?.parent()?.to_owned();
    for page in pages {
        while !page.starts_with(&common) {
            common.pop();
        }
    }
    let flat = pages.iter().all(|page| page.parent() == Some(&common));
    let dir: String = common
        .iter()
        .map(|name| format!("{}/", glob::Pattern::escape(&name.to_string_lossy())))
        .collect();
    let pattern = if flat { "*.md" } else { "**/*.md" };
    Some(vec![Pattern::new(&format!("{dir}{pattern}")).ok()?])
}
