//! What stands in a page at the place of a node: cut out of it between words that page and generated text both hold.

use std::ops::Range;

use super::super::align::Anchor;
use super::seats::{Repeat, Seat};
use super::{Lined, Scene};
use crate::config::exporter::Form;
use crate::wiki::tree::{Kind, Node};

/// The longest text beside a node, up to the nearest word, that is looked at, in bytes.
const MOST_BESIDE: usize = 400;
/// The longest text at the place of a node that is looked at, in bytes.
pub(super) const MOST_WRITTEN: usize = 8000;

/// What stands between two words that both texts hold.
struct Gap<'s> {
    /// In the generated text, in front of a range of it.
    lead: &'s str,
    /// In the generated text, behind that range.
    trail: &'s str,
    /// In the copy.
    written: &'s str,
    /// Where that begins in the copy, in bytes.
    start: usize,
}

/// What stands in the copy at the place of a node.
pub struct Cut<'s> {
    pub written: &'s str,
    /// How many newlines stand in front of it.
    pub before: usize,
    /// How many stand behind it.
    pub after: usize,
}

impl<'s> Lined<'s> {
    /// What stands between the words beside a node, where all else that is generated there stands in the page too.
    pub(super) fn alone(
        &self,
        anchors: &[Anchor],
        range: &Range<usize>,
        seat: &Seat<'_>,
    ) -> Option<Cut<'s>> {
        let Gap {
            lead,
            trail,
            written,
            ..
        } = self.gap(anchors, range)?;
        let newline = self.scene.forms[Form::TextNewline].to_string();
        let is_pure = newline.bytes().all(|byte| byte == b'\n');
        // Of `  \n` for each newline, only the last one is beside the node.
        let count = |beside: Option<&str>, in_text: usize| match beside {
            Some(text) if is_pure => text.len() * newline.len(),
            Some(_) | None => in_text,
        };
        let text_of =
            |node: &Node| (node.kind == Kind::Text).then(|| self.scene.tree.slice(node.full));
        let open = seat
            .before
            .and_then(text_of)
            .map(|text| &text[text.trim_end_matches('\n').len()..]);
        let close = seat
            .after
            .and_then(text_of)
            .map(|text| &text[..text.len() - text.trim_start_matches('\n').len()]);
        let (bare_lead, bare_trail) = (lead.trim_end_matches('\n'), trail.trim_start_matches('\n'));
        Some(Cut {
            written: written.strip_prefix(bare_lead)?.strip_suffix(bare_trail)?,
            before: count(open, lead.len() - bare_lead.len()),
            after: count(close, trail.len() - bare_trail.len()),
        })
    }

    /// What stands in the page for one of several equal nodes in a row: what is written for all of them consists of equal
    /// parts.
    ///
    /// ```text
    /// source      sea ~hs~~hs~~hs~ salt
    /// copy        sea &emsp;&emsp;&emsp; salt      each of them: &emsp;
    /// ```
    pub(super) fn repeated(&self, anchors: &[Anchor], seat: &Seat<'_>) -> Option<Cut<'s>> {
        let Repeat { first, last, count } = seat.run;
        if count < 2 {
            return None;
        }
        let range = self.ranges[first.id.index()].start..self.ranges[last.id.index()].end;
        let gap = self.gap(anchors, &range)?;
        let written = gap.written.strip_prefix(gap.lead)?;
        let written = written.strip_suffix(gap.trail)?;
        let one = written.get(..written.len() / count)?;
        let is_repeated = one.len() * count == written.len()
            && (0..count).all(|i| written[i * one.len()..].starts_with(one));
        is_repeated.then_some(Cut {
            written: one,
            before: 0,
            after: 0,
        })
    }

    /// What stands between the marks of the parent, which encloses all that is generated between two words. So the
    /// forms of other nodes around may be unknown.
    ///
    /// ```text
    /// generated   <b><a href="/files/7">salt</a></b>
    /// copy        <font><b><a href="/salt.pdf">salt</a></b></font>      between <b> and </b>
    /// ```
    pub(super) fn enclosed(
        &self,
        anchors: &[Anchor],
        range: &Range<usize>,
        seat: &Seat<'_>,
    ) -> Option<Cut<'s>> {
        let outer = &self.ranges[seat.parent?.id.index()];
        let Gap {
            lead,
            trail,
            written,
            start,
        } = self.gap(anchors, range)?;
        let open = lead.get(
            lead.len()
                .checked_sub(range.start.checked_sub(outer.start)?)?..,
        )?;
        let close = trail.get(..outer.end.checked_sub(range.end)?)?;
        if open.trim().is_empty() || close.trim().is_empty() {
            return None;
        }
        // The marks nearest to the words inside are those of the parent.
        let inside = |anchor: &&Anchor| {
            range.start <= anchor.generated.start && anchor.generated.end <= range.end
        };
        let first = anchors.partition_point(|anchor| anchor.generated.start < range.start);
        let first = anchors.get(first).filter(inside);
        let last = anchors.partition_point(|anchor| anchor.generated.end <= range.end);
        let last = last
            .checked_sub(1)
            .and_then(|last| anchors.get(last))
            .filter(inside);
        let (from, to) = match first.zip(last) {
            Some((first, last)) => {
                let end = last.copy.end - start;
                (
                    written[..first.copy.start - start].rfind(open)?,
                    end + written[end..].find(close)?,
                )
            }
            None => (written.find(open)?, written.rfind(close)?),
        };
        let from = from + open.len();
        Some(Cut {
            written: written.get(from..to)?,
            before: 0,
            after: 0,
        })
    }

    /// The words beside a range of the generated text, with what stands between them in both texts.
    fn gap(&self, anchors: &[Anchor], range: &Range<usize>) -> Option<Gap<'s>> {
        let Scene {
            generated, copy, ..
        } = *self.scene;
        let text = &*generated.text;
        let (left, right) = beside(self.scene, anchors, range);
        let gap = Gap {
            lead: text.get(left.0..range.start)?,
            trail: text.get(range.end..right.0)?,
            written: copy.get(left.1..right.1)?,
            start: left.1,
        };
        let is_short = gap.lead.len() <= MOST_BESIDE
            && gap.trail.len() <= MOST_BESIDE
            && gap.written.len() <= MOST_WRITTEN;
        is_short.then_some(gap)
    }
}

/// The nearest words in front of and behind `range`, each as where they end or begin in both texts.
fn beside(
    scene: &Scene<'_>,
    anchors: &[Anchor],
    range: &Range<usize>,
) -> ((usize, usize), (usize, usize)) {
    let behind = anchors.partition_point(|anchor| anchor.generated.end <= range.start);
    let left = behind.checked_sub(1).map_or((0, 0), |at| {
        (anchors[at].generated.end, anchors[at].copy.end)
    });
    let next = anchors.partition_point(|anchor| anchor.generated.start < range.end);
    let ends = (scene.generated.text.len(), scene.copy.len());
    let right = anchors
        .get(next)
        .map_or(ends, |anchor| (anchor.generated.start, anchor.copy.start));
    (left, right)
}
