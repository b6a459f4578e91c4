//! `tikicheck init`: the settings under which the most pages agree, learned from the pages themselves.
//!
//! Each page shows what its exporter made of its source. A sample of the pages is lined up with what their sources
//! generate here; what stands at the place of each construct tells how the exporter wrote it. All pages tell whether the
//! settings fit. Nothing that exists is overwritten.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Config, Links, Pattern, quoted};
use crate::page::lines::View;
use crate::page::{self, File};
use crate::site::{Attachments, stems};
use crate::text::sanitize::visible_path;

mod align;
mod dump;
pub mod formatters;
mod groups;
mod guess;
mod learner;
mod leaves;
mod observe;
mod paths;
mod phrases;
mod probe;
mod reading;
mod sample;
mod score;
mod verify;
mod write;

use learner::{Learner, World};
use paths::Files;
use sample::Sample;
use verify::{Verified, verify};

/// Reads a file of the site; `None` where that cannot be done. Several threads call it.
pub type Read<'r> = dyn Fn(&Path) -> Option<Vec<u8>> + Sync + 'r;

/// The name of the attachments file that is proposed.
const ATTACHMENTS: &str = "attachments.yaml";

/// How often pages that do not fit are learned from.
const REFINED: usize = 3;

/// Where more than one of so many pages does not fit, all are learned from again, and not only those.
const MANY: usize = 4;

/// So many pages that do not fit may be those of another export; fewer can be made to fit by anything.
const SEVERAL: usize = 3;

/// Most pages of an export that are listed.
const MOST_SHOWN: usize = 10;

/// Most causes that are told.
const MOST_CAUSES: usize = 8;

/// What a configuration could be, and how well it fits.
pub struct Proposal {
    /// The text of `tikicheck.yaml`.
    pub config: String,
    /// The text of the attachments file, where one is needed and none is there.
    pub attachments: Option<String>,
    /// The patterns of the pages.
    pub pages: Vec<Pattern>,
    /// What the user should know: how many pages agree, and what keeps the others from it.
    pub report: String,
    /// Whether at least half of the pages agree.
    pub fits: bool,
}

/// The name of the attachments file beside `tikicheck.yaml`.
#[must_use]
pub fn attachments_name() -> &'static Path {
    Path::new(ATTACHMENTS)
}

/// Learns from the `files` that exist: paths relative to the root of the site, and how to read them. `given` is the
/// attachments file that is there.
///
/// # Errors
///
/// Where no file carries a whole source: how many carry a damaged one.
pub fn propose(
    files: &[PathBuf],
    given: Option<Attachments>,
    read: &Read<'_>,
) -> Result<Proposal, NoSource> {
    let mut pages = Vec::new();
    let mut damaged = Vec::new();
    for (place, path) in files.iter().enumerate() {
        match read(path).map(|file| page::read(&View::with_lf(&file).text)) {
            Some(File::Page(_)) => pages.push(place),
            Some(File::Damaged(_)) => damaged.push(place),
            Some(File::WithoutSource) | None => {}
        }
    }
    let pages = &pages[..];
    let patterns = patterns(pages.iter().map(|&place| &*files[place])).ok_or(NoSource {
        damaged: damaged.len(),
    })?;
    let mut proposal = learned(files, pages, patterns, given, read);
    let others = files.len() - pages.len() - damaged.len();
    proposal
        .report
        .push_str(&besides(files, pages, &damaged, others));
    Ok(proposal)
}

/// No file carries a whole source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSource {
    /// How many carry a damaged one.
    pub damaged: usize,
}

