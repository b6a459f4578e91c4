//! Any text as an attachments file: it is read or refused, and the quick reader means what the YAML parser means.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::site::{Attachments, normal_id};
use tikicheck_fuzz::assert_harmless;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let name = Path::new("attachments.yaml");
    match Attachments::parse(text, name) {
        Err(error) => assert_harmless(&error.to_string()),
        Ok(attachments) => {
            for id in ["7", "007", "0", "99999999999999999999", "x", ""] {
                let _ = (
                    attachments.attachment(id),
                    attachments.file(id),
                    normal_id(id),
                );
            }
            // The mark in front keeps the quick readers away; JSON has a reader of its own.
            if !text.contains("---") && !text.contains(['{', '\u{feff}', '%']) {
                let slowly = Attachments::parse(&format!("---\n{text}"), name);
                assert_eq!(slowly.as_ref(), Ok(&attachments), "{text}");
            }
        }
    }
});
