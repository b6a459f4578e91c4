//! What was learned, as the commented text of the files that say it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::ATTACHMENTS;
use super::learn::Learned;
use crate::config::{Comments, Links, SCHEMA_NAME, Toc};

/// The text of `tikicheck.yaml`.
pub fn config(patterns: &[String], learned: &Learned) -> String {
    let render = learned.render;
    let comments = match render.comments {
        Comments::Block => "block",
        Comments::Inline => "inline",
    };
    let toc = match render.toc {
        Toc::Comment => "comment",
        Toc::Shortcode => "shortcode",
    };
    let Links {
        page,
        tag,
        tiki,
        attachment,
        file,
        ..
    } = &learned.links;
    // Editors look for their line among the first ones.
    let mut text = format!(
        "# yaml-language-server: $schema={SCHEMA_NAME}\n\
         # Settings of tikicheck, fitted to the pages found. `tikicheck explain` lists the rules.\n\n"
    );
    text.push_str("# Which files are pages.\npages:\n");
    for pattern in patterns {
        let _ = writeln!(text, "  - {}", quoted(pattern));
    }
    text.push_str("# Which of them are not.\nexclude: []\n");
    text.push_str("# Pages here must carry their source.\nrequire_source: []\n\n");
    text.push_str("# How the exporter wrote the Markdown.\nrender:\n");
    let _ = writeln!(
        text,
        "  comments: {comments}      # block: on lines of their own; inline: where they stand"
    );
    let _ = writeln!(
        text,
        "  toc: {toc}         # {{maketoc}} as a comment, or as Hugo's shortcode"
    );
    let _ = writeln!(
        text,
        "  trim_lines: {}   # whether lines lose their leading white space",
        render.trim_lines
    );
    text.push_str("\n# The debug block at the foot of a page.\nblock:\n");
    let _ = writeln!(text, "  style: {}", quoted(&learned.style));
    text.push_str("\n# Where links lead.\nlinks:\n");
    for (key, value) in [
        ("page", page),
        ("tag", tag),
        ("tiki", tiki),
        ("attachment", attachment),
        ("file", file),
    ] {
        let _ = writeln!(text, "  {key}: {}", quoted(value));
    }
    if attachments(learned).is_some() {
        let _ = writeln!(
            text,
            "  attachments: {ATTACHMENTS}   # paths that the two templates above do not give"
        );
    }
    text.push_str("\n# Severities other than the usual ones: error, warn or off.\nrules: {}\n");
    text.push_str(
        "\n# Findings that are known and accepted: {path: …, rule: …, reason: …}.\nignore: []\n",
    );
    text
}

/// The text of the attachments file; `None` where the templates say it all.
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

/// A YAML scalar in double quotes: what JSON writes is YAML too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
