//! What is broken about a debug block, and where; a damaged block is never written.

use std::ops::Range;

use memchr::memmem;

use super::markers::{USUAL, conflict, half};
use super::{COPY_OPENS, SOURCE_CLOSES, SOURCE_OPENS, STYLE_OPENS, TREE_OPENS};

/// What is broken. Places are byte offsets in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// A piece of the block is not there, or not where it should be.
    Missing {
        /// Which.
        piece: &'static str,
        /// Where the block was read up to.
        at: usize,
    },
    /// The end of the file comes before the end of the block.
    CutOff {
        /// The end of the file.
        at: usize,
    },
    /// The last line of the block, and of the file, has no end.
    NoLineEnd {
        /// The end of the file.
        at: usize,
    },
    /// White space follows the block.
    WhiteSpace {
        /// Where they start.
        at: usize,
    },
    /// Something follows the block.
    Followed {
        /// Where it starts.
        at: usize,
    },
    /// The front matter opens and never closes.
    FrontMatterOpen {
        /// Where it opens.
        at: usize,
    },
    /// The conflict markers of an unfinished merge.
    ConflictMarkers {
        /// From the first marker to behind the last.
        range: Range<usize>,
    },
    /// One line that looks like a conflict marker, without the others.
    LoneMarker {
        /// The line, without its end.
        range: Range<usize>,
    },
    /// The headings of the block stand there more than once, and nothing tells which are the block's own.
    Ambiguous {
        /// Where the block starts.
        at: usize,
    },
    /// The body holds a second whole block.
    Doubled {
        /// The second block.
        range: Range<usize>,
    },
}

impl Damage {
    /// The bytes concerned; empty where something is missing.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        match self {
            Damage::Missing { at, .. }
            | Damage::CutOff { at }
            | Damage::NoLineEnd { at }
            | Damage::WhiteSpace { at }
            | Damage::Followed { at }
            | Damage::FrontMatterOpen { at }
            | Damage::Ambiguous { at } => *at..*at,
            Damage::ConflictMarkers { range }
            | Damage::LoneMarker { range }
            | Damage::Doubled { range } => range.clone(),
        }
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Damage::Missing { piece, .. } => {
                format!("the debug block is damaged: {piece} missing or out of order")
            }
            Damage::CutOff { .. } => {
                "the debug block is cut off: the file ends before its last lines, `</code>` and `</pre>`".to_owned()
            }
            Damage::NoLineEnd { .. } => {
                "the last line of the file has no line end, and the debug block ends with one".to_owned()
            }
            Damage::WhiteSpace { .. } => {
                "white space follows the debug block, which has to be the end of the file".to_owned()
            }
            Damage::Followed { .. } => {
                "the debug block is damaged: something follows it, and it has to be the end of the file".to_owned()
            }
            Damage::FrontMatterOpen { .. } => {
                "the front matter opens here and is never closed".to_owned()
            }
            Damage::ConflictMarkers { .. } => {
                "the page holds the conflict markers of an unfinished merge".to_owned()
            }
            Damage::LoneMarker { .. } => {
                "this line is a conflict marker that an unfinished merge left behind".to_owned()
            }
            Damage::Ambiguous { .. } => {
                "the debug block is ambiguous: its headings stand in it more than once, and neither the body nor the source tells which are its own".to_owned()
            }
            Damage::Doubled { .. } => {
                "the page holds a second debug block, which is no part of what its source generates".to_owned()
            }
        }
    }

    /// The way out, in words.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Damage::ConflictMarkers { .. } => {
                "finish the merge: keep one side of each conflict and remove the markers; where body, copy or tree conflict, take either side and run `tikicheck --fix`"
            }
            Damage::LoneMarker { .. } => {
                "finish the merge: keep one side of the conflict and remove the line; where it is text, write `&lt;` for `<` and `&gt;` for `>` in the source, and more or fewer than seven of another sign"
            }
            Damage::Doubled { .. } => {
                "remove one of the two blocks; keep the one whose source is right"
            }
            Damage::NoLineEnd { .. } => {
                "end the last line, as editors do that “insert a final newline”"
            }
            Damage::WhiteSpace { .. } => "remove the white space at the end of the file",
            Damage::Followed { .. } => "move what follows to where it belongs, or remove it",
            Damage::FrontMatterOpen { .. } => "close the front matter",
            Damage::Missing { .. } | Damage::CutOff { .. } | Damage::Ambiguous { .. } => {
                "restore the block from an earlier version: `git log -p` on this file shows it"
            }
        }
    }
}

