//! A page's parts against what its source generates: verdict, findings, and the bytes that would mend it. Pure.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use crate::config::{Config, RenderSettings};
use crate::excerpt::excerpt_of_file;
use crate::finding::{Finding, Fix, Severity};
use crate::page::lines::View;
use crate::page::{self, BODY_CLOSES, Damage, File, Page, Parts, Splits};
use crate::render::compare::Compare;
use crate::render::dump::dump;
use crate::render::escape::{Escaped, escape, is_escape_of};
use crate::render::markdown::markdown;
use crate::render::room::Room;
use crate::rules::Rule;
use crate::site::Site;
use crate::tiki::{self, Lines, Tree};

mod claims;
mod describe;
mod front_matter;
mod links;
mod repair;
#[cfg(test)]
mod rule_tests;
mod source;

pub use claims::{Claim, Claims, Met, across, claims_of};
pub use links::links_to;

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
    tiki: tiki::Workspace,
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
    /// How the command begins that mends this version and loses nothing.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Mends::File => "tikicheck --fix",
            Mends::Staged => "tikicheck --fix --staged",
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
    let mut report = Report {
        name: name.into(),
        context,
        accepted: Vec::new(),
        checked: Checked::default(),
    };
    let head = front_matter::read(Some(&judged), &view, context.config);
    if let Some(head) = &head {
        report.accepted = head.accepted(&view);
        front_matter::describe(head, &judged, &view, &mut report);
    }
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
    let mut report = Report {
        name: name.into(),
        context,
        accepted: Vec::new(),
        checked: Checked::default(),
    };
    let size = match bytes {
        Some(bytes) => describe::Size::Page(bytes),
        None => describe::Size::Unknown,
    };
    describe::too_large(size, &mut report);
    report.checked
}

/// What a wiki text generates, not escaped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Generated {
    /// The Markdown.
    pub markdown: String,
    /// The dump of the tree.
    pub tree: String,
}

/// Generates the parts of a page from plain wiki text.
#[must_use]
pub fn regenerate(source: &str, context: Context<'_>, workspace: &mut Workspace) -> Generated {
    let Workspace { tiki, tree } = workspace;
    let settings = context.config.render;
    tiki.parse_plain(source, lines(settings), tree);
    let mut generated = Generated::default();
    markdown(tree, context.site, settings, &mut generated.markdown)
        .and_then(|()| dump(tree, &mut generated.tree))
        .expect("a String takes everything");
    generated
}

/// Whether what a plain wiki text generates takes no more than `most` bytes, escaped and not.
#[must_use]
pub fn fits(source: &str, most: u64, context: Context<'_>, workspace: &mut Workspace) -> bool {
    let Workspace { tiki, tree } = workspace;
    tiki.parse_plain(source, lines(context.config.render), tree);
    generates_at_most(most, tree, context)
}

/// Whether the page that `tree` generates beside `others` bytes keeps to the limit.
fn fits_beside(others: u64, tree: &Tree, context: Context<'_>) -> bool {
    let limit = context.config.limits.page_bytes;
    limit
        .checked_sub(others)
        .is_some_and(|left| generates_at_most(left, tree, context))
}

/// Whether Markdown, its escaped copy and the escaped dump take no more than `most` bytes.
///
/// A text that nests is repeated in the dump at each level, so a page could become two hundred times what it is.
fn generates_at_most(most: u64, tree: &Tree, context: Context<'_>) -> bool {
    let settings = context.config.render;
    let mut body = Room { left: most };
    if markdown(tree, context.site, settings, &mut body).is_err() {
        return false;
    }
    let mut escaped = Escaped(body);
    markdown(tree, context.site, settings, &mut escaped)
        .and_then(|()| dump(tree, &mut escaped))
        .is_ok()
}

/// A whole page without front matter, generated from plain wiki text.
#[must_use]
pub fn regenerate_page(source: &str, context: Context<'_>, workspace: &mut Workspace) -> String {
    let Generated { markdown, tree } = regenerate(source, context, workspace);
    [
        "\n",
        &markdown,
        BODY_CLOSES,
        page::STYLE_OPENS,
        &context.config.block.style,
        page::COPY_OPENS,
        &escape(&markdown),
        page::TREE_OPENS,
        &escape(&tree),
        page::SOURCE_OPENS,
        &escape(source),
        page::SOURCE_CLOSES,
    ]
    .concat()
}

/// A file compared with what it should be, or why it was not; places are byte offsets in the view.
type Judged = Result<Judgement, Refused>;

