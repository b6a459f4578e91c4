//! The tokens between lexer and grammar: markers that are markers, and text.

use super::dialect::{Body, PluginId};
use super::tree::{Kind, Span};

/// What a token is. Every `Open` has its `Close`, every `Plugin` its `PluginEnd`; what opens without closing is `Text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// Plain text; becomes a text node.
    Text,
    /// White space at the start of an inner content that is read with trimmed lines.
    Trimmed,
    /// The content of a construct that is not wiki text, as it is; maybe empty.
    Body,
    /// The opening marker of a construct, up to its head or its inner content.
    Open(Kind),
    /// The closing marker of a construct; empty where the construct ends with its line.
    Close(Kind),
    /// A construct that is nothing but a marker.
    Mark(Kind),
    /// The opening of a plugin up to its arguments, with how its body is read.
    Plugin(Body, PluginId),
    /// The end of a plugin: its closing marker, or what ends its arguments where it has no body.
    PluginEnd,
    /// A link's target.
    Url,
    /// The bar between a link's target and its text.
    Bar,
    /// The colon between a colour and its text.
    Colon,
    /// The end of a plugin's arguments where a body follows: `)}` or `}`.
    ArgumentsEnd,
    /// The name of an argument.
    Key,
    /// The equals sign between name and value, with the white space around it and an opening quote.
    Equals,
    /// The value of an argument, without quotes; maybe empty.
    Value,
    /// What else is between arguments: white space, commas, quotes, parentheses, words that are no pair.
    Filler,
    /// Between two rows of a table: `||` or a newline.
    RowBreak,
    /// Between two cells of a row: `|`.
    CellBreak,
    /// A row of white space only, which is no row.
    BlankRow,
    /// The opening of a plugin of the Tiki dialect up to its arguments, with where it may stand.
    Call(Place, PluginId),
}

/// Where a plugin of the Tiki dialect stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is a block: it ends the paragraph in front of it.
    Block,
    /// It stands in a line.
    Line,
}

/// A token with its place: the form in which the grammar takes it.
pub type Spanned = (u32, Token, u32);

/// Where the lexer puts its tokens.
#[derive(Debug, Default)]
pub struct Tokens {
    list: Vec<(Token, Span)>,
}

impl Tokens {
    /// Forgets all tokens, keeping the memory.
    pub fn clear(&mut self) {
        self.list.clear();
    }

    /// Appends a token.
    pub fn push(&mut self, token: Token, span: Span) {
        self.list.push((token, span));
    }

    /// Appends a token that covers at least one byte, or nothing.
    pub fn push_unless_empty(&mut self, token: Token, span: Span) {
        if !span.is_empty() {
            self.push(token, span);
        }
    }

    /// Takes these tokens instead.
    pub fn set(&mut self, list: Vec<(Token, Span)>) {
        self.list = list;
    }

    /// The tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = Spanned> + '_ {
        self.list
            .iter()
            .map(|&(token, span)| (span.start, token, span.end))
    }
}
