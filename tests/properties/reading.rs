//! Lexing and parsing: nothing is lost, nothing overlaps, and line ends do not matter.

use proptest::prelude::*;
use tikicheck::internals::page::escape::escape;
use tikicheck::internals::render::dump::dump;
use tikicheck::internals::wiki::dialect::kind_named;
use tikicheck::internals::wiki::lexer::{Lexed, lex};
use tikicheck::internals::wiki::reading::{AliasedLinks, Reading};
use tikicheck::internals::wiki::source::{Lines, read_plain};
use tikicheck::internals::wiki::token::Token;
use tikicheck::internals::wiki::tree::{Kind, Node};
use tikicheck::internals::wiki::{self as reader, MAX_DEPTH, Tree};

use crate::{parse, wiki};

/// The readings of exporters: often the last one's, else with any constructs unknown.
fn reading() -> impl Strategy<Value = Reading> {
    const KINDS: &[&str] = &[
        "AliasedLocalLink",
        "LocalLink",
        "Table",
        "Bold",
        "Link",
        "WeirdCitation",
        "Sup",
    ];
    let lines = prop_oneof![Just(Lines::AsWritten), Just(Lines::Trimmed)];
    let aliased_links = prop_oneof![Just(AliasedLinks::Strict), Just(AliasedLinks::Run)];
    let unknown = prop::collection::vec(prop::sample::select(KINDS), 0..3);
    let unknown = prop_oneof![Just(Vec::new()), unknown];
    (lines, aliased_links, unknown).prop_map(|(lines, aliased_links, unknown)| Reading {
        lines,
        aliased_links,
        unknown: unknown.into_iter().filter_map(kind_named).collect(),
        ..Reading::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn tokens_concatenate_to_the_text(text in wiki::text(), reading in reading()) {
        let mut read = String::new();
        read_plain(&text, reading.lines, &mut read);
        let mut lexed = Lexed::default();
        lex(&read, reading, &mut lexed);
        assert_tokens_cover(&read, &lexed);
    }

    #[test]
    fn spans_nest_in_order_on_character_boundaries(text in wiki::text(), reading in reading()) {
        let tree = parse(&text, reading);
        let mut at = 0;
        for node in tree.top() {
            prop_assert_eq!(node.full.start, at);
            at = node.full.end;
            assert_nests(&tree, node, 0);
        }
        prop_assert_eq!(at as usize, tree.text().len());
    }

    #[test]
    fn what_stands_apart_leads_back_to_the_text(text in wiki::text(), reading in reading()) {
        let tree = parse(&text, reading);
        // Contents that are put together come from the text, not from each other.
        for piece in tree.source_map().pieces() {
            prop_assert!(piece.there.end as usize <= tree.text().len());
        }
        for node in tree.nodes().filter(|node| node.kind == Kind::AliasedLocalLink) {
            let content = tree.slice(node.inner);
            let bar = content.find('|').expect("a bar parts page and text");
            for (offset, shown) in content.char_indices() {
                let written = tree.written_offset(node.inner.start + offset as u32);
                prop_assert!(node.full.range().contains(&(written as usize)));
                if offset != bar {
                    prop_assert_eq!(tree.text()[written as usize..].chars().next(), Some(shown));
                }
            }
        }
        for offset in 0..tree.text().len() as u32 {
            prop_assert_eq!(tree.written_offset(offset), offset);
        }
    }

    #[test]
    fn all_line_ends_and_the_escaped_text_give_one_tree(text in wiki::lf_text(), reading in reading()) {
        let tree = parse(&text, reading);
        let same = |other: &Tree| other.text() == tree.text() && dumped(other) == dumped(&tree);
        for end in ["\r\n", "\r"] {
            prop_assert!(same(&parse(&text.replace('\n', end), reading)), "{:?}", end);
        }
        let mut other = Tree::default();
        let escaped = escape(&text).replace('\n', "\r\n");
        reader::Workspace::default().parse_escaped(&escaped, reading, &mut other);
        prop_assert!(same(&other));
    }

    #[test]
    fn markup_is_read_to_a_fixed_depth(marks in "[!*#+]{60,200}", text in "[a ]?") {
        // Equal marks in a row open one construct.
        let changes = marks.bytes().zip(marks.bytes().skip(1)).filter(|(this, next)| this != next);
        let constructs = 1 + changes.count();
        let tree = parse(&format!("{marks}{text}x"), Lines::AsWritten);
        // One construct more than contents are read: the last one's content stays text.
        prop_assert_eq!(tree.too_deep().is_some(), constructs > MAX_DEPTH + 1);
        for node in tree.top() {
            prop_assert_eq!(assert_nests(&tree, node, 0), constructs.min(MAX_DEPTH + 1));
        }
    }
}

fn dumped(tree: &Tree) -> String {
    let mut out = String::new();
    dump(tree, &mut out).expect("a String takes everything");
    out
}

/// Tokens stand one behind the other, from the start of `read` to its end.
fn assert_tokens_cover(read: &str, lexed: &Lexed) {
    let whole = format!("{read}{}", lexed.appended);
    let mut glued = lexed.synthesized.iter();
    let mut tokens = lexed.tokens.iter().peekable();
    let mut at = 0;
    while let Some((start, token, end)) = tokens.next() {
        assert_eq!(start, at, "{token:?}");
        assert!(whole.is_char_boundary(end as usize), "{token:?}");
        at = end;
        let goes_on = tokens.peek().is_none_or(|&(next, ..)| next == at);
        if goes_on || token != Token::Open(Kind::AliasedLocalLink) {
            continue;
        }
        // The content of this link lost white space at a bar or a marker, and stands apart.
        let glue = glued.next().expect("what stands apart is noted");
        let mut glue_at = glue.at.start;
        let (close, end) = loop {
            let (start, token, end) = tokens.next().expect("what opens closes");
            if token == Token::Close(Kind::AliasedLocalLink) {
                break (start, end);
            }
            assert_eq!(start, glue_at, "{token:?}");
            glue_at = end;
        };
        assert_eq!(glue_at, glue.at.end);
        let written = &read[at as usize..close as usize];
        let (page, text) = written.split_once('|').expect("a bar parts page and text");
        let (page, text) = (page.trim(), text.trim());
        assert_eq!(&whole[glue.at.range()], format!("{page}|{text}"));
        assert_eq!(
            (&read[glue.page.range()], &read[glue.text.range()]),
            (page, text)
        );
        at = end;
    }
    assert_eq!(at as usize, read.len());
    assert!(glued.next().is_none());
}

/// Children cover their parent's inner content, one behind the other. Returns how deep constructs nest.
fn assert_nests(tree: &Tree, node: &Node, depth: usize) -> usize {
    let apart = node.inner.start as usize >= tree.text().len() && !node.inner.is_empty();
    let inside = node.full.start <= node.inner.start && node.inner.end <= node.full.end;
    assert!(inside || apart && node.kind == Kind::AliasedLocalLink);
    let mut at = node.inner.start;
    let mut covered = String::new();
    let mut deepest = depth + usize::from(node.kind != Kind::Text);
    for child in tree.children(node) {
        assert!(at <= child.full.start && child.full.end <= node.inner.end);
        at = child.full.end;
        covered.push_str(tree.slice(child.full));
        deepest = deepest.max(assert_nests(tree, child, depth + 1));
    }
    let inner = tree.slice(node.inner);
    match node.kind {
        // Bars stand between rows and cells.
        Kind::Table | Kind::TableRow => {}
        // Their contents are not looked at.
        Kind::Text | Kind::Sql | Kind::ImgBlock | Kind::DoiLink | Kind::WeirdCitation => {
            assert_eq!(covered, "");
        }
        Kind::HorizontalRule | Kind::HorizontalRuleAlt => assert_eq!(covered, ""),
        // With trimmed lines a content may lose white space in front.
        _ => {
            let lost = inner
                .strip_suffix(&*covered)
                .expect("children cover the content");
            assert!(lost.trim().is_empty(), "{lost:?} of {inner:?}");
        }
    }
    deepest
}
