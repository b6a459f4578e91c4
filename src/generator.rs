//! What makes a page: how wiki text is read, what is written for it, and the site that its links lead into.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use crate::config::{Config, Exporter, Language, RenderSettings, TikiSettings, Toc};
use crate::page;
use crate::page::escape::escaped_len;
use crate::render::Sink;
use crate::render::budget::Limited;
use crate::render::clean;
use crate::render::dump::dump;
use crate::render::markdown::{Rendering, markdown};
use crate::render::record::Recorded;
use crate::site::Site;
use crate::wiki::{self, Lines, Reading, Tree};

/// What makes a page. The same wiki text under the same generator gives the same page, byte for byte.
#[derive(Clone, Copy)]
pub struct Generator<'g> {
    /// Choices of the renderer that are older than the forms of the exporter.
    pub settings: RenderSettings,
    /// What the exporter reads, writes and leaves out.
    pub exporter: &'g Exporter,
    /// The names of categories.
    pub categories: &'g BTreeSet<String>,
    /// The value of the debug block's `style`.
    pub style: &'g str,
    /// Whether the settings name that style.
    pub is_style_named: bool,
    /// The pages and files that links lead to.
    pub site: &'g Site,
    /// How pages are read and written in the Tiki dialect; `None` for the dialect of the exporter.
    pub tiki: Option<&'g TikiSettings>,
}

/// Memory that is used again from page to page: a parser and the tree it made last.
#[derive(Default)]
pub struct Workspace {
    parser: wiki::Workspace,
    /// The tree of the text that was parsed last.
    pub tree: Tree,
}

/// What a wiki text generates, not escaped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Generated {
    /// The Markdown.
    pub markdown: String,
    /// The dump of the tree.
    pub tree: String,
}

/// The generated parts of a page, with the place in the tree's text that each piece of the Markdown comes from.
#[derive(Debug)]
pub struct GeneratedParts {
    /// The Markdown, not escaped.
    pub markdown: Recorded,
    /// The dump of the tree, not escaped.
    pub tree: String,
}

impl Workspace {
    /// Parses plain wiki text, shorter than 4 GiB, as `reading` says.
    pub fn read(&mut self, source: &str, reading: Reading) {
        let Self { parser, tree } = self;
        parser.parse_plain(source, reading, tree);
    }
}

impl<'g> Generator<'g> {
    /// What these settings and this site make of a wiki text, where no entry of `exporters` is for its page.
    #[must_use]
    pub fn new(config: &'g Config, site: &'g Site) -> Self {
        Self {
            settings: config.render,
            exporter: &config.exporter,
            categories: &config.categories,
            style: &config.block.style,
            is_style_named: config.block.is_named,
            site,
            tiki: (config.dialect == Language::Tiki).then_some(&config.tiki),
        }
    }

    /// The same for the page at this path, relative to the root of the site: by the first entry of `exporters` whose
    /// pattern matches.
    #[must_use]
    pub fn for_page(self, config: &'g Config, page: &Path) -> Self {
        match config.exporter_of(page) {
            Some(entry) => Self {
                settings: entry.render,
                exporter: &entry.exporter,
                style: &entry.block.style,
                is_style_named: entry.block.is_named,
                ..self
            },
            None => self,
        }
    }

