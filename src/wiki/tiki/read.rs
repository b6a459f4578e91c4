//! Stage C: a flow cut into lines, and each line into what it is: heading, item, rule, text.

mod inline;
mod lines;

use super::build::{Builder, Placed};
use super::flow::{Does, Flow, Mark, Style, URL, USED, Written};
use super::passes::{self, Container};
use super::plugins::{self, Plugin};
use super::scan::What;
use super::tables::{Table, tables};
use super::{MAX_DEPTH, Syntax};
use crate::wiki::token::{Place, Token};
use crate::wiki::tree::{Kind, Span};

/// Reads a text, and the bodies in it.
pub struct Reader<'t> {
    /// The whole text.
    pub text: &'t str,
    /// How it is read.
    pub syntax: Syntax,
    /// How deep the body is that is read.
    pub depth: usize,
    /// The first text that nests too deep.
    pub too_deep: Option<Span>,
}

/// A list that is open, with an open item.
struct List {
    level: usize,
    marker: u8,
    /// Its opening token.
    token: usize,
}

/// What is in a region beside text.
enum Element {
    Container(Container),
    Table(Table),
    /// From a mark of direction to the end of the region.
    Direction {
        start: usize,
        inner: (usize, usize),
    },
}

impl Element {
    fn place(&self) -> (usize, usize) {
        match self {
            Element::Container(container) => (container.start, container.end),
            Element::Table(table) => (table.start, table.end),
            Element::Direction { start, inner } => (*start, inner.1),
        }
    }
}

/// A body that is being read.
struct Body<'r, 't> {
    reader: &'r mut Reader<'t>,
    flow: Flow,
    containers: Vec<Container>,
    builder: Builder,
    lists: Vec<List>,
    /// Whether a blank line was read since the last item.
    after_blank: bool,
    /// How many directions are open.
    directions: usize,
    /// Whether the line that is read shows something beside comments and names of anchors.
    line_shows: bool,
}

/// Where text begins: at the start of a line, or behind something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    Line,
    Within,
}

impl<'t> Reader<'t> {
    /// Reads wiki text as blocks.
    pub fn blocks(&mut self, from: usize, to: usize) -> Vec<Placed> {
        self.read(
            from,
            to,
            Builder::blocks(from),
            Written::Plainly,
            |body, length| {
                body.region(0, length, Begins::Line);
                body.close_lists();
            },
        )
    }

    /// Reads wiki text that is in no paragraph: a cell, a term, a title.
    pub fn flat(&mut self, from: usize, to: usize, written: Written) -> Vec<Placed> {
        self.read(from, to, Builder::flat(from), written, |body, length| {
            body.flat_region(0, length);
        })
    }

    fn read(
        &mut self,
        from: usize,
        to: usize,
        builder: Builder,
        written: Written,
        read: impl FnOnce(&mut Body<'_, 't>, usize),
    ) -> Vec<Placed> {
        if self.depth > MAX_DEPTH {
            let span = Span::new(from as u32, to as u32);
            self.too_deep.get_or_insert(span);
            return if from < to {
                vec![(Token::Text, span)]
            } else {
                Vec::new()
            };
        }
        self.depth += 1;
        let mut flow = Flow::new(self.text, from, to, written, self.syntax);
        passes::run(&mut flow, self.syntax);
        let containers = passes::containers(&flow, self.syntax);
        flow.sort_marks();
        let length = flow.len();
        let mut body = Body {
            reader: self,
            flow,
            containers,
            builder,
            lists: Vec::new(),
            after_blank: false,
            directions: 0,
            line_shows: false,
        };
        read(&mut body, length);
        let tokens = body.builder.finish();
        self.depth -= 1;
        tokens
    }
}

impl Body<'_, '_> {
    fn place(&self, at: usize) -> usize {
        self.flow.place(at)
    }

    /// What is in a region beside text, in order.
    fn elements(&mut self, from: usize, to: usize) -> Vec<Element> {
        let first = self
            .containers
            .partition_point(|container| container.start < from);
        let mut direct: Vec<Container> = Vec::new();
        for container in self.containers[first..]
            .iter()
            .take_while(|container| container.start < to)
        {
            if container.end <= to && direct.last().is_none_or(|last| last.end <= container.start) {
                direct.push(*container);
            }
        }
        let skipped: Vec<_> = direct
            .iter()
            .map(|inner| (inner.start, inner.end))
            .collect();
        let tables = tables(&self.flow, from, to, &skipped, self.reader.syntax);
        let inside = |at: usize| {
            let next = tables.partition_point(|table| table.end <= at);
            tables.get(next).is_some_and(|table| table.start <= at)
        };
        let mut list: Vec<Element> = direct
            .into_iter()
            .filter(|container| !inside(container.start))
            .map(Element::Container)
            .collect();
        list.extend(tables.into_iter().map(Element::Table));
        list.sort_by_key(|element| element.place().0);
        if self.directions < 4 {
            self.direction(from, to, &mut list);
        }
        list
    }

