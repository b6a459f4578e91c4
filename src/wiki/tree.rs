//! The parsed wiki text: an arena of nodes with spans into the text they were read from.

use super::dialect::{Dialect, PluginId};
use super::tiki::{Entities, is_old_dump};
use crate::text::span::{self, How, SourceText, SpanMap, TreeText};

mod kind;
mod node;

pub use kind::{Kind, Kinds};
pub use node::{Argument, Arguments, Citation, Color, Detail, Node, NodeId, Span};

/// Nodes that follow each other under one parent.
#[derive(Debug, Clone, Copy, Default)]
pub struct NodeList {
    ends: Option<(NodeId, NodeId)>,
}

/// What a construct with markers consists of; its opening and closing markers are the rest of `full`.
#[derive(Debug, Clone, Copy)]
pub struct Enclosed<Children = NodeList> {
    /// All of it, markers included.
    pub full: Span,
    /// What is between its markers.
    pub inner: Span,
    /// The nodes of the inner content.
    pub children: Children,
}

impl Enclosed<Option<NodeList>> {
    /// The same, where no node is an empty list of nodes.
    fn or_none(self) -> Enclosed {
        Enclosed {
            full: self.full,
            inner: self.inner,
            children: self.children.unwrap_or_default(),
        }
    }
}

/// A parsed wiki text.
#[derive(Debug, Default)]
pub struct Tree {
    /// The text that spans count in: the text that was read, then the inner contents that were put together. Read from
    /// `((A | b))`, it is `((A | b))A|b`.
    text: String,
    /// Where the appended contents start.
    written: usize,
    synthesized: Vec<Synthesized>,
    nodes: Vec<Node>,
    arguments: Vec<Argument>,
    top: NodeList,
    too_deep: Option<Span>,
    /// Where entities of an old dump were decoded: places behind them in the tree's text and in the text that was read.
    decoded: Vec<(u32, u32)>,
}

/// The entities that a Tiki older than 9 stored.
const OLD_ENTITIES: [(&str, &str); 4] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&amp;", "&"),
];

/// The inner content `page|text` of an aliased link, put together from its two trimmed halves.
#[derive(Debug, Clone, Copy)]
pub struct Synthesized {
    /// Where it is in the tree's text.
    pub at: Span,
    /// The page name in the text that was read, trimmed.
    pub page: Span,
    /// The link text in the text that was read, trimmed.
    pub text: Span,
}