    /// What decides about the Markdown.
    fn rendering(self) -> Rendering<'g> {
        Rendering {
            settings: self.settings,
            exporter: self.exporter,
            categories: self.categories,
            site: self.site,
        }
    }

    /// How wiki text is read.
    #[must_use]
    pub fn reading(self) -> Reading {
        self.exporter
            .reads
            .reading(if self.settings.trim_lines && self.tiki.is_none() {
                Lines::Trimmed
            } else {
                Lines::AsWritten
            })
    }

    /// Whether the exporter writes `{maketoc}` as a shortcode.
    #[must_use]
    pub fn writes_toc_shortcode(self) -> bool {
        self.settings.toc == Toc::Shortcode
    }

    /// Parses plain wiki text, shorter than 4 GiB, into the workspace.
    pub fn parse(self, source: &str, workspace: &mut Workspace) {
        let Workspace { parser, tree } = workspace;
        match self.tiki {
            Some(tiki) => parser.parse_tiki(source, tiki.syntax(), tree),
            None => parser.parse_plain(source, self.reading(), tree),
        }
    }

    /// Parses the escaped source of a page, shorter than 4 GiB, into the workspace.
    pub fn parse_escaped(self, source: &str, workspace: &mut Workspace) {
        let Workspace { parser, tree } = workspace;
        match self.tiki {
            Some(tiki) => parser.parse_tiki_escaped(source, tiki.syntax(), tree),
            None => parser.parse_escaped(source, self.reading(), tree),
        }
    }

    /// Writes the Markdown of a tree.
    ///
    /// # Errors
    ///
    /// Only where `out` fails.
    pub fn markdown<S: Sink>(self, tree: &Tree, out: &mut S) -> fmt::Result {
        match self.tiki {
            Some(tiki) => clean::markdown(tree, tiki, self.site, out),
            None => markdown(tree, self.rendering(), out),
        }
    }

    /// What the Markdown of a tree cannot express; nothing in the dialect of the exporter.
    #[must_use]
    pub fn losses(self, tree: &Tree) -> Vec<clean::Loss> {
        let losses = self.tiki.map(|tiki| clean::losses(tree, tiki, self.site));
        losses.unwrap_or_default()
    }

    /// What a writer may have meant otherwise in a tree; nothing in the dialect of the exporter.
    #[must_use]
    pub fn notes(self, tree: &Tree) -> Vec<clean::Note> {
        let notes = self.tiki.map(|_| clean::notes(tree));
        notes.unwrap_or_default()
    }

    /// Writes the dump of a tree.
    ///
    /// # Errors
    ///
    /// Only where `out` fails.
    pub fn dump<S: Sink>(self, tree: &Tree, out: &mut S) -> fmt::Result {
        dump(tree, out)
    }

    /// The parts that plain wiki text generates.
    #[must_use]
    pub fn regenerate(self, source: &str, workspace: &mut Workspace) -> Generated {
        self.parse(source, workspace);
        let mut generated = Generated::default();
        self.markdown(&workspace.tree, &mut generated.markdown)
            .and_then(|()| self.dump(&workspace.tree, &mut generated.tree))
            .expect("a String takes everything");
        generated
    }

    /// The parts that `tree` generates, where Markdown, escaped copy and escaped dump take no more than `most` bytes;
    /// `None` where they take more. Each is rendered once, and no further than that.
    ///
    /// A text that nests is repeated in the dump at each level, so a page could become two hundred times what it is.
    #[must_use]
    pub fn parts(self, tree: &Tree, most: u64) -> Option<GeneratedParts> {
        let mut body = Limited::new(Recorded::default(), most);
        self.markdown(tree, &mut body).ok()?;
        let copy = escaped_len(body.inner.text.as_bytes()) as u64;
        let left = body.left.checked_sub(copy)?;
        let mut dump = Limited::new(String::new(), left);
        self.dump(tree, &mut dump).ok()?;
        let escapes = escaped_len(dump.inner.as_bytes()) - dump.inner.len();
        (escapes as u64 <= dump.left).then_some(GeneratedParts {
            markdown: body.inner,
            tree: dump.inner,
        })
    }

    /// Whether what a plain wiki text generates takes no more than `most` bytes, escaped and not.
    #[must_use]
    pub fn fits(self, source: &str, most: u64, workspace: &mut Workspace) -> bool {
        self.parse(source, workspace);
        self.parts(&workspace.tree, most).is_some()
    }

    /// A whole page without front matter, generated from plain wiki text.
    #[must_use]
    pub fn page(self, source: &str, workspace: &mut Workspace) -> String {
        let Generated { markdown, tree } = self.regenerate(source, workspace);
        page::assemble(&page::Texts {
            front_matter: "",
            markdown: &markdown,
            style: self.style,
            tree: &tree,
            source,
        })
    }
}
