//! Glob patterns that select files below the root of the site by their path.

use std::borrow::Cow;
use std::path::Path;

use glob::MatchOptions;

/// `*` stays within a directory and `**` crosses directories. Case counts. Hidden files match as others do.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// The characters that are wildcards, or parts of one.
const SPECIAL: [char; 4] = ['*', '?', '[', ']'];

/// A glob pattern over paths relative to the root of the site, with forward slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    shape: Shape,
}

/// How a path is compared. Nearly all patterns are of a shape that needs no search.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    /// No wildcard at all.
    Literal,
    /// `head*tail`, `head**/*tail` or `head**`: `content/**/*.md` has the head `content/` and the tail `.md`. Head and
    /// tail have no wildcard, and the tail has no slash. `head` is the end of the head in the text, `tail` the start of
    /// the tail, both in bytes.
    Ends {
        head: usize,
        tail: usize,
        reach: Reach,
    },
    /// Any other. A path that does not start with the first `head` bytes of the text is not searched.
    Glob { head: usize, glob: glob::Pattern },
}

/// How far a wildcard reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Up to the next slash.
    Name,
    /// Over any number of directories.
    Directories,
}

impl Pattern {
    /// A pattern that cannot leave the root; a leading `./` is dropped.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and the way out.
    pub fn new(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix("./").unwrap_or(text);
        refuse(text)?;
        let glob = glob::Pattern::new(text).map_err(|error| {
            format!(
                "`{text}` is no pattern: {} at character {}",
                error.msg,
                error.pos + 1
            )
        })?;
        let shape = simple_shape(text).unwrap_or_else(|| Shape::Glob {
            head: literal_head(text),
            glob,
        });
        Ok(Pattern {
            text: text.to_owned(),
            shape,
        })
    }

    /// The pattern as it was written, without a leading `./`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it has a wildcard, so that it may match several files.
    #[must_use]
    pub fn has_wildcard(&self) -> bool {
        !matches!(self.shape, Shape::Literal)
    }

    /// The directory that all files lie in that it matches: `content` for `content/*/a*.md`.
    #[must_use]
    pub fn directory(&self) -> &Path {
        let head = match &self.shape {
            Shape::Literal => self.text.len(),
            Shape::Ends { head, .. } | Shape::Glob { head, .. } => *head,
        };
        let end = self.text[..head].rfind('/').unwrap_or(0);
        Path::new(&self.text[..end])
    }

    /// Whether the pattern may match files below this directory, relative to the root. `false` is certain.
    #[must_use]
    pub fn reaches(&self, directory: &Path) -> bool {
        let head = match &self.shape {
            Shape::Literal => self.text.len(),
            Shape::Ends { head, .. } | Shape::Glob { head, .. } => *head,
        };
        let head = &self.text.as_bytes()[..head];
        let directory = slashed(directory);
        match head.strip_prefix(&*directory) {
            Some(rest) => rest.is_empty() || directory.is_empty() || rest.starts_with(b"/"),
            None => {
                let inside = directory.strip_prefix(head);
                inside.is_some() || head.strip_suffix(b"/") == Some(&*directory)
            }
        }
    }

    /// Whether the pattern matches this path, relative to the root.
    ///
    /// Only wildcards match bytes that are not UTF-8.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        let path = slashed(path);
        let pattern = self.text.as_bytes();
        match &self.shape {
            Shape::Literal => *path == *pattern,
            &Shape::Ends { head, tail, reach } => {
                let rest = path
                    .strip_prefix(&pattern[..head])
                    .and_then(|rest| rest.strip_suffix(&pattern[tail..]));
                match (rest, reach) {
                    (None, _) => false,
                    (Some(_), Reach::Directories) => true,
                    (Some(name), Reach::Name) => !name.contains(&b'/'),
                }
            }
            Shape::Glob { head, glob } => {
                path.starts_with(&pattern[..*head])
                    && glob.matches_with(&String::from_utf8_lossy(&path), OPTIONS)
            }
        }
    }
}

