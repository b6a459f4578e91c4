//! Runs: what stands in a line, as pieces; and blocks that a cell or a heading put on one line.

use std::borrow::Cow;

use super::Writer;
use super::inline::{Mark, Piece, Pieces};
use super::loss::Cause;
use crate::config::Newlines;
use crate::wiki::tiki::{self, is_list};
use crate::wiki::token::Place;
use crate::wiki::tree::{Detail, Kind, Node, Span};

impl<'t> Writer<'t> {
    /// Nodes on one line; blocks are parted by breaks.
    pub(super) fn flat(&mut self, nodes: &[&'t Node], pieces: &mut Pieces) {
        // Whether one of them shows something, and whether the last that does is a block.
        let mut shows = false;
        let mut after_block = false;
        for node in nodes {
            let is_block = self.is_parted(node);
            let parts = shows && (is_block || after_block) && !pieces.ends_with_break();
            if parts {
                pieces.raw("<br>", node.full.start);
            }
            let before = pieces.list.len();
            self.flat_node(node, pieces);
            if pieces.is_blank_from(before) {
                if parts {
                    pieces.list.truncate(before - 1);
                }
            } else {
                shows = true;
                after_block = is_block;
            }
        }
    }

    /// Whether a node is parted from those beside it by a break.
    fn is_parted(&self, node: &Node) -> bool {
        match node.kind {
            Kind::Centre => !self.in_heading,
            Kind::Part | Kind::TableRow | Kind::HeadRow | Kind::ListItem => true,
            Kind::Call => self.place_of(node) == Place::Block,
            _ => is_block(node),
        }
    }

    fn flat_node(&mut self, node: &'t Node, pieces: &mut Pieces) {
        match node.kind {
            Kind::Paragraph
            | Kind::Part
            | Kind::Italix
            | Kind::Direction
            | Kind::TitleBar
            | Kind::Heading => {
                let children = self.children(node);
                self.flat(&children, pieces);
            }
            Kind::Centre if self.in_heading => {
                let children = self.children(node);
                self.flat(&children, pieces);
            }
            Kind::Centre => {
                let mark = Mark::Html("<div align=\"center\">".to_owned(), "</div>".into());
                self.marked(mark, node, pieces);
            }
            kind if is_list(kind) => {
                self.lose(Cause::FlattenedBlock, node, "");
                let items = self.children(node);
                self.flat(&items, pieces);
            }
            Kind::ListItem => {
                pieces.raw("- ", node.full.start);
                let children = self.children(node);
                self.flat(&children, pieces);
            }
            Kind::Table => {
                self.lose(Cause::FlattenedBlock, node, "");
                let rows = self.children(node);
                self.flat(&rows, pieces);
            }
            Kind::TableRow | Kind::HeadRow => {
                for (number, cell) in self.children(node).into_iter().enumerate() {
                    if number > 0 {
                        pieces.list.push(Piece::Blank(cell.full.start));
                    }
                    let children = self.children(cell);
                    self.flat(&children, pieces);
                }
            }
            Kind::Definition => {
                for (number, part) in self.children(node).into_iter().enumerate() {
                    if number > 0 {
                        pieces.made(": ");
                    }
                    let children = self.children(part);
                    self.flat(&children, pieces);
                }
            }
            Kind::Preformatted => self.code_lines(self.tree.slice(node.inner), node, pieces),
            Kind::ParsedPre => {
                let mark = Mark::Html("<code>".to_owned(), "</code>".into());
                self.marked(mark, node, pieces);
            }
            Kind::HorizontalRule => {}
            _ => self.run(node, pieces),
        }
    }

    /// Code on one line: a span for each of its lines.
    pub(super) fn code_lines(&mut self, code: &str, node: &Node, pieces: &mut Pieces) {
        let code = super::calls::trimmed_code(code);
        for (number, line) in code.split('\n').enumerate() {
            if number > 0 {
                pieces.raw("<br>", node.full.start);
            }
            if !line.trim().is_empty() {
                pieces.raw(code_span(line), node.full.start);
            }
        }
    }

    /// One node that stands in a line.
    fn run(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let place = node.full.start;
        match node.kind {
            Kind::Text => {
                let text = self.tree.slice(node.full);
                self.plain_text(text, place, pieces);
            }
            Kind::NoParse => self.unparsed(node, pieces),
            Kind::LineBreak => pieces.list.push(match self.settings.newlines {
                Newlines::Hard if !self.settings.html => Piece::Hard(place),
                Newlines::Hard | Newlines::Soft => Piece::Soft(place),
            }),
            Kind::Newline => pieces.list.push(Piece::Hard(place)),
            Kind::Character => self.character(node, pieces),
            Kind::Bold => self.marked(Mark::Strong, node, pieces),
            Kind::Emphasis => self.marked(Mark::Emphasis, node, pieces),
            Kind::Strike => self.marked(Mark::Strike, node, pieces),
            Kind::Underline => {
                self.marked(Mark::Html("<u>".to_owned(), "</u>".into()), node, pieces)
            }
            Kind::Color => self.color(node, pieces),
            Kind::Monospace => self.monospace(node, pieces),
            Kind::Link => self.external_link(node, pieces),
            Kind::LocalLink | Kind::AliasedLocalLink => self.page_link(node, pieces),
            Kind::BareUrl => {
                let url = self.tree.slice(node.full);
                if self.in_link > 0 {
                    pieces.text(url, place);
                } else {
                    pieces.list.push(Piece::Url(url.to_owned(), place));
                }
            }
            Kind::HtmlComment => {
                let text = self.tree.slice(node.inner).trim();
                let text = comment_text(&decoded_codes(text));
                pieces.raw(format!("<!-- {text} -->"), place);
            }
            Kind::Call => self.line_call(node, pieces),
            _ => {}
        }
    }

    /// Text; entities pass through.
    fn plain_text(&mut self, text: &str, place: u32, pieces: &mut Pieces) {
        self.note_unknown_plugins(text, place);
        if !self.settings.dynvar.is_empty()
            && let Cow::Owned(text) = self.filled(text)
        {
            // What is made is nowhere in the wiki text.
            pieces.made(&text.replace(['\t', '\n'], " "));
            return;
        }
        let mut at = 0;
        while let Some(length) = text[at..].find('&') {
            let start = at + length;
            self.text_for_profile(&text[at..start], place + at as u32, pieces);
            match tiki::entity(&text[start..]) {
                Some(length) => {
                    pieces.raw(&text[start..start + length], place + start as u32);
                    at = start + length;
                }
                None => {
                    pieces.text("&", place + start as u32);
                    at = start + 1;
                }
            }
        }
        self.text_for_profile(&text[at..], place + at as u32, pieces);
    }

    /// Notes what looks like the call of a plugin that nobody knows: `{NAME(…`, `{name key=…`.
    fn note_unknown_plugins(&mut self, text: &str, place: u32) {
        let mut at = 0;
        while let Some(length) = text[at..].find('{') {
            at += length + 1;
            let rest = &text[at..];
            let end = rest
                .bytes()
                .take(50)
                .position(|byte| !byte.is_ascii_alphanumeric())
                .unwrap_or(0);
            let (name, behind) = rest.split_at(end);
            let is_upper = !name.bytes().any(|byte| byte.is_ascii_lowercase());
            let is_call = if is_upper {
                behind.trim_start_matches(' ').starts_with('(')
            } else {
                let key = behind.strip_prefix(' ').map_or("", str::trim_start);
                let length = key.bytes().take(40).take_while(u8::is_ascii_alphanumeric);
                let length = length.count();
                length > 0 && key[length..].starts_with('=')
            };
            if end > 1 && is_call && tiki::plugins::named(name).is_none() {
                let start = place + at as u32 - 1;
                let span = Span::new(start, start + end as u32 + 1);
                self.lose_at(Cause::UnknownPlugin, span, name.to_ascii_lowercase());
            }
        }
    }

    /// `~np~`: text whose newlines do not show.
    fn unparsed(&mut self, node: &Node, pieces: &mut Pieces) {
        let text = self.tree.slice(node.inner);
        let mut place = node.inner.start;
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                pieces.list.push(Piece::Soft(place - 1));
            }
            let mut at = 0;
            while let Some(length) = line[at..].find("~hs~") {
                self.text_for_profile(&line[at..at + length + 4], place + at as u32, pieces);
                at += length + 4;
            }
            self.text_for_profile(&line[at..], place + at as u32, pieces);
            place += line.len() as u32 + 1;
        }
    }

    fn character(&mut self, node: &Node, pieces: &mut Pieces) {
        let place = node.full.start;
        let written = self.tree.slice(node.full);
        match written {
            "{rm}" => pieces.raw("&rlm;", place),
            "{lm}" => pieces.raw("&lrm;", place),
            "--" => pieces.raw("—", place),
            tag if tag.starts_with('<') => pieces.raw(tag, place),
            variable if variable.starts_with("{{") => match self.filled(variable) {
                Cow::Owned(value) if value != variable => pieces.made(&value),
                _ => self.text_for_profile(variable, place, pieces),
            },
            _ => match character(written).as_str() {
                "\u{a0}" => pieces.raw("&nbsp;", place),
                text if written.starts_with("(:") => pieces.raw(text, place),
                text => {
                    for c in text.chars() {
                        pieces.list.push(match c {
                            ' ' => Piece::Blank(place),
                            '\n' | '\r' | '\t' => Piece::Blank(place),
                            c => Piece::Coded(c, place),
                        });
                    }
                }
            },
        }
    }

    /// Children between marks.
    pub(super) fn marked(&mut self, mark: Mark, node: &'t Node, pieces: &mut Pieces) {
        let number = pieces.open(mark.clone(), node.full.start);
        let children = self.children(node);
        self.flat(&children, pieces);
        pieces.close(&mark, number, node.full.end);
    }

    fn color(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let Detail::Url(head) = node.detail else {
            return;
        };
        let head = self.tree.slice(head);
        let (front, back) = match head.split_once(',') {
            Some((front, back)) => (front.trim(), Some(back.trim())),
            None => (head.trim(), None),
        };
        let mut style = Vec::new();
        if !front.is_empty() {
            style.push(format!("color: {}", attribute(front)));
        }
        if let Some(back) = back.filter(|back| !back.is_empty()) {
            style.push(format!("background-color: {}", attribute(back)));
        }
        self.lose(Cause::Style, node, head.trim());
        let mark = Mark::Html(
            format!("<span style=\"{}\">", style.join("; ")),
            "</span>".into(),
        );
        self.marked(mark, node, pieces);
    }

    fn monospace(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let children = self.children(node);
        let is_plain = children.iter().all(|child| {
            matches!(
                child.kind,
                Kind::Text | Kind::NoParse | Kind::Character | Kind::BareUrl
            )
        });
        if !is_plain {
            self.marked(
                Mark::Html("<code>".to_owned(), "</code>".into()),
                node,
                pieces,
            );
            return;
        }
        let code: String = children
            .iter()
            .map(|child| match child.kind {
                Kind::NoParse => self.tree.slice(child.inner).to_owned(),
                Kind::Character => character(self.tree.slice(child.full)),
                _ => self.tree.slice(child.full).to_owned(),
            })
            .collect();
        let code = code.split(['\n', '\t']).collect::<Vec<_>>().join(" ");
        if !code.trim().is_empty() {
            pieces.raw(code_span(code.trim()), node.full.start);
        }
    }
}

