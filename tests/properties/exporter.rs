//! Any settings of exporters: what they read, write and leave out.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tikicheck::internals::config::Config;
use tikicheck::internals::config::exporter::{
    AliasedLinksRead, Exporter, Form, LeavesOut, LinePattern, Preset, Reads, UrlSpaces, Writes,
};
use tikicheck::internals::wiki::dialect::kinds;

use crate::{config, settings};

/// The settings that a rendering depends on: often those of the last exporter, else any.
pub fn configs() -> impl Strategy<Value = Config> {
    let exporter = prop_oneof![
        2 => Just(Exporter::default()),
        1 => select(Preset::WORDS).prop_map(|(_, preset)| Exporter { preset: None, ..preset.exporter() }),
        4 => exporter(),
    ];
    (settings(), exporter, categories()).prop_map(|(render, exporter, categories)| Config {
        exporter,
        categories,
        ..config(render)
    })
}

fn categories() -> impl Strategy<Value = BTreeSet<String>> {
    btree_set(select(vec!["a", "word", "wordword", "é "]), 0..3)
        .prop_map(|names| names.into_iter().map(str::to_owned).collect())
}

fn exporter() -> impl Strategy<Value = Exporter> {
    (reads(), writes(), leaves_out()).prop_map(|(reads, writes, leaves_out)| Exporter {
        preset: None,
        reads,
        writes,
        leaves_out,
    })
}

fn reads() -> impl Strategy<Value = Reads> {
    let constructs: Vec<_> = kinds().filter(|kind| kind.is_construct()).collect();
    let aliased_links = AliasedLinksRead::WORDS.iter().map(|(_, read)| *read);
    let aliased_links = select(aliased_links.collect::<Vec<_>>());
    let unknown = prop_oneof![Just(Vec::new()), vec(select(constructs), 0..4)];
    (unknown, aliased_links, any::<bool>()).prop_map(|(unknown, aliased_links, page_id_links)| {
        Reads {
            unknown,
            aliased_links,
            page_id_links,
        }
    })
}

/// A piece of a template, for whatever form.
#[derive(Clone, Debug)]
enum Piece {
    Mark(&'static str),
    Value(Index),
}

fn writes() -> impl Strategy<Value = Writes> {
    const MARKS: &[&str] = &[
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n---\n",
        "<b>",
        "\"",
        "**",
        "[",
        "](",
        ")",
        "{",
        "}",
        "{{< x >}}",
        "{brace}text}",
        "&",
        "é",
        "<!-- ",
        " -->",
        "|",
        "\t",
    ];
    let piece = prop_oneof![
        select(MARKS).prop_map(Piece::Mark),
        any::<Index>().prop_map(Piece::Value),
    ];
    let form = (select(Form::ALL), vec(piece, 0..6));
    let spaces = select(vec![UrlSpaces::Encode, UrlSpaces::Keep]);
    (vec(form, 0..20), 0..4u64, 0..4u64, 0..4u64, spaces).prop_map(
        |(forms, bullets, numbers, most_newlines, url_spaces)| {
            let mut writes = Writes {
                bullet_indent: bullets,
                number_indent: numbers,
                url_spaces,
                most_newlines,
                ..Writes::default()
            };
            for (form, pieces) in forms {
                // A content that is written too often is refused.
                if let Ok(template) = form.parse(&text(form, &pieces)) {
                    writes.forms[form] = template;
                }
            }
            writes
        },
    )
}

/// The pieces as the text of a template of this form.
fn text(form: Form, pieces: &[Piece]) -> String {
    let values = form.placeholders();
    let piece = |piece: &Piece| match piece {
        Piece::Mark(mark) => (*mark).to_owned(),
        Piece::Value(_) if values.is_empty() => String::new(),
        Piece::Value(index) => format!("{{{}}}", index.get(values).name()),
    };
    pieces.iter().map(piece).collect()
}

fn leaves_out() -> impl Strategy<Value = LeavesOut> {
    let sections = vec(select(vec!["a", "{include", "É", "id=7", "word"]), 0..3);
    let lines = vec(select(vec!["a$", "^$", r"\{SQL", "(?i)WORD.*1"]), 0..3);
    let all =
        (sections, lines, any::<bool>()).prop_map(|(sections, lines, blank_sections)| LeavesOut {
            sections: sections.into_iter().map(str::to_owned).collect(),
            lines: lines
                .into_iter()
                .map(|line| LinePattern::new(line).expect("a pattern"))
                .collect(),
            blank_sections,
        });
    prop_oneof![Just(LeavesOut::default()), all]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn settings_are_read_as_they_are_written(config in configs()) {
        for written in [config.to_yaml(|_| "x".to_owned()), config.to_commented_yaml()] {
            let again = Config::parse(&written, Path::new("tikicheck.yaml"));
            let again = again.unwrap_or_else(|error| panic!("{written}\n{error}"));
            prop_assert_eq!(&again.exporter, &config.exporter, "{}", written);
            prop_assert_eq!(&again.categories, &config.categories, "{}", written);
            prop_assert_eq!(again.render, config.render, "{}", written);
        }
    }
}
