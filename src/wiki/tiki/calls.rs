//! The calls of plugins: their arguments, and their bodies read as the table says.

use super::arguments::{argument_tokens, arguments_in};
use super::build::Placed;
use super::cuts::{cell_cuts, cuts, lines_outside, version_cuts};
use super::flow::{Flow, Written};
use super::is_block_html;
use super::passes;
use super::plugins::{self, Body, Plugin, Stands};
use super::read::Reader;
use super::scan::{Atom, What, scan};
use crate::wiki::token::{Place, Token};
use crate::wiki::tree::{Kind, Span};

pub(super) fn span(from: usize, to: usize) -> Span {
    Span::new(from as u32, to as u32)
}

impl Reader<'_> {
    /// The tokens of a call, and where it stands.
    pub fn call(&mut self, atom: Atom) -> (Place, Vec<Placed>) {
        let What::Call {
            plugin,
            arguments,
            has_body,
        } = atom.what
        else {
            return (Place::Line, Vec::new());
        };
        let row = plugins::row(plugin);
        let pairs = arguments_in(self.text, arguments.0, arguments.1);
        let value = |key: &str| {
            let found = pairs
                .iter()
                .rev()
                .find(|pair| self.text[pair.0.0..pair.0.1] == *key);
            found.map(|pair| pair.1)
        };
        let word = |key: &str| value(key).map_or("", |(from, to)| self.text[from..to].trim());
        let body = if has_body {
            atom.inner
        } else {
            (atom.inner.0, atom.inner.0)
        };
        let is_one_line = !self.text[atom.start..atom.end].trim().contains('\n');
        let mut place = match row.stands {
            Stands::AsBlock => Place::Block,
            Stands::AsSource if !is_one_line => Place::Block,
            Stands::InLine | Stands::AsSource | Stands::AsBody => Place::Line,
        };
        match row.plugin {
            Plugin::Code if word("mediawiki") == "1" => place = Place::Line,
            // In a line CommonMark would read on as HTML up to the next blank one.
            Plugin::Html if is_block_html(self.text[body.0..body.1].trim_start()) => {
                place = Place::Block;
            }
            Plugin::Div if is_line_type(word("type")) => place = Place::Line,
            Plugin::Tag if is_block_tag(word("tag")) => place = Place::Block,
            _ => {}
        }
        let titles: Vec<(usize, usize)> = match row.plugin {
            Plugin::Box | Plugin::RemarksBox => value("title").into_iter().collect(),
            Plugin::Code => value("caption").into_iter().collect(),
            _ => Vec::new(),
        };
        let head = value("head");
        let is_wiki_html = row.plugin == Plugin::Html && word("wiki") == "1";
        let titles: Vec<Placed> = titles
            .into_iter()
            .filter(|title| !self.text[title.0..title.1].trim().is_empty())
            .flat_map(|title| self.part(title.0, title.1, Written::InArgument))
            .collect();
        let mut inner = titles;
        let body_kind = if is_wiki_html { Body::Wiki } else { row.body };
        let outer = self.syntax;
        self.syntax.html |= is_wiki_html;
        let content = match body_kind {
            Body::Verbatim => vec![(Token::Body, span(body.0, body.1))],
            Body::Wiki => self.blocks(body.0, body.1),
            Body::Branches => self.branches(body),
            Body::Parts => self.parts(row.plugin, body),
            Body::Lines => self.lines(row.plugin, body),
            Body::Rows => {
                if let Some((from, to)) = head {
                    let rows = self.rows(from, to, Kind::HeadRow);
                    inner.extend(rows);
                }
                self.rows(body.0, body.1, Kind::TableRow)
            }
        };
        self.syntax = outer;
        let stands_as_body = row.stands == Stands::AsBody || is_wiki_html;
        let content = match body_kind {
            Body::Wiki if place == Place::Line => {
                let is_line = unwrap_paragraph(&content);
                if stands_as_body && is_line.is_none() {
                    place = Place::Block;
                }
                is_line.map_or(content.clone(), <[Placed]>::to_vec)
            }
            Body::Branches => {
                let (is_line, content) = branches_in_line(content);
                if !is_line {
                    place = Place::Block;
                }
                content
            }
            _ => content,
        };
        inner.extend(content);
        let mut tokens = vec![(Token::Call(place, plugin), span(atom.start, arguments.0))];
        argument_tokens(&pairs, arguments, &mut tokens);
        let body_start = if has_body { atom.inner.0 } else { arguments.1 };
        tokens.push((
            Token::ArgumentsEnd,
            span(arguments.1, body_start.max(arguments.1)),
        ));
        tokens.extend(inner);
        let close = if has_body { atom.inner.1 } else { arguments.1 };
        tokens.push((Token::PluginEnd, span(close, atom.end)));
        (place, tokens)
    }

    /// A title or a line: text that is in no paragraph.
    fn part(&mut self, from: usize, to: usize, written: Written) -> Vec<Placed> {
        let mut tokens = vec![(Token::Open(Kind::Part), span(from, from))];
        tokens.extend(self.flat(from, to, written));
        tokens.push((Token::Close(Kind::Part), span(to, to)));
        tokens
    }

    /// Blocks that are one of several.
    fn block_part(&mut self, from: usize, to: usize) -> Vec<Placed> {
        let mut tokens = vec![(Token::Open(Kind::Part), span(from, from))];
        tokens.extend(self.blocks(from, to));
        tokens.push((Token::Close(Kind::Part), span(to, to)));
        tokens
    }

    /// What is in front of `{ELSE}`, and what is behind it.
    fn branches(&mut self, body: (usize, usize)) -> Vec<Placed> {
        let found = scan(self.text, body.0, body.1).elses.first().copied();
        let mut tokens = self.block_part(body.0, found.unwrap_or(body.1));
        if let Some(at) = found {
            tokens.extend(self.block_part(at + "{ELSE}".len(), body.1));
        }
        tokens
    }

    fn parts(&mut self, plugin: Plugin, body: (usize, usize)) -> Vec<Placed> {
        let cuts = match plugin {
            Plugin::Tabs => cuts(self.text, body, &["/////"]),
            Plugin::Split => cuts(self.text, body, &["---", "@@@"]),
            _ => version_cuts(self.text, body),
        };
        let mut tokens = Vec::new();
        let mut at = body.0;
        for (from, to) in cuts.into_iter().chain([(body.1, body.1)]) {
            let shown = self.text[at..from].replace("~hs~", "");
            if plugin != Plugin::Split || !shown.trim().is_empty() {
                tokens.extend(self.block_part(at, from));
            }
            at = to;
        }
        tokens
    }

    fn lines(&mut self, plugin: Plugin, body: (usize, usize)) -> Vec<Placed> {
        let lines = lines_outside(self.text, body);
        if plugin == Plugin::Sort && lines.iter().all(|line| is_item(&self.text[line.0..line.1])) {
            return self.blocks(body.0, body.1);
        }
        let mut tokens = Vec::new();
        for (from, to) in lines {
            let line = &self.text[from..to];
            if line.trim().is_empty() {
                continue;
            }
            match plugin {
                Plugin::DefinitionList => {
                    let says = |colon: &usize| !self.text[colon + 1..to].trim().is_empty();
                    let Some(colon) = self.term_end(from, to).filter(says) else {
                        tokens.extend(self.part(from, to, Written::Plainly));
                        continue;
                    };
                    if self.text[from..colon].trim().is_empty() {
                        tokens.extend(self.part(colon + 1, to, Written::Plainly));
                        continue;
                    }
                    tokens.push((Token::Open(Kind::Definition), span(from, from)));
                    tokens.extend(self.part(from, colon, Written::Plainly));
                    tokens.extend(self.part(colon + 1, to, Written::Plainly));
                    tokens.push((Token::Close(Kind::Definition), span(to, to)));
                }
                Plugin::FancyList => {
                    let word = line.trim_start().find(|c: char| !c.is_alphanumeric());
                    let blanks = line.len() - line.trim_start().len();
                    let mark =
                        word.filter(|&word| word > 0 && line.trim_start()[word..].starts_with(')'));
                    let skipped = mark.map_or(0, |word| blanks + word + 1);
                    tokens.extend(self.part(from + skipped, to, Written::Plainly));
                }
                _ => tokens.extend(self.part(from, to, Written::Plainly)),
            }
        }
        tokens
    }

    /// The colon behind the term of a line.
    fn term_end(&self, from: usize, to: usize) -> Option<usize> {
        let mut flow = Flow::new(self.text, from, to, Written::Plainly, self.syntax);
        passes::run(&mut flow, self.syntax);
        flow.sort_marks();
        let colon = flow.term_end(0, flow.len())?;
        (flow.bytes.get(colon + 1) != Some(&b'/')).then(|| flow.place(colon))
    }

    /// Rows of cells, parted by `~|~` or, where there is none, by `|`.
    fn rows(&mut self, from: usize, to: usize, kind: Kind) -> Vec<Placed> {
        let separator = if self.text[from..to].contains("~|~") {
            "~|~"
        } else {
            "|"
        };
        let ranges = match kind {
            Kind::HeadRow => cuts(self.text, (from, to), &[">>"])
                .into_iter()
                .chain([(to, to)])
                .scan(from, |at, cut| Some((std::mem::replace(at, cut.1), cut.0)))
                .collect(),
            _ => lines_outside(self.text, (from, to)),
        };
        let written = match kind {
            Kind::HeadRow => Written::InArgument,
            _ => Written::Plainly,
        };
        let mut tokens = Vec::new();
        for (number, (from, to)) in ranges.into_iter().enumerate() {
            if self.text[from..to].trim().is_empty() {
                continue;
            }
            // Further rows of a head are rows of the body.
            let kind = if number == 0 { kind } else { Kind::TableRow };
            tokens.push((Token::Open(kind), span(from, from)));
            let cells = cell_cuts(self.text, from, to, separator);
            let mut at = from;
            for (end, next) in cells.into_iter().chain([(to, to)]) {
                tokens.push((Token::Open(Kind::TableCell), span(at, at)));
                let marks = cell_marks(&self.text[at..end]);
                tokens.extend(self.flat(at + marks, end, written));
                tokens.push((Token::Close(Kind::TableCell), span(end, end)));
                at = next;
            }
            tokens.push((Token::Close(kind), span(to, to)));
        }
        tokens
    }

    /// `~pre~`: lines with their marks, newlines kept.
    pub fn parsed_pre(&mut self, atom: Atom) -> Vec<Placed> {
        let mut tokens = vec![(Token::Open(Kind::ParsedPre), span(atom.start, atom.inner.0))];
        let mut first = true;
        for (from, to) in lines_outside(self.text, atom.inner) {
            if !first {
                tokens.push((Token::Mark(Kind::LineBreak), span(from - 1, from)));
            }
            first = false;
            tokens.extend(self.flat(from, to, Written::Plainly));
        }
        tokens.push((Token::Close(Kind::ParsedPre), span(atom.inner.1, atom.end)));
        tokens
    }
}

