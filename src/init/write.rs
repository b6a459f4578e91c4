//! The texts of the files that `init` writes: settings, and attachments.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::config::{Config, SCHEMA_NAME, quoted};

/// The text of `tikicheck.yaml`.
#[must_use]
pub fn config(config: &Config) -> String {
    // Editors look for the name of the schema in the first lines.
    format!(
        "# yaml-language-server: $schema={SCHEMA_NAME}\n\
         # Settings of tikicheck, fitted to the pages found. `tikicheck explain` lists the rules.\n{}",
        config.to_commented_yaml()
    )
}

/// The text of the attachments file: for each number its paths, of which the first counts; `None` without numbers.
#[must_use]
pub fn attachments(
    attachments: &BTreeMap<u64, Vec<String>>,
    files: &BTreeMap<u64, Vec<String>>,
) -> Option<String> {
    if attachments.is_empty() && files.is_empty() {
        return None;
    }
    let mut text =
        String::from("# Where attachments and files lie, by their number in the wiki.\n");
    list(&mut text, "attachments", attachments);
    list(&mut text, "files", files);
    Some(text)
}

fn list(text: &mut String, name: &str, paths: &BTreeMap<u64, Vec<String>>) {
    if paths.is_empty() {
        let _ = writeln!(text, "{name}: {{}}");
        return;
    }
    let _ = writeln!(text, "{name}:");
    for (id, paths) in paths {
        let Some((first, others)) = paths.split_first() else {
            continue;
        };
        let _ = writeln!(text, "  {id}: {}", quoted(first));
        for other in others {
            let _ = writeln!(text, "  # {id} also: {}", quoted(other));
        }
    }
}
