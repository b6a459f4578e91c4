//! What a page claims for itself among all pages: its slug, its address, its aliases.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hasher as _};
use std::ops::Range;
use std::path::Path;

use super::front_matter::{Accepted, Head, read, slug};
use super::report::Report;
use super::{Checked, Context, Name};
use crate::config::Config;
use crate::finding::{Excerpt, Part, Position};
use crate::front_matter::{Fields, Text};
use crate::page;
use crate::page::lines::View;
use crate::rules::Rule;
use crate::site::stem;
use crate::text::excerpt::excerpt_of_file;
use crate::text::sanitize::visible_path;

/// Where a page lies among others, as far as its address depends on that.
pub struct Address<'p> {
    /// The directory in which its name must be its own.
    pub directory: Cow<'p, str>,
    /// The name of its file, without extensions.
    pub name: &'p str,
    /// What stands behind the first dot of the name: the language, as a rule.
    pub language: &'p str,
}

impl<'p> Address<'p> {
    /// That of the page at `path`; `None` for a list of pages and for names that are no text.
    pub fn of(path: &'p Path) -> Option<Self> {
        let split = |stem: &'p str| stem.split_once('.').unwrap_or((stem, ""));
        let (name, language) = split(stem(path)?);
        let directory = path.parent().unwrap_or(Path::new(""));
        let (directory, name) = match name {
            "_index" => return None,
            // A page that is a directory goes by its name.
            "index" => (directory.parent()?, directory.file_name()?.to_str()?),
            _ => (directory, name),
        };
        Some(Self {
            directory: directory.to_string_lossy(),
            name,
            language,
        })
    }
}

/// What a page claims for itself alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claimed {
    /// The slug that it has, be it given or the name of the file.
    Slug,
    /// The address that links give it.
    Address,
    /// An alias.
    Alias,
}

impl Claimed {
    /// The rule that two such claims break; an address breaks none by itself.
    fn rule(self) -> Option<Rule> {
        match self {
            Claimed::Slug => Some(Rule::DuplicateSlug),
            Claimed::Address => None,
            Claimed::Alias => Some(Rule::DuplicateAlias),
        }
    }
}

/// Hands each claim of a page to `claim`, with a key that is equal for equal claims.
fn claims<'f, 't>(
    fields: &'f Fields<'t>,
    path: &Path,
    config: &Config,
    mut claim: impl FnMut(&str, Claimed, Option<&'f Text<'t>>),
) {
    let mut key = String::new();
    let address = Address::of(path);
    let language = address.as_ref().map_or("", |address| address.language);
    let directory = address
        .as_ref()
        .map_or("".into(), |address| address.directory.clone());
    if let Some(Address { name, .. }) = address {
        let own = slug(fields);
        let slug = own.map_or(name, |slug| &slug.text).to_lowercase();
        key.extend(["slug\0", &directory, "\0", language, "\0", &slug]);
        claim(&key, Claimed::Slug, own);
        key.clear();
        key.extend(["url\0", language, "\0"]);
        push_url(
            &config.links.page.replace("{slug}", &slug),
            &directory,
            &mut key,
        );
        claim(&key, Claimed::Address, own);
    }
    for alias in fields.aliases.iter().filter(|alias| !alias.text.is_empty()) {
        key.clear();
        key.extend(["url\0", language, "\0"]);
        push_url(&alias.text, &directory, &mut key);
        claim(&key, Claimed::Alias, Some(alias));
    }
}

/// An address as Hugo writes it: `/a`, `/a/` and `/a/index.html` are one file, and `a` lies beside its page.
fn push_url(url: &str, directory: &str, out: &mut String) {
    if !url.starts_with('/') {
        out.extend([directory, "\0"]);
    }
    let url = url.strip_suffix("index.html").unwrap_or(url);
    out.push_str(url.trim_end_matches('/'));
}

/// The claims of a page, each as a number: the lowest bit says whether it can break a rule by itself, the others are
/// equal for equal claims, and nearly always only for those.
///
/// None where no rule asks, or where the front matter cannot be read.
pub fn numbers(head: Option<&Head<'_>>, path: &Path, context: Context<'_>) -> Vec<u32> {
    let config = context.config;
    let is_off = |rule| config.severity(rule).is_none();
    if is_off(Rule::DuplicateSlug) && is_off(Rule::DuplicateAlias) {
        return Vec::new();
    }
    let none = Fields::default();
    let fields = match head.map(|head| &head.read) {
        Some(Ok(fields)) => fields,
        Some(Err(_)) => return Vec::new(),
        None => &none,
    };
    let mut numbers = Vec::with_capacity(2 + fields.aliases.len());
    claims(fields, path, config, |key, claimed, _| {
        let mut hasher = DefaultHasher::new();
        hasher.write(key.as_bytes());
        let number = hasher.finish() as u32 & !1;
        numbers.push(number | u32::from(claimed.rule().is_some()));
    });
    numbers
}

