//! A page's parts against what its source generates: verdict, findings, and the edits that fix it. Pure.

use std::path::Path;

use crate::config::Config;
use crate::finding::{Finding, Fix};
use crate::generator::{Generator, Workspace};
use crate::page::lines::View;
use crate::page::{self, Edit, apply};
use crate::rules::Scope;

mod as_meant;
mod carried;
pub mod cause;
mod claims;
mod dead_links;
mod describe;
mod fix;
mod front_matter;
mod history;
mod hugo;
mod judge;
mod links;
mod merged;
mod report;
#[cfg(test)]
mod rule_tests;
#[cfg(test)]
mod shown_tests;
#[cfg(feature = "cli")]
pub mod sound;
mod source;

pub use claims::{Claim, ClaimKey, Claims, Met, across, claims_of};
pub use dead_links::{Lead, Linked, served_of, served_unread};
pub use describe::dead::{DeadLink, dead_links};
pub use links::links_to;

use as_meant::AsMeant;
use describe::shown::{self, Shown};
use judge::{Judged, has_crlf_outside_source, is_in_sync, judge};
use report::Collector;

/// What every page of a run is checked against.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// What makes a page.
    pub generator: Generator<'c>,
    /// What is said about it: severities, exceptions, limits.
    pub config: &'c Config,
}

impl<'c> Context<'c> {
    /// Pages made and judged under these settings, on this site.
    #[must_use]
    pub fn new(config: &'c Config, site: &'c crate::site::Site) -> Self {
        Self {
            generator: Generator::new(config, site),
            config,
        }
    }

    /// The same for one page, given by its path relative to the root of the site: it may have an exporter of its own.
    #[must_use]
    pub fn for_page(self, page: &Path) -> Self {
        Self {
            generator: self.generator.for_page(self.config, page),
            ..self
        }
    }
}

/// What a fix does with hand edits of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HandEdits {
    /// It carries them into the source, where that generates the edited body, but for spacing; else it leaves them, and
    /// with them everything that is generated on the page.
    #[default]
    Keep,
    /// It carries them also where the source generates a body that reads the same, which is written then.
    KeepAlike,
    /// It overwrites them.
    Discard,
}

/// What a fix does with pages that today's settings would write otherwise, though nobody edited them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Misfits {
    /// It leaves them: there is no proof that the settings are those of their exporter.
    #[default]
    Keep,
    /// It writes them as the settings say.
    Rewrite,
}

/// What a fix does with the source of a page that is in sync and shown otherwise than it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unmeant {
    /// It leaves it.
    #[default]
    Keep,
    /// It changes blanks of the source, and no word, so that the page is shown as the source means it.
    Change,
}

/// What a fix may do besides what is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allowed {
    /// What becomes of hand edits.
    pub hand_edits: HandEdits,
    /// What becomes of pages that the settings do not fit.
    pub misfits: Misfits,
    /// What becomes of sources that are shown otherwise than they are meant.
    pub unmeant: Unmeant,
}

impl From<HandEdits> for Allowed {
    /// Nothing is rewritten that the settings do not fit.
    fn from(hand_edits: HandEdits) -> Self {
        Self {
            hand_edits,
            ..Self::default()
        }
    }
}

/// A page in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum Verdict {
    /// Body, copy and tree are what the source generates.
    InSync,
    /// They are not, or nobody can tell.
    Drifted,
    /// They are not, and an entry of `ignore` or a severity `off` says that this is known.
    Ignored,
    /// The page carries no source.
    WithoutSource,
}

/// What a check came to.
#[derive(Debug)]
#[non_exhaustive]
pub struct Checked {
    /// The page in one word.
    pub verdict: Verdict,
    /// What is to be said about it, in the order of the file.
    pub findings: Vec<Finding>,
}

