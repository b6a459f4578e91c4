//! What plugins become.

mod block;
mod files;
mod flat;
mod line;
mod media;
mod notes;

use super::Writer;
use super::escape::Context;
use super::inline::{Mark, Pieces};
use super::lines::Block;
use super::links::destination;
use super::loss::Cause;
use super::runs::{attribute, code_span, comment_text, decoded_entities, without_np};
use crate::render::Aspect;
use crate::wiki::tiki::plugins::{self, Plugin, Stands};
use crate::wiki::tiki::{cell_marks, is_block_html, is_block_tag, is_line_type, is_list};
use crate::wiki::token::Place;
use crate::wiki::tree::{Detail, Kind, Node};

impl<'t> Writer<'t> {
    fn plugin(&self, node: &Node) -> Plugin {
        match node.detail {
            Detail::Call(plugin, _) => plugins::row(plugin).plugin,
            _ => Plugin::Translated,
        }
    }

    /// Where a call stands. The grammar has decided; it shows by what the call is.
    pub(super) fn call_place(&self, node: &Node) -> Place {
        let Detail::Call(plugin, _) = node.detail else {
            return Place::Line;
        };
        let row = plugins::row(plugin);
        let is_line = match row.plugin {
            Plugin::Code => self.argument(node, "mediawiki").as_deref() == Some("1"),
            Plugin::Html if is_block_html(self.tree.slice(node.inner).trim_start()) => false,
            Plugin::Div => is_line_type(&self.word(node, "type")),
            Plugin::Tag => !is_block_tag(&self.word(node, "tag")),
            _ => match row.stands {
                Stands::AsBlock => false,
                Stands::InLine => true,
                Stands::AsSource => {
                    let is_one_line = !self.tree.slice(node.full).trim().contains('\n');
                    is_one_line && (!self.is_wiki_html(node) || !self.holds_blocks(node))
                }
                Stands::AsBody => !self.holds_blocks(node),
            },
        };
        if is_line { Place::Line } else { Place::Block }
    }

    /// Whether a node or one of its parts holds blocks.
    fn holds_blocks(&self, node: &Node) -> bool {
        self.children(node).into_iter().any(|child| {
            super::runs::is_block(child)
                || (child.kind == Kind::Call && self.call_place(child) == Place::Block)
                || (child.kind == Kind::Part && self.holds_blocks(child))
        })
    }

    /// Whether the body of a call is HTML with wiki text in it.
    fn is_wiki_html(&self, node: &Node) -> bool {
        self.plugin(node) == Plugin::Html && self.word(node, "wiki") == "1"
    }

    /// The value of an argument, its quotes and entities undone.
    pub(super) fn argument(&self, node: &Node, key: &str) -> Option<String> {
        let value = self.tree.argument(node, key)?;
        let value = self
            .tree
            .slice(value)
            .replace("\\\"", "\"")
            .replace("\\'", "'");
        let value = without_np(&value);
        // A value shows in a line or in an attribute, where a line end is a blank.
        let value = value.replace(['\n', '\r'], " ");
        Some(decoded_entities(&self.filled(&value)))
    }

    fn word(&self, node: &Node, key: &str) -> String {
        self.argument(node, key)
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    /// The children that show to a reader: those of a plugin for groups depend on the reader.
    pub(super) fn shown_children(&self, node: &Node) -> Vec<&'t Node> {
        let children = self.children(node);
        let first = children.first().copied();
        let second = children.get(1).copied();
        match self.plugin(node) {
            Plugin::Group => {
                let shown = if self.is_member(node) { first } else { second };
                shown.into_iter().collect()
            }
            Plugin::Language => {
                let shown = if self.speaks(node) { first } else { second };
                shown.into_iter().collect()
            }
            _ => children,
        }
    }

