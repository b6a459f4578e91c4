//! The real program on what a hostile pull request can bring: it ends with 0, 1 or 2, in bounded memory, and nothing it
//! says can move a cursor, hide, or give an order to a build log.
#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod limits;
#[path = "../../benches/scaling/marks.rs"]
mod marks;
mod names;
mod pages;
mod places;
mod settings;
mod site;
