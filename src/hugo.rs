//! What Hugo makes of the files of a site: where it stops, and what it knows. Pure; tried under Hugo 0.168.

pub mod address;
pub mod head;
pub mod served;
pub mod settings;
pub mod shortcodes;

use std::ops::Range;

pub use served::{Around, Served};
pub use shortcodes::Shortcodes;

/// What a run knows of the Hugo site that its pages are of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The shortcodes that its pages can use.
    pub shortcodes: Shortcodes,
    /// What links are held against; `None` in a run that does not know all pages.
    pub around: Option<Around>,
}

/// A place at which Hugo ends the build of the whole site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Where, in bytes.
    pub at: Range<usize>,
    /// Why, in one sentence.
    pub message: String,
    /// The way out.
    pub help: &'static str,
}
