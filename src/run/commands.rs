//! What to do about what was found, with the exact commands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::done::{Done, PageResult, path_at};
use super::select::{Content, SelectedPage};
use crate::check::HandEdits;
use crate::cli::{CheckArgs, Range, Targets, Version};
use crate::git::IndexUse;
use crate::report::{Advice, Beside, FixOf};
use crate::text::shell;

/// Up to this many pages are named one by one.
const NAMED: usize = 3;

/// What to do about what was found: first what loses nothing, then hand edits, of which a person decides. `name` is how
/// the reader knows a page.
pub fn advice(
    args: &CheckArgs,
    done: &Done,
    pages: &[SelectedPage],
    name: &dyn Fn(&Path) -> PathBuf,
) -> Vec<Advice> {
    let named = |is_one: &dyn Fn(&PageResult) -> bool| -> BTreeSet<PathBuf> {
        done.places(is_one)
            .into_iter()
            .map(|place| name(path_at(pages, place)))
            .collect()
    };
    let open = |page: &PageResult| page.beside == Beside::NoHelp;
    let safe = named(&|page| page.has_safe_fix && open(page));
    let kept = named(&|page| page.keeps_edit && open(page));
    let edited = named(&|page| page.has_edit && !page.has_conflict && open(page));
    let conflicting = named(&|page| page.has_conflict && open(page));
    let fixed_on_disk = named(&|page| page.beside == Beside::InSync);
    let fix_of = fix_of(&args.version, done.index_use, pages);
    let fix = |hand_edits, pages: &BTreeSet<PathBuf>| fix(hand_edits, args, fix_of, pages);
    let mut advice = Vec::new();
    let mut say = |words: &str, commands: Vec<String>| {
        advice.push(Advice {
            words: words.to_owned(),
            commands,
        });
    };
    let mut commands = Vec::new();
    if fixed_on_disk.len() > NAMED {
        say(
            "The fix is on disk already. To stage it, and all else that was changed on disk:",
            vec!["git add --update".to_owned()],
        );
    } else if !fixed_on_disk.is_empty() {
        commands.push(format!("git add {}", words(&fixed_on_disk)));
    }
    if !safe.is_empty() {
        commands.push(fix(HandEdits::Keep, &safe));
    }
    // Git has no index of what was named: after the fix, the paths are named again.
    let is_temporary = args.version == Version::Staged && done.index_use == IndexUse::Temporary;
    let has_edits = [&kept, &edited, &conflicting]
        .iter()
        .any(|pages| !pages.is_empty());
    let all: BTreeSet<PathBuf> = safe
        .iter()
        .chain(&kept)
        .chain(&edited)
        .chain(&conflicting)
        .cloned()
        .collect();
    let mut again = (is_temporary && !all.is_empty() && all.len() <= NAMED)
        .then(|| format!("git commit -- {}", words(&all)));
    if !commands.is_empty() {
        commands.extend(again.take_if(|_| !has_edits));
        say("To fix this:", commands);
    }
    let and_stage = match fix_of {
        FixOf::File => "",
        FixOf::Staged => ", and stage it",
    };
    if !kept.is_empty() {
        say(
            "Edited by hand: to keep the edit, in the spelling that the source generates and that reads the same:",
            vec![fix(HandEdits::KeepAlike, &kept)],
        );
    }
    if !edited.is_empty() {
        say(
            &format!(
                "Edited by hand: to keep what the edit says, write it as wiki text in the source at the foot of the page{and_stage}; then:"
            ),
            vec![fix(HandEdits::Keep, &edited)],
        );
        say(
            &format!("To drop the edit instead{}:", by_name(&edited)),
            discards(fix, &edited),
        );
    }
    if !conflicting.is_empty() {
        say(
            &format!(
                "Edited by hand, and in the source too: to keep what the edit of the body says, write it as wiki text in the source as well{and_stage}. Then, or to drop the edit{}:",
                by_name(&conflicting)
            ),
            discards(fix, &conflicting),
        );
    }
    if let Some(again) = again {
        say("Then commit again:", vec![again]);
    } else if is_temporary && all.len() > NAMED {
        say("Then commit the same paths again.", Vec::new());
    }
    advice
}

/// How a sentence ends whose command drops hand edits of these pages.
fn by_name(pages: &BTreeSet<PathBuf>) -> String {
    match pages.len() {
        ..=NAMED => String::new(),
        more => format!(", name the page; this is the first of {more}"),
    }
}

/// The commands that drop hand edits: never of pages that are not named.
fn discards(
    fix: impl Fn(HandEdits, &BTreeSet<PathBuf>) -> String,
    pages: &BTreeSet<PathBuf>,
) -> Vec<String> {
    let named = if pages.len() <= NAMED {
        pages.clone()
    } else {
        pages.iter().take(1).cloned().collect()
    };
    vec![fix(HandEdits::Discard, &named)]
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
