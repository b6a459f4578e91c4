//! What a configuration can say, and each way to get it wrong.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::*;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("tikicheck.yaml"))
}

fn parsed(text: &str) -> Config {
    parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// The place and the words of the error that each text gives.
fn refused(cases: &[(&str, (usize, usize), &str)]) {
    for (text, place, words) in cases {
        let error = parse(text).expect_err(text);
        assert_eq!(error.place, Some(*place), "{text}\n{error}");
        assert!(error.message.contains(words), "{text}\n{error}");
    }
}

#[test]
fn what_is_not_said_has_its_default() {
    for text in [
        "",
        "\n",
        "# nothing\n",
        "---\n",
        "{}",
        "~",
        "\u{feff}# yaml-language-server: $schema=x\n",
    ] {
        assert_eq!(parsed(text), Config::default(), "{text:?}");
    }
    let commented =
        "render:\n  # toc: comment\nblock:\nlinks:\nrules:\nignore:\nexclude:\nlimits:\n";
    assert_eq!(parsed(commented), Config::default());
}

#[test]
fn every_key_is_heard() {
    let config = parsed(
        r##"# yaml-language-server: $schema=https://example.org/schema.json
pages: ["content/**/*.md", more.md]
exclude: ["content/drafts/**"]
require_source:
  - content/posts/*.md
identity: tiki_page_id
render: {comments: inline, toc: shortcode, trim_lines: true}
block: {style: "color: red;"}
links:
  page: /p/{slug}
  tag: "{slug}"
  tiki: https://wiki.example.org/
  attachment: /a/{id}
  file: /f/{id}
  attachments: ./data/attachments.yaml
rules: {block-style: off, stale-tree: warn, invalid-attachment: error}
ignore:
  - {path: content/posts/old.md, rule: edited-body, reason: "kept"}

  - reason: two
    path: "b*"
    rule: stale-page
merge: {within: lines}
limits: {page_bytes: 1000}
hugo: {shortcodes: [chart], serves: ['files/**']}
dialect: tiki
tiki: {newlines: soft, center: 3, box_char: "¤", interwiki: "tw=https://example.org/$page", groups: "Staff, Board"}
"##,
    );
    let pattern = |text| Pattern::new(text).expect("a pattern");
    assert_eq!(
        config,
        Config {
            pages: vec![pattern("content/**/*.md"), pattern("more.md")],
            exclude: vec![pattern("content/drafts/**")],
            require_source: vec![pattern("content/posts/*.md")],
            identity: Some("tiki_page_id".to_owned()),
            render: RenderSettings {
                comments: Comments::Inline,
                toc: Toc::Shortcode,
                trim_lines: true
            },
            block: BlockSettings {
                style: "color: red;".to_owned(),
                is_named: true,
            },
            links: Links {
                page: "/p/{slug}".to_owned(),
                tag: "{slug}".to_owned(),
                tiki: "https://wiki.example.org/".to_owned(),
                attachment: "/a/{id}".to_owned(),
                file: "/f/{id}".to_owned(),
                attachments: Some("data/attachments.yaml".into()),
            },
            rules: BTreeMap::from([
                (Rule::BlockStyle, None),
                (Rule::StaleTree, Some(Severity::Warning)),
                (Rule::InvalidAttachment, Some(Severity::Error)),
            ]),
            ignore: vec![
                Ignore {
                    path: pattern("content/posts/old.md"),
                    rule: Rule::EditedBody,
                    reason: "kept".to_owned(),
                    line: 18
                },
                Ignore {
                    path: pattern("b*"),
                    rule: Rule::StalePage,
                    reason: "two".to_owned(),
                    line: 20
                },
            ],
            merge: MergeSettings {
                within: Within::Lines,
            },
            limits: Limits { page_bytes: 1000 },
            hugo: HugoSettings {
                shortcodes: ["chart".to_owned()].into(),
                serves: vec![pattern("files/**")],
            },
            exporter: Exporter::default(),
            exporters: Vec::new(),
            categories: BTreeSet::new(),
            dialect: Language::Tiki,
            tiki: TikiSettings {
                newlines: Newlines::Soft,
                center: 3,
                box_char: '¤',
                interwiki: vec![("tw".to_owned(), "https://example.org/$page".to_owned())],
                groups: vec!["Staff".to_owned(), "Board".to_owned()],
                ..TikiSettings::default()
            },
        }
    );
}

