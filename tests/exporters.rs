//! `init` on sites of exporters that nobody has seen: made up from a seed, with forms, readings and left-out parts of
//! their own. Whatever they are, the pages of their site must be in sync under the settings that are learned.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tikicheck::internals::check::{Context, Verdict, check};
use tikicheck::internals::config::exporter::{
    AliasedLinksRead, Form, LeavesOut, LinePattern, Template, UrlSpaces,
};
use tikicheck::internals::config::{Comments, Config, Toc};
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::init::propose;
use tikicheck::internals::page::escape::unescape;
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::wiki::tree::Kind;

/// Pages in a site.
const PAGES: usize = 60;

/// Pages of each exporter in a site of two.
const FEW: usize = 24;

/// Seeds that are tried; `TIKICHECK_SEEDS=100..200` tries others.
const SEEDS: std::ops::Range<u64> = 0..6;

/// What exporters could write for each construct, beside what the known ones write.
const WRITTEN: &[(Form, &[&str])] = &[
    (
        Form::PageLink,
        &[
            "[{text}](/wiki/{slug}/)",
            "<a href=\"/{slug}.html\">{text}</a>",
            "[{text}]({{< relref \"{slug}\" >}})",
            "[{text}](/posts/{slug} \"{page}\")",
        ],
    ),
    (
        Form::MissingPage,
        &[
            "<span class=\"missing\" title=\"{page}\">{text}</span>",
            "{text}",
            "[{text}](/t/{tag})",
            "<a href=\"/new?name={page}\" class=new>{text}</a>?",
            "<a href=\"/posts/{slug}\" style=\"color: red; text-decoration: underline;\" title=\"No such page: {page}\">{text}</a>",
            "~~{text}~~",
        ],
    ),
    (
        Form::MissingPageId,
        &[
            "<a href=\"/posts/{slug}\" title=\"unknown: {id}\">{text}</a>",
            "{text} (no. {id})",
            "[{text}](/by-id/{id})",
        ],
    ),
    (
        Form::CategoryLink,
        &[
            "[{text}](/categories/{path})",
            "[{text}](/categories/{slug})",
            "<a class=\"category\" href=\"/topics/{tag}/\">{text}</a>",
            "[{text}](/c/{slug}/ \"{page}\")",
        ],
    ),
    (
        Form::Color,
        &[
            " <span style=\"color:orange;\">{text}</span>",
            "<font color=\"{color}\">{text}</font>",
            "<mark>{text}</mark>",
            "<span class=\"c-{color}\">{starred}</span>",
            "{text}",
        ],
    ),
    (
        Form::Attachment,
        &[
            "[<i class=\"fas fa-file-pdf\" style=\"margin-right: 0.3em;\"></i>{text}]({path})",
            "[{text}]({path})",
            "<a href=\"{path}\" download>{text}</a>",
            "{{< file src=\"{path}\" text=\"{text}\" >}}",
        ],
    ),
    (
        Form::Image,
        &[
            "![{alt}]({src})",
            "<figure><img src=\"{src}\" alt=\"{alt}\"></figure>",
            "{{< figure src=\"{src}\" title=\"{alt}\" >}}",
        ],
    ),
    (
        Form::Bold,
        &[
            "**{text}**",
            "<b>{text}</b>",
            "<strong>{trimmed}</strong>",
            " __{trimmed}__ ",
        ],
    ),
    (
        Form::Emphasis,
        &["*{text}*", "<em>{text}</em>", " _{trimmed}_ "],
    ),
    (
        Form::Italic,
        &["<div class=\"box\">{text}</div>", "<i>{trimmed}</i>"],
    ),
    (
        Form::Heading,
        &[
            "<h{level}>{text}</h{level}>",
            "{marks} {text}\n",
            "\n\n{marks} {trimmed} {marks}\n\n",
        ],
    ),
    (
        Form::Sup,
        &["^{text}^", "<small><sup>{text}</sup></small>", "{text}"],
    ),
    (
        Form::Citation,
        &["[^{numbers}]", "<sup>({numbers})</sup>", "{source}"],
    ),
    (
        Form::Doi,
        &[
            "<https://doi.org/{identifier}>",
            "[doi:{identifier}](https://dx.doi.org/{identifier})",
        ],
    ),
    (
        Form::Link,
        &[
            "<a href=\"{url}\">{text}</a>",
            "[{text}]({url}){brace}target=\"_blank\"}",
        ],
    ),
    (Form::OtherLink, &["[{url}]", "<code>{url}</code>"]),
    (Form::CitationLink, &["[^{url}]", "<sup>{url}</sup>"]),
    (Form::Rule, &["\n\n***\n\n", "\n<hr>\n"]),
    (Form::Newline, &["<br>\n", "\\\n", "<br />"]),
    (Form::Space, &[" ", "&emsp;"]),
    (Form::TextNewline, &["\n", "  \n"]),
    (
        Form::Comment,
        &["", "{brace}/* {source} */}", "<!--{inner}-->"],
    ),
    (Form::Item, &["{indent}- {text}", "{indent}* {trimmed}"]),
    (
        Form::NumberedItem,
        &["{indent}1) {text}", "{indent}{level}. {text}"],
    ),
    (Form::Indent, &["{marks} {text}", "&nbsp;&nbsp;{text}"]),
    (Form::Font, &["<span class=\"font\">{text}</span>"]),
    (Form::Fade, &["<details>{text}</details>", "{trimmed}"]),
    (Form::Div, &["<div>{text}</div>", "<div>\n{text}\n</div>"]),
    (Form::NoParse, &["`{text}`"]),
    (Form::Html, &["<!-- html -->{text}"]),
    (Form::Toc, &["[TOC]", "\n[[toc]]\n"]),
    (Form::Include, &["{{< include >}}"]),
];

