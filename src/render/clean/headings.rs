//! The headings of a page: their numbers, their anchors, and tables of contents.

use std::collections::HashMap;

use super::Writer;
use super::inline::{Mark, Piece, Pieces};
use super::lines::Block;
use super::loss::Cause;
use crate::config::HeadingNumbers;
use crate::render::Aspect;
use crate::wiki::tiki::plugins::{self, Plugin};
use crate::wiki::tree::{Detail, Kind, Node, NodeId};

/// A heading.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Its node.
    pub node: NodeId,
    /// From 1 to 6.
    pub level: usize,
    /// `1.2.`, where it shows one.
    pub number: Option<String>,
    /// `1.2.`, whether it shows one or not.
    pub place: String,
    /// Its anchor in the Markdown.
    pub slug: String,
}

/// The headings of a page.
#[derive(Debug, Default)]
pub struct Headings {
    /// In order.
    pub list: Vec<Heading>,
    by_node: HashMap<usize, usize>,
    /// The headings by their id in the wiki.
    by_id: HashMap<String, usize>,
    /// The names of anchors on the page.
    pub anchors: std::collections::HashSet<String>,
}

impl Headings {
    /// The heading that is this node.
    #[must_use]
    pub fn of(&self, node: &Node) -> Option<&Heading> {
        self.list.get(*self.by_node.get(&node.id.index())?)
    }

    /// The anchor in the Markdown for an id of the wiki.
    #[must_use]
    pub fn slug_of(&self, id: &str) -> Option<&str> {
        let heading = self.by_id.get(id)?;
        Some(&self.list[*heading].slug)
    }
}

/// How many entries the tables of contents of a page have; the first may have more, and what would be more than that
/// is a comment. So a page of nothing but headings and `{maketoc}` stays as long as it is.
const MOST_ENTRIES: usize = 10_000;

/// Counts the numbers of headings.
#[derive(Default)]
struct Counter {
    numbers: Vec<u32>,
    /// Whether the last heading of each level was numbered.
    numbered: [bool; 8],
    /// Whether a heading of the page is numbered.
    any: bool,
}

impl Counter {
    fn next(&mut self, level: usize, is_numbered: bool) -> Option<String> {
        if level <= self.numbers.len() {
            self.numbers.truncate(level);
            if self.numbered[level] || !self.any {
                self.numbers[level - 1] += 1;
            }
        } else {
            self.numbers.resize(level, 1);
        }
        self.numbered[level] = is_numbered;
        if !is_numbered {
            return None;
        }
        // Parents above the nearest level without a number are hidden.
        let first = (1..level)
            .rev()
            .find(|&parent| !self.numbered[parent])
            .unwrap_or(0);
        Some(joined(&self.numbers[first..]))
    }

    /// All numbers of the heading that was counted last.
    fn place(&self) -> String {
        joined(&self.numbers)
    }
}

/// `1.2.`
fn joined(numbers: &[u32]) -> String {
    numbers.iter().map(|number| format!("{number}.")).collect()
}

/// GitHub's anchor of a heading.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.to_lowercase().chars() {
        match c {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(c),
            c if c.is_alphanumeric() => slug.push(c),
            _ => {}
        }
    }
    slug
}

/// A slug that no heading has yet: `a`, `a-1`, `a-2`. GitHub and Hugo count on where that is another heading's own.
fn unique(plain: String, slugs: &mut HashMap<String, usize>) -> String {
    let mut unique = plain.clone();
    while slugs.contains_key(&unique) {
        let count = slugs.entry(plain.clone()).or_insert(0);
        *count += 1;
        unique = format!("{plain}-{count}");
    }
    slugs.insert(unique.clone(), 0);
    unique
}

/// The id that Tiki gives a heading.
fn wiki_id(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '-' | '_') {
            id.push(c);
        } else if !id.ends_with('_') {
            id.push('_');
        }
    }
    id.trim_start_matches(|c: char| !c.is_ascii_alphabetic())
        .to_owned()
}

/// A name of an anchor as it is written in a link.
#[must_use]
pub fn anchor_name(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out
}

