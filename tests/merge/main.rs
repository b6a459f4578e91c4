//! Pages of two branches made into one: the merge driver under real Git, and what it relies on about Git.
#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod by_hand;
mod driver;
mod facts;
mod reading;
mod site;
