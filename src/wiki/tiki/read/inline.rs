//! What stands in a line: text, the marks in it, and what the passes found.

use super::{
    Begins, Body, Does, Element, Kind, MAX_DEPTH, Mark, Place, Plugin, Style, Table, Token, URL,
    USED, What, leaf_tokens, plugins,
};

impl Body<'_, '_> {
    /// Text with all its marks.
    pub(super) fn inline(&mut self, from: usize, to: usize, elements: &[Element], begins: Begins) {
        let mut marks = self.marks(from, to).to_vec();
        let found = self.styles(from, to, elements, begins);
        if !found.is_empty() {
            marks.extend(found);
            marks.sort_by_key(|mark| (mark.at, std::cmp::Reverse(mark.length)));
        }
        self.walk(from, to, elements, &marks);
    }

    /// Monospace, bold and italic: leftmost opener with first closer, in this order.
    pub(super) fn styles(
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
    pub(super) fn walk(&mut self, from: usize, to: usize, elements: &[Element], marks: &[Mark]) {
        let shows = !elements.is_empty() || !self.is_invisible(from, to);
        let around = std::mem::replace(&mut self.line_shows, shows);
        let has_atom = || marks.iter().any(|mark| matches!(mark.does, Does::Atom(_)));
        let stands_alone = !shows && has_atom() && !self.builder.is_flat();
        if stands_alone {
            self.builder.end_run();
        }
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
        if stands_alone {
            self.builder.end_run();
        }
        self.line_shows = around;
    }

    /// Text, in pieces that are in one piece in the whole text too.
    pub(super) fn text(&mut self, from: usize, to: usize) {
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

    pub(super) fn mark(&mut self, mark: Mark) {
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
            Does::Character if super::super::is_block_html(&self.reader.text[start..end]) => {
                let is_flat = self.builder.is_flat();
                if !is_flat {
                    self.builder.end_run();
                }
                self.builder.content(start);
                self.builder.line_has_content = true;
                self.builder.push(Token::Mark(Kind::Character), start, end);
                if !is_flat {
                    self.builder.end_run();
                }
            }
            Does::Character => {
                // A character of a value ends where its text goes on.
                let end = super::super::entity(&self.reader.text[start..])
                    .map_or(end, |length| start + length);
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
    pub(super) fn leaf(&mut self, kind: Kind, start: usize, inner: (usize, usize), end: usize) {
        self.builder.content(start);
        self.builder.line_has_content = true;
        for token in leaf_tokens(kind, start, inner, end) {
            self.builder
                .push(token.0, token.1.start as usize, token.1.end as usize);
        }
    }

    pub(super) fn element(&mut self, element: &Element) {
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
                    // A cell or a heading holds no block: the mark vanishes, its text stays.
                    self.directions += 1;
                    self.flat_region(inner.0, inner.1);
                    self.directions -= 1;
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

    pub(super) fn table(&mut self, table: &Table, start: usize, end: usize) {
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

    pub(super) fn atom(&mut self, number: usize) {
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
            && (is_long || self.line_shows && !self.builder.line_has_content)
            && !self.builder.is_flat();
        if stands_alone {
            self.builder.end_run();
        }
        self.builder.atom(tokens, place, atom.start, atom.end);
        if stands_alone {
            self.builder.end_run();
            // Another comment behind it is parted from the text as well.
            self.builder.line_has_content = false;
        }
    }
}
