//! Pages of five exports: under the settings of its export, each is in sync to the byte.

use std::fs;
use std::path::{Path, PathBuf};

use tikicheck::internals::check::{Context, HandEdits, Verdict};
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::testing::check;

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

/// The pages below `root` that are not clean under these settings, and how many there are in all. `others` are paths
/// that links lead to as well.
fn unclean(root: &Path, settings: &str, others: &[&str]) -> (Vec<String>, usize) {
    let config = Config::parse(settings, Path::new("tikicheck.yaml")).expect("good settings");
    let text = fs::read_to_string(root.join("attachments.yaml")).expect("attachments");
    let attachments =
        Attachments::parse(&text, Path::new("attachments.yaml")).expect("good attachments");
    let pages = pages(root);
    let others = others.iter().map(|path| Path::new(*path).to_owned());
    let set = PageSet::from_paths(pages.iter().cloned().chain(others));
    let site = Site::new(set, &config.links, attachments);
    let context = Context::new(&config, &site);
    let mut workspace = Workspace::default();
    let mut unclean = Vec::new();
    for path in &pages {
        let file = fs::read(path).expect("the page can be read");
        let page = path.strip_prefix(root).expect("below the root");
        let checked = check(page, &file, context, HandEdits::Keep, &mut workspace);
        let is_clean = (checked.verdict == Verdict::InSync || checked.verdict == Verdict::WithoutSource)
            && checked.findings.is_empty()
            && checked.fixed.is_none();
        if !is_clean {
            unclean.push(format!("{}: {:#?}", path.display(), checked.findings));
        }
    }
    (unclean, pages.len())
}

#[test]
fn debug_real() {
    let shared = Path::new("/work/shared/conformance");
    for (name, extra) in [
        ("E1", ""),
        ("E2a", ""),
        ("E3", "leaves_out: {lines: ['\\{SQL', 'VitaminDWiki.*contains:?\\s*$', 'in the title', 'is automatically updated']}"),
        ("E4", "leaves_out: {sections: ['VitaminDWiki – ', 'VitaminDWiki - ', 'in the title', '{SQL', '{include']}"),
        ("E5", "leaves_out: {sections: ['VitaminDWiki – ', 'VitaminDWiki - ', 'in the title', '{SQL', '{include']}"),
    ] {
        let root = shared.join("real-eras").join(name);
        let preset = &name[..2];
        let mut settings = format!("links: {{attachments: attachments.yaml}}\nexporter:\n  preset: {preset}\n  {extra}\n");
        let names = categories(&root);
        println!("{names:?}");
        if name != "E2a" {
        settings += &format!("categories: {}\n", serde_json::to_string(&names).unwrap());
        }
        let (unclean, count) = unclean(&root, &settings, &[]);
        println!("{name}: {} of {count} not clean", unclean.len());
        for page in unclean.iter().take(4) {
            println!("{}", page.chars().take(3500).collect::<String>());
        }
    }
}

/// The names of categories: what links name whose body has a link to the category of that name.
fn categories(root: &Path) -> std::collections::BTreeSet<String> {
    use tikicheck::internals::wiki::{Reading, Tree, Workspace};
    use tikicheck::internals::wiki::tree::{Detail, Kind};
    use tikicheck::internals::page::escape::unescape;
    let mut names = std::collections::BTreeSet::new();
    for path in pages(root) {
        let file = fs::read_to_string(path).unwrap();
        let Some((_, source)) = file.split_once("\nOriginal Tiki:\n-------------\n") else { continue };
        let source = unescape(source);
        let mut tree = Tree::default();
        Workspace::default().parse_plain(&source, Reading::default(), &mut tree);
        for node in tree.nodes() {
            let page = match (node.kind, node.detail) {
                (Kind::LocalLink, _) => tree.slice(node.inner),
                (Kind::AliasedLocalLink, Detail::Page(page)) => tree.slice(page),
                _ => continue,
            };
            let slug = tikicheck::internals::site::page_slug(page);
            let path = page.to_lowercase().replace(' ', "-");
            if file.contains(&format!("(/categories/{slug})")) || file.contains(&format!("(/categories/{path})")) {
                names.insert(page.to_owned());
            }
        }
    }
    names
}
