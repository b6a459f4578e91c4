//! The keys below `tiki`.

use crate::config::table::{
    Flag, Names, Number, One, OneLine, OneMark, OneOf, Pages, Row, Values, Wikis, field,
};
use crate::config::{
    Collapse, DefinitionLists, EntityStyle, HeadingNumbers, Newlines, Profile, Resolver,
    TableStyle, TikiSettings, WikiComments,
};

/// How pages of the Tiki dialect are read and written.
pub const TIKI: &[Row<TikiSettings>] = &[
    Row::new(
        "newlines",
        "What a newline in a paragraph becomes: a line break that shows, or a newline of the Markdown.",
        &One {
            field: field!(TikiSettings.newlines),
            form: OneOf(Newlines::WORDS),
        },
    )
    .meaning("a newline in a paragraph: a `hard` break that shows, or a `soft` one"),
    Row::new(
        "tables",
        "How tables are written: rows by newline, rows by ||, or either.",
        &One {
            field: field!(TikiSettings.tables),
            form: OneOf(TableStyle::WORDS),
        },
    )
    .meaning("rows of tables: by newline (`new`), by `||` (`old`), or either (`auto`)"),
    Row::new(
        "center",
        "How many colons are around centred text.",
        &Number {
            field: field!(TikiSettings.center),
            range: 2..=3,
        },
    )
    .meaning("how many colons are around centred text"),
    Row::new(
        "box_char",
        "The mark around a box.",
        &One {
            field: field!(TikiSettings.box_char),
            form: OneMark,
        },
    )
    .meaning("the mark around a box"),
    Row::new(
        "indent_mono",
        "Whether a line that begins with a blank is shown in one width.",
        &Flag(field!(TikiSettings.indent_mono)),
    )
    .meaning("whether a line that begins with a blank is shown in one width"),
    Row::new(
        "entities",
        "What &lt; &gt; &quot; &amp; in a page are: decoded in dumps of a Tiki older than 9, in all pages, or text.",
        &One {
            field: field!(TikiSettings.entities),
            form: OneOf(EntityStyle::WORDS),
        },
    )
    .meaning("`&lt;` and the like: decoded in old dumps (`auto`), always (`decode`), or kept (`keep`)"),
    Row::new(
        "wikiwords",
        "Whether WikiWord is a link.",
        &Flag(field!(TikiSettings.wikiwords)),
    )
    .meaning("whether `WikiWord` is a link"),
    Row::new(
        "lang",
        "The language of the reader, such as fr; without it, text in every language is shown.",
        &One {
            field: field!(TikiSettings.lang),
            form: OneLine,
        },
    )
    .meaning("the language of the reader; without it, text in every language is shown"),
    Row::new(
        "interwiki",
        "Other wikis: prefix=address, parted by semicolons, with $page in the address.",
        &One {
            field: field!(TikiSettings.interwiki),
            form: Wikis,
        },
    )
    .meaning("other wikis: `prefix=https://example.org/$page; …`"),
    Row::new(
        "groups",
        "The groups of the reader, parted by commas; text for others is left out.",
        &One {
            field: field!(TikiSettings.groups),
            form: Names,
        },
    )
    .meaning("the groups of the reader; text for others is left out"),
    Row::new(
        "heading_numbers",
        "Whether numbers of headings are written.",
        &One {
            field: field!(TikiSettings.heading_numbers),
            form: OneOf(HeadingNumbers::WORDS),
        },
    )
    .meaning("numbers of headings: `bake` them into the text, or `drop` them"),
    Row::new(
        "html",
        "Whether pages are HTML: tags pass, newlines are no breaks, and there are no character codes.",
        &Flag(field!(TikiSettings.html)),
    )
    .meaning("whether pages are HTML: tags pass, and newlines are no breaks"),
    Row::new(
        "deflist",
        "What a term with its definition becomes: a Markdown definition, an HTML list, or the term in bold.",
        &One {
            field: field!(TikiSettings.deflist),
            form: OneOf(DefinitionLists::WORDS),
        },
    )
    .meaning("a term with its definition: `markdown` (`: text`), an `html` list, or the term in `bold`"),
    Row::new(
        "collapse",
        "What a heading that folds what follows becomes: a heading, or one on which it folds.",
        &One {
            field: field!(TikiSettings.collapse),
            form: OneOf(Collapse::WORDS),
        },
    )
    .meaning("headings that fold what follows: `drop` that, or write `details`"),
    Row::new(
        "comments",
        "What a comment of the wiki becomes: nothing, or an HTML comment.",
        &One {
            field: field!(TikiSettings.comments),
            form: OneOf(WikiComments::WORDS),
        },
    )
    .meaning("comments `~tc~`: `drop` them, or `keep` them as HTML comments"),
    Row::new(
        "dynvar",
        "The values of %name%: name=value, parted by semicolons; other names stay.",
        &One {
            field: field!(TikiSettings.dynvar),
            form: Values,
        },
    )
    .meaning("the values of `%name%`: `name=value; …`; other names stay"),
    Row::new(
        "argvar",
        "The values of {{name}}: name=value, parted by semicolons; other names stay.",
        &One {
            field: field!(TikiSettings.argvar),
            form: Values,
        },
    )
    .meaning("the values of `{{name}}`: `name=value; …`; other names stay"),
    Row::new(
        "resolver",
        "How a link to a page is written.",
        &One {
            field: field!(TikiSettings.resolver),
            form: OneOf(Resolver::WORDS),
        },
    )
    .meaning("links to pages: `Page-Name.md` (`file`), `hugo-relref`, `hugo-path` (`/page-name/`), `github-wiki` (`Page-Name`), or the name `verbatim`"),
    Row::new(
        "pages",
        "Where pages lie: name=path, parted by semicolons; a name is that of a page, its page_id, or another name. Or the file that lists all pages, relative to the root of the site: a line for each, name or name=path, or YAML.",
        &One {
            field: field!(TikiSettings.pages),
            form: Pages,
        },
    )
    .meaning("where pages lie: `name=path; …`, by name, `page_id` or another name; or the file that lists all pages"),
    Row::new(
        "profile",
        "What shows the Markdown: any renderer of GitHub's Markdown, or Hugo.",
        &One {
            field: field!(TikiSettings.profile),
            form: OneOf(Profile::WORDS),
        },
    )
    .meaning("what shows the Markdown: `github`, or `hugo` (films by shortcodes; what looks like a shortcode is none)"),
];
