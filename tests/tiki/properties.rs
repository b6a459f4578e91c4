//! What holds for any text of the dialect: it parses, its nodes nest, the same text gives the same page, and no text
//! takes more than linear work.

use proptest::prelude::*;
use tikicheck::internals::config::{Config, Language};
use tikicheck::internals::render::clean::notes;
use tikicheck::internals::wiki::tiki::Syntax;
use tikicheck::internals::wiki::tree::Node;
use tikicheck::internals::wiki::{Tree, Workspace};

use crate::cases::{cases, markdown};

fn config() -> Config {
    Config {
        dialect: Language::Tiki,
        ..Config::default()
    }
}

fn parse(text: &str) -> Tree {
    let mut tree = Tree::default();
    Workspace::default().parse_tiki(text, Syntax::default(), &mut tree);
    tree
}

/// Children lie in their parent, in order, without overlap.
fn check_nesting(tree: &Tree) {
    fn check(tree: &Tree, node: &Node) {
        let mut at = node.full.start;
        assert!(
            node.full.start <= node.inner.start && node.inner.end <= node.full.end,
            "{node:?}"
        );
        for child in tree.children(node) {
            assert!(
                child.full.start >= at,
                "{child:?} begins in front of {at} in {node:?}"
            );
            assert!(
                child.full.end <= node.full.end,
                "{child:?} ends behind {node:?}"
            );
            let text = tree.whole_text();
            assert!(text.is_char_boundary(child.full.start as usize));
            assert!(text.is_char_boundary(child.full.end as usize));
            at = child.full.end;
            check(tree, child);
        }
    }
    let mut at = 0;
    for node in tree.top() {
        assert!(node.full.start >= at, "{node:?}");
        at = node.full.end;
        check(tree, node);
    }
}

#[test]
fn nodes_of_the_cases_nest() {
    for case in cases() {
        let mut tree = Tree::default();
        Workspace::default().parse_tiki(&case.wiki, case.config.tiki.syntax(), &mut tree);
        let checked =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check_nesting(&tree)));
        assert!(checked.is_ok(), "{}", case.name);
    }
}

/// Pieces of wiki text: markers of every kind, alone and in pairs.
const PIECES: &[&str] = &[
    "__",
    "''",
    "-+",
    "+-",
    "--",
    "===",
    "::",
    "~~red:",
    "~~",
    "^",
    "||",
    "|",
    "((",
    "))",
    "[",
    "]",
    "[[",
    "\n",
    "\n\n",
    "* ",
    "** ",
    "# ",
    "## ",
    "+",
    "!!",
    "!!#",
    "----",
    ";a:b",
    "-=",
    "=-",
    "%%%",
    "~np~",
    "~/np~",
    "~pp~",
    "~/pp~",
    "~pre~",
    "~/pre~",
    "~tc~",
    "~/tc~",
    "~hc~",
    "~/hc~",
    "~hs~",
    "{CODE()}",
    "{CODE}",
    "{BOX(title=\"a\")}",
    "{BOX}",
    "{DIV(align=center)}",
    "{DIV}",
    "{GROUP(groups=a)}",
    "{ELSE}",
    "{GROUP}",
    "{FANCYTABLE(head=a|b)}",
    "{FANCYTABLE}",
    "{FOOTNOTE()}",
    "{FOOTNOTE}",
    "{SUP()}",
    "{SUP}",
    "{img src=a.png}",
    "{maketoc}",
    "{r2l}",
    "((a|",
    "[http://a|",
    "https://a.b/c",
    "a",
    "b c",
    "é",
    " ",
    "&quot;",
    "\\",
    "*",
    "_",
    "`",
    "<",
    ">",
    "~",
    "{",
    "}",
    "(:wink:)",
    "{TABS(tabs=a|b)}",
    "/////",
    "{TABS}",
    "{SPLIT()}",
    "---",
    "@@@",
    "{SPLIT}",
    "{SORT()}",
    "{SORT}",
    "{TAG(tag=strong)}",
    "{TAG}",
    "\t",
    "//x",
    "\\\\y",
    "{syntax type=\"markdown\"}",
    "{DL()}",
    "{DL}",
    "{FANCYLIST()}",
    "1) x",
    "{FANCYLIST}",
    "{LIST()}",
    "{LIST}",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_and_its_nodes_nest(text in text()) {
        check_nesting(&parse(&text));
    }

    #[test]
    fn notes_name_what_stands_in_the_text(text in text()) {
        let tree = parse(&text);
        let mut last = 0;
        for note in notes(&tree) {
            prop_assert!(note.span.start >= last, "{:?}", note);
            last = note.span.start;
            let stands = tree.whole_text().get(last as usize..note.span.end as usize);
            let what = note.what.trim_end_matches('…');
            prop_assert!(stands.is_some_and(|stands| stands.starts_with(what)), "{:?}", note);
        }
    }

    #[test]
    fn the_same_text_gives_the_same_markdown(text in text()) {
        let config = config();
        let first = markdown(&text, &config);
        prop_assert_eq!(&first, &markdown(&text, &config));
        prop_assert!(first.is_empty() || first.ends_with('\n'));
    }
}

#[test]
fn what_nests_deep_overflows_nothing() {
    let config = config();
    for (open, close) in [
        ("{DIV()}", "{DIV}"),
        ("~~red:", "~~"),
        ("((a|", "))"),
        ("{GROUP(groups=a)}b{ELSE}", "{GROUP}"),
        ("{r2l}", ""),
        ("{SUP()}", "{SUP}"),
    ] {
        let text = format!("{}x{}", open.repeat(2_000), close.repeat(2_000));
        let _ = markdown(&text, &config);
    }
    let lists: String = (1..300)
        .map(|level| format!("{} a\n", "*".repeat(level)))
        .collect();
    let _ = markdown(&lists, &config);
}

/// Text that no wiki reads: every character shows as it is, so the Markdown must hide what would be markup.
fn plain() -> impl Strategy<Value = String> {
    let pieces = &[
        "a", "b1", " ", " ", "\n", "*", "**", "_", "__", "`", "[", "]", "(", ")", "<", ">", "#",
        "##", "+", "-", "---", "=", "===", "~", "~~", "~~~", "\\", "!", "|", ":", ": ", "1.",
        "12)", "&", "é", "“", "$", "x@y.z", "[x]", "[^1]", "- ", "> ", "<b", "</", "\t",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..24)
        .prop_map(|pieces| pieces.concat())
}

/// What a renderer shows, with blanks made one.
fn shown(markdown: &str) -> String {
    use pulldown_cmark::{Event, Options, Parser};
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    let mut out = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::Start(pulldown_cmark::Tag::Paragraph)
            | Event::End(pulldown_cmark::TagEnd::Paragraph) => out.push(' '),
            _ => out.push('\u{1}'),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_shows_as_it_is(text in plain()) {
        let wiki = format!("~np~{text}~/np~");
        let expected = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let markdown = markdown(&wiki, &config());
        prop_assert_eq!(shown(&markdown), expected, "{}", markdown);
    }
}
