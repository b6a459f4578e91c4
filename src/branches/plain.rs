//! Files merged as text, by lines.

use super::{Files, MergedPage};
use crate::merge::{Labels, Sides, Within, merge};

/// How far a file is looked through for a byte that no text has, in bytes; as Git does it.
const LOOKED_AT: usize = 8_000;

/// Merges files by lines. Where one of them is no text, our side stays, and it is a conflict.
pub fn merge_files(files: Files<'_>, labels: &Labels<'_>) -> MergedPage {
    let Files { base, ours, theirs } = files;
    let is_binary = |file: &&[u8]| file.iter().take(LOOKED_AT).any(|&byte| byte == 0);
    if [base, ours, theirs].iter().any(is_binary) {
        return MergedPage {
            conflicts: 1,
            ..MergedPage::clean(ours)
        };
    }
    let text = |file| std::str::from_utf8(file);
    let (bytes, conflicts) = match (text(base), text(ours), text(theirs)) {
        (Ok(base), Ok(ours), Ok(theirs)) => {
            let (text, conflicts) = merged(Sides { base, ours, theirs }, labels);
            (text.into_bytes(), conflicts)
        }
        // Some other encoding: a character for each byte, and back.
        _ => {
            let [base, ours, theirs] = [base, ours, theirs].map(|file| {
                file.iter()
                    .map(|&byte| char::from(byte))
                    .collect::<String>()
            });
            let sides = Sides {
                base: &base,
                ours: &ours,
                theirs: &theirs,
            };
            let (text, conflicts) = merged(sides, labels);
            let byte = |c: char| u8::try_from(u32::from(c)).unwrap_or(b'?');
            (text.chars().map(byte).collect(), conflicts)
        }
    };
    MergedPage {
        bytes,
        conflicts,
        as_text: None,
    }
}

fn merged(sides: Sides<'_>, labels: &Labels<'_>) -> (String, usize) {
    let merged = merge(sides, Within::Lines);
    (merged.with_markers(labels), merged.conflicts().count())
}
