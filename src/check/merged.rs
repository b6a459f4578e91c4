//! A page of which body and source were edited: the two edits made one, in two independent ways that must agree.
//!
//! ```text
//! as it was       the source   Take __300 mg__ at night.      the copy   Take  **300 mg**  at night.
//! today           the source   Take __200 mg__ at night.      the body   Take  **300 mg**  every night.
//! by the bodies   copy, what the source generates today, and the body are merged; the result is carried
//! by the sources  the body is carried into the source as it was; that one, today's and the result are merged
//! both            Take __200 mg__ every night.
//! ```

use super::Context;
use super::carried::{Body, Carried, Edited, proved};
use super::judge::Judgement;
use crate::carry::{Level, Put, put, reads_alike};
use crate::generator::Workspace;
use crate::merge::{Conflict, Sides, Within, merge};
use crate::page::escape::{escape, unescape};

/// What can be done about edits of body and source.
pub enum BothEdits {
    /// Both are in the page that these changes make, and it was tried.
    Merged(Carried),
    /// They read the same: the body, and what the source generates today, which these changes write.
    ReadAlike(Carried),
    /// They change the same place: what it was, what the source says today, and what the body says, as wiki text.
    Overlap(Vec<Conflict>),
    /// The edit of the body cannot be told as wiki text, or the two ways do not agree.
    Unknown,
}

/// Merges the edits of a page that the settings fit. `before` is its wiki text before the edits, with LF line ends;
/// `today` the Markdown that its source generates.
///
/// The tree in the workspace stays there.
pub fn both_edits(
    file: &[u8],
    judgement: &Judgement,
    before: &str,
    today: &str,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> BothEdits {
    let tree = std::mem::take(&mut workspace.tree);
    let edits = merged(file, judgement, before, today, context, workspace);
    workspace.tree = tree;
    edits.unwrap_or(BothEdits::Unknown)
}

fn merged(
    file: &[u8],
    judgement: &Judgement,
    before: &str,
    today: &str,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Option<BothEdits> {
    let Edited {
        source,
        body: edited,
        ..
    } = Edited::of(file, judgement)?;
    if reads_alike(edited, today) {
        let put = Put::nothing(source, today);
        let writes = (Level::ReadsAlike, Body::Written);
        let carried = proved(file, judgement, put, writes, context, workspace);
        return carried.ok().map(BothEdits::ReadAlike);
    }
    let copy = std::str::from_utf8(&file[judgement.parts.copy.clone()]).ok()?;
    let copy = unescape(copy).into_owned();
    let generator = context.generator;
    let before = escape(before);
    let by_hand = put(generator, &before, edited, workspace);
    if !by_hand.is_whole() {
        return None;
    }
    let by_sources = merge(
        Sides {
            base: &before,
            ours: source,
            theirs: &by_hand.source,
        },
        Within::Words,
    );
    let Some(by_sources) = by_sources.clean() else {
        return Some(BothEdits::Overlap(
            by_sources.conflicts().map(plain).collect(),
        ));
    };
    let bodies = merge(
        Sides {
            base: &copy,
            ours: today,
            theirs: edited,
        },
        Within::Words,
    );
    let by_bodies = put(generator, source, &bodies.clean()?, workspace);
    if !by_bodies.is_whole() {
        return None;
    }
    let is_same = |a: &str, b: &str| a == b || a.replace("\r\n", "\n") == b.replace("\r\n", "\n");
    if !is_same(&by_bodies.source, &by_sources) {
        // Another source may still give the same page but for its own text.
        generator.parse_escaped(&by_sources, workspace);
        let mut body = String::new();
        generator.markdown(&workspace.tree, &mut body).ok()?;
        if body != by_bodies.body {
            return None;
        }
    }
    let writes = (Level::Exact, Body::Written);
    proved(file, judgement, by_bodies, writes, context, workspace)
        .ok()
        .map(BothEdits::Merged)
}

/// The three wordings as people write them.
fn plain(conflict: &Conflict) -> Conflict {
    let plain = |text: &str| unescape(text).replace("\r\n", "\n");
    Conflict {
        base: plain(&conflict.base),
        ours: plain(&conflict.ours),
        theirs: plain(&conflict.theirs),
    }
}
