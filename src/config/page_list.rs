//! The pages of the wiki by name, and where each lies: `tiki.pages`, in the settings or in a file of its own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{ConfigError, without_mark};

mod yaml;

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
    /// The same for the names in small letters: the wiki finds a page under either.
    small: HashMap<String, usize>,
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
    /// A file that ends in `.yaml` or `.yml` is YAML: a list of names, or names with their paths.
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
        let text = without_mark(text);
        let mut pages = Collected::default();
        if is_yaml(name) {
            yaml::read(text, name, &mut pages)?;
        } else {
            for (before, line) in text.split('\n').enumerate() {
                add_line(line, &mut pages).map_err(|message| ConfigError {
                    file: name.to_owned(),
                    place: Some((before + 1, 1)),
                    message,
                })?;
            }
        }
        Ok(Self {
            names: Arc::new(Names::new(pages.entries)),
            is_complete: true,
            ..self
        })
    }

    /// The pages, in the order of the list.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.names.entries
    }

    /// Where a page lies, as far as the list says; under its name in capital letters or small ones.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        self.names.find(name)?.1.as_deref()
    }

    /// Whether the list has a page, under this name in capital letters or small ones.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.find(name).is_some()
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
        let mut small = HashMap::with_capacity(entries.len());
        for (place, (name, _)) in entries.iter().enumerate() {
            by_name.entry(name.clone()).or_insert(place);
            small.entry(name.to_lowercase()).or_insert(place);
        }
        Self {
            entries,
            by_name,
            small,
        }
    }

    /// The page of this name, or else the first that differs in capital letters alone.
    fn find(&self, name: &str) -> Option<&Entry> {
        let place = self.by_name.get(name);
        let place = place.or_else(|| self.small.get(&name.to_lowercase()))?;
        self.entries.get(*place)
    }
}

/// Pages while they are read.
#[derive(Default)]
struct Collected {
    entries: Vec<Entry>,
    paths: HashMap<String, Option<String>>,
}

impl Collected {
    /// Adds a page.
    ///
    /// # Errors
    ///
    /// Where it is there already, with another path.
    fn add(&mut self, name: &str, path: Option<&str>) -> Result<(), String> {
        match self.paths.get(name) {
            None => {
                let path = path.map(str::to_owned);
                self.paths.insert(name.to_owned(), path.clone());
                self.entries.push((name.to_owned(), path));
                Ok(())
            }
            Some(known) if known.as_deref() == path => Ok(()),
            Some(_) => Err(format!(
                "the page `{name}` stands in an earlier line too, with another path; keep one of them"
            )),
        }
    }
}

/// Whether a file is YAML, by its name.
fn is_yaml(name: &Path) -> bool {
    let ending = name.extension().and_then(|ending| ending.to_str());
    let is = |known: &str| ending.is_some_and(|ending| ending.eq_ignore_ascii_case(known));
    is("yaml") || is("yml")
}

/// A name or a path without the blanks around it; it ends up in the page as it is.
///
/// # Errors
///
/// Where it is empty or holds a control character.
fn checked(text: &str) -> Result<&str, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("nothing stands here; a page has a name, and a path if it is given".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err("a control character stands in the line; take it out".to_owned());
    }
    Ok(text)
}

/// Adds the page that a line names; an empty line and a comment name none.
///
/// # Errors
///
/// What is wrong with the line, and the way out.
fn add_line(line: &str, pages: &mut Collected) -> Result<(), String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(());
    }
    let line = checked(line)?;
    if line == "---" || line.starts_with("- ") {
        return Err(
            "this looks like YAML; let the name of the file end in .yaml, or write one name a line, without a dash"
                .to_owned(),
        );
    }
    let Some((page, path)) = line.split_once('=') else {
        return pages.add(line, None);
    };
    match (page.trim(), path.trim()) {
        ("", _) => Err("no name stands in front of the `=`; write `name=path`".to_owned()),
        (_, "") => {
            Err("no path stands behind the `=`; write the name alone, or `name=path`".to_owned())
        }
        (page, path) => pages.add(page, Some(path)),
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

    fn read_yaml(text: &str) -> Result<PageList, String> {
        let list = PageList::default().read(text, Path::new("pages.yaml"));
        list.map_err(|error| error.to_string())
    }

    #[test]
    fn a_list_may_be_yaml() {
        let list = read_yaml("- Home Page\n- 'A: b'\n- 2024\n").expect("a list");
        let names: Vec<&str> = list.entries().iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["Home Page", "A: b", "2024"]);
        let map = read_yaml("Home: _index.md\n7: \"zinc.md\"\n").expect("a map");
        assert_eq!(map.path("7"), Some("zinc.md"));
        assert_eq!(map.path("Home"), Some("_index.md"));
        assert_eq!(read_yaml("").expect("no page").entries(), []);
        for (text, place, told) in [
            ("- A\n- [B]\n", "2:3", "[1]: invalid type: sequence"),
            ("- A\n- \"\"\n", "2:3", "[1]: nothing stands here"),
            (
                "A: a.md\nA: b.md\n",
                "2:4",
                "the page `A` stands in an earlier line",
            ),
            ("A: [b]\n", "1:4", "invalid type: sequence"),
            ("just text\n", "1:1", "expected a list of pages"),
            ("- \"a\\nb\"\n", "1:3", "[0]: a control character"),
        ] {
            let error = read_yaml(text).expect_err(text);
            assert!(
                error.starts_with(&format!("pages.yaml:{place}: ")),
                "{error}"
            );
            assert!(error.contains(told), "{error}");
        }
        let nested = "[".repeat(100);
        assert!(read_yaml(&nested).is_err_and(|error| error.contains("more than 64 brackets")));
        let large = "- a\n".repeat(300_000);
        assert!(read_yaml(&large).is_err_and(|error| error.contains("larger than")));
    }
}
