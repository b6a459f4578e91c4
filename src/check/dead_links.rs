//! What a page says of addresses: where Hugo serves it, what is in it, and where its links lead.
//!
//! While pages are checked, this is kept as numbers, so that memory hardly grows with the site. Only pages of which a
//! link seems to lead nowhere are read again.

use std::path::Path;

use super::Context;
use super::front_matter::{PageHead, slug};
use super::judge::{Judged, Refused};
use crate::config::{Config, Pattern};
use crate::front_matter::{self, Fields};
use crate::hugo::address::{self, Placed, Where, placed};
use crate::hugo::served::{Around, Served, Target, key, place_key, target};
use crate::page;
use crate::page::lines::View;
use crate::rules::Rule;
use crate::shown::links::{Form, Link, Links, Wanted};

/// What one page says of addresses.
#[derive(Debug, Default)]
pub struct Linked {
    /// What is served for it, and what is in it.
    pub served: Served,
    /// Where its links lead on this site.
    pub leads: Vec<Lead>,
}

/// Where a link leads, as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lead {
    /// The address.
    pub address: u64,
    /// The place in the page there.
    pub place: Option<u64>,
}

/// What is known around the pages, where anybody asks for links that lead nowhere.
pub(super) fn around<'c>(context: &Context<'c>) -> Option<&'c Around> {
    let is_on = context.config.severity(Rule::DeadLink).is_some();
    let around = context.generator.site.hugo.around.as_ref();
    around.filter(|around| is_on && !around.settings.is_open)
}

/// The body of a page, and what is to be read of it.
#[derive(Clone, Copy)]
pub struct ToRead<'v> {
    body: &'v str,
    /// What is to be read.
    pub wanted: Wanted,
}

/// What is to be read of a page; `None` where nobody asks, or nobody can tell where the body is.
pub fn to_read<'v>(
    judged: &Judged,
    view: &'v View<'_>,
    page: &Path,
    context: Context<'_>,
) -> Option<ToRead<'v>> {
    let around = around(&context)?;
    let (_, body) = body(judged, view)?;
    // Shortcodes write names that nobody can foresee, and lists show more than their own text.
    let has_names = around.knows_names() && !is_list(page) && !body.contains("{{");
    let wanted = match has_names {
        true => Wanted::LinksAndNames,
        false => Wanted::Links,
    };
    Some(ToRead { body, wanted })
}

/// What a page says of addresses; nothing where nobody asks. `links` is what is to be read of the page, where somebody
/// has parsed it.
pub fn observe(
    head: Option<&PageHead<'_>>,
    to_read: Option<ToRead<'_>>,
    links: Option<Links>,
    page: &Path,
    context: Context<'_>,
) -> Linked {
    let Some(around) = around(&context) else {
        return Linked::default();
    };
    let mut linked = Linked::default();
    let none = Fields::default();
    let fields = match head.map(|head| &head.read) {
        Some(Ok(fields)) => Some(fields),
        Some(Err(_)) => None,
        None => Some(&none),
    };
    let own = serve(fields, page, around, context.config, &mut linked.served);
    let Some(ToRead { body, wanted }) = to_read else {
        return linked;
    };
    let found = links.unwrap_or_else(|| Links::of(body, wanted));
    let judges = Judges::new(around, context.config, page, own);
    let here = judges.here();
    if wanted == Wanted::LinksAndNames {
        linked.served.told.insert(key(here));
        let places = found.anchors.iter().map(|name| place_key(here, name));
        linked.served.places.extend(places);
    }
    linked.served.addresses.insert(key(here));
    let leads = found.links.iter().filter_map(|link| judges.target(link));
    linked.leads.extend(leads.map(|target| Lead::of(&target)));
    linked.leads.sort_unstable();
    linked.leads.dedup();
    linked
}

impl Lead {
    /// That of a link to `target`.
    pub(super) fn of(target: &Target) -> Self {
        Self {
            address: key(&target.address),
            place: target
                .name
                .as_deref()
                .map(|name| place_key(&target.address, name)),
        }
    }