#[test]
fn the_conformance_sites_are_configured() {
    let pages = ["seed-era", "later-era", "real-pages"].map(|site| {
        let file = format!(
            "{}/tests/conformance/{site}/tikicheck.yaml",
            env!("CARGO_MANIFEST_DIR")
        );
        parsed(&std::fs::read_to_string(file).expect("the site has a configuration"))
    });
    for config in &pages {
        assert!(config.is_page(Path::new("content/posts/a.md")));
        assert!(!config.is_page(Path::new("content/a.md")));
        assert_eq!(config.links.tiki, "https://wiki.example.org/");
    }
    assert_eq!(
        pages[0].links.attachments.as_deref(),
        Some(Path::new("attachments.yaml"))
    );
    assert_eq!(pages[0].render, RenderSettings::default());
    assert_eq!(pages[1].render.comments, Comments::Inline);
    assert_eq!(
        pages[2].block.style,
        "background-color: #e0e0e0; white-space: pre-wrap;"
    );
}

#[test]
fn an_unknown_key_is_named_with_its_nearest_neighbour() {
    refused(&[
        (
            "pages: [a]\npage: [b]\n",
            (2, 1),
            "unknown key `page`; did you mean `pages`?",
        ),
        (
            "links:\n  tags: x\n",
            (2, 3),
            "links: unknown key `tags`; did you mean `tag`?",
        ),
        (
            "render: {trim-lines: true}",
            (1, 10),
            "did you mean `trim_lines`?",
        ),
        ("block: {colour: x}", (1, 9), "known keys are style"),
        ("limits:\n  pages: 1", (2, 3), "unknown key `pages`"),
        ("ignore:\n  - {paths: a}", (2, 6), "did you mean `path`?"),
        ("12: a", (1, 1), "unknown key `12`"),
        ("<<: {pages: [a]}", (1, 1), "unknown key `<<`"),
    ]);
}

#[test]
fn a_key_that_stands_twice_is_an_error_at_every_level() {
    refused(&[
        (
            "pages: [a]\nexclude: []\npages: [b]\n",
            (3, 1),
            "`pages` stands here twice",
        ),
        (
            "links:\n  page: '{slug}'\n  \"page\": '{slug}'\n",
            (3, 3),
            "`page` stands here twice",
        ),
        (
            "render: {toc: comment, toc: comment}",
            (1, 24),
            "`toc` stands here twice",
        ),
        (
            "block: {style: a}\nblock: {style: b}",
            (2, 1),
            "`block` stands here twice",
        ),
        (
            "rules: {stale-page: off, stale-page: off}",
            (1, 26),
            "`stale-page` stands here twice",
        ),
        (
            "ignore:\n  - path: a\n    path: b\n",
            (3, 5),
            "`path` stands here twice",
        ),
        (
            "limits: {page_bytes: 1, page_bytes: 2}",
            (1, 25),
            "`page_bytes` stands here twice",
        ),
    ]);
}

#[test]
fn an_empty_pattern_is_an_error_however_it_came_about() {
    refused(&[
        ("pages: []", (1, 8), "no page is named"),
        ("pages:\nexclude: []", (1, 7), "no page is named"),
        ("pages:\n  - \"\"\n", (2, 5), "the pattern is empty"),
        (
            "exclude:\n  - a\n  - !drafts/**\n",
            (3, 5),
            "YAML takes `!drafts/**` for a tag; put the text in quotes",
        ),
        (
            "exclude: [!drafts]",
            (1, 18),
            "a text that starts with `!` must stand in quotes",
        ),
        ("exclude:\n  -\n", (2, 4), "nothing stands here"),
        ("exclude:\n  - # a comment\n", (2, 4), "nothing stands here"),
        (
            "ignore: [{path: , rule: stale-page, reason: x}]",
            (1, 17),
            "nothing stands here",
        ),
    ]);
}

