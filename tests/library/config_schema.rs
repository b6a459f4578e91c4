//! The JSON schema for `tikicheck.yaml`: editors that go by it and the tool agree about what a configuration may say.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use tikicheck::internals::config::exporter::Form;
use tikicheck::internals::config::{self, Config, readme_rows};
use tikicheck::internals::rules::Rule;

fn schema() -> Value {
    serde_json::from_str(&config::schema()).expect("the schema is JSON")
}

/// Asserts that a file of the repository has the text that the settings table gives; writes it where that is asked for.
#[track_caller]
fn assert_current(path: &str, found: &str, expected: &str) {
    if std::env::var_os("TIKICHECK_UPDATE").is_some_and(|value| value == "1") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        std::fs::write(path, expected).expect("it can be written");
        return;
    }
    assert!(
        found == expected,
        "{path} is not current; renew it with: TIKICHECK_UPDATE=1 cargo test --test library current"
    );
}

#[test]
fn the_schema_in_the_repository_is_current() {
    let found = include_str!("../../schema/tikicheck.schema.json");
    assert_current("schema/tikicheck.schema.json", found, &config::schema());
}

#[test]
fn the_settings_in_the_readme_are_current() {
    const HEAD: &str = "| key | default | meaning |\n| --- | --- | --- |\n";
    let found = include_str!("../../README.md");
    let (before, table) = found.split_once(HEAD).expect("the table of settings");
    let (_, behind) = table.split_once("\n\n").expect("its end");
    let expected = format!("{before}{HEAD}{}\n{behind}", readme_rows());
    assert_current("README.md", found, &expected);
}

/// Whether the tool takes a configuration, and whether the schema does.
fn verdicts(text: &str) -> (bool, bool) {
    static VALIDATOR: LazyLock<jsonschema::Validator> =
        LazyLock::new(|| jsonschema::validator_for(&schema()).expect("the schema is one"));
    let value: Value = serde_yaml::from_str(text).expect("YAML that JSON can say");
    let parsed = Config::parse(text, Path::new("tikicheck.yaml"));
    (parsed.is_ok(), VALIDATOR.is_valid(&value))
}

/// What `--show-config` shows.
fn shown(config: &Config) -> String {
    config.to_yaml(|_| "default".to_owned())
}