/// Whether `file` holds anything that only a debug block holds.
#[must_use]
pub fn holds_block(file: &[u8]) -> bool {
    // From the end: that is where the block stands.
    memmem::rfind(file, heading(SOURCE_OPENS)).is_some()
        || memmem::rfind(file, heading(TREE_OPENS)).is_some()
        || memmem::rfind(file, code_line()).is_some()
        || ends_in_opening(file)
}

/// Whether the end of `file` cuts off the first lines of a block, of which nothing but `<pre style="…">` may be left.
fn ends_in_opening(file: &[u8]) -> bool {
    let Some(at) = memmem::rfind(file, STYLE_OPENS.as_bytes()) else {
        return false;
    };
    let style = &file[at + STYLE_OPENS.len()..];
    let end = memchr::memchr(b'"', style).unwrap_or(style.len());
    let rest = &style[end..];
    rest.len() > 1 && COPY_OPENS.as_bytes().starts_with(rest)
}

/// The conflict markers of an unfinished merge in `range`: a whole set of at least `least` signs each, else one that is
/// left of a set.
#[must_use]
pub fn unmerged(file: &[u8], range: Range<usize>, least: usize) -> Option<Damage> {
    if let Some(range) = conflict(&file[..range.end], range.start, least) {
        return Some(Damage::ConflictMarkers { range });
    }
    let range = half(file, range)?;
    // The rest of the set may stand behind the range.
    let whole = conflict(file, range.start, USUAL).filter(|whole| whole.start == range.start);
    Some(match whole {
        Some(range) => Damage::ConflictMarkers { range },
        None => Damage::LoneMarker { range },
    })
}

/// What is wrong with the block of `file`, which is not whole; it holds something of one.
pub fn diagnose(file: &[u8], from: usize) -> Damage {
    if let Some(damage) = unmerged(file, from..file.len(), USUAL) {
        return damage;
    }
    let find = |piece: &[u8], from: usize| {
        memmem::find(&file[from..], piece).map(|at| (from + at, from + at + piece.len()))
    };
    let Some((_, copy)) = find(code_line(), from) else {
        if ends_in_opening(&file[from..]) {
            return Damage::CutOff { at: file.len() };
        }
        let at = find(heading(TREE_OPENS), from).or_else(|| find(heading(SOURCE_OPENS), from));
        return Damage::Missing {
            piece: "its first lines (`<pre style=…>`, `<code class=\"language-text\">`, `Markdown:`) are",
            at: at.map_or(from, |(at, _)| at + 1),
        };
    };
    let Some((_, tree)) = find(TREE_OPENS.as_bytes(), copy - 1) else {
        return missing_or_cut_off(
            file,
            copy,
            "the heading `AST Structure:` after an empty line is",
        );
    };
    let Some((_, source)) = find(SOURCE_OPENS.as_bytes(), tree - 1) else {
        return missing_or_cut_off(
            file,
            tree,
            "the heading `Original Tiki:` after an empty line is",
        );
    };
    if file[source - 1..].ends_with(SOURCE_CLOSES.trim_end().as_bytes()) {
        return Damage::NoLineEnd { at: file.len() };
    }
    let Some(close) = memmem::rfind(&file[source - 1..], SOURCE_CLOSES.as_bytes()) else {
        return Damage::CutOff { at: file.len() };
    };
    let end = source - 1 + close + SOURCE_CLOSES.len();
    if end < file.len() {
        return if file[end..].iter().all(u8::is_ascii_whitespace) {
            Damage::WhiteSpace { at: end }
        } else {
            Damage::Followed { at: end }
        };
    }
    Damage::Missing {
        piece: "its first line, `<pre style=\"…\">`, is",
        at: copy,
    }
}

/// A file that ends without the block's last line is cut off, whatever else it lacks.
fn missing_or_cut_off(file: &[u8], at: usize, piece: &'static str) -> Damage {
    if file.ends_with(SOURCE_CLOSES.as_bytes()) {
        Damage::Missing { piece, at }
    } else {
        Damage::CutOff { at: file.len() }
    }
}

/// A seam without the empty line in front of it.
fn heading(seam: &'static str) -> &'static [u8] {
    &seam.as_bytes()[1..]
}

/// The second line of the block and the heading behind it.
fn code_line() -> &'static [u8] {
    let line = COPY_OPENS.as_bytes();
    &line[2..line.len() - "--------\n".len()]
}
