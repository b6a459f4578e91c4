//! The keys about exporters: what they read, write and leave out, for all pages or for some.

use super::{BLOCK, RENDER};
use crate::config::exporter::{
    AliasedLinksRead, Exporter, FORM_ROWS, LeavesOut, PagesExporter, Preset, Reads, UrlSpaces,
    Writes,
};
use crate::config::table::{
    Flag, Glob, LineRegex, List, NodeName, NotBlankLine, Number, One, OneOf, Optional, Row,
    SameSection, Section, field,
};
use crate::config::{Config, Pattern};

/// The most blanks for a level of a list.
const MOST_INDENT: u64 = 16;

/// The keys below `exporter`.
pub const EXPORTER: &[Row<Exporter>] = &[
    Row::new(
        "preset",
        "The export whose settings are the defaults of all others, `render` and `block` included.",
        &Optional {
            field: field!(Exporter.preset),
            form: OneOf(Preset::WORDS),
        },
    )
    .meaning("an export that was seen, whose settings are the defaults: `E1` to `E5`"),
    Row::new(
        "reads",
        "What the exporter reads.",
        &Section {
            field: field!(Exporter.reads),
            rows: READS,
        },
    ),
    Row::new(
        "writes",
        "What the exporter writes for each construct: templates with placeholders.",
        &Section {
            field: field!(Exporter.writes),
            rows: WRITES,
        },
    )
    .meaning("what is written for each construct: [templates](docs/exporters.md#templates), the indents of lists, spaces in urls, newlines in a row"),
    Row::new(
        "leaves_out",
        "What the exporter leaves out of the finished Markdown.",
        &Section {
            field: field!(Exporter.leaves_out),
            rows: LEAVES_OUT,
        },
    ),
];

/// The keys below `reads`.
const READS: &[Row<Reads>] = &[
    Row::new(
        "unknown",
        "The constructs that it takes for text, by the names in the dump: `Table` for TableNode.",
        &List {
            field: field!(Reads.unknown),
            form: NodeName,
            empty: None,
        },
    )
    .meaning("constructs that are text: `Table`, `List`, `Sup`"),
    Row::new(
        "aliased_links",
        "What the page of `((page|text))` can be: `strict` without `((` and `))`, `run` anything up to the bar, \
         `unknown` no such link at all.",
        &One {
            field: field!(Reads.aliased_links),
            form: OneOf(AliasedLinksRead::WORDS),
        },
    )
    .meaning("page of `((page\\|text))`: `strict` without `((`, `run` up to the bar, `unknown` for no such link"),
    Row::new(
        "page_id_links",
        "Whether links by `page_id` and urls that start with `tiki-index` have rules of their own.",
        &Flag(field!(Reads.page_id_links)),
    )
    .meaning("whether links by `page_id` and urls that start with `tiki-index` have rules of their own"),
];

/// The keys below `writes`.
const WRITES: &[Row<Writes>] = &WITH_NUMBERS;

/// The keys below `writes` that are no templates.
const NUMBERS: [Row<Writes>; 4] = [
    Row::new(
        "bullet_indent",
        "Blanks for each level of a list behind the first.",
        &Number {
            field: field!(Writes.bullet_indent),
            range: 0..=MOST_INDENT,
        },
    ),
    Row::new(
        "number_indent",
        "Blanks for each level of a numbered list behind the first.",
        &Number {
            field: field!(Writes.number_indent),
            range: 0..=MOST_INDENT,
        },
    ),
    Row::new(
        "url_spaces",
        "How spaces in urls are written: `encode` as `%20`, `keep` as they are.",
        &One {
            field: field!(Writes.url_spaces),
            form: OneOf(UrlSpaces::WORDS),
        },
    )
    .meaning("spaces in urls: `encode` as `%20`, `keep` as they are"),
    Row::new(
        "most_newlines",
        "The most newlines in a row, others are dropped; 0 for as many as there are.",
        &Number {
            field: field!(Writes.most_newlines),
            range: 0..=MOST_INDENT,
        },
    ),
];