const FULL: &str = r##"
pages: ["content/**/*.md", ./more.md]
exclude: ["content/drafts/**"]
require_source: [content/posts/*.md]
render: {comments: inline, toc: shortcode, trim_lines: true}
block: {style: "color: red;"}
links: {page: "/p/{slug}", tag: "{slug}", tiki: "https://wiki.example.org/", attachment: "/a/{id}", file: "/f/{id}", attachments: data/a.yaml}
rules: {block-style: "off", stale-tree: warn, invalid-attachment: error}
ignore: [{path: "b*", rule: stale-page, reason: two}]
merge: {within: words}
limits: {page_bytes: 1000}
exporter:
  preset: E1
  reads: {unknown: [Table, SupNode], aliased_links: run, page_id_links: true}
  writes: {missing_page: "<a title='{page}'>{text}</a>", toc: "{{< toc >}}", rule: "\n---\n", bullet_indent: 4, url_spaces: keep, font: "<f {arg.size}>{text}</f>"}
  leaves_out: {sections: ["{include"], lines: ['\{SQL'], blank_sections: true}
exporters: [{pages: "old/**", preset: E3, render: {toc: comment}, block: {style: "a"}, reads: {unknown: []}, writes: {bold: "{text}"}, leaves_out: {}}]
categories: [Boats, "Boats - small"]
"##;

#[test]
fn what_the_tool_takes_the_schema_takes() {
    let full = Config::parse(FULL, Path::new("tikicheck.yaml")).expect("a configuration");
    let shown = [shown(&full), shown(&Config::default())];
    let sites = ["seed-era", "later-era", "real-pages"].map(|site| {
        let root = env!("CARGO_MANIFEST_DIR");
        std::fs::read_to_string(format!("{root}/tests/conformance/{site}/tikicheck.yaml"))
            .expect("the site has a configuration")
    });
    let own = [
        "{}",
        "~",
        FULL,
        "exclude:\nrequire_source:\nrender:\nblock:\nlinks:\nrules:\nignore:\nlimits:\n",
        "links: {tiki: \"\", attachments: ./a.yaml}",
    ];
    for text in own
        .into_iter()
        .chain(shown.iter().chain(&sites).map(|text| &**text))
    {
        assert_eq!(verdicts(text), (true, true), "{text}");
    }
}

#[test]
fn what_the_tool_refuses_the_schema_refuses() {
    for text in [
        "page: [a]",
        "pages: []",
        "pages:",
        "pages: a",
        "pages: [\"\"]",
        "pages: [/a]",
        "pages: [\"!a\"]",
        "pages: [a/]",
        "pages: [../a]",
        "pages: [a/../b]",
        "pages: [a//b]",
        "pages: [\"{a,b}\"]",
        "pages: ['a\\b']",
        "pages: [\"a\\tb\"]",
        "pages: [1]",
        "render: {comment: block}",
        "render: {comments: both}",
        "render: {trim_lines: 1}",
        "block: {style: \"a\\\"b\"}",
        "block: {style: \"a\\nb\"}",
        "links: {page: /posts}",
        "links: {file: \"/f/{slug}\"}",
        "links: {tiki: \"a\\nb\"}",
        "links: {attachments: /a.yaml}",
        "links: {attachments: ../a.yaml}",
        "links: {attachments: \"\"}",
        "rules: {stale: warn}",
        "rules: {stale-page: warning}",
        "ignore: [{path: a, rule: stale-page}]",
        "ignore: [{path: a, rule: stale-page, reason: \" \"}]",
        "ignore: [{path: a, rule: stale-page, reason: a, by: b}]",
        "ignore: {path: a, rule: stale-page, reason: a}",
        "exporter: {preset: E9}",
        "exporter: {reads: {unknown: [Text]}}",
        "exporter: {reads: {unknown: [Tables]}}",
        "exporter: {reads: {aliased_links: none}}",
        "exporter: {writes: {bold: '{url}'}}",
        "exporter: {writes: {rule: '{txet}'}}",
        "exporter: {writes: {bold: '{arg.size}'}}",
        "exporter: {writes: {bullet_indent: 17}}",
        "exporter: {writes: {bold: \"a\\rb\"}}",
        "exporter: {leaves_out: {sections: [' ']}}",
        "exporter: {leaves_out: {lines: ['']}}",
        "exporters: [{preset: E1}]",
        "exporters: [{pages: a, writes: {bold: '{url}'}}]",
        "exporters: [{pages: a, categories: [b]}]",
        "categories: ['']",
        "limits: {page_bytes: 0}",
        "limits: {page_bytes: many}",
        "limits: {bytes: 1}",
        "[]",
    ] {
        assert_eq!(verdicts(text), (false, false), "{text}");
    }
}

/// The keys that the tool knows in a table, as it says itself when it is given one that it does not know.
fn known_keys(text: &str) -> BTreeSet<String> {
    let refused = Config::parse(text, Path::new("tikicheck.yaml")).expect_err(text);
    let said = refused.to_string();
    let (_, keys) = said.split_once("; known keys are ").expect(&said);
    // More advice may follow.
    let keys = keys.split(';').next().unwrap_or_default();
    keys.split(", ").map(|key| key.trim().to_owned()).collect()
}

fn keys(schema: &Value) -> BTreeSet<String> {
    let properties = schema["properties"].as_object().expect("a table");
    properties.keys().cloned().collect()
}

#[test]
fn every_table_has_the_same_keys_in_the_tool_and_in_the_schema() {
    let schema = schema();
    assert_eq!(known_keys("qqqqqqqq: 1"), keys(&schema));
    let tables = schema["properties"].as_object().expect("a table");
    let mut compared = 0;
    for (name, table) in tables {
        if table["properties"].is_object() {
            assert_eq!(
                known_keys(&format!("{name}: {{qqqqqqqq: 1}}")),
                keys(table),
                "{name}"
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 8);
    let below = tables["exporter"]["properties"].as_object();
    let below = below.expect("a table").iter();
    // The message does not have room for the keys of all forms.
    let below = below.filter(|(name, table)| table["properties"].is_object() && *name != "writes");
    for (name, table) in below {
        let text = format!("exporter: {{{name}: {{qqqqqqqq: 1}}}}");
        assert_eq!(known_keys(&text), keys(table), "{name}");
    }
    for list in ["ignore", "exporters"] {
        let entry = &tables[list]["items"];
        assert_eq!(
            known_keys(&format!("{list}: [{{qqqqqqqq: 1}}]")),
            keys(entry)
        );
    }
}

#[test]
fn no_key_takes_just_anything() {
    let schema = schema();
    let tables = schema["properties"].as_object().expect("a table");
    for (name, table) in tables {
        let below = table["properties"].as_object();
        let texts: Vec<String> = match below {
            Some(keys) => keys
                .keys()
                .map(|key| format!("{name}: {{{key}: {{a: 1}}}}"))
                .collect(),
            None => vec![format!("{name}: {{a: 1}}")],
        };
        for text in texts {
            assert_eq!(verdicts(&text), (false, false), "{text}");
        }
    }
}

#[test]
fn every_default_of_the_schema_is_that_of_the_tool() {
    let shown: Value = serde_yaml::from_str(&shown(&Config::default())).expect("YAML");
    let schema = schema();
    let mut compared = 0;
    let mut tables = vec![(&schema, &shown)];
    while let Some((table, shown)) = tables.pop() {
        for (key, schema) in table["properties"].as_object().into_iter().flatten() {
            if let Some(default) = schema.get("default") {
                assert_eq!(default, &shown[key], "{key}");
                compared += 1;
            }
            tables.push((schema, &shown[key]));
        }
    }
    assert_eq!(compared, 48 + Form::ALL.len());
}

#[test]
fn every_rule_is_in_the_schema() {
    let rules: Vec<Value> = Rule::ALL.iter().map(|rule| rule.name().into()).collect();
    assert_eq!(schema()["$defs"]["rule"]["enum"], Value::Array(rules));
}
