//! The exact commands that fix what was found.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::done::{Done, path_at};
use super::select::{Content, SelectedPage};
use crate::check::HandEdits;
use crate::cli::{CheckArgs, Range, Targets, Version};
use crate::git::IndexUse;
use crate::report::{Beside, FixOf};
use crate::text::shell;

/// Up to this many pages are named one by one.
const NAMED: usize = 3;

/// The commands that fix what can be fixed, first those that lose nothing. `name` is how the reader knows a page.
pub fn fixing(
    args: &CheckArgs,
    done: &Done,
    pages: &[SelectedPage],
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
    let fix_of = fix_of(&args.version, done.index_use, pages);
    let mut commands = Vec::new();
    if !fixed_on_disk.is_empty() {
        commands.push(if fixed_on_disk.len() <= NAMED {
            format!("git add {}", words(&fixed_on_disk))
        } else {
            "git add --update   # stages everything that was changed on disk".to_owned()
        });
    }
    if !safe.is_empty() {
        commands.push(fix(HandEdits::Keep, args, fix_of, &safe));
    }
    if !edited.is_empty() {
        let command = fix(HandEdits::Discard, args, fix_of, &edited);
        commands.push(format!(
            "{command}   # drops the hand edits; to keep one, make it in the page's source first"
        ));
    }
    let named: BTreeSet<PathBuf> = safe.union(&edited).cloned().collect();
    if args.version == Version::Staged && done.index_use == IndexUse::Temporary && !named.is_empty()
    {
        // Git has no index of what was named: after the fix, the paths are named again.
        commands.push(if named.len() <= NAMED {
            format!("git commit -- {}", words(&named))
        } else {
            "git commit -- …   # the same paths again".to_owned()
        });
    }
    commands
}

/// What a fix fixes in a run over this version of these pages.
pub fn fix_of(version: &Version, index: IndexUse, pages: &[SelectedPage]) -> FixOf {
    let is_on_disk = |page: &SelectedPage| page.content == Content::Disk;
    match (version, index) {
        // A hook was handed pages that are not staged.
        (Version::Staged, IndexUse::Lasting) if pages.iter().any(is_on_disk) => FixOf::File,
        (Version::Staged, IndexUse::Lasting) => FixOf::Staged,
        // What is staged only for this one commit is the file on disk.
        (Version::Staged, IndexUse::Proposed | IndexUse::Temporary) => FixOf::File,
        (Version::Disk | Version::Since(_) | Version::Range(_), _) => FixOf::File,
    }
}

fn fix(
    hand_edits: HandEdits,
    args: &CheckArgs,
    fix_of: FixOf,
    pages: &BTreeSet<PathBuf>,
) -> String {
    let command = fix_of.command(hand_edits);
    let mut words = vec![command.to_owned()];
    match &args.version {
        Version::Since(rev) | Version::Range(Range { from: rev, to: _ }) => {
            words.extend(["--since".to_owned(), shell::word(rev)]);
        }
        Version::Disk | Version::Staged => {}
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
