//! Learns the settings from a sample of pages, step by step: each step that brings what is generated nearer to what the
//! pages hold is kept.

mod harvest;
mod steps;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

pub use harvest::{add_paths, harvest};

use super::observe::{Lined, Places, Scene};
use super::paths::{Files, most};
use super::probe::{Facts, Probed, has_marks, probes};
use super::sample::Sample;
use super::score::Bag;
use super::{reading, write};
use crate::config::Config;
use crate::config::exporter::Form;
use crate::generator::{Generator, Workspace};
use crate::page::escape::escape;
use crate::render::dump::dump;
use crate::render::record::Recorded;
use crate::site::{Attachments, PageSet, Site, Stems};
use crate::wiki::Tree;

/// How often all forms are looked at in a phase, at most.
const ROUNDS: usize = 10;
/// How often it is looked at what is left out.
const PHASES: usize = 4;
/// On how many pages a setting is tried.
const TRIED: usize = 24;
/// What another tree counts among the distances of texts.
const OTHER_TREE: usize = 1000;
/// How many places of a form are kept.
const PLACES: usize = 240;

/// What links can lead to, beside settings.
#[derive(Clone)]
pub struct World {
    /// The pages that exist.
    pub stems: Arc<Stems>,
    /// The attachments file that is there.
    pub given: Option<Attachments>,
}

/// Learns the settings of one exporter.
pub struct Learner<'s> {
    samples: &'s [&'s Sample],
    /// What their copies consist of, as far as it was asked for.
    bags: Vec<OnceCell<Bag>>,
    world: World,
    /// The settings so far.
    pub config: Config,
    /// Where attachments lie.
    pub files: Files,
    /// Where pages that are not in the sample show that they lie.
    pub seen: Files,
    /// What an attachments file says of `files`.
    attachments: Attachments,
    /// How often a name was written as a category, and how often not.
    pub names: CategoryVotes,
    nothing: Nothing,
    /// Whether there was a form that could have been taken for that.
    doubted: bool,
    workspace: Workspace,
}

/// What it is taken for that nothing stands at the place of a construct which writes something by its form of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nothing {
    /// For a part of something that is left out.
    IsLeftOut,
    /// For the form of the construct.
    IsWritten,
}

/// For each name of no page: how often it was written as a category, and how often as something else.
pub type CategoryVotes = BTreeMap<String, (usize, usize)>;

/// Adds the names that are written as categories, and takes out those that are not.
pub fn settle(names: &CategoryVotes, categories: &mut BTreeSet<String>) {
    for (name, (category, other)) in names {
        if category > other {
            categories.insert(name.clone());
        } else if other > category {
            categories.remove(name);
        }
    }
}

/// What the pages of a sample generate under the settings of today.
struct Round {
    /// The places of all nodes, by form.
    places: Places,
    /// The pages that generate something else than they hold.
    differing: Vec<usize>,
}

