//! The example site under the built tikicheck: it shows every rule, and only what is named here is out of step.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use support::binary::copy_of;
use support::{Snapshot, TestRepo};
use tikicheck::internals::rules::{Rule, Scope};

const SITE: &str = "examples/site";

/// A change that puts a page out of step; taking it back puts the page in step again.
struct Drift {
    page: &'static str,
    part: Part,
    was: &'static str,
    is: &'static str,
    rule: Rule,
}

enum Part {
    Body,
    Frame,
    Copy,
    Source,
}

const fn drift(
    page: &'static str,
    rule: Rule,
    part: Part,
    was: &'static str,
    is: &'static str,
) -> Drift {
    Drift {
        page,
        part,
        was,
        is,
        rule,
    }
}

const BANNER: &str =
    "stars along:\n!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*!*SUNSHINE";
const OURS: &str = "With vitamin D there were __16%__ fewer fractures.";
const CONFLICT: &str = "With vitamin D there were __16%__ fewer fractures.
=======
Calcium alone does little for hips. With vitamin D there were __one in six__ fewer fractures.
>>>>>>> newer-numbers";

const DRIFTS: &[Drift] = &[
    drift(
        "vitamin-k2-and-arteries",
        Rule::StalePage,
        Part::Source,
        "__90 mcg__",
        "__180 mcg__",
    ),
    // Generated before the page that it links to was there.
    drift(
        "thyroid-basics",
        Rule::StaleLinks,
        Part::Body,
        "/posts/iodine-in-pregnancy",
        "/tags/iodine-in-pregnancy.html",
    ),
    drift(
        "thyroid-basics",
        Rule::StaleLinks,
        Part::Copy,
        "/posts/iodine-in-pregnancy",
        "/tags/iodine-in-pregnancy.html",
    ),
    // Written by an exporter that indented lists by two spaces a level.
    drift(
        "potassium-and-salt",
        Rule::Misfit,
        Part::Body,
        "   *  bananas",
        "  *  bananas",
    ),
    drift(
        "potassium-and-salt",
        Rule::Misfit,
        Part::Copy,
        "   *  bananas",
        "  *  bananas",
    ),
    drift(
        "sunshine-week",
        Rule::TooDeep,
        Part::Source,
        "stars along:",
        BANNER,
    ),
    drift(
        "omega-3-and-dry-eyes",
        Rule::EditedBody,
        Part::Body,
        "is an oil.",
        "is an oil. So is flax oil.",
    ),
    // A list as people type it, which no wiki text generates so: `--keep-edits`.
    drift(
        "magnesium-and-sleep",
        Rule::EditedBody,
        Part::Body,
        "but p > 0.05\n",
        "but p > 0.05\n* naps: none\n",
    ),
    // No wiki text generates a table with a header.
    drift(
        "vitamin-d-and-falls-in-older-adults",
        Rule::EditedBody,
        Part::Body,
        "* one or two years\n",
        "* one or two years\n\n| dose | falls |\n| --- | --- |\n| 800 IU | fewer |\n",
    ),
    drift(
        "vitamin-b12-after-50",
        Rule::ConflictingEdits,
        Part::Body,
        "is low; symptoms",
        "is low, and symptoms",
    ),
    drift(
        "vitamin-b12-after-50",
        Rule::ConflictingEdits,
        Part::Source,
        "__200 pg/mL__",
        "__300 pg/mL__",
    ),
    drift(
        "zinc-and-colds",
        Rule::StaleCopy,
        Part::Copy,
        "**two days**",
        "**one day**",
    ),
    drift(
        "vitamin-c-and-iron",
        Rule::StaleTree,
        Part::Source,
        "size=&quot;2&quot;",
        "size=&quot;3&quot;",
    ),
    drift(
        "calcium-with-or-without-d",
        Rule::DamagedBlock,
        Part::Source,
        OURS,
        CONFLICT,
    ),
    drift(
        "calcium-with-or-without-d",
        Rule::DamagedBlock,
        Part::Source,
        "Calcium alone does little for hips. With vitamin D there were __16%__",
        "<<<<<<< HEAD\nCalcium alone does little for hips. With vitamin D there were __16%__",
    ),
    drift(
        "folate-or-folic-acid",
        Rule::BlockStyle,
        Part::Frame,
        "#e0e0e0",
        "#f0f0f0",
    ),
    // Accepted in tikicheck.yaml.
    drift(
        "biotin-newsletter-2014",
        Rule::EditedBody,
        Part::Body,
        "**three days**",
        "**two days**",
    ),
];

#[test]
fn the_report_can_be_read() {
    let site = copy_of(SITE);
    let human = site.tikicheck(&[]);
    let concise = site.tikicheck(&["--format", "concise"]);
    assert_eq!(human.stderr, "");
    assert_snapshot("example-site", human.ended_with(1));
    assert_snapshot("example-site-concise", concise.ended_with(1));
}