/// Why a file was not compared.
enum Refused {
    WithoutSource,
    Damaged(Damage),
    /// The page would be larger than the limit if it were made today.
    TooLarge,
    /// The first byte that begins no character.
    NotUtf8 {
        at: usize,
    },
}

/// A page, its parts, and which of them agree.
struct Judgement {
    page: Page,
    parts: Parts,
    agreement: Agreement,
}

/// Which parts agree with what the source generates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Agreement {
    body: bool,
    copy: bool,
    tree: bool,
    /// Whether the copy agrees with the body as the page holds it.
    copy_with_body: bool,
}

impl Agreement {
    /// The verdict that the four witnesses come to (page format, “Four witnesses”); `None` for a page in sync.
    fn rule(self) -> Option<Rule> {
        match (self.body, self.copy, self.tree) {
            (true, true, true) => None,
            (true, true, false) => Some(Rule::StaleTree),
            (true, false, _) => Some(Rule::StaleCopy),
            (false, true, _) => Some(Rule::EditedBody),
            (false, false, _) if self.copy_with_body => Some(Rule::StalePage),
            (false, false, _) => Some(Rule::ConflictingEdits),
        }
    }
}

fn is_in_sync(judged: &Judged) -> bool {
    judged
        .as_ref()
        .is_ok_and(|judgement| judgement.agreement.rule().is_none())
}

/// Findings on their way into the result, with the severities and exceptions of the configuration.
struct Report<'r> {
    name: Name<'r>,
    context: Context<'r>,
    /// The rules that the page's own front matter accepts.
    accepted: Vec<front_matter::Accepted>,
    checked: Checked,
}

impl Report<'_> {
    /// The severity at which `rule` is to be reported here; `None` where it is not.
    fn severity(&mut self, rule: Rule) -> Option<Severity> {
        let severity = self.context.config.severity(rule)?;
        let entry = self.context.config.ignored(self.name.path, rule);
        self.checked.ignored_by.extend(entry);
        let mut accepted = entry.is_some();
        for own in self.accepted.iter_mut().filter(|own| own.rule == rule) {
            own.used = true;
            accepted = true;
        }
        (!accepted).then_some(severity)
    }

    fn reports(&self, rule: Rule) -> bool {
        self.checked
            .findings
            .iter()
            .any(|finding| finding.rule == rule)
    }
}

/// How lines are read under these settings.
pub(crate) fn lines(settings: RenderSettings) -> Lines {
    if settings.trim_lines {
        Lines::Trimmed
    } else {
        Lines::AsWritten
    }
}

fn has_crlf_outside_source(file: &[u8], judged: &Judged) -> bool {
    let outside = match judged {
        Ok(judgement) => &file[..judgement.parts.source.start],
        Err(_) => file,
    };
    memchr::memmem::find(outside, b"\r\n").is_some()
}

/// Judges a file whose line ends are LF outside the source. Leaves the tree of its source in the workspace.
fn judge(file: &[u8], context: Context<'_>, workspace: &mut Workspace) -> Judged {
    let whole = 0..file.len();
    let page = match page::read(file) {
        File::Page(page) => page,
        File::WithoutSource(_) => {
            return Err(text_only(file, whole)
                .err()
                .unwrap_or(Refused::WithoutSource));
        }
        File::Damaged(damage) => {
            return Err(text_only(file, whole)
                .err()
                .unwrap_or(Refused::Damaged(damage)));
        }
    };
    if let Some(range) = page::conflict_markers(&file[page.front_matter.range.clone()], 0) {
        return Err(Refused::Damaged(Damage::ConflictMarkers { range }));
    }
    let block = page.block(file).start;
    let judged = judge_page(file, page, context, workspace);
    // What was generated is escaped, so it holds no markers: in a page in sync only the source can.
    let from = match &judged {
        Ok(judgement) if is_in_sync(&judged) => judgement.parts.source.start,
        _ => block,
    };
    match page::conflict_markers(file, from) {
        Some(range) => Err(Refused::Damaged(Damage::ConflictMarkers { range })),
        None => judged,
    }
}

