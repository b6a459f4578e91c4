//! A hand edit of the body on its way into the source: what becomes of the page, proved on the page itself.

use std::ops::Range;

use super::Context;
use super::judge::{Judgement, is_in_sync, judge};
use crate::carry::{Level, Nearest, Put, Reason, put_up_to};
use crate::generator::Workspace;
use crate::page::escape::escape;
use crate::page::{BODY_CLOSES, Edit, apply};

/// What can be done about a hand edit of the body.
pub enum HandEdit {
    /// All of it goes into the source, and the body stays as it is, but for spacing.
    Carried(Carried),
    /// All of it goes into the source, and the body is written anew, so that it reads the same.
    ReadsAlike(Carried),
    /// Not all of it does.
    Refused(Refused),
}

/// A hand edit that goes into the source.
pub struct Carried {
    /// The parts that change, as places in the view and what stands there afterwards; in order.
    pub changes: Vec<(Range<usize>, String)>,
    /// The places of the source that change, in the same way; escaped.
    pub source: Vec<(Range<usize>, String)>,
    /// How near the page comes to what was edited.
    pub level: Level,
}

/// A hand edit that does not go into the source.
pub struct Refused {
    /// Why.
    pub reason: Reason,
    /// The change of the source that came nearest.
    pub nearest: Option<Box<Nearest>>,
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            nearest: None,
        }
    }
}

/// Carries the body of a page, of which nothing else was edited and which the settings fit, into its source.
///
/// A page that would not be in sync with it is left alone. The tree in the workspace stays there.
pub fn hand_edit(
    file: &[u8],
    judgement: &Judgement,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> HandEdit {
    let tree = std::mem::take(&mut workspace.tree);
    let mut up_to = |level| carried(file, judgement, level, context, workspace);
    let edit = match up_to(Level::Spacing) {
        Ok(carried) => HandEdit::Carried(carried),
        // Nothing else is searched for where there was too much to search.
        Err(refused) if refused.reason == Reason::Bounds => HandEdit::Refused(refused),
        Err(_) => match up_to(Level::ReadsAlike) {
            Ok(carried) => HandEdit::ReadsAlike(carried),
            Err(refused) => HandEdit::Refused(refused),
        },
    };
    workspace.tree = tree;
    edit
}

/// The same, where wiki markup is preferred that generates what reads the same; `None` where it is not carried.
pub fn kept(file: &[u8], judgement: &Judgement, context: Context<'_>) -> Option<Carried> {
    let workspace = &mut Workspace::default();
    carried(file, judgement, Level::ReadsAlike, context, workspace).ok()
}

fn carried(
    file: &[u8],
    judgement: &Judgement,
    level: Level,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Carried, Refused> {
    let Edited {
        source,
        body,
        is_spaced,
    } = Edited::of(file, judgement).ok_or(Reason::NoCandidate)?;
    let mut put = put_up_to(level, context.generator, source, body, workspace);
    if !put.is_whole() {
        let first = put.refused.swap_remove(0);
        return Err(Refused {
            reason: first.reason,
            nearest: first.nearest,
        });
    }
    let level = match is_spaced {
        true => put.level,
        false => put.level.max(Level::Spacing),
    };
    let body = match level {
        Level::Exact => Body::Kept,
        Level::Spacing | Level::ReadsAlike => Body::Written,
    };
    proved(file, judgement, put, (level, body), context, workspace).map_err(Refused::from)
}

/// What a person left in a page.
pub(super) struct Edited<'f> {
    /// The source; escaped.
    pub source: &'f str,
    /// The Markdown of the body.
    pub body: &'f str,
    /// Whether the body stands between the empty lines that belong there. Else these were edited too.
    pub is_spaced: bool,
}

impl<'f> Edited<'f> {
    /// `None` where it is not text.
    pub fn of(file: &'f [u8], judgement: &Judgement) -> Option<Self> {
        let Judgement { page, parts, .. } = judgement;
        let text = |range: Range<usize>| std::str::from_utf8(&file[range]).ok();
        let whole = page.markdown(file);
        let is_spaced = whole.is_some();
        let body = match whole {
            Some(markdown) => text(markdown)?,
            None => {
                let body = text(page.body.clone())?;
                let body = body.strip_prefix(page.body_opens()).unwrap_or(body);
                body.strip_suffix(BODY_CLOSES).unwrap_or(body)
            }
        };
        Some(Self {
            source: text(parts.source.clone())?,
            body,
            is_spaced,
        })
    }
}

/// What becomes of the body of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// It stays as it is.
    Kept,
    /// It becomes what the source generates.
    Written,
}

/// The changes that make the page that `put` came to.
///
/// # Errors
///
/// Where the page would not be in sync with them, or be too large.
pub(super) fn proved(
    file: &[u8],
    judgement: &Judgement,
    put: Put,
    (level, body): (Level, Body),
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Carried, Reason> {
    let Judgement { page, parts, .. } = judgement;
    let generator = context.generator;
    generator.parse_escaped(&put.source, workspace);
    let most = context.config.limits.page_bytes;
    let generated = generator
        .parts(&workspace.tree, most)
        .ok_or(Reason::Bounds)?;
    let Put {
        splices,
        body: markdown,
        ..
    } = put;
    let at = parts.source.start;
    let source: Vec<_> = splices
        .into_iter()
        .map(|splice| (splice.range.start + at..splice.range.end + at, splice.text))
        .collect();
    let mut changes = Vec::new();
    if body == Body::Written {
        changes.push((
            page.body.clone(),
            [page.body_opens(), &markdown, BODY_CLOSES].concat(),
        ));
    }
    changes.push((parts.copy.clone(), escape(&markdown).into_owned()));
    changes.push((parts.tree.clone(), escape(&generated.tree).into_owned()));
    changes.extend(source.clone());
    let edits: Vec<Edit> = changes
        .iter()
        .map(|(range, text)| Edit {
            range: range.clone(),
            text: text.clone(),
        })
        .collect();
    let fixed = apply(file, &edits);
    let is_proved = fixed.len() as u64 <= most && is_in_sync(&judge(&fixed, context, workspace));
    is_proved
        .then_some(Carried {
            changes,
            source,
            level,
        })
        .ok_or(Reason::NoCandidate)
}
