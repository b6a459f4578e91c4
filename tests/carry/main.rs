//! Edits of bodies, carried into the source: how many of which kind, and never wrongly.

mod edits;
mod pages;
mod sites;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use edits::{Body, KINDS};
use fastrand::Rng;
use tikicheck::internals::carry::{Level, Put, put, put_up_to};
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::page::escape::{escape, unescape};
use tikicheck::internals::site::{Attachments, PageSet, Site};

fn site(config: &Config) -> Site {
    let attachments = "attachments: {7: /img/hip.png}\n";
    let attachments =
        Attachments::parse(attachments, Path::new("attachments.yaml")).expect("it is well-formed");
    Site::new(
        PageSet::from_paths(pages::FILES),
        &config.links,
        attachments,
    )
}

/// What became of the edits of a kind.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    edits: usize,
    exact: usize,
    spacing: usize,
    alike: usize,
    tried: usize,
    most: usize,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.edits += other.edits;
        self.exact += other.exact;
        self.spacing += other.spacing;
        self.alike += other.alike;
        self.tried += other.tried;
        self.most = self.most.max(other.most);
    }

    /// Counts one edit.
    fn note(&mut self, put: &Put) {
        self.edits += 1;
        self.tried += put.tried;
        self.most = self.most.max(put.tried);
        match (put.is_whole(), put.level) {
            (true, Level::Exact) => self.exact += 1,
            (true, Level::Spacing) => self.spacing += 1,
            (true, Level::ReadsAlike) => self.alike += 1,
            (false, _) => {}
        }
    }

    /// How many of a hundred edits were carried so that the page stays as it is, but for spacing.
    fn carried(self) -> f64 {
        100.0 * (self.exact + self.spacing) as f64 / self.edits.max(1) as f64
    }

    /// How many of a hundred edits were carried so that the page reads the same.
    fn kept(self) -> f64 {
        self.carried() + 100.0 * self.alike as f64 / self.edits.max(1) as f64
    }
}

/// Asserts what always holds of what `put` returns.
fn assert_laws(
    generator: Generator<'_>,
    source: &str,
    edited: &str,
    put: &Put,
    workspace: &mut Workspace,
) {
    let again = generator.regenerate(&unescape(&put.source), workspace);
    assert_eq!(
        again.markdown, put.body,
        "the body is what the source generates"
    );
    if put.is_whole() && put.level == Level::Exact {
        assert_eq!(put.body, edited, "exact is exact");
    }
    let mut from = 0;
    let mut text = String::new();
    for splice in &put.splices {
        assert!(splice.range.start >= from, "splices are in order");
        text.push_str(&source[from..splice.range.start]);
        text.push_str(&splice.text);
        from = splice.range.end;
    }
    text.push_str(&source[from..]);
    assert_eq!(text, put.source, "nothing else changed");
}

/// Carries an edit in both ways, and asserts what always holds; what is carried exactly or but for spacing where that is
/// possible, else what reads the same.
fn carry(generator: Generator<'_>, source: &str, edited: &str, workspace: &mut Workspace) -> Put {
    let strict = put(generator, source, edited, workspace);
    assert_laws(generator, source, edited, &strict, workspace);
    let kept = put_up_to(Level::ReadsAlike, generator, source, edited, workspace);
    assert_laws(generator, source, edited, &kept, workspace);
    if kept.is_whole() {
        assert_eq!(
            words_seen(&kept.body),
            words_seen(edited),
            "what reads the same has the same words: {edited:?} and {:?}",
            kept.body
        );
    }
    if strict.is_whole() { strict } else { kept }
}

/// The words of a text, its addresses and its marks that are told apart by sight, without any parser: letters and digits
/// one behind the other. Numbers of items count as one, and the names of what an image's tag holds do not.
fn words_seen(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for line in text.lines() {
        let line = line.trim_start();
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let is_item = digits > 0 && line[digits..].starts_with(['.', ')']);
        let line = if is_item { &line[digits..] } else { line };
        let mut rest = line.split(|c: char| !c.is_alphanumeric());
        words.extend(
            rest.by_ref()
                .filter(|word| !word.is_empty())
                .map(str::to_owned),
        );
    }
    // An image in Markdown has its text in front of its address, a tag behind it.
    words.retain(|word| !matches!(&**word, "img" | "src" | "alt" | "br"));
    words.sort_unstable();
    words
}

