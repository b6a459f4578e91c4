//! What a dialect knows, as data: its plugins, one row each, and the names of its nodes.
//!
//! Lexer, memo, grammar and dump read the same rows, so they cannot disagree about a plugin. A new plugin is a new row
//! (and what the renderer writes for its kind). A second dialect is a second table.

use super::tree::Kind;

/// The constructs of a dialect that are data.
///
/// Lines, inline markup, links and tables are not: `construct` recognises them, and `grammar.lalrpop` spells them out.
#[derive(Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The plugins. Where several rows fit a place, the first counts.
    pub plugins: &'static [Plugin],
}

/// One plugin of a dialect: how it is written, and what node it becomes.
#[derive(Debug, PartialEq, Eq)]
pub struct Plugin {
    /// The name as it is written behind the brace, such as `SUP` in `{SUP()}`.
    pub name: &'static str,
    /// How its arguments are written.
    pub call: Call,
    /// How its body is read.
    pub body: Body,
    /// What closes it.
    pub closing: Closing,
    /// The kind of its nodes.
    pub kind: Kind,
    /// The name of its nodes in the dump.
    pub node: &'static str,
}

/// Which row of [`Dialect::plugins`] a plugin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PluginId(pub u16);

/// How a plugin is called: what is written between its name and its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `(`, the arguments up to the first `)}`: `{FONT(size=2)}`.
    Parenthesised,
    /// The same, with white space allowed in front of the parenthesis: `{BOX (width=50%)}`.
    SpacedParenthesised,
    /// `(`, arguments without `}`, `)}`: `{IMG(src=a.png)}`.
    Braceless,
    /// Any characters but `}`, maybe none, `}`. Parentheses belong to the arguments: `{DIV(class=a)}`.
    Bare,
    /// The same with at least one character: `{img src=a.png}`.
    NotEmpty,
    /// White space, arguments on one line, `}`: `{category name=a}`.
    OneLine,
    /// `(`, arguments on one line, `)`, white space, `/}`: `{REDIRECT(page=A) /}`.
    SelfClosing,
}

/// How the body of a plugin is read, and which nodes it gives.
///
/// The token that opens a plugin carries this, so the production that takes it is the one that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// It is wiki text, and gives the nodes of that text.
    Wiki,
    /// It is text, and gives one text.
    Verbatim,
    /// It is not read, and gives no node.
    Opaque,
    /// There is none, and it gives no node.
    None,
    /// There is none, and it gives one empty text.
    NoneButText,
}

impl Body {
    /// Whether the plugin is written with a body, which its closer ends.
    #[must_use]
    pub fn is_written(self) -> bool {
        match self {
            Body::Wiki | Body::Verbatim | Body::Opaque => true,
            Body::None | Body::NoneButText => false,
        }
    }
}

/// What closes a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// `{NAME}` or `{/NAME}`, whichever is first.
    SlashAllowed,
    /// `{NAME}` only.
    SlashRefused,
    /// Nothing: it ends with its arguments.
    Nothing,
}

impl Dialect {
    /// The row of a plugin.
    #[must_use]
    pub fn plugin(&self, id: PluginId) -> &Plugin {
        &self.plugins[usize::from(id.0)]
    }

    /// The plugins whose name `text` begins with, in the order of the table.
    pub fn plugins_at<'d>(&'d self, text: &str) -> impl Iterator<Item = (PluginId, &'d Plugin)> {
        self.plugins
            .iter()
            .enumerate()
            .filter(|(_, plugin)| text.as_bytes().starts_with(plugin.name.as_bytes()))
            .map(|(row, plugin)| (PluginId(row as u16), plugin))
    }

    /// The plugin of this name.
    #[must_use]
    pub fn plugin_named(&self, name: &str) -> Option<&Plugin> {
        self.plugins.iter().find(|plugin| plugin.name == name)
    }
}

/// The dialect of the exporter that wrote the pages (exporter dialect, section 1).
pub static EXPORTER: Dialect = Dialect {
    plugins: EXPORTER_PLUGINS,
};

