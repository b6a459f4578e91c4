//! Wiki text → tree, in the dialect of the exporter that wrote the pages.
//!
//! `source` reads the escaped bytes, `lexer` (with `construct`, `find` and `args`) makes tokens, `grammar` makes the
//! tree. Parsing cannot fail: what is no markup is text.

mod args;
mod construct;
mod grammar;
pub mod lexer;
mod memo;
pub mod source;
pub mod token;
pub mod tree;

pub use grammar::Parser;
pub use lexer::MAX_DEPTH;
pub use memo::CLOSED_BY_NAME;
pub use source::Lines;
pub use tree::Tree;

use lexer::Lexed;

/// Everything parsing needs, kept from page to page so that memory is allocated once.
#[derive(Default)]
pub struct Workspace {
    parser: Parser,
    lexed: Lexed,
}

impl Workspace {
    /// Parses the escaped wiki text of a page into `tree`.
    ///
    /// `escaped` is shorter than 4 GiB; longer texts are the caller's to refuse.
    pub fn parse_escaped(&mut self, escaped: &str, lines: Lines, tree: &mut Tree) {
        source::read_escaped(escaped, lines, tree.restart());
        self.parse_read(lines, tree);
    }

    /// Parses plain wiki text into `tree`.
    pub fn parse_plain(&mut self, plain: &str, lines: Lines, tree: &mut Tree) {
        source::read_plain(plain, lines, tree.restart());
        self.parse_read(lines, tree);
    }

    fn parse_read(&mut self, lines: Lines, tree: &mut Tree) {
        self.lexed.clear();
        lexer::lex(tree.unparsed(), lines, &mut self.lexed);
        tree.finish_text(&self.lexed.glue, &self.lexed.glued, self.lexed.too_deep);
        let top = self.parser.parse(&self.lexed.tokens, tree);
        tree.finish(top);
    }
}
