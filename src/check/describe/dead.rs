//! Links that lead nowhere, in words.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

use super::Described;
use crate::check::dead_links::{Judges, Lead, address, around, body};
use crate::check::judge::Judged;
use crate::check::report::{Collector, Draft};
use crate::check::{Context, cause, front_matter, judged};
use crate::finding::{Excerpt, Part};
use crate::generator::Workspace;
use crate::hugo::address::last;
use crate::hugo::served::{Served, Target};
use crate::page::lines::View;
use crate::render::record::Recorded;
use crate::rules::{Fix, Rule};
use crate::shown::links::{Links, Wanted};
use crate::text::excerpt::{Positions, excerpt};

/// So many links of one page are told; the last says how many more there are.
const MOST: usize = 10;

/// A link that leads nowhere.
pub struct DeadLink {
    draft: Draft,
    /// The link as the body has it.
    excerpt: Excerpt,
    /// What it comes from in the source.
    source: Option<Excerpt>,
    cause: String,
}

/// What is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Page,
    Tag,
    File,
    Place,
}

/// A link that leads nowhere, before it is put into words.
struct Dead {
    /// In the file.
    at: Range<usize>,
    missing: Missing,
    message: String,
}

/// The links of a page that lead nowhere, where `served` is all that Hugo serves.
#[must_use]
pub fn dead_links(
    page: &Path,
    file: &[u8],
    served: &Served,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Vec<DeadLink> {
    let context = context.for_page(page);
    let Some(around) = around(&context) else {
        return Vec::new();
    };
    let (view, judged) = judged(file, context, workspace);
    let Some((start, body)) = body(&judged, &view) else {
        return Vec::new();
    };
    let head = front_matter::read(Some(&judged), &view, context.config);
    let own = address(head.as_ref(), page, around);
    let judges = Judges::new(around, context.config, page, own);
    let settings = &around.settings;
    let settled = settled(&judged);
    let mut told = HashSet::new();
    let mut dead = Vec::new();
    for link in Links::of(body, Wanted::Links).links {
        if settled
            .as_ref()
            .is_some_and(|kept| !kept.contains(&link.to))
        {
            continue;
        }
        let Some(target) = judges.target(&link) else {
            continue;
        };
        // Hugo's own template for links may lead elsewhere, and to another heading.
        if settings.finds_files && served.finds(&link.to, &target, page, settings) {
            continue;
        }
        let lead = Lead::of(&target);
        let missing = if !served.has(&target.address, settings) {
            Missing::of(&target, context)
        } else if lead.lacks_place(served) {
            Missing::Place
        } else {
            continue;
        };
        if told.insert(target.clone()) {
            dead.push(Dead {
                at: start + link.at.start..start + link.at.end,
                missing,
                message: missing.message(&target, judges.here(), context),
            });
        }
    }
    let more = dead.len().saturating_sub(MOST);
    dead.truncate(MOST);
    if let Some(last) = dead.last_mut().filter(|_| more > 0) {
        last.message
            .push_str(&format!(" (and {more} more on this page)"));
    }
    placed(dead, &judged, &view, page, file, context, workspace)
}

/// The links that a page keeps which a safe fix writes anew: all others are settled by that. `None` for other pages.
fn settled(judged: &Judged) -> Option<HashSet<String>> {
    let (generated, drift) = judged.as_ref().ok()?.drift.as_ref()?;
    (drift.fix == Fix::Safe).then(|| {
        let links = Links::of(&generated.markdown.text, Wanted::Links)
            .links
            .into_iter();
        links.map(|link| link.to).collect()
    })
}

impl Missing {
    fn of(target: &Target, context: Context<'_>) -> Self {
        let tags = context
            .config
            .links
            .tag
            .split("{slug}")
            .next()
            .unwrap_or_default();
        let name = last(&target.address);
        if tags.len() > 1 && target.address.starts_with(tags) {
            Self::Tag
        } else if name.contains('.') && !name.ends_with(".html") {
            Self::File
        } else {
            Self::Page
        }
    }

    fn message(self, target: &Target, here: &str, context: Context<'_>) -> String {
        let address = if target.address.is_empty() {
            "/"
        } else {
            &target.address
        };
        match self {
            Self::Page => {
                let near = context.generator.site.page_near(last(address));
                let hint =
                    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                format!("Hugo serves no page at `{address}`{hint}")
            }
            Self::Tag => format!("Hugo serves no list of a tag at `{address}`"),
            Self::File => format!("Hugo serves no file at `{address}`"),
            Self::Place => {
                let name = target.name.as_deref().unwrap_or_default();
                if target.address == here {
                    format!("no heading of this page is called `{name}`")
                } else {
                    format!("no heading of the page at `{address}` is called `{name}`")
                }
            }
        }
    }

    fn cause(self) -> &'static str {
        match self {
            Self::Page => "links: to a page that is not there",
            Self::Tag => "links: to a tag that is not there",
            Self::File => "links: to a file that is not there",
            Self::Place => "links: to a heading that is not there",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Page => {
                "correct the link, or bring the page back; where it was renamed, keep its old address under `aliases`"
            }
            Self::Tag => {
                "give a page this tag, or let `links.tag` in tikicheck.yaml lead to where Hugo has tags"
            }
            Self::File => "correct the link, or put the file below `static/`",
            Self::Place => "correct the name behind the `#`",
        }
    }
}

