//! The site as far as links need it: which pages exist, where pages, tags and attachments live; read-only once built.
//!
//! No file is opened here: whoever builds a [`Site`] brings the set of pages and the text of the attachments file.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::config::Links;
use crate::hugo::Facts;

pub mod address;
pub mod attachments;
mod lazy;
mod near;
pub mod slug;

pub use attachments::{Attachments, normal_id};
pub use lazy::{LazyPages, ListError};
pub use slug::page_slug;

/// The names of page files, by which links find them.
pub type Stems = HashSet<Box<str>>;

/// Whether there is a page with a stem.
type Asked = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// Which page files exist.
pub struct PageSet {
    asked: Option<Asked>,
    stems: OnceLock<Result<Stems, ListError>>,
    load: Box<dyn Fn() -> Result<Stems, ListError> + Send + Sync>,
    near: OnceLock<near::Near>,
}

impl PageSet {
    /// The pages with these paths; a file's stem is its name without the last extension.
    ///
    /// A stem that is not UTF-8 is left out: no slug can name it.
    pub fn from_paths<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Self {
        let set = PageSet::lazy(|| Ok(Stems::new()));
        PageSet {
            stems: OnceLock::from(Ok(stems(paths))),
            ..set
        }
    }

    /// The pages with these stems, which others share; no page is near another.
    #[must_use]
    pub fn shared(stems: Arc<Stems>) -> Self {
        PageSet {
            asked: Some(Box::new(move |stem| stems.contains(stem))),
            stems: OnceLock::from(Ok(Stems::new())),
            ..PageSet::lazy(|| Ok(Stems::new()))
        }
    }

    /// The pages that `load` finds when the first link asks.
    fn lazy(load: impl Fn() -> Result<Stems, ListError> + Send + Sync + 'static) -> Self {
        PageSet {
            asked: None,
            stems: OnceLock::new(),
            load: Box::new(load),
            near: OnceLock::new(),
        }
    }

    /// The stems of all pages; `None` where they could not be listed.
    fn stems(&self) -> Option<&Stems> {
        self.stems.get_or_init(|| (self.load)()).as_ref().ok()
    }

    /// Whether a page file with this stem exists.
    #[must_use]
    pub fn contains(&self, stem: &str) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked(stem))
            || self.stems().is_some_and(|stems| stems.contains(stem))
    }

    /// The stem that is nearest to `stem`, if one is near.
    #[must_use]
    pub fn near(&self, stem: &str) -> Option<&str> {
        let stems = self.stems()?;
        let near = self.near.get_or_init(|| near::Near::new(stems));
        near.to(stem)
    }
}

/// The stems of the files at `paths`, as far as they are UTF-8.
pub fn stems<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Stems {
    let mut list = Stems::new();
    for path in paths {
        names(path.as_ref(), |name| {
            list.insert(name.into());
        });
    }
    list
}

/// Hands each name to `take` by which links find the page of a file.
///
/// `iron.md` is found as `iron`; `zinc/index.md`, the page of a bundle, as `zinc`; `iron.de.md`, a page in another
/// language, as `iron` too. `_index.md` is a list of pages, and no link of the wiki names it.
pub fn names(path: &Path, mut take: impl FnMut(&str)) {
    let Some(stem) = stem(path) else {
        return;
    };
    let (name, language) = match stem.split_once('.') {
        Some((name, language)) if is_language(language) => (name, Some(language)),
        _ => (stem, None),
    };
    match name {
        "_index" => {}
        "index" => {
            let directory = path.parent().and_then(Path::file_name);
            if let Some(name) = directory.and_then(|name| name.to_str()) {
                take(name);
            }
        }
        _ => {
            take(stem);
            if language.is_some() {
                take(name);
            }
        }
    }
}

/// Whether an ending is the code of a language: `de`, `pt-br`, `zh-Hans`.
#[must_use]
pub fn is_language(ending: &str) -> bool {
    let mut parts = ending.split(['-', '_']);
    let is_word = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    parts
        .next()
        .is_some_and(|language| is_word(language, 2..=3))
        && parts.all(|part| is_word(part, 2..=4))
}

/// The stem of a page file, by which links find it: its name without the last extension; `None` if it is not UTF-8.
#[must_use]
pub fn stem(path: &Path) -> Option<&str> {
    path.file_stem()?.to_str()
}

/// Which pages a link takes for existing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Those that exist.
    Listed,
    /// Every page that is named.
    All,
    /// None.
    None,
}

/// Everything that a link in a page can depend on besides the page.
#[derive(Clone)]
pub struct Site {
    pages: Arc<PageSet>,
    existing: Existing,
    attachments: Arc<Attachments>,
    page: Template,
    tag: Template,
    attachment: Template,
    file: Template,
    /// What is put in front of urls that start with `tiki-index`; may be empty.
    pub tiki: String,
    /// What is known of Hugo on this site.
    pub hugo: Arc<Facts>,
}

