//! Which line ends a merged text has.

use std::borrow::Cow;

use super::Sides;

/// The line ends of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnds {
    /// There is none.
    None,
    /// All are LF.
    Lf,
    /// All are CRLF.
    Crlf,
    /// Some are LF and some are CRLF.
    Mixed,
}

impl LineEnds {
    fn of(text: &str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let crlf = memchr::memmem::find_iter(text.as_bytes(), b"\r\n").count();
        match (ends, crlf) {
            (0, _) => Self::None,
            (_, 0) => Self::Lf,
            _ if ends == crlf => Self::Crlf,
            _ => Self::Mixed,
        }
    }

    /// Those of the merged text: where one side changed them, as that side has them.
    pub fn merged(sides: Sides<'_>) -> Self {
        let [base, ours, theirs] = sides.map(Self::of);
        match (ours, theirs) {
            (Self::None, other) | (other, Self::None) => other,
            _ if ours == base => theirs,
            _ => ours,
        }
    }

    /// A text with these line ends; as it is where they are mixed.
    pub fn applied(self, text: &str) -> Cow<'_, str> {
        let is_so = Self::of(text) == self;
        match self {
            Self::None | Self::Mixed => Cow::Borrowed(text),
            _ if is_so => Cow::Borrowed(text),
            Self::Lf => Cow::Owned(text.replace("\r\n", "\n")),
            Self::Crlf => Cow::Owned(text.replace("\r\n", "\n").replace('\n', "\r\n")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_side_that_changed_them_says_how_lines_end() {
        let merged = |base, ours, theirs| LineEnds::merged(Sides { base, ours, theirs });
        assert_eq!(merged("a\n", "a\r\n", "a\n"), LineEnds::Crlf);
        assert_eq!(merged("a\n", "a\n", "a\r\n"), LineEnds::Crlf);
        assert_eq!(merged("a\r\n", "a\n", "a"), LineEnds::Lf);
        assert_eq!(merged("a\r\nb\n", "a\r\nb\n", "a\r\nb\n"), LineEnds::Mixed);
        assert_eq!(LineEnds::Crlf.applied("a\nb\r\n"), "a\r\nb\r\n");
        assert_eq!(LineEnds::Lf.applied("a\nb\r\n"), "a\nb\n");
    }
}
