//! Changes of a file as ranges and texts: what a fix is, for disk, index, patch and editor alike.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// One replacement: the bytes `range` of a file become `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Byte offsets in the file, half open; empty where text is inserted.
    pub range: Range<usize>,
    /// What the file holds there afterwards.
    pub text: String,
}

/// The file after `edits`, which are in order and do not overlap.
///
/// Replacing bytes 2..4 of `abcdef` by `XYZ` gives `abXYZef`.
#[must_use]
pub fn apply(file: &[u8], edits: &[Edit]) -> Vec<u8> {
    let more: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut bytes = Vec::with_capacity(file.len() + more);
    let mut from = 0;
    for Edit { range, text } in edits {
        bytes.extend_from_slice(&file[from..range.start]);
        bytes.extend_from_slice(text.as_bytes());
        from = range.end;
    }
    bytes.extend_from_slice(&file[from..]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_edits_stays() {
        let edit = |range, text: &str| Edit {
            range,
            text: text.to_owned(),
        };
        let edits = [edit(0..1, ""), edit(2..2, "+"), edit(3..6, "XYZ")];
        assert_eq!(apply(b"abcdef", &edits), b"b+cXYZ");
        assert_eq!(apply(b"abcdef", &[]), b"abcdef");
    }
}
