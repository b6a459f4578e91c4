//! At which address Hugo serves a page: by its path, its front matter and the configuration. Tried under Hugo 0.168.
//!
//! ```text
//! content/posts/Iron Ore.md                     /posts/iron-ore
//! content/zinc/index.md                         /zinc
//! content/posts/iron.de.md    a site with de    /de/posts/iron
//! content/posts/_index.md                       /posts
//! url: /old/iron.html                           /old/iron.html
//! [permalinks] posts = "/:year/:slug/"          /2021/iron-ore
//! ```
//!
//! Addresses are written here without `index.html` and the slash in front of it; that of the home page is empty.

use std::path::{Component, Path, PathBuf};

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::settings::{Language, Settings};
use crate::front_matter::Fields;

/// Where Hugo serves a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// At this address.
    At(String),
    /// Nowhere: it is a draft, no page, or of a kind that is not made.
    Nowhere,
    /// Nobody can tell without Hugo.
    Unknown,
}

/// What kind of page a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A page of its own.
    Page,
    /// The list of a section, or the home page.
    Section,
}

/// A file below the content, as far as its path tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<'s> {
    language: &'s Language,
    kind: Kind,
    /// The directories below the content; for the page of a bundle those above it.
    directories: Vec<&'s str>,
    /// How many of them are sections: the first one, and those down to the last that has a list of its own.
    sections: usize,
    /// The name of the page; empty for the home page.
    name: &'s str,
}

/// The names of a path; `None` where one is no text.
fn names(path: &Path) -> Option<Vec<&str>> {
    path.components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect()
}

/// What is below the content directory of `language`, which may be that of a theme.
fn below<'n, 'p>(names: &'n [&'p str], language: &Language) -> Option<&'n [&'p str]> {
    let mut inside = match names {
        ["themes", _, rest @ ..] => rest,
        names => names,
    };
    let content = language.content.split('/');
    for name in content.filter(|name| !name.is_empty()) {
        let (first, rest) = inside.split_first()?;
        if *first != name {
            return None;
        }
        inside = rest;
    }
    Some(inside)
}

/// Whether a file with this name is a page to Hugo.
#[must_use]
pub fn is_content(name: &str) -> bool {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let known = [
        "md", "markdown", "mdown", "html", "htm", "org", "ad", "adoc", "asciidoc", "rst", "pandoc",
        "pdc",
    ];
    !stem.is_empty()
        && known
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
}

/// The directory of the bundle whose page is at `path`, where it is one: `posts/zinc` of `posts/zinc/index.md`.
#[must_use]
pub fn bundle(path: &Path) -> Option<&Path> {
    let name = path.file_name()?.to_str()?;
    let is_page = name.starts_with("index.") && is_content(name);
    path.parent().filter(|_| is_page)
}

/// Places the file at `path`, relative to the root of the site; `None` for what is not below the content.
#[must_use]
pub fn placed<'s>(path: &'s Path, settings: &'s Settings) -> Option<Placed<'s>> {
    let names = names(path)?;
    let mut languages = settings.languages.iter();
    let (first, inside) =
        languages.find_map(|language| Some((language, below(&names, language)?)))?;
    let (file, directories) = inside.split_last()?;
    let stem = file.rsplit_once('.').map_or(*file, |(stem, _)| stem);
    let named = stem.rsplit_once('.').and_then(|(stem, key)| {
        let language = settings
            .languages
            .iter()
            .find(|language| language.key.eq_ignore_ascii_case(key))?;
        Some((stem, language))
    });
    let (stem, language) = named.unwrap_or((stem, first));
    let mut directories = directories.to_vec();
    let (kind, name) = match stem {
        "_index" => (Kind::Section, directories.pop().unwrap_or_default()),
        "index" => (Kind::Page, directories.pop().unwrap_or_default()),
        stem => (Kind::Page, stem),
    };
    Some(Placed {
        language,
        kind,
        sections: directories.len(),
        directories,
        name,
    })
}

