//! A patch that `git apply` takes, byte for byte; it names files as git names them and knows nothing of text.

use std::ops::Range;

use similar::{DiffOp, DiffTag, group_diff_ops};

use super::line_ops;

/// Unchanged lines on either side of a change.
const CONTEXT: usize = 3;

/// The patch that turns `old` into `new`, as git writes it; empty if they are equal.
///
/// `path` is the file's name from the root of the repository, as raw bytes with forward slashes.
#[must_use]
pub fn unified(path: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut patch = Vec::new();
    if old == new {
        return patch;
    }
    let (from, to) = (quoted(b"a/", path), quoted(b"b/", path));
    // A name with a space ends with a tab in these two lines, so that nobody takes a part of it for a date.
    let tab: &[u8] = if path.contains(&b' ') { b"\t" } else { b"" };
    for piece in [
        b"diff --git ",
        &from[..],
        b" ",
        &to,
        b"\n--- ",
        &from,
        tab,
        b"\n+++ ",
        &to,
        tab,
        b"\n",
    ] {
        patch.extend_from_slice(piece);
    }
    let old: Vec<&[u8]> = old.split_inclusive(|byte| *byte == b'\n').collect();
    let new: Vec<&[u8]> = new.split_inclusive(|byte| *byte == b'\n').collect();
    for hunk in group_diff_ops(line_ops(&old, &new), CONTEXT) {
        write_hunk(&mut patch, &hunk, &old, &new);
    }
    patch
}

fn write_hunk(patch: &mut Vec<u8>, hunk: &[DiffOp], old: &[&[u8]], new: &[&[u8]]) {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
        return;
    };
    let from = first.old_range().start..last.old_range().end;
    let to = first.new_range().start..last.new_range().end;
    patch.extend_from_slice(format!("@@ -{} +{} @@\n", place(&from), place(&to)).as_bytes());
    for op in hunk {
        match op.tag() {
            DiffTag::Equal => write_lines(patch, b' ', &old[op.old_range()]),
            DiffTag::Delete | DiffTag::Insert | DiffTag::Replace => {
                write_lines(patch, b'-', &old[op.old_range()]);
                write_lines(patch, b'+', &new[op.new_range()]);
            }
        }
    }
}

