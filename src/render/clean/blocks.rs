//! Blocks: paragraphs, lists, tables, quotes, code.

use super::Writer;
use super::escape::Context;
use super::inline::{Glyph, Mark, Pieces};
use super::lines::Block;
use super::loss::Cause;
use super::runs::{is_block, longest_run, without_np};
use crate::config::{Collapse, DefinitionLists};
use crate::render::Aspect;
use crate::wiki::token::Place;
use crate::wiki::tree::{Kind, Node};

impl<'t> Writer<'t> {
    /// Nodes as blocks; runs that follow each other are a paragraph.
    pub(super) fn blocks(&mut self, nodes: &[&'t Node]) {
        let mut runs: Vec<&'t Node> = Vec::new();
        // The levels of the headings whose text folds, where that is written.
        let mut folded: Vec<usize> = Vec::new();
        for node in nodes {
            if node.kind == Kind::Heading && self.settings.collapse == Collapse::Details {
                self.runs_as_paragraph(&runs);
                runs.clear();
                self.folding_heading(node, &mut folded);
                continue;
            }
            if is_block(node) || self.is_block_call(node) || node.kind == Kind::Part {
                self.runs_as_paragraph(&runs);
                runs.clear();
                self.block(node);
            } else {
                runs.push(node);
            }
        }
        self.runs_as_paragraph(&runs);
        self.unfold(0, &mut folded);
    }

    /// A heading on which what follows may fold, up to the next of its level or above.
    fn folding_heading(&mut self, node: &'t Node, folded: &mut Vec<usize>) {
        let marker = &self.tree.whole_text()[node.full.start as usize..node.inner.start as usize];
        let is_open = marker.contains('+');
        let folds = is_open || marker.contains('-');
        let level = marker.bytes().filter(|byte| *byte == b'!').count();
        self.unfold(level, folded);
        if !folds {
            self.heading(node);
            return;
        }
        self.lines.begin(Block::Plain);
        let tag = if is_open {
            "<details open>"
        } else {
            "<details>"
        };
        self.lines.text(tag, node, Aspect::Opens);
        self.lines.next_line(false);
        self.lines.text("<summary>", node, Aspect::Opens);
        self.heading(node);
        self.lines.begin(Block::Plain);
        self.lines.text("</summary>", node, Aspect::Closes);
        folded.push(level);
    }

    /// Ends what folds on headings of this level or below.
    fn unfold(&mut self, level: usize, folded: &mut Vec<usize>) {
        while folded.pop_if(|folded| *folded >= level).is_some() {
            self.lines.begin(Block::Plain);
            self.lines.made_line("</details>");
        }
    }

    fn is_block_call(&self, node: &Node) -> bool {
        node.kind == Kind::Call && self.place_of(node) == Place::Block
    }

    fn runs_as_paragraph(&mut self, runs: &[&'t Node]) {
        let Some(first) = runs.first() else {
            return;
        };
        let mut pieces = Pieces::default();
        self.flat(runs, &mut pieces);
        self.paragraph_of(pieces, first);
    }

    /// A paragraph of pieces; none where nothing shows.
    pub(super) fn paragraph_of(&mut self, pieces: Pieces, node: &Node) {
        if pieces.is_blank() {
            return;
        }
        let context = if self.lines.starts_item() {
            Context::Item
        } else {
            Context::Lines
        };
        let glyphs = pieces.glyphs(context);
        if glyphs.is_empty() {
            return;
        }
        self.lines.begin(Block::Plain);
        self.lines.glyphs(&glyphs, node);
    }

    fn block(&mut self, node: &'t Node) {
        match node.kind {
            Kind::Paragraph => {
                let children = self.children(node);
                let mut pieces = Pieces::default();
                self.flat(&children, &mut pieces);
                self.paragraph_of(pieces, node);
            }
            Kind::Heading => self.heading(node),
            Kind::TitleBar => {
                let children = self.children(node);
                let mut pieces = Pieces::default();
                let bold = pieces.open(Mark::Strong, node.full.start);
                self.flat(&children, &mut pieces);
                pieces.close(&Mark::Strong, bold, node.full.end);
                self.paragraph_of(pieces, node);
            }
            Kind::HorizontalRule => {
                let rule = if self.lines.starts_page() || self.lines.starts_item() {
                    "***"
                } else {
                    "---"
                };
                self.lines.begin(Block::Plain);
                self.lines.text(rule, node, Aspect::Whole);
            }
            Kind::BulletList => self.list(node, Block::Bullets, Block::TightItem),
            Kind::LooseList => self.list(node, Block::Bullets, Block::LooseItem),
            Kind::NumberedList => self.list(node, Block::Numbers, Block::TightItem),
            Kind::Definition => self.definition(node),
            Kind::Table => {
                let rows = self.children(node);
                if self.was_several(&rows) {
                    self.lose(Cause::MergedTables, node, "");
                }
                self.table(&rows, &[], node);
            }
            Kind::Italix => {
                let children = self.children(node);
                self.quote(&children);
            }
            Kind::Centre => {
                let children = self.children(node);
                self.in_tag("<div align=\"center\">", "</div>", &children, node);
            }
            Kind::Direction => {
                let is_right = self.tree.slice(node.full).starts_with("{r2l}");
                let tag = if is_right {
                    "<div dir=\"rtl\">"
                } else {
                    "<div dir=\"ltr\">"
                };
                let children = self.children(node);
                self.in_tag(tag, "</div>", &children, node);
            }
            Kind::Preformatted => {
                let code = self.tree.slice(node.inner);
                self.fence_of("", code, node.inner.start, node);
            }
            Kind::ParsedPre => self.parsed_pre(node),
            Kind::Part => {
                let children = self.children(node);
                self.blocks(&children);
            }
            Kind::Call => self.block_call(node),
            _ => {}
        }
    }

    fn list(&mut self, node: &'t Node, list: Block, item: Block) {
        let items = self.children(node);
        self.items(&items, list, item);
    }

    /// Items, each with its marker.
    pub(super) fn items(&mut self, items: &[&'t Node], list: Block, item: Block) {
        self.lines.enter(list, "", "");
        for (number, node) in items.iter().enumerate() {
            let marker = match list {
                Block::Numbers => format!("{}. ", number + 1),
                _ => "- ".to_owned(),
            };
            let blanks = " ".repeat(marker.len());
            self.lines.enter(item, &marker, &blanks);
            let children = self.children(node);
            self.blocks(&children);
            self.lines.leave();
        }
        self.lines.leave();
    }

    /// Blocks in a quote.
    pub(super) fn quote(&mut self, nodes: &[&'t Node]) {
        self.lines.enter(Block::Plain, "> ", "> ");
        self.blocks(nodes);
        self.lines.leave();
    }

    /// Blocks between two tags, each tag on a line of its own.
    pub(super) fn in_tag(&mut self, open: &str, close: &str, nodes: &[&'t Node], node: &Node) {
        self.lines.begin(Block::Plain);
        self.lines.text(open, node, Aspect::Opens);
        self.blocks(nodes);
        self.lines.begin(Block::Plain);
        self.lines.text(close, node, Aspect::Closes);
    }

    pub(super) fn definition(&mut self, node: &'t Node) {
        let parts = self.children(node);
        let [term, text] = parts[..] else {
            return;
        };
        match self.settings.deflist {
            DefinitionLists::Markdown => {}
            DefinitionLists::Html => return self.html_definition(term, text, node),
            DefinitionLists::Bold => return self.bold_definition(term, text, node),
        }
        let mut pieces = Pieces::default();
        let children = self.children(term);
        self.flat(&children, &mut pieces);
        let term_glyphs = pieces.glyphs(Context::Lines);
        let mut pieces = Pieces::default();
        let children = self.children(text);
        self.runs_of(&children, &mut pieces);
        let glyphs = pieces.glyphs(Context::Lines);
        self.lines.begin(Block::Plain);
        self.lines.glyphs(&term_glyphs, term);
        self.lines.next_line(false);
        self.lines.text(": ", node, Aspect::Between);
        self.lines.enter(Block::Plain, "", "  ");
        self.lines.use_prefix();
        self.lines.glyphs(&glyphs, text);
        self.lines.leave();
    }

    /// A term and its definition as an HTML list.
    fn html_definition(&mut self, term: &'t Node, text: &'t Node, node: &Node) {
        self.in_html = true;
        let [term, text] = [term, text].map(|part| {
            let children = self.children(part);
            self.html(&children).trim().to_owned()
        });
        self.in_html = false;
        self.lines.begin(Block::Plain);
        let list = format!("<dl>\n<dt>{term}</dt>\n<dd>{text}</dd>\n</dl>");
        self.raw_lines(&list, node);
    }

    /// A term in bold in front of its definition.
    fn bold_definition(&mut self, term: &'t Node, text: &'t Node, node: &Node) {
        let mut pieces = Pieces::default();
        self.marked(Mark::Strong, term, &mut pieces);
        pieces.made(": ");
        let children = self.children(text);
        self.flat(&children, &mut pieces);
        self.paragraph_of(pieces, node);
    }

    /// Runs that may hold breaks.
    fn runs_of(&mut self, nodes: &[&'t Node], pieces: &mut Pieces) {
        self.flat(nodes, pieces);
    }

    /// A table of rows: the head is the first row where it is one, or where all its cells are bold.
    pub(super) fn table(&mut self, rows: &[&'t Node], columns: &[&str], node: &Node) {
        let width = rows
            .iter()
            .map(|row| self.children(row).len())
            .max()
            .unwrap_or(0);
        if width == 0 {
            return;
        }
        let mut cells: Vec<Vec<Vec<Glyph>>> = Vec::new();
        let mut has_head = false;
        for (number, row) in rows.iter().enumerate() {
            let children = self.children(row);
            let is_head = number == 0
                && (row.kind == Kind::HeadRow || children.iter().all(|cell| self.is_bold(cell)));
            has_head |= is_head;
            let strips = is_head && row.kind == Kind::TableRow;
            cells.push(
                children
                    .iter()
                    .map(|cell| self.cell(cell, strips))
                    .collect(),
            );
        }
        self.lines.begin(Block::Plain);
        let empty = Vec::new();
        let mut body = cells.iter();
        let head = if has_head { body.next() } else { None };
        self.row(head.unwrap_or(&empty), width, node);
        self.lines.next_line(false);
        let mut line = String::from("|");
        for column in 0..width {
            line.push_str(match columns.get(column).map(|align| align.trim()) {
                Some("left") => " :--- |",
                Some("center") => " :---: |",
                Some("right") => " ---: |",
                _ => " --- |",
            });
        }
        self.lines.text(&line, node, Aspect::Between);
        for row in body {
            self.lines.next_line(false);
            self.row(row, width, node);
        }
    }

    fn row(&mut self, cells: &[Vec<Glyph>], width: usize, node: &Node) {
        self.lines.text("|", node, Aspect::Opens);
        for column in 0..width {
            let cell = cells.get(column).map_or(&[][..], Vec::as_slice);
            if cell.is_empty() {
                self.lines.text(" |", node, Aspect::Between);
                continue;
            }
            self.lines.text(" ", node, Aspect::Between);
            self.lines.glyphs(cell, node);
            self.lines.text(" |", node, Aspect::Between);
        }
    }

    fn cell(&mut self, cell: &'t Node, is_head: bool) -> Vec<Glyph> {
        let mut children = self.children(cell);
        if is_head {
            children = children
                .into_iter()
                .flat_map(|child| match child.kind {
                    Kind::Bold => self.children(child),
                    _ => vec![child],
                })
                .collect();
        }
        let mut pieces = Pieces::default();
        self.flat(&children, &mut pieces);
        let glyphs = pieces.glyphs(Context::Cell);
        if !glyphs.iter().any(|glyph| matches!(glyph.c, '|' | '\n')) {
            return glyphs;
        }
        let mut out = Vec::with_capacity(glyphs.len() + 4);
        for glyph in glyphs {
            match glyph.c {
                '|' => {
                    out.push(Glyph {
                        c: '\\',
                        is_text: false,
                        is_escape: true,
                        ..glyph
                    });
                    out.push(glyph);
                }
                '\n' => out.push(Glyph { c: ' ', ..glyph }),
                _ => out.push(glyph),
            }
        }
        out
    }

    /// Whether the rows of a table were tables of their own: one closes and another opens between two of them.
    fn was_several(&self, rows: &[&Node]) -> bool {
        rows.windows(2).any(|pair| {
            let between = pair[0].full.end as usize..pair[1].full.start as usize;
            self.tree.whole_text()[between].matches("||").count() > 1
        })
    }

    /// Whether a cell is bold as a whole.
    fn is_bold(&self, cell: &Node) -> bool {
        let mut has_bold = false;
        for child in self.tree.children(cell) {
            match child.kind {
                Kind::Bold => has_bold |= !self.tree.slice(child.inner).trim().is_empty(),
                Kind::Text if self.tree.slice(child.full).trim().is_empty() => {}
                _ => return false,
            }
        }
        has_bold
    }

    /// Code of the wiki text between fences: without the tags `~np~`, and with what variables stand for.
    pub(super) fn fence_of(&mut self, language: &str, code: &str, from: u32, node: &Node) {
        let plain = without_np(code);
        let plain = self.without_shortcodes(&self.filled(&plain)).into_owned();
        if plain == code {
            self.fence(language, code, Some(from), node);
        } else {
            self.fence(language, &plain, None, node);
        }
    }

    /// Code between fences.
    pub(super) fn fence(&mut self, language: &str, code: &str, from: Option<u32>, node: &Node) {
        let trimmed = super::calls::trimmed_code(code);
        let skipped = trimmed.as_ptr() as usize - code.as_ptr() as usize;
        let start = from.map(|from| from + skipped as u32);
        let fence = "`".repeat(longest_run(code, '`', 3).max(2) + 1);
        self.lines.begin(Block::Plain);
        self.lines
            .text(&format!("{fence}{language}"), node, Aspect::Opens);
        if !trimmed.is_empty() {
            self.lines.next_line(trimmed.starts_with('\n'));
            self.lines.verbatim(trimmed, start, node);
        }
        self.lines.next_line(false);
        self.lines.text(&fence, node, Aspect::Closes);
    }

    /// `~pre~`: a fence where it holds text only, else HTML.
    fn parsed_pre(&mut self, node: &'t Node) {
        let children = self.children(node);
        let is_plain = children
            .iter()
            .all(|child| matches!(child.kind, Kind::Text | Kind::LineBreak | Kind::BareUrl));
        if is_plain {
            let code = self.tree.slice(node.inner);
            self.fence("", code, Some(node.inner.start), node);
            return;
        }
        self.in_html = true;
        let html = self.html(&children);
        self.in_html = false;
        self.lines.begin(Block::Plain);
        let text = format!("<pre>{}</pre>", html.trim_matches('\n'));
        self.raw_lines(&text, node);
    }

    /// Lines that are written as they are.
    pub(super) fn raw_lines(&mut self, text: &str, node: &Node) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.lines.next_line(line.is_empty());
            }
            self.lines.text(line, node, Aspect::Whole);
        }
    }

    pub(super) fn markdown_page(&mut self, page: &'t Node) {
        let mut numbers: Vec<u32> = Vec::new();
        let mut text = String::new();
        let mut after_block = false;
        for node in self.children(page) {
            if node.kind == Kind::Text {
                let written = self.tree.slice(node.full);
                if std::mem::take(&mut after_block) && !starts_line_end(written) {
                    text.push_str("\n\n");
                    text.push_str(written.trim_start_matches([' ', '\t']));
                } else {
                    text.push_str(written);
                }
            } else if self.is_block_call(node) {
                let around = std::mem::take(&mut self.lines);
                self.blocks(&[node]);
                let block = std::mem::replace(&mut self.lines, around);
                let line = text.rfind('\n').map_or(0, |newline| newline + 1);
                if !text[line..].trim().is_empty() {
                    // A block begins on a line of its own, wherever its call stands.
                    text.truncate(text.trim_end().len());
                    text.push_str("\n\n");
                }
                text.push_str(&block.written.text);
                after_block = !block.written.text.is_empty();
            } else {
                after_block = false;
                let mut pieces = Pieces::default();
                self.flat(&[node], &mut pieces);
                let glyphs = pieces.glyphs(Context::Heading);
                text.extend(glyphs.iter().map(|glyph| glyph.c));
            }
        }
        let mut out = String::new();
        for line in text.trim_matches('\n').split('\n') {
            out.push_str(&markdown_heading(line, &mut numbers));
            out.push('\n');
        }
        if !out.trim().is_empty() {
            self.lines.begin(Block::Plain);
            self.raw_lines(out.trim_end_matches('\n'), page);
            self.footnotes();
            self.lines.end();
        }
    }

    pub(super) fn footnotes(&mut self) {
        while self.notes.written < self.notes.list.len() {
            let (label, node) = self.notes.list[self.notes.written].clone();
            self.notes.written += 1;
            let node = self.tree.node(node);
            self.lines
                .enter(Block::Note, &format!("[^{label}]: "), "    ");
            let children = self.children(node);
            self.blocks(&children);
            self.lines.leave();
        }
    }

    /// The row of a call's plugin, and where the call stands.
    pub(super) fn place_of(&self, node: &Node) -> Place {
        self.call_place(node)
    }

    pub(super) fn lose_spans(&mut self, node: &Node) {
        self.lose(Cause::MergedCells, node, "");
    }
}

/// Whether a text begins with nothing but blanks up to the end of its line.
fn starts_line_end(text: &str) -> bool {
    text.trim_start_matches([' ', '\t', '\r']).starts_with('\n')
}

/// A line of a Markdown page: `##$ Title` is numbered, `##+` and `##-` fold.
fn markdown_heading(line: &str, numbers: &mut Vec<u32>) -> String {
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    if marks == 0 || marks > 6 {
        return line.to_owned();
    }
    let rest = &line[marks..];
    let sign = rest.chars().next();
    let text = match sign {
        Some('$' | '+' | '-') if rest[1..].starts_with(' ') => &rest[1..],
        _ => return line.to_owned(),
    };
    let hashes = "#".repeat(marks);
    if sign != Some('$') {
        return format!("{hashes}{text}");
    }
    if numbers.len() >= marks {
        numbers.truncate(marks);
        numbers[marks - 1] += 1;
    } else {
        numbers.resize(marks, 1);
    }
    let number: String = numbers.iter().map(|number| format!("{number}.")).collect();
    format!("{hashes} {number}{text}")
}
