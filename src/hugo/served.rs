//! What Hugo serves: addresses and files, as far as links ask for them; and where a link leads.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};

use super::address::{self, is_content, last, normal, placed};
use super::settings::Settings;
use crate::text::percent;

/// What is known of the site around its pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    /// Hugo's configuration.
    pub settings: Settings,
    /// The directory of each bundle, with the files in it that are no pages, relative to it.
    pub bundles: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// The directories that have lists of their own.
    pub sections: BTreeSet<PathBuf>,
    /// What the layouts of the site do to links and headings.
    pub layouts: Layouts,
}

/// What layouts do to links and headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layouts {
    /// Whether there are any.
    pub any: bool,
    /// Whether they write links themselves.
    pub write_links: bool,
    /// Whether they write images themselves.
    pub write_images: bool,
    /// Whether they write headings themselves, or names that nobody can foresee.
    pub write_names: bool,
    /// The names that they give to elements.
    pub names: HashSet<String>,
    /// How such names begin, where their end is filled in.
    pub beginnings: Vec<String>,
}

impl Layouts {
    /// Takes the text of a template at `path`.
    pub fn add(&mut self, path: &Path, text: &str) {
        self.any = true;
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let is_hook = path.components().any(|part| part.as_os_str() == "_markup");
        match name.split('.').next().unwrap_or_default() {
            "render-link" if is_hook => self.write_links = true,
            "render-image" if is_hook => self.write_images = true,
            "render-heading" if is_hook => self.write_names = true,
            _ => {}
        }
        for key in ["id=", "name="] {
            for (at, _) in text.match_indices(key) {
                // `data-id=` is no name.
                let before = text[..at].bytes().next_back();
                if before.is_some_and(|byte| byte.is_ascii_whitespace()) {
                    self.named(&text[at + key.len()..]);
                }
            }
        }
    }

    /// Takes the name at the start of `rest`.
    fn named(&mut self, rest: &str) {
        let (rest, ends): (&str, &[char]) = match rest.chars().next() {
            Some('"') => (&rest[1..], &['"']),
            Some('\'') => (&rest[1..], &['\'']),
            _ => (rest, &[' ', '>', '\n', '\t']),
        };
        let fill = rest.find("{{");
        let end = rest.find(ends).unwrap_or(rest.len());
        match fill.filter(|&fill| fill < end) {
            Some(0) => self.write_names = true,
            Some(fill) => self.beginnings.push(rest[..fill].to_owned()),
            None => {
                self.names.insert(rest[..end].to_owned());
            }
        }
    }

    /// Whether a name may be one of theirs.
    fn may_name(&self, name: &str) -> bool {
        self.names.contains(name)
            || self
                .beginnings
                .iter()
                .any(|begins| name.starts_with(&**begins))
    }
}

impl Around {
    /// The directory of the bundle in which a file is no page of its own, but a part; `None` where there is none.
    #[must_use]
    pub fn bundle_around(&self, path: &Path) -> Option<&Path> {
        if self.bundles.is_empty() {
            return None;
        }
        // The page of a bundle is one, unless its directory lies in another bundle.
        let inside = match address::bundle(path) {
            Some(own) => own.parent()?,
            None => path.parent()?,
        };
        inside
            .ancestors()
            .find_map(|directory| self.bundles.get_key_value(directory).map(|(key, _)| &**key))
    }

    /// Whether names of headings can be told.
    #[must_use]
    pub fn knows_names(&self) -> bool {
        let Layouts {
            any, write_names, ..
        } = self.layouts;
        any && !write_names && self.settings.names_headings
    }

    /// Whether a link to this place in a page may be right whatever the page holds.
    #[must_use]
    pub fn may_name(&self, name: &str) -> bool {
        name.is_empty()
            || name.eq_ignore_ascii_case("top")
            || name == "TableOfContents"
            || name.starts_with(":~:")
            || self.layouts.may_name(name)
    }
}

/// Where a link leads on this site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The address, as [`normal`] writes it.
    pub address: String,
    /// The name behind `#`.
    pub name: Option<String>,
}

