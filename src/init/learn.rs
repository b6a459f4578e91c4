//! Which settings the pages were generated under: by trying, and by counting what stands where links lead.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::Sample;
use super::template::{Gap, has_marks, line_up, links};
use crate::config::{Comments, Config, Links, RenderSettings, Toc};
use crate::generator::{Generator, Workspace};
use crate::page::escape::escape;
use crate::site::{Attachments, PageSet, Site};

/// How many pages are tried under every combination of settings.
const TRIED: usize = 1000;

/// What the pages tell.
pub struct Learned {
    /// The render settings under which the most pages agree.
    pub render: RenderSettings,
    /// The style that most blocks have.
    pub style: String,
    /// Link templates; those of which no page shows an example are the defaults.
    pub links: Links,
    /// Paths of attachments that the template does not give, by id.
    pub attachments: BTreeMap<u64, Vec<String>>,
    /// Paths of files that the template does not give, by id.
    pub files: BTreeMap<u64, Vec<String>>,
}

/// Counts; the most frequent wins, and of several such the smallest.
type Votes = HashMap<String, usize>;

impl Learned {
    /// Learns from `samples` of a site in which `existing` pages exist.
    pub fn from(samples: &[Sample], existing: &[&PathBuf]) -> Self {
        let gapped = links();
        let site = Site::new(
            PageSet::from_paths(existing),
            &gapped,
            Attachments::default(),
        );
        let mut workspace = Workspace::default();
        let render = settings(samples, &site, &mut workspace);
        let config = Config {
            render,
            ..Config::default()
        };
        let generator = Generator::new(&config, &site);
        let mut styles = Votes::new();
        let mut pages = Votes::new();
        let mut tags = Votes::new();
        let mut tiki = Votes::new();
        let mut attachments = Paths::default();
        let mut files = Paths::default();
        for sample in samples {
            *styles.entry(sample.style.clone()).or_default() += 1;
            if has_marks(&sample.source) {
                continue;
            }
            let generated = generator.regenerate(&sample.source, &mut workspace);
            for (gap, value) in line_up(&generated.markdown, &sample.markdown).unwrap_or_default() {
                match gap {
                    Gap::Page(slug) => vote_template(&mut pages, value, slug, "{slug}"),
                    Gap::Tag(slug) => vote_template(&mut tags, value, slug, "{slug}"),
                    Gap::Tiki => *tiki.entry(value.to_owned()).or_default() += 1,
                    Gap::Attachment(id) => attachments.add(id, value),
                    Gap::File(id) => files.add(id, value),
                }
            }
        }
        let defaults = Links::default();
        let attachment = attachments.template(&defaults.attachment);
        let file = files.template(&defaults.file);
        Self {
            render,
            style: most(&styles).unwrap_or(config.block.style),
            attachments: attachments.beside(&attachment),
            files: files.beside(&file),
            links: Links {
                page: most(&pages).unwrap_or(defaults.page),
                tag: most(&tags).unwrap_or(defaults.tag),
                tiki: most(&tiki).unwrap_or(defaults.tiki),
                attachment,
                file,
                attachments: None,
            },
        }
    }

    /// The ids that pages show at different places, with these places.
    pub fn contradictions(&self) -> impl Iterator<Item = (String, &[String])> {
        let several = |kind: &'static str| {
            move |(id, paths): (&u64, &'_ Vec<String>)| {
                (paths.len() > 1).then(|| format!("{kind} {id}"))
            }
        };
        let attachments = self
            .attachments
            .iter()
            .filter_map(move |entry| Some((several("attachment")(entry)?, entry.1.as_slice())));
        let files = self
            .files
            .iter()
            .filter_map(move |entry| Some((several("file")(entry)?, entry.1.as_slice())));
        attachments.chain(files)
    }
}

/// The render settings under which the most of the first samples agree; of several such the defaults, or near them.
fn settings(samples: &[Sample], site: &Site, workspace: &mut Workspace) -> RenderSettings {
    let mut best = (RenderSettings::default(), 0);
    for trim_lines in [false, true] {
        for comments in [Comments::Block, Comments::Inline] {
            for toc in [Toc::Comment, Toc::Shortcode] {
                let render = RenderSettings {
                    comments,
                    toc,
                    trim_lines,
                };
                let config = Config {
                    render,
                    ..Config::default()
                };
                let generator = Generator::new(&config, site);
                let agree = samples.iter().take(TRIED).filter(|sample| {
                    let generated = generator.regenerate(&sample.source, workspace);
                    line_up(&generated.markdown, &sample.markdown).is_some()
                        && escape(&generated.tree) == sample.tree
                });
                let agree = agree.count();
                if agree > best.1 {
                    best = (render, agree);
                }
            }
        }
    }
    best.0
}

/// Counts the template that gives `value` for `part`.
fn vote_template(votes: &mut Votes, value: &str, part: &str, placeholder: &str) {
    if let Some(at) = value.rfind(part) {
        let template = format!("{}{placeholder}{}", &value[..at], &value[at + part.len()..]);
        *votes.entry(template).or_default() += 1;
    }
}

fn most(votes: &Votes) -> Option<String> {
    let best = votes
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.map(|(value, _)| value.clone())
}

/// Where ids lie, as pages show them.
#[derive(Default)]
struct Paths(BTreeMap<u64, Votes>);

impl Paths {
    fn add(&mut self, id: &str, path: &str) {
        if let Ok(id) = id.parse() {
            *self
                .0
                .entry(id)
                .or_default()
                .entry(path.to_owned())
                .or_default() += 1;
        }
    }

    /// The template that gives the paths of the most ids; where none gives any, the default.
    fn template(&self, default: &str) -> String {
        let mut votes = Votes::new();
        for (id, paths) in &self.0 {
            for path in paths.keys() {
                vote_template(&mut votes, path, &id.to_string(), "{id}");
            }
        }
        most(&votes).unwrap_or_else(|| default.to_owned())
    }

    /// The ids whose path is not what `template` gives, each with its paths, the most frequent first.
    fn beside(self, template: &str) -> BTreeMap<u64, Vec<String>> {
        let mut beside = BTreeMap::new();
        for (id, votes) in self.0 {
            let mut paths: Vec<_> = votes.into_iter().collect();
            paths.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let paths: Vec<String> = paths.into_iter().map(|(path, _)| path).collect();
            if paths != [template.replace("{id}", &id.to_string())] {
                beside.insert(id, paths);
            }
        }
        beside
    }
}
