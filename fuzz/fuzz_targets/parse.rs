//! Any text, lexed and parsed: tokens cover it without a gap and are balanced, and the tree's spans nest.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::wiki::lexer::{Lexed, lex};
use tikicheck::internals::wiki::source::{SourceMap, read_escaped, read_plain};
use tikicheck::internals::wiki::token::Token;
use tikicheck::internals::wiki::{Lines, Tree, Workspace};
use tikicheck_fuzz::{assert_tree, choice_and_text};

thread_local! {
    static MEMORY: RefCell<(Workspace, Tree)> = RefCell::default();
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice_and_text(data) else {
        return;
    };
    let lines = if choice & 1 == 0 {
        Lines::AsWritten
    } else {
        Lines::Trimmed
    };
    let mut read = String::new();
    read_plain(text, lines, &mut read);
    let mut lexed = Lexed::default();
    lex(&read, lines.into(), &mut lexed);
    assert_tokens(&read, &lexed);
    MEMORY.with_borrow_mut(|(workspace, tree)| {
        workspace.parse_plain(text, lines.into(), tree);
        assert_eq!(tree.text(), read);
        assert_tree(tree);
        // The same bytes as a page holds them: whatever stands there, escaped or not, is read.
        let mut read = String::new();
        read_escaped(text, lines, &mut read);
        workspace.parse_escaped(text, lines.into(), tree);
        assert_eq!(tree.text(), read);
        assert_tree(tree);
        let map = SourceMap::of_escaped(text, lines);
        let mut last = 0;
        for (offset, _) in read.char_indices() {
            let place = map.escaped_offset(offset);
            assert!(last <= place && text.is_char_boundary(place));
            last = place;
        }
    });
});

fn assert_tokens(text: &str, lexed: &Lexed) {
    let mut open = Vec::new();
    let mut at = 0;
    for (start, token, end) in lexed.tokens.iter() {
        assert!(start <= end && end as usize <= text.len() + lexed.appended.len());
        match token {
            Token::Open(kind) => open.push(Some(kind)),
            Token::Plugin(..) => open.push(None),
            Token::Close(kind) => assert_eq!(open.pop(), Some(Some(kind)), "unbalanced"),
            Token::PluginEnd => assert_eq!(open.pop(), Some(None), "unbalanced"),
            _ => {}
        }
        if lexed.appended.is_empty() {
            assert_eq!(start, at, "a gap between tokens");
            at = end;
        } else if end as usize <= text.len() {
            // What was put together beside the text is a gap in it.
            assert!(start >= at, "tokens out of order");
            at = end;
        }
    }
    assert!(open.is_empty(), "unbalanced");
    assert_eq!(at as usize, text.len());
}
