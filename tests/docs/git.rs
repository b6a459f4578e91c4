//! docs/internals/git.md: every test that it names is there, and every test of the hook's scenarios is named.

use std::collections::BTreeSet;
use std::path::Path;

use super::{file, text};

/// The tests in a directory of tests, by the names of their functions.
fn tests_in(directory: &Path) -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    for entry in walkdir::WalkDir::new(directory) {
        let path = entry.expect("a directory of ours").into_path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let code = std::fs::read_to_string(&path).expect("a file of ours");
        for test in code.split("#[test]").skip(1) {
            let name = test
                .split_once("fn ")
                .and_then(|(_, name)| name.split('(').next());
            tests.extend(name.map(str::to_owned));
        }
    }
    assert!(!tests.is_empty(), "{}", directory.display());
    tests
}

/// The tests that the page names: the last cells of its tables.
fn named(page: &str) -> BTreeSet<String> {
    let cells = page.lines().filter_map(|line| {
        let row = line.strip_prefix('|')?.strip_suffix('|')?;
        row.rsplit('|').next()
    });
    let names = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    names.map(str::to_owned).collect()
}

#[test]
fn git_names_tests_that_exist() {
    let named = named(&text("docs/internals/git.md"));
    let missing: Vec<_> = named
        .difference(&tests_in(&file("tests")))
        .cloned()
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_scenario_is_named_in_git() {
    let named = named(&text("docs/internals/git.md"));
    let scenarios = tests_in(&file("tests/git/scenarios"));
    let missing: Vec<_> = scenarios.difference(&named).cloned().collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