    /// Whether it leads to a page that is known to lack the place.
    pub(super) fn lacks_place(self, served: &Served) -> bool {
        let place = self.place.filter(|_| served.told.contains(&self.address));
        place.is_some_and(|place| !served.places.contains(&place))
    }

    /// Whether it may lead nowhere: the page is read again then.
    #[must_use]
    pub fn is_suspect(self, served: &Served) -> bool {
        !served.addresses.contains(&self.address) || self.lacks_place(served)
    }
}

/// Which links of a page are judged.
pub(super) struct Judges<'j> {
    around: &'j Around,
    /// What stands in front of the slug of a page, and behind it; `None` where all links are judged.
    pages: Option<(&'j str, &'j str)>,
    /// The address of the page, or what stands for it.
    here: String,
    has_address: bool,
    /// What something else serves.
    serves: &'j [Pattern],
}

impl<'j> Judges<'j> {
    /// For the page at `page`, which is served at `own`. Without Hugo's configuration only `links.page` says where pages
    /// are.
    pub fn new(around: &'j Around, config: &'j Config, page: &Path, own: Option<String>) -> Self {
        let pages = config.links.page.split_once("{slug}").unwrap_or_default();
        Self {
            around,
            pages: (!around.settings.is_known).then(|| (pages.0, pages.1.trim_end_matches('/'))),
            has_address: own.is_some(),
            serves: &config.hugo.serves,
            here: own.unwrap_or_else(|| pseudo(page)),
        }
    }

    /// The address of the page, or what stands for it.
    pub fn here(&self) -> &str {
        &self.here
    }

    /// Where a link leads; `None` where it leads to another site, or nobody can tell whether it leads anywhere.
    pub fn target(&self, link: &Link) -> Option<Target> {
        let Self { around, here, .. } = self;
        let layouts = &around.layouts;
        let is_written_anew = match link.form {
            Form::Link => layouts.write_links,
            Form::Image => layouts.write_images,
            Form::Tag => false,
        };
        let is_relative = !link.to.starts_with(['/', '#']);
        if is_written_anew || is_relative && !self.has_address {
            return None;
        }
        let mut target = target(&link.to, Some(here), &around.settings)?;
        if target
            .name
            .as_deref()
            .is_some_and(|name| around.may_name(name))
        {
            target.name = None;
        }
        let is_page = self.pages.is_none_or(|(front, behind)| {
            let slug = target.address.strip_prefix(front);
            let slug = slug.and_then(|rest| rest.strip_suffix(behind));
            slug.is_some_and(|slug| !slug.is_empty() && !slug.contains('/'))
        });
        let address = Path::new(target.address.trim_start_matches('/'));
        let is_elsewhere = self.serves.iter().any(|pattern| pattern.matches(address));
        ((is_page && !is_elsewhere) || target.address == *here).then_some(target)
    }
}

/// What stands for the address of a page that has none.
fn pseudo(page: &Path) -> String {
    format!("/\0{}", page.to_string_lossy())
}

fn is_list(page: &Path) -> bool {
    let name = page.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with("_index."))
}

/// The body of a page that Hugo shows, and where it begins; `None` where nobody can tell where it is.
pub(super) fn body<'v>(judged: &Judged, view: &'v View<'_>) -> Option<(usize, &'v str)> {
    let file = &*view.text;
    let range = match judged {
        Ok(judgement) => judgement.page.body.clone(),
        Err(Refused::WithoutSource) => page::front_matter(file).ok()?.range.end..file.len(),
        Err(Refused::Damaged(_) | Refused::TooLarge | Refused::NotUtf8 { .. }) => return None,
    };
    Some((range.start, std::str::from_utf8(&file[range]).ok()?))
}