#[rustfmt::skip]
const EXPORTER_PLUGINS: &[Plugin] = {
    use self::{Body::*, Call::*, Closing::*};
    &[
        row("CUSTOMSEARCH", Parenthesised, Wiki, SlashAllowed, Kind::CustomSearch, "CustomSearchNode"),
        row("SQL", Parenthesised, Opaque, SlashAllowed, Kind::Sql, "SqlNode"),
        row("LISTPAGES", Parenthesised, Wiki, SlashAllowed, Kind::ListPages, "ListPagesNode"),
        row("IMG", Braceless, Opaque, SlashAllowed, Kind::ImgBlock, "ImgBlockNode"),
        row("ATTACH", Bare, Wiki, SlashAllowed, Kind::Attach, "AttachNode"),
        row("LIST", Parenthesised, Verbatim, SlashAllowed, Kind::List, "ListNode"),
        row("FONT", Parenthesised, Wiki, SlashAllowed, Kind::Font, "FontNode"),
        row("FADE", Parenthesised, Wiki, SlashAllowed, Kind::Fade, "FadeNode"),
        row("SUP", Parenthesised, Wiki, SlashRefused, Kind::Sup, "SupNode"),
        row("BOX", SpacedParenthesised, Wiki, SlashRefused, Kind::Box, "BoxNode"),
        row("DIV", Bare, Wiki, SlashAllowed, Kind::Div, "DivNode"),
        row("HTML", Parenthesised, Verbatim, SlashAllowed, Kind::Html, "HtmlNode"),
        row("ALINK", Parenthesised, Wiki, SlashAllowed, Kind::Alink, "AlinkNode"),
        row("maketoc", Bare, None, Nothing, Kind::MakeToc, "MakeTocNode"),
        row("category", OneLine, None, Nothing, Kind::Category, "CategoryNode"),
        row("filter", OneLine, None, Nothing, Kind::Filter, "FilterNode"),
        row("img", NotEmpty, None, Nothing, Kind::Img, "ImgNode"),
        // The exporter reads the content that is not there, and finds one empty text.
        row("include", NotEmpty, NoneButText, Nothing, Kind::Include, "IncludeNode"),
        row("REDIRECT", SelfClosing, None, Nothing, Kind::Redirect, "RedirectNode"),
    ]
};

const fn row(
    name: &'static str,
    call: Call,
    body: Body,
    closing: Closing,
    kind: Kind,
    node: &'static str,
) -> Plugin {
    Plugin {
        name,
        call,
        body,
        closing,
        kind,
        node,
    }
}

/// The nodes that are no plugins, with their names in the dump.
const SYNTAX: [(Kind, &str); 24] = [
    (Kind::Text, "TextNode"),
    (Kind::TikiComment, "TikiCommentNode"),
    (Kind::DoiLink, "DoiLinkNode"),
    (Kind::AliasedLocalLink, "AliasedLocalLinkNode"),
    (Kind::LocalLink, "LocalLinkNode"),
    (Kind::Table, "TableNode"),
    (Kind::TableRow, "TableRowNode"),
    (Kind::TableCell, "TableCellNode"),
    (Kind::ListItem, "ListItemNode"),
    (Kind::NumListItem, "NumListItemNode"),
    (Kind::Bold, "BoldNode"),
    (Kind::Link, "LinkNode"),
    (Kind::Emphasis, "EmphasisNode"),
    (Kind::Heading, "HeadingNode"),
    (Kind::HorizontalSpace, "HorizontalSpaceNode"),
    (Kind::HorizontalSpaceAlt, "HorizontalSpaceAltNode"),
    (Kind::Italix, "ItalixNode"),
    (Kind::NoParse, "NoParseNode"),
    (Kind::Color, "ColorNode"),
    (Kind::Indent, "IndentNode"),
    (Kind::WeirdCitation, "WeirdCitationNode"),
    (Kind::HorizontalRule, "HorizontalRuleNode"),
    (Kind::HorizontalRuleAlt, "HorizontalRuleAltNode"),
    (Kind::Newline, "NewlineNode"),
];