/// How many bytes in front of a cell mark the columns and rows that it spans: `//` or `\\`.
#[must_use]
pub fn cell_marks(cell: &str) -> usize {
    let blanks = cell.len() - cell.trim_start().len();
    let rest = cell.trim_start();
    ['/', '\\']
        .into_iter()
        .map(|mark| rest.chars().take_while(|c| *c == mark).count())
        .find(|count| *count >= 2)
        .map_or(0, |count| blanks + count)
}

/// Whether a `DIV` of this type stands in a line.
#[must_use]
pub fn is_line_type(name: &str) -> bool {
    matches!(name, "span" | "b" | "i" | "tt" | "u")
}

/// Whether a `TAG` of this name is a block.
#[must_use]
pub fn is_block_tag(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    matches!(
        tag.as_str(),
        "blockquote" | "div" | "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre"
    )
}

/// The content of a text that is one paragraph, or nothing; `None` where it is more.
fn unwrap_paragraph(tokens: &[Placed]) -> Option<&[Placed]> {
    if tokens.is_empty() {
        return Some(tokens);
    }
    if tokens[0].0 != Token::Open(Kind::Paragraph) {
        return None;
    }
    let close = tokens
        .iter()
        .position(|token| token.0 == Token::Close(Kind::Paragraph))?;
    (close + 1 == tokens.len()).then(|| &tokens[1..close])
}

/// The same for each part of a text; whether all are one paragraph.
fn branches_in_line(tokens: Vec<Placed>) -> (bool, Vec<Placed>) {
    let mut out = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (i, (token, _)) in tokens.iter().enumerate() {
        match token {
            Token::Open(Kind::Part) => {
                depth += 1;
                if depth == 1 {
                    out.push(tokens[i]);
                    start = i + 1;
                }
            }
            Token::Close(Kind::Part) => {
                depth -= 1;
                if depth == 0 {
                    let Some(inner) = unwrap_paragraph(&tokens[start..i]) else {
                        return (false, tokens);
                    };
                    out.extend_from_slice(inner);
                    out.push(tokens[i]);
                }
            }
            _ => {}
        }
    }
    (true, out)
}

/// Whether a line is an item of a list, or blank.
fn is_item(line: &str) -> bool {
    line.starts_with(['*', '#']) || line.trim().is_empty()
}
