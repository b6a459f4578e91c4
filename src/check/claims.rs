//! What a page claims for itself among all pages: its slug, its address, its aliases.

use std::hash::{DefaultHasher, Hasher as _};
use std::ops::Range;
use std::path::Path;

use super::front_matter::{PageHead, read, slug};
use super::report::{Accepted, Collector, Draft};
use super::{Context, DeadLink, Observed};
use crate::config::Config;
use crate::finding::{Excerpt, Finding, OtherPage, Position};
use crate::front_matter::{Fields, Text};
use crate::page;
use crate::page::lines::View;
use crate::rules::{Rule, Scope};
use crate::site::address::{Address, push_url};
use crate::text::excerpt::excerpt_of_file;

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

/// A claim as a number, so that memory hardly grows with the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimKey {
    /// Equal for equal claims, and hardly ever for others.
    pub hash: u64,
    /// Whether two such claims break a rule. Two addresses alone do not, an address and an alias do.
    pub breaks_rule: bool,
}

/// The claims of a page as numbers; none where no rule asks, or where the front matter cannot be read.
pub fn keys(head: Option<&PageHead<'_>>, page: &Path, config: &Config) -> Vec<ClaimKey> {
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
    let mut keys = Vec::with_capacity(2 + fields.aliases.len());
    claims(fields, page, config, |key, claimed, _| {
        let mut hasher = DefaultHasher::new();
        hasher.write(key.as_bytes());
        keys.push(ClaimKey {
            hash: hasher.finish(),
            breaks_rule: claimed.rule().is_some(),
        });
    });
    keys
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
#[derive(Default)]
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
    let start = Position::START;
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
    accepted.retain(|accepted| accepted.rule.scope() == Scope::Site);
    Some(Claims { list, accepted })
}

/// Two pages that make the same claim, such as one slug.
pub struct Met<'m> {
    /// Which of the page's claims.
    pub claim: &'m Claim,
    /// The same claim of another page.
    pub other: &'m Claim,
    /// That page, relative to the root of the site.
    pub page: &'m Path,
    /// How many more pages make it.
    pub more: usize,
}

/// What is to be said about a page whose claims others make too, and of which links lead nowhere; `None` where nobody
/// could tell where links lead.
#[must_use]
pub fn across(
    page: &Path,
    accepted: Vec<Accepted>,
    met: &[Met<'_>],
    dead: Option<Vec<DeadLink>>,
    context: Context<'_>,
) -> (Vec<Finding>, Observed) {
    let mut report = Collector::new(page, &[], context);
    report.accepted = accepted;
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
        let is_reported = report.without_quote(Draft {
            rule,
            part: rule.part(),
            place: met.claim.at.clone(),
            message: met.words(),
            help: help.into(),
        });
        if is_reported && let Some(finding) = report.findings.last_mut() {
            finding.excerpt.clone_from(&met.claim.excerpt);
            finding.other_page = Some(met.other_page());
        }
    }
    let knows_links = dead.is_some();
    for dead in dead.into_iter().flatten() {
        dead.tell(&mut report);
    }
    report.unused(|rule| rule.scope() == Scope::Site && (knows_links || rule != Rule::DeadLink));
    (report.findings, report.observed)
}

impl Met<'_> {
    /// The message in front of the other page.
    fn words(&self) -> String {
        let text = &self.claim.text;
        match (self.claim.claimed, self.other.claimed) {
            (Claimed::Slug | Claimed::Address, _) if text.is_empty() => {
                "the name of the file is the slug of ".to_owned()
            }
            (Claimed::Slug | Claimed::Address, _) => format!("the slug `{text}` is that of "),
            (Claimed::Alias, Claimed::Alias) => format!("the alias `{text}` is one of "),
            (Claimed::Alias, Claimed::Slug | Claimed::Address) => {
                format!("the alias `{text}` is the address of ")
            }
        }
    }

    /// The other page, and what the message says behind it.
    fn other_page(&self) -> OtherPage {
        let more = match self.more {
            0 => String::new(),
            1 => " and of one more page".to_owned(),
            more => format!(" and of {more} more pages"),
        };
        let too = match (self.claim.claimed, self.other.claimed) {
            (Claimed::Alias, Claimed::Slug | Claimed::Address) => "",
            _ => " too",
        };
        OtherPage {
            page: self.page.to_owned(),
            behind: more + too,
        }
    }
}