#[test]
fn every_rule_is_shown() {
    let run = copy_of(SITE).tikicheck(&["--format", "concise"]);
    let shown: BTreeSet<&str> = run.rules().into_iter().collect();
    // A site without a history has no page that was something else before.
    let rules = Rule::ALL
        .iter()
        .filter(|rule| rule.scope() != Scope::Change)
        // The site is not in the Tiki dialect.
        .filter(|rule| **rule != Rule::ConversionLoss);
    let all: BTreeSet<&str> = rules.map(|rule| rule.name()).collect();
    assert_eq!(shown, all);
}

/// The wiki text of `iron-from-plants` names a page that is not there, and its front matter accepts that.
#[test]
fn a_page_accepts_a_finding_by_its_own_front_matter() {
    let site = copy_of(SITE);
    let (path, accepts) = (
        "content/posts/iron-from-plants.md",
        "tikicheck: {ignore: [missing-page]}",
    );
    let rules = || -> Vec<String> {
        let run = site.tikicheck(&["--format", "concise", path]);
        run.rules().into_iter().map(str::to_owned).collect()
    };
    assert_eq!(rules(), [""; 0]);
    let text = read(&site, "iron-from-plants");
    assert!(text.contains(accepts));
    site.write(path, text.replace(accepts, "draft: true"));
    assert_eq!(rules(), ["missing-page"]);
}

#[test]
fn without_the_drift_named_here_every_page_that_has_a_source_is_in_step() {
    let site = copy_of(SITE);
    for drift in DRIFTS {
        let before = site.tikicheck(&["--format", "concise", &page(drift)]);
        let accepted = drift.page == "biotin-newsletter-2014";
        assert_eq!(
            before.rules().contains(&drift.rule.name()),
            !accepted,
            "{}",
            drift.page
        );
    }
    for drift in DRIFTS.iter().rev() {
        replace(&site, drift, drift.is, drift.was);
    }
    let after = site.tikicheck(&["--format", "concise"]);
    let left: BTreeSet<&str> = after.rules().into_iter().collect();
    // What is wrong with a page whose generated parts are in step.
    let expected = [
        Rule::InvalidAttachment,
        Rule::MissingSource,
        Rule::NotUtf8,
        Rule::TooLarge,
        Rule::UnusedIgnore,
        Rule::FrontMatterInvalid,
        Rule::SlugMismatch,
        Rule::DuplicateSlug,
        Rule::DuplicateAlias,
        Rule::UnclosedMarkup,
        Rule::UnknownPlugin,
        Rule::UnknownAttachment,
        Rule::MissingPage,
        Rule::ShownAsCode,
        Rule::MarkupLost,
        Rule::MarkupMade,
        Rule::TextLost,
        Rule::PluginShown,
        Rule::HugoStops,
        Rule::DeadLink,
    ];
    assert_eq!(left, expected.map(Rule::name).into());
    assert_eq!(
        after.census(),
        "27 pages: 22 in sync, 2 drifted, 3 without a source"
    );
}

#[test]
fn a_fix_mends_what_is_safe_and_leaves_the_rest() {
    let site = copy_of(SITE);
    let before = findings(&site, &[]);
    let originals = Files::of(&site);
    let after = findings(&site, &["--fix"]);

    let (safe, rest): (Vec<_>, Vec<_>) = before.iter().partition(|finding| finding.fix == "safe");
    let place = |finding: &&Finding| (finding.rule.clone(), finding.path.clone());
    let mut left: BTreeSet<_> = rest.iter().map(place).collect();
    // How a page is shown is told once its body is what the source generates.
    let banner = page_named("sunshine-week");
    left.insert(("markup-lost".to_owned(), banner));
    let after: BTreeSet<_> = after.iter().map(|finding| place(&finding)).collect();
    assert_eq!(after, left);
    let mended: BTreeSet<String> = safe.iter().map(|finding| finding.path.clone()).collect();
    assert_eq!(mended.len(), 8);
    assert_eq!(originals.changed(&site), mended);

    let once = Snapshot::of(&site.root);
    site.tikicheck(&["--fix"]).ended_with(1);
    once.assert_same(&Snapshot::of(&site.root));
}

#[test]
fn a_fix_leaves_front_matter_and_source_alone() {
    let site = copy_of(SITE);
    let paths: BTreeSet<&str> = DRIFTS.iter().map(|drift| drift.page).collect();
    let kept = |site: &TestRepo| -> Vec<(String, String)> {
        let parts = |name: &&str| {
            let text = read(site, name);
            let front_matter = text.split_inclusive("---\n").take(2).collect();
            let source = text.split("\n\nOriginal Tiki:\n").nth(1);
            (front_matter, source.expect("it has one").to_owned())
        };
        paths.iter().map(parts).collect()
    };
    let before = kept(&site);
    site.tikicheck(&["--fix", "--discard-edits", "."])
        .ended_with(1);
    assert_eq!(kept(&site), before);
}