/// What is to be told of the files that nothing was learned from, and of pages that seem to be those of several sites.
fn besides(files: &[PathBuf], pages: &[usize], damaged: &[usize], others: usize) -> String {
    let mut said = String::new();
    let s = |count| if count == 1 { "" } else { "s" };
    if let Some(&first) = damaged.first() {
        let count = damaged.len();
        let _ = writeln!(
            said,
            "nothing was learned from {count} damaged page{}, such as {}; `tikicheck` shows what is wrong",
            s(count),
            visible_path(&files[first])
        );
    }
    if others > 0 {
        let _ = writeln!(
            said,
            "{others} more Markdown file{} without a source",
            s(others)
        );
    }
    let sites = sites(pages.iter().map(|&place| &*files[place]));
    if sites.len() > 1 {
        let names: Vec<String> = sites
            .iter()
            .take(MOST_SHOWN)
            .map(|site| visible_path(site))
            .collect();
        let more = if sites.len() > MOST_SHOWN {
            ", …"
        } else {
            ""
        };
        let _ = writeln!(
            said,
            "these pages lie in {} sites: {}{more}; to give each its own settings, move tikicheck.yaml away and run `tikicheck init` in each",
            sites.len(),
            names.join(", ")
        );
    }
    said
}

/// The directories whose `content` holds pages: `one` for `one/content/posts/a.md`. Hugo keeps the pages of a site there.
fn sites<'p>(pages: impl Iterator<Item = &'p Path>) -> BTreeSet<&'p Path> {
    let site_of = |page: &'p Path| {
        let mut above = page.ancestors();
        above
            .find(|path| path.file_name().is_some_and(|name| name == "content"))?
            .parent()
    };
    pages.filter_map(site_of).collect()
}

/// Learns from the `pages` among the files, for which these are the patterns.
fn learned(
    files: &[PathBuf],
    pages: &[usize],
    patterns: Vec<Pattern>,
    given: Option<Attachments>,
    read: &Read<'_>,
) -> Proposal {
    let existing = files
        .iter()
        .filter(|path| patterns.iter().any(|pattern| pattern.matches(path)));
    let world = World {
        stems: Arc::new(stems(existing)),
        given,
    };
    let start = Config {
        pages: patterns,
        ..Config::default()
    };
    let wanted = sample::spread(pages.len()).map(|at| pages[at]);
    let samples = sample::take(files, wanted, read);
    let samples: Vec<&Sample> = samples.iter().collect();
    let mut learned = learn(&samples, &world, start.clone());
    let mut verified = verify(files, pages, &world, &learned, read);
    for round in 0..REFINED {
        // Where many do not fit, they are those of another exporter.
        let many = verified.misfits.len() * MANY > pages.len();
        if verified.misfits.is_empty() || round > 0 && many {
            break;
        }
        let refined = refine(files, &learned, &verified, &samples, &world, read);
        // Most pages fit already. Those that do not tell whether it is worth looking at all again.
        let those = verify(files, &verified.misfits, &world, &refined, read);
        if those.misfits.len() >= verified.misfits.len() {
            break;
        }
        let again = verify(files, pages, &world, &refined, read);
        if again.misfits.len() >= verified.misfits.len() {
            break;
        }
        (learned, verified) = (refined, again);
    }
    if verified.misfits.len() < SEVERAL {
        return proposal(files, pages, &world, learned, &verified, &[]);
    }
    let several = several(
        files, pages, &world, &start, &learned, &verified, &samples, read,
    );
    match several {
        Some((learned, verified, mixed)) => {
            proposal(files, pages, &world, learned, &verified, &mixed)
        }
        None => proposal(files, pages, &world, learned, &verified, &[]),
    }
}

