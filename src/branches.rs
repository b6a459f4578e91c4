//! A page of two branches, made into one: the sources are merged, and the rest is generated from what they give.
//!
//! ```text
//! base    the page as both branches had it         its source    Zinc keeps.  Salt is white.
//! ours    a page in sync                           its source    Zinc shines. Salt is white.
//! theirs  its body was edited by hand              carried       Zinc keeps.  Salt is grey.
//! merged  a page in sync, made from the source                   Zinc shines. Salt is grey.
//! ```
//!
//! 1. Where only one side changed the page, it is that side's.
//! 2. Each side is brought in sync, as `tikicheck --fix` does it: a hand edit of the body goes into its source.
//! 3. Front matter is merged by lines, the source as [`merge`](crate::merge) does it.
//! 4. Without a conflict the page is generated from the merged source and checked. With one, body, copy and tree are
//!    those of our side, and the source holds both wordings between markers. What `--fix` makes of it afterwards is the
//!    page of the wording that a person chose.
//!
//! Where the second step cannot be done, the files are merged as text, as Git does it, and it is said why.

use std::path::Path;

use crate::carry::Reason;
use crate::check::Context;
use crate::check::sound::{FrameEnds, Sound, Unmade, Unsound, Written, as_it_is, made, sound};
use crate::generator::Workspace;
use crate::merge::{Labels, Merged, Sides, Within, merge};
use crate::page::escape::{escape, unescape};
use crate::text::diff::align::hunks;

mod plain;

/// The three files of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Files<'f> {
    /// What both branches came of; empty where the page is new on both.
    pub base: &'f [u8],
    /// The page of the branch that is merged into.
    pub ours: &'f [u8],
    /// The page of the branch that is merged.
    pub theirs: &'f [u8],
}

/// How files are merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct How<'l> {
    /// How far the merge looks into lines that both sides changed.
    pub within: Within,
    /// What conflict markers say.
    pub labels: Labels<'l>,
}

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedPage {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// How many places are left to a person.
    pub conflicts: usize,
    /// Why the files were merged as text, where they carry a source and were.
    pub as_text: Option<AsText>,
}

/// Why files that carry a source were merged as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsText {
    /// This file cannot be made anew from its source.
    Unsound(Whose, Unsound),
    /// The merged page cannot be made.
    Unmade(Unmade),
}

/// One of the three files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The base.
    Base,
    /// Ours.
    Ours,
    /// Theirs.
    Theirs,
}

impl MergedPage {
    fn clean(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.to_owned(),
            conflicts: 0,
            as_text: None,
        }
    }
}

/// Merges the page at `page`, its path relative to the root of the site.
#[must_use]
pub fn merge_page(
    page: &Path,
    files: Files<'_>,
    how: &How<'_>,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> MergedPage {
    let Files { base, ours, theirs } = files;
    if ours == theirs || base == theirs {
        return MergedPage::clean(ours);
    }
    if base == ours {
        return MergedPage::clean(theirs);
    }
    // Nobody knows which of two new pages says what the other left out.
    if base.is_empty() {
        return merge_text(files, how);
    }
    let as_text = match sources(page, files, context, workspace) {
        Ok(sides) => match merge_sources(page, &sides, how, context, workspace) {
            Ok(merged) => return merged,
            Err(unmade) => AsText::Unmade(unmade),
        },
        // It is no page, so there is nothing to tell.
        Err(AsText::Unsound(_, Unsound::WithoutSource)) => return merge_text(files, how),
        Err(as_text) => as_text,
    };
    MergedPage {
        as_text: Some(as_text),
        ..merge_text(files, how)
    }
}

/// Merges files that are no pages, as Git does it.
#[must_use]
pub fn merge_text(files: Files<'_>, how: &How<'_>) -> MergedPage {
    plain::merge_files(files, &how.labels)
}

/// The parts of the three files.
struct Sources {
    base: Sound,
    ours: Sound,
    theirs: Sound,
}

fn sources(
    page: &Path,
    files: Files<'_>,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Sources, AsText> {
    let mut side = |whose, file| {
        sound(page, file, context, workspace).map_err(|why| AsText::Unsound(whose, why))
    };
    let ours = side(Whose::Ours, files.ours)?;
    let theirs = side(Whose::Theirs, files.theirs)?;
    // An edit that both sides have is in both of their sources, so it is to be in that of the base.
    let base = match side(Whose::Base, files.base) {
        Ok(base) => base,
        Err(_) => as_it_is(page, files.base, context, workspace)
            .map_err(|why| AsText::Unsound(Whose::Base, why))?,
    };
    Ok(Sources { base, ours, theirs })
}

/// The parts of the three files, merged.
struct Parts {
    head: Merged,
    source: Merged,
    style: String,
    ends: FrameEnds,
}

impl Parts {
    fn merged(sides: &Sources, within: Within) -> Self {
        let Sources { base, ours, theirs } = sides;
        let of = |part: fn(&Sound) -> &String| Sides {
            base: part(base),
            ours: part(ours),
            theirs: part(theirs),
        };
        Self {
            head: merge(of(|side| &side.front_matter), Within::Lines),
            source: merge(of(|side| &side.source), within),
            style: one_side(&base.style, &ours.style, &theirs.style).clone(),
            ends: *one_side(&base.ends, &ours.ends, &theirs.ends),
        }
    }

    /// The page with this source, and with its front matter between markers where that is in conflict.
    fn page(&self, source: String, labels: &Labels<'_>) -> Sound {
        Sound {
            front_matter: text(&self.head, labels),
            style: self.style.clone(),
            source,
            ends: self.ends,
        }
    }
}

