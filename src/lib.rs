//! Keeps the pages of a migrated wiki true to the wiki text they carry.
//!
//! Each page of such a site is a Markdown file with the wiki text that it was made from at its foot. This library is
//! what the `tikicheck` command is made of: it reads that text, generates the page from it again, and says where and
//! why the two disagree. Everything here is a pure function of texts; files, Git and reports are the command's.
//!
//! | function | from | to |
//! | --- | --- | --- |
//! | [`check()`] | a page, as it lies on disk | verdict, findings, and the page as a fix would write it |
//! | [`regenerate`] | wiki text | Markdown and dump, as a page holds them |
//! | [`parse`] | wiki text | a [`Tree`] to walk |
//! | [`render()`] | a [`Tree`] | Markdown |
//!
//! All four take a [`Site`]: the settings of `tikicheck.yaml`, the pages that links can lead to, and the attachments.
//!
//! ```
//! use tikicheck::{Site, parse, render};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let site = Site::new("", ["content/posts/bone-health.md"])?;
//! let tree = parse("!Vitamin D\nIt is __good__ for ((Bone Health)).", &site)?;
//! assert_eq!(
//!     render(&tree, &site),
//!     "\n# Vitamin D\n\nIt is  **good**  for [Bone Health](/posts/bone-health)."
//! );
//! # Ok(())
//! # }
//! ```
//!
//! # What is stable
//!
//! What this page lists, under semantic versioning: it changes in ways that break a caller with a new major version
//! only (before 1.0 with a new minor one). Enums and structs that will grow are `#[non_exhaustive]`. A minor version may
//! add rules and kinds of nodes, word messages anew, and find what went unseen; so match [`Rule`]s with an arm for the
//! others, and compare findings by rule and place, not by message.
//!
//! The Markdown and the dump of a wiki text do not change at all, but to mend a mistake: they have to be what pages
//! already hold.
//!
//! Modules that this page does not list are the inside of the command. They are public because the command and the
//! tests of this crate are built on them, and change without notice.
#![forbid(unsafe_code)]
// Only `main` exits, and output goes through a writer that survives a closed pipe.
#![warn(clippy::exit, clippy::print_stderr, clippy::print_stdout)]

#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod diff;
#[doc(hidden)]
pub mod excerpt;
#[doc(hidden)]
pub mod finding;
#[doc(hidden)]
pub mod front_matter;
#[doc(hidden)]
pub mod git;
#[doc(hidden)]
pub mod init;
#[doc(hidden)]
pub mod install;
mod library;
#[doc(hidden)]
pub mod nearest;
#[doc(hidden)]
pub mod page;
#[doc(hidden)]
pub mod render;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod run;
#[doc(hidden)]
pub mod shell;
#[doc(hidden)]
pub mod site;
#[doc(hidden)]
pub mod tiki;
#[doc(hidden)]
pub mod visible;
#[doc(hidden)]
pub mod write;

pub use check::{Checked, Edits, Generated, Verdict};
pub use config::ConfigError;
pub use finding::{Difference, Excerpt, Finding, Fix, Part, Position, Severity};
pub use library::{Node, Site, TooLarge, Tree, check, parse, regenerate, render};
pub use rules::{Group, Rule};
pub use tiki::tree::Kind;
