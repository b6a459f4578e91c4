//! A site of realistic pages, each a function of seed and number, so that it is the same on every machine.

use std::path::{Path, PathBuf};

use fastrand::Rng;
use tikicheck::internals::check::Context;
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::{Generated, Workspace};
use tikicheck::internals::page::escape::escape;
use tikicheck::internals::page::{
    BODY_CLOSES, COPY_OPENS, SOURCE_CLOSES, SOURCE_OPENS, STYLE_OPENS, TREE_OPENS,
};
use tikicheck::internals::site::{Attachments, PageSet, Site, page_slug};

use super::wiki;

/// The configuration of the site: that of the later exports.
pub const CONFIG: &str = "\
pages:
  - content/posts/*.md
links:
  page: /posts/{slug}
  tag: /tags/{slug}.html
  tiki: https://wiki.example.org/
  attachments: attachments.yaml
render:
  comments: inline
  toc: shortcode
  trim_lines: true
block:
  style: \"background-color: #e0e0e0; white-space: pre-wrap;\"
";

/// The least number of an attachment.
pub const FIRST_ATTACHMENT: u32 = 20_000;

/// How a page departs from its source; one page in a hundred for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drift {
    SourceEdited,
    BodyEdited,
    BothEdited,
    CopyEdited,
    TreeEdited,
    CutOff,
    OtherStyle,
    WithoutSource,
}

impl Drift {
    /// All of them.
    pub const ALL: [Drift; 8] = [
        Drift::SourceEdited,
        Drift::BodyEdited,
        Drift::BothEdited,
        Drift::CopyEdited,
        Drift::TreeEdited,
        Drift::CutOff,
        Drift::OtherStyle,
        Drift::WithoutSource,
    ];

    /// How the page with this number departs from its source, if it does.
    pub fn of(number: usize) -> Option<Drift> {
        // Spread over the hundred: places 7, 18, 29, …
        let place = number % 100;
        Drift::ALL
            .get(place / 11)
            .filter(|_| place % 11 == 7)
            .copied()
    }
}

/// A site that is yet to be written.
pub struct Corpus {
    /// How many pages it has.
    pub pages: usize,
    seed: u64,
    config: Config,
    site: Site,
}

impl Corpus {
    /// The site of this many pages that `seed` stands for.
    pub fn new(pages: usize, seed: u64) -> Self {
        let config = Config::parse(CONFIG, Path::new("tikicheck.yaml"))
            .expect("the configuration is a good one");
        let attachments = Attachments::parse(&attachments(), Path::new("attachments.yaml"))
            .expect("the attachments file is a good one");
        let set = PageSet::from_paths((0..pages).map(|number| path(&title(seed, number))));
        let site = Site::new(set, &config.links, attachments);
        Corpus {
            pages,
            seed,
            config,
            site,
        }
    }

    /// What the pages are generated against.
    pub fn context(&self) -> Context<'_> {
        Context::new(&self.config, &self.site)
    }

    /// The wiki text of a page, `bytes` long or a little more.
    pub fn source(&self, number: usize, bytes: usize) -> String {
        let mut rng = rng(self.seed, number, "source");
        wiki::text(&mut rng, bytes, |rng| {
            let mut title = title(self.seed, rng.usize(..self.pages));
            // Links name pages with and without the date, and with a capital where there is none.
            if rng.bool() {
                title.truncate(title.find(" – ").unwrap_or(title.len()));
            }
            title
        })
    }

    /// The path and the bytes of a page.
    pub fn page(&self, number: usize, workspace: &mut Workspace) -> (PathBuf, String) {
        let mut rng = rng(self.seed, number, "page");
        let title = title(self.seed, number);
        let path = path(&title);
        let mut source = self.source(number, source_bytes(&mut rng, number));
        // Wikis store text as browsers send it.
        if !rng.u8(..8).is_multiple_of(8) {
            source = source.replace('\n', "\r\n");
        }
        let mut page = front_matter(&title, number, &mut rng);
        page.push('\n');
        self.write(&source, Drift::of(number), workspace, &mut page);
        (path, page)
    }

    /// Appends what stands behind the front matter.
    fn write(
        &self,
        source: &str,
        drift: Option<Drift>,
        workspace: &mut Workspace,
        page: &mut String,
    ) {
        let Generated { markdown, tree, .. } =
            self.context().generator.regenerate(source, workspace);
        let (copy, tree, source) = (escape(&markdown), escape(&tree), escape(source));
        let edited = |text: &str, word: &str, kinds: &[Drift]| {
            if drift.is_some_and(|drift| kinds.contains(&drift)) {
                text.replacen(word, " edited ", 2)
            } else {
                text.to_owned()
            }
        };
        let style = match drift {
            Some(Drift::OtherStyle) => "background-color: #e0e0e0;",
            _ => &self.config.block.style,
        };
        let body = edited(&markdown, " of ", &[Drift::BodyEdited, Drift::BothEdited]);
        page.push('\n');
        page.push_str(&body);
        if drift == Some(Drift::WithoutSource) {
            return;
        }
        for piece in [
            BODY_CLOSES,
            STYLE_OPENS,
            style,
            COPY_OPENS,
            &edited(&copy, " the ", &[Drift::CopyEdited]),
            TREE_OPENS,
            &edited(&tree, " the ", &[Drift::TreeEdited]),
            SOURCE_OPENS,
            &edited(&source, " the ", &[Drift::SourceEdited, Drift::BothEdited]),
        ] {
            page.push_str(piece);
        }
        if drift != Some(Drift::CutOff) {
            page.push_str(SOURCE_CLOSES);
        }
    }
}

/// The attachments file of every site.
pub fn attachments() -> String {
    let mut text = "attachments:\n".to_owned();
    for id in FIRST_ATTACHMENT..FIRST_ATTACHMENT + 3500 {
        text.push_str(&format!(
            "  {id}: https://files.example.org/attachments/pdf/paper-{id}.pdf\n"
        ));
    }
    text.push_str("files:\n");
    for id in FIRST_ATTACHMENT..FIRST_ATTACHMENT + 500 {
        text.push_str(&format!(
            "  {id}: https://files.example.org/files/chart-{id}.png\n"
        ));
    }
    text
}

/// A page is about eight times as long as its source: half of them have 20 to 37 KB, one in 250 has more than 200 KB.
fn source_bytes(rng: &mut Rng, number: usize) -> usize {
    let mut spread = || rng.usize(55..150);
    let bytes = 2700 * spread() / 100 * spread() / 100;
    if number % 250 == 42 { 27_000 } else { bytes }
}

fn rng(seed: u64, number: usize, what: &str) -> Rng {
    let salt = what.bytes().fold(0, |salt: u64, byte| {
        salt * 256 % 0xffff_fffb + u64::from(byte)
    });
    Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (number as u64) << 20 ^ salt)
}

fn path(title: &str) -> PathBuf {
    Path::new("content/posts").join(page_slug(title) + ".md")
}

/// The title of a page; the number of participants makes it unlike all others.
fn title(seed: u64, number: usize) -> String {
    const SUBJECTS: [&str; 8] = [
        "Vitamin D",
        "Magnesium",
        "Selenium",
        "Zinc",
        "Omega-3",
        "Vitamin K₂",
        "Sun exposure",
        "Calcium",
    ];
    const VERBS: [&str; 6] = [
        "cut the risk of",
        "is associated with",
        "did not change",
        "halved",
        "reduces",
        "may prevent",
    ];
    const OBJECTS: [&str; 10] = [
        "hip fracture",
        "falls",
        "Alzheimer's disease",
        "osteoporosis",
        "pre-eclampsia",
        "sepsis",
        "asthma",
        "“long” COVID",
        "depression",
        "type 2 diabetes",
    ];
    const MONTHS: [&str; 6] = ["Jan", "March", "May", "July", "Sept", "Nov"];
    let mut rng = rng(seed, number, "title");
    let mut pick = |list: &[&'static str]| list[rng.usize(..list.len())];
    let (subject, verb, object, month) =
        (pick(&SUBJECTS), pick(&VERBS), pick(&OBJECTS), pick(&MONTHS));
    let year = rng.u16(2009..2025);
    format!(
        "{subject} {verb} {object} ({} participants) – {month} {year}",
        number + 1
    )
}

/// YAML as the first exports wrote it, JSON as later ones did.
fn front_matter(title: &str, number: usize, rng: &mut Rng) -> String {
    let slug = page_slug(title);
    let id = number + 1000;
    let alias = title.replace(' ', "+");
    let date = format!(
        "20{:02}-{:02}-{:02}",
        rng.u8(9..25),
        rng.u8(1..13),
        rng.u8(1..29)
    );
    if rng.u8(..4) == 0 {
        format!(
            "{{\n  \"title\": \"{title}\",\n  \"slug\": \"{slug}\",\n  \"aliases\": [\n    \"/{alias}\",\n    \"/{id}\"\n  ],\n  \
             \"tiki_page_id\": {id},\n  \"date\": \"{date}\",\n  \"categories\": [\n    \"Health\",\n    \"Trials\"\n  ]\n}}\n"
        )
    } else {
        format!(
            "---\ntitle: \"{title}\"\nslug: \"{slug}\"\naliases:\n  - \"/{alias}\"\n  - \"/{id}\"\ntiki_page_id: {id}\n\
             date: {date}\ncategories: [\"Health\", \"Trials\"]\n---\n"
        )
    }
}
