//! Pages of two branches made into one: the merge driver under real Git, and what it relies on about Git.
#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

#[path = "../carry/edits.rs"]
#[allow(dead_code, reason = "`tests/carry` uses all of it")]
mod edits;
#[path = "../carry/pages.rs"]
mod pages;

mod by_hand;
mod driver;
mod facts;
mod made_edits;
mod random;
mod reading;
mod site;
mod story;
