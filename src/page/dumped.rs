//! The wiki text that a dump was made of: the fifth witness. It needs no grammar, so any exporter's dump tells it.
//!
//! The dump of `a __b__` begins so; the `full_match` texts of its top-level nodes, put end to end, are the wiki text:
//!
//! ```text
//! ├── TextNode
//! │   full_match: `a `
//! │   inner_content: `a `├── BoldNode
//! │   full_match: `__b__`
//! ```

use memchr::memmem;

use super::escape::unescape;

const FULL_MATCH: &str = "\n│   full_match: `";
const BRANCH: &str = "├── ";

/// The `full_match` text of what looks like a top-level node of a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FullMatch<'t> {
    /// As it is written: a newline as `\n`, a tab as `\t`, escaped.
    pub text: &'t str,
    /// Whether the node begins a line. Top-level nodes follow each other on one line, so only the first does; another
    /// one may be quoted by a value of several lines.
    pub begins_line: bool,
}

/// The `full_match` texts of the top-level nodes of an escaped dump, in order. `None` where the text is no dump.
#[must_use]
pub fn full_matches(tree: &str) -> Option<Vec<FullMatch<'_>>> {
    if tree.is_empty() {
        return Some(Vec::new());
    }
    if !tree.starts_with(BRANCH) {
        return None;
    }
    let mut texts = Vec::new();
    for at in memmem::find_iter(tree.as_bytes(), FULL_MATCH) {
        let line = tree[..at].rsplit('\n').next().unwrap_or_default();
        // A top-level node follows whatever its line began with: the end of the node before it.
        let is_node = line.rsplit_once(BRANCH).is_some_and(|(_, name)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if !is_node || line.starts_with("│   ├") {
            continue;
        }
        let value = &tree[at + FULL_MATCH.len()..];
        let end = value.find('\n').unwrap_or(value.len());
        texts.push(FullMatch {
            text: value[..end].strip_suffix('`')?,
            begins_line: !texts.is_empty() && line.starts_with(BRANCH),
        });
    }
    (!texts.is_empty()).then_some(texts)
}

/// What a dump tells about the wiki text that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceBefore {
    /// It is the source that the page holds.
    Same,
    /// It is this text.
    Other(String),
    /// The dump does not tell.
    Unknown,
}

/// What the escaped dump `tree` tells about the wiki text that it was made of. `source` is the wiki text of the page
/// as exporters may have read it, each way once: with line ends LF; and, should there be another way, without white
/// space at the start of lines.
///
/// A dump writes a newline as `\n`, and a text may hold these two characters as well; the reading that agrees with the
/// source counts.
#[must_use]
pub fn source_before(tree: &str, sources: &[&str]) -> SourceBefore {
    let Some(texts) = full_matches(tree) else {
        return SourceBefore::Unknown;
    };
    let plain: Vec<_> = texts
        .iter()
        .map(|full| (unescape(full.text), full.begins_line))
        .collect();
    if sources.iter().any(|source| agrees(&plain, source)) {
        return SourceBefore::Same;
    }
    let dumped: String = plain.iter().map(|(text, _)| &**text).collect();
    let best = sources
        .iter()
        .map(|source| decoded(&dumped, source))
        .max_by_key(|&(shared, _)| shared);
    match best {
        Some((_, text)) => SourceBefore::Other(text),
        None => SourceBefore::Unknown,
    }
}

/// Whether the texts, end to end, are `source` as a dump writes it. One that may be quoted is left out where it does not
/// go on where the ones before it ended.
fn agrees<T: AsRef<str>>(texts: &[(T, bool)], source: &str) -> bool {
    let mut rest = source;
    for (text, may_be_quoted) in texts {
        match strip_dumped(rest, text.as_ref()) {
            Some(behind) => rest = behind,
            None if *may_be_quoted => {}
            None => return false,
        }
    }
    rest.is_empty()
}

/// What follows `dumped` at the start of `source`, where it is that.
fn strip_dumped<'s>(source: &'s str, dumped: &str) -> Option<&'s str> {
    let (shared, read) = shared_prefix(dumped, source);
    (shared == dumped.len()).then(|| &source[read..])
}

