//! Which texts `render --report` is about, and the wiki text that each of them holds.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File as DiskFile;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::commands::source::split;
use crate::config::{Config, without_mark};
use crate::files::read::{read_at_most, take};
use crate::git;
use crate::page::escape::unescape;
use crate::page::lines::View;
use crate::page::{self, File};
use crate::project::{Project, RunError};
use crate::run::select::GivenPattern;
use crate::text::excerpt::{Position, Positions};
use crate::text::sanitize::visible_path;
use crate::wiki::Lines;
use crate::wiki::source::SourceMap;

/// How the names of files end that are read as wiki text where a directory is named.
const WIKI_TEXT: [&str; 2] = ["tiki", "wiki"];

/// How the names of files end that are pages: of these the source in the debug block is read, and nothing else.
const PAGES: [&str; 2] = ["md", "markdown"];

/// A file that may hold wiki text.
pub struct Candidate {
    /// As the user knows it.
    pub shown: PathBuf,
    /// Where it is; absolute.
    full: PathBuf,
    given: Given,
}

/// How a file came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    /// The user named it, or a pattern that it matches.
    Named,
    /// It lies below a directory that the user named.
    Below,
}

/// The files that were `named`, by path, directory or pattern; each once, in the order of the command line.
///
/// # Errors
///
/// Where a path does not exist, a directory cannot be read, or a directory or a pattern has no such file.
pub fn candidates(
    named: &[OsString],
    project: &Project,
    config: &Config,
) -> Result<Vec<Candidate>, RunError> {
    let mut list = Vec::new();
    for named in named {
        let path = Path::new(named);
        let full = project.cwd.join(path);
        if full.is_dir() {
            let is_text = |below: &Path| may_hold_text(&full.join(below), project, config);
            let found = files(&full, is_text)?;
            if found.is_empty() {
                return Err(nothing_in(visible_path(path)));
            }
            list.extend(found.into_iter().map(|below| Candidate {
                shown: shown_below(path, &below),
                full: full.join(below),
                given: Given::Below,
            }));
            continue;
        }
        let pattern = match full.symlink_metadata() {
            Ok(_) => None,
            Err(_) => GivenPattern::read(named, &project.cwd)?,
        };
        let Some(pattern) = pattern else {
            list.push(Candidate {
                shown: path.to_owned(),
                full,
                given: Given::Named,
            });
            continue;
        };
        let directory = pattern.directory();
        let found = match directory.is_dir() {
            true => files(&directory, |below| pattern.fits(&directory, below))?,
            false => Vec::new(),
        };
        if found.is_empty() {
            return Err(RunError::NoWikiText {
                what: visible_path(path),
                hint: "no file matches the pattern".to_owned(),
            });
        }
        list.extend(found.into_iter().map(|below| {
            let full = directory.join(below);
            Candidate {
                shown: project.names().shown(&full),
                full,
                given: Given::Named,
            }
        }));
    }
    let mut known = HashSet::new();
    list.retain(|candidate| known.insert(candidate.full.clone()));
    Ok(list)
}

/// What is said where nothing that was named holds wiki text.
pub fn nothing_in(what: String) -> RunError {
    RunError::NoWikiText {
        what,
        hint: "of a directory, `--report` takes files that end in .tiki or .wiki, and pages with a debug block; others \
               it takes by name or by a pattern, such as 'dump/*.txt'"
            .to_owned(),
    }
}

/// The regular files below a directory that `keep` wants, relative to it; sorted.
fn files(directory: &Path, keep: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, RunError> {
    let files = git::walk(directory, |_| true, keep)?;
    let files = files.into_iter().filter(|file| file.kind.is_file());
    Ok(files.map(|file| file.path).collect())
}

/// Whether a file in a directory that was named is looked at, by its name.
fn may_hold_text(full: &Path, project: &Project, config: &Config) -> bool {
    let is_page = || {
        let page = project.in_site(full);
        page.is_ok_and(|page| config.is_page(&page))
    };
    ends_in(full, &WIKI_TEXT) || ends_in(full, &PAGES) || is_page()
}

/// Whether the name of a file ends in one of `endings`, in capital letters or small ones.
fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        endings
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

/// How a file below `directory` is named: `a.tiki` for one below `.`.
fn shown_below(directory: &Path, below: &Path) -> PathBuf {
    match directory == Path::new(".") {
        true => below.to_owned(),
        false => directory.join(below),
    }
}

/// A wiki text, and where it is in its file.
pub struct Text {
    /// The wiki text.
    pub wiki: String,
    /// The page that holds it escaped, and where; `None` where it is the whole file.
    page: Option<(String, Range<usize>)>,
}

impl Text {
    /// A wiki text that is a whole file.
    ///
    /// # Errors
    ///
    /// Where it is not UTF-8; `shown` is the name of the file.
    pub fn whole(bytes: Vec<u8>, shown: &Path) -> Result<Self, RunError> {
        let wiki = String::from_utf8(bytes).map_err(|error| RunError::NotText {
            path: shown.to_owned(),
            at: error.utf8_error().valid_up_to(),
        })?;
        let wiki = without_mark(&wiki).to_owned();
        Ok(Self { wiki, page: None })
    }

    /// The places in the file of ascending byte offsets of the wiki text.
    pub fn places(&self, offsets: impl Iterator<Item = usize>) -> Vec<Position> {
        let Some((page, source)) = &self.page else {
            let map = SourceMap::of_plain(&self.wiki, Lines::AsWritten);
            let mut positions = Positions::new(&self.wiki);
            return offsets
                .map(|offset| positions.at(map.escaped_offset(offset)))
                .collect();
        };
        let map = SourceMap::of_escaped(&page[source.clone()], Lines::AsWritten);
        let mut positions = Positions::new(page);
        offsets
            .map(|offset| positions.at(source.start + map.escaped_offset(offset)))
            .collect()
    }
}

/// The wiki text of a file: that of the debug block for a page, else the file itself; `None` for a page without a debug
/// block.
///
/// # Errors
///
/// Where the file cannot be read, is larger than `most` bytes or not UTF-8, and where its debug block is damaged.
pub fn read(candidate: &Candidate, most: u64) -> Result<Option<Text>, RunError> {
    let Candidate { shown, full, given } = candidate;
    let path = || shown.clone();
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let bytes = match given {
        // The user may name a pipe.
        Given::Named => DiskFile::open(full).and_then(|file| take(file, limit)),
        Given::Below => read_at_most(full, limit),
    };
    let bytes = bytes.map_err(|source| RunError::Unreadable {
        path: path(),
        source,
    })?;
    if bytes.len() > limit {
        return Err(RunError::TooLarge {
            path: path(),
            limit: most,
        });
    }
    let view = View::with_lf(&bytes);
    if let File::WithoutSource = page::read(&view.text) {
        if ends_in(full, &PAGES) || *given == Given::Below && !ends_in(full, &WIKI_TEXT) {
            return Ok(None);
        }
        drop(view);
        return Text::whole(bytes, shown).map(Some);
    }
    let Some((_, parts)) = split(&view.text) else {
        return Err(RunError::NoSource { path: path() });
    };
    let page = String::from_utf8(view.text.to_vec()).map_err(|error| RunError::NotText {
        path: path(),
        at: view.file_offset(error.utf8_error().valid_up_to()),
    })?;
    let wiki = unescape(&page[parts.source.clone()]).into_owned();
    Ok(Some(Text {
        wiki,
        page: Some((page, parts.source)),
    }))
}
