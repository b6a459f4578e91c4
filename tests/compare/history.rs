//! A history made by a script, from a seed: edits, exports of another exporter, renames, losses. Each change is told
//! once, under its cause, with the right count, and `blame` names the commit and the side of every page that drifted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::blame::blamed;
use super::revisions::{causes, compared, losses};
use super::support::TestRepo;

/// How the exporter of the moment writes: what `tikicheck.yaml` says about it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Exporter {
    indent: usize,
    color: usize,
}

const COLORS: [&str; 3] = [
    "<span style=\"color:{spec};\">{text}</span>",
    "<b style=\"color:{spec}\">{text}</b>",
    "<i class=\"hue\">{text}</i>",
];

impl Exporter {
    fn settings(self) -> String {
        format!(
            "pages: [\"content/**/*.md\"]\nidentity: page_id\nexporter:\n  writes: {{bullet_indent: {}, color: '{}'}}\n",
            self.indent, COLORS[self.color]
        )
    }
}

/// What is known of a page of the script.
#[derive(Clone)]
struct Page {
    id: usize,
    name: String,
    words: Vec<String>,
    /// The commit that put it out of step, and the side that it edited.
    drift: Option<(String, &'static str)>,
}

/// A small generator, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn word(&mut self) -> String {
        const LETTERS: &[u8] = b"abdefgiklmnoprstuvz";
        (0..5 + self.roll(4))
            .map(|_| char::from(LETTERS[self.roll(LETTERS.len())]))
            .collect()
    }
}

/// The wiki text of a page: a coloured word, items of the second level, and a section.
fn source(words: &[String]) -> String {
    format!(
        "Of {} and ~~red:{}~~ and {}.\n** {}\n** {}\n---\n!{}\n{} {}",
        words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7]
    )
}

/// What the script does, and what has to be told of it.
struct Script {
    repo: TestRepo,
    dice: Dice,
    pages: BTreeMap<usize, Page>,
    exporter: Exporter,
    /// What the exporter makes of a wiki text, so that it is asked once for each.
    made: BTreeMap<(usize, usize, String), String>,
}

/// What one commit did, as `compare` has to tell it.
#[derive(Default, Debug, PartialEq, Eq)]
struct Expected {
    causes: BTreeMap<String, u64>,
    losses: BTreeSet<(String, String)>,
    edits: BTreeSet<String>,
    renamed: BTreeSet<String>,
    came: BTreeSet<String>,
}

impl Script {
    fn new(pages: usize, seed: u64) -> Self {
        let mut script = Self {
            repo: TestRepo::new(),
            dice: Dice(seed),
            pages: BTreeMap::new(),
            exporter: Exporter {
                indent: 3,
                color: 0,
            },
            made: BTreeMap::new(),
        };
        for id in 0..pages {
            script.add(id);
        }
        script.write_all();
        script.repo.commit_all("begin");
        script
    }

    fn add(&mut self, id: usize) -> String {
        let words: Vec<String> = (0..8).map(|_| self.dice.word()).collect();
        let page = Page {
            id,
            name: format!("page-{id}"),
            words,
            drift: None,
        };
        let path = path(&page);
        self.pages.insert(id, page);
        path
    }

    /// A page as the exporter of the moment writes it.
    ///
    /// Rendering is what the program under test is for, and it is tested elsewhere. Here it is asked once for a text with
    /// placeholders, which the words of each page replace.
    fn generated(&mut self, page: &Page) -> String {
        let marks: Vec<String> = (0..8).map(|n| format!("placeholder{n}x")).collect();
        let key = (self.exporter.indent, self.exporter.color, String::new());
        if !self.made.contains_key(&key) {
            self.repo.write("tikicheck.yaml", self.exporter.settings());
            let args = ["render", "--emit", "page"];
            let output = self.repo.tikicheck_fed(source(&marks).as_bytes(), &args);
            let text = String::from_utf8(output.stdout).expect("text");
            self.made.insert(key.clone(), text);
        }
        let mut text = self.made[&key].clone();
        for (mark, word) in marks.iter().zip(&page.words) {
            text = text.replace(mark, word);
        }
        format!(
            "---\ntitle: \"Page {0}\"\npage_id: {0}\n---\n\n{text}",
            page.id
        )
    }

