//! The forms: for each construct, the template of what an exporter writes for it.

use std::ops::{Index, IndexMut};
use std::sync::Arc;

use super::{Placeholder, Template};

/// The table of forms: names, keys, defaults, placeholders and words.
///
/// Everything about a form is here: a new one is a row here and its use in the renderer.
macro_rules! forms {
    ($($variant:ident = $key:literal: $default:literal, [$($placeholder:ident)*], $doc:literal;)+) => {
        /// A construct that has a form of its own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Form {
            $(#[doc = $doc] $variant,)+
        }

        impl Form {
            /// All of them, in the order of the settings.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The key below `exporter.writes`.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)+
                }
            }

            /// What the last exporter wrote.
            #[must_use]
            pub const fn default_text(self) -> &'static str {
                match self {
                    $(Self::$variant => $default,)+
                }
            }

            /// The placeholders that can stand in it.
            #[must_use]
            pub const fn placeholders(self) -> &'static [Placeholder] {
                match self {
                    $(Self::$variant => &[$(Placeholder::$placeholder),*],)+
                }
            }

            /// What it says, in a few words.
            #[must_use]
            pub const fn doc(self) -> &'static str {
                match self {
                    $(Self::$variant => $doc,)+
                }
            }
        }

        /// The row of each form, for the settings table.
        pub const FORM_ROWS: [crate::config::table::Row<super::Writes>; Form::ALL.len()] = [
            $(crate::config::table::Row::new(
                Form::$variant.key(),
                Form::$variant.doc(),
                &crate::config::table::One {
                    field: crate::config::table::Field {
                        get: |writes: &super::Writes| &writes.forms[Form::$variant],
                        get_mut: |writes: &mut super::Writes| &mut writes.forms[Form::$variant],
                    },
                    form: crate::config::table::TemplateOf(Form::$variant),
                },
            ),)+
        ];
    };
}

forms! {
    PageLink = "page": "[{text}]({url})", [Text Trimmed Url Slug Tag Path Page],
        "Link to a page; `{url}` is `links.page`.";
    MissingPage = "missing_page": "[{text}]({url})", [Text Trimmed Url Slug Tag Path Page],
        "Link to a page that does not exist; `{url}` is `links.tag`.";
    MissingPageId = "missing_page_id": "{missing_page}", [Text Trimmed MissingPage Url Slug Tag Path Page Id],
        "Link by the number of a page where its text names none; `{missing_page}` is what that form says.";
    CategoryLink = "category": "[{text}](/categories/{slug})", [Text Trimmed MissingPage Slug Tag Path Page],
        "Link to a category: a name below `categories` that no page has.";
    Link = "link": "[{text}]({url})", [Text Trimmed Url],
        "Link to another site.";
    CitationLink = "citation_link": "<sup>[{url}]</sup>", [Text Trimmed Url],
        "Link whose url is numbers.";
    OtherLink = "other_link": "<span>[{url}]</span>", [Text Trimmed Url],
        "Link whose url leads nowhere.";
    Doi = "doi": "[{source}](https://doi.org/{identifier})", [Source Identifier],
        "A `doi:`.";
    Heading = "heading": "\n{marks} {text}\n", [Text Trimmed Marks Level],
        "A heading; `{marks}` is a `#` for each level.";
    Bold = "bold": " **{trimmed}** ", [Text Trimmed],
        "`__bold__`.";
    Emphasis = "emphasis": "{text}", [Text Trimmed],
        "`''emphasis''`.";
    Italic = "italic": "{text}", [Text Trimmed],
        "`^italic^`.";
    Font = "font": "{text}", [Text Trimmed Argument],
        "`{FONT()}`.";
    Fade = "fade": "{text}", [Text Trimmed Argument],
        "`{FADE()}`.";
    Alink = "alink": "{text}", [Text Trimmed Argument],
        "`{ALINK()}`.";
    Div = "div": "{text}", [Text Trimmed Argument],
        "`{DIV()}`.";
    Html = "html": "{text}", [Text Trimmed Inner Argument],
        "`{HTML()}`.";
    NoParse = "no_parse": "{text}", [Text Trimmed Inner],
        "`~np~`.";
    ListPages = "list_pages": "{text}", [Text Trimmed Source Argument],
        "`{LISTPAGES()}`.";
    Item = "item": "{indent}* {text}", [Text Trimmed Indent Level],
        "An item of a list.";
    NumberedItem = "numbered_item": "{indent}1. {text}", [Text Trimmed Indent Level],
        "A numbered item.";
    Indent = "indent": "{marks}{text}", [Text Trimmed Marks Level],
        "An indented line; `{marks}` is `> ` for each level.";
    Comment = "comment": "{break}<!-- {source} -->{break}", [Source Inner Text Trimmed Break],
        "`~tc~`; `{break}` is a newline with `render.comments: block`.";
    Sql = "sql": "{break}<!-- {source} -->{break}", [Source Inner Break Argument],
        "`{SQL()}`.";
    CustomSearch = "custom_search": "{break}<!-- {source} -->{break}", [Source Inner Text Trimmed Break Argument],
        "`{CUSTOMSEARCH()}`.";
    Filter = "filter": "{break}<!-- {source} -->{break}", [Source Break Argument],
        "`{filter}`.";
    List = "list": "{break}<!-- {source} -->{break}", [Source Inner Text Trimmed Break Argument],
        "`{LIST()}`.";
    Toc = "toc": "{toc}", [Source Toc Break Argument],
        "`{maketoc}`; `{toc}` is what `render.toc` says.";
    Include = "include": "", [Source Break Argument],
        "`{include}`.";
    PageCategory = "page_category": "", [Source Break Argument],
        "`{category}`.";
    Redirect = "redirect": "", [Source Break Argument],
        "`{REDIRECT()}`.";
    Rule = "rule": "\n\n---\n\n", [Source],
        "A line `---`.";
    LongRule = "long_rule": "\n\n---\n\n", [Source],
        "A line `----`.";
    Newline = "newline": "  \n", [],
        "`%%%`.";
    CellNewline = "cell_newline": "<br>", [],
        "`%%%` directly in a cell of a table.";
    TextNewline = "text_newline": "\n\n", [],
        "A newline in a text.";
    Space = "space": "&nbsp;", [],
        "`~hs~`, for each space.";
    Sup = "sup": "<sup>{text}</sup>", [Text Trimmed Argument],
        "`{SUP()}`.";
    Citation = "citation": "<sup>[{numbers}]</sup>", [Numbers Source],
        "`[[1]`.";
    Color = "color": "<span style=\"{style}\">{starred}</span>", [Text Trimmed Starred Style Spec Color Background],
        "Coloured text; `{style}` has both colours, `{starred}` has `✻` for each `*`.";
    Box = "box": "<div {class}style=\"{style}\">{text}</div>", [Text Trimmed Class Style Background Argument],
        "`{BOX()}`; `{style}` has its colour and measures.";
    Image = "image": "<img src=\"{src}\" alt=\"{alt}\"{attributes}>", [Src Alt Width Height Attributes Id],
        "An image; `{attributes}` has its measures.";
    BetweenImages = "between_images": "\n", [],
        "Between the images of a list of numbers.";
    Attachment = "attachment":
        "<i class=\"fas fa-file-pdf\" style=\"margin-right: 0.3em;\"></i><a href=\"{path}\">{text}</a>",
        [Text Trimmed Path Id Argument],
        "`{ATTACH()}`.";
    MissingAttachment = "missing_attachment": "{text}", [Text Trimmed],
        "`{ATTACH()}` without a usable number.";
    Table = "table": "\n|{header}\n|{delimiter}\n{rows}\n", [Header Delimiter Rows FirstRow OtherRows],
        "A table that has rows.";
    TableHeader = "table_header": " |", [],
        "The header of a table, for each column.";
    TableDelimiter = "table_delimiter": " --- |", [],
        "What is below the header, for each column.";
    Row = "row": "{cells}|\n", [Cells],
        "A row of a table.";
    Cell = "cell": "| {text} ", [Text Trimmed],
        "A cell of a row.";
}

