//! The pages of two sites paired, and the addresses that lead to them.
//!
//! A page is paired with the one of the same path, else of the same identity, else with one that its aliases lead to,
//! else of the same text. So a page that was renamed is no new page.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::fnv::{fnv, of_file};
use crate::config::Config;
use crate::front_matter;
use crate::page::lines::View;
use crate::page::{self, File};
use crate::site::address::Address;

/// What is known of each page of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its path, relative to the root of the site.
    pub path: PathBuf,
    /// What names its content: equal for equal files.
    pub content: u64,
    /// The value of the key that `identity` names.
    pub identity: Option<u64>,
    /// The hash of the address that it should have for itself.
    pub own: Option<u64>,
    /// The hashes of its addresses, without the aliases.
    pub addresses: Vec<u64>,
    /// The hash of each alias, and the alias.
    pub aliases: Vec<(u64, Box<str>)>,
    /// The hash of its visible text.
    pub text: Option<u64>,
    /// Whether its file was read. Of one that was not, path, content and address are known.
    pub is_read: bool,
}

impl Known {
    /// What is to be known of a page whose file was not read; `content` names what is in it.
    #[must_use]
    pub fn unread(path: &Path, content: u64, config: &Config) -> Self {
        let (own, addresses) = addresses(path, None, config);
        Self {
            path: path.to_owned(),
            content,
            identity: None,
            own,
            addresses,
            aliases: Vec::new(),
            text: None,
            is_read: false,
        }
    }

    /// What is to be known of the file of a page under these settings.
    #[must_use]
    pub fn of(path: &Path, file: &[u8], config: &Config) -> Self {
        let view = View::with_lf(file);
        let (head, body) = match page::read(&view.text) {
            File::Page(page) => (page.front_matter.clone(), page.body),
            File::WithoutSource | File::Damaged(_) => {
                let head = page::front_matter(&view.text)
                    .unwrap_or_else(|_| page::FrontMatter::none(&view.text));
                let end = head.range.end;
                (head, end..view.text.len())
            }
        };
        let text = String::from_utf8_lossy(&view.text[head.text(&view.text)]);
        let fields = front_matter::read(&text, head.syntax).unwrap_or_default();
        let identity = config.identity.as_ref().and_then(|key| {
            let value = head_value(&text, key)?;
            Some(fnv(value.as_bytes()))
        });
        let slug = fields.slug.as_ref().map(|slug| slug.text.to_lowercase());
        let aliases = fields.aliases.iter().map(|alias| {
            let text = alias.text.as_ref();
            (fnv(normal(text).as_bytes()), text.into())
        });
        let body = view.text[body].trim_ascii();
        let (own, addresses) = addresses(path, slug.as_deref(), config);
        Self {
            path: path.to_owned(),
            content: of_file(file),
            identity,
            own,
            addresses,
            aliases: aliases.collect(),
            text: (!body.is_empty()).then(|| of_file(body)),
            is_read: true,
        }
    }
}

/// The value of a key of the front matter, without quotes.
fn head_value(front_matter: &str, key: &str) -> Option<String> {
    front_matter.lines().find_map(|line| {
        let (name, value) = line.split_once([':', '='])?;
        (name.trim().trim_matches('"') == key).then(|| {
            let value = value.trim().trim_end_matches(',');
            value.trim_matches(['"', '\'']).to_owned()
        })
    })
}

/// The hashes of the addresses of the page at `path`: the one that no other page of its language may have, and all that
/// lead to it, which are that of its path below `content` and that of the template.
fn addresses(path: &Path, slug: Option<&str>, config: &Config) -> (Option<u64>, Vec<u64>) {
    let Some(address) = Address::of(path) else {
        return (None, Vec::new());
    };
    let name = slug.unwrap_or(address.name);
    let of_template = config.links.page.replace("{slug}", name);
    let directory = address.directory.replace('\\', "/");
    let directory = match directory.as_str() {
        "content" => "",
        directory => directory.strip_prefix("content/").unwrap_or(directory),
    };
    let of_path = match directory {
        "" => format!("/{name}"),
        directory => format!("/{directory}/{name}"),
    };
    let mut list = vec![
        fnv(normal(&of_path).as_bytes()),
        fnv(normal(&of_template).as_bytes()),
    ];
    list.dedup();
    let own = fnv(format!("{of_path}\0{}", address.language).as_bytes());
    (Some(own), list)
}

