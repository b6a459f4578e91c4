//! Commands and settings that the documentation shows are ones that the tool takes.

use std::path::Path;

use tikicheck::internals::cli::parse_from;
use tikicheck::internals::config::Config;

use super::support::binary::copy_of;
use super::{fenced, internals, pages, text};

/// The words of a command, up to a comment, a redirection or the next command; patterns lose their quotes.
fn words(command: &str) -> Vec<&str> {
    let ends = |word: &&str| !matches!(*word, "#" | "<" | ">" | "|" | "||" | "&&" | ";" | "\\");
    let words = command.split_whitespace().take_while(ends);
    words.map(|word| word.trim_matches('\'')).collect()
}

#[test]
fn every_command_is_understood() {
    let mut commands = 0;
    for name in [pages(), internals()].concat() {
        let page = text(&name);
        for shell in ["sh", "console"] {
            let lines = fenced(&page, shell).into_iter().flat_map(str::lines);
            for line in lines.map(|line| line.strip_prefix("$ ").unwrap_or(line)) {
                if !line.starts_with("tikicheck") || line.starts_with("tikicheck --version") {
                    continue;
                }
                commands += 1;
                let understood = parse_from(words(line));
                assert!(understood.is_ok(), "{name}: {line}: {understood:?}");
            }
        }
    }
    assert!(commands > 30, "{commands}");
}

#[test]
fn every_yaml_is_one_and_settings_are_ours() {
    let mut settings = 0;
    for name in [pages(), internals()].concat() {
        let page = text(&name);
        for block in fenced(&page, "yaml") {
            let read = serde_yaml::from_str::<serde_yaml::Value>(block);
            assert!(read.is_ok(), "{name}: {read:?} in\n{block}");
            if block.starts_with("# tikicheck.yaml") {
                settings += 1;
                let read = Config::parse(block, Path::new("tikicheck.yaml"));
                assert!(read.is_ok(), "{name}: {read:?} in\n{block}");
            }
        }
    }
    assert!(settings > 2, "{settings}");
}

#[test]
fn every_report_is_one_of_the_example_site() {
    let run = copy_of("examples/site").tikicheck(&[]);
    let found = run.ended_with(1);
    let mut reports = 0;
    for name in pages() {
        let page = text(&name);
        for block in fenced(&page, "text") {
            if block.starts_with("  error[") {
                reports += 1;
                assert!(found.contains(block), "{name}:\n{block}");
            }
        }
    }
    assert!(reports > 2, "{reports}");
}
