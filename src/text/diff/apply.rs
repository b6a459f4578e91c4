//! A patch put onto the file that it was made of, as [`unified`](super::unified) writes it.

use std::path::PathBuf;

/// The file that a line of a patch names as the one before: `--- a/content/b.md`. `None` for other lines.
#[must_use]
pub fn file_of_patch(line: &[u8]) -> Option<PathBuf> {
    let name = line.strip_prefix(b"--- ")?;
    let name = name.strip_suffix(b"\n").unwrap_or(name);
    let name = name.strip_suffix(b"\t").unwrap_or(name);
    let name = match name.strip_prefix(b"\"") {
        Some(quoted) => unquoted(quoted.strip_suffix(b"\"")?)?,
        None => name.to_vec(),
    };
    let path = name.strip_prefix(b"a/")?;
    #[cfg(unix)]
    let path = <std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(path.to_vec());
    #[cfg(not(unix))]
    let path = String::from_utf8_lossy(path).into_owned();
    Some(path.into())
}

/// A name without the C escapes that git writes.
fn unquoted(name: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(name.len());
    let mut bytes = name.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            plain.push(byte);
            continue;
        }
        plain.push(match bytes.next()? {
            b'a' => 0x07,
            b'b' => 0x08,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 0x0b,
            b'f' => 0x0c,
            b'r' => b'\r',
            first @ b'0'..=b'3' => {
                let digit = |byte: u8| (b'0'..=b'7').contains(&byte).then(|| byte - b'0');
                let (second, third) = (digit(bytes.next()?)?, digit(bytes.next()?)?);
                (first - b'0') * 64 + second * 8 + third
            }
            other => other,
        });
    }
    Some(plain)
}

/// What a patch of one file makes of it; `None` where it does not fit.
#[must_use]
pub fn patched(old: &[u8], patch: &[u8]) -> Option<Vec<u8>> {
    let lines: Vec<&[u8]> = old.split_inclusive(|byte| *byte == b'\n').collect();
    let mut new = Vec::with_capacity(old.len());
    let mut at = 0;
    let mut is_in_hunk = false;
    let mut rest = patch.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(line) = rest.next() {
        if line.starts_with(b"@@ -") {
            let start = first_line(line)?;
            new.extend(lines.get(at..start)?.iter().copied().flatten());
            at = start;
            is_in_hunk = true;
            continue;
        }
        if !is_in_hunk {
            continue;
        }
        let ends = rest
            .peek()
            .is_some_and(|next| next.starts_with(b"\\ No newline"));
        let (mark, text) = line.split_first()?;
        let text = match ends {
            true => text.strip_suffix(b"\n").unwrap_or(text),
            false => text,
        };
        match mark {
            b' ' | b'-' => {
                if *lines.get(at)? != text {
                    return None;
                }
                at += 1;
                if *mark == b' ' {
                    new.extend_from_slice(text);
                }
            }
            b'+' => new.extend_from_slice(text),
            b'\\' => {}
            _ => return None,
        }
    }
    new.extend(lines.get(at..)?.iter().copied().flatten());
    Some(new)
}

/// The place in the old file, from 0, of the first line of a hunk: that behind the line named where it has none.
fn first_line(head: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(head).ok()?;
    let range = text.strip_prefix("@@ -")?.split(' ').next()?;
    let (start, count) = range.split_once(',').unwrap_or((range, "1"));
    let start: usize = start.parse().ok()?;
    match count {
        "0" => Some(start),
        _ => start.checked_sub(1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::unified;
    use super::*;

    proptest! {
        #[test]
        fn a_patch_makes_what_it_was_made_for(old in "([ab]{0,2}\n){0,30}[ab]?", new in "([ab]{0,2}\n){0,30}[ab]?") {
            let patch = unified(b"a b\"\xff.md", old.as_bytes(), new.as_bytes());
            let made = patched(old.as_bytes(), &patch);
            prop_assert_eq!(made.as_deref(), Some(new.as_bytes()));
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_are_read_as_they_are_written() {
        use std::os::unix::ffi::OsStrExt as _;
        for name in [&b"a.md"[..], b"a b.md", b"tab\t.md", b"\xff\"\\.md"] {
            let patch = unified(name, b"a\n", b"b\n");
            let mut lines = patch.split_inclusive(|byte| *byte == b'\n');
            let path = lines.find_map(file_of_patch).expect("a file");
            assert_eq!(path.as_os_str().as_bytes(), name);
        }
    }

    #[test]
    fn a_patch_of_another_file_does_not_fit() {
        let patch = unified(b"a.md", b"a\nb\n", b"a\nc\n");
        assert_eq!(patched(b"a\nx\n", &patch), None);
    }
}