impl Tree {
    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text[..self.written]
    }

    /// The text that spans count in: the text that was read, and the inner contents that were put together.
    #[must_use]
    pub fn whole_text(&self) -> &str {
        &self.text
    }

    /// The text that `span` covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The node with this id.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The nodes that have no parent, in order.
    pub fn top(&self) -> impl Iterator<Item = &Node> + Clone {
        self.siblings(self.top.ends.map(|(first, _)| first))
    }

    /// The children of `node`, in order.
    pub fn children<'t>(&'t self, node: &Node) -> impl Iterator<Item = &'t Node> + Clone + use<'t> {
        self.siblings(node.first_child)
    }

    /// All nodes, children in front of their parents.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// The key-value pairs of `arguments`, in order, each key once.
    #[must_use]
    pub fn arguments(&self, arguments: Arguments) -> &[Argument] {
        &self.arguments[arguments.first as usize..(arguments.first + arguments.count) as usize]
    }

    /// The value of the argument `key` of `node`, where it has one.
    #[must_use]
    pub fn argument(&self, node: &Node, key: &str) -> Option<Span> {
        self.arguments(node.detail.arguments()?)
            .iter()
            .find(|argument| self.slice(argument.key) == key)
            .map(|argument| argument.value)
    }

    /// The inner content that was left as text because it nests too deep; the first such.
    #[must_use]
    pub fn too_deep(&self) -> Option<Span> {
        self.too_deep
    }

    /// Where the byte `offset` of the tree's text is in the text that was given, before its entities were decoded.
    #[must_use]
    pub fn written_offset(&self, offset: u32) -> u32 {
        let next = self.decoded.partition_point(|&(here, _)| here <= offset);
        let before = next.checked_sub(1).map(|before| self.decoded[before]);
        match before {
            Some((here, written)) => offset + written - here,
            None => self.text_offset(offset),
        }
    }

    /// Where the byte `offset` of the tree's text is in [`Tree::text`].
    #[must_use]
    pub fn text_offset(&self, offset: u32) -> u32 {
        if (offset as usize) < self.written {
            return offset;
        }
        let after = self
            .synthesized
            .partition_point(|content| content.at.start <= offset);
        let Some(content) = after.checked_sub(1).and_then(|i| self.synthesized.get(i)) else {
            return offset.min(self.written as u32);
        };
        let into = offset - content.at.start;
        let page = content.page.end - content.page.start;
        match into.cmp(&page) {
            std::cmp::Ordering::Less => content.page.start + into,
            std::cmp::Ordering::Equal => content.page.end,
            std::cmp::Ordering::Greater => {
                (content.text.start + into - page - 1).min(content.text.end)
            }
        }
    }

    /// Leads from the text that spans count in to the text that was read.
    #[must_use]
    #[cfg_attr(
        not(feature = "internals"),
        allow(dead_code, reason = "findings need single places only")
    )]
    pub fn source_map(&self) -> SpanMap<TreeText, SourceText> {
        let source = |start, end| span::Span::new(start, end);
        if let Some(&(last, last_source)) = self.decoded.last() {
            let mut map = SpanMap::default();
            let (mut at, mut at_source) = (0, 0);
            for &(here, there) in &self.decoded {
                // Each of them became one byte.
                let copied = here - 1 - at;
                map.push(
                    copied as usize,
                    source(at_source, at_source + copied),
                    How::Copied,
                );
                map.push(1, source(at_source + copied, there), How::Made);
                (at, at_source) = (here, there);
            }
            let rest = self.written as u32 - last;
            map.push(
                rest as usize,
                source(last_source, last_source + rest),
                How::Copied,
            );
            return map;
        }
        let mut map = SpanMap::of_part(source(0, self.written as u32));
        for Synthesized { page, text, .. } in &self.synthesized {
            map.push(page.len(), source(page.start, page.end), How::Copied);
            map.push("|".len(), source(page.end, text.start), How::Made);
            map.push(text.len(), source(text.start, text.end), How::Copied);
        }
        map
    }

    fn siblings(&self, first: Option<NodeId>) -> impl Iterator<Item = &Node> + Clone {
        std::iter::successors(first.map(|id| self.node(id)), |node| {
            node.next.map(|id| self.node(id))
        })
    }
}

/// Building a tree: the lexer sets its text, the grammar adds its nodes, children first.
impl Tree {
    /// Empties the tree, keeping its memory, and hands out its text to be filled.
    pub(crate) fn restart(&mut self) -> &mut String {
        let Self {
            text,
            written,
            synthesized,
            nodes,
            arguments,
            top,
            too_deep,
            decoded,
        } = self;
        decoded.clear();
        *written = 0;
        *top = NodeList::default();
        *too_deep = None;
        synthesized.clear();
        nodes.clear();
        arguments.clear();
        text.clear();
        text
    }

    /// The text that was filled in, before it is finished.
    pub(crate) fn unparsed(&self) -> &str {
        &self.text
    }

    /// Decodes the entities of an old dump, once, in the whole text.
    pub(crate) fn decode_entities(&mut self, entities: Entities) {
        let decodes = match entities {
            Entities::Auto => is_old_dump(&self.text),
            Entities::Decode => true,
            Entities::Keep => false,
        };
        if !decodes || !self.text.contains('&') {
            return;
        }
        let mut decoded = String::with_capacity(self.text.len());
        let mut rest = self.text.as_str();
        while let Some(at) = rest.find('&') {
            decoded.push_str(&rest[..at]);
            rest = &rest[at..];
            let entity = OLD_ENTITIES
                .into_iter()
                .find(|(entity, _)| rest.starts_with(entity));
            let (written, read) = entity.unwrap_or(("&", "&"));
            decoded.push_str(read);
            rest = &rest[written.len()..];
            self.decoded
                .push((decoded.len() as u32, (self.text.len() - rest.len()) as u32));
        }
        decoded.push_str(rest);
        self.text = decoded;
    }

