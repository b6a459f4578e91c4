//! Any text as `tikicheck.yaml`: it is read, or refused with a message that is safe to look at.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::config::{Config, LARGEST_CONFIG, Pattern, lines};
use tikicheck::internals::rules::Rule;
use tikicheck_fuzz::assert_harmless;

fuzz_target!(|data: &[u8]| {
    let text = match std::str::from_utf8(data) {
        Ok(text) => text,
        Err(error) => return assert_harmless(&error.to_string()),
    };
    match Config::parse(text, Path::new("tikicheck.yaml")) {
        Err(error) => assert_harmless(&error.to_string()),
        Ok(config) => {
            let lines = lines(text);
            assert!(
                lines
                    .values()
                    .flatten()
                    .all(|&line| line <= text.lines().count())
            );
            let shown = config.to_yaml(|key| format!("{:?}", lines.get(key)));
            let name = Path::new("shown.yaml");
            // What is shown names every rule and so may be too long to be read again.
            if shown.len() <= LARGEST_CONFIG {
                let again = Config::parse(&shown, name).expect("what is shown is settings");
                assert_eq!((&again.pages, &again.links), (&config.pages, &config.links));
                assert_eq!(
                    again.to_yaml(|_| String::new()),
                    config.to_yaml(|_| String::new())
                );
            }
            for path in ["content/posts/a.md", "a.md", "a/../b", ""] {
                let _ = config.is_page(Path::new(path)) | config.requires_source(Path::new(path));
                for &rule in Rule::ALL {
                    let _ = (config.ignored(Path::new(path), rule), config.severity(rule));
                }
            }
            let leaves = |pattern: &Pattern| {
                pattern.matches(Path::new("/etc/passwd")) && pattern.as_str().starts_with('/')
            };
            assert!(!config.pages.iter().any(leaves));
            if let Some(path) = &config.links.attachments {
                assert!(
                    path.is_relative() && !path.components().any(|part| part.as_os_str() == "..")
                );
            }
        }
    }
});
