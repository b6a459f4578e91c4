//! The plugins of the Tiki dialect: one row for each name, with how a body is read.

use crate::wiki::dialect::PluginId;

/// What a plugin is, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plugin {
    /// A link to an anchor.
    Alink,
    /// An anchor.
    Aname,
    /// A link to an attachment.
    Attach,
    /// A box.
    Box,
    /// A link that looks like a button.
    Button,
    /// Centred text.
    Centre,
    /// Code.
    Code,
    /// Terms and what they mean.
    DefinitionList,
    /// The source of a drawing.
    Diagram,
    /// A block with a style.
    Div,
    /// What the wiki knows at the time.
    Dynamic,
    /// Text that unfolds.
    Fade,
    /// A numbered list.
    FancyList,
    /// A table with a head.
    FancyTable,
    /// A link to a file.
    File,
    /// Text in another font.
    Font,
    /// A footnote.
    Footnote,
    /// Where the footnotes stand.
    FootnoteArea,
    /// Text for some readers.
    Group,
    /// Marked text.
    Highlight,
    /// HTML.
    Html,
    /// Another site in the page.
    Iframe,
    /// An image.
    Image,
    /// Another page in this one.
    Include,
    /// Text for a language, or under another condition.
    Language,
    /// The table of contents.
    MakeToc,
    /// Markdown.
    Markdown,
    /// A formula.
    Math,
    /// Sound or film.
    Media,
    /// Text that shows under the mouse.
    MouseOver,
    /// A quotation.
    Quote,
    /// The page that is shown in place of this one.
    Redirect,
    /// A remark.
    RemarksBox,
    /// Sorted lines.
    Sort,
    /// Columns.
    Split,
    /// Subscript.
    Subscript,
    /// Superscript.
    Superscript,
    /// Tabs.
    Tabs,
    /// An HTML element.
    Tag,
    /// Text that the wiki translates.
    Translated,
    /// The name of a user.
    User,
    /// Versions of a text.
    Versions,
    /// A film at Vimeo.
    Vimeo,
    /// A film at YouTube.
    Youtube,
}

/// How the body of a plugin is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// As wiki text.
    Wiki,
    /// As it is.
    Verbatim,
    /// As wiki text in two halves, parted by `{ELSE}`.
    Branches,
    /// As wiki texts that a mark parts: `---` and `@@@`, `/////`, `---(title)---`.
    Parts,
    /// Line by line.
    Lines,
    /// As rows of cells.
    Rows,
}

/// Where a plugin may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Always in a line.
    InLine,
    /// Always as a block.
    AsBlock,
    /// In a line if its body is one paragraph.
    AsBody,
    /// In a line if it is one line in the source.
    AsSource,
}

/// One name of a plugin.
#[derive(Debug)]
pub struct Row {
    /// The name in upper case.
    pub name: &'static str,
    /// What it is.
    pub plugin: Plugin,
    /// How its body is read.
    pub body: Body,
    /// Where it may stand.
    pub stands: Stands,
}

/// The row of this name, in upper or lower case.
#[must_use]
pub fn named(name: &str) -> Option<PluginId> {
    let order = |row: &Row| {
        row.name
            .bytes()
            .cmp(name.bytes().map(|byte| byte.to_ascii_uppercase()))
    };
    if let Ok(found) = PLUGINS.binary_search_by(order) {
        return Some(PluginId(found as u16));
    }
    // There are many plugins of trackers, and all show what the wiki knows at the time.
    const FAMILY: &str = "TRACKER";
    let is_tracker = name
        .get(..FAMILY.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(FAMILY));
    if is_tracker && name.len() > FAMILY.len() {
        return named(FAMILY);
    }
    None
}

/// The row with this number.
#[must_use]
pub fn row(id: PluginId) -> &'static Row {
    &PLUGINS[usize::from(id.0)]
}

