//! Pages made to keep the check busy or to exhaust its stack: it ends, and says something sensible.
//!
//! How the work grows with the length of such pages, `benches/scaling` counts.

use super::support::binary::judge_not_as_shown;
use super::support::{Snapshot, TestRepo};

/// Openers without closers: a search for each of them to the end of the page would never end.
const OPENERS: &str = "__a ''b ~~c:d [e ((f {DIV(";
/// Each pair is two levels deeper.
const LEVELS: &str = "!*";
const TIMES: usize = 10_000;

/// A site whose one page carries `source` and was generated from another one; pages may have a megabyte.
fn site_with(source: &str) -> TestRepo {
    let site = TestRepo::empty();
    let page = site.tikicheck_fed(b"SOURCE", &["render", "--emit", "page"]);
    let page = String::from_utf8(page.stdout).expect("text");
    let (generated, closing) = page.rsplit_once("SOURCE").expect("the source is last");
    let source = source.replace('\'', "&#39;");
    site.write("page.md", [generated, &source, closing].concat());
    site.write("tikicheck.yaml", "limits: {page_bytes: 1000000}\n");
    site
}

/// Lets pages be as large as these get: the dump repeats the source on every level.
fn allow_large_pages(site: &TestRepo) {
    site.write("tikicheck.yaml", "limits: {page_bytes: 1000000000}\n");
}

#[test]
fn openers_without_closers_are_text() {
    let site = site_with(&OPENERS.repeat(TIMES));
    let run = site.tikicheck(&["--format", "concise"]);
    run.ended_with(1);
    // Mended it would be too large, and that is said first.
    assert_eq!(run.rules(), ["too-large"]);
    allow_large_pages(&site);
    judge_not_as_shown(&site);
    assert_eq!(
        site.tikicheck(&["--format", "concise"]).rules(),
        ["stale-page"]
    );
    let fix = site.tikicheck(&["--fix"]);
    assert_eq!(fix.ended_with(0), "1 page: 1 in sync\n");
    let fixed = Snapshot::of(&site.root);
    site.tikicheck(&["--fix"]).ended_with(0);
    fixed.assert_same(&Snapshot::of(&site.root));
}

#[test]
fn levels_without_end_are_one_finding() {
    let site = site_with(&LEVELS.repeat(TIMES));
    assert_eq!(
        site.tikicheck(&["--format", "concise"]).rules(),
        ["too-large"]
    );
    allow_large_pages(&site);
    judge_not_as_shown(&site);
    let run = site.tikicheck(&["--format", "concise"]);
    run.ended_with(1);
    let mut rules = run.rules();
    rules.dedup();
    assert_eq!(rules, ["stale-page", "too-deep"], "{}", run.census());
    let fix = site.tikicheck(&["--fix", "--format", "concise"]);
    fix.ended_with(1);
    assert_eq!(fix.rules(), ["too-deep"]);
}

#[test]
fn a_fix_never_makes_a_page_that_is_too_large_to_be_checked() {
    let site = site_with(&LEVELS.repeat(100));
    site.write("tikicheck.yaml", "limits: {page_bytes: 20000}\n");
    let before = Snapshot::of(&site.root);
    let run = site.tikicheck(&["--fix"]);
    run.ended_with(1);
    assert!(run.stdout.contains("error[too-large]"), "{run:#?}");
    assert!(run.stdout.contains("`limits: {page_bytes: …}`"), "{run:#?}");
    before.assert_same(&Snapshot::of(&site.root));
}

#[test]
fn rendering_takes_any_text() {
    let site = TestRepo::empty();
    for text in [OPENERS, LEVELS] {
        let text = text.repeat(TIMES);
        for emit in ["markdown", "tree", "page"] {
            let output = site.tikicheck_fed(text.as_bytes(), &["render", "--emit", emit]);
            assert_eq!(output.status.code(), Some(0), "{emit}");
            assert!(output.stdout.len() >= text.len(), "{emit}");
        }
    }
}

/// Checking takes no more stack than this, whatever the page says; a thread of the library's user has at least 2 MiB.
#[test]
fn a_small_stack_is_enough() {
    use tikicheck::internals::check::{Context, HandEdits};
    use tikicheck::internals::config::Config;
    use tikicheck::internals::generator::Workspace;
    use tikicheck::internals::site::{Attachments, PageSet, Site};
    use tikicheck::internals::testing::check;

    let run = || {
        let config = Config::default();
        let pages = PageSet::from_paths(std::iter::empty::<&std::path::Path>());
        let site = Site::new(pages, &config.links, Attachments::default());
        let context = Context::new(&config, &site);
        let mut workspace = Workspace::default();
        for text in [OPENERS, LEVELS, "__''", "{DIV()}", "||((|"] {
            let source = text.repeat(10_000);
            let page = context.generator.page(&source, &mut workspace);
            let checked = check(
                std::path::Path::new("page.md"),
                page.as_bytes(),
                context,
                HandEdits::Keep,
                &mut workspace,
            );
            assert!(checked.fixed.is_none(), "{text}");
        }
    };
    let stack = 256 * 1024;
    let thread = std::thread::Builder::new().stack_size(stack).spawn(run);
    thread.expect("a thread").join().expect("the checks hold");
}
