//! A site with the merge driver, in a repository of its own.

use std::ops::Deref;

use crate::support::TestRepo;
use crate::support::page::Pieces;
use crate::support::scenario::{Project, Run};
use tikicheck::internals::check::Context;
use tikicheck::internals::config::Config;
use tikicheck::internals::site::{Attachments, PageSet, Site};

/// The page that branches edit.
pub const PAGE: &str = "content/posts/a.md";

/// The wiki text that both branches start with.
pub const BASE: &str =
    "!Harbour\nThe lamp is old. The rope is new.\n\n* salt\n* bread\n\n__Water__ is cold.";

/// The front matter of every page.
pub const HEAD: &str = "---\ntitle: \"Harbour\"\ntags: [a]\n---\n";

/// Does something with what makes pages under default settings, on a site without pages to link to.
pub fn with_context<T>(work: impl FnOnce(Context<'_>) -> T) -> T {
    let config = Config::default();
    let site = Site::new(
        PageSet::from_paths([""; 0]),
        &config.links,
        Attachments::default(),
    );
    work(Context::new(&config, &site))
}

/// A page in sync with this source.
pub fn page(source: &str) -> String {
    with_context(|context| Pieces::in_sync(HEAD, source, context).text())
}

/// A page in sync with this source, in whose body this was replaced.
pub fn edited(source: &str, was: &str, is: &str) -> String {
    with_context(|context| {
        let mut pieces = Pieces::in_sync(HEAD, source, context);
        assert!(pieces.body.contains(was), "{was:?} in {:?}", pieces.body);
        pieces.body = pieces.body.replacen(was, is, 1);
        pieces.text()
    })
}

/// A repository with a page, its attributes and the driver, on the branch `main`.
pub struct Branches(Project);

impl Deref for Branches {
    type Target = Project;

    fn deref(&self) -> &Project {
        &self.0
    }
}

impl Branches {
    pub fn new() -> Self {
        Self::with(&[(PAGE, page(BASE))])
    }

    pub fn with(pages: &[(&str, String)]) -> Self {
        let project = Project::from(TestRepo::new());
        project.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
        for (path, text) in pages {
            project.write(path, text);
        }
        let branches = Self(project);
        branches
            .tikicheck(&["install", "--merge", "--attributes"])
            .expect(0);
        branches.commit_all("site");
        branches
    }

    /// Commits our page on `main` and theirs on `topic`; `main` is checked out.
    pub fn diverge(&self, ours: &str, theirs: &str) {
        self.git(&["checkout", "--quiet", "-b", "topic"]);
        self.write(PAGE, theirs);
        self.commit_all("theirs");
        self.git(&["checkout", "--quiet", "main"]);
        self.write(PAGE, ours);
        self.commit_all("ours");
    }

    /// Runs git; it is a conflict or not.
    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(&self.try_git(args))
    }

    pub fn page_text(&self) -> String {
        String::from_utf8(self.read(PAGE)).expect("UTF-8")
    }

    /// Panics unless the page is in sync and has this source.
    #[track_caller]
    pub fn has_source(&self, source: &str) {
        assert_eq!(self.page_text(), page(source));
        self.tikicheck(&[]).expect(0);
    }

    /// Writes a page whose source is in conflict anew, with this text in place of all from the first to the last marker.
    pub fn choose(&self, text: &str) {
        let page = self.page_text();
        let start = page.find("<<<<<<<").expect("a conflict");
        let last = page.find("\n>>>>>>>").expect("its end") + 1;
        let end = last + page[last..].find('\n').expect("a line end") + 1;
        self.write(PAGE, [&page[..start], text, &page[end..]].concat());
    }
}