/// The templates with the other keys behind them.
const WITH_NUMBERS: [Row<Writes>; FORM_ROWS.len() + NUMBERS.len()] = {
    let mut rows = [NUMBERS[0]; FORM_ROWS.len() + NUMBERS.len()];
    let mut i = 0;
    while i < rows.len() {
        rows[i] = if i < FORM_ROWS.len() {
            FORM_ROWS[i]
        } else {
            NUMBERS[i - FORM_ROWS.len()]
        };
        i += 1;
    }
    rows
};

/// The keys below `leaves_out`.
const LEAVES_OUT: &[Row<LeavesOut>] = &[
    Row::new(
        "sections",
        "Sections between lines of dashes go that have one of these texts in them, whatever the case.",
        &List {
            field: field!(LeavesOut.sections),
            form: NotBlankLine("the text is empty, so all sections would go"),
            empty: None,
        },
    )
    .meaning("sections between lines of dashes go that have one of these texts in them"),
    Row::new(
        "lines",
        "Lines go that match one of these regular expressions, before there are sections.",
        &List {
            field: field!(LeavesOut.lines),
            form: LineRegex,
            empty: None,
        },
    )
    .meaning("lines go that match one of these regular expressions"),
    Row::new(
        "blank_sections",
        "Whether sections go that are blank or comments only; they do where `sections` or `lines` is set.",
        &Flag(field!(LeavesOut.blank_sections)),
    )
    .meaning("whether blank sections and those of comments only go where neither of the above is set"),
];

/// The keys of an entry of `exporters`.
pub const PAGES_EXPORTER: &[Row<PagesExporter>] = &[
    Row::new(
        "pages",
        "",
        &One {
            field: field!(PagesExporter.pages),
            form: Glob,
        },
    )
    .needed(", a pattern for the pages that this exporter wrote"),
    Row::new(
        "preset",
        "The export whose settings are the defaults of this entry; without it, those of the whole file are.",
        &Optional {
            field: field!(PagesExporter.exporter.preset),
            form: OneOf(Preset::WORDS),
        },
    ),
    Row::new(
        "render",
        "As `render` of the whole file.",
        &SameSection {
            section: Section {
                field: field!(PagesExporter.render),
                rows: RENDER,
            },
            schema: "#/properties/render",
        },
    ),
    Row::new(
        "block",
        "As `block` of the whole file.",
        &SameSection {
            section: Section {
                field: field!(PagesExporter.block),
                rows: BLOCK,
            },
            schema: "#/properties/block",
        },
    ),
    Row::new(
        "reads",
        "As `exporter.reads`.",
        &SameSection {
            section: Section {
                field: field!(PagesExporter.exporter.reads),
                rows: READS,
            },
            schema: "#/properties/exporter/properties/reads",
        },
    ),
    Row::new(
        "writes",
        "As `exporter.writes`.",
        &SameSection {
            section: Section {
                field: field!(PagesExporter.exporter.writes),
                rows: WRITES,
            },
            schema: "#/properties/exporter/properties/writes",
        },
    ),
    Row::new(
        "leaves_out",
        "As `exporter.leaves_out`.",
        &SameSection {
            section: Section {
                field: field!(PagesExporter.exporter.leaves_out),
                rows: LEAVES_OUT,
            },
            schema: "#/properties/exporter/properties/leaves_out",
        },
    ),
];

/// The entries of `exporters` before their keys are read: each with the settings of its preset, if that is known, else
/// with those of the whole file. The last is for all further entries.
pub fn blank_exporters(config: &Config) -> Vec<PagesExporter> {
    let blank = |preset: Option<Preset>| {
        let mut base = config.clone();
        if let Some(preset) = preset {
            preset.apply(&mut base);
        }
        PagesExporter {
            pages: Pattern::new("**").expect("`**` is a pattern"),
            render: base.render,
            block: base.block,
            exporter: Exporter {
                preset: None,
                ..base.exporter
            },
            line: 1,
        }
    };
    let known = config.exporters.iter();
    let mut blanks: Vec<PagesExporter> = known.map(|entry| blank(entry.exporter.preset)).collect();
    blanks.push(blank(None));
    blanks
}
