//! Files on disk: bounded reads of regular files, and replacing a file whole or not at all.

pub mod read;
mod replace;

pub use replace::{SystemFiles, WriteError, replace_file};
