//! For each node of a sampled page: what stands in the page at its place.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::align::{Anchor, anchors};
use super::guess::Place;
use super::probe::Facts;
use crate::config::exporter::{Form, Forms, Piece, Placeholder};
use crate::render::Aspect;
use crate::render::media::{self, IdKind};
use crate::render::record::Recorded;
use crate::text::span::How;
use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Node};

/// The longest text beside a node, up to the nearest word, that is looked at, in bytes.
const MOST_BESIDE: usize = 400;
/// The longest text at the place of a node that is looked at, in bytes.
const MOST_WRITTEN: usize = 8000;

/// A page with what it generates today.
pub struct Scene<'s> {
    /// Its tree.
    pub tree: &'s Tree,
    /// What the tree generates.
    pub generated: &'s Recorded,
    /// What the page holds.
    pub copy: &'s str,
    /// What the renderer says of its nodes.
    pub facts: &'s [Option<Facts>],
    /// The forms of today.
    pub forms: &'s Forms,
    /// Its number.
    pub page: usize,
}

/// The places of the nodes of a page, by form.
pub type Places = BTreeMap<Form, Vec<Place>>;

/// A node with what is around it.
#[derive(Clone, Copy)]
struct Seat<'t> {
    parent: Option<&'t Node>,
    before: Option<&'t Node>,
    node: &'t Node,
    after: Option<&'t Node>,
    run: Repeat<'t>,
}

/// Nodes of one source text, one behind the other.
#[derive(Clone, Copy)]
struct Repeat<'t> {
    first: &'t Node,
    last: &'t Node,
    count: usize,
}

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
struct Cut<'s> {
    written: &'s str,
    /// How many newlines stand in front of it.
    before: usize,
    /// How many stand behind it.
    after: usize,
}

/// A page whose generated text is lined up with its copy.
pub struct Lined<'s> {
    scene: &'s Scene<'s>,
    /// The words of the source that both hold.
    pub anchors: Vec<Anchor>,
    /// All words that both hold, once they are asked for.
    all: OnceCell<Vec<Anchor>>,
    /// Where each node stands in the generated text.
    pub ranges: Vec<Range<usize>>,
}

/// The stretches of a generated text that are text of the source.
fn texts(generated: &Recorded) -> impl Iterator<Item = Range<usize>> {
    generated
        .pieces(0..generated.text.len())
        .filter(|(_, origin)| {
            origin.how == How::Copied && matches!(origin.aspect, Aspect::Text | Aspect::Label)
        })
        .map(|(range, _)| range)
}

/// The words of a generated text, and which of them the copy holds.
pub struct Words {
    all: Vec<usize>,
    found: Vec<usize>,
}

/// Lines up all of a generated text with the copy, comments and the like included.
#[must_use]
pub fn words_of(generated: &Recorded, copy: &str) -> Words {
    let copied = generated
        .pieces(0..generated.text.len())
        .filter(|(_, origin)| origin.how == How::Copied)
        .map(|(range, _)| range);
    let copied: Vec<Range<usize>> = copied.collect();
    let found = anchors(&generated.text, copied.iter().cloned(), copy);
    Words {
        all: super::align::word_starts(&generated.text, copied),
        found: found
            .into_iter()
            .map(|anchor| anchor.generated.start)
            .collect(),
    }
}

impl Words {
    /// How many words begin in `range`, and how many of them were found.
    #[must_use]
    pub fn count(&self, range: &Range<usize>) -> (usize, usize) {
        let count = |places: &[usize]| {
            places.partition_point(|place| *place < range.end)
                - places.partition_point(|place| *place < range.start)
        };
        (count(&self.all), count(&self.found))
    }
}

impl<'s> Lined<'s> {
    /// Lines `scene` up.
    #[must_use]
    pub fn new(scene: &'s Scene<'s>) -> Self {
        let text = &scene.generated.text;
        let texts = texts(scene.generated);
        Self {
            anchors: anchors(text, texts, scene.copy),
            all: OnceCell::new(),
            ranges: ranges(scene.tree, scene.generated),
            scene,
        }
    }

    /// Appends what stands in the page at the place of each node, as far as words on both sides tell.
    pub fn places(&self, into: &mut Places) {
        let tree = self.scene.tree;
        let mut stack: Vec<Seat<'_>> = Vec::new();
        seats(tree, None, tree.top(), &mut stack);
        while let Some(seat) = stack.pop() {
            let place = self.place(&self.anchors, &seat);
            let place = place.or_else(|| self.place(self.all_anchors(), &seat));
            if let Some((form, place)) = place {
                into.entry(form).or_default().push(place);
            }
            if seat.node.kind == Kind::Text {
                self.newlines(seat.node, into);
            }
            seats(tree, Some(seat.node), tree.children(seat.node), &mut stack);
        }
    }

