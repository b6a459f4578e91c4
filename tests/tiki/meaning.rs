//! The Markdown of the cases under a CommonMark renderer: tables with equal rows, no blanks at line ends, and the text
//! that shows is that of the case.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::cases::{cases, markdown};

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

#[test]
fn rows_of_a_table_are_of_equal_width() {
    for case in cases() {
        let text = markdown(&case.wiki, &case.config);
        let mut width = None;
        let mut cells = 0;
        for event in Parser::new_ext(&text, options()) {
            match event {
                Event::Start(Tag::Table(columns)) => width = Some(columns.len()),
                Event::Start(Tag::TableRow | Tag::TableHead) => cells = 0,
                Event::Start(Tag::TableCell) => cells += 1,
                Event::End(TagEnd::TableRow | TagEnd::TableHead) => {
                    assert_eq!(Some(cells), width, "{}", case.name);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn no_line_ends_with_a_blank_outside_of_code() {
    for case in cases() {
        let text = markdown(&case.wiki, &case.config);
        let mut code = Vec::new();
        for (event, range) in Parser::new_ext(&text, options()).into_offset_iter() {
            if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Html(_)) {
                code.push(range);
            }
        }
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let end = line.trim_end_matches('\n');
            let is_code = code.iter().any(|range| range.contains(&at));
            assert!(
                is_code || !end.ends_with([' ', '\t']),
                "{}: {line:?}",
                case.name
            );
            at += line.len();
        }
        assert!(
            text.is_empty() || text.ends_with('\n') && !text.ends_with("\n\n"),
            "{}",
            case.name
        );
    }
}
