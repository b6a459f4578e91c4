//! `tikicheck init` on the conformance sites without their configuration.

use super::read;
use crate::support::TestRepo;
use crate::support::binary::{copy_of, judge_not_as_shown};

/// The pages of a conformance site, and nothing else of it.
fn site(name: &str) -> TestRepo {
    let site = copy_of(&format!("tests/conformance/{name}"));
    let others = site
        .files()
        .into_iter()
        .filter(|path| path.extension().is_none_or(|extension| extension != "md"));
    for path in others {
        site.remove(path);
    }
    site
}

fn assert_fits(name: &str, pages: usize) {
    let site = site(name);
    let init = site.tikicheck(&["init"]);
    init.ended_with(0);
    let all_fit = format!("{pages} of {pages} pages with a source are in sync");
    assert!(init.stderr.contains(&all_fit), "{init:#?}");
    judge_not_as_shown(&site);
    site.tikicheck(&[]).ended_with(0);
}

/// Editors find the schema by the first line, and it takes what was written.
#[test]
fn editors_know_what_was_written() {
    let site = site("later-era");
    site.tikicheck(&["init"]).ended_with(0);
    let config = read(&site, "tikicheck.yaml");
    let first = config.lines().next().expect("a line");
    let name = first.strip_prefix("# yaml-language-server: $schema=");
    let schema = read(&site, name.expect("the line of editors"));
    let schema = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let settings: serde_json::Value = serde_yaml::from_str(&config).expect("YAML");
    assert!(validator.is_valid(&settings), "{config}");
}

#[test]
fn a_schema_that_is_there_stays() {
    let site = site("seed-page");
    site.write("tikicheck.schema.json", "{}");
    site.tikicheck(&["init"]).ended_with(0);
    assert_eq!(read(&site, "tikicheck.schema.json"), "{}");
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
    let site = site("seed-era");
    let config = site.root.join("tikicheck.yaml");
    // What is no attachments file stays, and nothing is written beside it.
    site.write("attachments.yaml", "mine");
    let init = site.tikicheck(&["init"]);
    init.ended_with(2);
    assert!(init.stderr.contains("attachments.yaml:1:1"), "{init:#?}");
    assert!(!config.exists(), "all of it or nothing");
    assert_eq!(read(&site, "attachments.yaml"), "mine");
    // One that is there is read, and stays too.
    let mine = "attachments: {7: /mine.png}\n";
    site.write("attachments.yaml", mine);
    let init = site.tikicheck(&["init"]);
    assert!(config.exists());
    assert_eq!(read(&site, "attachments.yaml"), mine);
    assert!(
        init.stderr
            .starts_with("read attachments.yaml, and left it as it is\n"),
        "{init:#?}"
    );
    // So do settings.
    let before = read(&site, "tikicheck.yaml");
    let again = site.tikicheck(&["init"]);
    again.ended_with(2);
    assert!(again.stderr.contains("exists already"), "{again:#?}");
    assert_eq!(read(&site, "tikicheck.yaml"), before);
}

#[test]
fn contradicting_paths_are_shown() {
    let site = site("seed-era");
    // The same id with another path, in body and copy alike.
    let text = read(&site, "content/posts/img-attid.md");
    site.write(
        "content/posts/img-src.md",
        text.replace("bone-density.jpg", "hip-density.jpg"),
    );
    let init = site.tikicheck(&["init"]);
    for said in [
        "attachment 21139 has more than one path",
        "286 of 287 pages",
    ] {
        assert!(init.stderr.contains(said), "{init:#?}");
    }
    let attachments = read(&site, "attachments.yaml");
    assert!(attachments.contains("  21139: \"https://files.example.org/attachments/jpeg/bone-density.jpg\"\n  # 21139 also: "), "{attachments}");
}

#[test]
fn a_directory_without_pages_says_so() {
    let site = TestRepo::empty();
    site.write("README.md", "# no page\n");
    site.tikicheck(&["init"])
        .could_not_check(&["no Markdown file here carries a debug block"]);
}

#[test]
fn damaged_pages_are_counted_as_such() {
    let site = site("seed-era");
    for page in ["text-unicode", "text-one-line"] {
        let path = format!("content/posts/{page}.md");
        let text = read(&site, &path).replace("\nAST Structure:\n", "\n");
        site.write(&path, text);
    }
    site.write("README.md", "# no page\n");
    let init = site.tikicheck(&["init"]);
    init.ended_with(0);
    for said in [
        "285 of 285 pages with a source are in sync",
        "nothing was learned from 2 damaged pages, such as content/posts/text-one-line.md",
        "1 more Markdown file without a source",
    ] {
        assert!(init.stderr.contains(said), "{said}: {init:#?}");
    }
    let alone = TestRepo::empty();
    let text = read(&site, "content/posts/text-unicode.md");
    alone.write("content/posts/a.md", text);
    alone
        .tikicheck(&["init"])
        .could_not_check(&["a whole debug block, and 1 a damaged one"]);
}

#[test]
fn two_sites_in_a_repository_are_told_and_each_gets_its_own_settings() {
    let repo = TestRepo::new();
    for name in ["one", "two"] {
        let site = site("real-pages");
        for path in site.files() {
            repo.write(std::path::Path::new(name).join(&path), site.read(&path));
        }
    }
    let init = repo.tikicheck(&["init"]);
    let said = "these pages lie in 2 sites: one, two; to give each its own settings, move tikicheck.yaml away and run `tikicheck init` in each";
    assert!(init.stderr.contains(said), "{init:#?}");
    // What is said works.
    for name in ["tikicheck.yaml", "tikicheck.schema.json"] {
        repo.remove(name);
    }
    for name in ["one", "two"] {
        let init = repo.tikicheck_in(&repo.root.join(name), &["init"]);
        init.ended_with(0);
        assert!(
            repo.root.join(name).join("tikicheck.yaml").exists(),
            "{init:#?}"
        );
        assert!(!init.stderr.contains("sites"), "{init:#?}");
    }
}

#[test]
fn files_of_formatters_are_told_what_to_leave_alone() {
    let site = site("seed-page");
    let mine = "node_modules\n";
    site.write(".prettierignore", mine);
    site.write(".editorconfig", "root = true\n");
    let init = site.tikicheck(&["init"]);
    init.ended_with(0);
    assert!(
        init.stderr
            .contains("add to .prettierignore:\n  /content/posts/*.md\n"),
        "{init:#?}"
    );
    assert!(
        init.stderr
            .contains("add to .editorconfig:\n  [content/posts/*.md]\n"),
        "{init:#?}"
    );
    assert!(!init.stderr.contains(".markdownlintignore"), "{init:#?}");
    assert_eq!(read(&site, ".prettierignore"), mine);
}
