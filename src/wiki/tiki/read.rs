//! Stage C: a flow cut into lines, and each line into what it is: heading, item, rule, text.

use super::build::{Builder, Placed};
use super::flow::{ATOM, Does, Flow, Mark, Style, URL, USED, Written};
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
        let mut flow = Flow::new(self.text, from, to, written);
        passes::run(&mut flow, self.syntax);
        let containers = passes::containers(&flow, self.syntax);
        flow.marks
            .sort_by_key(|mark| (mark.at, std::cmp::Reverse(mark.length)));
        let length = flow.len();
        let mut body = Body {
            reader: self,
            flow,
            containers,
            builder,
            lists: Vec::new(),
            after_blank: false,
            directions: 0,
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
        let is_invisible = self.is_invisible(from, to) && elements.is_empty();
        if is_invisible {
            self.builder.end_run();
        }
        self.inline(from, to, elements, begins);
        if is_invisible {
            self.builder.end_run();
        }
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

    /// Closes all lists.
    fn close_lists(&mut self) {
        self.close_deeper(0);
        self.after_blank = false;
    }

    /// Closes the lists that are deeper than `level`; the last of them is handed out instead, still open, where
    /// `keeps` says so.
    fn close_deeper(&mut self, level: usize) {
        while self.lists.last().is_some_and(|list| list.level > level) {
            self.close_list();
        }
    }

    fn close_list(&mut self) {
        if let Some(list) = self.lists.pop() {
            self.builder.close_block_here(Token::Close(Kind::ListItem));
            let kind = match self.builder.tokens[list.token].0 {
                Token::Open(kind) => kind,
                _ => Kind::BulletList,
            };
            self.builder.close_block_here(Token::Close(kind));
        }
    }

    fn heading(&mut self, from: usize, to: usize, elements: &[Element]) -> bool {
        let free = |at: usize, byte: u8| {
            at < to && self.flow.bytes[at] == byte && self.flow.state[at] == 0
        };
        let marks = (from..to).take_while(|&at| free(at, b'!')).count();
        if marks > 6 {
            return false;
        }
        let mut at = from + marks;
        at += usize::from(free(at, b'+') || free(at, b'-'));
        at += usize::from(free(at, b'#'));
        self.close_lists();
        let (start, end) = (self.place(from), self.flow.place_behind(at));
        self.builder
            .open_flat(Token::Open(Kind::Heading), start, end);
        self.inline(at, to, elements, Begins::Within);
        self.builder.close_block_here(Token::Close(Kind::Heading));
        true
    }

    fn item(&mut self, marker: u8, from: usize, to: usize, elements: &[Element]) -> bool {
        let marks = (from..to)
            .take_while(|&at| self.flow.bytes[at] == marker && self.flow.state[at] == 0)
            .count();
        let mut at = from + marks;
        let open_depth = self.lists.last().map_or(0, |list| list.level);
        let only_marks = (at..to).all(|at| self.flow.is_blank(at)) && elements.is_empty();
        if only_marks && marker == b'*' && marks > open_depth + 4 {
            return false;
        }
        self.builder.end_run();
        let level = marks;
        let mut is_loose = false;
        if std::mem::take(&mut self.after_blank) {
            let same = self
                .lists
                .iter()
                .any(|list| list.level == level && list.marker == b'*');
            let goes_on =
                marker == b'*' && (same || (!self.lists.is_empty() && level == open_depth + 1));
            is_loose = goes_on && same;
            if !goes_on {
                self.close_deeper(0);
            }
        }
        // Where the list of a skipped level was collapsed into a deeper one, that one goes on.
        let mut adopted = false;
        while self.lists.last().is_some_and(|list| list.level > level) {
            let outer = self
                .lists
                .len()
                .checked_sub(2)
                .map_or(0, |outer| self.lists[outer].level);
            let last = self
                .lists
                .last_mut()
                .filter(|last| outer < level && last.marker == marker);
            if let Some(last) = last {
                last.level = level;
                adopted = true;
                break;
            }
            self.close_list();
        }
        let same_level = self.lists.last().is_some_and(|list| list.level == level);
        let same = same_level && self.lists.last().is_some_and(|list| list.marker == marker);
        if same_level && !same {
            self.close_list();
        }
        let too_deep =
            !same && !self.lists.is_empty() && self.lists.len() + self.reader.depth + 4 > MAX_DEPTH;
        if same || adopted || too_deep {
            self.builder.close_block_here(Token::Close(Kind::ListItem));
            if is_loose && let Some(list) = self.lists.last() {
                self.builder.tokens[list.token].0 = Token::Open(Kind::LooseList);
            }
        } else {
            let kind = if marker == b'*' {
                Kind::BulletList
            } else {
                Kind::NumberedList
            };
            let start = self.place(from);
            self.builder.open_block(Token::Open(kind), start, start);
            let token = self.builder.tokens.len() - 1;
            self.lists.push(List {
                level,
                marker,
                token,
            });
            let sign = self
                .flow
                .bytes
                .get(at)
                .filter(|_| at < to && self.flow.state[at] == 0);
            at += usize::from(matches!(sign, Some(b'+' | b'-')));
        }
        let (start, end) = (self.place(from), self.flow.place_behind(at));
        self.builder
            .open_block(Token::Open(Kind::ListItem), start, end);
        self.inline(at, to, elements, Begins::Within);
        true
    }

    fn continuation(&mut self, from: usize, to: usize, elements: &[Element]) -> bool {
        let Some(depth) = self.lists.last().map(|list| list.level) else {
            return false;
        };
        if self.after_blank {
            return false;
        }
        let marks = (from..to)
            .take_while(|&at| self.flow.bytes[at] == b'+' && self.flow.state[at] == 0)
            .count();
        let level = marks.min(depth);
        while self.lists.len() > 1 && self.lists.last().is_some_and(|list| list.level > level) {
            self.close_list();
        }
        let at = from + level;
        if self.builder.in_paragraph() {
            let (start, end) = (self.place(from), self.flow.place_behind(at));
            self.builder.hard_break(start, end);
        }
        self.inline(at, to, elements, Begins::Within);
        true
    }

    fn definition(&mut self, from: usize, to: usize, elements: &[Element]) -> bool {
        let colon = (from + 1..to)
            .find(|&at| self.flow.bytes[at] == b':' && self.flow.state[at] & (USED | ATOM) == 0);
        let Some(colon) = colon else {
            return false;
        };
        let rest_is_empty = (colon + 1..to).all(|at| self.flow.is_blank(at)) && elements.is_empty();
        if self.flow.bytes.get(colon + 1) == Some(&b'/') || rest_is_empty || colon + 1 >= to {
            return false;
        }
        if elements.iter().any(|element| element.place().0 < colon) {
            return false;
        }
        self.close_lists();
        let term_is_empty = (from + 1..colon).all(|at| self.flow.is_blank(at));
        if term_is_empty {
            self.builder.end_run();
            self.inline(colon + 1, to, elements, Begins::Within);
            self.builder.end_run();
            return true;
        }
        let start = self.place(from);
        self.builder
            .open_block(Token::Open(Kind::Definition), start, start);
        self.builder.open_flat(
            Token::Open(Kind::Part),
            start,
            self.flow.place_behind(from + 1),
        );
        self.inline(from + 1, colon, &[], Begins::Within);
        self.builder.close_block_here(Token::Close(Kind::Part));
        let (start, end) = (self.place(colon), self.flow.place_behind(colon + 1));
        self.builder.open_flat(Token::Open(Kind::Part), start, end);
        self.inline(colon + 1, to, elements, Begins::Within);
        self.builder.close_block_here(Token::Close(Kind::Part));
        self.builder
            .close_block_here(Token::Close(Kind::Definition));
        true
    }

    fn rule(&mut self, from: usize, to: usize, elements: &[Element]) {
        self.close_lists();
        let dashes = (from..to)
            .take_while(|&at| self.flow.bytes[at] == b'-' && self.flow.state[at] == 0)
            .count();
        let at = from + dashes;
        let (start, end) = (self.place(from), self.flow.place_behind(at));
        self.builder
            .open_block(Token::Open(Kind::HorizontalRule), start, end);
        self.builder
            .close_block_here(Token::Close(Kind::HorizontalRule));
        self.inline(at, to, elements, Begins::Within);
    }

    /// A line that begins with a blank, where the wiki shows it in one width.
    fn indented(&mut self, from: usize, to: usize, elements: &[Element]) {
        self.close_lists();
        self.builder.end_run();
        let (start, end) = (self.place(from), self.place(from + 1));
        self.builder
            .open(from, Style::Monospace, (start, end), (start, start));
        self.inline(from + 1, to, elements, Begins::Line);
        let end = self.flow.place_behind(to);
        self.builder.close(from, end, end);
        self.builder.end_run();
    }

    /// Where `-=` and `=-` stand in a line.
    fn title_bar(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let taken = URL;
        let mut at = from;
        let open = loop {
            at += memchr::memmem::find(&self.flow.bytes[at..to], b"-=")?;
            if self.flow.is_at(at, b"-=", taken) {
                break at;
            }
            at += 1;
        };
        let mut at = open + 3;
        loop {
            at += memchr::memmem::find(self.flow.bytes.get(at..to)?, b"=-")?;
            if self.flow.is_at(at, b"=-", taken) {
                return Some((open, at));
            }
            at += 1;
        }
    }

    fn title(&mut self, from: usize, open: usize, close: usize, to: usize) {
        self.close_lists();
        self.builder.end_run();
        self.plain(from, open);
        let (start, end) = (self.place(open), self.flow.place_behind(open + 2));
        self.builder
            .open_flat(Token::Open(Kind::TitleBar), start, end);
        self.plain(open + 2, close);
        let (start, end) = (self.place(close), self.flow.place_behind(close + 2));
        self.builder
            .close_block(Token::Close(Kind::TitleBar), start, end);
        self.plain(close + 2, to);
        self.builder.end_run();
    }

    /// Text with the marks of the whole text only.
    fn plain(&mut self, from: usize, to: usize) {
        let marks = self.marks(from, to).to_vec();
        self.walk(from, to, &[], &marks);
    }

    /// Text with all its marks.
    fn inline(&mut self, from: usize, to: usize, elements: &[Element], begins: Begins) {
        let mut marks = self.marks(from, to).to_vec();
        let found = self.styles(from, to, elements, begins);
        if !found.is_empty() {
            marks.extend(found);
            marks.sort_by_key(|mark| (mark.at, std::cmp::Reverse(mark.length)));
        }
        self.walk(from, to, elements, &marks);
    }

    /// Monospace, bold and italic: leftmost opener with first closer, in this order.
    fn styles(
        &mut self,
        from: usize,
        to: usize,
        elements: &[Element],
        begins: Begins,
    ) -> Vec<Mark> {
        let kinds: [(&[u8], &[u8], Style); 3] = [
            (b"-+", b"+-", Style::Monospace),
            (b"__", b"__", Style::Bold),
            (b"''", b"''", Style::Italic),
        ];
        let mut found = Vec::new();
        for (opener, closer, style) in kinds {
            let mut open: Option<usize> = None;
            let mut at = from;
            let mut next = 0;
            while at + 1 < to {
                if let Some(element) = elements.get(next)
                    && element.place().0 <= at
                {
                    at = element.place().1.max(at);
                    next += 1;
                    continue;
                }
                let wanted = if open.is_some() { closer } else { opener };
                let fits = self.flow.bytes[at] == wanted[0]
                    && self.flow.is_at(at, wanted, URL)
                    && (style != Style::Monospace
                        || open.is_some()
                        || self.flow.is_blank(at.wrapping_sub(1)) && at > from
                        || at == from && begins == Begins::Line
                        || at > 0 && at == from && self.flow.is_blank(at - 1));
                if !fits || at + 2 > to {
                    at += 1;
                    continue;
                }
                match open.take() {
                    None => open = Some(at),
                    Some(start) => {
                        let head = (self.place(start), self.place(start));
                        found.push(Mark {
                            at: start,
                            length: 2,
                            does: Does::Open(style, head),
                        });
                        found.push(Mark {
                            at,
                            length: 2,
                            does: Does::Close(start),
                        });
                        self.flow.set(start, start + 2, USED);
                        self.flow.set(at, at + 2, USED);
                    }
                }
                at += 2;
            }
        }
        found
    }

    /// Hands text, marks and elements to the builder.
    fn walk(&mut self, from: usize, to: usize, elements: &[Element], marks: &[Mark]) {
        let mut at = from;
        let mut next_mark = 0;
        let mut next_element = 0;
        while at < to {
            while marks.get(next_mark).is_some_and(|mark| mark.at < at) {
                next_mark += 1;
            }
            let mark = marks.get(next_mark).copied();
            let element = elements.get(next_element);
            let element_at = element.map_or(to, |element| element.place().0);
            let mark_at = mark.map_or(to, |mark| mark.at.min(to));
            let stop = element_at.min(mark_at);
            self.text(at, stop);
            at = stop;
            if at >= to {
                break;
            }
            if let Some(element) = element
                && element_at == at
            {
                self.element(element);
                at = element.place().1.max(at + 1);
                next_element += 1;
            } else if let Some(mark) = mark {
                self.mark(mark);
                at += mark.length;
                next_mark += 1;
            }
        }
    }

    /// Text, in pieces that are in one piece in the whole text too.
    fn text(&mut self, from: usize, to: usize) {
        let mut start = from;
        // The blanks at the start of a line are in no style that an earlier line opened.
        if !self.builder.line_has_content && !self.builder.line_has_style {
            let blanks = (from..to).take_while(|&at| self.flow.is_blank(at)).count();
            if blanks > 0 && blanks < to - from {
                self.text(from, from + blanks);
                start += blanks;
            }
        }
        while start < to {
            let whole = self.place(to - 1) - self.place(start) == to - 1 - start;
            let end = if whole {
                to
            } else {
                (start + 1..to)
                    .find(|&at| self.flow.from[at] != self.flow.from[at - 1] + 1)
                    .unwrap_or(to)
            };
            let is_blank =
                (start..end).all(|at| self.flow.is_blank(at) || self.flow.is_newline(at));
            let (place, place_end) = (self.place(start), self.place(end - 1) + 1);
            self.builder.text(place, place_end, is_blank);
            start = end;
        }
    }

    fn mark(&mut self, mark: Mark) {
        let start = self.place(mark.at);
        let end = self.flow.place_behind(mark.at + mark.length).max(start);
        match mark.does {
            Does::Open(style, head) => {
                if self.builder.depth() < MAX_DEPTH {
                    self.builder.open(mark.at, style, (start, end), head);
                }
            }
            Does::Close(id) => self.builder.close(id, start, end),
            Does::Link(style, head) => {
                let kind = match style {
                    Style::PageLink => Kind::LocalLink,
                    _ => Kind::Link,
                };
                self.leaf(kind, start, head, end);
            }
            Does::Url => {
                self.builder.content(start);
                self.builder.line_has_content = true;
                self.builder.push(Token::Mark(Kind::BareUrl), start, end);
            }
            Does::Character => {
                // A character of a value ends where its text goes on.
                let end =
                    super::entity(&self.reader.text[start..]).map_or(end, |length| start + length);
                self.builder.content(start);
                self.builder.line_has_content = true;
                self.builder.push(Token::Mark(Kind::Character), start, end);
            }
            Does::Break => self.builder.line_break(start, end),
            Does::Drop => {}
            Does::Atom(atom) => self.atom(atom),
        }
    }

    /// A construct with a content that is not read.
    fn leaf(&mut self, kind: Kind, start: usize, inner: (usize, usize), end: usize) {
        self.builder.content(start);
        self.builder.line_has_content = true;
        for token in leaf_tokens(kind, start, inner, end) {
            self.builder
                .push(token.0, token.1.start as usize, token.1.end as usize);
        }
    }

    fn element(&mut self, element: &Element) {
        let (start, end) = element.place();
        let (start, end) = (self.place(start), self.flow.place_behind(end));
        match element {
            Element::Container(container) => {
                let kind = if container.is_centred {
                    Kind::Centre
                } else {
                    Kind::Italix
                };
                let (from, to) = container.inner;
                let inner = (self.place(from), self.flow.place_behind(to));
                self.builder.open_block(Token::Open(kind), start, inner.0);
                let lists = std::mem::take(&mut self.lists);
                let after_blank = std::mem::take(&mut self.after_blank);
                self.region(from, to, Begins::Within);
                self.close_lists();
                self.lists = lists;
                self.after_blank = after_blank;
                self.builder.close_block(Token::Close(kind), inner.1, end);
            }
            Element::Direction { inner, .. } => {
                let from = self.place(inner.0);
                if self.builder.is_flat() {
                    return;
                }
                self.close_lists();
                self.builder
                    .open_block(Token::Open(Kind::Direction), start, from);
                self.directions += 1;
                self.region(inner.0, inner.1, Begins::Within);
                self.close_lists();
                self.directions -= 1;
                self.builder.close_block_here(Token::Close(Kind::Direction));
            }
            Element::Table(table) => self.table(table, start, end),
        }
    }

    fn table(&mut self, table: &Table, start: usize, end: usize) {
        let from = self.place(table.start + 2);
        self.builder
            .open_block(Token::Open(Kind::Table), start, from);
        for row in &table.rows {
            let (Some(first), Some(last)) = (row.first(), row.last()) else {
                continue;
            };
            let (start, row_end) = (self.place(first.0), self.flow.place_behind(last.1));
            self.builder
                .open_block(Token::Open(Kind::TableRow), start, start);
            for &(from, to) in row {
                let cell = (self.place(from), self.flow.place_behind(to));
                self.builder
                    .open_flat(Token::Open(Kind::TableCell), cell.0, cell.0);
                self.flat_region(from, to);
                self.builder
                    .close_block(Token::Close(Kind::TableCell), cell.1, cell.1);
            }
            self.builder
                .close_block(Token::Close(Kind::TableRow), row_end, row_end);
        }
        let to = end.saturating_sub(2);
        self.builder.close_block(Token::Close(Kind::Table), to, end);
    }

    fn atom(&mut self, number: usize) {
        let atom = self.flow.atoms[number];
        let (place, tokens) = match atom.what {
            What::NoParse => (
                Place::Line,
                leaf_tokens(Kind::NoParse, atom.start, atom.inner, atom.end).into(),
            ),
            What::Preformatted => (
                Place::Block,
                leaf_tokens(Kind::Preformatted, atom.start, atom.inner, atom.end).into(),
            ),
            What::HtmlComment => (
                Place::Line,
                leaf_tokens(Kind::HtmlComment, atom.start, atom.inner, atom.end).into(),
            ),
            What::ParsedPre => (Place::Block, self.reader.parsed_pre(atom)),
            What::Comment => return,
            What::Call { .. } => self.reader.call(atom),
        };
        let is_comment = match atom.what {
            What::HtmlComment => true,
            What::Call { plugin, .. } => matches!(
                plugins::row(plugin).plugin,
                Plugin::Dynamic | Plugin::Include
            ),
            _ => false,
        };
        let is_long =
            atom.what == What::HtmlComment && self.reader.text[atom.start..atom.end].contains('\n');
        let stands_alone = is_comment
            && place == Place::Line
            && (is_long || !self.builder.line_has_content)
            && !self.builder.is_flat();
        if stands_alone {
            self.builder.end_run();
        }
        self.builder.atom(tokens, place, atom.start, atom.end);
        if stands_alone {
            self.builder.end_run();
        }
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