const WORDS: &[&str] = &[
    "anchor", "barge", "buoy", "cable", "deck", "ebb", "fathom", "galley", "helm", "inlet",
    "jetty", "keel", "lantern", "mast", "net", "oar", "pier", "quay", "reef", "sail", "tide",
    "vessel", "wharf", "yawl", "it's", "a", "the", "of", "and", "1", "20", "3.5", "(old)", "new,",
    "so;",
];

const CATEGORIES: &[&str] = &[
    "Boats",
    "Boats - small",
    "Birds of the Bay",
    "Weather",
    "Lights – old",
];

const MISSING: &[&str] = &[
    "Fog Bells – June 2019",
    "Rope Walk",
    "Mill Race 2",
    "Salt",
    "Low & High",
];

struct Maker {
    random: fastrand::Rng,
    titles: Vec<String>,
}

impl Maker {
    fn pick<'a, T: ?Sized>(&mut self, from: &'a [&'a T]) -> &'a T {
        from[self.random.usize(..from.len())]
    }

    fn often(&mut self, of_hundred: u32) -> bool {
        self.random.u32(..100) < of_hundred
    }

    fn words(&mut self, most: usize) -> String {
        let count = self.random.usize(1..=most);
        let words: Vec<&str> = (0..count).map(|_| self.pick(WORDS)).collect();
        words.join(" ")
    }

    fn target(&mut self) -> String {
        match self.random.u32(..10) {
            0..4 => {
                let at = self.random.usize(..self.titles.len());
                self.titles[at].clone()
            }
            4..7 => self.pick(MISSING).to_owned(),
            _ => self.pick(CATEGORIES).to_owned(),
        }
    }

    /// A stretch of one line.
    fn inline(&mut self) -> String {
        let words = self.words(3);
        match self.random.u32(..34) {
            0 | 1 => format!("__{words}__"),
            2 => format!("__ {words}__"),
            3 => format!("''{words}''"),
            4..8 => format!("(({}))", self.target()),
            8..11 => format!("(({}|{words}))", self.target()),
            11 | 12 => format!(
                "~~{}:{words}~~",
                self.pick(&["red", "#00F", "blue,yellow", "green"])
            ),
            13 => format!("~~red:a * {words}~~"),
            14 | 15 => format!("[https://example.org/{}|{words}]", self.random.u32(..99)),
            16 => format!("[/a b/{}|{words}]", self.random.u32(..99)),
            17 => format!(
                "{{ATTACH(id={})}}{words}{{ATTACH}}",
                self.random.u32(10..30)
            ),
            18 => format!(
                "{{img attId={} alt={}}}",
                self.random.u32(10..30),
                self.pick(&["boat", "gull"])
            ),
            19 => format!("{{img fileId={} width=20}}", self.random.u32(40..50)),
            20 => format!("{{SUP()}}{words}{{SUP}}"),
            21 => format!("{} [[{}]", self.words(1), self.random.u32(1..99)),
            22 => format!("doi: 10.1000/{}", self.random.u32(..99)),
            23 => format!("[{}]", self.random.u32(1..99)),
            24 => format!("[{}]", self.pick(&["sic", "see below"])),
            25 => format!(
                "[tiki-index.php?page_id={}|{}]",
                self.random.u32(1..99),
                self.target()
            ),
            26 => format!("[tiki-index.php?page={}|{words}]", self.random.u32(1..99)),
            27 => format!("~hs~{words}~hs~~hs~"),
            28 => format!("^{words}^"),
            29 => format!("~tc~ {words} ~/tc~"),
            30 => format!("{{FONT(size=2)}}{words}{{FONT}}"),
            31 => format!("~np~{words}~/np~"),
            32 => "%%%".to_owned(),
            _ => format!("__''{words}''__"),
        }
    }

    fn line(&mut self) -> String {
        let mut line = self.words(6);
        for _ in 0..self.random.u32(..3) {
            let inline = self.inline();
            line = format!("{line} {inline} {}", self.words(4));
        }
        if self.often(5) {
            let (one, other) = (self.inline(), self.inline());
            line.push_str(&format!(" {one}{other}"));
        }
        line
    }

    fn block(&mut self) -> String {
        let line = self.line();
        match self.random.u32(..26) {
            0 | 1 => format!("{}{line}", "!".repeat(self.random.usize(1..4))),
            2 => format!("!{}", self.words(4)),
            3 | 4 => (0..4)
                .map(|_| format!("{}{}", "*".repeat(self.random.usize(1..4)), self.line()))
                .collect::<Vec<_>>()
                .join("\n"),
            5 => (0..3)
                .map(|_| format!("{}{}", "#".repeat(self.random.usize(1..4)), self.words(5)))
                .collect::<Vec<_>>()
                .join("\n"),
            6 => format!("+{line}"),
            7 => format!("{}\n---\n{line}", self.words(5)),
            8 => format!("{}\n----\n{line}", self.words(5)),
            9 => "{maketoc}".to_owned(),
            10 => format!("{{DIV(class=a)}}{line}{{DIV}}"),
            11 => format!("{{HTML()}}<b>{}</b>{{HTML}}", self.words(2)),
            12 => format!(
                "||{}|{}\n{}|{line}||",
                self.words(2),
                self.words(2),
                self.words(2)
            ),
            13 => format!("{{FADE(label=a)}}{line}{{FADE}}"),
            14 => format!("{{SQL(db=>a)}}select {}{{SQL}}", self.words(2)),
            15 => format!("{{include page=\"{}\"}}", self.pick(CATEGORIES)),
            16 => format!("{{BOX(bg=#fff)}}{line}{{BOX}}"),
            17 => format!("{} in the title\n((Salt))", self.words(2)),
            18 => format!("{} {}", self.words(2), "this category contains:"),
            19 => format!("  {line}"),
            _ => line,
        }
    }

    fn source(&mut self) -> String {
        let count = self.random.usize(1..14);
        let blocks: Vec<String> = (0..count).map(|_| self.block()).collect();
        blocks.join(if self.often(30) { "\n\n" } else { "\n" })
    }

    fn exporter(&mut self, config: &mut Config) {
        let render = &mut config.render;
        render.comments = if self.often(50) {
            Comments::Block
        } else {
            Comments::Inline
        };
        render.toc = if self.often(50) {
            Toc::Comment
        } else {
            Toc::Shortcode
        };
        render.trim_lines = self.often(50);
        if self.often(50) {
            config.links.tiki = "https://wiki.example.org/".to_owned();
        }
        let exporter = &mut config.exporter;
        exporter.reads.aliased_links = match self.random.u32(..3) {
            0 => AliasedLinksRead::Strict,
            1 => AliasedLinksRead::Run,
            _ => AliasedLinksRead::Unknown,
        };
        exporter.reads.page_id_links = self.often(70);
        for kind in [
            Kind::Table,
            Kind::Sup,
            Kind::Fade,
            Kind::Color,
            Kind::WeirdCitation,
            Kind::Emphasis,
            Kind::Italix,
            Kind::NumListItem,
        ] {
            if self.often(8) {
                exporter.reads.unknown.push(kind);
            }
        }
        let writes = &mut exporter.writes;
        for (form, texts) in WRITTEN {
            if self.often(55) {
                writes.forms[*form] = form.parse(self.pick(texts)).expect("a template");
            }
        }
        writes.bullet_indent = self.random.u64(0..5);
        writes.number_indent = self.random.u64(0..5);
        if self.often(40) {
            writes.url_spaces = UrlSpaces::Keep;
        }
        let sections = ["in the title", "{SQL", "{include", "contains:"];
        match self.random.u32(..4) {
            0 => {
                exporter.leaves_out = LeavesOut {
                    sections: sections
                        .into_iter()
                        .filter(|_| self.often(60))
                        .map(str::to_owned)
                        .collect(),
                    ..LeavesOut::default()
                };
            }
            1 => {
                exporter.leaves_out.lines = [r"\{SQL", r"contains:?\s*$", "in the title"]
                    .into_iter()
                    .filter(|_| self.often(60))
                    .map(|text| LinePattern::new(text).expect("a pattern"))
                    .collect();
            }
            _ => {}
        }
    }
}

/// The pages of a site, by path, and the settings that they were made with.
fn site(seed: u64, directory: &str, pages: usize) -> (Config, BTreeMap<PathBuf, Vec<u8>>) {
    let titles = (0..pages)
        .map(|page| format!("{} {} {page}", WORDS[page % 20], WORDS[(page * 7 + 3) % 20]))
        .collect();
    let mut maker = Maker {
        random: fastrand::Rng::with_seed(seed),
        titles,
    };
    let mut config = Config::default();
    maker.exporter(&mut config);
    config.categories = CATEGORIES.iter().map(|&name| name.to_owned()).collect();
    let paths: Vec<PathBuf> = maker
        .titles
        .iter()
        .map(|title| {
            format!(
                "{directory}/{}.md",
                title.replace(' ', "-").replace('\'', "")
            )
            .into()
        })
        .collect();
    let attachments: String = (10..30)
        .map(|id| {
            format!(
                "  {id}: \"/files/{}/{}.pdf\"\n",
                WORDS[id % 20],
                WORDS[id * 3 % 20]
            )
        })
        .collect();
    let attachments = format!("attachments:\n{attachments}");
    let attachments = Attachments::parse(&attachments, Path::new("a.yaml")).expect("attachments");
    let site = Site::new(PageSet::from_paths(&paths), &config.links, attachments);
    let mut workspace = Workspace::default();
    let pages = paths
        .into_iter()
        .map(|path| {
            let source = maker.source();
            let page = Generator::new(&config, &site).page(&source, &mut workspace);
            let categories = maker.pick(CATEGORIES);
            let head = format!("---\ntitle: \"a\"\ncategories:\n  - \"{categories}\"\n---\n\n");
            (path, format!("{head}{page}").into_bytes())
        })
        .collect();
    (config, pages)
}

/// The pages of a real export as an exporter that was made up from `seed` would have written them. Those without a source
/// stay as they are.
fn real_site(seed: u64, root: &Path) -> (Config, BTreeMap<PathBuf, Vec<u8>>) {
    let mut maker = Maker {
        random: fastrand::Rng::with_seed(seed),
        titles: vec!["a".to_owned()],
    };
    let mut config = Config::default();
    maker.exporter(&mut config);
    let files = walkdir::WalkDir::new(root.join("content")).into_iter();
    let files: Vec<(PathBuf, String)> = files
        .map(|entry| entry.expect("the pages can be read").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a page");
            let path = path.strip_prefix(root).expect("below the root");
            (path.to_owned(), text)
        })
        .collect();
    let attachments = std::fs::read_to_string(root.join("attachments.yaml")).expect("a file");
    let attachments = Attachments::parse(&attachments, Path::new("a.yaml")).expect("attachments");
    let paths = PageSet::from_paths(files.iter().map(|(path, _)| path));
    let site = Site::new(paths, &config.links, attachments);
    let mut workspace = Workspace::default();
    let pages = files
        .into_iter()
        .map(|(path, text)| {
            let whole = text
                .split_once("\nOriginal Tiki:\n-------------\n")
                .and_then(|(head, source)| Some((head, source.split_once("\n</code>\n</pre>")?.0)));
            let text = match whole {
                Some((_, source)) => {
                    let source = unescape(source);
                    let page = Generator::new(&config, &site).page(&source, &mut workspace);
                    let head = text.split("---\n").nth(1).unwrap_or_default();
                    format!("---\n{head}---\n\n{page}")
                }
                None => text,
            };
            (path, text.into_bytes())
        })
        .collect();
    (config, pages)
}