/// How often the content of a link can stand in its form. Links do not nest in links of their kind.
const IN_A_LINK: usize = 2;

impl Form {
    /// Reads a template for this form.
    ///
    /// # Errors
    ///
    /// As [`Template::parse`]; and where the content stands in it more often than once, or twice for a link: nested
    /// constructs would write it two times two times two times.
    pub fn parse(self, text: &str) -> Result<Template, String> {
        let template = Template::parse(text, self.placeholders())?;
        let most = match self {
            Form::PageLink
            | Form::MissingPage
            | Form::MissingPageId
            | Form::CategoryLink
            | Form::Link => IN_A_LINK,
            _ => 1,
        };
        if template.contents() > most {
            let times = if most == 1 { "once" } else { "twice" };
            return Err(format!(
                "the content stands in it {} times; it can stand {times}, for constructs nest",
                template.contents()
            ));
        }
        Ok(template)
    }

    /// The template that the last exporter used.
    #[must_use]
    pub fn default_template(self) -> Template {
        self.parse(self.default_text())
            .expect("the table's defaults are templates of their forms")
    }
}

/// The template of each form. Clones share them until one is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forms(Arc<[Template]>);

impl Default for Forms {
    fn default() -> Self {
        Self(
            Form::ALL
                .iter()
                .map(|form| form.default_template())
                .collect(),
        )
    }
}

impl Index<Form> for Forms {
    type Output = Template;

    #[inline]
    fn index(&self, form: Form) -> &Template {
        &self.0[form as usize]
    }
}

impl IndexMut<Form> for Forms {
    fn index_mut(&mut self, form: Form) -> &mut Template {
        &mut Arc::make_mut(&mut self.0)[form as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_a_template_of_its_form() {
        let forms = Forms::default();
        for &form in Form::ALL {
            assert_eq!(forms[form].to_string(), form.default_text());
        }
    }

    #[test]
    fn content_that_would_multiply_is_refused() {
        assert!(
            Form::PageLink
                .parse("<a title=\"{text}\">{text}</a>")
                .is_ok()
        );
        assert!(Form::PageLink.parse("{text}{trimmed}{text}").is_err());
        let message = Form::Bold.parse("{text}{text}").expect_err("twice");
        assert!(message.contains("it can stand once"), "{message}");
        assert!(Form::Table.parse("{first_row}-\n{other_rows}").is_ok());
        assert!(Form::Table.parse("{first_row}{rows}").is_err());
        assert!(Form::Table.parse("{first_row}{first_row}").is_err());
    }
}
