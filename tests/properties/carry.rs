//! Edits of any body under any settings: what is carried generates what it says, and nothing else changes.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use tikicheck::internals::carry::{Level, MOST_GROUPS, MOST_OF_HUNK, put, put_up_to, reads_alike};
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::page::escape::{escape, unescape};

use crate::exporter::configs;
use crate::{site, wiki};

/// A change of a text at any place.
fn changes() -> impl Strategy<Value = Vec<(Index, usize, String)>> {
    let text = prop_oneof![
        2 => select(vec!["x", "a word", "\n\n", "\n", "**b**", "# ", "* ", "|", "[a](/b)", "__", "((", "&amp;", "é", "", "\u{FFFC}", "~np~"])
            .prop_map(str::to_owned),
        1 => wiki::text(),
    ];
    prop::collection::vec((any::<Index>(), 0usize..6, text), 1..4)
}

fn edited(body: &str, changes: &[(Index, usize, String)]) -> String {
    let mut edited = body.to_owned();
    for (place, length, text) in changes {
        let places: Vec<usize> = edited
            .char_indices()
            .map(|(at, _)| at)
            .chain([edited.len()])
            .collect();
        let first = place.index(places.len());
        let last = (first + length).min(places.len() - 1);
        edited.replace_range(places[first]..places[last], text);
    }
    edited
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_carried_is_proved(text in wiki::text(), config in configs(), changes in changes(), crlf in any::<bool>()) {
        let site = site(&config);
        let generator = Generator::new(&config, &site);
        let mut workspace = Workspace::default();
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let source = escape(&text);
        let body = generator.regenerate(&text, &mut workspace).markdown;
        let edited = edited(&body, &changes);
        let put = put(generator, &source, &edited, &mut workspace);

        let again = generator.regenerate(&unescape(&put.source), &mut workspace).markdown;
        prop_assert_eq!(&again, &put.body);
        if put.is_whole() && put.level == Level::Exact {
            prop_assert_eq!(&put.body, &edited);
        }
        if edited == body {
            prop_assert_eq!(put.tried, 0);
        }
        prop_assert!(put.tried <= MOST_GROUPS * MOST_OF_HUNK);
        // Every byte outside of the splices stays, and what is carried is escaped as a page holds it.
        let mut made = String::new();
        let mut from = 0;
        for splice in &put.splices {
            prop_assert!(splice.range.start >= from);
            made.push_str(&source[from..splice.range.start]);
            made.push_str(&splice.text);
            from = splice.range.end;
        }
        made.push_str(&source[from..]);
        prop_assert_eq!(&made, &put.source);
        let plain = unescape(&put.source);
        prop_assert_eq!(&*escape(&plain), &*put.source);
    }

    #[test]
    fn what_is_kept_reads_the_same(text in wiki::text(), config in configs(), changes in changes()) {
        let site = site(&config);
        let generator = Generator::new(&config, &site);
        let mut workspace = Workspace::default();
        let body = generator.regenerate(&text, &mut workspace).markdown;
        let edited = edited(&body, &changes);
        let put = put_up_to(Level::ReadsAlike, generator, &escape(&text), &edited, &mut workspace);
        let again = generator.regenerate(&unescape(&put.source), &mut workspace).markdown;
        prop_assert_eq!(&again, &put.body);
        if put.is_whole() {
            // Spacing counts nowhere, not even in a comment.
            let is_alike = put.level < Level::ReadsAlike || reads_alike(&put.body, &edited);
            prop_assert!(is_alike, "{:?} for {edited:?}", put.body);
            let letters = |text: &str| {
                let mut all: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
                all.sort_unstable();
                all
            };
            // Whatever the parser takes for the same, no letter is lost.
            let is_image = edited.contains("![") || edited.contains("<img");
            prop_assert!(is_image || letters(&put.body) == letters(&edited));
        }
    }

    #[test]
    fn an_unedited_body_changes_nothing(text in wiki::text(), config in configs()) {
        let site = site(&config);
        let generator = Generator::new(&config, &site);
        let mut workspace = Workspace::default();
        let body = generator.regenerate(&text, &mut workspace).markdown;
        let source = escape(&text);
        let put = put(generator, &source, &body, &mut workspace);
        prop_assert_eq!((put.tried, put.splices.len(), put.refused.len()), (0, 0, 0));
        prop_assert_eq!(&*put.source, &*source);
    }
}