    /// The words of the source in the page, and the words of forms with them: where a form writes a word of the source
    /// twice, as in `<a title="Bone">Bone</a>`, its other words tell which one is which, once the form is known.
    fn all_anchors(&self) -> &[Anchor] {
        self.all.get_or_init(|| {
            let text = &self.scene.generated.text;
            anchors(text, std::iter::once(0..text.len()), self.scene.copy)
        })
    }

    /// What stands in the page at the place of a node, between the nearest of `anchors`.
    fn place(&self, anchors: &[Anchor], seat: &Seat<'_>) -> Option<(Form, Place)> {
        let Scene { tree, facts, .. } = *self.scene;
        let node = seat.node;
        let facts = facts.get(node.id.index())?.as_ref()?;
        let range = &self.ranges[node.id.index()];
        if range.is_empty() && !self.scene.forms[facts.form].pieces().is_empty() {
            // It is in something that is left out.
            return None;
        }

        let cut = self
            .alone(anchors, range, seat)
            .or_else(|| self.repeated(anchors, seat))
            .or_else(|| self.enclosed(anchors, range, seat))?;
        let content = self.content(node, facts);
        let known = facts.values.iter().cloned();
        let mut values: Vec<(Piece, String)> = known
            .map(|(placeholder, value)| (Piece::Value(placeholder), value))
            .collect();
        for &placeholder in facts.form.placeholders() {
            let value = match placeholder {
                Placeholder::Text | Placeholder::Rows | Placeholder::Cells => content.clone(),
                Placeholder::Trimmed => content.trim().to_owned(),
                Placeholder::Starred
                    if tree.children(node).all(|child| child.kind == Kind::Text) =>
                {
                    content.replace('*', "✻")
                }
                Placeholder::Starred => content.clone(),
                Placeholder::FirstRow | Placeholder::OtherRows => self.rows(node, placeholder),
                Placeholder::Argument => {
                    values.extend(arguments(tree, node));
                    continue;
                }
                _ => continue,
            };
            values.push((Piece::Value(placeholder), value));
        }
        let mut place = Place {
            values,
            before: cut.before,
            after: cut.after,
            said: self.said(node, facts),
            written: cut.written.to_owned(),
            page: self.scene.page,
            file: file(tree, node),
        };
        if facts
            .form
            .placeholders()
            .contains(&Placeholder::MissingPage)
        {
            let mut text = String::new();
            if place.fill(&self.scene.forms[Form::MissingPage], &mut text) {
                let piece = Piece::Value(Placeholder::MissingPage);
                place.values.push((piece, text));
            }
        }
        Some((facts.form, place))
    }