/// How a dump writes a character, where it is not itself.
fn dumped_char(c: char) -> Option<&'static str> {
    match c {
        '\n' => Some("\\n"),
        '\t' => Some("\\t"),
        _ => None,
    }
}

/// How many bytes of `dumped` and of `source` agree from the start.
fn shared_prefix(dumped: &str, source: &str) -> (usize, usize) {
    let mut rest = dumped;
    for (at, c) in source.char_indices() {
        let behind = match dumped_char(c) {
            Some(written) => rest.strip_prefix(written),
            None => rest.strip_prefix(c),
        };
        let Some(behind) = behind else {
            return (dumped.len() - rest.len(), at);
        };
        rest = behind;
    }
    (dumped.len() - rest.len(), source.len())
}

/// How many bytes of `dumped` and of `source` agree from the end.
fn shared_suffix(dumped: &str, source: &str) -> (usize, usize) {
    let mut rest = dumped;
    for (at, c) in source.char_indices().rev() {
        let before = match dumped_char(c) {
            Some(written) => rest.strip_suffix(written),
            None => rest.strip_suffix(c),
        };
        let Some(before) = before else {
            return (dumped.len() - rest.len(), source.len() - at - c.len_utf8());
        };
        rest = before;
    }
    (dumped.len() - rest.len(), source.len())
}

/// `dumped` with newlines and tabs undone, and how many bytes of it agree with `source`, as which these are read.
fn decoded(dumped: &str, source: &str) -> (usize, String) {
    let (mut before, mut read) = shared_prefix(dumped, source);
    let is_torn = |at: usize| dumped[..at].ends_with('\\') && dumped[at..].starts_with(['n', 't']);
    // A back slash of the source was taken for one half of a line end, which is in the dump alone.
    if is_torn(before) && source[..read].ends_with('\\') {
        (before, read) = (before - 1, read - 1);
    }
    let (mut behind, mut unread) = shared_suffix(&dumped[before..], &source[read..]);
    // So was a letter: `garden` for the end of `garden\n`.
    if behind > 0 && unread > 0 && is_torn(dumped.len() - behind) {
        (behind, unread) = (behind - 1, unread - 1);
    }
    let middle = &dumped[before..dumped.len() - behind];
    let text = [
        &source[..read],
        &middle.replace("\\n", "\n").replace("\\t", "\t"),
        &source[source.len() - unread..],
    ]
    .concat();
    (before + behind, text)
}

/// Whether a dump hangs together: each node's children, put end to end, are its inner content, and a text is its own.
/// A dump that somebody edited hardly does; one that another exporter wrote does.
#[must_use]
pub fn hangs_together(tree: &str) -> bool {
    if !tree.starts_with(BRANCH) || tree.ends_with('\n') {
        return false;
    }
    // The last line is whole: a field in back quotes, or an attribute.
    let last = tree.rsplit('\n').next().unwrap_or_default();
    if last.contains(": `") && !last.ends_with('`') {
        return false;
    }
    let mut open: Vec<Open> = Vec::new();
    let mut lines = tree.split('\n').peekable();
    while let Some(line) = lines.next() {
        let Some((branch, name)) = line.rsplit_once(BRANCH) else {
            continue;
        };
        let depth = match branch.matches("│   ").count() {
            _ if !branch.chars().all(|c| c == '│' || c == ' ') => 0,
            depth => depth,
        };
        let bars = "│   ".repeat(depth + 1);
        let field = |line: Option<&&str>, label: &str| {
            let value = line?.strip_prefix(&*bars)?.strip_prefix(label)?;
            // The next top-level node may begin behind the value.
            let value = value.split_once(BRANCH).map_or(value, |(value, _)| value);
            Some(value.strip_suffix('`')?.to_owned())
        };
        let Some(full) = field(lines.peek(), "full_match: `") else {
            continue;
        };
        lines.next();
        let Some(inner) = field(lines.peek(), "inner_content: `") else {
            return false;
        };
        while open.len() > depth {
            if open.pop().is_some_and(|node| !node.is_whole()) {
                return false;
            }
        }
        if let Some(parent) = open.last_mut() {
            parent.children.push_str(&full);
            parent.has_children = true;
        }
        if name.trim_end() == "TextNode" && full != inner {
            return false;
        }
        // The line may hold the next node's beginning; it is looked at again as one.
        if !lines.peek().is_some_and(|line| line.contains(BRANCH)) {
            lines.next();
        }
        open.push(Open {
            inner,
            children: String::new(),
            has_children: false,
        });
    }
    open.iter().all(Open::is_whole)
}

