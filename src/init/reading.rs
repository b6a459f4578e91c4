//! How an exporter read wiki text, learned from the dumps of its pages.

use super::dump;
use super::sample::Sample;
use super::score::Bag;
use crate::config::Config;
use crate::config::exporter::AliasedLinksRead;
use crate::generator::Workspace;
use crate::page::escape::escape;
use crate::render::dump::dump as write_dump;
use crate::wiki::Lines;
use crate::wiki::tree::{Kind, Kinds};

/// How many pages are read in every way.
const TRIED: usize = 120;

/// Sets how `config` reads to how the most dumps of `samples` came about.
pub fn learn(samples: &[&Sample], config: &mut Config, workspace: &mut Workspace) {
    let step = samples.len().div_ceil(TRIED).max(1);
    let tried: Vec<Tried<'_>> = samples
        .iter()
        .step_by(step)
        .map(|sample| Tried {
            sample,
            dump: Bag::of_lines(&sample.tree),
        })
        .collect();
    let all: Vec<Kind> = crate::wiki::dialect::kinds().collect();
    let theirs = samples.iter().fold(Kinds::NONE, |known, sample| {
        let named = dump::kinds(&sample.tree, &all);
        all.iter()
            .filter(|kind| named.contains(**kind))
            .fold(known, |known, &kind| known.with(kind))
    });
    let mut best: Option<(usize, Config)> = None;
    for aliased in [
        AliasedLinksRead::Strict,
        AliasedLinksRead::Run,
        AliasedLinksRead::Unknown,
    ] {
        for trim_lines in [false, true] {
            let mut other = config.clone();
            other.render.trim_lines = trim_lines;
            other.exporter.reads.aliased_links = aliased;
            other.exporter.reads.unknown.clear();
            let distance = without_unknown(&tried, theirs, &all, &mut other, workspace);
            if best.as_ref().is_none_or(|(least, _)| distance < *least) {
                best = Some((distance, other));
            }
        }
    }
    let Some((mut least, mut best)) = best else {
        return;
    };
    // A construct that no page needs to be unknown is known.
    for kind in best.exporter.reads.unknown.clone() {
        let mut other = best.clone();
        other
            .exporter
            .reads
            .unknown
            .retain(|&unknown| unknown != kind);
        let distance = distance(&tried, &other, workspace).0;
        if distance <= least {
            (least, best) = (distance, other);
        }
    }
    *config = best;
}

struct Tried<'s> {
    sample: &'s Sample,
    dump: Bag,
}

/// Makes all constructs unknown that no dump names, and tells the distance of the dumps then.
fn without_unknown(
    tried: &[Tried<'_>],
    theirs: Kinds,
    all: &[Kind],
    config: &mut Config,
    workspace: &mut Workspace,
) -> usize {
    loop {
        let (distance, ours) = distance(tried, config, workspace);
        let unknown = &mut config.exporter.reads.unknown;
        let known = unknown.len();
        unknown.extend(all.iter().filter(|&&kind| {
            kind.is_construct()
                && kind != Kind::AliasedLocalLink
                && ours.contains(kind)
                && !theirs.contains(kind)
        }));
        if unknown.len() == known {
            return distance;
        }
    }
}

/// How far the dumps are from those of the pages, and the kinds that are in the trees.
fn distance(tried: &[Tried<'_>], config: &Config, workspace: &mut Workspace) -> (usize, Kinds) {
    let lines = if config.render.trim_lines {
        Lines::Trimmed
    } else {
        Lines::AsWritten
    };
    let reading = config.exporter.reads.reading(lines);
    let mut kinds = Kinds::NONE;
    let mut distance = 0;
    let mut text = String::new();
    for Tried { sample, dump } in tried {
        workspace.read(&sample.source, reading);
        for node in workspace.tree.nodes() {
            kinds = kinds.with(node.kind);
        }
        text.clear();
        write_dump(&workspace.tree, &mut text).expect("a String takes everything");
        let escaped = escape(&text);
        if *escaped != *sample.tree {
            distance += dump.distance(&escaped) + 1;
        }
    }
    (distance, kinds)
}
