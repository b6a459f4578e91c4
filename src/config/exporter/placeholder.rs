//! The placeholders of templates: what a node can have for what its exporter wrote.

/// The placeholders with their names.
macro_rules! placeholders {
    ($(#[doc = $doc:literal] $variant:ident = $name:literal,)+) => {
        /// What a node can have for a template.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Placeholder {
            $(#[doc = $doc] $variant,)+
        }

        impl Placeholder {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name, as it is written between braces.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What it stands for, in a few words.
            #[cfg(any(test, feature = "internals"))]
            #[must_use]
            pub const fn doc(self) -> &'static str {
                match self {
                    $(Self::$variant => $doc,)+
                }
            }
        }
    };
}

placeholders! {
    /// The content: children, rendered.
    Text = "text",
    /// The content without white space at its ends.
    Trimmed = "trimmed",
    /// The content; where it is nothing but text, each `*` in it is a `✻`.
    Starred = "starred",
    /// The rows of a table.
    Rows = "rows",
    /// The first row of a table.
    FirstRow = "first_row",
    /// The rows behind the first one.
    OtherRows = "other_rows",
    /// The cells of a row.
    Cells = "cells",
    /// The node as it is written in wiki text.
    Source = "source",
    /// What is between its markers in wiki text.
    Inner = "inner",
    /// A newline with `render.comments: block`; nothing with `inline`.
    Break = "break",
    /// What `render.toc` says.
    Toc = "toc",
    /// `#` for each level of a heading, `> ` for each level of an indent.
    Marks = "marks",
    /// The level as a number.
    Level = "level",
    /// Blanks for each level behind the first.
    Indent = "indent",
    /// What `missing_page` says.
    MissingPage = "missing_page",
    /// Where a link leads, by the templates below `links`; the url of a link to elsewhere.
    Url = "url",
    /// The page slug of a link's target.
    Slug = "slug",
    /// The tag slug of a link's target.
    Tag = "tag",
    /// The target in lower case, with a `-` for each blank.
    Path = "path",
    /// The target as it is written.
    Page = "page",
    /// The number of a page, of an attachment or of a file.
    Id = "id",
    /// The numbers of a citation.
    Numbers = "numbers",
    /// The identifier behind `doi:`.
    Identifier = "identifier",
    /// What is written for colours: `red,blue`.
    Spec = "spec",
    /// The colour of a text.
    Color = "color",
    /// The colour behind a text, empty where there is none; the colour of a box.
    Background = "background",
    /// The colours or the measures of a box, as CSS.
    Style = "style",
    /// The class of a box as an attribute with a blank behind it; empty where there is none.
    Class = "class",
    /// Where an image lies.
    Src = "src",
    /// The alternative text of an image.
    Alt = "alt",
    /// Width, height and greatest width of an image as attributes, each with a blank in front.
    Attributes = "attributes",
    /// The width of an image; empty where it is not given.
    Width = "width",
    /// The height of an image; empty where it is not given.
    Height = "height",
    /// The argument NAME of a plugin, such as `{arg.size}`; empty where it is not given.
    Argument = "arg.NAME",
    /// For each column what `table_header` says.
    Header = "header",
    /// For each column what `table_delimiter` says.
    Delimiter = "delimiter",
}

const _: () = assert!(Placeholder::ALL.len() <= u64::BITS as usize);

impl Placeholder {
    /// Whether it is the content of a node: marks in front of it open the node.
    pub(super) fn is_content(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::Trimmed
                | Self::Starred
                | Self::Rows
                | Self::FirstRow
                | Self::OtherRows
                | Self::Cells
                | Self::MissingPage
                | Self::Source
        )
    }

    pub(super) fn bit(self) -> u64 {
        1 << self as u8
    }
}
