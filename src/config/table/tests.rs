//! Rows of settings that are made up: keys three deep, templates, ranges, and lists of mappings that fill up from a base.

use std::path::Path;

use serde_json::json;

use super::form::Form;
use super::kind::Number;
use super::line::object;
use super::*;
use crate::config::Pattern;
use crate::config::exporter::{Form as Written, Template};
use crate::config::read::read_yaml;

#[derive(Debug, Clone, PartialEq)]
struct Garden {
    beds: Beds,
    corners: Vec<Corner>,
}

#[derive(Debug, Clone, PartialEq)]
struct Beds {
    signs: Signs,
    plants: Vec<Plant>,
    names: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Signs {
    label: Template,
    indent: u64,
    upright: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Plant {
    Rose,
    Reed,
}

#[derive(Debug, Clone, PartialEq)]
struct Corner {
    at: Pattern,
    beds: Beds,
    line: usize,
}

const GARDEN: &[Row<Garden>] = &[
    Row::new(
        "beds",
        "What grows.",
        &Section {
            field: field!(Garden.beds),
            rows: BEDS,
        },
    ),
    Row::new(
        "corners",
        "Where other things grow.",
        &Entries {
            field: field!(Garden.corners),
            rows: CORNER,
            blanks: |garden| {
                vec![Corner {
                    at: Pattern::new("**").expect("a pattern"),
                    beds: garden.beds.clone(),
                    line: 0,
                }]
            },
            set_line: |corner, line| corner.line = line,
            expected: "a list of corners",
        },
    ),
];

const BEDS: &[Row<Beds>] = &[
    Row::new(
        "signs",
        "How beds are marked.",
        &Section {
            field: field!(Beds.signs),
            rows: SIGNS,
        },
    )
    .init(Init::Above("Signs.")),
    Row::new(
        "plants",
        "Kinds of plants.",
        &List {
            field: field!(Beds.plants),
            form: OneOf(&[("rose", Plant::Rose), ("reed", Plant::Reed)]),
            empty: None,
        },
    ),
    Row::new(
        "names",
        "Names of beds.",
        &List {
            field: field!(Beds.names),
            form: OneLine,
            empty: Some("no bed has a name"),
        },
    ),
];

const SIGNS: &[Row<Signs>] = &[
    Row::new(
        "label",
        "What a sign says.",
        &One {
            field: field!(Signs.label),
            form: TemplateOf(Written::Doi),
        },
    ),
    Row::new(
        "indent",
        "Blanks in front.",
        &Number {
            field: field!(Signs.indent),
            range: 0..=8,
        },
    ),
    Row::new(
        "upright",
        "Whether it stands.",
        &Flag(field!(Signs.upright)),
    ),
];

/// The rows of `beds` serve an entry too, at another place.
const CORNER: &[Row<Corner>] = &[
    Row::new(
        "at",
        "",
        &One {
            field: field!(Corner.at),
            form: Glob,
        },
    )
    .needed(", so that it is found"),
    Row::new(
        "signs",
        "",
        &Section {
            field: field!(Corner.beds.signs),
            rows: SIGNS,
        },
    ),
];

fn label(text: &str) -> Template {
    Written::Doi.parse(text).expect(text)
}

fn garden() -> Garden {
    Garden {
        beds: Beds {
            signs: Signs {
                label: label("{source}"),
                indent: 2,
                upright: true,
            },
            plants: vec![Plant::Rose],
            names: vec!["north".to_owned()],
        },
        corners: Vec::new(),
    }
}

fn read_into(mut garden: Garden, text: &str) -> Result<Garden, String> {
    let mut reader = Reader {
        rows: GARDEN,
        settings: &mut garden,
        text,
    };
    read_yaml(text, Path::new("g"), &mut reader).map_err(|error| error.to_string())?;
    Ok(garden)
}

fn read(text: &str) -> Result<Garden, String> {
    read_into(garden(), text)
}

#[test]
fn keys_three_deep_are_read() {
    let text = "beds:\n  signs:\n    label: '{{< x >}} {identifier} {source} {Name} {'\n    indent: 0\n  \
                plants: [reed, rose]\n  names: [\"a b\"]\n";
    let mut expected = garden();
    expected.beds.signs.label = label("{{< x >}} {identifier} {source} {Name} {");
    expected.beds.signs.indent = 0;
    expected.beds.plants = vec![Plant::Reed, Plant::Rose];
    expected.beds.names = vec!["a b".to_owned()];
    assert_eq!(read(text), Ok(expected));
}

#[test]
fn mistakes_three_deep_have_their_place() {
    for (text, message) in [
        (
            "beds:\n  signs:\n    lable: x\n",
            "g:3:5: beds.signs: unknown key `lable`; did you mean `label`?",
        ),
        (
            "beds:\n  signs:\n    label: x\n    label: x\n",
            "g:4:5: beds.signs: `label` stands here twice; keep one of them",
        ),
        (
            "beds:\n  signs:\n    label: '{soruce}'\n",
            "g:3:12: beds.signs.label: unknown placeholder `{soruce}`; did you mean `{source}`?; known placeholders are {source}, {identifier}; a brace that is text is written {brace}",
        ),
        (
            "beds:\n  signs:\n    label: '{source} {{_}}'\n",
            "g:3:12: beds.signs.label: unknown placeholder `{_}`; known placeholders are {source}, {identifier}; a brace that is text is written {brace}",
        ),
        (
            "beds:\n  signs:\n    label: \"{source}\\a\"\n",
            "g:3:12: beds.signs.label: a control character stands in it; leave it out",
        ),
        (
            "beds: {signs: {indent: 9}}",
            "g:1:24: beds.signs.indent: 9 is too much; at most 8",
        ),
        (
            "beds: {signs: {indent: -1}}",
            "g:1:24: beds.signs.indent: invalid type: integer `-1`, expected a whole number from 0",
        ),
        (
            "beds: {signs: [label]}",
            "g:1:15: beds.signs: invalid type: sequence, expected keys with values (label, indent, upright)",
        ),
        (
            "beds: {plants: [rose, reeds]}",
            "g:1:23: beds.plants[1]: `reeds` is none of rose, reed; did you mean `reed`?",
        ),
        ("beds: {names: []}", "g:1:15: beds.names: no bed has a name"),
        (
            "corners: [{signs: {indent: 3}}]",
            "g:1:11: corners[0]: this entry needs `at`, so that it is found",
        ),
        (
            "corners: x",
            "g:1:10: corners: invalid type: string \"x\", expected a list of corners",
        ),
    ] {
        assert_eq!(read(text), Err(message.to_owned()), "{text}");
    }
}

#[test]
fn an_entry_fills_up_from_its_base() {
    let text = "corners:\n  - at: 'a/*'\n    signs: {indent: 3}\n  - {signs: {upright: false}, at: b}\nbeds: {signs: {label: x}}\n";
    // The base may follow its entries, so the text is read a second time.
    let base = read(text).expect("a garden").beds;
    let read = read_into(
        Garden {
            beds: base,
            ..garden()
        },
        text,
    )
    .expect("a garden");
    let [first, second] = &read.corners[..] else {
        panic!("{read:?}");
    };
    assert_eq!((first.line, second.line), (2, 4));
    assert_eq!((first.at.as_str(), second.at.as_str()), ("a/*", "b"));
    assert_eq!(first.beds.signs.label, label("x"));
    assert_eq!(
        (first.beds.signs.indent, first.beds.signs.upright),
        (3, true)
    );
    assert_eq!(
        (second.beds.signs.indent, second.beds.signs.upright),
        (2, false)
    );
}

#[test]
fn what_is_written_is_read_as_the_same() {
    let mut other = garden();
    other.beds.signs.label = label("a: {source} # 'x'");
    other.beds.signs.upright = false;
    other.beds.plants.clear();
    other.corners.push(Corner {
        at: Pattern::new("*.md").expect("a pattern"),
        beds: other.beds.clone(),
        line: 10,
    });
    let written = object(lines(GARDEN, &other));
    let text = serde_yaml::to_string(&written).expect("YAML");
    assert_eq!(read(&text), Ok(other), "{text}");
}

#[test]
fn the_schema_has_types_defaults_and_what_is_needed() {
    let schema = json!(schema(GARDEN, Some(&garden())));
    let signs = &schema["properties"]["beds"]["properties"]["signs"]["properties"];
    assert_eq!(
        signs["indent"],
        json!({"description": "Blanks in front.", "type": "integer", "minimum": 0, "maximum": 8, "default": 2})
    );
    assert_eq!(signs["upright"]["default"], json!(true));
    let names = &schema["properties"]["beds"]["properties"]["names"];
    assert_eq!(names["minItems"], json!(1));
    let corner = &schema["properties"]["corners"]["items"];
    assert_eq!(corner["required"], json!(["at"]));
    assert_eq!(
        corner["properties"]["signs"]["properties"]["indent"].get("default"),
        None
    );
}

#[test]
fn the_schema_of_a_template_refuses_what_the_tool_refuses() {
    let form = TemplateOf(Written::Doi);
    let mut whole = form.schema();
    whole.extend(part([("$defs", definitions().into())]));
    let validator = jsonschema::validator_for(&json!(whole)).expect("a schema");
    for (text, good) in [
        ("", true),
        ("[{source}](/{identifier})", true),
        ("{{< toc >}} { } {} {Name} {na me} {name", true),
        ("{names}", false),
        ("{nam}", false),
        ("{{{other}}}", false),
        ("{source}\r", false),
        ("{source}\n", true),
    ] {
        assert_eq!(form.read(text).is_ok(), good, "{text}");
        assert_eq!(validator.is_valid(&json!(text)), good, "{text}");
    }
    let reason = NotBlank("blank");
    assert_eq!(reason.read(" \t"), Err("blank".to_owned()));
}
