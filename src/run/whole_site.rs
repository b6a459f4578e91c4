//! What only a run over every page can tell: pages that claim the same slug or address, and links that lead nowhere.
//!
//! While pages are checked, each claim is kept as a number, so that memory hardly grows with the site. Only the pages
//! whose numbers meet are read again, and then their claims are compared. So are those whose links seem to lead nowhere.

use std::collections::HashMap;
use std::path::Path;

use super::done::Done;
use super::pages::Job;
use super::select::SelectedPage;
use crate::check::{self, Claim, ClaimKey, Claims, DeadLink, Met};
use crate::files::read::{Inside, read_into};
use crate::generator::Workspace;

/// What the pages of a run claim.
#[derive(Debug, Default)]
pub struct Claimants {
    /// A claim, and the page's place in the list.
    claims: Vec<(ClaimKey, u32)>,
    /// The pages whose front matter accepts findings across pages.
    accepting: Vec<u32>,
}

impl Claimants {
    /// Takes what a page claims; `place` is its place in the list.
    pub fn add(&mut self, place: usize, claims: &[ClaimKey], accepts_across_pages: bool) {
        let place = place as u32;
        self.claims
            .extend(claims.iter().map(|&claim| (claim, place)));
        self.accepting.extend(accepts_across_pages.then_some(place));
    }

    /// Takes what another worker has collected.
    pub fn append(&mut self, other: &mut Claimants) {
        self.claims.append(&mut other.claims);
        self.accepting.append(&mut other.accepting);
    }

    /// The pages whose claims seem to meet, and those that accept it, in the order of the list.
    fn suspects(mut self) -> Vec<u32> {
        let mut suspects = self.accepting;
        self.claims
            .sort_unstable_by_key(|&(claim, place)| (claim.hash, place));
        for same in self.claims.chunk_by(|(a, _), (b, _)| a.hash == b.hash) {
            let one_page = same.iter().all(|(_, place)| *place == same[0].1);
            if !one_page && same.iter().any(|(claim, _)| claim.breaks_rule) {
                suspects.extend(same.iter().map(|(_, place)| place));
            }
        }
        suspects.sort_unstable();
        suspects.dedup();
        suspects
    }
}

/// A page that was read again.
struct Suspect<'p> {
    place: usize,
    page: &'p SelectedPage,
    claims: Claims,
    /// The links that lead nowhere, where that is known.
    dead: Option<Vec<DeadLink>>,
}

/// Adds to `done` what the rules that compare pages have to say. `knows_links` says whether all is known that links can
/// lead to.
pub fn compare(job: &Job<'_>, pages: &[SelectedPage], knows_links: bool, done: &mut Done) {
    let mut places = std::mem::take(&mut done.tally.claimants).suspects();
    let leads = std::mem::take(&mut done.tally.leads);
    let served = knows_links.then_some(&leads.served);
    if let Some(served) = served {
        places.extend(leads.suspects(served));
        places.sort_unstable();
        places.dedup();
    }
    let mut inside = Inside::new(&job.project.root);
    let mut workspace = Workspace::default();
    let mut suspects: Vec<Suspect<'_>> = places
        .into_iter()
        .filter_map(|place| {
            let page = pages.get(place as usize)?;
            let file = read(job, page, &mut inside)?;
            let path = &*page.path;
            let claims = check::claims_of(&file, path, job.context.config);
            Some(Suspect {
                place: place as usize,
                page,
                claims: claims.unwrap_or_default(),
                dead: served.map(|served| {
                    check::dead_links(path, &file, served, job.context, &mut workspace)
                }),
            })
        })
        .collect();
    let accepted: Vec<_> = suspects
        .iter_mut()
        .map(|suspect| {
            (
                std::mem::take(&mut suspect.claims.accepted),
                suspect.dead.take(),
            )
        })
        .collect();
    let mut claimed: HashMap<&str, Same<'_>> = HashMap::new();
    for suspect in &suspects {
        for claim in &suspect.claims.list {
            let one = (&*suspect.page.path, claim);
            let same = claimed.entry(&claim.key).or_insert_with(|| Same::new(one));
            same.add(one);
        }
    }
    for (suspect, (accepted, dead)) in suspects.iter().zip(accepted) {
        let path = &*suspect.page.path;
        let list = suspect.claims.list.iter();
        let met: Vec<Met<'_>> = list
            .filter_map(|claim| claimed.get(&*claim.key)?.met(path, claim))
            .collect();
        let (findings, observed) = check::across(path, accepted, &met, dead, job.context);
        done.tally.used_ignores.extend(observed.used_ignores);
        done.add_across(suspect.place, findings);
    }
}

/// Reads a page again. It was readable a moment ago; one that is not any more is being removed, so it is left out.
fn read(job: &Job<'_>, page: &SelectedPage, inside: &mut Inside) -> Option<Vec<u8>> {
    if !inside.holds_directory_of(&page.path) {
        return None;
    }
    let mut file = Vec::new();
    let path = job.project.root.join(&page.path);
    let limit = job.context.config.limits.page_bytes;
    let larger = read_into(&path, limit, &mut file).ok()?;
    larger.is_none().then_some(file)
}

/// The pages that make the same claim, in the order of the list.
struct Same<'m> {
    first: (&'m Path, &'m Claim),
    second: Option<(&'m Path, &'m Claim)>,
    last: &'m Path,
    pages: usize,
}

impl<'m> Same<'m> {
    fn new(first: (&'m Path, &'m Claim)) -> Self {
        Self {
            first,
            second: None,
            last: first.0,
            pages: 1,
        }
    }

    fn add(&mut self, one: (&'m Path, &'m Claim)) {
        if one.0 != self.last {
            self.second.get_or_insert(one);
            self.last = one.0;
            self.pages += 1;
        }
    }

    /// How a page that makes `claim` meets another.
    fn met(&self, own: &Path, claim: &'m Claim) -> Option<Met<'m>> {
        let (path, other) = if self.first.0 == own {
            self.second?
        } else {
            self.first
        };
        Some(Met {
            claim,
            other,
            page: path,
            more: self.pages - 2,
        })
    }
}
