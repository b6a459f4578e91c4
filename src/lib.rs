//! Keeps the pages of a migrated wiki true to the wiki text they carry.
#![forbid(unsafe_code)]

pub mod config;
pub mod finding;
pub mod rules;
pub mod site;
pub mod tiki;