/// Learns several exports; `None` where that lets no more pages fit. Also, by export, pages that lie among those of
/// others.
#[expect(
    clippy::too_many_arguments,
    reason = "what is known of the site so far"
)]
fn several(
    files: &[PathBuf],
    pages: &[usize],
    world: &World,
    start: &Config,
    learned: &Learned,
    verified: &Verified,
    samples: &[&Sample],
    read: &Read<'_>,
) -> Option<(Learned, Verified, Vec<Vec<usize>>)> {
    let misfits = &verified.misfits;
    let mut groups = if misfits.len() * MANY > pages.len() {
        groups::separate(samples, world, start)
    } else {
        let wanted = sample::spread(misfits.len()).map(|at| misfits[at]);
        let others = sample::take(files, wanted, read);
        let others: Vec<&Sample> = others.iter().collect();
        let mut groups = vec![learned.clone()];
        for group in groups::separate(&others, world, start) {
            let left = verify(files, misfits, world, &group, read).misfits.len();
            if misfits.len() - left >= SEVERAL {
                groups.push(group);
            }
        }
        groups
    };
    if groups.len() < 2 {
        return None;
    }
    let mut shown = verified.files.clone();
    let mut fits: Vec<Vec<bool>> = Vec::new();
    let mut found = None;
    for _ in 0..REFINED {
        for group in &groups[fits.len()..] {
            shown.merge(&group.files);
        }
        for group in &mut groups[fits.len()..] {
            group.files.merge(&shown);
            let mut fit = vec![true; pages.len()];
            for misfit in verify(files, pages, world, group, read).misfits {
                fit[pages.binary_search(&misfit).ok()?] = false;
            }
            fits.push(fit);
        }
        let assigned = groups::assign(files, pages, &groups, &fits)?;
        let learned = Learned {
            config: assigned.config,
            files: shown.clone(),
        };
        let again = verify(files, pages, world, &learned, read);
        let left = again.misfits.clone();
        found = Some((learned, again, assigned.mixed));
        // What fits none of them may be one more.
        let wanted = sample::spread(left.len()).map(|at| left[at]);
        let others = sample::take(files, wanted, read);
        let others: Vec<&Sample> = others.iter().collect();
        let known = groups.len();
        for group in groups::separate(&others, world, start) {
            let misfits = verify(files, &left, world, &group, read).misfits.len();
            if left.len() - misfits >= SEVERAL {
                groups.push(group);
            }
        }
        if groups.len() == known {
            break;
        }
    }
    let (_, again, mixed) = found.as_ref()?;
    let is_told = mixed.iter().any(|pages| !pages.is_empty());
    let is_better = again.misfits.len() < misfits.len();
    found.filter(|_| is_better || is_told)
}

/// What was learned.
#[derive(Clone)]
pub struct Learned {
    /// The settings.
    pub config: Config,
    /// Where pages show that files lie.
    pub files: Files,
}

/// Learns from a sample.
fn learn(samples: &[&Sample], world: &World, start: Config) -> Learned {
    let mut learner = Learner::new(samples, world.clone(), start);
    learner.learn();
    Learned {
        config: learner.config,
        files: learner.files,
    }
}

/// Learns from pages that do not fit too.
fn refine(
    files: &[PathBuf],
    learned: &Learned,
    verified: &Verified,
    samples: &[&Sample],
    world: &World,
    read: &Read<'_>,
) -> Learned {
    let misfits = &verified.misfits;
    let wanted = sample::spread(misfits.len()).map(|at| misfits[at]);
    let others = sample::take(files, wanted, read);
    let known: Vec<usize> = others.iter().map(|sample| sample.file).collect();
    let both: Vec<&Sample> = samples
        .iter()
        .copied()
        .filter(|sample| !known.contains(&sample.file))
        .chain(&others)
        .collect();
    let mut config = learned.config.clone();
    for (name, (category, other)) in &verified.names {
        if category > other {
            config.categories.insert(name.clone());
        } else if other > category {
            config.categories.remove(name);
        }
    }
    let mut learner = Learner::new(&both, world.clone(), config);
    learner.seen.merge(&learned.files);
    learner.seen.merge(&verified.files);
    learner.learn();
    Learned {
        config: learner.config,
        files: learner.files,
    }
}