/// Places a page below the content.
fn in_sections<'a>(page: &'a Path, around: &'a Around) -> Option<Placed<'a>> {
    let placed = placed(page, &around.settings)?;
    // Only patterns of addresses name sections.
    if around.settings.permalinks.is_empty() {
        return Some(placed);
    }
    Some(placed.in_sections(|directory| around.sections.contains(directory)))
}

/// Where Hugo serves a page.
fn own(placed: &Placed<'_>, fields: &Fields<'_>, page: &Path, around: &Around) -> Where {
    match around.bundle_around(page) {
        Some(_) => Where::Nowhere,
        None => placed.own(fields, &around.settings),
    }
}

/// The address of the page at `page`; `None` where it has none, or none that is known.
pub(super) fn address(head: Option<&PageHead<'_>>, page: &Path, around: &Around) -> Option<String> {
    let none = Fields::default();
    let fields = match head {
        Some(head) => head.read.as_ref().ok()?,
        None => &none,
    };
    let placed = in_sections(page, around)?;
    match own(&placed, fields, page, around) {
        Where::At(address) => Some(address),
        Where::Nowhere | Where::Unknown => None,
    }
}

/// What Hugo serves for the page at `page`: its address, which is returned, those of its section, aliases, terms and files.
/// Without `fields` its front matter could not be read.
fn serve(
    fields: Option<&Fields<'_>>,
    page: &Path,
    around: &Around,
    config: &Config,
    served: &mut Served,
) -> Option<String> {
    let settings = &around.settings;
    if settings.finds_files {
        served.add_file(page, settings);
    }
    let none = Fields::default();
    let is_unread = fields.is_none();
    let fields = fields.unwrap_or(&none);
    if !settings.is_known {
        // Links of the wiki find pages by the names of their files.
        let mut add = |name: &str| {
            let address = config.links.page.replace("{slug}", name);
            served.addresses.insert(key(&address::normal(&address)));
        };
        crate::site::names(page, &mut add);
        if let Some(slug) = slug(fields) {
            add(&slug.text);
        }
    }
    let placed = in_sections(page, around)?;
    let own = match own(&placed, fields, page, around) {
        Where::At(own) if !is_unread => own,
        Where::Nowhere => return None,
        Where::At(_) | Where::Unknown => {
            let names = placed.names(fields, settings);
            served.names.extend(names.iter().map(|name| key(name)));
            return None;
        }
    };
    let addresses = &mut served.addresses;
    addresses.insert(key(&own));
    addresses.extend(placed.section(settings).map(|section| key(&section)));
    for alias in fields.aliases.iter().filter(|alias| !alias.text.is_empty()) {
        addresses.insert(key(&placed.alias(&alias.text, &own, settings)));
    }
    for (taxonomy, term) in &fields.terms {
        let term = placed.term(taxonomy, &term.text, settings);
        addresses.extend(term.map(|address| key(&address)));
    }
    let files = address::bundle(page).and_then(|directory| around.bundles.get(directory));
    let directory = own.strip_suffix(".html").unwrap_or(&own);
    for file in files.into_iter().flatten() {
        let file = file.to_string_lossy();
        addresses.insert(key(&address::normal(&format!("{directory}/{file}"))));
    }
    Some(own)
}

/// What Hugo serves for a file that is no page of the run.
#[must_use]
pub fn served_of(file: &[u8], page: &Path, around: &Around, config: &Config) -> Served {
    let mut served = Served::default();
    let mut view = View::as_written(file);
    if page::front_matter(file).is_ok_and(|found| found.is_none()) {
        view = View::with_lf(file);
    }
    let read = page::front_matter(&view.text).ok().map(|found| {
        let text = std::str::from_utf8(&view.text[found.text(&view.text)]).ok()?;
        front_matter::read(text, found.syntax).ok()
    });
    serve(read.flatten().as_ref(), page, around, config, &mut served);
    served
}

/// What may be served for a file that was not read.
#[must_use]
pub fn served_unread(page: &Path, around: &Around, config: &Config) -> Served {
    let mut served = Served::default();
    serve(None, page, around, config, &mut served);
    served
}