    /// Whether the reader reads the language of a plugin; one who named none reads all.
    fn speaks(&self, node: &Node) -> bool {
        let reader = &self.settings.lang;
        let languages = self.word(node, "lang");
        reader.is_empty()
            || languages.is_empty()
            || languages
                .split([',', '|', '+'])
                .any(|language| language.trim().eq_ignore_ascii_case(reader))
    }

    /// Whether the reader sees the first part of a plugin for groups.
    fn is_member(&self, node: &Node) -> bool {
        let names = |key: &str| -> Vec<String> {
            let value = self.word(node, key);
            let list = value
                .split(['|', ','])
                .map(|name| name.trim().to_lowercase());
            list.filter(|name| !name.is_empty()).collect()
        };
        let is_in = |list: &[String]| {
            self.settings
                .groups
                .iter()
                .any(|group| list.contains(&group.to_lowercase()))
                || list.iter().any(|name| name == "anonymous")
        };
        let wanted = names("groups");
        let refused = names("notgroups");
        let wanted_fits = wanted.is_empty() || is_in(&wanted);
        let refused_fits = refused.is_empty() || !is_in(&refused);
        let has_condition = !wanted.is_empty() || !refused.is_empty();
        has_condition && wanted_fits && refused_fits
    }

    /// The source of a call as a comment.
    pub(super) fn comment(&self, node: &Node) -> String {
        let source = comment_text(self.tree.slice(node.full).trim());
        if source.contains('\n') {
            format!("<!-- tiki:\n{source}\n-->")
        } else {
            format!("<!-- tiki: {source} -->")
        }
    }

    fn lose_dynamic(&mut self, cause: Cause, node: &Node) {
        let name = match node.detail {
            Detail::Call(plugin, _) => plugins::row(plugin).name,
            _ => "",
        };
        self.lose(cause, node, name.to_ascii_lowercase());
    }

    /// Notes text under a condition, which is named: `{GROUP(groups="Staff")}` as `group groups=Staff`.
    fn lose_under_condition(&mut self, cause: Cause, node: &Node) {
        let Detail::Call(plugin, arguments) = node.detail else {
            return;
        };
        let written = self.tree.slice(arguments.raw);
        let words = written.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
        let mut what = plugins::row(plugin).name.to_ascii_lowercase();
        for word in words.filter(|word| !word.is_empty()).take(MOST_WORDS) {
            what.push(' ');
            let plain = word.chars().filter(|c| !matches!(c, '"' | '\''));
            what.extend(plain.take(LONGEST_WORD));
        }
        self.lose(cause, node, what);
    }
}

/// So many words of a condition are named.
const MOST_WORDS: usize = 8;

/// So many characters of each of them.
const LONGEST_WORD: usize = 30;

fn html(tag: &str, close: &'static str) -> Mark {
    Mark::Html(format!("<{tag}>"), close.into())
}

/// The titles in front of a body, and the body.
fn titled<'n, 't>(children: &'n [&'t Node]) -> (&'n [&'t Node], &'n [&'t Node]) {
    let titles = children
        .iter()
        .take_while(|child| child.kind == Kind::Part)
        .count();
    children.split_at(titles)
}

/// The number in `display12`.
fn display_id(source: &str) -> Option<&str> {
    let id = source.strip_prefix("display")?;
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

/// A text in the brackets of an image.
fn label_text(text: &str) -> String {
    let mut pieces = Pieces::default();
    let link = pieces.open_link(u32::MAX);
    pieces.made(text);
    pieces.list.push(super::inline::Piece::LinkClose(
        link,
        "]".to_owned(),
        String::new(),
        u32::MAX,
    ));
    let glyphs = pieces.glyphs(Context::Heading);
    let text: String = glyphs.iter().map(|glyph| glyph.c).collect();
    text.strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or_default()
        .to_owned()
}

/// Code without the blank lines around it, and without blanks at its end.
pub fn trimmed_code(code: &str) -> &str {
    let mut code = code.trim_end();
    while let Some((line, rest)) = code.split_once('\n') {
        if !line.trim().is_empty() {
            break;
        }
        code = rest;
    }
    code
}
