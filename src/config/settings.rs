//! The settings table: each key of `tikicheck.yaml`, once.
//!
//! A new key is a field of [`Config`] with its default, and a row here. Reading, `--show-config`, the JSON schema, the
//! text of `tikicheck init` and the table of the README follow; `TIKICHECK_UPDATE=1 cargo test --test library config_schema`
//! writes the schema and the README anew.

use std::collections::BTreeMap;

use super::table::{
    Attribute, Bytes, Entries, Flag, Glob, Init, InnerPath, LinkTemplate, List, Map, NotBlank,
    NotBlankLine, One, OneLine, OneOf, Optional, Row, RuleId, Section, Set, field,
};
use super::{
    BlockSettings, Comments, Config, HugoSettings, Ignore, LARGEST_PAGE, Language, Limits, Links,
    MergeSettings, Pattern, RenderSettings, Toc,
};
use crate::merge::Within;
use crate::rules::{Rule, Severity, severity_name};

mod exporter;
mod tiki;

use exporter::{EXPORTER, PAGES_EXPORTER, blank_exporters};
use tiki::TIKI;

/// The keys of the whole file.
pub const SETTINGS: &[Row<Config>] = &[
    Row::new(
        "pages",
        "Which files are pages.",
        &List {
            field: field!(Config.pages),
            form: Glob,
            empty: Some(
                "no page is named; give a pattern, or leave `pages` out for all Markdown files",
            ),
        },
    )
    .meaning("patterns for the files that are pages; each must match one")
    .init(Init::Group("Which files are pages.")),
    Row::new(
        "exclude",
        "Which of them are not.",
        &List {
            field: field!(Config.exclude),
            form: Glob,
            empty: None,
        },
    )
    .meaning("patterns for those that are not")
    .init(Init::Above("Which of them are not.")),
    Row::new(
        "require_source",
        "Pages here must carry their source.",
        &List {
            field: field!(Config.require_source),
            form: Glob,
            empty: None,
        },
    )
    .meaning("pages here must carry their source; each pattern must match one")
    .init(Init::Above("Pages here must carry their source.")),
    Row::new(
        "identity",
        "The front-matter key whose value a page keeps when it is renamed, such as tiki_page_id.",
        &Optional {
            field: field!(Config.identity),
            form: NotBlankLine("the name of the key is empty"),
        },
    )
    .meaning("front-matter key that stays when a page is renamed; `compare` pairs pages by it")
    .init(Init::Omit),
    Row::new(
        "dialect",
        "The language of the wiki text: that of an exporter, or that of Tiki itself.",
        &One {
            field: field!(Config.dialect),
            form: OneOf(Language::WORDS),
        },
    )
    .meaning("the language of the wiki text: that of an `exporter`, or that of `tiki` itself")
    .init(Init::Changed("The language of the wiki text.")),
    Row::new(
        "tiki",
        "How pages of the Tiki dialect are read and written.",
        &Section {
            field: field!(Config.tiki),
            rows: TIKI,
        },
    )
    .init(Init::Changed("How pages of the Tiki dialect are read and written.")),
    Row::new(
        "render",
        "Choices that exports made differently over time.",
        &Section {
            field: field!(Config.render),
            rows: RENDER,
        },
    )
    .init(Init::Group("How the exporter wrote the Markdown.")),
    Row::new(
        "block",
        "What the debug block looks like.",
        &Section {
            field: field!(Config.block),
            rows: BLOCK,
        },
    )
    .init(Init::Group("The debug block at the foot of a page.")),
    Row::new(
        "links",
        "Where links lead.",
        &Section {
            field: field!(Config.links),
            rows: LINKS,
        },
    )
    .init(Init::Group("Where links lead.")),
    Row::new(
        "exporter",
        "What the exporter of the pages reads, writes and leaves out.",
        &Section {
            field: field!(Config.exporter),
            rows: EXPORTER,
        },
    )
    .init(Init::Changed("What the exporter read, wrote and left out.")),
    Row::new(
        "exporters",
        "Exporters of some of the pages; the first entry counts whose pattern matches.",
        &Entries {
            field: field!(Config.exporters),
            rows: PAGES_EXPORTER,
            blanks: blank_exporters,
            set_line: |entry, line| entry.line = line,
            expected: "a list of entries, each with pages and what their exporter did",
        },
    )
    .meaning(
        "exporters of some of the pages: `{pages: PATTERN, preset: …, render: …, block: …, reads: …, writes: …, \
         leaves_out: …}`; the first that matches counts",
    )
    .init(Init::Changed("Other exporters of some of the pages.")),
    Row::new(
        "categories",
        "The names of categories. A link to one that is no page is a link to the category.",
        &Set {
            field: field!(Config.categories),
            form: NotBlankLine("the name is empty"),
        },
    )
    .meaning("names of categories; links to them that name no page lead to the category")
    .init(Init::Changed("The names of categories.")),
    Row::new(
        "rules",
        "What findings of a rule weigh; `tikicheck explain` lists the rules.",
        &Map {
            field: field!(Config.rules),
            keys: RuleId,
            values: OneOf(SEVERITIES),
            expected: "rules with their severities, such as `block-style: error`",
            in_force: severities,
        },
    )
    .meaning("severity by rule: `error`, `warn` or `off`")
    .init(Init::Group(
        "Severities other than the usual ones: error, warn or off.",
    )),
    Row::new(
        "ignore",
        "Findings that are accepted; an entry that matches none is itself a finding.",
        &Entries {
            field: field!(Config.ignore),
            rows: IGNORE,
            blanks: |_| vec![blank_ignore()],
            set_line: |entry, line| entry.line = line,
            expected: "a list of entries, each with path, rule and reason",
        },
    )
    .meaning("findings that are accepted: `{path: PATTERN, rule: RULE, reason: \"…\"}`")
    .init(Init::Group(
        "Findings that are known and accepted: {path: …, rule: …, reason: …}.",
    )),
    Row::new(
        "merge",
        "How pages of two branches are merged.",
        &Section {
            field: field!(Config.merge),
            rows: MERGE,
        },
    )
    .init(Init::Omit),
    Row::new(
        "limits",
        "Sizes beyond which a file is not looked at.",
        &Section {
            field: field!(Config.limits),
            rows: LIMITS,
        },
    )
    .init(Init::Omit),
    Row::new(
        "hugo",
        "What Hugo knows on this site that is not beside this file.",
        &Section {
            field: field!(Config.hugo),
            rows: HUGO,
        },
    )
    .init(Init::Omit),
];

