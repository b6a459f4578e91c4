//! Whole pages of real exports, where they lie: the steps between two exports are causes, what got lost is told.

use std::path::{Path, PathBuf};

use super::revisions::{causes, compared, losses};
use super::support::TestRepo;
use super::support::binary::copy_into;

/// The directory of the real exports; `None` where they are not there.
fn real() -> Option<PathBuf> {
    let shared = std::env::var_os("TIKICHECK_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let real = shared.join("conformance/real-eras");
    if real.is_dir() {
        return Some(real);
    }
    eprintln!("skipped: the real exports are not in {}", real.display());
    None
}

/// A repository with a commit for each of two exports, of the pages that both have.
fn history(real: &Path, from: &str, to: &str) -> TestRepo {
    let repo = TestRepo::new();
    for export in [from, to] {
        let dir = repo.root.join("content");
        if dir.exists() {
            std::fs::remove_dir_all(&dir).expect("it goes");
        }
        std::fs::create_dir_all(&dir).expect("a directory");
        copy_into(&real.join(export).join("content"), &dir);
        for entry in walkdir::WalkDir::new(&dir) {
            let entry = entry.expect("it can be read");
            let relative = entry.path().strip_prefix(&repo.root).expect("below");
            let has = |export: &str| real.join(export).join(relative).is_file();
            if entry.file_type().is_file() && !(has(from) && has(to)) {
                std::fs::remove_file(entry.path()).expect("it goes");
            }
        }
        repo.commit_all(export);
        repo.git(&["tag", export]);
    }
    repo
}

/// Panics unless each of `expected` is the beginning of a cause.
fn assert_told(told: &[(String, u64)], expected: &[&str]) {
    for start in expected {
        assert!(
            told.iter().any(|(words, _)| words.starts_with(start)),
            "no {start:?} in {told:#?}"
        );
    }
}

#[test]
fn steps_between_real_exports_are_causes() {
    let Some(real) = real() else {
        return;
    };
    let repo = history(&real, "E3", "E5");
    let report = compared(&repo, &["E3", "E5"]);
    assert_told(
        &causes(&report),
        &[
            "attachments: `[<i ",
            "front matter: `aliases`: ",
            "front matter: key `tiki_page_id` added",
            "sections: left out",
        ],
    );
    assert_eq!(causes(&report).len(), 4, "{:#?}", causes(&report));
    let repo = history(&real, "E4", "E5");
    let report = compared(&repo, &["E4", "E5"]);
    assert_told(&causes(&report), &["links to pages: red link → page link"]);
    assert_eq!(causes(&report).len(), 1, "{:#?}", causes(&report));
}

#[test]
fn the_word_that_an_export_swallowed_is_a_loss() {
    let Some(real) = real() else {
        return;
    };
    let repo = history(&real, "E1", "E5");
    let report = compared(&repo, &["E1", "E5"]);
    let lost: Vec<String> = losses(&report)
        .into_iter()
        .filter(|(kind, path, _)| kind == "words-gone" && path.ends_with("/10-minutes.md"))
        .map(|(_, _, what)| what)
        .collect();
    assert!(lost.iter().any(|what| what.contains("Liver")), "{lost:?}");
}