impl<'t> Writer<'t> {
    /// Finds the headings, in the order in which they show.
    pub(super) fn find_headings(&mut self) {
        let nodes: Vec<&Node> = self.tree.top().collect();
        let mut found = Vec::new();
        self.headings_in(&nodes, &mut found);
        let mut counter = Counter {
            any: found.iter().any(|node| self.is_numbered(node)),
            ..Counter::default()
        };
        let mut slugs = HashMap::new();
        for node in found {
            let Detail::Level(level) = node.detail else {
                continue;
            };
            let level = (level as usize).clamp(1, 6);
            let counted = counter.next(level, self.is_numbered(node));
            let number = counted.filter(|_| self.settings.heading_numbers == HeadingNumbers::Bake);
            let shown = self.heading_text(node);
            let text = match &number {
                Some(number) => format!("{number} {shown}"),
                None => shown,
            };
            let unique = unique(slug(text.trim()), &mut slugs);
            let place = self.headings.list.len();
            self.headings.by_node.insert(node.id.index(), place);
            self.headings.by_id.entry(wiki_id(&text)).or_insert(place);
            self.headings.list.push(Heading {
                node: node.id,
                level,
                number,
                place: counter.place(),
                slug: unique,
            });
        }
    }

    /// Whether the marker of a heading holds `#`.
    fn is_numbered(&self, heading: &Node) -> bool {
        let marker = heading.full.start as usize..heading.inner.start as usize;
        self.tree.whole_text()[marker].contains('#')
    }