#[test]
fn a_value_of_another_type_is_an_error() {
    refused(&[
        ("pages: content/*.md", (1, 8), "expected a list of texts"),
        ("pages: [1]", (1, 9), "integer `1`, expected a text"),
        ("pages: [true]", (1, 9), "boolean `true`, expected a text"),
        ("pages: [[a]]", (1, 9), "sequence, expected a text"),
        ("pages: {a: b}", (1, 8), "map, expected a list of texts"),
        (
            "render: block",
            (1, 9),
            "expected keys with values (comments, toc, trim_lines)",
        ),
        (
            "render: {trim_lines: yes}",
            (1, 22),
            "string \"yes\", expected true or false",
        ),
        ("render: {trim_lines: }", (1, 22), "expected true or false"),
        (
            "render: {comments: lines}",
            (1, 20),
            "`lines` is none of block, inline",
        ),
        ("render: {toc: short}", (1, 15), "did you mean `shortcode`?"),
        ("links: {tiki: ~}", (1, 15), "nothing stands here"),
        (
            "limits: {page_bytes: 0}",
            (1, 22),
            "expected a whole number from 1",
        ),
        (
            "limits: {page_bytes: 8 MiB}",
            (1, 22),
            "expected a whole number from 1",
        ),
        (
            "limits: {page_bytes: -5}",
            (1, 22),
            "expected a whole number from 1",
        ),
        (
            "rules: [stale-page]",
            (1, 8),
            "expected rules with their severities",
        ),
        ("ignore: {path: a}", (1, 9), "expected a list of entries"),
        (
            "ignore: [a]",
            (1, 10),
            "expected keys with values (path, rule, reason)",
        ),
        ("- pages", (1, 1), "expected keys with values"),
        ("pages", (1, 1), "expected keys with values"),
    ]);
}

#[test]
fn nothing_leaves_the_repository() {
    refused(&[
        ("pages: [/content/*.md]", (1, 9), "is absolute"),
        ("exclude: [../a]", (1, 11), "leaves the repository"),
        (
            "require_source: [a/../../b]",
            (1, 18),
            "leaves the repository",
        ),
        (
            "ignore: [{path: /a, rule: stale-page, reason: x}]",
            (1, 17),
            "is absolute",
        ),
        (
            "links: {attachments: /etc/passwd}",
            (1, 22),
            "leaves the repository",
        ),
        (
            "links: {attachments: a/../../b}",
            (1, 22),
            "leaves the repository",
        ),
        ("links: {attachments: ./}", (1, 22), "the path is empty"),
        ("links: {attachments: \"\"}", (1, 22), "the path is empty"),
    ]);
}

#[test]
fn texts_that_would_break_a_page_are_refused() {
    refused(&[
        ("links: {page: /posts/}", (1, 15), "has no `{slug}`"),
        ("links:\n  tag: /tags/{id}", (2, 8), "has no `{slug}`"),
        ("links: {attachment: '/a/{slug}'}", (1, 21), "has no `{id}`"),
        ("links: {file: /a/{ID}}", (1, 15), "has no `{id}`"),
        ("links: {page: \"{slug}\\n\"}", (1, 15), "on one line"),
        ("links:\n  tiki: |\n    a\n    b\n", (2, 9), "on one line"),
        (
            "block: {style: 'a\"b'}",
            (1, 16),
            "`\"` cannot stand in the style",
        ),
        ("block: {style: a<b}", (1, 16), "`<` cannot stand"),
        ("block: {style: a>b}", (1, 16), "`>` cannot stand"),
        ("block:\n  style: |\n    a\n", (2, 10), "on one line"),
    ]);
}

#[test]
fn rules_and_severities_are_known() {
    refused(&[
        (
            "rules:\n  stale-pages: off",
            (2, 3),
            "unknown rule `stale-pages`; did you mean `stale-page`?",
        ),
        (
            "rules: {stale-page: warning}",
            (1, 21),
            "`warning` is none of error, warn, off; did you mean `warn`?",
        ),
        ("rules: {stale-page: false}", (1, 21), "expected a text"),
        (
            "ignore:\n  - path: a\n    rule: edited\n    reason: x",
            (3, 11),
            "did you mean `edited-body`?",
        ),
    ]);
}

#[test]
fn an_accepted_finding_needs_all_three_keys() {
    refused(&[
        (
            "ignore:\n  - {path: a, rule: stale-page}\n",
            (2, 5),
            "ignore[0]: this entry needs `reason`",
        ),
        (
            "ignore:\n  - path: a\n    reason: x\n",
            (2, 5),
            "this entry needs `rule`",
        ),
        (
            "ignore:\n  - rule: stale-page\n    reason: x\n",
            (2, 5),
            "this entry needs `path`",
        ),
        (
            "ignore:\n  - {path: a, rule: stale-page, reason: ' '}",
            (2, 41),
            "the reason is empty",
        ),
        ("ignore: [{}]", (1, 10), "this entry needs `path`"),
        ("ignore:\n  -\n", (2, 4), "this entry needs `path`"),
    ]);
}

