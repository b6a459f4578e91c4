//! The exact commands that fix what was found.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::done::{Done, path_at};
use super::select::Page;
use crate::check::HandEdits;
use crate::cli::{CheckArgs, Targets, Version};
use crate::git::IndexUse;
use crate::report::{Beside, FixOf};
use crate::text::shell;

/// Up to this many pages are named one by one.
const NAMED: usize = 3;

/// The commands that fix what can be fixed, first those that lose nothing. `name` is how the reader knows a page.
pub fn fixing(
    args: &CheckArgs,
    done: &Done,
    pages: &[Page],
    name: &dyn Fn(&Path) -> PathBuf,
) -> Vec<String> {
    let named = |places: std::collections::HashSet<usize>| -> BTreeSet<PathBuf> {
        places
            .into_iter()
            .map(|place| name(path_at(pages, place)))
            .collect()
    };
    let safe = named(done.places(|page| page.has_safe_fix && page.beside == Beside::NoHelp));
    let edited = named(done.places(|page| page.has_edit && page.beside == Beside::NoHelp));
    let fixed_on_disk = named(done.places(|page| page.beside == Beside::InSync));
    let mut commands = Vec::new();
    if !fixed_on_disk.is_empty() {
        commands.push(if fixed_on_disk.len() <= NAMED {
            format!("git add {}", words(&fixed_on_disk))
        } else {
            "git add --update   # stages everything that was changed on disk".to_owned()
        });
    }
    if !safe.is_empty() {
        commands.push(fix(HandEdits::Keep, args, done.index_use, &safe));
    }
    if !edited.is_empty() {
        let command = fix(HandEdits::Discard, args, done.index_use, &edited);
        commands.push(format!(
            "{command}   # drops the hand edits; to keep one, make it in the page's source first"
        ));
    }
    let pages: BTreeSet<PathBuf> = safe.union(&edited).cloned().collect();
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

/// What a fix fixes in a run over this version.
pub fn fix_of(version: &Version, index: IndexUse) -> FixOf {
    match (version, index) {
        (Version::Staged, IndexUse::Lasting) => FixOf::Staged,
        // What is staged only for this one commit is the file on disk.
        (Version::Staged, IndexUse::Proposed | IndexUse::Temporary) => FixOf::File,
        (Version::Disk | Version::Since(_), _) => FixOf::File,
    }
}

fn fix(
    hand_edits: HandEdits,
    args: &CheckArgs,
    index: IndexUse,
    pages: &BTreeSet<PathBuf>,
) -> String {
    let command = fix_of(&args.version, index).command(hand_edits);
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

fn words(pages: &BTreeSet<PathBuf>) -> String {
    let words: Vec<String> = pages.iter().map(|path| shell::path(path)).collect();
    words.join(" ")
}