/// Puts the places of dead links in body and source to them.
fn placed(
    dead: Vec<Dead>,
    judged: &Judged,
    view: &View<'_>,
    page: &Path,
    file: &[u8],
    context: Context<'_>,
    workspace: &Workspace,
) -> Vec<DeadLink> {
    let Ok(text) = std::str::from_utf8(&view.text) else {
        return Vec::new();
    };
    let mut positions = Positions::new(text);
    let places: Vec<_> = dead
        .iter()
        .map(|dead| {
            let mut place = |offset| view.place(positions.at(offset));
            place(dead.at.start)..place(dead.at.end)
        })
        .collect();
    // The body tells what it comes from as long as it is what the source generates.
    let tree = &workspace.tree;
    let mut report = Collector::new(page, file, context);
    let mut generated = judged
        .as_ref()
        .ok()
        .filter(|judgement| judgement.agreement.body)
        .and_then(|judgement| {
            let mut markdown = Recorded::default();
            context
                .generator
                .markdown(tree, &mut markdown)
                .expect("a String takes everything");
            let described = Described {
                text,
                view,
                tree,
                judgement,
                report: &mut report,
                positions: Positions::new(text),
                map: None,
            };
            Some((
                judgement.page.markdown(text.as_bytes())?,
                markdown,
                described,
            ))
        });
    let told = dead.into_iter().zip(places).map(|(dead, place)| {
        let source = generated.as_mut().and_then(|(body, markdown, described)| {
            let at = dead.at.start.checked_sub(body.start)?..dead.at.end.checked_sub(body.start)?;
            described.source_of(markdown.origin(at, tree))
        });
        DeadLink {
            excerpt: excerpt(text, dead.at, Some(place.start)),
            source,
            cause: dead.missing.cause().to_owned(),
            draft: Draft {
                rule: Rule::DeadLink,
                part: Some(Part::Body),
                place,
                message: dead.message,
                help: dead.missing.help().into(),
            },
        }
    });
    told.collect()
}

impl DeadLink {
    /// Puts it into `report`.
    pub fn tell(self, report: &mut Collector<'_>) {
        if report.without_quote(self.draft)
            && let Some(finding) = report.findings.last_mut()
        {
            finding.excerpt = Some(self.excerpt);
            finding.source = self.source;
            finding.cause = Some(cause::named(self.cause));
        }
    }
}
