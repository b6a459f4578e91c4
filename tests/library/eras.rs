//! Pages of five exports: under the settings of its export, each is in sync to the byte.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tikicheck::internals::check::{Context, HandEdits, Verdict};
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::init::propose;
use tikicheck::internals::page::escape::unescape;
use tikicheck::internals::rules::{Group, Rule};
use tikicheck::internals::site::{Attachments, PageSet, Site, page_slug};
use tikicheck::internals::testing::check;
use tikicheck::internals::wiki::tree::{Detail, Kind};

/// The exports, each with its number of pages here, in the generated site and in the real one. Pages without a source
/// are not counted: links lead to them.
const EXPORTS: [(&str, usize, usize, usize); 5] = [
    ("E1", 16, 100, 30),
    ("E2", 16, 100, 1),
    ("E3", 16, 100, 5),
    ("E4", 16, 100, 6),
    // The generated pages of the last two are the same.
    ("E5", 0, 100, 3),
];

/// Names of categories that the generated pages link to.
const CATEGORIES: [&str; 5] = [
    "Boats",
    "Boats - small",
    "Birds of the Bay",
    "Weather",
    "Lights - old",
];

/// The exports of which there are pages in the repository.
fn here() -> impl Iterator<Item = (&'static str, usize, usize, usize)> {
    EXPORTS.into_iter().filter(|(_, count, ..)| *count > 0)
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/eras")
}

/// All Markdown files below `root`, sorted.
fn pages(root: &Path) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("the pages can be read").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

fn attachments(root: &Path) -> Attachments {
    let name = Path::new("attachments.yaml");
    let text = fs::read_to_string(root.join(name)).expect("an attachments file");
    Attachments::parse(&text, name).expect("good attachments")
}

/// Checks all pages below `root`: none may have a finding about its parts. Returns how many carry a source.
fn assert_in_sync(root: &Path, config: &Config, attachments: Attachments) -> usize {
    let pages = pages(root);
    let site = Site::new(PageSet::from_paths(&pages), &config.links, attachments);
    let context = Context::new(config, &site);
    let mut workspace = Workspace::default();
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in &pages {
        let file = fs::read(path).expect("the page can be read");
        let page = path.strip_prefix(root).expect("below the root");
        let checked = check(page, &file, context, HandEdits::Keep, &mut workspace);
        // The front matter of one real page is no front matter any more; how Hugo shows the pages is another matter.
        let about_parts =
            |rule: Rule| rule != Rule::FrontMatterInvalid && rule.group() != Group::Shown;
        let is_clean = checked.verdict == Verdict::InSync
            && checked.fixed.is_none()
            && !checked
                .findings
                .iter()
                .any(|finding| about_parts(finding.rule));
        if is_clean {
            count += 1;
        } else if checked.verdict != Verdict::WithoutSource {
            wrong.push(format!("{}: {:#?}", path.display(), checked.findings));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} pages of {}:\n{}",
        wrong.len(),
        pages.len(),
        wrong.join("\n")
    );
    count
}

fn parsed(settings: &str) -> Config {
    Config::parse(settings, Path::new("tikicheck.yaml"))
        .unwrap_or_else(|error| panic!("{settings}\n{error}"))
}

#[test]
fn the_pages_of_each_export_are_in_sync_under_its_settings() {
    for (export, count, ..) in here() {
        let root = fixtures().join(export);
        let settings = fs::read_to_string(root.join("tikicheck.yaml")).expect("settings");
        let in_sync = assert_in_sync(&root, &parsed(&settings), attachments(&root));
        assert_eq!(in_sync, count, "{export}");
    }
}

/// What the exports left out of the generated pages, and where their links lead.
fn of_generated_pages(export: &str) -> &'static str {
    match export {
        "E3" => r"leaves_out: {lines: ['\{SQL', 'Harbour.*contains:?\s*$']}",
        "E4" | "E5" => {
            "leaves_out: {sections: [Harbour – , 'Harbour - ', in the title, '{SQL', '{include']}"
        }
        _ => "",
    }
}

