//! Keeps the pages of a migrated wiki true to the wiki text they carry.
//!
//! Each page of such a site is a Markdown file with the wiki text that it was made from at its foot. This library is
//! what the `tikicheck` command is made of: it reads that text, generates the page from it again, and says where and
//! why the two disagree. Everything here is a pure function of texts; files, Git and reports are the command's.
//!
//! | function | from | to |
//! | --- | --- | --- |
//! | [`check()`] | a page, as it lies on disk | verdict, findings, and the edits that fix it |
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
#![forbid(unsafe_code)]
// Only `main` exits, and output goes through a writer that survives a closed pipe.
#![warn(clippy::exit, clippy::print_stderr, clippy::print_stdout)]

// The rooms, from the ground up: each uses those above it in this list, none below it (`tests/layers.rs`). They are
// private; with the feature `internals` the tests, benchmarks and fuzz targets of this repository reach them. What only
// the command uses of the lower rooms is no dead code of the library; a build of the command finds what is.
#[cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]
#[path = "."]
mod rooms {
    pub mod text;

    #[cfg(feature = "cli")]
    pub mod threads;

    pub mod merge;

    pub mod rules;

    pub mod finding;

    pub mod wiki;

    pub mod page;

    pub mod front_matter;

    pub mod hugo;

    pub mod config;

    pub mod site;

    pub mod render;

    pub mod generator;

    pub mod shown;

    pub mod carry;

    pub mod check;

    #[cfg(feature = "cli")]
    pub mod branches;

    #[cfg(feature = "cli")]
    pub mod compare;

    #[cfg(feature = "cli")]
    pub mod init;

    pub mod library;

    #[cfg(feature = "cli")]
    pub mod git;

    #[cfg(feature = "cli")]
    pub mod files;

    #[cfg(feature = "cli")]
    pub mod report;

    #[cfg(feature = "cli")]
    pub mod cli;

    #[cfg(feature = "cli")]
    pub mod project;

    #[cfg(feature = "cli")]
    pub mod run;

    #[cfg(feature = "cli")]
    pub mod commands;

    #[cfg(feature = "internals")]
    pub mod testing;
}

#[cfg(feature = "cli")]
use rooms::{branches, cli, commands, compare, files, git, init, project, report, run, threads};
use rooms::{
    carry, check, config, finding, front_matter, generator, hugo, library, merge, page, render,
    rules, shown, site, text, wiki,
};

#[cfg(all(test, feature = "internals"))]
use rooms::testing;

/// The rooms, for the tests, benchmarks and fuzz targets of this repository. They change without notice.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    pub use crate::rooms::*;
}

pub use check::{Allowed, HandEdits, Misfits, Unmeant, Verdict};
#[cfg(feature = "cli")]
#[doc(hidden)]
pub use commands::command;
pub use config::ConfigError;
pub use finding::{
    Difference, Excerpt, Finding, Fix, Generates, OtherPage, Part, Position, Remedy, Replacement,
    SourceChange, ThreeWordings,
};
pub use generator::Generated;
pub use library::{Checked, Node, Site, TooLarge, Tree, check, parse, regenerate, render};
pub use page::{Edit, apply};
pub use rules::{Group, Rule, Severity};
pub use wiki::tree::Kind;