/// The texts of the files, and what is to be told.
fn proposal(
    files: &[PathBuf],
    pages: &[usize],
    world: &World,
    learned: Learned,
    verified: &Verified,
    mixed: &[Vec<usize>],
) -> Proposal {
    let Learned {
        mut config,
        files: shown,
    } = learned;
    let links = &mut config.links;
    let mut beside = (Default::default(), Default::default());
    if world.given.is_some() {
        links.attachments = Some(ATTACHMENTS.into());
    } else {
        links.attachment = shown.attachments.template(&links.attachment);
        links.file = shown.files.template(&links.file);
        beside = (
            shown.attachments.beside(&links.attachment),
            shown.files.beside(&links.file),
        );
    }
    let attachments = write::attachments(&beside.0, &beside.1);
    if attachments.is_some() {
        links.attachments = Some(ATTACHMENTS.into());
    }
    let fit = pages.len() - verified.misfits.len();
    let agree = fit - verified.edited;
    let mut report = format!(
        "{agree} of {} pages with a source are in sync under these settings",
        pages.len()
    );
    report.push('\n');
    if verified.edited > 0 {
        let were = if verified.edited == 1 { "was" } else { "were" };
        let _ = writeln!(
            report,
            "{} {were} edited since, which says nothing about settings",
            verified.edited
        );
    }
    if agree < pages.len() {
        report.push_str("`tikicheck` shows what the others are about\n");
    }
    for (cause, count, page, example) in verified.causes.sorted().into_iter().take(MOST_CAUSES) {
        let _ = write!(
            report,
            "{count} do not fit {cause}, such as {}",
            visible_path(&files[page])
        );
        if !example.is_empty() {
            let short: String = example.trim().chars().take(80).collect();
            let _ = write!(report, ": {}", quoted(&short));
        }
        report.push('\n');
    }
    if let Some(given) = &world.given {
        report.push_str(&lacking(given, &shown, &config.links));
    }
    for pages in mixed.iter().filter(|pages| !pages.is_empty()) {
        let shown: Vec<String> = pages
            .iter()
            .take(MOST_SHOWN)
            .map(|&page| visible_path(&files[page]).to_string())
            .collect();
        let _ = writeln!(
            report,
            "{} pages are those of another export, among pages of this one; they need a directory of their own, or \
             entries below `exporters`: {}{}",
            pages.len(),
            shown.join(", "),
            if pages.len() > MOST_SHOWN {
                ", …"
            } else {
                ""
            }
        );
    }
    for (kind, paths) in [("attachment", &beside.0), ("file", &beside.1)] {
        for (id, paths) in paths.iter().filter(|(_, paths)| paths.len() > 1) {
            let _ = writeln!(
                report,
                "{kind} {id} has more than one path, and the first was taken: {}",
                paths.join(", ")
            );
        }
    }
    Proposal {
        config: write::config(&config),
        pages: config.pages,
        attachments,
        report,
        fits: fit * 2 >= pages.len(),
    }
}

/// The numbers that pages show and the attachments file that is there does not name.
fn lacking(given: &Attachments, shown: &Files, links: &Links) -> String {
    let mut lines = String::new();
    let attachments = shown.attachments.beside(&links.attachment);
    let files = shown.files.beside(&links.file);
    for (list, paths) in [("attachments", &attachments), ("files", &files)] {
        let is_known = |id: &u64| match list {
            "attachments" => given.attachment(&id.to_string()).is_some(),
            _ => given.file(&id.to_string()).is_some(),
        };
        let lacks: Vec<String> = paths
            .iter()
            .filter(|(id, _)| !is_known(id))
            .filter_map(|(id, paths)| Some(format!("{id}: {}", quoted(paths.first()?))))
            .collect();
        if !lacks.is_empty() {
            let more = if lacks.len() > MOST_SHOWN {
                ", …"
            } else {
                ""
            };
            let first = &lacks[..lacks.len().min(MOST_SHOWN)];
            let _ = writeln!(
                lines,
                "{ATTACHMENTS} lacks {} `{list}` that pages show: {}{more}",
                lacks.len(),
                first.join(", ")
            );
        }
    }
    lines
}

/// The pattern for the directory that holds all `pages`; `None` without pages, and for a name that no pattern can have.
fn patterns<'p>(pages: impl Iterator<Item = &'p Path> + Clone) -> Option<Vec<Pattern>> {
    let mut common = pages.clone().next()?.parent()?.to_owned();
    for page in pages.clone() {
        while !page.starts_with(&common) {
            common.pop();
        }
    }
    let flat = pages.clone().all(|page| page.parent() == Some(&common));
    let dir: String = common
        .iter()
        .map(|name| format!("{}/", glob::Pattern::escape(&name.to_string_lossy())))
        .collect();
    let pattern = if flat { "*.md" } else { "**/*.md" };
    Some(vec![Pattern::new(&format!("{dir}{pattern}")).ok()?])
}