/// The keys below `hugo`.
const HUGO: &[Row<HugoSettings>] = &[
    Row::new(
        "shortcodes",
        "Shortcodes of a theme or module that is not beside this file.",
        &Set {
            field: field!(HugoSettings.shortcodes),
            form: NotBlankLine("the name is empty"),
        },
    )
    .meaning("shortcodes that Hugo knows besides its own and those in `layouts/` and `themes/`"),
    Row::new(
        "serves",
        "Addresses below the site that something else serves, such as files/**.",
        &List {
            field: field!(HugoSettings.serves),
            form: Glob,
            empty: None,
        },
    )
    .meaning(
        "patterns for addresses that something else serves: links to them are not `dead-link`",
    ),
];

/// The keys below `render`.
const RENDER: &[Row<RenderSettings>] = &[
    Row::new(
        "comments",
        "How what becomes an HTML comment stands in the text: on lines of its own, or in the line where it was.",
        &One {
            field: field!(RenderSettings.comments),
            form: OneOf(Comments::WORDS),
        },
    )
    .meaning("comments and the like: `block` on lines of their own, `inline` where they were")
    .init(Init::Behind(
        "      # block: on lines of their own; inline: where they stand",
    )),
    Row::new(
        "toc",
        "How {maketoc} is written: as an HTML comment, or as Hugo's shortcode.",
        &One {
            field: field!(RenderSettings.toc),
            form: OneOf(Toc::WORDS),
        },
    )
    .meaning("`{maketoc}`: as a `comment` or as Hugo's `shortcode`")
    .init(Init::Behind(
        "         # {maketoc} as a comment, or as Hugo's shortcode",
    )),
    Row::new(
        "trim_lines",
        "Whether lines lose their leading white space before they are read.",
        &Flag(field!(RenderSettings.trim_lines)),
    )
    .meaning("whether lines lose the white space in front before they are read")
    .init(Init::Behind(
        "   # whether lines lose their leading white space",
    )),
];