/// An address as it is compared: without a place on the page, without the slash at its end, in lower case.
#[must_use]
pub fn normal(target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default();
    let target = target.strip_suffix("index.html").unwrap_or(target);
    let target = target.trim_end_matches('/');
    target.to_lowercase()
}

/// Takes of a page that was not read what is known of it in the other state: nobody can say that it lost an alias or its
/// address. Both lists are sorted by path.
pub fn assume(pages: &mut [Known], other: &[Known]) {
    for page in pages.iter_mut().filter(|page| !page.is_read) {
        let place = other.binary_search_by(|known| known.path.cmp(&page.path));
        if let Some(known) = place.ok().and_then(|place| other.get(place)) {
            page.identity = known.identity;
            page.own = known.own;
            page.addresses.clone_from(&known.addresses);
            page.aliases.clone_from(&known.aliases);
        }
    }
}

/// Two pages that are one page at two times: places in the lists of pages before and after.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairs {
    /// Pages that are in both lists; ascending by the place after.
    pub both: Vec<(usize, usize)>,
    /// Places of pages that are gone.
    pub gone: Vec<usize>,
    /// Places of pages that came.
    pub came: Vec<usize>,
}

/// Pairs the pages `old` with the pages `new`; both are sorted by path.
#[must_use]
pub fn pair(old: &[Known], new: &[Known]) -> Pairs {
    let by_path: HashMap<&Path, usize> = old
        .iter()
        .enumerate()
        .map(|(place, page)| (&*page.path, place))
        .collect();
    let mut partner: Vec<Option<usize>> = new
        .iter()
        .map(|page| by_path.get(&*page.path).copied())
        .collect();
    let mut is_taken = vec![false; old.len()];
    for place in partner.iter().flatten() {
        is_taken[*place] = true;
    }
    let identity = |page: &Known| page.identity.into_iter().collect::<Vec<_>>();
    let text = |page: &Known| page.text.into_iter().collect::<Vec<_>>();
    let aliases = |page: &Known| {
        page.aliases
            .iter()
            .map(|(hash, _)| *hash)
            .collect::<Vec<_>>()
    };
    let with_addresses = |page: &Known| [page.addresses.clone(), aliases(page)].concat();
    let mut by = |of_old: &dyn Fn(&Known) -> Vec<u64>, of_new: &dyn Fn(&Known) -> Vec<u64>| {
        // Of several pages with one key, none is the one.
        let mut keys: HashMap<u64, Option<usize>> = HashMap::new();
        for (place, page) in old
            .iter()
            .enumerate()
            .filter(|(place, _)| !is_taken[*place])
        {
            let mut mine = of_old(page);
            mine.sort_unstable();
            mine.dedup();
            for key in mine {
                keys.entry(key)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(place));
            }
        }
        for (page, partner) in new.iter().zip(&mut partner) {
            if partner.is_some() {
                continue;
            }
            let found = of_new(page)
                .into_iter()
                .find_map(|key| keys.get(&key).copied().flatten())
                .filter(|place| !is_taken[*place]);
            if let Some(place) = found {
                is_taken[place] = true;
                *partner = Some(place);
            }
        }
    };
    by(&identity, &identity);
    by(&with_addresses, &aliases);
    by(&aliases, &with_addresses);
    by(&text, &text);
    let mut pairs = Pairs::default();
    for (place, partner) in partner.into_iter().enumerate() {
        match partner {
            Some(before) => pairs.both.push((before, place)),
            None => pairs.came.push(place),
        }
    }
    pairs.gone = (0..old.len()).filter(|place| !is_taken[*place]).collect();
    pairs
}

