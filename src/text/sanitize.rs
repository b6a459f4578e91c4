//! Makes text from pages, paths and revisions safe to look at: nothing in it can move the cursor, hide, or give an order.
//!
//! Used by every output that a person or a build log reads. It is for the eye: what it gives cannot be turned back.

use std::borrow::Cow;
use std::path::Path;

/// `text` with everything invisible shown: control characters but newline and tab, DEL, C1, bidirectional controls,
/// zero-width and separator characters.
///
/// C0 and DEL become their control pictures (`␛`), everything else `\u{202e}`. The openers `##[` and `##vso[`, which
/// build logs obey anywhere in a line, lose their force too.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, |char| is_hidden(char) && !matches!(char, '\n' | '\t'))
}

/// As [`visible`], for text that has to stay on one line: newline and tab are shown too.
#[must_use]
pub fn visible_line(text: &str) -> Cow<'_, str> {
    shown(text, is_hidden)
}

/// A path on one line, with forward slashes; bytes that are not UTF-8 as `\xff`.
///
/// A path that a build log would take for a command (`::error::`) gets `./` in front, which names the same file.
#[must_use]
pub fn visible_path(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(&visible_line(chunk.valid()));
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    if cfg!(windows) {
        text = text.replace('\\', "/");
    }
    if text.trim_start().starts_with("::") {
        text.insert_str(0, "./");
    }
    text
}

/// A text of which no line starts with `::`, which a build log would take for a command.
#[must_use]
pub fn without_commands(text: String) -> String {
    if !text.lines().any(|line| line.trim_start().starts_with("::")) {
        return text;
    }
    let harmless = |line: &str| match line.trim_start().strip_prefix("::") {
        Some(rest) => format!(
            "{}\\u{{3a}}:{rest}\n",
            &line[..line.len() - line.trim_start().len()]
        ),
        None => format!("{line}\n"),
    };
    text.lines().map(harmless).collect()
}

/// Changes `left` so that it opens no workflow command together with `right`. Each text may be harmless alone: in
/// `#` and `#[group]`, the command begins at the end of the first text.
#[must_use]
pub fn visible_in_front_of<'l>(left: &'l str, right: &str) -> Cow<'l, str> {
    let opener = |&at: &usize| {
        let tail = &left[at..];
        tail.len() < LONGEST_OPENER && opens_command(&[tail, right].concat())
    };
    let marks = left.rmatch_indices('#').map(|(at, _)| at);
    match marks.take(LONGEST_OPENER).find(opener) {
        None => Cow::Borrowed(left),
        Some(at) => {
            let spelled: String = '#'.escape_unicode().collect();
            Cow::Owned([&left[..at], &spelled, &left[at + 1..]].concat())
        }
    }
}

fn shown(text: &str, hides: impl Fn(char) -> bool) -> Cow<'_, str> {
    let mut safe = String::new();
    let mut copied = 0;
    for (at, char) in text.char_indices() {
        let shows = hides(char) || opens_command(&text[at..]);
        if !shows {
            continue;
        }
        safe.push_str(&text[copied..at]);
        copied = at + char.len_utf8();
        match picture(char) {
            Some(picture) => safe.push(picture),
            None => safe.extend(char.escape_unicode()),
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[copied..]);
    Cow::Owned(safe)
}

/// Whether a character shows nothing of itself, or changes how its neighbours are shown.
#[must_use]
pub fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}'                        // soft hyphen
            | '\u{61c}' | '\u{180e}'        // Arabic letter mark, Mongolian vowel separator
            | '\u{200b}'..='\u{200f}'       // zero width, directional marks
            | '\u{2028}'..='\u{202e}'       // line and paragraph separator, directional embeddings
            | '\u{2060}'..='\u{206f}'       // word joiner, invisible operators, directional isolates
            | '\u{feff}'                    // byte order mark
            | '\u{fff9}'..='\u{fffb}'       // interlinear annotation
            | '\u{e0000}'..='\u{e007f}') // tags
}