/// What a run over many pages takes from the check of one.
#[derive(Debug, Default)]
pub struct Observed {
    /// Which entries of `ignore` kept a finding back: their places in the configuration's list.
    pub used_ignores: Vec<usize>,
    /// The style of the block, where it is not the configured one.
    pub other_style: Option<String>,
    /// What the page claims for itself among all pages.
    pub claims: Vec<ClaimKey>,
    /// Whether its front matter accepts findings of rules that need all pages.
    pub accepts_across_pages: bool,
    /// Where it is served, and where its links lead; nothing in a run that does not know all pages.
    pub linked: Linked,
}

/// A page that was checked, with what is needed to fix it.
pub struct Examined<'f> {
    /// Verdict and findings.
    pub checked: Checked,
    /// What the run takes from it.
    pub observed: Observed,
    file: &'f [u8],
    view: View<'f>,
    judged: Judged,
    as_meant: Option<AsMeant>,
    context: Context<'f>,
}

/// Checks one page; `page` is its path, relative to the root of the site.
#[must_use]
pub fn check<'f>(
    page: &Path,
    file: &'f [u8],
    context: Context<'f>,
    workspace: &mut Workspace,
) -> Examined<'f> {
    let context = context.for_page(page);
    let (view, judged) = judged(file, context, workspace);
    let mut report = Collector::new(page, file, context);
    let head = front_matter::read(Some(&judged), &view, context.config);
    if let Some(head) = &head {
        report.accepted = head.accepted(&view);
        front_matter::describe(head, &judged, &view, &mut report);
    }
    front_matter::describe_open(&judged, &view, &mut report);
    hugo::describe(&judged, &view, &mut report);
    report.observed.claims = claims::keys(head.as_ref(), page, context.config);
    let tree = &workspace.tree;
    let to_read = dead_links::to_read(&judged, &view, page, context);
    let wanted = to_read.map(|to_read| to_read.wanted);
    let (shown, links) = match &judged {
        Ok(judgement) => shown::look_with_links(judgement, tree, wanted, context),
        Err(_) => (Shown::default(), None),
    };
    let linked = dead_links::observe(head.as_ref(), to_read, links, page, context);
    report.observed.linked = linked;
    let verdict = describe::describe(&judged, &view, tree, shown, &mut report);
    let as_meant = judged.as_ref().ok().and_then(|judgement| {
        as_meant::as_meant(&view.text, judgement, &report.findings, context, workspace)
    });
    if let Some(as_meant) = &as_meant {
        as_meant.offer(&mut report.findings);
    }
    report.observed.accepts_across_pages = report
        .accepted
        .iter()
        .any(|accepted| accepted.rule.scope() == Scope::Site);
    report.unused(|rule| rule.scope() == Scope::Page);
    let Collector {
        mut findings,
        observed,
        ..
    } = report;
    findings.sort_by_key(|finding| finding.start.offset);
    Examined {
        checked: Checked { verdict, findings },
        observed,
        file,
        view,
        judged,
        as_meant,
        context,
    }
}

/// Judges a file as it is or, where that helps, as if its line ends were LF.
fn judged<'f>(
    file: &'f [u8],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> (View<'f>, Judged) {
    let mut view = View::as_written(file);
    let mut judged = judge(file, context, workspace);
    if !is_in_sync(&judged) && has_crlf_outside_source(file, &judged) {
        view = View::with_lf(file);
        judged = judge(&view.text, context, workspace);
    }
    (view, judged)
}

impl Examined<'_> {
    /// The edits that fix what the findings say, in the order of the file; none where a fix would change nothing.
    #[must_use]
    pub fn edits(&self, allowed: Allowed) -> Vec<Edit> {
        match &self.judged {
            Ok(judgement) => fix::edits(
                judgement,
                self.as_meant.as_ref(),
                self.file,
                &self.view,
                &self.checked.findings,
                self.context,
                allowed,
            ),
            Err(_) => Vec::new(),
        }
    }
}

/// A fixed page, and what is left to be said about it.
pub struct Fixed {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What a check says of it.
    pub left: Checked,
}