#[test]
fn pages_of_all_exports_are_in_sync_in_one_site() {
    let mut settings = format!(
        "links: {{tiki: 'https://wiki.example.org/'}}\ncategories: {CATEGORIES:?}\nexporters:\n"
    );
    for (export, ..) in here() {
        let left_out = of_generated_pages(export);
        settings.push_str(&format!(
            "- pages: {export}/**\n  preset: {export}\n  {left_out}\n"
        ));
    }
    let attachments = attachments(&fixtures().join("E1"));
    let count = assert_in_sync(&fixtures(), &parsed(&settings), attachments);
    assert_eq!(
        count,
        EXPORTS.iter().map(|(_, count, ..)| count).sum::<usize>()
    );
}

#[test]
fn no_export_is_in_sync_under_the_settings_of_another() {
    let mut workspace = Workspace::default();
    for (export, ..) in here() {
        let root = fixtures().join(export);
        let files: Vec<String> = pages(&root)
            .iter()
            .map(|path| fs::read_to_string(path).expect("a page"))
            .collect();
        for (other, ..) in EXPORTS {
            let settings = format!(
                "categories: {CATEGORIES:?}\nexporter:\n  preset: {other}\n  {}\n",
                of_generated_pages(other)
            );
            let config = parsed(&settings);
            let site = Site::new(
                PageSet::from_paths(pages(&root)),
                &config.links,
                attachments(&root),
            );
            let generator = Generator::new(&config, &site);
            let agree = files
                .iter()
                .filter_map(|file| source(file).map(|source| (file, source)));
            let agree = agree.filter(|(file, source)| {
                let generated = generator.regenerate(source, &mut workspace);
                let body = file.find("<pre style").map_or("", |at| &file[..at]);
                body.contains(&*generated.markdown) && !generated.markdown.is_empty()
            });
            let agree = agree.count();
            // The last two differ by nothing but the time.
            let same = export == other || (export >= "E4" && other >= "E4");
            if !same {
                assert!(
                    agree < 12,
                    "{agree} pages of {export} are as {other} wrote them"
                );
            }
        }
    }
}

/// The wiki text that a page carries.
fn source(file: &str) -> Option<String> {
    let (_, source) = file.split_once("\nOriginal Tiki:\n-------------\n")?;
    let source = source.strip_suffix("\n</code>\n</pre>\n")?;
    Some(unescape(source).into_owned())
}

/// The directory of an export below one of these sites.
fn directory(export: &str) -> &str {
    match export {
        "E2" => "E2a",
        other => other,
    }
}

/// The directory with the sites that are no part of the repository: beside it, or where `TIKICHECK_SHARED` says.
fn shared(sites: &str) -> PathBuf {
    let named = std::env::var_os("TIKICHECK_SHARED").map(PathBuf::from);
    let root = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let root = root.join("conformance").join(sites);
    assert!(root.is_dir(), "there is no {}", root.display());
    root
}

/// Checks all pages below `root` under the settings that `init` learns from them. Returns how many are in sync.
fn in_sync_as_learned(root: &Path) -> usize {
    let paths = pages(root);
    let relative = paths.iter().map(|path| path.strip_prefix(root));
    let relative: Vec<PathBuf> = relative
        .map(|path| path.expect("below the root").to_owned())
        .collect();
    let proposal = propose(&relative, None, &|path| fs::read(root.join(path)).ok());
    let proposal = proposal.expect("pages with a source");
    let learned = proposal.attachments.unwrap_or_default();
    let attachments = Attachments::parse(&learned, Path::new("attachments.yaml"));
    let attachments = attachments.expect("good attachments");
    assert_in_sync(root, &parsed(&proposal.config), attachments)
}

