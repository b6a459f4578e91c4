//! `tikicheck source`: the wiki text of a page; with `--for-diff`, what Git compares in its place.
//!
//! Git keeps what this makes of a file by the file's content, so it depends on nothing else: no settings are read.

use std::fs;

use sha2::{Digest as _, Sha256};

use crate::cli::SourceArgs;
use crate::page::escape::unescape;
use crate::page::lines::View;
use crate::page::{self, File, Page, Parts, Splits};
use crate::project::{Environment, RunError};
use crate::text::diff::align::hunks;

/// The wiki text of a page, or the whole page in a form that is good to compare.
///
/// # Errors
///
/// Where the file cannot be read, and where it carries no source that could be shown.
pub fn source(args: &SourceArgs, environment: &Environment) -> Result<Vec<u8>, RunError> {
    let file =
        fs::read(environment.cwd.join(&args.file)).map_err(|source| RunError::Unreadable {
            path: args.file.clone(),
            source,
        })?;
    let shown = match args.for_diff {
        Some(_) => for_diff(&file),
        None => wiki_text(&file),
    };
    match (shown, args.for_diff) {
        (Some(shown), _) => Ok(shown.into_bytes()),
        // Whatever is in it must be seen.
        (None, Some(_)) => Ok(file),
        (None, None) => Err(RunError::NoSource {
            path: args.file.clone(),
        }),
    }
}

fn wiki_text(file: &[u8]) -> Option<String> {
    let view = View::with_lf(file);
    let (_, parts) = split(&view.text)?;
    let text = std::str::from_utf8(&view.text[parts.source]).ok()?;
    Some(unescape(text).into_owned() + "\n")
}

/// A page as it is compared: front matter, wiki text, what was edited in the body, and a number that changes with
/// everything else.
///
/// `None` where it has to be compared as it is.
fn for_diff(file: &[u8]) -> Option<String> {
    let view = View::with_lf(file);
    let (page, parts) = split(&view.text)?;
    let text = std::str::from_utf8(&view.text).ok()?;
    let head = page.front_matter.range.clone();
    let mut shown = text[head.clone()].to_owned();
    if !shown.is_empty() {
        shown.push('\n');
    }
    shown.push_str(&unescape(&text[parts.source.clone()]));
    shown.push('\n');
    let body = &text[page.body.clone()];
    let copy = unescape(&text[parts.copy.clone()]);
    let whole = page.markdown(text.as_bytes()).map(|range| &text[range]);
    if whole != Some(&*copy) {
        let body = whole.unwrap_or(body);
        shown.push_str("\nbody edited by hand:\n");
        shown.push_str(&differing_lines(&copy, body));
    }
    let rest = &file[view.file_offset(head.end)..];
    let digest = Sha256::digest(rest);
    let digits: String = digest[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    shown.push_str(&format!("\ngenerated parts: {digits}\n"));
    Some(shown)
}

/// The page and its parts, where they can be told apart without settings.
pub(super) fn split(file: &[u8]) -> Option<(Page, Parts)> {
    let File::Page(page) = page::read(file) else {
        return None;
    };
    let conflict = page::unmerged(file, 0..file.len(), page::markers::USUAL);
    let parts = match page.splits(file) {
        Splits::One(parts) => parts,
        Splits::Several { mut likely, .. } if likely.len() == 1 => likely.remove(0),
        Splits::Several { .. } => return None,
    };
    conflict.is_none().then_some((page, parts))
}

/// The lines that differ, as a diff shows them.
fn differing_lines(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut shown = String::new();
    for hunk in hunks(&old, &new) {
        for (sign, lines) in [('-', &old[hunk.old]), ('+', &new[hunk.new])] {
            for line in lines {
                shown.push(sign);
                shown.push_str(line);
                shown.push('\n');
            }
        }
    }
    shown
}