/// The pages of a site, checked under the settings that are learned from them.
struct Checked {
    /// How many carry a source.
    sources: usize,
    /// How many of these are not in sync.
    misfits: usize,
    /// What is to be said then.
    told: String,
}

fn checked_as_learned(pages: &BTreeMap<PathBuf, Vec<u8>>) -> Checked {
    let files: Vec<PathBuf> = pages.keys().cloned().collect();
    let proposal = propose(&files, None, &|path| pages.get(path).cloned()).expect("a proposal");
    let config =
        Config::parse(&proposal.config, Path::new("tikicheck.yaml")).expect(&proposal.config);
    let attachments = proposal.attachments.as_deref().unwrap_or_default();
    let attachments = Attachments::parse(attachments, Path::new("a.yaml")).expect("attachments");
    let site = Site::new(PageSet::from_paths(&files), &config.links, attachments);
    let mut workspace = Workspace::default();
    let (mut sources, mut misfits) = (0, 0);
    let mut differences = String::new();
    for (path, page) in pages {
        let context = Context::new(&config, &site);
        let checked = check(path, page, context, &mut workspace).checked;
        if checked.verdict == Verdict::WithoutSource {
            continue;
        }
        sources += 1;
        if checked.verdict == Verdict::InSync {
            continue;
        }
        misfits += 1;
        let found = checked.findings.iter().find_map(|finding| {
            let difference = finding.difference.as_ref()?;
            Some(format!(
                "{}\n  page     {}\n  settings {}\n",
                path.display(),
                difference.found.text,
                difference.expected.text
            ))
        });
        differences.push_str(&found.unwrap_or_default());
    }
    let told = format!(
        "--- differ\n{differences}--- learned\n{}\n---\n{}\n",
        proposal.config, proposal.report
    );
    Checked {
        sources,
        misfits,
        told,
    }
}

