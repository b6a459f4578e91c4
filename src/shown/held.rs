//! Holds what is seen against the pieces that the renderer wrote: each mark has to be one, each text has to be read.

use std::ops::Range;

use super::seen::{Break, Element, Run, Seen, Shown};
use super::{Code, Hidden, Lost, Sight, Wrong, html};
use crate::render::record::Recorded;
use crate::render::{Aspect, Origin};
use crate::text::span::How;
use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Node, NodeId, Span};

/// So far back a bare address is looked for.
const LONGEST_ADDRESS: usize = 2048;

/// What is not shown as it is meant.
pub fn hold(seen: &Seen, markdown: &Recorded, tree: &Tree) -> Vec<Sight> {
    let mut held = Held {
        seen,
        text: &markdown.text,
        tree,
        as_is: as_is(tree),
        told: vec![false; tree.nodes().count()],
        opened: vec![None; tree.nodes().count()],
        run: 0,
        inside: (None, Inside::Nothing),
        code: None,
        typed_comment: 0,
        sights: Vec::new(),
    };
    for (at, origin) in markdown.pieces(0..markdown.text.len()) {
        if let Some(node) = origin.node {
            held.piece(at, origin, tree.node(node));
        }
    }
    held.left_out(markdown);
    held.sights
        .sort_by_key(|sight| (sight.at.start, sight.wrong));
    held.sights
}

/// For each node whether what is in it is written as it is: HTML, and what is in a comment.
fn as_is(tree: &Tree) -> Vec<bool> {
    fn mark(tree: &Tree, node: &Node, above: bool, list: &mut [bool]) {
        let here = above
            || matches!(
                node.kind,
                Kind::Html
                    | Kind::TikiComment
                    | Kind::CustomSearch
                    | Kind::Sql
                    | Kind::Filter
                    | Kind::List
                    | Kind::MakeToc
                    | Kind::Include
            );
        list[node.id.index()] = here;
        tree.children(node)
            .for_each(|child| mark(tree, child, here, list));
    }
    let mut list = vec![false; tree.nodes().count()];
    // Nodes do not nest deep, so neither does this.
    tree.top()
        .for_each(|node| mark(tree, node, false, &mut list));
    list
}

/// What the marks of a node have opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Nothing: what follows is text.
    Nothing,
    /// A tag.
    Tag,
    /// The address of a link.
    Address,
}

struct Held<'h> {
    seen: &'h Seen,
    text: &'h str,
    tree: &'h Tree,
    as_is: Vec<bool>,
    /// The nodes that are known to be lost.
    told: Vec<bool>,
    /// Where the first mark of each node is.
    opened: Vec<Option<usize>>,
    /// The first run that can touch the piece at hand.
    run: usize,
    /// What the marks of the node of the last piece have opened.
    inside: (Option<NodeId>, Inside),
    /// The end of the code that was told last.
    code: Option<usize>,
    /// The end of the comment that was typed last.
    typed_comment: usize,
    sights: Vec<Sight>,
}