#[test]
fn what_is_no_yaml_is_an_error_with_a_way_out() {
    refused(&[
        (
            "pages: [**/*.md]",
            (1, 10),
            "a text that starts with `*` or `&` must stand in quotes",
        ),
        ("pages:\n  - *.md\n", (2, 6), "must stand in quotes"),
        ("pages:\n  - *md\n", (2, 5), "must stand in quotes"),
        ("pages:\n\t- a\n", (2, 1), "indent with spaces"),
        (
            "pages: [a\nlinks: {}\n",
            (2, 6),
            "did not find expected ',' or ']'",
        ),
        ("pages: [a]\n  links: {}\n", (2, 3), "did not find expected"),
    ]);
    let error = parse("pages: [a]\n---\npages: [b]\n").expect_err("two documents");
    assert!(error.message.contains("remove the second `---`"), "{error}");
}

#[test]
fn an_error_reads_as_one_line() {
    let error = parse("links:\n  pgae: x\n").expect_err("a mistake");
    assert_eq!(
        error.to_string(),
        "tikicheck.yaml:2:3: links: unknown key `pgae`; did you mean `page`?"
    );
}

#[test]
fn the_size_is_limited() {
    let largest = format!("#{}", " ".repeat(LARGEST_CONFIG - 1));
    assert_eq!(parsed(&largest), Config::default());
    let error = parse(&(largest + " ")).expect_err("one byte more");
    assert!(
        error
            .to_string()
            .starts_with("tikicheck.yaml: larger than 65536 bytes"),
        "{error}"
    );
}

#[test]
fn deep_nesting_and_bombs_are_refused() {
    for text in [
        "{a: ".repeat(4000),
        "[".repeat(16_000),
        "- ".repeat(8000),
        "? ".repeat(8000),
        "- ".repeat(32_000),
        "? ".repeat(32_000),
        format!("pages: {}{}", "[".repeat(1_000), "a, ".repeat(20_000)),
    ] {
        parse(&text).expect_err("nonsense");
    }
    let names = "- a name of a category\n".repeat(2_000);
    assert_eq!(parsed(&format!("categories:\n{names}")).categories.len(), 1);
    let many = "- {pages: a}\n".repeat(900);
    assert_eq!(parsed(&format!("exporters:\n{many}")).exporters.len(), 900);
    let mut bomb = "pages: &a [a, a, a, a, a, a, a, a]\n".to_owned();
    bomb.push_str("exclude: &b [*a, *a, *a, *a, *a, *a, *a]\n");
    parse(&bomb).expect_err("a list in a list");
}

#[test]
fn an_anchor_can_be_used_again() {
    let config = parsed("pages: &all [a.md, b.md]\nrequire_source: *all\n");
    assert_eq!(config.require_source, config.pages);
}

#[test]
fn the_line_of_an_entry_survives_other_ways_to_write_it() {
    let lines = |text: &str| {
        parsed(text)
            .ignore
            .iter()
            .map(|entry| entry.line)
            .collect::<Vec<_>>()
    };
    let rest = "rule: stale-page, reason: x";
    assert_eq!(
        lines(&format!(
            "ignore: [{{path: a, {rest}}},\n{{path: b, {rest}}}]"
        )),
        [1, 2]
    );
    assert_eq!(
        lines(&format!(
            "\n\nignore:\n  - {{'path': a, {rest}}}\n  - {{\"path\": b, {rest}}}"
        )),
        [4, 5]
    );
    assert_eq!(
        lines("ignore:\n  -\n    path: ä\n    rule: stale-page\n    reason: x"),
        [3]
    );
    assert_eq!(
        lines(&format!("ignore:\n - {{\"p\\x61th\": a, {rest}}}")),
        [2]
    );
    assert_eq!(
        lines("ignore:\r\n  - path: a\r\n    rule: stale-page\r\n    reason: x\r\n"),
        [2]
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn no_odd_configuration_makes_it_panic(
        lines in proptest::collection::vec(
            "( {0,4})(- )?((pages|rules|ignore|links|path|render|stale-page): ?)?([\\[{}\\]*&!|>'\"#a~\n-]{0,4})",
            0..8,
        )
    ) {
        if let Err(error) = parse(&lines.join("\n")) {
            prop_assert!(error.message.len() > 5);
        }
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_settings() {
    let name = Path::new("tikicheck.yaml");
    for text in ["pages: [a/*.md]\n", "# settings\r\npages: [a/*.md]\r\n"] {
        let marked = format!("\u{feff}{text}");
        let config = Config::parse(&marked, name).expect("settings");
        assert_eq!(config, Config::parse(text, name).expect("settings"));
        assert_eq!(lines(&marked), lines(text));
    }
    let place = |text: &str| Config::parse(text, name).expect_err("wrong").place;
    assert_eq!(place("\u{feff}paegs: []\n"), place("paegs: []\n"));
}