    fn write_all(&mut self) {
        self.repo.write("tikicheck.yaml", self.exporter.settings());
        let pages: Vec<Page> = self.pages.values().cloned().collect();
        for page in pages {
            let text = self.generated(&page);
            self.repo.write(path(&page), text);
        }
        for page in self.pages.values_mut() {
            page.drift = None;
        }
    }

    /// Pages that are in step, several of them.
    fn some(&mut self, most: usize) -> Vec<usize> {
        let ids: Vec<usize> = self
            .pages
            .values()
            .filter(|page| page.drift.is_none())
            .map(|page| page.id)
            .collect();
        let count = 1 + self.dice.roll(most);
        let picked: BTreeSet<usize> = (0..count)
            .filter_map(|_| ids.get(self.dice.roll(ids.len().max(1))).copied())
            .collect();
        picked.into_iter().collect()
    }

    /// Makes one commit, and says what has to be told of it.
    fn step(&mut self, number: usize) -> Expected {
        let mut expected = Expected::default();
        let subject = format!("commit {number}");
        match self.dice.roll(8) {
            // Wiki texts are edited, and the pages are made again.
            0 => {
                for id in self.some(4) {
                    let word = self.dice.word();
                    self.pages.get_mut(&id).expect("it is there").words[2] = word;
                    let page = self.pages[&id].clone();
                    let text = self.generated(&page);
                    self.repo.write(path(&page), text);
                    expected.edits.insert(path(&page));
                }
            }
            // A wiki text is edited, and the page is not made again.
            1 => {
                for id in self.some(2) {
                    let page = self.pages[&id].clone();
                    let text = self.generated(&page);
                    let at = text.rfind(&page.words[7]).expect("it ends the source");
                    let word = self.dice.word();
                    let text =
                        format!("{}{word}{}", &text[..at], &text[at + page.words[7].len()..]);
                    self.repo.write(path(&page), text);
                    self.drift(id, &subject, "source");
                    expected.edits.insert(path(&page));
                }
            }
            // A body is edited by hand.
            2 => {
                for id in self.some(2) {
                    let page = self.pages[&id].clone();
                    let text = self.generated(&page);
                    let word = self.dice.word();
                    let text = text.replacen(&page.words[6], &word, 1);
                    self.repo.write(path(&page), text);
                    self.drift(id, &subject, "body");
                    count(&mut expected, "text: edited by hand");
                }
            }
            // Another exporter writes all pages.
            3 => {
                let before = self.exporter;
                match self.dice.roll(2) {
                    0 => self.exporter.indent = 5 - before.indent,
                    _ => self.exporter.color = (before.color + 1) % COLORS.len(),
                }
                // What was out of step is made anew; that tells of itself.
                let stale: Vec<Page> = self
                    .pages
                    .values()
                    .filter(|page| page.drift.is_some())
                    .cloned()
                    .collect();
                self.write_all();
                let words = if self.exporter.indent == before.indent {
                    "coloured text: "
                } else {
                    "bullets: indent "
                };
                expected
                    .causes
                    .insert(words.to_owned(), self.pages.len() as u64);
                for page in stale {
                    match page.drift {
                        // The old wiki text is put back.
                        Some((_, "source")) => {
                            expected.edits.insert(path(&page));
                        }
                        Some((_, "section")) => count(&mut expected, "sections: added"),
                        // A hand edit is lost.
                        _ => {
                            count(&mut expected, "text: other words");
                            let lost = ("words-gone".to_owned(), path(&page));
                            expected.losses.insert(lost);
                        }
                    }
                }
            }
            // Pages are renamed.
            4 => {
                for id in self.some(3) {
                    let old = self.pages[&id].clone();
                    let page = Page {
                        name: format!("renamed-{number}-{id}"),
                        ..old.clone()
                    };
                    self.repo.git(&["mv", &path(&old), &path(&page)]);
                    let to = path(&page);
                    self.pages.insert(id, page);
                    expected.renamed.insert(to.clone());
                    expected.losses.insert(("address-gone".to_owned(), to));
                }
            }
            // An exporter swallows a section: body and copy alike.
            5 => {
                for id in self.some(1) {
                    let page = self.pages[&id].clone();
                    let text = self.generated(&page);
                    self.repo.write(path(&page), without_section(&text, &page));
                    self.drift(id, &subject, "section");
                    count(&mut expected, "sections: left out");
                    expected
                        .losses
                        .insert(("section-gone".to_owned(), path(&page)));
                }
            }
            // Pages go.
            6 => {
                for id in self.some(2) {
                    if self.pages.len() < 5 {
                        break;
                    }
                    let page = self.pages.remove(&id).expect("it is there");
                    self.repo.remove(path(&page));
                    expected
                        .losses
                        .insert(("page-gone".to_owned(), path(&page)));
                }
            }
            // Pages come.
            _ => {
                let path = self.add(10_000 + number);
                let page = self.pages[&(10_000 + number)].clone();
                let text = self.generated(&page);
                self.repo.write(&path, text);
                expected.came.insert(path);
            }
        }
        self.repo.write("tikicheck.yaml", self.exporter.settings());
        self.repo.commit_all(&subject);
        expected
    }