/// Lines in the head of a hunk: counted from 1, an empty range by the line in front of it.
fn place(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

fn write_lines(patch: &mut Vec<u8>, mark: u8, lines: &[&[u8]]) {
    for line in lines {
        patch.push(mark);
        patch.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            patch.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

/// A file name as git writes it by default: in quotes, with C escapes, where a byte of it is not plain ASCII.
fn quoted(side: &[u8], path: &[u8]) -> Vec<u8> {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if path.iter().all(plain) {
        return [side, path].concat();
    }
    let mut name = [b"\"", side].concat();
    for byte in path {
        match byte {
            b'"' | b'\\' => name.extend([b'\\', *byte]),
            0x07 => name.extend(b"\\a"),
            0x08 => name.extend(b"\\b"),
            b'\t' => name.extend(b"\\t"),
            b'\n' => name.extend(b"\\n"),
            0x0b => name.extend(b"\\v"),
            0x0c => name.extend(b"\\f"),
            b'\r' => name.extend(b"\\r"),
            byte if plain(byte) => name.push(*byte),
            byte => name.extend(format!("\\{byte:03o}").as_bytes()),
        }
    }
    name.push(b'"');
    name
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::{Command, Output};

    use proptest::prelude::*;

    use super::*;

    /// git, shielded from whatever repository and configuration the tests run in.
    fn git(dir: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"GIT_") {
                command.env_remove(name);
            }
        }
        command
            .env("HOME", dir)
            .env("XDG_CONFIG_HOME", dir)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env(
                "GIT_CEILING_DIRECTORIES",
                dir.parent().expect("a temporary directory has a parent"),
            )
            .current_dir(dir)
            .args(["-c", "core.autocrlf=false"])
            .args(arguments)
            .output()
            .expect("git is installed")
    }

    /// Writes `old`, applies the patch with git, reads what is there then.
    fn applied(path: &str, old: &[u8], new: &[u8]) -> Vec<u8> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let file = dir.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a file has a parent")).expect("a directory");
        std::fs::write(&file, old).expect("a file");
        assert!(git(dir.path(), &["init", "-q"]).status.success());
        let patch = dir.path().join("the.patch");
        std::fs::write(&patch, unified(path.as_bytes(), old, new)).expect("a patch");
        let output = git(dir.path(), &["apply", "--whitespace=nowarn", "the.patch"]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        std::fs::read(file).expect("the file")
    }

    fn numbered(lines: Range<usize>) -> String {
        lines.map(|line| format!("line {line}\n")).collect()
    }

    #[test]
    fn equal_files_give_no_patch() {
        assert_eq!(unified(b"a.md", b"x\n", b"x\n"), b"");
    }

    #[test]
    fn one_line_with_its_context() {
        let old = numbered(1..20);
        let new = old.replace("line 10\n", "other\n");
        let patch = String::from_utf8(unified(b"posts/a.md", old.as_bytes(), new.as_bytes()))
            .expect("text");
        assert_eq!(
            patch,
            "diff --git a/posts/a.md b/posts/a.md\n--- a/posts/a.md\n+++ b/posts/a.md\n@@ -7,7 +7,7 @@\n line 7\n line 8\n \
             line 9\n-line 10\n+other\n line 11\n line 12\n line 13\n"
        );
    }

    #[test]
    fn distant_changes_are_hunks_of_their_own() {
        let old = numbered(1..40);
        let new = old
            .replace("line 5\n", "")
            .replace("line 30\n", "line 30\nmore\n");
        let patch = unified(b"a.md", old.as_bytes(), new.as_bytes());
        assert_eq!(String::from_utf8_lossy(&patch).matches("\n@@ ").count(), 2);
        assert_eq!(
            applied("a.md", old.as_bytes(), new.as_bytes()),
            new.as_bytes()
        );
    }

    #[test]
    fn git_takes_every_shape_of_change() {
        let long = numbered(1..300);
        let everything = numbered(500..800);
        let cases: &[(&[u8], &[u8])] = &[
            (b"a\n", b"b\n"),
            (b"a\n", b"a\nb\n"),
            (b"a\nb\n", b"b\n"),
            (b"a", b"a\n"),
            (b"a\n", b"a"),
            (b"a", b"b"),
            (b"a\nb", b"a\nb\nc"),
            (b"a\r\nb\r\n", b"a\nb\n"),
            (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nc\r\n"),
            (b"a\rb\r\rc\n", b"a\rB\r\rc\n"),
            (b"a\0b\nc\n", b"a\0b\nd\n"),
            (b"\xff\xfe\n", b"\xfe\xff\n"),
            (b"x\n\n\n\n\n\n\n\ny\n", b"x\n\n\n\n\n\n\ny\n"),
            (
                b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n",
                b"--- a/x\n+++ b/y\n@@ -1 +1 @@\n",
            ),
            (
                b"\\ No newline at end of file\n",
                b"\\ No newline at end of file",
            ),
            (long.as_bytes(), everything.as_bytes()),
            (b"content\n", b""),
        ];
        for (old, new) in cases {
            assert_eq!(
                applied("posts/page.md", old, new),
                *new,
                "{}",
                String::from_utf8_lossy(old)
            );
        }
    }

    #[test]
    fn names_are_written_as_git_writes_them() {
        for path in [
            "plain.md",
            "two words.md",
            "quo\"te.md",
            "back\\slash.md",
            "new\nline\t.md",
            "é ü.md",
            "\u{7}\u{7f}.md",
        ] {
            assert_eq!(applied(path, b"a\n", b"b\n"), b"b\n", "{path:?}");
            let dir = tempfile::tempdir().expect("a temporary directory");
            assert!(git(dir.path(), &["init", "-q"]).status.success());
            std::fs::write(dir.path().join(path), "a\n").expect("a file");
            assert!(git(dir.path(), &["add", "-A"]).status.success());
            std::fs::write(dir.path().join(path), "b\n").expect("a file");
            let theirs =
                String::from_utf8(git(dir.path(), &["diff", "--no-color"]).stdout).expect("text");
            let theirs: Vec<&str> = theirs
                .lines()
                .filter(|line| !line.starts_with("index "))
                .collect();
            let ours = String::from_utf8(unified(path.as_bytes(), b"a\n", b"b\n")).expect("text");
            assert_eq!(ours.lines().collect::<Vec<_>>(), theirs);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn git_gives_exactly_the_new_bytes(
            old in "([ab]|\r)?\n?(([a-d]|\r){0,3}\n){0,30}[a\r]{0,2}",
            new in "([ab]|\r)?\n?(([a-d]|\r){0,3}\n){0,30}[a\r]{0,2}",
        ) {
            prop_assume!(old != new && !old.is_empty() && !new.is_empty());
            prop_assert_eq!(applied("a.md", old.as_bytes(), new.as_bytes()), new.as_bytes());
        }
    }
}