/// Whether a node is a block.
pub fn is_block(node: &Node) -> bool {
    matches!(
        node.kind,
        Kind::Paragraph
            | Kind::Heading
            | Kind::TitleBar
            | Kind::HorizontalRule
            | Kind::BulletList
            | Kind::LooseList
            | Kind::NumberedList
            | Kind::Definition
            | Kind::Table
            | Kind::Italix
            | Kind::Centre
            | Kind::Direction
            | Kind::Preformatted
            | Kind::ParsedPre
    )
}

/// The character that a code such as `~ldq~`, `&quot;` or `(:wink:)` is.
pub fn character(written: &str) -> String {
    if written == "--" {
        return "—".to_owned();
    }
    if let Some(name) = written
        .strip_prefix("(:")
        .and_then(|name| name.strip_suffix(":)"))
    {
        let smiley = tiki::SMILEYS.iter().find(|(known, _)| *known == name);
        return smiley.map_or(written, |(_, shown)| shown).to_owned();
    }
    if written.starts_with('&') {
        return decoded_entities(written);
    }
    let known = tiki::CHARACTERS
        .iter()
        .find(|(code, _)| code.eq_ignore_ascii_case(written));
    if let Some((_, shown)) = known {
        return (*shown).to_owned();
    }
    let number = written.trim_matches('~').parse::<u32>().ok();
    number
        .and_then(char::from_u32)
        .map_or_else(|| written.to_owned(), String::from)
}