    fn drift(&mut self, id: usize, subject: &str, side: &'static str) {
        let page = self.pages.get_mut(&id).expect("it is there");
        page.drift = Some((subject.to_owned(), side));
    }
}

fn count(expected: &mut Expected, cause: &str) {
    *expected.causes.entry(cause.to_owned()).or_default() += 1;
}

fn path(page: &Page) -> String {
    format!("content/posts/{}.md", page.name)
}

/// The page without its last section, in body and copy.
fn without_section(text: &str, page: &Page) -> String {
    let mut text = text.to_owned();
    for _ in 0..2 {
        let start = text.find("\n\n---\n\n").map(|at| at + 2);
        let start = start.filter(|start| text[*start..].contains(&page.words[5]));
        let Some(start) = start else { break };
        let end = text[start..].find(&page.words[7]).expect("its last word") + start;
        text.replace_range(start..end + page.words[7].len(), "");
    }
    text
}

/// What `compare` tells, in the form of what is expected; causes by the beginning that is known.
fn told(report: &Value, expected: &Expected) -> Expected {
    let names = |key: &str, of: fn(&Value) -> &Value| -> BTreeSet<String> {
        let list = report[key].as_array().expect("a list");
        list.iter()
            .map(|entry| of(entry).as_str().expect("a path").to_owned())
            .collect()
    };
    let mut told = Expected {
        edits: names("source_edits", |entry| entry),
        renamed: names("renamed", |entry| &entry["to"]),
        came: names("came", |entry| entry),
        ..Expected::default()
    };
    for (words, pages) in causes(report) {
        let known = expected
            .causes
            .keys()
            .find(|start| words.starts_with(*start));
        let known = known.cloned().unwrap_or(words);
        assert!(
            told.causes.insert(known.clone(), pages).is_none(),
            "{known} is told twice: {report:#}"
        );
    }
    for (kind, path, _) in losses(report) {
        assert!(
            told.losses.insert((kind.clone(), path.clone())),
            "{kind} of {path} is told twice"
        );
    }
    told
}

fn history(pages: usize, commits: usize, seed: u64) {
    let mut script = Script::new(pages, seed);
    let mut wrong = String::new();
    for number in 1..=commits {
        let expected = script.step(number);
        let report = compared(&script.repo, &["HEAD~", "HEAD"]);
        let told = told(&report, &expected);
        if told != expected {
            let _ = writeln!(wrong, "commit {number}: {told:#?} instead of {expected:#?}");
            break;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let expected: Vec<String> = script
        .pages
        .values()
        .filter_map(|page| {
            let (subject, side) = page.drift.as_ref()?;
            let side = if *side == "section" { "body" } else { side };
            Some(format!("{}: {subject} ({side}", path(page)))
        })
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let told: Vec<String> = blamed(&script.repo, &["--all"])
        .into_iter()
        .map(|line| line.split([';', ',']).next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(told, expected);
    assert!(!expected.is_empty());
}

#[test]
fn every_change_of_a_short_history_is_told_once() {
    history(20, 40, 1);
}

#[test]
#[ignore = "takes minutes"]
fn every_change_of_a_long_history_is_told_once() {
    history(500, 300, 2);
}
