//! Conflict markers that an unfinished merge left behind: those of Git and of Jujutsu, of every length, and half of them.
//!
//! A marker is a line of one sign, 7 times or as often as the attribute `conflict-marker-size` says, alone or with words
//! behind it. A whole set opens with `<`, has other signs in the middle, and closes with `>`; all have one length:
//!
//! ```text
//! Git                Jujutsu
//! <<<<<<< HEAD       <<<<<<< Conflict 1 of 1
//! ours               %%%%%%% Changes from base to side #1
//! =======            +++++++ Contents of side #2
//! theirs             theirs
//! >>>>>>> other      >>>>>>> Conflict 1 of 1 ends
//! ```

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;

/// How often a marker repeats its sign where nobody set another length, in bytes.
pub const USUAL: usize = 7;

/// The shortest length of a marker that is looked for where text is escaped, in bytes.
pub const SHORTEST: usize = 3;

/// A line that may be a marker.
struct Marker {
    /// The line, without its end.
    line: Range<usize>,
    sign: Sign,
    /// How often the sign stands there.
    length: usize,
}

/// What a marker is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// `<`
    Opens,
    /// `=`, `|`; in Jujutsu `%`, `+`, `-` and `\`.
    Divides(u8),
    /// `>`
    Closes,
}

/// From the first to behind the last of the first whole set of markers, each with at least `least` signs, from byte
/// `from` on.
#[must_use]
pub fn conflict(file: &[u8], from: usize, least: usize) -> Option<Range<usize>> {
    let from = from + memmem::find(&file[from..], b"<<<")?;
    // By length: where the first opens, and whether a divider followed.
    let mut open: HashMap<usize, (usize, bool)> = HashMap::new();
    for Marker { line, sign, length } in markers(file, from) {
        if length < least {
            continue;
        }
        match sign {
            Sign::Opens => {
                open.entry(length).or_insert((line.start, false));
            }
            Sign::Divides(_) => {
                if let Some((_, is_divided)) = open.get_mut(&length) {
                    *is_divided = true;
                }
            }
            Sign::Closes => {
                if let Some((start, true)) = open.get(&length) {
                    return Some(*start..line.end);
                }
            }
        }
    }
    None
}

/// The first marker of at least the usual length that opens or closes a conflict, in `range`: one that is left of a set
/// of which the rest is gone.
#[must_use]
pub fn half(file: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let text = &file[..range.end];
    let first = |signs: &[u8]| memmem::find(&text[range.start..], signs);
    let at = match (first(b"<<<<<<<"), first(b">>>>>>>")) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    markers(text, range.start + at)
        .find(|marker| marker.length >= USUAL && matches!(marker.sign, Sign::Opens | Sign::Closes))
        .map(|marker| marker.line)
}

/// The number, from 0, of the first line of `text` that may divide the sides of a conflict and is one more of its kind
/// than `before` holds: it was written since, and nothing else of a merge is left.
///
/// Such a line has the usual length, and is `=======` alone, or `|||||||`, `%%%%%%%` or `+++++++` with words behind it.
/// Within a whole set it is text about a merge: these are plain texts, in which no merge wrote a `<`.
#[must_use]
pub fn new_divider(text: &str, before: &str) -> Option<usize> {
    let mut known: HashMap<u8, usize> = HashMap::new();
    for (sign, _) in dividers(before.as_bytes()) {
        *known.entry(sign).or_default() += 1;
    }
    let (_, start) = dividers(text.as_bytes()).find(|(sign, _)| {
        let Some(left) = known.get_mut(sign).filter(|left| **left > 0) else {
            return true;
        };
        *left -= 1;
        false
    })?;
    Some(memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count())
}

/// The signs and places of the lines that [`new_divider`] counts.
fn dividers(text: &[u8]) -> impl Iterator<Item = (u8, usize)> + '_ {
    let mut set = conflict(text, 0, USUAL);
    markers(text, 0).filter_map(move |Marker { line, sign, length }| {
        while let Some(range) = set.clone().filter(|set| set.end <= line.start) {
            set = conflict(text, range.end, USUAL);
        }
        let is_about_merge = set.as_ref().is_some_and(|set| set.start <= line.start);
        let Sign::Divides(sign) = sign else {
            return None;
        };
        let is_alone = text[line.clone()].trim_ascii_end().len() == length;
        let is_one = match sign {
            b'=' => is_alone,
            b'|' | b'%' | b'+' => !is_alone,
            _ => false,
        };
        (is_one && length == USUAL && !is_about_merge).then_some((sign, line.start))
    })
}