/// The keys below `block`.
const BLOCK: &[Row<BlockSettings>] = &[Row::new(
    "style",
    "The value of the block's style attribute.",
    &One {
        field: field!(BlockSettings.style),
        form: Attribute,
    },
)
.meaning("the `style` of the block")];

/// The keys below `links`.
const LINKS: &[Row<Links>] = &[
    Row::new(
        "page",
        "To a page; {slug} is its slug.",
        &One {
            field: field!(Links.page),
            form: LinkTemplate("{slug}"),
        },
    )
    .meaning("link to a page"),
    Row::new(
        "tag",
        "To a tag, where there is no page of that name.",
        &One {
            field: field!(Links.tag),
            form: LinkTemplate("{slug}"),
        },
    )
    .meaning("link to a tag, where there is no such page"),
    Row::new(
        "tiki",
        "Put in front of urls that start with tiki-index.",
        &One {
            field: field!(Links.tiki),
            form: OneLine,
        },
    )
    .meaning("stands in front of urls that start with `tiki-index`"),
    Row::new(
        "attachment",
        "To an attachment that is not in the attachments file.",
        &One {
            field: field!(Links.attachment),
            form: LinkTemplate("{id}"),
        },
    )
    .meaning("link to an attachment that the attachments file does not name"),
    Row::new(
        "file",
        "To a file that is not in the attachments file.",
        &One {
            field: field!(Links.file),
            form: LinkTemplate("{id}"),
        },
    )
    .meaning("link to a file that it does not name"),
    Row::new(
        "attachments",
        "The attachments file, relative to the root of the site: {attachments: {ID: PATH}, files: {ID: PATH}}.",
        &Optional {
            field: field!(Links.attachments),
            form: InnerPath,
        },
    )
    .meaning("the attachments file: `{attachments: {ID: PATH}, files: {ID: PATH}}`")
    .init(Init::Behind(
        "   # paths that the two templates above do not give",
    )),
];

/// The keys of an entry of `ignore`.
const IGNORE: &[Row<Ignore>] = &[
    Row::new(
        "path",
        "",
        &One {
            field: field!(Ignore.path),
            form: Glob,
        },
    )
    .needed(", a pattern for the pages that are meant"),
    Row::new(
        "rule",
        "",
        &One {
            field: field!(Ignore.rule),
            form: RuleId,
        },
    )
    .needed(", whose findings are accepted"),
    Row::new(
        "reason",
        "Why, for those who come later.",
        &One {
            field: field!(Ignore.reason),
            form: NotBlank("the reason is empty; say why the finding is accepted"),
        },
    )
    .needed(", so that others know why"),
];

/// The keys below `merge`.
const MERGE: &[Row<MergeSettings>] = &[Row::new(
    "within",
    "How far a merge looks into lines of the source that both sides changed.",
    &One {
        field: field!(MergeSettings.within),
        form: OneOf(Within::WORDS),
    },
)
.meaning("what is merged in a line of the source that both branches changed: `lines` nothing, `sentences` sentences that one changed, `words` words that one changed")];

/// The keys below `limits`.
const LIMITS: &[Row<Limits>] = &[Row::new(
    "page_bytes",
    "The largest page, in bytes.",
    &Bytes {
        field: field!(Limits.page_bytes),
        most: LARGEST_PAGE,
    },
)
.meaning("larger files are not read")];

/// The words of a severity; `off` is none.
const SEVERITIES: &[(&str, Option<Severity>)] = &[
    ("error", Some(Severity::Error)),
    ("warn", Some(Severity::Warning)),
    ("off", None),
];

/// The severity of each rule.
fn severities(config: &Config) -> BTreeMap<&'static str, &'static str> {
    let rules = Rule::ALL.iter();
    rules
        .map(|&rule| (rule.name(), severity_name(config.severity(rule))))
        .collect()
}

/// An entry of `ignore` before its keys are read. None of these values stays, for all keys are needed.
fn blank_ignore() -> Ignore {
    Ignore {
        path: Pattern::new("**").expect("`**` is a pattern"),
        rule: Rule::UnusedIgnore,
        reason: String::new(),
        line: 1,
    }
}
