//! Keeps the pages of a migrated wiki true to the wiki text they carry.
#![forbid(unsafe_code)]
// Only `main` exits, and output goes through a writer that survives a closed pipe.
#![warn(clippy::exit, clippy::print_stderr, clippy::print_stdout)]

pub mod check;
pub mod cli;
pub mod config;
pub mod diff;
pub mod excerpt;
pub mod finding;
pub mod front_matter;
pub mod git;
pub mod init;
pub mod install;
pub mod nearest;
pub mod page;
pub mod render;
pub mod report;
pub mod rules;
pub mod run;
pub mod shell;
pub mod site;
pub mod tiki;
pub mod visible;
pub mod write;
