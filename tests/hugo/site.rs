//! The example site is a site that Hugo builds.

use super::support::binary::copy_of;
use super::{builds, hugo};

#[test]
#[ignore = "needs Hugo"]
fn hugo_builds_the_example_site() {
    if hugo().is_none() {
        return;
    }
    let site = copy_of("examples/site");
    assert!(builds(&site.root));
    for page in ["index.html", "posts/zinc-and-colds/index.html"] {
        assert!(site.root.join("public").join(page).is_file(), "{page}");
    }
    // And it stops at the draft, of which the tool says so.
    let draft = site.read("drafts/tetanus.md");
    site.write("content/posts/tetanus.md", draft);
    assert!(!builds(&site.root));
}
