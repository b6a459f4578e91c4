//! Words as a POSIX shell reads them, for the commands that messages show; nothing is ever run through a shell here.

use std::path::Path;

use crate::text::sanitize::is_hidden;

/// One word.
#[must_use]
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,@%:=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A path as one word that no command takes for an option.
#[must_use]
pub fn path(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let here = if bytes.starts_with(b"-") { "./" } else { "" };
    match path.to_str() {
        Some(text) if !text.contains(is_hidden) => word(&format!("{here}{text}")),
        _ => escaped(here, bytes),
    }
}

/// A word whose bytes cannot all be seen, in the quotes that bash, zsh and newer shells spell them out in.
fn escaped(here: &str, bytes: &[u8]) -> String {
    let mut word = format!("$'{here}");
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                '\'' | '\\' => word.extend(['\\', char]),
                char if is_hidden(char) => {
                    let mut buffer = [0; 4];
                    spell_out(char.encode_utf8(&mut buffer).as_bytes(), &mut word);
                }
                char => word.push(char),
            }
        }
        spell_out(chunk.invalid(), &mut word);
    }
    word + "'"
}

fn spell_out(bytes: &[u8], word: &mut String) {
    // Three octal digits are all that is read of them, whatever follows.
    word.extend(bytes.iter().map(|byte| format!("\\{byte:03o}")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_break_them() {
        assert_eq!(word("content/a-b_c.md"), "content/a-b_c.md");
        assert_eq!(word("two words"), "'two words'");
        assert_eq!(word("it's"), r"'it'\''s'");
        assert_eq!(word("$(x)"), "'$(x)'");
        assert_eq!(word(""), "''");
        assert_eq!(path(Path::new("-rf")), "./-rf");
        assert_eq!(path(Path::new("-é\n'\\7")), r"$'./-é\012\'\\7'");
        assert_eq!(path(Path::new("a\u{202e}b")), r"$'a\342\200\256b'");
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_what_was_meant() {
        use std::os::unix::ffi::OsStrExt as _;
        for name in [&b"a\xff'b"[..], b"a\n\x1b[31m\\0", b"--\t\r1", b"it's"] {
            let word = path(Path::new(std::ffi::OsStr::from_bytes(name)));
            let read = std::process::Command::new("bash")
                .args(["-c", &format!("printf %s {word}")])
                .output()
                .expect("bash is installed");
            let read = read
                .stdout
                .strip_prefix(b"./")
                .unwrap_or(&read.stdout)
                .to_vec();
            assert_eq!(read, name, "{word}");
        }
    }
}
