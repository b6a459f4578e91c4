//! What Hugo shows of the Markdown of a page, held against the tree that the Markdown was made from. Pure.
//!
//! Hugo's Goldmark and the parser used here both read CommonMark with GitHub's tables, so what one shows the other does;
//! `docs/internals/shown.md` lists where they part. A line of wiki text that begins with four blanks:
//!
//! ```text
//! tree      a text, `    Take it daily`
//! Markdown  the same, copied
//! shown     a code block that holds `Take it daily`      → shown as code
//! ```

use std::ops::Range;

use crate::render::record::Recorded;
use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Span};

mod held;
mod html;
pub mod links;
mod seen;

use links::{Links, Wanted};
pub use seen::Element;
use seen::Seen;

/// Something that is not shown as the tree means it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// What is wrong.
    pub wrong: Wrong,
    /// The construct that it happens to.
    pub kind: Kind,
    /// The place in the Markdown, in bytes.
    pub at: Range<usize>,
    /// What that comes from, in the tree's text.
    pub span: Span,
}

/// How something is shown otherwise than it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// Text is shown as code.
    Code(Code),
    /// A construct is not shown as one.
    Lost(Lost),
    /// Text is taken for markup.
    Made(Element),
    /// A backslash is taken for an escape, and is not shown.
    Escape,
    /// Text is not shown.
    Hidden(Hidden),
}

/// Why a text is shown as code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// Its line begins with four blanks or more, or a tab.
    Indented,
    /// Three back quotes or tildes stand in front of it.
    Fenced,
    /// It stands between back quotes.
    Span,
}

/// Why a construct is not shown as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lost {
    /// It stands in a block of HTML, in which nothing is read as Markdown.
    InHtml,
    /// It stands in code.
    InCode,
    /// Its marks are read as text, or as other marks.
    Marks,
    /// The exporter left out the section that it stands in.
    LeftOut,
}

/// Where a text is that is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hidden {
    /// In an HTML tag.
    Tag,
    /// In an HTML comment, a script or a style.
    Comment,
    /// In the address of a link, or in what names one.
    Address,
    /// In the row of a table that has more cells than its header.
    Row,
}

/// What is not shown as it is meant, in the order of the Markdown.
///
/// Takes time linear in the Markdown.
#[must_use]
pub fn look(markdown: &Recorded, tree: &Tree) -> Vec<Sight> {
    let seen = Seen::of(&markdown.text, |_, _| {});
    held::hold(&seen, markdown, tree)
}

/// The same, and the links of the Markdown, parsed once for both.
#[must_use]
pub fn look_with_links(markdown: &Recorded, tree: &Tree, wanted: Wanted) -> (Vec<Sight>, Links) {
    let text = &markdown.text;
    if !wanted.may_be_in(text) {
        return (look(markdown, tree), Links::default());
    }
    let mut links = links::Reader::new(text, wanted);
    let seen = Seen::of(text, |event, at| links.take(event, at));
    (held::hold(&seen, markdown, tree), links.found)
}
