//! The attachments file: which number lies at which path.

use std::collections::HashMap;

/// Where attachments and files lie, by their number without leading zeros.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachments {
    attachments: HashMap<Box<str>, Box<str>>,
    files: HashMap<Box<str>, Box<str>>,
}

impl Attachments {
    /// The path of the attachment with this number, which must have no leading zeros.
    #[must_use]
    pub fn attachment(&self, id: &str) -> Option<&str> {
        self.attachments.get(id).map(|path| &**path)
    }

    /// The path of the file with this number, which must have no leading zeros.
    #[must_use]
    pub fn file(&self, id: &str) -> Option<&str> {
        self.files.get(id).map(|path| &**path)
    }
}

/// A number as the attachments file knows it: ASCII digits without leading zeros; `None` for anything but digits.
#[must_use]
pub fn normal_id(id: &str) -> Option<&str> {
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = id.trim_start_matches('0');
    // Zero itself keeps one digit.
    Some(if digits.is_empty() {
        &id[id.len() - 1..]
    } else {
        digits
    })
}
