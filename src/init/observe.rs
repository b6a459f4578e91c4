//! For each node of a sampled page: its form, the values it has for placeholders, and what stands in the page at its
//! place.
//!
//! Forms and values are asked of the renderer: it writes the page once with forms that hold nothing but values between
//! marks of their own. So nothing is derived here a second time.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use super::align::{Anchor, anchors};
use super::guess::Place;
use crate::config::exporter::{Form, Forms, Piece, Placeholder, Template};
use crate::render::media::{self, IdKind};
use crate::render::record::Recorded;
use crate::render::{Aspect, Origin, Sink};
use crate::text::span::How;
use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Node, NodeId};

/// Opens what a form of [`probes`] writes; the next character is the form.
const OPENS: char = '\u{F0000}';
/// Stands in front of each value.
const VALUE: char = '\u{F0001}';
/// The character of the first form.
const FIRST_FORM: u32 = 0xF1000;

/// The longest text beside a node, up to the nearest word, that is looked at, in bytes.
const MOST_BESIDE: usize = 400;
/// The longest text at the place of a node that is looked at, in bytes.
const MOST_WRITTEN: usize = 8000;

/// Whether a text could be mistaken for one that probes wrote.
#[must_use]
pub fn has_marks(text: &str) -> bool {
    text.chars()
        .any(|c| ('\u{F0000}'..'\u{F2000}').contains(&c))
}

/// Forms that write which form it is, and the values of its placeholders.
#[must_use]
pub fn probes() -> Forms {
    let mut forms = Forms::default();
    for (number, &form) in Form::ALL.iter().enumerate() {
        if form == Form::TextNewline {
            continue;
        }
        let mark = |text: String| Piece::Mark(text.into(), crate::config::exporter::Side::Whole);
        let name = char::from_u32(FIRST_FORM + number as u32).unwrap_or(OPENS);
        let mut pieces = vec![mark(format!("{OPENS}{name}"))];
        for &placeholder in asked(form) {
            pieces.push(mark(VALUE.to_string()));
            pieces.push(Piece::Value(placeholder));
        }
        pieces.push(mark(VALUE.to_string()));
        if let Some(content) = content(form) {
            pieces.push(Piece::Value(content));
        }
        forms[form] = Template::new(pieces);
    }
    forms
}

/// What the content of a form is called.
fn content(form: Form) -> Option<Placeholder> {
    use Placeholder::{Cells, Rows, Text};
    let known = form.placeholders();
    [Text, Rows, Cells]
        .into_iter()
        .find(|content| known.contains(content))
}

/// The placeholders of a form whose values are no content.
fn asked(form: Form) -> impl Iterator<Item = &'static Placeholder> {
    use Placeholder::{
        Argument, Break, Cells, FirstRow, MissingPage, OtherRows, Rows, Starred, Text, Toc, Trimmed,
    };
    form.placeholders().iter().filter(|placeholder| {
        !matches!(
            placeholder,
            Text | Trimmed
                | Starred
                | Rows
                | FirstRow
                | OtherRows
                | Cells
                | Break
                | Toc
                | MissingPage
                | Argument
        )
    })
}

/// What the renderer says of a node.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The form it is written by.
    pub form: Form,
    /// Its values, but for its content.
    pub values: Vec<(Placeholder, String)>,
    /// Its content, where that is no node.
    pub label: Option<String>,
}

/// Takes what probes write, by node.
#[derive(Default)]
pub struct Probed(Vec<String>);

impl fmt::Write for Probed {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

impl Sink for Probed {
    fn piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        if let Some(node) = origin.node.filter(|_| origin.kind != Some(Kind::Text)) {
            let place = node.index();
            if self.0.len() <= place {
                self.0.resize(place + 1, String::new());
            }
            self.0[place].push_str(text);
        }
        Ok(())
    }
}

impl Probed {
    /// The facts of each node, by its place in the tree; none for texts, and for what is written more than once.
    #[must_use]
    pub fn facts(&self) -> Vec<Option<Facts>> {
        self.0.iter().map(|written| facts(written)).collect()
    }
}

