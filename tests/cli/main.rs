//! The built tikicheck on sites in temporary directories: what users type, what they see, and what is on disk after.

#[path = "../support/mod.rs"]
mod support;

mod advice;
mod as_meant;
mod conformance;
mod dead_links;
mod hostile;
mod init;
mod losses;
mod messages;
mod output;
mod page_list;
mod paths;
mod readme;
mod refusals;
mod render;
mod seed_page;
mod show;
mod stdin;
mod whole_site;

use support::TestRepo;
use support::binary::copy_of;

const SEED_SITE: &str = "tests/conformance/seed-page";
const SEED_PAGE: &str =
    "content/posts/high-selenium-intake-cuts-risk-of-osteoporosis-in-half-meta-analysis.md";
const SEAMS: [&str; 3] = [
    "\n<code class=\"language-text\">\nMarkdown:\n--------\n",
    "\n\nAST Structure:\n-------------\n",
    "\n\nOriginal Tiki:\n-------------\n",
];

/// A copy of the site with the seed page, without a repository and without settings.
fn seed_site() -> TestRepo {
    let site = copy_of(SEED_SITE);
    site.remove("tikicheck.yaml");
    site
}

fn seed_page() -> String {
    read(&seed_site(), SEED_PAGE)
}

fn read(site: &TestRepo, path: &str) -> String {
    String::from_utf8(site.read(path)).expect("the page is UTF-8")
}

/// The parts of the seed page: everything in front of the block, copy, tree, and source with the block's last lines.
fn parts(page: &str) -> [&str; 4] {
    let mut rest = page;
    let parts = SEAMS.map(|seam| {
        let (part, behind) = rest.split_once(seam).expect("the page has a block");
        rest = behind;
        part
    });
    let [head, copy, tree] = parts;
    [head, copy, tree, rest]
}

/// A page of these parts.
fn page_of(parts: [&str; 4]) -> String {
    let [head, copy, tree, source] = parts;
    let [copy_seam, tree_seam, source_seam] = SEAMS;
    [head, copy_seam, copy, tree_seam, tree, source_seam, source].concat()
}