/// The lines that may be markers, from the first line that begins at byte `from` or behind it.
fn markers(text: &[u8], from: usize) -> impl Iterator<Item = Marker> + '_ {
    let is_at_start = from == 0 || text[from - 1] == b'\n';
    let first = match is_at_start {
        true => Some(from),
        false => memchr::memchr(b'\n', &text[from..]).map(|end| from + end + 1),
    };
    let mut next = first;
    let lines = std::iter::from_fn(move || {
        let start = next.filter(|&start| start < text.len())?;
        let end = memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |end| start + end);
        next = Some(end + 1);
        Some(start..end)
    });
    lines.filter_map(|line| marker(text, line))
}

fn marker(text: &[u8], line: Range<usize>) -> Option<Marker> {
    let bytes = &text[line.clone()];
    let first = *bytes.first()?;
    let sign = match first {
        b'<' => Sign::Opens,
        b'>' => Sign::Closes,
        b'=' | b'|' | b'%' | b'+' | b'-' | b'\\' => Sign::Divides(first),
        _ => return None,
    };
    let length = bytes.iter().take_while(|&&byte| byte == first).count();
    let is_marker = matches!(bytes.get(length), None | Some(b' ' | b'\t' | b'\r'));
    is_marker.then_some(Marker { line, sign, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, least: usize) -> Option<&str> {
        conflict(text.as_bytes(), 0, least).map(|range| &text[range])
    }

    #[test]
    fn a_set_has_three_kinds_of_one_length() {
        for whole in [
            "<<<<<<< a\n=======\n>>>>>>> b",
            "<<<<<<<\n||||||| base\n=======\n>>>>>>>",
            "<<<<<<< 1 of 1\n%%%%%%% side 1\n+++++++ side 2\n>>>>>>> ends",
            "<<<<<<< 1 of 1\r\n+++++++ side 1\r\n-------\r\n+++++++ side 2\r\n>>>>>>> ends\r",
            "<<<<<<<<<<< a\n===========\n>>>>>>>>>>> b",
            "<<<<<<< a\n<<<<<<<<< inner\n=======\nx\n>>>>>>> b",
        ] {
            let text = format!("x\n{whole}\ny\n");
            assert_eq!(set(&text, USUAL), Some(whole), "{text}");
        }
        for none in [
            "<<<<<<< a\n>>>>>>> b\n",
            "<<<<<<< a\n======\n>>>>>>> b\n",
            "=======\n<<<<<<< a\n>>>>>>> b\n",
            " <<<<<<< a\n=======\n>>>>>>> b\n",
            "<<<<<<<a\n=======\n>>>>>>> b\n",
            "<<< a\n===\n>>> b\n",
        ] {
            assert_eq!(set(none, USUAL), None, "{none}");
        }
        let short = "<<< a\n===\n>>> b";
        assert_eq!(set(short, SHORTEST), Some(short));
        assert_eq!(set("<< a\n==\n>> b", SHORTEST), None);
    }

    #[test]
    fn a_half_opens_or_closes() {
        let found = |text: &str| half(text.as_bytes(), 0..text.len());
        assert_eq!(found("x\n>>>>>>> b\ny\n"), Some(2..11));
        assert_eq!(found("x\n<<<<<<<<< a"), Some(2..13));
        for none in ["=======\n", "<<<<<< a\n", "x <<<<<<< a\n", ">>>>>>>a\n", ""] {
            assert_eq!(found(none), None, "{none}");
        }
        let text = "<<<<<<< a\n>>>>>>> b\n";
        assert_eq!(half(text.as_bytes(), 1..text.len()), Some(10..19));
        assert_eq!(half(text.as_bytes(), 1..9), None);
    }

    #[test]
    fn a_divider_counts_where_it_is_new() {
        assert_eq!(new_divider("a\n=======\nb", "a\nb"), Some(1));
        assert_eq!(new_divider("a\n=======\r\nb", "a\nb"), Some(1));
        assert_eq!(new_divider("||||||| base\n", "a"), Some(0));
        assert_eq!(new_divider("a\n=======\nc", "a\n=======\nb"), None);
        assert_eq!(new_divider("=======\n=======", "a\n=======\nb"), Some(1));
        let about = "<<<<<<< a\n=======\n>>>>>>> b\n";
        assert_eq!(new_divider(about, ""), None);
        let twice = format!("{about}x\n{about}=======\n{about}");
        assert_eq!(new_divider(&twice, about), Some(7));
        for none in [
            "======\n",
            "========\n",
            "-------\n",
            "||||||| \n",
            "======= a\n",
            "|||||||\n",
        ] {
            assert_eq!(new_divider(none, ""), None, "{none}");
        }
    }
}
