//! What a finding is: one thing the check has to say about one place in one page. Plain data: no command, no path as a
//! person sees it; reports make words of it.

use std::borrow::Cow;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use crate::rules::{Fix, Part};
use crate::rules::{Rule, Severity};
pub use crate::text::excerpt::{Excerpt, Position};

/// One difference between what a page holds and what its source generates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Difference {
    /// What is on the page, with its place in the file.
    pub found: Excerpt,
    /// What should be in that place.
    pub expected: Excerpt,
    /// The line of the source which that comes from, with its place in the file.
    pub source: Option<Excerpt>,
    /// Who says what is expected.
    pub expected_by: ExpectedBy,
    /// Whose edit it is, on a page of which body and source were edited.
    pub edited: Option<Edited>,
}

/// Which side of a page an edit was made in, as the copy tells: it is the body as it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Edited {
    /// The body.
    Body,
    /// The source.
    Source,
    /// The same place in both.
    Both,
}

/// Who wrote the text that a page is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ExpectedBy {
    /// The source generates it today.
    Source,
    /// The settings say it.
    Settings,
    /// It was generated when the page was made last: the copy shows it.
    Copy,
}

/// What a difference between a page and what is generated comes from: a construct, and what of it is written otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cause {
    /// Eight hexadecimal digits; the same for equal causes, on every run and machine.
    pub id: String,
    /// The cause in words: the construct, what is on the page, what is generated.
    pub words: String,
}

/// The way out of a finding. Reports put it into words and name the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Remedy {
    /// Run `--fix` on the page.
    Fix,
    /// Carry the hand edit into the source with `--fix`.
    CarryEdit,
    /// Carry the hand edit into the source with `--fix --keep-edits`, which writes a body that reads the same.
    KeepEdit,
    /// Choose what the source is to say in places that body and source both change.
    ChooseWording(Vec<ThreeWordings>),
    /// Keep the hand edit by making it in the source, or drop it with `--fix --discard-edits`.
    KeepOrDiscardEdit,
    /// Write the configured style with `--fix`, or configure the one on the page.
    Style {
        /// The style on the page; `None` where it is too long to be shared with other pages.
        found: Option<String>,
    },
    /// Make the settings those of the page's exporter.
    FitSettings,
    /// What to do to the source, in words; `--fix --as-meant` does it.
    AsMeant(Cow<'static, str>),
    /// A person has to do something: what, in words.
    Advice(Cow<'static, str>),
}

/// A change of the source that was tried, for a hand edit of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceChange {
    /// The first place that changes, in its line of the source today.
    pub before: Excerpt,
    /// The same place afterwards.
    pub after: Excerpt,
    /// How many places change besides.
    pub more: usize,
    /// What the source generates then.
    pub generates: Generates,
    /// All places that change, in order, as the file has to hold them: escaped. None where that is too much to tell, or
    /// where the change is not proposed.
    pub replacements: Vec<Replacement>,
}

/// What a changed source generates, held against the body as it was edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Generates {
    /// It, byte for byte.
    Exactly,
    /// It, but for blank lines and blanks at line ends, which no reader sees.
    ButSpacing,
    /// A body that reads the same.
    ReadsAlike,
    /// A body with its edit and that of the source.
    BothEdits,
    /// Something else, so the change is not proposed: it came nearest. Here is what would stand there.
    Otherwise(Excerpt),
}

/// A place of a file, and what is to stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Replacement {
    /// First byte.
    pub start: Position,
    /// One past the last byte.
    pub end: Position,
    /// What is to stand there.
    pub text: String,
}

/// What is said in a place that body and source both change, as wiki text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ThreeWordings {
    /// When the page was last generated.
    pub was: String,
    /// In the source today.
    pub source: String,
    /// In the body today.
    pub edit: String,
}

/// Another page that a message names at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OtherPage {
    /// The page, relative to the root of the site.
    #[serde(with = "bytes_of_path")]
    pub page: PathBuf,
    /// What the message says behind its name; may be empty.
    pub behind: String,
}

/// One thing to say about one place in one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// Which rule speaks.
    pub rule: Rule,
    /// The rule's severity under the configuration in force.
    pub severity: Severity,
    /// The page, relative to the root of the site.
    #[serde(skip)]
    pub page: PathBuf,
    /// What is wrong, in one sentence without a final full stop, first letter lower-case. Where another page belongs to
    /// the sentence, it goes on with [`Finding::other_page`].
    pub message: String,
    /// The page that the message ends with, where it does.
    pub other_page: Option<OtherPage>,
    /// Which part of the page it is in, where one can be told.
    pub part: Option<Part>,
    /// First byte concerned.
    pub start: Position,
    /// One past the last byte concerned; equal to `start` where something is missing.
    pub end: Position,
    /// The text of the place, for findings that are about one place and compare nothing.
    pub excerpt: Option<Excerpt>,
    /// The place of the source that it comes from, for findings about what is shown of it.
    pub source: Option<Excerpt>,
    /// What differs, for findings about generated parts.
    pub difference: Option<Difference>,
    /// How many more differences of the page it stands for, where it ends a list that holds no more.
    pub more: Option<usize>,
    /// What it comes from, for differences between a page and what its settings write; equal causes have equal ids.
    pub cause: Option<Cause>,
    /// What `--fix` would do.
    pub fix: Fix,
    /// For a hand edit of the body: the change of the source that was tried for it.
    pub source_change: Option<SourceChange>,
    /// The way out.
    pub remedy: Remedy,
}

/// Paths are bytes, not text; so they are kept.
mod bytes_of_path {
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        Serialize::serialize(path.as_os_str().as_encoded_bytes(), serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        let bytes = <Vec<u8> as Deserialize>::deserialize(deserializer)?;
        #[cfg(unix)]
        let path = <OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes);
        #[cfg(not(unix))]
        let path = OsString::from(String::from_utf8_lossy(&bytes).into_owned());
        Ok(PathBuf::from(path))
    }
}
