//! Any head of a file: where front matter ends is found or it is told that it never does, and no line end moves that;
//! what it says is read, or refused, with places that lie in it.
#![no_main]

use std::ops::Range;

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::front_matter;
use tikicheck::internals::page::{self, File};

fuzz_target!(|data: &[u8]| {
    let Some((&choice, text)) = data.split_first() else {
        return;
    };
    let opens = ["---\n", "+++\n", "{", "\u{feff}---\n", ""][usize::from(choice) % 5];
    let file = [opens.as_bytes(), text].concat();
    let front_matter = match page::read(&file) {
        File::Page(page) => page.front_matter,
        File::WithoutSource => match page::front_matter(&file) {
            Ok(front_matter) => front_matter,
            Err(_) => return,
        },
        File::Damaged(damage) => {
            let range = damage.range();
            assert!(range.start <= range.end && range.end <= file.len());
            assert!(!damage.message().is_empty() && !damage.help().is_empty());
            return;
        }
    };
    let range = front_matter.range.clone();
    assert!(range.start == 0 && range.end <= file.len());
    assert!(front_matter.is_none() || file[..range.end].ends_with(b"\n"));
    let text = std::str::from_utf8(&file[front_matter.text(&file)]);
    if let Some(text) = text.ok().filter(|_| !front_matter.is_none()) {
        let lies_in_it = |at: &Range<usize>| assert!(text.get(at.clone()).is_some(), "{at:?}");
        match front_matter::read(text, front_matter.syntax) {
            Err(problem) => lies_in_it(&problem.at),
            Ok(fields) => {
                let texts = fields
                    .title
                    .iter()
                    .chain(&fields.slug)
                    .chain(&fields.aliases);
                texts.for_each(|text| lies_in_it(&text.at));
                fields.ignore.iter().for_each(|(_, at)| lies_in_it(at));
                fields
                    .problems
                    .iter()
                    .for_each(|problem| lies_in_it(&problem.at));
            }
        }
    }
    if !front_matter.is_none() {
        // What follows does not change where it ends.
        let longer = [&file[..range.end], b"\n\nx\n"].concat();
        if !matches!(page::read(&longer), File::WithoutSource) {
            // The head itself may hold what looks like a block.
            return;
        }
        let again = page::front_matter(&longer).expect("it closes where it closed");
        assert_eq!(again.range, range);
    }
});