/// The nodes that only the Tiki dialect has, with their names in the dump.
const TIKI: [(Kind, &str); 22] = [
    (Kind::Paragraph, "ParagraphNode"),
    (Kind::LineBreak, "LineBreakNode"),
    (Kind::BulletList, "BulletListNode"),
    (Kind::LooseList, "LooseListNode"),
    (Kind::NumberedList, "NumberedListNode"),
    (Kind::Definition, "DefinitionNode"),
    (Kind::Part, "PartNode"),
    (Kind::HeadRow, "HeadRowNode"),
    (Kind::TitleBar, "TitleBarNode"),
    (Kind::Centre, "CentreNode"),
    (Kind::Monospace, "MonospaceNode"),
    (Kind::Strike, "StrikeNode"),
    (Kind::Underline, "UnderlineNode"),
    (Kind::Character, "CharacterNode"),
    (Kind::BareUrl, "BareUrlNode"),
    (Kind::Call, "CallNode"),
    (Kind::Preformatted, "PreformattedNode"),
    (Kind::ParsedPre, "ParsedPreNode"),
    (Kind::HtmlComment, "HtmlCommentNode"),
    (Kind::Direction, "DirectionNode"),
    (Kind::MarkdownPage, "MarkdownPageNode"),
    (Kind::Page, "PageNode"),
];

/// The name of each kind of node in the dump, by the number of the kind.
const NAMES: [&str; Kind::COUNT] = {
    let mut names = [""; Kind::COUNT];
    let mut i = 0;
    while i < SYNTAX.len() {
        names[SYNTAX[i].0 as usize] = SYNTAX[i].1;
        i += 1;
    }
    i = 0;
    while i < EXPORTER_PLUGINS.len() {
        names[EXPORTER_PLUGINS[i].kind as usize] = EXPORTER_PLUGINS[i].node;
        i += 1;
    }
    i = 0;
    while i < TIKI.len() {
        names[TIKI[i].0 as usize] = TIKI[i].1;
        i += 1;
    }
    i = 0;
    while i < names.len() {
        assert!(!names[i].is_empty(), "a kind is in one of the three tables");
        i += 1;
    }
    names
};

/// The name of a node of this kind in the dump, such as `BoldNode`.
#[must_use]
pub fn node_name(kind: Kind) -> &'static str {
    NAMES[kind as usize]
}

/// The kind that settings call `name`: the name in the dump without its ending, such as `Bold`.
#[must_use]
pub fn kind_named(name: &str) -> Option<Kind> {
    kinds().find(|kind| node_name(*kind).strip_suffix("Node") == Some(name))
}

/// All kinds of nodes: those that are no plugins, then the plugins.
pub fn kinds() -> impl Iterator<Item = Kind> {
    let syntax = SYNTAX.iter().map(|(kind, _)| *kind);
    syntax.chain(EXPORTER_PLUGINS.iter().map(|plugin| plugin.kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_closes_by_its_name_exactly_where_it_has_a_body() {
        for plugin in EXPORTER.plugins {
            assert_eq!(
                plugin.body.is_written(),
                plugin.closing != Closing::Nothing,
                "{}",
                plugin.name
            );
            assert_eq!(
                EXPORTER.plugin_named(plugin.name).map(|found| found.kind),
                Some(plugin.kind)
            );
        }
    }

    #[test]
    fn a_kind_is_named_as_in_the_dump() {
        assert_eq!(node_name(Kind::Sup), "SupNode");
        assert_eq!(kind_named("Sup"), Some(Kind::Sup));
        assert_eq!(kind_named("AliasedLocalLink"), Some(Kind::AliasedLocalLink));
        assert_eq!(kind_named("SupNode"), None);
        assert_eq!(kind_named(""), None);
    }
}
