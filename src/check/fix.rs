//! The edits that fix a page: body, copy and tree where they are stale, and the block's style; nothing else moves.

use std::ops::Range;

use super::judge::Judgement;
use super::{Context, HandEdits};
use crate::finding::Finding;
use crate::page::escape::escape;
use crate::page::lines::View;
use crate::page::{BODY_CLOSES, Edit};
use crate::rules::{Fix, Rule};

/// The edits that fix everything that `findings` say about a page; none where nothing would change.
pub fn edits(
    judgement: &Judgement,
    file: &[u8],
    view: &View<'_>,
    findings: &[Finding],
    context: Context<'_>,
    hand_edits: HandEdits,
) -> Vec<Edit> {
    let Judgement {
        page,
        parts,
        agreement,
        generated,
    } = judgement;
    let reports = |rule| findings.iter().any(|finding| finding.rule == rule);
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    if reports(Rule::BlockStyle) {
        changes.push((page.style.clone(), context.generator.style.to_owned()));
    }
    let fixed = agreement.rule().filter(|&rule| {
        let is_wanted = match rule.fix() {
            Fix::Safe => true,
            Fix::DiscardsEdit => hand_edits == HandEdits::Discard,
            Fix::None => false,
        };
        reports(rule) && is_wanted
    });
    if let Some(generated) = generated.as_ref().filter(|_| fixed.is_some()) {
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
    changes.sort_by_key(|(range, _)| range.start);
    let crlf = !changes.is_empty() && mostly_crlf(file, view.file_offset(parts.source.start));
    let edit = |(range, text): (Range<usize>, String)| Edit {
        range: view.file_offset(range.start)..view.file_offset(range.end),
        text: if crlf {
            text.replace('\n', "\r\n")
        } else {
            text
        },
    };
    changes.into_iter().map(edit).collect()
}

/// Whether most lines in front of the source end with CRLF.
fn mostly_crlf(file: &[u8], source: usize) -> bool {
    let outside = &file[..source];
    let ends = memchr::memchr_iter(b'\n', outside).count();
    let crlf = memchr::memmem::find_iter(outside, b"\r\n").count();
    crlf * 2 > ends
}