impl Site {
    /// A site of these pages and attachments, linked as the configuration says.
    #[must_use]
    pub fn new(pages: PageSet, links: &Links, attachments: Attachments) -> Self {
        Site {
            pages: Arc::new(pages),
            existing: Existing::Listed,
            attachments: Arc::new(attachments),
            page: Template::new(&links.page, "{slug}"),
            tag: Template::new(&links.tag, "{slug}"),
            attachment: Template::new(&links.attachment, "{id}"),
            file: Template::new(&links.file, "{id}"),
            tiki: links.tiki.clone(),
            hugo: Arc::default(),
        }
    }

    /// The same site, of which this is known.
    #[must_use]
    pub fn with_hugo(self, facts: Facts) -> Self {
        Site {
            hugo: Arc::new(facts),
            ..self
        }
    }

    /// The same site with other attachments.
    #[must_use]
    pub fn with_attachments(self, attachments: Attachments) -> Self {
        Site {
            attachments: Arc::new(attachments),
            ..self
        }
    }

    /// The same site, on which links take these pages for existing: what was generated when there were others.
    #[must_use]
    pub fn assuming(&self, existing: Existing) -> Self {
        Site {
            existing,
            ..self.clone()
        }
    }

    fn has_page(&self, slug: &str) -> bool {
        match self.existing {
            Existing::Listed => self.pages.contains(slug),
            Existing::All => true,
            Existing::None => false,
        }
    }

    /// Whether there is a page file with this name, which ends in `.md`; `None` where the site has no pages at all.
    #[must_use]
    pub fn has_page_file(&self, stem: &str) -> Option<bool> {
        let is_empty =
            self.pages.asked.is_none() && self.pages.stems().is_none_or(HashSet::is_empty);
        (!is_empty).then(|| self.pages.contains(stem))
    }

    /// Whether a link asked for a page, and the pages could not be listed: what was made since then is wrong.
    #[must_use]
    pub fn lacks_pages(&self) -> bool {
        matches!(self.pages.stems.get(), Some(Err(_)))
    }

    /// The link to the page that a title names; `None` if there is no such page.
    #[must_use]
    pub fn page_url(&self, title: &str) -> Option<String> {
        let mut out = String::new();
        self.push_page_url(title, &mut out).then_some(out)
    }

    /// The page whose slug is nearest to `slug`, if one is near: what a mistyped name was meant to be.
    #[must_use]
    pub fn page_near(&self, slug: &str) -> Option<&str> {
        self.pages.near(slug)
    }

    /// Appends [`Site::page_url`] to `out`; without such a page it appends nothing and returns `false`.
    pub fn push_page_url(&self, title: &str, out: &mut String) -> bool {
        self.page.push_slug(
            out,
            |out| slug::push_page_slug(title, out),
            |slug| self.has_page(slug),
        )
    }

    /// Appends the link to the tag that a text names to `out`; where nothing of the text can stand in a tag, it appends
    /// nothing and returns `false`.
    pub fn push_tag_url(&self, text: &str, out: &mut String) -> bool {
        self.tag
            .push_slug(out, |out| slug::push_tag_slug(text, out), |_| true)
    }

    /// Where the attachment with this number (`attId`, `id`) lies; leading zeros do not count.
    #[must_use]
    pub fn attachment_url(&self, id: &str) -> String {
        let mut out = String::new();
        self.push_attachment_url(id, &mut out);
        out
    }

    /// Appends [`Site::attachment_url`] to `out`.
    pub fn push_attachment_url(&self, id: &str, out: &mut String) {
        let id = normal_id(id).unwrap_or(id);
        match self.attachments.attachment(id) {
            Some(path) => out.push_str(path),
            None => self.attachment.push(id, out),
        }
    }

    /// Appends where the file with this number (`fileId`) lies to `out`; leading zeros do not count.
    pub fn push_file_url(&self, id: &str, out: &mut String) {
        let id = normal_id(id).unwrap_or(id);
        match self.attachments.file(id) {
            Some(path) => out.push_str(path),
            None => self.file.push(id, out),
        }
    }

    /// Whether the attachments file names a path for this attachment.
    #[must_use]
    pub fn has_attachment(&self, id: &str) -> bool {
        normal_id(id).is_some_and(|id| self.attachments.attachment(id).is_some())
    }

    /// Whether the attachments file names a path for this file.
    #[must_use]
    pub fn has_file(&self, id: &str) -> bool {
        normal_id(id).is_some_and(|id| self.attachments.file(id).is_some())
    }
}