impl Placed<'_> {
    /// The same, where only the directories that `is_section` names by their paths have lists of their own.
    #[must_use]
    pub fn in_sections(mut self, is_section: impl Fn(&Path) -> bool) -> Self {
        let mut path = PathBuf::from(&self.language.content);
        let paths = self.directories.iter().map(|name| {
            path.push(name);
            path.clone()
        });
        let last = paths
            .collect::<Vec<_>>()
            .iter()
            .rposition(|path| is_section(path));
        self.sections = (last.unwrap_or_default() + 1).min(self.directories.len());
        self
    }

    /// What stands in front of the addresses of its language.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.language.prefix
    }

    /// The list of the section that it lies in, which Hugo makes without being told.
    #[must_use]
    pub fn section(&self, settings: &Settings) -> Option<String> {
        let section = Placed {
            language: self.language,
            kind: Kind::Section,
            directories: Vec::new(),
            sections: 0,
            name: self.directories.first()?,
        };
        match section.own(&Fields::default(), settings) {
            Where::At(address) => Some(address),
            Where::Nowhere | Where::Unknown => None,
        }
    }

    /// Where it is served.
    #[must_use]
    pub fn own(&self, fields: &Fields<'_>, settings: &Settings) -> Where {
        let kind = match self.kind {
            Kind::Page => "page",
            Kind::Section if self.name.is_empty() => "home",
            Kind::Section => "section",
        };
        if settings.disabled.iter().any(|disabled| disabled == kind)
            || fields.is_draft && !settings.builds_drafts
        {
            return Where::Nowhere;
        }
        let given = |text: &Option<crate::front_matter::Text<'_>>| {
            let text = text.as_ref().map(|text| text.text.trim());
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        if let Some(url) = given(&fields.url) {
            return match (url.contains(':'), url.strip_prefix('/')) {
                (true, _) => Where::Unknown,
                (false, Some(_)) => Where::At(normal(&url)),
                (false, None) => Where::At(normal(&format!("{}/{url}", self.prefix()))),
            };
        }
        let section = self.directories.first().unwrap_or(&self.name);
        let pattern = settings.permalinks.iter().find(|permalink| {
            permalink.kind == kind && permalink.section.trim_matches('/') == section.to_lowercase()
        });
        let slug = given(&fields.slug);
        let path = match pattern {
            Some(permalink) => match self.filled(&permalink.pattern, slug.as_deref(), fields) {
                Some(path) => path,
                None => return Where::Unknown,
            },
            None => {
                let mut path = self.directories.join("/");
                path.push('/');
                path.push_str(slug.as_deref().unwrap_or(self.name).trim_matches('/'));
                path
            }
        };
        let path = sanitized(&path, settings);
        let mut address = [self.prefix(), "/", path.trim_matches('/')].concat();
        if settings.is_ugly && self.kind == Kind::Page && !path.ends_with(".html") {
            address.push_str(".html");
        }
        Where::At(normal(&address))
    }

    /// A pattern of addresses, filled; `None` where it asks for what is not known here.
    fn filled(&self, pattern: &str, slug: Option<&str>, fields: &Fields<'_>) -> Option<String> {
        let date = fields.date.as_ref().and_then(|date| date.text.get(..10));
        // In another layout the parts of the date are elsewhere.
        let date = date.filter(|date| is_year_month_day(date));
        let title = fields
            .title
            .as_ref()
            .map(|title| title.text.trim())
            .unwrap_or_default();
        let mut filled = String::new();
        let mut rest = pattern;
        while let Some(at) = rest.find(':') {
            filled.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let (token, behind) = rest.split_at(length);
            rest = behind;
            let mut range = None;
            if let Some(inner) = rest.strip_prefix('[') {
                let (inside, behind) = inner.split_once(']')?;
                range = Some(inside);
                rest = behind;
            }
            let directories = &self.directories[..self.sections];
            let value = match (token, range) {
                ("year", None) => date?.get(..4)?.to_owned(),
                ("month", None) => date?.get(5..7)?.to_owned(),
                ("day", None) => date?.get(8..10)?.to_owned(),
                ("title", None) if !title.is_empty() => title.replace('/', "-"),
                ("slug", None) => match slug {
                    Some(slug) => slug.to_owned(),
                    None if !title.is_empty() => title.replace('/', "-"),
                    None => return None,
                },
                ("slugorfilename" | "slugorcontentbasename", None) => {
                    slug.unwrap_or(self.name).to_owned()
                }
                ("filename" | "contentbasename", None) => self.name.to_owned(),
                ("section", None) => (*directories.first().unwrap_or(&self.name)).to_owned(),
                ("sections", None) => directories.join("/"),
                ("sections", Some(range)) => part(directories, range)?.join("/"),
                _ => return None,
            };
            filled.push_str(&value);
        }
        filled.push_str(rest);
        Some(filled)
    }

    /// The address of an alias of this page, which is at `own`.
    #[must_use]
    pub fn alias(&self, alias: &str, own: &str, settings: &Settings) -> String {
        let alias = alias.trim();
        let mut address = if alias.starts_with('/') {
            format!("{}{alias}", self.prefix())
        } else {
            format!("{own}/../{alias}")
        };
        if settings.is_ugly && !address.ends_with(".html") && !address.ends_with('/') {
            address.push_str(".html");
        }
        normal(&address)
    }

    /// The address of the list of a term of a taxonomy; `None` where Hugo makes none.
    #[must_use]
    pub fn term(&self, taxonomy: &str, term: &str, settings: &Settings) -> Option<String> {
        let is_made = settings.taxonomies.iter().any(|known| known == taxonomy)
            && !settings.disabled.iter().any(|kind| kind == "term");
        let term = sanitized(term, settings);
        let end = if settings.is_ugly { ".html" } else { "" };
        (is_made && !term.is_empty())
            .then(|| normal(&format!("{}/{taxonomy}/{term}{end}", self.prefix())))
    }

    /// The name that nobody could take for that of another page, where its address is not known.
    #[must_use]
    pub fn names(&self, fields: &Fields<'_>, settings: &Settings) -> Vec<String> {
        let given = [&fields.slug, &fields.title, &fields.url];
        let given = given.into_iter().flatten().map(|text| &*text.text);
        given
            .chain([self.name])
            .map(|name| sanitized(name, settings))
            .map(|name| last(&name).to_owned())
            .collect()
    }
}