impl<'s> Learner<'s> {
    /// Begins with `config`.
    #[must_use]
    pub fn new(samples: &'s [&'s Sample], world: World, config: Config) -> Self {
        Self {
            samples,
            bags: samples.iter().map(|_| OnceCell::new()).collect(),
            world,
            config,
            files: Files::default(),
            seen: Files::default(),
            attachments: Attachments::default(),
            names: CategoryVotes::new(),
            nothing: Nothing::IsLeftOut,
            doubted: false,
            workspace: Workspace::default(),
        }
    }

    /// The same with the files that were seen before.
    #[must_use]
    pub fn with_files(mut self, files: &Files) -> Self {
        self.seen = files.clone();
        self.set_files(files.clone());
        self
    }

    /// How far each page of the sample is from what is generated; 0 where it fits.
    #[must_use]
    pub fn distances(mut self) -> Vec<usize> {
        let config = self.config.clone();
        let all: Vec<usize> = (0..self.samples.len()).collect();
        let samples = self.samples;
        let mut distances = Vec::new();
        self.each_distance(&config, &all, |page, distance, tree| {
            let mut text = String::new();
            dump(tree, &mut text).expect("a String takes everything");
            let same = *escape(&text) == *samples[page].tree;
            distances.push(distance + if same { 0 } else { OTHER_TREE });
        });
        distances
    }

    /// Learns all there is to be learned.
    pub fn learn(&mut self) {
        let mut styles: HashMap<String, usize> = HashMap::new();
        for sample in self.samples {
            *styles.entry(sample.style.clone()).or_default() += 1;
        }
        if let Some(style) = most(&styles) {
            self.config.block.style = style.to_owned();
            self.config.block.is_named = true;
        }
        reading::learn(self.samples, &mut self.config, &mut self.workspace);
        let mut files = std::mem::take(&mut self.files);
        files.merge(&self.seen);
        self.set_files(files);
        let start = self.config.clone();
        // Where a construct writes nothing, it may be in something that is left out, or be written as nothing.
        let all: Vec<usize> = (0..self.samples.len()).collect();
        self.learn_written(Nothing::IsLeftOut);
        let least = self.distance(&self.config.clone(), &all);
        if least > 0 && self.doubted {
            let first = std::mem::replace(&mut self.config, start);
            let files = self.files.clone();
            self.learn_written(Nothing::IsWritten);
            if self.distance(&self.config.clone(), &all) >= least {
                self.config = first;
                self.set_files(files);
            }
        }
        self.tidy();
    }

    /// Learns forms and what is left out, in turn.
    fn learn_written(&mut self, nothing: Nothing) {
        self.nothing = nothing;
        // What is left out is told by texts as they are written, so forms come first.
        for _ in 0..PHASES {
            for _ in 0..ROUNDS {
                if !self.round() {
                    break;
                }
            }
            let was = self.nothing;
            self.nothing = Nothing::IsWritten;
            if !self.leaves_out() && was == Nothing::IsWritten {
                break;
            }
        }
    }

    /// The site as far as it is known.
    fn site(&self, config: &Config) -> Site {
        site_with(&self.world, config, self.attachments.clone())
    }

    /// Takes `files` for what is known of where files lie.
    fn set_files(&mut self, files: Files) {
        self.attachments = attachments(&self.world, &files);
        self.files = files;
    }

    /// Takes one step for each setting; whether any was better.
    fn round(&mut self) -> bool {
        let known = self.files.clone();
        let round = self.look();
        if round.differing.is_empty() {
            return false;
        }
        let mut better = known != self.files;
        better |= self.switches(&round.differing);
        let mut places = round.places;
        better |= self.prefix(&places);
        better |= self.indents(&mut places, &round.differing);
        better |= self.categories(&mut places);
        for (form, mut places) in places {
            if matches!(form, Form::Attachment | Form::Image) {
                harvest::fill_targets(form, &mut places, &self.config.exporter.writes.forms[form]);
            }
            better |= self.form(form, &places);
        }
        better
    }

    /// Generates all pages of the sample and lines them up with their copies.
    fn look(&mut self) -> Round {
        let site = self.site(&self.config);
        let mut probing = self.config.clone();
        probing.exporter.writes.forms = probes();
        probing.exporter.leaves_out = Default::default();
        let mut round = Round {
            places: Places::new(),
            differing: Vec::new(),
        };
        let mut equal = Vec::new();
        let mut workspace = std::mem::take(&mut self.workspace);
        let mut files = Files::default();
        let mut names = CategoryVotes::new();
        for differing in [true, false] {
            let pages: Vec<usize> = if differing {
                (0..self.samples.len()).collect()
            } else {
                std::mem::take(&mut equal)
            };
            for page in pages {
                let sample = self.samples[page];
                if has_marks(&sample.source) {
                    continue;
                }
                let generator = Generator::new(&self.config, &site);
                generator.parse(&sample.source, &mut workspace);
                let mut generated = Recorded::default();
                generator
                    .markdown(&workspace.tree, &mut generated)
                    .expect("a String takes everything");
                if differing && generated.text == sample.copy {
                    equal.push(page);
                    continue;
                }
                if differing {
                    round.differing.push(page);
                }
                let facts = facts_of(&Generator::new(&probing, &site), &workspace);
                let scene = Scene {
                    tree: &workspace.tree,
                    generated: &generated,
                    copy: &sample.copy,
                    facts: &facts,
                    forms: &self.config.exporter.writes.forms,
                    page,
                };
                let mut places = Places::new();
                Lined::new(&scene).places(&mut places);
                harvest(generator, &places, &mut files, &mut names);
                add_paths(&workspace.tree, &generated, &sample.copy, &mut files);
                for (form, mut places) in places {
                    let known = round.places.entry(form).or_default();
                    places.truncate(PLACES.saturating_sub(known.len()));
                    known.append(&mut places);
                }
            }
        }
        files.merge(&self.seen);
        self.workspace = workspace;
        self.set_files(files);
        self.names = names;
        round
    }

    /// How far `pages` are from what `config` generates.
    fn distance(&mut self, config: &Config, pages: &[usize]) -> usize {
        let mut sum = 0;
        self.each_distance(config, pages, |_, distance, _| sum += distance);
        sum
    }

    /// Hands out each of `pages` with how far it is from what `config` generates, and its tree.
    fn each_distance(
        &mut self,
        config: &Config,
        pages: &[usize],
        mut take: impl FnMut(usize, usize, &Tree),
    ) {
        let site = self.site(config);
        let generator = Generator::new(config, &site);
        let mut text = String::new();
        for &page in pages {
            let mut distance = 0;
            let sample = self.samples[page];
            generator.parse(&sample.source, &mut self.workspace);
            text.clear();
            generator
                .markdown(&self.workspace.tree, &mut text)
                .expect("a String takes everything");
            if text != sample.copy {
                let bag = self.bags[page].get_or_init(|| Bag::of_runs(&sample.copy));
                distance = bag.distance(&text) + 1;
            }
            take(page, distance, &self.workspace.tree);
        }
    }

    /// Takes the best of `others`, where it is better than the settings so far; whether one is.
    fn take_best(&mut self, others: Vec<Config>, pages: &[usize]) -> bool {
        if pages.is_empty() || others.is_empty() {
            return false;
        }
        let now = self.config.clone();
        let mut least = self.distance(&now, pages);
        let mut better = false;
        for other in others {
            let distance = self.distance(&other, pages);
            if distance < least {
                (least, better) = (distance, true);
                self.config = other;
            }
        }
        better
    }

    /// The settings with something changed.
    fn with(&self, change: impl FnOnce(&mut Config)) -> Config {
        let mut config = self.config.clone();
        change(&mut config);
        config
    }

    /// Up to so many of `pages` whose source has one of `marks` in it.
    fn with_marks(&self, pages: &[usize], marks: &[&str]) -> Vec<usize> {
        let has = |page: &&usize| {
            let source = &self.samples[**page].source;
            marks.iter().any(|mark| source.contains(mark))
        };
        pages.iter().filter(has).take(TRIED).copied().collect()
    }
}

/// What the renderer says of the nodes of the tree at hand.
pub fn facts_of(probing: &Generator<'_>, workspace: &Workspace) -> Vec<Option<Facts>> {
    let mut probed = Probed::default();
    probing
        .markdown(&workspace.tree, &mut probed)
        .expect("what takes everything does not fail");
    let mut facts = probed.facts();
    facts.resize_with(workspace.tree.nodes().count(), || None);
    facts
}

/// The site with what is known of its files.
#[must_use]
pub fn site(world: &World, config: &Config, files: &Files) -> Site {
    site_with(world, config, attachments(world, files))
}

fn site_with(world: &World, config: &Config, attachments: Attachments) -> Site {
    let pages = PageSet::shared(Arc::clone(&world.stems));
    Site::new(pages, &config.links, attachments)
}

/// The attachments file that is there, or what is known of files.
fn attachments(world: &World, files: &Files) -> Attachments {
    if let Some(given) = &world.given {
        return given.clone();
    }
    write::attachments(&files.attachments.beside(""), &files.files.beside(""))
        .and_then(|text| Attachments::parse(&text, super::attachments_name()).ok())
        .unwrap_or_default()
}
