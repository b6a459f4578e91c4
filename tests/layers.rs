//! The rooms of `src/` lie in layers: each uses those listed above it in `src/lib.rs`, and none below.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up, as `src/lib.rs` lists them.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string("src/lib.rs").expect("the library");
    let block = lib.split("mod rooms {").nth(1).expect("the list of rooms");
    let block = block.split("\n}").next().expect("its end");
    let names = block.lines().filter_map(|line| {
        let name = line.trim().strip_prefix("pub mod ")?;
        Some(name.trim_end_matches(';').to_owned())
    });
    names.collect()
}

/// All Rust files below `path`, which may be a file.
fn sources(path: &Path, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a directory") {
            sources(&entry.expect("an entry").path(), into);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        into.push(path.to_owned());
    }
}

/// Production code only: what stands in front of the tests of a file.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

#[test]
fn arrows_lead_only_downwards() {
    let rooms = rooms();
    assert!(rooms.len() > 10, "{rooms:?}");
    let mut upward = Vec::new();
    for (height, room) in rooms.iter().enumerate() {
        let mut files = Vec::new();
        sources(&Path::new("src").join(room), &mut files);
        files.push(Path::new("src").join(format!("{room}.rs")));
        for file in files {
            let name = file.display().to_string();
            if name.contains("/tests")
                || name.ends_with("_tests.rs")
                || name.ends_with("samples.rs")
            {
                continue;
            }
            let Ok(text) = fs::read_to_string(&file) else {
                continue;
            };
            for used in without_tests(&text).split("crate::").skip(1) {
                let used = used.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                let used = used.into_iter().next().unwrap_or_default();
                if rooms
                    .iter()
                    .position(|room| room == used)
                    .is_some_and(|other| other > height)
                {
                    upward.push(format!("{name} uses {used}"));
                }
            }
        }
    }
    upward.dedup();
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn the_picture_shows_every_room_in_its_layer() {
    let text = fs::read_to_string("CONTRIBUTING.md").expect("CONTRIBUTING.md");
    let picture = text
        .split("```text\n")
        .find(|block| block.contains("commands"))
        .and_then(|block| block.split("```").next())
        .expect("the picture of the rooms");
    let shown: Vec<&str> = picture
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .collect();
    let mut expected = rooms();
    expected.reverse();
    assert_eq!(
        shown, expected,
        "the rooms of the picture, from the top down"
    );
}
