//! A file as if its line ends were LF, with the way back to the bytes on disk.
//!
//! A checkout on Windows may turn every line end into CRLF; the page is the same page. `a⏎b`, of three bytes, is the view
//! of `a`, CR, LF, `b`: byte 2 of the view is byte 3 of the file.

use std::borrow::Cow;

use crate::text::excerpt::Position;
use crate::text::span::{FileBytes, How, Span, SpanMap, ViewText};

/// A file read with LF line ends.
#[derive(Debug)]
pub struct View<'f> {
    /// The text, without the CR of any CRLF. A lone CR stays, but one in front of a CRLF, which would make another CRLF
    /// of what is left, is a line feed here as it is in the source.
    pub text: Cow<'f, [u8]>,
    /// Where in `text` each line feed is that lost its CR, ascending.
    joined: Vec<usize>,
    /// The bytes on disk.
    #[cfg_attr(
        not(feature = "internals"),
        allow(dead_code, reason = "read by `map` alone")
    )]
    file: &'f [u8],
}

impl<'f> View<'f> {
    /// The file as it is.
    #[must_use]
    pub fn as_written(file: &'f [u8]) -> Self {
        Self {
            text: Cow::Borrowed(file),
            joined: Vec::new(),
            file,
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
            file,
        }
    }

    /// Where the byte `offset` of the text is in the file. The place of a line feed is that of its CR.
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

    /// Leads from the text to the bytes of the file, which is shorter than 4 GiB.
    ///
    /// `a⏎b` read from `a`, CR, LF, `b`: `a` is copied, the line feed is made for CR and LF, `b` is copied. A line feed
    /// that stands for a lone CR is made for that.
    #[must_use]
    #[cfg_attr(
        not(feature = "internals"),
        allow(dead_code, reason = "findings need single places only")
    )]
    pub fn map(&self) -> SpanMap<ViewText, FileBytes> {
        let mut map = SpanMap::default();
        let mut at = 0;
        // What is in front of each place that lost its CR is as long in the file.
        for (lost, end) in self
            .joined
            .iter()
            .copied()
            .chain([self.text.len()])
            .enumerate()
        {
            let there = |place: usize| (place + lost) as u32;
            let carriage_returns = self.text[at..end]
                .iter()
                .enumerate()
                .map(|(i, &byte)| (at + i, byte))
                .filter(|&(place, byte)| byte != self.file[place + lost])
                .map(|(place, _)| place);
            let mut copied = at;
            for place in carriage_returns {
                map.push(
                    place - copied,
                    Span::new(there(copied), there(place)),
                    How::Copied,
                );
                map.push(1, Span::new(there(place), there(place + 1)), How::Made);
                copied = place + 1;
            }
            map.push(
                end - copied,
                Span::new(there(copied), there(end)),
                How::Copied,
            );
            if end < self.text.len() {
                map.push(1, Span::new(there(end), there(end + 2)), How::Made);
            }
            at = end + 1;
        }
        map
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
        assert_maps(file);
    }

    /// What the map calls copied is the same in the file, what is made is a line end, and nothing is left out.
    fn assert_maps(file: &[u8]) {
        let view = View::with_lf(file);
        let mut at = 0;
        for piece in view.map().pieces() {
            let (here, there) = (&view.text[piece.here.range()], &file[piece.there.range()]);
            assert_eq!(piece.there.start, at);
            at = piece.there.end;
            match piece.how {
                How::Copied => assert_eq!(here, there),
                How::Made => assert!(here == b"\n" && (there == b"\r" || there == b"\r\n")),
            }
        }
        assert_eq!(at as usize, file.len());
    }

    #[test]
    fn a_line_end_in_front_of_a_line_end_is_not_swallowed() {
        let file = b"a\r\r\r\nb\r\n\r\r\n";
        let view = View::with_lf(file);
        assert_eq!(&*view.text, b"a\n\n\nb\n\n\n");
        assert_eq!(view.file_offset(3), 3);
        assert_eq!(view.file_offset(4), 5);
        assert_eq!(view.file_offset(view.text.len()), file.len());
        assert_maps(file);
        assert_maps(b"\r\n");
        assert_maps(b"");
    }
}
