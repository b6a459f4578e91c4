//! A tree of the Tiki dialect as clean GitHub-flavoured Markdown.
//!
//! `inline` makes a line of text from its pieces, `escape` puts backslashes where text would be markup, `lines` keeps
//! what stands in front of each line, and `blocks`, `calls` and `links` say what the constructs become. What has no
//! Markdown becomes a comment or HTML, and a [`Loss`].

mod blocks;
mod calls;
mod escape;
mod headings;
mod html;
mod inline;
mod lines;
mod links;
mod loss;
mod notes;
mod runs;
mod variables;

pub use loss::{Cause, Loss};
pub use notes::{Doubt, Note, notes};

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::Sink;
use crate::config::TikiSettings;
use crate::site::Site;
use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Node, NodeId, Span};
use headings::Headings;
use lines::Lines;

/// Writes the Markdown of `tree` on this site.
///
/// # Errors
///
/// Only where `out` fails.
pub fn markdown<S: Sink>(
    tree: &Tree,
    settings: &TikiSettings,
    site: &Site,
    out: &mut S,
) -> fmt::Result {
    let writer = written(tree, settings, site, Purpose::Markdown);
    writer.lines.written.replay(out)
}

/// What the Markdown of `tree` cannot express on this site, by place.
#[must_use]
pub fn losses(tree: &Tree, settings: &TikiSettings, site: &Site) -> Vec<Loss> {
    let mut losses = written(tree, settings, site, Purpose::Losses).losses;
    losses.sort_by_key(|loss| (loss.span.start, loss.span.end));
    losses
}

/// What a page is written for. The pages of the site are listed only where losses are wanted: the Markdown does not
/// depend on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Markdown,
    Losses,
}

fn written<'t>(
    tree: &'t Tree,
    settings: &'t TikiSettings,
    site: &'t Site,
    purpose: Purpose,
) -> Writer<'t> {
    let mut writer = Writer {
        tree,
        settings,
        site,
        purpose,
        lines: Lines::default(),
        headings: Headings::default(),
        notes: Notes::default(),
        note_tags: HashSet::new(),
        losses: Vec::new(),
        in_link: 0,
        in_heading: false,
        in_html: false,
        entries: 0,
    };
    writer.find_headings();
    writer.page();
    writer
}

/// What is written, and what is known of the page.
struct Writer<'t> {
    tree: &'t Tree,
    settings: &'t TikiSettings,
    site: &'t Site,
    purpose: Purpose,
    lines: Lines,
    headings: Headings,
    notes: Notes,
    /// The tags of the footnotes of the page.
    note_tags: HashSet<String>,
    losses: Vec<Loss>,
    /// How many links are open around what is written.
    in_link: usize,
    /// Whether a heading is written, which drops what centres.
    in_heading: bool,
    /// Whether HTML is written, in which no Markdown is read.
    in_html: bool,
    /// How many entries of tables of contents are written.
    entries: usize,
}

/// The footnotes of a page.
#[derive(Default)]
struct Notes {
    /// The label of each note, and its node.
    list: Vec<(String, NodeId)>,
    /// The labels by text, for notes without a tag.
    by_text: HashMap<String, String>,
    /// The labels of notes with a tag, each kept apart from the others and from the numbers.
    tags: HashMap<String, String>,
    /// All labels.
    labels: HashSet<String>,
    /// The labels of tags whose note is in the list.
    listed: HashSet<String>,
    /// How many have a number for a label.
    numbered: usize,
    /// How many are written.
    written: usize,
}

impl Notes {
    /// The label of a tag, without what ends a label; another one where that is taken.
    fn label_of(&mut self, tag: &str) -> String {
        if let Some(label) = self.tags.get(tag) {
            return label.clone();
        }
        let plain: String = tag
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '[' | ']' | '^' | '\\'))
            .collect();
        let mut label = if plain.is_empty() {
            "note".to_owned()
        } else {
            plain
        };
        while !self.labels.insert(label.clone()) {
            label.push('-');
        }
        self.tags.insert(tag.to_owned(), label.clone());
        label
    }

    /// The label of the next note without a tag.
    fn next_number(&mut self) -> String {
        loop {
            self.numbered += 1;
            let label = self.numbered.to_string();
            if self.labels.insert(label.clone()) {
                return label;
            }
        }
    }
}

impl<'t> Writer<'t> {
    fn page(&mut self) {
        let tree = self.tree;
        let nodes: Vec<&Node> = tree.top().flat_map(|page| tree.children(page)).collect();
        if let [page] = nodes[..]
            && page.kind == Kind::MarkdownPage
        {
            self.markdown_page(page);
            return;
        }
        self.blocks(&nodes);
        self.footnotes();
        self.lines.end();
    }

    fn children(&self, node: &Node) -> Vec<&'t Node> {
        self.tree.children(node).collect()
    }

    fn lose(&mut self, cause: Cause, node: &Node, what: impl Into<String>) {
        self.lose_at(cause, node.full, what);
    }

    fn lose_at(&mut self, cause: Cause, span: Span, what: impl Into<String>) {
        self.losses.push(Loss {
            cause,
            span,
            what: what.into(),
        });
    }
}