impl Held<'_> {
    fn piece(&mut self, at: Range<usize>, origin: Origin, node: &Node) {
        while self
            .seen
            .runs
            .get(self.run)
            .is_some_and(|run| run.at.end <= at.start)
        {
            self.run += 1;
        }
        if self.inside.0 != origin.node {
            self.inside = (origin.node, Inside::Nothing);
        }
        let is_text = matches!(origin.aspect, Aspect::Text | Aspect::Label);
        if origin.how == How::Made && node.kind != Kind::Text && origin.aspect != Aspect::Target {
            self.mark(at, origin, node);
        } else if self.as_is[node.id.index()] {
        } else if is_text && origin.how == How::Copied && self.inside.1 == Inside::Nothing {
            self.read(at, origin, node);
        } else if matches!(origin.aspect, Aspect::Target | Aspect::Value)
            && self.inside.1 != Inside::Nothing
        {
            self.unseen(at, origin, node);
        }
    }

    /// The constructs that are on no page, for the section that they stand in was left out.
    fn left_out(&mut self, markdown: &Recorded) {
        let tree = self.tree;
        // Where each text of the source went, in the order of the Markdown.
        let mut is_written = vec![false; tree.nodes().count()];
        let mut places: Vec<(u32, usize)> = Vec::new();
        for (at, origin) in markdown.pieces(0..markdown.text.len()) {
            if let Some(node) = origin.node {
                is_written[node.index()] = true;
                places.push((origin.span.start, at.end));
            }
        }
        places.sort_unstable();
        for node in tree.nodes() {
            let makes_element = matches!(
                node.kind,
                Kind::Heading
                    | Kind::ListItem
                    | Kind::NumListItem
                    | Kind::Table
                    | Kind::Bold
                    | Kind::Link
                    | Kind::LocalLink
                    | Kind::AliasedLocalLink
            );
            let shows = !tree.slice(node.inner).trim().is_empty();
            if !makes_element
                || is_written[node.id.index()]
                || self.as_is[node.id.index()]
                || !shows
            {
                continue;
            }
            let behind = places.partition_point(|(start, _)| *start < node.full.start);
            let at = behind.checked_sub(1).map_or(0, |before| places[before].1);
            self.tell(Wrong::Lost(Lost::LeftOut), node.kind, at..at, node.full);
        }
    }

    fn runs(&self, at: &Range<usize>) -> &[Run] {
        let runs = &self.seen.runs[self.run..];
        let behind = runs.partition_point(|run| run.at.start < at.end);
        &runs[..behind]
    }

    /// How the byte at `at` is shown, which is in the piece at hand.
    fn shown(&self, at: usize) -> Option<Shown> {
        let runs = &self.seen.runs[self.run..];
        let behind = runs.partition_point(|run| run.at.start <= at);
        let run = runs[..behind].last()?;
        (at < run.at.end).then_some(run.shown)
    }

    fn tell(&mut self, wrong: Wrong, kind: Kind, at: Range<usize>, span: Span) {
        self.sights.push(Sight {
            wrong,
            kind,
            at,
            span,
        });
    }

    /// Says that a node is not shown as what it is, once.
    fn lost(&mut self, at: Range<usize>, node: &Node) {
        if std::mem::replace(&mut self.told[node.id.index()], true) {
            return;
        }
        let lost = match self.shown(at.start) {
            Some(Shown::Code(_)) => Lost::InCode,
            Some(Shown::HtmlText) => Lost::InHtml,
            Some(Shown::Text | Shown::Tag | Shown::Hidden) | None => Lost::Marks,
        };
        self.tell(Wrong::Lost(lost), node.kind, at, node.full);
    }

    /// A mark of `node`: it has to be read as what it is.
    fn mark(&mut self, at: Range<usize>, origin: Origin, node: &Node) {
        let text = &self.text[at.clone()];
        let trimmed = text.trim();
        let start = at.start + (text.len() - text.trim_start().len());
        let marked = start..start + trimmed.len();
        let is_plain =
            self.inside.1 == Inside::Nothing && !trimmed.contains("](") && !trimmed.contains('<');
        if is_plain {
            return self.markdown(&at, marked, origin, node);
        }
        for i in at.clone() {
            let rest = &self.text.as_bytes()[i..at.end];
            match (self.inside.1, rest) {
                (Inside::Nothing, [b'<', next, ..])
                    if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!') =>
                {
                    self.inside.1 = Inside::Tag;
                    if self.visible(&(i..i + 1)) {
                        self.lost(i..at.end, node);
                    }
                }
                (Inside::Tag, [b'>', ..]) => self.inside.1 = Inside::Nothing,
                (Inside::Nothing, [b']', b'(', ..]) => {
                    self.inside.1 = Inside::Address;
                    self.link(i, node);
                }
                (Inside::Address, [b')', ..]) => {
                    self.inside.1 = Inside::Nothing;
                    if self.visible(&(i..i + 1)) {
                        self.lost(i..i + 1, node);
                    }
                }
                (Inside::Nothing, [b'[', ..]) => self.opens(i, node),
                _ => {}
            }
        }
    }

    /// Notes where the first mark of a node is.
    fn opens(&mut self, at: usize, node: &Node) {
        self.opened[node.id.index()].get_or_insert(at);
    }

    /// The middle of a link, whose text ends at `at`.
    fn link(&mut self, at: usize, node: &Node) {
        let opened = self.opened[node.id.index()].take();
        let is_link = opened.is_some_and(|opened| {
            let is = |element| matches!(element, Element::Link | Element::Image);
            self.seen
                .begins(opened.saturating_sub(1)..opened + 1, is)
                .is_some()
        });
        if !is_link || self.visible(&(at..at + 2)) {
            self.lost(at..at + 2, node);
        }
    }

    /// A mark that is no tag and no link.
    fn markdown(&mut self, at: &Range<usize>, marked: Range<usize>, origin: Origin, node: &Node) {
        let trimmed = &self.text[marked.clone()];
        let closes = origin.aspect == Aspect::Closes;
        let element = match (node.kind, trimmed) {
            (Kind::Newline, _) if self.text[at.clone()].ends_with('\n') => {
                if self.is_no_break(at) {
                    self.lost(at.clone(), node);
                }
                return;
            }
            (Kind::TableRow | Kind::TableCell, _) => {
                let bar = trimmed.find('|').map(|bar| marked.start + bar);
                if let Some(bar) = bar.filter(|&bar| self.visible(&(bar..bar + 1))) {
                    self.lost(bar..bar + 1, node);
                }
                return;
            }
            (Kind::Table, _) if trimmed.starts_with('|') => {
                if self.opened[node.id.index()].is_none() {
                    self.opened[node.id.index()] = Some(at.start);
                    if self
                        .seen
                        .begins(at.start..marked.end, |e| e == Element::Table)
                        .is_none()
                    {
                        self.lost(marked, node);
                    }
                }
                return;
            }
            (_, "[" | "![") => return self.opens(marked.end - 1, node),
            (Kind::Heading, _) if origin.aspect == Aspect::Level && trimmed.starts_with('#') => {
                if self.opened[node.id.index()].is_some() {
                    return;
                }
                self.opened[node.id.index()] = Some(marked.start);
                Element::Heading
            }
            (Kind::Indent, ">") => Element::Quote,
            (Kind::ListItem | Kind::NumListItem, bullet) if is_bullet(bullet) => {
                let line = self.line(marked.start);
                if self
                    .seen
                    .begins(line..marked.end, |e| e == Element::Item)
                    .is_none()
                {
                    self.lost(marked, node);
                }
                return;
            }
            (Kind::HorizontalRule | Kind::HorizontalRuleAlt, rule) if is_rule(rule) => {
                Element::Rule
            }
            (_, "**" | "__") => Element::Strong,
            (_, "*" | "_") => Element::Emphasis,
            (_, "~~") => Element::Strike,
            _ => return,
        };
        let is_seen = if closes {
            self.seen.ends(marked.clone(), |e| e == element).is_some()
        } else {
            self.seen.begins(marked.clone(), |e| e == element).is_some()
        };
        // Bold text without a word in it shows nothing.
        if !(is_seen || self.tree.slice(node.inner).trim().is_empty()) {
            self.lost(marked, node);
        }
    }

    /// Where the line begins that holds `at`, not far from it.
    fn line(&self, at: usize) -> usize {
        let near = at.saturating_sub(LONGEST_ADDRESS);
        memchr::memrchr(b'\n', &self.text.as_bytes()[near..at]).map_or(near, |end| near + end + 1)
    }

    /// Whether a reader sees marks as they are.
    fn visible(&self, at: &Range<usize>) -> bool {
        let is_read = |shown| matches!(shown, Shown::Text | Shown::HtmlText | Shown::Code(_));
        self.runs(at)
            .iter()
            .any(|run| run.at.end > at.start && is_read(run.shown))
    }

    /// Whether what was to be a line break is a blank.
    fn is_no_break(&self, at: &Range<usize>) -> bool {
        let first = self
            .seen
            .breaks
            .partition_point(|(_, place)| place.end <= at.start);
        let mut near = self.seen.breaks[first..]
            .iter()
            .take_while(|(_, place)| place.start < at.end);
        if near.any(|(kind, _)| *kind == Break::Soft) {
            return true;
        }
        // A block of HTML knows no line ends: those in front of a text and behind one are missed.
        let last = at.end - 1;
        if self.shown(last) != Some(Shown::HtmlText) {
            return false;
        }
        let before = self.text[..at.start].trim_end().bytes().next_back();
        let behind = self.text[at.end..].trim_start().bytes().next();
        !(before.is_none_or(|byte| byte == b'>') || behind.is_none_or(|byte| byte == b'<'))
    }

    /// A value that stands in a tag or an address, and must not be read.
    fn unseen(&mut self, at: Range<usize>, _: Origin, node: &Node) {
        let lead = self.text[at.clone()].len() - self.text[at.clone()].trim_start().len();
        let at = at.start + lead..at.end;
        if !at.is_empty() && self.visible(&at) {
            self.lost(at, node);
        }
    }

    /// A text that is meant to be read.
    fn read(&mut self, at: Range<usize>, origin: Origin, node: &Node) {
        let mut from = at.start;
        let first = self.run;
        let count = self.runs(&at).len();
        for i in first..first + count {
            let Run { at: place, shown } = self.seen.runs[i].clone();
            let start = place.start.max(at.start);
            if from < start {
                self.gap(from..start, &at, origin, node);
            }
            let here = start..place.end.min(at.end);
            from = from.max(here.end);
            let said = match shown {
                Shown::Text | Shown::HtmlText => continue,
                Shown::Code(code) => self.in_code(code, &place, &here),
                Shown::Tag if html::is_meant(&self.text[place.clone()]) => continue,
                Shown::Tag => Some(Wrong::Hidden(Hidden::Tag)),
                Shown::Hidden => self.in_comment(&place),
            };
            if let Some(wrong) = said.filter(|_| !self.is_blank(&here)) {
                let span = part(origin, &at, &here);
                self.tell(wrong, node.kind, here, span);
            }
        }
        if from < at.end {
            self.gap(from..at.end, &at, origin, node);
        }
    }

    fn is_blank(&self, at: &Range<usize>) -> bool {
        self.text[at.clone()].trim().is_empty()
    }

    /// Text in code; the lines of one block are told once.
    fn in_code(&mut self, code: Code, place: &Range<usize>, here: &Range<usize>) -> Option<Wrong> {
        if self.is_blank(here) {
            return None;
        }
        // Between the lines of a block there are blanks alone.
        let goes_on = self.code.is_some_and(|end| {
            end <= place.start && self.text[end..place.start].trim().is_empty() || end >= place.end
        });
        self.code = Some(place.end);
        (!goes_on || code == Code::Span).then_some(Wrong::Code(code))
    }

    /// Text in a comment. One that was typed as a whole is meant.
    fn in_comment(&mut self, place: &Range<usize>) -> Option<Wrong> {
        let whole = &self.text[place.clone()];
        if place.start < self.typed_comment || !whole.starts_with("<!--") || !whole.ends_with("-->")
        {
            return Some(Wrong::Hidden(Hidden::Comment));
        }
        None
    }

    /// Bytes of a text that nobody can read, between two that can be.
    fn gap(&mut self, gap: Range<usize>, piece: &Range<usize>, origin: Origin, node: &Node) {
        let text = &self.text[gap.clone()];
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return;
        }
        let start = gap.start + (text.len() - text.trim_start().len());
        let at = start..start + trimmed.len();
        let Some(wrong) = self.hidden(&gap, &at, piece) else {
            return;
        };
        let span = part(origin, piece, &at);
        self.tell(wrong, node.kind, at, span);
    }

    /// What is wrong with bytes that nobody can read.
    fn hidden(&self, gap: &Range<usize>, at: &Range<usize>, piece: &Range<usize>) -> Option<Wrong> {
        let trimmed = &self.text[at.clone()];
        if self.is_in_address(at.start) || trimmed.bytes().all(|byte| matches!(byte, b'`' | b'~')) {
            // Hugo makes a link of it; and what is between marks of code is told as code.
            let is_strike = trimmed.contains('~')
                && self
                    .seen
                    .begins(at.clone(), |e| e == Element::Strike)
                    .is_some();
            return is_strike.then_some(Wrong::Made(Element::Strike));
        }
        let line = self.line(at.start).max(piece.start).min(at.start);
        let begins = self.seen.begins(at.clone(), |_| true).or_else(|| {
            let leads = self.text[line..at.start].trim().is_empty();
            let item = self.seen.begins(line..at.start, |e| e == Element::Item);
            item.filter(|_| leads)
        });
        match begins {
            Some(Element::Autolink) => return None,
            Some(element) => return Some(Wrong::Made(element)),
            None => {}
        }
        if let Some(element) = self.seen.ends(gap.clone(), |_| true) {
            // What it began with has been told, unless that is a line of text with dashes under it.
            let is_line = element == Element::Heading && !trimmed.contains('#');
            return match element {
                Element::Link | Element::Image => Some(Wrong::Hidden(Hidden::Address)),
                _ if is_line => Some(Wrong::Made(Element::Heading)),
                _ => None,
            };
        }
        if trimmed.bytes().all(|byte| byte == b'\\') {
            return Some(Wrong::Escape);
        }
        if trimmed.chars().any(char::is_alphanumeric) {
            let is_row = self.text[..at.start].trim_end().ends_with('|');
            return Some(Wrong::Hidden(if is_row {
                Hidden::Row
            } else {
                Hidden::Address
            }));
        }
        match trimmed {
            ">" => None,
            _ if trimmed.contains('|') => Some(Wrong::Made(Element::Cell)),
            _ => None,
        }
    }

    /// Whether a byte is in an address that stands in the text as it is, of which Hugo makes a link.
    fn is_in_address(&self, at: usize) -> bool {
        let near = at.saturating_sub(LONGEST_ADDRESS);
        let bytes = &self.text.as_bytes()[near..at];
        let word = bytes
            .iter()
            .rposition(|byte| byte.is_ascii_whitespace() || *byte == b'<')
            .map_or(0, |blank| blank + 1);
        let word = &bytes[word..];
        [&b"http://"[..], b"https://", b"ftp://", b"www."]
            .iter()
            .any(|begins| memchr::memmem::find(word, begins).is_some())
    }
}

/// The part of the source that a part of a copied piece is.
fn part(origin: Origin, piece: &Range<usize>, at: &Range<usize>) -> Span {
    let start = origin.span.start + (at.start - piece.start) as u32;
    Span::new(start, start + (at.end - at.start) as u32)
}

/// Whether a mark opens an item: `*`, `-`, `+`, `1.`.
fn is_bullet(mark: &str) -> bool {
    let number = mark.strip_suffix(['.', ')']);
    matches!(mark, "*" | "-" | "+")
        || number.is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Whether a mark is a rule: three or more of one sign.
fn is_rule(mark: &str) -> bool {
    let signs = mark.as_bytes();
    signs.len() >= 3
        && matches!(signs[0], b'-' | b'*' | b'_')
        && signs.iter().all(|sign| *sign == signs[0])
}