/// Refuses what is a pattern elsewhere but not here, such as `/a`, `../a`, `!a` and `{a,b}`.
fn refuse(text: &str) -> Result<(), String> {
    let drive = matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if text.is_empty() {
        return Err(
            "the pattern is empty; one that starts with `!`, `*`, `&` or `#` must stand in quotes"
                .to_owned(),
        );
    }
    if text.starts_with('/') || drive {
        return Err(format!(
            "`{text}` is absolute; patterns are relative to the root of the repository"
        ));
    }
    if text.split('/').any(|component| component == "..") {
        return Err(format!(
            "`{text}` leaves the repository; `..` cannot stand in a pattern"
        ));
    }
    if let Some(rest) = text.strip_prefix('!') {
        return Err(format!(
            "`{text}` excludes nothing here; put `{rest}` under `exclude`"
        ));
    }
    if text.contains('\\') {
        return Err(format!(
            "`{text}` has a backslash; directories are separated by `/`"
        ));
    }
    if text.contains(['{', '}']) {
        return Err(format!(
            "`{text}` has braces, which are no alternatives here; write one pattern for each"
        ));
    }
    if text.ends_with('/') {
        return Err(format!(
            "`{text}` matches no file; write `{text}**` for all files in that directory"
        ));
    }
    if text
        .split('/')
        .any(|component| component.is_empty() || component == ".")
    {
        return Err(format!(
            "`{text}` matches no file; leave `//` and `/./` out"
        ));
    }
    if text.chars().any(char::is_control) {
        return Err("the pattern has a control character; write `?` in its place".to_owned());
    }
    Ok(())
}

fn simple_shape(text: &str) -> Option<Shape> {
    let head = literal_head(text);
    let wild = &text[head..];
    let (tail, reach) = if wild.is_empty() {
        return Some(Shape::Literal);
    } else if wild == "**" {
        ("", Reach::Directories)
    } else if let Some(tail) = wild.strip_prefix("**/*") {
        (tail, Reach::Directories)
    } else {
        (wild.strip_prefix('*')?, Reach::Name)
    };
    let simple = !tail.contains(SPECIAL) && !tail.contains('/');
    simple.then_some(Shape::Ends {
        head,
        tail: text.len() - tail.len(),
        reach,
    })
}

/// The bytes of a pattern in front of its first wildcard.
fn literal_head(text: &str) -> usize {
    text.find(SPECIAL).unwrap_or(text.len())
}