/// `sections[1:]`, `sections[0]`, `sections[last]`.
fn part<'d, 's>(directories: &'d [&'s str], range: &str) -> Option<&'d [&'s str]> {
    let count = directories.len();
    let place = |text: &str, otherwise| match text {
        "" => Some(otherwise),
        "last" => Some(count.saturating_sub(1)),
        number => number.parse::<usize>().ok(),
    };
    let (start, end) = match range.split_once(':') {
        Some((start, end)) => (place(start, 0)?, place(end, count)?),
        None => {
            let one = place(range, 0)?;
            (one, one + 1)
        }
    };
    Some(
        directories
            .get(start.min(count)..end.min(count))
            .unwrap_or_default(),
    )
}

/// The last name of an address.
#[must_use]
pub fn last(address: &str) -> &str {
    address
        .rsplit('/')
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

/// An address as it is compared: without `.` and `..`, without `index.html` and the slash at its end.
#[must_use]
pub fn normal(address: &str) -> String {
    if is_normal(address) {
        return address.to_owned();
    }
    let mut names: Vec<&str> = Vec::new();
    for name in address.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    if names.last() == Some(&"index.html") {
        names.pop();
    }
    let mut normal = String::with_capacity(address.len());
    for name in names {
        normal.push('/');
        normal.push_str(name);
    }
    normal
}

/// Whether an address is seen to be written as [`normal`] writes it: most are.
fn is_normal(address: &str) -> bool {
    let bytes = address.as_bytes();
    let is_odd = |pair: &[u8]| matches!(pair, b"//" | b"/.");
    bytes.first() == Some(&b'/')
        && bytes.last() != Some(&b'/')
        && !bytes.windows(2).any(is_odd)
        && !address.ends_with("/index.html")
}

/// A path as Hugo writes it in an address: in lower case, blanks as dashes, without most signs.
fn sanitized(path: &str, settings: &Settings) -> String {
    let mut out = String::with_capacity(path.len());
    let mut blank = false;
    for (at, c) in path.char_indices() {
        let is_escape = |at: usize| {
            let hex = path.as_bytes().get(at + 1..at + 3);
            hex.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
        };
        if is_letter_or_digit(c)
            || matches!(c, '.' | '/' | '\\' | '_' | '#' | '+' | '~' | '-' | '@')
            || c.general_category_group() == GeneralCategoryGroup::Mark
            || c == '%' && is_escape(at)
        {
            if std::mem::take(&mut blank) && c != '-' {
                out.push('-');
            }
            if settings.keeps_case {
                out.push(c);
            } else if c.is_ascii() {
                out.push(c.to_ascii_lowercase());
            } else {
                out.extend(c.to_lowercase());
            }
        } else if c.is_whitespace() && !out.is_empty() && !out.ends_with('-') {
            blank = true;
        }
    }
    out
}

/// Whether a character is a letter or a digit to Hugo, which does not count `½`.
#[must_use]
pub fn is_letter_or_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.general_category_group() == GeneralCategoryGroup::Letter
        || c.general_category() == GeneralCategory::DecimalNumber
}

