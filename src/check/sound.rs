//! A page as a merge takes it: what a fix would make of it, in parts; or why no fix can.

use std::ops::Range;
use std::path::Path;

use super::carried::HandEdit;
use super::fix::{in_source, mostly_crlf};
use super::judge::{Judgement, Refused, is_in_sync};
use super::{Context, judged};
use crate::carry::Reason;
use crate::generator::Workspace;
use crate::page::lines::View;
use crate::page::{Escaped, assemble_escaped};
use crate::rules::{Fix, Rule};

/// The parts of a page from which the rest of it is generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// With the line that closes it; line ends LF. Empty where there is none.
    pub front_matter: String,
    /// The value of the block's `style`.
    pub style: String,
    /// The escaped wiki text, with line ends as the page holds them.
    pub source: String,
    /// How lines end outside of the source.
    pub ends: FrameEnds,
}

/// How lines end outside of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameEnds {
    /// Most of them with LF.
    Lf,
    /// Most of them with CRLF.
    Crlf,
}

/// Why a page cannot be made anew from its source without losing something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsound {
    /// It carries no source.
    WithoutSource,
    /// It is no text.
    NotUtf8,
    /// Its block is damaged.
    Damaged,
    /// It is larger than a page may be, or would become so.
    TooLarge,
    /// Its body was edited by hand, and the edit cannot be carried into the source.
    HandEdit(Option<Reason>),
    /// Body and source were edited, and the two edits do not go together.
    BothEdited,
    /// Today's settings would write it otherwise.
    Misfit,
}

/// The parts of a page, after what `tikicheck --fix` does without any other flag.
///
/// # Errors
///
/// Where that does not bring the page in sync.
pub fn sound(
    page: &Path,
    file: &[u8],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Sound, Unsound> {
    let (view, judgement) = judge_whole(page, file, context, workspace)?;
    let Some((_, drift)) = &judgement.drift else {
        return Ok(parts(file, &view, &judgement, &[]));
    };
    match (drift.fix, drift.rule, &judgement.hand_edit) {
        (Fix::Safe, _, Some(HandEdit::Carried(carried))) => {
            Ok(parts(file, &view, &judgement, &carried.source))
        }
        (Fix::Safe, ..) => Ok(parts(file, &view, &judgement, &[])),
        (_, Rule::ConflictingEdits, _) => Err(Unsound::BothEdited),
        (Fix::DiscardsEdit, _, Some(HandEdit::Refused(refused))) => {
            Err(Unsound::HandEdit(Some(refused.reason)))
        }
        (Fix::KeepsEdit | Fix::DiscardsEdit, ..) => Err(Unsound::HandEdit(None)),
        (Fix::None, ..) => Err(Unsound::Misfit),
    }
}

/// The parts of a page as they are, whatever was edited: what a merge compares with.
///
/// # Errors
///
/// Where it has none.
pub fn as_it_is(
    page: &Path,
    file: &[u8],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Sound, Unsound> {
    let (view, judgement) = judge_whole(page, file, context, workspace)?;
    Ok(parts(file, &view, &judgement, &[]))
}

fn judge_whole<'f>(
    page: &Path,
    file: &'f [u8],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<(View<'f>, Judgement), Unsound> {
    if file.len() as u64 > context.config.limits.page_bytes {
        return Err(Unsound::TooLarge);
    }
    let (view, judged) = judged(file, context.for_page(page), workspace);
    let judgement = judged.map_err(|refused| match refused {
        Refused::WithoutSource => Unsound::WithoutSource,
        Refused::Damaged(_) => Unsound::Damaged,
        Refused::TooLarge => Unsound::TooLarge,
        Refused::NotUtf8 { .. } => Unsound::NotUtf8,
    })?;
    if std::str::from_utf8(file).is_err() {
        return Err(Unsound::NotUtf8);
    }
    Ok((view, judgement))
}

/// The parts of a file that is text, with these places of its source changed.
fn parts(
    file: &[u8],
    view: &View<'_>,
    judgement: &Judgement,
    splices: &[(Range<usize>, String)],
) -> Sound {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let range = judgement.parts.source.clone();
    let (start, end) = (view.file_offset(range.start), view.file_offset(range.end));
    let mut source = String::new();
    let mut from = start;
    for (range, new) in splices {
        let at = view.file_offset(range.start);
        source.push_str(&text(&file[from..at]));
        source.push_str(&in_source(file, at, new));
        from = view.file_offset(range.end);
    }
    source.push_str(&text(&file[from..end]));
    Sound {
        front_matter: text(&view.text[judgement.page.front_matter.range.clone()]),
        style: text(&view.text[judgement.page.style.clone()]),
        source,
        ends: if mostly_crlf(file, start) {
            FrameEnds::Crlf
        } else {
            FrameEnds::Lf
        },
    }
}

/// What becomes of the source of a page that is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written<'s> {
    /// It is the one that the rest is generated from.
    Source,
    /// This text stands in its place, between whose markers a person has to choose; escaped.
    Conflict(&'s str),
}

/// The page that these parts make.
///
/// # Errors
///
/// Where it would be larger than a page may be, or would not check clean.
pub fn made(
    page: &Path,
    parts: &Sound,
    written: Written<'_>,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Vec<u8>, Unmade> {
    let of_page = context.for_page(page);
    let most = context.config.limits.page_bytes;
    of_page.generator.parse_escaped(&parts.source, workspace);
    let generated = of_page
        .generator
        .parts(&workspace.tree, most)
        .ok_or(Unmade::TooLarge)?;
    let source = match written {
        Written::Source => &*parts.source,
        Written::Conflict(source) => source,
    };
    let has_head = !parts.front_matter.trim_start_matches('\u{feff}').is_empty();
    let bytes = assemble_escaped(&Escaped {
        front_matter: &parts.front_matter,
        has_front_matter: has_head,
        markdown: &generated.markdown.text,
        style: &parts.style,
        tree: &generated.tree,
        source,
        newline: match parts.ends {
            FrameEnds::Lf => "\n",
            FrameEnds::Crlf => "\r\n",
        },
    });
    if bytes.len() as u64 > most {
        return Err(Unmade::TooLarge);
    }
    let is_whole = matches!(written, Written::Source);
    if is_whole && !is_in_sync(&judged(bytes.as_bytes(), of_page, workspace).1) {
        return Err(Unmade::NotInSync);
    }
    Ok(bytes.into_bytes())
}

/// Why no page is made of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmade {
    /// It would be larger than a page may be.
    TooLarge,
    /// It would not check clean: there is a conflict in its front matter, or its text quotes a debug block.
    NotInSync,
}
