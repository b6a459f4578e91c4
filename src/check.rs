//! A page's parts against what its source generates: verdict, findings, and the bytes that would mend it. Pure.

use std::path::Path;

use crate::config::Config;
use crate::finding::{Finding, Fix};
use crate::page::lines::View;
use crate::rules::Rule;
use crate::site::Site;
use crate::text::excerpt::excerpt_of_file;
use crate::wiki::{self, Tree};

mod claims;
mod describe;
mod front_matter;
mod generate;
mod judge;
mod links;
mod repair;
mod report;
#[cfg(test)]
mod rule_tests;
mod source;

pub use claims::{Claim, Claims, Met, across, claims_of};
pub(crate) use generate::reading;
pub use generate::{Generated, fits, regenerate, regenerate_page};
pub use links::links_to;

use judge::{has_crlf_outside_source, is_in_sync, judge};
use report::Report;

/// What every page of a run is checked against.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// The settings in force.
    pub config: &'c Config,
    /// The site the pages belong to.
    pub site: &'c Site,
    /// What a repair may cost.
    pub edits: Edits,
}

/// What a repair does with hand edits of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edits {
    /// It leaves them, and with them everything that is generated on the page.
    Keep,
    /// It overwrites them.
    Discard,
}

/// Memory that is used again from page to page; one for each worker.
#[derive(Default)]
pub struct Workspace {
    tiki: wiki::Workspace,
    tree: Tree,
}

/// What a check came to.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Checked {
    /// The page in one word.
    pub verdict: Verdict,
    /// What is to be said about it, in the order of the file.
    pub findings: Vec<Finding>,
    /// Which entries of `ignore` kept a finding back: their places in the configuration's list.
    #[doc(hidden)]
    pub ignored_by: Vec<usize>,
    /// The whole file as a fix would leave it, where a fix would change it.
    pub repair: Option<Vec<u8>>,
    /// The style of the block, where it is not the configured one.
    #[doc(hidden)]
    pub other_style: Option<String>,
    /// What the page claims for itself among all pages, as numbers that are equal for equal claims; those with the
    /// lowest bit set break a rule by being equal.
    #[doc(hidden)]
    pub claims: Vec<u32>,
    /// Whether its front matter accepts findings of rules that need all pages.
    #[doc(hidden)]
    pub accepts_across_pages: bool,
}

/// A page in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Verdict {
    /// Body, copy and tree are what the source generates.
    #[default]
    InSync,
    /// They are not, or nobody can tell.
    Drifted,
    /// They are not, and an entry of `ignore` or a severity `off` says that this is known.
    Ignored,
    /// The page carries no source.
    WithoutSource,
}

/// Which version of a page a fix mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mends {
    /// The file.
    #[default]
    File,
    /// What is staged.
    Staged,
}

impl Mends {
    /// How the command begins that mends this version, at this cost.
    #[must_use]
    pub fn command(self, edits: Edits) -> &'static str {
        match (self, edits) {
            (Mends::File, Edits::Keep) => "tikicheck --fix",
            (Mends::File, Edits::Discard) => "tikicheck --fix --discard-edits",
            (Mends::Staged, Edits::Keep) => "tikicheck --fix --staged",
            (Mends::Staged, Edits::Discard) => "tikicheck --fix --discard-edits --staged",
        }
    }
}

/// The two names of a page, and what commands about it speak of.
#[derive(Debug, Clone, Copy)]
pub struct Name<'p> {
    /// Relative to the root of the site: how the configuration knows it.
    pub path: &'p Path,
    /// How findings name it.
    pub shown: &'p Path,
    /// What the way out of a finding mends.
    pub mends: Mends,
}

impl<'p> From<&'p Path> for Name<'p> {
    fn from(path: &'p Path) -> Self {
        Self {
            path,
            shown: path,
            mends: Mends::File,
        }
    }
}

/// Checks one file.
#[must_use]
pub fn check<'p>(
    name: impl Into<Name<'p>>,
    file: &[u8],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Checked {
    let mut view = View::as_written(file);
    let mut judged = judge(file, context, workspace);
    if !is_in_sync(&judged) && has_crlf_outside_source(file, &judged) {
        view = View::with_lf(file);
        judged = judge(&view.text, context, workspace);
    }
    let mut report = Report::new(name.into(), context);
    let head = front_matter::read(Some(&judged), &view, context.config);
    if let Some(head) = &head {
        report.accepted = head.accepted(&view);
        front_matter::describe(head, &judged, &view, &mut report);
    }
    front_matter::describe_open(&judged, &view, &mut report);
    report.checked.claims = claims::numbers(head.as_ref(), report.name.path, context);
    describe::describe(&judged, &view, &workspace.tree, &mut report);
    report.checked.accepts_across_pages = report
        .accepted
        .iter()
        .any(|accepted| accepted.rule.needs_all_pages());
    report.unused(|rule| !rule.needs_all_pages());
    report
        .checked
        .findings
        .sort_by_key(|finding| finding.start.offset);
    quote(file, &mut report.checked.findings);
    if let Ok(judgement) = &judged {
        report.checked.repair = repair::repair(judgement, file, &view, &workspace.tree, &report);
    }
    report.checked
}

/// Adds what stands in the place that a finding is about, where nothing else shows it.
fn quote(file: &[u8], findings: &mut [Finding]) {
    for finding in findings {
        let is_one_place = match finding.rule {
            Rule::MissingSource | Rule::TooLarge | Rule::UnusedIgnore => false,
            _ => finding.difference.is_none() && finding.start.line > 0,
        };
        if is_one_place {
            let end = match finding.rule {
                // A byte that is no text.
                Rule::NotUtf8 => finding.start.offset + 1,
                _ => finding.end.offset,
            };
            let place = finding.start.offset..end;
            finding.excerpt = Some(excerpt_of_file(file, place, finding.start));
        }
    }
}

/// Checks a page as a repair left it, and returns what is left to be said about it.
///
/// # Errors
///
/// Where the repair did not mend what it was to mend, another one would change the page again, or the page would be
/// larger than one that is checked: then it must not be written.
pub fn check_repair<'p>(
    name: impl Into<Name<'p>>,
    repaired: &[u8],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Checked, String> {
    let (bytes, limit) = (repaired.len() as u64, context.config.limits.page_bytes);
    if bytes > limit {
        return Err(format!(
            "the mended page would have {bytes} bytes, and the limit is {limit}; shorten its source, or raise `limits: {{page_bytes: …}}` in tikicheck.yaml"
        ));
    }
    let left = check(name, repaired, context, workspace);
    if left.repair.is_some() || left.findings.iter().any(|finding| finding.fix == Fix::Safe) {
        return Err(
            "the mended page would not check clean; this is a mistake in tikicheck, please report it".to_owned(),
        );
    }
    Ok(left)
}

/// What is to be said about a page that is not read because it is larger than the limit; `bytes` is its size, if known.
#[must_use]
pub fn too_large<'p>(
    name: impl Into<Name<'p>>,
    bytes: Option<u64>,
    context: Context<'_>,
) -> Checked {
    let mut report = Report::new(name.into(), context);
    let size = match bytes {
        Some(bytes) => describe::Size::Page(bytes),
        None => describe::Size::Unknown,
    };
    describe::too_large(size, &mut report);
    report.checked
}
