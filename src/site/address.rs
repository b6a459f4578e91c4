//! Addresses of pages as Hugo makes them from paths; pure.

use std::borrow::Cow;
use std::path::Path;

use super::stem;

/// Where a page lies among others, as far as its address depends on that.
pub struct Address<'p> {
    /// The directory in which its name must be its own.
    pub directory: Cow<'p, str>,
    /// The name of its file, without extensions.
    pub name: &'p str,
    /// What stands behind the first dot of the name: the language, as a rule.
    pub language: &'p str,
}

impl<'p> Address<'p> {
    /// That of the page at `path`; `None` for a list of pages and for names that are no text.
    #[must_use]
    pub fn of(path: &'p Path) -> Option<Self> {
        let split = |stem: &'p str| stem.split_once('.').unwrap_or((stem, ""));
        let (name, language) = split(stem(path)?);
        let directory = path.parent().unwrap_or(Path::new(""));
        let (directory, name) = match name {
            "_index" => return None,
            // A page that is a directory goes by its name.
            "index" => (directory.parent()?, directory.file_name()?.to_str()?),
            _ => (directory, name),
        };
        Some(Self {
            directory: directory.to_string_lossy(),
            name,
            language,
        })
    }
}

/// An address as Hugo writes it: `/a`, `/a/` and `/a/index.html` are one file, and `a` lies beside its page.
pub fn push_url(url: &str, directory: &str, out: &mut String) {
    if !url.starts_with('/') {
        out.extend([directory, "\0"]);
    }
    let url = url.strip_suffix("index.html").unwrap_or(url);
    out.push_str(url.trim_end_matches('/'));
}