/// The names of all nodes of a dump, in order.
pub fn node_names(tree: &str) -> impl Iterator<Item = &str> {
    tree.split(BRANCH).skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// A node of a dump whose children are being read.
struct Open {
    inner: String,
    children: String,
    has_children: bool,
}

impl Open {
    /// White space is left aside: some exporters read inner contents without that at line starts.
    fn is_whole(&self) -> bool {
        let bare = |text: &str| text.replace("\\n", "").replace(['|', ' ', '\u{a0}'], "");
        !self.has_children || bare(&self.children) == bare(&self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "├── TextNode\n│   full_match: `a `\n│   inner_content: `a `├── BoldNode\n│   full_match: `__b__`\n│   inner_content: `b`\n│   children:\n│   ├── TextNode\n│   │   full_match: `b`\n│   │   inner_content: `b`├── TextNode\n│   full_match: `\\nc &amp; d`\n│   inner_content: `\\nc &amp; d`";

    #[test]
    fn the_texts_of_the_top_are_the_source() {
        let texts = full_matches(DUMP).expect("it is a dump");
        let texts: Vec<&str> = texts.iter().map(|full| full.text).collect();
        assert_eq!(texts, ["a ", "__b__", "\\nc &amp; d"]);
        assert_eq!(source_before(DUMP, &["a __b__\nc & d"]), SourceBefore::Same);
        assert_eq!(source_before("", &[""]), SourceBefore::Same);
    }

    #[test]
    fn another_source_is_read_back() {
        let before = |source| source_before(DUMP, &[source]);
        let other = SourceBefore::Other("a __b__\nc & d".to_owned());
        for source in ["a __b__\nc & e", "", "__b__\nc & d", "a __b__\nc & d e"] {
            assert_eq!(before(source), other, "{source:?}");
        }
        assert_eq!(source_before("edited", &["a"]), SourceBefore::Unknown);
    }

    #[test]
    fn a_literal_backslash_is_what_the_source_says() {
        let dump = "├── TextNode\n│   full_match: `C:\\new\\nx`\n│   inner_content: `C:\\new\\nx`";
        assert_eq!(source_before(dump, &["C:\\new\nx"]), SourceBefore::Same);
        assert_eq!(
            source_before(dump, &["C:\\new\ny"]),
            SourceBefore::Other("C:\\new\nx".to_owned())
        );
    }

    #[test]
    fn no_line_end_is_torn() {
        let dump =
            |text: &str| format!("├── TextNode\n│   full_match: `{text}`\n│   inner_content: ``");
        for (dumped, source, before) in [
            (
                "a\\n\\nb garden\\n\\nc",
                "x\n\nb garden\nc",
                "a\n\nb garden\n\nc",
            ),
            ("a\\tb", "x\\yt\tb", "a\tb"),
            ("a\\nb", "a\\xb", "a\nb"),
            ("a\\nb", "nb", "a\nb"),
        ] {
            assert_eq!(
                source_before(&dump(dumped), &[source]),
                SourceBefore::Other(before.to_owned()),
                "{dumped}"
            );
        }
    }

    #[test]
    fn a_source_read_without_leading_white_space_is_the_same() {
        let dump = "├── TextNode\n│   full_match: `a\\nb`\n│   inner_content: `a\\nb`";
        assert_eq!(source_before(dump, &["a\n  b", "a\nb"]), SourceBefore::Same);
    }

    #[test]
    fn an_edited_dump_falls_apart() {
        assert!(hangs_together(DUMP));
        for edited in [
            DUMP.replace("full_match: `b`", "full_match: `x`"),
            DUMP.replace("inner_content: `a `", "inner_content: `a x`"),
            DUMP.replace("│   inner_content: `b`", ""),
            format!("{DUMP}\n"),
            format!("{DUMP}│"),
            "│".to_owned(),
        ] {
            assert!(!hangs_together(&edited), "{edited}");
        }
    }
}
