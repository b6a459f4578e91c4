//! Sites with pages of several exports: which pages belong together, and the settings of each export.
//!
//! Settings are learned from all pages of a sample; those that do not fit are learned from by themselves, and each page
//! goes to the settings that are nearest to it, until no page changes its place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::learner::{Learner, World};
use super::sample::Sample;
use super::survey::{Learned, learn};
use crate::config::exporter::{Form, Piece, Placeholder, Side, Template};
use crate::config::{Config, PagesExporter, Pattern};

/// Most exports that are told apart.
const MOST: usize = 6;
/// How often pages may change their place.
const MOVES: usize = 2;
/// Most pages that get an entry of their own.
const MOST_ENTRIES: usize = 24;

/// Parts `samples` into exports, and learns the settings of each; those of the most pages come first.
pub fn separate(samples: &[&Sample], world: &World, start: &Config) -> Vec<Learned> {
    let mut found = Vec::new();
    let mut by_style: BTreeMap<&str, Vec<&Sample>> = BTreeMap::new();
    for &sample in samples {
        by_style.entry(&sample.style).or_default().push(sample);
    }
    for samples in by_style.values() {
        let learned = learn(samples, world, start.clone());
        split(samples, learned, world, start, &mut found);
    }
    found.sort_by_key(|(pages, _)| std::cmp::Reverse(*pages));
    found.truncate(MOST);
    found.into_iter().map(|(_, learned)| learned).collect()
}

/// Parts `samples`, from which `learned` was learned, in two where that lets more of them fit.
fn split(
    samples: &[&Sample],
    learned: Learned,
    world: &World,
    start: &Config,
    found: &mut Vec<(usize, Learned)>,
) {
    let distances = |samples: &[&Sample], learned: &Learned| {
        Learner::new(samples, world.clone(), learned.config.clone())
            .with_files(&learned.files)
            .distances()
    };
    let fit = |distances: &[usize]| distances.iter().filter(|distance| **distance == 0).count();
    let now = distances(samples, &learned);
    let fits = fit(&now);
    let others: Vec<&Sample> = (samples.iter().zip(&now))
        .filter(|(_, distance)| **distance > 0)
        .map(|(sample, _)| *sample)
        .collect();
    if others.len() < 2 || found.len() >= MOST {
        found.push((fits, learned));
        return;
    }
    let mut two = [learned.clone(), learn(&others, world, start.clone())];
    let mut parts = [Vec::new(), Vec::new()];
    for _ in 0..MOVES {
        let [first, second] = [&two[0], &two[1]].map(|learned| distances(samples, learned));
        let mut moved = [Vec::new(), Vec::new()];
        for (at, &sample) in samples.iter().enumerate() {
            moved[usize::from(second[at] < first[at])].push(sample);
        }
        let same = |a: &[&Sample], b: &[&Sample]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.file == b.file)
        };
        if same(&moved[1], &parts[1]) || moved.iter().any(Vec::is_empty) {
            parts = moved;
            break;
        }
        parts = moved;
        two = [&parts[0], &parts[1]].map(|part| learn(part, world, start.clone()));
    }
    let [first, second] = [0, 1].map(|at| fit(&distances(&parts[at], &two[at])));
    if parts.iter().any(Vec::is_empty) || first + second <= fits + 1 {
        found.push((fits, learned));
        return;
    }
    for (part, learned) in parts.iter().zip(two) {
        split(part, learned, world, start, found);
    }
}

/// Which pages of a site go by which settings.
pub struct Assigned {
    /// The settings of the whole site, with those of some pages.
    pub config: Config,
    /// Pages that fit other settings than those that are for them, by these settings: no pattern says that in few words.
    pub mixed: Vec<Vec<usize>>,
}

