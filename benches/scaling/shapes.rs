//! Shapes of wiki text made to be slow: a piece that is repeated as often as it takes.

use tikicheck::internals::page::{SOURCE_OPENS, TREE_OPENS};

use super::marks::{OPENERS, OTHERS};
use super::pages::Place;

/// Pages whose work grows too fast at the lengths counted here, and at no greater ones. What readers see is lined up with
/// what is meant, by the square of what differs up to a bound, and calls of plugins are looked for in 2,048 bytes; pages as
/// short as these do not reach that. From some 20 KB on each of them grows as its page.
pub const KNOWN_SHORT: &[&str] = &[
    "`~tc~`, everywhere",
    "`~np~`, everywhere",
    "`!*`, everywhere",
    "`*+*+…`, everywhere",
    "`{category `, plugin",
    "`{filter `, plugin",
    "`{img `, plugin",
    "`{include `, plugin",
    "`{img a=\\\",`, plugin",
];

/// A piece of wiki text that is repeated, and what stands around all of it.
#[derive(Clone)]
pub struct Shape {
    /// Of which the reports speak.
    pub name: String,
    /// Where in a page it is tried.
    places: Vec<Place>,
    head: &'static str,
    piece: String,
    tail: &'static str,
}

impl Shape {
    fn new(name: impl Into<String>, piece: impl Into<String>) -> Self {
        let piece = piece.into();
        let mut places = vec![Place::Everywhere];
        if piece.contains('\n') {
            places.push(Place::EditedLines);
        }
        Shape {
            name: name.into(),
            places,
            head: "",
            piece,
            tail: "",
        }
    }

    fn within(self, head: &'static str, tail: &'static str) -> Self {
        Shape { head, tail, ..self }
    }

    /// In the body alone: hand edits that are tried to be carried into the source.
    fn in_body(mut self) -> Self {
        self.places = vec![Place::Body];
        self
    }

    /// In each part alone as well, but for headings of the page format: a page that quotes them is split in every way
    /// that is worth trying, which at lengths as short as those counted here are more, the longer it is.
    fn in_each_part(mut self) -> Self {
        if !self.piece.contains("\n-------------\n") {
            self.places
                .extend([Place::Source, Place::Body, Place::Plugin]);
        }
        self
    }

    /// The piece repeated for about `bytes`, and twice at least.
    pub fn text(&self, bytes: usize) -> String {
        let times = (bytes / self.piece.len()).max(2);
        [self.head, &self.piece.repeat(times), self.tail].concat()
    }
}

/// A shape in one of its places.
pub struct Case {
    pub shape: Shape,
    pub place: Place,
}

impl Case {
    /// As the reports name it.
    pub fn name(&self) -> String {
        format!("{}, {}", self.shape.name, self.place.name())
    }
}

/// The cases whose name holds `name`.
pub fn cases(name: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for shape in shapes() {
        for &place in &shape.places {
            let shape = shape.clone();
            cases.push(Case { shape, place });
        }
    }
    cases.retain(|case| case.name().contains(name));
    cases
}