/// The picture Unicode has for a control character.
fn picture(char: char) -> Option<char> {
    match char {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)),
        '\u{7f}' => Some('\u{2421}'),
        _ => None,
    }
}

/// Bytes of the longest text that [`opens_command`] looks for.
const LONGEST_OPENER: usize = "##vso[".len();

/// Whether a build log would read an order here: GitHub's old commands and those of Azure start anywhere in a line.
fn opens_command(text: &str) -> bool {
    text.starts_with("##[") || text.starts_with("##vso[")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_text_is_handed_through() {
        assert!(matches!(
            visible("Ünïcode\n\ttext — 文字 🙂 ## [x]"),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn every_hidden_character_is_shown() {
        for char in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let text = format!("a{char}b");
            let harmful = char.is_control()
                || matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
                || matches!(char, '\u{2066}'..='\u{2069}' | '\u{feff}');
            assert!(!harmful || !visible_line(&text).contains(char), "{char:?}");
            assert!(
                !harmful || matches!(char, '\n' | '\t') || !visible(&text).contains(char),
                "{char:?}"
            );
            assert!(
                !char.is_alphanumeric() || visible_line(&text).contains(char),
                "{char:?}"
            );
        }
    }

    #[test]
    fn forms() {
        assert_eq!(
            visible("\u{1b}[31m\r\u{7f}\u{9b}\u{202e}"),
            "␛[31m␍␡\\u{9b}\\u{202e}"
        );
        assert_eq!(visible_line("a\nb\tc"), "a␊b␉c");
        assert_eq!(
            visible("x ##[error]y ##vso[task] ###[z"),
            "x \\u{23}#[error]y \\u{23}#vso[task] #\\u{23}#[z"
        );
    }

    #[test]
    fn paths_stay_on_one_line_and_are_no_commands() {
        assert_eq!(
            visible_path(&PathBuf::from("posts/a b\n::error::c.md")),
            "posts/a b␊::error::c.md"
        );
        assert_eq!(
            visible_path(&PathBuf::from("::error::c.md")),
            "./::error::c.md"
        );
        assert_eq!(
            visible_path(&PathBuf::from(" ::error::c.md")),
            "./ ::error::c.md"
        );
    }

    #[test]
    fn no_line_is_a_command() {
        let plain = "a ::error::x\nb";
        assert_eq!(without_commands(plain.to_owned()), plain);
        assert_eq!(
            without_commands("::error::x\n \t::warning a::b\nc::d\n".to_owned()),
            "\\u{3a}:error::x\n \t\\u{3a}:warning a::b\nc::d\n"
        );
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_are_spelled_out() {
        use std::os::unix::ffi::OsStrExt as _;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"a\xff\xc3.md"));
        assert_eq!(visible_path(path), "a\\xff\\xc3.md");
    }

    #[test]
    fn a_command_in_two_pieces_is_none() {
        for (left, right, safe) in [
            ("a#", "#[b", r"a\u{23}"),
            ("##", "[", r"\u{23}#"),
            ("x##vs", "o[y", r"x\u{23}#vs"),
            ("#", "#", "#"),
            ("a", "##[", "a"),
            ("##", "", "##"),
        ] {
            assert_eq!(visible_in_front_of(left, right), safe, "{left} {right}");
        }
    }

    proptest! {
        #[test]
        fn two_safe_pieces_are_safe_together(left in "[#vso\\[a]{0,9}", right in "[#vso\\[a]{0,9}") {
            let (left, right) = (visible_line(&left), visible_line(&right));
            let both = [&*visible_in_front_of(&left, &right), &*right].concat();
            prop_assert_eq!(visible_line(&both), &*both);
        }


        #[test]
        fn never_leaves_a_hidden_character(text in any::<String>()) {
            prop_assert!(!visible_line(&text).chars().any(is_hidden));
            prop_assert!(!visible(&text).chars().any(|char| is_hidden(char) && !matches!(char, '\n' | '\t')));
            prop_assert!(!visible(&text).contains("##["));
        }
    }
}
