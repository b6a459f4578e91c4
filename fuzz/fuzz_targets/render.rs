//! Any text, rendered: the writer that compares, the one that records and the one that keeps the text agree.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::page::escape::{escape, is_escape_of, unescape};
use tikicheck::internals::render::compare::Compare;
use tikicheck::internals::render::dump::dump;
use tikicheck::internals::render::escaped::Escaped;
use tikicheck::internals::render::record::Recorded;
use tikicheck::internals::wiki::{Tree, Workspace};
use tikicheck_fuzz::{Fixture, choice_and_text};

thread_local! {
    static MEMORY: RefCell<(Fixture, Workspace, Tree)> = RefCell::default();
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice_and_text(data) else {
        return;
    };
    MEMORY.with_borrow_mut(|(fixture, workspace, tree)| {
        let (context, _, _) = fixture.context(choice);
        workspace.parse_plain(text, context.generator.reading(), tree);
        let (mut body, mut dumped) = (String::new(), String::new());
        context
            .generator
            .markdown(tree, &mut body)
            .expect("a String takes everything");
        dump(tree, &mut dumped).expect("a String takes everything");
        assert!(!body.contains("\n\n\n"));

        let escaped = escape(&body);
        assert_eq!(unescape(&escaped), body);
        assert!(is_escape_of(escaped.as_bytes(), body.as_bytes()));
        let mut compare = Escaped(Compare::new(escaped.as_bytes()));
        assert!(context.generator.markdown(tree, &mut compare).is_ok() && compare.0.is_complete());
        let escaped = escape(&dumped);
        let mut compare = Escaped(Compare::new(escaped.as_bytes()));
        assert!(dump(tree, &mut compare).is_ok() && compare.0.is_complete());

        let mut recorded = Recorded::default();
        context
            .generator
            .markdown(tree, &mut recorded)
            .expect("a String takes everything");
        assert_eq!(recorded.text, body);
        for at in [0, body.len() / 2, body.len()] {
            let span = recorded.origin(at..body.len(), tree);
            assert!(span.start <= span.end);
        }
    });
});
