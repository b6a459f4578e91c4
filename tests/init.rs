//! `tikicheck init` on the conformance sites without their configuration.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("the fixtures can be read");
        let target = to.join(entry.path().strip_prefix(from).expect("walked from there"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).expect("a new directory");
        } else if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "md")
        {
            std::fs::copy(entry.path(), target).expect("a new file");
        }
    }
}

fn site(name: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/conformance")
        .join(name);
    copy(&fixtures, dir.path());
    dir
}

fn tikicheck(dir: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tikicheck"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    command
        .args(args)
        .current_dir(dir)
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs")
}

fn assert_fits(name: &str, pages: usize) {
    let dir = site(name);
    let init = tikicheck(dir.path(), &["init"]);
    let said = String::from_utf8_lossy(&init.stderr).into_owned();
    assert_eq!(init.status.code(), Some(0), "{said}");
    assert!(
        said.contains(&format!(
            "{pages} of {pages} pages with a source are in sync"
        )),
        "{said}"
    );
    let check = tikicheck(dir.path(), &[]);
    assert_eq!(
        check.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&check.stdout)
    );
}

/// Editors find the schema by the first line, and it takes what was written.
#[test]
fn editors_know_what_was_written() {
    let dir = site("later-era");
    assert_eq!(tikicheck(dir.path(), &["init"]).status.code(), Some(0));
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("it was written");
    let config = read("tikicheck.yaml");
    let first = config.lines().next().expect("a line");
    let name = first.strip_prefix("# yaml-language-server: $schema=");
    let schema = serde_json::from_str(&read(name.expect("the line of editors"))).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let settings: serde_json::Value = serde_yaml::from_str(&config).expect("YAML");
    assert!(validator.is_valid(&settings), "{config}");
}

#[test]
fn a_schema_that_is_there_stays() {
    let dir = site("seed-page");
    let mine = dir.path().join("tikicheck.schema.json");
    std::fs::write(&mine, "{}").expect("a new file");
    assert_eq!(tikicheck(dir.path(), &["init"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&mine).expect("still there"), "{}");
}

#[test]
fn every_page_of_the_seed_era_fits() {
    assert_fits("seed-era", 287);
}

#[test]
fn every_page_of_the_later_era_fits() {
    assert_fits("later-era", 287);
}

#[test]
fn the_real_pages_fit() {
    assert_fits("real-pages", 2);
}

#[test]
fn the_seed_page_fits() {
    assert_fits("seed-page", 1);
}

#[test]
fn nothing_is_overwritten() {
    let dir = site("seed-era");
    let mine: PathBuf = dir.path().join("attachments.yaml");
    std::fs::write(&mine, "mine").expect("a new file");
    let init = tikicheck(dir.path(), &["init"]);
    assert_eq!(init.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&init.stderr).contains("exists already"));
    assert!(
        !dir.path().join("tikicheck.yaml").exists(),
        "all of it or nothing"
    );
    assert_eq!(std::fs::read_to_string(&mine).expect("still there"), "mine");
}

#[test]
fn contradicting_paths_are_shown() {
    let dir = site("seed-era");
    let page = dir.path().join("content/posts/img-src.md");
    let other = dir.path().join("content/posts/img-attid.md");
    // The same id with another path, in body and copy alike.
    let text = std::fs::read_to_string(&other).expect("a page");
    std::fs::write(&page, text.replace("bone-density.jpg", "hip-density.jpg")).expect("a page");
    let init = tikicheck(dir.path(), &["init"]);
    let said = String::from_utf8_lossy(&init.stderr).into_owned();
    assert!(
        said.contains("attachment 21139 has more than one path"),
        "{said}"
    );
    assert!(said.contains("286 of 287 pages"), "{said}");
    let attachments =
        std::fs::read_to_string(dir.path().join("attachments.yaml")).expect("it was written");
    assert!(attachments.contains("  21139: \"https://files.example.org/attachments/jpeg/bone-density.jpg\"\n  # 21139 also: "), "{attachments}");
}

#[test]
fn a_directory_without_pages_says_so() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(dir.path().join("README.md"), "# no page\n").expect("a new file");
    let init = tikicheck(dir.path(), &["init"]);
    assert_eq!(init.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&init.stderr)
            .contains("no Markdown file here carries a debug block")
    );
}
