//! JSON that is harmless where it is printed: its strings hold no hidden character and no order to a build log, but
//! mean the same.

use std::cell::RefCell;
use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::text::sanitize::is_hidden;

/// Writes `value` as JSON on one line, without a newline.
///
/// # Errors
///
/// What `out` answers.
pub(super) fn write(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(out, Escaped(CompactFormatter));
    Ok(value.serialize(&mut serializer)?)
}

/// A list whose items are made while it is written, so that only one of them is held at a time. It is written once.
pub(super) struct Stream<'s, T, F> {
    items: RefCell<&'s mut dyn Iterator<Item = T>>,
    object: F,
}

impl<'s, T, F> Stream<'s, T, F> {
    /// The list of `items`, each written as what `object` makes of it.
    pub(super) fn new(items: &'s mut dyn Iterator<Item = T>, object: F) -> Self {
        Self {
            items: RefCell::new(items),
            object,
        }
    }
}

impl<T, O: Serialize, F: Fn(T) -> O> Serialize for Stream<'_, T, F> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(std::iter::from_fn(|| {
            self.items.borrow_mut().next().map(&self.object)
        }))
    }
}

/// Escapes more than JSON asks for.
struct Escaped(CompactFormatter);

impl Formatter for Escaped {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        for (at, char) in fragment.char_indices() {
            let opens_order = fragment[at..].starts_with("##");
            if !opens_order && !is_hidden(char) {
                continue;
            }
            self.0
                .write_string_fragment(writer, &fragment[written..at])?;
            for unit in char.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + char.len_utf8();
        }
        self.0.write_string_fragment(writer, &fragment[written..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write(&text, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("JSON is text")
    }

    #[test]
    fn what_is_hidden_or_gives_orders_is_escaped_and_means_the_same() {
        assert_eq!(written("plain # é 🙂\n"), "\"plain # é 🙂\\n\"");
        assert_eq!(
            written("\u{9b}\u{202e}\u{7f}##[error]\u{e0001}"),
            r#""\u009b\u202e\u007f\u0023#[error]\udb40\udc01""#
        );
        for text in ["\u{9b}\u{e0001}x", "###[a", "##vso[", "\u{1b}\0\"\\"] {
            let read: String = serde_json::from_str(&written(text)).expect("it is JSON");
            assert_eq!(read, text);
        }
    }
}
