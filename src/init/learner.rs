//! Learns the settings from a sample of pages, step by step: each step that brings what is generated nearer to what the
//! pages hold is kept.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::guess::{Guess, Place, guesses};
use super::leaves;
use super::observe::{Facts, Lined, Places, Probed, Scene, has_marks, only_paths_differ, probes};
use super::paths::{Files, most, targets};
use super::sample::Sample;
use super::score::Bag;
use super::{reading, write};
use crate::config::exporter::{Form, LeavesOut, Piece, Placeholder, Template, UrlSpaces};
use crate::config::{Comments, Config, Toc};
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
/// The most blanks for a level of a list that are tried.
const MOST_INDENT: u64 = 8;
/// How many templates of a form are tried.
const GUESSES: usize = 6;
/// On how many pages they are tried.
const TRIED: usize = 24;
/// How many texts and patterns of what is left out are tried to be done without.
const PRUNED: usize = 24;
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
    pub names: Names,
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
pub type Names = BTreeMap<String, (usize, usize)>;

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
            names: Names::new(),
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
                fill_targets(form, &mut places, &self.config.exporter.writes.forms[form]);
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
        let mut names = Names::new();
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

    /// The settings that are no templates.
    fn switches(&mut self, differing: &[usize]) -> bool {
        let pages = self.with_marks(
            differing,
            &["~tc~", "{SQL", "{CUSTOMSEARCH", "{filter", "{LIST("],
        );
        let comments = match self.config.render.comments {
            Comments::Block => Comments::Inline,
            Comments::Inline => Comments::Block,
        };
        let other = self.with(|config| config.render.comments = comments);
        let mut better = self.take_best(vec![other], &pages);

        let pages = self.with_marks(differing, &["{maketoc"]);
        let toc = match self.config.render.toc {
            Toc::Comment => Toc::Shortcode,
            Toc::Shortcode => Toc::Comment,
        };
        let other = self.with(|config| config.render.toc = toc);
        better |= self.take_best(vec![other], &pages);

        let pages = self.with_marks(differing, &["tiki-index"]);
        let other = self.with(|config| {
            config.exporter.reads.page_id_links = !config.exporter.reads.page_id_links;
        });
        better |= self.take_best(vec![other], &pages);

        let pages = self.with_marks(differing, &["["]);
        let spaces = match self.config.exporter.writes.url_spaces {
            UrlSpaces::Encode => UrlSpaces::Keep,
            UrlSpaces::Keep => UrlSpaces::Encode,
        };
        let other = self.with(|config| config.exporter.writes.url_spaces = spaces);
        better |= self.take_best(vec![other], &pages);
        better
    }

    /// What is left out of the finished Markdown.
    fn leaves_out(&mut self) -> bool {
        let all: Vec<usize> = (0..self.samples.len()).collect();
        let mut pages = Vec::new();
        self.each_distance(&self.config.clone(), &all, |page, distance, _| {
            if distance > 0 {
                pages.push(page);
            }
        });
        if pages.is_empty() {
            return false;
        }
        let whole = self.with(|config| config.exporter.leaves_out = Default::default());
        let site = self.site(&whole);
        let generator = Generator::new(&whole, &site);
        let mut seen = leaves::Seen::default();
        for (page, sample) in self.samples.iter().enumerate() {
            // Of pages that agree, what they show tells what is not left out.
            if !pages.contains(&page) {
                seen.show(&sample.copy);
                if self.config.exporter.leaves_out.is_empty() {
                    continue;
                }
            }
            generator.parse(&sample.source, &mut self.workspace);
            let mut generated = Recorded::default();
            generator
                .markdown(&self.workspace.tree, &mut generated)
                .expect("a String takes everything");
            seen.look(&self.workspace.tree, &generated, &sample.copy);
        }
        let others = seen
            .guesses()
            .into_iter()
            .map(|leaves_out| self.with(|config| config.exporter.leaves_out = leaves_out))
            .collect();
        let all: Vec<usize> = (0..self.samples.len()).collect();
        let better = self.take_best(others, &all);
        if better {
            self.prune(&all);
        }
        better
    }

    /// Takes out what need not be said of what is left out.
    fn prune(&mut self, pages: &[usize]) {
        let mut least = self.distance(&self.config.clone(), pages);
        let count = |config: &Config| {
            let LeavesOut {
                sections, lines, ..
            } = &config.exporter.leaves_out;
            (sections.len(), lines.len())
        };
        let (sections, lines) = count(&self.config);
        for at in (0..sections + lines).rev().take(PRUNED) {
            let other = self.with(|config| {
                let leaves_out = &mut config.exporter.leaves_out;
                if at < sections {
                    leaves_out.sections.remove(at);
                } else {
                    leaves_out.lines.remove(at - sections);
                }
            });
            let distance = self.distance(&other, pages);
            if distance <= least {
                (least, self.config) = (distance, other);
            }
        }
    }

    /// What is put in front of urls that start with `tiki-index`.
    fn prefix(&mut self, places: &Places) -> bool {
        let form = &self.config.exporter.writes.forms[Form::Link];
        let before = form.pieces().windows(2).find_map(|two| match two {
            [Piece::Mark(mark, _), Piece::Value(Placeholder::Url)] => Some(&**mark),
            _ => None,
        });
        let prefix = &self.config.links.tiki;
        let mut votes = HashMap::new();
        for place in places.get(&Form::Link).into_iter().flatten() {
            let url = place.value(Placeholder::Url).unwrap_or_default();
            let url = url.strip_prefix(&**prefix).unwrap_or(url);
            if !url.starts_with("tiki-index") {
                continue;
            }
            let Some(at) = place.written.find(url) else {
                continue;
            };
            let written = &place.written[..at];
            let mark = before.unwrap_or_default();
            if let Some(from) = written.rfind(mark) {
                *votes
                    .entry(written[from + mark.len()..].to_owned())
                    .or_default() += 1;
            }
        }
        let Some(most) = most(&votes).filter(|most| most != prefix && !most.contains('\n')) else {
            return false;
        };
        let other = self.with(|config| most.clone_into(&mut config.links.tiki));
        let all = pages_of(places.get(&Form::Link).map_or(&[], |places| places));
        self.take_best(vec![other], &all)
    }

    /// How far items are indented.
    fn indents(&mut self, places: &mut Places, differing: &[usize]) -> bool {
        let mut better = false;
        for (form, marks) in [
            (Form::Item, ["\n**", "**"]),
            (Form::NumberedItem, ["\n##", "##"]),
        ] {
            let pages = self.with_marks(differing, &marks);
            let set = |config: &mut Config, indent| match form {
                Form::Item => config.exporter.writes.bullet_indent = indent,
                _ => config.exporter.writes.number_indent = indent,
            };
            let mut others = Vec::new();
            for indent in 0..=MOST_INDENT {
                others.push(self.with(|config| set(config, indent)));
                // With another indent another form may fit.
                let mut places = places.get(&form).cloned().unwrap_or_default();
                for place in &mut places {
                    let level = place
                        .value(Placeholder::Level)
                        .and_then(|level| level.parse().ok());
                    let blanks = indent as usize * usize::saturating_sub(level.unwrap_or(1), 1);
                    place.set(Placeholder::Indent, &" ".repeat(blanks));
                }
                let current = self.config.exporter.writes.forms[form].clone();
                let best = guesses(&places, &current, 1).pop();
                if let Some(template) = best.and_then(|guess| as_form(form, &guess)) {
                    others.push(self.with(|config| {
                        set(config, indent);
                        config.exporter.writes.forms[form] = template;
                    }));
                }
            }
            if self.take_best(others, &pages) {
                better = true;
                // Their values were those of the old indent.
                places.remove(&form);
            }
        }
        better
    }

    /// Parts names of no page into categories and pages that do not exist, by how links to them are written.
    fn categories(&mut self, places: &mut Places) -> bool {
        if !self.config.categories.is_empty() {
            return self.more_categories();
        }
        let Some(missing) = places.get(&Form::MissingPage) else {
            return false;
        };
        let forms = &self.config.exporter.writes.forms;
        let Some(first) = guesses(missing, &forms[Form::MissingPage], 1).pop() else {
            return false;
        };
        let name = |place: &Place| {
            place
                .value(Placeholder::Page)
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let of_first: BTreeSet<String> = missing
            .iter()
            .filter(|place| place.fits(&first.template))
            .map(name)
            .collect();
        let others: Vec<Place> = missing
            .iter()
            .filter(|place| !of_first.contains(&name(place)))
            .cloned()
            .collect();
        let Some(second) = guesses(&others, &forms[Form::CategoryLink], 1).pop() else {
            return false;
        };
        let of_second: BTreeSet<String> = others
            .iter()
            .filter(|place| place.fits(&second.template))
            .map(name)
            .collect();
        let named: BTreeSet<&String> = self
            .samples
            .iter()
            .flat_map(|sample| &sample.categories)
            .collect();
        let share = |names: &BTreeSet<String>| {
            let hits = names.iter().filter(|name| named.contains(name)).count();
            hits * 1000 / names.len().max(1)
        };
        let second_is_category = match share(&of_first).cmp(&share(&of_second)) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Equal => of_second.len() <= of_first.len(),
        };
        let (page, category, names) = if second_is_category {
            (first, second, of_second)
        } else {
            (second, first, of_first)
        };
        let all = pages_of(missing);
        let Some(category) = as_form(Form::CategoryLink, &category) else {
            return false;
        };
        let other = self.with(|config| {
            let forms = &mut config.exporter.writes.forms;
            forms[Form::MissingPage] = page.template;
            forms[Form::CategoryLink] = category;
            config.categories = names;
        });
        let better = self.take_best(vec![other], &all);
        if better {
            places.remove(&Form::MissingPage);
        }
        better
    }

    /// Adds the names that are written as categories, and takes out those that are not.
    fn more_categories(&mut self) -> bool {
        let mut categories = self.config.categories.clone();
        for (name, (category, other)) in &self.names {
            if category > other {
                categories.insert(name.clone());
            } else if other > category {
                categories.remove(name);
            }
        }
        let changed = categories != self.config.categories;
        self.config.categories = categories;
        changed
    }

    /// The template of one form.
    fn form(&mut self, form: Form, places: &[Place]) -> bool {
        let current = self.config.exporter.writes.forms[form].clone();
        let misfits: Vec<&Place> = places
            .iter()
            .filter(|place| !place.fits(&current))
            .collect();
        if misfits.is_empty() {
            return false;
        }
        let fits = places.len() - misfits.len();
        let mut pages = Vec::new();
        for place in misfits {
            if pages.len() < TRIED && !pages.contains(&place.page) {
                pages.push(place.page);
            }
        }
        let mut better = guesses(places, &current, GUESSES);
        better.retain(|guess| guess.fits > fits);
        if self.nothing == Nothing::IsLeftOut {
            let all = better.len();
            better.retain(|guess| !is_nothing(&guess.template));
            self.doubted |= better.len() < all;
        }
        let others = better
            .into_iter()
            .filter_map(|guess| as_form(form, &guess))
            .filter(|template| *template != current)
            .map(|template| self.with(|config| config.exporter.writes.forms[form] = template))
            .collect();
        self.take_best(others, &pages)
    }

    /// Says in the usual keys what they can say.
    fn tidy(&mut self) {
        let Config {
            exporter, links, ..
        } = &mut self.config;
        let forms = &mut exporter.writes.forms;
        for (form, slug, link) in [
            (Form::PageLink, Placeholder::Slug, &mut links.page),
            (Form::MissingPage, Placeholder::Tag, &mut links.tag),
        ] {
            if let Some(template) = link_template(&forms[form], slug) {
                *link = template;
                forms[form] = form.default_template();
            }
        }
    }
}