/// Whether a text is `2021-01-02`.
fn is_year_month_day(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front_matter;
    use crate::hugo::settings::{Files, Format};
    use crate::page::Syntax;

    fn settings(text: &str) -> Settings {
        let mut files = Files::default();
        files.add("hugo", text, Format::Toml);
        files.settings()
    }

    fn address(path: &str, yaml: &str, settings: &Settings) -> String {
        let fields = front_matter::read(yaml, Syntax::Yaml).expect("front matter");
        let placed = placed(Path::new(path), settings).expect("a page");
        match placed.own(&fields, settings) {
            Where::At(address) => address,
            Where::Nowhere => "nowhere".to_owned(),
            Where::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn pages_are_served_as_hugo_serves_them() {
        // Each line is what Hugo 0.168 made.
        let plain = settings("");
        for (path, yaml, expected) in [
            ("content/posts/zinc/index.md", "", "/posts/zinc"),
            ("content/posts/_index.md", "", "/posts"),
            ("content/_index.md", "", ""),
            ("content/posts/iron.de.md", "", "/posts/iron.de"),
            ("content/posts/Upper Case_x.md", "", "/posts/upper-case_x"),
            ("content/posts/s.md", "slug: My Slug é", "/posts/my-slug-é"),
            ("content/posts/u.md", "url: /Foo/Bar Baz", "/Foo/Bar Baz"),
            ("content/posts/u.md", "url: rel/x.html", "/rel/x.html"),
            ("content/posts/u.md", "url: /a/index.html", "/a"),
            ("content/posts/u.md", "draft: true", "nowhere"),
            ("content/q(1),'s!.md", "", "/q1s"),
            ("content/dot.1.2.md", "", "/dot.1.2"),
            ("themes/t/content/a.md", "", "/a"),
        ] {
            assert_eq!(address(path, yaml, &plain), expected, "{path} {yaml}");
        }
        let patterns = settings(
            "[permalinks]\nBlog = '/:year/:month/:slug/'\nminerals = '/m/:sections[1:]/:contentbasename/'\n\
             odd = '/:weekday/'\n[permalinks.section]\nsec = '/s/'\n",
        );
        for (path, yaml, expected) in [
            (
                "content/Blog/one.md",
                "title: 'One: two'\ndate: 2020-03-04",
                "/2020/03/one-two",
            ),
            (
                "content/Blog/two.md",
                "slug: zwei\ndate: 2020-03-04",
                "/2020/03/zwei",
            ),
            ("content/Blog/three.md", "slug: drei", "unknown"),
            (
                "content/Blog/four.md",
                "slug: vier\ndate: 02 Jan 2021",
                "unknown",
            ),
            ("content/minerals/sub/q.md", "", "/m/sub/q"),
            ("content/odd/q.md", "", "unknown"),
            ("content/sec/_index.md", "", "/s"),
            ("content/sec/sub/pg.md", "", "/sec/sub/pg"),
        ] {
            let found = address(path, yaml, &patterns);
            assert_eq!(found.replace("//", "/"), expected, "{path} {yaml}");
        }
        let ugly = settings("uglyURLs = true");
        assert_eq!(
            address("content/posts/iron.md", "", &ugly),
            "/posts/iron.html"
        );
        assert_eq!(address("content/posts/_index.md", "", &ugly), "/posts");
    }

    #[test]
    fn languages_have_addresses_of_their_own() {
        let settings =
            settings("[languages.en]\n[languages.de]\n[languages.fr]\ncontentDir = 'content.fr'");
        for (path, yaml, expected) in [
            ("content/posts/iron.md", "", "/posts/iron"),
            ("content/posts/iron.de.md", "slug: eisen", "/de/posts/eisen"),
            ("content/posts/b/index.de.md", "", "/de/posts/b"),
            ("content/posts/o.de.md", "url: /direct/", "/direct"),
            ("content.fr/posts/fer.md", "url: direct2/", "/fr/direct2"),
            ("content/posts/it.it.md", "", "/posts/it.it"),
        ] {
            assert_eq!(address(path, yaml, &settings), expected, "{path} {yaml}");
        }
        let placed = placed(Path::new("content/posts/iron.de.md"), &settings).expect("a page");
        let own = "/de/posts/eisen";
        assert_eq!(placed.alias("alt", own, &settings), "/de/posts/alt");
        assert_eq!(placed.alias("/alt2", own, &settings), "/de/alt2");
        assert_eq!(placed.alias("../up.html", own, &settings), "/de/up.html");
        assert_eq!(placed.section(&settings).as_deref(), Some("/de/posts"));
        assert_eq!(
            placed.term("tags", "Iron Ore", &settings).as_deref(),
            Some("/de/tags/iron-ore")
        );
        assert_eq!(placed.term("stoffe", "x", &settings), None);
    }

    #[test]
    fn directories_without_a_list_are_no_sections() {
        let settings = settings("[permalinks]\na = '/m/:sections[1:]/:filename/'");
        let path = Path::new("content/a/b/c/d/q.md");
        let placed = placed(path, &settings).expect("a page");
        let own = |lists: &[&str]| {
            let placed = placed
                .clone()
                .in_sections(|path| lists.iter().any(|list| path == Path::new(list)));
            placed.own(&Fields::default(), &settings)
        };
        assert_eq!(own(&[]), Where::At("/m/q".to_owned()));
        assert_eq!(own(&["content/a/b/c"]), Where::At("/m/b/c/q".to_owned()));
    }

    #[test]
    fn what_is_not_below_the_content_is_no_page() {
        let settings = Settings::default();
        assert!(placed(Path::new("drafts/a.md"), &settings).is_none());
        assert_eq!(
            bundle(Path::new("content/zinc/index.de.md")),
            Some(Path::new("content/zinc"))
        );
        assert_eq!(bundle(Path::new("content/zinc/_index.md")), None);
        assert!(is_content("a.markdown") && !is_content("a.png") && !is_content(".md"));
    }
}