    /// Appends what the lexer put together beside the text that was read.
    pub(crate) fn finish_text(
        &mut self,
        appended: &str,
        synthesized: &[Synthesized],
        too_deep: Option<Span>,
    ) {
        self.written = self.text.len();
        self.text.push_str(appended);
        self.synthesized.extend_from_slice(synthesized);
        self.too_deep = too_deep;
    }

    /// Sets the nodes without a parent.
    pub(crate) fn finish(&mut self, top: NodeList) {
        self.top = top;
    }

    /// Adds a construct with its children and what else it holds.
    pub(crate) fn add(&mut self, kind: Kind, parts: Enclosed, detail: Detail) -> NodeId {
        let id = NodeId::new(self.nodes.len())
            .expect("a node covers at least a byte of a text below 4 GiB");
        self.nodes.push(Node {
            id,
            kind,
            full: parts.full,
            inner: parts.inner,
            detail,
            first_child: parts.children.ends.map(|(first, _)| first),
            next: None,
        });
        id
    }

    /// Adds a construct opened by `marks`, which count its level.
    pub(crate) fn add_line(&mut self, kind: Kind, parts: Enclosed) -> NodeId {
        let marker = Span::new(parts.full.start, parts.inner.start);
        let marks = self
            .slice(marker)
            .bytes()
            .filter(|byte| matches!(byte, b'*' | b'#' | b'!' | b'+'))
            .count();
        self.add(kind, parts, Detail::Level(marks as u32))
    }

    /// Adds a construct that may hold no node at all.
    pub(crate) fn add_optional(&mut self, kind: Kind, parts: Enclosed<Option<NodeList>>) -> NodeId {
        self.add(kind, parts.or_none(), Detail::None)
    }

    /// Adds a heading of the Tiki dialect, whose marker is `!!`, `!!+` or `!!-#`.
    pub(crate) fn add_heading(&mut self, parts: Enclosed<Option<NodeList>>) -> NodeId {
        let marker = Span::new(parts.full.start, parts.inner.start);
        let marks = self.slice(marker).bytes().filter(|byte| *byte == b'!');
        let level = marks.count() as u32;
        self.add(Kind::Heading, parts.or_none(), Detail::Level(level))
    }

    /// Adds a link or a colour with its head: a target, a page, a colour.
    pub(crate) fn add_headed(
        &mut self,
        kind: Kind,
        (head, parts): (Span, Enclosed<Option<NodeList>>),
    ) -> NodeId {
        let detail = match kind {
            Kind::AliasedLocalLink => Detail::Page(head),
            _ => Detail::Url(head),
        };
        self.add(kind, parts.or_none(), detail)
    }

    /// Adds a link to a page that has no text of its own.
    pub(crate) fn add_page_link(&mut self, parts: Enclosed) -> NodeId {
        self.add(Kind::LocalLink, parts, Detail::Page(parts.inner))
    }

    /// Adds a plugin of the Tiki dialect.
    pub(crate) fn add_call(
        &mut self,
        (plugin, arguments, parts): (PluginId, Arguments, Enclosed),
    ) -> NodeId {
        self.add(Kind::Call, parts, Detail::Call(plugin, arguments))
    }

    /// Adds spaces: marks that are repeated.
    pub(crate) fn add_spaces(&mut self, kind: Kind, full: Span) -> NodeId {
        let marks = match kind {
            Kind::HorizontalSpaceAlt => (full.len() - "~~".len()) / "hs".len(),
            _ => full.len() / "~hs~".len(),
        };
        self.add(kind, Enclosed::marker(full), Detail::Repeat(marks as u32))
    }

    /// Adds a coloured text with what its colours are written as.
    pub(crate) fn add_color(&mut self, (spec, parts): (Arguments, Enclosed)) -> NodeId {
        let comma = self.slice(spec.raw).find(',').unwrap_or(spec.raw.len());
        let comma = spec.raw.start + comma as u32;
        self.add(Kind::Color, parts, Detail::Color(Color { spec, comma }))
    }

    /// Adds a citation.
    pub(crate) fn add_citation(&mut self, parts: Enclosed) -> NodeId {
        let inner = self.slice(parts.inner);
        let start = parts.inner.end - inner.trim_start().len() as u32;
        let numbers = Span::new(start, start + inner.trim().len() as u32);
        let spaced = !self.slice(parts.full).starts_with('[');
        let citation = Citation { numbers, spaced };
        self.add(Kind::WeirdCitation, parts, Detail::Citation(citation))
    }

