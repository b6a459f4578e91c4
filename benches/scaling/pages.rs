//! Pages that hold a shape in one of several places, and their check: all that the benchmark asks of the library.

use std::path::Path;

use tikicheck::internals::check::{Context, Verdict, check};
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::page::escape::escape;
use tikicheck::internals::site::{Attachments, PageSet, Site};

/// Where in a page a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the source, and so in all that is generated from it: the page is in sync.
    Everywhere,
    /// The same, but some lines of the body were edited, as many at every length.
    EditedLines,
    /// In the source alone, which was edited: the page is stale.
    Source,
    /// In the body alone, which was edited by hand.
    Body,
    /// In the arguments and in the content of a plugin, in sync.
    Plugin,
}

impl Place {
    /// As the reports name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::EditedLines => "edited lines",
            Self::Source => "source",
            Self::Body => "body",
            Self::Plugin => "plugin",
        }
    }
}

/// Makes pages of a site with one page, and checks them.
pub struct Checker {
    /// How many lines are edited where some are.
    edits: usize,
    config: Config,
    site: Site,
    workspace: Workspace,
}

impl Checker {
    pub fn new(edits: usize) -> Self {
        let config = Config::default();
        let pages = PageSet::from_paths(["some-page.md"]);
        Self {
            edits,
            site: Site::new(pages, &config.links, Attachments::default()),
            config,
            workspace: Workspace::default(),
        }
    }

    /// A page with `text` in that place.
    pub fn page(&mut self, place: Place, text: &str) -> String {
        const WORD: &str = "word";
        match place {
            Place::Everywhere => self.made(text),
            Place::EditedLines => edited_lines(&self.made(text), self.edits),
            Place::Body => self.made(WORD).replacen(WORD, text, 1),
            Place::Plugin => self.made(&format!("{{BOX({text})}}{text}{{BOX}}")),
            Place::Source => {
                let page = self.made(WORD);
                let at = page.rfind(WORD).expect("the source is last");
                [&page[..at], &escape(text), &page[at + WORD.len()..]].concat()
            }
        }
    }

    fn made(&mut self, source: &str) -> String {
        let context = Context::new(&self.config, &self.site);
        context.generator.page(source, &mut self.workspace)
    }
}

/// Checks a page; panics unless one that holds its text everywhere is found in sync.
///
/// A function of its own, for its calls are what Valgrind counts ([`CHECKED`]).
#[inline(never)]
pub fn checked_page(checker: &mut Checker, place: Place, page: &str) {
    let context = Context::new(&checker.config, &checker.site);
    let path = Path::new("some-page.md");
    let examined = check(path, page.as_bytes(), context, &mut checker.workspace);
    if place == Place::Everywhere {
        assert_eq!(examined.checked.verdict, Verdict::InSync);
    }
}

/// How Valgrind knows [`checked_page`].
pub const CHECKED: &str = "scaling::pages::checked_page";

/// The page with edits in so many lines of its body, evenly spread.
///
/// Comparing lines takes time in proportion to lines times edits, so there are as many edits at every length.
fn edited_lines(page: &str, edits: usize) -> String {
    let body = page.find("<pre style").unwrap_or(0);
    let lines = page[..body].lines().count();
    let apart = lines / (edits + 1) + 1;
    let mut out = String::with_capacity(page.len() + 16 * edits);
    for (i, line) in page[..body].split_inclusive('\n').enumerate() {
        out.push_str(line);
        if i % apart == apart - 1 {
            out.push_str("edited");
        }
    }
    out + &page[body..]
}
