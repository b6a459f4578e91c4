//! The settings of the Tiki dialect: how a Tiki site read its pages, and what is made of them.

use super::{PageList, words};
use crate::wiki::tiki::{Entities, Syntax, Tables};

/// How pages of the Tiki dialect are read and written. The default is what Tiki itself does by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TikiSettings {
    /// What a newline in a paragraph becomes.
    pub newlines: Newlines,
    /// How tables are written.
    pub tables: TableStyle,
    /// How many colons are around centred text: 2 or 3.
    pub center: u64,
    /// What is around a box: one character.
    pub box_char: char,
    /// Whether a line that begins with a blank is shown in one width.
    pub indent_mono: bool,
    /// What the entities of old dumps are.
    pub entities: EntityStyle,
    /// Whether `WikiWord` is a link.
    pub wikiwords: bool,
    /// The language of the reader; empty for all.
    pub lang: String,
    /// Other wikis: their prefix, and the address in which `$page` is the page.
    pub interwiki: Vec<(String, String)>,
    /// The groups of the reader; by default a reader is in none.
    pub groups: Vec<String>,
    /// Whether numbers of headings are written.
    pub heading_numbers: HeadingNumbers,
    /// Whether pages are HTML: tags pass, and newlines are no breaks.
    pub html: bool,
    /// What a term with its definition becomes.
    pub deflist: DefinitionLists,
    /// What a heading that folds what follows becomes.
    pub collapse: Collapse,
    /// What a comment `~tc~` becomes.
    pub comments: WikiComments,
    /// The values of `%name%`.
    pub dynvar: Vec<(String, String)>,
    /// The values of `{{name}}`.
    pub argvar: Vec<(String, String)>,
    /// How a link to a page is written.
    pub resolver: Resolver,
    /// Which pages there are, and where they lie, by their names, numbers and other names.
    pub pages: PageList,
    /// What shows the Markdown.
    pub profile: Profile,
}

words! {
    /// What a newline in a paragraph becomes.
    pub enum Newlines {
        /// A line break that shows.
        Hard = "hard",
        /// A newline of the Markdown.
        Soft = "soft",
    }
}

words! {
    /// How tables are written.
    pub enum TableStyle {
        /// In either style.
        Auto = "auto",
        /// Rows by newline.
        New = "new",
        /// Rows by `||`, in one line.
        Old = "old",
    }
}

words! {
    /// What the entities of old dumps are.
    pub enum EntityStyle {
        /// Decoded in a page that looks like a dump of a Tiki older than 9.
        Auto = "auto",
        /// Decoded in every page.
        Decode = "decode",
        /// Text.
        Keep = "keep",
    }
}

words! {
    /// Whether numbers of headings are written.
    pub enum HeadingNumbers {
        /// In front of their text.
        Bake = "bake",
        /// Not at all.
        Drop = "drop",
    }
}

words! {
    /// What a term with its definition becomes.
    pub enum DefinitionLists {
        /// A line with the term, and one with `: ` and the definition.
        Markdown = "markdown",
        /// An HTML list.
        Html = "html",
        /// The term in bold in front of the definition.
        Bold = "bold",
    }
}

words! {
    /// What a heading that folds what follows becomes.
    pub enum Collapse {
        /// A heading.
        Drop = "drop",
        /// A heading on which what follows folds.
        Details = "details",
    }
}

words! {
    /// What a comment of the wiki becomes.
    pub enum WikiComments {
        /// Nothing.
        Drop = "drop",
        /// An HTML comment.
        Keep = "keep",
    }
}

words! {
    /// How a link to a page is written.
    pub enum Resolver {
        /// `Page-Name.md`
        File = "file",
        /// `{{< relref "Page-Name.md" >}}`
        HugoRelref = "hugo-relref",
        /// `/page-name/`
        HugoPath = "hugo-path",
        /// `Page-Name`
        GithubWiki = "github-wiki",
        /// The name as it is.
        Verbatim = "verbatim",
    }
}

words! {
    /// What shows the Markdown.
    pub enum Profile {
        /// Any renderer of GitHub's Markdown.
        Github = "github",
        /// Hugo: films by shortcodes, and what looks like a shortcode is none.
        Hugo = "hugo",
    }
}

impl Default for TikiSettings {
    fn default() -> Self {
        Self {
            newlines: Newlines::Hard,
            tables: TableStyle::Auto,
            center: 2,
            box_char: '^',
            indent_mono: false,
            entities: EntityStyle::Auto,
            wikiwords: false,
            lang: String::new(),
            interwiki: Vec::new(),
            groups: Vec::new(),
            heading_numbers: HeadingNumbers::Bake,
            html: false,
            deflist: DefinitionLists::Markdown,
            collapse: Collapse::Drop,
            comments: WikiComments::Drop,
            dynvar: Vec::new(),
            argvar: Vec::new(),
            resolver: Resolver::File,
            pages: PageList::default(),
            profile: Profile::Github,
        }
    }
}

impl TikiSettings {
    /// How wiki text is read.
    #[must_use]
    pub fn syntax(&self) -> Syntax {
        Syntax {
            tables: match self.tables {
                TableStyle::Auto => Tables::Auto,
                TableStyle::New => Tables::New,
                TableStyle::Old => Tables::Old,
            },
            indent_mono: self.indent_mono,
            centre_colons: if self.center == 3 { 3 } else { 2 },
            box_mark: self.box_char,
            wiki_words: self.wikiwords,
            html: self.html,
            argument_variables: !self.argvar.is_empty(),
            keeps_comments: self.comments == WikiComments::Keep,
            entities: match self.entities {
                EntityStyle::Auto => Entities::Auto,
                EntityStyle::Decode => Entities::Decode,
                EntityStyle::Keep => Entities::Keep,
            },
        }
    }
}