    /// Adds a plugin, which is a row of `dialect`, with its arguments.
    pub(crate) fn add_plugin(
        &mut self,
        dialect: &Dialect,
        (plugin, arguments, parts): (PluginId, Arguments, Enclosed),
    ) -> NodeId {
        let kind = dialect.plugin(plugin).kind;
        self.add(kind, parts, Detail::Arguments(arguments))
    }

    /// Adds an aliased link, whose inner content `page|text` may have been put together behind the text.
    pub(crate) fn add_aliased(&mut self, full: Span, content: Enclosed) -> NodeId {
        let inner = content.inner;
        // The page holds no bar, so the first one parts page and text.
        let page = self.slice(inner).find('|').unwrap_or(inner.len());
        let page = Span::new(inner.start, inner.start + page as u32);
        self.add(
            Kind::AliasedLocalLink,
            Enclosed { full, ..content },
            Detail::Page(page),
        )
    }

    /// Adds a text: its full match and its inner content are the same.
    pub(crate) fn add_text(&mut self, start: u32, end: u32) -> NodeList {
        let span = Span::new(start, end);
        let text = self.add(Kind::Text, Enclosed::whole(span), Detail::None);
        NodeList::one(text)
    }

    /// `first` followed by `next`.
    pub(crate) fn chain(&mut self, first: NodeList, next: NodeId) -> NodeList {
        let Some((head, last)) = first.ends else {
            return NodeList::one(next);
        };
        self.nodes[last.index()].next = Some(next);
        NodeList {
            ends: Some((head, next)),
        }
    }

    /// `first` followed by `next`.
    pub(crate) fn join(&mut self, first: NodeList, next: NodeList) -> NodeList {
        let (Some((head, last)), Some((follower, end))) = (first.ends, next.ends) else {
            return if first.ends.is_some() { first } else { next };
        };
        self.nodes[last.index()].next = Some(follower);
        NodeList {
            ends: Some((head, end)),
        }
    }

    /// Notes one argument of the plugin being read; [`Tree::close_arguments`] ends the list.
    pub(crate) fn add_argument(&mut self, key: Span, value: Span) -> u32 {
        self.arguments.push(Argument { key, value });
        1
    }

    /// Ends the list of the last `count` arguments: a repeated key keeps its first place and its last value
    /// (exporter dialect, section 2).
    pub(crate) fn close_arguments(&mut self, raw: Span, count: u32) -> Arguments {
        let first = self.arguments.len() - count as usize;
        let mut places = std::collections::HashMap::new();
        let mut kept = first;
        for i in first..self.arguments.len() {
            let argument = self.arguments[i];
            let key = &self.text[argument.key.range()];
            let seen = if count <= FEW {
                self.arguments[first..kept]
                    .iter()
                    .position(|earlier| &self.text[earlier.key.range()] == key)
                    .map(|place| first + place)
            } else {
                let place = *places.entry(key).or_insert(kept);
                (place != kept).then_some(place)
            };
            if let Some(place) = seen {
                self.arguments[place].value = argument.value;
            } else {
                self.arguments[kept] = argument;
                kept += 1;
            }
        }
        self.arguments.truncate(kept);
        Arguments {
            raw,
            first: first as u32,
            count: (kept - first) as u32,
        }
    }
}

/// Up to this many arguments, comparing keys one by one is faster than a table.
const FEW: u32 = 16;

impl NodeList {
    /// One node alone.
    pub(crate) fn one(node: NodeId) -> Self {
        Self {
            ends: Some((node, node)),
        }
    }
}

impl Enclosed {
    /// A construct that is nothing but its inner content.
    pub(crate) fn whole(span: Span) -> Self {
        Self {
            full: span,
            inner: span,
            children: NodeList::default(),
        }
    }

    /// A construct that is nothing but a marker: its inner content is empty.
    pub(crate) fn marker(full: Span) -> Self {
        Self {
            full,
            inner: Span::new(full.end, full.end),
            children: NodeList::default(),
        }
    }
}
