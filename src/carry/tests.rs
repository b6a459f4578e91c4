use super::*;
use crate::config::Config;
use crate::page::escape::{escape, unescape};
use crate::site::{Attachments, PageSet, Site};

/// What becomes of `source` where the body it generates is edited so: each pair says what is put in place of what.
fn carried(source: &str, edits: &[(&str, &str)]) -> (Put, String) {
    let config = Config::default();
    let pages = PageSet::from_paths(["content/bone-health.md", "content/zinc.md"]);
    let site = Site::new(pages, &config.links, Attachments::default());
    let generator = Generator::new(&config, &site);
    let mut workspace = Workspace::default();
    let mut edited = generator.regenerate(source, &mut workspace).markdown;
    for (from, to) in edits {
        assert!(edited.contains(from), "{from:?} is in {edited:?}");
        edited = edited.replacen(from, to, 1);
    }
    let put = put(generator, &escape(source), &edited, &mut workspace);
    let source = unescape(&put.source).into_owned();
    assert_eq!(
        generator.regenerate(&source, &mut workspace).markdown,
        put.body
    );
    if put.is_whole() && put.level == Level::Exact {
        assert_eq!(put.body, edited);
    }
    (put, source)
}

#[track_caller]
fn assert_carried(source: &str, edits: &[(&str, &str)], expected: &str) {
    let (put, found) = carried(source, edits);
    assert!(put.is_whole(), "{edits:?} is refused: {put:#?}");
    assert_eq!(found, expected, "{edits:?}");
}

#[test]
fn nothing_is_tried_where_nothing_was_edited() {
    let (put, source) = carried("a __b__\n!c\n* d", &[]);
    assert_eq!(
        (put.tried, put.splices.len(), put.level),
        (0, 0, Level::Exact)
    );
    assert_eq!(source, "a __b__\n!c\n* d");
}

#[test]
fn words_go_where_they_come_from() {
    assert_carried(
        "It's a \"b\" & c.",
        &[("a \"b\"", "the \"b\"")],
        "It's the \"b\" & c.",
    );
    assert_carried("a __good__ b", &[("good", "better")], "a __better__ b");
    assert_carried("!Head\ntext", &[("Head", "Heading")], "!Heading\ntext");
    assert_carried("* one\n* two", &[("two", "three")], "* one\n* three");
    assert_carried("||a|b\nc|d||", &[("c", "see")], "||a|b\nsee|d||");
    assert_carried("a\r\nb\r\nc", &[("b", "bee")], "a\r\nbee\r\nc");
}

#[test]
fn paragraphs_come_and_go() {
    assert_carried("one\ntwo", &[("two", "new\n\ntwo")], "one\nnew\ntwo");
    assert_carried(
        "one\r\ntwo\r\n",
        &[("two", "new\n\ntwo")],
        "one\r\nnew\r\ntwo\r\n",
    );
    assert_carried("one\ntwo\nthree", &[("two\n\n", "")], "one\nthree");
    assert_carried(
        "one\n!T\ntwo",
        &[("two", "new\n\ntwo")],
        "one\n!T\nnew\ntwo",
    );
}

#[test]
fn markdown_becomes_wiki_markup() {
    assert_carried(
        "one two three",
        &[(" two ", " **two** ")],
        "one__two__three",
    );
    assert_carried("one\ntwo", &[("two", "# New\n\ntwo")], "one\n!New\ntwo");
    assert_carried(
        "* one\n* two",
        &[("*  two", "*  new\n\n*  two")],
        "* one\n* new\n* two",
    );
    assert_carried("see it", &[("it", "[it](/posts/zinc)")], "see ((zinc|it))");
    assert_carried(
        "see it",
        &[("it", "[it](https://a.example/b)")],
        "see [https://a.example/b|it]",
    );
    assert_carried(
        "||a|b\nc|d||",
        &[("| c | d |\n", "| x | y |\n| c | d |\n")],
        "||a|b\nx|y\nc|d||",
    );
}

#[test]
fn marks_that_are_lost_leave_their_text() {
    assert_carried("a __good__ b", &[(" **good** ", "good")], "a good b");
    assert_carried("!Head\ntext", &[("# Head", "## Head")], "!!Head\ntext");
}

#[test]
fn values_are_changed_in_their_own_source() {
    assert_carried(
        "see ((Zinc))",
        &[("[Zinc]", "[the metal]")],
        "see ((Zinc|the metal))",
    );
    assert_carried(
        "[https://a.example/x|y]",
        &[("/x", "/z")],
        "[https://a.example/z|y]",
    );
    assert_carried(
        "{img attId=7}",
        &[("image", "A knee")],
        "{img attId=7 alt=\"A knee\"}",
    );
}

#[test]
fn text_that_the_wiki_would_read_is_protected() {
    let (put, _) = carried("one two", &[("two", "__two__")]);
    assert!(put.is_whole());
    assert_eq!(put.level, Level::Exact);
}

#[test]
fn what_no_source_generates_is_refused() {
    let (put, source) = carried("one two\nthree", &[("one two", "one\ntwo")]);
    assert_eq!(source, "one two\nthree");
    assert_eq!(put.refused.len(), 1);
    assert_eq!(put.refused[0].reason, Reason::LineEnd);
    let (put, _) = carried("one\ntwo", &[("two", "```\ncode\n```\n\ntwo")]);
    assert_eq!(put.refused[0].reason, Reason::CodeBlock);
}