#[rustfmt::skip]
const PLUGINS: &[Row] = {
    use self::Body::*;
    use self::Plugin::{
        Alink, Aname, Attach, Button, Centre, Code, DefinitionList, Diagram, Div, Fade,
        FancyList, FancyTable, File, Font, Footnote, FootnoteArea, Group, Highlight, Html, Iframe,
        Image, Include, Language, MakeToc, Markdown, Math, Media, MouseOver, Quote, Redirect,
        RemarksBox, Sort, Split, Subscript, Superscript, Tabs, Tag, Translated, User, Versions,
        Vimeo, Youtube,
    };
    use self::Stands::*;
    &[
        named_row("ACCORDION", Fade, Wiki, AsBlock),
        named_row("ALINK", Alink, Wiki, InLine),
        named_row("ANAME", Aname, Verbatim, InLine),
        dynamic("ARTICLE"),
        dynamic("ARTICLES"),
        named_row("ATTACH", Attach, Wiki, InLine),
        named_row("AUTHOR", User, Verbatim, InLine),
        named_row("AVATAR", User, Verbatim, InLine),
        dynamic("BACKLINKS"),
        dynamic("BLOGLIST"),
        named_row("BOX", Plugin::Box, Wiki, AsBlock),
        named_row("BUTTON", Button, Verbatim, InLine),
        dynamic("CALENDAR"),
        dynamic("CATEGORY"),
        dynamic("CATORPHANS"),
        dynamic("CATPATH"),
        named_row("CENTER", Centre, Wiki, AsBlock),
        dynamic("CHART"),
        named_row("CODE", Code, Verbatim, AsBlock),
        dynamic("CONTENT"),
        dynamic("COOKIE"),
        dynamic("COPYRIGHT"),
        dynamic("COUNTDOWN"),
        dynamic("CUSTOMSEARCH"),
        named_row("DIAGRAM", Diagram, Verbatim, AsBlock),
        named_row("DIV", Div, Wiki, AsBlock),
        named_row("DL", DefinitionList, Lines, AsBlock),
        named_row("EQUATION", Math, Verbatim, AsSource),
        dynamic("EVENTS"),
        named_row("FADE", Fade, Wiki, AsBlock),
        named_row("FANCYLIST", FancyList, Lines, AsBlock),
        named_row("FANCYTABLE", FancyTable, Rows, AsBlock),
        named_row("FILE", File, Wiki, InLine),
        dynamic("FILES"),
        named_row("FLASH", Media, Verbatim, InLine),
        named_row("FONT", Font, Wiki, AsBody),
        named_row("FOOTNOTE", Footnote, Wiki, InLine),
        named_row("FOOTNOTEAREA", FootnoteArea, Verbatim, InLine),
        dynamic("FREETAGGED"),
        dynamic("GAUGE"),
        named_row("GOOGLEDOC", Iframe, Verbatim, InLine),
        named_row("GRAPHVIZ", Diagram, Verbatim, AsBlock),
        named_row("GROUP", Group, Branches, AsBody),
        dynamic("HEADER"),
        named_row("HIGHLIGHT", Highlight, Wiki, AsBody),
        dynamic("HITS"),
        named_row("HTML", Html, Verbatim, AsSource),
        dynamic("ICON"),
        named_row("IFRAME", Iframe, Verbatim, InLine),
        named_row("IMAGE", Image, Verbatim, InLine),
        named_row("IMG", Image, Verbatim, InLine),
        named_row("INCLUDE", Include, Verbatim, InLine),
        dynamic("JQ"),
        dynamic("JS"),
        named_row("KATEX", Math, Verbatim, AsSource),
        named_row("LANG", Language, Branches, AsBody),
        dynamic("LASTMOD"),
        named_row("LATEX", Math, Verbatim, AsSource),
        dynamic("LIST"),
        dynamic("LISTPAGES"),
        named_row("MAKETOC", MakeToc, Verbatim, AsBlock),
        named_row("MAP", Iframe, Verbatim, InLine),
        named_row("MARKDOWN", Markdown, Verbatim, AsBlock),
        named_row("MATHJAX", Math, Verbatim, AsSource),
        named_row("MEDIAPLAYER", Media, Verbatim, InLine),
        named_row("MERMAID", Diagram, Verbatim, AsBlock),
        named_row("MODERATED", Language, Branches, AsBody),
        dynamic("MODULE"),
        named_row("MOUSEOVER", MouseOver, Verbatim, InLine),
        named_row("PERM", Group, Branches, AsBody),
        named_row("PICTURE", Image, Verbatim, InLine),
        named_row("PLANTUML", Diagram, Verbatim, AsBlock),
        dynamic("POLL"),
        named_row("POPUP", MouseOver, Verbatim, InLine),
        named_row("QUOTE", Quote, Wiki, AsBlock),
        named_row("REDIRECT", Redirect, Verbatim, AsBlock),
        named_row("REMARKSBOX", RemarksBox, Wiki, AsBlock),
        dynamic("RSS"),
        dynamic("SHARETHIS"),
        dynamic("SHOWPAGES"),
        named_row("SIGN", User, Verbatim, InLine),
        named_row("SLIDESHOW", Versions, Parts, AsBlock),
        dynamic("SMARTY"),
        named_row("SORT", Sort, Lines, AsBlock),
        named_row("SPAN", Font, Wiki, AsBody),
        named_row("SPLIT", Split, Parts, AsBlock),
        dynamic("SQL"),
        named_row("SUB", Subscript, Wiki, InLine),
        named_row("SUP", Superscript, Wiki, InLine),
        named_row("TABS", Tabs, Parts, AsBlock),
        named_row("TAG", Tag, Wiki, InLine),
        named_row("THUMB", Image, Verbatim, InLine),
        dynamic("TITLESEARCH"),
        dynamic("TOC"),
        named_row("TOGGLE", Fade, Wiki, AsBlock),
        named_row("TR", Translated, Wiki, AsBody),
        dynamic("TRACKER"),
        dynamic("TRACKERCALENDAR"),
        dynamic("TRACKERFILTER"),
        dynamic("TRACKERITEMFIELD"),
        dynamic("TRACKERLIST"),
        dynamic("TRACKERPREFILL"),
        dynamic("TRACKERSTAT"),
        dynamic("TRACKERTIMELINE"),
        dynamic("TRANSCLUDE"),
        dynamic("TRANSLATED"),
        named_row("USERLINK", User, Verbatim, InLine),
        named_row("VERSIONS", Versions, Parts, AsBlock),
        named_row("VIDEO", Media, Verbatim, InLine),
        named_row("VIMEO", Vimeo, Verbatim, InLine),
        dynamic("VOTE"),
        dynamic("WANTEDPAGES"),
        named_row("WYSIWYG", Html, Verbatim, AsSource),
        named_row("YOUTUBE", Youtube, Verbatim, InLine),
    ]
};

const fn named_row(name: &'static str, plugin: Plugin, body: Body, stands: Stands) -> Row {
    Row {
        name,
        plugin,
        body,
        stands,
    }
}

/// A plugin that shows what the wiki knows at the time.
const fn dynamic(name: &'static str) -> Row {
    named_row(name, Plugin::Dynamic, Body::Verbatim, Stands::AsSource)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found_in_either_case() {
        assert!(PLUGINS.is_sorted_by(|a, b| a.name < b.name));
        let found = named("RemarksBox").map(|id| row(id).plugin);
        assert_eq!(found, Some(Plugin::RemarksBox));
        assert_eq!(named("NOSUCH"), None);
    }
}
