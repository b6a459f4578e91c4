//! Wiki text → tree, in the dialect of the exporter that wrote the pages.
//!
//! `source` reads the escaped bytes, `lexer` (with `construct`, `memo` and `args`) makes tokens, `grammar` makes the
//! tree. `dialect` holds the plugins, `reading` what differs between exporters. Parsing cannot fail: what is no markup is
//! text.

mod args;
mod construct;
pub mod dialect;
mod grammar;
pub mod lexer;
mod memo;
pub mod reading;
pub mod source;
pub mod tiki;
pub mod token;
pub mod tree;

pub use grammar::Parser;
pub use lexer::MAX_DEPTH;
pub use reading::Reading;
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
    pub fn parse_escaped(&mut self, escaped: &str, reading: Reading, tree: &mut Tree) {
        source::read_escaped(escaped, reading.lines, tree.restart());
        self.parse_read(reading, tree);
    }

    /// Parses plain wiki text into `tree`.
    pub fn parse_plain(&mut self, plain: &str, reading: Reading, tree: &mut Tree) {
        source::read_plain(plain, reading.lines, tree.restart());
        self.parse_read(reading, tree);
    }

    /// Parses plain wiki text of the Tiki dialect into `tree`.
    pub fn parse_tiki(&mut self, plain: &str, syntax: tiki::Syntax, tree: &mut Tree) {
        source::read_plain(plain, Lines::AsWritten, tree.restart());
        self.parse_tiki_read(syntax, tree);
    }

    /// The same for the escaped wiki text of a page.
    pub fn parse_tiki_escaped(&mut self, escaped: &str, syntax: tiki::Syntax, tree: &mut Tree) {
        source::read_escaped(escaped, Lines::AsWritten, tree.restart());
        self.parse_tiki_read(syntax, tree);
    }

    fn parse_tiki_read(&mut self, syntax: tiki::Syntax, tree: &mut Tree) {
        tree.decode_entities(syntax.entities);
        let (tokens, too_deep) = tiki::lex(tree.unparsed(), syntax);
        self.lexed.clear();
        self.lexed.tokens.set(tokens);
        tree.finish_text("", &[], too_deep);
        let top = self.parser.parse_tiki(&self.lexed.tokens, tree);
        tree.finish(top);
    }

    fn parse_read(&mut self, reading: Reading, tree: &mut Tree) {
        self.lexed.clear();
        lexer::lex(tree.unparsed(), reading, &mut self.lexed);
        tree.finish_text(
            &self.lexed.appended,
            &self.lexed.synthesized,
            self.lexed.too_deep,
        );
        let top = self.parser.parse(&self.lexed.tokens, reading.dialect, tree);
        tree.finish(top);
    }
}