/// Text with its codes, such as `~ldq~`, and its dashes as the characters that they are.
pub fn decoded_codes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('~') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest[1..]
            .bytes()
            .take(10)
            .position(|byte| byte == b'~')
            .map(|end| end + 2);
        let code = end.map(|end| &rest[..end]);
        match code.map(|code| (code, character(code))) {
            Some((code, shown)) if shown != code => {
                out.push_str(&shown);
                rest = &rest[code.len()..];
            }
            _ => {
                out.push('~');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.replace(" -- ", " — ")
}

/// Text with its entities decoded, named ones and numbers.
pub fn decoded_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(length) = tiki::entity(rest) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        let name = &rest[1..length - 1];
        match name {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "quot" => out.push('"'),
            "apos" => out.push('\''),
            "nbsp" => out.push('\u{a0}'),
            _ => out.push_str(&named_or_numbered(&rest[..length])),
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// What an entity such as `&copy;` or `&#233;` shows; the entity itself where there is none of that name.
fn named_or_numbered(entity: &str) -> String {
    let shown = pulldown_cmark::Parser::new(entity).filter_map(|event| match event {
        pulldown_cmark::Event::Text(text) => Some(text),
        _ => None,
    });
    shown.map(|text| text.to_string()).collect()
}

/// Code without the pairs of tags `~np~` and `~/np~`; one that is alone stays.
pub fn without_np(code: &str) -> Cow<'_, str> {
    let (open, close) = ("~np~", "~/np~");
    let mut out = String::new();
    let mut rest = code;
    while let Some((before, behind)) = rest.split_once(open)
        && let Some((inside, behind)) = behind.split_once(close)
    {
        out.extend([before, inside]);
        rest = behind;
    }
    if out.is_empty() && rest.len() == code.len() {
        return Cow::Borrowed(code);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Code between more backticks than it holds.
pub fn code_span(code: &str) -> String {
    let longest = longest_run(code, '`', 1);
    let fence = "`".repeat(longest + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{code}{pad}{fence}")
}

/// The longest run of a character, if at least `least` long; otherwise 0.
pub fn longest_run(text: &str, c: char, least: usize) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for each in text.chars() {
        run = if each == c { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    if longest >= least { longest } else { 0 }
}

/// A text in the attribute of an HTML element.
pub fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(['\n', '\r'], " ")
}

/// A text in an HTML comment: a blank in runs of dashes, so that none ends it.
pub fn comment_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        if before == '-' && c == '-' {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    if out.starts_with('>') || out.starts_with("->") {
        out.insert(0, ' ');
    }
    out
}
