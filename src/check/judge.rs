//! Compares a page with what its source generates, and says nothing about it: which parts agree, or why none could.

use std::fmt::Write as _;
use std::ops::Range;

use memchr::memmem;

use super::Context;
use super::carried::{HandEdit, hand_edit};
use super::history::{self, Drift, Fit, SourceHistory, Texts};
use super::merged::{BothEdits, both_edits};
use crate::generator::{self, Workspace};
use crate::merge::Conflict;
use crate::page::escape::{escape, is_escape_of, unescape};
use crate::page::markers::{SHORTEST, USUAL, conflict, new_divider};
use crate::page::{self, BODY_CLOSES, Damage, File, Page, Parts, SOURCE_OPENS, Splits};
use crate::render::compare::Compare;
use crate::render::escaped::Escaped;
use crate::rules::{Fix, Rule};

/// A file compared with what it should be, or why it was not; places are byte offsets in the view.
pub type Judged = Result<Judgement, Refused>;

/// Why a file was not compared.
pub enum Refused {
    /// It carries no source.
    WithoutSource,
    /// Its block is damaged, in this way.
    Damaged(Damage),
    /// The page would be larger than the limit if it were made today.
    TooLarge,
    /// It is not text.
    NotUtf8 {
        /// The first byte that begins no character.
        at: usize,
    },
}

/// A page, its parts, and which of them agree.
pub struct Judgement {
    /// Where its parts are, as far as its frame says so.
    pub page: Page,
    /// Where copy, tree and source are.
    pub parts: Parts,
    /// Which of them agree.
    pub agreement: Agreement,
    /// What the source generates today, and why the page differs from it; where not all of them agree.
    pub drift: Option<(generator::GeneratedParts, Drift)>,
    /// What can be done about a hand edit of the body, where nothing else was edited and the settings fit.
    pub hand_edit: Option<HandEdit>,
    /// The wordings of the places that both body and source change, where these edits do not go together.
    pub overlaps: Vec<Conflict>,
}

/// Which parts agree with what the source generates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// Whether the body does.
    pub body: bool,
    /// Whether the copy does.
    pub copy: bool,
    /// Whether the tree does.
    pub tree: bool,
    /// Whether the copy agrees with the body as the page holds it.
    pub copy_with_body: bool,
}

impl Agreement {
    /// Whether body, copy and tree are what the source generates.
    pub fn is_whole(self) -> bool {
        self.body && self.copy && self.tree
    }
}