/// Checks all pages below `root`, which nobody edited, without settings. No finding may say that a source was edited,
/// and no fix may change a byte.
fn assert_not_accused(root: &Path) {
    let config = Config::default();
    let pages = pages(root);
    let site = Site::new(
        PageSet::from_paths(&pages),
        &config.links,
        Attachments::default(),
    );
    let context = Context::new(&config, &site);
    let mut workspace = Workspace::default();
    for path in &pages {
        let file = fs::read(path).expect("the page can be read");
        let page = path.strip_prefix(root).expect("below the root");
        let checked = check(page, &file, context, HandEdits::Keep, &mut workspace);
        assert!(checked.fixed.is_none(), "{}", path.display());
        for finding in checked.findings {
            let is_edit = [Rule::StalePage, Rule::EditedBody, Rule::ConflictingEdits];
            let told =
                finding.message.contains("source was edited") || is_edit.contains(&finding.rule);
            assert!(!told, "{}: {}", path.display(), finding.message);
        }
    }
}

#[test]
fn init_alone_brings_the_pages_of_each_export_in_sync() {
    for (export, count, ..) in here() {
        let root = fixtures().join(export);
        assert_eq!(in_sync_as_learned(&root), count, "{export}");
    }
}

#[test]
fn without_settings_nobody_is_accused() {
    for (export, ..) in here() {
        assert_not_accused(&fixtures().join(export));
    }
}

#[test]
#[ignore = "needs the sites of ../shared/conformance/eras"]
fn shared_eras_are_learned() {
    let sites = shared("eras");
    for (export, _, count, _) in EXPORTS {
        assert_eq!(
            in_sync_as_learned(&sites.join(directory(export))),
            count,
            "{export}"
        );
    }
}

#[test]
#[ignore = "needs the sites of ../shared/conformance/real-eras"]
fn shared_real_eras_are_learned() {
    let sites = shared("real-eras");
    for (export, _, _, count) in EXPORTS {
        assert_eq!(
            in_sync_as_learned(&sites.join(directory(export))),
            count,
            "{export}"
        );
    }
}

#[test]
#[ignore = "needs the sites of ../shared/conformance/real-eras"]
fn nobody_is_accused_on_shared_real_eras() {
    let sites = shared("real-eras");
    for (export, ..) in EXPORTS {
        assert_not_accused(&sites.join(directory(export)));
    }
}

#[test]
#[ignore = "needs the sites of ../shared/conformance/eras"]
fn shared_eras_are_in_sync() {
    let sites = shared("eras");
    for (export, _, count, _) in EXPORTS {
        let root = sites.join(directory(export));
        let settings = fs::read_to_string(root.join("tikicheck.yaml")).expect("settings");
        let mut config = format!(
            "{settings}exporter:\n  preset: {export}\n  {}\n",
            of_generated_pages(export)
        );
        config.push_str(&format!("categories: {CATEGORIES:?}\n"));
        let in_sync = assert_in_sync(&root, &parsed(&config), attachments(&root));
        assert_eq!(in_sync, count, "{export}");
    }
}

#[test]
#[ignore = "needs the sites of ../shared/conformance/real-eras"]
fn shared_real_eras_are_in_sync() {
    let sites = shared("real-eras");
    for (export, _, _, count) in EXPORTS {
        let root = sites.join(directory(export));
        let left_out = match export {
            "E3" => {
                r"leaves_out: {lines: ['\{SQL', 'contains:?\s*$', in the title, is automatically updated]}"
            }
            "E4" | "E5" => {
                "leaves_out: {sections: ['Wiki – ', 'Wiki - ', in the title, '{SQL', '{include']}"
            }
            _ => "",
        };
        let names: Vec<String> = categories(&root).into_iter().collect();
        let settings =
            format!("exporter:\n  preset: {export}\n  {left_out}\ncategories: {names:?}\n");
        let in_sync = assert_in_sync(&root, &parsed(&settings), attachments(&root));
        assert_eq!(in_sync, count, "{export}");
    }
}

