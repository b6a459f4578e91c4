//! The edits that fix a page: body, copy and tree where they are stale, the block's style, and the source where a hand
//! edit of the body is carried into it; nothing else moves.

use std::ops::Range;

use super::as_meant::AsMeant;
use super::carried::{HandEdit, kept};
use super::judge::Judgement;
use super::{Allowed, Context, HandEdits, Misfits, Unmeant};
use crate::finding::Finding;
use crate::page::escape::escape;
use crate::page::lines::View;
use crate::page::{BODY_CLOSES, Edit};
use crate::rules::{Fix, Rule};

/// The edits that fix everything that `findings` say about a page; none where nothing would change.
pub fn edits(
    judgement: &Judgement,
    as_meant: Option<&AsMeant>,
    file: &[u8],
    view: &View<'_>,
    findings: &[Finding],
    context: Context<'_>,
    allowed: Allowed,
) -> Vec<Edit> {
    let Judgement {
        page,
        parts,
        agreement,
        drift,
        hand_edit,
        overlaps: _,
    } = judgement;
    let reports = |rule| findings.iter().any(|finding| finding.rule == rule);
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let restyles = |finding: &Finding| {
        finding.rule == Rule::BlockStyle
            && (finding.fix == Fix::Safe || allowed.misfits == Misfits::Rewrite)
    };
    if findings.iter().any(restyles) {
        changes.push((page.style.clone(), context.generator.style.to_owned()));
    }
    let wanted = drift.as_ref().filter(|(_, drift)| {
        let is_allowed = match drift.fix {
            Fix::Safe => true,
            Fix::KeepsEdit => allowed.hand_edits != HandEdits::Keep,
            Fix::DiscardsEdit => allowed.hand_edits == HandEdits::Discard,
            // Where the settings do not fit, a hand edit takes a word more.
            Fix::None => {
                let costs_edit = matches!(drift.rule, Rule::EditedBody | Rule::ConflictingEdits);
                allowed.misfits == Misfits::Rewrite
                    && (!costs_edit || allowed.hand_edits == HandEdits::Discard)
            }
        };
        reports(drift.rule) && is_allowed
    });
    let carried = match (hand_edit, allowed.hand_edits) {
        (Some(HandEdit::Carried(carried)), HandEdits::Keep) => Some(carried.changes.clone()),
        (Some(HandEdit::Carried(carried)), HandEdits::KeepAlike) => {
            let kept = kept(&view.text, judgement, context);
            Some(kept.map_or_else(|| carried.changes.clone(), |kept| kept.changes))
        }
        (Some(HandEdit::ReadsAlike(carried)), HandEdits::KeepAlike) => {
            Some(carried.changes.clone())
        }
        (None, _)
        | (Some(_), HandEdits::Discard)
        | (Some(HandEdit::Refused(_)), HandEdits::Keep | HandEdits::KeepAlike)
        | (Some(HandEdit::ReadsAlike(_)), HandEdits::Keep) => None,
    };
    if let (Some(_), Some(carried)) = (wanted, carried) {
        changes.extend(carried);
    } else if let Some((generated, _)) = wanted {
        let markdown = &generated.markdown.text;
        if !agreement.body {
            let body = [page.body_opens(), markdown, BODY_CLOSES].concat();
            changes.push((page.body.clone(), body));
        }
        if !agreement.copy {
            changes.push((parts.copy.clone(), escape(markdown).into_owned()));
        }
        if !agreement.tree {
            changes.push((parts.tree.clone(), escape(&generated.tree).into_owned()));
        }
    }
    // A page in sync has nothing else to write but its style.
    let as_meant = as_meant.filter(|_| allowed.unmeant == Unmeant::Change && drift.is_none());
    changes.extend(as_meant.into_iter().flat_map(|meant| meant.changes.clone()));
    changes.sort_by_key(|(range, _)| range.start);
    let crlf = !changes.is_empty() && mostly_crlf(file, view.file_offset(parts.source.start));
    let edit = |(range, text): (Range<usize>, String)| {
        let file_range = view.file_offset(range.start)..view.file_offset(range.end);
        let text = if range.start >= parts.source.start {
            in_source(file, file_range.start, &text)
        } else if crlf {
            text.replace('\n', "\r\n")
        } else {
            text
        };
        Edit {
            range: file_range,
            text,
        }
    };
    changes.into_iter().map(edit).collect()
}

/// Whether most lines in front of the source end with CRLF.
pub(super) fn mostly_crlf(file: &[u8], source: usize) -> bool {
    let outside = &file[..source];
    let ends = memchr::memchr_iter(b'\n', outside).count();
    let crlf = memchr::memmem::find_iter(outside, b"\r\n").count();
    crlf * 2 > ends
}

/// The new text of a source at a place of its file: its lines end as those around them.
pub(super) fn in_source(file: &[u8], at: usize, text: &str) -> String {
    if !text.contains('\r') && is_crlf_near(file, at) {
        text.replace('\n', "\r\n")
    } else {
        text.to_owned()
    }
}

/// Whether the line end in front of a place, or else the one behind it, is CRLF.
fn is_crlf_near(file: &[u8], at: usize) -> bool {
    let end = memchr::memrchr(b'\n', &file[..at])
        .or_else(|| memchr::memchr(b'\n', &file[at..]).map(|found| at + found));
    end.is_some_and(|end| file[..end].ends_with(b"\r"))
}
