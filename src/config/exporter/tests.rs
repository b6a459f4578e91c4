//! Settings of exporters, from text to values and back.

use std::path::Path;

use super::*;
use crate::config::{Comments, Config, Toc};

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(text, Path::new("tikicheck.yaml")).map_err(|error| error.to_string())
}

fn parsed(text: &str) -> Config {
    parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// Every kind of key about exporters.
const ALL: &str = r#"exporter:
  reads:
    unknown: [Table, List, SupNode]
    aliased_links: run
    page_id_links: false
  writes:
    missing_page: '<a href="/posts/{slug}" style="x" title="y: {page}">{text}</a>'
    missing_page_id: '<a title="y: {id}">{text}</a>'
    category: '[{text}](/categories/{path})'
    color: ' <span style="color:orange;">{text}</span>'
    attachment: '[x{text}]({path})'
    heading: "\n{marks} {text}\n"
    bullet_indent: 2
    url_spaces: keep
  leaves_out:
    sections: ["{include", "in the title"]
    lines: ['\{SQL']
categories: [Boats, "Boats - small"]
"#;

#[test]
fn every_key_about_exporters_is_heard() {
    let Config {
        exporter,
        categories,
        ..
    } = parsed(ALL);
    assert_eq!(
        exporter.reads,
        Reads {
            unknown: vec![Kind::Table, Kind::List, Kind::Sup],
            aliased_links: AliasedLinksRead::Run,
            page_id_links: false,
        }
    );
    let forms = &exporter.writes.forms;
    assert_eq!(
        forms[Form::Color].to_string(),
        " <span style=\"color:orange;\">{text}</span>"
    );
    assert!(forms[Form::MissingPageId].has(Placeholder::Id));
    assert_eq!(forms[Form::Bold], Form::Bold.default_template());
    assert_eq!(exporter.writes.bullet_indent, 2);
    assert_eq!(exporter.writes.url_spaces, UrlSpaces::Keep);
    assert_eq!(exporter.leaves_out.sections, ["{include", "in the title"]);
    assert!(exporter.leaves_out.lines[0].matches("a {SQL"));
    assert!(categories.contains("Boats - small"));
}

#[test]
fn a_template_that_is_wrong_is_told_with_its_line() {
    for (text, expected) in [
        (
            "exporter:\n  writes:\n    category: '[{txt}]'\n",
            "tikicheck.yaml:3:15: exporter.writes.category: unknown placeholder `{txt}`; did you mean `{text}`?; known \
             placeholders are {text}, {trimmed}, {missing_page}, {slug}, {tag}, {path}, {page}; a brace that is text is written {brace}",
        ),
        (
            "exporter: {reads: {unknown: [Tabel]}}",
            "tikicheck.yaml:1:30: exporter.reads.unknown[0]: `Tabel` is no construct; did you mean `Table`?",
        ),
        (
            "exporter: {reads: {unknown: [Text]}}",
            "tikicheck.yaml:1:30: exporter.reads.unknown[0]: `Text` is no construct",
        ),
        (
            "exporter: {preset: E9}",
            "tikicheck.yaml:1:20: exporter.preset: ",
        ),
        (
            "exporter: {leaves_out: {lines: ['a(']}}",
            "tikicheck.yaml:1:33: exporter.leaves_out.lines[0]: `a(` is no regular expression: unclosed group",
        ),
        (
            "exporters:\n- preset: E1\n",
            "tikicheck.yaml:2:3: exporters[0]: this entry needs `pages`, a pattern",
        ),
    ] {
        let told = parse(text).expect_err(text);
        assert!(told.starts_with(expected), "{told}");
    }
}

#[test]
fn a_preset_gives_the_defaults_wherever_it_stands() {
    for text in [
        "exporter: {preset: E3, writes: {bullet_indent: 5}}\nrender: {toc: comment}\n",
        "render: {toc: comment}\nexporter: {writes: {bullet_indent: 5}, preset: E3}\n",
    ] {
        let config = parsed(text);
        assert_eq!(config.exporter.writes.bullet_indent, 5);
        assert_eq!(config.exporter.reads.aliased_links, AliasedLinksRead::Run);
        assert_eq!(config.render.toc, Toc::Comment);
        assert_eq!(config.render.comments, Comments::Inline);
        assert!(config.block.style.contains("pre-wrap"));
    }
}

#[test]
fn an_entry_begins_with_its_preset_or_with_the_settings_of_the_file() {
    for text in [
        "exporters:\n- {pages: 'a/*', writes: {number_indent: 7}}\n- {writes: {bullet_indent: 1}, pages: 'b/*', preset: E1}\n\
         exporter: {writes: {bullet_indent: 5}}\nrender: {toc: shortcode}\n",
        "exporter: {writes: {bullet_indent: 5}}\nrender: {toc: shortcode}\n\
         exporters:\n- {pages: 'a/*', writes: {number_indent: 7}}\n- {writes: {bullet_indent: 1}, pages: 'b/*', preset: E1}\n",
    ] {
        let config = parsed(text);
        let [first, second] = &config.exporters[..] else {
            panic!("two entries");
        };
        assert_eq!(first.exporter.writes.bullet_indent, 5);
        assert_eq!(first.exporter.writes.number_indent, 7);
        assert_eq!(first.render.toc, Toc::Shortcode);
        assert_eq!(second.exporter.writes.bullet_indent, 1);
        assert!(!second.exporter.reads.page_id_links);
        assert_eq!(second.render.toc, Toc::Comment);
        assert_eq!(second.exporter.preset, Some(Preset::E1));
    }
}

#[test]
fn what_is_written_down_is_read_as_the_same_settings() {
    for text in [
        "",
        ALL,
        "exporter: {preset: E1}",
        "exporter: {preset: E4, reads: {aliased_links: strict}, leaves_out: {blank_sections: true}}\n\
         exporters: [{pages: a, preset: E2, writes: {rule: \"\\n***\\n\"}}, {pages: b}]\n",
    ] {
        let config = parsed(text);
        let without_lines = |mut config: Config| {
            // What is written down names the style, and the severity of each rule.
            config.rules.clear();
            config.block.is_named = true;
            for entry in &mut config.exporters {
                entry.line = 0;
                entry.block.is_named = true;
            }
            config
        };
        for written in [
            config.to_yaml(|_| String::new()),
            config.to_commented_yaml(),
        ] {
            let again = without_lines(parsed(&written));
            let config = without_lines(config.clone());
            for &form in Form::ALL {
                let (again, config) = (&again.exporter.writes.forms, &config.exporter.writes.forms);
                assert_eq!(
                    again[form].to_string(),
                    config[form].to_string(),
                    "{form:?}"
                );
            }
            assert_eq!(again.exporters, config.exporters);
            assert_eq!(again.exporter, config.exporter);
            assert_eq!(again, config, "{written}");
        }
    }
    let written =
        parsed("exporter: {preset: E1, writes: {rule: x}}\ncategories: [b, a]").to_commented_yaml();
    assert!(
        written.contains(
            "\n# What the exporter read, wrote and left out.\nexporter:\n  preset: E1\n  writes:\n    rule: \"x\"\n"
        ),
        "{written}"
    );
    assert!(!parsed("").to_commented_yaml().contains("exporter:"));
}

#[test]
fn capitals_do_not_count() {
    for text in ["", "aBc", "ÄÖé–X", "é", "–a–", "İ ẞ"] {
        assert_eq!(lower_case(text), text.to_lowercase(), "{text}");
    }
    let leaves_out = LeavesOut {
        sections: vec!["ÉT".to_owned()],
        ..LeavesOut::default()
    };
    assert_eq!(leaves_out.section_text_in("l’étÉ"), Some("ÉT"));
    assert_eq!(leaves_out.section_text_in("l’e"), None);
}

#[test]
fn every_preset_is_as_it_is_configured() {
    for &(word, preset) in Preset::WORDS {
        let config = parsed(&format!("exporter: {{preset: {word}}}"));
        assert_eq!(config.exporter, preset.exporter());
    }
}
