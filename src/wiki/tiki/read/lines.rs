//! What a line is: heading, item, definition, rule, title bar, text.

use super::{Begins, Body, Element, Kind, List, MAX_DEPTH, Style, Token, URL};

impl Body<'_, '_> {
    /// Closes all lists.
    pub(super) fn close_lists(&mut self) {
        self.close_deeper(0);
        self.after_blank = false;
    }

    /// Closes the lists that are deeper than `level`; the last of them is handed out instead, still open, where
    /// `keeps` says so.
    pub(super) fn close_deeper(&mut self, level: usize) {
        while self.lists.last().is_some_and(|list| list.level > level) {
            self.close_list();
        }
    }

    pub(super) fn close_list(&mut self) {
        if let Some(list) = self.lists.pop() {
            self.builder.close_block_here(Token::Close(Kind::ListItem));
            let kind = match self.builder.tokens[list.token].0 {
                Token::Open(kind) => kind,
                _ => Kind::BulletList,
            };
            self.builder.close_block_here(Token::Close(kind));
        }
    }

    pub(super) fn heading(&mut self, from: usize, to: usize, elements: &[Element]) -> bool {
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

    pub(super) fn item(
        &mut self,
        marker: u8,
        from: usize,
        to: usize,
        elements: &[Element],
    ) -> bool {
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

    pub(super) fn continuation(&mut self, from: usize, to: usize, elements: &[Element]) -> bool {
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

    pub(super) fn definition(&mut self, from: usize, to: usize, elements: &[Element]) -> bool {
        let Some(colon) = self.flow.term_end(from + 1, to) else {
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

    pub(super) fn rule(&mut self, from: usize, to: usize, elements: &[Element]) {
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
    pub(super) fn indented(&mut self, from: usize, to: usize, elements: &[Element]) {
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
    pub(super) fn title_bar(&self, from: usize, to: usize) -> Option<(usize, usize)> {
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

    pub(super) fn title(&mut self, from: usize, open: usize, close: usize, to: usize) {
        self.close_lists();
        self.builder.end_run();
        let mut at = from;
        let mut next = Some((open, close));
        while let Some((open, close)) = next {
            self.plain(at, open);
            let (start, end) = (self.place(open), self.flow.place_behind(open + 2));
            self.builder
                .open_flat(Token::Open(Kind::TitleBar), start, end);
            self.plain(open + 2, close);
            let (start, end) = (self.place(close), self.flow.place_behind(close + 2));
            self.builder
                .close_block(Token::Close(Kind::TitleBar), start, end);
            at = close + 2;
            next = self.title_bar(at, to);
        }
        self.plain(at, to);
        self.builder.end_run();
    }

    /// Text with the marks of the whole text only.
    pub(super) fn plain(&mut self, from: usize, to: usize) {
        let marks = self.marks(from, to).to_vec();
        self.walk(from, to, &[], &marks);
    }
}