    fn direction(&mut self, from: usize, to: usize, list: &mut Vec<Element>) {
        let mut at = from;
        while let Some(length) = memchr::memchr(b'{', &self.flow.bytes[at..to]) {
            at += length;
            let is_free = self.flow.is_at(at, b"{r2l}", 0) || self.flow.is_at(at, b"{l2r}", 0);
            let next = list.partition_point(|element| element.place().1 <= at);
            let is_inside = list
                .get(next)
                .is_some_and(|element| element.place().0 <= at);
            if is_free && at + 5 <= to && !is_inside {
                list.truncate(next);
                list.push(Element::Direction {
                    start: at,
                    inner: (at + 5, to),
                });
                return;
            }
            at += 1;
        }
    }

    /// Reads a region as lines.
    fn region(&mut self, from: usize, to: usize, begins: Begins) {
        let elements = self.elements(from, to);
        let mut next = 0;
        let mut at = from;
        let mut begins = begins;
        loop {
            let first = next;
            let mut end = at;
            while end < to && !self.flow.is_newline(end) {
                if let Some(element) = elements.get(next)
                    && element.place().0 == end
                {
                    end = element.place().1;
                    next += 1;
                } else {
                    end += 1;
                }
            }
            self.line(at, end.min(to), &elements[first..next], begins);
            if end >= to {
                return;
            }
            let (from, to) = (self.place(end), self.flow.place_behind(end + 1));
            self.builder.newline(from, to);
            at = end + 1;
            begins = Begins::Line;
        }
    }

    /// Reads a region as text without lines.
    fn flat_region(&mut self, from: usize, to: usize) {
        let elements = self.elements(from, to);
        self.inline(from, to, &elements, Begins::Within);
    }

    /// The marks between two places.
    fn marks(&self, from: usize, to: usize) -> &[Mark] {
        let marks = &self.flow.marks;
        let first = marks.partition_point(|mark| mark.at < from);
        let length = marks[first..].partition_point(|mark| mark.at < to);
        &marks[first..first + length]
    }

    /// Whether the byte at `at` shows nothing: a blank, or part of a marker.
    fn is_silent(&self, at: usize) -> bool {
        self.flow.is_blank(at) || self.flow.state[at] & USED != 0
    }

    fn line(&mut self, from: usize, to: usize, elements: &[Element], begins: Begins) {
        let shows =
            |mark: &Mark| !matches!(mark.does, Does::Open(..) | Does::Close(_) | Does::Drop);
        let has_mark = self.marks(from, to).iter().any(shows);
        let is_empty = elements.is_empty() && !has_mark && (from..to).all(|at| self.is_silent(at));
        if is_empty {
            if self.marks(from, to).is_empty() {
                self.blank_line(begins);
            } else {
                self.inline(from, to, elements, begins);
            }
            return;
        }
        if elements.is_empty()
            && let Some((open, close)) = self.title_bar(from, to)
        {
            self.title(from, open, close, to);
            return;
        }
        let marker = match begins {
            Begins::Line if from < to && self.flow.state[from] == 0 => Some(self.flow.bytes[from]),
            _ => None,
        };
        let is_page_break = self.flow.bytes[from..to].trim_ascii_end() == b"...page...";
        match marker {
            Some(b'!') if self.heading(from, to, elements) => {}
            Some(marker @ (b'*' | b'#')) if self.item(marker, from, to, elements) => {}
            Some(b'+') if self.continuation(from, to, elements) => {}
            Some(b';') if self.definition(from, to, elements) => {}
            Some(b'-') if self.flow.is_at(from, b"---", 0) => self.rule(from, to, elements),
            Some(b'.') if is_page_break => {
                self.close_lists();
                let (start, end) = (self.place(from), self.place(from + 10));
                self.builder
                    .open_block(Token::Open(Kind::HorizontalRule), start, end);
                self.builder
                    .close_block_here(Token::Close(Kind::HorizontalRule));
            }
            Some(b' ' | b'\t') if self.reader.syntax.indent_mono => {
                self.indented(from, to, elements)
            }
            _ => self.text_line(from, to, elements, begins),
        }
    }

    fn blank_line(&mut self, begins: Begins) {
        if begins == Begins::Within {
            return;
        }
        self.builder.end_run();
        self.after_blank = true;
    }

    fn text_line(&mut self, from: usize, to: usize, elements: &[Element], begins: Begins) {
        if begins == Begins::Line {
            self.close_lists();
        }
        self.inline(from, to, elements, begins);
    }

    /// Whether a line holds only what shows nothing: comments and names of anchors.
    fn is_invisible(&self, from: usize, to: usize) -> bool {
        (from..to).all(|at| self.is_silent(at))
            && self.marks(from, to).iter().all(|mark| match mark.does {
                Does::Atom(atom) => match self.flow.atoms[atom].what {
                    What::HtmlComment | What::Comment => true,
                    What::Call { plugin, .. } => matches!(
                        plugins::row(plugin).plugin,
                        Plugin::Aname | Plugin::Dynamic | Plugin::Include | Plugin::FootnoteArea
                    ),
                    _ => false,
                },
                Does::Open(..) | Does::Close(_) | Does::Drop => true,
                _ => false,
            })
    }
}

/// The tokens of a construct whose content is not read.
pub fn leaf_tokens(kind: Kind, start: usize, inner: (usize, usize), end: usize) -> [Placed; 3] {
    let span = |from: usize, to: usize| Span::new(from as u32, to as u32);
    [
        (Token::Open(kind), span(start, inner.0)),
        (Token::Body, span(inner.0, inner.1)),
        (Token::Close(kind), span(inner.1, end)),
    ]
}
