//! The pages of the wiki by name, and where each lies: `tiki.pages`, in the settings or in a file of its own.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ConfigError;

/// The largest file of names that is read, in bytes.
pub const LARGEST_PAGE_LIST: usize = 32 * 1024 * 1024;

/// The pages of the wiki. A copy shares the names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageList {
    /// The file that lists them, relative to the root of the site; `None` where the settings do.
    pub file: Option<PathBuf>,
    /// Whether the file was read: then there are no other pages.
    is_complete: bool,
    names: Arc<Names>,
}

/// Names with their paths.
#[derive(Debug, PartialEq, Eq, Default)]
struct Names {
    /// In the order of the list.
    entries: Vec<Entry>,
    /// The place of each name in `entries`; the first where a name comes twice.
    by_name: HashMap<String, usize>,
    /// The names in small letters: the wiki finds a page under either.
    small: HashSet<String>,
}

/// A page: its name, its number or another name, and its path, where the list has it.
pub type Entry = (String, Option<String>);

impl PageList {
    /// These pages, each with its path.
    #[must_use]
    pub fn of(entries: Vec<(String, String)>) -> Self {
        let entries = entries.into_iter().map(|(name, path)| (name, Some(path)));
        Self {
            names: Arc::new(Names::new(entries.collect())),
            ..Self::default()
        }
    }

    /// The pages that a file lists, which is not read yet.
    #[must_use]
    pub fn in_file(file: PathBuf) -> Self {
        Self {
            file: Some(file),
            ..Self::default()
        }
    }

    /// The pages that `text`, the content of the file, lists: a name a line, or `name=path`.
    ///
    /// ```text
    /// # a comment
    /// Home Page
    /// Bone Health=posts/bone-health.md
    /// ```
    ///
    /// # Errors
    ///
    /// The first line that is neither, or names a page again with another path, in the file `name`.
    pub fn read(self, text: &str, name: &Path) -> Result<Self, ConfigError> {
        if text.len() > LARGEST_PAGE_LIST {
            let message = format!(
                "larger than {LARGEST_PAGE_LIST} bytes; leave out pages that nothing links to"
            );
            return Err(ConfigError::whole(name, message));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut entries = Vec::new();
        let mut paths: HashMap<&str, Option<&str>> = HashMap::new();
        for (before, line) in text.split('\n').enumerate() {
            let wrong = |message: String| ConfigError {
                file: name.to_owned(),
                place: Some((before + 1, 1)),
                message,
            };
            let Some((page, path)) = entry(line).map_err(wrong)? else {
                continue;
            };
            match paths.insert(page, path) {
                None => entries.push((page.to_owned(), path.map(str::to_owned))),
                Some(known) if known == path => {}
                Some(_) => {
                    return Err(wrong(format!(
                        "the page `{page}` stands in an earlier line too, with another path; keep one of them"
                    )));
                }
            }
        }
        Ok(Self {
            names: Arc::new(Names::new(entries)),
            is_complete: true,
            ..self
        })
    }

    /// The pages, in the order of the list.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.names.entries
    }

    /// Where a page lies, as far as the list says.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        let place = *self.names.by_name.get(name)?;
        self.names.entries.get(place)?.1.as_deref()
    }

    /// Whether the list has a page, under this name in capital letters or small ones.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.by_name.contains_key(name) || self.names.small.contains(&name.to_lowercase())
    }

    /// Whether the wiki has no other pages.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }
}

impl Names {
    fn new(entries: Vec<Entry>) -> Self {
        let mut by_name = HashMap::with_capacity(entries.len());
        let mut small = HashSet::with_capacity(entries.len());
        for (place, (name, _)) in entries.iter().enumerate() {
            by_name.entry(name.clone()).or_insert(place);
            small.insert(name.to_lowercase());
        }
        Self {
            entries,
            by_name,
            small,
        }
    }
}

/// The page that a line names; `None` for an empty line and a comment.
///
/// # Errors
///
/// What is wrong with the line, and the way out.
fn entry(line: &str) -> Result<Option<(&str, Option<&str>)>, String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    if line.chars().any(char::is_control) {
        return Err(
            "a control character stands in the line; a line is the name of a page, or `name=path`"
                .to_owned(),
        );
    }
    if line == "---" || line.starts_with("- ") {
        return Err(
            "this looks like YAML; write one name a line, without a dash and without quotes"
                .to_owned(),
        );
    }
    let Some((page, path)) = line.split_once('=') else {
        return Ok(Some((line, None)));
    };
    match (page.trim(), path.trim()) {
        ("", _) => Err("no name stands in front of the `=`; write `name=path`".to_owned()),
        (_, "") => {
            Err("no path stands behind the `=`; write the name alone, or `name=path`".to_owned())
        }
        (page, path) => Ok(Some((page, Some(path)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PageList, String> {
        let list = PageList::in_file("pages.txt".into());
        list.read(text, Path::new("pages.txt"))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_line_is_a_name_or_a_name_with_its_path() {
        let list = read(
            "\u{feff}# all\r\nHome Page\r\n\r\n Bone Health = posts/bone.md \nÄpfel\nHome Page\n",
        );
        let list = list.expect("a list");
        assert!(list.is_complete());
        assert_eq!(list.entries().len(), 3);
        assert_eq!(list.path("Bone Health"), Some("posts/bone.md"));
        assert_eq!(list.path("Home Page"), None);
        for (name, is_there) in [
            ("Home Page", true),
            ("home page", true),
            ("äpfel", true),
            ("Home", false),
            ("# all", false),
        ] {
            assert_eq!(list.has(name), is_there, "{name}");
        }
        assert!(!PageList::of(vec![("A".into(), "a.md".into())]).is_complete());
    }

    #[test]
    fn a_line_that_is_no_page_is_told_with_its_place() {
        for (text, told) in [
            ("A\n=x.md\n", "pages.txt:2:1: no name stands"),
            ("A=\n", "pages.txt:1:1: no path stands"),
            (
                "A=a.md\nB\nA=b.md\n",
                "pages.txt:3:1: the page `A` stands in an earlier line",
            ),
            ("A\n- B\n", "pages.txt:2:1: this looks like YAML"),
            ("A\nB\u{1b}[2J\n", "pages.txt:2:1: a control character"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.starts_with(told), "{error}");
        }
        let large = "x\n".repeat(LARGEST_PAGE_LIST / 2 + 1);
        assert!(read(&large).is_err_and(|error| error.contains("larger than")));
    }
}
