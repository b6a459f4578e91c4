//! `tikicheck compare` and `tikicheck blame` as users run them, on repositories with a known history.

#[path = "../support/mod.rs"]
mod support;

mod blame;
mod causes;
mod history;
mod revisions;
mod settings;
mod shared;