/// Why a fix must not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfixable {
    /// The page would be larger than one that is checked.
    #[error(
        "the mended page would have {bytes} bytes, and the limit is {limit}; shorten its source, or raise `limits: {{page_bytes: …}}` in tikicheck.yaml"
    )]
    TooLarge {
        /// How many bytes it would have.
        bytes: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The fix did not fix what it was to fix, or another one would change the page again.
    #[error(
        "the mended page would not check clean; this is a mistake in tikicheck, please report it"
    )]
    NotClean,
    /// The pages that links can lead to could not be listed, so links to pages were taken for links to tags.
    #[error("the pages that links can lead to could not be listed")]
    PagesUnknown,
}

/// Applies `edits` to `file` in memory, and checks the result before anybody writes it.
///
/// # Errors
///
/// Where the result must not be written.
pub fn fixed(
    page: &Path,
    file: &[u8],
    edits: &[Edit],
    context: Context<'_>,
    allowed: Allowed,
    workspace: &mut Workspace,
) -> Result<Fixed, Unfixable> {
    let bytes = apply(file, edits);
    let (size, limit) = (bytes.len() as u64, context.config.limits.page_bytes);
    if size > limit {
        return Err(Unfixable::TooLarge { bytes: size, limit });
    }
    let again = check(page, &bytes, context, workspace);
    // Once the page shows more as it is meant, another change may come within reach.
    let but_meant = Allowed {
        unmeant: Unmeant::Keep,
        ..allowed
    };
    let is_fixed = again.edits(but_meant).is_empty()
        && !again
            .checked
            .findings
            .iter()
            .any(|finding| finding.fix == Fix::Safe);
    let left = again.checked;
    if context.generator.site.lacks_pages() {
        Err(Unfixable::PagesUnknown)
    } else if is_fixed {
        Ok(Fixed { bytes, left })
    } else {
        Err(Unfixable::NotClean)
    }
}

/// Whether a file carries a source, be its block whole or damaged.
#[must_use]
pub fn has_source(file: &[u8]) -> bool {
    let is_without = |file: &[u8]| matches!(page::read(file), page::File::WithoutSource);
    !is_without(file) || !is_without(&View::with_lf(file).text)
}

/// What stands between front matter and block, or the end of the file, without the white space around it and with LF;
/// `None` where nothing does, or where a block is damaged.
#[must_use]
pub fn text_without_block(file: &[u8]) -> Option<Vec<u8>> {
    let view = View::with_lf(file);
    let file = &view.text;
    let text = match page::read(file) {
        page::File::Page(page) => page.body,
        page::File::WithoutSource => page::front_matter(file).ok()?.range.end..file.len(),
        page::File::Damaged(_) => return None,
    };
    let text = file[text].trim_ascii();
    (!text.is_empty()).then(|| text.to_vec())
}

/// What is to be said about a page without a source that had one before, as `old` if it was renamed; `None` where that
/// is accepted.
#[must_use]
pub fn lost_source(
    page: &Path,
    old: Option<&Path>,
    file: &[u8],
    context: Context<'_>,
) -> Option<Finding> {
    let mut view = View::as_written(file);
    if page::front_matter(file).is_ok_and(|found| found.is_none()) {
        view = View::with_lf(file);
    }
    let head = front_matter::read(None, &view, context.config);
    let mut report = Collector::new(page, file, context.for_page(page));
    report.accepted = head.map_or_else(Vec::new, |head| head.accepted(&view));
    describe::lost_source(old, &mut report);
    report.findings.pop()
}

/// What is to be said about a page that is not read because it is larger than the limit; `bytes` is its size, if known.
#[must_use]
pub fn too_large(page: &Path, bytes: Option<u64>, context: Context<'_>) -> (Checked, Observed) {
    let mut report = Collector::new(page, &[], context);
    let size = match bytes {
        Some(bytes) => describe::Size::Page(bytes),
        None => describe::Size::Unknown,
    };
    let verdict = describe::too_large(size, &mut report);
    let Collector {
        findings, observed, ..
    } = report;
    (Checked { verdict, findings }, observed)
}
