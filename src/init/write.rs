//! The texts of the files that `init` writes: settings, and attachments.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::ATTACHMENTS;
use super::learn::Learned;
use crate::config::{BlockSettings, Config, Pattern, SCHEMA_NAME, quoted};

/// The text of `tikicheck.yaml`: the pages match `patterns`.
pub fn config(patterns: Vec<Pattern>, learned: &Learned) -> String {
    let mut links = learned.links.clone();
    if attachments(learned).is_some() {
        links.attachments = Some(ATTACHMENTS.into());
    }
    let config = Config {
        pages: patterns,
        render: learned.render,
        block: BlockSettings {
            style: learned.style.clone(),
            is_named: true,
        },
        links,
        ..Config::default()
    };
    // Editors look for the name of the schema in the first lines.
    format!(
        "# yaml-language-server: $schema={SCHEMA_NAME}\n\
         # Settings of tikicheck, fitted to the pages found. `tikicheck explain` lists the rules.\n{}",
        config.to_commented_yaml()
    )
}

/// The text of the attachments file; `None` where the templates give all paths.
pub fn attachments(learned: &Learned) -> Option<String> {
    if learned.attachments.is_empty() && learned.files.is_empty() {
        return None;
    }
    let mut text =
        String::from("# Where attachments and files lie, by their number in the wiki.\n");
    list(&mut text, "attachments", &learned.attachments);
    list(&mut text, "files", &learned.files);
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
