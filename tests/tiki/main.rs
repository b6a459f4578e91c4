//! The Tiki dialect: its cases byte for byte, their Markdown under a CommonMark renderer, and what holds for any text.

#[path = "../support/cases.rs"]
mod cases;
mod conformance;
mod meaning;
mod notes;
mod pages;
mod properties;
mod rules;
