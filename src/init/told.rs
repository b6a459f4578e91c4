//! What `init` writes and says: the texts of its files, how many pages fit, and what keeps the others from it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::paths::Files;
use super::survey::{Learned, Survey};
use super::verify::Verified;
use super::{ATTACHMENTS, Proposal, write};
use crate::config::{Config, Links, quoted};
use crate::site::Attachments;
use crate::text::sanitize::{visible_line, visible_path};

/// Most pages of an export, sites or numbers that are listed.
const MOST_SHOWN: usize = 10;

/// Most entries of a list that are told one by one.
const MOST_LISTED: usize = 4;

/// Most characters of a value that are told.
const MOST_CHARACTERS: usize = 160;

/// Most causes of misfits that are told.
const MOST_CAUSES: usize = 8;

/// The texts of the files, and what is to be told.
pub fn proposal(
    Survey {
        files,
        pages,
        world,
        ..
    }: &Survey<'_>,
    learned: Learned,
    verified: &Verified,
    mixed: &[Vec<usize>],
) -> Proposal {
    let Learned {
        mut config,
        files: shown,
    } = learned;
    let links = &mut config.links;
    let mut beside = (Default::default(), Default::default());
    if world.given.is_some() {
        links.attachments = Some(ATTACHMENTS.into());
    } else {
        links.attachment = shown.attachments.template(&links.attachment);
        links.file = shown.files.template(&links.file);
        beside = (
            shown.attachments.beside(&links.attachment),
            shown.files.beside(&links.file),
        );
    }
    let attachments = write::attachments(&beside.0, &beside.1);
    if attachments.is_some() {
        links.attachments = Some(ATTACHMENTS.into());
    }
    let fit = pages.len() - verified.misfits.len();
    let agree = fit - verified.edited;
    let mut report = learned_from(&config);
    let _ = writeln!(
        report,
        "{agree} of {} pages with a source are in sync under these settings",
        pages.len()
    );
    if verified.edited > 0 {
        let were = if verified.edited == 1 { "was" } else { "were" };
        let _ = writeln!(
            report,
            "{} {were} edited since, which says nothing about settings",
            verified.edited
        );
    }
    if agree < pages.len() {
        report.push_str("`tikicheck` shows what the others are about\n");
    }
    for (cause, count, page, example) in verified.causes.sorted().into_iter().take(MOST_CAUSES) {
        let _ = write!(
            report,
            "{count} do not fit {cause}, such as {}",
            visible_path(&files[page])
        );
        if !example.is_empty() {
            let short: String = example.trim().chars().take(80).collect();
            let _ = write!(report, ": {}", quoted(&short));
        }
        report.push('\n');
    }
    if let Some(given) = &world.given {
        report.push_str(&lacking(given, &shown, &config.links));
    }
    for pages in mixed.iter().filter(|pages| !pages.is_empty()) {
        let shown: Vec<String> = pages
            .iter()
            .take(MOST_SHOWN)
            .map(|&page| visible_path(&files[page]))
            .collect();
        let _ = writeln!(
            report,
            "{} pages are those of another export, among pages of this one; they need a directory of their own, or \
             entries below `exporters`: {}{}",
            pages.len(),
            shown.join(", "),
            if pages.len() > MOST_SHOWN {
                ", …"
            } else {
                ""
            }
        );
    }
    for (kind, paths) in [("attachment", &beside.0), ("file", &beside.1)] {
        for (id, paths) in paths.iter().filter(|(_, paths)| paths.len() > 1) {
            let _ = writeln!(
                report,
                "{kind} {id} has more than one path, and the first was taken: {}",
                paths.join(", ")
            );
        }
    }
    Proposal {
        config: write::config(&config),
        pages: config.pages,
        attachments,
        report,
        fits: fit * 2 >= pages.len(),
    }
}

/// What is to be told of the files that nothing was learned from, and of pages that seem to be those of several sites.
pub fn besides(files: &[PathBuf], pages: &[usize], damaged: &[usize], others: usize) -> String {
    let mut said = String::new();
    let s = |count| if count == 1 { "" } else { "s" };
    if let Some(&first) = damaged.first() {
        let count = damaged.len();
        let _ = writeln!(
            said,
            "nothing was learned from {count} damaged page{}, such as {}; `tikicheck` shows what is wrong",
            s(count),
            visible_path(&files[first])
        );
    }
    if others > 0 {
        let _ = writeln!(
            said,
            "{others} more Markdown file{} without a source",
            s(others)
        );
    }
    let sites = sites(pages.iter().map(|&place| &*files[place]));
    if sites.len() > 1 {
        let names: Vec<String> = sites
            .iter()
            .take(MOST_SHOWN)
            .map(|site| visible_path(site))
            .collect();
        let more = if sites.len() > MOST_SHOWN {
            ", …"
        } else {
            ""
        };
        let _ = writeln!(
            said,
            "these pages lie in {} sites: {}{more}; to give each its own settings, move tikicheck.yaml away and run `tikicheck init` in each",
            sites.len(),
            names.join(", ")
        );
    }
    said
}

/// The directories whose `content` holds pages: `one` for `one/content/posts/a.md`. Hugo keeps the pages of a site there.
fn sites<'p>(pages: impl Iterator<Item = &'p Path>) -> BTreeSet<&'p Path> {
    let site_of = |page: &'p Path| {
        let mut above = page.ancestors();
        above
            .find(|path| path.file_name().is_some_and(|name| name == "content"))?
            .parent()
    };
    pages.filter_map(site_of).collect()
}

/// What was learned: the settings that are not the defaults, a line for each.
fn learned_from(config: &Config) -> String {
    let mut lines = String::new();
    for (key, value) in config.changes() {
        let value = match value {
            Value::String(text) => shortened(&text),
            Value::Array(list) if list.len() > MOST_LISTED => format!("{} entries", list.len()),
            Value::Array(list) if list.iter().any(Value::is_object) => match list.len() {
                1 => "1 entry".to_owned(),
                count => format!("{count} entries"),
            },
            value => shortened(&value.to_string()),
        };
        let _ = writeln!(lines, "learned {key}: {}", visible_line(&value));
    }
    lines
}

/// The beginning of a text.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The numbers that pages show and the attachments file that is there does not name.
fn lacking(given: &Attachments, shown: &Files, links: &Links) -> String {
    let mut lines = String::new();
    let attachments = shown.attachments.beside(&links.attachment);
    let files = shown.files.beside(&links.file);
    for (list, paths) in [("attachments", &attachments), ("files", &files)] {
        let is_known = |id: &u64| match list {
            "attachments" => given.attachment(&id.to_string()).is_some(),
            _ => given.file(&id.to_string()).is_some(),
        };
        let lacks: Vec<String> = paths
            .iter()
            .filter(|(id, _)| !is_known(id))
            .filter_map(|(id, paths)| Some(format!("{id}: {}", quoted(paths.first()?))))
            .collect();
        if !lacks.is_empty() {
            let more = if lacks.len() > MOST_SHOWN {
                ", …"
            } else {
                ""
            };
            let first = &lacks[..lacks.len().min(MOST_SHOWN)];
            let _ = writeln!(
                lines,
                "{ATTACHMENTS} lacks {} `{list}` that pages show: {}{more}",
                lacks.len(),
                first.join(", ")
            );
        }
    }
    lines
}