    fn headings_in(&mut self, nodes: &[&'t Node], found: &mut Vec<&'t Node>) {
        for node in nodes {
            match node.kind {
                Kind::Heading => found.push(node),
                Kind::Text => {}
                Kind::Call => {
                    if let Detail::Call(plugin, _) = node.detail
                        && plugins::row(plugin).plugin == Plugin::Aname
                    {
                        let name = self.tree.slice(node.inner).trim();
                        self.headings.anchors.insert(anchor_name(name));
                    }
                    if let Some(tag) = self.argument(node, "tag").filter(|tag| !tag.is_empty()) {
                        self.note_tags.insert(tag.trim().to_owned());
                    }
                    let shown = self.shown_children(node);
                    self.headings_in(&shown, found);
                }
                _ => {
                    let children = self.children(node);
                    self.headings_in(&children, found);
                }
            }
        }
    }

    /// The text of a heading that shows, without its number.
    fn heading_text(&mut self, node: &Node) -> String {
        let mut pieces = Pieces::default();
        self.heading_elsewhere(node, &mut pieces);
        pieces.shown()
    }

    /// What a heading shows, at another place: its losses and notes are counted where the heading itself is written.
    fn heading_elsewhere(&mut self, node: &Node, pieces: &mut Pieces) {
        let children = self.children(node);
        let losses = self.losses.len();
        let notes = self.notes.list.len();
        let numbered = self.notes.numbered;
        self.in_heading = true;
        self.flat(&children, pieces);
        self.in_heading = false;
        self.losses.truncate(losses);
        for (label, node) in self.notes.list.split_off(notes) {
            let text = self.tree.slice(self.tree.node(node).inner).trim();
            self.notes.by_text.remove(text);
            self.notes.listed.remove(&label);
            let tag = self.argument(self.tree.node(node), "tag");
            if tag.is_none_or(|tag| tag.trim().is_empty()) {
                self.notes.labels.remove(&label);
            }
        }
        self.notes.numbered = numbered;
    }

    pub(super) fn heading(&mut self, node: &'t Node) {
        let children = self.children(node);
        let mut pieces = Pieces::default();
        self.in_heading = true;
        self.flat(&children, &mut pieces);
        self.in_heading = false;
        let heading = self.headings.of(node).cloned();
        let level = heading.as_ref().map_or(1, |heading| heading.level);
        let glyphs = pieces.glyphs(super::escape::Context::Heading);
        self.lines.begin(Block::Plain);
        self.lines.text(&"#".repeat(level), node, Aspect::Level);
        if let Some(number) = heading.and_then(|heading| heading.number) {
            self.lines.text(&format!(" {number}"), node, Aspect::Level);
        }
        if !glyphs.is_empty() {
            self.lines.text(" ", node, Aspect::Opens);
            self.lines.glyphs(&glyphs, node);
        }
    }

    /// What `{maketoc}` lists, in order; `None` where it is a comment.
    fn contents(&mut self, node: &'t Node) -> Option<Contents> {
        let number = |text: Option<String>| text.and_then(|text| text.trim().parse::<usize>().ok());
        let deepest = number(self.argument(node, "maxdepth"))
            .filter(|depth| *depth > 0)
            .unwrap_or(6);
        let levels: Option<Vec<usize>> = self.argument(node, "levels").map(|levels| {
            levels
                .split(',')
                .filter_map(|level| level.trim().parse().ok())
                .collect()
        });
        // What is looked through counts, whether it is listed or not.
        let count = self.headings.list.len();
        if self.entries > 0 && self.entries + count > MOST_ENTRIES {
            self.lose(Cause::Simplified, node, "maketoc");
            return None;
        }
        self.entries += count;
        let is_listed = |heading: &&Heading| {
            let levels = levels.as_ref();
            heading.level <= deepest && levels.is_none_or(|levels| levels.contains(&heading.level))
        };
        let list: Vec<Heading> = self
            .headings
            .list
            .iter()
            .filter(is_listed)
            .cloned()
            .collect();
        let mut title = Pieces::default();
        if !list.is_empty() {
            let text = self.argument(node, "title");
            let bold = title.open(Mark::Strong, u32::MAX);
            title.made(text.as_deref().unwrap_or("Table of contents").trim());
            title.close(&Mark::Strong, bold, u32::MAX);
        }
        let mut open: Vec<usize> = Vec::new();
        let mut entries = Vec::with_capacity(list.len());
        for heading in &list {
            while open.pop_if(|level| *level >= heading.level).is_some() {}
            let depth = open.len();
            open.push(heading.level);
            entries.push((depth, self.entry(heading, node)));
        }
        Some(Contents { title, entries })
    }

    /// The line of a heading in `{maketoc}`.
    fn entry(&mut self, heading: &Heading, contents: &Node) -> Pieces {
        let has_link = self
            .argument(contents, "nolinks")
            .is_none_or(|value| value.is_empty() || value == "n");
        let mut pieces = Pieces::default();
        let link = has_link.then(|| pieces.open_link(u32::MAX));
        let number = match self.argument(contents, "nums").as_deref() {
            Some("n") => None,
            Some("force") => Some(&heading.place),
            _ => heading.number.as_ref(),
        };
        if let Some(number) = number {
            pieces.made(number);
            pieces.made(" ");
        }
        let source = *self.tree.node(heading.node);
        let before = pieces.list.len();
        self.in_link += 1;
        self.heading_elsewhere(&source, &mut pieces);
        self.in_link -= 1;
        // A note would be a link in the link, and a name of an anchor is there once.
        let is_own = |raw: &str| raw.starts_with("[^") || raw.starts_with("<a id=");
        let text = pieces.list.split_off(before);
        let text = text
            .into_iter()
            .filter(|piece| !matches!(piece, Piece::Raw(raw, _) if is_own(raw)));
        pieces.list.extend(text);
        if let Some(link) = link {
            let behind = format!("](#{})", heading.slug);
            let close = Piece::LinkClose(link, behind, String::new(), u32::MAX);
            pieces.list.push(close);
        }
        pieces
    }

    /// `{maketoc}` as a list.
    pub(super) fn contents_block(&mut self, node: &'t Node) {
        let Some(Contents { title, entries }) = self.contents(node) else {
            self.comment_block(node);
            return;
        };
        self.paragraph_of(title, node);
        for (at, (depth, pieces)) in entries.into_iter().enumerate() {
            if at == 0 {
                self.lines.begin(Block::Bullets);
            } else {
                self.lines.next_line(false);
            }
            let glyphs = pieces.glyphs(super::escape::Context::Heading);
            let marker = format!("{}- ", "  ".repeat(depth));
            let marker = if glyphs.is_empty() {
                marker.trim_end()
            } else {
                &marker
            };
            self.lines.text(marker, node, Aspect::Level);
            self.lines.glyphs(&glyphs, node);
        }
    }

    /// `{maketoc}` in a cell; in a heading there is none, for that heading would be in it.
    pub(super) fn contents_in_line(&mut self, node: &'t Node, pieces: &mut Pieces) {
        if self.in_heading {
            return;
        }
        let Some(Contents { title, entries }) = self.contents(node) else {
            pieces.raw(self.comment(node), node.full.start);
            return;
        };
        let mut lines = Vec::with_capacity(entries.len() + 1);
        if !title.is_blank() {
            lines.push(title);
        }
        for (_, entry) in entries {
            let mut line = Pieces::default();
            line.raw("- ", node.full.start);
            line.append(entry);
            lines.push(line);
        }
        for (at, line) in lines.into_iter().enumerate() {
            if at > 0 {
                pieces.raw("<br>", node.full.start);
            }
            pieces.append(line);
        }
    }
}

/// What `{maketoc}` shows.
struct Contents {
    title: Pieces,
    /// Each with how deep it is.
    entries: Vec<(usize, Pieces)>,
}
