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
        let mut stack: Vec<(Option<&Node>, &Node, Option<&Node>)> = Vec::new();
        with_neighbours(tree.top(), &mut stack);
        while let Some((before, node, after)) = stack.pop() {
            let place = self.place(&self.anchors, before, node, after);
            let place = place.or_else(|| self.place(self.all_anchors(), before, node, after));
            if let Some((form, place)) = place {
                into.entry(form).or_default().push(place);
            }
            if node.kind == Kind::Text {
                self.newlines(node, into);
            }
            with_neighbours(tree.children(node), &mut stack);
        }
    }

    /// The words of the source in the page, and the words of forms with them: where a form writes a word of the source
    /// twice, as in `<a title="Bone">Bone</a>`, its other words tell which one is which, once the form is known.
    fn all_anchors(&self) -> &[Anchor] {
        self.all.get_or_init(|| {
            let text = &self.scene.generated.text;
            anchors(text, [0..text.len()], self.scene.copy)
        })
    }

    /// What stands in the page at the place of `node`, between the nearest of `anchors`.
    fn place(
        &self,
        anchors: &[Anchor],
        before: Option<&Node>,
        node: &Node,
        after: Option<&Node>,
    ) -> Option<(Form, Place)> {
        let Scene {
            tree,
            generated,
            copy,
            facts,
            ..
        } = *self.scene;
        let facts = facts.get(node.id.index())?.as_ref()?;
        let range = &self.ranges[node.id.index()];
        if range.is_empty() && !self.scene.forms[facts.form].pieces().is_empty() {
            // It is in something that is left out.
            return None;
        }
        let text = &*generated.text;
        let (left, right) = beside(self.scene, anchors, range);
        let (lead, trail) = (
            text.get(left.0..range.start)?,
            text.get(range.end..right.0)?,
        );
        let written = copy.get(left.1..right.1)?;
        if lead.len() > MOST_BESIDE || trail.len() > MOST_BESIDE || written.len() > MOST_WRITTEN {
            return None;
        }
        let newline = self.scene.forms[Form::TextNewline].to_string();
        let is_pure = newline.bytes().all(|byte| byte == b'\n');
        // Of `  \n` for each newline, only the last one is beside the node.
        let count = |beside: Option<&str>, in_text: usize| match beside {
            Some(text) if is_pure => text.len() * newline.len(),
            Some(_) | None => in_text,
        };
        let text_of = |node: &&Node| (node.kind == Kind::Text).then(|| tree.slice(node.full));
        let open = before
            .as_ref()
            .and_then(text_of)
            .map(|text| &text[text.trim_end_matches('\n').len()..]);
        let close = after
            .as_ref()
            .and_then(text_of)
            .map(|text| &text[..text.len() - text.trim_start_matches('\n').len()]);
        let (bare_lead, bare_trail) = (lead.trim_end_matches('\n'), trail.trim_start_matches('\n'));
        let written = written.strip_prefix(bare_lead)?.strip_suffix(bare_trail)?;
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
            before: count(open, lead.len() - bare_lead.len()),
            after: count(close, trail.len() - bare_trail.len()),
            written: written.to_owned(),
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

/// Appends nodes with those in front of and behind them.
fn with_neighbours<'t>(
    nodes: impl Iterator<Item = &'t Node>,
    into: &mut Vec<(Option<&'t Node>, &'t Node, Option<&'t Node>)>,
) {
    let mut before = None;
    let mut nodes = nodes.peekable();
    while let Some(node) = nodes.next() {
        into.push((before, node, nodes.peek().copied()));
        before = Some(node);
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