/// Where the links of a site can lead.
#[derive(Debug, Default)]
pub struct Addresses {
    /// Pages and aliases.
    led: HashSet<u64>,
    /// How many pages have an address.
    pages: HashMap<u64, usize>,
    /// What a link to a page begins with, such as `/posts/`.
    head: String,
}

impl Addresses {
    /// Those of some pages, under these settings.
    #[must_use]
    pub fn of(pages: &[Known], config: &Config) -> Self {
        let mut all = Self {
            head: config
                .links
                .page
                .split('{')
                .next()
                .unwrap_or_default()
                .to_lowercase(),
            ..Self::default()
        };
        for page in pages {
            all.led.extend(&page.addresses);
            if let Some(own) = page.own {
                *all.pages.entry(own).or_default() += 1;
            }
            all.led.extend(page.aliases.iter().map(|(hash, _)| *hash));
        }
        all
    }

    /// Whether a page or an alias is there.
    #[must_use]
    pub fn has(&self, hash: u64) -> bool {
        self.led.contains(&hash)
    }

    /// How many pages lie at an address.
    #[must_use]
    pub fn pages_at(&self, hash: u64) -> usize {
        self.pages.get(&hash).copied().unwrap_or(0)
    }

    /// Whether a target is that of a page.
    #[must_use]
    pub fn leads(&self, target: &str) -> bool {
        self.has(fnv(normal(target).as_bytes()))
    }

    /// Whether a target would be a page's, and there is none.
    #[must_use]
    pub fn is_dead(&self, target: &str) -> bool {
        let target = normal(target);
        self.head.len() > 1 && target.starts_with(&self.head) && !self.leads(&target)
    }

    /// The addresses that lead somewhere here, and nowhere in `after`.
    #[must_use]
    pub fn gone(&self, after: &Self) -> HashSet<u64> {
        self.led.difference(&after.led).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(list: &[(&str, &str)]) -> Vec<Known> {
        let config = Config {
            identity: Some("page_id".to_owned()),
            ..Config::default()
        };
        list.iter()
            .map(|(path, file)| Known::of(Path::new(path), file.as_bytes(), &config))
            .collect()
    }

    #[test]
    fn pages_are_paired_by_path_identity_alias_and_text() {
        let old = known(&[
            ("content/a.md", "---\ntitle: a\n---\none\n"),
            ("content/b.md", "---\npage_id: 7\n---\ntwo\n"),
            ("content/c.md", "---\ntitle: c\n---\nthree\n"),
            ("content/d.md", "---\ntitle: d\n---\nfour\n"),
            ("content/e.md", "---\ntitle: e\n---\nfive\n"),
        ]);
        let new = known(&[
            ("content/a.md", "---\ntitle: a\n---\nother\n"),
            ("content/b2.md", "---\npage_id: 7\n---\nother two\n"),
            (
                "content/c2.md",
                "---\naliases: [\"/posts/c\"]\n---\nother three\n",
            ),
            ("content/d2.md", "---\ntitle: other d\n---\nfour\n"),
            ("content/f.md", "---\ntitle: f\n---\nsix\n"),
        ]);
        let pairs = pair(&old, &new);
        assert_eq!(pairs.both, [(0, 0), (1, 1), (2, 2), (3, 3)]);
        assert_eq!((pairs.gone, pairs.came), (vec![4], vec![4]));
    }

    #[test]
    fn addresses_that_went_are_known() {
        let config = Config::default();
        let old = known(&[
            ("content/posts/a.md", "one\n"),
            ("content/posts/b.md", "two\n"),
        ]);
        let new = known(&[("content/posts/a.md", "one\n")]);
        let (before, after) = (Addresses::of(&old, &config), Addresses::of(&new, &config));
        assert!(before.leads("/posts/b/") && !after.leads("/posts/b"));
        assert!(after.is_dead("/posts/b#x") && !after.is_dead("/tags/b.html"));
        assert_eq!(before.gone(&after).len(), 1);
    }
}
