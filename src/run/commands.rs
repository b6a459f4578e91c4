//! The exact commands that mend what was found.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::{CheckArgs, Targets, Version};
use crate::finding::{Finding, Fix};

/// Up to this many pages are named one by one.
const NAMED: usize = 3;

/// The commands that mend what can be mended, first those that lose nothing.
pub fn mending(args: &CheckArgs, findings: &[Finding]) -> Vec<String> {
    let pages = |fix| -> BTreeSet<&Path> {
        findings
            .iter()
            .filter(|finding| finding.fix == fix)
            .map(|finding| &*finding.path)
            .collect()
    };
    let mut commands = Vec::new();
    let safe = pages(Fix::Safe);
    if !safe.is_empty() {
        commands.push(command("tikicheck --fix", args, &safe));
    }
    let edited = pages(Fix::DiscardsEdit);
    if !edited.is_empty() {
        let command = command("tikicheck --fix --discard-edits", args, &edited);
        commands.push(format!(
            "{command}   # drops the hand edits; to keep one, make it in the page's source first"
        ));
    }
    commands
}

fn command(command: &str, args: &CheckArgs, pages: &BTreeSet<&Path>) -> String {
    let mut words = vec![command.to_owned()];
    match &args.version {
        Version::Disk => {}
        Version::Staged => words.push("--staged".to_owned()),
        Version::Since(rev) => words.extend(["--since".to_owned(), quoted(rev)]),
    }
    let paths: Vec<String> = if pages.len() <= NAMED {
        pages
            .iter()
            .map(|path| quoted(&path.to_string_lossy()))
            .collect()
    } else if let Targets::Named(named) = &args.targets {
        named
            .iter()
            .map(|named| quoted(&named.to_string_lossy()))
            .collect()
    } else {
        Vec::new()
    };
    if paths
        .iter()
        .any(|path| path.starts_with('-') || path.starts_with("'-"))
    {
        words.push("--".to_owned());
    }
    words.extend(paths);
    words.join(" ")
}

/// A word as a POSIX shell reads it.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,@%:=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_where_a_shell_would_break_them() {
        assert_eq!(quoted("content/posts/a.md"), "content/posts/a.md");
        assert_eq!(quoted("two words"), "'two words'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("$(x)"), "'$(x)'");
        assert_eq!(quoted(""), "''");
    }
}