/// The seeds to try.
fn seeds() -> std::ops::Range<u64> {
    match std::env::var("TIKICHECK_SEEDS") {
        Ok(range) => {
            let (from, to) = range.split_once("..").expect("FROM..TO");
            from.parse().expect("a number")..to.parse().expect("a number")
        }
        Err(_) => SEEDS,
    }
}

/// Checks that of all pages with a source at most one in `in_so_many` is not in sync under what is learned; `made` makes
/// the site of a seed.
fn assert_learned(in_so_many: usize, made: impl Fn(u64) -> (Config, BTreeMap<PathBuf, Vec<u8>>)) {
    let mut bad = Vec::new();
    let mut sources = 0;
    for seed in seeds() {
        let (made_with, pages) = made(seed);
        let checked = checked_as_learned(&pages);
        sources += checked.sources;
        if checked.misfits > 0 {
            println!(
                "seed {seed}\n{}--- made with\n{}",
                checked.told,
                made_with.to_commented_yaml()
            );
            bad.push((seed, checked.misfits));
        }
    }
    let misfits: usize = bad.iter().map(|(_, misfits)| misfits).sum();
    assert!(
        misfits * in_so_many <= sources,
        "{misfits} of {sources} pages are not in sync, by seed: {bad:?}"
    );
}

