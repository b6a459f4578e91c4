//! The bytes that mend a page: body, copy and tree where they are stale, and the block's style; nothing else moves.

use std::borrow::Cow;
use std::ops::Range;

use super::Edits;
use super::judge::Judgement;
use super::report::Report;
use crate::page::BODY_CLOSES;
use crate::page::escape::escape;
use crate::page::lines::View;
use crate::render::dump::dump;
use crate::render::markdown::markdown;
use crate::rules::Rule;
use crate::wiki::Tree;

/// The file as a fix of everything that `report` says about it would leave it; `None` where nothing would change.
pub fn repair(
    judgement: &Judgement,
    file: &[u8],
    view: &View<'_>,
    tree: &Tree,
    report: &Report<'_>,
) -> Option<Vec<u8>> {
    let Judgement {
        page,
        parts,
        agreement,
    } = judgement;
    let context = report.context;
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    if report.reports(Rule::BlockStyle) {
        changes.push((page.style.clone(), context.config.block.style.clone()));
    }
    let repaired = agreement.rule().filter(|&rule| {
        let costs_edit = matches!(rule, Rule::EditedBody | Rule::ConflictingEdits);
        report.reports(rule) && (!costs_edit || context.edits == Edits::Discard)
    });
    if repaired.is_some() {
        let mut body = String::new();
        let mut dumped = String::new();
        markdown(tree, context.site, context.config.render, &mut body)
            .and_then(|()| dump(tree, &mut dumped))
            .expect("a String takes everything");
        if !agreement.body {
            let body = [page.body_opens(), &body, BODY_CLOSES].concat();
            changes.push((page.body.clone(), body));
        }
        if !agreement.copy {
            changes.push((parts.copy.clone(), escape(&body).into_owned()));
        }
        if !agreement.tree {
            changes.push((parts.tree.clone(), escape(&dumped).into_owned()));
        }
    }
    if changes.is_empty() {
        return None;
    }
    changes.sort_by_key(|(range, _)| range.start);
    let crlf = mostly_crlf(file, view.file_offset(parts.source.start));
    let mut bytes = Vec::with_capacity(file.len());
    let mut from = 0;
    for (range, text) in changes {
        let text = if crlf {
            Cow::Owned(text.replace('\n', "\r\n"))
        } else {
            Cow::Borrowed(&*text)
        };
        bytes.extend_from_slice(&file[from..view.file_offset(range.start)]);
        bytes.extend_from_slice(text.as_bytes());
        from = view.file_offset(range.end);
    }
    bytes.extend_from_slice(&file[from..]);
    Some(bytes)
}

/// Whether most lines in front of the source end with CRLF.
fn mostly_crlf(file: &[u8], source: usize) -> bool {
    let outside = &file[..source];
    let ends = memchr::memchr_iter(b'\n', outside).count();
    let crlf = memchr::memmem::find_iter(outside, b"\r\n").count();
    crlf * 2 > ends
}