/// Judges a file whose line ends are LF outside the source. Leaves the tree of its source in the workspace.
pub fn judge(file: &[u8], context: Context<'_>, workspace: &mut Workspace) -> Judged {
    let whole = 0..file.len();
    let page = match page::read(file) {
        File::Page(page) => page,
        // No file in UTF-16 holds the lines of a debug block.
        File::WithoutSource if is_utf16(file) => return Err(Refused::NotUtf8 { at: 0 }),
        File::WithoutSource => {
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
    if let Some(damage) = page::unmerged(file, page.front_matter.range.clone(), USUAL) {
        return Err(Refused::Damaged(damage));
    }
    let block = page.block(file).start;
    let judged = judge_page(file, page, context, workspace);
    // What was generated is escaped, so it holds no markers: in a page in sync only the source can.
    let from = match &judged {
        Ok(judgement) if is_in_sync(&judged) => judgement.parts.source.start,
        _ => block,
    };
    let unmerged = match (page::unmerged(file, from..file.len(), SHORTEST), &judged) {
        // Of a set that begins in the body, more is known already.
        (Some(Damage::LoneMarker { .. }), Err(Refused::Damaged(_))) => None,
        (None, Ok(judgement)) => left_divider(file, judgement),
        (unmerged, _) => unmerged,
    };
    match unmerged {
        Some(damage) => Err(Refused::Damaged(damage)),
        None => judged,
    }
}

/// A line of the source that divides the sides of a conflict, and was not there when the page was last generated.
fn left_divider(file: &[u8], judgement: &Judgement) -> Option<Damage> {
    let (_, drift) = judgement.drift.as_ref()?;
    let SourceHistory::Edited { before } = &drift.source else {
        return None;
    };
    let source = judgement.parts.source.clone();
    let text = String::from_utf8_lossy(&file[source.clone()]);
    let number = new_divider(&unescape(&text), before)?;
    // Escapes hold no line ends, so the lines are the same.
    let mut ends = memchr::memchr_iter(b'\n', &file[source.clone()]);
    let start = match number.checked_sub(1) {
        Some(above) => source.start + ends.nth(above)? + 1,
        None => source.start,
    };
    let end = ends.next().map_or(source.end, |end| source.start + end);
    Some(Damage::LoneMarker { range: start..end })
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
    let mut judgement = Judgement {
        page,
        parts,
        agreement,
        drift: None,
        hand_edit: None,
        overlaps: Vec::new(),
    };
    if !agreement.is_whole() {
        // Only a page that drifted is looked at as a whole.
        text_only(file, 0..file.len())?;
        let others = judgement.page.front_matter.range.len() + judgement.parts.source.len();
        let left = context.config.limits.page_bytes.checked_sub(others as u64);
        let generated = left.and_then(|most| context.generator.parts(&workspace.tree, most));
        let generated = generated.ok_or(Refused::TooLarge)?;
        if let Some(damage) = foreign_text(file, &judgement) {
            return Err(Refused::Damaged(damage));
        }
        let parts = &judgement.parts;
        let texts = Texts {
            copy: text_only(file, parts.copy.clone())?,
            tree: text_only(file, parts.tree.clone())?,
            source: text_only(file, parts.source.clone())?,
        };
        let mut drift = history::drift(agreement, &texts, &generated, context.generator, workspace);
        let only_body = drift.rule == Rule::EditedBody
            && drift.source == SourceHistory::Unchanged
            && drift.fit == Fit::Fits;
        if only_body {
            let edit = hand_edit(file, &judgement, context, workspace);
            drift.fix = match edit {
                HandEdit::Carried(_) => Fix::Safe,
                HandEdit::ReadsAlike(_) => Fix::KeepsEdit,
                HandEdit::Refused(_) => Fix::DiscardsEdit,
            };
            judgement.hand_edit = Some(edit);
        }
        if drift.rule == Rule::ConflictingEdits
            && drift.fit == Fit::Fits
            && let SourceHistory::Edited { before } = &drift.source
        {
            let today = &generated.markdown.text;
            match both_edits(file, &judgement, before, today, context, workspace) {
                BothEdits::Merged(carried) => {
                    drift.fix = Fix::Safe;
                    judgement.hand_edit = Some(HandEdit::Carried(carried));
                }
                BothEdits::ReadAlike(carried) => {
                    drift.fix = Fix::KeepsEdit;
                    judgement.hand_edit = Some(HandEdit::ReadsAlike(carried));
                }
                BothEdits::Overlap(overlaps) => judgement.overlaps = overlaps,
                BothEdits::Unknown => {}
            }
        }
        judgement.drift = Some((generated, drift));
    }
    Ok(judgement)
}

/// Compares the parts with what the source generates; nothing is built that need not be.
fn compare(
    file: &[u8],
    page: &Page,
    parts: &Parts,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Agreement, Refused> {
    let generator = context.generator;
    let source = text_only(file, parts.source.clone())?;
    generator.parse_escaped(source, workspace);
    let tree = &workspace.tree;

    let mut body = Compare::new(&file[page.body.clone()]);
    let body = body
        .write_str(page.body_opens())
        .and_then(|()| generator.markdown(tree, &mut body))
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
        generator.markdown(tree, &mut expected).is_ok() && expected.0.is_complete()
    };
    let mut expected = Escaped(Compare::new(&file[parts.tree.clone()]));
    let tree = generator.dump(tree, &mut expected).is_ok() && expected.0.is_complete();
    Ok(Agreement {
        body,
        copy,
        tree,
        copy_with_body,
    })
}

/// The split whose copy and tree are what its source generates, else the only one whose copy is, else the only likely
/// one whose copy is the body.
///
/// Another split may only look right: its tree part can hold the heading of a source, and with it the source, or the
/// beginning of an edited one. Such a split counts only where its parts agree.
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
    let (([only], _) | ([], [only])) = (&generated[..], &with_body[..]) else {
        return None;
    };
    let heading = memmem::find(&file[only.tree.clone()], SOURCE_OPENS.as_bytes());
    heading.is_none().then(|| (*only).clone())
}

/// Conflict markers or a second block in front of the block, unless the copy shows that they belong there.
fn foreign_text(file: &[u8], judgement: &Judgement) -> Option<Damage> {
    let Judgement {
        page,
        parts,
        agreement,
        ..
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
        let range = conflict(file, from, USUAL)?;
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
    let start = memmem::find(text, escaped.as_bytes())?;
    Some(start..start + escaped.len())
}

/// The bytes `range` of a file as text.
fn text_only(file: &[u8], range: Range<usize>) -> Result<&str, Refused> {
    std::str::from_utf8(&file[range.clone()]).map_err(|error| Refused::NotUtf8 {
        at: range.start + error.valid_up_to(),
    })
}

/// Whether a file begins as UTF-16 does: with a byte order mark, or with two characters of which one byte each is 0.
/// Without a mark it may be valid UTF-8 throughout, and looks like a page without a source.
pub fn is_utf16(file: &[u8]) -> bool {
    match file {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [0, a, 0, b, ..] | [a, 0, b, 0, ..] => *a != 0 && *b != 0,
        _ => false,
    }
}

/// Whether a file was compared and all of its parts agree.
pub fn is_in_sync(judged: &Judged) -> bool {
    judged
        .as_ref()
        .is_ok_and(|judgement| judgement.agreement.is_whole())
}

/// Whether line ends are CRLF outside the source, which is compared as it is.
pub fn has_crlf_outside_source(file: &[u8], judged: &Judged) -> bool {
    let outside = match judged {
        Ok(judgement) => &file[..judgement.parts.source.start],
        Err(_) => file,
    };
    memmem::find(outside, b"\r\n").is_some()
}