fn facts(written: &str) -> Option<Facts> {
    let rest = written.strip_prefix(OPENS)?;
    let name = rest.chars().next()?;
    let form = *Form::ALL.get((name as u32).checked_sub(FIRST_FORM)? as usize)?;
    let mut values = rest[name.len_utf8()..].split(VALUE).skip(1);
    let mut known = Vec::new();
    for &placeholder in asked(form) {
        known.push((placeholder, values.next()?.to_owned()));
    }
    let label = values.next()?;
    if values.next().is_some() || label.contains(OPENS) {
        return None;
    }
    Some(Facts {
        form,
        values: known,
        label: (!label.is_empty()).then(|| label.to_owned()),
    })
}

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
    /// The words that both hold.
    pub anchors: Vec<Anchor>,
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
            if let Some((form, place)) = self.place(before, node, after) {
                into.entry(form).or_default().push(place);
            }
            if node.kind == Kind::Text {
                self.newlines(node, into);
            }
            with_neighbours(tree.children(node), &mut stack);
        }
    }

    fn place(
        &self,
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
        let (left, right) = self.beside(range);
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

    /// The nearest words in front of and behind `range`, each as where they end or begin in both texts.
    fn beside(&self, range: &Range<usize>) -> ((usize, usize), (usize, usize)) {
        let behind = self
            .anchors
            .partition_point(|anchor| anchor.generated.end <= range.start);
        let left = behind.checked_sub(1).map_or((0, 0), |at| {
            (self.anchors[at].generated.end, self.anchors[at].copy.end)
        });
        let next = self
            .anchors
            .partition_point(|anchor| anchor.generated.start < range.end);
        let ends = (self.scene.generated.text.len(), self.scene.copy.len());
        let right = self
            .anchors
            .get(next)
            .map_or(ends, |anchor| (anchor.generated.start, anchor.copy.start));
        (left, right)
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

/// Where a page shows that its files lie, where that is all in which it differs from what is generated: each number
/// with the list it is in and its path.
///
/// ```text
/// generated   see <img src="/files/7"> and [x](/files/8)
/// copy        see <img src="/a.jpg"> and [x](/b.pdf)       7: /a.jpg, 8: /b.pdf
/// ```
#[must_use]
pub fn only_paths_differ<'c>(
    tree: &Tree,
    generated: &Recorded,
    copy: &'c str,
) -> Option<Vec<(IdKind, String, &'c str)>> {
    let text = &*generated.text;
    let nodes: Vec<&Node> = tree.nodes().collect();
    let mut found: Vec<(IdKind, String, &str)> = Vec::new();
    let mut open: Option<(IdKind, String)> = None;
    let (mut at, mut rest) = (0, copy);
    let mut last: Option<(NodeId, usize)> = None;
    for (place, origin) in generated.pieces(0..text.len()) {
        let is_path = origin.aspect == Aspect::Target
            && origin.how == How::Made
            && matches!(origin.kind, Some(Kind::Img | Kind::ImgBlock | Kind::Attach));
        let Some(id) = origin.node.filter(|_| is_path) else {
            continue;
        };
        let number = match last {
            Some((node, number)) if node == id => number + 1,
            _ => 0,
        };
        last = Some((id, number));
        let Some((kind, file)) = files(tree, nodes[id.index()]).into_iter().nth(number) else {
            continue;
        };
        rest = behind(rest, &text[at..place.start], open.take(), &mut found)?;
        open = Some((kind, file));
        at = place.end;
    }
    let (kind, id) = open?;
    let path = rest.strip_suffix(&text[at..])?;
    found.push((kind, id, path));
    let is_path = |path: &str| !path.is_empty() && !path.contains('\n');
    found
        .iter()
        .all(|(.., path)| is_path(path))
        .then_some(found)
}

/// What is behind `text` in `rest`; what is in front of it there is the path of `file`.
fn behind<'c>(
    rest: &'c str,
    text: &str,
    file: Option<(IdKind, String)>,
    found: &mut Vec<(IdKind, String, &'c str)>,
) -> Option<&'c str> {
    let Some((kind, id)) = file else {
        return rest.strip_prefix(text);
    };
    let (path, behind) = rest.split_once(text)?;
    found.push((kind, id, path));
    Some(behind)
}

/// The numbers of all files that an image or attachment shows, and the list they are in.
fn files(tree: &Tree, node: &Node) -> Vec<(IdKind, String)> {
    match node.kind {
        Kind::Attach => media::attachment_id(tree, node)
            .map(|id| (IdKind::Attachment, id))
            .into_iter()
            .collect(),
        _ => media::image_ids(tree, node).map_or_else(Vec::new, |(kind, ids)| {
            let ids = ids.split(',').filter_map(media::usable_id);
            ids.map(|id| (kind, id)).collect()
        }),
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
