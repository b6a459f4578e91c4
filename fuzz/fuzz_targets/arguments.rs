//! Any arguments, inside every kind of plugin that takes them: keys and values lie in them, each key once.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::render::media;
use tikicheck::internals::wiki::{Lines, Tree, Workspace};
use tikicheck_fuzz::{assert_tree, choice_and_text};

thread_local! {
    static MEMORY: RefCell<(Workspace, Tree)> = RefCell::default();
}

const AROUND: [(&str, &str); 8] = [
    ("{BOX(", ")}x{BOX}"),
    ("{img ", "}"),
    ("{IMG(", ")}{IMG}"),
    ("{ATTACH", "}x{ATTACH}"),
    ("{DIV(", ")}x{DIV}"),
    ("{CUSTOMSEARCH(", ")}{CUSTOMSEARCH}"),
    ("{category ", "}"),
    ("~~", ":x~~"),
];

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice_and_text(data) else {
        return;
    };
    let (opens, closes) = AROUND[usize::from(choice) % AROUND.len()];
    let text = [opens, text, closes].concat();
    MEMORY.with_borrow_mut(|(workspace, tree)| {
        workspace.parse_plain(&text, Lines::AsWritten.into(), tree);
        assert_tree(tree);
        for node in tree.nodes() {
            let Some(arguments) = node.detail.arguments() else {
                continue;
            };
            let raw = tree.slice(arguments.raw);
            let mut keys = Vec::new();
            for argument in tree.arguments(arguments) {
                let (key, value) = (tree.slice(argument.key), tree.slice(argument.value));
                assert!(
                    !key.is_empty() && !key.contains('=') && !key.contains(char::is_whitespace)
                );
                assert!(!value.contains('"') && raw.contains(key) && raw.contains(value));
                assert!(!keys.contains(&key), "a key twice");
                keys.push(key);
            }
        }
        media::invalid(tree).for_each(drop);
    });
});
