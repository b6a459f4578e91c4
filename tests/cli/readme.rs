//! What the README shows is what the tool does.

use std::path::Path;

use serde_json::Value;
use tikicheck::internals::config::Config;

use super::support::binary::copy_of;

const README: &str = include_str!("../../README.md");

/// The first fenced text of a language that holds `words`.
fn fenced(language: &str, words: &str) -> &'static str {
    let opening = format!("```{language}\n");
    let blocks = README.split(&opening).skip(1);
    let mut texts = blocks.filter_map(|block| Some(block.split_once("\n```")?.0));
    texts
        .find(|text| text.contains(words))
        .expect("the README shows it")
}

#[test]
fn the_report_is_one_of_the_example_site() {
    let run = copy_of("examples/site").tikicheck(&[]);
    let shown = fenced("text", "stale-page");
    assert!(run.ended_with(1).contains(shown), "{}", run.stdout);
}

#[test]
fn the_json_is_that_of_the_example_site() {
    let shown: Value = serde_json::from_str(fenced("json", "version")).expect("it is JSON");
    let run = copy_of("examples/site").tikicheck(&["--format", "json"]);
    let report: Value = serde_json::from_str(run.ended_with(1)).expect("it is JSON");
    for key in ["version", "tool", "summary"] {
        assert_eq!(shown[key], report[key], "{key}");
    }
    let findings = report["findings"].as_array().expect("a list");
    assert!(findings.contains(&shown["findings"][0]), "{report:#}");
    let keys = |value: &Value| -> Vec<String> {
        let object = value.as_object().expect("an object");
        object.keys().cloned().collect()
    };
    assert_eq!(keys(&shown), keys(&report));
    assert_eq!(keys(&shown["findings"][0]), keys(&findings[0]));
}

#[test]
fn the_defaults_are_the_defaults() {
    let (_, table) = README
        .split_once("| key | default | meaning |\n| --- | --- | --- |\n")
        .expect("the table of keys");
    let rows = table.lines().take_while(|line| line.starts_with("| `"));
    let mut keys = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let key = cells[1].trim_matches('`');
        keys += 1;
        if cells[2] == "none" {
            continue;
        }
        let value = cells[2].trim_matches('`');
        let mut text = String::new();
        for (depth, key) in key.split('.').enumerate() {
            text += &format!("\n{}{key}:", "  ".repeat(depth));
        }
        text += &format!(" {value}\n");
        let mut config = Config::parse(&text, Path::new("README.md")).expect(row);
        // A style that is named counts as meant, whatever it is.
        config.block.is_named = false;
        assert_eq!(config, Config::default(), "{row}");
    }
    assert_eq!(keys, 51);
}

#[test]
fn the_configuration_is_one() {
    for block in README.split("```yaml\n").skip(1) {
        let (text, _) = block.split_once("\n```").expect("it is closed");
        if text.starts_with("pages:") {
            Config::parse(text, Path::new("README.md")).expect("it can be read");
            return;
        }
    }
    panic!("the README shows no configuration");
}

#[test]
fn every_rule_is_named() {
    for rule in tikicheck::internals::rules::Rule::ALL {
        assert!(
            README.contains(&format!("`{}`", rule.name())),
            "{}",
            rule.name()
        );
    }
}
