//! Random pairs of edits: how many are merged, and that nothing is lost; the numbers of `docs/internals/merge.md`.

use std::path::Path;
use std::process::Command;

use fastrand::Rng;
use tikicheck::internals::branches::{Files, How, merge_page};
use tikicheck::internals::check::{Context, HandEdits, Verdict};
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::merge::{Labels, Style, Within};
use tikicheck::internals::page::escape::{escape, unescape};
use tikicheck::internals::rules::Rule;
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::testing;

use crate::made_edits::{edit_body, edit_source, lost, source};
use crate::pages;
use crate::site::{HEAD, PAGE};
use crate::support::TestRepo;
use crate::support::page::Pieces;

/// The site of the made-up pages.
fn with_site<T>(work: impl FnOnce(Context<'_>) -> T) -> T {
    let config = Config::default();
    let files = pages::FILES.iter().copied().chain([PAGE]);
    let site = Site::new(
        PageSet::from_paths(files),
        &config.links,
        Attachments::default(),
    );
    work(Context::new(&config, &site))
}

fn check(file: &str, context: Context<'_>, workspace: &mut Workspace) -> testing::Outcome {
    testing::check(
        Path::new(PAGE),
        file.as_bytes(),
        context,
        HandEdits::Keep,
        workspace,
    )
}

/// The page after `tikicheck --fix`, where that brings it in sync.
fn fixed(file: &str, context: Context<'_>, workspace: &mut Workspace) -> Option<String> {
    let outcome = check(file, context, workspace);
    let fixed = outcome.fixed.unwrap_or_else(|| file.as_bytes().to_owned());
    let fixed = String::from_utf8(fixed).expect("UTF-8");
    let is_clean = check(&fixed, context, workspace).verdict == Verdict::InSync;
    is_clean.then_some(fixed)
}

/// The wiki text of a page.
fn source_of(file: &str) -> String {
    let (_, source) = file
        .rsplit_once("Original Tiki:\n-------------\n")
        .expect("a source");
    unescape(source.strip_suffix("\n</code>\n</pre>\n").expect("its end")).into_owned()
}

fn rounds(usual: usize) -> usize {
    let given = std::env::var("TIKICHECK_ROUNDS").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// What came of edits of body and source of one page.
#[derive(Debug, Default)]
struct InPage {
    pairs: usize,
    merged: usize,
    overlaps: usize,
    unknown: usize,
}

/// Edits body and source of `rounds` pages of which the hand edit alone can be carried.
fn in_page(rounds: usize, most: usize, seed: u64) -> InPage {
    let mut rng = Rng::with_seed(seed);
    let mut workspace = Workspace::default();
    let mut count = InPage::default();
    with_site(|context| {
        while count.pairs < rounds {
            let before = source(&mut rng);
            let whole = Pieces::in_sync(HEAD, &before, context);
            let after = edit_source(&before, most, &mut rng);
            let Some(body) = edit_body(&whole.body, most, &mut rng) else {
                continue;
            };
            let by_hand = Pieces {
                body: body.clone(),
                ..whole.clone()
            };
            let Some(carried) = fixed(&by_hand.text(), context, &mut workspace) else {
                continue;
            };
            let both = Pieces {
                source: escape(&after).into_owned(),
                ..by_hand
            };
            let found = check(&both.text(), context, &mut workspace);
            let Some(finding) = found
                .findings
                .iter()
                .find(|f| f.rule == Rule::ConflictingEdits)
            else {
                // Both say the same, or one says nothing.
                continue;
            };
            count.pairs += 1;
            let told = format!("{finding:?}");
            match found.fixed {
                Some(fixed) => {
                    count.merged += 1;
                    let fixed = String::from_utf8(fixed).expect("UTF-8");
                    assert_eq!(
                        check(&fixed, context, &mut workspace).verdict,
                        Verdict::InSync
                    );
                    let gone = lost(&before, &after, &source_of(&carried), &source_of(&fixed));
                    assert!(
                        gone.is_empty(),
                        "{gone:?}\n{before}\n---\n{after}\n---\n{body}\n---\n{fixed}"
                    );
                }
                None if told.contains("ChooseWording") => count.overlaps += 1,
                None => {
                    count.unknown += 1;
                    if std::env::var_os("TIKICHECK_SHOW").is_some() {
                        println!(
                            "--- before\n{before}\n--- after\n{after}\n--- generated\n{}\n--- body\n{body}",
                            whole.body
                        );
                    }
                }
            }
        }
    });
    count
}

#[test]
fn edits_of_body_and_source_are_merged_and_nothing_is_lost() {
    let count = in_page(40, 1, 1);
    assert!(count.merged * 10 >= count.pairs * 8, "{count:?}");
}

/// Run with `TIKICHECK_ROUNDS=2000 cargo test --release --test merge in_page -- --ignored --nocapture`.
#[test]
#[ignore = "takes a minute; prints a number of docs/internals/merge.md"]
fn in_page_pairs() {
    let [one, more] = [1, 3].map(|most| in_page(rounds(200), most, 2));
    println!("one edit on each side: {one:?}\nup to three: {more:?}");
    assert!(one.merged * 100 >= one.pairs * 95, "{one:?}");
}

/// Base, ours and theirs of one page: each side edits the source, or the body by hand.
struct Pair {
    files: [String; 3],
    /// The sources, hand edits carried.
    sources: [String; 3],
}

fn pair(most: usize, rng: &mut Rng, context: Context<'_>, workspace: &mut Workspace) -> Pair {
    loop {
        let before = source(rng);
        let whole = Pieces::in_sync(HEAD, &before, context);
        let mut side = || {
            if rng.u8(0..10) < 3 {
                let body = edit_body(&whole.body, most, rng)?;
                let text = Pieces {
                    body,
                    ..whole.clone()
                }
                .text();
                let source = source_of(&fixed(&text, context, workspace)?);
                return Some((text, source));
            }
            let source = edit_source(&before, most, rng);
            Some((Pieces::in_sync(HEAD, &source, context).text(), source))
        };
        let (Some(ours), Some(theirs)) = (side(), side()) else {
            continue;
        };
        if ours.0 == theirs.0 || ours.1 == before || theirs.1 == before {
            continue;
        }
        return Pair {
            files: [whole.text(), ours.0, theirs.0],
            sources: [before, ours.1, theirs.1],
        };
    }
}

/// Asserts that nothing is lost of a merged page, or of one in which a person kept both wordings of each conflict; how
/// many conflicts there were.
fn assert_kept(
    merged: &str,
    pair: &Pair,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> usize {
    let [base, ours, theirs] = &pair.sources;
    let conflicts = merged.matches("\n<<<<<<< ").count();
    let page = if conflicts == 0 {
        assert_eq!(
            check(merged, context, workspace).verdict,
            Verdict::InSync,
            "{merged}"
        );
        merged.to_owned()
    } else {
        let is_marker = |line: &str| {
            ["<<<<<<< ", "=======", ">>>>>>> "]
                .iter()
                .any(|sign| line.starts_with(sign))
        };
        let (front, source) = merged
            .rsplit_once("Original Tiki:\n-------------\n")
            .expect("a source");
        let kept: Vec<&str> = source.split('\n').filter(|line| !is_marker(line)).collect();
        let chosen = format!("{front}Original Tiki:\n-------------\n{}", kept.join("\n"));
        fixed(&chosen, context, workspace).unwrap_or_else(|| panic!("{chosen}"))
    };
    let gone = lost(base, ours, theirs, &source_of(&page));
    assert!(
        gone.is_empty(),
        "{gone:?}\n{base}\n---\n{ours}\n---\n{theirs}\n---\n{page}"
    );
    conflicts
}

#[test]
fn branches_are_merged_and_nothing_is_lost() {
    let mut rng = Rng::with_seed(3);
    let mut workspace = Workspace::default();
    with_site(|context| {
        for within in [Within::Sentences, Within::Words] {
            for _ in 0..15 {
                let pair = pair(3, &mut rng, context, &mut workspace);
                let [base, ours, theirs] = pair.files.each_ref().map(|file| file.as_bytes());
                let files = Files { base, ours, theirs };
                let labels = Labels {
                    size: 7,
                    ours: "a",
                    base: "o",
                    theirs: "b",
                    style: Style::Merge,
                };
                let how = How { within, labels };
                let merged = merge_page(Path::new(PAGE), files, &how, context, &mut workspace);
                assert_eq!(merged.as_text, None);
                let text = String::from_utf8(merged.bytes).expect("UTF-8");
                assert_eq!(
                    assert_kept(&text, &pair, context, &mut workspace),
                    merged.conflicts
                );
            }
        }
    });
}

/// What came of a pair of branches, by one way to merge.
#[derive(Debug, Default)]
struct Way {
    conflicts: usize,
    hunks: usize,
    most: usize,
}

impl Way {
    fn note(&mut self, merged: &str) {
        let hunks = merged.matches("\n<<<<<<< ").count();
        self.conflicts += usize::from(hunks > 0);
        self.hunks += hunks;
        self.most = self.most.max(hunks);
    }
}

/// Run with `TIKICHECK_ROUNDS=1000 cargo test --release --test merge branch_pairs -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes; prints a table of docs/internals/merge.md"]
fn branch_pairs() {
    let repo = TestRepo::new();
    for path in pages::FILES.iter().copied().chain([PAGE]) {
        repo.write(path, "x\n");
    }
    let settings = |within: &str| format!("merge: {{within: {within}}}\n");
    repo.write("tikicheck.yaml", settings("words"));
    repo.commit_all("site");
    let mut rng = Rng::with_seed(4);
    let mut workspace = Workspace::default();
    let ways = ["lines", "sentences", "words"];
    let mut by: [Way; 3] = Default::default();
    let (mut git, mut pairs) = (Way::default(), 0);
    with_site(|context| {
        while pairs < rounds(150) {
            pairs += 1;
            let pair = pair(3, &mut rng, context, &mut workspace);
            for (name, file) in ["o", "a", "b"].iter().zip(&pair.files) {
                repo.write(name, file);
            }
            let merge_file = repo.try_git(&[
                "merge-file",
                "-p",
                "-L",
                "a",
                "-L",
                "o",
                "-L",
                "b",
                "a",
                "o",
                "b",
            ]);
            git.note(&String::from_utf8(merge_file.stdout).expect("UTF-8"));
            for (within, way) in ways.iter().zip(&mut by) {
                repo.write("tikicheck.yaml", settings(within));
                repo.write("a", &pair.files[1]);
                let mut driver: Command = repo.command_in(&repo.root, crate::support::program());
                let output = driver
                    .args([
                        "merge-driver",
                        "o",
                        "a",
                        "b",
                        "--ours=a",
                        "--base=o",
                        "--theirs=b",
                    ])
                    .arg(format!("--path={PAGE}"))
                    .output()
                    .expect("it starts");
                assert!(
                    output.stdout.is_empty() && output.stderr.is_empty(),
                    "{output:?}"
                );
                let merged = String::from_utf8(repo.read("a")).expect("UTF-8");
                let conflicts = assert_kept(&merged, &pair, context, &mut workspace);
                assert_eq!(output.status.code(), Some(i32::from(conflicts > 0)));
                way.note(&merged);
            }
        }
    });
    println!("{pairs} pairs\ngit: {git:?}");
    for (within, way) in ways.iter().zip(&by) {
        println!("{within}: {way:?}");
    }
    assert!(by[2].conflicts * 3 <= git.conflicts, "{by:?}");
}

/// Run with `TIKICHECK_ROUNDS=50 cargo test --release --test merge real_merges -- --ignored --nocapture`.
#[test]
#[ignore = "takes a minute; prints a number of docs/internals/merge.md"]
fn real_merges() {
    let mut rng = Rng::with_seed(5);
    let mut workspace = Workspace::default();
    let (mut git, mut ours) = (Way::default(), Way::default());
    with_site(|context| {
        for _ in 0..rounds(15) {
            let pair = pair(3, &mut rng, context, &mut workspace);
            let repo = crate::site::Branches::with(
                &pages::FILES
                    .iter()
                    .map(|path| (*path, "x\n".to_owned()))
                    .chain([(PAGE, pair.files[0].clone())])
                    .collect::<Vec<_>>(),
            );
            repo.diverge(&pair.files[1], &pair.files[2]);
            let before = repo.git(&["rev-parse", "main"]);
            let own =
                "merge.tikicheck.driver=git merge-file --marker-size=%L -L %X -L %S -L %Y %A %O %B";
            repo.run(&["-c", own, "merge", "--no-edit", "topic"]);
            git.note(&repo.page_text());
            repo.git(&["reset", "--quiet", "--hard", before.trim()]);
            let run = repo.run(&["merge", "--no-edit", "topic"]);
            let conflicts = assert_kept(&repo.page_text(), &pair, context, &mut workspace);
            assert_eq!(run.code, Some(i32::from(conflicts > 0)), "{}", run.said());
            ours.note(&repo.page_text());
        }
    });
    println!("git: {git:?}\ndriver: {ours:?}");
}