/// One claim of a page, in full.
pub struct Claim {
    /// Equal for equal claims.
    pub key: String,
    claimed: Claimed,
    /// What stands in the file; nothing for a slug that is the name of the file.
    text: String,
    at: Range<Position>,
    excerpt: Option<Excerpt>,
}

/// What a file claims for itself, and the rules across pages that it accepts.
pub struct Claims {
    /// In the order of the front matter.
    pub list: Vec<Claim>,
    /// The rules that need all pages and whose findings the page accepts.
    pub accepted: Vec<Accepted>,
}

/// Reads again what a file claims for itself; `None` where its front matter cannot be read.
#[must_use]
pub fn claims_of(file: &[u8], path: &Path, config: &Config) -> Option<Claims> {
    let mut view = View::as_written(file);
    if page::front_matter(file).is_ok_and(|found| found.is_none()) {
        view = View::with_lf(file);
    }
    let head = read(None, &view, config);
    let none = Fields::default();
    let fields = match &head {
        Some(head) => head.read.as_ref().ok()?,
        None => &none,
    };
    let start = Position {
        offset: 0,
        line: 1,
        column: 1,
    };
    let mut list = Vec::new();
    claims(fields, path, config, |key, claimed, text| {
        let place = head
            .as_ref()
            .zip(text)
            .map(|(head, text)| head.place(&text.at, &view));
        list.push(Claim {
            key: key.to_owned(),
            claimed,
            text: text.map_or_else(String::new, |text| text.text.clone().into_owned()),
            excerpt: place.as_ref().map(|place| {
                let range = place.start.offset..place.end.offset;
                excerpt_of_file(file, range, place.start)
            }),
            at: place.unwrap_or(start..start),
        });
    });
    let mut accepted = head
        .as_ref()
        .map_or_else(Vec::new, |head| head.accepted(&view));
    accepted.retain(|accepted| accepted.rule.needs_all_pages());
    Some(Claims { list, accepted })
}

/// A claim that other pages make too.
pub struct Met<'m> {
    /// Which of the page's claims.
    pub claim: &'m Claim,
    /// The same claim of another page.
    pub other: &'m Claim,
    /// That page, as findings name it.
    pub path: &'m Path,
    /// How many more pages make it.
    pub more: usize,
}

/// What is to be said about a page whose claims others make too.
#[must_use]
pub fn across<'p>(
    name: impl Into<Name<'p>>,
    accepted: Vec<Accepted>,
    met: &[Met<'_>],
    context: Context<'_>,
) -> Checked {
    let mut report = Report {
        name: name.into(),
        context,
        accepted,
        checked: Checked::default(),
    };
    for met in met {
        let Some(rule) = met.claim.claimed.rule() else {
            continue;
        };
        if context.config.severity(rule).is_none() {
            continue;
        }
        let help = match rule {
            Rule::DuplicateSlug => "give one of the pages another slug",
            _ => "leave the alias on one of the pages",
        };
        let place = met.claim.at.clone();
        report.page_finding(
            rule,
            Some(Part::FrontMatter),
            place,
            met.words(),
            help.to_owned(),
        );
        if let Some(finding) = report.checked.findings.last_mut() {
            finding.excerpt.clone_from(&met.claim.excerpt);
        }
    }
    report.unused(Rule::needs_all_pages);
    report.checked
}

impl Met<'_> {
    fn words(&self) -> String {
        let text = &self.claim.text;
        let path = visible_path(self.path);
        let more = match self.more {
            0 => String::new(),
            1 => " and of one more page".to_owned(),
            more => format!(" and of {more} more pages"),
        };
        match (self.claim.claimed, self.other.claimed) {
            (Claimed::Slug | Claimed::Address, _) if text.is_empty() => {
                format!("the name of the file is the slug of {path}{more} too")
            }
            (Claimed::Slug | Claimed::Address, _) => {
                format!("the slug `{text}` is that of {path}{more} too")
            }
            (Claimed::Alias, Claimed::Alias) => {
                format!("the alias `{text}` is one of {path}{more} too")
            }
            (Claimed::Alias, Claimed::Slug | Claimed::Address) => {
                format!("the alias `{text}` is the address of {path}{more}")
            }
        }
    }
}