/// Tries `rounds` edits of each kind on made-up pages.
fn coverage(rounds: usize, failures: &mut String) -> BTreeMap<usize, Count> {
    let config = Config::default();
    let site = site(&config);
    let generator = Generator::new(&config, &site);
    let mut workspace = Workspace::default();
    let mut counts = BTreeMap::new();
    for (i, kind) in KINDS.iter().enumerate() {
        let count: &mut Count = counts.entry(i).or_default();
        let mut rng = Rng::with_seed(i as u64);
        for round in 0..rounds * 20 {
            if count.edits == rounds {
                break;
            }
            let line_end = if round % 5 == 4 { "\r\n" } else { "\n" };
            let plain = pages::page(&mut rng, 14, line_end);
            let source = escape(&plain).into_owned();
            let body = generator.regenerate(&plain, &mut workspace).markdown;
            let Some(edited) = (kind.edit)(&Body::new(&body), &mut rng) else {
                continue;
            };
            if edited == body {
                continue;
            }
            let put = carry(generator, &source, &edited, &mut workspace);
            count.note(&put);
            if let Some(refusal) = put.refused.first() {
                writeln!(
                    failures,
                    "{}: {}: {:?} ({:?}, {} tried)\n  in {:?}",
                    kind.group,
                    kind.name,
                    &edited[refusal.edited.clone()],
                    refusal.reason,
                    put.tried,
                    around(&edited, refusal.edited.clone()),
                )
                .expect("a String takes everything");
            }
        }
    }
    counts
}

/// A stretch of a text with forty bytes on either side.
fn around(text: &str, range: std::ops::Range<usize>) -> &str {
    let floor = |at: usize| {
        (0..=at)
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0)
    };
    &text[floor(range.start.saturating_sub(40))..floor((range.end + 40).min(text.len()))]
}

/// The counts of the groups, in the order of the kinds.
fn by_group(counts: &BTreeMap<usize, Count>) -> Vec<(&'static str, usize, Count)> {
    let mut groups: Vec<(&str, usize, Count)> = Vec::new();
    for (&i, &count) in counts {
        let group = KINDS[i].group;
        if groups.last().is_none_or(|(last, ..)| *last != group) {
            groups.push((group, 0, Count::default()));
        }
        let (_, kinds, sum) = groups.last_mut().expect("it was pushed");
        *kinds += 1;
        sum.add(count);
    }
    groups
}

/// The kinds of edits of which nearly all are carried.
const SURE: [&str; 9] = [
    "typo",
    "word",
    "number",
    "sentence",
    "paragraph",
    "link",
    "item",
    "cell",
    "heading",
];

#[test]
fn most_edits_are_carried_and_none_wrongly() {
    assert!(KINDS.len() >= 60);
    let mut failures = String::new();
    let counts = coverage(3, &mut failures);
    let mut all = Count::default();
    for (group, _, count) in by_group(&counts) {
        if group != "impossible" {
            all.add(count);
        }
    }
    assert!(all.carried() >= 80.0, "{all:?}\n{failures}");
}

/// Run with `cargo test --release --test carry coverage -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes; prints the table of docs/internals/carry.md"]
fn coverage_by_kind() {
    let rounds = std::env::var("TIKICHECK_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let mut failures = String::new();
    let counts = coverage(rounds.unwrap_or(10), &mut failures);
    let mut table = String::from(
        "| edits | kinds | tried | exact | spacing | reads the same | `--fix` | `--keep-edits` |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut all = Count::default();
    for (group, kinds, count) in by_group(&counts) {
        all.add(count);
        let sure = if SURE.contains(&group) { "*" } else { "" };
        writeln!(
            table,
            "| {group}{sure} | {kinds} | {} | {} | {} | {} | {:.1} % | {:.1} % |",
            count.edits,
            count.exact,
            count.spacing,
            count.alike,
            count.carried(),
            count.kept()
        )
        .expect("a String takes everything");
    }
    println!("{failures}");
    for (i, count) in &counts {
        println!("{} / {}: {count:?}", KINDS[*i].group, KINDS[*i].name);
    }
    println!(
        "{table}\n{all:?} {:.1} %, {:.1} %",
        all.carried(),
        all.kept()
    );
}