/// The bytes of a path, with forward slashes on any system.
fn slashed(path: &Path) -> Cow<'_, [u8]> {
    let bytes = path.as_os_str().as_encoded_bytes();
    if cfg!(windows) && bytes.contains(&b'\\') {
        return Cow::Owned(
            bytes
                .iter()
                .map(|&b| if b == b'\\' { b'/' } else { b })
                .collect(),
        );
    }
    Cow::Borrowed(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::new(pattern)
            .expect(pattern)
            .matches(Path::new(path))
    }

    #[test]
    fn wildcards_reach_as_far_as_they_say() {
        for (pattern, yes, no) in [
            (
                "**/*.md",
                vec!["a.md", "a/b.md", "a/b/.md", ".a/b.md"],
                vec!["a.mdx", "a.MD", "md"],
            ),
            (
                "content/**/*.md",
                vec!["content/a.md", "content/a/b/c.md"],
                vec!["a.md", "xcontent/a.md", "content.md"],
            ),
            (
                "content/*.md",
                vec!["content/a.md", "content/.md"],
                vec!["content/a/b.md", "content/a.txt", "content/md"],
            ),
            (
                "content/posts/a.md",
                vec!["content/posts/a.md"],
                vec!["content/posts/b.md", "content/posts/a.md/b"],
            ),
            (
                "drafts/**",
                vec!["drafts/a", "drafts/a/b.md"],
                vec!["drafts", "a/drafts/b"],
            ),
            (
                "a*b*.md",
                vec!["ab.md", "axxbyy.md"],
                vec!["a/b.md", "a.md"],
            ),
            ("[ab]?.md", vec!["ax.md", "b1.md"], vec!["cx.md", "a.md"]),
            ("./a/*.md", vec!["a/b.md"], vec!["./a/b.md"]),
            ("x/*/y.md", vec!["x/a/y.md"], vec!["x/y.md", "x/a/b/y.md"]),
        ] {
            for path in yes {
                assert!(matches(pattern, path), "{pattern} matches {path}");
            }
            for path in no {
                assert!(!matches(pattern, path), "{pattern} does not match {path}");
            }
        }
    }

    #[test]
    fn head_and_tail_do_not_overlap() {
        assert!(!matches("a.md*.md", "a.md"));
        assert!(matches("a.md*.md", "a.md.md"));
        assert!(!matches("a/**/*/a", "a/a"));
    }

    #[test]
    fn a_path_that_is_not_utf_8_matches() {
        #[cfg(unix)]
        {
            use std::ffi::OsStr;
            use std::os::unix::ffi::OsStrExt as _;
            let path = Path::new(OsStr::from_bytes(b"content/caf\xe9.md"));
            for pattern in [
                "**/*.md",
                "content/*.md",
                "content/c*f*.md",
                "content/caf?.md",
            ] {
                assert!(
                    Pattern::new(pattern).expect(pattern).matches(path),
                    "{pattern}"
                );
            }
        }
    }

    #[test]
    fn what_cannot_work_is_refused_with_the_way_out() {
        for (pattern, words) in [
            ("", "is empty"),
            ("/etc/*.md", "is absolute"),
            ("C:/pages/*.md", "is absolute"),
            ("../*.md", "leaves the repository"),
            ("a/../../b.md", "leaves the repository"),
            ("!drafts/**", "put `drafts/**` under `exclude`"),
            ("content\\*.md", "separated by `/`"),
            ("**/*.{md,markdown}", "one pattern for each"),
            ("content/", "write `content/**`"),
            ("a//b.md", "leave `//`"),
            ("a/./b.md", "leave `//`"),
            ("a***", "at character"),
            ("a/[b", "at character 3"),
            ("a\nb", "control character"),
        ] {
            let message = Pattern::new(pattern).expect_err(pattern);
            assert!(message.contains(words), "`{pattern}` says: {message}");
        }
    }

    proptest! {
        #[test]
        fn the_quick_way_agrees_with_the_glob(
            pattern in prop_oneof![
                r"([ab.]{0,2}/){0,2}(\*\*/?)?\*?[ab.]{0,3}",
                r"[ab/*?.]{1,8}",
                r"[ab]{0,2}\*[ab]{0,2}",
            ],
            paths in proptest::collection::vec("[ab.]{1,3}(/[ab.]{1,3}){0,3}", 1..20),
        ) {
            let Ok(quick) = Pattern::new(&pattern) else { return Ok(()) };
            let glob = glob::Pattern::new(quick.as_str()).expect("it was accepted");
            for path in paths {
                prop_assert_eq!(quick.matches(Path::new(&path)), glob.matches_with(&path, OPTIONS), "{} on {}", quick.as_str(), path);
            }
        }
    }

    #[test]
    fn a_pattern_reaches_the_directories_on_the_way_and_below() {
        for (pattern, yes, no) in [
            ("**/*.md", vec!["a", "a/b"], vec![]),
            (
                "content/**/*.md",
                vec!["", "content", "content/a"],
                vec!["contents", "cont", "static"],
            ),
            ("a/b/*.md", vec!["a", "a/b"], vec!["b", "a/c", "a/bc"]),
            (
                "a/con*/x.md",
                vec!["a", "a/con", "a/content"],
                vec!["a/co", "b"],
            ),
            ("a/b.md", vec!["a"], vec!["a/b", "b"]),
        ] {
            let pattern = Pattern::new(pattern).expect(pattern);
            for path in yes {
                assert!(pattern.reaches(Path::new(path)), "{pattern:?} {path}");
            }
            for path in no {
                assert!(!pattern.reaches(Path::new(path)), "{pattern:?} {path}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_matches_is_reached(
            pattern in "[ab*?]{1,3}(/([ab*?]{1,3}|\\*\\*)){0,3}",
            path in "[ab]{1,3}(/[ab]{1,3}){0,3}",
        ) {
            let Ok(pattern) = Pattern::new(&pattern) else { return Ok(()) };
            let path = Path::new(&path);
            if pattern.matches(path) {
                for directory in path.ancestors().skip(1) {
                    prop_assert!(pattern.reaches(directory), "{pattern:?} {directory:?}");
                }
            }
        }
    }
}