#[test]
fn a_patch_gives_what_a_fix_gives() {
    let patched = copy_of(SITE);
    let run = patched.tikicheck(&["--diff"]);
    let patch = run.ended_with(1);
    let mut git = patched.command_in(&patched.root, "git");
    let mut git = git.arg("apply").stdin(Stdio::piped()).spawn().expect("git");
    let mut stdin = git.stdin.take().expect("it was asked for");
    stdin.write_all(patch.as_bytes()).expect("git reads");
    drop(stdin);
    assert!(git.wait().expect("git ends").success(), "{patch}");

    let fixed = copy_of(SITE);
    fixed.tikicheck(&["--fix"]).ended_with(1);
    assert_eq!(Files::of(&patched).changed(&fixed), BTreeSet::new());
    assert!(!Files::of(&copy_of(SITE)).changed(&fixed).is_empty());
}

#[test]
fn hand_edits_are_dropped_when_that_is_asked_for() {
    let site = copy_of(SITE);
    let by_hand = copy_of(SITE);
    let edits = DRIFTS
        .iter()
        .filter(|drift| drift.page == "omega-3-and-dry-eyes");
    for edit in edits {
        let run = site.tikicheck(&["--fix", "--discard-edits", &page(edit)]);
        assert_eq!(run.ended_with(0), "1 page: 1 in sync\n");
        replace(&by_hand, edit, edit.is, edit.was);
    }
    assert_eq!(Files::of(&site).changed(&by_hand), BTreeSet::new());
    assert_eq!(Files::of(&copy_of(SITE)).changed(&site).len(), 1);
}

/// The pages of the example site are as the renderer of today writes them, but for the drift named here.
///
/// `TIKICHECK_UPDATE=1 cargo test --test example_site current` writes them anew.
#[test]
fn the_pages_are_current() {
    let site = copy_of(SITE);
    for drift in DRIFTS.iter().rev() {
        replace(&site, drift, drift.is, drift.was);
    }
    site.tikicheck(&["--fix", "--discard-edits", "."])
        .ended_with(1);
    for drift in DRIFTS {
        replace(&site, drift, drift.was, drift.is);
    }
    let is_update = std::env::var_os("TIKICHECK_UPDATE").is_some_and(|value| value == "1");
    for page in DRIFTS.iter().map(page).collect::<BTreeSet<_>>() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SITE).join(&page);
        let today = site.read(&page);
        if is_update {
            fs::write(path, today).expect("the checkout can be written");
        } else {
            let found = fs::read(path).expect("the page is there");
            assert!(
                found == today,
                "{page} is not current; renew it with: \
                 TIKICHECK_UPDATE=1 cargo test --test example_site current"
            );
        }
    }
}

struct Finding {
    rule: String,
    path: String,
    fix: String,
}

fn findings(site: &TestRepo, args: &[&str]) -> Vec<Finding> {
    let run = site.tikicheck(&[args, &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(run.ended_with(1)).expect("it is JSON");
    let finding = |entry: &Value| {
        let text = |key: &str| entry[key].as_str().expect("a text").to_owned();
        Finding {
            rule: text("rule"),
            path: text("path"),
            fix: text("fix"),
        }
    };
    let list = report["findings"].as_array().expect("a list");
    list.iter().map(finding).collect()
}

/// The files of a site at one time.
struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    fn of(site: &TestRepo) -> Self {
        let file = |path: &std::path::PathBuf| (path.display().to_string(), site.read(path));
        Self(site.files().iter().map(file).collect())
    }

    /// The paths of those that have other bytes now.
    fn changed(&self, now: &TestRepo) -> BTreeSet<String> {
        let changed = self
            .0
            .iter()
            .filter(|(path, bytes)| now.read(path) != *bytes);
        changed.map(|(path, _)| path.clone()).collect()
    }
}

fn page(drift: &Drift) -> String {
    page_named(drift.page)
}

fn page_named(name: &str) -> String {
    format!("content/posts/{name}.md")
}

fn read(site: &TestRepo, page: &str) -> String {
    let bytes = site.read(format!("content/posts/{page}.md"));
    String::from_utf8(bytes).expect("this page is UTF-8")
}

/// Replaces the one `from` in the part that drifts.
fn replace(site: &TestRepo, drift: &Drift, from: &str, to: &str) {
    let text = read(site, drift.page);
    let seam = |seam| text.find(seam).expect("the page has a block");
    let (block, copy) = (seam("<pre style="), seam("<code class="));
    let (tree, source) = (seam("\n\nAST Structure:\n"), seam("\n\nOriginal Tiki:\n"));
    let part = match drift.part {
        Part::Body => 0..block,
        Part::Frame => block..copy,
        Part::Copy => copy..tree,
        Part::Source => source..text.len(),
    };
    assert_eq!(
        text[part.clone()].matches(from).count(),
        1,
        "{}: {from}",
        drift.page
    );
    let new = text[part.clone()].replace(from, to);
    site.write(
        page(drift),
        [&text[..part.start], &new, &text[part.end..]].concat(),
    );
}

fn assert_snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
