//! Tokens → tree, by the productions of `grammar.lalrpop`; the only room that names LALRPOP.

use lalrpop_util::lalrpop_mod;

use super::dialect::{Dialect, EXPORTER};
use super::token::Tokens;
use super::tree::{NodeList, Tree};

lalrpop_mod!(
    #[allow(
        clippy::all,
        clippy::pedantic,
        clippy::unwrap_used,
        unused,
        missing_docs
    )]
    generated,
    "/grammar.rs"
);

/// A parser; building one is cheap, using one again cheaper.
#[derive(Default)]
pub struct Parser {
    document: generated::DocumentParser,
    page: generated::PageParser,
}

impl Parser {
    /// Adds the nodes of `tokens`, whose plugins are rows of `dialect`, to `tree` and returns those without a parent.
    pub fn parse(&self, tokens: &Tokens, dialect: &Dialect, tree: &mut Tree) -> NodeList {
        let tokens = tokens.iter().map(Ok::<_, std::convert::Infallible>);
        self.document
            .parse(tree, dialect, tokens)
            .expect("the lexer hands out balanced tokens, which the grammar takes in any nesting")
    }

    /// The same for a page of the Tiki dialect.
    pub fn parse_tiki(&self, tokens: &Tokens, tree: &mut Tree) -> NodeList {
        let tokens = tokens.iter().map(Ok::<_, std::convert::Infallible>);
        self.page
            .parse(tree, &EXPORTER, tokens)
            .expect("the lexer hands out balanced tokens, each where its production takes it")
    }
}