fn shapes() -> Vec<Shape> {
    let mut shapes = Vec::new();
    for mark in OPENERS.into_iter().chain(OTHERS) {
        shapes.push(Shape::new(format!("`{}`", mark.escape_debug()), mark).in_each_part());
    }
    for opener in OPENERS {
        for (how, between) in [("and words", " word "), ("on lines", "\n")] {
            let name = format!("`{}` {how}", opener.escape_debug());
            shapes.push(Shape::new(name, [opener, between].concat()));
        }
    }
    shapes.extend([
        Shape::new("openers, alternating", OPENERS.concat()),
        Shape::new("openers, alternating, on lines", OPENERS.join("\n")),
        Shape::new("openers, alternating, with words", OPENERS.join(" word ")),
        Shape::new("`*+*+…`", "*+"),
        Shape::new("`!*!*…` on lines", "!*".repeat(80) + "\n"),
        Shape::new("nested plugins", "{FONT()}{FADE()}"),
        Shape::new("nested closed plugins", NESTED),
        Shape::new("white space in a plugin", " ").within("{BOX", "x"),
        Shape::new("white space at line ends", " \n").within("||", "x"),
        Shape::new("bars and white space", "||  "),
        Shape::new("bars and lines", "||\n x"),
        Shape::new("empty lines in bold", "\n \t").within("__x", "x__"),
        Shape::new("carriage returns", "\r"),
        Shape::new("one long line", "some words "),
        Shape::new("entities", "&amp;<'\""),
        Shape::new("links", "[https://example.org/a|text] "),
        Shape::new("local links", "((Some page)) "),
        Shape::new("aliased links", "((Some page | its text)) "),
        Shape::new("links by page id", "[tiki-index.php?page_id=7|__text__] "),
        Shape::new("rows of a table", "\na|b|c").within("||head|x|y", "||"),
        Shape::new("cells of a row", "a|").within("||", "||"),
        Shape::new("brackets in a row", "[a|b").within("||", "||"),
        Shape::new("aliases in a row", "((a|b").within("||", "||"),
        Shape::new("arguments of one plugin", "key=\"value\" ").within("{DIV(", ")}x{DIV}"),
        Shape::new("different arguments", "a=1,b=2 cc=3 ").within("{DIV(", ")}x{DIV}"),
        Shape::new("quotes in arguments", "a=\",").within("{DIV(", ")}x{DIV}"),
        Shape::new("ids of an image", "1,").within("{img id=", "}"),
        Shape::new("digits of a citation", "1,").within("[[", "]"),
        Shape::new("headings of the source", SOURCE_OPENS),
        Shape::new("headings of the tree", TREE_OPENS),
        Shape::new("headings of both", [TREE_OPENS, SOURCE_OPENS].concat()),
        Shape::new(
            "trees in an argument",
            [TREE_OPENS, "│   │   a: b"].concat(),
        )
        .within(
            "{maketoc ",
            "\n\nOriginal Tiki:\n-------------\nx\n\nOriginal Tiki:\n-------------\n}",
        ),
        Shape::new("whole frames", FRAME),
        Shape::new("wrapped lines", "some words\n").in_body(),
        Shape::new("items without empty lines", "- an item\n").in_body(),
        Shape::new("items, each deeper", " - an item\n").in_body(),
        Shape::new("bold words", "**a** b ").in_body(),
        Shape::new("Markdown images", "![a](/b.png) ").in_body(),
        Shape::new("Markdown links", "[a](/posts/some-page) ").in_body(),
        Shape::new("rows below a header", "| a |\n| --- |\n").in_body(),
        Shape::new("blocks of code", "```\na\n```\n").in_body(),
        Shape::new("tags that are not closed", "<span style=\"color:").in_body(),
        Shape::new("definitions of links", "[a]: /b\n").in_body(),
        Shape::new("quotes in quotes", "> ").in_body(),
    ]);
    for (name, piece) in SHOWN {
        shapes.push(Shape::new(format!("shown: {name}"), piece));
    }
    shapes
}

/// Texts of the wiki that mean something in Markdown: the rules about what readers see look at each of them, in pages
/// that are in sync.
const SHOWN: [(&str, &str); 24] = [
    ("back quotes", "`"),
    ("back quotes, ever more of them", "` `` ``` "),
    ("fences", "```\na\n"),
    ("blanks in front", "    a __b__\n\nc\n"),
    ("lines of code", "    a\n"),
    ("tabs in front", "\ta\n\n"),
    ("signs taken for tags", "a <b and c> d "),
    ("tags that stay open", "<b "),
    ("comments that stay open", "<!-- a "),
    ("bold text with blanks in it", "__ a __ "),
    ("stars and underscores", "*a_ **b__ "),
    ("brackets", "[a]("),
    ("images", "![a](b "),
    ("footnotes", "a[^1] "),
    ("definitions of footnotes", "[^1]: a\n"),
    ("headings of one name", "# a\n\n"),
    ("headings with numbers", "# a-1\n# a\n"),
    ("dashes below a line", "a\n---\n"),
    ("quotes", "> > a\n"),
    ("items and numbers", "- 1. a\n"),
    ("boxes to tick", "- [ ] a\n"),
    ("rows", "| a | b |\n| - | - |\n"),
    ("backslashes", "\\* \\_ "),
    ("addresses", "https://example.org/a_b_ "),
];

const NESTED: &str = "{FONT()}{FADE()}{SUP()}x{SUP}{FADE}{FONT}";

const FRAME: &str = "<pre style=\"\">\n<code class=\"language-text\">\nMarkdown:\n--------\nx\n\nAST Structure:\n-------------\n├── TextNode\n\n\
                     Original Tiki:\n-------------\nx\n</code>\n</pre>\n";
