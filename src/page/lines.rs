//! A file as if its line ends were LF, with the way back to the bytes on disk.
//!
//! A checkout on Windows may turn every line end into CRLF; the page is the same page.

use std::borrow::Cow;

use crate::text::excerpt::Position;

/// A file read with LF line ends.
#[derive(Debug)]
pub struct View<'f> {
    /// The text, without the CR of any CRLF. A lone CR stays, but one in front of a CRLF, which would make another CRLF
    /// of what is left, is a line feed here as it is in the source.
    pub text: Cow<'f, [u8]>,
    /// Where in `text` each line feed stands that lost its CR, ascending.
    joined: Vec<usize>,
}

impl<'f> View<'f> {
    /// The file as it is.
    #[must_use]
    pub fn as_written(file: &'f [u8]) -> Self {
        Self {
            text: Cow::Borrowed(file),
            joined: Vec::new(),
        }
    }

    /// The file with LF line ends throughout.
    #[must_use]
    pub fn with_lf(file: &'f [u8]) -> Self {
        let mut text = Vec::with_capacity(file.len());
        let mut joined = Vec::new();
        let mut from = 0;
        for at in memchr::memmem::find_iter(file, b"\r\n") {
            text.extend_from_slice(&file[from..at]);
            let lone = text.iter().rev().take_while(|&&byte| byte == b'\r');
            let line_ends = text.len() - lone.count();
            text[line_ends..].fill(b'\n');
            joined.push(text.len());
            from = at + 1;
        }
        text.extend_from_slice(&file[from..]);
        Self {
            text: Cow::Owned(text),
            joined,
        }
    }

    /// Where the byte `offset` of the text stands in the file. The place of a line feed is that of its CR.
    #[must_use]
    pub fn file_offset(&self, offset: usize) -> usize {
        offset + self.joined.partition_point(|&at| at < offset)
    }

    /// The place in the file of a place in the text. Lines and columns are the same in both; offsets are not.
    #[must_use]
    pub fn place(&self, position: Position) -> Position {
        Position {
            offset: self.file_offset(position.offset),
            ..position
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_file() {
        let file = b"ab\r\nc\r\n\r\nd\re\n";
        let view = View::with_lf(file);
        assert_eq!(&*view.text, b"ab\nc\n\nd\re\n");
        for (offset, &byte) in view.text.iter().enumerate() {
            let there = file[view.file_offset(offset)];
            assert!(
                there == byte || (byte == b'\n' && there == b'\r'),
                "{offset}"
            );
        }
        assert_eq!(view.file_offset(view.text.len()), file.len());
    }

    #[test]
    fn a_line_end_in_front_of_a_line_end_is_not_swallowed() {
        let file = b"a\r\r\r\nb\r\n\r\r\n";
        let view = View::with_lf(file);
        assert_eq!(&*view.text, b"a\n\n\nb\n\n\n");
        assert_eq!(view.file_offset(3), 3);
        assert_eq!(view.file_offset(4), 5);
        assert_eq!(view.file_offset(view.text.len()), file.len());
    }
}