/// A link template, cut at its placeholder.
#[derive(Clone)]
struct Template {
    head: Box<str>,
    /// What follows each placeholder; the configuration sees to it that there is one.
    rest: Vec<Box<str>>,
}

impl Template {
    fn new(text: &str, placeholder: &str) -> Self {
        let mut pieces = text.split(placeholder).map(Box::from);
        let head = pieces.next().unwrap_or_default();
        Template {
            head,
            rest: pieces.collect(),
        }
    }

    fn push(&self, value: &str, out: &mut String) {
        out.push_str(&self.head);
        for piece in &self.rest {
            out.push_str(value);
            out.push_str(piece);
        }
    }

    /// Appends the template filled with the slug that `write` appends, unless that is empty or not `wanted`.
    fn push_slug(
        &self,
        out: &mut String,
        write: impl FnOnce(&mut String),
        wanted: impl FnOnce(&str) -> bool,
    ) -> bool {
        let before = out.len();
        out.push_str(&self.head);
        let start = out.len();
        write(out);
        let slug = start..out.len();
        if slug.is_empty() || !wanted(&out[slug.clone()]) {
            out.truncate(before);
            return false;
        }
        let Some((first, others)) = self.rest.split_first() else {
            out.truncate(start);
            return true;
        };
        out.push_str(first);
        for piece in others {
            out.extend_from_within(slug.clone());
            out.push_str(piece);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag_url(site: &Site, text: &str) -> Option<String> {
        let mut out = String::new();
        site.push_tag_url(text, &mut out).then_some(out)
    }

    fn site(links: &Links) -> Site {
        let pages = PageSet::from_paths(["content/posts/bone-health.md", "content/falls.en.md"]);
        Site::new(pages, links, Attachments::default())
    }

    #[test]
    fn a_title_links_to_the_page_whose_stem_is_its_slug() {
        let site = site(&Links::default());
        assert_eq!(
            site.page_url("Bone_Health – May 2024").as_deref(),
            Some("/posts/bone-health")
        );
        assert_eq!(site.page_url("Iron"), None);
        assert_eq!(site.page_url("content/posts/bone-health"), None);
        assert_eq!(site.page_url("–"), None);
    }

    #[test]
    fn a_stem_is_the_file_name_without_its_last_extension() {
        assert_eq!(stem(Path::new("a/falls.en.md")), Some("falls.en"));
        assert_eq!(stem(Path::new("README")), Some("README"));
        assert_eq!(stem(Path::new("a/.md")), Some(".md"));
        assert_eq!(stem(Path::new("")), None);
    }

    #[test]
    fn bundles_and_translations_are_found_as_hugo_names_them() {
        let found = |path: &str| {
            let mut list: Vec<String> = stems([path]).iter().map(|name| name.to_string()).collect();
            list.sort();
            list
        };
        assert_eq!(found("content/zinc/index.md"), ["zinc"]);
        assert_eq!(found("content/zinc/index.de.md"), ["zinc"]);
        assert_eq!(found("content/iron.de.md"), ["iron", "iron.de"]);
        assert_eq!(found("content/iron.pt-br.markdown"), ["iron", "iron.pt-br"]);
        assert_eq!(found("content/d3.2015.md"), ["d3.2015"]);
        assert_eq!(found("content/posts/_index.md"), [""; 0]);
        assert_eq!(found("index.md"), [""; 0]);
    }

    #[test]
    fn a_text_links_to_its_tag() {
        let site = site(&Links::default());
        assert_eq!(
            tag_url(&site, "Café Épicé").as_deref(),
            Some("/tags/café-épicé.html")
        );
        assert_eq!(tag_url(&site, "&"), None);
    }

    #[test]
    fn what_is_not_there_appends_nothing() {
        let site = site(&Links::default());
        let mut out = "text".to_owned();
        assert!(!site.push_page_url("Iron", &mut out));
        assert!(!site.push_tag_url("&", &mut out));
        assert_eq!(out, "text");
        assert!(site.push_page_url("Bone Health", &mut out));
        assert_eq!(out, "text/posts/bone-health");
    }

    #[test]
    fn templates_are_filled_at_every_placeholder() {
        let site = site(&Links {
            page: "{slug}/{slug}.html".to_owned(),
            tag: "{slug}".to_owned(),
            attachment: "/a/{id}?{id}".to_owned(),
            ..Links::default()
        });
        assert_eq!(
            site.page_url("Bone Health").as_deref(),
            Some("bone-health/bone-health.html")
        );
        assert_eq!(tag_url(&site, "Iron {slug}").as_deref(), Some("iron-slug"));
        assert_eq!(site.attachment_url("007"), "/a/7?7");
    }

    #[test]
    fn a_site_is_shared_between_workers() {
        fn shared<T: Send + Sync>() {}
        shared::<Site>();
    }
}
