//! For each node of a sampled page: what stands in the page at its place.

mod cuts;
mod seats;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use cuts::MOST_WRITTEN;
use seats::{Seat, seats};

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