/// Whether a template writes white space at most.
fn is_nothing(template: &Template) -> bool {
    template.pieces().iter().all(|piece| match piece {
        Piece::Mark(text, _) => text.trim().is_empty(),
        Piece::Break(_) | Piece::Value(_) | Piece::Argument(_) => false,
    })
}

/// A page `[{text}](/p/{slug})` is the default form with the link `/p/{slug}`.
fn link_template(template: &Template, slug: Placeholder) -> Option<String> {
    let text = template.to_string();
    let name = format!("{{{}}}", slug.name());
    let link = text.strip_prefix("[{text}](")?.strip_suffix(')')?;
    let bare = link.replace(&name, "");
    (bare.len() < link.len() && !bare.contains(['{', '}', '\n']))
        .then(|| link.replace(&name, "{slug}"))
}

/// The template of a guess, where the form can have it.
fn as_form(form: Form, guess: &Guess) -> Option<Template> {
    let template = form.parse(&guess.template.to_string()).ok()?;
    // The name of an argument may be none that a template can have.
    (template == guess.template).then_some(template)
}

/// The first pages of `places`.
fn pages_of(places: &[Place]) -> Vec<usize> {
    let mut pages = Vec::new();
    for place in places {
        if pages.len() < 2 * TRIED
            && pages.last() != Some(&place.page)
            && !pages.contains(&place.page)
        {
            pages.push(place.page);
        }
    }
    pages
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

/// The placeholder of where a file lies.
fn target(form: Form) -> Placeholder {
    match form {
        Form::Image => Placeholder::Src,
        _ => Placeholder::Path,
    }
}

/// Takes what pages show as the places of files for where they lie: no setting is known that says it.
fn fill_targets(form: Form, places: &mut [Place], current: &Template) {
    for place in places {
        if place.file.is_none() {
            continue;
        }
        if let Some(path) = shown_target(form, place, current)
            .or_else(|| targets(&place.written).first().copied().map(str::to_owned))
        {
            place.set(target(form), &path);
        }
    }
}

/// The place of a file that makes `place` what `template` writes.
fn shown_target(form: Form, place: &Place, template: &Template) -> Option<String> {
    targets(&place.written)
        .into_iter()
        .find(|path| {
            let mut filled = (*place).clone();
            filled.set(target(form), path);
            filled.fits(template)
        })
        .map(str::to_owned)
}

/// Takes where files lie from a page that differs in nothing else.
pub fn add_paths(tree: &Tree, generated: &Recorded, copy: &str, files: &mut Files) {
    for (kind, id, path) in only_paths_differ(tree, generated, copy).unwrap_or_default() {
        files.add(kind, &id, path);
    }
}

/// Takes from places where files lie, and which names are written as categories.
pub fn harvest(generator: Generator<'_>, places: &Places, files: &mut Files, names: &mut Names) {
    let forms = &generator.exporter.writes.forms;
    for form in [Form::Attachment, Form::Image] {
        for place in places.get(&form).into_iter().flatten() {
            let Some((kind, id)) = &place.file else {
                continue;
            };
            if let Some(path) = shown_target(form, place, &forms[form]) {
                files.add(*kind, id, &path);
            }
        }
    }
    if generator.categories.is_empty() {
        return;
    }
    // Links by number tell of names that no other link has.
    for (form, weight) in [
        (Form::MissingPage, 1000),
        (Form::CategoryLink, 1000),
        (Form::MissingPageId, 1),
    ] {
        for place in places.get(&form).into_iter().flatten() {
            let Some(page) = place.value(Placeholder::Page) else {
                continue;
            };
            let is_category = place.fits(&forms[Form::CategoryLink]);
            let is_other = form == Form::MissingPage && place.fits(&forms[form]);
            if is_category == is_other || weight == 1 && !is_category {
                continue;
            }
            let votes = names.entry(page.trim().to_owned()).or_default();
            if is_category {
                votes.0 += weight;
            } else {
                votes.1 += weight;
            }
        }
    }
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