#[test]
fn exporters_that_nobody_has_seen_are_learned() {
    // Two forms that write the same for every page but one cannot be told apart by the others.
    assert_learned(100, |seed| site(seed, "content/posts", PAGES));
}

#[test]
#[ignore = "needs the sites of ../shared/conformance/real-eras"]
fn shared_real_eras_by_exporters_that_nobody_has_seen() {
    let named = std::env::var_os("TIKICHECK_SHARED").map(PathBuf::from);
    let root = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    // There are thirty pages with a source, and constructs that only one of them has.
    assert_learned(50, |seed| {
        real_site(seed, &root.join("conformance/real-eras/E1"))
    });
}

/// The exporters of two directories are told apart. Both put the same in front of urls of the wiki, for that is a setting
/// of the whole site.
#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "takes two minutes where nothing is optimised; run it with `--release` or `--ignored`"
)]
fn two_exporters_on_one_site_are_told_apart() {
    let (first, mut pages) = site(3, "content/first", FEW);
    let (second, others) = site(7, "content/second", FEW);
    assert_eq!(first.links.tiki, second.links.tiki);
    pages.extend(others);
    let Checked { misfits, told, .. } = checked_as_learned(&pages);
    assert!(told.contains("exporters:"), "{told}");
    assert!(misfits * 16 <= pages.len(), "{misfits}: {told}");
}

/// What is made up can be said in settings at all.
#[test]
fn made_up_forms_are_templates() {
    for (form, texts) in WRITTEN {
        for text in *texts {
            let template: Template = form.parse(text).expect(text);
            // A brace is written by its name only where it would open a placeholder.
            assert_eq!(form.parse(&template.to_string()), Ok(template), "{text}");
        }
    }
}
