//! Which pages of a site fit settings, and what keeps the others from it: all pages are looked at, one after the other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Learned;
use super::learner::{Names, World, add_paths, facts_of, harvest, site};
use super::observe::{Lined, Places, Scene, has_marks, probes};
use super::paths::Files;
use super::sample::Sample;
use crate::check::{Context, Verdict, check};
use crate::config::exporter::Forms;
use crate::generator::{Generator, Workspace};
use crate::page::escape::escape;
use crate::render::record::Recorded;
use crate::rules::Rule;

/// What keeps pages from fitting, each with how many pages there are and one of them.
#[derive(Debug, Default)]
pub struct Causes(BTreeMap<String, (usize, usize, String)>);

/// What looking at all pages told.
#[derive(Debug, Default)]
pub struct Verified {
    /// The places of those that do not fit, in the list of files.
    pub misfits: Vec<usize>,
    /// How many fit and are not in sync: somebody edited them.
    pub edited: usize,
    /// Where they show that attachments lie.
    pub files: Files,
    /// What they show of names of no page.
    pub names: Names,
    /// What keeps them from fitting.
    pub causes: Causes,
}

/// Looks at the pages `pages` of `files`.
pub fn verify(
    files: &[PathBuf],
    pages: &[usize],
    world: &World,
    learned: &Learned,
    read: &mut dyn FnMut(&Path) -> Option<Vec<u8>>,
) -> Verified {
    let config = &learned.config;
    let site = site(world, config, &learned.files);
    let probes = probes();
    let mut workspace = Workspace::default();
    let mut verified = Verified::default();
    for &place in pages {
        let path = &files[place];
        let Some(file) = read(path) else {
            continue;
        };
        let context = Context::new(config, &site);
        let examined = check(path, &file, context, &mut workspace);
        if examined.checked.verdict == Verdict::InSync {
            continue;
        }
        // Whether a page was edited, and not written by another exporter, the page itself tells.
        let rules = examined.checked.findings.iter().map(|finding| finding.rule);
        let may_be_misfit = rules
            .into_iter()
            .any(|rule| matches!(rule, Rule::Misfit | Rule::StaleLinks));
        let sample = Sample::of(place, &file).filter(|_| may_be_misfit);
        let generator = Generator::new(config, &site).for_page(config, path);
        let is_misfit = sample.is_some_and(|sample| {
            !learn_from(&sample, generator, &probes, &mut workspace, &mut verified)
        });
        if is_misfit {
            verified.misfits.push(place);
        } else {
            verified.edited += 1;
        }
    }
    verified
}

/// Takes from a page that is not in sync what it shows; whether it fits, and was edited.
fn learn_from(
    sample: &Sample,
    generator: Generator<'_>,
    probes: &Forms,
    workspace: &mut Workspace,
    verified: &mut Verified,
) -> bool {
    if has_marks(&sample.source) {
        return false;
    }
    generator.parse(&sample.source, workspace);
    let mut tree = String::new();
    generator
        .dump(&workspace.tree, &mut tree)
        .expect("a String takes everything");
    let mut generated = Recorded::default();
    generator
        .markdown(&workspace.tree, &mut generated)
        .expect("a String takes everything");
    let same_tree = *escape(&tree) == *sample.tree;
    if same_tree && generated.text == sample.copy {
        return true;
    }
    let mut probing = generator.exporter.clone();
    probing.writes.forms = probes.clone();
    probing.leaves_out = Default::default();
    let probing = Generator {
        exporter: &probing,
        ..generator
    };
    let facts = facts_of(&probing, workspace);
    let forms = &generator.exporter.writes.forms;
    let scene = Scene {
        tree: &workspace.tree,
        generated: &generated,
        copy: &sample.copy,
        facts: &facts,
        forms,
        page: sample.file,
    };
    let mut places = Places::new();
    Lined::new(&scene).places(&mut places);
    harvest(generator, &places, &mut verified.files, &mut verified.names);
    add_paths(
        &workspace.tree,
        &generated,
        &sample.copy,
        &mut verified.files,
    );
    let causes = &mut verified.causes;
    if !same_tree {
        causes.add("`reads`", sample.file, "");
        return false;
    }
    let mut any = false;
    for (form, places) in &places {
        let misfit = places.iter().find(|place| !place.fits(&forms[*form]));
        if let Some(misfit) = misfit {
            any = true;
            causes.add(
                &format!("`writes.{}`", form.key()),
                sample.file,
                &misfit.written,
            );
        }
    }
    if !any {
        causes.add("`leaves_out` or something else", sample.file, "");
    }
    false
}

impl Causes {
    fn add(&mut self, cause: &str, page: usize, example: &str) {
        let entry = self
            .0
            .entry(cause.to_owned())
            .or_insert_with(|| (0, page, example.to_owned()));
        entry.0 += 1;
    }

    /// Each with its number of pages, one of them, and what stands there; those of the most pages first.
    #[must_use]
    pub fn sorted(&self) -> Vec<(&str, usize, usize, &str)> {
        let mut causes: Vec<_> = self
            .0
            .iter()
            .map(|(cause, (pages, page, example))| (&**cause, *pages, *page, &**example))
            .collect();
        causes.sort_by_key(|(_, pages, ..)| std::cmp::Reverse(*pages));
        causes
    }
}
