//! How typed text is written as wiki text: the choices, and their order.

/// How typed text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is, with line ends as the exporter reads them.
    AsTyped,
    /// Markdown as the wiki markup for it.
    Wiki(Wiki),
    /// As it is, protected from being read as wiki markup.
    Protected,
}

/// Choices where several wiki texts stand for one Markdown text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wiki {
    /// What marks have to look like.
    pub marks: Marks,
    /// What links to pages become.
    pub links: LinksTo,
}

/// What marks have to look like to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// As the exporter writes them, blanks included.
    AsWritten,
    /// Without the blanks around them.
    Bare,
    /// As Markdown has them: `-` for `*`, any indentation, a line end within a paragraph.
    AnySpelling,
}

/// What a link whose address is that of a page becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinksTo {
    /// A link to the page.
    Pages,
    /// A link to the address.
    Addresses,
}

const fn wiki(marks: Marks, links: LinksTo) -> Style {
    Style::Wiki(Wiki { marks, links })
}

/// Wiki markup that can generate what was typed byte for byte, in the order of preference.
pub const EXACT: [Style; 3] = [
    wiki(Marks::AsWritten, LinksTo::Pages),
    wiki(Marks::Bare, LinksTo::Pages),
    wiki(Marks::AsWritten, LinksTo::Addresses),
];

/// Wiki markup that can generate what reads the same, in the order of preference.
pub const ALIKE: [Style; 3] = [
    wiki(Marks::AnySpelling, LinksTo::Pages),
    wiki(Marks::AsWritten, LinksTo::Pages),
    wiki(Marks::AnySpelling, LinksTo::Addresses),
];
