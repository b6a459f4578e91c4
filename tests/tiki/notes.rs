//! What a writer may have meant otherwise: which texts get a note, and which get none.

use tikicheck::internals::config::{Config, Language};
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::site::{Attachments, PageSet, Site};

use crate::cases::cases;

/// The notes about a wiki text: name and text of each, in order.
fn notes(wiki: &str, config: &Config) -> Vec<String> {
    let pages = PageSet::from_paths([""; 0]);
    let site = Site::new(pages, &config.links, Attachments::default());
    let generator = Generator::new(config, &site);
    let mut workspace = Workspace::default();
    generator.parse(wiki, &mut workspace);
    let tree = &workspace.tree;
    let notes = generator.notes(tree);
    let place = |at: u32| tree.text().get(at as usize..).map(str::len);
    for pair in notes.windows(2) {
        assert!(pair[0].span.start <= pair[1].span.start, "{wiki:?}");
    }
    let named = notes.iter().map(|note| {
        assert!(place(note.span.start) >= place(note.span.end), "{wiki:?}");
        assert!(
            tree.slice(note.span)
                .starts_with(note.what.trim_end_matches('…'))
        );
        format!("{} {}", note.doubt.name(), note.what)
    });
    named.collect()
}

fn tiki() -> Config {
    Config {
        dialect: Language::Tiki,
        ..Config::default()
    }
}

#[test]
fn what_is_hardly_meant_gets_a_note() {
    for (wiki, expected) in [
        ("a __bold", &["unclosed-markup __"][..]),
        ("__a\nb__", &["unclosed-markup __", "unclosed-markup __"]),
        ("''it", &["unclosed-markup ''"]),
        ("see ((Page", &["unclosed-markup (("]),
        ("||a|b", &["unclosed-markup ||"]),
        ("~~red:a", &["unclosed-markup ~~"]),
        ("[https://example.org a", &["unclosed-markup ["]),
        ("~np~a", &["unclosed-markup ~np~"]),
        ("a~/np~", &["lone-closer ~/np~"]),
        ("{BOX(title=a)}x", &["unclosed-markup {BOX"]),
        ("{img src=a.png", &["unclosed-markup {img"]),
        (
            "{DIV()}{BOX()}x{DIV}",
            &["unclosed-markup {DIV", "unclosed-markup {BOX"],
        ),
        (
            "a {BOX} b {/QUOTE}",
            &["lone-closer {BOX}", "lone-closer {/QUOTE}"],
        ),
        ("{BOX()}a{/BOX}", &["slash-closer {/BOX}"]),
        ("a [note] b", &["word-in-brackets [note]"]),
        ("[Page|text]", &["page-in-brackets Page"]),
        ("((https://a.b|c))", &["address-in-parentheses https://a.b"]),
        ("x^2 + y^2", &["box-in-word ^2 + y^"]),
        ("--help and --version", &["struck-options --help and --"]),
        ("a || b || c", &["table-in-text ||"]),
        ("a\n-------\nb", &["long-rule -------"]),
        ("* a\n*** b\n** c", &["skipped-level ***"]),
        ("## a", &["skipped-level ##"]),
    ] {
        assert_eq!(notes(wiki, &tiki()), expected, "{wiki:?}");
    }
}

#[test]
fn what_is_meant_as_it_stands_gets_none() {
    for wiki in [
        "__a__ ''b'' ((C)) [https://a.b] ~~red:a~~ ^box^ --old--",
        "||a|b\nc|d||",
        "{BOX()}a{BOX} {CODE()}__a ((b {BOX(){CODE} ~np~__ ~/np~",
        "snake__case",
        "5'10'' is tall",
        "a __ b",
        "name: ______",
        "[[note] [1] [...] [a b] [x|",
        "* [ ] a\n* [x] b\n** c\n*** d\n** e\n# f",
        "a ---- b\n----\n---",
        "C:\\dir {NAME} {NOSUCH()}a{NOSUCH} {ELSE} {$a}",
        "[tiki-index.php|a] [a.html|b] [#c|d] [mailto:a@b.c|d]",
        "see https://a.b/x__y",
        "~hc~__a~/hc~ ~pp~((a~/pp~",
        "a sentence with || in it",
    ] {
        let found = notes(wiki, &tiki());
        assert_eq!(found, [""; 0], "{wiki:?}");
    }
}

/// The cases are what people write; most of them are meant as they stand.
#[test]
fn most_cases_get_no_note() {
    let all = cases();
    let noted = all
        .iter()
        .filter(|case| !notes(&case.wiki, &case.config).is_empty());
    let noted: Vec<&str> = noted.map(|case| &*case.name).collect();
    assert!(noted.len() * 4 < all.len(), "{}: {noted:?}", noted.len());
}
