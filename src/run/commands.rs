//! The exact commands that mend what was found.

use std::collections::BTreeSet;
use std::path::Path;

use super::done::Done;
use crate::check::{Edits, Mends};
use crate::cli::{CheckArgs, Targets, Version};
use crate::finding::Fix;
use crate::git::IndexUse;
use crate::text::shell;

/// Up to this many pages are named one by one.
const NAMED: usize = 3;

/// The commands that mend what can be mended, first those that lose nothing.
pub fn mending(args: &CheckArgs, done: &Done) -> Vec<String> {
    let pages = |fix| -> BTreeSet<&Path> {
        let findings = done.findings.iter().filter(|finding| finding.fix == fix);
        findings
            .map(|finding| &*finding.path)
            .filter(|path| !done.mended_on_disk.contains(*path))
            .collect()
    };
    let safe = pages(Fix::Safe);
    let edited = pages(Fix::DiscardsEdit);
    let mended: BTreeSet<&Path> = done.mended_on_disk.iter().map(|path| &**path).collect();
    let mut commands = Vec::new();
    if !mended.is_empty() {
        commands.push(if mended.len() <= NAMED {
            format!("git add {}", words(&mended))
        } else {
            "git add --update   # stages everything that was changed on disk".to_owned()
        });
    }
    if !safe.is_empty() {
        commands.push(fix(Edits::Keep, args, done.index_use, &safe));
    }
    if !edited.is_empty() {
        let command = fix(Edits::Discard, args, done.index_use, &edited);
        commands.push(format!(
            "{command}   # drops the hand edits; to keep one, make it in the page's source first"
        ));
    }
    let pages: BTreeSet<&Path> = safe.union(&edited).copied().collect();
    if args.version == Version::Staged && done.index_use == IndexUse::Temporary && !pages.is_empty()
    {
        // Git has no index of what was named: after the fix, the paths are named again.
        commands.push(if pages.len() <= NAMED {
            format!("git commit -- {}", words(&pages))
        } else {
            "git commit -- …   # the same paths again".to_owned()
        });
    }
    commands
}

/// What a fix in a run over this version mends.
pub fn mends(version: &Version, index: IndexUse) -> Mends {
    match (version, index) {
        (Version::Staged, IndexUse::Lasting) => Mends::Staged,
        // What is staged only for this one commit is the file on disk.
        (Version::Staged, IndexUse::Proposed | IndexUse::Temporary) => Mends::File,
        (Version::Disk | Version::Since(_), _) => Mends::File,
    }
}

fn fix(edits: Edits, args: &CheckArgs, index: IndexUse, pages: &BTreeSet<&Path>) -> String {
    let command = mends(&args.version, index).command(edits);
    let mut words = vec![command.to_owned()];
    if let Version::Since(rev) = &args.version {
        words.extend(["--since".to_owned(), shell::word(rev)]);
    }
    if pages.len() <= NAMED {
        words.extend(pages.iter().map(|path| shell::path(path)));
    } else if let Targets::Named(named) = &args.targets {
        words.extend(named.iter().map(|named| shell::path(Path::new(named))));
    }
    words.join(" ")
}

fn words(pages: &BTreeSet<&Path>) -> String {
    let words: Vec<String> = pages.iter().map(|path| shell::path(path)).collect();
    words.join(" ")
}