/// Makes one configuration of several. `fits` says for each group which of `pages` fit it, in the same order; the first
/// group is for all pages that no other is for.
pub fn assign(
    files: &[PathBuf],
    pages: &[usize],
    groups: &[Learned],
    fits: &[Vec<bool>],
) -> Option<Assigned> {
    let mut config = groups.first()?.config.clone();
    for group in groups {
        config
            .categories
            .extend(group.config.categories.iter().cloned());
    }
    let mut directories: BTreeMap<&Path, Vec<usize>> = BTreeMap::new();
    for (at, &page) in pages.iter().enumerate() {
        let directory = files[page].parent().unwrap_or(Path::new(""));
        directories.entry(directory).or_default().push(at);
    }
    let mut whole = Vec::new();
    let mut single = Vec::new();
    let mut mixed = vec![Vec::new(); groups.len()];
    for (directory, pages_here) in directories {
        let count = |group: usize| pages_here.iter().filter(|at| fits[group][**at]).count();
        let mut best = 0;
        for group in 1..groups.len() {
            if count(group) > count(best) {
                best = group;
            }
        }
        if best > 0 {
            whole.push((pattern(directory, "*.md")?, best));
        }
        for at in pages_here.into_iter().filter(|at| !fits[best][*at]) {
            let Some(group) = (0..groups.len()).find(|&group| fits[group][at]) else {
                continue;
            };
            mixed[group].push(pages[at]);
            let path = &files[pages[at]];
            single.push((pattern(path, "")?, group));
        }
    }
    if single.len() <= MOST_ENTRIES {
        mixed.iter_mut().for_each(Vec::clear);
    } else {
        single.clear();
    }
    // The first entry that matches counts, so pages come in front of their directories.
    for (pages, group) in single.into_iter().chain(whole) {
        config
            .exporters
            .push(entry(pages, &groups[group].config, &config));
    }
    Some(Assigned { config, mixed })
}

/// The pattern for the files `name` in a directory, or for a file.
fn pattern(path: &Path, name: &str) -> Option<Pattern> {
    let parts = path
        .iter()
        .map(|part| glob::Pattern::escape(&part.to_string_lossy()));
    let parts = parts.chain((!name.is_empty()).then(|| name.to_owned()));
    Pattern::new(&parts.collect::<Vec<_>>().join("/")).ok()
}

/// An entry for pages that were learned from by themselves: what its settings say of links, it says in its forms.
fn entry(pages: Pattern, learned: &Config, whole: &Config) -> PagesExporter {
    let mut exporter = learned.exporter.clone();
    let forms = &mut exporter.writes.forms;
    for (form, slug, mine, theirs) in [
        (
            Form::PageLink,
            Placeholder::Slug,
            &learned.links.page,
            &whole.links.page,
        ),
        (
            Form::MissingPage,
            Placeholder::Tag,
            &learned.links.tag,
            &whole.links.tag,
        ),
        (
            Form::MissingPageId,
            Placeholder::Tag,
            &learned.links.tag,
            &whole.links.tag,
        ),
    ] {
        if mine != theirs {
            forms[form] = with_link(&forms[form], mine, slug);
        }
    }
    if learned.categories.is_empty() && !whole.categories.is_empty() {
        let pieces = [Piece::Value(Placeholder::MissingPage)];
        forms[Form::CategoryLink] = Template::new(pieces);
    }
    PagesExporter {
        pages,
        render: learned.render,
        block: learned.block.clone(),
        exporter,
        line: 1,
    }
}

/// The template with `link` in place of `{url}`.
fn with_link(template: &Template, link: &str, slug: Placeholder) -> Template {
    let link: Vec<Piece> = link
        .split("{slug}")
        .flat_map(|mark| [Piece::Mark(mark.into(), Side::Whole), Piece::Value(slug)])
        .collect();
    let link = &link[..link.len() - 1];
    let pieces = template.pieces().iter().flat_map(|piece| match piece {
        Piece::Value(Placeholder::Url) => link.to_vec(),
        piece => vec![piece.clone()],
    });
    Template::new(pieces.collect::<Vec<_>>())
}