    /// What stands between the words beside a node, where all else that is generated there stands in the page too.
    fn alone(&self, anchors: &[Anchor], range: &Range<usize>, seat: &Seat<'_>) -> Option<Cut<'s>> {
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
    fn repeated(&self, anchors: &[Anchor], seat: &Seat<'_>) -> Option<Cut<'s>> {
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
    fn enclosed(
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

    /// The content of a node as it is generated today, not trimmed.
    fn content(&self, node: &Node, facts: &Facts) -> String {
        if let Some(label) = &facts.label {
            return label.clone();
        }
        let tree = self.scene.tree;
        let newline = self.scene.forms[Form::TextNewline].to_string();
        let mut content = String::new();
        for child in tree.children(node) {
            if child.kind == Kind::Text {
                content.push_str(&tree.slice(child.full).replace('\n', &newline));
            } else {
                content.push_str(&self.scene.generated.text[self.ranges[child.id.index()].clone()]);
            }
        }
        content
    }

    /// The texts in a node, without all marks.
    fn said(&self, node: &Node, facts: &Facts) -> String {
        if let Some(label) = &facts.label {
            return label.clone();
        }
        let tree = self.scene.tree;
        let mut said = String::new();
        let mut stack: Vec<&Node> = tree.children(node).collect();
        while let Some(node) = stack.pop().filter(|_| said.len() <= MOST_WRITTEN) {
            if node.kind == Kind::Text {
                said.push_str(tree.slice(node.full));
                said.push(' ');
            }
            stack.extend(tree.children(node));
        }
        said
    }

    /// The first row of a table, or the others.
    fn rows(&self, node: &Node, which: Placeholder) -> String {
        let rows = self
            .scene
            .tree
            .children(node)
            .map(|row| &self.scene.generated.text[self.ranges[row.id.index()].clone()]);
        match which {
            Placeholder::FirstRow => rows.take(1).collect(),
            _ => rows.skip(1).collect(),
        }
    }

    /// The places of single newlines between two words of a text.
    fn newlines(&self, node: &Node, into: &mut Places) {
        let range = &self.ranges[node.id.index()];
        let first = self
            .anchors
            .partition_point(|anchor| anchor.generated.start < range.start);
        let inside = self.anchors[first..]
            .iter()
            .take_while(|anchor| anchor.generated.end <= range.end);
        let generated = self.scene.generated;
        // Where the byte of a copied text is in the text of the tree.
        let source = |at: usize| {
            let (piece, origin) = generated.pieces(at..at + 1).next()?;
            Some(origin.span.start as usize + (at - piece.start))
        };
        let mut before: Option<&Anchor> = None;
        for anchor in inside {
            if let Some(before) = before {
                let between = source(before.generated.end - 1)
                    .zip(source(anchor.generated.start))
                    .and_then(|(end, start)| self.scene.tree.whole_text().get(end + 1..start));
                if between == Some("\n") {
                    into.entry(Form::TextNewline).or_default().push(Place {
                        values: Vec::new(),
                        said: String::new(),
                        before: 0,
                        after: 0,
                        written: self.scene.copy[before.copy.end..anchor.copy.start].to_owned(),
                        page: self.scene.page,
                        file: None,
                    });
                }
            }
            before = Some(anchor);
        }
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

/// The arguments of a plugin.
fn arguments<'t>(tree: &'t Tree, node: &Node) -> impl Iterator<Item = (Piece, String)> + use<'t> {
    let arguments = node.detail.arguments();
    let arguments = arguments.map_or(&[][..], |arguments| tree.arguments(arguments));
    arguments.iter().map(|argument| {
        let name = tree.slice(argument.key);
        (
            Piece::Argument(name.into()),
            tree.slice(argument.value).to_owned(),
        )
    })
}

/// The number of the one file that an image or attachment shows, and the list it is in.
fn file(tree: &Tree, node: &Node) -> Option<(IdKind, String)> {
    match node.kind {
        Kind::Attach => Some((IdKind::Attachment, media::attachment_id(tree, node)?)),
        Kind::Img | Kind::ImgBlock if tree.argument(node, "src").is_none() => {
            let (kind, ids) = media::image_ids(tree, node)?;
            Some((kind, media::usable_id(ids)?))
        }
        _ => None,
    }
}

/// Appends the children of `parent`, each with what is around it.
fn seats<'t>(
    tree: &Tree,
    parent: Option<&'t Node>,
    children: impl Iterator<Item = &'t Node>,
    into: &mut Vec<Seat<'t>>,
) {
    let first_seat = into.len();
    let mut before: Option<Seat<'t>> = None;
    for node in children {
        let is_equal = |before: &&Seat<'t>| {
            node.kind != Kind::Text && tree.slice(before.node.full) == tree.slice(node.full)
        };
        let run = match before.as_ref().filter(is_equal) {
            Some(before) => Repeat {
                last: node,
                count: before.run.count + 1,
                ..before.run
            },
            None => Repeat {
                first: node,
                last: node,
                count: 1,
            },
        };
        if let Some(last) = into[first_seat..].last_mut() {
            last.after = Some(node);
        }
        let seat = Seat {
            parent,
            before: before.map(|before| before.node),
            node,
            after: None,
            run,
        };
        into.push(seat);
        before = Some(seat);
    }
    // All of a run end where its last one does.
    for at in (first_seat + 1..into.len()).rev() {
        if into[at].run.first.id == into[at - 1].run.first.id {
            into[at - 1].run = into[at].run;
        }
    }
}

/// Where each node stands in the generated text; one that writes nothing is an empty range.
pub fn ranges(tree: &Tree, generated: &Recorded) -> Vec<Range<usize>> {
    let count = tree.nodes().count();
    let mut own: Vec<Option<Range<usize>>> = vec![None; count];
    let widen = |range: &mut Option<Range<usize>>, other: &Range<usize>| {
        *range = Some(match range.take() {
            Some(range) => range.start.min(other.start)..range.end.max(other.end),
            None => other.clone(),
        });
    };
    for (place, origin) in generated.pieces(0..generated.text.len()) {
        if let Some(node) = origin.node {
            widen(&mut own[node.index()], &place);
        }
    }
    // Children come in front of their parents.
    for node in tree.nodes() {
        for child in tree.children(node) {
            if let Some(range) = own[child.id.index()].clone() {
                widen(&mut own[node.id.index()], &range);
            }
        }
    }
    let mut ranges = vec![0..0; count];
    let mut at = 0;
    let mut stack: Vec<&Node> = tree.top().collect();
    stack.reverse();
    while let Some(node) = stack.pop() {
        let range = own[node.id.index()].clone().unwrap_or(at..at);
        at = range.end;
        let inside = stack.len();
        let mut child_at = range.start;
        for child in tree.children(node) {
            if own[child.id.index()].is_none() {
                own[child.id.index()] = Some(child_at..child_at);
            }
            child_at = own[child.id.index()]
                .as_ref()
                .map_or(child_at, |range| range.end);
            stack.push(child);
        }
        stack[inside..].reverse();
        ranges[node.id.index()] = range;
    }
    ranges
}
