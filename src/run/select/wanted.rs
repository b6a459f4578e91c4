//! What the user named on the command line, and which pages that is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::patterns;
use crate::cli::{CheckArgs, Version, nearest_subcommand};
use crate::config::Config;
use crate::project::Project;
use crate::project::RunError;
use crate::text::sanitize::visible_path;

/// What the user named.
pub enum Wanted {
    /// A page.
    File(PathBuf),
    /// A directory and all below it.
    Below(PathBuf),
    /// What matches a pattern, as seen from where the user is.
    Matching {
        pattern: glob::Pattern,
        /// As the user wrote it.
        written: String,
        /// The directory that the pattern starts from; absolute, or empty for a pattern of absolute paths.
        from: PathBuf,
        /// The root of the site.
        root: PathBuf,
    },
}

impl Wanted {
    /// How a message names it.
    pub fn written(&self) -> String {
        match self {
            Wanted::File(path) | Wanted::Below(path) => visible_path(path),
            Wanted::Matching { written, .. } => written.clone(),
        }
    }
}

/// What `named` stand for: a page, a directory, or a pattern.
pub fn wanted(
    named: &[OsString],
    place: &Project,
    args: &CheckArgs,
) -> Result<Vec<Wanted>, RunError> {
    let one = |named: &OsString| {
        let path = Path::new(named);
        let full = place.cwd.join(path);
        if full.is_dir() {
            return place.in_site(path).map(Wanted::Below);
        }
        if full.is_file() || (args.version == Version::Staged && !is_pattern(path)) {
            return place.in_site(path).map(Wanted::File);
        }
        if !is_pattern(path) {
            return Err(RunError::NoSuchPath {
                path: path.to_owned(),
                command: nearest_subcommand(&named.to_string_lossy()),
            });
        }
        let text = named.to_string_lossy();
        let (from, relative) = base_of_pattern(&text, &place.cwd);
        let pattern = glob::Pattern::new(relative).map_err(|error| RunError::BadPattern {
            pattern: text.clone().into_owned(),
            reason: error.to_string(),
        })?;
        Ok(Wanted::Matching {
            pattern,
            written: text.into_owned(),
            from,
            root: place.root.clone(),
        })
    };
    named.iter().map(one).collect()
}

/// Whether `path` is among what is wanted, noting in `matched` what wanted it; nothing wanted wants all.
pub fn is_wanted(wanted: &[Wanted], path: &Path, matched: &mut [bool]) -> bool {
    let mut any = wanted.is_empty();
    for (wanted, matched) in wanted.iter().zip(matched) {
        let fits = match wanted {
            Wanted::File(file) => file == path,
            Wanted::Below(dir) => path.starts_with(dir),
            Wanted::Matching {
                pattern,
                from,
                root,
                ..
            } => {
                let options = glob::MatchOptions {
                    require_literal_separator: true,
                    ..glob::MatchOptions::new()
                };
                let full = root.join(path);
                full.strip_prefix(from)
                    .is_ok_and(|seen| pattern.matches_with(&seen.to_string_lossy(), options))
            }
        };
        *matched |= fits;
        any |= fits;
    }
    any
}

/// An error for the first thing wanted that matched no page: that is never a pass.
pub fn all_matched(wanted: &[Wanted], matched: &[bool], config: &Config) -> Result<(), RunError> {
    for (wanted, matched) in wanted.iter().zip(matched) {
        match (matched, wanted) {
            (true, _) => {}
            (false, Wanted::File(path)) => {
                return Err(RunError::NoPage { path: path.clone() });
            }
            (false, Wanted::Below(_) | Wanted::Matching { .. }) => {
                return Err(RunError::NothingMatched {
                    what: wanted.written(),
                    hint: format!("pages are the files that match {}", patterns(config)),
                });
            }
        }
    }
    Ok(())
}

/// Where a pattern starts from, and what is left of it without the `.` and `..` in front, which match no path.
fn base_of_pattern<'t>(text: &'t str, cwd: &Path) -> (PathBuf, &'t str) {
    if Path::new(text).is_absolute() {
        return (PathBuf::new(), text);
    }
    let mut from = cwd.to_owned();
    let mut rest = text;
    loop {
        if let Some(behind) = rest.strip_prefix("./") {
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix("../") {
            from.pop();
            rest = behind;
        } else {
            return (from, rest);
        }
    }
}

fn is_pattern(path: &Path) -> bool {
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .any(|byte| b"*?[".contains(byte))
}