/// Where the link `to` leads from a page at `own`; `None` for what leads to another site, or to nothing that is known.
#[must_use]
pub fn target(to: &str, own: Option<&str>, settings: &Settings) -> Option<Target> {
    let to = to.trim();
    if to.is_empty() || to.starts_with("//") || to.contains("{{") || has_scheme(to) {
        return None;
    }
    let (path, name) = match to.split_once('#') {
        Some((path, name)) => (path, Some(percent::decoded(name))),
        None => (to, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        // `?page=2` is this page once more.
        let name = Some(name?);
        return Some(Target {
            address: own?.to_owned(),
            name,
        });
    }
    let path = percent::decoded(path);
    let address = if path.starts_with('/') {
        let inside = path
            .strip_prefix(&*settings.base)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'));
        normal(inside.unwrap_or(&path))
    } else {
        let own = own?;
        let up = if own.ends_with(".html") { "/.." } else { "" };
        normal(&format!("{own}{up}/{path}"))
    };
    Some(Target { address, name })
}

fn has_scheme(to: &str) -> bool {
    let length = to
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        .count();
    length > 0 && to.as_bytes()[0].is_ascii_alphabetic() && to[length..].starts_with(':')
}

/// A text as a number, so that memory hardly grows with the site.
#[must_use]
pub fn key(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// A place in a page as a number. Of a name the ASCII characters count: nobody can tell how Hugo writes all others.
#[must_use]
pub fn place_key(address: &str, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(address.as_bytes());
    hasher.write(b"#");
    for byte in name.bytes().filter(u8::is_ascii) {
        hasher.write(&[byte]);
    }
    hasher.finish()
}

/// What is served, as numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Served {
    /// The addresses of pages, lists, aliases and files.
    pub addresses: HashSet<u64>,
    /// The last names of addresses that nobody can tell.
    pub names: HashSet<u64>,
    /// The pages whose places are known.
    pub told: HashSet<u64>,
    /// The places in them.
    pub places: HashSet<u64>,
    /// The paths of files below the content, where links may name them.
    pub files: HashSet<u64>,
}

/// Files that Hugo writes beside a page or at the root, unless it is told not to.
const BESIDE: [&str; 6] = [
    "index.xml",
    "index.json",
    "sitemap.xml",
    "robots.txt",
    "404.html",
    "index.webmanifest",
];

impl Served {
    /// Takes what another one has.
    pub fn append(&mut self, other: Served) {
        self.addresses.extend(other.addresses);
        self.names.extend(other.names);
        self.told.extend(other.told);
        self.places.extend(other.places);
        self.files.extend(other.files);
    }

    /// Whether there is something at an address.
    #[must_use]
    pub fn has(&self, address: &str, settings: &Settings) -> bool {
        self.has_exactly(address) || self.may_have(address, settings)
    }

    fn has_exactly(&self, address: &str) -> bool {
        self.addresses.contains(&key(address))
    }

    /// Whether there may be something at an address that no page names: the second page of a list, a feed, a page
    /// whose address is not known.
    fn may_have(&self, address: &str, settings: &Settings) -> bool {
        let (above, name) = address.rsplit_once('/').unwrap_or(("", address));
        if BESIDE.contains(&name) && self.has_exactly(above) {
            return true;
        }
        if let Some(list) = above.strip_suffix("/page")
            && name.bytes().all(|byte| byte.is_ascii_digit())
        {
            return self.has_exactly(list);
        }
        let name = last(address);
        let name = name.strip_suffix(".html").unwrap_or(name);
        if self.names.contains(&key(name)) || self.names.contains(&key(&name.to_lowercase())) {
            return true;
        }
        // Of other taxonomies the terms are not read.
        let mut taxonomies = settings
            .taxonomies
            .iter()
            .filter(|name| !matches!(&***name, "tags" | "categories"));
        settings.languages.iter().any(|language| {
            let inside = address
                .strip_prefix(&*language.prefix)
                .and_then(|rest| rest.strip_prefix('/'));
            let first = inside.and_then(|rest| rest.split('/').next());
            first.is_some_and(|first| taxonomies.any(|taxonomy| taxonomy == first))
        })
    }

    /// Whether the link `to` of the page at `page` names a file, as Hugo's own template for links finds it:
    /// `../iron.md`, `/posts/iron`.
    #[must_use]
    fn finds_file(&self, to: &str, page: &Path, settings: &Settings) -> bool {
        let path = percent::decoded(to.split(['#', '?']).next().unwrap_or_default());
        let has = |path: &str| self.files.contains(&key(&normal(path)));
        if path.starts_with('/') {
            let mut languages = settings.languages.iter();
            return languages.any(|language| has(&format!("{}{path}", language.content)));
        }
        let directory = page.parent().unwrap_or(Path::new(""));
        has(&format!("{}/{path}", directory.to_string_lossy()))
    }

    /// Whether Hugo's own template for links may find a page or a file for the link `to` of `page`, which leads to
    /// `target` as it is: a file, or an address without what its language has in front.
    #[must_use]
    pub fn finds(&self, to: &str, target: &Target, page: &Path, settings: &Settings) -> bool {
        let language = placed(page, settings);
        let prefix = language.as_ref().map_or("", |placed| placed.prefix());
        let here = format!("{prefix}{}", target.address);
        let is_other = !prefix.is_empty() && to.starts_with('/') && self.has_exactly(&here);
        is_other || self.finds_file(to, page, settings)
    }

    /// Takes a file below the content, as [`Served::finds_file`] knows it: with its extension and without, in each of its
    /// languages, and for the page of a bundle its directory.
    pub fn add_file(&mut self, path: &Path, settings: &Settings) {
        let text = path.to_string_lossy();
        let mut add = |path: &str| self.files.insert(key(&normal(path)));
        add(&text);
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if !is_content(name) {
            return;
        }
        let stem = text.rsplit_once('.').map_or(&*text, |(stem, _)| stem);
        add(stem);
        let of_language = stem.rsplit_once('.').filter(|(_, key)| {
            settings
                .languages
                .iter()
                .any(|language| language.key.eq_ignore_ascii_case(key))
        });
        let stem = of_language.map_or(stem, |(stem, _)| stem);
        add(stem);
        for index in ["/index", "/_index"] {
            if let Some(directory) = stem.strip_suffix(index) {
                add(directory);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(to: &str, own: &str) -> Option<(String, Option<String>)> {
        let settings = Settings {
            base: "/wiki".to_owned(),
            ..Settings::default()
        };
        target(to, Some(own), &settings).map(|target| (target.address, target.name))
    }

    #[test]
    fn links_lead_where_a_browser_follows_them() {
        let page = "/posts/zinc";
        for (to, address) in [
            ("/posts/iron", "/posts/iron"),
            ("/posts/iron/", "/posts/iron"),
            ("/posts/iron/index.html", "/posts/iron"),
            ("/wiki/posts/iron", "/posts/iron"),
            ("/wikis", "/wikis"),
            ("../iron", "/posts/iron"),
            ("x%20y.png", "/posts/zinc/x y.png"),
            ("/%C3%A9?a=1", "/é"),
            ("/%zz%4", "/%zz%4"),
            ("/", ""),
        ] {
            assert_eq!(led(to, page), Some((address.to_owned(), None)), "{to}");
        }
        assert_eq!(
            led("x.png", "/posts/zinc.html"),
            Some(("/posts/x.png".to_owned(), None))
        );
        assert_eq!(
            led("#a%20b", page),
            Some((page.to_owned(), Some("a b".to_owned())))
        );
        for to in [
            "https://example.org/",
            "mailto:a@b",
            "//c",
            "?page=2",
            "",
            "{{< ref a >}}",
        ] {
            assert_eq!(led(to, page), None, "{to}");
        }
    }

    #[test]
    fn what_hugo_writes_beside_pages_is_there() {
        let mut served = Served::default();
        served.addresses.extend([key("/posts"), key("")]);
        served.names.insert(key("iron"));
        let settings = Settings {
            taxonomies: vec!["tags".to_owned(), "stoffe".to_owned()],
            ..Settings::default()
        };
        for address in [
            "/posts",
            "",
            "/posts/index.xml",
            "/posts/page/2",
            "/a/b/iron",
            "/stoffe/x",
            "/sitemap.xml",
        ] {
            assert!(served.has(address, &settings), "{address}");
        }
        for address in ["/post", "/a/index.xml", "/tags/x", "/posts/page/x"] {
            assert!(!served.has(address, &settings), "{address}");
        }
    }

    #[test]
    fn files_are_found_as_the_template_for_links_finds_them() {
        let settings = Settings::default();
        let mut served = Served::default();
        for path in [
            "content/posts/iron.md",
            "content/posts/b/index.md",
            "content/posts/b/pic.png",
        ] {
            served.add_file(Path::new(path), &settings);
        }
        let page = Path::new("content/posts/b/index.md");
        for to in [
            "../iron.md",
            "../iron#x",
            "/posts/iron.md",
            "/posts/b",
            "pic.png?x",
        ] {
            assert!(served.finds_file(to, page, &settings), "{to}");
        }
        for to in ["iron.md", "/iron", "../pic.png"] {
            assert!(!served.finds_file(to, page, &settings), "{to}");
        }
    }

    #[test]
    fn names_of_layouts_are_known() {
        let mut layouts = Layouts::default();
        layouts.add(
            Path::new("layouts/all.html"),
            "<a id=\"main\"><b name='x'><c data-id=\"d\"><e id=post-{{ .ID }}>",
        );
        assert!(layouts.may_name("main") && layouts.may_name("x") && layouts.may_name("post-7"));
        assert!(!layouts.may_name("d") && !layouts.write_names);
        layouts.add(
            Path::new("layouts/_markup/render-link.html"),
            "<i id=\"{{ .x }}\">",
        );
        assert!(layouts.write_links && layouts.write_names && !layouts.write_images);
    }
}