/// A merged text, with markers where there is a conflict.
fn text(merged: &Merged, labels: &Labels<'_>) -> String {
    let clean = merged.clean();
    clean.unwrap_or_else(|| merged.with_markers(labels))
}

fn merge_sources(
    page: &Path,
    sides: &Sources,
    how: &How<'_>,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<MergedPage, Unmade> {
    let merged = Parts::merged(sides, how.within);
    let (in_conflict, source) = match merged.source.clean() {
        Some(source) => (None, source),
        None => (
            Some(text(&merged.source, &how.labels)),
            sides.ours.source.clone(),
        ),
    };
    let parts = merged.page(source, &how.labels);
    let written = match (&in_conflict, merged.head.clean()) {
        (Some(source), _) => Written::Conflict(source),
        (None, Some(_)) => Written::Source,
        // The markers in the front matter would be a finding.
        (None, None) => Written::Conflict(&parts.source),
    };
    Ok(MergedPage {
        bytes: made(page, &parts, written, context, workspace)?,
        conflicts: merged.head.conflicts().count() + merged.source.conflicts().count(),
        as_text: None,
    })
}

/// The wiki texts of the three files, plain and with LF line ends, and what a merge makes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wordings {
    /// What it was.
    pub base: String,
    /// What it is on our side.
    pub ours: String,
    /// What it is on their side.
    pub theirs: String,
    /// The merged text, with markers where there is a conflict.
    pub merged: String,
    /// Whether there is none.
    pub is_clean: bool,
    /// The merged text, escaped, line ends as they are.
    escaped: String,
}

/// The wiki texts of the three files of a merge, for a person to choose from.
///
/// # Errors
///
/// Where a page cannot be made anew from its source, so that its wiki text is not all that counts.
pub fn wordings(
    page: &Path,
    files: Files<'_>,
    how: &How<'_>,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<Wordings, AsText> {
    let sides = sources(page, files, context, workspace)?;
    let merged = Parts::merged(&sides, how.within).source;
    let plain = |escaped: &str| unescape(escaped).replace("\r\n", "\n");
    let escaped = text(&merged, &how.labels);
    Ok(Wordings {
        base: plain(&sides.base.source),
        ours: plain(&sides.ours.source),
        theirs: plain(&sides.theirs.source),
        merged: plain(&escaped),
        is_clean: merged.clean().is_some(),
        escaped,
    })
}

/// The page with the wiki text that a person chose, plain and with LF line ends.
///
/// # Errors
///
/// Where it cannot be made.
pub fn page_of(
    page: &Path,
    files: Files<'_>,
    told: &Wordings,
    chosen: &str,
    how: &How<'_>,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Result<MergedPage, AsText> {
    let sides = sources(page, files, context, workspace)?;
    let merged = Parts::merged(&sides, how.within);
    // Lines that the person left stay as the pages hold them.
    let shown: Vec<&str> = told.merged.split_inclusive('\n').collect();
    let held: Vec<&str> = told.escaped.split_inclusive('\n').collect();
    let new: Vec<&str> = chosen.split_inclusive('\n').collect();
    let mut source = String::new();
    let mut from = 0;
    for hunk in hunks(&shown, &new) {
        source.extend(held[from..hunk.old.start].iter().copied());
        source.extend(new[hunk.new].iter().map(|line| escape(line)));
        from = hunk.old.end;
    }
    source.extend(held[from..].iter().copied());
    let parts = merged.page(source, &how.labels);
    let written = match merged.head.clean() {
        Some(_) => Written::Source,
        None => Written::Conflict(&parts.source),
    };
    Ok(MergedPage {
        bytes: made(page, &parts, written, context, workspace).map_err(AsText::Unmade)?,
        conflicts: merged.head.conflicts().count(),
        as_text: None,
    })
}

/// What only one side changed as that side has it, all else as ours.
fn one_side<'t, T: PartialEq>(base: &'t T, ours: &'t T, theirs: &'t T) -> &'t T {
    if ours == base { theirs } else { ours }
}

impl std::fmt::Display for AsText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whose, why) = match self {
            Self::Unsound(whose, why) => (*whose, *why),
            Self::Unmade(Unmade::TooLarge) => {
                return f.write_str("the merged page would be larger than `limits.page_bytes`");
            }
            Self::Unmade(Unmade::NotInSync) => {
                return f.write_str("the merged page would not check clean");
            }
        };
        let of = match whose {
            Whose::Base => "of the common ancestor",
            Whose::Ours => "of our side",
            Whose::Theirs => "of their side",
        };
        match why {
            Unsound::WithoutSource => write!(f, "the page {of} carries no source"),
            Unsound::NotUtf8 => write!(f, "the page {of} is not UTF-8"),
            Unsound::Damaged => write!(f, "the debug block of the page {of} is damaged"),
            Unsound::TooLarge => write!(f, "the page {of} is larger than `limits.page_bytes`"),
            Unsound::HandEdit(Some(Reason::Bounds)) => write!(
                f,
                "the hand edits in the body {of} are too many to be carried into the source"
            ),
            Unsound::HandEdit(_) => {
                write!(f, "no wiki text generates the hand edit in the body {of}")
            }
            Unsound::BothEdited => write!(f, "body and source of the page {of} were both edited"),
            Unsound::Misfit => write!(f, "the settings do not fit the page {of}"),
        }
    }
}