/// Judges a page, conflict markers left aside.
fn judge_page(file: &[u8], page: Page, context: Context<'_>, workspace: &mut Workspace) -> Judged {
    // Body, copy, tree and source are compared with text.
    text_only(file, page.front_matter.range.clone())?;
    text_only(file, page.style.clone())?;
    let parts = match page.splits(file) {
        Splits::One(parts) => parts,
        Splits::Several { likely, others } => {
            let ambiguous = Refused::Damaged(Damage::Ambiguous { at: page.body.end });
            choose(file, &page, &likely, &others, context, workspace).ok_or(ambiguous)?
        }
    };
    let agreement = compare(file, &page, &parts, context, workspace)?;
    let judgement = Judgement {
        page,
        parts,
        agreement,
    };
    if agreement.rule().is_some() {
        // Only a page that drifted is looked at as a whole.
        text_only(file, 0..file.len())?;
        let others = judgement.page.front_matter.range.len() + judgement.parts.source.len();
        if !fits_beside(others as u64, &workspace.tree, context) {
            return Err(Refused::TooLarge);
        }
        if let Some(damage) = foreign_text(file, &judgement) {
            return Err(Refused::Damaged(damage));
        }
    }
    Ok(judgement)
}

/// Conflict markers or a second block in front of the block, unless the copy shows that they belong there.
fn foreign_text(file: &[u8], judgement: &Judgement) -> Option<Damage> {
    let Judgement {
        page,
        parts,
        agreement,
    } = judgement;
    if agreement.copy_with_body {
        return None;
    }
    let copy = &file[parts.copy.clone()];
    if let Some(range) = foreign_markers(file, copy) {
        return Some(Damage::ConflictMarkers { range });
    }
    let range = page.second_block(file)?;
    find_escaped(copy, &file[range.clone()])
        .is_none()
        .then_some(Damage::Doubled { range })
}

/// The first conflict markers that the copy does not hold.
fn foreign_markers(file: &[u8], mut copy: &[u8]) -> Option<Range<usize>> {
    let mut from = 0;
    loop {
        let range = page::conflict_markers(file, from)?;
        let Some(copied) = find_escaped(copy, &file[range.clone()]) else {
            return Some(range);
        };
        copy = &copy[copied.end..];
        from = range.end;
    }
}

/// Where `plain`, escaped, stands in `text`.
fn find_escaped(text: &[u8], plain: &[u8]) -> Option<Range<usize>> {
    let plain = String::from_utf8_lossy(plain);
    let escaped = escape(&plain);
    let start = memchr::memmem::find(text, escaped.as_bytes())?;
    Some(start..start + escaped.len())
}

/// The bytes `range` of a file as text.
fn text_only(file: &[u8], range: Range<usize>) -> Result<&str, Refused> {
    std::str::from_utf8(&file[range.clone()]).map_err(|error| Refused::NotUtf8 {
        at: range.start + error.valid_up_to(),
    })
}

/// The split whose copy and tree are what its source generates, else the only one whose copy is, else the only likely
/// one whose copy is the body.
fn choose(
    file: &[u8],
    page: &Page,
    likely: &[Parts],
    others: &[Parts],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Option<Parts> {
    let (mut generated, mut with_body) = (Vec::new(), Vec::new());
    for (i, parts) in likely.iter().chain(others).enumerate() {
        let Ok(agreement) = compare(file, page, parts, context, workspace) else {
            continue;
        };
        if agreement.copy && agreement.tree {
            return Some(parts.clone());
        }
        if agreement.copy {
            generated.push(parts);
        } else if agreement.copy_with_body && i < likely.len() {
            with_body.push(parts);
        }
    }
    match (&generated[..], &with_body[..]) {
        ([only], _) | ([], [only]) => Some((*only).clone()),
        _ => None,
    }
}

/// Compares the parts with what the source generates; nothing is built that need not be.
fn compare(
    file: &[u8],
    page: &Page,
    parts: &Parts,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Agreement, Refused> {
    let Workspace { tiki, tree } = workspace;
    let settings = context.config.render;
    let source = text_only(file, parts.source.clone())?;
    tiki.parse_escaped(source, lines(settings), tree);

    let mut body = Compare::new(&file[page.body.clone()]);
    let body = body
        .write_str(page.body_opens())
        .and_then(|()| markdown(tree, context.site, settings, &mut body))
        .and_then(|()| body.write_str(BODY_CLOSES))
        .is_ok_and(|()| body.is_complete());
    let copy = &file[parts.copy.clone()];
    let copy_with_body = page
        .markdown(file)
        .is_some_and(|markdown| is_escape_of(copy, &file[markdown]));
    let copy = if body {
        copy_with_body
    } else {
        let mut expected = Escaped(Compare::new(copy));
        markdown(tree, context.site, settings, &mut expected).is_ok() && expected.0.is_complete()
    };
    let mut expected = Escaped(Compare::new(&file[parts.tree.clone()]));
    let tree = dump(tree, &mut expected).is_ok() && expected.0.is_complete();
    Ok(Agreement {
        body,
        copy,
        tree,
        copy_with_body,
    })
}
