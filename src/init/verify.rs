//! Which pages of a site fit settings, and what keeps the others from it: all pages are looked at, one after the other.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Read;
use super::learner::{CategoryVotes, World, add_paths, facts_of, harvest, site};
use super::observe::{Lined, Places, Scene};
use super::paths::Files;
use super::probe::{has_marks, probes};
use super::sample::Sample;
use super::survey::Learned;
use crate::check::{Context, Verdict, check};
use crate::config::Config;
use crate::config::exporter::Forms;
use crate::generator::{Generator, Workspace};
use crate::page::escape::escape;
use crate::render::record::Recorded;
use crate::rules::Rule;
use crate::site::Site;
use crate::threads::on_threads;

/// What keeps pages from fitting, each with how many pages there are and one of them.
#[derive(Debug, Default)]
pub struct MisfitCauses(BTreeMap<String, (usize, usize, String)>);

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
    pub names: CategoryVotes,
    /// What keeps them from fitting.
    pub causes: MisfitCauses,
}

/// Pages that a thread takes at a time.
const BATCH: usize = 32;

/// Looks at the pages `pages` of `files`, several at a time.
pub fn verify(
    files: &[PathBuf],
    pages: &[usize],
    world: &World,
    learned: &Learned,
    read: &Read<'_>,
) -> Verified {
    let desk = Shared {
        files,
        config: &learned.config,
        site: site(world, &learned.config, &learned.files),
        probes: probes(),
        batches: pages.chunks(BATCH).collect(),
        next: AtomicUsize::new(0),
        read,
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = threads.min(desk.batches.len());
    let mut verified = Verified::default();
    for other in on_threads(threads, || desk.work()) {
        verified.add(other);
    }
    verified.misfits.sort_unstable();
    verified
}

/// What the threads share.
struct Shared<'d> {
    files: &'d [PathBuf],
    config: &'d Config,
    site: Site,
    probes: Forms,
    batches: Vec<&'d [usize]>,
    /// The first batch that no thread has taken.
    next: AtomicUsize,
    read: &'d Read<'d>,
}

impl Shared<'_> {
    /// Takes batches until none is left.
    fn work(&self) -> Verified {
        let mut workspace = Workspace::default();
        let mut verified = Verified::default();
        while let Some(batch) = self.batches.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            for &place in *batch {
                self.page(place, &mut workspace, &mut verified);
            }
        }
        verified
    }

    fn page(&self, place: usize, workspace: &mut Workspace, verified: &mut Verified) {
        let path = &self.files[place];
        let Some(file) = (self.read)(path) else {
            return;
        };
        let context = Context::new(self.config, &self.site);
        let examined = check(path, &file, context, workspace);
        if examined.checked.verdict == Verdict::InSync {
            return;
        }
        // Whether a page was edited, and not written by another exporter, the page itself tells.
        let mut rules = examined.checked.findings.iter().map(|finding| finding.rule);
        let may_be_misfit = rules.any(|rule| matches!(rule, Rule::Misfit | Rule::StaleLinks));
        let sample = Sample::of(place, &file).filter(|_| may_be_misfit);
        let generator = Generator::new(self.config, &self.site).for_page(self.config, path);
        let is_misfit = sample.is_some_and(|sample| {
            !learn_from(&sample, generator, &self.probes, workspace, verified)
        });
        if is_misfit {
            verified.misfits.push(place);
        } else {
            verified.edited += 1;
        }
    }
}

impl Verified {
    /// Adds what another thread saw.
    fn add(&mut self, other: Self) {
        self.misfits.extend(other.misfits);
        self.edited += other.edited;
        self.files.add_all(other.files);
        for (name, (category, others)) in other.names {
            let votes = self.names.entry(name).or_default();
            votes.0 += category;
            votes.1 += others;
        }
        for (cause, (pages, page, example)) in other.causes.0 {
            match self.causes.0.entry(cause) {
                Entry::Vacant(entry) => {
                    entry.insert((pages, page, example));
                }
                Entry::Occupied(mut entry) => {
                    let known = entry.get_mut();
                    known.0 += pages;
                    // The example is that of the first page, whichever thread saw it.
                    if page < known.1 {
                        (known.1, known.2) = (page, example);
                    }
                }
            }
        }
    }
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

impl MisfitCauses {
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