/// The names of categories: what links name on a page that has a link to the category of that name.
fn categories(root: &Path) -> BTreeSet<String> {
    let config = Config::default();
    let site = Site::new(
        PageSet::from_paths([""; 0]),
        &config.links,
        Attachments::default(),
    );
    let mut workspace = Workspace::default();
    let mut names = BTreeSet::new();
    for path in pages(root) {
        let file = fs::read_to_string(path).expect("a page");
        let Some(source) = source(&file) else {
            continue;
        };
        Generator::new(&config, &site).parse(&source, &mut workspace);
        let tree = &workspace.tree;
        for node in tree.nodes() {
            let page = match (node.kind, node.detail) {
                (Kind::LocalLink, _) => tree.slice(node.inner),
                (Kind::AliasedLocalLink, Detail::Page(page)) => tree.slice(page),
                _ => continue,
            };
            let path = page.to_lowercase().replace(' ', "-");
            let is_category = |name: &str| file.contains(&format!("](/categories/{name})"));
            if is_category(&page_slug(page)) || is_category(&path) {
                names.insert(page.to_owned());
            }
        }
    }
    names
}

/// What readers of the real pages see otherwise than it is meant: on how many pages each rule speaks, and of what.
///
/// Of the two pages that lost items of a list, one lost them with a section that was left out. The other shows them as
/// code, which `shown-as-code` tells.
#[test]
#[ignore = "needs the sites of ../shared/conformance/real-eras"]
fn shared_real_eras_are_shown_as_counted() {
    let sites = shared("real-eras");
    // The page, the rule and the cause.
    let mut told: BTreeSet<(PathBuf, Rule, String)> = BTreeSet::new();
    for (export, ..) in EXPORTS {
        let root = sites.join(directory(export));
        let paths = pages(&root);
        let relative: Vec<PathBuf> = paths
            .iter()
            .map(|path| path.strip_prefix(&root).expect("below the root").to_owned())
            .collect();
        let proposal = propose(&relative, None, &|path| fs::read(root.join(path)).ok());
        let proposal = proposal.expect("pages with a source");
        let learned = proposal.attachments.unwrap_or_default();
        let attachments = Attachments::parse(&learned, Path::new("attachments.yaml"));
        let attachments = attachments.expect("good attachments");
        let config = parsed(&proposal.config);
        let site = Site::new(PageSet::from_paths(&relative), &config.links, attachments);
        let context = Context::new(&config, &site);
        let mut workspace = Workspace::default();
        for page in &relative {
            let file = fs::read(root.join(page)).expect("the page can be read");
            let checked = check(page, &file, context, HandEdits::Keep, &mut workspace);
            for finding in checked.findings {
                if finding.rule.group() == Group::Shown {
                    let words = finding.cause.map_or_else(String::new, |cause| cause.words);
                    told.insert((root.join(page), finding.rule, words));
                }
            }
        }
    }
    let pages_with = |is: &dyn Fn(Rule, &str) -> bool| {
        let those = told.iter().filter(|(_, rule, words)| is(*rule, words));
        those.map(|(page, ..)| page).collect::<BTreeSet<_>>().len()
    };
    let lost =
        |what: &str| pages_with(&|rule, words| rule == Rule::MarkupLost && words.starts_with(what));
    let items_as_code = pages_with(&|_, words| words.starts_with("lists: shown as code"));
    assert_eq!(pages_with(&|rule, _| rule == Rule::ShownAsCode), 14);
    assert_eq!(pages_with(&|rule, _| rule == Rule::PluginShown), 13);
    assert_eq!(lost("headings: "), 7);
    assert_eq!(lost("bullets: "), 1);
    assert_eq!(items_as_code, 1);
    assert_eq!(lost("bold text: "), 3);
    assert_eq!(pages_with(&|rule, _| rule == Rule::TextLost), 0);
    assert_eq!(pages_with(&|rule, _| rule == Rule::MarkupMade), 2);
    // The front matter of one real page cannot be read.
    assert_eq!(pages_with(&|rule, _| rule == Rule::HugoStops), 1);
}
