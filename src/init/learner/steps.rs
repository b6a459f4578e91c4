//! The steps of a round: each tries other values of one setting, and keeps those that bring pages nearer.

use std::collections::{BTreeSet, HashMap};

use super::super::guess::{Guess, Place, guesses};
use super::super::leaves;
use super::super::observe::Places;
use super::super::paths::most;
use super::{Learner, Nothing, TRIED, settle};
use crate::config::exporter::{Form, LeavesOut, Piece, Placeholder, Template, UrlSpaces};
use crate::config::{Comments, Config, Toc};
use crate::generator::Generator;
use crate::render::record::Recorded;

/// The most blanks for a level of a list that are tried.
const MOST_INDENT: u64 = 8;
/// How many templates of a form are tried.
const GUESSES: usize = 6;
/// How many texts and patterns of what is left out are tried to be done without.
const PRUNED: usize = 24;

impl Learner<'_> {
    /// The settings that are no templates.
    pub(super) fn switches(&mut self, differing: &[usize]) -> bool {
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
    pub(super) fn leaves_out(&mut self) -> bool {
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
    pub(super) fn prune(&mut self, pages: &[usize]) {
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
    pub(super) fn prefix(&mut self, places: &Places) -> bool {
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
    pub(super) fn indents(&mut self, places: &mut Places, differing: &[usize]) -> bool {
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
    pub(super) fn categories(&mut self, places: &mut Places) -> bool {
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
    pub(super) fn more_categories(&mut self) -> bool {
        let mut categories = self.config.categories.clone();
        settle(&self.names, &mut categories);
        let changed = categories != self.config.categories;
        self.config.categories = categories;
        changed
    }

    /// The template of one form.
    pub(super) fn form(&mut self, form: Form, places: &[Place]) -> bool {
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
    pub(super) fn tidy(&mut self) {
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
